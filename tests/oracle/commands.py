"""The commands of each finding carried out alone, as reports have them: they mend it and introduce nothing."""

import re
import tempfile
from pathlib import Path

import run
from broken import Broken, zone_of
from campaign import Tally
from change import Step
from judging import Judging, carry_out, introduced

ADD = re.compile(r"Add-DnsServerResourceRecord(A|AAAA|CName) -ZoneName '(\S+)' -Name '(\S+)' -(?:IPv4Address|IPv6Address|HostNameAlias) '(\S+)'")
ADD_SRV = re.compile(r"Add-DnsServerResourceRecord -Srv -ZoneName '(\S+)' -Name '(\S+)' -Priority (\d+) -Weight (\d+) -Port (\d+) -DomainName '(\S+)'")
REMOVE = re.compile(r"Remove-DnsServerResourceRecord -ZoneName '(\S+)' -Name '(\S+)' -RRType '(\w+)' -RecordData '(\S+)' -Force")


def read_command(line, views):
    """(view, step)"""
    command, _, view = line.partition(" # view ")
    if found := ADD.fullmatch(command):
        rtype, zone, node, data = found.groups()
        verb, rtype = "add", rtype.upper()
    elif found := ADD_SRV.fullmatch(command):
        zone, node, *words = found.groups()
        verb, rtype, data = "add", "SRV", " ".join(words)
    elif found := REMOVE.fullmatch(command):
        zone, node, rtype, data = found.groups()
        verb, data = "delete", data.replace("','", " ")
    else:
        raise run.Broken(f"unknown command: {line}")
    data += "." if rtype in ("CNAME", "SRV") and not data.endswith(".") else ""
    return view or views[0], Step(verb, zone if node == "@" else f"{node}.{zone}", rtype, data)


def is_as_taken(zones, step):
    """Whether the name has records of its own if they are to be deleted, and none like this if it is to be added. A report can't know that
    a wildcard answers where no SIP domain asks for one, nor that none does where both would answer the same."""
    node = zone_of(zones, step.name).nodes.get(step.name)
    return node is not None if step.verb == "delete" else step.data not in (node or {}).get(step.rtype, ())


def obey(judging, finding, before, tally):
    """Carries out the commands of a finding and takes them back. What is wrong, a line each."""
    key, *lines = finding["key"], *finding["remedy"].split("\n")[1:]
    changed = {view: {origin: zone.copy() for origin, zone in zones.items()} for view, zones in judging.broken.zones.items()}
    for line in lines:
        view, step = read_command(line, list(changed))
        if not is_as_taken(changed[view], step):
            tally.add("of a wildcard")
            return []
        carry_out([step], changed[view])
    judging.write(changed)
    after = judging.audit()
    judging.write(judging.broken.zones)
    stays = key in after and after[key]["evidence"] == finding["evidence"]  # one of two views may be left to others
    return [f"{key}: its commands introduce {other}" for other in introduced(before, after)] + [f"{key}: its commands leave it"] * stays


def commands(seeds, keep=None, tally=None):
    """Those of each finding alone."""
    tally = tally or Tally()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            judging = Judging(Path(name), Broken(seed))
            before = judging.audit()
            with_commands = [finding for finding in before.values() if "\n" in finding["remedy"]]
            tally.add("deployments")
            tally.add("findings", len(before))
            tally.add("findings with commands", len(with_commands))
            tally.mismatches += [f"seed {seed}: {what}" for finding in with_commands for what in obey(judging, finding, before, tally)]
    return tally
