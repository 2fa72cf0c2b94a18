"""What many deployments cost beside one with as many names, and many formats beside one."""

import statistics
from contextlib import ExitStack

from claims import bounded
from harness import Knot
from lab import ZONE, Distant, Silent, host_name, measured, write_zone

NAMES = 50  # of a deployment
DEPLOYMENTS, MORE = 1000, 3000
DELAY_MS = 20
REPORTED = 5000  # names
FORMATS = ("text", "json", "csv", "junit", "prometheus", "nagios", "html", "brief", "checkmk", "prtg", "sarif", "markdown", "jsonl")


def topology(name, first, count, servers):
    names = "".join(f"  - {{fqdn: {host_name(i)}.{ZONE}}}\n" for i in range(first, first + count))
    listed = ", ".join(f'"{server.address}"' for server in servers)
    return f"version: 1\nname: {name}\nviews:\n  - {{name: internal, servers: [{listed}]}}\nother:\n{names}"


class Fleet:
    """DEPLOYMENTS of 50 names at SERVERS, and one with all of their names."""

    def __init__(self, folder, deployments, servers):
        self.files, self.one = folder / "files", folder / "one.yaml"
        self.files.mkdir(parents=True)
        for i in range(deployments):
            (self.files / f"d{i:05d}.yaml").write_text(topology(f"d{i:05d}", i * NAMES, NAMES, servers))
        self.one.write_text(topology("one", 0, deployments * NAMES, servers))


def claims_of(folder, program, build, rounds):
    def audit(target, *options):
        return measured(build, [program, "audit", target, "-f", "json", "-o", folder / "fleet.json", "-q", *options], (0, 1, 3))

    with ExitStack() as stack:
        zone = write_zone(folder / "fleet.zone", MORE * NAMES)
        near = stack.enter_context(Knot({ZONE: zone}, workers=1))
        far, dead = stack.enter_context(Distant(build, near, DELAY_MS)), stack.enter_context(Silent())
        rows = (("near", "", [near]), ("far", f", {DELAY_MS} ms away", [far]), ("dead", ", one of two servers dead", [near, dead]))
        for name, words, servers in rows:
            fleet = Fleet(folder / name, DEPLOYMENTS, servers)
            runs = [(audit(fleet.files), audit(fleet.one)) for _ in range(rounds)]
            ratio = statistics.median(many.wall / one.wall for many, one in runs)
            yield bounded(f"wall time, {DEPLOYMENTS} deployments / one{words}", ratio, 1.3)
            if name == "near":
                peak = min(many.peak for many, one in runs)
        more = Fleet(folder / "more", MORE, [near])
        yield bounded(f"peak memory, {MORE} deployments / {DEPLOYMENTS}", audit(more.files).peak / peak, 1.5)
        yield "  of the latter", f"{peak / 1024:.0f} MiB", "", None

        large, saved = folder / "large.yaml", folder / "large.answers"
        large.write_text(topology("large", 0, REPORTED, [near]))
        audit(large, "--save-answers", saved)
        every = [part for name in FORMATS for part in ("-f", name, "-o", folder / f"all.{name}")]
        walls = [measured(build, [program, "audit", large, "--answers", saved, "-q", *every], (0, 1)).wall for _ in range(rounds)]
        yield bounded(f"all {len(FORMATS)} formats of {REPORTED} names, from saved answers", statistics.median(walls), 0.5, " s")
