"""Why a lookup failed, where its status doesn't say all: in JSON, in words in every report, in what to do, and in saved answers."""

import json
import unittest

from fakedns import FakeDNS, address, referral, reply, truncated
from harness import Case, free_port, topology

NAME, WELL = "um.example", "well.example"
BODY = f"exchange-um:\n  - fqdn: {NAME}\nother:\n  - fqdn: {WELL}\n"
FAST = ("--timeout", "0.3s")


def for_name(handler):
    return lambda query: reply(query, [address(query)]) if query.name == WELL else handler(query)


class Causes(Case):
    def reports(self, server, *args):
        """The JSON report of an audit, and its text and HTML; from the same answers."""
        path, answers = self.write("t.yaml", topology(BODY, {"internal": [server]})), self.folder / "answers"
        report = self.run_code(3, "audit", path, *FAST, "--save-answers", answers, "-f", "json", *args).json()
        again = self.run_code(3, "audit", path, "--answers", answers, "-f", "json").json()
        self.assertEqual(again["endpoints"], report["endpoints"])
        self.assertEqual(again["findings"], report["findings"])
        shown = [self.run_code(3, "audit", path, "--answers", answers, "-f", form).out for form in ("text", "html")]
        shown.append(self.run_code(3, "check", NAME, "--topology", path, "--answers", answers).out)
        return report, [" ".join(text.split()) for text in shown]

    def causes(self, report, name):
        endpoint = next(endpoint for endpoint in report["endpoints"] if endpoint["fqdn"] == name)
        return [(answer["status"], answer["cause"]) for answer in endpoint["answers"]]

    def failure(self, report):
        return next(finding for finding in report["findings"] if finding["rule"] == "DNS003")

    def test_the_key_stands_behind_the_aliases(self):
        with FakeDNS(for_name(lambda query: referral(query, "example"))) as server:
            report, _ = self.reports(server)
        answer = report["endpoints"][0]["answers"][0]
        self.assertEqual(list(answer), ["view", "server", "type", "status", "aliases", "cause", "records"])

    def test_a_referral_is_called_one(self):
        with FakeDNS(for_name(lambda query: referral(query, "example"))) as server:
            report, shown = self.reports(server)
        self.assertEqual(self.causes(report, NAME), [("REFUSED", "referral")] * 2)
        self.assertIn("REFUSED (a referral to other servers: this one doesn't recurse)", self.failure(report)["evidence"][0])
        self.assertIn("recursion", self.failure(report)["remedy"])
        for text in shown:
            self.assertRegex(text, "a referral to other servers: this one doesn('|&#39;|&apos;)t recurse")

    def test_a_truncated_answer_without_tcp(self):
        with FakeDNS(for_name(truncated), tcp=False) as server:
            report, shown = self.reports(server)
        self.assertEqual(self.causes(report, NAME), [("UNREACHABLE", "tcp")] * 2)
        self.assertEqual(self.causes(report, WELL), [("NOERROR", None)] * 2)
        self.assertIn("UNREACHABLE (truncated, and no answer over TCP)", self.failure(report)["evidence"][0])
        self.assertIn("allow TCP", self.failure(report)["remedy"])
        for text in shown:
            self.assertIn("truncated, and no answer over TCP", text)

    def test_a_closed_port(self):
        closed = f"127.0.0.1:{free_port()}"
        report, shown = self.reports(closed)
        self.assertEqual(self.causes(report, NAME) + self.causes(report, WELL), [("UNREACHABLE", "icmp")] * 4)
        self.assertEqual(self.failure(report)["key"], f"DNS003:{closed}")
        self.assertIn("can't be reached: connection refused", self.failure(report)["message"])
        for text in shown:
            self.assertIn("connection refused", text)
            self.assertNotIn("no reply", text)

    def test_a_silent_server_sent_no_reply(self):
        with FakeDNS(lambda query: None) as server:
            report, shown = self.reports(server)
        self.assertIn("sent no reply at all", self.failure(report)["message"])
        self.assertNotIn("connection refused", shown[0])

    def test_what_was_not_asked_was_given_up(self):
        body = "other:\n" + "".join(f"  - fqdn: n{i}.example\n" for i in range(300))
        path = self.write("t.yaml", topology(body, {"internal": [f"127.0.0.1:{free_port()}"]}))
        report = self.run_code(3, "audit", path, *FAST, "-f", "json").json()
        found = {cause for endpoint in report["endpoints"] for cause in self.causes(report, endpoint["fqdn"])}
        self.assertEqual(found, {("UNREACHABLE", "icmp"), ("UNREACHABLE", "given-up")})
        self.assertEqual([finding["rule"] for finding in report["findings"]], ["DNS003"])

    def test_other_causes_have_not_been_saved_by_version_0_1_0(self):
        """It refuses a file with a cause that it doesn't know; what it wrote is read."""
        path, answers = self.write("t.yaml", topology(BODY, {"internal": [f"127.0.0.1:{free_port()}"]})), self.folder / "answers"
        self.run_code(3, "audit", path, *FAST, "--save-answers", answers)
        lines = [json.loads(line) for line in answers.read_text().splitlines()]
        self.assertEqual({line["cause"] for line in lines[1:-1]}, {"asked"})
        for line in lines[1:-1]:
            self.assertEqual(line.pop("why"), "refused")
        answers.write_text("".join(json.dumps(line) + "\n" for line in lines))
        report = self.run_code(3, "audit", path, "--answers", answers, "-f", "json").json()
        self.assertEqual(self.causes(report, NAME), [("UNREACHABLE", None)] * 2)

    def test_a_damaged_cause_is_refused(self):
        path, answers = self.write("t.yaml", topology(BODY, {"internal": [f"127.0.0.1:{free_port()}"]})), self.folder / "answers"
        self.run_code(3, "audit", path, *FAST, "--save-answers", answers)
        for was, damaged in (('"why":"refused"', '"why":"strange"'), ('"why":"refused"', '"why":7'), ('"cause":"asked"', '"cause":"stopped"')):
            with self.subTest(damaged):
                text = answers.read_text()
                self.assertIn(was, text.replace('": ', '":'))
                wrong = self.write("wrong", text.replace('": ', '":').replace(was, damaged))
                self.assertIn("damaged", self.run_code(2, "audit", path, "--answers", wrong).err)


if __name__ == "__main__":
    unittest.main()
