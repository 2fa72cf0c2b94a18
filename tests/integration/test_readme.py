"""README's examples, run on the servers of scripts/demo --keep; the paths that README and CONTRIBUTING name."""

import os
import re
import shlex
import shutil
import subprocess
import unittest
from pathlib import Path

from harness import PROGRAM, ROOT, Case, have_ipv6, lyncdns

README = (ROOT / "README.md").read_text()
CUT = "[...]"


def examples():
    """The commands of README's console blocks that show what they print: (command, output)."""
    for block in re.findall(r"^```console\n(.*?)^```", README, re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


def words(text):
    """The words that must be the same: times differ, and line breaks depend on the length of paths and ports."""
    return " ".join(re.sub(r"in [0-9.]+ ms", "in TIME", text).split())


@unittest.skipUnless(have_ipv6(), "no IPv6 on loopback")
class Examples(Case):
    def setUp(self):
        super().setUp()
        if not shutil.which("knotd", path=os.environ.get("PATH", "") + ":/usr/sbin"):
            self.skipTest("Knot DNS is not installed")

    def demo(self):
        """scripts/demo --keep, once its servers are there, and README's names of its addresses and topology, mapped to the real ones."""
        environment = dict(os.environ, LYNCDNS=PROGRAM)
        process = self.start(ROOT / "scripts" / "demo", "-q", "--keep", stdin=subprocess.PIPE, env=environment)
        text = ""
        while "Press a key" not in text:
            line = process.line().decode()
            self.assertTrue(line, text)
            text += line
        addresses = re.search(r"internal (\S+) and (\S+), external\s+(\S+)\. ", text).groups()
        names = dict(zip(addresses, ("127.0.0.1:5301", "[::1]:5302", "127.0.0.1:5303")))
        names[str(Path(PROGRAM).parent / "demo.yaml")] = "build/demo.yaml"
        return process, names

    def check(self, command, output, names):
        argv = shlex.split(command)
        if argv[0] == "cat":
            self.write(argv[1], output)
            return
        for real, shown in names.items():
            argv = [word.replace(shown, real) for word in argv]
        self.assertEqual(argv[0], "lyncdns", command)
        result = lyncdns(*argv[1:], cwd=self.folder)
        said = result.out
        for real, shown in names.items():
            said = said.replace(real, shown)
        at, said = 0, words(said)
        for i, piece in enumerate(words(output).split(CUT)):
            found = said.find(piece.strip(), at)
            self.assertTrue(found == 0 if i == 0 else found >= 0, f"$ {command}\nREADME has\n{piece}\nit prints\n{result}")
            at = found + len(piece.strip())
        self.assertTrue(at == len(said) or output.rstrip().endswith(CUT), f"$ {command}: README ends before\n{said[at:]}")

    def test_they_print_what_readme_shows(self):
        process, names = self.demo()
        commands = list(examples())
        self.assertGreater(len(commands), 4)
        for command, output in commands:
            with self.subTest(command=command):
                self.check(command, output, names)
        process.stdin.write(b"q")  # a key, without Enter
        process.stdin.flush()
        self.assertEqual(process.end(), 0)
        with self.assertRaises(ProcessLookupError, msg="a server of the demo still runs"):
            os.killpg(process.pid, 0)


class FromADeployment(Case):
    """The commands at README's beginning, for the export of a deployment."""

    def test_import_validate_audit(self):
        for command in ("lyncdns import exports/ > contoso.yaml", "lyncdns audit contoso.yaml", "lyncdns validate contoso.yaml"):
            self.assertIn(command, README)
        (self.folder / "exports").mkdir()  # the topology as PowerShell's > writes it
        shutil.copy(ROOT / "tests" / "data" / "lync" / "two-sites-utf16.xml", self.folder / "exports" / "topology.xml")
        imported = self.run_code(0, "import", self.folder / "exports/").out
        for key in ("views:", "exchange-um:", "client-networks:", "remote-networks:", "features:"):
            self.assertRegex(imported, rf"(?m)^#{key}")
        path = self.write("contoso.yaml", imported)
        names = self.run_code(0, "validate", path, "-f", "json").json()["endpoints"]
        self.write("db.contoso.com", "@ SOA ns x 1 1 1 1 1\n@ NS ns\n* A 10.1.0.1\nns A 10.1.0.1\n")
        report = lyncdns("audit", path, "--zone", "db.contoso.com", "-f", "json", cwd=self.folder).json()
        self.assertEqual((report["run"]["complete"], len(report["endpoints"])), (True, names))


class Paths(unittest.TestCase):
    def test_paths_and_links_exist(self):
        text = README + (ROOT / "CONTRIBUTING.md").read_text()
        paths = re.findall(r"`((?:src|include|configs|tests|scripts|\.ci)/[\w./-]*)`", text)
        links = [link for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text) if "://" not in link]
        self.assertGreater(len(paths), 10)
        self.assertGreater(len(links), 5)
        for path in paths + links:
            self.assertTrue((ROOT / path).exists(), path)


if __name__ == "__main__":
    unittest.main()
