"""Exit codes, which cron and monitoring depend on."""

import socket
import unittest

from fakedns import A, FORMERR, NOTIMP, REFUSED, SERVFAIL, FakeDNS, a, reply, soa
from harness import Case, Knot, lyncdns, topology

GOOD = """
exchange-um:
  - fqdn: um.corp.example
front-end-pools:
  - fqdn: pool.corp.example
    edge-pool: edge.corp.example
edge-pools:
  - fqdn: edge.corp.example
"""
GOOD_ZONE = "um A 10.1.0.1\npool A 10.1.0.2\nedge A 10.1.0.3\n"


class ExitCodes(Case):
    def audit(self, zone, body=GOOD, *args):
        with Knot({"corp.example": zone}) as server:
            path = self.write("t.yaml", topology(body, {"internal": [server]}))
            return lyncdns("audit", path, "--format", "json", *args)

    def test_clean_is_0(self):
        result = self.audit(GOOD_ZONE)
        self.assertEqual((result.code, result.keys()), (0, []), str(result))

    def test_an_error_is_1(self):
        result = self.audit(GOOD_ZONE + "um AAAA fd00:1::1\n")
        self.assertEqual((result.code, "UM001:um.corp.example" in result.keys()), (1, True), str(result))

    def test_fail_on(self):
        zone = GOOD_ZONE + "um AAAA fd00:1::1\n"
        self.assertEqual(self.audit(zone, GOOD, "--fail-on", "never").code, 0)
        warning = GOOD + "other:\n  - {fqdn: x_y.corp.example}\n"
        zone = GOOD_ZONE + "x_y A 10.1.0.9\n"
        self.assertEqual(self.audit(zone, warning).code, 0)
        self.assertEqual(self.audit(zone, warning, "--fail-on", "warning").code, 1)

    def test_usage_and_files_are_2(self):
        good = self.write("t.yaml", topology(GOOD, {"internal": ["127.0.0.1:9"]}))
        rows = [
            ["audit"],
            ["audit", self.folder / "missing.yaml"],
            ["audit", good, "--no-such-option"],
            ["audit", good, "--format", "jsn"],
            ["audit", good, "--timeout", "soon"],
            ["audit", good, "-s", "internal=not-an-address"],
            ["audit", good, "-s", "nowhere=127.0.0.1"],
            ["no-such-command"],
        ]
        for row in rows:
            with self.subTest(row=row):
                result = lyncdns(*row)
                self.assertEqual((result.code, result.out), (2, ""), str(result))
                self.assertTrue(result.err.strip())

    def test_a_closed_port_is_3(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
            taken.bind(("127.0.0.1", 0))  # reserved by binding, then closed, so that the kernel refuses
            port = taken.getsockname()[1]
        path = self.write("t.yaml", topology("other:\n  - {fqdn: a.corp.example}\n", {"internal": [f"127.0.0.1:{port}"]}))
        result = lyncdns("audit", path, "--format", "json", "--timeout", "1s", "--tries", "1")
        report = result.json()
        self.assertEqual((result.code, report["run"]["complete"], report["summary"]["exit_code"]), (3, False, 3), str(result))
        self.assertEqual([e["address_type"] for e in report["endpoints"]], ["unknown"])
        self.assertEqual([f["rule"] for f in report["findings"]], ["DNS003"], str(result))

    def test_a_silent_server_beside_a_good_one_is_not_0(self):
        with Knot({"corp.example": GOOD_ZONE}) as server, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
            silent.bind(("127.0.0.1", 0))
            servers = [server, f"127.0.0.1:{silent.getsockname()[1]}"]
            path = self.write("t.yaml", topology(GOOD, {"internal": servers}))
            result = lyncdns("audit", path, "--format", "json", "--timeout", "1s", "--tries", "1")
        self.assertEqual(result.code, 3, str(result))
        types = {e["fqdn"]: e["address_type"] for e in result.json()["endpoints"]}
        self.assertEqual(types["um.corp.example"], "unknown")
        self.assertIn("UM002:um.corp.example", result.keys())
        self.assertEqual([row["reachable"] for row in result.json()["servers"]], [True, False])

    def test_a_server_that_refuses_is_3(self):
        with Knot({"elsewhere.example": ""}) as server:
            path = self.write("t.yaml", topology(GOOD, {"internal": [server]}))
            result = lyncdns("audit", path, "--format", "json")
        self.assertEqual(result.code, 3, str(result))
        statuses = {a["status"] for e in result.json()["endpoints"] for a in e["answers"]}
        self.assertEqual(statuses, {"REFUSED"})


class FailedIPv6Lookup(Case):
    """A good A answer and a failed AAAA lookup: IPv6 is unknown, and the audit must not look complete."""

    QUICK = ("--format", "json", "--timeout", "1s", "--tries", "1")
    # how the server answers an AAAA question, and the status expected
    FAULTS = [
        ("SERVFAIL", lambda query: reply(query, rcode=SERVFAIL)),
        ("REFUSED", lambda query: reply(query, rcode=REFUSED)),
        ("NOTIMP", lambda query: reply(query, rcode=NOTIMP)),
        ("FORMERR", lambda query: reply(query, rcode=FORMERR)),
        ("TIMEOUT", lambda query: None),
    ]

    def audit(self, on_aaaa, body):
        def handler(query):
            return reply(query, [a(query.name, "10.1.0.1")]) if query.type == A else on_aaaa(query)

        with FakeDNS(handler) as server:
            path = self.write("t.yaml", topology(body, {"internal": [server.address]}))
            return lyncdns("audit", path, *self.QUICK)

    def test_of_an_exchange_um_name(self):
        for status, fault in self.FAULTS:
            with self.subTest(status):
                result = self.audit(fault, "exchange-um:\n  - {fqdn: um.corp.example}\n")
                (endpoint,) = result.json()["endpoints"]
                self.assertEqual([answer["status"] for answer in endpoint["answers"]], ["NOERROR", status], str(result))
                self.assertEqual((result.code, endpoint["address_type"]), (3, "unknown"), str(result))
                self.assertIn("UM002:um.corp.example", result.keys())
                self.assertNotIn("UM001:um.corp.example", result.keys())
                self.assertFalse(result.json()["run"]["complete"])

    def test_of_another_name(self):
        for status, fault in self.FAULTS:
            with self.subTest(status):
                result = self.audit(fault, "front-end-pools:\n  - {fqdn: pool.corp.example, edge-pool: edge.corp.example}\n")
                self.assertEqual((result.code, {e["address_type"] for e in result.json()["endpoints"]}), (3, {"unknown"}), str(result))
                self.assertEqual([c["verdict"] for c in result.json()["combinations"]], ["unknown"])

    def test_fail_on_never_does_not_hide_an_incomplete_run(self):
        for level in ("error", "never"):
            with FakeDNS(lambda query: reply(query, [a(query.name, "10.1.0.1")]) if query.type == A else reply(query, rcode=SERVFAIL)) as server:
                path = self.write("t.yaml", topology("other:\n  - {fqdn: x.corp.example}\n", {"internal": [server.address]}))
                self.run_code(3, "audit", path, *self.QUICK, "--fail-on", level)

    def test_the_valid_twin(self):
        result = self.audit(lambda query: reply(query, authority=[soa("corp.example")]), "exchange-um:\n  - {fqdn: um.corp.example}\n")
        (endpoint,) = result.json()["endpoints"]
        self.assertEqual((result.code, endpoint["address_type"], result.keys()), (0, "ipv4", []), str(result))


if __name__ == "__main__":
    unittest.main()
