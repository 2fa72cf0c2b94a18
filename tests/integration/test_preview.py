"""Preview: scripts in three forms, what they change, and waiting until servers show the change."""

import re
import threading
import unittest

from bind import Bind
from fakedns import A, AAAA, NXDOMAIN, SERVFAIL, SOA, FakeDNS, a, aaaa, cname, reply, soa
from harness import LONG, Case, Knot, join, lyncdns, topology

HEAD = "$ORIGIN {zone}.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"
ZONE = HEAD.format(zone="contoso.com") + "um01 A 10.0.0.1\num02 A 10.0.0.2\num02 AAAA 2001:41d0::2\nalias CNAME target\ntarget A 10.0.0.3\n"
BODY = "exchange-um:\n  - fqdn: um01.contoso.com\n  - fqdn: um02.contoso.com\nother:\n  - fqdn: alias.contoso.com\n"
VIEWS = {"internal": ["127.0.0.1:1"], "external": ["127.0.0.1:1"]}

# One change, as each tool has it.
SCRIPTS = {
    "nsupdate": "server 10.0.0.10\nzone contoso.com\nupdate add um01.contoso.com. 3600 AAAA 2001:41d0::1\n"
    "update delete um02.contoso.com AAAA\nupdate delete alias.contoso.com\nupdate add alias.contoso.com 3600 CNAME um02.contoso.com\nsend\n",
    "dnscmd": "@echo off\r\nrem adds and deletes\r\ndnscmd dc01 /RecordAdd contoso.com um01 3600 AAAA 2001:41d0::1\r\n"
    "dnscmd dc01 /recorddelete contoso.com um02 AAAA 2001:41d0::2 /f\r\ndnscmd dc01 /RecordDelete contoso.com alias CNAME /f\r\n"
    "DNSCMD.EXE . /RecordAdd contoso.com. alias.contoso.com. CNAME um02.contoso.com.\r\n",
    "PowerShell": "# adds and deletes\nImport-Module DnsServer\nAdd-DnsServerResourceRecordAAAA -ZoneName contoso.com -Name 'um01' `\n"
    '  -IPv6Address "2001:41d0::1" -TimeToLive 01:00:00 -ComputerName dc01\n'
    "Remove-DnsServerResourceRecord -ZoneName contoso.com -Name um02 -RRType AAAA -RecordData 2001:41d0::2 -Force\n"
    "remove-dnsserverresourcerecord -zonename contoso.com -name alias -rrtype CName -Force -Confirm:$false; "
    "Add-DnsServerResourceRecord -CName -ZoneName contoso.com -Name alias -HostNameAlias um02.contoso.com\n",
}


class Preview(Case):
    def preview(self, code, script, *args, zone=ZONE, body=BODY, views=None):
        path = self.write("topology.yaml", topology(body, views or {"internal": ["127.0.0.1:1"]}))
        file = self.write("change.txt", script)
        return self.run_code(code, "preview", path, "--change", file, "--zone", self.write("contoso.zone", zone), *args)

    def test_the_three_forms_give_the_same_report(self):
        for form, script in SCRIPTS.items():
            for name, data in ((form, script), (form + " in UTF-16", script.encode("utf-16"))):
                with self.subTest(name):
                    report = self.preview(1, data, "-f", "json").json()
                    self.assertEqual(list(report), ["format", "run", "records", "verdict", "not_judged", "introduced", "resolved", "unchanged"])
                    self.assertEqual(report["format"], "lyncdns-preview-1")
                    self.assertEqual(
                        report["records"]["added"],
                        [
                            {"view": "internal", "name": "um01.contoso.com", "type": "AAAA", "ttl": 3600, "data": "2001:41d0::1"},
                            {"view": "internal", "name": "alias.contoso.com", "type": "CNAME", "ttl": 3600, "data": "um02.contoso.com"},
                        ],
                    )
                    self.assertEqual(
                        report["records"]["removed"],
                        [
                            {"view": "internal", "name": "um02.contoso.com", "type": "AAAA", "ttl": 300, "data": "2001:41d0::2"},
                            {"view": "internal", "name": "alias.contoso.com", "type": "CNAME", "ttl": 300, "data": "target.contoso.com"},
                        ],
                    )
                    self.assertEqual([finding["key"] for finding in report["introduced"]], ["UM001:um01.contoso.com"])
                    self.assertEqual([finding["key"] for finding in report["resolved"]], ["UM001:um02.contoso.com"])

    def test_the_verdict_comes_first(self):
        rows = [
            (1, "update add um01.contoso.com 60 AAAA 2001:41d0::1\nsend\n", "NOT SAFE TO APPLY: introduces 1 error - UM001:um01.contoso.com"),
            (0, "update delete um02.contoso.com AAAA\nsend\n", "SAFE TO APPLY: introduces nothing (resolves 1)"),
            (0, "update add um01.contoso.com 60 A 10.0.0.1\nsend\n", "SAFE TO APPLY: changes no answer"),
        ]
        for code, script, line in rows:
            self.assertEqual(self.preview(code, script).out.splitlines()[0], line)

    def test_only_new_findings_count(self):
        # UM001:um02 is there before and after.
        self.preview(0, "update add um01.contoso.com 60 A 10.0.0.9\nsend\n")
        self.preview(0, "update add um01.contoso.com 60 AAAA 2001:41d0::1\nsend\n", "--fail-on", "never")

    def test_a_change_in_one_view(self):
        script = "update add um01.contoso.com 60 AAAA 2001:41d0::1\nsend\n"
        body = BODY.replace("um01.contoso.com", "um01.contoso.com\n    views: [internal, external]")
        report = self.preview(1, script, "-f", "json", "--view", "external", body=body, views=VIEWS).json()
        self.assertEqual([record["view"] for record in report["records"]["added"]], ["external"])
        self.assertIn("choose one with --view", self.preview(2, script, body=body, views=VIEWS).err)
        self.assertIn("unknown view", self.preview(2, script, "--view", "extern", views=VIEWS).err)

    def test_a_line_that_cannot_be_read_is_an_error(self):
        powershell = "Add-DnsServerResourceRecordA -ZoneName contoso.com -Name um01 -IPv4Address 10.0.0.9\n"
        rows = [
            ("update add um01.contoso.com 60 A 10.0.0.256\n", "1: \"10.0.0.256\""),
            ("update add um01.contoso.com 60 A 10.0.0.9\nupdata delete um01.contoso.com\n", "2: \"updata\""),
            ("update add um01.contoso.com A 10.0.0.9\nsend\n", "1: \"A\": missing TTL"),
            ("update add um01.contoso.com 1h A 10.0.0.9\nsend\n", "1: "),
            ("update add um_1.contoso.com 60 A 10.0.0.9\nsend\n", "1: nsupdate refuses such a record of this name"),
            ("update add um01.contoso.com 60 A 10.0.0.9 ; a comment\nsend\n", "1: nsupdate allows a comment only"),
            ("zone fabrikam.com\nupdate add um01.contoso.com 60 A 10.0.0.9\nsend\n", "2: the name is outside the zone"),
            ("update add um01.contoso.com 60 TXT text\nsend\n", "1: um01.contoso.com: a change of TXT records can't be judged"),
            ("update add contoso.com 60 NS ns2.contoso.com\nsend\n", "1: contoso.com: a change of NS records"),
            ("prereq nxdomain um01.contoso.com\nupdate add um01.contoso.com 60 A 10.0.0.9\nsend\n", "1: the prerequisite about um01"),
            ("prereq yxrrset um02.contoso.com AAAA 2001:41d0::3\nupdate delete um02.contoso.com\nsend\n", "1: the prerequisite"),
            ("dnscmd . /RecordAdd contoso.com um01 A 10.0.0.9\nfor %%i in (1) do echo x\n", "2: "),
            ("dnscmd . /RecordAdd contoso.com um01 A %1\n", "1: variables"),
            ("dnscmd . /ZoneDelete contoso.com /f\n", "1: \"/ZoneDelete\""),
            ("dnscmd . /RecordAdd contoso.com um01.contoso.com A 10.0.0.9\n", "1: \"um01.contoso.com\": relative to its zone"),
            ("dnscmd . /RecordAdd contoso.com um01 CNAME target.contoso.com.\n", "1: um01.contoso.com: the server would refuse"),
            (powershell + "Get-DnsServerZone | Remove-DnsServerZone\n", "2: pipelines"),
            (powershell + "$name = 'um01'\n", "2: variables"),
            (powershell + 'Add-DnsServerResourceRecordA -ZoneName contoso.com -Name "$name" -IPv4Address 10.0.0.9\n', "2: variables"),
            (powershell + "foreach ($i in 1..3) { }\n", "2: "),
            (powershell + "Add-DnsServerResourceRecordA contoso.com um01 10.0.0.9 3600\n", "2: \"3600\": a value without"),
            (powershell + "Add-DnsServerResourceRecordA -ZoneName contoso.com -Name um01 -IPv4Address 10.0.0.9 -WhatIf\n", "2: \"-WhatIf\""),
            (powershell + "Set-DnsServerResourceRecord -ZoneName contoso.com\n", "2: \"Set-DnsServerResourceRecord\""),
            ("just words\n", "expected an nsupdate script"),
            ("server 10.0.0.1\nsend\n", "the script changes nothing"),
        ]
        for script, sentence in rows:
            with self.subTest(script):
                result = self.preview(2, script)
                self.assertIn(sentence, result.err)
                self.assertEqual(result.out, "")

    def test_all_mistakes_of_a_script_are_reported(self):
        err = self.preview(2, "update add a.contoso.com 1 A x\nupdate add b.contoso.com 1 AAAA x\nfoo\nsend\n").err
        self.assertEqual([line.split("change.txt:")[1][0] for line in err.splitlines()], ["1", "2", "3"])

    def test_what_the_server_would_ignore_is_noted(self):
        result = self.preview(0, "update add um01.contoso.com 60 CNAME target.contoso.com\nupdate add um01.contoso.com 60 A 10.0.0.7\n")
        self.assertIn("change.txt:1: note: um01.contoso.com: the server would silently ignore", result.err)
        self.assertIn("change.txt:2: note: no \"send\"", result.err)
        self.assertIn("+ internal um01.contoso.com 60 A 10.0.0.7", result.out)
        self.assertNotIn("CNAME", result.out)

    def test_an_alias_whose_target_the_same_script_changes(self):
        script = "update add new.contoso.com 60 AAAA 2001:41d0::5\nupdate delete um01.contoso.com\nsend\nupdate add um01.contoso.com 60 CNAME new.contoso.com\nsend\n"
        report = self.preview(1, script, "-f", "json").json()
        self.assertEqual({finding["key"] for finding in report["introduced"]}, {"UM001:um01.contoso.com", "UM003:um01.contoso.com", "STK001:um01.contoso.com"})

    def test_other_records_elsewhere_are_skipped(self):
        result = self.preview(0, "update add mail.contoso.com 60 MX 10 mx.contoso.com\nupdate add um01.contoso.com 60 A 10.0.0.9\nsend\n")
        self.assertIn("MX records don't affect", result.err)

    def test_a_failed_lookup_is_never_safe(self):
        path = self.write("topology.yaml", topology(BODY))
        file = self.write("change.txt", "update add um01.contoso.com 60 A 10.0.0.9\nsend\n")
        with Knot({"contoso.com": ZONE}) as knot:
            args = ("preview", path, "--change", file, "-s", knot, "-s", "127.0.0.1:1", "--timeout", "500ms")
            self.assertIn("INCOMPLETE", self.run_code(3, *args).out)
            file.write_text("update add um01.contoso.com 60 AAAA 2001:41d0::7\nsend\n")
            self.assertIn("UM001:um01.contoso.com", self.run_code(1, *args).out)

    def test_over_saved_answers(self):
        path, file = self.write("topology.yaml", topology(BODY)), self.write("change.txt", SCRIPTS["nsupdate"])
        saved = self.folder / "answers"
        with Knot({"contoso.com": ZONE}) as knot:
            live = self.run_code(1, "preview", path, "--change", file, "-s", knot, "--save-answers", saved)
        again = self.run_code(1, "preview", path, "--change", file, "--answers", saved)
        when = re.findall(r"  view default: asked at \d{4}-\S+\n", again.out)
        self.assertEqual(len(when), 1)
        self.assertEqual(again.out.replace(when[0], ""), live.out)
        other = self.write("other.txt", "update add um01.contoso.com 60 A 10.0.0.9\nupdate add unheard.contoso.com 60 A 10.0.0.1\nsend\n")
        self.assertIn("unheard.contoso.com", self.run_code(2, "preview", path, "--change", other, "--answers", saved).err)


class Confirm(Case):
    SCRIPT = "update add um01.contoso.com 60 A 10.0.0.9\nupdate delete target.contoso.com A 10.0.0.3\nupdate add target.contoso.com 60 A 10.0.0.4\nsend\n"

    def setUp(self):
        super().setUp()
        self.path = self.write("topology.yaml", topology(BODY.replace("um02", "um01b").replace("  - fqdn: um01b.contoso.com\n", "")))
        self.file = self.write("change.txt", self.SCRIPT)

    def test_a_change_made_before_or_during_the_wait(self):
        with Bind({"contoso.com": ZONE}) as bind:
            args = ("preview", self.path, "--change", self.file, "-s", bind, "--confirm", "1m")
            results = []
            waiter = threading.Thread(target=lambda: results.append(lyncdns(*args)))
            waiter.start()
            self.assertEqual(bind.update(self.SCRIPT)[0], 0)
            join(waiter, LONG)
            self.assertEqual(results[0].code, 0, str(results[0]))
            self.assertIn("CONFIRMED: every server shows the change", results[0].out)
            self.assertIn("CONFIRMED", self.run_code(0, *args).out)

    def test_a_server_without_the_change_is_named(self):
        with Bind({"contoso.com": ZONE}) as bind, Knot({"contoso.com": ZONE}) as knot:
            self.assertEqual(bind.update(self.SCRIPT)[0], 0)
            result = self.run_code(3, "preview", self.path, "--change", self.file, "-s", bind, "-s", knot, "--confirm", "100ms")
        lines = [line for line in result.err.splitlines() if "still differs" in line]
        self.assertEqual(len(lines), 2, str(result))
        self.assertIn(f"{knot} still differs for um01.contoso.com A: it returns 10.0.0.1, expected 10.0.0.1, 10.0.0.9", lines[0])
        self.assertIn(f"{knot} still differs for target.contoso.com A: it returns 10.0.0.3, expected 10.0.0.4", lines[1])

    def test_files_are_not_asked_again(self):
        zone = self.write("contoso.zone", ZONE)
        self.assertIn("--confirm", self.run_code(2, "preview", self.path, "--change", self.file, "--zone", zone, "--confirm", "1s").err)


def denied(query):
    """The name isn't there; the zone is."""
    if query.name == "contoso.com":
        return reply(query, [soa("contoso.com")] if query.type == SOA else [], authority=[soa("contoso.com")])
    return reply(query, authority=[soa("contoso.com")], rcode=NXDOMAIN)


class Failures(Case):
    """Servers that don't answer, or answer for one type only: nothing is assumed about them after the change."""

    BODY = "exchange-um:\n  - fqdn: um01.contoso.com\n"

    def preview(self, code, handler, script, *args):
        with FakeDNS(handler) as server:
            path = self.write("topology.yaml", topology(self.BODY, {"internal": [server.address]}))
            file = self.write("change.txt", script)
            return self.run_code(code, "preview", path, "--change", file, "--timeout", "500ms", "--tries", "1", *args)

    def test_a_name_denied_because_one_type_is_missing(self):
        def handler(said):
            def answer(query):
                if query.name == "um01.contoso.com" and query.type == AAAA:
                    return said(query)
                return denied(query)

            return answer

        def record(query):
            return reply(query, [aaaa(query.name, "2001:41d0::1")])

        def failure(query):
            return reply(query, rcode=SERVFAIL)

        add, delete = "update add um01.contoso.com 60 A 10.0.0.1\nsend\n", "update delete um01.contoso.com A 10.0.0.1\nsend\n"
        contradiction = ["UM003:um01.contoso.com", "STK001:um01.contoso.com", "DNS014:um01.contoso.com"]
        failed = ["DNS003:um01.contoso.com", "UM002:um01.contoso.com"]
        rows = [
            ("an address stays", 0, record, add, ["UM001:um01.contoso.com"], contradiction),
            ("an address stays alone", 0, record, delete, ["UM001:um01.contoso.com"] + contradiction, []),
            ("a failure stays", 3, failure, add, failed, []),
            ("all stays", 3, failure, delete, failed, []),
        ]
        for what, code, said, script, unchanged, resolved in rows:
            with self.subTest(what):
                report = self.preview(code, handler(said), script, "-f", "json").json()
                self.assertEqual([finding["key"] for finding in report["introduced"]], [])
                self.assertEqual([finding["key"] for finding in report["unchanged"]], unchanged)
                self.assertEqual([finding["key"] for finding in report["resolved"]], resolved)

    def test_a_failure_where_a_wildcard_answers(self):
        def handler(query):
            if query.type == AAAA and query.name == "um01.contoso.com":
                return reply(query, rcode=SERVFAIL)
            if query.name.endswith(".*.contoso.com") or query.type == SOA:
                return denied(query)
            return reply(query, [a(query.name, "10.0.0.7")] if query.type == A else [], authority=[soa("contoso.com")])

        for what, script in (("added", "update add um01.contoso.com 60 A 10.0.0.7\nsend\n"), ("nothing", "update delete um01.contoso.com A\nsend\n")):
            with self.subTest(what):
                report = self.preview(3, handler, script, "-f", "json").json()
                self.assertEqual([finding["key"] for finding in report["unchanged"]], ["DNS003:um01.contoso.com", "UM002:um01.contoso.com"])
                self.assertEqual(report["introduced"] + report["resolved"], [])

    def test_a_change_repairs_no_server(self):
        """A second server never answers, or answers only for the name that an alias leads away from."""

        def live(query):
            if query.name not in ("um01.contoso.com", "alias.contoso.com"):
                return denied(query)
            return reply(query, [a(query.name, "10.0.0.1")] if query.type == A else [], authority=[soa("contoso.com")])

        def only_alias(query):
            return reply(query, rcode=SERVFAIL) if query.name == "um01.contoso.com" else live(query)

        replace = "update delete um01.contoso.com\nupdate add um01.contoso.com 60 A 10.0.0.2\nsend\n"
        lead = "update delete alias.contoso.com\nupdate add alias.contoso.com 60 CNAME um01.contoso.com\nupdate add um01.contoso.com 60 A 10.0.0.2\nsend\n"
        def nothing(query):
            return None

        rows = [
            ("an addition", nothing, 3, "update add um01.contoso.com 60 A 10.0.0.2\nsend\n", []),
            ("the other type", nothing, 1, "update add um01.contoso.com 60 AAAA 2001:41d0::1\nsend\n", ["UM001:um01.contoso.com"]),
            ("all of a type", nothing, 3, "update delete um01.contoso.com AAAA\nsend\n", []),
            ("another address", nothing, 3, replace, []),
            ("a wildcard", nothing, 3, "update add *.contoso.com 60 A 10.0.0.2\nsend\n", []),
            ("what an alias leads to", only_alias, 3, lead, ["DNS003:alias.contoso.com"]),
        ]
        for what, dead, code, script, introduced in rows:
            with self.subTest(what), FakeDNS(live) as first, FakeDNS(dead) as second:
                body = self.BODY + ("other:\n  - fqdn: alias.contoso.com\n" if dead is only_alias else "")
                path = self.write("topology.yaml", topology(body, {"internal": [first.address, second.address]}))
                file = self.write("change.txt", script)
                args = ("preview", path, "--change", file, "--timeout", "500ms", "--tries", "1", "-f", "json")
                report = self.run_code(code, *args).json()
                failing = "um01.contoso.com" if dead is only_alias else second.address
                self.assertFalse(report["run"]["complete"])
                self.assertEqual([finding["key"] for finding in report["introduced"]], introduced)
                self.assertEqual([finding["key"] for finding in report["unchanged"]], [f"DNS003:{failing}", "UM002:um01.contoso.com"])
                self.assertEqual([finding["key"] for finding in report["resolved"]], [])

    def test_silence_confirms_nothing(self):
        result = self.preview(3, lambda query: None, "update delete um01.contoso.com AAAA 2001:41d0::1\nsend\n", "--confirm", "100ms")
        self.assertNotIn("CONFIRMED", result.out)
        self.assertIn("does not show the change of um01.contoso.com AAAA: it returns TIMEOUT", result.err)

    def test_waits_for_a_lookup_that_failed_before(self):
        """The AAAA lookup fails until the change has been previewed; then it gives the record to be deleted, then none."""

        def handler(query):
            if query.name != "um01.contoso.com":
                return denied(query)
            if query.type == AAAA and query.nth == 1:
                return reply(query, rcode=SERVFAIL)
            if query.type == AAAA and query.nth == 2:
                return reply(query, [aaaa(query.name, "2001:41d0::1")])
            return reply(query, authority=[soa("contoso.com")])

        result = self.preview(3, handler, "update delete um01.contoso.com AAAA 2001:41d0::1\nsend\n", "--confirm", "1m")
        self.assertRegex(result.out, r"CONFIRMED: every server shows the change \(after [1-9]")

    def test_waits_for_an_addition_that_could_not_be_predicted(self):
        """Every lookup of a name fails until the change has been previewed; then it gives no record, then the added one."""
        again = "update delete um01.contoso.com A\nupdate add um01.contoso.com 60 A 10.0.0.1\nupdate add um01.contoso.com 60 A 10.0.0.2\nsend\n"
        gone = "update add um01.contoso.com 60 A 10.0.0.9\nupdate delete um01.contoso.com A 10.0.0.9\n" + again
        alias = "update delete um01.contoso.com\nupdate add um01.contoso.com 60 CNAME fe.contoso.com\nsend\n"
        added = ["10.0.0.1", "10.0.0.2"]
        rows = [
            ("an address", "update add um01.contoso.com 60 A 10.0.0.1\nsend\n", [], added),
            ("all of them", again, ["10.0.0.1"], added),
            ("the old one goes", again, added + ["10.0.0.3"], added),
            ("added and deleted", gone, added + ["10.0.0.9"], added),
            ("an alias", alias, added, None),
        ]

        def handler(before, after):
            def answer(query):
                if query.name != "um01.contoso.com":
                    return denied(query)
                if query.nth == 1:
                    return reply(query, rcode=SERVFAIL)
                now = before if query.nth == 2 else after
                if now is None:
                    return reply(query, [cname(query.name, "fe.contoso.com")], authority=[soa("contoso.com")])
                return reply(query, [a(query.name, address) for address in now] if query.type == A else [], authority=[soa("contoso.com")])

            return answer

        for what, script, before, after in rows:
            with self.subTest(what):
                result = self.preview(3, handler(before, after), script, "--confirm", "1m")
                self.assertRegex(result.out, r"CONFIRMED: every server shows the change \(after [1-9]")

    def test_does_not_wait_for_a_failure_elsewhere(self):
        def handler(query):
            if query.name != "um01.contoso.com":
                return denied(query)
            if query.type == AAAA:
                return reply(query, rcode=SERVFAIL)
            return reply(query, authority=[soa("contoso.com")])

        result = self.preview(3, handler, "update delete um01.contoso.com A\nsend\n", "--confirm", "1m")
        self.assertIn("CONFIRMED", result.out)


if __name__ == "__main__":
    unittest.main()
