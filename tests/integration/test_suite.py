"""The suite itself: a test that hangs, breaks its process or leaves something running fails, and the rest goes on."""

import os
import re
import signal
import sys
import time
import unittest
from pathlib import Path

from harness import ROOT, Case, run

# Tests that go wrong on purpose. Each file that "keep" writes has the number of a process that would run for an hour.
WRONG = '''
import os, signal, subprocess, threading, unittest
from harness import Case, Process, Terminal, run

def keep(name, pid):
    with open(os.path.join(os.environ["FOLDER"], name), "w") as file:
        file.write(str(pid))

class Wrong(Case):
    def test_hangs(self):
        process = self.start("sh", "-c", "echo said to output; echo said to error >&2; sleep 3600")
        process.line()
        keep("still", process.pid)
        threading.Event().wait()

    def test_hangs_where_no_alarm_is_heard(self):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        keep("deaf", subprocess.Popen(["sleep", "3600"]).pid)
        threading.Event().wait()

    def test_stops_its_process(self):
        os.kill(os.getpid(), signal.SIGSTOP)

    def test_ends_its_process(self):
        print("said before the end", flush=True)
        os._exit(7)

    def test_leaves_something_running(self):
        done = run("sh", "-c", "setsid sleep 3600 >/dev/null 2>&1 & echo $!")
        keep("left", int(done.stdout))

    def test_waits_for_a_program(self):
        run("sh", "-c", "echo half a line; exec sleep 3600", timeout=10)

    def test_waits_for_a_line(self):
        self.start("sh", "-c", "echo once; exec sleep 3600").line()
        self.start("sh", "-c", "printf 'no end'; exec sleep 3600").line(10)

    def test_waits_for_a_terminal(self):
        with Terminal("sh", "-c", "echo shown; exec sleep 3600") as terminal:
            terminal.expect("never shown", 10)

    def test_waits_for_a_terminal_that_closes(self):
        with Terminal("sh", "-c", "echo shown before the end") as terminal:
            terminal.expect("never shown")

    def test_waits_for_the_end_of_a_terminal(self):
        with Terminal("sh", "-c", "echo shown at last; exec sleep 3600") as terminal:
            terminal.end(10)

    def test_waits_for_what_an_ended_program_would_do(self):
        self.start("sh", "-c", "echo gone >&2").until(threading.Event().wait, "a deed")

class Right(Case):
    def test_one(self):
        pass

    def test_two(self):
        self.assertEqual(run("cat", input="said", text=True).stdout, "said")

class NotSetUp(Case):
    @classmethod
    def setUpClass(cls):
        raise RuntimeError("no class today")

    def test_one(self):
        pass

class SetUpStandsStill(Case):
    @classmethod
    def setUpClass(cls):
        threading.Event().wait()

    def test_one(self):
        pass

class Skipped(Case):
    @classmethod
    def setUpClass(cls):
        raise unittest.SkipTest("not here")

    def test_one(self):
        pass

    def test_two(self):
        pass
'''
FAILED = {  # what the report of each has to show
    "Wrong.test_hangs": ["hung for 2 s", "threading.Event().wait()", "said to output", "said to error"],
    "Wrong.test_hangs_where_no_alarm_is_heard": ["no longer answered", "in test_hangs_where_no_alarm_is_heard"],
    "Wrong.test_stops_its_process": ["no longer answered"],
    "Wrong.test_ends_its_process": ["ended with 7", "said before the end"],
    "Wrong.test_leaves_something_running": ["left running", "sleep 3600"],
    "Wrong.test_waits_for_a_program": ["not within 0.5 s", "half a line"],
    "Wrong.test_waits_for_a_line": ["not within 0.5 s", "no end"],
    "Wrong.test_waits_for_a_terminal": ["'never shown' on the terminal: not within 0.5 s", "shown"],
    "Wrong.test_waits_for_a_terminal_that_closes": ["'never shown' on the terminal: the program ended before it", "shown before the end"],
    "Wrong.test_waits_for_the_end_of_a_terminal": ["not within 0.5 s", "shown at last"],
    "Wrong.test_waits_for_what_an_ended_program_would_do": ["a deed: the program ended before it", "gone"],
    "NotSetUp.test_one": ["it did not run"],
    "SetUpStandsStill.test_one": ["it did not run"],
}


# Calls that may wait for ever, which only process.py makes.
UNBOUNDED = r"\bsubprocess\.(run|Popen|call|check_\w+)\(|\bos\.(wait\w*|fork|popen|system)\(|\bpty\.|\.(wait|join|acquire|communicate)\(\)"


def runs(pid):
    """True while a process runs, which a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Watched(Case):
    def setUp(self):
        super().setUp()
        # Bounds a twentieth as long as usual: two seconds for each test.
        quick = {"LYNCDNS_TEST_PATIENCE": "0.05", "LYNCDNS_TEST_LIMIT": "40", "LYNCDNS_TEST_JOBS": "4", "V": "1"}
        self.environment = dict(os.environ, PYTHONPATH=str(self.folder), FOLDER=str(self.folder), **quick)
        self.environment.pop("CI", None)

    def kept(self, name):
        return int((self.folder / name).read_text())

    def started(self, name, seconds):
        time.sleep(seconds)  # between two looks
        return (self.folder / name).exists() and (self.folder / name).read_text() != ""

    def ended(self, pid):
        deadline = time.monotonic() + 30
        while runs(pid):
            self.assertLess(time.monotonic(), deadline, f"{pid} runs on")
            time.sleep(0.02)  # between two looks


class Suite(Watched):
    def setUp(self):
        super().setUp()
        self.write("wrong.py", WRONG)
        self.command = [sys.executable, ROOT / "tests" / "integration" / "runner.py"]

    def test_what_goes_wrong_is_reported_and_the_rest_goes_on(self):
        done = run(*self.command, "wrong", text=True, env=self.environment)
        self.assertEqual(done.returncode, 1, done.stderr)
        reports = dict(re.findall(r"^FAILED: wrong\.(\S+) \(.*?\)\n(.*?)\n\n(?=\S)", done.stdout, re.M | re.S))
        for name, words in FAILED.items():
            for word in words:
                with self.subTest(test=name, word=word):
                    self.assertIn(word, reports.get(name, done.stdout))
        self.assertIn("no class today", done.stdout)
        self.assertIn("SKIPPED: setUpClass (wrong.Skipped): not here", done.stdout)
        # Each class that could not be set up counts once more.
        self.assertEqual(done.stdout.splitlines()[-1], f"integration: 2 passed, {len(FAILED) + 2} failed, 2 skipped")
        for name in ("still", "deaf", "left"):
            self.assertFalse(runs(self.kept(name)), name)

    def test_tests_wait_only_within_bounds(self):
        for path in sorted((ROOT / "tests" / "integration").glob("*.py")):
            if path.name in ("process.py", "runner.py", "worker.py", "test_suite.py"):
                continue  # what bounds the waits, and what breaks the bounds on purpose
            for number, line in enumerate(path.read_text().splitlines(), 1):
                with self.subTest(place=f"{path.name}:{number}"):
                    self.assertNotRegex(line, UNBOUNDED)

    def test_where_nothing_may_be_skipped_it_has_failed(self):
        done = run(*self.command, "wrong.Skipped", "wrong.Right", text=True, env=dict(self.environment, CI="true"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout.splitlines()[-1], "integration: 2 passed, 2 failed, 0 skipped")

    def test_nothing_runs_on_after_an_interrupt(self):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            with self.subTest(signal=number):
                environment = dict(self.environment, LYNCDNS_TEST_LIMIT="100000")
                process = self.start(*self.command, "wrong.Wrong.test_hangs", env=environment)
                process.until(lambda seconds: self.started("still", seconds), "a test that hangs")
                process.send_signal(number)
                self.assertEqual(process.end(), -number if number == signal.SIGKILL else 128 + number)
                process.stop()
                self.ended(self.kept("still"))
                (self.folder / "still").unlink()

    def unit_programs(self):
        still = self.write("still-program", "#!/bin/sh\necho said before\nsleep 3600 &\necho $! >\"$FOLDER/unit\"\nwait\n")
        right = self.write("right-program", "#!/bin/sh\necho '100%: Checks: 3, Failures: 0, Errors: 0'\n")
        for path in (still, right):
            path.chmod(0o755)
        return still, right

    def test_a_unit_test_program_that_hangs(self):
        still, right = self.unit_programs()
        environment = dict(self.environment, LYNCDNS_TEST_LIMIT="2", LYNCDNS_TEST_PATIENCE="1")
        done = run(ROOT / "tests" / "run-unit", still, right, text=True, env=environment)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("said before", done.stdout)
        self.assertIn(f"FAILED: {still}: hung for 2 s", done.stdout)
        self.assertEqual(done.stdout.splitlines()[-1], "unit: 3 passed, 1 failed")
        self.assertFalse(runs(self.kept("unit")))

    def test_no_unit_test_program_runs_on_after_an_interrupt(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                process = self.start(ROOT / "tests" / "run-unit", *self.unit_programs(), env=dict(self.environment, LYNCDNS_TEST_LIMIT="100000"))
                process.until(lambda seconds: self.started("unit", seconds), "a test program that hangs")
                process.send_signal(number)
                self.assertEqual(process.end(), 128 + number)
                process.stop()
                self.ended(self.kept("unit"))
                (self.folder / "unit").unlink()


# A project of which only the integration tests hang.
MAKEFILE = """
all tests fuzzers valgrind: ; @echo "unit: 1 passed, 0 failed"
unit: ; @echo "unit: 2 passed, 0 failed"
replay: ; @echo "replay: 3 passed, 0 failed"
integration: ; @echo said before; sleep 3600 & echo $$! >part; wait
.PHONY: all tests fuzzers valgrind unit replay integration
"""


class Everything(Watched):
    """scripts/test."""

    def setUp(self):
        super().setUp()
        self.write("Makefile", MAKEFILE)
        self.write("tests/integration/test_x.py", "")
        self.write("scripts/test", (ROOT / "scripts" / "test").read_text()).chmod(0o755)
        for name in ("scripts/setup", "scripts/demo", "bin/clang", "bin/valgrind", "bin/shellcheck"):
            self.write(name, "#!/bin/sh\n").chmod(0o755)
        self.environment["PATH"] = f"{self.folder / 'bin'}:{os.environ['PATH']}"
        for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
            self.environment.pop(name, None)

    def test_a_part_that_hangs(self):
        done = run(self.folder / "scripts" / "test", text=True, env=dict(self.environment, LYNCDNS_TEST_PATIENCE="0.004"))
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("\nsaid before\n", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^hung for 3.6 s\nFAILED: integration tests: 0 passed, 1 failed, 0 skipped \(\d+ s\)$")
        self.assertRegex(done.stdout, r"(?m)^ok: unit tests under valgrind: 1 passed, 0 skipped \(\d+ s\)$")
        # Three builds, shellcheck and the demo count as one test each.
        self.assertEqual(done.stdout.splitlines()[-1], "18 passed, 2 failed")
        self.assertFalse(runs(self.kept("part")))

    def test_an_interrupt(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(signal=number):
                process = self.start(self.folder / "scripts" / "test", env=dict(self.environment, LYNCDNS_TEST_PATIENCE="1000"))
                process.until(lambda seconds: self.started("part", seconds), "a part that hangs")
                process.send_signal(number)
                self.assertEqual(process.end(), 128 + number)
                process.stop()
                self.ended(self.kept("part"))
                (self.folder / "part").unlink()


if __name__ == "__main__":
    unittest.main()
