"""A DNS server on loopback that does what a test wants: stays silent, gives false answers, breaks off in the middle.

    def handler(query):
        return reply(query, [a(query.name, "10.0.0.1")])

    with FakeDNS(handler) as server:
        ... server.address, server.queries ...

A handler gets one Query and returns what to do about it: None (nothing), bytes (a message to send), one of the actions below, or a list of
these. Over TCP the same handler is asked (query.tcp is true) unless tcp_handler is given; tcp=False leaves the TCP port closed. Only the
standard library is used. Its threads wait for questions without a bound, and end with the server, whose sockets wake them.
"""

import heapq
import socket
import struct
import threading
import time

from process import forget, join, witness
from server import some_port

A, NS, CNAME, SOA, MX, TXT, AAAA, DNAME, OPT = 1, 2, 5, 6, 15, 16, 28, 39, 41
NOERROR, FORMERR, SERVFAIL, NXDOMAIN, NOTIMP, REFUSED = range(6)
QR, AA, TC, RD, RA = 0x8000, 0x0400, 0x0200, 0x0100, 0x0080


# ---- what a handler may return beside None and bytes ----


class After:
    """Does WHAT after so many seconds; the server goes on meanwhile."""

    def __init__(self, seconds, what):
        self.seconds, self.what = seconds, what


class Elsewhere:
    """Sends a message (UDP) from another port than the one that was asked."""

    def __init__(self, message):
        self.message = message


class Raw:
    """Bytes on a TCP connection as they are, without the length before them."""

    def __init__(self, data):
        self.data = data


class Close:
    """Closes the TCP connection; with RESET by a reset."""

    def __init__(self, reset=False):
        self.reset = reset


# ---- messages ----


def labels(name):
    """The labels of a name: a str with RFC 1035 escapes, or a list of bytes as it is."""
    if not isinstance(name, str):
        return list(name)
    found, label, i = [], bytearray(), 0
    while i < len(name):
        if name[i] == "\\" and name[i + 1 : i + 4].isdigit():
            label.append(int(name[i + 1 : i + 4]))
            i += 4
        elif name[i] == "\\":
            label += name[i + 1].encode()
            i += 2
        elif name[i] == ".":
            found.append(bytes(label))
            label = bytearray()
            i += 1
        else:
            label += name[i].encode()
            i += 1
    found.append(bytes(label))
    return [label for label in found if label]


def wire(name):
    """A name in wire form; bytes are taken as wire form already (a compression pointer, say)."""
    if isinstance(name, bytes):
        return name
    return b"".join(bytes([len(label)]) + label for label in labels(name)) + b"\0"


def pointer(offset):
    return struct.pack(">H", 0xC000 | offset)


def text(name_labels):
    return ".".join("".join(chr(b) if 32 < b < 127 and b not in b".\\" else f"\\{b:03d}" for b in label) for label in name_labels)


def rr(name, rtype, rdata, ttl=300, rclass=1, rdlength=None):
    return wire(name) + struct.pack(">HHIH", rtype, rclass, ttl, len(rdata) if rdlength is None else rdlength) + rdata


def a(name, address, ttl=300):
    return rr(name, A, socket.inet_pton(socket.AF_INET, address), ttl)


def aaaa(name, address, ttl=300):
    return rr(name, AAAA, socket.inet_pton(socket.AF_INET6, address), ttl)


def address(query, ttl=300, number=1):
    """The record of the type asked for: 10.0.x.y or fd00::n."""
    if query.type == A:
        return a(query.labels, f"10.0.{number >> 8}.{number & 255}", ttl)
    return aaaa(query.labels, f"fd00::{number:x}", ttl)


def cname(name, target, ttl=300):
    return rr(name, CNAME, wire(target), ttl)


def soa(zone, ttl=300):
    return rr(zone, SOA, wire("ns.example") + wire("hostmaster.example") + struct.pack(">5I", 1, 3600, 600, 86400, 60), ttl)


def opt(size=1232, extended_rcode=0, data=b""):
    return rr("", OPT, data, ttl=extended_rcode << 24, rclass=size)


def message(number, flags, question=b"", counts=None, sections=((), (), ())):
    """Header, question and records; COUNTS (four) if they are to lie."""
    real = (1 if question else 0, *(len(section) for section in sections))
    body = question + b"".join(record for section in sections for record in section)
    return struct.pack(">HHHHHH", number, flags, *(counts or real)) + body


def reply(query, answers=(), authority=(), additional=(), rcode=NOERROR, flags=QR | AA | RD | RA, number=None, question=None, counts=None):
    """The answer to QUERY, changed at will."""
    question = query.question if question is None else question
    number = query.id if number is None else number
    return message(number, flags | rcode, question, counts, (answers, authority, additional))


def truncated(query):
    return reply(query, flags=QR | AA | RD | RA | TC)


def referral(query, zone):
    """To a server of ZONE, from one that has it not and doesn't recurse."""
    return reply(query, authority=[rr(zone, NS, wire(f"ns.{zone}"))], flags=QR | RD)


class Query:
    """A question that came in. `nth` counts from 1 how often this name and type has been asked, over UDP or TCP each. `options` are those
    of EDNS, as on the wire: versions of c-ares from 1.31 on add a cookie."""

    def __init__(self, raw, tcp, peer):
        self.raw, self.tcp, self.peer, self.time = raw, tcp, peer, time.monotonic()
        self.id, self.flags, qdcount, _, _, arcount = struct.unpack(">HHHHHH", raw[:12])
        self.labels, at = [], 12
        while raw[at]:
            self.labels.append(raw[at + 1 : at + 1 + raw[at]])
            at += 1 + raw[at]
        self.type, self.qclass = struct.unpack(">HH", raw[at + 1 : at + 5])
        self.question = raw[12 : at + 5]
        self.edns = arcount == 1 and raw[at + 5 : at + 8] == b"\0\0\x29"
        self.options = raw[at + 16 :] if self.edns else b""
        self.name = text(self.labels)
        self.nth = 0

    def __repr__(self):
        return f"<{self.name} {self.type} {'TCP' if self.tcp else 'UDP'} id {self.id} nth {self.nth}{' EDNS' if self.edns else ''}>"


# ---- a limiter ----


class Bucket:
    """Lets RATE questions a second through, and BURST at once. With DEBT, those that it doesn't let through count, too, up to so many: as
    BIND does it."""

    def __init__(self, rate, burst, debt=0):
        self.rate, self.burst, self.debt = rate, burst, debt
        self.tokens, self.filled, self.lock = burst, None, threading.Lock()

    def take(self):
        with self.lock:
            now = time.monotonic()
            self.tokens = min(self.burst, self.tokens + (0 if self.filled is None else (now - self.filled) * self.rate))
            self.filled = now
            passes = self.tokens >= 1
            self.tokens = max(-self.debt, self.tokens - 1) if passes or self.debt else self.tokens
            return passes


# ---- the server ----


class FakeDNS:
    """Serves for as long as a `with` block. `queries` is the log of what came in, `errors` of handlers that failed (raised at the end)."""

    def __init__(self, handler, tcp_handler=None, host="127.0.0.1", tcp=True):
        self.handler, self.tcp_handler, self.host, self.tcp = handler, tcp_handler or handler, host, tcp
        self.family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.port, self.udp, self.listener, self.second = 0, None, None, None
        self.queries, self.errors, self.counts = [], [], {}
        self.connections, self.threads = set(), []
        self.lock, self.later, self.wake = threading.RLock(), [], threading.Condition()
        self.order, self.running = 0, False

    @property
    def address(self):
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def __str__(self):
        return self.address

    def __enter__(self):
        self.running = True
        self.second = socket.socket(self.family, socket.SOCK_DGRAM)
        self.second.bind((self.host, 0))
        self.start()
        self._thread(self._alarm)
        witness(self)
        return self

    def __exit__(self, kind, *_):
        forget(self)
        self.running = False
        with self.wake:
            self.wake.notify_all()
        self.die()
        self.second.close()
        for thread in list(self.threads):
            join(thread)
        if self.errors and kind is None:
            raise self.errors[0]

    def start(self):
        """Opens the sockets, on the port it had before if it had one: the server comes (back) to life."""
        for _ in range(1 if self.port else 1000):
            port = self.port or some_port()
            if self._bind(port):
                break
        else:
            raise RuntimeError(f"port {self.port} is not free" if self.port else "no free port")
        self.port = port
        self._thread(self._serve_udp, self.udp)
        if self.tcp:
            self._thread(self._serve_tcp, self.listener)

    def die(self):
        """Closes every socket: the port is closed from here on."""
        with self.lock:
            sockets = [self.udp, self.listener, *self.connections]
            self.udp = self.listener = None
            self.connections.clear()
        for open_socket in sockets:
            if open_socket is not None:
                try:
                    open_socket.shutdown(socket.SHUT_RDWR)  # wakes a thread that waits in it
                except OSError:
                    pass
                open_socket.close()

    def seen(self):
        """For a test that failed: the last questions, and what handlers raised."""
        with self.lock:
            return f"FakeDNS at {self.address}: {len(self.queries)} questions, last {self.queries[-10:]}, errors {self.errors}"

    def asked(self, name=None, qtype=None, tcp=None):
        """The queries that came in for this name, this type, this protocol."""
        with self.lock:
            return [
                query
                for query in self.queries
                if name in (None, query.name) and qtype in (None, query.type) and tcp in (None, query.tcp)
            ]

    # -- inside --

    def _thread(self, work, *args):
        thread = threading.Thread(target=work, args=args, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _bind(self, port):
        self.udp = socket.socket(self.family, socket.SOCK_DGRAM)
        self.udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        try:
            self.udp.bind((self.host, port))
        except OSError:
            self.udp.close()
            return False
        if self.tcp and not self._listen(port):
            self.udp.close()
            return False
        return True

    def _listen(self, port):
        self.listener = socket.socket(self.family, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self.listener.bind((self.host, port))
        except OSError:
            self.listener.close()
            return False
        self.listener.listen(64)
        return True

    def _query(self, raw, tcp, peer, handler):
        try:
            query = Query(raw, tcp, peer)
            with self.lock:
                key = (query.name, query.type, tcp)
                self.counts[key] = query.nth = self.counts.get(key, 0) + 1
                self.queries.append(query)
            return handler(query)
        except Exception as error:  # raised at the end of the test, in its own thread
            self.errors.append(error)
            return None

    def _do(self, what, send, extra):
        """SEND sends a message; EXTRA does what only this protocol can, or returns False."""
        if what is None:
            return
        if isinstance(what, bytes):
            send(what)
        elif isinstance(what, (list, tuple)):
            for one in what:
                self._do(one, send, extra)
        elif isinstance(what, After):
            with self.wake:
                self.order += 1
                heapq.heappush(self.later, (time.monotonic() + what.seconds, self.order, what.what, send, extra))
                self.wake.notify_all()
        elif extra(what) is False:
            self.errors.append(TypeError(f"a handler returned {what!r}"))

    def _alarm(self):
        while self.running:
            with self.wake:
                wait = self.later[0][0] - time.monotonic() if self.later else None
                if wait is None or wait > 0:
                    self.wake.wait(wait)
                    continue
                _, _, what, send, extra = heapq.heappop(self.later)
            try:
                self._do(what, send, extra)
            except OSError:
                pass  # the client has gone

    def _serve_udp(self, udp):
        def extra(what, peer):
            if not isinstance(what, Elsewhere):
                return False
            self.second.sendto(what.message, peer)
            return True

        while self.running:
            try:
                raw, peer = udp.recvfrom(65535)
                if self.udp is not udp:
                    return
                what = self._query(raw, False, peer, self.handler)
                self._do(what, lambda message, peer=peer: udp.sendto(message, peer), lambda what, peer=peer: extra(what, peer))
            except OSError:
                if self.udp is not udp:
                    return

    def _serve_tcp(self, listener):
        while self.running:
            try:
                connection, peer = listener.accept()
            except OSError:
                return
            with self.lock:
                self.connections.add(connection)
            self._thread(self._serve_connection, connection, peer)

    def _serve_connection(self, connection, peer):
        def close(reset):
            if reset:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()

        def extra(what):
            if isinstance(what, Raw):
                connection.sendall(what.data)
            elif isinstance(what, Close):
                close(what.reset)
            else:
                return False
            return True

        def exactly(count):
            data = b""
            while len(data) < count:
                more = connection.recv(count - len(data))
                if not more:
                    raise OSError("closed")
                data += more
            return data

        try:
            while self.running:
                raw = exactly(struct.unpack(">H", exactly(2))[0])
                what = self._query(raw, True, peer, self.tcp_handler)
                self._do(what, lambda message: connection.sendall(framed(message)), extra)
        except OSError:
            pass
        finally:
            with self.lock:
                self.connections.discard(connection)
            connection.close()


def framed(answer):
    """A message with its length before it, as on TCP."""
    return struct.pack(">H", len(answer)) + answer
