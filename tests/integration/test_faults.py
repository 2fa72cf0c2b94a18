"""Servers that are silent, slow, broken or hostile: each fault has a stated status and finding, and touches nothing but its own lookups."""

import contextlib
import itertools
import json
import random
import struct
import threading
import time
import unittest

from fakedns import (
    A,
    AA,
    AAAA,
    FORMERR,
    NOTIMP,
    NXDOMAIN,
    QR,
    REFUSED,
    SERVFAIL,
    After,
    Bucket,
    Close,
    Elsewhere,
    FakeDNS,
    Raw,
    a,
    aaaa,
    address,
    cname,
    framed,
    labels,
    message,
    opt,
    pointer,
    referral,
    reply,
    rr,
    soa,
    truncated,
    wire,
)
from harness import Case, Knot, free_port, have_ipv6, topology

NAME, WELL = "um.example", "well.example"
TIMEOUT = 0.5  # of one try; a lookup has two
BUDGET = 2 * TIMEOUT
LOADED = 10  # seconds that a busy machine may add to a run that has to wait


def good(query):
    return reply(query, [address(query)])


def over_tcp(*actions):
    """Truncated over UDP; over TCP these actions, made from the query."""
    return lambda query: [action(query) if callable(action) else action for action in actions] if query.tcp else truncated(query)


def in_pairs():
    """Truncated over UDP; over TCP two answers in one segment."""
    held = []

    def handler(query):
        if not query.tcp:
            return truncated(query)
        held.append(good(query))
        return Raw(b"".join(framed(answer) for answer in held)) if len(held) == 2 else None

    return handler


def byte_by_byte(query):
    return [Raw(framed(good(query))[i : i + 1]) for i in range(len(framed(good(query))))]


def answer_section(*names):
    """CNAME records NAMES[0] to NAMES[1] and so on, then an address of the last."""

    def handler(query):
        records = [cname(owner, target) for owner, target in zip(names, names[1:])]
        return reply(query, records + [address_of(names[-1], query)])

    return handler


def backwards(query):
    """The chain's records with the last first."""
    return reply(query, [address_of("c.example", query), cname("b.example", "c.example"), cname(NAME, "b.example")])


def address_of(name, query):
    return a(name, "10.0.0.9") if query.type == A else aaaa(name, "fd00::9")


def chain(length):
    return answer_section(NAME, *(f"n{i}.example" for i in range(length)))


def upper_case(query):
    name = [label.upper() for label in query.labels]
    question = wire(name) + query.question[-4:]
    return reply(query, [address_of(name, query)], question=question)


MOST_BYTES = [bytes(range(start, start + 60)) for start in (0, 64, 128, 192)]  # lower case and upper case can't be told apart


def odd_target(query):
    """An alias to a name with most byte values in it, left open: it has to be asked for."""
    if query.name == NAME:
        return reply(query, [cname(NAME, MOST_BYTES)])
    return good(query)


def bad_cookies(query):
    """Drops queries with options in their EDNS record, as some firewalls do."""
    return None if query.options else good(query)


def wants_its_cookie(query):
    """Answers a query with a client's cookie only when its own (RFC 7873) comes back with it: BADCOOKIE, RFC 6891 code 23."""
    cookie = query.options[4:]
    if cookie and len(cookie) == 8:
        return reply(query, additional=[opt(extended_rcode=1, data=struct.pack(">HH", 10, 16) + cookie + b"theirown")], rcode=7)
    return reply(query, [address(query)], additional=[opt(data=query.options)])


# What the server does about NAME; then the statuses of A and AAAA, and the findings about it. WELL is answered well meanwhile.
# "UM001" stands for UM001:NAME.
FAULTS = {
    "no fault": (good, "NOERROR NOERROR", "UM001"),
    "silence": (lambda query: None, "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "AAAA is dropped": (lambda query: good(query) if query.type == A else None, "NOERROR TIMEOUT", "DNS003 UM002"),
    "AAAA is refused": (lambda query: good(query) if query.type == A else reply(query, rcode=REFUSED), "NOERROR REFUSED", "DNS003 UM002"),
    "AAAA is SERVFAIL": (lambda query: good(query) if query.type == A else reply(query, rcode=SERVFAIL), "NOERROR SERVFAIL", "DNS003 UM002"),
    "the first try is lost": (lambda query: good(query) if query.nth == 2 else None, "NOERROR NOERROR", "UM001"),
    "late, after the second try went out": (lambda query: After(TIMEOUT * 1.3, good(query)), "NOERROR NOERROR", "UM001"),
    "late, after it was given up": (lambda query: After(BUDGET * 1.2, good(query)), "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "three times": (lambda query: [good(query)] * 3, "NOERROR NOERROR", "UM001"),
    "wrong id": (lambda query: reply(query, [address(query)], number=query.id ^ 1), "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "wrong id, then the answer": (lambda query: [reply(query, number=query.id ^ 1, rcode=NXDOMAIN), good(query)], "NOERROR NOERROR", "UM001"),
    "wrong question": (
        lambda query: reply(query, [address(query)], question=wire("other.example") + query.question[-4:]),
        "TIMEOUT TIMEOUT",
        "DNS003 UM002",
    ),
    "wrong type, then the answer": (
        lambda query: [reply(query, question=wire(NAME) + struct.pack(">HH", 29 - query.type, 1)), good(query)],
        "NOERROR NOERROR",
        "UM001",
    ),
    "wrong source": (lambda query: Elsewhere(good(query)), "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "wrong source, then the answer": (lambda query: [Elsewhere(reply(query, rcode=NXDOMAIN)), good(query)], "NOERROR NOERROR", "UM001"),
    "truncated, TCP is good": (over_tcp(good), "NOERROR NOERROR", "UM001"),
    "truncated, TCP comes in single bytes": (over_tcp(byte_by_byte), "NOERROR NOERROR", "UM001"),
    "truncated, TCP never answers": (over_tcp(), "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "truncated, TCP closes at once": (over_tcp(Close()), "UNREACHABLE UNREACHABLE", "DNS003 UM002"),
    "truncated, TCP is reset": (over_tcp(Close(reset=True)), "UNREACHABLE UNREACHABLE", "DNS003 UM002"),
    "truncated, TCP closes in the middle": (
        over_tcp(lambda query: Raw(framed(good(query))[:20]), Close()),
        "MALFORMED MALFORMED",
        "DNS003 UM002",
    ),
    "truncated, TCP closes in the length": (over_tcp(Raw(b"\0"), Close()), "MALFORMED MALFORMED", "DNS003 UM002"),
    "truncated, TCP is garbage": (over_tcp(Raw(b"\0\x30" + b"\xff" * 48)), "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "truncated, TCP is garbage and closes": (
        over_tcp(Raw(b"\0\x30" + b"\xff" * 48), Close()),
        "UNREACHABLE UNREACHABLE",
        "DNS003 UM002",
    ),
    "truncated, two messages in one segment": (in_pairs(), "NOERROR NOERROR", "UM001"),
    "truncated after FORMERR to EDNS, TCP never answers": (
        lambda query: None if query.tcp else reply(query, rcode=FORMERR) if query.edns else truncated(query),
        "TIMEOUT TIMEOUT",
        "DNS003 UM002",
    ),
    "truncated over TCP, too": (truncated, "MALFORMED MALFORMED", "DNS003 UM002"),
    "SERVFAIL": (lambda query: reply(query, rcode=SERVFAIL), "SERVFAIL SERVFAIL", "DNS003 UM002"),
    "REFUSED": (lambda query: reply(query, rcode=REFUSED), "REFUSED REFUSED", "DNS003 UM002"),
    "NOTIMP": (lambda query: reply(query, rcode=NOTIMP), "NOTIMP NOTIMP", "DNS003 UM002"),
    "FORMERR": (lambda query: reply(query, rcode=FORMERR), "FORMERR FORMERR", "DNS003 UM002"),
    "a referral": (lambda query: referral(query, "example"), "REFUSED REFUSED", "DNS003 UM002"),
    "an unknown response code": (lambda query: reply(query, rcode=11), "SERVFAIL SERVFAIL", "DNS003 UM002"),
    "BADVERS": (lambda query: reply(query, additional=[opt(extended_rcode=1)]), "SERVFAIL SERVFAIL", "DNS003 UM002"),
    "NXDOMAIN": (lambda query: reply(query, authority=[soa("example")], rcode=NXDOMAIN), "NXDOMAIN NXDOMAIN", "DNS001"),
    "NODATA": (lambda query: reply(query, authority=[soa("example")]), "NODATA NODATA", "DNS002 UM003"),
    "FORMERR to EDNS": (lambda query: reply(query, rcode=FORMERR) if query.edns else good(query), "NOERROR NOERROR", "UM001"),
    "NOTIMP to EDNS": (lambda query: reply(query, rcode=NOTIMP) if query.edns else good(query), "NOERROR NOERROR", "UM001"),
    "FORMERR to EDNS, silence without": (
        lambda query: reply(query, rcode=FORMERR) if query.edns else None,
        "FORMERR FORMERR",
        "DNS003 UM002",
    ),
    "queries with EDNS options are dropped": (bad_cookies, "NOERROR NOERROR", "UM001"),
    "a cookie is asked for": (wants_its_cookie, "NOERROR NOERROR", "UM001"),
    "queries with EDNS are dropped": (lambda query: None if query.edns else good(query), "NOERROR NOERROR", "UM001"),
    "FORMERR as a bare header": (lambda query: message(query.id, QR | FORMERR), "FORMERR FORMERR", "DNS003 UM002"),
    "a bare header": (lambda query: message(query.id, QR | AA), "MALFORMED MALFORMED", "DNS003 UM002"),
    "eleven bytes": (lambda query: good(query)[:11], "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "an empty datagram": (lambda query: b"", "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "an empty datagram, then the answer": (lambda query: [b"", good(query)], "NOERROR NOERROR", "UM001"),
    "garbage": (lambda query: bytes(i * 37 & 255 for i in range(300)), "TIMEOUT TIMEOUT", "DNS003 UM002"),
    "garbage behind the right id": (lambda query: struct.pack(">H", query.id) + b"\xff" * 60, "MALFORMED MALFORMED", "DNS003 UM002"),
    "the query itself": (lambda query: query.raw, "MALFORMED MALFORMED", "DNS003 UM002"),
    "a pointer to itself": (
        lambda query: reply(query, [rr(pointer(12 + len(query.question)), query.type, b"\0" * 16)]),
        "MALFORMED MALFORMED",
        "DNS003 UM002",
    ),
    "pointers in a circle": (
        lambda query: reply(query, [rr(b"\x01a" + pointer(12 + len(query.question)), query.type, b"\0" * 16)]),
        "MALFORMED MALFORMED",
        "DNS003 UM002",
    ),
    "a pointer forwards": (
        lambda query: reply(query, [rr(pointer(12 + len(query.question) + 20), query.type, b"\0" * 16)]),
        "MALFORMED MALFORMED",
        "DNS003 UM002",
    ),
    "a count that is too high": (lambda query: reply(query, [address(query)], counts=(1, 9, 0, 0)), "MALFORMED MALFORMED", "DNS003 UM002"),
    "counts of 65,535": (lambda query: reply(query, [address(query)], counts=(1, 65535, 65535, 65535)), "MALFORMED MALFORMED", "DNS003 UM002"),
    "rdlength beyond the end": (
        lambda query: reply(query, [rr(NAME, query.type, b"\x0a\0\0\x01", rdlength=400)]),
        "MALFORMED MALFORMED",
        "DNS003 UM002",
    ),
    "an address of three bytes": (lambda query: reply(query, [rr(NAME, query.type, b"\x0a\0\0")]), "MALFORMED MALFORMED", "DNS003 UM002"),
    "an alias of itself": (lambda query: reply(query, [cname(NAME, NAME)]), "ALIAS_LOOP ALIAS_LOOP", "DNS004"),
    "two aliases in a circle": (
        lambda query: reply(query, [cname(NAME, "b.example"), cname("b.example", NAME)]),
        "ALIAS_LOOP ALIAS_LOOP",
        "DNS004",
    ),
    "an alias chain of 20": (chain(20), "NOERROR NOERROR", "UM001"),
    "an alias chain of 40": (chain(40), "NOERROR NOERROR", "UM001"),
    "an alias chain of 200": (chain(200), "NOERROR NOERROR", "UM001"),
    "an address on a circle of aliases": (
        lambda query: reply(query, [cname(NAME, "b.example"), cname("b.example", NAME), address_of("b.example", query)]),
        "NOERROR NOERROR",
        "UM001",
    ),
    "two aliases of one name, an address behind the second": (
        lambda query: reply(query, [cname(NAME, "b.example"), cname(NAME, "c.example"), address_of("c.example", query)]),
        "NOERROR NOERROR",
        "UM001",
    ),
    "two aliases of one name": (
        lambda query: reply(query, [cname(NAME, "b.example"), cname(NAME, "c.example")]),
        "MALFORMED MALFORMED",
        "DNS003 UM002",
    ),
    "an alias chain without end, a link an answer": (
        lambda query: reply(query, [cname(query.labels, [b"x%d" % int(time.monotonic_ns()), b"example"])]),
        "ALIAS_LOOP ALIAS_LOOP",
        "DNS004",
    ),
    "alias records out of order": (backwards, "NOERROR NOERROR", "UM001"),
    "an alias that dangles": (
        lambda query: reply(query, [cname(NAME, "gone.example")], [soa("example")], rcode=NXDOMAIN),
        "ALIAS_DANGLING ALIAS_DANGLING",
        "DNS004",
    ),
    "an alias left open, its target is silent": (
        lambda query: reply(query, [cname(NAME, "elsewhere.test")]) if query.name == NAME else None,
        "TIMEOUT TIMEOUT",
        "DNS003 UM002",
    ),
    "an alias left open, its target is referred": (
        lambda query: reply(query, [cname(NAME, "elsewhere.test")]) if query.name == NAME else referral(query, "test"),
        "REFUSED REFUSED",
        "DNS003 UM002",
    ),
    "an alias left open, its target has bytes of every kind": (odd_target, "MALFORMED MALFORMED", "DNS003 UM002"),
    "foreign records only": (
        lambda query: reply(query, [address_of("evil.example", query)], [soa("example")]),
        "NODATA NODATA",
        "DNS002 UM003",
    ),
    "upper case": (upper_case, "NOERROR NOERROR", "UM001"),
    "1,000 addresses over TCP": (
        over_tcp(lambda query: reply(query, [address(query, number=i) for i in range(1, 1001)])),
        "NOERROR NOERROR",
        "UM001",
    ),
    "TTL 0": (lambda query: reply(query, [address(query, ttl=0)]), "NOERROR NOERROR", "UM001"),
    "TTL 2^31": (lambda query: reply(query, [address(query, ttl=1 << 31)]), "NOERROR NOERROR", "UM001"),
}

# The causes that JSON has for the answers of a fault; null for all others.
CAUSES = {
    "truncated, TCP never answers": "tcp",
    "truncated, TCP closes at once": "tcp",
    "truncated, TCP is reset": "tcp",
    "truncated, TCP closes in the middle": "tcp",
    "truncated, TCP closes in the length": "tcp",
    "truncated, TCP is garbage": "tcp",
    "truncated, TCP is garbage and closes": "tcp",
    "truncated after FORMERR to EDNS, TCP never answers": "tcp",
    "a referral": "referral",
    "an alias left open, its target is referred": "referral",
    "an alias left open, its target has bytes of every kind": "name",
}

ABOUT_NAME = ("UM001", "UM002", "UM003", "DNS001", "DNS002", "DNS003", "DNS004")


def for_name(handler):
    """HANDLER answers for NAME and the names that it leads to, a good server for WELL."""
    return lambda query: good(query) if query.name == WELL else handler(query)


class Faults(Case):
    def audit(self, servers, body, *args, code=0, **options):
        """A JSON report, how long the run took, and the result."""
        path = self.write("topology.yaml", topology(body, {"internal": servers}))
        start = time.monotonic()
        result = self.run_code(code, "audit", path, "--timeout", f"{TIMEOUT}s", "--format", "json", *args, **options)
        return result.json(), time.monotonic() - start, result

    def members(self, report, name, member):
        """One member of each answer for NAME, in the report's order."""
        answers = next(endpoint for endpoint in report["endpoints"] if endpoint["fqdn"] == name)["answers"]
        return [answer[member] for answer in answers]

    def statuses(self, report, name):
        return self.members(report, name, "status")

    def check(self, name, host, **options):
        handler, statuses, rules = FAULTS[name]
        failed = "DNS003" in rules
        code = 3 if failed else 1
        body = f"exchange-um:\n  - fqdn: {NAME}\nother:\n  - fqdn: {WELL}\n"
        with FakeDNS(for_name(handler), host=host, **options) as server:
            report, took, result = self.audit([server], body, code=code)
        self.assertEqual(self.statuses(report, NAME), statuses.split(), str(result))
        self.assertEqual(self.statuses(report, WELL), ["NOERROR", "NOERROR"], str(result))
        self.assertEqual(self.members(report, NAME, "cause"), [CAUSES.get(name)] * 2, str(result))
        self.assertEqual(self.members(report, WELL, "cause"), [None, None], str(result))
        found = sorted(key for key in result.keys() if key.split(":")[0] in ABOUT_NAME)
        self.assertEqual(found, sorted(f"{rule}:{NAME}" for rule in rules.split()), str(result))
        self.assertEqual(report["run"]["complete"], not failed)
        self.assertLess(took, BUDGET + LOADED)
        return report, result

    def test_each_fault(self):
        for name in FAULTS:
            with self.subTest(name):
                self.check(name, "127.0.0.1")

    def test_some_faults_over_ipv6(self):
        if not have_ipv6():
            self.skipTest("no IPv6 on loopback")
        for name in ("no fault", "silence", "truncated, TCP is good", "FORMERR to EDNS", "truncated, TCP closes in the middle"):
            with self.subTest(name):
                self.check(name, "::1")

    def test_truncated_and_tcp_refused(self):
        body = f"exchange-um:\n  - fqdn: {NAME}\nother:\n  - fqdn: {WELL}\n"
        with FakeDNS(for_name(truncated), tcp=False) as server:
            report, took, result = self.audit([server], body, code=3)
        self.assertEqual(self.statuses(report, NAME), ["UNREACHABLE", "UNREACHABLE"], str(result))
        self.assertEqual(self.statuses(report, WELL), ["NOERROR", "NOERROR"], str(result))

    def test_ttls_are_reported_as_valid(self):
        for name, ttl in (("TTL 0", 0), ("TTL 2^31", 0)):
            with self.subTest(name):
                report, _ = self.check(name, "127.0.0.1")
                for answer in report["endpoints"][0]["answers"]:
                    self.assertEqual([record["ttl"] for record in answer["records"]], [ttl])

    def test_all_of_a_thousand_addresses_are_reported(self):
        report, _ = self.check("1,000 addresses over TCP", "127.0.0.1")
        for answer in report["endpoints"][0]["answers"]:
            self.assertEqual(len(answer["records"]), 1000)

    def test_the_alias_chain_is_reported_in_order(self):
        report, _ = self.check("alias records out of order", "127.0.0.1")
        for answer in report["endpoints"][0]["answers"]:
            self.assertEqual(answer["aliases"], ["b.example", "c.example"])

    # -- queries --

    def test_queries_are_as_they_should_be(self):
        with FakeDNS(good) as server:
            self.audit([server], f"other:\n  - fqdn: {NAME}\n")
            queries = server.queries
        self.assertEqual(sorted((query.name, query.type) for query in queries), [(NAME, A), (NAME, AAAA)])
        for query in queries:
            self.assertEqual(query.flags, 0x0100)  # RD and nothing else
            self.assertTrue(query.edns)
            opt_record = query.raw[12 + len(query.question) :]
            self.assertEqual(opt_record[:9], b"\0\0\x29\x04\xd0\0\0\0\0")
            self.assertEqual(opt_record[9:11], struct.pack(">H", len(query.options)))
            self.assertIn(query.options[:2], (b"", b"\0\x0a"))  # nothing, or a cookie

    def test_a_name_is_asked_for_as_it_is(self):
        name = "*.A_b-1/2.Example"
        with FakeDNS(good) as server:
            self.run_code(0, "check", name, "-s", server)
            asked = {tuple(query.labels) for query in server.queries}
        self.assertEqual(asked, {tuple(labels(name.lower()))})

    def test_a_name_that_not_every_c_ares_can_ask_for_is_refused(self):
        for name in (r"a\032b.example", r"a\.b.example", "a+b.example", r"a\255.example", "a:b.example", "a,b.example", "a~.example"):
            with self.subTest(name), FakeDNS(good) as server:
                path = self.write("odd.yaml", topology(f"other:\n  - fqdn: '{name}'\n", {"internal": [server]}))
                for args in (["audit", path], ["validate", path], ["check", name, "-s", server]):
                    result = self.run_code(2, *args)
                    self.assertRegex(result.err, "expected|no port|one name")
                self.assertEqual(server.queries, [])

    def test_the_last_try_goes_without_edns(self):
        with FakeDNS(lambda query: None) as server:
            self.audit([server], f"other:\n  - fqdn: {NAME}\n", "--tries", "3", code=3)
            self.assertEqual([query.edns for query in server.asked(NAME, A)], [True, True, False])
        with FakeDNS(lambda query: None) as server:
            self.audit([server], f"other:\n  - fqdn: {NAME}\n", "--tries", "1", code=3)
            self.assertEqual([query.edns for query in server.asked(NAME, A)], [True])

    # -- slow answers --

    def slow(self, handler, *args):
        """The statuses for NAME, which HANDLER answers, after 400 quick answers: no timeout may be made up from these."""
        with FakeDNS(lambda query: good(query) if query.name.startswith("n") else handler(query)) as server:
            report, took, _ = self.audit([server], self.many(200) + f"  - fqdn: {NAME}\n", "--timeout", "2s", *args)
            return self.statuses(report, NAME), took, server.asked(NAME, A)

    def test_an_answer_within_its_timeout_counts(self):
        statuses, took, queries = self.slow(lambda query: After(0.9, good(query)))
        self.assertEqual(statuses, ["NOERROR", "NOERROR"])
        self.assertEqual(len(queries), 1, "asked once")

    def test_a_late_answer_to_the_first_try_counts(self):
        statuses, took, queries = self.slow(lambda query: After(3, good(query)) if query.nth == 1 else None)
        self.assertEqual(statuses, ["NOERROR", "NOERROR"])
        self.assertEqual(len(queries), 2)

    def test_tries_are_as_many_as_asked_for_and_a_timeout_apart(self):
        with FakeDNS(lambda query: None) as server:
            _, took, _ = self.audit([server], f"other:\n  - fqdn: {NAME}\n", "--tries", "3", code=3)
            queries = server.asked(NAME, A)
        self.assertEqual(len(queries), 3)
        for earlier, later in zip(queries, queries[1:]):
            self.assertGreater(later.time - earlier.time, TIMEOUT * 0.5)  # as the server saw them, which a busy machine delays
        self.assertEqual(len({query.id for query in queries}), 3, "each try has an id of its own")
        self.assertGreater(took, 3 * TIMEOUT * 0.95)
        self.assertLess(took, 3 * TIMEOUT + LOADED)

    # -- many lookups --

    def many(self, count):
        return "other:\n" + "".join(f"  - fqdn: n{i}.example\n" for i in range(count))

    def summary(self, report):
        return report["summary"]["lookups"], report["summary"]["failed_lookups"]

    def test_30_percent_loss(self):
        luck = random.Random(7)
        with FakeDNS(lambda query: good(query) if luck.random() > 0.3 else None) as server:
            report, took, result = self.audit([server], self.many(300), "--tries", "10")
        self.assertEqual(self.summary(report), (600, 0))
        self.assertLess(took, 10 * TIMEOUT + LOADED)

    def limited(self, handler, lookups=400, slowest=60, servers=1, **options):
        """Nothing fails behind a limiter of 100 a second, whatever it does to what is above; returns the share that was sent again."""
        fakes = [FakeDNS(handler, **options) for _ in range(servers)]
        with contextlib.ExitStack() as stack:
            for fake in fakes:
                stack.enter_context(fake)
            path = self.write("topology.yaml", topology(self.many(lookups // 2), {"internal": fakes}))
            report = self.folder / "report.json"
            text = self.run_code(0, "audit", path, "--timeout=1s", "-f", "json", "-o", report, "-f", "text").out
            report = json.loads(report.read_text())
        self.assertEqual(self.summary(report), (lookups * servers, 0))
        self.assertLess(report["run"]["duration_ms"], 1000 * (lookups * servers / 100 * 1.5 + slowest))
        resent = report["servers"][0]["resent"]
        self.assertEqual("--max-qps" in text, any(row["resent"] * 20 >= row["lookups"] for row in report["servers"]))
        return resent / lookups

    def test_a_limiter_loses_nothing(self):
        bucket = Bucket(100, 50)
        for name, options in (("TCP open", {}), ("TCP closed", {"tcp": False}), ("TCP silent", {"tcp_handler": lambda query: None})):
            with self.subTest(name):
                share = self.limited(lambda query: good(query) if query.tcp or bucket.take() else None, **options)
                self.assertGreater(share, 0.05)
                self.assertLess(share, 0.9)

    def test_a_limiter_that_counts_what_it_drops(self):
        bucket = Bucket(100, 100, debt=1500)
        self.limited(lambda query: good(query) if query.tcp or bucket.take() else None)

    def test_a_limiter_that_truncates(self):
        for every in (1, 2):
            with self.subTest(slip=every):
                bucket, over = Bucket(100, 100), itertools.count()
                self.limited(lambda query: good(query) if query.tcp or bucket.take() else truncated(query) if next(over) % every == 0 else None)

    def test_a_limiter_that_begins_late(self):
        bucket = Bucket(100, 300)
        self.limited(lambda query: good(query) if bucket.take() else None, tcp=False)

    def test_two_servers_behind_one_limiter(self):
        bucket = Bucket(100, 50)
        self.limited(lambda query: good(query) if bucket.take() else None, lookups=200, servers=2, tcp=False)

    def test_5_percent_loss_does_not_lower_the_rate(self):
        luck = random.Random(7)
        with FakeDNS(lambda query: good(query) if luck.random() > 0.05 else None) as server:
            report, _, _ = self.audit([server], self.many(2000), "--timeout", "2s")
        self.assertEqual(self.summary(report), (4000, 0))
        self.assertLess(report["run"]["duration_ms"], 1000 * (8 + LOADED))  # at 100 a second it would be 40 s

    def test_many_ignored_names_end_in_bounded_time(self):
        """The server looks like a limiter at first, but what is asked again stays unanswered."""
        with FakeDNS(lambda query: None if int(query.labels[0][1:]) < 300 else good(query)) as server:
            report, _, _ = self.audit([server], self.many(600), code=3)
            asked = len(server.asked("n0.example", A))
        self.assertEqual(self.summary(report), (1200, 600))
        self.assertLess(report["run"]["duration_ms"], 1000 * (10 * TIMEOUT + LOADED))
        self.assertLessEqual(asked, 2 + 1 + 8)

    def test_a_dead_server_costs_its_own_budget_only(self):
        with FakeDNS(good) as well, FakeDNS(lambda query: None) as dead:
            report, took, result = self.audit([well, dead], self.many(2000), code=3)
        self.assertEqual(self.summary(report), (8000, 4000))
        self.assertLess(took, BUDGET + LOADED)
        self.assertEqual([key for key in result.keys() if key.startswith("DNS003")], [f"DNS003:{dead.address}"])
        self.assertEqual([server["failed"] for server in report["servers"]], [0, 4000])
        self.assertEqual([server["reachable"] for server in report["servers"]], [True, False])

    def test_a_closed_port_is_reported_at_once(self):
        closed = f"127.0.0.1:{free_port()}"
        report, took, result = self.audit([closed], self.many(100), "--timeout", "20s", code=3)
        self.assertEqual(self.summary(report), (200, 200))
        self.assertEqual(set(self.statuses(report, "n7.example")), {"UNREACHABLE"})
        self.assertLess(took, LOADED)
        self.assertEqual([key for key in result.keys() if key.startswith("DNS003")], [f"DNS003:{closed}"])

    def dying(self, after, how):
        """A handler that calls HOW(server) once so many queries have come in."""
        count = [0]

        def handler(query):
            count[0] += 1
            if count[0] == after:
                threading.Thread(target=how, args=(self.server,)).start()
            return good(query)

        return handler

    def test_a_closed_port_is_called_so_in_each_view(self):
        """The names of the second view aren't asked, since the server has been given up by then."""
        server, body = f"127.0.0.1:{free_port()}", "other:\n"
        body += "".join(f"  - {{fqdn: h{i}.corp.example, views: [{'internal' if i < 200 else 'external'}]}}\n" for i in range(400))
        path = self.write("t.yaml", topology(body, {"internal": [server], "external": [server]}))
        text = self.run_code(3, "audit", path).out
        for view in ("internal", "external"):
            self.assertRegex(text, rf"\n  {view}  {server} +\d+ +\d+  connection refused\n")
        self.assertNotIn("no reply", text)

    def test_names_that_a_server_ignores_do_not_hide_the_others(self):
        """More silent names than the first window holds, before a UM name with an IPv6 address: it is found nevertheless."""

        def handler(query):
            return None if query.name.startswith("n") else good(query)

        names = [f"n{i}.example" for i in range(100)] + [f"um{i}.example" for i in range(50)]
        with FakeDNS(handler) as server:
            report, _, result = self.audit([server], "exchange-um:\n" + "".join(f"  - fqdn: {name}\n" for name in names), code=1)
        self.assertTrue(report["servers"][0]["reachable"])
        self.assertEqual(self.summary(report), (300, 200))
        self.assertEqual(len([key for key in result.keys() if key.startswith("UM001")]), 50)

    def test_a_server_that_falls_silent_in_the_middle(self):
        count = [0]

        def handler(query):
            count[0] += 1
            return good(query) if count[0] <= 500 else None

        with FakeDNS(handler) as server:
            report, took, _ = self.audit([server], self.many(2000), code=3)
        self.assertEqual(self.summary(report), (4000, 3500))
        self.assertLess(took, BUDGET + LOADED)

    def test_a_server_that_dies_in_the_middle(self):
        with FakeDNS(self.dying(500, lambda server: server.die())) as self.server:
            report, took, _ = self.audit([self.server], self.many(5000), code=3)
        lookups, failed = self.summary(report)
        self.assertEqual(lookups, 10000)
        self.assertGreater(failed, 0)
        self.assertLess(took, BUDGET + LOADED)

    def test_a_server_that_comes_back_is_asked_on(self):
        def restart(server):
            server.die()
            time.sleep(TIMEOUT / 3)
            server.start()

        with FakeDNS(self.dying(500, restart)) as self.server:
            report, _, result = self.audit([self.server], self.many(5000), "--timeout", "2s")
        self.assertEqual(self.summary(report), (10000, 0), str(result)[-500:])

    def test_every_answer_truncated_and_tcp_dead(self):
        for name, handler in (("silent", over_tcp()), ("closes", over_tcp(Close()))):
            with self.subTest(name), FakeDNS(handler) as server:
                report, took, _ = self.audit([server], self.many(300), code=3)
                self.assertEqual(self.summary(report), (600, 600))
                self.assertLess(took, 2 * BUDGET + LOADED)

    def test_one_name_breaks_the_connection_of_others(self):
        def handler(query):
            return truncated(query) if not query.tcp else Close() if query.name == "n50.example" else good(query)

        with FakeDNS(handler) as server:
            report, _, _ = self.audit([server], self.many(100), code=3)
        self.assertEqual(self.summary(report), (200, 2))
        self.assertEqual(self.statuses(report, "n50.example"), ["UNREACHABLE", "UNREACHABLE"])

    def test_one_name_stops_the_connection_of_others(self):
        def handler(query):
            if not query.tcp:
                return truncated(query)
            return Raw(framed(good(query))[:20]) if query.name == "n50.example" else good(query)

        with FakeDNS(handler) as server:
            report, _, _ = self.audit([server], self.many(100), code=3)
        self.assertEqual(self.summary(report), (200, 2))
        self.assertEqual(self.statuses(report, "n50.example"), ["TIMEOUT", "TIMEOUT"])

    def test_a_connection_for_each_answer(self):
        with FakeDNS(over_tcp(good, Close())) as server:
            report, _, _ = self.audit([server], self.many(100))
        self.assertEqual(self.summary(report), (200, 0))

    def test_30_ms_away(self):
        with FakeDNS(lambda query: After(0.03, good(query))) as server:
            report, _, _ = self.audit([server], self.many(1000), "--timeout", "2s")
        self.assertEqual(self.summary(report), (2000, 0))
        self.assertLess(report["run"]["duration_ms"], 1000 * LOADED)  # 300 ms on a machine that has nothing else to do

    def test_max_qps(self):
        with FakeDNS(good) as server:
            self.audit([server], self.many(100), "--max-qps", "200", "--timeout", "2s")
            times = [query.time for query in server.queries]
        self.assertEqual(len(times), 200)
        self.assertGreater(times[-1] - times[0], 199 / 200 * 0.8)  # as the server saw them, which a busy machine delays

    def test_the_same_results_however_many_are_in_flight(self):
        zone = "".join(f"n{i} A 10.0.0.{i % 250 + 1}\n" + (f"n{i} AAAA fd00::{i:x}\n" if i % 3 else "") for i in range(500))
        with Knot({"example": zone}) as server:
            fast, _, _ = self.audit([server], self.many(500), "--timeout", "5s")
            slow, _, _ = self.audit([server], self.many(500), "--timeout", "5s", "--max-qps", "2000")
        self.assertEqual(fast["endpoints"], slow["endpoints"])
        self.assertEqual(self.summary(fast), (1000, 0))

    def test_a_bad_message_among_hundreds_in_flight_touches_no_other_lookup(self):
        delay, count = 0.3, 1000
        rows = {
            "garbage": (lambda query: [bytes(i * 37 & 255 for i in range(300)), After(delay, good(query))], 0),
            "an empty datagram": (lambda query: [b"", After(delay, good(query))], 0),
            "a malformed answer": (lambda query: struct.pack(">H", query.id) + query.raw[2:4] + b"\0\1\0\x09" + query.raw[8:] + b"\xff", 1),
            "an answer that ends in its header": (lambda query: query.raw[:2] + b"\x81\x80" + b"\xff" * 8, 1),
        }
        for name, (bad, failures) in rows.items():
            arrivals, hit = [], []

            def handler(query):
                arrivals.append(query.time)
                if not hit and len(arrivals) >= 400 and arrivals[-400] > query.time - delay:
                    hit.append(query)
                    return bad(query)
                return After(delay, good(query))

            with self.subTest(name), FakeDNS(handler) as server:
                report, _, _ = self.audit([server], self.many(count), "--timeout", "5s", code=3 if failures else 0)
                self.assertEqual(self.summary(report), (2 * count, failures))
                asked = [query for query in server.queries if query.name != "ipv4only.arpa"]  # whether an AAAA was made from the lost A
                self.assertEqual((len(asked), len(hit)), (2 * count, 1), "nothing was asked again")

    def test_every_second_of_tens_of_thousands_of_names_is_silent(self):
        count = 12000

        def handler(query):
            return good(query) if int(query.labels[0][1:]) % 2 == 0 else None

        with FakeDNS(handler) as server:
            report, _, _ = self.audit([server], self.many(count), "--timeout", "2s", "--tries", "1", code=3)
        self.assertEqual(self.summary(report), (2 * count, count))

    # -- forged replies --

    def test_a_port_serves_4096_questions(self):
        with FakeDNS(good) as server:
            report, _, _ = self.audit([server], self.many(5000), "--timeout", "5s")
            ports = [query.peer[1] for query in server.queries]
        self.assertEqual(self.summary(report), (10000, 0))
        self.assertEqual(len(set(ports)), 3)
        self.assertLessEqual(max(ports.count(port) for port in set(ports)), 4096)

    def test_100_replies_that_match_no_question_lead_to_tcp(self):
        for most, over_tcp in ((99, False), (1000, True)):
            forged = []

            def handler(query):
                if query.tcp or len(forged) == most:
                    return good(query)
                forged.append(reply(query, [a(query.name, "192.0.2.66")], number=query.id ^ 0x5555))
                return [forged[-1], good(query)]

            with self.subTest(forged=most), FakeDNS(handler) as server:
                texts = ["--output", self.folder / "report.json", "--format", "text", "--output", self.folder / "report.txt", "--format", "html"]
                path = self.write("topology.yaml", topology(self.many(1000), {"internal": [server]}))
                result = self.run_code(0, "audit", path, "--timeout", "5s", "--format", "json", *texts)
                report = json.loads((self.folder / "report.json").read_text())
                self.assertEqual(self.summary(report), (2000, 0))
                for text in ((self.folder / "report.txt").read_text(), result.out):
                    self.assertNotIn("192.0.2.66", text)
                    self.assertEqual("asked over TCP" in " ".join(text.split()), over_tcp)
                self.assertEqual(len(server.asked(tcp=True)) > 0, over_tcp)
                self.assertEqual("replies matched no question" in result.err, over_tcp, result.err)

    def test_replies_that_match_no_question_and_no_tcp(self):
        def handler(query):
            return [reply(query, [a(query.name, "192.0.2.66")], number=query.id ^ 0x5555), good(query)]

        with FakeDNS(handler, tcp=False) as server:
            report, took, _ = self.audit([server], self.many(1000), code=3)
        lookups, failed = self.summary(report)
        self.assertEqual(lookups, 2000)
        self.assertGreater(failed, 1000)
        self.assertIn("UNREACHABLE", self.statuses(report, "n999.example"))
        self.assertLess(took, BUDGET + LOADED)

    # -- stopping --

    def test_a_deadline_ends_the_run_as_incomplete(self):
        with FakeDNS(lambda query: None) as server:
            report, took, _ = self.audit([server], self.many(1000), "--timeout", "30s", "--deadline", "200ms", code=3)
        self.assertEqual(self.summary(report), (2000, 2000))
        self.assertFalse(report["run"]["complete"])
        self.assertLess(took, LOADED)


if __name__ == "__main__":
    unittest.main()
