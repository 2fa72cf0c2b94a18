"""An audit of several topologies: a row for each, each question asked once, files for each, one history."""

import collections
import json
import os
import re
import sqlite3
import unittest

from fakedns import A, AAAA, FakeDNS, a, aaaa, reply
from harness import Case, Knot, topology

BODY = "exchange-um:\n  - fqdn: um01.contoso.com\n"


class FleetAudit(Case):
    def setUp(self):
        super().setUp()
        self.asked = collections.Counter()
        self.address = None  # the IPv6 one of um01
        server = FakeDNS(self.answer)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        self.files = self.folder / "fleet"
        self.files.mkdir()
        for name in ("alpha", "beta", "gamma"):
            text = topology(BODY + f"other:\n  - fqdn: {name}.contoso.com\n", {"internal": [server.address]}, name=name)
            (self.files / f"{name}.yaml").write_text(text)

    def answer(self, query):
        self.asked[query.name, query.type] += 1
        if query.type == AAAA and self.address is not None and query.name.startswith("um01"):
            return reply(query, [aaaa(query.name, self.address)])
        return reply(query, [a(query.name, "10.1.0.1")] if query.type == A else [])

    def test_the_summary(self):
        (self.files / "broken.yml").write_text("version: 1\nnme: x\n")
        fleet = json.loads(self.run_code(2, "audit", self.files, "-f", "json").out)
        self.assertEqual((fleet["format"], fleet["summary"]["deployments"], fleet["summary"]["exit_code"]), ("lyncdns-fleet-1", 4, 2))
        rows = {row["file"].rsplit("/")[-1]: row for row in fleet["deployments"]}
        self.assertEqual({name: row["verdict"] for name, row in rows.items()},
                         {"alpha.yaml": "ok", "beta.yaml": "ok", "gamma.yaml": "ok", "broken.yml": "error"})
        self.assertEqual(rows["broken.yml"]["message"], 'line 2: nme: unknown key in a topology; did you mean "name"?')

    def test_each_question_is_asked_once(self):
        self.run_code(0, "audit", *sorted(self.files.iterdir()))
        self.assertEqual(len(self.asked), 2 * 4)
        self.assertEqual(set(self.asked.values()), {1})

    def test_what_a_folder_may_have(self):
        """A file named twice is one deployment; a pipe isn't waited for."""
        rows = json.loads(self.run_code(0, "audit", self.files, self.files / "beta.yaml", "-f", "json").out)["deployments"]
        self.assertEqual([row["topology"] for row in rows], ["alpha", "beta", "gamma"])
        os.mkfifo(self.files / "pipe.yaml")
        self.assertIn("pipe.yaml: is no regular file", self.run_code(2, "audit", self.files).err)

    def test_a_file_for_each(self):
        out = self.run_code(0, "audit", self.files, "-f", "json", "-o", self.folder / "{name}.json", "-f", "nagios").out
        self.assertTrue(out.startswith("LYNCDNS OK - "), out)
        for name in ("alpha", "beta", "gamma"):
            self.assertEqual(json.loads((self.folder / f"{name}.json").read_text())["run"]["topology"], name)

    def test_one_history(self):
        history = ("--history", self.folder / "h.db")
        self.run_code(0, "audit", self.files, *history)
        rows = json.loads(self.run_code(0, "audit", self.files, *history, "-f", "json").out)["deployments"]
        self.assertEqual([row["new"] for row in rows], [0, 0, 0])
        runs = json.loads(self.run_code(0, "history", "list", *history, "-f", "json").out)["runs"]
        self.assertEqual([run["topology"] for run in runs], ["alpha", "beta", "gamma"] * 2)

    def test_a_locked_history(self):
        """It is waited for once, not for each deployment; the reports are written."""
        history = ("--history", self.folder / "h.db")
        self.run_code(0, "audit", self.files, *history)
        other = sqlite3.connect(self.folder / "h.db", isolation_level=None)
        self.addCleanup(other.close)
        other.execute("BEGIN IMMEDIATE")
        result = self.run_code(2, "audit", self.files, *history, "-f", "json", "-o", self.folder / "{name}.json")
        waits = [f"in use by another program (waited {seconds} s)" for seconds in (10, 1, 1)]
        self.assertEqual(re.findall(r"in use by another program \(waited \d+ s\)", result.err), waits)
        self.assertEqual(len(list(self.folder.glob("*.json"))), 3)
        other.execute("ROLLBACK")
        self.run_code(0, "audit", self.files, *history)

    def test_one_name_in_one_history(self):
        """Two deployments of one name: neither is compared with the other's runs."""
        other = self.files / "zeta.yaml"
        other.write_text((self.files / "alpha.yaml").read_text().replace("fqdn: alpha", "fqdn: zeta"))
        for _ in range(2):
            result = self.run_code(2, "audit", self.files, "--history", self.folder / "h.db", "-f", "json")
            rows = json.loads(result.out)["deployments"]
            self.assertEqual([(row["verdict"], row["new"], row["gone"]) for row in rows if row["file"] != str(other)], [("ok", 0, 0)] * 3)
            self.assertIn("alpha.yaml", [row["message"] for row in rows if row["file"] == str(other)][0])

    def test_no_input_of_a_later_one_is_overwritten(self):
        (self.files / "zeta.yaml").write_text((self.files / "alpha.yaml").read_text().replace("name: alpha", "name: zeta") + "import: alpha.csv\n")
        table = "fqdn,role,pool,view,address-type\num02.contoso.com,exchange-um,,,\n"
        (self.files / "alpha.csv").write_text(table)
        result = self.run_code(2, "audit", self.files, "-f", "csv", "-o", self.files / "{name}.csv")
        self.assertEqual((self.files / "alpha.csv").read_text(), table)
        self.assertIn("a report can't go to a file that is read", result.err)

    def test_nothing_is_overwritten(self):
        other = self.files / "zeta.yaml"
        other.write_text((self.files / "alpha.yaml").read_text().replace("name: alpha", "name: gamma"))
        before = {path: path.read_text() for path in self.files.iterdir()}
        self.run_code(2, "audit", self.files, "-f", "json", "-o", self.files / "{name}.yaml")
        self.run_code(2, "audit", self.files, "-f", "json", "-o", self.files / "beta.yaml")
        self.assertEqual({path: path.read_text() for path in self.files.iterdir()}, before)

    def test_mistakes(self):
        rows = ((["-f", "csv"], "csv"), (["--answers", "x"], "--answers: expected {name}"), (["--save-answers", "x"], "--save-answers"),
                (["--changes-only"], "--changes-only"))  # fmt: skip
        for arguments, sentence in rows:
            with self.subTest(sentence):
                result = self.run_code(2, "audit", self.files, *arguments)
                self.assertIn(sentence, result.err)
                self.assertEqual(result.out, "")

    def test_answers_of_each(self):
        """Saved at one place, judged at another, a file a deployment; the reports are the same."""
        path = self.folder / "{name}.answers"
        reports = {}
        for place, arguments in (("asked", ["--save-answers", path, "--vantage", "hq"]), ("judged", ["--answers", path])):
            self.run_code(0, "audit", self.files, *arguments, "-f", "json", "-o", self.folder / ("{name}." + place), "-f", "json")
            reports[place] = [json.loads((self.folder / f"{name}.{place}").read_text()) for name in ("alpha", "beta", "gamma")]
        self.assertEqual(set(self.asked.values()), {1}, "the second run asks no server")
        for asked, judged in zip(reports["asked"], reports["judged"]):
            self.assertEqual((asked["endpoints"], asked["summary"]), (judged["endpoints"], judged["summary"]))
            self.assertEqual(judged["servers"][0]["vantage"], "hq")
        (self.folder / "beta.answers").unlink()
        rows = json.loads(self.run_code(2, "audit", self.files, "--answers", path, "-f", "json").out)["deployments"]
        self.assertEqual([row["verdict"] for row in rows], ["ok", "error", "ok"])

    def test_one_file_for_two(self):
        (self.files / "zeta.yaml").write_text((self.files / "alpha.yaml").read_text().replace("zeta", "alpha"))
        result = self.run_code(2, "audit", self.files, "--save-answers", self.folder / "{name}.answers", "-f", "json")
        rows = {row["file"].rsplit("/")[-1]: row for row in json.loads(result.out)["deployments"]}
        self.assertEqual([row["verdict"] for row in rows.values()], ["ok", "ok", "ok", "error"])
        self.assertIn("alpha.answers: is a file of another deployment, ", rows["zeta.yaml"]["message"])
        self.assertIn("alpha.yaml", rows["zeta.yaml"]["message"])

    def test_one_file_by_two_names(self):
        """By a link, and of the summary."""
        (self.folder / "beta.json").symlink_to("gamma.json")
        arguments = ("-f", "json", "-o", self.folder / "{name}.json", "-f", "json", "-o", f"{self.folder}/./alpha.json")
        self.run_code(2, "audit", self.files, *arguments)
        fleet = json.loads((self.folder / "alpha.json").read_text())
        self.assertEqual([(row["topology"], row["verdict"]) for row in fleet["deployments"]],
                         [("alpha", "error"), ("beta", "ok"), ("gamma", "error")])  # fmt: skip
        self.assertIn("alpha.json: is the file of the summary", fleet["deployments"][0]["message"])
        self.assertIn("beta.yaml", fleet["deployments"][2]["message"])
        self.assertEqual(json.loads((self.folder / "gamma.json").read_text())["run"]["topology"], "beta")

    def test_answers_of_many(self):
        """More than there can be files being written in one folder."""
        text = (self.files / "alpha.yaml").read_text()
        for i in range(120):
            (self.files / f"d{i}.yaml").write_text(text.replace("name: alpha", f"name: d{i}"))
        self.run_code(0, "audit", self.files, "--save-answers", self.folder / "{name}.answers")
        self.assertEqual(len(list(self.folder.glob("*.answers"))), 123)

    def test_changes_only(self):
        arguments = ("audit", self.files, "--history", self.folder / "h.db", "--changes-only")
        self.assertEqual(self.run_code(0, *arguments).out, "")
        self.address = "2a00::1"
        out = self.run_code(1, *arguments).out
        self.assertRegex(out, r"(?m)^findings +\d+ .*alpha")
        self.assertEqual(self.run_code(1, *arguments).out, "")
        self.address = None
        rows = json.loads(self.run_code(0, *arguments, "-f", "json").out)["deployments"]
        self.assertEqual([(row["new"], row["gone"] > 0) for row in rows], [(0, True)] * 3)
        (self.files / "broken.yaml").write_text("version: 2\n")
        out = self.run_code(2, *arguments).out
        self.assertIn("broken.yaml", out)
        self.assertNotIn("alpha.yaml", out)


class Shared(Case):
    """Deployments that share servers, some of them dead, and names."""

    def fleet(self, count, servers, body):
        files = self.folder / "many"
        files.mkdir()
        for number in range(count):
            (files / f"d{number:04d}.yaml").write_text(topology(body(number), {"internal": servers}, name=f"d{number:04d}"))
        return files

    def test_more_than_are_asked_at_once(self):
        """What the first and the last deployment ask is asked once, though the first has been reported long before the last begins: names of
        the topologies, and the zone of one that a finding is about."""
        asked = collections.Counter()

        def answer(query):
            asked[query.name, query.type] += 1
            if query.type == AAAA and query.name == "um.example":
                return reply(query, [aaaa(query.name, "2a00::1")])
            return reply(query, [a(query.name, "10.1.0.1")] if query.type == A else [])

        with FakeDNS(answer) as server:
            files = self.fleet(1100, [server.address], lambda number: f"exchange-um: [{{fqdn: um.example}}]\nother: [{{fqdn: n{number % 1050}.example}}]\n")
            rows = json.loads(self.run_code(1, "audit", files, "-f", "json").out)["deployments"]
        self.assertEqual([row["topology"] for row in rows], [f"d{number:04d}" for number in range(1100)])
        self.assertEqual(len(asked), 2 * (1050 + 1) + 1)
        self.assertEqual(set(asked.values()), {1})

    def test_an_import_of_a_later_one(self):
        """Nothing is written to a file that a topology imports which is begun after others have been reported."""
        with FakeDNS(lambda query: reply(query, [a(query.name, "10.1.0.1")] if query.type == A else [])) as good:
            files = self.fleet(60, [good.address], lambda number: f"other: [{{fqdn: n{number}.example}}]\n")
            table = files / "d0000.csv"
            table.write_text("fqdn,role\nn.example,other\n")
            last = files / "d0059.yaml"
            last.write_text(last.read_text() + "import: d0000.csv\n")
            arguments = ("--save-answers", self.folder / "{name}.answers", "-f", "csv", "-o", files / "{name}.csv", "-f", "json")
            rows = json.loads(self.run_code(2, "audit", files, *arguments).out)["deployments"]
        self.assertEqual(table.read_text(), "fqdn,role\nn.example,other\n")
        self.assertEqual([row["verdict"] for row in rows], ["error"] + ["ok"] * 59)
        self.assertIn("can't go to a file that is read", rows[0]["message"])

    def test_a_dead_server_is_waited_for_once(self):
        asked = collections.Counter()

        def silent(query):
            asked[query.name, query.type] += 1

        with FakeDNS(silent, tcp=False) as dead, FakeDNS(lambda query: reply(query, [a(query.name, "10.1.0.1")] if query.type == A else [])) as good:
            files = self.fleet(40, [dead.address, good.address], lambda number: f"other: [{{fqdn: n{number}.example}}]\nsip-domains: [d{number}.example]\n")
            rows = json.loads(self.run_code(1, "audit", files, "-f", "json", "--timeout", "300ms", "--tries", "1").out)
        self.assertEqual({row["complete"] for row in rows["deployments"]}, {False})
        self.assertEqual(rows["shared"][0]["deployments"], [f"d{number:04d}" for number in range(40)])
        self.assertEqual(max(asked.values()), 1)

    def test_a_server_that_is_behind(self):
        zone = "$ORIGIN corp.example.\n@ SOA ns h {} 2 3 4 5\n@ NS ns\nns A 10.0.0.1\nn A 10.0.0.{}\n"
        path = self.write("corp.zone", zone.format(8, 2))
        behind = self.write("behind.zone", zone.format(7, 3))
        with Knot({"corp.example": path}) as good, Knot({"corp.example": behind}) as old:
            files = self.fleet(3, [good.address, old.address], lambda number: "other: [{fqdn: n.corp.example}]\n")
            result = self.run_code(0, "audit", files, "-f", "json", "-o", self.folder / "{name}.json", "-f", "json")
            text = self.run_code(0, "audit", files).out
        shared = [{"server": old.address, "trouble": "behind", "deployments": ["d0000", "d0001", "d0002"]}]
        self.assertEqual(json.loads(result.out)["shared"], shared)
        merged = self.run_code(0, "fleet", *(self.folder / f"d000{number}.json" for number in range(3)), "-f", "json").out
        self.assertEqual(json.loads(merged)["shared"], shared)
        self.assertIn(f"{old.address} is behind another server of its view (older serial): 3 deployments: d0000, d0001, d0002.",
                      " ".join(text.split()))  # fmt: skip

    def test_one_wrong_server_is_a_row(self):
        """An interface that isn't there makes it impossible to ask that server, and no other."""
        with FakeDNS(lambda query: reply(query, [a(query.name, "10.1.0.1")] if query.type == A else [])) as good:
            files = self.fleet(3, [good.address], lambda number: f"other: [{{fqdn: n{number}.example}}]\n")
            (files / "d0001.yaml").write_text(topology("other: [{fqdn: n.example}]\n", {"internal": ["[fe80::1%nosuch0]:53"]}, name="wrong"))
            rows = json.loads(self.run_code(2, "audit", files, "-f", "json").out)["deployments"]
        self.assertEqual([row["verdict"] for row in rows], ["ok", "error", "ok"])
        self.assertIn("nosuch0", rows[1]["message"])


if __name__ == "__main__":
    unittest.main()
