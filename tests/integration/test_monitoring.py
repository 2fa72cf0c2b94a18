"""The formats of monitoring systems, of code scanning, log shippers and tickets, each held against its documented grammar.

Every grammar is read here by hand, hostile names included: names of networks and sites and texts of waivers may hold anything, names from DNS
any byte."""

import json
import re
import shutil
import unittest
from urllib.parse import unquote

from harness import DEMO_ZONES, ROOT, Case, lyncdns, topology
from process import run

HOSTILE = "a|b\"c'd\\n\n\x1b[31m;$(x)`y`<script>&#*_[l](http://e.example)![i](x)@me~\u202e\u00e9"
RULES = ROOT / "configs" / "monitoring"

BODY = f"""
sip-domains: [corp.example]
client-networks:
  - {{name: office, address-type: ipv4}}
  - {{name: {json.dumps(HOSTILE)}, address-type: ipv6}}
exchange-um:
  - {{fqdn: um.corp.example, site: london}}
  - {{fqdn: um2.corp.example, site: {json.dumps(HOSTILE)}}}
  - {{fqdn: um3.corp.example, site: paris}}
front-end-pools:
  - {{fqdn: pool.corp.example, site: paris, members: [fe1.corp.example]}}
other:
  - {{fqdn: alias.corp.example, site: rome}}
waivers:
  - {{rule: UM001, fqdn: um3.corp.example, reason: {json.dumps(HOSTILE)}, expires: 2099-12-31}}
"""
ZONE = """$ORIGIN corp.example.
$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 300
@ NS ns
ns A 10.0.0.1
um A 10.0.0.2
um AAAA 2a00::2
um2 A 10.0.0.3
um2 AAAA 2a00::3
um3 A 10.0.0.4
um3 AAAA 2a00::4
pool A 10.0.0.5
fe1 A 10.0.0.5
alias CNAME we\\124\\010\\027\\"\\`\\@\\<b\\>.corp.example.
"""


class Formats(Case):
    def setUp(self):
        super().setUp()
        self.topology = self.write("t.yaml", topology(BODY, {"internal": ["192.0.2.1"]}, name="corp"))
        self.zone = self.write("corp.example.zone", ZONE)

    def audit(self, form, *args, code=1):
        result = self.run_code(code, "audit", self.topology, "--zone", self.zone, "-f", form, *args)
        self.assertEqual(re.findall(r"[\x00-\x09\x0b-\x1f\x7f\u0080-\u009f\u202a-\u202e\u2066-\u2069]", result.out), [], form)
        return result.out

    def findings(self):
        return json.loads(self.audit("json"))["findings"]

    def incomplete(self, form):
        """The same of a run whose only server doesn't answer."""
        quiet = self.write("q.yaml", topology("exchange-um: [{fqdn: um.corp.example, site: london}]\n", {"internal": ["192.0.2.1"]}, name="corp"))
        return lyncdns("audit", quiet, "-s", "127.0.0.1:9", "--timeout", "100ms", "--tries", "1", "-f", form)


class Checkmk(Formats):
    LINE = re.compile(r'([0-3]) "([^"\\`;~!$%^&*|\'<>?,()=]+)" ((?:\w+=[0-9.]+)(?:\|\w+=[0-9.]+)*) (\S.*)')

    def lines(self, text):
        lines = [self.LINE.fullmatch(line) for line in text.splitlines()]
        self.assertNotIn(None, lines, text)
        return {line[2]: line for line in lines}

    def test_a_line_for_the_whole_and_for_each_site(self):
        text = self.audit("checkmk")
        lines = self.lines(text)
        self.assertEqual(len(lines), len(text.splitlines()), "a service twice")
        whole, *sites = lines.values()
        self.assertEqual(whole[2], "lyncdns corp")
        self.assertEqual({"lyncdns corp london", "lyncdns corp paris", "lyncdns corp rome"} - set(lines), set())
        self.assertEqual(len(sites), 4)
        summary = json.loads(self.audit("json"))["summary"]
        metrics = dict(pair.split("=") for pair in whole[3].split("|"))
        self.assertEqual({name: int(metrics[name]) for name in ("errors", "warnings", "infos", "waived", "lookups")},
                         {name: summary[name] for name in ("errors", "warnings", "infos", "waived", "lookups")})  # fmt: skip

    def test_the_state_of_a_site_is_its_own(self):
        lines = self.lines(self.audit("checkmk"))
        self.assertEqual(lines["lyncdns corp"][1], "2")
        self.assertEqual(lines["lyncdns corp london"][1], "2")
        self.assertIn(r"\nerror UM001:um.corp.example - ", lines["lyncdns corp london"][4])
        self.assertNotIn("um.corp.example", lines["lyncdns corp paris"][4])
        self.assertNotIn("um3.corp.example", lines["lyncdns corp paris"][4], "waived")

    def test_what_is_unknown_is_not_ok(self):
        result = self.incomplete("checkmk")
        self.assertEqual({line[1] for line in self.lines(result.out).values()}, {"3"}, str(result))
        self.assertEqual(result.code, 3)

    def test_no_report_is_a_line_that_says_so(self):
        result = self.run_code(2, "audit", self.folder / "missing.yaml", "-f", "checkmk")
        self.assertRegex(result.out, r'^3 "lyncdns" - .*missing\.yaml.*\n$')


class Prtg(Formats):
    def test_channels_and_limits(self):
        sensor = json.loads(self.audit("prtg"))
        self.assertEqual(set(sensor), {"prtg"})
        self.assertEqual(set(sensor["prtg"]), {"result", "text"})
        self.assertLessEqual(len(sensor["prtg"]["text"]), 2000)
        self.assertNotIn("#", sensor["prtg"]["text"], "PRTG ends a message there")
        channels = {channel["channel"]: channel for channel in sensor["prtg"]["result"]}
        for channel in channels.values():
            self.assertLessEqual(set(channel), {"channel", "value", "unit", "limitmode", "limitmaxerror", "limitmaxwarning"})
            self.assertIsInstance(channel["value"], int)
            self.assertIn(channel["unit"], ("Count", "TimeResponse"))
        summary = json.loads(self.audit("json"))["summary"]
        self.assertEqual(channels["Errors"]["value"], summary["errors"])
        self.assertEqual(channels["Errors"]["limitmaxerror"], 0)
        self.assertEqual(channels["Warnings"]["limitmaxwarning"], 0)
        self.assertEqual(channels["Incomplete"]["value"], 0)

    def test_what_is_unknown_is_a_warning(self):
        channels = {c["channel"]: c for c in json.loads(self.incomplete("prtg").out)["prtg"]["result"]}
        self.assertEqual((channels["Incomplete"]["value"], channels["Incomplete"]["limitmaxwarning"]), (1, 0))
        self.assertEqual(channels["Errors"]["value"], 0, "failed lookups alone take no sensor down")

    def test_limits_do_not_depend_on_values(self):
        """PRTG takes a channel's limits from the first scan alone."""
        texts = self.audit("prtg"), self.audit("prtg", "--only", "DNS005", code=0), self.incomplete("prtg").out
        limits = [[{**c, "value": None} for c in json.loads(text)["prtg"]["result"]] for text in texts]
        self.assertEqual(limits[1:], [limits[0], limits[0]])

    def test_no_report_is_an_error(self):
        sensor = json.loads(self.run_code(2, "audit", self.folder / "missing.yaml", "-f", "prtg").out)
        self.assertEqual(sensor["prtg"]["error"], 1)
        self.assertIn("missing.yaml", sensor["prtg"]["text"])
        sensor = json.loads(self.run_code(2, "audit", self.folder / "#1.yaml", "-f", "prtg").out)
        self.assertIn("/1.yaml: can't open", sensor["prtg"]["text"])


class Sarif(Formats):
    def log(self, text):
        log = json.loads(text)
        self.assertEqual((set(log), log["version"]), ({"$schema", "version", "runs"}, "2.1.0"))
        (one,) = log["runs"]
        self.assertEqual(set(one), {"tool", "invocations", "properties", "results"})
        return one

    def test_results(self):
        one = self.log(self.audit("sarif"))
        rules = one["tool"]["driver"]["rules"]
        self.assertEqual(len({rule["id"] for rule in rules}), len(rules))
        findings = {finding["key"]: finding for finding in self.findings()}
        levels = {"error": "error", "warning": "warning", "info": "note"}
        self.assertEqual(len(one["results"]), len(findings))
        for result in one["results"]:
            finding = findings[result["partialFingerprints"]["lyncdnsKey/v1"]]
            self.assertEqual((result["ruleId"], rules[result["ruleIndex"]]["id"]), (finding["rule"],) * 2)
            self.assertEqual(result["level"], levels[finding["severity"]])
            self.assertTrue(result["message"]["text"].startswith(finding["message"]))
            self.assertEqual(len(result["suppressions"]), 1 if finding["waived"] else 0)
            self.assertEqual(result["properties"]["evidence"], finding["evidence"][: len(result["properties"]["evidence"])])

    def test_the_line_that_declares_a_name(self):
        for result in self.log(self.audit("sarif"))["results"]:
            if result["partialFingerprints"]["lyncdnsKey/v1"] == "UM001:um.corp.example":
                place = result["locations"][0]["physicalLocation"]
                line = self.topology.read_text().splitlines()[place["region"]["startLine"] - 1]
                self.assertIn("um.corp.example", line)
                self.assertEqual(place["artifactLocation"]["uri"], f"file://{self.topology}")
                return
        self.fail("no result")

    def test_a_path_is_a_uri(self):
        odd = "a b:c%d#é.yaml"
        self.write(odd, self.topology.read_bytes())
        one = self.log(self.run_code(1, "audit", odd, "--zone", self.zone, "-f", "sarif", cwd=self.folder).out)
        uris = {p["physicalLocation"]["artifactLocation"]["uri"] for r in one["results"] for p in r["locations"] if "physicalLocation" in p}
        (uri,) = uris
        self.assertRegex(uri, r"^[A-Za-z0-9._~/%-]+$")
        self.assertEqual(unquote(uri), odd)

    def test_what_is_unknown_is_no_success(self):
        (invocation,) = self.log(self.incomplete("sarif").out)["invocations"]
        self.assertFalse(invocation["executionSuccessful"])
        self.assertIn("Incomplete", invocation["toolExecutionNotifications"][0]["message"]["text"])
        (invocation,) = self.log(self.audit("sarif"))["invocations"]
        self.assertTrue(invocation["executionSuccessful"])
        self.assertNotIn("toolExecutionNotifications", invocation)


class JsonLines(Formats):
    FACTS = {"format", "time", "topology", "environment", "answers", "change"}

    def test_a_line_for_each_finding(self):
        lines = [json.loads(line) for line in self.audit("jsonl").splitlines()]
        findings = self.findings()
        self.assertEqual([{key: line[key] for key in line if key not in self.FACTS} for line in lines], findings)
        self.assertEqual({line["format"] for line in lines}, {"lyncdns-finding-1"})

    def test_what_is_unknown_has_a_line(self):
        first, *rest = [json.loads(line) for line in self.incomplete("jsonl").out.splitlines()]
        self.assertEqual((first["format"], first["topology"]), ("lyncdns-incomplete-1", "corp"))
        self.assertEqual({line["rule"] for line in rest if line["severity"] == "error"}, {"DNS003"})

    def test_changes(self):
        history = ("--history", self.folder / "h.db", "--changes-only")
        self.assertEqual({json.loads(line)["change"] for line in self.audit("jsonl", *history).splitlines()}, {"new"})
        self.assertEqual(self.audit("jsonl", *history), "")
        self.zone.write_text(ZONE.replace("um AAAA 2a00::2\n", ""))
        (line,) = self.audit("jsonl", *history).splitlines()
        self.assertEqual((json.loads(line)["change"], json.loads(line)["key"]), ("gone", "UM001:um.corp.example"))


class Markdown(Formats):
    def plain(self, text):
        """The text without commands, spans of code, addresses of documents and escaped characters."""
        for block in re.findall(r"^```powershell\n(.*?)^```\n", text, re.M | re.S):
            self.assertRegex(block, r"\A((Add|Remove)-DnsServerResourceRecord\w*( -\w+( '[\w.:@-]+'(,'[\w.:@-]+')*| \d+)?)+( # [\w ]+)?\n)+\Z")
        text = re.sub(r"^```powershell\n.*?^```\n", "", text, flags=re.M | re.S)
        text = re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
        text = re.sub(r"<https://learn\.microsoft\.com/[\w/.-]+>|<https://www\.rfc-editor\.org/[\w/.-]+>", "", text)
        return re.sub(r"\\[!-/:-@\[-`{-~]", "", text)

    def test_foreign_text_is_only_text(self):
        text = self.audit("markdown")
        self.assertIn("@\u200bme", text)
        plain = self.plain(text)
        for line in plain.splitlines():
            line = re.sub(r"^(#{1,3} |- \[ \] (or )?\*\*[A-Z][\w ]+\*\*: |- )", "", line)
            self.assertNotRegex(line, r"[`<>\[\]!#*_~|\\&{}]|://|@(?!\u200b)")

    def test_what_a_ticket_needs(self):
        text = self.audit("markdown")
        self.assertTrue(text.startswith("# DNS audit of corp: NOT SAFE\n"))
        for finding in self.findings():
            self.assertTrue(finding["waived"] or "\n`" + finding["key"] in text or "`` " in text, finding["key"])
        self.assertRegex(text, r"- \[ \] \*\*DNS administrator\*\*: delete the AAAA record 2a00::2 of um\.corp\.example")
        self.assertIn("\n## Waived\n", text)

    def test_what_is_unknown_is_said(self):
        self.assertTrue(self.incomplete("markdown").out.startswith("# DNS audit of corp: INCOMPLETE\n"))

    def test_changes(self):
        history = ("--history", self.folder / "h.db", "--changes-only")
        self.assertIn("\n## New\n", self.audit("markdown", *history))
        self.assertEqual(self.audit("markdown", *history), "")
        self.zone.write_text(ZONE.replace("um AAAA 2a00::2\n", ""))
        self.assertIn("\n## Gone\n", self.audit("markdown", *history))


class Alerts(Case):
    def test_promtool_accepts_the_rules(self):
        if not shutil.which("promtool"):
            raise unittest.SkipTest("promtool is not installed")
        for name in ("lyncdns", "lyncdns-fleet"):
            for args in (("check", "rules", f"{name}.rules.yml"), ("test", "rules", f"{name}.rules.test.yml")):
                done = run("promtool", *args, cwd=RULES)
                self.assertEqual(done.returncode, 0, (done.stdout + done.stderr).decode())

    def test_they_use_only_metrics_that_are_written(self):
        self.hold("lyncdns", lyncdns("audit", ROOT / "configs" / "demo" / "contoso.yaml", *DEMO_ZONES, "-f", "prometheus").out)

    def test_those_of_fleets_do_too(self):
        dead = topology("exchange-um: [{fqdn: um.corp.example}]\n", {"internal": ["127.0.0.1:9"]})
        files = [self.write(f"{name}.yaml", dead) for name in ("one", "two")]
        zone = self.write("corp.example.zone", ZONE)
        good = lyncdns("audit", files[0], "--zone", zone, "-f", "json", "-o", self.folder / "good.json")
        self.assertEqual(good.code, 1, str(good))
        for file in files:
            lyncdns("audit", file, "--timeout", "100ms", "--tries", "1", "-f", "json", "-o", file.with_suffix(".json"))
        self.hold("lyncdns-fleet", lyncdns("fleet", self.folder, "-f", "prometheus").out)

    def hold(self, name, written):
        """Asserts that the rules NAME use no metrics and labels but those WRITTEN."""
        series = {name: set(re.findall(r"(\w+)=", labels)) for name, labels in re.findall(r"^(\w+)\{(.*)\}", written, re.M)}
        rules = (RULES / f"{name}.rules.yml").read_text()
        used = set(re.findall(r"\b(lyncdns_\w+)", rules))
        self.assertGreater(len(used), 3)
        self.assertLessEqual(used, set(series))
        labels = set(re.findall(r"\$labels\.(\w+)", rules)) | set(re.findall(r"(\w+)!?=\"", rules))
        self.assertLessEqual(labels, set().union(*series.values()) | {"instance"})


if __name__ == "__main__":
    unittest.main()
