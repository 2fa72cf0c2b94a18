"""Preview: SRV records and the other service names of SIP domains."""

import unittest

from bind import Bind
from fakedns import A, AAAA, NXDOMAIN, REFUSED, SOA, FakeDNS, a, reply, soa
from harness import Case, lyncdns, topology

DOMAINS = "sip-domains: [contoso.com]\nservices: [federation]\n"
EDGE = "edge-pools:\n  - fqdn: edge01.contoso.com\n    views: [external]\n    external:\n      - {fqdn: access.contoso.com, service: access, port: 443}\n"
ZONE = """edge01 A 192.0.3.1
access A 198.51.101.1
lyncdiscover A 198.51.101.2
sip CNAME access
_sip._tls SRV 0 0 443 access
_sipfederationtls._tcp SRV 0 0 5061 access
host A 198.51.101.9
"""
HEAD = "$ORIGIN {zone}.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"

# One change, as each tool has it.
SCRIPTS = {
    "nsupdate": "update delete _sipfederationtls._tcp.contoso.com. SRV 0 0 5061 access.contoso.com.\n"
    "update add _sip._tls.contoso.com. 3600 SRV 5 10 5061 sip.contoso.com.\nsend\n",
    "dnscmd": "dnscmd . /RecordDelete contoso.com _sipfederationtls._tcp SRV 0 0 5061 access.contoso.com. /f\r\n"
    "dnscmd . /RecordAdd contoso.com _sip._tls SRV 5 10 5061 sip.contoso.com.\r\n",
    "PowerShell": "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name _sipfederationtls._tcp -RRType Srv -RecordData 0,0,5061,access.contoso.com -Force\n"
    "Add-DnsServerResourceRecord -Srv -ZoneName contoso.com -Name _sip._tls -DomainName sip.contoso.com -Priority 5 -Weight 10 -Port 5061\n",
}


def keys(findings):
    return [finding["key"] for finding in findings]


class Services(Case):
    """CODE None: whatever the rules of service records make of it."""

    def run_code(self, code, *args):
        if code is not None:
            return super().run_code(code, *args)
        result = lyncdns(*args)
        self.assertIn(result.code, (0, 1, 3), str(result))
        return result

    def preview(self, code, script, *args, view="external", servers=None, body=DOMAINS + EDGE):
        path = self.write("topology.yaml", topology(body.replace("[external]", f"[{view}]"), {view: servers or ["127.0.0.1:1"]}))
        return self.run_code(code, "preview", path, "--change", self.write("change.txt", script), "--timeout", "500ms", "--tries", "1", *args)

    def filed(self, code, script, zone=ZONE, **rest):
        file = self.write("contoso.com.zone", HEAD.format(zone="contoso.com") + zone)
        return self.preview(code, script, "--zone", file, "-f", "json", **rest).json()

    def doubts(self, report):
        return [row["record"] for row in report["not_judged"]]


class Files(Services):
    def test_the_three_forms(self):
        for form, script in SCRIPTS.items():
            with self.subTest(form):
                file = self.write("contoso.com.zone", HEAD.format(zone="contoso.com") + ZONE)
                report = self.preview(None, script, "--zone", file, "-f", "json").json()
                row = {"view": "external", "type": "SRV", "ttl": 3600}
                added = [row | {"name": "_sip._tls.contoso.com", "data": "5 10 5061 sip.contoso.com"}]
                removed = [row | {"name": "_sipfederationtls._tcp.contoso.com", "ttl": 300, "data": "0 0 5061 access.contoso.com"}]
                self.assertEqual(report["records"], {"added": added, "removed": removed})
                self.assertEqual(report["not_judged"], [])

    def test_all_records_of_the_type(self):
        script = "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name _sip._tls -RRType Srv -Force\n"
        file = self.write("contoso.com.zone", HEAD.format(zone="contoso.com") + ZONE)
        report = self.preview(None, script, "--zone", file, "-f", "json").json()
        self.assertEqual([row["data"] for row in report["records"]["removed"]], ["0 0 443 access.contoso.com"])

    def test_a_target_that_only_the_change_leads_to(self):
        script = "update add _sip._tls.contoso.com 60 SRV 0 0 443 new.contoso.com\nupdate add new.contoso.com 60 A 127.0.0.1\nsend\n"
        report = self.filed(1, script)
        self.assertIn("DNS006:new.contoso.com", keys(report["introduced"]))
        report = self.filed(None, "update delete _sip._tls.contoso.com\nsend\n", ZONE.replace("443 access", "443 new") + "new A 127.0.0.1\n")
        self.assertIn("DNS006:new.contoso.com", keys(report["resolved"]))

    def test_a_target_in_a_zone_that_nobody_has(self):
        script = "update add _sip._tls.contoso.com 60 SRV 0 0 443 new.fabrikam.com\nsend\nupdate add new.fabrikam.com 60 A 10.0.0.1\nsend\n"
        self.assertIn("new.fabrikam.com", self.doubts(self.filed(None, script)))

    def test_what_the_server_would_ignore(self):
        script = "update add sip.contoso.com 60 SRV 0 0 443 access.contoso.com\nupdate add _sip._tls.contoso.com 60 CNAME access.contoso.com\nsend\n"
        file = self.write("contoso.com.zone", HEAD.format(zone="contoso.com") + ZONE)
        result = self.preview(0, script, "--zone", file)
        self.assertIn("sip.contoso.com: the server would silently ignore this SRV record", result.err)
        self.assertIn("_sip._tls.contoso.com: the server would silently ignore this CNAME record", result.err)
        self.assertEqual(result.out.splitlines()[0], "SAFE TO APPLY: changes no answer")

    def test_a_prerequisite(self):
        script = "prereq yxrrset _sip._tls.contoso.com SRV 0 0 443 {}.contoso.com\nupdate delete host.contoso.com\nsend\n"
        self.filed(0, script.format("access"))
        file = self.write("contoso.com.zone", HEAD.format(zone="contoso.com") + ZONE)
        self.assertIn("isn't met", self.preview(2, script.format("sip"), "--zone", file).err)

    def test_other_records_beside_an_address(self):
        script = "update add new.contoso.com 60 MX 10 mail.contoso.com\nupdate add new.contoso.com 60 A 10.0.0.1\nsend\n"
        self.assertEqual(self.filed(0, script)["verdict"], "safe")


class Rules(Services):
    """What a change breaks or mends, by rule."""

    ROWS = [
        # the view, the script (a line each, without "update"), findings introduced and resolved among those of service records
        ("external", ["delete _sipfederationtls._tcp.contoso.com SRV"], ["SRV003:_sipfederationtls._tcp.contoso.com"], []),
        ("external", ["delete _sip._tls.contoso.com"], ["SRV002:_sip._tls.contoso.com"], []),
        ("external", ["delete lyncdiscover.contoso.com A"], ["DSC002:lyncdiscover.contoso.com"], []),
        ("external", ["delete sip.contoso.com"], ["SIP001:sip.contoso.com"], []),
        ("external", ["add _sipinternaltls._tcp.contoso.com 60 SRV 0 0 5061 access.contoso.com"], ["SRV009:_sipinternaltls._tcp.contoso.com"], []),
        ("external", ["add lyncdiscoverinternal.contoso.com 60 A 198.51.101.2"], ["DSC003:lyncdiscoverinternal.contoso.com"], []),
        ("external", ["add _sip._tls.contoso.com 60 SRV 0 0 443 sip.contoso.com"], ["SRV008:_sip._tls.contoso.com"], []),
        (
            "external",
            ["delete _sip._tls.contoso.com", "add _sip._tls.contoso.com 60 SRV 0 0 5062 access.contoso.com"],
            ["SRV004:_sip._tls.contoso.com"],
            [],
        ),
        (
            "external",
            ["delete _sip._tls.contoso.com", "add _sip_tls.contoso.com 60 SRV 0 0 443 access.contoso.com"],
            ["SRV012:_sip._tls.contoso.com"],
            [],
        ),
        ("internal", ["delete _sip._tls.contoso.com"], [], ["SRV010:_sip._tls.contoso.com"]),
        ("internal", ["add lyncdiscoverinternal.contoso.com 60 A 10.0.0.1"], [], ["DSC001:lyncdiscoverinternal.contoso.com"]),
        ("internal", ["add _sipinternaltls._tcp.contoso.com 60 SRV 0 0 5061 access.contoso.com"], [], ["SRV001:_sipinternaltls._tcp.contoso.com"]),
    ]

    def test_each(self):
        for view, lines, introduced, resolved in self.ROWS:
            with self.subTest(f"{view}: {lines}"):
                script = "check-names off\n" + "".join(f"update {line}\n" for line in lines) + "send\n"
                with Bind({"contoso.com": ZONE}) as bind:
                    live = self.preview(None, script, "-f", "json", view=view, servers=[bind.address]).json()
                for report in (live, self.filed(None, script, view=view)):
                    self.assertEqual(report["not_judged"], [])
                    self.assertLessEqual(set(introduced), set(keys(report["introduced"])))
                    self.assertLessEqual(set(resolved), set(keys(report["resolved"])))
                    errors = [finding for finding in report["introduced"] if finding["severity"] == "error"]
                    self.assertEqual(report["verdict"], "breaks" if errors else "safe")

    def test_the_first_line_names_what_breaks(self):
        file = self.write("contoso.com.zone", HEAD.format(zone="contoso.com") + ZONE)
        out = self.preview(1, "update delete _sipfederationtls._tcp.contoso.com SRV\nsend\n", "--zone", file).out
        self.assertTrue(out.startswith("NOT SAFE TO APPLY: introduces 1 error -\n    SRV003:_sipfederationtls._tcp.contoso.com\n"), out)
        self.assertIn("  - external _sipfederationtls._tcp.contoso.com 300 SRV 0 0 5061\n      access.contoso.com\n", out)

    def test_a_wildcard_ends_to_answer(self):
        """The wildcard answers for a required record; the change adds a name that hides it."""
        zone = ZONE.replace("_sip._tls SRV", "*._tls SRV")
        script = "check-names off\nupdate add x._sip._tls.contoso.com 60 A 10.0.0.1\nsend\n"
        with Bind({"contoso.com": zone}) as bind:
            live = self.preview(None, script, "-f", "json", servers=[bind.address]).json()
        for report in (live, self.filed(None, script, zone)):
            self.assertIn("SRV002:_sip._tls.contoso.com", keys(report["introduced"] + report["unchanged"]))
            self.assertEqual(report["not_judged"], [])


class Undeclared(Services):
    """Service names that no rule is about."""

    def test_a_domain_that_is_no_sip_domain(self):
        rows = [
            (3, "update add _sip._tls.contoso.com 60 SRV 0 0 443 access.contoso.com\nsend\n", "_sip._tls.contoso.com"),
            (3, "update delete _sipfederationtls._tcp.contoso.com\nsend\n", "_sipfederationtls._tcp.contoso.com"),
            (3, "update delete lyncdiscover.contoso.com A\nsend\n", "lyncdiscover.contoso.com"),
            (3, "update add *._tcp.contoso.com 60 SRV 0 0 5061 access.contoso.com\nsend\n", "*._tcp.contoso.com"),
            (3, "dnscmd . /ZoneAdd _tcp.contoso.com /Primary\n", "_tcp.contoso.com"),
            (3, "dnscmd . /ZoneAdd _sip._tls.contoso.com /DsPrimary\n", "_sip._tls.contoso.com"),
            (0, "update add _ldap._tcp.contoso.com 60 SRV 0 0 389 dc.contoso.com\nsend\n", None),
        ]
        for code, script, record in rows:
            with self.subTest(script):
                report = self.filed(code, script, body=EDGE)
                self.assertEqual(self.doubts(report), [record] if record else [])
                self.assertEqual(report["verdict"], "not-judged" if record else "safe")

    def test_another_domain_than_the_declared_one(self):
        script = "update add _sip._tls.fabrikam.com 60 SRV 0 0 443 access.contoso.com\nsend\n"
        report = self.filed(3, script)
        self.assertEqual(report["not_judged"], [{"record": "_sip._tls.fabrikam.com", "reason": "a service record, and fabrikam.com isn't declared as a SIP domain"}])

    def test_a_view_without_a_kind(self):
        report = self.filed(3, "update add _sip._tls.contoso.com 60 SRV 0 0 443 sip.contoso.com\nsend\n", view="lab")
        self.assertEqual(self.doubts(report), ["_sip._tls.contoso.com"])
        self.assertIn("which has no kind", report["not_judged"][0]["reason"])

    def test_a_declared_host_is_judged_as_that(self):
        body = EDGE + "other:\n  - fqdn: sip.contoso.com\n"
        report = self.filed(0, "update delete sip.contoso.com\nupdate add sip.contoso.com 60 A 198.51.101.1\nsend\n", body=body)
        self.assertEqual(report["not_judged"], [])


class Live(Services):
    def test_a_new_zone_with_the_record_at_its_top(self):
        script = "dnscmd . /ZoneAdd _sipinternaltls._tcp.contoso.com /DsPrimary\n"
        script += "dnscmd . /RecordAdd _sipinternaltls._tcp.contoso.com @ SRV 0 0 5061 access.contoso.com.\n"
        with Bind({"contoso.com": ZONE}) as bind:
            report = self.preview(None, script, "-f", "json", servers=[bind.address]).json()
        self.assertEqual([row["data"] for row in report["records"]["added"]], ["0 0 5061 access.contoso.com"])
        self.assertEqual(report["not_judged"], [])

    def test_confirms_the_record(self):
        script = "update delete _sip._tls.contoso.com\nsend\nupdate add _sip._tls.contoso.com 60 SRV 0 0 443 sip.contoso.com\nsend\n"
        with Bind({"contoso.com": ZONE}) as bind:
            args = (script, "--confirm", "100ms")
            result = self.preview(None, *args, servers=[bind.address])
            expected = "still differs for _sip._tls.contoso.com SRV: it returns 0 0 443 access.contoso.com, expected 0 0 443 sip.contoso.com"
            self.assertIn(expected, result.err)
            self.assertEqual(bind.update(script)[0], 0)
            self.assertIn("CONFIRMED", self.preview(None, *args, servers=[bind.address]).out)

    def test_saved_answers_of_an_audit(self):
        """A change of what was asked is judged as far as the answers tell; of anything else it is an error."""
        script = "update add _sip._tls.contoso.com 60 SRV 0 0 443 {}.contoso.com\nsend\n"
        with Bind({"contoso.com": ZONE + "bad A 127.0.0.1\n"}) as bind:
            path = self.write("topology.yaml", topology(DOMAINS + EDGE, {"external": [bind.address]}))
            saved = self.folder / "answers"
            self.run_code(None, "audit", path, "--save-answers", saved)
        args, same = ("--answers", saved, "-f", "json"), {"servers": [bind.address]}
        self.assertEqual(self.doubts(self.preview(3, script.format("access"), *args, **same).json()), ["_sip._tls.contoso.com"])
        self.assertEqual(self.preview(3, script.format("bad"), *args, **same).json()["verdict"], "not-judged")
        self.assertIn("_ldap._tcp.contoso.com", self.preview(2, script.format("access").replace("_sip._tls", "_ldap._tcp"), *args, **same).err)


class Refusals(Services):
    """A server that refuses a question may have the zone all the same."""

    BODY = "other:\n  - fqdn: host.contoso.com\n"
    SCRIPT = "update add *.contoso.com 60 A 10.0.0.2\nsend\n"

    def handler(self, refuses):
        def answer(query):
            if refuses(query):
                return reply(query, rcode=REFUSED)
            if query.name in ("contoso.com", "host.contoso.com"):
                found = [soa("contoso.com")] if query.type == SOA and query.name == "contoso.com" else []
                found = [a(query.name, "10.0.0.1")] if query.type == A and query.name == "host.contoso.com" else found
                return reply(query, found, authority=[soa("contoso.com")])
            return reply(query, authority=[soa("contoso.com")], rcode=NXDOMAIN)

        return answer

    def test_the_name_alone_and_its_zone_too(self):
        def star(query):
            return query.name == "*.contoso.com" and query.type in (A, AAAA)

        rows = [
            (0, "nothing", lambda query: False),
            (3, "the name", star),
            (3, "the name and the zone", lambda query: star(query) or query.type == SOA),
        ]
        body = self.BODY + "  - fqdn: missing.contoso.com\n"
        for code, what, refuses in rows:
            with self.subTest(what), FakeDNS(self.handler(lambda query: False)) as first, FakeDNS(self.handler(refuses)) as second:
                report = self.preview(code, self.SCRIPT, "-f", "json", view="internal", servers=[first.address, second.address], body=body).json()
                self.assertEqual(report["verdict"], "not-judged" if code == 3 else "safe")
                self.assertEqual(self.doubts(report), ["*.contoso.com"] if "zone" in what else [])


if __name__ == "__main__":
    unittest.main()
