"""AAAA records synthesized by DNS64, distinguished from real ones; Unbound synthesizes them from the zones of Knot DNS."""

import unittest

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
                self.assertNotIn("delete the record", findings[0]["remedy"])
                self.assertIn(address, findings[0]["evidence"][0])
                self.assertIn(f"DNS64 prefix {prefix}", findings[0]["evidence"][0])

    def test_a_real_record(self):
        zones = dict(self.ZONES, **{"corp.example": "wac A 10.1.0.1\nwac AAAA 64:ff9b::a01:1\n"})
        with Knot(zones) as knot:
            findings = self.finding(knot)
            self.assertEqual([f["key"] for f in findings], ["DNS007:wac.corp.example"])
            self.assertIn("a real AAAA record", findings[0]["remedy"])
            self.assertIn("delete the record", findings[0]["remedy"])

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


if __name__ == "__main__":
    unittest.main()
