"""README says what the program says."""

import contextlib
import os
import re
import unittest

from harness import PROGRAM, ROOT, Knot, have_ipv6, lyncdns, run


class Readme(unittest.TestCase):
    def test_the_catalogue_is_that_of_the_program(self):
        done = run(ROOT / "scripts" / "readme-catalogue", "--check", env=dict(os.environ, LYNCDNS=PROGRAM), text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    @unittest.skipUnless(have_ipv6(), "no IPv6 on loopback")
    def test_the_report_that_it_shows_is_the_program_s(self):
        demo = ROOT / "configs" / "demo"
        servers = [("internal", "internal-dc01", "127.0.0.1"), ("internal", "internal-dc02", "::1"), ("external", "external-ns01", "127.0.0.1")]
        args = ["audit", "configs/demo/contoso.yaml", "-q"]
        with contextlib.ExitStack() as stack:
            for view, zone, host in servers:
                server = stack.enter_context(Knot({"contoso.example": demo / f"{zone}.zone"}, host=host))
                args += ["-s", f"{view}={server}"]
            result = lyncdns(*args, cwd=ROOT)
        shown = re.search(r"^NOT SAFE.*?(?=^```)", (ROOT / "README.md").read_text(), re.M | re.S).group(0)
        port = re.compile(r"(127\.0\.0\.1|\[::1\]):\d+")
        said = port.sub(r"\1:port", result.out)[: len(port.sub(r"\1:port", shown))]
        self.assertEqual(port.sub(r"\1:port", shown), said, "paste the new beginning of the report into README.md")

    def test_the_check_that_it_shows_is_the_program_s(self):
        with Knot({"contoso.example": ROOT / "configs" / "demo" / "internal-dc01.zone"}) as server:
            result = lyncdns("check", "um02.contoso.example", "--role", "exchange-um", "-s", server)
        shown = re.search(r"^\$ lyncdns check um02.*?\n(.*?)(?=^```)", (ROOT / "README.md").read_text(), re.M | re.S).group(1)

        def plain(text):
            return re.sub(r"127\.0\.0\.1:\d+", "SERVER", re.sub(r"in [0-9.]+ ms", "in TIME", text)).split()

        self.assertEqual(plain(shown), plain(result.out), "paste the new report into README.md")

    def test_paths_that_it_names_exist(self):
        text = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
        paths = re.findall(r"`((?:src|include|configs|tests|scripts|\.ci)/[\w./-]*)`", text)
        self.assertTrue(paths)
        for path in paths:
            self.assertTrue((ROOT / path).exists(), path)


if __name__ == "__main__":
    unittest.main()
