"""The command line: help, mistakes, where reports go, signals, and what a terminal shows."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import unittest

from harness import PROGRAM, ROOT, Case, Knot, Terminal, lyncdns, run, topology

BODY = "other:\n  - {fqdn: a.corp.example}\n"
ZONE = {"corp.example": "a A 10.1.0.1\n"}


def silent():
    """A UDP socket that answers no question, and its address."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind(("127.0.0.1", 0))
    sock.setblocking(False)
    return sock, f"127.0.0.1:{sock.getsockname()[1]}"


class Help(Case):
    def test_without_arguments(self):
        result = self.run_code(2)
        self.assertEqual(result.out, "")
        self.assertEqual(re.findall(r"^  lyncdns (\w+) ", result.err, re.M), ["audit", "check", "preview", "remedy"])

    def test_help_goes_to_standard_output(self):
        for args in (["help"], ["--help"], ["-h"], ["help", "audit"], ["audit", "--help"], ["audit", "-h"], ["rules", "--help"]):
            with self.subTest(args=args):
                result = self.run_code(0, *args)
                self.assertEqual(result.err, "")
                self.assertTrue(result.out.startswith("usage: lyncdns "), str(result))
                self.assertFalse([line for line in result.out.splitlines() if len(line) > 80])

    def test_help_and_option_print_the_same(self):
        self.assertEqual(self.run_code(0, "help", "audit").out, self.run_code(0, "audit", "--help").out)

    def test_every_command_has_help(self):
        commands = re.findall(r"^  (\w+) ", self.run_code(0, "help").out, re.M)
        self.assertIn("audit", commands)
        for command in commands:
            self.assertIn(f"lyncdns {command}", self.run_code(0, "help", command).out)

    def test_help_comes_from_the_rows(self):
        said = " ".join(self.run_code(0, "help", "audit").out.split())
        for words in ("-f, --format FORMAT", "(default: text; repeatable)", "--timeout DURATION", "(default: 2s)", "(error, warning, info, never;",
                      "prometheus "):
            self.assertIn(words, said)

    def test_width_of_help(self):
        result = self.run_code(0, "help", "audit", env={"COLUMNS": "50"})
        self.assertFalse([line for line in result.out.splitlines() if len(line) > 60], result.out)
        for command in re.findall(r"^  (\w+) ", self.run_code(0, "help").out, re.M):
            result = self.run_code(0, "help", command, env={"COLUMNS": "80"})
            self.assertFalse([line for line in result.out.splitlines() if len(line) > 80], result.out)

    def test_version(self):
        for args in (["--version"], ["-V"], ["audit", "--version"]):
            self.assertRegex(self.run_code(0, *args).out, r"^lyncdns \d+\.\d+\.\d+ \(c-ares \d+\.\d+\.\d+\)\n$")


class Mistakes(Case):
    def test_the_nearest_right_word_is_named(self):
        path = self.write("t.yaml", topology(BODY, {"internal": ["127.0.0.1:9"]}))
        rows = [
            (["audti", path], "audit"),
            (["help", "validat"], "validate"),
            (["audit", path, "--sever=127.0.0.1"], "--server"),
            (["audit", path, "--format=jsno"], "json"),
            (["audit", path, "--fail-on=warnings"], "warning"),
            (["audit", path, "--color=allways"], "always"),
            (["rules", "UM01"], "UM001"),
            (["rules", "--format=txt"], "text"),
        ]
        for args, named in rows:
            with self.subTest(args=args):
                result = self.run_code(2, *args)
                self.assertEqual(result.out, "")
                self.assertIn(named, result.err.split("did you mean")[-1], str(result))
                self.assertIn("did you mean", result.err)

    def test_several_at_once(self):
        path = self.write("t.yaml", topology(BODY, {"internal": ["127.0.0.1:9"]}))
        result = self.run_code(2, "audit", path, "--sever=1", "--tries=0", "--timeout=soon")
        self.assertEqual(len(result.err.splitlines()), 3, str(result))

    def test_options_and_topology_are_reported_together(self):
        path = self.write("t.yaml", topology("othr: []\n", {"internal": ["127.0.0.1:9"]}))
        result = self.run_code(2, "audit", path, "-f", "json", "-f", "csv")
        self.assertIn("standard output", result.err)
        self.assertIn("othr", result.err)

    def test_operands(self):
        for args in (["audit"], ["validate"], ["import"], ["rules", "UM001", "UM002"], ["--format=json", "audit"]):
            with self.subTest(args=args):
                self.assertEqual(self.run_code(2, *args).out, "")

    def test_a_file_given_twice(self):
        """The second would silently take the place of the first."""
        path = self.write("t.yaml", topology(BODY, {"internal": ["127.0.0.1:9"]}))
        commands = {
            "audit": ("save-answers", "history"),
            "check": ("save-answers", "topology"),
            "preview": ("save-answers", "change", "output"),
            "import": ("output",),
            "history": ("history",),
        }
        for command, options in commands.items():
            for option in options:
                with self.subTest(command=command, option=option):
                    result = self.run_code(2, command, path, f"--{option}", self.folder / "a", f"--{option}", self.folder / "b")
                    self.assertEqual(result.err, f"lyncdns: --{option}: given more than once\n")
                    self.assertEqual(list(self.folder.iterdir()), [path])

    def test_a_view_without_servers(self):
        path = self.write("t.csv", "fqdn,role,view\na.corp.example,other,internal\n")
        result = self.run_code(2, "audit", path)
        self.assertIn("--server internal=ADDRESS", result.err)

    def test_a_monitoring_plugin_reports_the_error_and_not_a_note(self):
        export = ROOT / "tests" / "data" / "lync" / "two-sites.xml"
        result = self.run_code(3, "audit", export, "-f", "nagios", "-s", "nonsense")
        self.assertIn("note:", result.err)
        self.assertIn("nonsense", result.out)

    def test_a_monitoring_plugin_says_unknown(self):
        result = self.run_code(3, "audit", self.folder / "missing.yaml", "-f", "nagios")
        self.assertTrue(result.out.startswith("LYNCDNS UNKNOWN - "), str(result))
        self.assertIn("missing.yaml", result.err)


class Manual(Case):
    """lyncdns(1) against the program's own help: it has every command and option, and no others."""

    PAGE = (ROOT / "src/cli/man/lyncdns.1").read_text()

    def test_commands(self):
        commands = re.findall(r"^  ([a-z]+)  ", self.run_code(0, "help").out, re.M)
        self.assertGreater(len(commands), 5)
        synopsis = self.PAGE[: self.PAGE.index(".Sh DESCRIPTION")]
        self.assertEqual(re.findall(r"^\.Nm\n\.Cm ([a-z]+)$", synopsis, re.M), commands)
        self.assertEqual([word for word in re.findall(r"^\.It Cm ([a-z]+)", self.PAGE, re.M) if word in commands][: len(commands)], commands)

    def test_options(self):
        rows = set()
        for command in re.findall(r"^  ([a-z]+)  ", self.run_code(0, "help").out, re.M):
            rows |= set(re.findall(r"^  (?:-(\w), |    )--([a-z-]+)(?: (\S+))?", self.run_code(0, "help", command).out, re.M))
        self.assertGreater(len(rows), 20)
        named = {(letter, name) for letter, name, _ in rows}
        said = set(re.findall(r"^\.It (?:Fl (\w) , )?Fl -([a-z-]+)", self.PAGE, re.M))
        self.assertEqual(said, named)


class Rules(Case):
    def test_list(self):
        listed = re.findall(r"^([A-Z0-9]{6}) ", self.run_code(0, "rules").out, re.M)
        self.assertIn("UM001", listed + re.findall(r"^(UM\d+)", self.run_code(0, "rules").out, re.M))

    def test_one(self):
        for name in ("UM001", "um001"):
            result = self.run_code(0, "rules", name)
            for word in ("UM001", "error", "Why", "Example", "Remedy"):
                self.assertIn(word, result.out)

    def test_every_rule_is_explained(self):
        rules = self.run_code(0, "rules", "-f", "json").json()
        self.assertEqual(rules["format"], "lyncdns-rules-1")
        for rule in rules["rules"]:
            for key in ("rule", "title", "severity", "reference", "why", "example", "remedy"):
                self.assertTrue(rule[key], rule)
        one = self.run_code(0, "rules", "UM001", "-f", "json").json()
        self.assertEqual(one["rules"], [rule for rule in rules["rules"] if rule["rule"] == "UM001"])


class Validate(Case):
    def test_what_it_holds(self):
        path = self.write("t.yaml", topology(BODY, {"internal": ["127.0.0.1:9"]}))
        result = self.run_code(0, "validate", path)
        for word in ("valid", "1 other", "internal", "127.0.0.1:9", "t.yaml"):
            self.assertIn(word, result.out)
        self.assertEqual(self.run_code(0, "validate", path, "-q").out, "")
        said = self.run_code(0, "validate", path, "--format", "json").json()
        self.assertEqual((said["valid"], said["endpoints"], said["roles"]["other"], said["pools"]["edge"]), (True, 1, 1, 0))
        self.assertEqual(said["views"], [{"name": "internal", "kind": "internal", "expect_like": None, "endpoints": 1, "servers": ["127.0.0.1:9"]}])

    def test_lists(self):
        body = "sip-domains: [corp.example]\nother: [{fqdn: sip.corp.example}, {fqdn: a.corp.example}]\n"
        path = self.write("t.yaml", topology(body, {"internal": ["127.0.0.1:9"], "a b": ["127.0.0.1:9"]}))

        def listed(what):
            return self.run_code(0, "validate", path, "--list", what).out.splitlines()

        names = listed("names")
        self.assertEqual(names[:2], ["sip.corp.example", "a.corp.example"])
        self.assertIn("_sip._tls.corp.example", names)
        self.assertEqual(names.count("sip.corp.example"), 1)
        self.assertEqual(listed("views"), ["internal", "a b"])
        self.assertEqual(listed("sip-domains"), ["corp.example"])
        self.assertEqual(self.run_code(2, "validate", self.write("bad.yaml", "version: 2"), "--list", "names").out, "")
        refused = self.run_code(2, "validate", path, "--list", "names", "-f", "json")
        self.assertEqual((refused.out, refused.err), ("", "lyncdns: --list writes text only: no --format json\n"))

    def test_what_service_records_depend_on(self):
        body = ("sip-domains: [corp.example, sip.example]\nremote-access: [web]\nclients: [mobile]\nservices: [hybrid]\nsimple-urls:\n"
                "  - {fqdn: meet.corp.example, url: [meet, admin], sip-domain: corp.example}\n  - {fqdn: dialin.corp.example, url: dialin}\n")
        views = ('views:\n  - {name: inside, kind: internal, servers: ["127.0.0.1:9"]}\n'
                 '  - {name: vpn, kind: remote-client, expect-like: inside, servers: ["127.0.0.1:8"]}\n  - {name: lab, servers: ["127.0.0.1:7"]}\n')
        path = self.write("t.yaml", "version: 1\n" + body + views)
        out = self.run_code(0, "validate", path).out
        for words in ("inside (internal, 2 names)", "vpn (remote-client, like inside, 2 names)", "lab (no kind, 0 names)",
                      "corp.example, sip.example", "simple URLs 1 meet, 1 dialin, 1 admin"):
            self.assertIn(words, " ".join(out.split()))
        said = self.run_code(0, "validate", path, "-f", "json").json()
        self.assertEqual([(view["kind"], view["expect_like"]) for view in said["views"]],
                         [("internal", None), ("remote-client", "inside"), (None, None)])
        self.assertEqual([said[key] for key in ("sip_domains", "remote_access", "clients", "services")],
                         [["corp.example", "sip.example"], ["web"], ["mobile"], ["hybrid"]])
        self.assertEqual(said["simple_urls"], [{"fqdn": "meet.corp.example", "url": ["meet", "admin"], "sip_domain": "corp.example"},
                                               {"fqdn": "dialin.corp.example", "url": ["dialin"], "sip_domain": None}])

    def test_what_is_wrong(self):
        path = self.write("t.yaml", topology(BODY + "waivers:\n  - {rule: UM999, fqdn: '*', reason: x, expires: 2027-01-31}\n"))
        result = self.run_code(2, "validate", path)
        self.assertEqual(result.out, "")
        self.assertIn("UM999", result.err)
        said = self.run_code(2, "validate", path, "--format", "json").json()
        self.assertFalse(said["valid"])
        self.assertIn("UM999", said["errors"][0])
        self.assertEqual(said["notes"], [])

    def test_from_standard_input(self):
        self.run_code(0, "validate", "-", input=topology(BODY))
        self.run_code(2, "validate", "-", input="")


class Import(Case):
    def test_what_is_printed_loads(self):
        path = self.write("t.csv", "fqdn,role\na.corp.example,other\num.corp.example,exchange-um\n")
        self.run_code(0, "import", path, "-o", self.folder / "t.yaml")
        self.assertEqual(self.run_code(0, "import", path).out, (self.folder / "t.yaml").read_text())
        said = self.run_code(0, "validate", self.folder / "t.yaml", "-f", "json").json()
        self.assertEqual((said["endpoints"], said["roles"]["exchange-um"]), (2, 1))


class Output(Case):
    def setUp(self):
        super().setUp()
        self.knot = Knot(ZONE)
        self.knot.__enter__()
        self.addCleanup(self.knot.__exit__)
        self.path = self.write("t.yaml", topology(BODY, {"internal": [self.knot]}))
        self.work = self.folder / "work"
        self.work.mkdir()

    def files(self):
        return sorted(os.listdir(self.work))

    def test_several_reports_of_one_run(self):
        result = self.run_code(0, "audit", self.path, "-f", "json", "-o", self.work / "a", "-f", "csv", "-o", self.work / "b", "-f", "text")
        self.assertEqual(json.loads((self.work / "a").read_text())["format"], "lyncdns-report-1")
        self.assertTrue(result.out and not result.out.startswith("{"))
        self.assertEqual(self.files(), ["a", "b"])

    def test_two_files_are_never_one(self):
        kept = self.work / "kept"
        self.run_code(0, "audit", self.path, "--history", kept)
        before = self.files()
        (self.work / "link").symlink_to("kept")
        (self.work / "folder").symlink_to(".")
        for args in (
            ["--history", kept, "-o", self.work / "link"],
            ["--history", kept, "-f", "json", "-o", f"{self.work}/./kept"],
            ["--save-answers", self.work / "new", "-o", self.work / "folder" / "new"],
            ["-f", "json", "-o", self.work / "new", "-f", "csv", "-o", f"{self.work}//new"],
        ):
            with self.subTest(args=args):
                self.assertIn("can't go", self.run_code(2, "audit", self.path, *args).err)
        self.run_code(2, "import", self.path, "-o", self.work / "new", "-o", self.work / "other")
        self.assertEqual(self.files(), sorted([*before, "link", "folder"]))
        self.run_code(0, "history", "list", "--history", kept)
        self.run_code(0, "audit", self.path, "-f", "json", "-o", "/dev/null", "-f", "csv", "-o", "/dev/null")

    def test_a_report_that_cannot_be_written_asks_no_server(self):
        sock, address = silent()
        with sock:
            path = self.write("s.yaml", topology(BODY, {"internal": [address]}))
            for target in (self.work / "missing" / "a", self.work):
                result = self.run_code(2, "audit", path, "-o", target)
                self.assertIn(str(target), result.err)
            self.assertRaises(BlockingIOError, sock.recv, 512)
        self.assertEqual(self.files(), [])

    def test_a_full_disk(self):
        result = self.run_code(2, "audit", self.path, "-o", "/dev/full")
        self.assertIn("/dev/full: can't write: No space left", result.err)
        with open("/dev/full", "wb") as full:
            done = run(PROGRAM, "audit", self.path, stdout=full)
        self.assertEqual(done.returncode, 2)
        self.assertIn(b"No space left", done.stderr)

    def test_a_closed_pipe(self):
        """As with "lyncdns audit T | head": nothing is said, and the program ends as any other would, never with 0."""
        name = "a.corp.example"
        for args in (["audit", self.path], ["audit", self.path, "-f", "nagios"], ["check", name, "-t", self.path], ["check", "-", "-t", self.path],
                     ["check", name, "-t", self.path, "--watch=10ms"], ["rules"], ["help"], ["validate", self.path], ["import", self.path]):
            with self.subTest(args=args):
                reader, writer = os.pipe()
                os.close(reader)
                done = run(PROGRAM, *args, stdout=writer, input=f"{name}\n".encode() * 3)
                os.close(writer)
                self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""))

    def test_a_closed_socket(self):
        """What sshd and inetd give a program."""
        reader, writer = socket.socketpair()
        reader.close()
        with writer:
            done = run(PROGRAM, "audit", self.path, stdout=writer)
        self.assertEqual((done.returncode, done.stderr), (-signal.SIGPIPE, b""))

    def test_a_closed_pipe_beside_a_file(self):
        """The file is written, and what goes wrong with another is reported."""
        for target, error in ((self.work / "file", ""), ("/dev/full", "lyncdns: /dev/full: can't write: No space left on device\n")):
            with self.subTest(target=str(target)):
                reader, writer = os.pipe()
                os.close(reader)
                done = run(PROGRAM, "audit", self.path, "-f", "json", "-o", target, "-f", "text", stdout=writer)
                os.close(writer)
                self.assertEqual((done.returncode, done.stderr.decode()), (-signal.SIGPIPE, error))
        self.assertEqual(json.loads((self.work / "file").read_text())["summary"]["exit_code"], 0)

    def test_a_closed_standard_output(self):
        done = run("sh", "-c", 'exec "$0" audit "$1" >&-', PROGRAM, self.path)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn(b"standard output", done.stderr)

    def test_color(self):
        self.assertNotIn("\x1b", self.run_code(0, "audit", self.path).out)
        self.assertIn("\x1b[", self.run_code(0, "audit", self.path, "--color=always").out)
        self.assertNotIn("\x1b", self.run_code(0, "audit", self.path, "--color=auto", env={"NO_COLOR": "1"}).out)

    def test_server_option(self):
        path = self.write("s.yaml", topology(BODY, {"internal": ["127.0.0.1:9"], "external": ["127.0.0.1:9"]}))
        for args in (["-s", self.knot], ["-s", "127.0.0.1:9", "-s", f"internal={self.knot}"], [f"--server=internal={self.knot}"]):
            with self.subTest(args=[str(arg) for arg in args]):
                report = self.run_code(0, "audit", path, "-f", "json", *args).json()
                asked = {answer["server"] for endpoint in report["endpoints"] for answer in endpoint["answers"]}
                self.assertEqual(asked, {str(self.knot)})


class Ending(Case):
    """Runs that need to be stopped: the server answers nothing for a minute."""

    def setUp(self):
        super().setUp()
        self.sock, address = silent()
        self.addCleanup(self.sock.close)
        self.path = self.write("t.yaml", topology(BODY, {"internal": [address]}))

    def audit(self, *args):
        """An audit that has begun to ask."""
        process = self.start(PROGRAM, "audit", self.path, "--timeout=60s", *args)
        process.until(lambda seconds: select.select([self.sock], [], [], seconds)[0], "a question")
        return process

    def forget(self):
        """Takes what a process that has ended had asked."""
        try:
            while self.sock.recv(512):
                pass
        except BlockingIOError:
            pass

    def test_a_signal_ends_it_with_a_report(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                process = self.audit("-f", "json")
                process.send_signal(number)
                out, err = process.finish()
                report = json.loads(out)
                self.assertEqual((process.returncode, report["run"]["complete"]), (3, False), err)
                self.assertEqual({e["address_type"] for e in report["endpoints"]}, {"unknown"})
                self.assertIn(b"stopped by a signal", err)
                self.forget()

    def test_a_second_signal_ends_it_at_once(self):
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)  # without a reader, so that the report waits
        process = self.audit("-o", fifo)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        self.assertIn(process.end(), (-signal.SIGINT, -signal.SIGTERM))

    def test_deadline(self):
        result = lyncdns("audit", self.path, "--timeout=60s", "--deadline=200ms", "-f", "json", timeout=30)
        self.assertEqual((result.code, result.json()["run"]["complete"]), (3, False), str(result))
        self.assertIn("deadline", result.err)
        self.assertEqual(lyncdns("audit", self.path, "--timeout=60s", "--deadline=200ms", "-q", timeout=30).err, "")

    def on_terminal(self, *args):
        """What standard error gets when it is a terminal."""
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
        with Terminal(PROGRAM, "audit", self.path, "--timeout=60s", "--deadline=1s", *args, columns=80, **streams) as terminal:
            self.assertEqual(terminal.end(), 3)
            return terminal.data.decode()

    def test_progress_on_a_terminal_is_gone_at_the_end(self):
        shown = self.on_terminal()
        self.assertIn("0 of 2 lookups", shown)
        self.assertRegex(shown, r"lookups[^\n]*\r\x1b\[Klyncdns: note: ")
        self.assertEqual(self.on_terminal("-q"), "")


if __name__ == "__main__":
    unittest.main()
