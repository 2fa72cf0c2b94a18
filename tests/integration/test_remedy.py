"""The remedy command: its three forms, its exit codes, and what it never writes."""

import re
import shutil
import unittest

from bind import Bind
from fakedns import A, AAAA, NOERROR, NXDOMAIN, SERVFAIL, SOA, FakeDNS, a, aaaa, cname, reply, soa
from harness import Case, lyncdns, topology

FORMS = ("powershell", "nsupdate", "dnscmd")
COMMENT = {"powershell": "# ", "nsupdate": "; ", "dnscmd": "rem "}
HEAD = "$ORIGIN contoso.com.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"

BODY = """
exchange-um:
  - fqdn: um01.contoso.com
  - fqdn: um02.contoso.com
"""
RECORDS = "um01 A 10.0.0.1\num01 AAAA 2a00::1\num02 CNAME mail\nmail A 10.0.0.2\nmail AAAA 2a00::2\n"
MENDED = "um01 A 10.0.0.1\num02 A 10.0.0.2\nmail A 10.0.0.2\nmail AAAA 2a00::2\n"

WRITTEN = {
    "powershell": """\
# test: commands for the servers of the view internal. They introduce no finding, and resolve:
#   UM001:um01.contoso.com
#   UM001:um02.contoso.com

# UM001:um01.contoso.com
Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um01' -RRType 'AAAA' -RecordData '2a00::1' -Force
# UM001:um02.contoso.com
Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um02' -RRType 'CNAME' -RecordData 'mail.contoso.com.' -Force
# UM001:um02.contoso.com
Add-DnsServerResourceRecordA -ZoneName 'contoso.com' -Name 'um02' -IPv4Address '10.0.0.2'
""",
    "nsupdate": """\
; test: commands for the servers of the view internal. They introduce no finding, and resolve:
;   UM001:um01.contoso.com
;   UM001:um02.contoso.com

zone contoso.com.
; UM001:um01.contoso.com
update delete um01.contoso.com. AAAA 2a00::1
; UM001:um02.contoso.com
update delete um02.contoso.com. CNAME mail.contoso.com.
; UM001:um02.contoso.com
update add um02.contoso.com. 3600 A 10.0.0.2
send
""",
    "dnscmd": """\
rem test: commands for the servers of the view internal. They introduce no finding, and resolve:
rem   UM001:um01.contoso.com
rem   UM001:um02.contoso.com

rem UM001:um01.contoso.com
dnscmd /RecordDelete contoso.com um01 AAAA 2a00::1 /f
rem UM001:um02.contoso.com
dnscmd /RecordDelete contoso.com um02 CNAME mail.contoso.com. /f
rem UM001:um02.contoso.com
dnscmd /RecordAdd contoso.com um02 A 10.0.0.2
""",
}


def commands(script):
    """The lines of a script that change a record."""
    return [line for line in script.splitlines() if re.match(r"update |Add-|Remove-|dnscmd ", line)]


HOSTS = ("um01.contoso.com", "um02.contoso.com")


def answer(query, *records):
    """From a server that has the zone contoso.com."""
    if query.name == "contoso.com" and query.type == SOA:
        return reply(query, [soa("contoso.com")])
    rcode = NOERROR if query.name in ("contoso.com", *HOSTS) else NXDOMAIN
    return reply(query, records, authority=[] if records else [soa("contoso.com")], rcode=NOERROR if records else rcode)


class Remedy(Case):
    """Zone files answer for each view; {view: records of contoso.com}."""

    def given(self, records=RECORDS, body=BODY, name="test"):
        """The arguments that say what DNS has."""
        zones = records if isinstance(records, dict) else {"internal": records}
        args = [self.write("topology.yaml", topology(body, {view: ["127.0.0.1:9"] for view in zones}, name))]
        for view, text in zones.items():
            args += ["--zone", f"{view}={self.write(f'{view}/contoso.com.zone', HEAD + text)}"]
        return args

    def remedy(self, code, *options, form="nsupdate", **given):
        return self.run_code(code, "remedy", *self.given(**given), "-f", form, *options)


class Forms(Remedy):
    def test_each_form_is_written_like_this(self):
        for form in FORMS:
            with self.subTest(form=form):
                script = self.remedy(0, form=form).out
                self.assertEqual(script.count("\r\n"), 0 if form == "nsupdate" else script.count("\n"))
                self.assertEqual(script.replace("\r\n", "\n"), WRITTEN[form])

    def test_powershell_is_the_default(self):
        result = self.run_code(0, "remedy", *self.given())
        self.assertEqual(result.out, self.remedy(0, form="powershell").out)

    def test_preview_reads_the_same_change_from_each(self):
        told = []
        for form in FORMS:
            given = self.given()
            self.run_code(0, "remedy", *given, "-f", form, "-o", self.folder / "change")
            preview = self.run_code(0, "preview", *given, "--change", self.folder / "change", "-f", "json").json()
            told.append((preview["records"], preview["verdict"], [finding["key"] for finding in preview["resolved"]], preview["introduced"]))
        self.assertEqual(told[0][1:], ("safe", ["UM001:um01.contoso.com", "UM001:um02.contoso.com"], []))
        self.assertEqual(told, [told[0]] * 3)

    def test_the_same_answers_give_the_same_script(self):
        turned = BODY.replace("um01", "x").replace("um02", "um01").replace("x.", "um02.")
        self.assertEqual(self.remedy(0).out, self.remedy(0, body=turned).out)

    def test_output_goes_to_a_file(self):
        given, change = self.given(), self.folder / "change"
        result = self.run_code(0, "remedy", *given, "-f", "nsupdate", "-o", change)
        self.assertEqual((result.out, change.read_text()), ("", WRITTEN["nsupdate"]))
        zone = self.folder / "internal" / "contoso.com.zone"
        for path in (given[0], zone):
            before = path.read_text()
            self.run_code(2, "remedy", *given, "-o", path)
            self.assertEqual(path.read_text(), before)

    def test_names_in_comments_end_no_comment(self):
        evil = 'contoso\\nupdate add evil.contoso.com. 300 A 10.6.6.6\\r\\n& del *.* `$(id)'
        for form in FORMS:
            with self.subTest(form=form):
                script = self.remedy(0, form=form, name=f'"{evil}"').out
                self.assertEqual(commands(script), commands(WRITTEN[form]))
                for line in script.replace("\r\n", "\n").split("\n")[:3]:
                    self.assertTrue(line.startswith(COMMENT[form]), script)
                    self.assertNotRegex(line, r"[&$`\r]")


class ExitCodes(Remedy):
    def test_0_nothing_is_left_for_dns(self):
        for form in FORMS:
            with self.subTest(form=form):
                script = self.remedy(0, form=form, records="um01 A 10.0.0.1\num02 A 10.0.0.2\n").out
                self.assertIn("test: there is nothing to change", script)
                self.assertTrue(all(line.startswith(COMMENT[form].strip()) for line in script.split("\n") if line.strip()), script)

    def test_1_what_no_input_tells_is_left(self):
        script = self.remedy(1, records="um01 A 10.0.0.1\num01 AAAA 2a00::1\n").out
        self.assertEqual(commands(script), ["update delete um01.contoso.com. AAAA 2a00::1"])
        self.assertIn("Left for the DNS administrator:\n;   DNS001:um02.contoso.com: ", script)

    def test_1_what_cannot_be_judged_is_left_out(self):
        given = self.given()
        self.run_code(0, "remedy", *given, "--save-answers", self.folder / "saved")  # without what shows that no wildcard made um01's records
        script = self.run_code(1, "remedy", given[0], "--answers", self.folder / "saved", "-f", "nsupdate").out
        self.assertEqual(commands(script), commands(WRITTEN["nsupdate"])[1:])
        self.assertIn(";   UM001:um01.contoso.com: left out: it can't be judged: um01.contoso.com", script)

    def test_what_needs_another_owner_first_is_not_written(self):
        body = BODY + "other:\n  - {fqdn: um01.contoso.com, address-type: dual-stack}\n"
        script = self.remedy(1, body=body).out
        self.assertEqual(commands(script), commands(WRITTEN["nsupdate"])[1:])
        self.assertIn(";   UM001:um01.contoso.com: left out: it would introduce STK003:um01.contoso.com", script)
        self.assertIn("for the Lync administrator:\n;   UM001:um01.contoso.com: declare um01.contoso.com as ipv4", script)

    def test_2_mistakes(self):
        rows = [
            ("a view", ["--view", "lan"], "--view lan: unknown view"),
            ("a pattern that fits nothing", ["--only", "UM01"], "--only UM01: no rule and no name is like that"),
            ("a form", ["-f", "text"], "--format"),
            ("another topology", ["more.yaml"], "more.yaml"),
        ]
        for what, options, message in rows:
            with self.subTest(what=what):
                result = self.remedy(2, *options)
                self.assertEqual(result.out, "", str(result))
                self.assertIn(message, result.err)

    def test_2_several_views_need_commands(self):
        records = {"internal": RECORDS, "external": "um01 A 192.0.2.1\num01 AAAA 2a00::9\num02 A 192.0.2.2\n"}
        body = BODY.replace("com\n", "com\n    views: [internal, external]\n")
        result = self.remedy(2, records=records, body=body)
        self.assertEqual(result.out, "")
        self.assertIn("the views internal and external need commands", result.err)
        for view, other, wanted in (
            ("internal", "external", commands(WRITTEN["nsupdate"])),
            ("external", "internal", ["update delete um01.contoso.com. AAAA 2a00::9"]),
        ):
            script = self.remedy(0, "--view", view, records=records, body=body).out
            self.assertEqual(commands(script), wanted)
            self.assertIn(f"; The view {other} needs commands of its own: --view {other}\n", script)

    def test_no_view_is_asked_for_if_one_alone_needs_commands(self):
        records = {"internal": RECORDS, "external": "um01 A 192.0.2.1\num02 A 192.0.2.2\n"}
        body = BODY.replace("com\n", "com\n    views: [internal, external]\n")
        self.assertEqual(commands(self.remedy(0, records=records, body=body).out), commands(WRITTEN["nsupdate"]))
        script = self.remedy(0, "--view", "external", records=records, body=body).out
        self.assertEqual(commands(script), [])

    def test_a_view_with_no_other_servers_is_changed_along(self):
        def handler(query):
            if query.name in HOSTS and query.type in (A, AAAA):
                return answer(query, a(query.labels, "10.0.0.1") if query.type == A else aaaa(query.labels, "2a00::1"))
            return answer(query)

        body = BODY.replace("com\n", "com\n    views: [branch, internal]\n")
        with FakeDNS(handler) as first, FakeDNS(handler) as second:
            path = self.write("t.yaml", topology(body, {"branch": [second], "internal": [first, second]}))
            script = self.run_code(0, "remedy", path, "-f", "nsupdate").out
        self.assertEqual(commands(script), [f"update delete um0{number}.contoso.com. AAAA 2a00::1" for number in (1, 2)])
        self.assertIn("servers of the view internal.", script)
        self.assertNotIn("--view", script)

    def test_views_that_should_be_alike_are_changed_one_after_the_other(self):
        body = BODY.replace("com\n", "com\n    views: [internal, vpn]\n")
        records = {"internal": RECORDS, "vpn": RECORDS}
        given = self.given(records, body)
        text = given[0].read_text().replace("- name: vpn\n", "- name: vpn\n    kind: remote-client\n    expect-like: internal\n")
        given[0].write_text(text)
        script = self.run_code(0, "remedy", *given, "--view", "internal", "-f", "nsupdate").out
        self.assertEqual(commands(script), commands(WRITTEN["nsupdate"]))
        self.assertIn("; Until the other views have their commands, too, there will be:\n;   DNS015:um01.contoso.com+vpn\n", script)
        (self.folder / "internal" / "contoso.com.zone").write_text(HEAD + MENDED)
        script = self.run_code(0, "remedy", *given, "-f", "nsupdate").out
        self.assertEqual(commands(script), commands(WRITTEN["nsupdate"]))
        self.assertIn(";   DNS015:um01.contoso.com+vpn\n", script)
        self.assertNotIn("Until", script)
        (self.folder / "vpn" / "contoso.com.zone").write_text(HEAD + MENDED)
        self.run_code(0, "audit", *given, "--fail-on", "info")

    def test_3_an_incomplete_audit_gives_what_is_proven(self):
        def handler(query):
            if query.name == "um02.contoso.com" and query.type == A:
                return reply(query, rcode=SERVFAIL)
            if query.name == "um01.contoso.com" and query.type == AAAA:
                return answer(query, aaaa(query.labels, "2a00::1"))
            return answer(query, *[a(query.labels, "10.0.0.1")][: query.type == A and query.name in HOSTS])

        with FakeDNS(handler) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            script = self.run_code(3, "remedy", path, "-f", "nsupdate").out
        self.assertEqual(commands(script), ["update delete um01.contoso.com. AAAA 2a00::1"])
        self.assertIn("; Incomplete: 1 of 4 lookups failed.", script)

    def test_1_an_alias_whose_addresses_no_server_told(self):
        def handler(query):
            if query.name == "um02.contoso.com" and query.type == A:
                return reply(query, rcode=SERVFAIL)
            if query.name == "um02.contoso.com" and query.type == AAAA:
                return answer(query, cname(query.labels, "mail.contoso.com"), aaaa("mail.contoso.com", "2a00::2"))
            return answer(query, *[a(query.labels, "10.0.0.1")][: query.type == A and query.name in HOSTS])

        with FakeDNS(handler) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            script = self.run_code(1, "remedy", path, "-f", "nsupdate").out
        self.assertEqual(commands(script), [])
        self.assertIn(";   UM001:um02.contoso.com: ", script)


class Aliases(Remedy):
    def test_an_alias_to_another_um_name_stays(self):
        script = self.remedy(0, records="um02 CNAME um01\num01 A 10.0.0.1\num01 AAAA 2a00::1\n").out
        self.assertEqual(commands(script), ["update delete um01.contoso.com. AAAA 2a00::1"])
        self.assertIn("\n; UM001:um01.contoso.com, UM001:um02.contoso.com\nupdate delete", script)

    def test_the_last_alias_that_leads_away_is_replaced(self):
        records = "um01 A 10.0.0.1\num02 CNAME um01b\num01b CNAME mail\nmail A 10.0.0.2\nmail A 10.0.0.3\nmail AAAA 2a00::2\n"
        script = self.remedy(0, records=records).out
        self.assertEqual(commands(script), [
            "update delete um02.contoso.com. CNAME um01b.contoso.com.",
            "update add um02.contoso.com. 3600 A 10.0.0.2",
            "update add um02.contoso.com. 3600 A 10.0.0.3",
        ])  # fmt: skip


# A label for each thing that means something in one of the forms.
HOSTILE = (b"new\nline", b"re\rturn", b'qu"ote', b"apo'strophe", b"$(id)", b"a;b", b"`id`", b"a b", b"%PATH%", b"a&b", b"a|b", b"a>b", b"a^b",
           b"\xff\xfe", "müller".encode(), b"a\0b", b"-Force", b"a,b", b"a{b}", b"#a", b"a=b", b"@", b"a.b")  # fmt: skip


class HostileNames(Remedy):
    """An alias leads to a name that can't be written safely: nothing of it gets into a command, and the script says so."""

    def hostile(self, label):
        target = [label, b"contoso", b"com"]

        def handler(query):
            if query.name == "um02.contoso.com" and query.type in (A, AAAA):
                return answer(query, cname(query.labels, target), a(target, "10.0.0.2") if query.type == A else aaaa(target, "2a00::2"))
            if query.name == "um01.contoso.com" and query.type in (A, AAAA):
                return answer(query, a(query.labels, "10.0.0.1") if query.type == A else aaaa(query.labels, "2a00::1"))
            return answer(query)

        return FakeDNS(handler)

    def test_a_name_that_needs_quoting_is_left_out(self):
        wanted = {form: commands(WRITTEN[form])[:1] for form in FORMS}
        for label in HOSTILE:
            with self.hostile(label) as server:
                path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
                for form in FORMS:
                    with self.subTest(label=label, form=form):
                        script = self.run_code(1, "remedy", path, "-f", form).out
                        self.assertEqual(commands(script), wanted[form])
                        self.assertIn("UM001:um02.contoso.com: left out: um02.contoso.com can't be written: a name with characters", script)
                        self.assertNotRegex(script, r"[^\x20-\x7e\r\n]|\r(?!\n)|[$`&|]")
                        for line in script.splitlines():
                            self.assertTrue(not line or line.startswith((COMMENT[form], "zone ", "send")) or line in wanted[form], line)


class Left(Remedy):
    def test_addresses_that_dns64_makes_are_never_deleted(self):
        def handler(query):
            if query.name in (*HOSTS, "ipv4only.arpa") and query.type in (A, AAAA):
                host = "10.0.0.1" if query.name != "ipv4only.arpa" else "192.0.0.170"
                return answer(query, a(query.labels, host) if query.type == A else aaaa(query.labels, f"64:ff9b::{host}"))
            return answer(query)

        with FakeDNS(handler) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            result = lyncdns("remedy", path, "-f", "nsupdate")
        self.assertEqual(commands(result.out), [], str(result))
        self.assertIn("UM001:um01.contoso.com: ", result.out)
        self.assertIn("DNS64", result.out)

    def test_what_others_mend_is_listed_by_owner(self):
        body = BODY + "client-networks:\n  - {name: office, address-type: ipv6}\n"
        script = self.remedy(0, body=body).out
        self.assertIn("Not by DNS alone, for the Network administrator:\n;   STK002:office: ", script)

    def test_waived_findings_are_left_alone(self):
        body = BODY + "waivers:\n  - {rule: UM001, fqdn: um01.*, reason: moves in May, expires: 2126-01-31}\n"
        script = self.remedy(0, body=body).out
        self.assertEqual(commands(script), commands(WRITTEN["nsupdate"])[1:])
        self.assertNotIn("UM001:um01", script)

    def test_only(self):
        lines = commands(WRITTEN["nsupdate"])
        for pattern, wanted in (
            ("UM001", lines),
            ("UM*", lines),
            ("um01.contoso.com", lines[:1]),
            ("um02.*", lines[1:]),
            ("UM001:um01.contoso.com", lines[:1]),
            ("DNS001", []),
        ):
            with self.subTest(pattern=pattern):
                self.assertEqual(commands(self.remedy(0, "--only", pattern).out), wanted)
        self.assertEqual(commands(self.remedy(0, "--only", "um01.*", "--only", "um02.*").out), lines)

    def test_servers_that_differ_are_named(self):
        def handler(hosts):
            return lambda query: answer(query, *[a(query.labels, host) for host in hosts if query.type == A and query.name in HOSTS])

        with FakeDNS(handler(["10.0.0.1"])) as first, FakeDNS(handler(["10.0.0.1", "10.0.0.9"])) as second:
            path = self.write("t.yaml", topology(BODY, {"internal": [first, second]}))
            script = self.run_code(1, "remedy", path, "-f", "nsupdate").out
        self.assertEqual(commands(script), [])
        self.assertIn(";   DNS005:um01.contoso.com: ", script)


class Loop(Remedy):
    def test_remedy_preview_change_audit(self):
        records = RECORDS
        given = self.given(records)
        self.run_code(1, "audit", *given)
        self.run_code(0, "remedy", *given, "-f", "nsupdate", "-o", self.folder / "change")
        self.assertEqual(self.run_code(0, "preview", *given, "--change", self.folder / "change", "-f", "json").json()["verdict"], "safe")
        mended = self.given(MENDED)
        self.run_code(0, "audit", *mended)
        self.assertEqual(commands(self.run_code(0, "remedy", *mended, "-f", "nsupdate").out), [])


class Large(Remedy):
    @unittest.skipUnless(shutil.which("nsupdate"), "nsupdate is not installed")
    def test_a_change_that_has_no_room_in_one_message(self):
        names = [f"um{number}.contoso.com" for number in range(2000)]
        body = "exchange-um:\n" + "".join(f"  - fqdn: {name}\n" for name in names)
        zone = "".join(f"{name}. A 10.0.0.1\n{name}. AAAA 2a00::1\n" for name in names)
        with Bind({"contoso.com": zone}) as bind:
            path = self.write("t.yaml", topology(body, {"internal": [bind]}))
            script = self.run_code(0, "remedy", path, "-f", "nsupdate").out
            self.assertEqual(len(commands(script)), len(names))
            self.assertGreater(script.count("send\n"), 1)
            self.assertEqual(bind.update(script), (0, ""))
            self.run_code(0, "audit", path)


if __name__ == "__main__":
    unittest.main()
