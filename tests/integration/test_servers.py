"""Which servers are asked: link-local ones by their interface, those of the system's configuration, and never one that isn't named."""

import sys
import unittest
from pathlib import Path

from harness import PROGRAM, Case, Result, run, topology
from namespace import CANNOT, LINK_LOCAL

HELPER = Path(__file__).parent / "namespace.py"
BODY = "other:\n  - fqdn: wac.contoso.com\n"
SCOPED = f"[{LINK_LOCAL}%lo]:53"


class Servers(Case):
    def lyncdns(self, *args, resolv="-"):
        args = [str(arg) for arg in args]
        done = run(sys.executable, HELPER, resolv, PROGRAM, *args)
        if done.returncode == CANNOT:
            self.skipTest(done.stderr.decode())
        return Result(args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def asked(self, *args, **options):
        """The servers of a report, each with the status of its A lookup."""
        result = self.lyncdns(*args, "-f", "json", **options)
        self.assertIn(result.code, (0, 3), str(result))
        answers = [answer for endpoint in result.json()["endpoints"] for answer in endpoint["answers"]]
        return [(answer["server"], answer["status"]) for answer in answers if answer["type"] == "A"]

    def refused(self, *args, **options):
        """What is said by a run that asks nothing."""
        result = self.lyncdns(*args, **options)
        self.assertEqual((result.code, result.out), (2, ""), str(result))
        return result.err

    def test_a_link_local_server_is_asked_on_its_interface(self):
        for written, shown in (
            (f"{LINK_LOCAL}%lo", SCOPED),
            (f"[{LINK_LOCAL.upper()}%lo]", SCOPED),
            (f"[{LINK_LOCAL}%lo]:53", SCOPED),
            (f"{LINK_LOCAL}%1", f"[{LINK_LOCAL}%1]:53"),
            ("::1%lo", "[::1]:53"),
        ):
            with self.subTest(written):
                self.assertEqual(self.asked("check", "wac.contoso.com", "-s", written), [(shown, "NOERROR")])
                self.assertEqual(self.asked("check", "wac.contoso.com", "-s", f"internal={written}"), [(shown, "NOERROR")])
                path = self.write("t.yaml", topology(BODY, {"internal": [written]}))
                self.assertEqual(self.asked("audit", path), [(shown, "NOERROR")])

    def test_the_configuration_is_not_written_over(self):
        resolv = self.write("resolv.conf", "nameserver 127.0.0.1\n")
        for option in ("-o", "--save-answers"):
            for path in (resolv, "/etc/resolv.conf"):
                with self.subTest(option=option, path=str(path)):
                    said = self.refused("check", "wac.contoso.com", option, path, resolv=resolv)
                    self.assertIn("can't go to a file that is read: /etc/resolv.conf", said)
                    self.assertEqual(resolv.read_text(), "nameserver 127.0.0.1\n")

    def test_its_answers_are_saved_and_judged_again(self):
        path, answers = self.write("t.yaml", topology(BODY, {"internal": [SCOPED]})), self.folder / "answers"
        self.assertEqual(self.asked("audit", path, "--save-answers", answers), [(SCOPED, "NOERROR")])
        self.assertEqual(self.asked("audit", path, "--answers", answers), [(SCOPED, "NOERROR")])

    def test_one_server_in_two_spellings_is_one(self):
        both = ["-s", f"{LINK_LOCAL}%lo", "-s", f"[{LINK_LOCAL.upper()}%lo]:53"]
        self.assertEqual(self.asked("check", "wac.contoso.com", *both), [(SCOPED, "NOERROR")])
        path = self.write("t.yaml", topology(BODY, {"internal": both[1::2]}))
        self.assertIn("duplicate", self.refused("audit", path))

    def test_an_interface_that_is_not_there(self):
        path = self.write("t.yaml", topology(BODY, {"internal": ["fe80::1%eth77", "127.0.0.1"]}))
        for command in (("check", "wac.contoso.com", "-s", "fe80::1%eth77"), ("audit", path), ("check", "x.example", "-s", "fe80::1%77")):
            with self.subTest(command):
                said = self.refused(*command)
                self.assertIn("fe80::1%", said)
                self.assertIn("no network interface", said)

    def test_a_network_that_says_no(self):
        """Loopback alone has no way to other addresses."""
        result = self.lyncdns("check", "wac.contoso.com", "-s", "192.0.2.1", "-f", "json")
        answers = result.json()["endpoints"][0]["answers"]
        found = [(answer["status"], answer["cause"]) for answer in answers]
        self.assertEqual(found, [("UNREACHABLE", "icmp"), ("UNREACHABLE", "given-up")], str(result))
        self.assertIn("can't be reached: network unreachable", result.json()["findings"][0]["message"])

    def test_every_server_of_the_system_is_asked(self):
        conf = self.write("resolv.conf", f"nameserver {LINK_LOCAL}%lo\nnameserver ::1\n")
        path = self.write("t.yaml", topology(BODY))
        for command in (("check", "wac.contoso.com"), ("audit", path)):
            with self.subTest(command):
                self.assertEqual(self.asked(*command, resolv=conf), [(SCOPED, "NOERROR"), ("[::1]:53", "NOERROR")])
        conf = self.write("resolv.conf", f"nameserver {LINK_LOCAL}%lo\n")
        self.assertEqual(self.asked("check", "wac.contoso.com", resolv=conf), [(SCOPED, "NOERROR")])

    def test_a_server_of_the_system_that_cannot_be_asked(self):
        for text, named in (
            ("nameserver fe80::1%eth77\nnameserver 127.0.0.77\n", "fe80::1%eth77"),
            ("nameserver 127.0.0.77\nnameserver fe80::1\n", "fe80::1"),
            ("nameserver fe80::1%\n", "fe80::1%"),
            ("nameserver 127.0.0.77%lo\n", "127.0.0.77%lo"),
            ("nameserver ns.contoso.com\n", "ns.contoso.com"),
        ):
            with self.subTest(text):
                self.assertIn(named, self.refused("check", "wac.contoso.com", resolv=self.write("resolv.conf", text)))

    def test_no_server_is_made_up(self):
        for text in ("", "search contoso.com\n", "# nameserver 127.0.0.1\n"):
            with self.subTest(text):
                said = self.refused("check", "wac.contoso.com", resolv=self.write("resolv.conf", text))
                self.assertIn("/etc/resolv.conf: names no DNS server", said)
                self.assertNotIn("127.0.0.1", said)


if __name__ == "__main__":
    unittest.main()
