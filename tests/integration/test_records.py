"""lyncdns records: the checklist, what DNS has of it, and what adds the rest."""

import csv
import io
import os
import unittest

from bind import Bind
from harness import PROGRAM, ROOT, Case, Knot, find_program, lyncdns, run

BODY = """version: 1
name: contoso
sip-domains: [contoso.test, fabrikam.test]
clients: [lync-2013, mobile]
services: [federation]
views:
  - {name: internal, servers: ["INTERNAL"]}
  - {name: external, servers: ["EXTERNAL"]}
front-end-pools:
  - fqdn: pool01.contoso.test
    members: [fe01.contoso.test]
    edge-pool: edge01.contoso.test
    web-internal: webint.contoso.test
    web-external: webext.contoso.test
edge-pools:
  - fqdn: edge01.contoso.test
    external:
      - {fqdn: access.contoso.test, service: access, port: 443}
      - {fqdn: webconf.contoso.test, service: web-conferencing}
simple-urls:
  - {fqdn: meet.contoso.test, url: meet, sip-domain: contoso.test}
  - {fqdn: admin.contoso.test, url: admin}
office-web-apps:
  - fqdn: owas.contoso.test
"""
KEYS = ["sip_domain", "record", "type", "kind", "expected", "values", "found", "why", "used_by", "reference"]
SCRIPTS = ["powershell", "nsupdate", "dnscmd"]
OUTSIDE = {
    "contoso.test": "access A 192.88.98.1\nwebext A 192.88.98.2\n_sip._tls SRV 0 0 443 access\nlyncdiscoverinternal A 192.88.98.9\n",
    "fabrikam.test": "www A 192.88.98.3\n",
}
INSIDE = {"contoso.test": "pool01 A 10.1.0.1\nwebint A 10.1.0.2\n", "fabrikam.test": "www A 10.1.0.3\n"}
# What adds the records that OUTSIDE lacks and that the topology or DNS states.
ADDED = {
    ("lyncdiscover.contoso.test", "CNAME", "webext.contoso.test"),
    ("_sipfederationtls._tcp.contoso.test", "SRV", "0 0 5061 access.contoso.test"),
    ("sip.contoso.test", "CNAME", "access.contoso.test"),
    ("lyncdiscover.fabrikam.test", "A", "192.88.98.2"),
    ("_sip._tls.fabrikam.test", "SRV", "0 0 443 sip.fabrikam.test"),
    ("_sipfederationtls._tcp.fabrikam.test", "SRV", "0 0 5061 sip.fabrikam.test"),
    ("sip.fabrikam.test", "A", "192.88.98.1"),
}


class Records(Case):
    def topology(self, body=BODY, internal="127.0.0.1:1", external="127.0.0.2:1"):
        return self.write("contoso.yaml", body.replace("INTERNAL", internal).replace("EXTERNAL", external))

    def rows(self, *args, code=0, body=BODY):
        """{(record, kind): row}."""
        report = self.run_code(code, "records", self.topology(body), "-f", "json", *args).json()
        self.assertEqual(list(report), ["format", "records"])
        self.assertEqual(report["format"], "lyncdns-records-1")
        return {(row["record"], row["kind"]): row for row in report["records"]}

    def zones(self, view, zones):
        """Options that answer for a view from zone files."""
        options = []
        for zone, text in zones.items():
            path = self.write(f"{view}/{zone}", Knot.HEAD.format(zone=zone) + text)
            options += ["--zone", f"{view}={path}@{zone}"]
        return options


class List(Records):
    def test_nobody_is_asked(self):
        rows = self.rows()
        self.assertEqual({row["found"] for row in rows.values()}, {None})
        for row in rows.values():
            self.assertEqual(list(row), KEYS)
            self.assertTrue(row["why"] and row["used_by"] and row["reference"], row)

    def test_expected_and_values(self):
        wanted = [
            ("_sip._tls.contoso.test", "external", "required", ["0 0 443 access.contoso.test"]),
            ("_sip._tls.contoso.test", "internal", "absent", []),
            ("_sip._tls.fabrikam.test", "external", "required", ["0 0 443 sip.fabrikam.test"]),
            ("_sipfederationtls._tcp.contoso.test", "external", "required", ["0 0 5061 access.contoso.test"]),
            ("_sipinternaltls._tcp.contoso.test", "internal", "required", ["0 0 5061 pool01.contoso.test"]),
            ("lyncdiscoverinternal.contoso.test", "internal", "required", ["webint.contoso.test"]),
            ("lyncdiscoverinternal.contoso.test", "external", "absent", []),
            ("lyncdiscover.contoso.test", "external", "required", ["webext.contoso.test"]),
            ("sip.contoso.test", "internal", "required", ["pool01.contoso.test"]),
            ("sip.contoso.test", "external", "required", ["access.contoso.test"]),
            ("meet.contoso.test", "external", "required", []),
            ("admin.contoso.test", "internal", "required", []),
            ("admin.contoso.test", "external", "absent", []),
            ("owas.contoso.test", "external", "required", []),
            ("webext.contoso.test", "internal", "required", []),
            ("access.contoso.test", "external", "required", []),
        ]
        rows = self.rows()
        for record, kind, expected, values in wanted:
            with self.subTest(record=record, kind=kind):
                row = rows[record, kind]
                self.assertEqual((row["expected"], row["values"]), (expected, values))
        self.assertEqual(rows["_sip._tls.contoso.test", "external"]["type"], "SRV")
        self.assertEqual(rows["meet.contoso.test", "external"]["type"], "A/AAAA")
        self.assertEqual(rows["meet.contoso.test", "external"]["sip_domain"], "contoso.test")
        self.assertIsNone(rows["access.contoso.test", "external"]["sip_domain"])

    def test_a_choice_of_edges_is_not_made(self):
        body = BODY.replace("simple-urls:", "  - {fqdn: edge02.contoso.test, external: [{fqdn: b.contoso.test, service: access, port: 443}]}\nsimple-urls:")
        rows = self.rows(body=body)
        self.assertEqual(rows["_sip._tls.contoso.test", "external"]["values"], [])
        self.assertEqual(rows["_sip._tls.contoso.test", "external"]["expected"], "required")

    def test_a_domain(self):
        rows = self.rows("--domain", "Fabrikam.Test.")
        self.assertEqual({row["sip_domain"] for row in rows.values()}, {"fabrikam.test"})
        self.assertEqual(len(rows), 24)

    def test_a_view(self):
        self.assertEqual({kind for _, kind in self.rows("--view", "external")}, {"external"})

    def test_views_need_not_be_declared(self):
        body = "\n".join(line for line in BODY.splitlines() if "servers:" not in line and line != "views:")
        rows = self.rows(body=body)
        self.assertEqual({kind for _, kind in rows}, {"internal", "external"})
        self.assertEqual(rows["meet.contoso.test", "external"]["expected"], "required")

    def test_no_sip_domains(self):
        body = "\n".join(line for line in BODY.splitlines() if "sip-domains" not in line).replace(", sip-domain: contoso.test", "")
        self.assertIn(("access.contoso.test", "external"), self.rows(body=body))
        self.assertIn("sip-domains", self.run_code(0, "records", self.topology(body)).out)

    def test_csv(self):
        out = self.run_code(0, "records", self.topology(), "-f", "csv").out
        rows = list(csv.DictReader(io.StringIO(out)))
        row = next(row for row in rows if row["record"] == "_sip._tls.contoso.test" and row["kind"] == "external")
        self.assertEqual((row["expected"], row["values"], row["found"]), ("required", "0 0 443 access.contoso.test", ""))

    def test_text_fits_the_terminal(self):
        for columns in (80, 200):
            out = self.run_code(0, "records", self.topology(), env={"COLUMNS": str(columns)}).out
            self.assertLessEqual(max(map(len, out.splitlines())), columns)
            for words in ("contoso.test", "fabrikam.test", "_sipfederationtls._tcp", "must not", "0 0 443 access.contoso.test"):
                self.assertIn(words, out)
            self.assertTrue(out.splitlines()[-1].startswith("25 required, "), out)

    def test_errors(self):
        path = self.topology()
        rows = [
            ("records", "missing operand"),
            (f"records {path} --domain other.test", "no SIP domain"),
            (f"records {path} --view nowhere", "no such view"),
            (f"records {path} -f nsupdate", "--view"),
            (f"records {path} --save-answers {self.folder}/a", "--ask"),
            (f"records {path} --explain _sip._tsl", "did you mean"),
            (f"records {path} --explain _sip._tls.other.test", "no SIP domain"),
            ("records --explain _sip._tls --ask", "TOPOLOGY"),
            (f"records {path} -o {path}", "that is read"),
        ]
        for words, sentence in rows:
            with self.subTest(words):
                result = self.run_code(2, *words.split())
                self.assertEqual(result.out, "")
                self.assertIn(sentence, result.err)


class Found(Records):
    def test_zone_files(self):
        rows = self.rows(*self.zones("external", OUTSIDE), "--view", "external")
        self.assertEqual(rows["_sip._tls.contoso.test", "external"]["found"], "yes")
        self.assertEqual(rows["_sipfederationtls._tcp.contoso.test", "external"]["found"], "no")
        self.assertEqual(rows["lyncdiscoverinternal.contoso.test", "external"]["found"], "yes")

    def test_a_failed_lookup_proves_nothing(self):
        rows = self.rows("--ask", "--timeout", "100ms", "--tries", "1", code=3)
        self.assertEqual({row["found"] for row in rows.values()}, {"unknown"})

    def test_servers_of_one_view_alone(self):
        with Knot(OUTSIDE) as server:
            rows = self.rows("-s", f"external={server.address}", "--view", "external")
        self.assertEqual(rows["_sip._tls.contoso.test", "external"]["found"], "yes")
        self.assertEqual(rows["_sip._tls.fabrikam.test", "external"]["found"], "no")

    def test_text_shows_what_dns_has(self):
        out = self.run_code(0, "records", self.topology(), *self.zones("external", OUTSIDE), *self.zones("internal", INSIDE)).out
        self.assertIn("must not be there: 192.88.98.9", " ".join(out.split()))
        self.assertIn("1 there that must not be", out.splitlines()[-1])

    def test_a_view_without_a_kind_is_an_error(self):
        path = self.write("t.yaml", "version: 1\nsip-domains: [contoso.test]\nother: [{fqdn: a.contoso.test}]\n")
        self.assertIn("kind", self.run_code(2, "records", path, "-s", "127.0.0.1:1").err)


class Scripts(Records):
    def script(self, form, *args):
        return self.run_code(0, "records", self.topology(), "-f", form, "--view", "external", *args).out

    def test_preview_reads_what_is_written(self):
        zones = self.zones("external", OUTSIDE)
        for form in SCRIPTS:
            for options in ([], zones):
                with self.subTest(form, asked=bool(options)):
                    script = self.write("script", self.script(form, *options))
                    result = lyncdns("preview", self.topology(), "--change", script, "--view", "external",
                                     *zones, *self.zones("internal", INSIDE), "-f", "json")
                    self.assertIn(result.code, (0, 1, 3), str(result))

    def test_a_zone_fragment_loads(self):
        fragment = self.script("zone", *self.zones("external", OUTSIDE))
        for zone, text in OUTSIDE.items():
            lines = [line for line in fragment.splitlines() if not line.startswith(";") and line.split(".", 1)[1].split(" ")[0].endswith(f"{zone}.")]
            path = self.write("zone", Knot.HEAD.format(zone=zone) + text + "\n".join(lines) + "\n")
            done = run(find_program("named-checkzone"), zone, path, text=True)
            self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual({self.record(line.replace(" 3600 IN ", " ")) for line in fragment.splitlines() if not line.startswith(";")}, ADDED)

    def record(self, words):
        name, kind, data = words.split(" ", 2)
        return name.rstrip("."), kind, data.rstrip(".")

    def test_nsupdate_adds_what_is_missing(self):
        with Bind(OUTSIDE) as bind:
            before = self.rows("-s", f"external={bind.address}", "--view", "external")
            script = self.script("nsupdate", "-s", f"external={bind.address}")
            added = {self.record(line[len("update add "):].replace(" 3600 ", " ")) for line in script.splitlines() if line.startswith("update")}
            self.assertEqual(added, ADDED)
            self.assertIn("; to delete: lyncdiscoverinternal.contoso.test", script)
            code, said = bind.update(script)
            self.assertEqual((code, said), (0, ""))
            after = self.rows("-s", f"external={bind.address}", "--view", "external")
            again = self.script("nsupdate", "-s", f"external={bind.address}")
        for name, _, _ in ADDED:
            self.assertEqual((before[name, "external"]["found"], after[name, "external"]["found"]), ("no", "yes"), name)
        self.assertIn("nothing to add", again)

    def test_without_dns_all_are_written(self):
        self.assertIn("_sip._tls.contoso.test. 3600 SRV 0 0 443 access.contoso.test.", self.script("nsupdate"))
        self.assertIn("not written: lyncdiscover.fabrikam.test with the addresses of webext.contoso.test", self.script("nsupdate"))

    def test_an_alias_to_nothing_is_not_written(self):
        script = self.script("nsupdate", *self.zones("external", dict(OUTSIDE, **{"contoso.test": "access A 192.88.98.1\n"})))
        self.assertNotIn("update add lyncdiscover", script)
        self.assertIn("not written: lyncdiscover.contoso.test", script)

    def test_nothing_is_written_over_a_broken_alias(self):
        zones = dict(OUTSIDE, **{"contoso.test": OUTSIDE["contoso.test"] + "sip CNAME nowhere\n"})
        script = self.script("nsupdate", *self.zones("external", zones))
        self.assertNotIn("update add sip.contoso.test", script)
        self.assertIn("not written: sip.contoso.test", script)

    def test_a_wildcard(self):
        zones = self.zones("external", dict(OUTSIDE, **{"fabrikam.test": "* A 192.88.98.7\n"}))
        out = " ".join(self.run_code(0, "records", self.topology(), "--view", "external", *zones).out.split())
        self.assertIn("192.88.98.7 (by a wildcard)", out)
        self.assertIn("1 there that must not be", out)
        script = self.script("nsupdate", *zones)
        self.assertIn("not written: lyncdiscover.fabrikam.test with the addresses of webext.contoso.test: a wildcard answers for it", script)
        self.assertNotIn("to delete: lyncdiscoverinternal.fabrikam.test", script)

    def test_one_kind_needs_no_view(self):
        zones = self.zones("external", OUTSIDE)
        full = {"contoso.test": "pool01 A 10.1.0.1\nwebint A 10.1.0.2\nlyncdiscoverinternal A 10.1.0.2\n_sipinternaltls._tcp SRV 0 0 5061 pool01\nsip A 10.1.0.1\n",
                "fabrikam.test": "lyncdiscoverinternal A 10.1.0.2\n_sipinternaltls._tcp SRV 0 0 5061 sip\nsip A 10.1.0.1\n"}
        out = self.run_code(0, "records", self.topology(), "-f", "dnscmd", *zones, *self.zones("internal", full)).out
        self.assertIn("kind external", out)


class Explain(Records):
    def test_every_record(self):
        rows = self.run_code(0, "records", "--explain", "all", "-f", "json").json()["records"]
        self.assertEqual(len(rows), 12)
        for row in rows:
            with self.subTest(row["record"]):
                self.assertTrue(row["lookups"])
                self.assertIn(row["record"], self.run_code(0, "records", "--explain", row["record"]).out)

    def test_the_order_of_a_client(self):
        out = " ".join(self.run_code(0, "records", "--explain", "_sip._tls").out.split())
        self.assertIn("_sipinternaltls._tcp, _sipinternal._tcp, _sip._tls, sipinternal, sip, sipexternal", out)
        self.assertIn("Without it", out)

    def test_with_a_topology(self):
        out = self.run_code(0, "records", self.topology(), "--explain", "_sip._tls.contoso.test").out
        self.assertIn("0 0 443 access.contoso.test", out)
        self.assertNotIn("fabrikam.test", out)
        self.assertNotIn("lyncdiscover.contoso", out)


class Manual(Case):
    def test_the_page_is_that_of_the_program(self):
        done = run(ROOT / "scripts" / "records-manual", "--check", env=dict(os.environ, LYNCDNS=PROGRAM), text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
