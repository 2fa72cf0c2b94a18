"""Service records in every format: each row, hostile targets, many SIP domains."""

import csv
import io
import json
import re
import shutil
import unittest
import xml.etree.ElementTree as ElementTree

from harness import ROOT, Case, lyncdns, run, topology

VIEWS = {"internal": ["10.0.0.10"], "external": ["192.0.2.53"]}
BODY = """
services: [federation]
front-end-pools:
  - {fqdn: pool01.DOMAIN, members: [fe01.DOMAIN], edge-pool: edge01.DOMAIN}
edge-pools:
  - fqdn: edge01.DOMAIN
    external: [{fqdn: access.DOMAIN, service: access, port: 443}]
"""
HEAD = "$ORIGIN DOMAIN.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"
INSIDE = HEAD + """
pool01 A 10.0.0.20
fe01 A 10.0.0.20
edge01 A 10.0.0.30
lyncdiscoverinternal CNAME pool01
_sipinternaltls._tcp SRV 0 0 5061 pool01
sip A 10.0.0.20
"""
# The federation record is missing; a target has every byte that an output could trip over, another is an endpoint, one is none.
OUTSIDE = HEAD + r"""
access A 131.107.1.1
sip CNAME access
lyncdiscover A 131.107.1.2
_sip._tls SRV 0 0 443 access
_sip._tls SRV 5 10 5061 other
_sip._tls SRV 9 0 443 \061\043\<script\>\034\092\027\[31m\010\032\124\255\;\@x
other A 131.107.1.9
"""


class Reports(Case):
    def audit(self, *args, domains=("corp.example",), body=BODY, inside=INSIDE, outside=OUTSIDE):
        sip = f"sip-domains: [{', '.join(domains)}]\n" if domains else ""
        path = self.write("topology.yaml", topology(sip + body.replace("DOMAIN", "corp.example"), VIEWS))
        zones = []
        for domain in domains or ("corp.example",):
            for view, zone in (("internal", inside), ("external", outside)):
                zones += ["--zone", f"{view}={self.write(f'{view}-{domain}.zone', zone.replace('DOMAIN', domain))}"]
        result = lyncdns("audit", path, *zones, *args)
        self.assertIn(result.code, (0, 1, 3, 2 if "nagios" in args else 3), str(result))
        return result

    def services(self, *args, **options):
        return self.audit("-f", "json", *args, **options).json()["services"]

    def row(self, rows, record, view):
        (row,) = [row for row in rows if (row["record"], row["view"]) == (record, view)]
        return row

    # ---- JSON ----

    def test_a_row_for_each_name_domain_and_view(self):
        rows = self.services(domains=("corp.example", "other.example"))
        self.assertEqual(len(rows), len({(row["sip_domain"], row["record"], row["view"]) for row in rows}))
        self.assertEqual({row["sip_domain"] for row in rows}, {"corp.example", "other.example"})
        self.assertEqual(len(rows) % 4, 0)
        for row in rows:
            self.assertEqual(list(row), ["sip_domain", "view", "record", "type", "expected", "found", "rules", "answers"])
            self.assertTrue(row["record"].endswith("." + row["sip_domain"]))
            self.assertEqual(row["type"], "SRV" if row["record"].startswith("_") else "A/AAAA")

    def test_what_is_expected_and_found(self):
        rows = self.services()
        for record, view, expected, found in [
            ("lyncdiscoverinternal", "internal", "required", "yes"),
            ("lyncdiscoverinternal", "external", "absent", "no"),
            ("_sip._tls", "internal", "absent", "no"),
            ("_sip._tls", "external", "required", "yes"),
            ("_sipfederationtls._tcp", "external", "required", "no"),
            ("_xmpp-server._tcp", "external", "optional", "no"),
        ]:
            with self.subTest(record, view=view):
                row = self.row(rows, f"{record}.corp.example", view)
                self.assertEqual((row["expected"], row["found"]), (expected, found))

    def test_srv_records_and_the_answers_of_targets(self):
        answers = self.row(self.services(), "_sip._tls.corp.example", "external")["answers"]
        self.assertEqual([answer["type"] for answer in answers], ["SRV", "A", "AAAA", "A", "AAAA"])
        self.assertEqual(answers[0]["records"][1], {"priority": 5, "weight": 10, "port": 5061, "target": "other.corp.example", "ttl": 300})
        self.assertEqual(answers[1]["records"], [{"address": "131.107.1.9", "ttl": 300}])
        self.assertEqual(answers[3]["status"], "MALFORMED")

    def test_the_schema_holds(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("python3-jsonschema is not installed")
        schema = json.loads((ROOT / "configs/json/report.schema.json").read_text())
        for domains in ((), ("corp.example",)):
            report = self.audit("-f", "json", domains=domains).json()
            errors = list(jsonschema.Draft202012Validator(schema).iter_errors(report))
            self.assertEqual([f"{list(error.absolute_path)}: {error.message}" for error in errors], [])

    def test_rows_name_the_rules_of_their_findings(self):
        report = self.audit("-f", "json").json()
        for finding in report["findings"]:
            views = {row["view"] for row in report["services"] if row["record"] == finding["subjects"][0] and finding["rule"] in row["rules"]}
            if any(row["record"] == finding["subjects"][0] for row in report["services"]):
                self.assertTrue(views, finding["key"])
        for row in report["services"]:
            for rule in row["rules"]:
                self.assertTrue(any(finding["rule"] == rule and finding["subjects"][0] == row["record"] for finding in report["findings"]))

    def test_no_sip_domains_no_rows(self):
        self.assertEqual(self.services(domains=()), [])
        self.assertIn("add sip-domains", self.audit(domains=()).out.split("Not checked", 1)[1])
        self.assertNotIn("Service records, by", self.audit("--verbose", domains=()).out)

    def test_a_name_that_is_too_long_is_told(self):
        long = ".".join(["d" * 63] * 3 + ["d" * 40])
        rows = self.services(domains=("corp.example", long), inside=HEAD, outside=HEAD)
        records = {row["record"].split(".d")[0] for row in rows if row["sip_domain"] == long}
        self.assertIn("_sip._tls", records)
        self.assertNotIn("_sipfederationtls._tcp", records)
        self.assertRegex(self.audit(domains=("corp.example", long), inside=HEAD, outside=HEAD).out, r"\d service record: too long for a name in DNS")

    # ---- other formats ----

    def test_text(self):
        out = self.audit("--verbose").out.split("Service records, by", 1)[1].split("Combinations")[0]
        self.assertRegex(out, r"(?m)^    _sipfederationtls\._tcp +internal +no, optional$")
        self.assertRegex(out, r"(?m)^ +external +no, required")
        self.assertIn("yes: access.corp.example, 131.107.1.1", out)
        self.assertLessEqual(max(len(line) for line in out.splitlines() if "script" not in line), 80)

    def test_text_of_many_domains_lists_what_is_wrong(self):
        domains = ["corp.example"] + [f"d{number}.example" for number in range(40)]
        out = self.audit("--verbose", domains=domains).out.split("Service records, by", 1)[1].split("Combinations")[0]
        self.assertIn("41 SIP domains, 984 records by view:", out)
        self.assertRegex(out, r"_sipfederationtls\._tcp external no, required.* in\s+41 SIP domains:")
        self.assertRegex(out, r"_sipfederationtls\._tcp +optional: 41 no +required: 41 no")
        self.assertIn("and 33 more (--format json has all)", out)
        self.assertLess(len(out.splitlines()), 100)

    def test_hostile_targets_in_every_format(self):
        """The name is written in its escaped form, and nothing of it reaches a terminal, a browser or a spreadsheet raw."""
        for name in ("text", "json", "csv", "junit", "prometheus", "nagios", "html"):
            with self.subTest(name):
                out = self.audit("-f", name).out
                self.assertNotRegex(out, "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd]")
                if name == "html":
                    self.assertEqual(out.count("<script>"), 1)
                    self.assertIn("&lt;script&gt;", out)
                elif name == "junit":
                    ElementTree.fromstring(out)
                elif name == "csv":
                    self.assertEqual({len(row) for row in csv.reader(io.StringIO(out, newline=""))}, {10})

    def test_prometheus(self):
        out = self.audit("-f", "prometheus").out
        series = {(view, record): int(value) for view, record, value in re.findall(
            r'^lyncdns_service_record\{.*view="(\w+)",record="([^"]+)",expected="\w+"\} (\S+)$', out, re.M)}  # fmt: skip
        rows = self.services()
        values = {"yes": 1, "no": 0, "unknown": -1}
        self.assertEqual(series, {(row["view"], row["record"]): values[row["found"]] for row in rows})

    def test_promtool_accepts_the_metrics(self):
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed")
        done = run("promtool", "check", "metrics", input=self.audit("-f", "prometheus").out.encode())
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, b""))

    def test_junit(self):
        rows = self.services()
        suites = {suite.get("name").split(":")[0]: suite for suite in ElementTree.fromstring(self.audit("-f", "junit").out)}
        cases = {case.get("name"): [child.tag for child in case] for case in suites["services"]}
        self.assertEqual(set(cases), {f"{row['record']}+{row['view']}" for row in rows})
        self.assertEqual(cases["lyncdiscoverinternal.corp.example+internal"], [])
        self.assertNotEqual(cases["_sipfederationtls._tcp.corp.example+external"], [])

    def test_only_changes(self):
        history = self.folder / "history"
        self.audit("--history", history)
        self.assertEqual(self.audit("--history", history, "--changes-only").out, "")
        out = self.audit("--history", history, "--changes-only", outside=OUTSIDE.replace("lyncdiscover A", "_ntp._udp A")).out
        self.assertIn("lyncdiscover.corp.example", out)


if __name__ == "__main__":
    unittest.main()
