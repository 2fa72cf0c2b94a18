"""An Unbound resolver on a loopback port of its own that synthesizes AAAA records (DNS64, RFC 6147) from what another server holds."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness import SOA, ask, free_port, rcode

CONFIGURATION = """
server:
  interface: 127.0.0.1
  port: {port}
  do-daemonize: no
  use-syslog: no
  logfile: ""
  username: ""
  chroot: ""
  directory: "{folder}"
  pidfile: "{folder}/pid"
  num-threads: 1
  do-ip6: no
  do-not-query-localhost: no
  module-config: "dns64 iterator"
  dns64-prefix: {prefix}
remote-control:
  control-enable: no
"""

STUB = """
stub-zone:
  name: "{zone}"
  stub-addr: {host}@{port}
  stub-prime: no
"""


class Unbound:
    """Resolves ZONES at the Knot server BEHIND, with DNS64 of PREFIX, for as long as a `with` block."""

    def __init__(self, behind, zones, prefix="64:ff9b::/96"):
        self.behind, self.zones, self.prefix = behind, list(zones), prefix
        self.process = self.folder = self.port = None

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def __str__(self):
        return self.address

    def __enter__(self):
        program = shutil.which("unbound") or "/usr/sbin/unbound"
        if not os.path.exists(program):
            raise unittest.SkipTest("Unbound is not installed")
        self.folder = Path(tempfile.mkdtemp(prefix="lyncdns-unbound-"))
        try:
            for _ in range(5):  # the port may be lost between choosing and binding
                if self._start(program):
                    return self
                self._stop()
            raise RuntimeError("Unbound did not get ready:\n" + (self.folder / "log").read_text(errors="replace"))
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(self, *_):
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, program):
        self.port = free_port()
        text = CONFIGURATION.format(port=self.port, folder=self.folder, prefix=self.prefix)
        text += "".join(STUB.format(zone=zone, host=self.behind.host, port=self.behind.port) for zone in self.zones)
        (self.folder / "unbound.conf").write_text(text)
        with open(self.folder / "log", "ab") as log:
            arguments = [program, "-d", "-p", "-c", str(self.folder / "unbound.conf")]
            self.process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self._ready()

    def _ready(self):
        """True once it resolves every zone; False if it ended or took more than ten seconds."""
        waiting, deadline = list(self.zones), time.monotonic() + 10
        while waiting and time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            answer = ask("127.0.0.1", self.port, waiting[0], SOA)
            if answer is not None and rcode(answer) == 0:
                waiting.pop(0)
            else:
                time.sleep(0.02)  # between two tries, not instead of them
        return not waiting

    def _stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
