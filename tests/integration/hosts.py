"""Machines without a way to each other: network namespaces, each with addresses and DNS servers of its own.

    with Host({"10.1.0.10": {"contoso.com": ZONE}}) as inside:
        done = inside.run("/bin/sh", "-c", "lyncdns audit ...", cwd=FOLDER, env={...})

A host has no network but its loopback, with the addresses of its servers (Knot DNS, port 53); without any, not even that is up. It is a
process, this file, that takes requests on standard input and answers each on standard output, a line of JSON each.
"""

import fcntl
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import unittest

import namespace
from process import LONG, Process, run
from server import SOA, Knot

SIOCSIFADDR, SIOCSIFNETMASK = 0x8916, 0x891C


class Host:
    """SERVERS is {IPv4 address: {zone: text}}. To be used in a `with` block; the test is skipped where no namespace can be made."""

    def __init__(self, servers=None):
        self.servers, self.process = servers or {}, None

    def __enter__(self):
        environment = dict(os.environ, LYNCDNS_TEST_PORTS="53-53")
        self.process = Process(sys.executable, __file__, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
        try:
            self._request(serve=self.servers)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        if self.process.stdin and not self.process.stdin.closed:
            self.process.stdin.close()  # it ends its servers, then itself
        try:
            self.process.end()
        finally:
            self.process.stop()

    def _request(self, timeout=LONG, **request):
        try:
            self.process.stdin.write(json.dumps(request).encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended, and says why
        line = self.process.line(timeout)
        if line:
            return json.loads(line)
        code, (_, said) = self.process.end(), self.process.finish()
        if code == namespace.CANNOT:
            raise unittest.SkipTest(said.decode())
        raise AssertionError(f"a host ended with {code}\n{said.decode()}")

    def run(self, *command, cwd=None, env=None, input=None, together=False):
        """As process.run, on this host; with TOGETHER, standard error is in standard output. Text, not bytes."""
        words = [str(word) for word in command]
        done = self._request(2 * LONG, run=words, cwd=str(cwd) if cwd else None, env=env, input=input, together=together)
        return subprocess.CompletedProcess(words, done["code"], done["out"], done["err"])

    def serve(self, servers):
        """Servers that run already get other zones: each text with another serial number than before."""
        self._request(serve=servers)

    def pause(self, address, paused=True):
        """A server that is paused answers nothing."""
        self._request(pause=address, paused=paused)


# ---- the process in the namespace ----


def add_addresses(addresses):
    """To the loopback, each as a network of its own: nothing answers at others."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        for number, address in enumerate(addresses):
            for request, text in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, "255.255.255.255")):
                value = struct.pack("HH4s8x", socket.AF_INET, 0, socket.inet_aton(text))
                fcntl.ioctl(control, request, struct.pack("16s16s8x", f"lo:{number}".encode(), value))


def serial(text):
    return struct.pack(">I", int(re.search(r"\sSOA\s+\S+\s+\S+\s+(\d+)", text)[1]))


class Machine:
    def __init__(self):
        self.servers = {}

    def serve(self, servers):
        if servers and not self.servers:
            namespace.bring_up_loopback()
            add_addresses(servers)
        for address, zones in servers.items():
            if address in self.servers:
                self._change(self.servers[address], zones)
            else:
                self.servers[address] = Knot(zones, host=address).__enter__()
        return {}

    @staticmethod
    def _change(server, zones):
        server.zones = zones
        server.configure()  # writes the files of the zones
        server.process.send_signal(signal.SIGHUP)
        for zone, text in zones.items():
            if not server.until(lambda zone=zone, text=text: serial(text) in (server.ask(zone, SOA) or b""), f"the new {zone}"):
                raise RuntimeError(f"the server ended\n{server.seen()}")

    def pause(self, address, paused):
        self.servers[address].process.send_signal(signal.SIGSTOP if paused else signal.SIGCONT)
        return {}

    @staticmethod
    def run(command, cwd, env, input, together):
        error = subprocess.STDOUT if together else subprocess.PIPE
        done = run(*command, cwd=cwd, env=env, input=input.encode() if input is not None else None, stderr=error)
        return {"code": done.returncode, "out": done.stdout.decode(), "err": (done.stderr or b"").decode()}

    def answer(self, request):
        if "serve" in request:
            return self.serve(request["serve"])
        if "pause" in request:
            return self.pause(request["pause"], request["paused"])
        return self.run(**{"command": request.pop("run"), **request})

    def stop(self):
        for server in self.servers.values():
            server.process.send_signal(signal.SIGCONT)
            server.__exit__(None, None, None)


def main():
    try:
        namespace.separate()
    except OSError as error:
        print(f"no network of its own: {error}", file=sys.stderr)
        return namespace.CANNOT
    machine = Machine()
    try:
        for line in sys.stdin:
            print(json.dumps(machine.answer(json.loads(line))), flush=True)
    except unittest.SkipTest as why:
        print(why, file=sys.stderr)
        return namespace.CANNOT
    finally:
        machine.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
