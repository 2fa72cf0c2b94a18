"""Saved answers: judging them again gives the same report, and a file that was changed or cut off is refused."""

import json
import unittest

from harness import PROGRAM, Case, Knot, run, topology

BODY = """
exchange-um:
  - fqdn: um01.contoso.com
front-end-pools:
  - fqdn: pool01.contoso.com
    members: [fe01.contoso.com]
    edge-pool: edge01.contoso.com
edge-pools:
  - fqdn: edge01.contoso.com
    external: [sip.contoso.com]
other:
  - fqdn: absent.contoso.com
  - fqdn: loop.contoso.com
  - fqdn: elsewhere.fabrikam.com
waivers:
  - {rule: DNS001, fqdn: "absent.*", reason: not yet, expires: 2100-01-01}
"""

ZONE = """um01 A 10.0.0.1
um01 AAAA 64:ff9b::10.0.0.1
pool01 CNAME fe01
fe01 A 10.0.0.3
edge01 AAAA 2001:41d0::1
sip A 10.0.0.9
loop CNAME loop2
loop2 CNAME loop
"""


def without_run(text):
    """A text report without what differs from run to run: when it was made and how long it took."""
    return [line for line in text.splitlines() if "took" not in line]


class Answers(Case):
    def setUp(self):
        super().setUp()
        self.saved = self.folder / "answers"

    def save(self):
        with Knot({"contoso.com": ZONE}) as one, Knot({"contoso.com": ZONE + "um01 A 10.0.0.2\n"}) as two:
            path = self.write("topology.yaml", topology(BODY, {"internal": [one, two], "external": [two]}))
            live = self.run_code(1, "audit", path, "--save-answers", self.saved, "-f", "json", "-f", "text", "-o", self.folder / "live.json")
        return path, live

    def test_judged_again_the_reports_are_the_same(self):
        path, live = self.save()
        again = self.run_code(1, "audit", path, "--answers", self.saved, "-f", "json", "-f", "text", "-o", self.folder / "again.json")
        self.assertEqual(without_run(again.out), without_run(live.out))
        reports = [json.loads((self.folder / name).read_text()) for name in ("live.json", "again.json")]
        self.assertGreater(max(server["rtt_ms_max"] for server in reports[1]["servers"]), 0)
        self.assertEqual(reports[0]["run"].pop("started"), reports[1]["run"].pop("started"))
        for report in reports:
            del report["run"]["duration_ms"]
        self.assertEqual(json.dumps(reports[1]), json.dumps(reports[0]))

    def test_saved_answers_can_be_saved_again(self):
        path, _ = self.save()
        copy = self.folder / "copy"
        self.run_code(1, "audit", path, "--answers", self.saved, "--save-answers", copy)
        self.assertEqual(copy.read_text(), self.saved.read_text())

    def test_a_missing_question_is_an_error(self):
        path, _ = self.save()
        more = self.write("more.yaml", path.read_text().replace("absent.contoso.com\n", "absent.contoso.com\n  - fqdn: new.contoso.com\n"))
        result = self.run_code(2, "audit", more, "--answers", self.saved)
        self.assertIn("new.contoso.com", result.err)
        self.assertEqual(result.out, "")

    def test_a_missing_view_is_an_error(self):
        path, _ = self.save()
        text = path.read_text().replace("name: external", "name: perimeter")
        result = self.run_code(2, "audit", self.write("view.yaml", text), "--answers", self.saved)
        self.assertIn("external", result.err)

    def test_other_files_are_refused(self):
        path, _ = self.save()
        lines = self.saved.read_text().splitlines(keepends=True)
        third = json.loads(lines[2])
        rows = [
            ("empty", "", "1: this isn't"),
            ("another kind", "some text\n", "1: this isn't"),
            ("a report", (self.folder / "live.json").read_text(), "1: this isn't"),
            ("newer", "".join([lines[0].replace("answers-1", "answers-2"), *lines[1:]]), 'answers-2'),
            ("cut off", "".join(lines[:-1]), "cut off"),
            ("cut off in a line", "".join(lines)[: len("".join(lines[:4])) - 20], "4: damaged"),
            ("a line too few", "".join(lines[:2] + lines[3:]), "damaged"),
            ("a line twice", "".join(lines[:3] + lines[2:]), "4: damaged: a question"),
            ("a line more", "".join([*lines, lines[2]]), f"{len(lines) + 1}: damaged"),
            ("an address that is none", "".join(lines).replace("10.0.0.1\"", "10.0.0.256\""), "damaged: a record"),
            ("records gone", "".join([*lines[:2], json.dumps({**third, "status": "NOERROR", "records": []}) + "\n", *lines[3:]]), "3: damaged"),
            ("no rcode", "".join([*lines[:2], json.dumps({k: v for k, v in third.items() if k != "rcode"}) + "\n", *lines[3:]]), "3: damaged"),
            ("another server", "".join([*lines[:2], json.dumps({**third, "server": "192.0.2.1:53"}) + "\n", *lines[3:]]), "3: damaged"),
        ]
        for what, text, sentence in rows:
            with self.subTest(what):
                result = self.run_code(2, "audit", path, "--answers", self.write("bad", text))
                self.assertIn(sentence, result.err)
                self.assertEqual(result.out, "")

    def test_an_endless_line_is_refused(self):
        """The first line, and one after it, from a writer that never stops."""
        path, _ = self.save()
        first = self.saved.read_text().splitlines()[0]
        for line, begin in ((1, "{"), (2, first + "\n{")):
            with self.subTest(line=line):
                writer = self.start("sh", "-c", 'printf "%s" "$1"; exec cat /dev/zero', "sh", begin)
                done = run(PROGRAM, "audit", path, "--answers", "-", stdin=writer.stdout, text=True)
                writer.stdout.close()
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stderr, f"lyncdns: standard input:{line}: damaged: the line is too long\n")

    def test_as_many_records_as_a_zone_may_have(self):
        path = self.write("topology.yaml", topology("other:\n  - fqdn: many.contoso.com\n"))
        for data in ("A 10.1.{}.{}", "AAAA 2a00:1111:2222:3333:4444:5555:6{:03x}:7{:03x}"):
            with self.subTest(data=data):
                records = "".join(f"many {data.format(i >> 8, i & 255)}\n" for i in range(8000))
                zone = self.write("contoso.com.zone", Knot.HEAD.format(zone="contoso.com") + records)
                self.run_code(0, "audit", path, "--zone", zone, "--fail-on=never", "--save-answers", self.saved)
                self.run_code(0, "audit", path, "--fail-on=never", "--answers", self.saved)

    def test_a_view_that_a_topology_could_not_have(self):
        for name in ("x" * 200, "a\tb", ""):
            with self.subTest(name=name[:5]):
                zone = self.write("contoso.com.zone", Knot.HEAD.format(zone="contoso.com") + ZONE)
                result = self.run_code(2, "check", "um01.contoso.com", "--zone", f"{name}={zone}", "--zone", f"b={zone}")
                self.assertIn("view", result.err)

    def test_a_file_is_written_whole_or_not_at_all(self):
        path = self.write("topology.yaml", topology("other:\n  - fqdn: a.fabrikam.com\n"))
        zone = self.write("z.zone", Knot.HEAD.format(zone="contoso.com"))
        self.saved.write_text("as it was")
        self.run_code(2, "audit", path, "--zone", zone, "--save-answers", self.saved)
        self.assertEqual(self.saved.read_text(), "as it was")
        self.assertEqual(sorted(file.name for file in self.folder.iterdir()), ["answers", "topology.yaml", "z.zone"])


if __name__ == "__main__":
    unittest.main()
