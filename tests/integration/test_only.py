"""--only: some findings alone, also in the exit code. What isn't known stays unknown."""

import unittest
import xml.etree.ElementTree as ElementTree

from harness import DEMO_ZONES, ROOT, Case, lyncdns

DEMO = ROOT / "configs" / "demo" / "contoso.yaml"


class Only(Case):
    def keys(self, code, *only):
        result = self.run_code(code, "audit", DEMO, *DEMO_ZONES, "-f", "json", *(word for one in only for word in ("--only", one)))
        self.report = result.json()
        return {finding["key"] for finding in self.report["findings"]}

    def test_a_rule_a_name_a_key(self):
        every = self.keys(1)
        for only in ("UM001", "um01.contoso.example", "UM001:um02.contoso.example", "DNS0*", "*.fabrikam.example"):
            found = self.keys(1, only)
            wanted = {key for key in every if self.like(key, only)}
            self.assertEqual(found, wanted, only)
            self.assertGreater(len(found), 0)

    @staticmethod
    def like(key, only):
        rule, subjects = key.split(":", 1)
        words = [rule, key, *subjects.split("+")]
        if only.startswith("*"):
            return any(word.endswith(only[1:]) for word in words)
        return any(word.startswith(only[:-1]) if only.endswith("*") else word == only for word in words)

    def test_the_exit_code_and_the_numbers_count_these(self):
        self.assertEqual(self.keys(0, "MON001"), {"MON001:mon01.contoso.example"})
        summary = self.report["summary"]
        self.assertEqual((summary["errors"], summary["warnings"], summary["infos"], summary["exit_code"]), (0, 0, 1, 0))

    def test_service_rows_follow(self):
        self.keys(1, "SRV005")
        self.assertEqual({rule for row in self.report["services"] for rule in row["rules"]}, {"SRV005"})

    def test_what_is_left_out_is_never_good(self):
        args = (DEMO, *DEMO_ZONES, "--only", "MON001")
        self.assertRegex(" ".join(lyncdns("audit", *args).out.split()), r"^NOT ALL REPORTED: no error, no warning\. .* \d+ findings were left out")
        self.assertRegex(lyncdns("audit", *args, "-f", "nagios").out, r"^LYNCDNS OK - .*; \d+ findings left out \(--only\) \|")
        metrics = lyncdns("audit", *args, "-f", "prometheus").out
        self.assertNotIn('rule="UM001"', metrics, "0 would be wrong")
        self.assertIn('lyncdns_findings{topology="contoso",rule="MON001",severity="info"} 1', metrics)
        suites = {suite.get("name")[:6]: suite for suite in ElementTree.fromstring(lyncdns("audit", *args, "-f", "junit").out)}
        self.assertEqual({child.tag for case in suites["UM001:"] for child in case}, {"skipped"})
        self.assertEqual(len(suites["UM001:"]), int(suites["UM001:"].get("skipped")))

    def test_every_format(self):
        for form in ("text", "brief", "csv", "html", "checkmk", "prtg", "jsonl", "markdown"):
            out = self.run_code(1, "audit", DEMO, *DEMO_ZONES, "-f", form, "--only", "UM001").out
            self.assertNotIn("DNS012:", out, form)

    def test_an_incomplete_run_stays_incomplete(self):
        args = ("-s", "127.0.0.1:9", "--timeout", "100ms", "--tries", "1", "-f", "json", "--only", "MON001")
        self.assertFalse(self.run_code(3, "audit", DEMO, *args).json()["run"]["complete"])

    def test_check(self):
        out = self.run_code(1, "check", "um01.contoso.example", "-t", DEMO, *DEMO_ZONES, "-f", "json", "--only", "UM001").json()
        self.assertEqual([finding["rule"] for finding in out["findings"]], ["UM001"])
        text = self.run_code(0, "check", "um01.contoso.example", "-t", DEMO, *DEMO_ZONES, "--only", "MON001").out
        self.assertTrue(text.startswith("um01.contoso.example: NOT ALL REPORTED as Exchange UM"), text)

    def test_preview(self):
        change = self.write("c", "zone contoso.example\nupdate add um04.contoso.example 60 AAAA 2a00::1\nsend\n")
        args = ("preview", DEMO, *DEMO_ZONES, "--change", change, "--view", "internal", "-f", "json")
        rules = {finding["rule"] for finding in self.run_code(1, *args).json()["introduced"]}
        self.assertIn("UM001", rules)
        only = self.run_code(1, *args, "--only", "UM001").json()
        self.assertEqual({finding["rule"] for part in ("introduced", "resolved", "unchanged") for finding in only[part]}, {"UM001"})
        self.assertEqual(self.run_code(0, *args, "--only", "LIS001").json()["verdict"], "breaks", "the exit code counts what is reported")
        text = self.run_code(0, *args[:-2], "--only", "LIS001").out
        self.assertTrue(text.startswith("NOT SAFE TO APPLY: introduces 1 finding that --only leaves out"), text)

    def test_mistakes(self):
        for args, words in (
            (("--only", "UM01"), "no rule and no name is like that"),
            (("--only", "UM001", "--history", self.folder / "h"), "--history"),
        ):
            result = lyncdns("audit", DEMO, *DEMO_ZONES, *args)
            self.assertEqual((result.code, result.out), (2, ""), str(result))
            self.assertIn(words, result.err)


if __name__ == "__main__":
    unittest.main()
