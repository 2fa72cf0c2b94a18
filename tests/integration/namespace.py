"""A network of its own for one run of the program: nothing but loopback, with a link-local address on it and a DNS server there.

    done = run(sys.executable, namespace.__file__, RESOLV_CONF, PROGRAM, ARGUMENT...)

RESOLV_CONF ("-": none) is the file that the program finds as /etc/resolv.conf. The server answers A with 10.1.0.1, and AAAA with nothing, at
every address of the network, port 53. Exit code 77: the system doesn't allow such a network to be made.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
import time

from fakedns import A, FakeDNS, a, reply
from process import SOON, bound, run

LINK_LOCAL = "fe80::7"
CANNOT = 77

NEWNS, NEWUSER, NEWNET = 0x00020000, 0x10000000, 0x40000000
PRIVATE, BIND = 1 << 18 | 1 << 14, 1 << 12
SIOCSIFFLAGS, SIOCSIFADDR, UP = 0x8914, 0x8916, 1


def call(function, *arguments):
    if function(*arguments) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def separate():
    """From now on this process has a network of its own, with nothing up; without root it is the root of a user namespace of its own."""
    libc, user, group = ctypes.CDLL(None, use_errno=True), os.geteuid(), os.getegid()
    call(libc.unshare, NEWNET | NEWNS | (0 if user == 0 else NEWUSER))
    if user != 0:  # or programs that it starts couldn't take port 53
        for name, text in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    return libc


def bring_up_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", UP))


def make_network():
    libc = separate()
    bring_up_loopback()
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as control:
        address = socket.inet_pton(socket.AF_INET6, LINK_LOCAL)
        fcntl.ioctl(control, SIOCSIFADDR, struct.pack("16sIi", address, 64, socket.if_nametoindex("lo")))
    await_address()
    return libc


def await_address():
    """The address is tentative for a moment: it can't be bound, and the system prefers another as the source."""
    where = socket.getaddrinfo(f"{LINK_LOCAL}%lo", 0, type=socket.SOCK_DGRAM)[0][4]
    deadline = time.monotonic() + bound(SOON)
    while True:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            try:
                return probe.bind(where)
            except OSError:
                if time.monotonic() > deadline:
                    raise
        time.sleep(0.001)


def replace_resolv_conf(libc, path):
    """Seen by this process and its children only. In a chroot "/" is no mount that could be made private; then no mount may be shared."""
    try:
        call(libc.mount, b"none", b"/", None, PRIVATE, None)
    except OSError:
        with open("/proc/1/mountinfo") as mounts:
            if " shared:" in mounts.read():
                raise
    call(libc.mount, os.fsencode(path), b"/etc/resolv.conf", None, BIND, None)


class Everywhere(FakeDNS):
    """A FakeDNS at port 53 of every IPv6 and IPv4 address."""

    def __init__(self, handler):
        super().__init__(handler, host="::", tcp=False)
        self.port = 53


def answer(query):
    return reply(query, [a(query.name, "10.1.0.1")] if query.type == A else [])


def main(resolv_conf, *command):
    try:
        libc = make_network()
        if resolv_conf != "-":
            replace_resolv_conf(libc, resolv_conf)
    except OSError as error:
        print(f"no network of its own: {error}", file=sys.stderr)
        return CANNOT
    with Everywhere(answer):
        return run(*command, stdout=None, stderr=None).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
