"""Change scripts as administrators have them: what a preview makes of each."""

import unittest

from harness import Case, topology

ZONE = """$ORIGIN fabrikam.com.
$TTL 3600
@ SOA dc hostmaster 1 900 600 86400 3600
@ NS dc
dc A 10.1.0.53
voice1 A 10.1.0.1
voice2 A 10.1.0.2
voice2 AAAA 2001:41d0::2
pool A 10.1.0.11
"""
BODY = "exchange-um:\n  - fqdn: voice1.fabrikam.com\n  - fqdn: voice2.fabrikam.com\nfront-end-pools:\n  - fqdn: pool.fabrikam.com\n"
KNOWN, NEW = "UM001:voice2.fabrikam.com", "UM001:voice1.fabrikam.com"


class Scripts(Case):
    def preview(self, code, script, *args):
        path = self.write("fabrikam.yaml", topology(BODY, {"internal": ["127.0.0.1:1"]}))
        return self.run_code(
            code, "preview", path, "--change", self.write("change", script), "--zone", self.write("fabrikam.com.zone", ZONE), *args
        )

    def judge(self, code, script, introduced=(), resolved=()):
        report = self.preview(code, script, "-f", "json").json()
        self.assertEqual([finding["key"] for finding in report["introduced"]], list(introduced))
        self.assertEqual([finding["key"] for finding in report["resolved"]], list(resolved))
        return sorted(f"{record['name'].split('.')[0]} {record['type']} {record['data']}" for record in report["records"]["added"])

    def test_punctuation_of_a_text_processor(self):
        rows = [
            "Add-DnsServerResourceRecordAAAA -ZoneName fabrikam.com -Name \u201cvoice1\u201d -IPv6Address 2001:41d0::9\n",
            "Add-DnsServerResourceRecordAAAA \u2013ZoneName fabrikam.com \u2013Name \u2018voice1\u2019 \u2013IPv6Address 2001:41d0::9\n",
            "Add-DnsServerResourceRecordAAAA\u00a0-ZoneName\u00a0fabrikam.com -Name voice1\u00a0-IPv6Address 2001:41d0::9\r\n",
        ]
        for script in rows:
            for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
                with self.subTest(script, encoding=encoding):
                    self.judge(1, script.encode(encoding), introduced=[NEW])

    def test_punctuation_in_a_name(self):
        rows = [
            ("dnscmd . /RecordAdd fabrikam.com 'voice1' AAAA 2001:41d0::9\r\n", "\"'voice1'\": quotation marks"),
            ("update add voice1\u00a0.fabrikam.com 60 AAAA 2001:41d0::9\nsend\n", "it has a no-break space"),
            ("Add-DnsServerResourceRecordCName fabrikam.com voice1 sip:voice2.fabrikam.com\n", "it is a SIP URI"),
            ("Add-DnsServerResourceRecordCName fabrikam.com voice1 10.1.0.1\n", "it is an IP address"),
        ]
        for script, sentence in rows:
            with self.subTest(script):
                err = self.preview(2, script).err
                self.assertIn("change:1: ", err)
                self.assertIn(sentence, err)

    def test_usual_forms_of_powershell(self):
        self.judge(0, 'Remove-DnsServerResourceRecord -ZoneName "fabrikam.com" -RRType "AAAA" -Name "voice2" -Force\n', resolved=[KNOWN])
        self.judge(0, "Remove-DnsServerResourceRecord fabrikam.com voice2 AAAA -Force | Out-Null\n", resolved=[KNOWN])
        added = self.judge(
            1,
            'Add-DnsServerResourceRecordA "new1" -ZoneName fabrikam.com -IPAddress 10.1.0.3\n'
            "Add-DnsServerResourceRecordA -ZoneName fabrikam.com -Name new2 -IPv4 10.1.0.4 -Cn dc -PassThru | Out-Null\n"
            "Get-DnsServerResourceRecord -ZoneName fabrikam.com -Name voice2\n"
            "Add-DnsServerResourceRecordAAAA fabrikam.com voice1 2001:41d0::9 -TimeToLive 00:10:00; Clear-DnsServerCache -Force\n",
            introduced=[NEW],
        )
        self.assertEqual(added, ["new1 A 10.1.0.3", "new2 A 10.1.0.4", "voice1 AAAA 2001:41d0::9"])

    def test_the_zone_itself(self):
        mail = 'Add-DnsServerResourceRecordMX -Preference 10 -Name "." -MailExchange "mail.fabrikam.com" -ZoneName "fabrikam.com"\n'
        added = self.judge(0, mail + "Add-DnsServerResourceRecordA -ZoneName fabrikam.com -Name new -IPv4Address 10.1.0.3\n")
        self.assertIn("new A 10.1.0.3", added)
        added = self.judge(0, "Add-DnsServerResourceRecordA -ZoneName fabrikam.com -Name . -IPv4Address 10.1.0.3\n")
        self.assertEqual(added, ["fabrikam A 10.1.0.3"])

    def test_a_beginning_that_newer_servers_refuse(self):
        err = self.preview(0, "Add-DnsServerResourceRecordA -Zone fabrikam.com -Name new -IPv4Address 10.1.0.3\n").err
        self.assertIn("change:1: note: \"-Zone\" is read as -ZoneName", err)

    def test_a_zone_for_one_name(self):
        """Microsoft's pin-point zone: the new zone is all that the name has."""
        zone = "dnscmd . /zoneadd pool.fabrikam.com. /dsprimary\r\n"
        records = "dnscmd . /recordadd pool.fabrikam.com. @ A 10.1.0.12\r\ndnscmd . /recordadd pool.fabrikam.com. @ AAAA 2001:41d0::11\r\n"
        self.assertEqual(self.judge(0, zone + records), ["pool A 10.1.0.12", "pool AAAA 2001:41d0::11"])
        records = "Add-DnsServerResourceRecordA pool.fabrikam.com . 10.1.0.12\n"
        self.assertEqual(self.judge(0, "Add-DnsServerPrimaryZone pool.fabrikam.com Forest\n" + records), ["pool A 10.1.0.12"])
        self.judge(1, "dnscmd . /ZoneAdd voice1.fabrikam.com /DsPrimary\n", introduced=["UM003:voice1.fabrikam.com", "DNS002:voice1.fabrikam.com"])

    def test_usual_forms_of_batch_files(self):
        added = self.judge(
            1,
            "@echo off\r\nrem two names\r\ncall dnscmd dc /RecordAdd fabrikam.com new1 A 10.1.0.3 > nul 2>&1\r\n"
            '"C:\\Tools\\dnscmd.exe" dc ^\r\n  /RecordAdd fabrikam.com ^\r\n  voice1 /Aging AAAA 2001:41d0::9\r\n'
            "dnscmd dc /EnumRecords fabrikam.com @\r\npause\r\n",
            introduced=[NEW],
        )
        self.assertEqual(added, ["new1 A 10.1.0.3", "voice1 AAAA 2001:41d0::9"])


if __name__ == "__main__":
    unittest.main()
