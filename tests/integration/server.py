"""Real DNS servers on loopback. Nothing sleeps to be right: a server is ready when it has answered, within a bound."""

import json
import os
import random
import secrets
import shutil
import socket
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from process import SOON, Process, bound, forget, overdue, tail, testimony, witness

A, SOA, TXT, AAAA = 1, 6, 16, 28
IN, CHAOS = 1, 3


# ---- DNS, as little as readiness needs ----


def have_ipv6():
    """True where ::1 can be bound."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def some_port():
    """A port from the range of this run, below those that the system gives to clients; tests that run side by side have a range each."""
    first, last = (os.environ.get("LYNCDNS_TEST_PORTS") or "10000-31999").split("-")
    return random.SystemRandom().randint(int(first), int(last))


def free_port(host="127.0.0.1"):
    """A port that is free for UDP and TCP now; another program may take it before its caller does."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(1000):
        with socket.socket(family, socket.SOCK_DGRAM) as udp, socket.socket(family, socket.SOCK_STREAM) as tcp:
            port = some_port()
            try:
                udp.bind((host, port))
                tcp.bind((host, port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


def wire_name(name):
    labels = [label for label in name.rstrip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label.encode() for label in labels) + b"\0"


def ask(host, port, name, qtype, qclass=IN, timeout=0.2):
    """One question over UDP: the raw answer, or None."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    number = secrets.randbelow(65536)
    question = struct.pack(">HHHHHH", number, 0x0100, 1, 0, 0, 0) + wire_name(name) + struct.pack(">HH", qtype, qclass)
    with socket.socket(family, socket.SOCK_DGRAM) as client:
        client.settimeout(timeout)
        try:
            client.connect((host, port))
            client.send(question)
            answer = client.recv(4096)
        except OSError:
            return None
    return answer if len(answer) >= 12 and struct.unpack(">H", answer[:2])[0] == number else None


def rcode(answer):
    return answer[3] & 15


# ---- servers ----


def find_program(name):
    """Where a program is, also one for administrators; without it the test is skipped."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/bin")
    if not path:
        raise unittest.SkipTest(f"{name} is not installed")
    return path


class Server:
    """A DNS server on a loopback port of its own, for as long as a `with` block. Its `address` is what a topology or --server takes.

    A kind of server has configure(), which writes its configuration into the folder and returns the command; id.server is to give `token`.
    """

    def __init__(self, zones, host="127.0.0.1"):
        self.zones, self.host = zones, host
        self.process = self.folder = self.port = self.token = None

    @property
    def address(self):
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self):
        return self.address

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix=f"lyncdns-{type(self).__name__.lower()}-"))
        witness(self)
        try:
            for _ in range(5):  # the port may be lost between choosing and binding
                if self._start():
                    return self
                self._end()
            raise RuntimeError(f"the server ended while it started{testimony()}")
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(self, *_):
        forget(self)
        self._end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def seen(self):
        return f"{type(self).__name__} at {self.address}\n{tail(self.log(), 4000)}"

    def ask(self, name, qtype, qclass=IN, timeout=0.2):
        return ask(self.host, self.port, name, qtype, qclass, timeout)

    def until(self, happens, what):
        """True once HAPPENS() is true; false if the server ends before."""
        deadline = time.monotonic() + bound(SOON)
        while not happens():
            if self.process.poll() is not None:
                return False
            if time.monotonic() > deadline:
                raise overdue(what, bound(SOON))
            time.sleep(0.01)  # between two tries, not instead of them
        return True

    def _start(self):
        self.port, self.token = free_port(self.host), secrets.token_hex(8)
        command = self.configure()
        with open(self.folder / "log", "ab") as log:
            self.process = Process(*command, stdout=log, stderr=log)
        forget(self.process)  # the server shows it
        return self.until(self._is_mine, "the server's name") and all(
            self.until(lambda zone=zone: self._serves(zone), f"an answer for {zone}") for zone in self.zones
        )

    def _is_mine(self):
        answer = self.ask("id.server", TXT, CHAOS)
        return answer is not None and self.token.encode() in answer

    def _serves(self, zone):
        answer = self.ask(zone, SOA)
        return answer is not None and rcode(answer) == 0

    def _end(self):
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(bound(10))
            except subprocess.TimeoutExpired:
                pass  # then by force
            self.process.stop()
        self.process = None


class Knot(Server):
    """Knot DNS. ZONES is {name: text or path of a zone file}; a text without a SOA record gets one, and a name server, put before it."""

    HEAD = "$ORIGIN {zone}.\n$TTL 300\n@ SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 60\n@ NS ns.{zone}.\nns A 10.0.0.53\n"

    def __init__(self, zones, host="127.0.0.1", workers=1):
        super().__init__(zones, host)
        self.workers = workers

    def _zone_file(self, number, zone, source):
        if isinstance(source, os.PathLike):
            return Path(source).resolve()
        if " SOA " not in source:
            source = self.HEAD.format(zone=zone.rstrip(".")) + source
        path = self.folder / f"{number}.zone"
        path.write_bytes(source.encode())
        return path

    def configure(self):
        folder = json.dumps(str(self.folder))
        lines = [
            "server:",
            f"  identity: {self.token}",
            f"  rundir: {folder}",
            f"  listen: {json.dumps(f'{self.host}@{self.port}')}",
            f"  udp-workers: {self.workers}",
            "  tcp-workers: 1",
            "  background-workers: 1",
            "log:",
            "  - target: stderr",
            "    any: warning",
            "database:",
            f"  storage: {folder}",
            "template:",
            "  - id: default",
            "    semantic-checks: off",
            "    journal-content: none",
            "    zonefile-sync: -1",
            "zone:",
        ]
        for number, (zone, source) in enumerate(self.zones.items()):
            lines += [f"  - domain: {json.dumps(zone)}", f"    file: {json.dumps(str(self._zone_file(number, zone, source)))}"]
        (self.folder / "knot.conf").write_text("\n".join(lines) + "\n")
        return find_program("knotd"), "-c", self.folder / "knot.conf"
