"""README says what the program says."""

import os
import re
import subprocess
import unittest

from harness import PROGRAM, ROOT


class Readme(unittest.TestCase):
    def test_the_catalogue_is_that_of_the_program(self):
        done = subprocess.run([ROOT / "scripts" / "readme-catalogue", "--check"], env=dict(os.environ, LYNCDNS=PROGRAM), capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_paths_that_it_names_exist(self):
        text = (ROOT / "README.md").read_text() + (ROOT / "CONTRIBUTING.md").read_text()
        paths = re.findall(r"`((?:src|include|configs|tests|scripts|\.ci)/[\w./-]*)`", text)
        self.assertTrue(paths)
        for path in paths:
            self.assertTrue((ROOT / path).exists(), path)


if __name__ == "__main__":
    unittest.main()
