"""What scripts/bench measures with: a deployment of any size, programs that ask about it, and servers that are far away or dead."""

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import namedtuple

ZONE = "bench.example"
WINDOWS = (20, 60, 100, 200)  # the plain loop gets the best of these

Run = namedtuple("Run", "wall user system peak code out")  # seconds, seconds, seconds, KiB
Result = namedtuple("Result", "wall user system peak answered")


def measured(build, args, codes=(0, 1)):
    """Runs ARGS to the end; an exit code not in CODES ends the bench."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.NamedTemporaryFile("r") as taken:
        subprocess.run(
            [build / "bench" / "measure", taken.name, *(str(arg) for arg in args)], stdin=subprocess.DEVNULL, stdout=out, stderr=err, check=True
        )
        wall, user, system, peak, code = taken.read().split()
        out.seek(0)
        err.seek(0)
        text = out.read().decode(errors="replace")
        if int(code) not in codes:
            sys.exit(f"bench: {args[0]} ended with {code}: {err.read().decode(errors='replace')}{text[-500:]}")
    return Run(float(wall), float(user), float(system), int(peak), int(code), text)


def host_name(i):
    return f"h{i:07d}"


def write_zone(path, endpoints):
    with open(path, "w") as zone:
        zone.write(f"$ORIGIN {ZONE}.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n")
        for i in range(endpoints):
            zone.write(f"{host_name(i)} A 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}\n")
            if i % 2 == 0:
                zone.write(f"{host_name(i)} AAAA fd00::{i >> 16:x}:{i & 0xFFFF:x}\n")
    return path


class Deployment:
    """A number of endpoints as files in FOLDER, and the programs that can ask about them; each returns a Result."""

    def __init__(self, folder, endpoints, program, build):
        self.folder, self.endpoints, self.program, self.build = folder / str(endpoints), endpoints, program, build
        self.lookups = 2 * endpoints
        self.folder.mkdir()
        with open(self.folder / "topology.csv", "w") as csv, open(self.folder / "questions", "w") as questions:
            csv.write("fqdn,role\n")
            for i in range(endpoints):
                csv.write(f"{host_name(i)}.{ZONE},other\n")
                questions.write(f"{host_name(i)}.{ZONE} A\n{host_name(i)}.{ZONE} AAAA\n")

    def audit(self, *servers, options=(), codes=(0,)):
        """`lyncdns audit` with a JSON report: the Run, and the report's path."""
        report = self.folder / "report.json"
        asked = [part for server in servers for part in ("-s", server)]
        run = measured(self.build, [self.program, "audit", self.folder / "topology.csv", *asked, "-f", "json", "-o", report, "-q", *options], codes)
        return run, report

    def lyncdns(self, server):
        run, report = self.audit(server.address)
        failed = report_head(report)["summary"]["failed_lookups"]
        return Result(run.wall, run.user, run.system, run.peak, self.lookups - failed)

    def loop(self, program, server, window):
        run = measured(self.build, [self.build / "bench" / program, server.host, server.port, self.folder / "questions", window])
        _, answers, seconds = run.out.split()
        return Result(float(seconds), run.user, run.system, run.peak, int(answers))

    def best_window(self, server):
        return min(WINDOWS, key=lambda window: min(self.loop("cares_loop", server, window).wall for _ in range(2)))

    def loops_together(self, server, window, count):
        """Lookups a second of COUNT plain loops at once, each a process with a channel and a part of the questions."""
        parts = []
        for number in range(count):
            parts.append(self.folder / f"questions.{number}")
            with open(self.folder / "questions") as questions, open(parts[-1], "w") as part:
                part.writelines(line for i, line in enumerate(questions) if i % count == number)
        loop = [self.build / "bench" / "cares_loop", server.host, str(server.port)]
        started = [subprocess.Popen([*loop, part, str(window // count)], stdout=subprocess.PIPE) for part in parts]
        seconds = [float(process.communicate()[0].split()[2]) for process in started]
        return self.lookups / max(seconds)

    def dnsperf(self, server):
        questions = self.folder / "questions"
        run = measured(self.build, ["dnsperf", "-s", server.host, "-p", server.port, "-d", questions, "-n", 1, "-c", 1, "-T", 1, "-q", 100])
        seconds = float(re.search(r"Run time \(s\): *([\d.]+)", run.out).group(1))
        return Result(seconds, run.user, run.system, run.peak, int(re.search(r"Queries completed: *(\d+)", run.out).group(1)))

    def massdns(self, server):
        """In two passes, since it asks for one type at a time."""
        names, resolvers, out = (self.folder / name for name in ("names", "resolvers", "massdns.out"))
        with open(names, "w") as file:
            file.writelines(f"{host_name(i)}.{ZONE}\n" for i in range(self.endpoints))
        resolvers.write_text(f"{server.host}:{server.port}\n")
        args = ["massdns", "-r", resolvers, "-o", "S", "-w", out, "--quiet", names]
        runs = [measured(self.build, [*args, "-t", family]) for family in ("A", "AAAA")]
        wall, user, system = (sum(getattr(run, field) for run in runs) for field in ("wall", "user", "system"))
        return Result(wall, user, system, max(run.peak for run in runs), self.lookups)


def report_head(path):
    """The "run" and "summary" of a report, without reading all of it."""
    with open(path) as file:
        text = file.read(4096)
    decoder = json.JSONDecoder()
    return {key: decoder.raw_decode(text, text.index(f'"{key}": ') + len(key) + 4)[0] for key in ("run", "summary")}


class Distant:
    """SERVER behind some milliseconds of delay, for as long as a `with` block."""

    def __init__(self, build, server, milliseconds):
        self.args = [build / "bench" / "delay_proxy", server.host, str(server.port), str(milliseconds)]

    def __enter__(self):
        self.process = subprocess.Popen(self.args, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.address = f"127.0.0.1:{int(self.process.stdout.readline())}"
        return self

    def __exit__(self, *_):
        self.process.communicate()


class Silent:
    """A server that takes every query and never answers, for as long as a `with` block."""

    def __enter__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        return self

    def __exit__(self, *_):
        self.socket.close()


def there(program):
    return shutil.which(program) is not None
