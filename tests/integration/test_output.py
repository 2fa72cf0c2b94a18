"""Files that are written: none that is read or written elsewhere, replaced whole, with their group and permissions, and nothing left behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
import unittest

from harness import PROGRAM, Case, Knot, run, topology

ZONE = "a A 10.1.0.1\n"
BODY = "other:\n  - fqdn: a.corp.example\n"
CHANGE = "server 10.0.0.1\nzone corp.example\nupdate add b.corp.example 300 A 10.1.0.2\nsend\n"
LIST = "fqdn,role\nb.corp.example,other\n"


class Output(Case):
    def setUp(self):
        super().setUp()
        self.zone = self.write("corp.zone", Knot.HEAD.format(zone="corp.example") + ZONE + "b A 10.1.0.2\n")
        self.topology = self.write("t.yaml", topology(BODY, {"internal": ["127.0.0.1:9"]}))
        self.offline = ["--zone", self.zone, "-q"]

    def kept(self):
        return {path.name: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def user(self, *args, **options):
        """Runs the program as a user who isn't root."""
        program = self.folder / "lyncdns"
        if not program.exists():
            shutil.copy(PROGRAM, program)
            os.chmod(self.folder, 0o755)
        user = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
        return run(program, *args, text=True, cwd="/", **user, **options)


class Inputs(Output):
    """An output that is an input of the run is refused before anything is asked, by whatever path or link."""

    def setUp(self):
        super().setUp()
        self.list = self.write("list.csv", LIST)
        self.importing = self.write("i.yaml", topology("import: list.csv\n" + BODY, {"internal": ["127.0.0.1:9"]}))
        self.hosts = self.write("hosts.inc", "a A 10.1.0.1\n")
        self.parent = self.write("parent.zone", Knot.HEAD.format(zone="corp.example") + "$INCLUDE hosts.inc\n")
        self.change = self.write("change", CHANGE)
        self.answers, self.db = self.folder / "answers", self.folder / "h.db"
        self.run_code(0, "audit", self.topology, *self.offline, "--save-answers", self.answers, "--history", self.db)

    def paths(self, target):
        """Ways to name a file."""
        symbolic, hard, folder = self.folder / "symbolic", self.folder / "hard", self.folder / "folder"
        symbolic.symlink_to(target.name)
        os.link(target, hard)
        folder.symlink_to(".")
        yield from (target, symbolic, hard, f"{self.folder}/./{target.name}", folder / target.name)
        for path in (symbolic, hard, folder):
            path.unlink()

    def refused(self, *args, **options):
        before = self.kept()
        result = self.run_code(2, *args, **options)
        self.assertRegex(result.err, r"^lyncdns: .*: .* can't go to (a file that is read|the file of )", str(result))
        self.assertEqual((result.out, result.err.count("\n")), ("", 1))
        self.assertEqual(self.kept(), before)

    def test_every_input(self):
        rows = [
            (self.topology, ["audit", self.topology, *self.offline]),
            (self.topology, ["check", "a.corp.example", "-t", self.topology, *self.offline]),
            (self.list, ["audit", self.importing, *self.offline]),
            (self.zone, ["audit", self.topology, *self.offline]),
            (self.hosts, ["audit", self.topology, "--zone", self.parent, "-q"]),
            (self.answers, ["audit", self.topology, "--answers", self.answers]),
            (self.change, ["preview", self.topology, *self.offline, "--change", self.change]),
            (self.db, ["audit", self.topology, *self.offline, "--history", self.db]),
            (self.list, ["import", self.list]),
        ]
        for target, args in rows:
            for path in self.paths(target):
                for option in ("-o", "--save-answers"):
                    if args[0] != "import" or option == "-o":
                        with self.subTest(args=args[:3], path=str(path), option=option):
                            self.refused(*args, option, path)
            if args[0] == "audit" and target != self.db:
                self.refused(*args, "--history", target)

    def test_nothing_is_asked(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            sock.setblocking(False)
            address = f"127.0.0.1:{sock.getsockname()[1]}"
            for option in ("-o", "--save-answers", "--history"):
                self.refused("audit", self.topology, "-s", address, option, self.topology)
            self.assertRaises(BlockingIOError, sock.recv, 512)

    def test_files_beside_the_history(self):
        for end in ("-wal", "-shm", "-journal"):
            for db in (self.db, self.folder / "new.db"):
                self.refused("audit", self.topology, *self.offline, "--history", db, "-o", f"{db}{end}")
        link = self.folder / "link.db"
        link.symlink_to("h.db")
        self.refused("audit", self.topology, *self.offline, "--history", link, "-o", f"{self.db}-wal")

    def test_standard_input(self):
        names = self.write("names", "a.corp.example\n")
        for data, args in (
            (self.topology, ["audit", "-", *self.offline, "-o", self.topology]),
            (self.topology, ["audit", "/dev/stdin", *self.offline, "-o", self.topology]),
            (names, ["check", "-", *self.offline, "-o", names]),
            (names, ["check", "-", "-f", "json", *self.offline, "--save-answers", names]),
        ):
            with self.subTest(args=args[:2]), open(data, "rb") as stream:
                before = self.kept()
                done = run(PROGRAM, *args, stdin=stream, text=True)
                self.assertEqual(done.returncode, 2, done)
                self.assertIn("can't go to a file that is read", done.stderr)
                self.assertEqual(self.kept(), before)

    def test_standard_output(self):
        for args in (["audit", self.topology, *self.offline], ["import", self.list]):
            with self.subTest(args=args[0]), open(args[1], "ab") as stream:
                before = self.kept()
                done = run(PROGRAM, *args, stdout=stream)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertIn(b"standard output: ", done.stderr)
                self.assertEqual(self.kept(), before)

    def test_another_output(self):
        real, link = self.folder / "real", self.folder / "link"
        real.mkdir()
        link.symlink_to("real")
        (self.folder / "dangling").symlink_to("real/new")
        json_and_csv = ["audit", self.topology, *self.offline, "-f", "json", "-o", real / "new", "-f", "csv", "-o"]
        for second in (real / "new", link / "new", f"{real}/../real/new", self.folder / "dangling"):
            with self.subTest(second=str(second)):
                before = self.kept()
                result = self.run_code(2, *json_and_csv, second)
                self.assertIn("two reports can't go to the same file", result.err)
                self.assertEqual(self.kept(), before)
                for one, other in (("-o", "--history"), ("-o", "--save-answers"), ("--save-answers", "--history")):
                    self.refused("audit", self.topology, *self.offline, one, real / "new", other, second)
        with open(self.folder / "out", "wb") as stream:
            done = run(PROGRAM, *json_and_csv[:-4], self.folder / "out", "-f", "csv", stdout=stream)
            self.assertEqual((done.returncode, (self.folder / "out").read_bytes()), (2, b""), done.stderr)


class Replacing(Output):
    def test_links(self):
        """The file that a link leads to is replaced, or created; the link stays."""
        for target, content in (("there", "old"), ("absent", None)):
            link = self.folder / f"link-{target}"
            link.symlink_to(target)
            if content is not None:
                self.write(target, content)
            self.run_code(0, "audit", self.topology, *self.offline, "-f", "json", "-o", link)
            self.assertTrue(link.is_symlink())
            self.assertEqual(json.loads((self.folder / target).read_text())["format"], "lyncdns-report-1")
        loop = self.folder / "loop"
        loop.symlink_to("loop")
        self.assertIn("Too many levels", self.run_code(2, "audit", self.topology, *self.offline, "-o", loop).err)

    @unittest.skipUnless(os.geteuid() == 0, "only root can make another user's link")
    def test_the_link_of_another_in_a_folder_for_all(self):
        shared, victim = self.folder / "shared", self.write("victim", "precious")
        shared.mkdir()
        os.chmod(self.folder, 0o755)
        os.chmod(shared, 0o1777)
        link = shared / "report"
        link.symlink_to(victim)
        os.lchown(link, 65534, 65534)
        for args in (["-o", link], ["--save-answers", link], ["--history", link]):
            with self.subTest(args=args):
                result = self.run_code(2, "audit", self.topology, *self.offline, *args)
                self.assertIn("another user's symbolic link", result.err)
                self.assertEqual(victim.read_text(), "precious")
        os.chmod(shared, 0o755)  # now only its owner can put links there
        self.run_code(0, "audit", self.topology, *self.offline, "-o", link)
        self.assertIn("OK", victim.read_text())

    def test_permissions(self):
        for mode in (0o600, 0o640, 0o664, 0o444):
            target = self.write("report", "old")
            os.chmod(target, mode)
            self.run_code(0, "audit", self.topology, *self.offline, "-o", target)
            self.assertEqual(target.stat().st_mode & 0o7777, mode)
            self.assertIn("OK", target.read_text())
            target.unlink()

    @unittest.skipUnless(os.geteuid() == 0, "only root can give files away")
    def test_owner_and_group(self):
        target = self.write("report", "old")
        os.chown(target, 12345, 23456)
        os.chmod(target, 0o640)
        self.run_code(0, "audit", self.topology, *self.offline, "-o", target)
        about = target.stat()
        self.assertEqual((about.st_uid, about.st_gid, about.st_mode & 0o777), (12345, 23456, 0o640))
        self.assertIn("OK", target.read_text())
        # A user keeps the group where it is one of his, else others of his group may do no more than all.
        nobody, nogroup = target.parent.stat().st_uid, 65534
        folder = self.folder / "open"
        folder.mkdir()
        os.chmod(folder, 0o777)
        for group, mode, wanted in ((nogroup, 0o660, 0o660), (23456, 0o660, 0o600), (23456, 0o664, 0o644)):
            with self.subTest(group=group, mode=oct(mode)):
                target = folder / "report"
                target.write_text("old")
                os.chown(target, 65534, group)
                os.chmod(target, mode)
                done = self.user("audit", self.topology, *self.offline, "-o", target)
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual((target.stat().st_gid, target.stat().st_mode & 0o777), (nogroup, wanted))
        self.assertEqual(nobody, os.geteuid())


class Leftovers(Output):
    """A run that is killed leaves a file without a name of its own; the next run removes it, but none that is in use."""

    def parts(self):
        return sorted(path.name for path in self.folder.glob(".lyncdns-*.part"))

    def asking(self, name):
        """A run that waits for an answer and has a file open."""
        before = self.parts()
        process = self.start(PROGRAM, "audit", self.topology, "-s", self.silent, "--timeout=60s", "--save-answers", self.folder / name)
        process.until(lambda pause: self.parts() != before or time.sleep(pause), "a file that is being written")
        return process

    def setUp(self):
        super().setUp()
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(sock.close)
        sock.bind(("127.0.0.1", 0))
        self.silent = f"127.0.0.1:{sock.getsockname()[1]}"

    def test_killed(self):
        running = self.asking("one")
        used = self.parts()
        killed = self.asking("two")
        killed.send_signal(signal.SIGKILL)
        self.assertEqual(killed.end(), -signal.SIGKILL)
        self.assertEqual(len(self.parts()), 2)
        self.run_code(0, "audit", self.topology, *self.offline, "-o", self.folder / "report")
        self.assertEqual(self.parts(), used)
        running.send_signal(signal.SIGTERM)
        self.assertEqual(running.end(), 3)
        self.assertEqual(self.parts(), [])
        self.assertIn('"answers":2', (self.folder / "one").read_text().replace(" ", "").splitlines()[-1])

    def test_what_only_looks_like_one(self):
        names = [".lyncdns-1-1.part.txt", ".lyncdns-a-1.part", "lyncdns-1-1.part", ".lyncdns-.part"]
        for name in names[:3]:
            self.write(name, "mine")
        os.mkfifo(self.folder / ".lyncdns-2-2.part")
        (self.folder / ".lyncdns-3-3.part").symlink_to(self.topology)
        (self.folder / ".lyncdns-4-4.part").mkdir()
        before = sorted(path.name for path in self.folder.iterdir())
        self.run_code(0, "audit", self.topology, *self.offline, "-o", self.folder / "report")
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), sorted([*before, "report"]))

    def test_many_at_once(self):
        """Runs that write to one folder don't take each other's files for leftovers."""
        command = 'for i in 1 2 3 4 5 6 7 8 9 10; do "$0" audit "$1" --zone "$2" -q -o "$3/r$4-$i" || exit; done'
        loops = [self.start("sh", "-c", command, PROGRAM, self.topology, self.zone, self.folder, i) for i in range(8)]
        for loop in loops:
            _, err = loop.finish()
            self.assertEqual((loop.returncode, err), (0, b""))
        self.assertEqual(len(list(self.folder.glob("r*-*"))), 80)
        self.assertEqual(self.parts(), [])


class Straight(Output):
    """What isn't a file is written as it is."""

    def test_open_files(self):
        for path, options in (("/dev/stdout", {}), ("/dev/fd/1", {}), ("/proc/self/fd/1", {}), ("/dev/stderr", {"stderr": subprocess.STDOUT})):
            with self.subTest(path=path):
                log = self.write("log", "before\n")
                with open(log, "ab") as stream:
                    done = run(PROGRAM, "audit", self.topology, *self.offline, "-o", path, stdout=stream, **options)
                self.assertEqual(done.returncode, 0, done)
                self.assertRegex(log.read_text(), r"^before\n(?s:.*)OK")

    def test_devices_and_pipes(self):
        self.run_code(0, "audit", self.topology, *self.offline, "-f", "json", "-o", "/dev/null", "-f", "csv", "-o", "/dev/null")
        fifo = self.folder / "fifo"
        os.mkfifo(fifo)
        process = self.start("cat", fifo)
        self.run_code(0, "audit", self.topology, *self.offline, "-f", "json", "-o", fifo)
        self.assertEqual(json.loads(process.finish()[0])["format"], "lyncdns-report-1")


if __name__ == "__main__":
    unittest.main()
