"""The commands that findings give: what preview reads from them, and where they name servers and zones."""

import csv
import io
import json
import unittest
from xml.etree import ElementTree

from fakedns import SOA, FakeDNS, a, aaaa, cname, reply, rr, wire
from harness import Case, lyncdns, topology
from server import Knot

UM = """
exchange-um:
  - fqdn: um01.contoso.com
"""
TWO_NAMES = """
exchange-um:
  - fqdn: um01.contoso.com
  - fqdn: voice.um.contoso.com
"""
HEAD = "$ORIGIN {zone}.\n$TTL 300\n@ SOA ns hostmaster {serial} 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"


def zone(records, serial=1, name="contoso.com"):
    return {name: HEAD.format(zone=name, serial=serial) + records}


def finding(report, key):
    return next(item for item in report["findings"] if item["key"] == key)


def commands(item):
    return item["remedy"].split("\n")[1:]


class Commands(Case):
    def audit(self, path, *options):
        return lyncdns("audit", path, "--format", "json", *options).json()

    def test_preview_reads_them_and_finds_nothing_left(self):
        records = "um01 A 10.0.0.1\num01 AAAA 2a00::1\n"
        below = zone("voice CNAME mail.contoso.com.\n", name="um.contoso.com")
        with Knot({**zone(records + "mail A 10.0.0.2\nmail AAAA 2a00::2\n"), **below}) as server:
            path = self.write("topology.yaml", topology(TWO_NAMES, {"internal": [server]}))
            report = self.audit(path)
            first, second = (commands(finding(report, f"UM001:{name}.contoso.com")) for name in ("um01", "voice.um"))
            self.assertEqual(
                first,
                ["Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um01' -RRType 'AAAA' -RecordData '2a00::1' -Force"
                 " -ComputerName '127.0.0.1'"],
            )
            self.assertEqual(
                second,
                ["Remove-DnsServerResourceRecord -ZoneName 'um.contoso.com' -Name 'voice' -RRType 'CNAME'"
                 " -RecordData 'mail.contoso.com.' -Force -ComputerName '127.0.0.1'",
                 "Add-DnsServerResourceRecordA -ZoneName 'um.contoso.com' -Name 'voice' -IPv4Address '10.0.0.2'"
                 " -ComputerName '127.0.0.1'"],
            )
            change = self.write("change.ps1", "\r\n".join(first + second) + "\r\n")
            preview = lyncdns("preview", path, "--change", change, "--format", "json")
            self.assertEqual((preview.code, preview.json()["verdict"]), (0, "safe"), str(preview))
            self.assertEqual(
                [item["key"] for item in preview.json()["resolved"]],
                ["UM001:um01.contoso.com", "UM001:voice.um.contoso.com"],
            )

    def test_the_server_that_is_behind(self):
        with Knot(zone("um01 A 10.0.0.1\n", 8)) as new, Knot(zone("um01 A 10.0.0.1\num01 AAAA 2a00::1\n", 7)) as old:
            path = self.write("topology.yaml", topology(UM, {"internal": [new, old]}))
            report = self.audit(path)
            differ = finding(report, "DNS005:um01.contoso.com")
            self.assertIn(f"internal {old}: zone contoso.com, serial 7", differ["evidence"])
            self.assertIn(f"internal {new}: zone contoso.com, serial 8", differ["evidence"])
            self.assertIn(f"bring zone contoso.com up to date on {old} (serial 7), behind {new} (serial 8)", differ["remedy"])
            self.assertEqual(report["summary"]["lookups"], 4)  # those for zones don't count

    def test_saved_answers_have_the_zones(self):
        saved = self.folder / "answers"
        with Knot(zone("um01 A 10.0.0.1\num01 AAAA 2a00::1\n")) as server:
            path = self.write("topology.yaml", topology(UM, {"internal": [server]}))
            live = self.audit(path, "--save-answers", saved)
        again = self.audit(path, "--answers", saved)
        self.assertEqual(again["findings"], live["findings"])
        self.assertEqual(len(commands(again["findings"][0])), 1)

    def test_saved_answers_without_zones_give_no_command(self):
        saved = self.folder / "answers"
        with Knot(zone("um01 A 10.0.0.1\num01 AAAA 2a00::1\n")) as server:
            path = self.write("topology.yaml", topology(UM, {"internal": [server]}))
            self.audit(path, "--save-answers", saved)
        lines = [line for line in saved.read_text().splitlines() if '"zone"' not in line]
        lines[-1] = json.dumps({**json.loads(lines[-1]), "answers": len(lines) - 2})
        again = self.audit(path, "--answers", self.write("old", "\n".join(lines) + "\n"))
        item = finding(again, "UM001:um01.contoso.com")
        self.assertEqual(commands(item), [])
        self.assertIn("delete the AAAA record 2a00::1", item["remedy"])
        self.assertTrue(again["run"]["complete"])

    def test_zone_files_name_the_zone_but_no_server(self):
        path = self.write("topology.yaml", topology(UM, {"internal": ["127.0.0.1:9"]}))
        text = zone("um01 A 10.0.0.1\num01 AAAA 2a00::1\n")["contoso.com"]
        report = self.audit(path, "--zone", self.write("contoso.com.zone", text))
        self.assertEqual(
            commands(finding(report, "UM001:um01.contoso.com")),
            ["Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um01' -RRType 'AAAA' -RecordData '2a00::1' -Force"],
        )

    def test_a_healthy_deployment_is_not_asked_for_zones(self):
        with FakeDNS(lambda query: reply(query, [a(query.name, "10.0.0.1")] if query.type == 1 else [])) as server:
            path = self.write("topology.yaml", topology(TWO_NAMES, {"internal": [server]}))
            self.assertEqual(self.audit(path)["findings"], [])
            self.assertEqual(len(server.asked()), 4)
            self.assertEqual(server.asked(qtype=SOA), [])

    def test_a_server_that_fails_questions_for_zones(self):
        def handler(query):
            if query.type == SOA:
                return reply(query, rcode=2)
            return reply(query, [a(query.name, "10.0.0.1") if query.type == 1 else aaaa(query.name, "2a00::1")])

        with FakeDNS(handler) as server:
            path = self.write("topology.yaml", topology(UM, {"internal": [server]}))
            report = self.audit(path)
            self.assertNotEqual(server.asked(qtype=SOA), [])
            self.assertEqual(commands(finding(report, "UM001:um01.contoso.com")), [])
            self.assertEqual((report["summary"]["failed_lookups"], report["run"]["complete"]), (0, True))

    def test_a_zone_that_needs_quoting_is_in_no_command(self):
        for label in ("o'; Stop-Computer #", "$(x)", "a`b", "-Force"):
            name = f"{label}.example"

            def handler(query, name=name):
                if query.type == SOA:
                    return reply(query, authority=[rr(name, SOA, wire("ns") + wire("x") + bytes(20))])
                if query.name == "um01.contoso.com":
                    address = a(f"um.{name}", "10.0.0.1") if query.type == 1 else aaaa(f"um.{name}", "2a00::1")
                    return reply(query, [cname(query.name, f"um.{name}"), address])
                return reply(query, [])

            with FakeDNS(handler) as server:
                path = self.write("topology.yaml", topology(UM, {"internal": [server]}))
                item = finding(self.audit(path), "UM001:um01.contoso.com")
            self.assertEqual(commands(item), [], item)

    def test_a_remedy_names_the_serials_as_a_comment(self):
        with Knot(zone("um01 A 10.0.0.1\n", 8)) as new, Knot(zone("um01 A 10.0.0.2\n", 7)) as old:
            path = self.write("topology.yaml", topology(UM, {"internal": [new, old]}))
            for form, comment in (("powershell", "#"), ("nsupdate", ";"), ("dnscmd", "rem")):
                script = lyncdns("remedy", path, "-f", form).out
                self.assertIn(f"up to date on {old} (serial 7), behind {new} (serial 8)", script, form)
                self.assertEqual([line for line in script.splitlines() if line and not line.startswith(comment)], [], form)

    def test_saved_answers_have_the_serials(self):
        saved = self.folder / "answers"
        with Knot(zone("um01 A 10.0.0.1\n", 8)) as new, Knot(zone("um01 A 10.0.0.2\n", 7)) as old:
            path = self.write("topology.yaml", topology(UM, {"internal": [new, old]}))
            live = self.audit(path, "--save-answers", saved)
        again = self.audit(path, "--answers", saved)
        self.assertEqual(again["findings"], live["findings"])
        self.assertIn("(serial 7)", again["findings"][0]["remedy"])

    def test_each_form_of_a_report_keeps_their_lines(self):
        path = self.write("topology.yaml", topology(UM, {"internal": ["127.0.0.1:9"]}))
        zone_file = self.write("contoso.com.zone", zone("um01 A 10.0.0.1\num01 AAAA 2a00::1\n")["contoso.com"])

        def report(form):
            return lyncdns("audit", path, "--zone", zone_file, "-f", form).out

        command = commands(json.loads(report("json"))["findings"][0])[0]
        row = next(csv.DictReader(io.StringIO(report("csv"))))
        self.assertEqual(row["remedy"].split("\n")[1:], [command])
        failure = ElementTree.fromstring(report("junit")).find(".//failure").text
        self.assertIn(command, failure.split("\n"))
        self.assertIn(f"\n```powershell\n{command}\n```\n", report("markdown"))
        self.assertNotIn("Remove-", report("brief"))

    def test_text_has_each_command_on_a_line_of_its_own(self):
        path = self.write("topology.yaml", topology(UM, {"internal": ["127.0.0.1:9"]}))
        text = zone("um01 A 10.0.0.1\num01 AAAA 2a00::1\n")["contoso.com"]
        result = lyncdns("audit", path, "--zone", self.write("contoso.com.zone", text))
        self.assertIn(
            "\n     Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um01' -RRType 'AAAA' -RecordData '2a00::1' -Force\n",
            result.out,
        )


if __name__ == "__main__":
    unittest.main()
