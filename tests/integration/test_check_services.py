"""lyncdns check on names of service records, and on a SIP domain without a topology."""

import unittest

from harness import Case, Knot, topology

OUTSIDE = """
$ORIGIN contoso.com.
$TTL 300
@ SOA ns1 h 1 2 3 4 5
@ NS ns1
ns1 A 52.1.0.1
sip A 52.1.0.5
_sip._tls SRV 0 0 443 sip
_sipfederationtls._tcp SRV 0 0 5061 sip
lyncdiscover A 52.1.0.6
meet A 52.1.0.6
"""

WRONG = (
    OUTSIDE
    + """
_xmpp-server._tcp SRV 0 0 5222 sip
_ntp._udp SRV 0 0 123 gone
"""
)

INSIDE = """
$ORIGIN contoso.com.
$TTL 300
@ SOA ns1 h 1 2 3 4 5
@ NS ns1
ns1 A 10.0.0.1
pool01 A 10.0.0.11
lyncdiscoverinternal A 10.0.0.11
_sipinternaltls._tcp SRV 0 0 5061 pool01
sip A 10.0.0.11
"""

CLOUD = """
$ORIGIN cloud.example.
$TTL 300
@ SOA ns1 h 1 2 3 4 5
@ NS ns1
ns1 A 52.1.0.1
_sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.
"""

ONLINE = """
$ORIGIN online.lync.com.
$TTL 300
@ SOA ns1 h 1 2 3 4 5
@ NS ns1
ns1 A 52.1.0.1
sipfed A 52.112.0.1
"""

DEPLOYMENT = """
sip-domains: [contoso.com]
views: [{name: internal, servers: [10.0.0.53]}, {name: external, servers: [192.0.2.53]}]
front-end-pools: [{fqdn: pool01.contoso.com, edge-pool: edge01.contoso.com, web-external: meet.contoso.com}]
edge-pools:
  - {fqdn: edge01.contoso.com, external: [{fqdn: access.contoso.com, service: access, port: 443}]}
"""


def keys(report):
    return sorted(f["key"] for f in report["findings"])


def rows(report):
    return [(s["record"], s["view"], s["expected"], s["found"], s["rules"]) for s in report["services"]]


class Services(Case):
    def zone(self, text, name="zone"):
        return self.write(name, text)

    def check(self, code, *args):
        return self.run_code(code, "check", *args)

    def split(self):
        return ["--zone", f"internal={self.zone(INSIDE, 'inside')}", "--zone", f"external={self.zone(OUTSIDE, 'outside')}"]

    def test_a_record_is_judged_by_itself(self):
        zone = self.zone(WRONG)
        for name, code, found in (
            ("_sip._tls.contoso.com", 0, []),
            ("_SIP._TLS.contoso.com.", 0, []),
            ("_sip._tls.sub.contoso.com", 1, ["SRV002:_sip._tls.sub.contoso.com"]),
            ("_sipinternaltls._tcp.contoso.com", 1, ["SRV001:_sipinternaltls._tcp.contoso.com"]),
            ("_xmpp-server._tcp.contoso.com", 1, ["SRV004:_xmpp-server._tcp.contoso.com"]),
            ("_ntp._udp.contoso.com", 1, ["SRV006:_ntp._udp.contoso.com+gone.contoso.com"]),
        ):
            with self.subTest(name=name):
                report = self.check(code, name, "--zone", zone, "-f", "json").json()
                self.assertEqual(keys(report), found)
                self.assertEqual([r[0] for r in rows(report)], [name.lower().rstrip(".")])
                self.assertEqual(report["endpoints"], [])

    def test_text_begins_with_the_verdict_and_shows_the_target(self):
        out = self.check(0, "_sip._tls.contoso.com", "--zone", self.zone(OUTSIDE)).out
        self.assertTrue(out.startswith("_sip._tls.contoso.com: OK (SRV record of contoso.com).\n"), out)
        for text in ("0 0 443 sip.contoso.com, TTL 300", "target sip.contoso.com", "52.1.0.5, TTL 300", "Access Edge"):
            self.assertIn(text, out)

    def test_a_target_that_no_zone_has_leaves_it_open(self):
        out = self.check(3, "_sipfederationtls._tcp.cloud.example", "um.cloud.example", "--zone", self.zone(CLOUD), "--fail-on", "never").out
        self.assertIn("_sipfederationtls._tcp.cloud.example: INCOMPLETE", out)
        self.assertNotIn(": OK", out)

    def test_a_record_that_leads_to_the_cloud_is_right(self):
        report = self.check(
            0, "_sipfederationtls._tcp.cloud.example", "--zone", self.zone(CLOUD), "--zone", self.zone(ONLINE, "online"), "-f", "json"
        ).json()
        self.assertEqual(keys(report), [])
        (service,) = report["services"]
        self.assertEqual([a["type"] for a in service["answers"]], ["SRV", "A", "AAAA"])

    def test_hosts_and_services_together(self):
        report = self.check(1, "um.contoso.com", "_sip._tls.contoso.com", "sip.contoso.com", "--zone", self.zone(OUTSIDE), "-f", "json").json()
        self.assertEqual([e["fqdn"] for e in report["endpoints"]], ["um.contoso.com", "sip.contoso.com"])
        self.assertEqual([r[0] for r in rows(report)], ["_sip._tls.contoso.com"])
        self.assertEqual(keys(report), ["DNS001:um.contoso.com"])

    def test_names_from_a_pipe(self):
        result = self.run_code(0, "check", "--zone", self.zone(OUTSIDE), "-q", "-", input="sip.contoso.com\n_sip._tls.contoso.com\n")
        self.assertEqual(
            result.out, "sip.contoso.com: OK in every role (ipv4).\n_sip._tls.contoso.com: OK (SRV record of contoso.com).\n"
        )

    def test_a_watch_shows_the_record(self):
        result = self.check(3, "_sip._tls.contoso.com", "--zone", self.zone(OUTSIDE), "--watch", "1s", "--deadline", "50ms")
        self.assertIn(" _sip._tls.contoso.com SRV at default zone: 0 0 443 sip.contoso.com\n", result.out)
        result = self.check(2, "_sip._tls.contoso.com", "--zone", self.zone(OUTSIDE), "--watch", "1s", "--until", "ipv4")
        self.assertIn("no address type", result.err)

    def test_as_the_deployment_declares(self):
        file = self.write("t.yaml", "version: 1\n" + DEPLOYMENT)
        for name, found in (
            ("_sip._tls.contoso.com", ["SRV011:_sip._tls.contoso.com+sip.contoso.com"]),
            ("lyncdiscoverinternal.contoso.com", []),
            ("_sip._tls.sub.contoso.com", ["SRV002:_sip._tls.sub.contoso.com"]),
        ):
            with self.subTest(name=name):
                report = self.run_code(1 if found else 0, "check", "-t", file, name, *self.split(), "-f", "json").json()
                self.assertEqual([k for k in keys(report) if not k.startswith("DNS")], found)
                self.assertEqual({r[:2] for r in rows(report)}, {(name, "internal"), (name, "external")})

    def test_a_host_name_with_a_role_is_no_service_name(self):
        file = self.write("t.yaml", "version: 1\n" + DEPLOYMENT)
        report = self.run_code(0, "check", "-t", file, "lyncdiscover.contoso.com", "--role", "web-external", *self.split(), "-f", "json").json()
        self.assertEqual([e["fqdn"] for e in report["endpoints"]], ["lyncdiscover.contoso.com"])


class SipDomain(Case):
    def zones(self, outside=OUTSIDE):
        return ["--zone", f"internal={self.write('inside', INSIDE)}", "--zone", f"external={self.write('outside', outside)}"]

    def test_all_records_of_a_domain(self):
        report = self.run_code(0, "check", "--sip-domain", "Contoso.com.", *self.zones(), "-f", "json").json()
        self.assertEqual(report["run"]["topology"], "contoso.com")
        self.assertEqual(report["endpoints"], [])
        found = {(r[0].removesuffix(".contoso.com"), r[1]): r[2:4] for r in rows(report)}
        self.assertEqual(found["_sip._tls", "external"], ("required", "yes"))
        self.assertEqual(found["_sip._tls", "internal"], ("absent", "no"))
        self.assertEqual(found["lyncdiscoverinternal", "internal"], ("required", "yes"))
        self.assertEqual(found["_sipfederationtls._tcp", "external"], ("optional", "yes"))

    def test_clients_and_services(self):
        report = self.run_code(
            1, "check", "--sip-domain", "contoso.com", "--client", "phone-edition", "--client", "mobile", "--service", "xmpp",
            *self.zones(WRONG), "-f", "json",
        ).json()  # fmt: skip
        self.assertLessEqual({"PHN001:_ntp._udp.contoso.com", "SRV004:_xmpp-server._tcp.contoso.com"}, set(keys(report)))

    def test_the_verdict_comes_before_the_matrix(self):
        out = self.run_code(0, "check", "--sip-domain", "contoso.com", *self.zones()).out
        self.assertTrue(out.startswith("OK"), out)
        self.assertIn("_sipinternaltls._tcp", out)
        self.assertNotIn("Not checked", out)

    def test_servers_without_a_kind_are_outside(self):
        with Knot({"contoso.com": OUTSIDE}) as server:
            report = self.run_code(0, "check", "--sip-domain", "contoso.com", "-s", server, "-f", "json").json()
            self.assertEqual({(r[1], r[2]) for r in rows(report) if r[0].startswith("_sip._tls")}, {("default", "required")})
            named = self.run_code(0, "check", "--sip-domain", "contoso.com", "-s", f"dmz={server}", "-f", "json").json()
            self.assertEqual({(r[1], r[2]) for r in rows(named) if r[0].startswith("_sip._tls")}, {("dmz", "required")})

    def test_one_record_of_the_domain(self):
        report = self.run_code(0, "check", "--sip-domain", "contoso.com", "lyncdiscover.contoso.com", *self.zones(), "-f", "json").json()
        self.assertEqual([(r[0], r[1]) for r in rows(report)], [("lyncdiscover.contoso.com", "internal"), ("lyncdiscover.contoso.com", "external")])

    def test_mistakes(self):
        file = self.write("t.yaml", topology("other: [{fqdn: a.example}]\n", {"default": ["192.0.2.1"]}))
        zone = ["--zone", self.write("outside", OUTSIDE)]
        for args, text in (
            (["--sip-domain", "a b"], "isn't a name"),
            (["--sip-domain", "a_b.example"], "is not a domain, expected a name such as contoso.com"),
            (["--sip-domain", "10.0.0.1"], "is an address"),
            (["--sip-domain", ""], "empty value"),
            (["--sip-domain", "a.example", "--sip-domain", "b.example"], "--sip-domain"),
            (["--sip-domain", "a.example", "-t", file], "--topology"),
            (["--sip-domain", "a.example", "--client", "pager"], "pager"),
            (["--client", "mobile", "a.example"], "--sip-domain"),
            (["--service", "hybrid", "a.example"], "--sip-domain"),
            (["--sip-domain", "a.example", "--watch", "1s"], "--watch"),
        ):
            with self.subTest(args=args):
                result = self.run_code(2, "check", *args, *zone)
                self.assertIn(text, result.err)
                self.assertEqual(result.out, "")


if __name__ == "__main__":
    unittest.main()
