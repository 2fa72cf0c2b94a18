"""Programs that tests start, and waiting for them: every wait has a bound.

When a bound is reached, the test fails with what its programs and servers have printed by then. Bounds are for a busy machine;
LYNCDNS_TEST_PATIENCE=2 doubles them all.
"""

import errno
import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import termios
import time

PATIENCE = float(os.environ.get("LYNCDNS_TEST_PATIENCE") or 1)
SOON = 30  # seconds for what takes a moment on an idle machine
LONG = 90  # and for a whole run of a program

_witnesses = []  # running programs and servers: each has seen(), the text of what it did so far


def bound(seconds):
    return seconds * PATIENCE


def witness(one):
    """From now on a failed wait shows what ONE has seen; until forget()."""
    _witnesses.append(one)


def forget(one):
    if one in _witnesses:
        _witnesses.remove(one)


def testimony():
    """What every running program and server has seen so far."""
    text = ""
    for one in list(_witnesses):
        try:
            text += f"\n--- {one.seen().rstrip()}"
        except Exception as error:  # another thread may be using it; the others are shown all the same
            text += f"\n--- {one}: {error!r}"
    return text


def overdue(what, seconds):
    """The failure of a wait that reached its bound."""
    return AssertionError(f"{what}: not within {seconds:g} s{testimony()}")


def tail(text, most=20000):
    if isinstance(text, bytes):
        text = text.decode("utf-8", "backslashreplace")
    return text if len(text) <= most else "[...] " + text[-most:]


def join(thread, timeout=SOON):
    """Waits for the end of a thread."""
    thread.join(bound(timeout))
    if thread.is_alive():
        raise overdue(f"the end of the thread {thread.name}", bound(timeout))


class Process(subprocess.Popen):
    """A program that a test starts, in a session of its own, with no standard input unless asked for.

    To be used in a `with` block, or with stop() as a cleanup: it ends then, and so does all that it started in its session.
    """

    def __init__(self, *command, **options):
        self.command, self.taken = [str(word) for word in command], b""
        options.setdefault("stdin", subprocess.DEVNULL)
        super().__init__(self.command, start_new_session=True, **options)
        witness(self)

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Kills it if it still runs, and forgets it."""
        self._kill()
        for stream in (self.stdin, self.stdout, self.stderr):
            if stream is not None:
                try:
                    stream.close()
                except OSError:
                    pass  # what was still to be written has no reader
        forget(self)

    def seen(self):
        """The command, its state and what it printed. It is killed, so that its pipes end and can be read to the end."""
        state = f"exit code {self.returncode}" if self.poll() is not None else f"running as {self.pid}"
        self._kill()
        out, err = self._rest()
        return f"{' '.join(self.command)}\n{state}\nstandard output: {tail(out)}\nstandard error: {tail(err)}"

    def wait(self, timeout=None):
        return super().wait(bound(LONG) if timeout is None else timeout)

    def finish(self, timeout=LONG, input=None):
        """Waits for its end: what it printed to standard output and to standard error."""
        try:
            out, err = self.communicate(input, bound(timeout))
        except subprocess.TimeoutExpired:
            raise overdue(f"the end of {self.command[0]}", bound(timeout)) from None
        return (self.taken + out if self.taken else out), err

    def end(self, timeout=SOON):
        """Waits for its end without reading what it prints: the exit code."""
        try:
            return self.wait(bound(timeout))
        except subprocess.TimeoutExpired:
            raise overdue(f"the end of {self.command[0]}", bound(timeout)) from None

    def line(self, timeout=SOON):
        """The next line of standard output (bytes); less than a line if that has ended."""
        deadline = time.monotonic() + bound(timeout)
        while b"\n" not in self.taken:
            if not select.select([self.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                raise overdue("a line of standard output", bound(timeout))
            data = os.read(self.stdout.fileno(), 65536)
            if not data:
                break
            self.taken += data
        line, newline, self.taken = self.taken.partition(b"\n")
        return line + newline

    def until(self, happens, what, timeout=SOON):
        """Waits for WHAT as long as the program runs; HAPPENS(seconds) waits so long and returns whether it happened."""
        deadline = time.monotonic() + bound(timeout)
        while not happens(0.1):
            if self.poll() is not None and not happens(0.1):
                raise AssertionError(f"{what}: the program ended before it{testimony()}")
            if time.monotonic() > deadline:
                raise overdue(what, bound(timeout))

    def _kill(self):
        if self.poll() is None:
            os.killpg(self.pid, signal.SIGKILL)
            self.wait(bound(SOON))

    def _rest(self):
        if self.stdin is not None and self.stdin.closed:
            self.stdin = None  # communicate() would flush it
        try:
            out, err = self.communicate(timeout=bound(5))
        except subprocess.TimeoutExpired as late:  # something that left its session holds the pipe
            out, err = late.output, late.stderr
        return self.taken + (out.encode() if isinstance(out, str) else out or b""), err or b""


def run(*command, timeout=LONG, input=None, check=False, **options):
    """Runs a program to its end, as subprocess.run does; standard output and error are captured unless they are to go elsewhere."""
    options.setdefault("stdout", subprocess.PIPE)
    options.setdefault("stderr", subprocess.PIPE)
    if input is not None:
        options["stdin"] = subprocess.PIPE
    with Process(*command, **options) as process:
        out, err = process.finish(timeout, input)
    done = subprocess.CompletedProcess(process.command, process.returncode, out, err)
    if check and done.returncode:
        raise AssertionError(f"{' '.join(done.args)}: exit code {done.returncode}\n{tail(out)}\n{tail(err)}")
    return done


class Terminal:
    """A program on a terminal of its own, for as long as a `with` block. `text` is what it shows and isn't taken yet, without escape
    sequences and carriage returns; `data` every byte. TYPED is typed before the program starts. With STDOUT, standard output goes there;
    with STDIN, standard input comes from there."""

    def __init__(self, *command, env=None, columns=100, typed="", stdin=None, stdout=None):
        environment = dict(os.environ, TERM="xterm", LC_ALL="C.UTF-8", COLUMNS=str(columns), **(env or {}))
        self.terminal, other = pty.openpty()
        self.data, self.taken = b"", 0
        self.send(typed)

        def control():  # the terminal is the session's, so that Ctrl+C is a signal
            fcntl.ioctl(2, termios.TIOCSCTTY, 0)

        try:
            streams = {"stdin": other if stdin is None else stdin, "stdout": other if stdout is None else stdout, "stderr": other}
            self.process = Process(*command, env=environment, preexec_fn=control, **streams)
        except BaseException:
            os.close(self.terminal)
            raise
        finally:
            os.close(other)
        witness(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        forget(self)
        self.process.stop()
        os.close(self.terminal)

    def seen(self):
        return f"its terminal\n{tail(self.data)!r}"

    @property
    def text(self):
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", self.data.decode("utf-8", "replace"))[self.taken :]

    def send(self, text):
        if not select.select([], [self.terminal], [], bound(SOON))[1]:
            raise overdue("room for what is typed", bound(SOON))
        os.write(self.terminal, text.encode())

    def expect(self, text, timeout=SOON):
        """Everything before TEXT, which is taken too."""
        deadline = time.monotonic() + bound(timeout)
        while text not in self.text:
            if not self._read(deadline):
                what = f"{text!r} on the terminal"
                if time.monotonic() < deadline:
                    raise AssertionError(f"{what}: the program ended before it{testimony()}")
                raise overdue(what, bound(timeout))
        before = self.text.split(text, 1)[0]
        self.taken += len(before) + len(text)
        return before

    def expect_keys(self, timeout=SOON):
        """Waits until the program takes key after key; what is typed earlier is typed ahead, even behind a prompt that is shown already."""
        deadline = time.monotonic() + bound(timeout)
        while termios.tcgetattr(self.terminal)[3] & termios.ICANON:
            self._read(min(deadline, time.monotonic() + 0.01))
            if time.monotonic() >= deadline:
                raise overdue("a terminal that gives single keys", bound(timeout))

    def end(self, timeout=SOON):
        """The exit code; `text` is what was left to read."""
        deadline = time.monotonic() + bound(timeout)
        while self._read(deadline):
            pass
        try:
            return self.process.wait(max(bound(1), deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise overdue(f"the end of {self.process.command[0]}", bound(timeout)) from None

    def _read(self, deadline):
        """False once there is nothing more to read, or not in time."""
        if not select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self.terminal, 65536)
        except OSError as error:
            if error.errno != errno.EIO:  # nothing has the terminal open any longer
                raise
            data = b""
        self.data += data
        return bool(data)
