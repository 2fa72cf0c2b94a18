"""make install: what lands where, and that it works from there."""

import os
import shutil
import subprocess
import unittest
from pathlib import Path

from harness import PROGRAM, ROOT, Case


class Install(Case):
    def make(self, *args):
        build = Path(PROGRAM).resolve().parent
        environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        done = subprocess.run(["make", "-C", ROOT, f"BUILD={build}", *args], capture_output=True, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def files(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if not path.is_dir())

    def test_install_and_uninstall(self):
        self.make("install", f"DESTDIR={self.folder}", "PREFIX=/usr")
        self.assertIn("usr/bin/lyncdns", self.files())
        self.assertIn("usr/share/man/man1/lyncdns.1", self.files())
        done = subprocess.run([self.folder / "usr/bin/lyncdns", "--version"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^lyncdns \d+\.\d+\.\d+")
        self.make("uninstall", f"DESTDIR={self.folder}", "PREFIX=/usr")
        self.assertEqual(self.files(), [])


class Manuals(Case):
    def test_manual_pages_format_without_a_warning(self):
        if not shutil.which("man"):
            self.skipTest("man-db is not installed")
        pages = sorted(ROOT.glob("src/*/man/*.[1-8]"))
        self.assertTrue(pages)
        for page in pages:
            with self.subTest(page=page.name):
                environment = dict(os.environ, LC_ALL="C.UTF-8", MANROFFSEQ="", MANWIDTH="80")
                done = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page], capture_output=True, text=True, env=environment)
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
