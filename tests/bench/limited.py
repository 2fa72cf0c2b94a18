"""Servers that take no more than so many questions a second, and how an audit fares behind each of them.

    tests/bench/limited.py                     4,000 lookups behind each limiter; about ten minutes
    tests/bench/limited.py --only bind --lookups 1000
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "integration")]
from bind import Bind  # noqa: E402
from fakedns import A, REFUSED, Bucket, FakeDNS, address, reply, truncated  # noqa: E402

RATE = 100  # answers a second
ZONE = "limit.example"


def good(query):
    return reply(query, [address(query)])


def dropping(bucket):
    return lambda query: good(query) if query.tcp or bucket.take() else None


def both(bucket):
    """The limiter counts TCP, too."""
    return lambda query: good(query) if bucket.take() else None


def refusing(bucket):
    return lambda query: good(query) if query.tcp or bucket.take() else reply(query, rcode=REFUSED)


def slipping(bucket):
    return lambda query: good(query) if query.tcp or bucket.take() else truncated(query)


def losing(share):
    luck = random.Random(1)
    return lambda query: good(query) if luck.random() > share else None


class LimitedBind(Bind):
    """One wildcard: to the limiter all its answers of a type are one, so that each type has RATE of its own."""

    def __init__(self, slip, rate=RATE):
        self.options = f"rate-limit {{ responses-per-second {rate}; slip {slip}; }};"
        super().__init__({ZONE: "* A 10.0.0.1\n* AAAA fd00::1\n"})


def cases():
    """Name, servers, whether nothing may fail, ideal seconds a lookup."""
    yield "token bucket", [FakeDNS(dropping(Bucket(RATE, RATE)))], 1 / RATE
    yield "token bucket, no TCP", [FakeDNS(dropping(Bucket(RATE, RATE)), tcp=False)], 1 / RATE
    yield "token bucket over TCP, too", [FakeDNS(both(Bucket(RATE, RATE)))], 1 / RATE
    yield "token bucket, TCP silent", [FakeDNS(dropping(Bucket(RATE, RATE)), tcp_handler=lambda query: None)], 1 / RATE
    yield "a burst of 1,000 first", [FakeDNS(dropping(Bucket(RATE, 1000)), tcp=False)], 1 / RATE
    yield "bucket with debt, no TCP", [FakeDNS(dropping(Bucket(RATE, RATE, debt=15 * RATE)), tcp=False)], 1 / RATE
    yield "bucket that truncates", [FakeDNS(slipping(Bucket(RATE, RATE)))], 1 / RATE
    yield "bucket that refuses", [FakeDNS(refusing(Bucket(RATE, RATE)), tcp=False)], 1 / RATE
    shared = Bucket(RATE, RATE)
    yield "two servers, one bucket", [FakeDNS(dropping(shared), tcp=False) for _ in range(2)], 2 / RATE
    for slip in (2, 1, 0):
        yield f"BIND, slip {slip}", [LimitedBind(slip)], 0.5 / RATE
    yield "5 % lost", [FakeDNS(losing(0.05), tcp=False)], None
    yield "30 % lost", [FakeDNS(losing(0.3), tcp=False)], None


def measure(program, folder, lookups, name, servers, ideal):
    topology, report = folder / "t.csv", folder / "r.json"
    topology.write_text("fqdn,role\n" + "".join(f"n{i}.{ZONE},other\n" for i in range(lookups // 2)))
    args = [f"-s{server.address}" for server in servers]
    begin = time.monotonic()
    done = subprocess.run([program, "audit", topology, *args, "-f", "json", "-o", report, "-q"], capture_output=True, text=True)
    wall = time.monotonic() - begin
    document = json.loads(report.read_text())
    failed = document["summary"]["failed_lookups"]
    bound = None if ideal is None else 1.5 * ideal * lookups
    again = sum(row.get("resent", 0) for row in document["servers"])
    questions = sum(len(getattr(server, "queries", ())) for server in servers)
    holds = failed == 0 and (bound is None or wall <= bound)
    print(f"{name:30} {wall:8.1f} s {'' if bound is None else f'{bound:.0f} s':>8} {failed:7} {again:7} {questions:9}  {'yes' if holds else 'NO'}", flush=True)
    if done.returncode not in (0, 1, 3):
        sys.exit(done.stderr)
    return holds


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lookups", type=int, default=4000)
    parser.add_argument("--only", default="", help="cases whose name has this in it")
    parser.add_argument("--program", default=ROOT / "build" / "lyncdns")
    options = parser.parse_args()
    print(f"{'limiter':30} {'wall':>10} {'at most':>8} {'failed':>7} {'resent':>7} {'questions':>9}  holds")
    failed = 0
    with tempfile.TemporaryDirectory(prefix="lyncdns-limited-") as folder:
        for name, servers, ideal in cases():
            if options.only.lower() not in name.lower():
                continue
            for server in servers:
                server.__enter__()
            try:
                failed += not measure(options.program, Path(folder), options.lookups, name, servers, ideal)
            finally:
                for server in servers:
                    server.__exit__(None, None, None)
    return 1 if failed else 0


if __name__ == "__main__":
    os.environ.pop("LYNCDNS", None)
    sys.exit(main())
