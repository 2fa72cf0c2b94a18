"""Waivers, severities of the topology's own, and --fail-on."""

import datetime
import unittest

from harness import Case, Knot, lyncdns, topology


def day(offset):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=offset)).isoformat()


class Policy(Case):
    BODY = (
        "exchange-um:\n  - fqdn: um.corp.example\nother:\n  - fqdn: w_ac.corp.example\n"
        "persistent-chat-pools:\n  - fqdn: chat.corp.example\n"
    )
    ZONE = "um A 10.1.0.1\nw_ac A 10.1.0.2\nchat A 10.1.0.3\num AAAA fd00:1::1\nchat AAAA fd00:1::3\n"
    FOUND = {"UM001:um.corp.example": "error", "DNS012:w_ac.corp.example": "warning", "PCH001:chat.corp.example": "info"}

    @classmethod
    def setUpClass(cls):
        cls.server = Knot({"corp.example": cls.ZONE})
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)

    def audit(self, policy="", *args):
        path = self.write("t.yaml", topology(self.BODY + policy, {"internal": [self.server]}))
        return lyncdns("audit", path, "--format", "json", *args)

    def waiver(self, rule, pattern, expires):
        return f'  - {{rule: {rule}, fqdn: "{pattern}", reason: known, expires: {expires}}}\n'

    def findings(self, result):
        return {f["key"]: "waived" if f["waived"] else f["severity"] for f in result.json()["findings"]}

    def test_fail_on(self):
        for gone, rows in (
            ([], {"error": 1, "warning": 1, "info": 1, "never": 0}),
            (["UM001"], {"error": 0, "warning": 1, "info": 1, "never": 0}),
            (["UM001", "DNS012"], {"error": 0, "warning": 0, "info": 1, "never": 0}),
            (["UM001", "DNS012", "PCH001"], {"error": 0, "warning": 0, "info": 0, "never": 0}),
        ):
            policy = "severities:\n" + "".join(f"  - {{rule: {rule}, severity: off}}\n" for rule in gone) if gone else ""
            for level, code in rows.items():
                with self.subTest(gone=gone, fail_on=level):
                    result = self.audit(policy, "--fail-on", level)
                    self.assertEqual((result.code, result.json()["summary"]["exit_code"]), (code, code), str(result))
                    kept = {key: severity for key, severity in self.FOUND.items() if key.split(":")[0] not in gone}
                    self.assertEqual(self.findings(result), kept)

    def test_severities_of_the_topology(self):
        rows = (("UM001", "info"), ("DNS012", "error"), ("PCH001", "warning"))
        policy = "severities:\n" + "".join(f"  - {{rule: {rule}, severity: {severity}}}\n" for rule, severity in rows)
        result = self.audit(policy)
        self.assertEqual(
            self.findings(result), {"UM001:um.corp.example": "info", "DNS012:w_ac.corp.example": "error", "PCH001:chat.corp.example": "warning"}
        )
        summary = result.json()["summary"]
        self.assertEqual((result.code, summary["errors"], summary["warnings"], summary["infos"]), (1, 1, 1, 1))

    def test_a_waived_finding_stays_and_does_not_count(self):
        result = self.audit("waivers:\n" + self.waiver("UM001", "UM.*", day(1)))
        summary = result.json()["summary"]
        self.assertEqual(self.findings(result), dict(self.FOUND, **{"UM001:um.corp.example": "waived"}))
        self.assertEqual((result.code, summary["errors"], summary["waived"]), (0, 0, 1))
        finding = next(f for f in result.json()["findings"] if f["rule"] == "UM001")
        self.assertEqual(finding["severity"], "error")

    def test_a_waiver_holds_through_its_last_day(self):
        for offset, code in ((0, 0), (-2, 1)):
            self.assertEqual(self.audit("waivers:\n" + self.waiver("UM001", "um.*", day(offset))).code, code)

    def test_an_expired_waiver_and_an_unused_one_are_reported(self):
        result = self.audit("waivers:\n" + self.waiver("UM001", "um.*", day(-2)) + self.waiver("UM001", "um99.*", day(30)))
        want = dict(self.FOUND, **{"WVR001:UM001+um.*": "warning", "WVR002:UM001+um99.*": "info"})
        self.assertEqual((result.code, self.findings(result)), (1, want))

    def test_a_waiver_of_a_combination_by_either_subject(self):
        body = "client-networks:\n  - {name: head, address-type: ipv4}\ndirector-pools:\n  - {fqdn: dir.corp.example}\n"
        with Knot({"corp.example": "dir AAAA fd00:1::1\n"}) as server:
            for pattern in ("head", "dir.*"):
                policy = "waivers:\n" + self.waiver("REG001", pattern, day(1)) + self.waiver("STK001", "*", day(1))
                path = self.write("t.yaml", topology(body + policy, {"internal": [server]}))
                result = self.run_code(0, "audit", path, "--format", "json")
                self.assertEqual(set(self.findings(result).values()), {"waived"}, pattern)

    def test_a_failed_lookup_is_not_waived_into_a_complete_run(self):
        with Knot({"corp.example": "x A 10.1.0.1\n"}) as server:
            policy = "waivers:\n" + self.waiver("DNS003", "*", day(1)) + self.waiver("UM002", "*", day(1))
            body = "exchange-um:\n  - fqdn: um.refused.example\n"
            path = self.write("t.yaml", topology(body + policy, {"internal": [server]}))
            self.run_code(3, "audit", path)
            path = self.write("t.yaml", topology(body + "severities:\n  - {rule: DNS003, severity: off}\n", {"internal": [server]}))
            self.run_code(3, "audit", path)
            self.run_code(3, "audit", path, "--fail-on", "never")

    def test_mistakes(self):
        good = "{rule: UM001, fqdn: '*', reason: known, expires: 2099-01-31}"
        for policy, word in (
            ("waivers:\n  - {rule: UM999, fqdn: '*', reason: known, expires: 2099-01-31}\n", "UM999"),
            ("waivers:\n  - {fqdn: '*', reason: known, expires: 2099-01-31}\n", "rule"),
            ("waivers:\n  - {rule: UM001, reason: known, expires: 2099-01-31}\n", "fqdn"),
            ("waivers:\n  - {rule: UM001, fqdn: '*', expires: 2099-01-31}\n", "reason"),
            ("waivers:\n  - {rule: UM001, fqdn: '*', reason: '', expires: 2099-01-31}\n", "reason"),
            ("waivers:\n  - {rule: UM001, fqdn: '*', reason: known}\n", "expires"),
            ("waivers:\n  - {rule: UM001, fqdn: '*', reason: known, expires: 2099-02-30}\n", "2099-02-30"),
            (f"waivers:\n  - {good[:-1]}, until: never}}\n", "until"),
            ("severities:\n  - {rule: XX001, severity: off}\n", "XX001"),
            ("severities:\n  - {rule: UM001, severity: fatal}\n", "fatal"),
            ("severities:\n  - rule: UM001\n    severity: fatal\n", "severity: unknown value \"fatal\""),
            ("severities:\n  - {rule: UM001, severity: info}\n  - {rule: UM001, severity: off}\n", "UM001"),
        ):
            with self.subTest(policy=policy):
                result = self.audit(policy)
                self.assertEqual((result.code, result.out), (2, ""), str(result))
                self.assertIn(word, result.err)
                self.assertRegex(result.err, r"t\.yaml:\d+: ")


if __name__ == "__main__":
    unittest.main()
