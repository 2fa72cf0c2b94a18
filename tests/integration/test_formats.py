"""lyncdns-report(5) describes what the program writes: every key, column, metric and word."""

import json
import re
import unittest

from harness import DEMO_ZONES, ROOT, Case, lyncdns

PAGE = (ROOT / "src/report/man/lyncdns-report.5").read_text()
SCHEMA = json.loads((ROOT / "configs/json/report.schema.json").read_text())
DEMO = ROOT / "configs/demo"
ZONES = DEMO_ZONES


def words(macro):
    """The words that MACRO marks anywhere in the page."""
    found = set()
    for line in PAGE.splitlines():
        if line.startswith(".") and macro in re.split(r"[ .]", line):
            found.update(re.findall(r"[a-z][a-z_-]*", line.split(macro, 1)[1]))
    return found


def schema_keys(node):
    """Every key of the schema, and every word that a value may be. Roles are left to the page of the topology."""
    keys, values = set(), set()
    if isinstance(node, dict):
        for name, child in node.items():
            if name == "properties":
                keys.update(child)
            elif name == "enum":
                values.update(str(value) for value in child)
            elif name == "const":
                values.add(child)
            elif name == "role":
                continue
            below = schema_keys(child)
            keys |= below[0]
            values |= below[1]
    elif isinstance(node, list):
        for child in node:
            below = schema_keys(child)
            keys |= below[0]
            values |= below[1]
    return keys, values


def written_keys(node):
    if isinstance(node, dict):
        return set(node).union(*(written_keys(child) for child in node.values()))
    if isinstance(node, list):
        return set().union(*(written_keys(child) for child in node))
    return set()


class Page(Case):
    def audit(self, *args):
        return lyncdns("audit", DEMO / "contoso.yaml", *ZONES, *args)

    def all_in(self, wanted, there, what):
        self.assertTrue(wanted)
        self.assertEqual(sorted(set(wanted) - there), [], f"{what} missing in lyncdns-report(5)")

    def test_every_key_of_the_schema(self):
        keys, values = schema_keys(SCHEMA)
        self.all_in(keys, words("Va"), "keys")
        for value in values:
            with self.subTest(value=value):
                self.assertRegex(PAGE, rf"(?<![\w-]){re.escape(value)}(?![\w-])")

    def test_every_key_that_is_written(self):
        change = self.write("change", "update add um03.contoso.example 60 AAAA 2001:db8::1\nupdate delete um02.contoso.example AAAA\nsend\n")
        db, saved = self.folder / "h.db", self.folder / "answers"
        self.audit("--history", db, "--save-answers", saved, "-q")
        self.audit("--history", db, "-q")
        reports = {
            "audit": self.audit("-f", "json"),
            "changes": self.audit("-f", "json", "--history", self.folder / "new.db", "--changes-only"),
            "preview": lyncdns("preview", DEMO / "contoso.yaml", *ZONES, "--change", change, "--view", "internal", "-f", "json"),
            "rules": lyncdns("rules", "-f", "json"),
        }
        for name, args in (("list", []), ("show", ["1"]), ("diff", ["1", "2"]), ("finding", ["UM001:um01.contoso.example"]), ("prune", ["--keep", "1d"])):
            reports[name] = lyncdns("history", name, *args, "--history", db, "-f", "json")
        for args in (["finding", "UM001"], ["list", "--latest"]):
            reports[" ".join(args)] = lyncdns("history", *args, "--history", db, "-f", "json")
        written = {name: written_keys(json.loads(report.out)) for name, report in reports.items()}
        written["answers"] = set().union(*(written_keys(json.loads(line)) for line in saved.read_text().splitlines()))
        for name, keys in written.items():
            with self.subTest(report=name):
                self.all_in(keys, words("Va"), "keys")
        formats = {json.loads(report.out)["format"] for report in reports.values()}
        for name in formats | {json.loads(saved.read_text().splitlines()[0])["format"]}:
            self.assertIn(name, PAGE)

    def test_every_column_of_csv(self):
        self.all_in(self.audit("-f", "csv").out.splitlines()[0].split(","), words("Sy"), "columns")

    def test_every_metric_and_label(self):
        out = self.audit("-f", "prometheus", "--history", self.folder / "h.db").out
        self.all_in(re.findall(r"^# TYPE (\w+)", out, re.M) + re.findall(r'[{,](\w+)="', out), words("Sy"), "metrics and labels")

    def test_performance_data(self):
        first = self.audit("-f", "nagios").out.splitlines()[0]
        self.all_in(re.findall(r"(\w+)=", first.split("|", 1)[1]), words("Sy"), "performance data")

    def test_every_format(self):
        text = lyncdns("audit", "--help").out
        names = re.findall(r"^ {30}([a-z]+) {2,}for ", text, re.M)
        self.assertGreaterEqual(len(names), 7, text)
        self.all_in(names, words("Cm"), "formats")


if __name__ == "__main__":
    unittest.main()
