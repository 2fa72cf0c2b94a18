"""Runs the integration tests, or those named (test_main_job, test_main_job.Exit, test_main_job.Exit.test_x), some at the same time.

Tests run in worker.py processes, each with a range of ports of its own: one test at a time, or a class of tests that share what it sets up.
A worker that no longer answers, or that ends, has its test counted as failed, is replaced, and the rest goes on. However this ends, nothing
that was started keeps running.

  LYNCDNS               the program to be tested (build/lyncdns)
  LYNCDNS_TEST_JOBS     how many workers (one more than there are CPUs, at most 6)
  LYNCDNS_TEST_LIMIT    seconds for one test (240)
  LYNCDNS_TEST_PATIENCE factor for this limit and every other bound (1)
  V=1                   a line for each test
  CI                    where it is set, a test that was skipped has failed

The last line says how many passed, failed and were skipped. Exit code 0: at least one passed and none failed.
"""

import collections
import json
import os
import random
import selectors
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from process import bound
from worker import AGAIN, LIMIT, adopt, kill_all_below

HERE = Path(__file__).resolve().parent
PORTS, PORTS_EACH = range(10000, 32000, 500), 500
# These take longest: they begin first, so that the end doesn't wait for one of them.
LONGEST = ("test_preview_bind", "test_memory", "test_history", "test_faults.Faults.test_each", "test_html", "test_faults", "test_limits", "test_preview")


def tests_of(suite):
    for one in suite:
        if isinstance(one, unittest.TestSuite):
            yield from tests_of(one)
        else:
            yield one


def sets_up(test):
    return type(test).setUpClass.__func__ is not unittest.TestCase.setUpClass.__func__


def rank(name):
    return next((number for number, start in enumerate(LONGEST) if name.startswith(start)), len(LONGEST))


def units(tests):
    """Lists of the names of tests that have to run in one process, the longest first."""
    found = {}
    for test in tests:
        name = test.id()
        found.setdefault(name.rpartition(".")[0] if sets_up(test) else name, []).append(name)
    return sorted(found.values(), key=lambda names: rank(names[0]))


class Worker:
    """One worker.py, the tests it was given and has not finished, and what it printed."""

    def __init__(self, ports):
        self.ports, self.names, self.now, self.busy, self.heard = ports, [], None, False, time.monotonic()
        self.log = tempfile.TemporaryFile()
        environment = dict(os.environ, LYNCDNS_TEST_PORTS=f"{ports}-{ports + PORTS_EACH - 1}")
        command = [sys.executable, str(HERE / "worker.py")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log, env=environment, cwd=HERE, start_new_session=True
        )
        os.set_blocking(self.process.stdout.fileno(), False)
        self.buffer = b""

    def give(self, names):
        self.names, self.busy, self.heard = list(names), True, time.monotonic()
        try:
            self.process.stdin.write(json.dumps(names).encode() + b"\n")
            self.process.stdin.flush()
        except OSError:
            pass  # it has ended, as its events will show

    def events(self):
        """Events that have come in; None once there will be no more."""
        data = os.read(self.process.stdout.fileno(), 1 << 20)
        if not data:
            return None
        self.heard = time.monotonic()
        *lines, self.buffer = (self.buffer + data).split(b"\n")
        return [json.loads(line) for line in lines]

    def overdue(self):
        return self.busy and time.monotonic() - self.heard > bound(LIMIT + 4 * AGAIN)

    def kill(self):
        """Ends it and all that it started; what it printed, with where each of its threads was if it still ran."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGUSR1)
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:
                pass  # it has written where its threads are
            kill_all_below(self.process.pid)
            self.process.kill()
        try:
            self.process.wait(bound(10))
        except subprocess.TimeoutExpired:
            pass  # not even the kernel can end it
        self.log.seek(0)
        return self.log.read().decode(errors="replace")

    def close(self):
        for stream in (self.process.stdin, self.process.stdout, self.log):
            try:
                stream.close()
            except OSError:
                pass  # the worker has gone


class Run:
    def __init__(self, queue):
        self.queue, self.workers, self.selector = collections.deque(queue), [], selectors.DefaultSelector()
        self.verbose = os.environ.get("V") == "1"
        self.outcomes, self.seconds, self.skips = {}, {}, []
        self.column = 0
        self.ports = random.SystemRandom().sample(PORTS, len(PORTS))  # other runs on this machine begin elsewhere

    # ---- results ----

    def say(self, text):
        print(("\n" if self.column else "") + text, flush=True)
        self.column = 0

    def record(self, name, outcome, text="", seconds=0.0):
        if self.outcomes.get(name) != "failed":
            self.outcomes[name] = outcome
        self.seconds[name] = seconds
        if outcome == "failed":
            self.say(f"FAILED: {name} ({seconds:.1f} s)\n{text.rstrip()}\n")
        elif outcome == "skipped":
            self.skips.append(text.strip())
        elif self.verbose:
            self.say(f"{outcome} {seconds:6.2f} s  {name}")
        else:
            print(".", end="", flush=True)
            self.column += 1

    def heard(self, worker, event):
        if "began" in event:
            worker.now = event["began"]
        elif "done" in event:
            self.finish_list(worker)
        else:
            self.record(event["ended"], event["outcome"], event["text"], event["seconds"])
            worker.now = None
            if event["ended"] in worker.names:
                worker.names.remove(event["ended"])
            elif event["outcome"] == "skipped":  # the whole class
                del self.outcomes[event["ended"]]
                for name in worker.names:
                    self.outcomes[name] = "skipped"
                worker.names = []

    def finish_list(self, worker):
        """The end of a list: tests that did not run, because what their class sets up failed, have failed."""
        for name in worker.names:
            self.record(name, "failed", "it did not run")
        worker.names, worker.busy = [], False

    def lost(self, worker):
        """A worker that ended or no longer answers: its test has failed, the rest of its list goes to another."""
        self.selector.unregister(worker.process.stdout)
        text = worker.kill()
        self.workers.remove(worker)
        if worker.busy:
            name = worker.now or (worker.names[0] if worker.names else "a class")
            code = worker.process.returncode
            why = "its process no longer answered and was killed" if code == -signal.SIGKILL else f"its process ended with {code}"
            self.record(name, "failed", f"{why}\n{text}", time.monotonic() - worker.heard)
            rest = [other for other in worker.names if other != name]
            if rest:
                self.queue.appendleft(rest)
        worker.close()

    # ---- running ----

    def hire(self):
        taken = {worker.ports for worker in self.workers}
        worker = Worker(next(ports for ports in self.ports if ports not in taken))
        self.workers.append(worker)
        self.selector.register(worker.process.stdout, selectors.EVENT_READ, worker)

    def run(self, jobs):
        while self.queue or any(worker.busy for worker in self.workers):
            while self.queue and len(self.workers) < jobs:
                self.hire()
            for worker in self.workers:
                if self.queue and not worker.busy:
                    worker.give(self.queue.popleft())
            for key, _ in self.selector.select(1):
                events = key.data.events()
                for event in events or []:
                    self.heard(key.data, event)
                if events is None:
                    self.lost(key.data)
            for worker in [worker for worker in self.workers if worker.overdue()]:
                self.lost(worker)

    def dismiss(self):
        """Ends the workers, and shows what tests have printed."""
        for worker in self.workers:
            try:
                worker.process.stdin.close()
                worker.process.wait(bound(10))
            except OSError:
                pass  # it has ended
            except subprocess.TimeoutExpired:
                pass  # then by force
            text = worker.kill().strip()
            if text:
                self.say(f"printed by tests:\n{text}")
            worker.close()


def main():
    os.chdir(HERE)
    loader = unittest.TestLoader()
    names = sys.argv[1:]
    found = list(tests_of(loader.loadTestsFromNames(names) if names else loader.discover(".", pattern="test_*.py")))
    broken = [test for test in found if isinstance(test, unittest.loader._FailedTest)]
    run = Run(units([test for test in found if test not in broken]))
    for test in broken:
        run.record(test.id(), "failed", str(test._exception))

    adopt()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    began = time.monotonic()
    try:
        run.run(int(os.environ.get("LYNCDNS_TEST_JOBS") or min(6, (os.cpu_count() or 1) + 1)))
        run.dismiss()
    except SystemExit:
        run.say("interrupted")
        raise
    finally:
        kill_all_below(os.getpid())

    counts = collections.Counter(run.outcomes.values())
    if run.column:
        print()
    longest = sorted(run.seconds.items(), key=lambda item: -item[1])[:5]
    print(f"{time.monotonic() - began:.0f} s; longest: {', '.join(f'{name} {seconds:.0f} s' for name, seconds in longest)}")
    for why in run.skips:
        print(f"SKIPPED: {why}")
    if os.environ.get("CI"):
        counts["failed"] += counts.pop("skipped", 0)
    print(f"integration: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    return 0 if counts["passed"] and not counts["failed"] else 1


if __name__ == "__main__":
    sys.exit(main())
