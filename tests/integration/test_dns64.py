"""AAAA records synthesized by DNS64, distinguished from real ones; Unbound synthesizes them from the zones of Knot DNS."""

import unittest

from fakedns import A, NXDOMAIN, REFUSED, SERVFAIL, FakeDNS, a, aaaa, reply, soa
from harness import Case, Knot, topology
from unbound import Unbound

BODY = "other:\n  - fqdn: wac.corp.example\n"


class Dns64(Case):
    ZONES = {"corp.example": "wac A 10.1.0.1\n", "ipv4only.arpa": "@ A 192.0.0.170\n@ A 192.0.0.171\n"}

    def finding(self, server):
        report = self.run_code(0, "audit", self.write("t.yaml", topology(BODY, {"internal": [server]})), "--format", "json").json()
        return report["findings"]

    def test_a_synthesized_record(self):
        for prefix, address in (
            ("64:ff9b::/96", "64:ff9b::a01:1"),
            ("2a00:64:64::/96", "2a00:64:64::a01:1"),
            ("2a00:64:64::/64", "2a00:64:64:0:a:100:100:0"),
            ("2a00:64::/32", "2a00:64:a01:1::"),
        ):
            with self.subTest(prefix=prefix), Knot(self.ZONES) as knot, Unbound(knot, self.ZONES, prefix) as resolver:
                findings = self.finding(resolver)
                self.assertEqual([f["key"] for f in findings], ["DNS007:wac.corp.example"])
                self.assertIn("DNS64", findings[0]["remedy"])
                self.assertNotIn("delete the AAAA record", findings[0]["remedy"])
                self.assertIn(address, findings[0]["evidence"][0])
                self.assertIn(f"DNS64 prefix {prefix}", findings[0]["evidence"][0])

    def test_a_real_record(self):
        zones = dict(self.ZONES, **{"corp.example": "wac A 10.1.0.1\nwac AAAA 64:ff9b::a01:1\n"})
        with Knot(zones) as knot:
            findings = self.finding(knot)
            self.assertEqual([f["key"] for f in findings], ["DNS007:wac.corp.example"])
            self.assertIn("a real AAAA record", findings[0]["remedy"])
            self.assertIn("delete the AAAA record 64:ff9b::a01:1 of wac.corp.example", findings[0]["remedy"])

    def test_a_network_specific_prefix_without_dns64_is_ordinary(self):
        with Knot(dict(self.ZONES, **{"corp.example": "wac A 10.1.0.1\nwac AAAA 2a00:64:64::a01:1\n"})) as knot:
            self.assertEqual(self.finding(knot), [])

    def test_nothing_is_synthesized_beside_a_real_record(self):
        zones = dict(self.ZONES, **{"corp.example": "wac A 10.1.0.1\nwac AAAA fd00:1::1\n"})
        with Knot(zones) as knot, Unbound(knot, zones) as resolver:
            self.assertEqual(self.finding(resolver), [])

    def test_each_server_is_probed(self):
        zones = dict(self.ZONES, **{"corp.example": "wac A 10.1.0.1\nwac AAAA 64:ff9b::a01:1\n"})
        with Knot(self.ZONES) as plain, Knot(zones) as holding, Unbound(plain, self.ZONES) as resolver:
            path = self.write("t.yaml", topology(BODY, {"internal": [resolver, holding]}))
            findings = self.run_code(0, "audit", path, "--format", "json").json()["findings"]
        self.assertEqual([f["rule"] for f in findings], ["DNS007"])
        self.assertIn("a real AAAA record", findings[0]["remedy"])
        self.assertIn("synthesizes the address", findings[0]["remedy"])

    def test_a_zone_file_holds_its_records(self):
        zone = self.write("corp.example.zone", Knot.HEAD.format(zone="corp.example") + "um A 10.1.0.1\num AAAA 64:ff9b::a01:1\n")
        path, answers = self.write("t.yaml", topology("exchange-um:\n  - fqdn: um.corp.example\n")), self.folder / "answers"
        for args in (("--zone", zone, "--save-answers", answers), ("--answers", answers)):
            with self.subTest(args[0]):
                findings = self.run_code(1, "audit", path, *args, "-f", "json").json()["findings"]
                self.assertEqual([finding["rule"] for finding in findings], ["UM001", "DNS007"])
                for finding in findings:
                    self.assertIn("delete the", finding["remedy"])


NAME = "um.corp.example"


class FailedProbe(Case):
    """The lookup that tells whether a server synthesizes fails: the address is a breach, but no remedy deletes a record that may not be."""

    def handler(self, probe, address="64:ff9b::a01:1"):
        def answer(query):
            if query.name == "ipv4only.arpa":
                return probe(query)
            return reply(query, [a(NAME, "10.1.0.1") if query.type == A else aaaa(NAME, address)])

        return answer

    def audit(self, *args):
        path = self.write("t.yaml", topology(f"exchange-um:\n  - fqdn: {NAME}\n", {"internal": ["127.0.0.1"]}))
        return self.run_code(1, "audit", path, "--timeout", "0.3s", "-f", "json", *args).json()

    def check(self, report, said):
        self.assertEqual([finding["key"] for finding in report["findings"]], [f"UM001:{NAME}", f"DNS007:{NAME}"])
        self.assertTrue(report["run"]["complete"])
        for finding in report["findings"]:
            self.assertNotIn("delete", finding["remedy"].lower())
            self.assertIn("can't be told", finding["remedy"])
            self.assertIn(f"perhaps made by DNS64 (ipv4only.arpa AAAA: {said})", finding["evidence"][0])

    def test_no_record_is_deleted(self):
        for said, probe in (
            ("SERVFAIL", lambda query: reply(query, rcode=SERVFAIL)),
            ("REFUSED", lambda query: reply(query, rcode=REFUSED)),
            ("TIMEOUT", lambda query: None),
            ("NXDOMAIN", lambda query: reply(query, authority=[soa("arpa")], rcode=NXDOMAIN)),
            ("NOERROR", lambda query: reply(query, [aaaa("ipv4only.arpa", "2a00::1")])),
        ):
            with self.subTest(said), FakeDNS(self.handler(probe)) as server:
                self.check(self.audit("-s", f"internal={server}"), said)

    def test_an_address_that_may_be_made_with_any_prefix(self):
        with FakeDNS(self.handler(lambda query: reply(query, rcode=SERVFAIL), "2a00:64::a01:1")) as server:
            report = self.audit("-s", f"internal={server}")
        self.check(report, "SERVFAIL")
        self.assertEqual([finding["severity"] for finding in report["findings"]], ["error", "info"])

    def test_the_server_is_probed_where_the_lookup_of_what_the_address_is_made_from_fails(self):
        def answer(query):
            if query.name == "ipv4only.arpa":
                return reply(query, [aaaa(query.name, "2a00:64::192.0.0.170"), aaaa(query.name, "2a00:64::192.0.0.171")])
            return reply(query, rcode=SERVFAIL) if query.type == A else reply(query, [aaaa(NAME, "2a00:64::10.1.0.1")])

        with FakeDNS(answer) as server:
            report = self.audit("-s", f"internal={server}")
        self.assertIn(f"DNS007:{NAME}", [finding["key"] for finding in report["findings"]])

    def test_no_data_shows_that_there_is_no_dns64(self):
        with FakeDNS(self.handler(lambda query: reply(query, authority=[soa("ipv4only.arpa")]))) as server:
            report = self.audit("-s", f"internal={server}")
        for finding in report["findings"]:
            self.assertIn("delete the", finding["remedy"])

    def test_saved_answers_hold_the_outcome(self):
        answers = self.folder / "answers"
        for probe, deletes in ((lambda query: reply(query), True), (lambda query: reply(query, rcode=SERVFAIL), False)):
            with self.subTest(deletes=deletes):
                with FakeDNS(self.handler(probe)) as server:
                    live = self.audit("-s", f"internal={server}", "--save-answers", answers)
                again = self.audit("--answers", answers)
                self.assertEqual(again["findings"], live["findings"])
                self.assertEqual("delete the" in live["findings"][0]["remedy"], deletes)
        lines = answers.read_text().splitlines(keepends=True)
        older = [line.replace('"answers": 3', '"answers": 2') for line in lines if "ipv4only.arpa" not in line]
        self.assertEqual(len(older), len(lines) - 1)
        older = [line.replace('"answers":3', '"answers":2') for line in older]
        self.check(self.audit("--answers", self.write("older", "".join(older))), "not asked")


if __name__ == "__main__":
    unittest.main()
