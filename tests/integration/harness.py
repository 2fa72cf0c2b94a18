"""What the integration tests use: the built program, topologies on disk, and from its neighbours real servers and bounded waits."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from process import LONG, SOON, Process, Terminal, bound, join, overdue, run  # noqa: F401 (for the tests)
from server import A, AAAA, CHAOS, IN, SOA, TXT, Knot, Server, ask, find_program, free_port, have_ipv6, rcode, some_port  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LYNCDNS", str(ROOT / "build" / "lyncdns"))

# The zones of the demo's deployment, as one internal server has them and the external one.
DEMO_ZONES = [
    word
    for view, name in (("internal", "internal-dc01"), ("internal", "internal-fabrikam"), ("external", "external-ns01"), ("external", "external-fabrikam"))
    for word in ("--zone", f"{view}={ROOT / 'configs' / 'demo' / name}.zone")
]


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


def lyncdns(*args, input=None, env=None, timeout=LONG, cwd=None):
    """Runs the program. Standard input is empty unless given; the environment is this one's, changed by ENV (None takes one away)."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC")
    for name, value in (env or {}).items():
        if value is None:
            environment.pop(name, None)
        else:
            environment[name] = value
    args = [str(arg) for arg in args]
    data = input.encode() if isinstance(input, str) else input
    done = run(PROGRAM, *args, input=data, env=environment, timeout=timeout, cwd=cwd)
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

    def start(self, *command, **options):
        """Starts a program, which ends with the test at the latest."""
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        process = Process(*command, **options)
        self.addCleanup(process.stop)
        return process

    def preloading(self, name):
        """The environment in which the library preload_NAME.c is loaded before the program; the test is skipped without a C compiler."""
        compiler = next(filter(None, map(shutil.which, (os.environ.get("CC", "cc").split()[0], "cc", "gcc", "clang"))), None)
        if compiler is None:
            raise unittest.SkipTest("there is no C compiler")
        library = self.folder / f"{name}.so"
        run(compiler, "-O1", "-shared", "-fPIC", "-o", library, ROOT / "tests" / "integration" / f"preload_{name}.c", "-ldl", check=True)
        options = ":verify_asan_link_order=0:detect_leaks=0:allocator_may_return_null=1"
        return {"LD_PRELOAD": str(library), "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + options}

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
