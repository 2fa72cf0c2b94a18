"""lyncdns fleet: one summary of many reports. One that can't be read is a row, never left out, and never OK."""

import json
import re
import shutil
import unittest
from datetime import datetime, timedelta, timezone
from subprocess import DEVNULL, PIPE

from harness import Case, lyncdns, topology
from process import run

HOSTILE = "a\"b|c\\\n\x1b[31m<script>&\u202e"
ZONE = "$ORIGIN corp.example.\n@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 10.0.0.1\n"
ROW = ["topology", "file", "verdict", "errors", "warnings", "infos", "waived", "complete", "started", "exit_code", "message",
       "new", "gone", "changed", "last_complete"]  # fmt: skip


class Fleet(Case):
    """Reports of four deployments: one is fine, one has an error, one a warning, and of one the only server is dead."""

    def setUp(self):
        super().setUp()
        self.reports = self.folder / "reports"
        self.reports.mkdir()
        for name, records in (("good", "um A 10.0.0.2\n"), ("bad", "um A 10.0.0.2\num AAAA 2a00::1\n"), ("odd", "um A 10.0.0.2\na_b A 10.0.0.3\n")):
            self.report(name, "--zone", self.write(f"{name}/corp.example.zone", ZONE + records), odd=name == "odd")
        self.report("dead", "-s", "127.0.0.1:9", "--timeout", "100ms", "--tries", "1")

    def report(self, name, *args, odd=False):
        body = "exchange-um: [{fqdn: um.corp.example}]\n" + ("other: [{fqdn: a_b.corp.example}]\n" if odd else "")
        path = self.write(f"{name}.yaml", topology(body, {"internal": ["192.0.2.1"]}, name=json.dumps(name)))
        return lyncdns("audit", path, *args, "-f", "json", "-o", self.reports / f"{name[:4].strip()}.json")

    def fleet(self, code, *args):
        return self.run_code(code, "fleet", *args)

    def rows(self, code, *args):
        summary = self.fleet(code, *args, "-f", "json").json()
        self.assertEqual((summary["format"], list(summary)), ("lyncdns-fleet-1", ["format", "summary", "deployments", "shared"]))
        self.assertEqual(summary["summary"], {"deployments": len(summary["deployments"]), "exit_code": code})
        for row in summary["deployments"]:
            self.assertEqual(list(row), ROW)
        return {row["topology"] or row["file"]: row for row in summary["deployments"]}


class Rows(Fleet):
    def test_a_row_for_each_report_of_a_folder(self):
        rows = self.rows(1, self.reports)
        self.assertEqual({name: row["verdict"] for name, row in rows.items()},
                         {"good": "ok", "bad": "findings", "odd": "ok", "dead": "incomplete"})  # fmt: skip
        for name, row in rows.items():
            report = json.loads((self.reports / f"{name}.json").read_text())
            for key in ("errors", "warnings", "infos", "waived", "exit_code"):
                self.assertEqual(row[key], report["summary"][key], (name, key))
            self.assertEqual((row["started"], row["complete"]), (report["run"]["started"], report["run"]["complete"]))
            self.assertEqual(row["last_complete"], row["started"] if row["complete"] else None)

    def test_the_worst_exit_code(self):
        path = {name: self.reports / f"{name}.json" for name in ("good", "bad", "odd", "dead")}
        self.fleet(0, path["good"], path["odd"])
        self.fleet(3, path["good"], path["dead"])
        self.fleet(1, path["dead"], path["bad"], path["good"])
        self.fleet(2, path["bad"], self.folder / "missing.json", path["good"])

    def test_what_is_no_report_is_a_row(self):
        good = (self.reports / "good.json").read_text()
        broken = {
            "cut": good[: len(good) // 2],
            "empty": "",
            "foreign": '{"format": "lyncdns-changes-1"}',
            "number": good.replace('"errors": 0', '"errors": -1'),
            "time": re.sub(r'"started": "[^"]*"', '"started": "yesterday"', good),
            "twice": good.replace('"format"', '"format": "x", "format"', 1),
            "array": "[" * 5000,
            "list": good.replace('"endpoints": [', '"endpoints": {', 1),
            "element": good.replace('"fqdn"', '"fqdn": 1, "fqdn"', 1),
            "lists": good.replace('"services": [', '"services": [], "services": [', 1),
            "open": good[: good.index('"aliases"')],
            "behind": good + "{}",
            "bytes": good.replace('"um.', '"um\xff.', 1).encode("latin-1"),
            "exit": re.sub(r'"exit_code": \d', '"exit_code": 9', good),
            "views": re.sub(r'"left_out": \[\]', '"left_out": "internal"', good),
            "findings": re.sub(r'"findings_left_out": \d', '"findings_left_out": "3"', good),
        }
        for name, text in broken.items():
            with self.subTest(name=name):
                path = self.write(f"broken/{name}.json", text)
                rows = self.rows(2, path, self.reports / "good.json")
                self.assertEqual(rows["good"]["verdict"], "ok", "the others are there")
                self.assertEqual((rows[str(path)]["verdict"], rows[str(path)]["exit_code"]), ("error", 2))
                self.assertTrue(rows[str(path)]["message"])

    def test_a_report_that_says_ok_of_an_incomplete_run(self):
        text = (self.reports / "dead.json").read_text()
        path = self.write("lie.json", re.sub(r'"exit_code": 3', '"exit_code": 0', text))
        self.assertEqual(self.rows(3, path)["dead"]["verdict"], "incomplete")
        path = self.write("lie.json", re.sub(r'"complete": false', '"complete": true', text))
        row = self.rows(3, path)["dead"]
        self.assertEqual((row["verdict"], row["complete"]), ("incomplete", False))

    def test_errors_that_fail_nothing_are_findings(self):
        self.report("bad", "--zone", self.folder / "bad" / "corp.example.zone", "--fail-on", "never")
        self.assertEqual(self.rows(0, self.reports / "bad.json")["bad"]["verdict"], "findings")

    def test_a_report_of_single_names_is_no_deployment(self):
        zone = ("--zone", self.folder / "good" / "corp.example.zone")
        lyncdns("check", "um.corp.example", "--topology", self.folder / "good.yaml", *zone, "-f", "json", "-o", self.folder / "names.json")
        row = self.rows(2, self.folder / "names.json")["good"]
        self.assertEqual((row["verdict"], row["message"]), ("error", "a report of single names (lyncdns check), expected one of lyncdns audit"))
        text = (self.reports / "good.json").read_text()
        self.fleet(0, self.write("old.json", re.sub(r',\s*"command": "audit"', "", text)))

    def test_what_was_left_out_is_said(self):
        views = {"internal": ["192.0.2.1"], "external": ["192.0.2.2"]}
        path = self.write("two.yaml", topology("exchange-um: [{fqdn: um.corp.example}]\n", views, name="two"))
        zone = ("--zone", f"internal={self.folder / 'bad' / 'corp.example.zone'}")
        parts = {"view": ("--view", "internal", "--only", "MON*"), "only": ("--view", "internal", "--only", "UM001")}
        for name, args in parts.items():
            (self.folder / "parts").mkdir(exist_ok=True)
            lyncdns("audit", path, *zone, *args, "-f", "json", "-o", self.folder / f"parts/{name}.json")
        rows = self.fleet(1, self.folder / "parts", "-f", "json").json()["deployments"]
        self.assertEqual([row["message"] for row in rows], ["view external left out", "view external left out; 1 finding left out (--only)"])
        self.assertIn("1 of 2 deployments has findings, 2 in part.", " ".join(self.fleet(1, self.folder / "parts").out.split()))

    def test_a_report_of_each_place(self):
        views = {"internal": ["192.0.2.1"], "external": ["192.0.2.2"]}
        path = self.write("two.yaml", topology("exchange-um: [{fqdn: um.corp.example}]\n", views, name="two"))
        for view in views:
            zone = ("--zone", f"{view}={self.folder / 'good' / 'corp.example.zone'}")
            lyncdns("audit", path, "--view", view, *zone, "-f", "json", "-o", self.folder / f"{view}.json")
        rows = self.fleet(0, self.folder / "internal.json", self.folder / "external.json", "-f", "json").json()["deployments"]
        self.assertEqual([(row["topology"], row["message"]) for row in rows], [("two", "view external left out"), ("two", "view internal left out")])

    def test_a_file_named_twice_is_one_row(self):
        twice = self.reports / "bad.json"
        self.assertEqual(len(self.fleet(1, twice, self.reports, twice, "-f", "json").json()["deployments"]), 4)

    def test_mistakes(self):
        self.assertIn("missing operand", self.fleet(2).err)
        (self.folder / "none").mkdir()
        self.assertIn("no *.json", self.fleet(2, self.folder / "none").err)
        target = self.reports / "good.json"
        before = target.read_bytes()
        self.assertIn("good.json", self.fleet(2, self.reports, "-o", target).err)
        self.assertEqual(target.read_bytes(), before, "no report is written over")

    def test_a_thousand(self):
        good = (self.reports / "good.json").read_text()
        many = self.folder / "many"
        many.mkdir()
        for i in range(1000):
            (many / f"{i:04}.json").write_text(good.replace('"topology": "good"', f'"topology": "d{i}"'))
        self.assertEqual(len(self.rows(0, many)), 1000)


class Ages(Fleet):
    """--max-age: what was true a month ago says nothing about today."""

    def aged(self, name, days=0, asked=None):
        """A copy of the report NAME, made DAYS ago, of which the servers were asked ASKED days ago."""
        report = json.loads((self.reports / f"{name}.json").read_text())
        then = [datetime.now(timezone.utc) - timedelta(days=ago) for ago in (days, days if asked is None else asked)]
        report["run"]["started"], text = (f"{one:%Y-%m-%dT%H:%M:%SZ}" for one in then)
        for server in report["servers"]:
            server["asked"] = text
        return self.write(f"aged/{name}.json", json.dumps(report))

    def test_an_older_report_is_never_ok(self):
        row = self.rows(3, self.aged("good", days=31), "--max-age", "24h")["good"]
        self.assertEqual((row["verdict"], row["complete"], row["exit_code"]), ("incomplete", False, 3))
        self.assertRegex(row["message"], r"^asked at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, which is older than --max-age allows$")
        self.assertEqual(row["last_complete"], row["started"], "it was complete then")
        self.assertIn("1 of 1 deployment is incomplete.", self.fleet(3, self.folder / "aged", "--max-age", "24h").out)

    def test_a_newer_one_and_one_without_a_limit_are_ok(self):
        self.fleet(0, self.aged("good", days=31))
        self.fleet(0, self.aged("good", days=31), "--max-age", "5w")
        self.fleet(0, self.aged("good", days=0.9), self.reports / "odd.json", "--max-age", "24h")

    def test_findings_of_an_older_report_still_count(self):
        row = self.rows(1, self.aged("bad", days=31), "--max-age", "24h")["bad"]
        self.assertEqual((row["verdict"], row["complete"], row["errors"]), ("findings", False, 1))
        self.assertIn("older than --max-age", row["message"])

    def test_the_oldest_answers_count(self):
        self.fleet(0, self.aged("good", days=0, asked=0.5), "--max-age", "24h")
        self.fleet(3, self.aged("good", days=0, asked=2), "--max-age", "24h")

    def test_the_future(self):
        self.assertIn("in the future: set the clocks", self.rows(3, self.aged("good", days=-1), "--max-age", "24h")["good"]["message"])
        self.fleet(0, self.aged("good", days=-1 / 1440), "--max-age", "24h")


class Shared(Fleet):
    def test_a_server_that_several_have_trouble_with(self):
        for name in ("dea2", "dea3"):
            self.report(name, "-s", "127.0.0.1:9", "--timeout", "100ms", "--tries", "1")
        summary = self.fleet(1, self.reports, "-f", "json").json()
        self.assertEqual(summary["shared"], [{"server": "127.0.0.1:9", "trouble": "silent", "deployments": ["dea2", "dea3", "dead"]}])
        self.assertIn("127.0.0.1:9 doesn't answer: 3 deployments: dea2, dea3, dead.", " ".join(self.fleet(1, self.reports).out.split()))

    def test_a_server_of_one_is_not_shared(self):
        self.assertEqual(self.fleet(1, self.reports, "-f", "json").json()["shared"], [])

    def test_servers_that_differ(self):
        report = json.loads((self.reports / "bad.json").read_text())
        report["servers"] = [{"view": "internal", "server": f"10.0.0.{i}:53", "lookups": 2, "failed": 0, "reachable": True} for i in (1, 2, 3)]
        finding = dict(report["findings"][0], rule="DNS005", key="DNS005:um.corp.example", waived=False)
        finding["evidence"] = ["internal 10.0.0.1:53: um.corp.example A: 10.0.0.2 (TTL 300)", "internal 10.0.0.2:53: um.corp.example A: NODATA"]
        for name in ("x", "y"):
            report["run"]["topology"] = name
            report["findings"] = [finding]
            self.write(f"differ/{name}.json", json.dumps(report))
        shared = self.fleet(1, self.folder / "differ", "-f", "json").json()["shared"]
        self.assertEqual([(one["server"], one["trouble"], one["deployments"]) for one in shared],
                         [(f"10.0.0.{i}:53", "differing", ["x", "y"]) for i in (1, 2)])  # fmt: skip
        zone = "internal 10.0.0.{}:53: zone corp.example, serial {}"
        rows = (([zone.format(1, 4294967295), zone.format(2, 7), zone.format(3, 4294967295)], ["behind 1", "behind 3"]),
                ([zone.format(1, 7), zone.format(2, 7)], ["differing 1", "differing 2"]),
                ([zone.format(1, 6) + ", not authoritative", zone.format(2, 7)], ["differing 1", "differing 2"]),
                ([zone.format(1, 6), zone.format(2, 7).replace("corp", "other")], ["differing 1", "differing 2"]),
                ([zone.format(1, 6), zone.format(2, 7).replace("internal", "external")], ["differing 1", "differing 2"]),
                ([zone.format(1, 6), zone.format(2, "7" * 30)], ["differing 1", "differing 2"]))  # fmt: skip
        for lines, expected in rows:
            with self.subTest(lines=lines):
                finding["evidence"] = lines
                self.write("differ/x.json", json.dumps(report | {"findings": [finding]}))
                self.write("differ/y.json", json.dumps(report | {"findings": [finding], "run": report["run"] | {"topology": "y"}}))
                shared = self.fleet(1, self.folder / "differ", "-f", "json").json()["shared"]
                self.assertEqual([f"{one['trouble']} {one['server'][7]}" for one in shared], expected)
        finding["waived"] = True
        for name in ("x", "y"):
            report["run"]["topology"] = name
            self.write(f"differ/{name}.json", json.dumps(report))
        self.assertEqual(self.fleet(1, self.folder / "differ", "-f", "json").json()["shared"], [])


class Formats(Fleet):
    def setUp(self):
        super().setUp()
        self.report(HOSTILE, "--zone", self.folder / "bad" / "corp.example.zone")
        self.write("reports/cut.json", "{")

    def test_text(self):
        out = self.fleet(2, self.reports).out
        self.assertEqual(re.findall(r"[\x00-\x09\x0b-\x1f\u202e]", out), [])
        lines = out.splitlines()
        verdict = "NOT SAFE: 2 of 6 deployments have findings, 1 couldn't be judged, 1 is incomplete."
        self.assertTrue(" ".join(out.split()).startswith(verdict) and " ".join(out.split()).endswith(verdict))
        verdicts = [line.split()[0] for line in lines if re.match(r"(ok|findings|incomplete|error) ", line)]
        self.assertEqual(verdicts, ["error", "findings", "findings", "incomplete", "ok", "ok"], "the worst first")

    def test_all_is_well(self):
        out = self.fleet(0, self.reports / "good.json").out
        self.assertTrue(out.startswith("OK: 1 deployment, no errors.\n"), out)

    def test_nagios(self):
        lines = self.fleet(2, self.reports, "-f", "nagios").out.splitlines()
        self.assertRegex(lines[0], r"^LYNCDNS CRITICAL - [^|]+ \| deployments=6;;;0 findings=2;;0;0 incomplete=1;;;0 not_judged=1;;;0$")
        self.assertEqual([line.split()[0] for line in lines[1:]], ["findings", "findings", "error", "incomplete", "ok"])
        self.assertNotIn("|", "".join(lines[1:]))
        self.assertTrue(self.fleet(3, self.reports / "dead.json", "-f", "nagios").out.startswith("LYNCDNS UNKNOWN"))
        self.assertTrue(self.fleet(3, self.reports / "cut.json", "-f", "nagios").out.startswith("LYNCDNS UNKNOWN"))
        odd = self.fleet(1, self.reports / "odd.json", self.reports / "good.json", "-f", "nagios").out.splitlines()
        self.assertTrue(odd[0].startswith("LYNCDNS WARNING"))
        self.assertEqual(odd[1:], ["ok odd - 0 errors, 1 warning"], "what the warnings are about")
        self.assertTrue(self.fleet(0, self.reports / "good.json", "-f", "nagios").out.startswith("LYNCDNS OK"))

    def test_prometheus(self):
        out = self.fleet(2, self.reports, "-f", "prometheus").out
        self.assertIn('lyncdns_fleet_deployments{verdict="incomplete"} 1\n', out)
        self.assertEqual(len(re.findall(r"^lyncdns_fleet_exit_code\{", out, re.M)), 6)
        self.assertEqual(len(re.findall(r"^lyncdns_fleet_findings\{", out, re.M)), 15, "none of what couldn't be read")
        if not shutil.which("promtool"):
            self.skipTest("promtool is not installed")
        done = run("promtool", "check", "metrics", input=out.encode())
        self.assertEqual((done.returncode, done.stdout + done.stderr), (0, b""))

    def test_html(self):
        out = self.fleet(2, self.reports, "-f", "html").out
        self.assertNotIn("<script", out)
        self.assertNotIn("\x1b", out)
        self.assertIn("&lt;script&gt;", out)
        self.assertEqual(out.count('<th scope="row">'), 6)
        if shutil.which("xmllint"):
            done = run("xmllint", "--html", "--noout", "-", input=out.encode(), stdout=DEVNULL, stderr=PIPE)
            self.assertEqual([line for line in done.stderr.decode().splitlines() if "error" in line and "Tag" not in line], [])


if __name__ == "__main__":
    unittest.main()
