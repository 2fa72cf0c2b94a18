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

    def audit(self, code, records, *args, body=UM, views={"internal": ["10.0.0.10"]}, **options):
        path = self.write("t.yaml", topology(body, views=views, name="contoso"))
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
        for command in (["list"], ["show", "1"], ["prune", "--keep", "1d"]):
            result = self.run_code(2, "history", *command, "--history", self.folder / "none.db")
            self.assertIn("No such file", result.err)
        self.assertFalse((self.folder / "none.db").exists())


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
                self.assertIn(word, self.history(2, "list").err)
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
