"""The history: runs kept, compared and listed; programs killed, files locked, disks full, files that are read-only or no history."""

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time
import unittest

from harness import LONG, PROGRAM, SOA, Case, Knot, Process, free_port, join, lyncdns, run, topology

UM = "exchange-um:\n  - fqdn: um01.contoso.com\n  - fqdn: um02.contoso.com\n"
GOOD = "um01 A 10.0.0.1\num02 A 10.0.0.2\n"
BAD = GOOD + "um01 AAAA 2a00::1\n"
WORSE = BAD + "um02 AAAA 2a00::2\n"
FINDING = "UM001:um01.contoso.com"


def zone(records, serial=1):
    return f"$ORIGIN contoso.com.\n$TTL 300\n@ SOA ns hostmaster {serial} 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n{records}"


class Changing(Knot):
    """A server whose one zone can be changed while it runs."""

    def __init__(self):
        super().__init__({"contoso.com": zone(GOOD)})
        self.serial = 1

    def change(self, records):
        self.serial += 1
        (self.folder / "0.zone").write_text(zone(records, self.serial))
        self.process.send_signal(signal.SIGHUP)
        if not self.until(self.has_changed, "the changed zone"):
            raise RuntimeError("Knot DNS ended:\n" + self.log())

    def has_changed(self):
        answer = self.ask("contoso.com", SOA)
        return answer is not None and self.serial.to_bytes(4, "big") + (3600).to_bytes(4, "big") in answer


class History(Case):
    def setUp(self):
        super().setUp()
        self.db = self.folder / "history.db"
        self.zones = {}

    def zone(self, records):
        """A zone file with RECORDS."""
        if records not in self.zones:
            self.zones[records] = self.write(f"{len(self.zones)}.zone", zone(records))
        return self.zones[records]

    def audit(self, code, records, *args, body=UM, views={"internal": ["10.0.0.10"]}, name="contoso", **options):
        path = self.write("t.yaml", topology(body, views=views, name=name))
        source = ["--zone", self.zone(records)] if records is not None else []
        return self.run_code(code, "audit", path, "--history", self.db, *source, *args, **options)

    def history(self, code, *args):
        return self.run_code(code, "history", *args, "--history", self.db)

    def sql(self, text):
        with sqlite3.connect(self.db) as db:
            rows = db.execute(text).fetchall()
        db.close()
        return rows

    def check_whole(self):
        """Checks that the file is sound and holds complete runs only; returns how many."""
        self.assertEqual(self.sql("PRAGMA integrity_check"), [("ok",)])
        self.assertEqual(self.sql("PRAGMA foreign_key_check"), [])
        counted = self.sql(
            "SELECT r.findings - (SELECT count(*) FROM finding f WHERE f.topology = r.topology AND r.id BETWEEN f.first_run AND f.last_run),"
            " r.endpoints - (SELECT count(*) FROM address_type t WHERE t.topology = r.topology AND r.id BETWEEN t.first_run AND t.last_run),"
            " 1 - (SELECT count(*) FROM server s WHERE s.run = r.id) FROM run r"
        )
        self.assertEqual(set(counted) - {(0, 0, 0)}, set())
        return len(counted)


class Changes(History):
    def silent(self, result):
        self.assertEqual((result.out, result.err), ("", ""), str(result))

    def test_a_zone_that_changes(self):
        with Changing() as knot:
            views = {"internal": [knot]}
            news = ["--changes-only"]
            self.silent(self.audit(0, None, *news, views=views))
            knot.change(BAD)
            result = self.audit(1, None, *news, views=views)
            self.assertIn(FINDING, result.out)
            self.assertIn("1 new, 0 gone, 0 changed", result.out)
            self.assertTrue(result.out.startswith("NOT SAFE: "), "cron's mail begins with the verdict")
            self.silent(self.audit(1, None, *news, views=views))
            knot.change(WORSE)
            result = self.audit(1, None, *news, views=views)
            self.assertNotIn(FINDING, result.out)
            self.assertIn("UM001:um02.contoso.com", result.out)
            knot.change(GOOD)
            result = self.audit(0, None, *news, views=views)
            self.assertIn("0 new, 2 gone, 0 changed", result.out)
            self.silent(self.audit(0, None, *news, views=views))
        # The server is dead: that is news once, and nothing is gone by it.
        options = ["--timeout", "100ms", "--tries", "1", *news]
        result = self.audit(3, None, *options, views=views)
        self.assertIn(f"DNS003:{knot}", result.out)
        self.assertIn("INCOMPLETE", result.out)
        self.silent(self.audit(3, None, *options, views=views))
        self.assertEqual(self.check_whole(), 8)

    def test_incomplete_runs_take_nothing_away(self):
        dead = {"internal": [f"127.0.0.1:{free_port()}"]}
        impatient = ["--timeout", "100ms", "--tries", "1"]
        self.audit(1, WORSE)
        result = self.audit(3, None, "--changes-only", "-f", "json", *impatient, views=dead)
        self.assertEqual(result.json()["gone"], [])
        self.assertFalse(result.json()["run"]["complete"])
        self.assertEqual(result.json()["since"]["id"], 1)
        self.assertIn(f"DNS003:{dead['internal'][0]}", [f["key"] for f in result.json()["new"]])
        result = self.audit(1, BAD, "--changes-only", "-f", "json")
        self.assertEqual(result.json()["new"], [])
        gone = [f["key"] for f in result.json()["gone"]]
        self.assertIn("UM001:um02.contoso.com", gone)
        self.assertNotIn(f"DNS003:{dead['internal'][0]}", gone)  # compared with the last complete audit, it never was
        self.assertNotIn(FINDING, gone)
        self.silent(self.audit(1, BAD, "--changes-only"))

    def test_everything_is_new_at_first(self):
        result = self.audit(1, WORSE, "--changes-only", "-f", "json")
        self.assertEqual(result.json()["format"], "lyncdns-changes-1")
        self.assertIsNone(result.json()["since"])
        self.assertEqual([f["key"] for f in result.json()["new"]], [FINDING, "UM001:um02.contoso.com"])

    def test_severities_and_waivers(self):
        waiver = UM + 'waivers: [{rule: UM001, fqdn: "um01.*", reason: known, expires: 2999-01-31}]\n'
        milder = UM + "severities: [{rule: UM001, severity: warning}]\n"
        self.audit(1, BAD)
        changed = self.audit(0, BAD, "--changes-only", "-f", "json", body=waiver).json()["changed"]
        self.assertEqual([(f["key"], f["waived"], f["waived_before"]) for f in changed], [(FINDING, True, False)])
        self.silent(self.audit(0, BAD, "--changes-only", body=waiver))
        result = self.audit(1, BAD, "--changes-only")
        self.assertIn("no longer waived", result.out)
        changed = self.audit(0, BAD, "--changes-only", "-f", "json", body=milder).json()["changed"]
        self.assertEqual([(f["severity"], f["severity_before"]) for f in changed], [("warning", "error")])
        self.assertIn("was a warning, is an error", self.audit(1, BAD, "--changes-only").out)

    def test_a_new_finding_whose_cause_is_old_stands_for_itself(self):
        pool, records = "front-end-pools:\n  - fqdn: pool01.contoso.com\n", "pool01 AAAA 2a00::1\n"
        client = "client-networks:\n  - {name: head, address-type: ipv4}\n"
        cause, *under = "STK001:pool01.contoso.com", "REG001:head+pool01.contoso.com", "CNF001:head+pool01.contoso.com"
        self.audit(1, records, body=pool)
        changes = self.audit(1, records, "--changes-only", body=pool + client).out
        for key in under:
            self.assertIn(f"ERROR {key}: ", changes)
        self.assertNotIn("Resolved with it", changes)
        report = self.run_code(1, "audit", self.folder / "t.yaml", "--zone", self.zone(records), "-f", "json").json()
        self.assertEqual({f["key"]: f["cause"] for f in report["findings"]}, {cause: None, **dict.fromkeys(under, cause)})
        self.assertEqual((report["summary"]["errors"], report["summary"]["causes"]), (3, 1))

    def test_only_in_formats_that_have_changes(self):
        for name in ("csv", "junit", "prometheus", "nagios", "html"):
            with self.subTest(name):
                result = lyncdns("audit", self.write("t.yaml", topology(UM)), "--history", self.db, "--changes-only", "-f", name)
                self.assertEqual(result.code, 3 if name == "nagios" else 2)
                self.assertIn(f"as {name}", result.err)
                # The whole report goes to a file.
                self.audit(0, GOOD, "--changes-only", "-f", name, "-o", self.folder / name, "-f", "text")
                self.assertNotEqual((self.folder / name).read_text(), "")
                self.db.unlink()
        result = lyncdns("audit", self.write("t.yaml", topology(UM)), "--changes-only")
        self.assertEqual(result.code, 2)
        self.assertIn("--history", result.err)
        self.assertFalse(self.db.exists())

    def test_changes_of_a_failed_report_are_reported_again(self):
        self.audit(0, GOOD)
        with open("/dev/full", "w") as full:
            command = [PROGRAM, "audit", self.folder / "t.yaml", "--history", self.db, "--zone", self.zone(BAD), "--changes-only"]
            self.assertEqual(run(*command, stdout=full).returncode, 2)
        self.assertIn(FINDING, self.audit(1, BAD, "--changes-only").out)
        self.assertEqual(self.check_whole(), 2)

    def test_in_the_environment_of_cron(self):
        bare = {name: None for name in os.environ}
        self.audit(1, BAD, "--changes-only", env=bare, cwd="/")
        self.silent(self.audit(1, BAD, "--changes-only", env=bare, cwd="/"))

    def test_last_complete_run_for_prometheus(self):
        self.audit(0, GOOD)
        started = self.sql("SELECT started FROM run")[0][0]
        dead = {"internal": [f"127.0.0.1:{free_port()}"]}
        result = self.audit(3, None, "-f", "prometheus", "--timeout", "100ms", "--tries", "1", views=dead)
        self.assertIn(f'lyncdns_last_complete_run_timestamp_seconds{{topology="contoso"}} {started}\n', result.out)
        self.assertIn('lyncdns_run_complete{topology="contoso"} 0\n', result.out)


class Listing(History):
    def setUp(self):
        super().setUp()
        for records in (GOOD, BAD, BAD, WORSE, GOOD):
            self.audit(0 if records == GOOD else 1, records)

    def test_list(self):
        runs = self.run_code(0, "history", "list", "--history", self.db, "-f", "json").json()["runs"]
        self.assertEqual([(run["id"], run["topology"], run["complete"], run["errors"]) for run in runs], [(i + 1, "contoso", True, n) for i, n in enumerate((0, 1, 1, 2, 0))])
        text = self.history(0, "list").out
        self.assertEqual(len(text.splitlines()), 6)

    def test_show(self):
        shown = self.run_code(0, "history", "show", "4", "--history", self.db, "-f", "json").json()
        report = self.audit(1, WORSE, "-f", "json").json()
        self.assertEqual(shown["findings"], report["findings"])
        self.assertEqual({e["fqdn"]: e["address_type"] for e in shown["endpoints"]}, {e["fqdn"]: e["address_type"] for e in report["endpoints"]})
        self.assertEqual([s["server"] for s in shown["servers"]], [s["server"] for s in report["servers"]])
        text = self.history(0, "show", "4").out
        for word in (FINDING, "dual-stack", "um02.contoso.com", "Run 4"):
            self.assertIn(word, text)

    def test_diff(self):
        diff = self.run_code(0, "history", "diff", "1", "4", "--history", self.db, "--format", "json").json()
        self.assertEqual(diff["format"], "lyncdns-changes-1")
        self.assertEqual((diff["since"]["id"], diff["run"]["id"]), (1, 4))
        self.assertEqual([f["key"] for f in diff["new"]], [FINDING, "UM001:um02.contoso.com"])
        self.assertEqual([f["key"] for f in self.run_code(0, "history", "diff", "4", "2", "--history", self.db, "--format", "json").json()["gone"]], ["UM001:um02.contoso.com"])
        self.assertIn("0 new, 2 gone, 0 changed", self.history(0, "diff", "4", "5").out)

    def test_finding(self):
        story = self.run_code(0, "history", "finding", FINDING, "--history", self.db, "-f", "json").json()["topologies"][0]
        self.assertEqual((story["first_run"], story["last_run"], story["runs"], story["runs_with"]), (2, 4, 5, 3))
        self.assertEqual([(s["state"], s["severity"], s["runs"]) for s in story["over_time"]], [("absent", None, 1), ("present", "error", 3), ("absent", None, 1)])
        self.assertEqual([(s["address_type"], s["runs"]) for s in story["endpoints"][0]["over_time"]], [("ipv4", 1), ("dual-stack", 3), ("ipv4", 1)])
        chart = [line.split()[3:] for line in self.history(0, "finding", FINDING).out.splitlines() if line.startswith("    ")]
        self.assertEqual(chart[-3:], [["1", "run", "ipv4", "#"], ["3", "runs", "dual-stack", "###"], ["1", "run", "ipv4", "#"]])

    def test_a_line_for_each_finding(self):
        def lines(*args):
            return [line.split("\t") for line in self.history(0, *args, "-f", "brief").out.splitlines()]

        self.assertEqual([line[:2] for line in lines("show", "4")], [["error", FINDING], ["error", "UM001:um02.contoso.com"]])
        self.assertEqual([line[:3] for line in lines("diff", "4", "5")], [["gone", "error", FINDING], ["gone", "error", "UM001:um02.contoso.com"]])
        self.assertEqual([(*line[:2], line[-1]) for line in lines("finding", FINDING)], [("error", FINDING, "3 of 5 runs of contoso")])
        self.assertEqual(self.history(0, "list", "-f", "brief").out, self.history(0, "list").out)

    def test_keys(self):
        keys = self.history(0, "keys").out.splitlines()
        self.assertEqual(keys, sorted(set(keys)))
        self.assertLessEqual({FINDING, "UM001:um02.contoso.com"}, set(keys))
        self.assertEqual(self.run_code(0, "history", "keys", "--history", self.db, "-f", "json").json(), {"format": "lyncdns-history-keys-1", "keys": keys})

    def test_prune(self):
        self.assertIn("nothing to remove", self.history(0, "prune", "--keep", "90d").out)
        self.sql("UPDATE run SET started = started - 100 * 86400 WHERE id < 4")
        result = self.run_code(0, "history", "prune", "--keep", "90d", "--history", self.db, "-f", "json")
        self.assertEqual(result.json()["topologies"], [{"topology": "contoso", "removed": 3, "kept": 2}])
        self.assertEqual(self.check_whole(), 2)
        self.assertIn("in run 2", self.history(0, "finding", FINDING).out)
        self.assertEqual(self.audit(0, GOOD, "--changes-only").out, "")

    def test_mistakes(self):
        for args, words in (
            (["lst"], ["list"]),
            (["shw", "1"], ["show"]),
            (["show"], ["show RUN"]),
            (["show", "x"], ["number"]),
            (["show", "99"], ["99"]),
            (["diff", "1"], ["diff RUN RUN"]),
            (["finding", "UM01:um01.contoso.com"], [FINDING]),
            (["finding", "entirely different"], ["entirely different"]),
            (["prune"], ["--keep"]),
            (["list", "--keep", "1d"], ["usage"]),
            (["list", "contoso", "fabrikam"], ["usage", "[TOPOLOGY]"]),
            (["show", "1", "--latest"], ["usage"]),
            (["list", "contos"], ["contoso"]),
            (["list", "--latest", "contos"], ["contoso"]),
            (["list", "f*"], ["f*"]),
            (["finding", "UM01"], ["UM001"]),
            (["finding", "um03*"], ["um03*", "history keys"]),
        ):
            with self.subTest(args=args):
                result = self.history(2, *args)
                self.assertEqual(result.out, "")
                for word in words:
                    self.assertIn(word, result.err)
        result = lyncdns("history", "list")
        self.assertEqual(result.code, 2)
        self.assertIn("--history", result.err)

    def test_a_missing_file_is_not_created(self):
        for command in (["list"], ["list", "--latest"], ["finding", "UM001"], ["show", "1"], ["prune", "--keep", "1d"]):
            result = self.run_code(2, "history", *command, "--history", self.folder / "none.db")
            self.assertIn("No such file", result.err)
        self.assertFalse((self.folder / "none.db").exists())


class AcrossTopologies(History):
    """contoso has UM001 since its second run, tailspin since its first and waived, adatum had it; northwind never had it, but its last audit
    is incomplete, as is that of fabrikam, which had it before; proseware is audited view by view."""

    def setUp(self):
        super().setUp()
        waiver = UM + 'waivers: [{rule: UM001, fqdn: "um01.*", reason: known, expires: 2999-01-31}]\n'
        dead = {"views": {"internal": [f"127.0.0.1:{free_port()}"]}}
        impatient = ["--timeout", "100ms", "--tries", "1"]
        both = {"views": {"internal": ["10.0.0.10"], "external": ["10.0.0.10"]}, "name": "proseware"}
        for records in (GOOD, BAD, WORSE):
            self.audit(0 if records == GOOD else 1, records)
        self.audit(0, BAD, body=waiver, name="tailspin")
        self.audit(1, BAD, name="adatum")
        self.audit(0, GOOD, name="adatum")
        self.audit(0, GOOD, name="northwind")
        self.audit(3, None, *impatient, **dead, name="northwind")
        self.audit(1, BAD, name="fabrikam")
        self.audit(3, None, *impatient, **dead, name="fabrikam")
        self.audit(1, BAD, "--view", "internal", **both)
        self.audit(0, GOOD, "--view", "external", **both)
        self.began = dict(self.sql("SELECT id, strftime('%Y-%m-%dT%H:%M:%SZ', started, 'unixepoch') FROM run"))

    ROWS = [
        ("present", "error", FINDING, "contoso", 2, 3),
        ("present", "error", "UM001:um02.contoso.com", "contoso", 3, 3),
        ("present", "error", FINDING, "proseware (view internal)", 11, 11),
        ("waived", "error", FINDING, "tailspin", 4, 4),
        ("unknown", "error", FINDING, "fabrikam", 9, 9),
        ("gone", "error", FINDING, "adatum", None, 5),
    ]

    def test_which_have_a_rule_now(self):
        found = self.history(0, "finding", "UM001", "-f", "json").json()
        self.assertEqual(list(found), ["format", "pattern", "summary", "findings", "not_known"])
        self.assertEqual((found["format"], found["pattern"]), ("lyncdns-history-findings-1", "UM001"))
        self.assertEqual(found["summary"], {"topologies": 7, "with": 3, "not_known": 2, "findings": 4, "waived": 1, "complete": False})
        rows = [(f["state"], f["severity"], f["key"], f["topology"], f["since_run"], f["last_run"]) for f in found["findings"]]
        self.assertEqual(rows, self.ROWS)
        for f in found["findings"]:
            self.assertEqual((f["since"], f["last_seen"]), (self.began.get(f["since_run"]), self.began[f["last_run"]]))
        self.assertEqual([f["topology"] for f in found["findings"] if f["since_first_kept"]], ["proseware (view internal)", "tailspin", "fabrikam"])
        self.assertEqual([(run["topology"], run["complete"]) for run in found["not_known"]], [("northwind", False), ("fabrikam", False)])

    def test_as_text(self):
        for columns, length in (("80", 10), ("200", 20)):
            out = run(PROGRAM, "history", "finding", "um001", "--history", self.db, text=True, env={**os.environ, "COLUMNS": columns}).stdout
            head, table, note = out.split("\n\n")
            self.assertEqual(
                " ".join(head.split()),
                "UM001 is in 3 of 7 topologies now (4 findings, 1 of them waived), 2 topologies aren't known: their last audits are incomplete."
                f" Not known: northwind, fabrikam The oldest of the last audits began {self.began[3]}: contoso",
            )
            rows = [line for line in table.splitlines()[1:]]
            self.assertEqual(len(rows), len(self.ROWS))
            for row, (state, severity, key, name, since, last) in zip(rows, self.ROWS):
                first = since in (4, 9, 11)
                words = [state, severity, "-" if since is None else self.began[since][:length] + ("*" if first else "")]
                words += ["-" if since is None else str(since)] if columns == "200" else []
                self.assertEqual(row.split(), [*words, self.began[last][:length], *name.split(), key])
            self.assertEqual(note, "* since the first audit kept, or for longer\n")

    def test_in_brief(self):
        lines = [line.split("\t") for line in self.history(0, "finding", "UM001", "-f", "brief").out.splitlines()]
        self.assertEqual([line[:2] for line in lines[:2]], [["incomplete", "northwind"], ["incomplete", "fabrikam"]])
        wanted = []
        for state, severity, key, name, since, last in self.ROWS:
            wanted.append([state, severity, key, name, self.began.get(since, "-"), self.began[last], "first-kept" if since in (4, 9, 11) else "-"])
        self.assertEqual(lines[2:], wanted)

    def test_patterns(self):
        for pattern, count, sentence in (
            ("um02.contoso.com", 3, "Findings like um02.contoso.com are in 3 of 7 topologies now (at least 3 findings)."),
            ("UM001:um0?.*", 6, "Findings like UM001:um0?.* are in 3 of 7 topologies now (4 findings"),
            ("uM001:UM01.contoso.com", 5, "are in 3 of 7 topologies now (3 findings, 1 of them waived)"),
            ("VER001", 0, "VER001 is in 0 of 7 topologies now (0 findings), 2 topologies aren't known"),
            ("UM002", 4, "UM002 is in 2 of 7 topologies now (at least 4 findings)."),
        ):
            with self.subTest(pattern=pattern):
                self.assertEqual(len(self.history(0, "finding", pattern, "-f", "json").json()["findings"]), count)
                self.assertIn(sentence, " ".join(self.history(0, "finding", pattern).out.split()))

    def test_a_key_keeps_its_timelines(self):
        found = self.history(0, "finding", FINDING, "-f", "json").json()
        self.assertEqual((found["format"], found["key"]), ("lyncdns-history-finding-1", FINDING))
        names = ["contoso", "tailspin", "adatum", "fabrikam", "proseware (view internal)"]
        self.assertEqual([t["topology"] for t in found["topologies"]], names)
        self.assertEqual([t["runs"] for t in found["topologies"]], [3, 1, 2, 2, 1])

    def test_a_first_run_that_is_pruned(self):
        self.sql("UPDATE run SET started = started - 100 * 86400 WHERE id < 3")
        self.history(0, "prune", "--keep", "90d")
        rows = {f["key"]: f for f in self.history(0, "finding", "UM001", "-f", "json").json()["findings"] if f["topology"] == "contoso"}
        self.assertEqual([(f["since_run"], f["since_first_kept"], f["since"]) for f in rows.values()], [(2, True, self.began[2]), (3, True, self.began[3])])

    def test_the_last_audit_of_each(self):
        found = self.history(0, "list", "--latest", "-f", "json").json()
        self.assertEqual((list(found), found["format"]), (["format", "topologies"], "lyncdns-history-latest-1"))
        rows = {t["topology"]: (t["verdict"], t["run"]["id"], t["run"]["complete"], t["last_complete_run"], t["new"]) for t in found["topologies"]}
        self.assertEqual(
            rows,
            {
                "contoso": ("findings", 3, True, 3, 1),
                "tailspin": ("ok", 4, True, 4, None),
                "adatum": ("ok", 6, True, 6, 0),
                "northwind": ("incomplete", 8, False, 7, rows["northwind"][4]),
                "fabrikam": ("incomplete", 10, False, 9, rows["fabrikam"][4]),
                "proseware (view internal)": ("findings", 11, True, 11, None),
                "proseware (view external)": ("ok", 12, True, 12, None),
            },
        )
        self.assertGreater(rows["northwind"][4], 0)
        times = [t["last_complete"] for t in found["topologies"]]
        self.assertEqual(times, sorted(times))
        self.assertEqual(set(times), {self.began[row[3]] for row in rows.values()})

    def test_one_that_is_audited_no_more_comes_first(self):
        self.sql("UPDATE run SET started = started - 10 * 86400 WHERE id = 6")
        self.sql("UPDATE run SET started = started - 20 * 86400 WHERE id = 9")
        self.sql("UPDATE run SET complete = 0 WHERE id = 7")
        text = self.history(0, "list", "--latest").out
        self.assertIn("7 topologies: 2 with findings, 2 with an incomplete last audit.", text)
        table = [line.split() for line in text.split("\n\n")[1].splitlines()[1:]]
        self.assertEqual([(row[0], row[5], row[6]) for row in table[:3]], [("incomplete", "never", "northwind"), ("incomplete", table[1][5], "fabrikam"), ("ok", "same", "adatum")])
        self.assertRegex(table[1][5], r"^\d{4}-\d\d-\d\d$")
        brief = [line.split("\t") for line in self.history(0, "list", "--latest", "-f", "brief").out.splitlines()]
        self.assertEqual([line[:2] for line in brief[:3]], [["incomplete", "northwind"], ["incomplete", "fabrikam"], ["ok", "adatum"]])
        self.assertEqual((brief[0][3], brief[2][4:]), ("-", ["0", "0", "0"]))

    def test_some_topologies(self):
        for pattern, count in (("contoso", 3), ("Proseware*", 2), ("*a*", 7), ("*", 12)):
            self.assertEqual(len(self.history(0, "list", pattern, "-f", "json").json()["runs"]), count)
        self.assertEqual(len(self.history(0, "list", "--latest", "*a*", "-f", "json").json()["topologies"]), 5)

    def test_hostile_names(self):
        name, key = "evil\t\x1b[31m\n\u202e", "UM001:\x1b]0;x\x07\n\t"
        with sqlite3.connect(self.db) as db:
            db.execute("UPDATE topology SET name = ? WHERE name = 'contoso'", [name])
            db.execute("UPDATE finding SET key = ? WHERE topology = 1 AND subject1 = 'um01.contoso.com'", [key])
        db.close()
        for command in (["finding", "UM001"], ["finding", key], ["list", "--latest"], ["list", "evil*"]):
            for form in ("text", "brief"):
                out = self.history(0, *command, "-f", form).out
                self.assertIn("evil\\x09\\x1B[31m\\x0A\\xE2\\x80\\xAE", out)
                self.assertNotRegex(out, "[\x1b\x07\u202e]")
        brief = self.history(0, "finding", "UM001", "-f", "brief").out.splitlines()
        self.assertEqual({len(line.split("\t")) for line in brief if not line.startswith("incomplete")}, {7})
        found = self.history(0, "finding", "UM001", "-f", "json").json()["findings"]
        self.assertEqual([(f["topology"], f["key"]) for f in found if f["topology"] == name][0], (name, key))
        self.assertIn(name, [t["topology"] for t in self.history(0, "list", "--latest", "-f", "json").json()["topologies"]])


class Failures(History):
    def both_come_out(self, result, word):
        """Expects the report on standard output and the failure of the history on standard error."""
        self.assertIn(FINDING, result.out, str(result))
        self.assertIn(word, result.err, str(result))
        self.assertEqual(len(result.err.splitlines()), 1, str(result))

    def test_files_that_are_no_history(self):
        def foreign(path):
            with sqlite3.connect(path) as db:
                db.execute("CREATE TABLE treasure (a)")
            db.close()

        def newer(path):
            self.audit(0, GOOD)
            self.sql("PRAGMA user_version = 99")

        def damaged(path):
            for _ in range(3):
                self.audit(1, WORSE)
            content = bytearray(path.read_bytes())
            content[4096:12288] = random.Random(1).randbytes(8192)
            path.write_bytes(content)

        for name, make, word in (
            ("text", lambda path: path.write_text("version: 1\n" * 500), "not an SQLite database"),
            ("another program's", foreign, "another program"),
            ("a newer version", newer, "newer"),
            ("damaged", damaged, "damaged"),
            ("a folder", lambda path: path.mkdir(), "Is a directory"),
        ):
            with self.subTest(name):
                make(self.db)
                before = self.db.read_bytes() if self.db.is_file() else None
                self.both_come_out(self.audit(2, BAD), word)
                self.both_come_out(self.audit(2, BAD, "--changes-only"), word)
                for command in (["list"], ["list", "--latest"], ["finding", "UM001"]):
                    result = self.history(2, *command)
                    self.assertEqual(result.out, "")
                    self.assertIn(word, result.err)
                if before is None:
                    self.db.rmdir()
                else:
                    self.assertEqual(self.db.read_bytes(), before)
                    self.db.unlink()

    def test_a_monitoring_plugin_says_unknown(self):
        self.db.mkdir()
        result = self.audit(3, GOOD, "-f", "nagios")
        self.assertTrue(result.out.startswith("LYNCDNS OK"), str(result))
        self.assertIn("Is a directory", result.err)
        self.assertTrue(self.audit(2, BAD, "-f", "nagios").out.startswith("LYNCDNS CRITICAL"))

    def limited(self, size, *args):
        """An audit of BAD that can't write files larger than SIZE."""
        path = self.write("t.yaml", topology(UM, views={"internal": ["10.0.0.10"]}, name="contoso"))
        command = [PROGRAM, "audit", path, "--history", self.db, "--zone", self.zone(BAD), *args]
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        done = run(*command, text=True, preexec_fn=limit)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(FINDING, done.stdout)
        self.assertIn("history.db: can't", done.stderr)

    def test_no_room(self):
        for size in (0, 512, 4096, 40000):
            with self.subTest(size=size, file="new"):
                self.limited(size)
                self.limited(size, "--changes-only")
                for path in self.folder.glob("history.db*"):
                    path.unlink()
        self.audit(0, GOOD)
        for size in (0, 512, 4096):
            with self.subTest(size=size, file="old"):
                self.limited(size)
                self.assertEqual(self.check_whole(), 1)
        self.assertIn(FINDING, self.audit(1, BAD, "--changes-only").out)
        self.assertEqual(self.check_whole(), 2)

    def unprivileged(self, *args):
        """Runs the program as a user to whom permissions apply."""
        program = shutil.copy(PROGRAM, self.folder / "lyncdns")
        os.chmod(self.folder, 0o755)
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        return run(program, *args, text=True, cwd="/", **user)

    def test_a_folder_that_cannot_be_written(self):
        path = self.write("t.yaml", topology(UM, views={"internal": ["10.0.0.10"]}, name="contoso"))
        source = ["--zone", self.zone(GOOD)]
        (self.folder / "closed").mkdir(mode=0o555)
        rows = [("closed/h.db", "Permission denied"), ("missing/h.db", "No such file or directory"), (f"{'x' * 300}/h.db", "File name too long")]
        for name, reason in rows:
            with self.subTest(name=name[:20]):
                done = self.unprivileged("audit", path, *source, "-q", "--history", self.folder / name)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertEqual(done.stderr, f"lyncdns: {self.folder / name}: can't open the history: {reason}\n")
                self.assertIn("OK", done.stdout)
        for option in ("-o", "--save-answers"):
            done = self.unprivileged("audit", path, *source, "-q", option, self.folder / "closed" / "file")
            self.assertEqual(done.stderr, f"lyncdns: {self.folder}/closed/file: can't write: Permission denied\n")

    def test_a_clock_that_is_wrong(self):
        """What can't be read back isn't written, and the history stays as it was."""
        preload = self.preloading("clock")
        saved = self.folder / "answers"
        first, last = 0, 253402300799
        for clock in (-1, -(2**40), last + 1, 2**55, first, last, 1800000000):
            with self.subTest(clock=clock):
                good = first <= clock <= last
                environment = {**preload, "CLOCK_AT": str(clock)}
                result = self.audit(1 if good else 2, BAD, "-f", "json", env=environment)
                self.assertIn(FINDING, result.keys())
                self.assertEqual(good, "the clock shows" not in result.err, str(result))
                self.audit(1, BAD, env={**preload, "CLOCK_AT": "1800000001"})
                path = self.folder / "t.yaml"
                self.run_code(1 if good else 2, "audit", path, "--zone", self.zone(BAD), "--save-answers", saved, env=environment)
                self.assertEqual(saved.exists(), good)
                if good:
                    again = self.run_code(1, "audit", path, "--answers", saved, "-f", "json")
                    self.assertEqual(again.json()["run"]["started"], result.json()["run"]["started"])
                    saved.unlink()
        self.assertEqual(len(json.loads(self.history(0, "list", "-f", "json").out)["runs"]), 7 + 3)

    def test_read_only(self):
        self.audit(1, BAD)
        self.audit(1, WORSE)
        for path in self.folder.iterdir():
            os.chmod(path, 0o444)
        audit = ["audit", self.folder / "t.yaml", "--zone", self.zone(BAD), "--history", self.db]
        try:
            done = self.unprivileged(*audit)
            os.chmod(self.folder, 0o555)
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn(FINDING, done.stdout)
            self.assertIn("read-only", done.stderr)
            # It can be read all the same, though its folder can't be written.
            program = self.folder / "lyncdns"
            user = {"user": "nobody"} if os.geteuid() == 0 else {}
            done = run(program, "history", "list", "--history", self.db, "-f", "json", text=True, **user)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(len(json.loads(done.stdout)["runs"]), 2)
        finally:
            os.chmod(self.folder, 0o755)

    def test_another_writer(self):
        self.audit(0, GOOD)
        other = sqlite3.connect(self.db, isolation_level=None, check_same_thread=False)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        # It ends soon: it is waited for.
        timer = threading.Timer(1, lambda: other.execute("ROLLBACK"))
        timer.start()
        self.assertIn(FINDING, self.audit(1, BAD, "--changes-only").out)
        join(timer)
        self.assertEqual(self.check_whole(), 2)
        # It stays locked: an error says so in bounded time, the report is written, and reading still works.
        other.execute("BEGIN IMMEDIATE")
        self.assertEqual(self.history(0, "list").err, "")
        begin = time.monotonic()
        result = self.audit(2, WORSE, "--changes-only")
        self.assertIn("UM001:um02.contoso.com", result.out)
        self.assertIn("in use by another program", result.err)
        self.assertLess(time.monotonic() - begin, 60)
        other.execute("ROLLBACK")
        self.assertEqual(self.check_whole(), 2)
        self.assertIn("UM001:um02.contoso.com", self.audit(1, WORSE, "--changes-only").out)

    def test_many_at_once(self):
        path = self.write("t.yaml", topology(UM, views={"internal": ["10.0.0.10"]}, name="contoso"))
        command = [PROGRAM, "audit", path, "--history", self.db, "--zone", self.zone(BAD)]
        audits = [self.start(*command, stdout=subprocess.DEVNULL) for _ in range(8)]
        ends = [(audit.finish()[1], audit.returncode) for audit in audits]
        self.assertEqual(ends, [(b"", 1)] * 8)
        self.assertEqual(self.check_whole(), 8)

    def test_killed_at_any_moment(self):
        names = 1500
        body = "exchange-um:\n" + "".join(f"  - fqdn: um{i}.contoso.com\n" for i in range(names))
        path = self.write("t.yaml", topology(body, views={"internal": ["10.0.0.10"]}, name="contoso"))
        good = "".join(f"um{i} A 10.0.{i // 250}.{i % 250 + 1}\n" for i in range(names))
        bad = good + "".join(f"um{i} AAAA 2a00::{i + 1:x}\n" for i in range(0, names, 2))
        commands = [[PROGRAM, "audit", path, "--history", self.db, "--zone", self.zone(records), "-q"] for records in (bad, good)]

        def start(number):
            return Process(*commands[number % 2], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        begin = time.monotonic()
        for number in range(4):
            with start(number) as audit:
                audit.end(LONG)
        whole_time = (time.monotonic() - begin) / 4
        chance, killed, number = random.Random(os.environ.get("SEED", "1")), 0, 0
        while killed < 120 and number < 400:  # a busy machine makes the measured time wrong
            with start(number + number // 7) as audit:  # not always the other zone
                try:
                    audit.wait(chance.uniform(0, 1.2 * whole_time))
                except subprocess.TimeoutExpired:
                    audit.kill()
                    killed += audit.end() == -signal.SIGKILL
            number += 1
            if number % 25 == 0:
                self.check_whole()
        runs = self.check_whole()
        self.assertGreater(killed, 100)
        self.assertGreaterEqual(runs, 4 + number - killed)
        self.run_code(1, "audit", path, "--history", self.db, "--zone", self.zone(bad), "-q")
        self.assertEqual(self.check_whole(), runs + 1)
        self.assertEqual(len(self.run_code(0, "history", "list", "--history", self.db, "-f", "json").json()["runs"]), runs + 1)


if __name__ == "__main__":
    unittest.main()
