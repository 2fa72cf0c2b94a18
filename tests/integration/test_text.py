"""The text report of a deployment of a usual size: it fits on two screens or so, in any width, and says first and last what is wrong."""

import re
import unittest

from harness import Case, Knot, lyncdns

D = "contoso.com"
UM = [f"um{i:02}" for i in range(1, 9)]
FRONT_ENDS = {"pool01": [f"fe1{i}" for i in range(1, 7)], "pool02": [f"fe2{i}" for i in range(1, 7)]}
GATEWAYS = [f"gw{i:02}" for i in range(1, 6)]

TOPOLOGY = f"""version: 1
name: contoso
features: [enhanced-9-1-1]
sip-domains: [{D}]
clients: [lync-2013, mobile]
services: [federation]
views:
  - {{name: internal, servers: [INSIDE, OTHER]}}
  - {{name: external, servers: [OUTSIDE]}}
client-networks: [{{name: offices, address-type: ipv4}}]
remote-networks: [{{name: homes, address-type: ipv4}}]
exchange-um: [{", ".join(f"{{fqdn: {name}.{D}}}" for name in UM)}]
front-end-pools:
""" + "".join(
    f"  - {{fqdn: {pool}.{D}, members: [{', '.join(f'{name}.{D}' for name in members)}], edge-pool: edge01.{D}, "
    f"web-internal: {pool}int.{D}, web-external: {pool}ext.{D}}}\n"
    for pool, members in FRONT_ENDS.items()
) + f"""director-pools: [{{fqdn: dir01.{D}, members: [dir01a.{D}], web-external: dirext.{D}}}]
mediation-pools:
  - fqdn: med01.{D}
    members: [med01a.{D}, med01b.{D}]
    gateways: [{", ".join(f"{name}.{D}" for name in GATEWAYS)}]
pstn-gateways: [{", ".join(f"{{fqdn: {name}.{D}, address-type: ipv4}}" for name in GATEWAYS)}]
edge-pools:
  - fqdn: edge01.{D}
    members: [edge01a.{D}, edge01b.{D}]
    external:
      - {{fqdn: sip.{D}, service: access, port: 443}}
      - {{fqdn: webconf.{D}, service: web-conferencing}}
      - {{fqdn: av.{D}, service: av}}
location-information-services: [{{fqdn: lis.{D}}}]
simple-urls:
  - {{fqdn: meet.{D}, url: meet}}
  - {{fqdn: dialin.{D}, url: dialin}}
other: [{{fqdn: file01.{D}}}, {{fqdn: wac_01.{D}}}, {{fqdn: sql01.{D}}}, {{fqdn: sql02.{D}}}]
waivers: [{{rule: DNS008, fqdn: "pool*", reason: behind a hardware load balancer, expires: 2099-12-31}}]
"""


def inside():
    """Wrong: three voice mail names (one through an alias, one made by 6to4), the internal edge, the LIS name, a gateway; names are missing."""
    lines = ["exch A 10.1.9.9", "exch AAAA 2a00:1::9", "um03 CNAME exch", "um01 AAAA 2a00:1::1", "um02 AAAA 2002:836b:9b21::1"]
    lines += [f"{name} A 10.1.1.{i}" for i, name in enumerate(UM, 1) if name != "um03"]
    for p, (pool, members) in enumerate(FRONT_ENDS.items()):
        lines += [f"{pool} A 10.1.{2 + p}.100", f"{pool}int A 10.1.{2 + p}.101", f"{pool}ext A 131.107.1.{30 + p}"]
        lines += [f"{name} A 10.1.{2 + p}.{i}" for i, name in enumerate(members, 1)]
    lines += ["fe26 AAAA 2a00:1::26", "dir01 A 10.1.4.1", "dir01a A 10.1.4.1", "dirext A 131.107.1.32"]
    lines += ["med01 A 10.1.5.1", "med01 A 10.1.5.2", "med01a A 10.1.5.1", "med01b A 10.1.5.2"]
    lines += [f"{name} A 10.1.6.{i}" for i, name in enumerate(GATEWAYS, 1)] + ["gw03 AAAA 2a00:1::63"]
    lines += ["edge01 A 10.1.7.1", "edge01 A 10.1.7.2", "edge01 AAAA 2a00:1::71"]
    lines += ["edge01a A 10.1.7.1", "edge01a AAAA 2a00:1::71", "edge01b A 10.1.7.2"]
    lines += ["lis A 10.1.8.1", "lis AAAA 2a00:1::81", "meet A 10.1.4.1", "file01 A 127.0.0.1", "wac_01 A 10.1.8.3"]
    lines += ["lyncdiscoverinternal A 10.1.4.1", "_sipinternaltls._tcp SRV 0 0 5061 dir01", "sip A 10.1.4.1"]
    return "\n".join(lines) + "\n"


OUTSIDE = """sip A 131.107.1.1
webconf A 131.107.1.2
av A 192.168.1.3
pool01ext A 131.107.1.30
pool02ext A 131.107.1.31
dirext A 131.107.1.32
lyncdiscover A 131.107.1.32
meet A 131.107.1.32
dialin A 131.107.1.32
lyncdiscoverinternal A 10.1.4.1
_sip._tls SRV 0 0 443 sip
_sipfederationtls_tcp SRV 0 0 5061 sip
"""


class Text(Case):
    """50 names and 20 findings."""

    @classmethod
    def setUpClass(cls):
        cls.servers = [Knot({D: text}) for text in (inside(), inside(), OUTSIDE)]
        for server in cls.servers:
            cls.addClassCleanup(server.__exit__, None, None, None)
            server.__enter__()

    def setUp(self):
        super().setUp()
        text = TOPOLOGY
        for word, server in zip(("INSIDE", "OTHER", "OUTSIDE"), self.servers, strict=True):
            text = text.replace(f"[{word}", f'["{server}"').replace(f", {word}]", f', "{server}"]')
        self.topology = self.write("t.yaml", text)

    def audit(self, width, *args):
        result = lyncdns("audit", self.topology, *args, env={"COLUMNS": str(width)})
        self.assertEqual(result.code, 1, str(result))
        return result.out

    def test_the_size(self):
        report = lyncdns("audit", self.topology, "-f", "json").json()
        counted = [finding for finding in report["findings"] if not finding["waived"]]
        self.assertEqual((len(report["endpoints"]), len(counted)), (50, 20))
        short, full = self.audit(80).splitlines(), self.audit(80, "--verbose").splitlines()
        self.assertLess(len(short), 150)
        self.assertLess(2 * len(short), len(full))
        for finding in counted:
            self.assertIn(finding["key"], "\n".join(short).replace("\n    ", " ").replace("- ", "-"), "each is there")

    def test_the_width_is_used(self):
        narrow, wide = self.audit(80), self.audit(200)
        self.assertLess(len(wide.splitlines()), len(narrow.splitlines()) * 3 // 4)
        to_copy = ("DnsServerResourceRecord", "https://")
        self.assertFalse([line for line in narrow.splitlines() if len(line) > 80 and not any(word in line for word in to_copy)])
        self.assertGreater(max(len(line) for line in wide.splitlines()), 150)

    def test_a_ttl_is_never_broken(self):
        for width in (40, 61, 80, 97, 120, 139, 140, 200):
            out = self.audit(width, "--verbose")
            self.assertEqual(re.findall(r"\(TTL\s*\n\s*\d+\)", out), [], width)
            self.assertIn("(TTL 300)", out)

    def test_the_verdict_is_first_and_last(self):
        out = self.audit(80)
        verdict = "NOT SAFE: 3 of 8 voice mail names resolve to IPv6;"
        self.assertTrue(out.startswith(verdict))
        self.assertIn(verdict, out[-300:])
        self.assertRegex(out, r"\nFindings: \d+ errors, \d+ warnings \(2 waived\), from \d+ causes\n")

    def test_what_servers_say_alike_is_said_once(self):
        lines = [line for line in self.audit(200, "--verbose").splitlines() if "um01" in line and "2a00:1::1 (TTL 300)" in line]
        self.assertEqual(len(lines), 1, lines)

    def test_the_mail_of_cron_begins_with_the_verdict(self):
        history = ("--history", self.folder / "h.db", "--changes-only")
        for args in ((), history):
            self.assertTrue(self.audit(80, *args).startswith("NOT SAFE: 3 of 8 voice mail names resolve to IPv6;"), args)
        self.assertEqual(lyncdns("audit", self.topology, *history).out, "", "no news")


if __name__ == "__main__":
    unittest.main()
