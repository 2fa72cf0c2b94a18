"""An audit of several topologies: a row for each, each question asked once, files for each, one history."""

import collections
import json
import unittest

from fakedns import A, FakeDNS, a, reply
from harness import Case, topology

BODY = "exchange-um:\n  - fqdn: um01.contoso.com\n"


class FleetAudit(Case):
    def setUp(self):
        super().setUp()
        self.asked = collections.Counter()
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
        return reply(query, [a(query.name, "10.1.0.1")] if query.type == A else [])

    def test_the_summary(self):
        (self.files / "broken.yml").write_text("version: 1\nnme: x\n")
        fleet = json.loads(self.run_code(2, "audit", self.files, "-f", "json").out)
        self.assertEqual((fleet["format"], fleet["summary"]["deployments"], fleet["summary"]["exit_code"]), ("lyncdns-fleet-1", 4, 2))
        rows = {row["file"].rsplit("/")[-1]: row for row in fleet["deployments"]}
        self.assertEqual({name: row["verdict"] for name, row in rows.items()},
                         {"alpha.yaml": "ok", "beta.yaml": "ok", "gamma.yaml": "ok", "broken.yml": "error"})
        self.assertIn("nme", rows["broken.yml"]["message"])

    def test_each_question_is_asked_once(self):
        self.run_code(0, "audit", *sorted(self.files.iterdir()))
        self.assertEqual(len(self.asked), 2 * 4)
        self.assertEqual(set(self.asked.values()), {1})

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

    def test_nothing_is_overwritten(self):
        other = self.files / "zeta.yaml"
        other.write_text((self.files / "alpha.yaml").read_text().replace("name: alpha", "name: gamma"))
        before = {path: path.read_text() for path in self.files.iterdir()}
        self.run_code(2, "audit", self.files, "-f", "json", "-o", self.files / "{name}.yaml")
        self.run_code(2, "audit", self.files, "-f", "json", "-o", self.files / "beta.yaml")
        self.assertEqual({path: path.read_text() for path in self.files.iterdir()}, before)

    def test_mistakes(self):
        for arguments, sentence in ((["-f", "csv"], "csv"), (["--answers", "x"], "--answers"), (["--changes-only"], "--changes-only")):
            with self.subTest(sentence):
                result = self.run_code(2, "audit", self.files, *arguments)
                self.assertIn(sentence, result.err)
                self.assertEqual(result.out, "")


if __name__ == "__main__":
    unittest.main()
