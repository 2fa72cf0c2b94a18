"""What the integration tests stand on: the built program, real DNS servers on loopback, topologies on disk.

Only the standard library is used. Nothing here sleeps to be right: a server is ready when it has answered, in a bounded number of tries.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LYNCDNS", str(ROOT / "build" / "lyncdns"))

A, SOA, TXT, AAAA = 1, 6, 16, 28
IN, CHAOS = 1, 3


# ---- the program ----


class Result:
    """How one run of the program ended."""

    def __init__(self, args, code, out, err):
        self.args, self.code, self.out, self.err = args, code, out, err

    def json(self):
        return json.loads(self.out)

    def keys(self):
        """Keys of the findings of a JSON report."""
        return [finding["key"] for finding in self.json()["findings"]]

    def __str__(self):
        return f"$ lyncdns {' '.join(self.args)}\nexit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def lyncdns(*args, input=None, env=None, timeout=60, cwd=None):
    """Runs the program. Standard input is empty unless given; the environment is this one's, changed by ENV (None takes one away)."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC")
    for name, value in (env or {}).items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    args = [str(arg) for arg in args]
    data = input.encode() if isinstance(input, str) else input
    done = subprocess.run([PROGRAM, *args], input=data if data is not None else b"", capture_output=True, env=environment, timeout=timeout, cwd=cwd)
    return Result(args, done.returncode, done.stdout.decode("utf-8", "backslashreplace"), done.stderr.decode("utf-8", "backslashreplace"))


class Case(unittest.TestCase):
    """A test with a temporary folder (self.folder), gone when it ends, and assertions that show the whole run."""

    maxDiff = None

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="lyncdns-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, content):
        """A file in the test's folder; TEXT is str or bytes."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def run_code(self, code, *args, **options):
        """Runs the program and asserts on its exit code."""
        result = lyncdns(*args, **options)
        self.assertEqual(result.code, code, str(result))
        return result


def topology(body="", views=None, name="test"):
    """The text of a topology: VIEWS is {name: [servers]} (servers as text or with an .address), BODY the rest as YAML."""
    lines = ["version: 1", f"name: {name}"]
    if views:
        lines.append("views:")
        for view, servers in views.items():
            listed = ", ".join(json.dumps(getattr(server, "address", server)) for server in servers)
            lines += [f"  - name: {view}", f"    servers: [{listed}]"]
    return "\n".join(lines) + "\n" + body.lstrip("\n")


# ---- DNS, as little as readiness needs ----


def have_ipv6():
    """True where ::1 can be bound."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
        return True
    except OSError:
        return False


def free_port(host="127.0.0.1"):
    """A port that is free for UDP and TCP now; whoever takes it next has to cope with losing it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for _ in range(100):
        with socket.socket(family, socket.SOCK_DGRAM) as udp, socket.socket(family, socket.SOCK_STREAM) as tcp:
            udp.bind((host, 0))
            port = udp.getsockname()[1]
            try:
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


# ---- Knot DNS ----


class Knot:
    """A Knot DNS server on a loopback port of its own, for as long as a `with` block.

    ZONES is {name: text or path of a zone file}; a text without a SOA record gets one, and a name server, put before it. The server's
    `address` is what a topology or --server takes. ask() is for tests of the harness itself.
    """

    HEAD = "$ORIGIN {zone}.\n$TTL 300\n@ SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 60\n@ NS ns.{zone}.\nns A 10.0.0.53\n"

    def __init__(self, zones, host="127.0.0.1", workers=1):
        self.zones, self.host, self.workers = zones, host, workers
        self.process = self.folder = self.port = None

    @property
    def address(self):
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self):
        return self.address

    def __enter__(self):
        if not shutil.which("knotd") and not os.path.exists("/usr/sbin/knotd"):
            raise unittest.SkipTest("Knot DNS is not installed")
        self.folder = Path(tempfile.mkdtemp(prefix="lyncdns-knot-"))
        try:
            for _ in range(5):  # the port may be lost between choosing and binding
                if self._start():
                    return self
                self._stop()
            raise RuntimeError("Knot DNS did not get ready:\n" + self.log())
        except BaseException:
            self.__exit__(None, None, None)
            raise

    def __exit__(self, *_):
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def ask(self, name, qtype, qclass=IN, timeout=0.2):
        return ask(self.host, self.port, name, qtype, qclass, timeout)

    def _zone_file(self, number, zone, source):
        if isinstance(source, os.PathLike):
            return Path(source).resolve()
        if " SOA " not in source:
            source = self.HEAD.format(zone=zone.rstrip(".")) + source
        path = self.folder / f"{number}.zone"
        path.write_bytes(source.encode())
        return path

    def _start(self):
        self.port = free_port(self.host)
        token = secrets.token_hex(8)
        folder = json.dumps(str(self.folder))
        lines = [
            "server:",
            f"  identity: {token}",
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
        with open(self.folder / "log", "ab") as log:
            program = shutil.which("knotd") or "/usr/sbin/knotd"
            self.process = subprocess.Popen([program, "-c", str(self.folder / "knot.conf")], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        return self._ready(token)

    def _ready(self, token):
        """True once it is this server that answers, and with every zone; False if it ended or took more than ten seconds."""
        waiting, deadline = list(self.zones), time.monotonic() + 10
        identified = False
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                return False
            if not identified:
                answer = self.ask("id.server", TXT, CHAOS)
                identified = answer is not None and token.encode() in answer
            elif waiting:
                answer = self.ask(waiting[0], SOA)
                if answer is not None and rcode(answer) == 0:
                    waiting.pop(0)
                    continue
            else:
                return True
            time.sleep(0.02)  # between two tries, not instead of them
        return False

    def _stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.process = None
