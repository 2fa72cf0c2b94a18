"""Random changes of a zone, in the three forms of script, and what they do to the zone."""

from dataclasses import dataclass

from dnsmodel import random_address
from model import DOMAIN

FORMS = ("nsupdate", "dnscmd", "powershell")


@dataclass(frozen=True)
class Step:
    """One line of a script. Without data, or without a type: all such records of the name are deleted."""

    verb: str  # add or delete
    name: str
    rtype: str = None
    data: str = None


def apply(steps, zone):
    """Does to ZONE what a server does on an update (RFC 2136 section 3.4.2): an alias never stands beside other records."""
    for step in steps:
        node = zone.nodes.get(step.name, {})
        if step.verb == "delete":
            zone.delete(step.name, step.rtype, step.data)
        elif step.rtype == "CNAME" and set(node) - {"CNAME"} or step.rtype != "CNAME" and "CNAME" in node:
            continue
        else:
            if step.rtype == "CNAME":
                zone.delete(step.name, "CNAME")
            zone.add(step.name, step.rtype, step.data)


class ChangeMaker:
    """Random changes for the zone that MAKER (a ZoneMaker) made."""

    def __init__(self, random, maker):
        self.random, self.maker = random, maker

    def make(self, zone, form):
        """A list of Steps, at least one. In the forms of Windows each must be possible when its turn comes."""
        after, steps = zone.copy(), []
        count = self.random.choice((1, 1, 1, 2, 3, 5))
        while len(steps) < count:
            step = self.step(after)
            if form == "nsupdate" or possible(step, after):
                steps.append(step)
                apply([step], after)
        return steps

    def step(self, zone):
        random = self.random
        if random.random() < 0.5:
            name = self.maker.owner()
            rtype = random.choice(("A", "A", "AAAA", "AAAA", "CNAME", "SRV"))
            return Step("add", name, rtype, self.data(name, rtype))
        owners = [name for name in zone.nodes if name not in (zone.origin, self.maker.delegated) and not name.startswith("ns.")]
        owners = owners or [self.maker.owner()]
        name = random.choice(owners)
        rtypes = [rtype for rtype in zone.nodes.get(name, {}) if rtype in ("A", "AAAA", "CNAME", "SRV")]
        if not rtypes or random.random() < 0.1:
            return Step("delete", name)
        rtype = random.choice(rtypes)
        return Step("delete", name, rtype, random.choice([None, *zone.nodes[name][rtype]]))

    def data(self, name, rtype):
        if rtype == "SRV":
            return f"0 {self.random.randint(0, 2)} 5061 target.{DOMAIN}."
        return self.maker.target(name) if rtype == "CNAME" else random_address(self.random, rtype)


def possible(step, zone):
    """Windows refuses an alias beside other records, and has no command that deletes all types of a name."""
    node = zone.nodes.get(step.name, {})
    if step.verb == "delete":
        return step.rtype in node
    if step.rtype == "CNAME":
        return not node
    return "CNAME" not in node and step.data not in node.get(step.rtype, ())


# ---- scripts ----


def script(steps, form, origin):
    return "".join(line + "\n" for line in {"nsupdate": nsupdate, "dnscmd": dnscmd, "powershell": powershell}[form](steps, origin))


def nsupdate(steps, origin):
    yield f"zone {origin}"
    for step in steps:
        words = ["update", step.verb, step.name + "."] + (["300"] if step.verb == "add" else [])
        yield " ".join(words + [word for word in (step.rtype, step.data) if word])
    yield "send"


def node_of(step, origin):
    return "@" if step.name == origin else step.name[: -len(origin) - 1]


def dnscmd(steps, origin):
    for step in steps:
        record = " ".join(word for word in (step.rtype, step.data) if word)
        if step.verb == "add":
            yield f"dnscmd . /recordadd {origin} {node_of(step, origin)} 300 {record}"
        else:
            yield f"dnscmd . /recorddelete {origin} {node_of(step, origin)} {record} /f"


CMDLETS = {
    "A": "Add-DnsServerResourceRecordA {where} -IPv4Address {data}",
    "AAAA": "Add-DnsServerResourceRecordAAAA {where} -IPv6Address {data}",
    "CNAME": "Add-DnsServerResourceRecordCName {where} -HostNameAlias {data}",
    "SRV": "Add-DnsServerResourceRecord -Srv {where} -Priority {words[0]} -Weight {words[1]} -Port {words[2]} -DomainName {words[3]}",
}


def powershell(steps, origin):
    for step in steps:
        where = f'-ZoneName "{origin}" -Name "{node_of(step, origin)}"'
        if step.verb == "add":
            yield CMDLETS[step.rtype].format(where=where, data=f'"{step.data}"', words=step.data.split())
        else:
            data = " -RecordData " + ",".join(f'"{word}"' for word in step.data.split()) if step.data else ""
            yield f"Remove-DnsServerResourceRecord {where} -RRType {step.rtype}{data} -Force"
