"""Places that reach different views, on machines of their own: README's section about them, and the crontabs of configs/cron.

The deployment is the demo's. The machine "inside" reaches its internal DNS servers only, "outside" the external one only, and "judge" has no
network at all. Each has a folder, in which its commands run. In place of the program that README and the crontabs name, of ssh and of
scp there are those of bin(), first in PATH: no host can be reached, so scp copies to the folder of the host that it names, and ssh runs
its command there.
"""

import json
import re
import shutil
import sys
import time
import unittest

from harness import PROGRAM, ROOT, Case
from hosts import Host

DEMO = ROOT / "configs" / "demo"
INTERNAL, EXTERNAL = ("10.1.0.10", "10.1.0.11"), "131.107.155.2"
PLACES = ("inside", "outside", "judge")
CUT = "[...]"
JOIN = ["--answers", "inside.answers", "--answers", "outside.answers"]
SCP = """#!/bin/sh
[ "$1" = -q ] && shift
cp "$1" "{folder}/${{2%%:*}}/${{2#*:}}"
"""
BROKEN_SCP = """#!/bin/sh
head -c 3000 "$2" >"{folder}/${{3%%:*}}/${{3#*:}}"
echo "scp: lost" >&2
exit 1
"""
SSH = """#!/bin/sh
cd "{folder}/$1" && shift && exec sh -c "$*"
"""


def zones(servers):
    """{address: {zone: text}} of the demo's SERVERS, which are the names of its zone files by address."""
    return {
        address: {f"{zone}.example": (DEMO / f"{name}.zone").read_text() for zone, name in files.items()} for address, files in servers.items()
    }


INSIDE = {address: {"contoso": f"internal-dc0{number}", "fabrikam": "internal-fabrikam"} for number, address in enumerate(INTERNAL, 1)}
OUTSIDE = {EXTERNAL: {"contoso": "external-ns01", "fabrikam": "external-fabrikam"}}


def facts(report):
    """What doesn't depend on places and times."""
    return {name: report[name] for name in ("findings", "endpoints", "services", "combinations", "summary")}


class Places(Case):
    def setUp(self):
        super().setUp()
        self.hosts, self.began, self.preload = {}, time.time(), None
        for name, servers in zip(PLACES, (INSIDE, OUTSIDE, {})):
            self.hosts[name] = self.host(zones(servers))
            (self.folder / name).mkdir()
            shutil.copy(DEMO / "contoso.yaml", self.folder / name)
        self.bin("lyncdns", f'#!/bin/sh\nexec "{PROGRAM}" "$@"\n')
        self.bin("scp", SCP.format(folder=self.folder))
        self.bin("ssh", SSH.format(folder=self.folder))

    def host(self, servers):
        host = Host(servers)
        host.__enter__()
        self.addCleanup(host.__exit__, None, None, None)
        return host

    def bin(self, name, text):
        """A program in place of the system's."""
        self.write(f"bin/{name}", text).chmod(0o755)

    def clock(self, hours):
        """From now on the program's clock is so many hours ahead."""
        self.preload = self.preload or self.preloading("clock")
        preload = {**self.preload, "CLOCK_AT": str(int(self.began + hours * 3600))}
        exports = "".join(f"export {name}='{value}'\n" for name, value in preload.items())
        self.bin("lyncdns", f'#!/bin/sh\n{exports}exec "{PROGRAM}" "$@"\n')

    def at(self, place, command, **options):
        """Runs a command line as a shell of the machine does, in an environment as cron's."""
        home = self.folder / place
        path = f"{self.folder}/bin:/usr/bin:/bin"
        environment = {"PATH": path, "HOME": str(home), "SHELL": "/bin/sh", "LOGNAME": "lyncdns"}
        return self.hosts[place].run("/bin/sh", "-c", command, cwd=home, env=environment, **options)

    def code(self, code, place, command):
        done = self.at(place, command)
        self.assertEqual(done.returncode, code, f"{place}$ {command}\n{done.stdout}{done.stderr}")
        return done

    def ask(self):
        """Both places ask and copy."""
        for place, view in (("inside", "internal"), ("outside", "external")):
            save = f"lyncdns audit contoso.yaml --view {view} --vantage {place} --save-answers {place}.answers --fail-on never -q"
            self.code(0, place, f"{save} && scp {place}.answers judge:")

    def judge(self, code, *arguments):
        return self.code(code, "judge", " ".join(["lyncdns audit contoso.yaml", *JOIN, *arguments]))


class Readme(Places):
    def section(self):
        """(place, command, output) of the section's block."""
        section = (ROOT / "README.md").read_text().partition("**Views that only some machines reach.**")[2]
        block = re.search(r"^```console\n(.*?)^```", section, re.M | re.S)[1]
        for part in re.split(r"^(?=\w+\$ )", block, flags=re.M)[1:]:
            prompt, _, output = part.partition("\n")
            place, _, command = prompt.partition("$ ")
            yield place, command, output

    @staticmethod
    def words(text):
        """Words that must be the same: times differ, and where lines break."""
        return " ".join(re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text).split())

    def check(self, done, output):
        at, said = 0, self.words(done.stdout)
        for piece in self.words(output).split(CUT):
            found = said.find(piece.strip(), at)
            self.assertGreaterEqual(found, 0, f"README has\n{piece}\nit prints\n{done.stdout}")
            at = found + len(piece.strip())
        self.assertTrue(at == len(said) or output.rstrip().endswith(CUT), f"README ends before\n{said[at:]}")

    def test_its_commands_do_what_it_shows(self):
        codes = []
        for place, command, output in self.section():
            with self.subTest(place=place, command=command):
                done = self.at(place, command, together=True)
                self.check(done, output)
                codes.append((place, done.returncode))
        self.assertEqual(codes, [("inside", 1), ("inside", 0), ("judge", 1), ("outside", 1), ("outside", 0), ("judge", 1)])
        joined = json.loads(self.judge(1, "-f json").stdout)
        self.hosts["everywhere"] = self.host(zones({**INSIDE, **OUTSIDE}))
        shutil.copytree(self.folder / "judge", self.folder / "everywhere")
        whole = json.loads(self.code(1, "everywhere", "lyncdns audit contoso.yaml -f json").stdout)
        self.assertTrue(whole["run"]["complete"])
        self.assertGreater(len(whole["findings"]), 20)
        for name, value in facts(whole).items():
            self.assertEqual(facts(joined)[name], value, name)


class Apart(Places):
    def test_each_reaches_its_own_view_only(self):
        for place, other in (("inside", EXTERNAL), ("outside", INTERNAL[0])):
            report = json.loads(self.code(1, place, "lyncdns audit contoso.yaml -f json --timeout 200ms").stdout)
            self.assertFalse(report["run"]["complete"])
            dead = [finding["key"] for finding in report["findings"] if finding["rule"] == "DNS003"]
            self.assertIn(f"DNS003:{other}:53", dead)
            done = self.code(3, place, f"lyncdns check --sip-domain contoso.example -s {other} --timeout 200ms")
            self.assertIn("INCOMPLETE", done.stdout)

    def test_the_judge_has_no_network(self):
        probe = "import socket, sys; socket.create_connection((sys.argv[1], 53), 1)"
        for address in (*INTERNAL, EXTERNAL, "127.0.0.1"):
            self.assertIn("Network is unreachable", self.code(1, "judge", f"{sys.executable} -c '{probe}' {address}").stderr)


class Delivery(Places):
    """Answers that come late, in part or not at all, and those that are not written whole."""

    def unanswered(self, code, *arguments):
        """The finding about the external server in a run that is incomplete, and the notes."""
        done = self.judge(code, "-f json", *arguments)
        report = json.loads(done.stdout)
        self.assertFalse(report["run"]["complete"])
        return next(finding for finding in report["findings"] if finding["key"] == f"DNS003:{EXTERNAL}:53"), done.stderr

    def test_a_copy_that_has_not_come(self):
        self.ask()
        (self.folder / "judge" / "outside.answers").unlink()
        for code, fail_on in ((3, "never"), (1, "error")):
            finding, notes = self.unanswered(code, "--fail-on", fail_on)
            self.assertIn("No file of saved answers has view external", finding["message"])
            self.assertIn("outside.answers: no such file", finding["evidence"])
            self.assertIn("outside.answers: note: not used: No such file or directory", notes)
            self.assertIn('no file of --answers has the view "external"', notes)

    def test_a_copy_that_is_old(self):
        self.ask()
        self.clock(hours=48)
        self.code(0, "inside", "lyncdns audit contoso.yaml --view internal --vantage hq --save-answers inside.answers --fail-on never -q")
        self.code(0, "inside", "scp inside.answers judge:")
        finding, notes = self.unanswered(3, "--fail-on never --max-age 24h")
        self.assertRegex(finding["message"], "of view external, from outside at .*, aren't within the allowed age")
        self.assertIn("outside.answers: not used", finding["evidence"])
        self.assertIn("outside.answers: note: not used: saved at", notes)
        self.judge(0, "--fail-on never")

    def test_half_a_copy(self):
        self.ask()
        path = self.folder / "judge" / "outside.answers"
        whole = path.read_bytes()
        for length in (0, 1, len(whole) // 2, len(whole) - 2):
            path.write_bytes(whole[:length])
            done = self.judge(2)
            self.assertEqual(done.stdout, "")
            self.assertIn("outside.answers", done.stderr)

    def test_a_good_file_is_replaced_by_a_whole_one_only(self):
        self.ask()
        path = self.folder / "inside" / "inside.answers"
        good, ask = path.read_bytes(), "lyncdns audit contoso.yaml --view internal --save-answers inside.answers -o /dev/null"
        self.assertIn("inside.answers", self.code(2, "inside", f"ulimit -f 8; {ask}").stderr)  # 4 KiB, as on a full disk
        self.assertEqual(path.read_bytes(), good)
        for address in INTERNAL:
            self.hosts["inside"].pause(address)
        # It has a socket once it asks; until then it tries whether its files can be written, and ends by a signal at once.
        begin = f"{ask} --timeout 60s & until ls -l /proc/$!/fd | grep -q socket; do sleep 0.01; done; ls .lyncdns-*.part && kill"
        self.code(128 + 9, "inside", f"{begin} -KILL $!; wait $!")
        self.assertEqual(path.read_bytes(), good)
        self.code(3, "inside", f"{begin} -TERM $!; wait $!")  # whole, and says what was not asked
        self.assertNotEqual(path.read_bytes(), good)
        self.code(0, "inside", "scp inside.answers judge:")
        self.assertIn("INCOMPLETE", self.judge(3, "--fail-on never").stdout)
        self.assertEqual([file.name for file in path.parent.iterdir() if file.name.startswith(".")], [])


class Cron(Places):
    """The crontabs, run hour by hour as cron runs them; what a job prints is the mail."""

    def setUp(self):
        super().setUp()
        self.now = 0
        self.clock(hours=0)

    def cron(self, place):
        """The mail of the job of a machine."""
        text = (ROOT / "configs" / "cron" / f"lyncdns-{place}.cron.in").read_text()
        jobs = re.findall(r"^(?![#\s])(?!\w+ *=)(?:\S+\s+){5}(\S+)\s+(.*)$", text, re.M)
        self.assertEqual([user for user, _ in jobs], ["lyncdns"], "one job")
        command, *lines = re.split(r"(?<!\\)%", jobs[0][1])  # crontab(5): what follows a percent sign is standard input
        for name, here in (("@BINDIR@", self.folder / "bin"), ("/etc/lyncdns", self.folder / place)):
            self.assertIn(name, command)
            command = command.replace(name, str(here))
        return self.at(place, command.replace("\\%", "%"), input="\n".join(lines) if lines else None, together=True).stdout

    def hour(self, *asking):
        """The mail of each machine, one hour later: those ASKING on the hour, the judge 20 minutes past it."""
        self.now += 1
        self.clock(self.now)
        mails = [self.cron(place) for place in asking]
        self.clock(self.now + 1 / 3)
        return [*mails, self.cron("judge")]

    def incomplete(self, mail, place, view):
        """The mail says that the answers of a place are missing."""
        self.assertRegex(mail, r"(?m)^INCOMPLETE: ")
        self.assertRegex(mail, rf"ERROR DNS003:.*(\n .*)*view\s+{view}")
        self.assertIn(f"- {place}.answers: ", mail)

    @staticmethod
    def keys(mail):
        return re.findall(r"^ *\d+\. [A-Z]+ (\w+:\S+):", mail, re.M)

    def change(self):
        """Gives a voice mail name an IPv6 address, on the DNS servers inside."""
        servers = zones(INSIDE)
        for files in servers.values():
            files["contoso.example"] = re.sub(
                r"(SOA\s+\S+\s+\S+\s+)(\d+)", lambda found: f"{found[1]}{int(found[2]) + 1}", files["contoso.example"], count=1
            )
            files["contoso.example"] += "um04.contoso.example. 1200 AAAA fd3a:9c1e:77b2:1::34\n"
        self.hosts["inside"].serve(servers)

    def test_only_news_is_mailed(self):
        *silent, first = self.hour("inside", "outside")
        self.assertEqual(silent, ["", ""])
        self.assertTrue(first.startswith("NOT SAFE: 3 of 4 voice mail names resolve to IPv6; "), first)
        self.assertNotIn("INCOMPLETE", first)
        self.assertGreater(len(self.keys(first)), 20)
        self.assertEqual(self.hour("inside", "outside"), ["", "", ""])
        self.change()
        *silent, third = self.hour("inside", "outside")
        self.assertEqual(silent, ["", ""])
        self.assertIn("1 new, 0 gone, 0 changed", third)
        self.assertEqual(self.keys(third), ["UM001:um04.contoso.example"])
        self.assertEqual(self.hour("inside", "outside"), ["", "", ""])

    def test_a_job_that_did_not_run(self):
        self.hour("inside", "outside")
        *silent, mail = self.hour("inside")
        self.assertEqual(silent, [""])
        self.incomplete(mail, "outside", "external")
        self.assertEqual(self.keys(mail), [f"DNS003:{EXTERNAL}:53"])
        self.assertEqual(self.hour("inside"), ["", ""], "an outage is mailed once")
        self.assertEqual(self.hour("inside", "outside"), ["", "", ""])

    def test_a_job_that_never_ran(self):
        _, mail = self.hour("outside")
        self.incomplete(mail, "inside", "internal")
        self.assertIn("inside.answers: no such file", mail)
        _, _, mail = self.hour("inside", "outside")
        self.assertNotIn("INCOMPLETE", mail)
        self.assertIn("UM001:um01.contoso.example", mail)

    def test_a_copy_that_breaks_off(self):
        self.hour("inside", "outside")
        before = (self.folder / "judge" / "inside.answers").read_bytes()
        self.bin("scp", BROKEN_SCP.format(folder=self.folder))
        self.change()
        mail, _, judged = self.hour("inside", "outside")
        self.assertEqual(mail, "scp: lost\n")
        self.assertEqual((self.folder / "judge" / "inside.part").stat().st_size, 3000)
        self.assertEqual((self.folder / "judge" / "inside.answers").read_bytes(), before)
        self.incomplete(judged, "inside", "internal")
        self.bin("scp", SCP.format(folder=self.folder))
        self.assertEqual(self.keys(self.hour("inside", "outside")[-1]), ["UM001:um04.contoso.example"])

    def test_a_place_whose_servers_do_not_answer(self):
        """What failed is copied, too, and is the judge's to report."""
        self.hour("inside", "outside")
        self.hosts["outside"].pause(EXTERNAL)
        _, _, mail = self.hour("inside", "outside")
        self.assertRegex(mail, r"(?m)^INCOMPLETE: ")
        self.assertEqual(self.keys(mail), [f"DNS003:{EXTERNAL}:53"])

    def test_a_place_with_a_mistake(self):
        """Its own mail says so, and nothing is copied."""
        self.hour("inside", "outside")
        before = (self.folder / "judge" / "outside.answers").read_bytes()
        topology = self.write("outside/contoso.yaml", "version: 1\nnam: contoso\n")
        _, mail, judged = self.hour("inside", "outside")
        self.assertIn(f"{topology}:2", mail)
        self.assertEqual((self.folder / "judge" / "outside.answers").read_bytes(), before)
        self.incomplete(judged, "outside", "external")


if __name__ == "__main__":
    unittest.main()
