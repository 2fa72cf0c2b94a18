"""What the system refuses (descriptors, room on disk, a reader) and an order to stop: an error or an incomplete report, no half file."""

import json
import os
import resource
import signal
import threading
import time
import unittest

from fakedns import A, FakeDNS, a, address, reply, truncated
from harness import PROGRAM, Case, Knot, run, topology

ZONE = {"corp.example": "um A 10.1.0.1\nwac A 10.1.0.2\n"}
BODY = "exchange-um:\n  - fqdn: um.corp.example\nother:\n  - fqdn: wac.corp.example\n"
FORMATS = ("text", "json", "csv", "junit", "prometheus", "nagios", "html", "checkmk", "prtg", "sarif")
SOON = 1.0  # how soon a stopped run has reported
BUSY = 10.0  # what a machine with much else to do may add


def answer(query):
    return reply(query, [a(query.name, "10.0.0.1")] if query.type == A else [])


class Limits(Case):
    def setUp(self):
        super().setUp()
        self.work = self.folder / "work"
        self.work.mkdir()

    def limited(self, what, limit, *args):
        """Runs the program with a limit of the system's; standard output and error are pipes."""
        done = run(PROGRAM, *args, preexec_fn=lambda: resource.setrlimit(what, (limit, limit)))
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    def files(self):
        return {path.name: path.read_text() for path in self.work.iterdir()}

    def test_descriptors(self):
        """With more of them more servers are asked; too few is an error, and nothing is written."""
        codes = set()
        with Knot(ZONE) as server:
            alike = [f"127.0.0.1:{server.port}"] + [f"127.0.{i}.1:{server.port}" for i in range(1, 8)]
            path = self.write("t.yaml", topology(BODY, {"internal": alike}))
            args = ["audit", path, "--timeout=5s", "-f", "json", "-o", self.work / "r"]
            for limit in range(4, 24):
                with self.subTest(limit=limit):
                    code, _, err = self.limited(resource.RLIMIT_NOFILE, limit, *args)
                    codes.add(code)
                    self.assertIn(code, (2, 3), err)  # no server but the first answers
                    if code == 2:
                        self.assertRegex(err, "^lyncdns: .*Too many open files")
                        self.assertEqual(self.files(), {})
                    else:
                        report = json.loads(self.files()["r"])
                        self.assertEqual([s["lookups"] - s["failed"] for s in report["servers"]], [4] + [0] * 7)
                    for left in self.work.iterdir():
                        left.unlink()
        self.assertEqual(codes, {2, 3})

    def test_descriptors_for_tcp(self):
        with FakeDNS(lambda query: answer(query) if query.tcp else truncated(query)) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            codes = set()
            for limit in range(4, 16):
                with self.subTest(limit=limit):
                    code, out, err = self.limited(resource.RLIMIT_NOFILE, limit, "audit", path, "--timeout=5s", "-f", "json")
                    codes.add(code)
                    if code == 0:
                        self.assertEqual(json.loads(out)["summary"]["failed_lookups"], 0)
                    else:
                        self.assertEqual((code, out), (2, ""), err)
                        self.assertRegex(err, "^lyncdns: .*Too many open files")
        self.assertEqual(codes, {0, 2})

    def test_room_for_half_a_file(self):
        with Knot(ZONE) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            for name in FORMATS:
                with self.subTest(format=name):
                    target = self.work / name
                    self.run_code(0, "audit", path, "-f", name, "-o", target)
                    size = target.stat().st_size
                    target.write_text("what was there")
                    for room in (0, 1, size // 2, size - 20):
                        code, out, err = self.limited(resource.RLIMIT_FSIZE, room, "audit", path, "-f", name, "-o", target)
                        self.assertEqual(code, 3 if name == "nagios" else 2, err)
                        self.assertIn(f"{target}: can't write: File too large", err)
                        self.assertEqual(self.files()[name], "what was there")
                        self.assertEqual(list(self.files()), [name], "no temporary file stays")
                        self.assertTrue(name in ("nagios", "checkmk", "prtg") or out == "")
                    target.unlink()

    def test_one_report_of_several_cannot_be_written(self):
        with Knot(ZONE) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            for first, second in (("/dev/full", self.work / "b"), (self.work / "b", "/dev/full")):
                with self.subTest(first=str(first)):
                    result = self.run_code(2, "audit", path, "-f", "json", "-o", first, "-f", "json", "-o", second)
                    self.assertIn("/dev/full: can't write: No space left", result.err)
                    for text in self.files().values():
                        json.loads(text)

    def test_other_files_on_a_full_disk(self):
        with Knot(ZONE) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            rows = (
                ["audit", path, "--save-answers", "FILE"],
                ["import", path, "-o", "FILE"],
            )
            for row in rows:
                with self.subTest(row=row[0]):
                    target = self.work / "file"
                    args = [target if word == "FILE" else word for word in row]
                    code, _, err = self.limited(resource.RLIMIT_FSIZE, 40, *args)
                    self.assertEqual((code, self.files()), (2, {}), err)
                    self.assertIn("File too large", err)
                    result = self.run_code(2, *("/dev/full" if word == "FILE" else word for word in row))
                    self.assertIn("No space left", result.err)

    def test_a_reader_that_goes_away(self):
        """The pipe is closed after a little was read, while more is to come than it holds."""
        names = [f"name-{i}.corp.example" for i in range(3000)]
        with Knot({"corp.example": "* A 10.1.0.1\n"}) as server:
            path = self.write("t.yaml", topology("other:\n" + "".join(f"  - fqdn: {name}\n" for name in names), {"internal": [server]}))
            for name in ("json", "junit", "html"):
                with self.subTest(format=name):
                    process = self.start(PROGRAM, "audit", path, "-f", name)
                    process.line()
                    process.stdout.close()
                    _, err = process.finish()
                    self.assertEqual((process.returncode, err), (-signal.SIGPIPE, b""))


class Stopping(Case):
    """Half of the names are answered, the rest never."""

    NAMES = [f"n{i}.example" for i in range(40)]

    def audit(self, *args, over_tcp=False, role="other"):
        waiting = threading.Event()

        def handler(query):
            if int(query.labels[0][1:]) < 20:
                return answer(query) if role == "other" else reply(query, [address(query)])
            if over_tcp and not query.tcp:
                return truncated(query)
            waiting.set()
            return None

        server = FakeDNS(handler)
        server.__enter__()
        self.addCleanup(server.__exit__, None, None, None)
        body = f"{role}:\n" + "".join(f"  - fqdn: {name}\n" for name in self.NAMES)
        path = self.write("t.yaml", topology(body, {"internal": [server]}))
        process = self.start(PROGRAM, "audit", path, "--timeout=60s", "-f", "json", *args)
        process.until(waiting.wait, "a question that is never answered")
        return process

    def check_report(self, report):
        self.assertFalse(report["run"]["complete"])
        types = {endpoint["fqdn"]: endpoint["address_type"] for endpoint in report["endpoints"]}
        self.assertEqual(set(types), set(self.NAMES))
        for name in self.NAMES[20:]:
            self.assertEqual(types[name], "unknown")
        self.assertTrue(set(types.values()) <= {"ipv4", "unknown"})
        self.assertGreaterEqual(report["summary"]["failed_lookups"], 40)

    def test_a_signal_ends_it_within_a_second(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for over_tcp in (False, True):
                with self.subTest(signal=number, over_tcp=over_tcp):
                    process = self.audit(over_tcp=over_tcp)
                    begin = time.monotonic()
                    process.send_signal(number)
                    out, err = process.finish()
                    self.assertLess(time.monotonic() - begin, SOON + BUSY)
                    self.assertEqual(process.returncode, 3, err)
                    self.assertIn(b"stopped by a signal", err)
                    self.check_report(json.loads(out))

    def test_a_signal_to_one_held_back_by_max_qps(self):
        process = self.audit("--max-qps=20")
        begin = time.monotonic()
        process.send_signal(signal.SIGTERM)
        out, _ = process.finish()
        self.assertLess(time.monotonic() - begin, SOON + BUSY)
        self.assertEqual(process.returncode, 3)
        self.check_report(json.loads(out))

    def test_the_report_goes_where_it_was_meant_to(self):
        target = self.write("report", "what was there")
        process = self.audit("-o", target)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.end(), 3)
        self.check_report(json.loads(target.read_text()))

    def test_a_second_signal_leaves_what_was_there(self):
        """The second comes while a report waits for its reader; the other report isn't half there."""
        target, fifo = self.write("report", "what was there"), self.folder / "fifo"
        os.mkfifo(fifo)
        process = self.audit("-o", fifo, "-f", "json", "-o", target)
        begin = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)
        self.assertIn(process.end(), (-signal.SIGINT, -signal.SIGTERM))
        self.assertLess(time.monotonic() - begin, SOON + BUSY)
        self.assertEqual(target.read_text(), "what was there")

    def test_what_the_answers_prove_counts(self):
        process = self.audit("--deadline=3s", role="location-information-services")
        report = json.loads(process.finish()[0])
        self.assertEqual((process.returncode, report["run"]["complete"]), (1, False))
        self.assertEqual(sum(finding["rule"] == "LIS001" for finding in report["findings"]), 20)

    def test_a_deadline(self):
        for over_tcp in (False, True):
            with self.subTest(over_tcp=over_tcp):
                begin = time.monotonic()
                process = self.audit("--deadline=500ms", over_tcp=over_tcp)
                out, err = process.finish()
                took = time.monotonic() - begin
                self.assertGreater(took, 0.4)
                self.assertLess(took, 0.5 + SOON + BUSY)
                self.assertEqual(process.returncode, 3, err)
                self.assertIn(b"the deadline", err)
                self.check_report(json.loads(out))

    def test_a_deadline_that_is_not_reached_changes_nothing(self):
        with Knot(ZONE) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server]}))
            report = self.run_code(0, "audit", path, "--deadline=60s", "-f", "json").json()
        self.assertTrue(report["run"]["complete"])


if __name__ == "__main__":
    unittest.main()
