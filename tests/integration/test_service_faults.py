"""Service records that are broken or strange, SIP domains that are none, servers that die, runs that stop."""

import re
import signal
import struct
import time
import unittest
from subprocess import PIPE

from fakedns import A, NXDOMAIN, FakeDNS, a, pointer, reply, rr, soa, wire
from harness import PROGRAM, Case, topology

SRV = 33
OWNER = "_sip._tls.contoso.com"


def srv(name, port, target, priority=0, weight=0, **options):
    return rr(name, SRV, struct.pack(">HHH", priority, weight, port) + wire(target), **options)


def serve(records, hosts=("sip.contoso.com",)):
    """Answers OWNER with what RECORDS makes of the query, hosts with an address, everything else with NXDOMAIN."""

    def handler(query):
        name = query.name.lower()
        if name == OWNER and query.type == SRV:
            return reply(query, records(query))
        if name in hosts:
            return reply(query, [a(query.name, "52.1.0.5")] if query.type == A else [])
        return reply(query, authority=[soa("contoso.com")], rcode=NXDOMAIN)

    return FakeDNS(handler)


class Records(Case):
    def row(self, code, records, *args, **options):
        with serve(records, **options) as server:
            report = self.run_code(code, "check", OWNER, "-s", server.address, "-f", "json", "--timeout", "300ms", *args).json()
        (service,) = report["services"]
        return service, sorted(f["key"] for f in report["findings"])

    def test_right(self):
        service, found = self.row(0, lambda q: [srv(q.name, 443, "sip.contoso.com")])
        self.assertEqual((service["found"], found), ("yes", []))

    def test_broken_data_is_no_answer(self):
        for rdata in (b"", b"\0\0", b"\0\0\0\0\1\xbb", b"\0\0\0\0\1\xbb\x09sip", b"\0\0\0\0\1\xbb\x01a\0\0"):
            with self.subTest(rdata=rdata):
                service, found = self.row(3, lambda q, rdata=rdata: [rr(q.name, SRV, rdata)])
                self.assertEqual(service["found"], "unknown")
                self.assertEqual({x["status"] for x in service["answers"]}, {"MALFORMED"})
                self.assertEqual([key.split(":")[0] for key in found], ["DNS003"])

    def test_port_0(self):
        service, found = self.row(1, lambda q: [srv(q.name, 0, "sip.contoso.com")])
        self.assertEqual(found, [f"SRV004:{OWNER}"])
        self.assertEqual(service["answers"][0]["records"][0]["port"], 0)

    def test_the_target_that_says_there_is_no_service(self):
        service, found = self.row(1, lambda q: [srv(q.name, 0, "")])
        self.assertEqual(service["answers"][0]["records"][0]["target"], ".")
        self.assertIn(f"SRV006:{OWNER}+.", found)
        self.assertEqual([x["type"] for x in service["answers"]], ["SRV"])  # the root isn't asked for

    def test_a_compressed_target_is_read(self):
        # RFC 2782 forbids it, and servers do it; "contoso.com" begins behind "_sip._tls".
        service, found = self.row(0, lambda q: [srv(q.name, 443, b"\x03sip" + pointer(12 + 10))])
        self.assertEqual(service["answers"][0]["records"][0]["target"], "sip.contoso.com")
        self.assertEqual(found, [])

    def test_300_targets(self):
        hosts = [f"t{i:03d}.contoso.com" for i in range(300)]
        service, found = self.row(0, lambda q: [srv(q.name, 443, host) for host in hosts], hosts=hosts)
        self.assertEqual(len(service["answers"][0]["records"]), 300)
        self.assertEqual(len(service["answers"]), 1 + 2 * 300)
        self.assertEqual(found, [f"SRV008:{OWNER}"])

    def test_escapes_in_a_target(self):
        for label in (b"a.b", b"a\\b", b"a b", b"\0", b"\xff\n"):
            with self.subTest(label=label):
                service, found = self.row(3, lambda q, label=label: [srv(q.name, 443, [label, b"contoso", b"com"])])
                target = service["answers"][0]["records"][0]["target"]
                self.assertRegex(target, r"\A[!-~]+\.contoso\.com\Z")
                self.assertEqual({x["status"] for x in service["answers"][1:]}, {"MALFORMED"})
                self.assertEqual({x["cause"] for x in service["answers"][1:]}, {"name"})
                self.assertNotIn(f"SRV006:{OWNER}+{target}", found)

    def test_a_missing_target(self):
        _, found = self.row(1, lambda q: [srv(q.name, 443, "gone.contoso.com")])
        self.assertEqual(found, [f"SRV006:{OWNER}+gone.contoso.com"])

    def test_a_target_elsewhere(self):
        _, found = self.row(1, lambda q: [srv(q.name, 443, "sip.fabrikam.com")], hosts=["sip.fabrikam.com"])
        self.assertEqual(found, [f"SRV005:{OWNER}+sip.fabrikam.com"])

    def test_records_of_other_names_and_types_are_ignored(self):
        service, found = self.row(1, lambda q: [srv("_sip._tls.fabrikam.com", 443, "sip.contoso.com"), a(q.name, "52.1.0.5")])
        self.assertEqual((service["found"], found), ("no", [f"SRV002:{OWNER}"]))


class SipDomains(Case):
    VIEWS = {"internal": ["127.0.0.1:1"]}

    def validate(self, code, body):
        return self.run_code(code, "validate", self.write("t.yaml", topology(body, self.VIEWS)))

    def test_no_domain_and_twice(self):
        for domains, text in (
            ("[a b]", "a b"),
            ("[10.0.0.1]", "10.0.0.1"),
            ("[_sip.example]", "_sip.example"),
            ("[contoso.com, Contoso.com.]", "ontoso.com"),
            ("['']", "sip-domains"),
        ):
            with self.subTest(domains=domains):
                err = self.validate(2, f"sip-domains: {domains}\nother: [{{fqdn: a.example}}]\n").err
                self.assertIn("t.yaml:", err)
                self.assertIn(text, err)

    def test_a_thousand(self):
        domains = ", ".join(f"d{i}.example" for i in range(1000))
        file = self.write("t.yaml", topology(f"sip-domains: [{domains}]\nother: [{{fqdn: a.example}}]\n", self.VIEWS))
        zone = self.write("example.zone", "$ORIGIN example.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 10.0.0.1\na A 10.0.0.2\n")
        report = self.run_code(1, "audit", file, "--zone", zone, "-f", "json").json()
        self.assertTrue(report["run"]["complete"])
        self.assertEqual(len({s["sip_domain"] for s in report["services"]}), 1000)
        self.assertLess(len(self.run_code(1, "audit", file, "--zone", zone, "-q").out.splitlines()), 20000)

    def test_two_access_edge_ports(self):
        body = (
            "sip-domains: [contoso.com]\n"
            "front-end-pools: [{fqdn: pool01.contoso.com, edge-pool: edge01.contoso.com}]\n"
            "edge-pools:\n"
            "  - {fqdn: edge01.contoso.com, external: [{fqdn: sip.contoso.com, service: access, port: 443}]}\n"
            "  - {fqdn: edge02.contoso.com, external: [{fqdn: sip2.contoso.com, service: access, port: 5061}]}\n"
        )
        file = self.write("t.yaml", topology(body, {"external": ["127.0.0.1:1"]}))
        for port, target, code in ((443, "sip", 0), (5061, "sip2", 0), (444, "sip", 1)):
            with self.subTest(port=port):
                zone = f"$ORIGIN contoso.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 52.1.0.1\nsip A 52.1.0.5\nsip2 A 52.1.0.6\n_sip._tls SRV 0 0 {port} {target}\n"
                zone += "edge01 A 52.1.0.7\nedge02 A 52.1.0.8\npool01 A 52.1.0.9\n"
                report = self.run_code(code, "check", OWNER, "-t", file, "--zone", self.write("zone", zone), "-f", "json").json()
                self.assertEqual([f["key"] for f in report["findings"]], [f"SRV004:{OWNER}"] if code else [])


class Runs(Case):
    BODY = "sip-domains: [contoso.com, fabrikam.com]\nother: [{fqdn: sip.contoso.com}]\n"

    def test_a_dead_server_is_waited_for_once(self):
        def silent(query):
            return None

        with serve(lambda q: [srv(q.name, 443, "sip.contoso.com")]) as alive, FakeDNS(silent) as dead:
            file = self.write("t.yaml", topology(self.BODY, {"external": [alive.address, dead.address]}))
            began = time.monotonic()
            report = self.run_code(3, "audit", file, "-f", "json", "--timeout", "500ms", "--tries", "1", "--fail-on", "never").json()
            self.assertLess(time.monotonic() - began, 2 * 0.5 + 1.5)
        rows = {(s["record"], s["found"]) for s in report["services"]}
        self.assertIn((OWNER, "yes"), rows)
        self.assertNotIn("no", {found for _, found in rows})
        self.assertFalse(report["run"]["complete"])

    def test_an_unknown_record_is_named_once(self):
        """Also one of which two views say nothing."""
        views = {"internal": ["127.0.0.1:9"], "external": ["127.0.0.2:9"]}
        path = self.write("t.yaml", topology("sip-domains: [contoso.com]\nother: [{fqdn: a.contoso.com}]\nremote-access: [sip, web]\n", views))
        text = " ".join(self.run_code(3, "audit", path, "--timeout", "100ms", "--tries", "1").out.split())
        self.assertIn("known which address type a.contoso.com has, or whether lyncdiscoverinternal.contoso.com, lyncdiscover.contoso.com and ", text)

    def test_a_run_stopped_between_the_rounds_is_incomplete(self):
        def handler(query):
            if query.name.lower() == OWNER and query.type == SRV:
                return reply(query, [srv(query.name, 443, "far.contoso.com")])
            if query.name.lower() == "far.contoso.com":
                return None  # the second round
            return reply(query, authority=[soa("contoso.com")], rcode=NXDOMAIN)

        for stop in ("deadline", "signal"):
            with self.subTest(stop=stop), FakeDNS(handler) as server:
                args = ["check", OWNER, "-s", server.address, "-f", "json", "--timeout", "20s"]
                if stop == "deadline":
                    result = self.run_code(3, *args, "--deadline", "1s")
                    self.assertFalse(result.json()["run"]["complete"])
                    self.assertIn("stopped by the deadline", result.err)
                    continue
                process = self.start(PROGRAM, *args, stdout=PIPE, stderr=PIPE)
                limit = time.monotonic() + 20
                while not any(q.name.lower().startswith("far.") for q in server.queries) and time.monotonic() < limit:
                    time.sleep(0.01)
                process.send_signal(signal.SIGINT)
                out, _ = process.communicate(timeout=20)
                self.assertEqual(process.returncode, 3, out)

    def test_answers_from_before_sip_domains(self):
        zone = self.write("zone", "$ORIGIN contoso.com.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 52.1.0.1\nsip A 52.1.0.5\n")
        old = self.write("old.yaml", topology("other: [{fqdn: sip.contoso.com}]\n", {"external": ["127.0.0.1:1"]}))
        new = self.write("new.yaml", topology(self.BODY, {"external": ["127.0.0.1:1"]}))
        saved = self.folder / "answers"
        self.run_code(0, "audit", old, "--zone", zone, "--save-answers", saved)
        self.assertIn("was saved for other names", self.run_code(2, "audit", new, "--answers", saved).err)
        saved.write_text(re.sub(r'"digest": "[0-9a-f]+", ', "", saved.read_text(), count=1))  # as older versions wrote it
        report = self.run_code(3, "audit", new, "--answers", saved, "-f", "json").json()
        self.assertFalse(report["run"]["complete"])
        self.assertLessEqual({s["found"] for s in report["services"] if not s["record"].startswith("sip.contoso")}, {"unknown"})
        self.assertEqual({f["rule"] for f in report["findings"]} - {"DNS003"}, set())

    def test_pin_point_zones_and_no_zone_of_the_domain(self):
        body = "sip-domains: [contoso.com]\nother: [{fqdn: pool01.contoso.com}]\n"
        file = self.write("t.yaml", topology(body, {"internal": ["127.0.0.1:1"]}))
        pin = self.write("pin", "$ORIGIN _sipinternaltls._tcp.contoso.com.\n@ SOA ns.example. h 1 2 3 4 5\n@ NS ns.example.\n@ SRV 0 0 5061 pool01.contoso.com.\n")
        host = self.write("host", "$ORIGIN pool01.contoso.com.\n@ SOA ns.example. h 1 2 3 4 5\n@ NS ns.example.\n@ A 10.1.0.11\n")
        report = self.run_code(3, "audit", file, "--zone", pin, "--zone", host, "-f", "json").json()
        found = {s["record"].removesuffix(".contoso.com"): s["found"] for s in report["services"]}
        self.assertEqual(found["_sipinternaltls._tcp"], "yes")
        self.assertEqual(found["lyncdiscoverinternal"], "unknown")
        self.assertEqual({f["rule"] for f in report["findings"]}, {"DNS003"})


if __name__ == "__main__":
    unittest.main()
