"""The main job: a whole deployment, resolved by real DNS servers, judged and reported."""

import json
import tempfile
import unittest
from pathlib import Path

from harness import ROOT, Case, Knot, have_ipv6, lyncdns, topology

DEMO = ROOT / "configs" / "demo"

# What the audit must find in configs/demo, by rule: nothing more, nothing less.
DEMO_FINDINGS = """
UM001  um01 um02 um03
STK001 edge02 edge02a
STK003 gw02
EDG001 pool02+edge02
EDG002 edge01+sip edge01+webconf edge01+av
EV001  edge02 edge02a
EV002  pool01
MON001 mon01
DNS004 sip2
DNS005 um03
DNS007 um01 um03
DNS008 pool01 pool02
DNS009 pool02
DNS010 av lyncdiscoverinternal
DNS012 wac_01
DSC003 lyncdiscoverinternal
URL001 dialin
WEB006 webext
"""

# In the second SIP domain.
SECOND_FINDINGS = [
    "DSC005:lyncdiscoverinternal.fabrikam.example",
    "SRV005:_sip._tls.fabrikam.example+sip.contoso.example",
    "SRV012:_sipfederationtls._tcp.fabrikam.example",
]


def expected_keys(table, domain):
    for line in table.strip().splitlines():
        rule, *subjects = line.split()
        for subject in subjects:
            yield f"{rule}:" + "+".join(f"{name}.{domain}" for name in subject.split("+"))


class Demo(unittest.TestCase):
    """The deployment that scripts/demo shows, two internal servers (one of them stale) and an external one."""

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        second = "::1" if have_ipv6() else "127.0.0.1"
        cls.dc01 = cls.enter(Knot({"contoso.example": DEMO / "internal-dc01.zone", "fabrikam.example": DEMO / "internal-fabrikam.zone"}))
        cls.dc02 = cls.enter(Knot({"contoso.example": DEMO / "internal-dc02.zone", "fabrikam.example": DEMO / "internal-fabrikam.zone"}, host=second))
        cls.ns01 = cls.enter(Knot({"contoso.example": DEMO / "external-ns01.zone", "fabrikam.example": DEMO / "external-fabrikam.zone"}))
        cls.args = ["audit", DEMO / "contoso.yaml", "-s", f"internal={cls.dc01}", "-s", f"internal={cls.dc02}", "-s", f"external={cls.ns01}"]
        cls.result = lyncdns(*cls.args, "--format", "json")
        cls.report = cls.result.json()
        cls.findings = {finding["key"]: finding for finding in cls.report["findings"]}
        cls.endpoints = {endpoint["fqdn"].split(".")[0]: endpoint for endpoint in cls.report["endpoints"]}

    @classmethod
    def enter(cls, manager):
        entered = manager.__enter__()
        cls.addClassCleanup(manager.__exit__, None, None, None)
        return entered

    def answers(self, name, view, server, qtype):
        return [
            answer
            for answer in self.endpoints[name]["answers"]
            if (answer["view"], answer["server"], answer["type"]) == (view, server.address, qtype)
        ]

    def test_exit_code_is_that_of_errors(self):
        self.assertEqual(self.result.code, 1, str(self.result))
        self.assertEqual(self.report["summary"]["exit_code"], 1)
        self.assertTrue(self.report["run"]["complete"])

    def test_a_monitoring_plugin_says_critical(self):
        result = lyncdns(*self.args, "--format", "nagios")
        self.assertEqual(result.code, 2, str(result))
        self.assertEqual([line[:19] for line in result.out.splitlines() if line.startswith("LYNCDNS")], ["LYNCDNS CRITICAL - "])

    def test_findings_are_those_put_in(self):
        self.assertEqual(sorted(self.findings), sorted([*expected_keys(DEMO_FINDINGS, "contoso.example"), *SECOND_FINDINGS]))

    def test_the_waived_finding_is_shown_and_not_counted(self):
        waived = [key for key, finding in self.findings.items() if finding["waived"]]
        self.assertEqual(waived, ["DNS008:pool02.contoso.example"])
        self.assertEqual(self.report["summary"]["waived"], 1)
        for severity in ("error", "warning", "info"):
            counted = sum(1 for finding in self.findings.values() if finding["severity"] == severity and not finding["waived"])
            self.assertEqual(self.report["summary"][severity + "s"], counted, severity)

    def test_address_types(self):
        expected = {
            "um01": "dual-stack",
            "um02": "dual-stack",
            "um03": "dual-stack",
            "um04": "ipv4",
            "pool01": "dual-stack",
            "pool02": "ipv4",
            "edge01": "dual-stack",
            "edge02": "ipv6",
            "sip": "ipv4",
            "sip2": "none",
            "dialin": "ipv4",
            "wac_01": "ipv4",
        }
        self.assertEqual({name: self.endpoints[name]["address_type"] for name in expected}, expected)

    def test_every_server_of_a_view_is_asked_and_no_other(self):
        expected = [("internal", self.dc01.address), ("internal", self.dc02.address), ("external", self.ns01.address)]
        self.assertEqual([(row["view"], row["server"]) for row in self.report["servers"]], expected)
        self.assertEqual([row["failed"] for row in self.report["servers"]], [0, 0, 0])
        self.assertEqual({answer["view"] for answer in self.endpoints["sip"]["answers"]}, {"external"})
        self.assertEqual({answer["view"] for answer in self.endpoints["um01"]["answers"]}, {"internal"})
        for endpoint in self.report["endpoints"]:
            self.assertEqual(len({(a["view"], a["server"], a["type"]) for a in endpoint["answers"]}), len(endpoint["answers"]), endpoint["fqdn"])

    def test_split_brain(self):
        (answer,) = self.answers("sip", "external", self.ns01, "A")
        self.assertEqual(answer["records"], [{"address": "131.107.155.11", "ttl": 3600}])

    def test_answers_carry_alias_addresses_and_ttl(self):
        (answer,) = self.answers("um02", "internal", self.dc01, "AAAA")
        self.assertEqual((answer["status"], answer["aliases"]), ("NOERROR", ["exch02.contoso.example"]))
        self.assertEqual(answer["records"], [{"address": "fd3a:9c1e:77b2:1::32", "ttl": 3600}])
        (answer,) = self.answers("um03", "internal", self.dc01, "AAAA")
        self.assertEqual((answer["status"], answer["records"]), ("NODATA", []))
        (answer,) = self.answers("um03", "internal", self.dc02, "AAAA")
        self.assertEqual(answer["records"], [{"address": "2002:836b:9b21::836b:9b21", "ttl": 1200}])
        (answer,) = self.answers("sip2", "external", self.ns01, "A")
        self.assertEqual((answer["status"], answer["aliases"]), ("ALIAS_DANGLING", ["sip-west.contoso.example"]))
        (answer,) = self.answers("dialin", "internal", self.dc01, "A")
        self.assertEqual(answer["status"], "NXDOMAIN")

    def test_findings_stand_alone(self):
        for key, finding in self.findings.items():
            for field in ("message", "remedy", "reference"):
                self.assertTrue(finding[field].strip(), f"{key}: {field}")
            self.assertTrue(finding["evidence"], key)
            self.assertEqual(key, f"{finding['rule']}:{'+'.join(finding['subjects'])}")
        evidence = "\n".join(self.findings["UM001:um02.contoso.example"]["evidence"])
        for fact in ("um02.contoso.example", "AAAA", "fd3a:9c1e:77b2:1::32", "3600", "exch02.contoso.example", self.dc01.address, self.dc02.address):
            self.assertIn(fact, evidence)
        evidence = "\n".join(self.findings["UM001:um03.contoso.example"]["evidence"])
        self.assertIn(self.dc02.address, evidence)

    def test_json_has_its_fields_in_order(self):
        self.assertEqual(list(self.report), ["format", "tool", "run", "summary", "servers", "endpoints", "services", "combinations", "findings"])
        self.assertEqual(self.report["format"], "lyncdns-report-1")
        fields = {
            "tool": "name version c_ares",
            "run": "topology environment started duration_ms complete views left_out command",
            "summary": "endpoints lookups failed_lookups errors warnings infos waived exit_code combinations_omitted causes "
            "findings_left_out",
            "servers": "view server lookups failed reachable resent rtt_ms_median rtt_ms_max vantage asked",
            "endpoints": "fqdn roles address_type address_type_seen answers",
            "combinations": "table subjects address_types verdict",
            "findings": "key rule severity subjects message evidence remedy owners reference waived cause",
        }
        for part, names in fields.items():
            rows = self.report[part] if isinstance(self.report[part], list) else [self.report[part]]
            self.assertTrue(rows, part)
            for row in rows:
                self.assertEqual(list(row), names.split(), part)
        for endpoint in self.report["endpoints"]:
            for answer in endpoint["answers"]:
                self.assertEqual(list(answer), "view server type status aliases cause records".split())
                for record in answer["records"]:
                    self.assertEqual(list(record), ["address", "ttl"])

    def test_json_meets_its_schema(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        schema = json.loads((ROOT / "configs" / "json" / "report.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        errors = list(jsonschema.Draft202012Validator(schema).iter_errors(self.report))
        self.assertEqual([f"{list(error.absolute_path)}: {error.message}" for error in errors], [])

    def test_counts_add_up(self):
        summary = self.report["summary"]
        self.assertEqual(summary["endpoints"], len(self.report["endpoints"]))
        self.assertEqual(summary["lookups"], sum(row["lookups"] for row in self.report["servers"]))
        asked = {
            (name, answer["type"], answer["server"])
            for name, answers in [
                *((endpoint["fqdn"], endpoint["answers"]) for endpoint in self.report["endpoints"]),
                *((service["record"], service["answers"]) for service in self.report["services"]),
            ]
            for answer in answers
        }
        self.assertGreater(summary["lookups"], len(asked))  # probes for wildcards, and what is written by mistake

    def test_a_second_run_says_the_same(self):
        again = lyncdns(*self.args, "--format", "json").json()
        for report in (again, self.report):
            self.assertGreaterEqual(report["run"]["duration_ms"], 0)
        for part in ("summary", "endpoints", "combinations", "findings"):
            self.assertEqual(again[part], self.report[part], part)

    def test_text_report_fits_and_tells_where(self):
        result = lyncdns(*self.args)
        self.assertEqual(result.code, 1, str(result))
        self.assertNotIn("\x1b", result.out)
        self.assertEqual(result.err, "")
        to_copy = ("https://", "Add-DnsServer", "Remove-DnsServer")
        long = [line for line in result.out.splitlines() if len(line) > 80 and not line.strip().startswith(to_copy)]
        self.assertEqual(long, [])
        for fact in ("UM001", "um01.contoso.example", "fd3a:9c1e:77b2:1:0:5efe:a01:1f", self.dc01.address, "exch02.contoso.example"):
            self.assertIn(fact, result.out)
        self.assertIn("(TTL 1200)", lyncdns(*self.args, "--verbose").out)

    def test_output_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "report.json"
            result = lyncdns(*self.args, "--format", "json", "-o", path)
            self.assertEqual((result.code, result.out), (1, ""), str(result))
            self.assertEqual([entry.name for entry in Path(folder).iterdir()], ["report.json"])
            self.assertEqual(json.loads(path.read_text())["summary"], self.report["summary"])


class FrontEndAndEdge(Case):
    """Every cell of the document's Front End pool and internal edge matrix, by real lookups."""

    #            edge: IPv4, dual stack, IPv6
    MATRIX = {
        "ipv4": ["Yes", "Yes", "No"],
        "dual-stack": ["Yes", "Yes", "No"],
        "ipv6": ["No", "No", "Yes*"],
    }
    TYPES = ["ipv4", "dual-stack", "ipv6"]
    VERDICTS = {"Yes": "supported", "No": "unsupported", "Yes*": "lab-only"}

    @staticmethod
    def records(name, address_type, number):
        lines = []
        if address_type != "ipv6":
            lines.append(f"{name} A 10.3.0.{number}")
        if address_type != "ipv4":
            lines.append(f"{name} AAAA fd00:3::{number}")
        return "\n".join(lines) + "\n"

    def audit(self, environment):
        zone, pools, edges = "", "front-end-pools:\n", "edge-pools:\n"
        number = 0
        for front in self.TYPES:
            for edge in self.TYPES:
                number += 2
                zone += self.records(f"fe-{front}-{edge}", front, number) + self.records(f"edge-{front}-{edge}", edge, number + 1)
                pools += f"  - fqdn: fe-{front}-{edge}.corp.example\n    edge-pool: edge-{front}-{edge}.corp.example\n"
                edges += f"  - fqdn: edge-{front}-{edge}.corp.example\n"
        with Knot({"corp.example": zone}) as server:
            path = self.write("t.yaml", topology(f"environment: {environment}\n" + pools + edges, {"internal": [server]}))
            return lyncdns("audit", path, "--format", "json")

    def check(self, environment, lab_severity):
        result = self.audit(environment)
        report = result.json()
        combinations = {tuple(c["subjects"]): c for c in report["combinations"] if c["table"] == "front-end-edge"}
        severities = {f["key"]: f["severity"] for f in report["findings"]}
        self.assertEqual(len(combinations), 9)
        for front, row in self.MATRIX.items():
            for edge, cell in zip(self.TYPES, row):
                subjects = (f"fe-{front}-{edge}.corp.example", f"edge-{front}-{edge}.corp.example")
                severity = {"Yes": None, "No": "error", "Yes*": lab_severity}[cell]
                with self.subTest(front=front, edge=edge):
                    self.assertEqual(combinations[subjects]["verdict"], self.VERDICTS[cell])
                    self.assertEqual(combinations[subjects]["address_types"], [front, edge])
                    self.assertEqual(severities.get("EDG001:" + "+".join(subjects)), severity)

    def test_production(self):
        self.check("production", "error")

    def test_lab(self):
        self.check("lab", "info")


if __name__ == "__main__":
    unittest.main()
