"""The claims about speed: each function yields lines of (claim, measured, bound, holds); holds is None for information."""

import json
import statistics
from pathlib import Path

from lab import Deployment, Distant, Silent, report_head


def bounded(claim, value, bound, unit="", form="{:.2f}", least=False):
    """A line: VALUE may be at most BOUND (LEAST: must be more)."""
    word = "more than " if least else "at most "
    return claim, (form + unit).format(value), word + f"{bound}{unit}", value > bound if least else value <= bound


def beside(bench, runs, window, old):
    """The claims that need the contenders' RUNS. OLD: a c-ares from before 1.28, which costs far less CPU than later ones."""
    plain, audit = runs["plain c-ares"], runs["lyncdns audit"]
    yield bounded("wall time, whole audit / lookups of the plain loop", statistics.median(a.wall / p.wall for a, p in zip(audit, plain)), 1.35)
    for rival, label, least in (("dnsperf", "dnsperf", 1 if old else None), ("massdns, two passes", "massdns", 3 if old else 1.5)):
        if rival in runs:
            rate = statistics.median(r.wall / a.wall for a, r in zip(audit, runs[rival]))
            claim, value, bound, holds = bounded(f"rate, whole audit / {label}", rate, least or 0, least=True)
            yield (claim, value, bound, holds) if least else (claim, value, "", None)
    extra = statistics.median((a.user - p.user) / bench.lookups * 1e6 for a, p in zip(audit, plain))
    yield bounded("user CPU a lookup above the plain loop", extra, 2.5 if old else 3, " µs")
    yield bounded("peak memory an endpoint", max(a.peak for a in audit) * 1024 / bench.endpoints, 1024, " bytes", "{:.0f}")
    answered = min(a.answered for a in audit) / bench.lookups
    yield "lookups answered", f"{answered:.2%}", "100%", answered == 1


def scaling(bench, server, window, rounds):
    """What threads with channels of their own could bring: plain loops, each with a channel."""
    one, two = (statistics.median(bench.loops_together(server, window, count) for _ in range(rounds)) for count in (1, 2))
    yield "two plain loops at once / one", f"{two / one:.2f} ({two:.0f}/s, {one:.0f}/s)", "", None


def size(few, small, large, server, rounds):
    """The cost of an endpoint: user CPU, because that is the program's own, and memory above that of a run of FEW endpoints."""
    costs, memory = [], []
    least = few.lyncdns(server).peak
    for _ in range(rounds):
        runs = [bench.lyncdns(server) for bench in (*[small] * 5, large)]
        cost = statistics.median(run.user for run in runs[:-1]) / small.endpoints
        room = (runs[0].peak - least) / small.endpoints
        costs.append(runs[-1].user / large.endpoints / cost)
        memory.append((runs[-1].peak - least) / large.endpoints / room)
    for what, values in (("user CPU", costs), ("peak memory", memory)):
        ratio = statistics.median(values)
        yield f"{what} an endpoint, {large.endpoints} / {small.endpoints} endpoints", f"{ratio:.2f}", "0.85 to 1.15", 0.85 <= ratio <= 1.15


def resent(bench, server):
    """Counted from the answers, which record how often each question was sent again."""
    saved = bench.folder / "answers.json"
    bench.audit(server.address, options=["--save-answers", saved])
    again = 0
    with open(saved) as file:
        for line in file:
            again += sum(int(part.split(",")[0].split("}")[0]) for part in line.split('"resent": ')[1:])
    yield bounded("queries sent again, of all lookups", 100 * again / bench.lookups, 0.1, " %", "{:.4f}")


def distant(bench, server, build):
    with Distant(build, server, 30) as far:
        walls = [bench.audit(far.address)[0].wall for _ in range(5)]
    yield bounded(f"{bench.endpoints} endpoints behind 30 ms", statistics.median(walls), 0.3, " s", "{:.3f}")


def capped(bench, server, rate):
    """Over as many lookups as two seconds allow."""
    run, report = bench.audit(server.address, options=["--max-qps", rate])
    got = bench.lookups / (report_head(report)["run"]["duration_ms"] / 1000)
    yield f"rate with --max-qps {rate}", f"{got:.0f}/s", "within 5 %", abs(got / rate - 1) <= 0.05


def few(bench, server):
    walls = [bench.audit(server.address)[0].wall for _ in range(21)]
    yield bounded(f"{bench.endpoints} endpoints, the whole process", statistics.median(walls) * 1000, 10, " ms", "{:.1f}")


def dead(bench, server):
    """Timeout and tries as they are by default: 2 s, 2 tries."""
    with Silent() as silent:
        run, report = bench.audit(silent.address, server.address, codes=(0, 1, 3))
    document = json.loads(Path(report).read_text())
    row = next(s for s in document["servers"] if s["server"] == silent.address)
    findings = [f for f in document["findings"] if f["rule"] == "DNS003"]
    yield bounded(f"{bench.endpoints} endpoints, one of two servers dead", run.wall, 5, " s")
    yield "  its lookups that failed", str(row["failed"]), str(bench.lookups), row["failed"] == bench.lookups == row["lookups"]
    yield "  DNS003 findings, exit code", f"{len(findings)}, {run.code}", "1, 3", (len(findings), run.code) == (1, 3)


def each(folder, program, build):
    """Makes deployments by size."""
    made = {}

    def make(endpoints):
        if endpoints not in made:
            made[endpoints] = Deployment(folder, endpoints, program, build)
        return made[endpoints]

    return make
