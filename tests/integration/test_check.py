"""lyncdns check: one name, many from a pipe, at a prompt, again and again."""

import json
import os
import re
import signal
import socket
import threading
import time
import unittest
from subprocess import PIPE

from fakedns import A, AAAA, FakeDNS, a, aaaa, address, reply
from harness import PROGRAM, ROOT, Case, Knot, Terminal, lyncdns, topology

ZONE = """
um A 10.1.0.1
um AAAA fd00:1::1
ok A 10.1.0.2
six AAAA fd00:1::3
empty TXT "no address"
a_b A 10.1.0.4
pool A 10.1.0.11
pool A 10.1.0.12
fe1 A 10.1.0.11
fe2 A 10.1.0.12
fe2 AAAA fd00:1::12
edge AAAA fd00:2::1
sip A 10.3.0.1
other A 10.1.0.9
alias CNAME um
* A 10.9.0.9
"""

DEPLOYMENT = """
client-networks: [{name: office, address-type: ipv4}]
remote-networks: [{name: home, address-type: ipv4}]
exchange-um: [{fqdn: um.corp.example}]
front-end-pools:
  - {fqdn: pool.corp.example, members: [fe1.corp.example, fe2.corp.example], edge-pool: edge.corp.example}
edge-pools:
  - {fqdn: edge.corp.example, external: [sip.corp.example]}
other: [{fqdn: other.corp.example}]
"""


def dead_port():
    """A bound UDP socket that answers nothing, and its address."""
    taken = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    taken.bind(("127.0.0.1", 0))
    return taken, f"127.0.0.1:{taken.getsockname()[1]}"


class Once(Case):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.enterClassContext(Knot({"corp.example": ZONE}))

    def check(self, code, *args, **options):
        return self.run_code(code, "check", *args, "-s", self.server, **options)

    def deployment(self):
        return self.write("t.yaml", topology(DEPLOYMENT, {"internal": [self.server], "external": [self.server]}))

    def test_json_is_the_audits_report(self):
        report = self.check(1, "UM.corp.example.", "--role", "exchange-um", "-f", "json").json()
        self.assertEqual(report["format"], "lyncdns-report-1")
        self.assertEqual([(e["fqdn"], e["roles"], e["address_type"]) for e in report["endpoints"]], [("um.corp.example", ["exchange-um"], "dual-stack")])
        self.assertEqual([f["key"] for f in report["findings"]], ["UM001:um.corp.example"])
        self.assertEqual(report["summary"]["exit_code"], 1)
        self.assertEqual({(x["type"], x["status"]) for x in report["endpoints"][0]["answers"]}, {("A", "NOERROR"), ("AAAA", "NOERROR")})
        path = self.write("t.yaml", topology("exchange-um: [{fqdn: um.corp.example}]\n", {"default": [self.server]}))
        audit = self.run_code(1, "audit", path, "-f", "json").json()
        self.assertEqual(audit.keys(), report.keys())
        self.assertEqual((audit["endpoints"], audit["findings"]), (report["endpoints"], report["findings"]))

    def test_every_format(self):
        for name in ("text", "json", "csv", "junit", "prometheus", "html"):
            self.assertIn("um.corp.example", self.check(1, "um.corp.example", "--role", "exchange-um", "-f", name).out, name)
        self.assertTrue(self.check(2, "um.corp.example", "--role", "exchange-um", "-f", "nagios").out.startswith("LYNCDNS CRITICAL"))

    def test_exit_codes(self):
        rows = [
            (1, ["um.corp.example", "-r", "exchange-um"]),
            (1, ["alias.corp.example", "-r", "exchange-um"]),
            (0, ["ok.corp.example", "-r", "exchange-um"]),
            (0, ["um.corp.example"]),  # what depends on the role doesn't count without one
            (1, ["empty.corp.example"]),
            (1, ["ok.corp.example", "empty.corp.example"]),
            (0, ["a_b.corp.example"]),
            (1, ["a_b.corp.example", "--fail-on", "warning"]),
            (3, ["name.elsewhere.example"]),  # refused
            (0, ["um.corp.example", "-r", "front-end-pool", "-r", "director-pool"]),
            (1, ["um.corp.example", "-r", "front-end-pool", "-r", "exchange-um"]),
        ]
        for code, args in rows:
            with self.subTest(args=args):
                self.check(code, *args)

    def test_verdict_first_then_evidence(self):
        lines = self.check(1, "alias.corp.example", "-r", "exchange-um").out.splitlines()
        self.assertEqual(lines[0], "alias.corp.example: NOT SAFE as Exchange UM (dual-stack): UM001")
        text = "\n".join(lines)
        self.assertLess(text.index("What the servers say"), text.index("What it means"))
        row = next(line for line in lines if "10.1.0.1" in line)
        self.assertIn("fd00:1::1, TTL 300", row, "A and AAAA side by side")
        self.assertRegex(text, r"A +NOERROR in [0-9.]+ ms +AAAA +NOERROR in [0-9.]+ ms")
        self.assertIn("alias of um.corp.example", text)
        self.assertIn("UM001: The Exchange UM name alias.corp.example", " ".join(text.split()))

    def test_verdicts(self):
        rows = [
            ("um.corp.example: DEPENDS ON ITS ROLE (dual-stack): not safe as Exchange UM (UM001),", ["um.corp.example"]),
            ("ok.corp.example: OK in every role (ipv4).", ["ok.corp.example"]),
            ("ok.corp.example: OK as Exchange UM (ipv4).", ["ok.corp.example", "-r", "exchange-um"]),
            ("a_b.corp.example: NO ERROR, BUT WARNINGS in every role (ipv4): DNS012", ["a_b.corp.example"]),
            ("empty.corp.example: NOT SAFE (none): DNS002", ["empty.corp.example"]),
            ("six.corp.example: NOT SAFE (ipv6): STK001", ["six.corp.example"]),
            ("x.elsewhere.example: INCOMPLETE (unknown): 2 of 2 lookups failed, so it isn't shown to be safe.", ["x.elsewhere.example"]),
        ]
        for start, args in rows:
            with self.subTest(args=args):
                out = lyncdns("check", *args, "-s", self.server, env={"COLUMNS": "100"}).out
                self.assertTrue(out.startswith(start), out)

    def test_what_is_not_known_is_fine_in_no_role(self):
        out = self.check(3, "x.elsewhere.example").out
        self.assertIn("as Front End pool: unknown", out)
        self.assertNotIn("fine", out)

    def test_narrow_terminals_stack_the_answers(self):
        wide = self.check(0, "um.corp.example", env={"COLUMNS": "200"}).out
        narrow = self.check(0, "um.corp.example", env={"COLUMNS": "50"}).out
        self.assertIn("10.1.0.1, TTL 300", wide)
        self.assertTrue([line for line in wide.splitlines() if "10.1.0.1," in line and "fd00:1::1" in line])
        self.assertFalse([line for line in narrow.splitlines() if "10.1.0.1," in line and "fd00:1::1" in line])
        self.assertFalse([line for line in narrow.splitlines() if len(line) > 50], narrow)

    def test_every_role_is_shown(self):
        text = " ".join(self.check(0, "um.corp.example").out.split())
        for words in ("as Exchange UM: NOT SAFE: UM001", "as Location Information service: NOT SAFE: LIS001", "as Front End pool: fine",
                      "front-end-edge: supported with internal edge: ipv4, dual-stack", "as PSTN gateway: a warning: PST003",
                      "edge-internal-external: supported with external edge: dual-stack"):
            self.assertIn(words, text)

    def test_international_names(self):
        report = self.check(0, "Bücher.corp.example", "-f", "json").json()
        self.assertEqual(report["endpoints"][0]["fqdn"], "xn--bcher-kva.corp.example")

    def test_names_are_reported_once_and_in_order(self):
        report = self.check(0, "ok.corp.example", "other.corp.example", "OK.corp.example.", "-f", "json").json()
        self.assertEqual([e["fqdn"] for e in report["endpoints"]], ["ok.corp.example", "other.corp.example"])

    def test_every_name_is_judged_as_in_the_audit(self):
        demo = ROOT / "configs" / "demo"
        zones = [
            {"contoso.example": demo / f"{name}.zone", "fabrikam.example": demo / f"{name.split('-')[0]}-fabrikam.zone"}
            for name in ("internal-dc01", "internal-dc02", "external-ns01")
        ]

        def about(name, report):
            """Findings about the name. A record of a SIP domain that it doesn't lie in isn't asked for."""
            return [f for f in report["findings"] if name in f["subjects"] and not f["subjects"][0].endswith("fabrikam.example")]

        def alone(findings, report):
            """Findings whose cause isn't in the report stand for themselves."""
            keys = {f["key"] for f in report["findings"]}
            return [{**f, "cause": f["cause"] if f["cause"] in keys else None} for f in findings]

        with Knot(zones[0]) as one, Knot(zones[1]) as two, Knot(zones[2]) as out:
            servers = ["-s", f"internal={one}", "-s", f"internal={two}", "-s", f"external={out}", "-f", "json"]
            audit = lyncdns("audit", demo / "contoso.yaml", *servers).json()
            self.assertGreater(len(audit["endpoints"]), 20)
            for endpoint in audit["endpoints"]:
                name = endpoint["fqdn"]
                report = lyncdns("check", name, "-t", demo / "contoso.yaml", *servers).json()
                with self.subTest(name=name):
                    self.assertEqual(report["endpoints"], [endpoint])
                    self.assertEqual([c for c in audit["combinations"] if name in c["subjects"]], report["combinations"])
                    self.assertEqual(alone(about(name, audit), report), about(name, report))

    def test_what_servers_say_alike_is_said_once(self):
        def answer(number):
            return lambda query: reply(query, [a(query.name, f"10.1.0.{number}")] if query.type == A else [])

        with FakeDNS(answer(1)) as one, FakeDNS(answer(1)) as two, FakeDNS(answer(2)) as other:
            servers = [word for server in (one, other, two) for word in ("-s", f"internal={server.address}")]
            text = lyncdns("check", "host.corp.example", "--role", "other", *servers).out
        self.assertIn(f"  internal {one.address} and {two.address}\n    A     NOERROR ", text)
        self.assertEqual(text.count("10.1.0.1, TTL"), 1, text)
        self.assertEqual(text.count("10.1.0.2, TTL"), 1, text)

    def test_partners_of_a_name(self):
        result = self.run_code(1, "check", "pool.corp.example", "-t", self.deployment(), "-f", "json")
        report = result.json()
        self.assertEqual([e["fqdn"] for e in report["endpoints"]], ["pool.corp.example"])
        self.assertEqual({(c["table"], c["verdict"]) for c in report["combinations"]},
                         {("client-registration", "supported"), ("conferencing", "supported"), ("front-end-edge", "unsupported")})
        self.assertEqual(set(result.keys()), {"EDG001:pool.corp.example+edge.corp.example", "DNS008:pool.corp.example", "DNS009:pool.corp.example"})
        member = self.run_code(0, "check", "fe2.corp.example", "-t", self.deployment(), "-f", "json")
        self.assertEqual(set(member.keys()), {"DNS008:pool.corp.example", "DNS009:pool.corp.example"})
        text = self.run_code(1, "check", "sip.corp.example", "-t", self.deployment()).out
        self.assertIn("unsupported: edge.corp.example (ipv6) with sip.corp.example (ipv4), edge-internal-external", " ".join(text.split()))

    def test_links_lead_somewhere(self):
        page = self.run_code(1, "check", "pool.corp.example", "-t", self.deployment(), "-f", "html").out
        self.assertIn("edge.corp.example", page)
        self.assertLessEqual(set(re.findall(r'href="#(e[0-9]+)"', page)), set(re.findall(r'id="(e[0-9]+)"', page)))

    def test_only_related_names_are_asked(self):
        with FakeDNS(lambda query: reply(query, [address(query)])) as server:
            path = self.write("t.yaml", topology(DEPLOYMENT, {"internal": [server]}))
            for name, asked in (("um", {"um"}), ("fe1", {"fe1", "fe2", "pool"}), ("sip", {"sip", "edge"}),
                                ("pool", {"pool", "fe1", "fe2", "edge", "sip"}), ("edge", {"edge", "pool", "sip"})):
                server.queries.clear()
                lyncdns("check", f"{name}.corp.example", "-t", path, "-f", "json")
                self.assertEqual({query.name for query in server.asked()}, {f"{one}.corp.example" for one in asked}, name)
                self.assertEqual(len(server.asked(qtype=A)) + len(server.asked(qtype=AAAA)), 2 * len(asked), name)

    def test_what_a_partner_hides_is_not_good(self):
        def handler(query):
            return None if query.name.startswith("edge") and query.type == AAAA else reply(query, [a(query.name, "10.0.0.1")] if query.type == A else [])

        with FakeDNS(handler) as server:
            path = self.write("t.yaml", topology(DEPLOYMENT, {"internal": [server]}))
            result = self.run_code(3, "check", "sip.corp.example", "-t", path, "--timeout", "1s", "--tries", "1")
        self.assertTrue(result.out.startswith("sip.corp.example: INCOMPLETE as external Edge (ipv4):"), result.out)

    def test_a_name_outside_the_topology(self):
        with Knot({"corp.example": "x A 10.0.0.1\n"}) as inside, Knot({"corp.example": "y A 192.0.0.1\n"}) as outside:
            path = self.write("t.yaml", topology(DEPLOYMENT, {"internal": [inside], "external": [outside]}))
            report = self.run_code(0, "check", "x.corp.example", "-t", path, "-f", "json").json()
            statuses = {(x["view"], x["type"]): x["status"] for x in report["endpoints"][0]["answers"]}
            self.assertEqual(statuses[("internal", "A")], "NOERROR")
            self.assertEqual(statuses[("external", "A")], "NXDOMAIN", "asked there, too, but ignored")
            nowhere = self.run_code(1, "check", "z.corp.example", "-t", path, "-f", "json")
            self.assertEqual(nowhere.keys(), ["DNS001:z.corp.example"])

    def test_views_without_a_topology(self):
        with Knot({"corp.example": "um A 10.0.0.1\n"}) as inside, Knot({"corp.example": "um A 192.0.0.1\num AAAA 2a00::1\n"}) as outside:
            result = self.run_code(1, "check", "um.corp.example", "-r", "exchange-um", "-s", f"internal={inside}", "-s", f"external={outside}", "-f", "json")
            self.assertEqual([row["view"] for row in result.json()["servers"]], ["internal", "external"])
            self.assertEqual(result.keys(), ["UM001:um.corp.example"])
            edge = self.run_code(0, "check", "um.corp.example", "-r", "edge-external", "-s", f"internal={inside}", "-s", f"external={outside}", "-f", "json")
            self.assertEqual({x["view"] for x in edge.json()["endpoints"][0]["answers"]}, {"external"})

    def test_mistakes_ask_no_server(self):
        with FakeDNS(lambda query: None) as server:
            rows = [
                ["a..example"],
                ["ok.corp.example", "a..example"],
                ["10.0.0.1"],
                ["2001:db8::1"],
                ["x.example", "--role", "exchang-um"],
                ["x.example", "--until", "ipv4"],
                ["x.example", "--watch", "1s", "-f", "json"],
                ["-", "x.example"],
                ["x.example", "-t", self.folder / "missing.yaml"],
                ["x.example", "-s", "=127.0.0.1"],
                ["--watch", "1s"],
            ]
            for row in rows:
                with self.subTest(row=row):
                    result = self.run_code(2, "check", *row, "-s", server)
                    self.assertEqual(result.out, "")
                    self.assertTrue(result.err)
            self.assertEqual(server.queries, [])
        self.assertIn('did you mean "exchange-um"', lyncdns("check", "x.example", "--role", "exchang-um").err)

    def test_quiet_is_verdict_and_findings(self):
        out = self.check(1, "um.corp.example", "-r", "exchange-um", "-q").out
        self.assertNotIn("What the servers say", out)
        self.assertIn("ERROR UM001", out)
        self.assertEqual(self.check(0, "ok.corp.example", "-q").out, "ok.corp.example: OK in every role (ipv4).\n")


class Pipe(Case):
    def test_a_file_of_names(self):
        names = "\ufeffok.corp.example\r\n\n# a comment\n  um.corp.example  \nbad..name\nother.corp.example."
        with Knot({"corp.example": ZONE}) as server:
            for args in (["-"], []):
                result = self.run_code(2, "check", *args, "-s", server, "-q", "-r", "exchange-um", input=names)
                self.assertEqual(re.findall(r"^(\w+)\.corp\.example: (\w+)", result.out, re.M), [("ok", "OK"), ("um", "NOT"), ("other", "OK")])
                self.assertIn("standard input:5: \"bad..name\"", result.err)
            self.assertEqual(self.run_code(1, "check", "-s", server, "-r", "exchange-um", input="um.corp.example").err, "")
            self.run_code(2, "check", "-s", server, input="# nothing\n")
            self.run_code(2, "check", "-s", server)

    def test_one_report_of_all_names(self):
        with Knot({"corp.example": ZONE}) as server:
            report = self.run_code(0, "check", "-", "-s", server, "-f", "json", input="ok.corp.example\nother.corp.example\n").json()
            self.assertEqual([e["fqdn"] for e in report["endpoints"]], ["ok.corp.example", "other.corp.example"])
            result = self.run_code(2, "check", "-", "-s", server, "-f", "json", input="ok.corp.example\nx..y\n")
            self.assertEqual(result.out, "")

    def test_a_slow_pipe_is_answered_line_by_line(self):
        with Knot({"corp.example": ZONE}) as server:
            process = self.start(PROGRAM, "check", "-q", "-s", server, stdin=PIPE)
            for name in ("ok", "pool", "other"):
                process.stdin.write(f"{name}.corp.example\n".encode())
                process.stdin.flush()
                self.assertEqual(process.line(), f"{name}.corp.example: OK in every role (ipv4).\n".encode())  # though the pipe stays open
            process.stdin.close()
            self.assertEqual(process.end(), 0)

    def test_each_name_of_a_slow_pipe_has_the_time_when_it_was_asked(self):
        def asked(name):
            process.stdin.write(f"{name}.corp.example\n".encode())
            process.stdin.flush()
            while b"asked" not in (line := process.line()):
                pass
            return line

        with Knot({"corp.example": ZONE}) as server:
            process = self.start(PROGRAM, "check", "-s", server, "--vantage", "hq", stdin=PIPE)
            first, began = asked("ok"), int(time.time())
            self.assertRegex(first, rb"^  view default: asked from hq at 2\d{3}-")
            while time.time() < began + 1.1:  # the coarse clock of time() may be late
                time.sleep(0.01)
            self.assertGreater(asked("pool"), first)
            process.stdin.close()
            self.assertEqual(process.end(), 0)

    def test_the_deadline_ends_the_wait_for_names(self):
        for args in ([], ["-f", "json"]):
            with self.subTest(args=args):
                process = self.start(PROGRAM, "check", "-", "-s", "127.0.0.1:1", "--deadline", "100ms", *args, stdin=PIPE)
                self.assertEqual(process.end(), 3)
                out, err = process.finish()
                self.assertIn(b"stopped by the deadline", err)
                self.assertEqual(out, b"")

    def test_ten_thousand_names_in_order(self):
        names = [f"n{i}.corp.example" for i in range(10000)]
        with Knot({"corp.example": ZONE}) as server:
            begin = time.monotonic()
            result = self.run_code(0, "check", "-", "-q", "-s", server, input="\n".join(names))
            took = time.monotonic() - begin
        self.assertEqual(re.findall(r"^(n\d+\.corp\.example): OK", result.out, re.M), names)
        self.assertLess(took, 60, "bounded, on any machine")

    def test_a_dead_server_is_waited_for_once(self):
        taken, dead = dead_port()
        names = "".join(f"n{i}.corp.example\n" for i in range(10000))
        with taken, Knot({"corp.example": ZONE}) as server:
            begin = time.monotonic()
            result = self.run_code(3, "check", "-", "-q", "-s", server, "-s", dead, "--timeout", "500ms", "--tries", "1", input=names)
            took = time.monotonic() - begin
        self.assertEqual(len(re.findall(r"^n\d+\.corp\.example: INCOMPLETE", result.out, re.M)), 10000)
        self.assertLess(took, 45, "far from 500 ms for every name")


class Watch(Case):
    def changing(self, steps):
        """A server whose answers to AAAA go through STEPS, one a question; the last stays."""

        def handler(query):
            if query.type != AAAA:
                return reply(query, [a(query.name, "10.0.0.1")])
            return reply(query, steps[min(query.nth, len(steps)) - 1](query))

        return FakeDNS(handler)

    def test_until(self):
        steps = [lambda q: [], lambda q: [], lambda q: [aaaa(q.name, "fd00::1")]]
        with self.changing(steps) as server:
            result = self.run_code(0, "check", "n.corp.example", "-s", server, "--watch", "20ms", "--until", "dual-stack", "--deadline", "30s")
        stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ n\.corp\.example"
        rows = [r" A at default 127.*: 10\.0\.0\.1", r" AAAA at default 127.*: NODATA", ": ipv4",
                r" AAAA at default 127.*: NODATA -> fd00::1", ": ipv4 -> dual-stack"]
        lines = result.out.splitlines()
        self.assertEqual(len(lines), len(rows), str(result))
        for row, line in zip(rows, lines):
            self.assertRegex(line, f"^{stamp}{row}$")

    def test_it_says_from_where(self):
        with self.changing([lambda q: []]) as server:
            out = self.run_code(0, "check", "n.corp.example", "-s", server, "--watch", "20ms", "--until", "ipv4", "--vantage", "hq").out
        self.assertRegex(out, r"Z n\.corp\.example A at default 127\S+ from hq: 10\.0\.0\.1\n")

    def test_every_server_has_to_show_it(self):
        with self.changing([lambda q: []]) as one, self.changing([lambda q: [aaaa(q.name, "fd00::1")]] * 3 + [lambda q: []]) as two:
            result = self.run_code(0, "check", "n.corp.example", "-s", one, "-s", two, "--watch", "20ms", "--until", "ipv4", "--deadline", "30s")
            self.assertIn("dual-stack -> ipv4", result.out)
            self.assertEqual(len(two.asked(qtype=AAAA)), 4)

    def test_the_deadline_ends_it(self):
        with self.changing([lambda q: []]) as server:
            result = self.run_code(3, "check", "n.corp.example", "-s", server, "--watch", "20ms", "--until", "dual-stack", "--deadline", "2s")
            self.assertEqual(len(result.out.splitlines()), 3, "only the beginning: nothing changed")
            self.assertIn("ended by the deadline", result.err)
            self.assertIn("n.corp.example was ipv4", result.err)
            self.assertGreater(len(server.asked(qtype=AAAA)), 1)
            self.run_code(3, "check", "n.corp.example", "-s", server, "--watch", "20ms", "--deadline", "200ms")

    def test_a_signal_ends_it(self):
        with self.changing([lambda q: []]) as server:
            process = self.start(PROGRAM, "check", "n.corp.example", "-s", server, "--watch", "1h")
            self.assertIn(b" A at ", process.line())
            process.send_signal(signal.SIGINT)
            _, err = process.finish()
            self.assertEqual(process.returncode, 3)
            self.assertIn(b"ended by a signal", err)

    def test_a_failed_lookup_is_no_answer(self):
        with self.changing([lambda q: []]) as good, FakeDNS(lambda q: reply(q, rcode=2)) as bad:
            result = self.run_code(3, "check", "n.corp.example", "-s", good, "-s", bad, "--watch", "20ms", "--until", "ipv4", "--deadline", "2s")
        self.assertIn(": unknown", result.out)


def prompt(server, roles=""):
    return f"lyncdns{roles} @{server}> "


class Prompt(Case):
    def open(self, *args, **options):
        return Terminal(PROGRAM, "check", *args, env={"XDG_STATE_HOME": str(self.folder / "state")}, **options)

    def test_answers_are_saved_of_one_run_only(self):
        with self.open("-s", "127.0.0.1:1", "--save-answers", self.folder / "saved") as terminal:
            self.assertEqual(terminal.end(), 2, terminal.text)
            self.assertIn("one run only", terminal.text)

    def test_questions_roles_and_servers(self):
        with Knot({"corp.example": ZONE}) as server, Knot({"corp.example": "um A 10.7.7.7\n"}) as second, self.open("-s", server) as terminal:
            terminal.expect(prompt(server))
            rows = [
                ("um.corp.example", "DEPENDS ON ITS ROLE"),
                ("role exchange-um", "  role exchange-um\n"),
                ("um.corp.example", "NOT SAFE as Exchange UM (dual-stack): UM001"),
                ("role exchang-um", 'did you mean "exchange-um"'),
                ("role um", "  edge-external                  external Edge\n"),
                ("role other monitoring exchange-um", "  role exchange-um monitoring other\n"),
                ("role none", "  no role\n"),
                ("role", "  no role\n"),
                ("hepl", 'did you mean "help"'),
                ("help", "Tab completes"),
                ("bad..name", "a label is empty"),
                (f"server internal={second}", f"  internal: {second}\n"),
                ("um.corp.example", "10.7.7.7"),
                ("server nonsense", "isn't the address of a DNS server"),
                ("server", f"  internal: {second}\n"),
                ("server default", f"  default: {server}\n"),
                ("ok.corp.example um.corp.example", "ok.corp.example: OK in every role"),
                ("", ""),
            ]
            shown = {
                "role exchange-um": prompt(server, " exchange-um"),
                "role other monitoring exchange-um": prompt(server, " exchange-um and 2 more"),
                "role none": prompt(server),
                f"server internal={second}": prompt(second),
                "server default": prompt(server),
            }
            now = prompt(server)
            for line, answer in rows:
                now = shown.get(line, now)
                terminal.send(line + "\r")
                self.assertIn(answer, terminal.expect(now), line)
            terminal.send("quit\r")
            self.assertEqual(terminal.end(), 0)

    def test_other_servers_are_asked_from_the_same_place(self):
        with Knot({"corp.example": ZONE}) as server, Knot({"corp.example": "um A 10.7.7.7\n"}) as second:
            with self.open("--vantage", "hq", "-s", server) as terminal:
                terminal.expect(prompt(server))
                for line, now in ((f"server {second}", prompt(second)), ("server default", prompt(server))):
                    terminal.send(line + "\r")
                    terminal.expect(now)
                    terminal.send("um.corp.example\r")
                    self.assertIn("view default: asked from hq at 2", terminal.expect(now), line)

    def test_other_servers_of_a_view_that_is_left_out_are_not_asked(self):
        with Knot({"corp.example": ZONE}) as server, Knot({"corp.example": "um A 10.7.7.7\n"}) as second:
            views = ["-s", f"internal={server}", "-s", f"external={second}", "--view", "internal"]
            with self.open(*views) as terminal:
                terminal.expect(prompt(server))
                for line, now in ((f"server external={server}", prompt(server)), (f"server internal={second}", prompt(second))):
                    terminal.send(line + "\r")
                    self.assertNotIn("external:", terminal.expect(now))
                terminal.send("um.corp.example\r")
                shown = terminal.expect(prompt(second))
                self.assertIn("View external was left out.", shown)
                self.assertIn("10.7.7.7", shown)
                self.assertNotIn(f"external {server}", shown)

    def test_completion_and_history(self):
        with Knot({"corp.example": ZONE}) as server:
            path = self.write("t.yaml", topology(DEPLOYMENT, {"internal": [server]}))
            with self.open("-t", path) as terminal:
                terminal.expect(prompt(server))
                terminal.send("po\t\r")
                self.assertIn("pool.corp.example: NOT SAFE as Front End pool", terminal.expect(prompt(server)))
                terminal.send("f\t\t")  # as far as both go, then both
                terminal.expect("  fe1.corp.example\n  fe2.corp.example\n")
                terminal.expect(prompt(server))
                terminal.send("1\t\r")
                self.assertIn("fe1.corp.example: NO ERROR", terminal.expect(prompt(server)))
                terminal.send("role exch\t\r")
                self.assertIn("  role exchange-um\n", terminal.expect(prompt(server, " exchange-um")))
                terminal.send("\x04")
                self.assertEqual(terminal.end(), 0)
            history = (self.folder / "state" / "lyncdns" / "history").read_text()
            self.assertIn("pool.corp.example", history)
            with self.open("-t", path) as terminal:
                terminal.expect(prompt(server))
                terminal.send("\x10\x10\r")  # the line before the last of the first time
                self.assertIn("fe1.corp.example: NO ERROR", terminal.expect("Reference"))
                terminal.expect(prompt(server))
                terminal.send("\x04")
                self.assertEqual(terminal.end(), 0)

    def test_the_prompt_shows_what_answers(self):
        rows = [
            ("the usual port", ["-s", "127.0.0.1"], "lyncdns @127.0.0.1> "),
            ("IPv6", ["-s", "::1"], "lyncdns @[::1]> "),
            ("several servers", ["-r", "other", "-s", "127.0.0.1:1", "-s", "127.0.0.1:2", "-s", "127.0.0.1:3"], "lyncdns other @127.0.0.1:1 and 2 more> "),
            ("a file", ["--zone", ROOT / "configs/demo/internal-dc01.zone"], "lyncdns from files> "),
        ]
        for title, options, shown in rows:
            with self.subTest(row=title), self.open(*options) as terminal:
                terminal.expect(shown)
                terminal.send("\x04")
                self.assertEqual(terminal.end(), 0)

    def test_the_history_has_a_place(self):
        home = self.folder / "home"
        rows = [
            (str(self.folder / "state"), str(home), self.folder / "state/lyncdns/history"),
            ("relative", str(home), home / ".local/state/lyncdns/history"),
            ("", str(home), home / ".local/state/lyncdns/history"),
            ("", "", None),
        ]
        for state, there, path in rows:
            environment = {"XDG_STATE_HOME": state, "HOME": there}
            with self.subTest(state=state, home=there), Terminal(PROGRAM, "check", "-s", "127.0.0.1:1", env=environment, typed="role none\r\x04") as terminal:
                self.assertEqual(terminal.end(), 0, terminal.text)
                if path:
                    self.assertIn("role", path.read_text())
                    path.unlink()

    def test_ctrl_c_stops_the_question_and_not_the_program(self):
        asked = threading.Event()

        def handler(query):
            asked.set()

        with FakeDNS(handler) as silent, Knot({"corp.example": ZONE}) as server:
            with self.open("-s", silent, "--timeout", "1h") as terminal:
                terminal.expect(prompt(silent))
                terminal.send("ok.corp.example\r")
                terminal.process.until(asked.wait, "a question")
                terminal.send("\x03")
                seen = terminal.expect(prompt(silent))
                self.assertIn("INCOMPLETE", seen)
                self.assertIn("stopped by a signal", seen)
                terminal.send("half a line")
                terminal.expect("half a line")
                terminal.send("\x03")
                terminal.expect(prompt(silent))
                terminal.send(f"server {server}\r")
                self.assertIn(f"default: {server}", terminal.expect(prompt(server)))
                terminal.send("ok.corp.example\r")
                self.assertIn("ok.corp.example: OK in every role", terminal.expect(prompt(server)))
                terminal.send("\x04")
                self.assertEqual(terminal.end(), 0)

    def test_answers_go_to_standard_output_alone(self):
        with Knot({"corp.example": ZONE}) as server:
            with open(self.folder / "out", "wb") as out:
                with Terminal(PROGRAM, "check", "-q", "-s", server, env={"XDG_STATE_HOME": str(self.folder)}, stdout=out) as terminal:
                    terminal.send("ok.corp.example\rquit\r")
                    self.assertEqual(terminal.end(), 0)
        self.assertEqual((self.folder / "out").read_text(), "ok.corp.example: OK in every role (ipv4).\n\n")
        self.assertIn(prompt(server), terminal.text)

    def test_typed_before_the_prompt_shows(self):
        rows = [
            ("Ctrl-D", "\x04", ""),
            ("a line, then Ctrl-D", "role exchange-um\r\x04", "  role exchange-um\n"),
            ("lines, then Ctrl-D", "role exchange-um\rrole none\r\x04", "  no role\n"),
            ("half a line, ended by quit", "qu\x04it\r", ""),
        ]
        for title, typed, answer in rows:
            with self.subTest(row=title), self.open("-s", "127.0.0.1:1", typed=typed) as terminal:
                self.assertEqual(terminal.end(), 0, terminal.text)
                self.assertIn(answer, terminal.text)

    def test_typed_while_a_question_is_asked(self):
        asked, typed = threading.Event(), threading.Event()

        def handler(query):
            asked.set()
            typed.wait(20)
            return reply(query, [address(query)])

        for title, text, answer in (("Ctrl-D", "\x04", ""), ("a line, then Ctrl-D", "role other\r\x04", "  role other\n")):
            asked.clear()
            typed.clear()
            with self.subTest(row=title), FakeDNS(handler) as server, self.open("-s", server, "--timeout", "30s") as terminal:
                terminal.expect(prompt(server))
                terminal.send("ok.corp.example\r")
                self.assertTrue(asked.wait(20))
                terminal.send(text)
                typed.set()
                self.assertEqual(terminal.end(), 0, terminal.text)
                self.assertIn("ok.corp.example: ", terminal.text)
                self.assertIn(answer, terminal.text)

    def test_another_end_of_file_character(self):
        command = 'stty eof ^X; echo ready; read line; exec "$0" check -s 127.0.0.1:1'
        with Terminal("sh", "-c", command, PROGRAM, env={"XDG_STATE_HOME": str(self.folder)}) as terminal:
            terminal.expect("ready")
            terminal.send("go\r\x18")
            self.assertEqual(terminal.end(), 0, terminal.text)

    def test_ctrl_space_at_the_prompt_does_not_leave(self):
        with self.open("-s", "127.0.0.1:1") as terminal:
            terminal.expect(prompt("127.0.0.1:1"))
            terminal.send("role none\r")  # answered, so that the prompt below is one that waits
            terminal.expect("  no role\n")
            terminal.expect(prompt("127.0.0.1:1"))
            terminal.expect_keys()
            terminal.send("r")
            terminal.expect("r")  # shown by the prompt, which so has read what was typed ahead
            terminal.send("\x7f\0role\r")
            terminal.expect("  no role\n")


class Progress(Case):
    def test_a_line_on_a_terminal_that_leaves_no_trace(self):
        def handler(query):
            return reply(query, [address(query)]) if query.name.startswith("n") else None

        names = [f"n{i}.corp.example" for i in range(40)] + ["silent.corp.example"]
        with FakeDNS(handler) as server:
            with Terminal(PROGRAM, "check", *names, "-s", server, "--timeout", "800ms", "--tries", "1", "--max-qps", "100") as terminal:
                self.assertEqual(terminal.end(), 3)
                self.assertRegex(terminal.text, r"\d+ of 82 lookups, \d+/s, [^,]+, \d+ failed")
            result = lyncdns("check", *names, "-q", "-s", server, "--timeout", "800ms", "--tries", "1", "--max-qps", "100")
            self.assertNotIn("lookups,", result.out + result.err)
            self.assertNotIn("\x1b", result.out + result.err)


if __name__ == "__main__":
    unittest.main()
