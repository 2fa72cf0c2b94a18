"""Remedies carried out at running servers: audit, remedy, preview, nsupdate, audit; and what a script holds where lookups fail."""

import random
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import run
from broken import Broken
from campaign import Tally
from judging import Judging, carry_out, introduced, passing, read_script
from mends import hold

sys.path.append(str(run.ROOT / "tests" / "integration"))
from bind import Bind  # noqa: E402
from fakedns import SERVFAIL, FakeDNS, reply  # noqa: E402
from process import SOON, bound  # noqa: E402


class LiveJudging(Judging):
    """The program, asked about a deployment whose views have a BIND server each."""

    def __init__(self, folder, broken, servers):
        self.folder, self.broken, self.servers = folder, broken, servers
        self.path, self.options = folder / "topology.yaml", []
        self.path.write_text(broken.topology({view: server.address for view, server in servers.items()}))

    def make(self, view, steps, script):
        """By nsupdate; then each zone must be as before but for the records that the script names."""
        zones = self.broken.zones[view]
        before = self.transfer(view)
        status, output = self.servers[view].update(script)
        if status:
            return [f"nsupdate: {output}"]
        carry_out(steps, zones)
        after, deleted, added = self.transfer(view), rows(steps, "delete"), rows(steps, "add")
        wanted = (before - deleted) | added
        return [f"nsupdate did more: {row}" for row in sorted(wanted ^ after)]

    def transfer(self, view):
        """The records of all zones, but for their SOA, whose serial changes: {(name, type, data)}."""
        text = "".join(self.servers[view].transfer(zone) for zone in self.broken.zones[view])
        fields = [line.split(None, 4) for line in text.splitlines()]
        return {(row[0].rstrip("."), row[3], row[4].rstrip(".")) for row in fields if len(row) == 5 and row[3] != "SOA"}


def rows(steps, verb):
    return {(step.name, step.rtype, step.data.rstrip(".")) for step in steps if step.verb == verb}


def at_servers(broken, stack):
    """A BIND server for each view, as long as STACK."""
    zones = {view: {origin: zone.text() for origin, zone in zones.items()} for view, zones in broken.zones.items()}
    return {view: stack.enter_context(Bind(texts)) for view, texts in zones.items()}


def loops(seeds, keep=None, tally=None):
    """Audit, remedy, preview, nsupdate, audit."""
    tally = tally or Tally()
    for seed in seeds:
        broken = Broken(seed)
        with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            hold(LiveJudging(Path(name), broken, at_servers(broken, stack)), tally, keep)
    return tally


# ---- where lookups fail ----


def unreliable(seed, server):
    """A handler that passes questions on to SERVER, except some that it answers with SERVFAIL, always the same."""

    def handler(query):
        if random.Random(f"{seed} {query.name} {query.type}").random() < 0.1:
            return reply(query, rcode=SERVFAIL)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as passed:
            passed.settimeout(bound(SOON))
            passed.connect((server.host, server.port))
            passed.send(query.raw)
            return passed.recv(65535)

    return handler


def incomplete(seeds, keep=None, tally=None):
    """What a script holds although lookups failed introduces nothing, whatever these would have said."""
    tally = tally or Tally()
    for seed in seeds:
        broken = Broken(seed)
        with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            servers = {view: stack.enter_context(FakeDNS(unreliable(seed, server))) for view, server in at_servers(broken, stack).items()}
            (Path(name) / "live").mkdir()
            asked, whole = LiveJudging(Path(name) / "live", broken, servers), Judging(Path(name), broken)
            for view in broken.zones:
                script = asked.remedy(view)
                steps = read_script(script)[0]
                found = set(introduced(whole.audit(), whole.audit_with({view: steps}))) - passing(script)
                tally.add("commands", len(steps))
                tally.mismatches += [f"seed {seed}: --view {view}, with failed lookups, introduced: {key}" for key in sorted(found)]
        tally.add("deployments")
    return tally
