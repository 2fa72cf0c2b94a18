"""What SIP domains cost: the records of 100 domains at four servers beside as many lookups of plain endpoints, and one domain with few."""

import statistics
from contextlib import ExitStack

from claims import bounded
from harness import Knot
from lab import ZONE, measured, report_head

DOMAINS = 100
NAMES = 2000
POOL = "10.1.0.11"
EDGE = "52.1.0.5"
PROXY = "52.1.0.6"

BODY = f"""clients: [lync-2013, mobile]
services: [federation]
front-end-pools: [{{fqdn: pool01.{ZONE}, edge-pool: edge01.{ZONE}, web-internal: webint.{ZONE}, web-external: webext.{ZONE}}}]
edge-pools:
  - {{fqdn: edge01.{ZONE}, external: [{{fqdn: sip.{ZONE}, service: access, port: 443}}]}}
simple-urls: [{{fqdn: meet.{ZONE}, url: [meet, dialin]}}]
"""


def domain(i):
    return f"d{i:03d}"


def name(i):
    return f"n{i:05d}"


def zone(inside):
    """A healthy deployment: each record on its own side."""
    both = f"webext A {PROXY}\nmeet A {PROXY}\n"
    lines = [f"{name(i)} A {POOL}\n" for i in range(NAMES)]
    lines += [both, f"pool01 A {POOL}\nedge01 A 10.2.0.1\nwebint A {POOL}\n" if inside else f"sip A {EDGE}\n"]
    for i in range(DOMAINS):
        d = domain(i)
        if inside:
            lines.append(f"pool.{d} A {POOL}\nsip.{d} A {POOL}\nlyncdiscoverinternal.{d} A {POOL}\n_sipinternaltls._tcp.{d} SRV 0 0 5061 pool.{d}\n")
        else:
            lines.append(f"sip.{d} A {EDGE}\nlyncdiscover.{d} A {PROXY}\n")
            lines.append(f"_sip._tls.{d} SRV 0 0 443 sip.{d}\n_sipfederationtls._tcp.{d} SRV 0 0 5061 sip.{d}\n")
    return "".join(lines)


def views(inside, outside):
    row = "  - {{name: {}, servers: [{}]}}\n"
    return "views:\n" + "".join(
        row.format(name, ", ".join(f'"{server.address}"' for server in servers)) for name, servers in (("internal", inside), ("external", outside))
    )


def plain(names):
    return "other:\n" + "".join(f"  - {{fqdn: {name(i)}.{ZONE}, views: [internal, external]}}\n" for i in range(names))


class Audits:
    def __init__(self, folder, program, build, inside, outside):
        self.folder, self.program, self.build, self.views = folder, program, build, views(inside, outside)

    def write(self, name, body):
        path = self.folder / f"{name}.yaml"
        path.write_text("version: 1\n" + self.views + body)
        return path

    def run(self, topology):
        report = self.folder / "services.json"
        run = measured(self.build, [self.program, "audit", topology, "-f", "json", "-o", report, "-q"], (0, 1))
        return run, report_head(report)["summary"]["lookups"]


def claims_of(folder, program, build, rounds):
    with ExitStack() as stack:
        sides = [[stack.enter_context(Knot({ZONE: zone(side)}, workers=1)) for _ in range(2)] for side in (True, False)]
        audits = Audits(folder, program, build, *sides)
        many = audits.write("many", BODY + "sip-domains: [" + ", ".join(f"{domain(i)}.{ZONE}" for i in range(DOMAINS)) + "]\n")
        lookups = audits.run(many)[1]
        names = audits.write("names", plain(lookups // 8))
        runs = [(audits.run(many)[0], audits.run(names)[0]) for _ in range(rounds)]
        for what in ("wall", "user"):
            ratio = statistics.median(getattr(a, what) / getattr(b, what) for a, b in runs)
            yield bounded(f"{what} time, {DOMAINS} SIP domains / plain endpoints, {lookups} lookups", ratio, 1.2)
        few = audits.write("few", BODY + plain(15) + f"sip-domains: [{domain(0)}.{ZONE}]\n")
        walls = [audits.run(few)[0].wall for _ in range(4 * rounds + 1)]
        yield bounded("20 endpoints and a SIP domain, the whole process", statistics.median(walls) * 1000, 15, " ms", "{:.1f}")
