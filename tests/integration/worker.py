"""Runs tests for runner.py, one after another in this process, and watches each.

Standard input gives lists of test names (JSON, one per line); what was standard output takes events (JSON, one per line): a test began, it ended,
a list is done. A test that hangs is ended by an alarm, which raises in the middle of it: the failure shows where that was, and what its
programs and servers had printed. What a test leaves running is killed when it ends, and the test fails.
"""

import ctypes
import faulthandler
import json
import os
import signal
import sys
import threading
import time
import traceback
import unittest

from process import bound, testimony

LIMIT = float(os.environ.get("LYNCDNS_TEST_LIMIT") or 240)  # seconds for one test, or for what a class sets up
AGAIN = 20  # seconds until the alarm rings again, for clean-up that hangs too
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


class Hung(Exception):
    """A test, or what sets one up, took longer than it may."""


# ---- processes ----


def processes():
    """{pid: (parent, state)} of the whole system."""
    found = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat", errors="replace") as stat:
                state, parent = stat.read().rpartition(")")[2].split()[:2]
        except OSError:
            continue  # it has ended meanwhile
        found[int(name)] = (int(parent), state)
    return found


def below(parent, seen):
    """Every process that PARENT started and that runs, and what those started; a parent before its children."""
    found = [pid for pid, (its_parent, state) in seen.items() if its_parent == parent]
    return [pid for child in found for pid in ([child] if seen[child][1] not in "ZX" else []) + below(child, seen)]


def adopt():
    """From now on, processes whose parent ends become children of this one, so that none gets lost."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def command(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as line:
            return f"{pid} ({line.read().replace(bytes(1), b' ').decode(errors='replace').strip()[:300]})"
    except OSError:
        return str(pid)


def kill(pids):
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def kill_all_below(parent):
    """Kills until nothing below PARENT runs; one that is being started meanwhile is seen in the next round."""
    deadline = time.monotonic() + 10
    while (pids := below(parent, processes())) and time.monotonic() < deadline:
        kill(pids)
        time.sleep(0.01)


def children():
    mine, seen = os.getpid(), processes()
    return {pid for pid, (parent, state) in seen.items() if parent == mine and state not in "ZX"}


def end_leftovers(before):
    """Ends the children that weren't there BEFORE, after a moment to end on their own: their commands."""
    deadline = time.monotonic() + bound(5)
    while (left := children() - before) and time.monotonic() < deadline:
        time.sleep(0.02)
    named = [command(pid) for pid in left]
    seen = processes()
    kill([pid for child in left for pid in [child, *below(child, seen)]])
    return named


# ---- the alarm ----


def other_threads():
    mine = threading.get_ident()
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    frames = [(number, frame) for number, frame in sys._current_frames().items() if number != mine]
    return "".join(f"\n--- thread {names.get(number)}\n{''.join(traceback.format_stack(frame)[-4:])}" for number, frame in frames)


def ring(*_):
    raise Hung(f"hung for {bound(LIMIT):g} s{testimony()}{other_threads()}")


def set_alarm():
    signal.setitimer(signal.ITIMER_REAL, bound(LIMIT), bound(AGAIN))


# ---- the tests ----


class Result(unittest.TestResult):
    """Writes the events. What unittest reports of a class, before or after its tests, has no beginning."""

    def __init__(self, events):
        super().__init__()
        self.events, self.before, self.lines, self.outcome, self.began, self.running = events, set(), [], None, 0, False

    def write(self, **event):
        self.events.write(json.dumps(event) + "\n")
        self.events.flush()

    def startTest(self, test):
        super().startTest(test)
        self.before, self.lines, self.outcome, self.running = children(), [], "passed", True
        self.began = time.monotonic()
        set_alarm()
        self.write(began=test.id())

    def stopTest(self, test):
        signal.setitimer(signal.ITIMER_REAL, 0)
        left = end_leftovers(self.before)
        if left:
            self.outcome = "failed"
            self.lines.append(f"{test.id()}: left running: {', '.join(left)}\n")
        super().stopTest(test)
        self.running = False
        self.write(ended=test.id(), outcome=self.outcome, seconds=time.monotonic() - self.began, text="".join(self.lines))
        set_alarm()  # for what comes between two tests

    def note(self, test, outcome, text):
        if not self.running:
            self.write(ended=test.id(), outcome=outcome, seconds=0, text=text)
            return
        if self.outcome != "failed":
            self.outcome = outcome
        self.lines.append(text)

    def addError(self, test, err):
        self.note(test, "failed", f"{test.id()}\n{self._exc_info_to_string(err, test)}\n")

    addFailure = addError

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self.note(test, "failed", f"{subtest}\n{self._exc_info_to_string(err, test)}\n")

    def addSkip(self, test, reason):
        self.note(test, "skipped", f"{test.id()}: {reason}\n")

    def addUnexpectedSuccess(self, test):
        self.note(test, "failed", f"{test.id()}: expected to fail\n")


def main():
    events = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what tests print goes to the log
    adopt()
    end_with_parent()
    faulthandler.register(signal.SIGUSR1, all_threads=True)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # a shell starts what runs in the background with it ignored
    signal.signal(signal.SIGALRM, ring)
    signal.signal(signal.SIGTERM, lambda *_: (kill_all_below(os.getpid()), os._exit(1)))
    loader = unittest.TestLoader()
    for line in sys.stdin:
        result, before = Result(events), children()
        set_alarm()
        loader.loadTestsFromNames(json.loads(line)).run(result)
        signal.setitimer(signal.ITIMER_REAL, 0)
        left = end_leftovers(before)
        if left:
            result.write(ended=f"classes of {line.strip()}", outcome="failed", seconds=0, text=f"left running: {', '.join(left)}\n")
        result.write(done=True)
    kill_all_below(os.getpid())


if __name__ == "__main__":
    main()
