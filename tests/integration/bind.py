"""A BIND server on loopback that takes dynamic updates, for as long as a `with` block."""

import json
import os
import secrets
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from harness import CHAOS, SOA, TXT, Knot, ask, free_port, rcode


def program(name):
    for folder in (None, "/usr/sbin", "/usr/bin"):
        path = shutil.which(name) if folder is None else shutil.which(name, path=folder)
        if path:
            return path
    raise unittest.SkipTest(f"{name} is not installed")


class Bind:
    """ZONES is {name: text}; a text without a SOA record gets one, and a name server, put before it."""

    def __init__(self, zones):
        self.zones, self.process, self.folder, self.port = zones, None, None, None

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def __str__(self):
        return self.address

    def __enter__(self):
        self.named, self.nsupdate = program("named"), program("nsupdate")
        self.folder = Path(tempfile.mkdtemp(prefix="lyncdns-bind-"))
        try:
            for _ in range(5):  # the port may be lost between choosing and binding
                if self._start():
                    return self
                self._stop()
            raise RuntimeError("BIND did not get ready:\n" + (self.folder / "log").read_text(errors="replace"))
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_):
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def update(self, script):
        """Runs nsupdate with the script, which this server must take; its exit code and what it printed."""
        done = subprocess.run([self.nsupdate], input=f"server 127.0.0.1 {self.port}\n{script}", capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    def transfer(self, zone):
        """All of a zone as the text of a zone file."""
        command = [program("dig"), "@127.0.0.1", "-p", str(self.port), zone, "AXFR", "+onesoa", "+noall", "+answer"]
        return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout

    def _start(self):
        self.port = free_port()
        token = secrets.token_hex(8)
        folder = json.dumps(str(self.folder))
        lines = [
            f"options {{ directory {folder}; listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no;",
            f'  pid-file "named.pid"; session-keyfile "session.key"; server-id "{token}"; notify no; dnssec-validation no;',
            '  managed-keys-directory "."; max-journal-size 1m; minimal-responses no; check-names primary ignore; };',
            "controls { };",
        ]
        for number, (zone, text) in enumerate(self.zones.items()):
            if " SOA " not in text:
                text = Knot.HEAD.format(zone=zone) + text
            (self.folder / f"{number}.zone").write_text(text)
            lines.append(f'zone "{zone}" {{ type primary; file "{number}.zone"; allow-update {{ 127.0.0.1; }}; allow-transfer {{ 127.0.0.1; }}; check-names ignore; }};')
        (self.folder / "named.conf").write_text("\n".join(lines) + "\n")
        with open(self.folder / "log", "ab") as log:
            self.process = subprocess.Popen(
                [self.named, "-g", "-n", "1", "-c", str(self.folder / "named.conf")], stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return self._ready(token)

    def _ready(self, token):
        waiting, identified, deadline = list(self.zones), False, time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            if not identified:
                answer = ask("127.0.0.1", self.port, "id.server", TXT, CHAOS)
                identified = answer is not None and token.encode() in answer
            elif waiting:
                answer = ask("127.0.0.1", self.port, waiting[0], SOA)
                if answer is not None and rcode(answer) == 0:
                    waiting.pop(0)
                    continue
            else:
                return True
            time.sleep(0.02)  # between two tries, not instead of them
        return False

    def _stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
