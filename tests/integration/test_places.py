"""Views that are asked at different places: each alone, saved with its place, and judged as one run."""

import json
import re
import shutil
import unittest
from xml.etree import ElementTree

from harness import Case, Knot, lyncdns, run, topology

BODY = """
exchange-um:
  - fqdn: um01.contoso.com
edge-pools:
  - fqdn: edge01.contoso.com
    external: [{fqdn: sip.contoso.com, service: access, port: 443}]
simple-urls:
  - {fqdn: meet.contoso.com, url: meet}
"""
INSIDE = "um01 A 10.0.0.1\num01 AAAA 2a00::1\nedge01 A 10.0.0.2\nmeet A 10.0.0.3\n"
OUTSIDE = "sip A 20.30.0.9\nmeet A 20.30.0.3\n"
FORMATS = ("text", "json", "csv", "junit", "prometheus", "nagios", "html", "brief", "checkmk", "prtg", "sarif", "markdown", "jsonl")


class Places(Case):
    def setUp(self):
        super().setUp()
        inside, outside = Knot({"contoso.com": INSIDE}), Knot({"contoso.com": OUTSIDE})
        for server in (inside, outside):
            self.addCleanup(server.__exit__, None, None, None)
            server.__enter__()
        self.servers = {"internal": inside, "external": outside}
        self.topology = self.write("topology.yaml", topology(BODY, {"internal": [inside], "external": [outside]}))

    def save(self, view, vantage, name=None, code=None):
        path = self.folder / (name or f"{vantage}.answers")
        expected = code if code is not None else 1 if view == "internal" else 0
        self.run_code(expected, "audit", self.topology, "--view", view, "--vantage", vantage, "--save-answers", path)
        return path

    def both(self):
        return ["--answers", self.save("internal", "hq"), "--answers", self.save("external", "dmz")]

    def report(self, code, *arguments):
        return json.loads(self.run_code(code, "audit", self.topology, "-f", "json", *arguments).out)

    @staticmethod
    def facts(report):
        """What doesn't depend on places and times."""
        return report["findings"], report["endpoints"], report["services"], report["combinations"], report["run"]["complete"]

    def test_judged_as_one_run(self):
        live = self.report(1)
        joined = self.report(1, *self.both(), "--max-age", "1h")
        self.assertEqual(self.facts(joined), self.facts(live))
        self.assertEqual(joined["summary"], live["summary"])
        self.assertEqual([(row["view"], row["vantage"]) for row in joined["servers"]], [("internal", "hq"), ("external", "dmz")])

    def test_the_file_says_what_it_is(self):
        head, *_, last = [json.loads(line) for line in self.save("internal", "hq").read_text().splitlines()]
        self.assertEqual((head["topology"], head["vantage"], [view["name"] for view in head["views"]]), ("test", "hq", ["internal"]))
        self.assertRegex(head["digest"], "^[0-9a-f]{16}$")
        self.assertRegex(head["started"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertGreater(last["answers"], 0)

    def test_a_view_alone(self):
        """Others aren't asked, and nothing is concluded from them."""
        self.servers["external"].process.stop()
        report = self.report(1, "--view", "internal")
        self.assertEqual((report["run"]["views"], report["run"]["left_out"], report["run"]["complete"]), (["internal"], ["external"], True))
        self.assertEqual({answer["view"] for endpoint in report["endpoints"] for answer in endpoint["answers"]}, {"internal"})
        self.assertEqual({e["fqdn"]: e["address_type"] for e in report["endpoints"]}["sip.contoso.com"], "unknown")
        self.assertEqual([finding["key"] for finding in report["findings"]], ["UM001:um01.contoso.com"])
        text = self.run_code(1, "audit", self.topology, "--view", "internal").out
        self.assertIn("View external was left out.", " ".join(text.split()))

    def test_names_of_other_views_do_not_count_as_judged(self):
        text = self.run_code(0, "audit", self.topology, "--view", "external").out
        self.assertIn("OK: no findings. Judged: 2 of 4 names, ", text)

    def test_what_a_view_left_out_would_tell_does_not_count_as_judged(self):
        partners = "front-end-pools: [{fqdn: pool01.contoso.com, edge-pool: edge01.contoso.com}]\nremote-networks: [{name: home, address-type: ipv4}]\n"
        self.topology = self.write("topology.yaml", self.topology.read_text() + partners)
        text = " ".join(self.run_code(0, "audit", self.topology, "--view", "external").out.split())
        self.assertIn("OK: no findings. Judged: 2 of 5 names, 1 of 3 combinations of address types, ", text)

    def test_a_view_left_out_is_not_said_to_be_missing(self):
        self.topology = self.write("topology.yaml", self.topology.read_text() + "sip-domains: [contoso.com]\n")
        for view, other in (("internal", "external"), ("external", "internal")):
            text = self.run_code(1, "audit", self.topology, "--view", view).out
            self.assertIn(f"View {other}, and what only it tells: left out by --view.", text)
            self.assertNotIn("the topology has no such view", text)

    def test_a_waiver_for_a_view_that_is_left_out(self):
        """It isn't called useless: what it covers may be there."""
        waiver = 'waivers: [{rule: UM001, fqdn: "um01.*", reason: moving, expires: 2099-12-31}]\n'
        self.topology = self.write("topology.yaml", self.topology.read_text() + waiver)
        self.assertEqual(self.report(0)["summary"]["waived"], 1)
        self.assertEqual([f["rule"] for f in self.report(0, "--view", "external")["findings"]], [])

    def test_a_view_that_no_file_has(self):
        saved = self.save("external", "dmz")
        result = self.run_code(3, "audit", self.topology, "--answers", saved, "-f", "json")
        report = json.loads(result.out)
        self.assertIn('"internal"', result.err)
        self.assertFalse(report["run"]["complete"])
        answers = [a for endpoint in report["endpoints"] for a in endpoint["answers"] if a["view"] == "internal"]
        self.assertEqual({(a["status"], a["cause"]) for a in answers}, {("UNREACHABLE", None)}, "no server was given up: none was asked")
        types = {endpoint["fqdn"]: endpoint["address_type"] for endpoint in report["endpoints"]}
        self.assertEqual((types["um01.contoso.com"], types["sip.contoso.com"]), ("unknown", "ipv4"))
        self.assertEqual([finding["rule"] for finding in report["findings"] if finding["severity"] == "error"], ["DNS003"])
        self.assertIn("No file of saved answers has view internal", report["findings"][0]["message"])
        self.assertEqual(report["findings"][0]["key"], f"DNS003:{self.servers['internal'].address}")

    def test_a_server_that_a_place_could_not_reach(self):
        """The machine that judges needn't reach it."""
        inside = self.save("internal", "hq")
        self.servers["external"].process.stop()
        outside = self.save("external", "dmz", code=3)
        finding = next(f for f in self.report(1, "--answers", inside, "--answers", outside)["findings"] if f["rule"] == "DNS003")
        self.assertIn("a machine at dmz reaches it", finding["remedy"])

    def test_a_file_that_is_not_there(self):
        """Not yet copied, say: incomplete where it leaves a view without answers; otherwise what it would have said can't be told."""
        inside, outside = self.save("internal", "hq"), self.save("external", "dmz")
        missing, other = self.folder / "missing.answers", self.folder / "other.answers"
        result = self.run_code(3, "audit", self.topology, "--answers", missing, "--answers", outside, "--answers", other, "-f", "json")
        for path in (missing, other):
            self.assertIn(f"{path}: note: not used: No such file or directory", result.err)
        finding = next(finding for finding in result.json()["findings"] if finding["rule"] == "DNS003")
        self.assertEqual(finding["evidence"][-1], f"{missing}, {other}: no such file")
        for files in ([missing], [missing, other], [inside, outside, missing]):
            result = self.run_code(2, "audit", self.topology, *(word for file in files for word in ("--answers", file)))
            self.assertIn(f"{missing}: can't open: No such file or directory", result.err)
            self.assertEqual(result.out, "")

    def test_the_time_of_a_run_is_that_of_answers_it_uses(self):
        inside, outside = self.save("internal", "hq"), self.save("external", "dmz")
        started = json.loads(outside.read_text().splitlines()[0])["started"]
        later = self.write("later.answers", re.sub('"started": "....', '"started": "2999', inside.read_text(), count=1))
        report = self.report(3, "--answers", later, "--answers", outside, "--max-age", "1h")
        self.assertEqual(report["run"]["started"], started)

    def test_too_old(self):
        inside, outside = self.save("internal", "hq"), self.save("external", "dmz")
        for year, words in (("2001", "older than --max-age allows"), ("2999", "in the future")):
            with self.subTest(year=year):
                old = self.write("old.answers", re.sub('"started": "....', f'"started": "{year}', inside.read_text(), count=1))
                result = self.run_code(3, "audit", self.topology, "--answers", old, "--answers", outside, "--max-age", "24h")
                self.assertIn(f"{old}: note: not used: saved at {year}", result.err)
                self.assertIn(words, result.err)
                self.assertIn("hq", result.out)
                self.assertIn(f"{old}: not used", " ".join(result.out.split()))
        self.run_code(1, "audit", self.topology, "--answers", old, "--answers", outside)

    def test_doubled_and_foreign_files(self):
        inside, outside = self.save("internal", "hq"), self.save("external", "dmz")
        other = self.write("other.yaml", self.topology.read_text().replace("um01", "um02"))
        renamed = self.write("renamed.yaml", other.read_text().replace("name: test", "name: fabrikam"))
        cut = self.write("cut.answers", "".join(inside.read_text().splitlines(keepends=True)[:-1]))
        rows = [
            ([self.topology, "--answers", inside, "--answers", inside], f'the view "internal" from hq is in {inside}, too'),
            ([self.topology, "--answers", outside, "--answers", cut], f"{cut}:"),
            ([other, "--answers", outside, "--answers", inside], "um02.contoso.com"),
            ([renamed, "--answers", outside], 'for the topology "test", expected "fabrikam"'),
            ([self.topology, "--answers", inside, "--vantage", "here"], "--vantage and --answers can't be combined"),
            ([self.topology, "--max-age", "1h"], "--max-age needs --answers"),
            ([self.topology, "--view", "interal"], 'did you mean "internal"?'),
            ([self.topology, "--answers", inside, "--answers", outside, "--save-answers", self.folder / "copy"], "--save-answers"),
        ]
        for arguments, sentence in rows:
            with self.subTest(sentence):
                result = self.run_code(2, "audit", *arguments)
                self.assertIn(sentence, result.err)
                self.assertEqual(result.out, "")

    def test_one_view_from_two_places(self):
        with Knot({"contoso.com": INSIDE.replace("um01 A 10.0.0.1", "um01 A 10.0.0.8")}) as other:
            first = self.save("internal", "hq")
            second = self.folder / "branch.answers"
            self.run_code(1, "audit", self.topology, "--view", "internal", "--vantage", "branch", "-s", f"internal={other.address}",
                          "--save-answers", second)
        report = self.report(1, "--answers", first, "--answers", second, "--answers", self.save("external", "dmz"))
        inside = self.servers["internal"].address
        self.assertEqual([row["server"] for row in report["servers"]],
                         [f"{inside} at hq", f"{other.address} at branch", self.servers["external"].address])
        evidence = next(f["evidence"] for f in report["findings"] if f["key"] == "DNS005:um01.contoso.com")
        self.assertIn(f"internal {other.address} at branch: um01.contoso.com A: 10.0.0.8 (TTL 300)", evidence)

    def test_one_of_two_places_is_too_old(self):
        """The other has the view, but what the first would have seen isn't known; a newer file of the same place replaces an old one."""
        hq, outside = self.save("internal", "hq"), self.save("external", "dmz")
        branch = self.save("internal", "branch")
        ages = [re.sub('"started": "....', f'"started": "{year}', branch.read_text(), count=1) for year in ("2001", "2002")]
        old, older = self.write("old.answers", ages[1]), self.write("older.answers", ages[0])
        places = ["--answers", hq, "--answers", outside, "--max-age", "1h"]
        for files in ([old], [old, older], [older, old]):
            report = self.report(3, *places, *(word for file in files for word in ("--answers", file)), "--only", "DNS003")
            self.assertFalse(report["run"]["complete"])
            self.assertEqual([finding["key"] for finding in report["findings"]], [f"DNS003:{self.servers['internal'].address} at branch"])
            self.assertIn("from branch at 2002-", report["findings"][0]["message"])
        self.assertTrue(self.report(1, *places, "--answers", branch, "--answers", old)["run"]["complete"])

    def test_answers_of_the_first_version(self):
        """They say neither the digest nor the place."""
        text = self.save("internal", "hq").read_text()
        old = self.write("old.answers", re.sub('"(digest|vantage)": "[^"]*", ', "", text))
        self.assertNotIn("digest", old.read_text())
        report = self.report(1, "--answers", old, "--answers", self.save("external", "dmz"))
        self.assertTrue(report["run"]["complete"])

    def test_every_format_says_from_where_and_when(self):
        both = self.both()
        for name in FORMATS:
            with self.subTest(name):
                out = lyncdns("audit", self.topology, *both, "-f", name, "-v").out
                if name == "prometheus":
                    self.assertRegex(out, r'lyncdns_server_asked_timestamp_seconds\{topology="test",vantage="hq",view="internal",')
                    self.assertRegex(out, r'lyncdns_lookups\{topology="test",vantage="dmz",view="external",')
                elif name == "json":
                    self.assertRegex(out, r'"vantage": "hq",\s+"asked": "\d{4}-')
                else:
                    self.assertRegex(out, r"view internal: asked from hq at \d{4}-\d\d-\d\dT")
                    self.assertIn("asked from dmz", out)

    LINES = r"view internal: asked from hq at \d{4}-\d\d-\d\dT[^\n]+\n[^\n]*view external: asked from dmz at \d{4}-"
    ROWS = [("internal", "hq"), ("external", "dmz")]

    def test_single_names_say_from_where_and_when(self):
        ask = ["check", "um01.contoso.com", "meet.contoso.com", "-t", self.topology, *self.both()]
        self.assertRegex(self.run_code(1, *ask).out, r"\nAnswers\n  " + self.LINES)
        self.assertRegex(self.run_code(1, *ask, "-f", "brief").out, "^answers\ttest\t" + self.LINES)
        rows = self.run_code(1, *ask, "-f", "json").json()["servers"]
        self.assertEqual([(row["view"], row["vantage"]) for row in rows], self.ROWS)
        self.assertRegex(rows[0]["asked"], r"^\d{4}-\d\d-\d\dT")
        self.assertNotIn("asked from", self.run_code(1, *ask, "--quiet").out)
        self.assertNotIn("dmz", self.run_code(1, "check", "um01.contoso.com", "-t", self.topology, *self.both()).out, "it isn't asked there")

    def test_single_names_say_where_they_are_asked_now(self):
        ask = ["check", "um01.contoso.com", "-s", f"internal={self.servers['internal']}"]
        self.assertRegex(self.run_code(0, *ask, "--vantage", "hq").out, r"\nAnswers\n  view internal: asked from hq at \d{4}-")
        self.assertNotIn("asked", self.run_code(0, *ask).out)

    def test_a_name_is_judged_in_the_views_that_were_asked(self):
        """What is wrong with it in another view isn't known, and it is never called safe there."""
        ask = ["check", "-t", self.topology, "--view", "internal"]
        rows = [
            (0, "meet.contoso.com", "meet.contoso.com: OK as simple URL (ipv4) in view internal. View external was left out."),
            (1, "um01.contoso.com", "um01.contoso.com: NOT SAFE as Exchange UM (dual-stack) in view internal: UM001 View external was left out."),
            (3, "sip.contoso.com", "sip.contoso.com: NOT JUDGED as external Edge (unknown): it is in no view that was asked. View external was left out."),
            (3, "edge01.contoso.com", "edge01.contoso.com: INCOMPLETE as internal Edge (ipv4) in view internal: "
                                      "the address type of a partner is unknown, so it isn't shown to be safe. View external was left out."),
        ]
        for code, name, sentence in rows:
            for more in ([], ["--quiet"]):
                with self.subTest(name, more=more):
                    self.assertTrue(" ".join(self.run_code(code, *ask, *more, name).out.split()).startswith(sentence))
            report = self.run_code(code, *ask, name, "-f", "json").json()
            self.assertEqual((report["run"]["left_out"], report["run"]["complete"]), (["external"], code != 3), name)

    def test_an_external_name_is_not_asked_inside_instead(self):
        """One that the topology doesn't have, with a role."""
        out = self.run_code(3, "check", "new.contoso.com", "--role", "edge-external", "-t", self.topology, "--view", "internal").out
        self.assertTrue(out.startswith("new.contoso.com: NOT JUDGED as external Edge (unknown): it is in no view that\n  was asked."), out)

    def test_a_status_line_says_which_view_is_left_out(self):
        ask = ["audit", self.topology, "--view", "external"]
        self.assertTrue(self.run_code(0, *ask, "-f", "nagios").out.startswith("LYNCDNS OK - test: 0 errors, 0 warnings; left out: view internal | "))
        self.assertIn(" 0 errors, 0 warnings; left out: view internal\\n", self.run_code(0, *ask, "-f", "checkmk").out)

    def test_no_format_calls_a_name_safe_that_was_not_asked(self):
        ask = ["check", "sip.contoso.com", "-t", self.topology, "--view", "internal"]
        for name in FORMATS:
            with self.subTest(name):
                self.run_code(3, *ask, "-f", name)
        for command in (ask, ["audit", self.topology, "--view", "internal"]):
            cases = ElementTree.fromstring(lyncdns(*command, "-f", "junit").out).findall(".//testcase[@name='sip.contoso.com']")
            self.assertTrue(cases)
            self.assertEqual({case.find("skipped").get("message") for case in cases}, {"unknown: this name is in no view that was asked"})
        for name, words in (("brief", "incomplete\ttest\ta name is in no view that was asked.\n"), ("nagios", "LYNCDNS UNKNOWN - "),
                            ("markdown", "# DNS audit of test: INCOMPLETE\n\nINCOMPLETE: a name is in no view that was asked, so it isn't shown to be safe.")):
            self.assertIn(words, lyncdns(*ask, "-f", name).out)
        self.topology.write_text(self.topology.read_text().replace("edge01.contoso.com\n", "edge01.contoso.com\n    site: Berlin\n"))
        states = [line[:line.index("errors=")] for line in lyncdns(*ask, "edge01.contoso.com", "-f", "checkmk").out.splitlines()]
        self.assertEqual(states, ['3 "lyncdns test" ', '3 "lyncdns test Berlin" '])
        self.topology.write_text(self.topology.read_text() + "front-end-pools: [{fqdn: pool01.contoso.com, site: Bonn}]\n")
        lines = self.run_code(0, "audit", self.topology, "--view", "external", "-f", "checkmk").out.splitlines()
        self.assertIn('3 "lyncdns test Bonn" errors=0|warnings=0|infos=0 0 errors, 0 warnings; not judged: its names are in no view that was asked', lines)

    def test_each_place_is_said_once(self):
        """Whatever came of its servers."""
        with Knot({"contoso.com": INSIDE}) as other:
            path = self.write("two.yaml", topology(BODY, {"internal": [self.servers["internal"], other, "127.0.0.1:1"], "external": [self.servers["external"]]}))
            out = self.run_code(1, "audit", path, "--vantage", "hq", "--timeout", "1s", "--tries", "1").out
        self.assertEqual(out.count("view internal: asked from hq"), 1, out)

    def test_what_names_no_time_of_its_own_says_when_saved_answers_are_from(self):
        """Also of a file that doesn't say from where, as those of the first version."""
        old = self.write("old.answers", re.sub('"vantage": "[^"]*", ', "", self.save("internal", "hq").read_text()))
        asked = re.search('"started": "([^"]*)"', old.read_text())[1]
        for name in ("text", "brief", "csv", "nagios", "checkmk", "prtg"):
            with self.subTest(name):
                out = lyncdns("check", "um01.contoso.com", "-t", self.topology, "--view", "internal", "--answers", old, "-f", name).out
                self.assertIn(f"view internal: asked at {asked}", out)

    def test_changes_say_from_where_and_when(self):
        for name in ("text", "brief", "jsonl", "markdown", "json"):
            with self.subTest(name):
                out = self.run_code(1, "audit", self.topology, *self.both(), "--history", self.folder / f"{name}.db", "--changes-only", "-q", "-f", name).out
                if name == "json":
                    self.assertEqual([(row["view"], row["vantage"]) for row in json.loads(out)["run"]["servers"]], self.ROWS)
                else:
                    self.assertRegex(out, self.LINES.replace(r"[^\n]+\n[^\n]*", r"[^,\n]+[,\n][^v]*"))

    def test_a_change_is_judged_by_answers_from_somewhere(self):
        change = self.write("change", "zone contoso.com\nupdate delete um01.contoso.com AAAA\nsend\n")
        preview = ["preview", self.topology, "--change", change, "--view", "internal", *self.both()]
        self.assertRegex(lyncdns(*preview).out, r" 1\sremoved.\n  " + self.LINES)
        self.assertRegex(lyncdns(*preview, "-f", "brief").out, "^answers\ttest\t" + self.LINES)
        run = lyncdns(*preview, "-f", "json").json()["run"]
        self.assertEqual([(row["view"], row["vantage"]) for row in run["servers"]], self.ROWS)
        for form, sign in (("nsupdate", "; "), ("powershell", "# "), ("dnscmd", "rem ")):
            script = lyncdns("remedy", self.topology, *self.both(), "-f", form).out
            self.assertRegex(script, f"\n{sign}view internal: asked from hq at [^\r\n]+\r?\n{sign}view external: asked from dmz at ")

    def test_wanted_records_are_compared_with_answers_from_somewhere(self):
        self.topology = self.write("topology.yaml", self.topology.read_text() + "sip-domains: [contoso.com]\n")
        ask = ["records", self.topology, "--answers", self.save("internal", "hq", code=1), "--answers", self.save("external", "dmz", code=1)]
        for more in ([], ["--explain", "_sip._tls"]):
            self.assertRegex(self.run_code(0, *ask, *more).out, r"missing, \d+ there that must not be\n  " + self.LINES)
        script = self.run_code(0, *ask, "--view", "external", "-f", "nsupdate").out
        self.assertRegex(script, r"\n; view external: asked from dmz at \d{4}-")
        self.assertNotIn("hq", script)
        self.assertNotIn("asked from", self.run_code(0, "records", self.topology).out)

    def test_history_compares_runs_of_the_same_views(self):
        history = ["--history", self.folder / "h.db", "--changes-only", "-f", "brief"]
        everything = self.run_code(1, "audit", self.topology, *history).out
        self.assertIn("new\terror\tUM001", everything)
        self.assertIn("new", self.run_code(1, "audit", self.topology, "--view", "internal", *history).out)
        self.assertEqual(self.run_code(0, "audit", self.topology, "--view", "external", *history).out, "")
        for view in ([], ["--view", "internal"], ["--view", "external"]):
            self.assertEqual(lyncdns("audit", self.topology, *view, *history).out, "", view)
        runs = json.loads(self.run_code(0, "history", "list", "--history", history[1], "-f", "json").out)["runs"]
        self.assertEqual({run["topology"] for run in runs}, {"test", "test (view internal)", "test (view external)"})


    def saved(self, vantage, server):
        """The internal view as SERVER gives it, saved at VANTAGE."""
        path = self.folder / f"{vantage}.answers"
        lyncdns("audit", self.topology, "--view", "internal", "--vantage", vantage, "-s", f"internal={server}", "--save-answers", path)
        return path

    def test_nothing_is_gone_because_of_a_place_that_was_not_asked(self):
        """The view external has no file in the second run; then the view internal comes from two places, from one, and from two again."""
        history = ["--history", self.folder / "h.db", "--changes-only", "-f", "brief"]

        def changes(*files):
            out = lyncdns("audit", self.topology, *[word for file in files for word in ("--answers", file)], *history).out
            return sorted((line.split("\t")[0], line.split("\t")[2]) for line in out.splitlines() if line.startswith(("new", "gone", "changed")))

        outside = self.save("external", "dmz")
        with Knot({"contoso.com": INSIDE + "meet AAAA 2a00::3\nedge01 AAAA fe80::1\n"}) as other:
            hq, branch = self.save("internal", "hq"), self.saved("branch", other)
        keys = [("new", "UM001:um01.contoso.com")]
        self.assertEqual(changes(hq, outside), keys)
        absent = changes(hq)
        self.assertEqual([(state, key.partition(":")[0]) for state, key in absent], [("new", "DNS003")])
        both = changes(hq, branch, outside)
        self.assertEqual({state for state, _ in both}, {"new"})
        self.assertIn(("new", "DNS006:edge01.contoso.com"), both)
        self.assertEqual(changes(hq, outside), [], "compared with the first run")
        self.assertEqual(changes(branch, outside, hq), [], "the same places in another order")
        runs = json.loads(self.run_code(0, "history", "list", "--history", history[1], "-f", "json").out)["runs"]
        self.assertEqual({run["topology"] for run in runs}, {"test", "test (views external, internal from branch and hq)"})

    @unittest.skipUnless(shutil.which("promtool"), "promtool is not installed")
    def test_series_carry_the_place_and_are_unique(self):
        """The same server asked from two places in one view, and in another view from a third."""
        self.topology = self.write("topology.yaml", self.topology.read_text() + "sip-domains: [contoso.com]\n")
        hq, branch, outside = self.save("internal", "hq", code=1), self.saved("branch", self.servers["internal"]), self.save("external", "dmz", code=1)
        ask = ["audit", self.topology, *[word for file in (hq, branch, outside) for word in ("--answers", file)]]
        out = lyncdns(*ask, "-f", "prometheus").out
        done = run("promtool", "check", "metrics", input=out.encode())
        self.assertEqual((done.returncode, done.stdout), (0, b""), done.stderr.decode())
        series = [line.rpartition(" ")[0] for line in out.splitlines() if not line.startswith("#")]
        self.assertEqual(len(series), len(set(series)))
        about_external = [one for one in series if 'view="external"' in one]
        self.assertTrue(any(one.startswith("lyncdns_service_record{") for one in about_external))
        self.assertEqual([one for one in about_external if 'vantage="dmz"' not in one], [])
        servers = [one for one in series if 'view="internal"' in one and "server=" in one]
        self.assertEqual({re.search('vantage="([^"]*)"', one)[1] for one in servers}, {"hq", "branch"})
        checks = [line.split('"')[1] for line in lyncdns(*ask, "edge01.contoso.com", "-f", "checkmk").out.splitlines()]
        channels = [channel["channel"] for channel in lyncdns(*ask, "-f", "prtg").json()["prtg"]["result"]]
        for names in (checks, channels):
            self.assertEqual(len(names), len(set(names)))


if __name__ == "__main__":
    unittest.main()
