"""make install: which files go where, and that they work there."""

import os
import re
import shutil
import unittest
from pathlib import Path

from harness import PROGRAM, ROOT, Case, run

BUILD = Path(PROGRAM).resolve().parent


class Installed(Case):
    """A test of what `make install` leaves below self.folder."""

    def make(self, *args):
        environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}
        done = run("make", "-C", ROOT, f"BUILD={BUILD}", f"DESTDIR={self.folder}", "PREFIX=/usr", *args, text=True, env=environment)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def files(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if not path.is_dir())

    def need(self, program):
        if not shutil.which(program):
            self.skipTest(f"{program} is not installed")

    def run_ok(self, *command, **options):
        done = run(*command, text=True, **options)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        return done.stdout + done.stderr


class Install(Installed):
    EXPECTED = """
        usr/bin/lyncdns
        usr/include/lyncdns/base.h
        usr/lib/liblyncdns.a
        usr/lib/pkgconfig/lyncdns.pc
        usr/lib/systemd/system/lyncdns@.service
        usr/lib/systemd/system/lyncdns@.timer
        usr/share/bash-completion/completions/lyncdns
        usr/share/doc/lyncdns/examples/example.yaml
        usr/share/doc/lyncdns/examples/lyncdns-inside.cron
        usr/share/doc/lyncdns/examples/lyncdns-judge.cron
        usr/share/doc/lyncdns/examples/lyncdns-outside.cron
        usr/share/doc/lyncdns/examples/lyncdns.cron
        usr/share/lyncdns/fleet/ansible.yml
        usr/share/lyncdns/fleet/parallel.sh
        usr/share/lyncdns/json/report.schema.json
        usr/share/lyncdns/monitoring/lyncdns-fleet.rules.yml
        usr/share/lyncdns/monitoring/lyncdns.rules.test.yml
        usr/share/lyncdns/monitoring/lyncdns.rules.yml
        usr/share/man/man1/lyncdns.1
        usr/share/man/man5/lyncdns-report.5
        usr/share/man/man5/lyncdns-topology.5
        usr/share/man/man7/lyncdns-records.7
        usr/share/man/man7/lyncdns-rules.7
        usr/share/zsh/site-functions/_lyncdns
    """.split()

    def test_install_and_uninstall(self):
        other = self.write("usr/share/man/man1/other.1", "")
        self.make("install")
        for name in self.EXPECTED:
            with self.subTest(file=name):
                self.assertIn(name, self.files())
        self.assertRegex(self.run_ok(self.folder / "usr/bin/lyncdns", "--version"), r"^lyncdns \d+\.\d+\.\d+")
        self.make("uninstall")
        self.assertEqual(self.files(), [str(other.relative_to(self.folder))])
        left = [str(path) for path in self.folder.rglob("*lyncdns*")]
        self.assertEqual(left, [], "its own folders are removed, too")

    def test_no_placeholder_is_left(self):
        self.make("install")
        for name in self.files():
            if not name.endswith((".a", "bin/lyncdns")):
                with self.subTest(file=name):
                    self.assertNotRegex((self.folder / name).read_text(), r"@[A-Z]+@")

    def test_folders_can_be_chosen(self):
        self.make("install", "LIBDIR=/usr/lib/triplet", "UNITDIR=/units")
        self.assertIn("usr/lib/triplet/liblyncdns.a", self.files())
        self.assertIn("libdir=/usr/lib/triplet", (self.folder / "usr/lib/triplet/pkgconfig/lyncdns.pc").read_text())
        self.assertIn("units/lyncdns@.service", self.files())

    def test_another_program_uses_the_library(self):
        self.need("pkg-config")
        self.make("install")
        source = self.write("use.c", """
            #include <lyncdns/audit.h>
            #include <lyncdns/base.h>
            #include <lyncdns/dns.h>
            #include <lyncdns/judge.h>
            #include <lyncdns/report.h>
            #include <lyncdns/topology.h>
            #include <stdio.h>
            int main(void)
            {
                lyd_topology *topology = NULL;
                if (lyd_topology_parse("version: 1\\nother: [{fqdn: A.B}]\\n", 32, "t", NULL, 0, &topology, NULL) != LYD_OK) {
                    return 1;
                }
                puts(topology->endpoints[0].fqdn);
                lyd_topology_free(topology);
                return 0;
            }
        """)
        environment = dict(os.environ, PKG_CONFIG_PATH=str(self.folder / "usr/lib/pkgconfig"), PKG_CONFIG_SYSROOT_DIR=str(self.folder))
        # The libraries that lyncdns needs are outside of the folder, so that the system root is right for its own flags only.
        flags = self.run_ok("pkg-config", "--cflags", "--libs", "lyncdns", env=environment).split()
        sanitized = b"__asan_init" in (self.folder / "usr/lib/liblyncdns.a").read_bytes()
        self.run_ok(os.environ.get("CC", "cc"), "-o", self.folder / "use", source, *flags, *["-fsanitize=address,undefined"][: sanitized])
        self.assertEqual(self.run_ok(self.folder / "use"), "a.b\n")


class Units(Installed):
    def verify(self, root):
        return self.run_ok("systemd-analyze", f"--root={root}", "--man=no", "verify", "lyncdns@contoso.service", "lyncdns@contoso.timer")

    def test_units_are_understood(self):
        self.need("systemd-analyze")
        self.make("install")
        for unit in ("sysinit", "basic", "network-online", "timers", "shutdown"):
            self.write(f"usr/lib/systemd/system/{unit}.target", "[Unit]\nDescription=of the system\n")
        self.assertNotIn("lyncdns", self.verify(self.folder), "no message about the units")

    def test_service_is_hardly_exposed(self):
        self.need("systemd-analyze")
        self.make("install")
        output = self.run_ok("systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=20",
                           self.folder / "usr/lib/systemd/system/lyncdns@.service")
        level = re.search(r"exposure level for \S+: ([\d.]+)", output)
        self.assertIsNotNone(level, output)
        self.assertLessEqual(float(level[1]), 2.0)

    def command_lines(self):
        """The command lines of the unit and the crontab."""
        service = (self.folder / "usr/lib/systemd/system/lyncdns@.service").read_text()
        crontab = (self.folder / "usr/share/doc/lyncdns/examples/lyncdns.cron").read_text()
        yield re.search(r"^ExecStart=(.*)$", service, re.M)[1].replace("%S", "/state").replace("%i", "contoso")
        yield re.search(r"^[*\d/].*?(/\S*lyncdns .*)$", crontab, re.M)[1]

    def test_command_lines_are_accepted(self):
        """Only the topology is wrong: it doesn't exist."""
        self.make("install")
        for line in self.command_lines():
            with self.subTest(line=line):
                self.assertTrue(line.startswith("/usr/bin/lyncdns audit "), line)
                done = run(self.folder / "usr/bin/lyncdns", *line.split()[1:-1], self.folder / "missing.yaml", text=True, env={})
                self.assertEqual(done.returncode, 2, done)
                self.assertNotIn("--", done.stderr)
                self.assertIn("missing.yaml", done.stderr)


class Package(Case):
    def field(self, name, after=""):
        """The packages that a field of debian/control lists."""
        control = (ROOT / "configs/debian/control").read_text()
        text = re.search(rf"^{name}: (.*\n(?: .*\n)*)", control[control.index(after):], re.M)[1]
        return set(re.findall(r"\blib[a-z0-9-]+-dev\b", text))

    def test_it_depends_on_what_the_build_needs(self):
        setup = (ROOT / "scripts/setup").read_text()
        needed = set(re.findall(r"\blib[a-z0-9-]+-dev\b", re.search(r"^build=\((.*)\)$", setup, re.M)[1])) - {"libc6-dev"}
        self.assertGreater(len(needed), 5)
        self.assertEqual(self.field("Build-Depends"), needed)

    def test_the_library_depends_on_as_much_as_its_pkg_config_file_requires(self):
        libraries = re.search(r"^LIBRARIES := (.*)$", (ROOT / "Makefile").read_text(), re.M)[1].split()
        self.assertEqual(len(self.field("Depends", "Package: liblyncdns-dev")), len(libraries))


class Manuals(Case):
    def test_manual_pages_format_without_a_warning(self):
        if not shutil.which("man"):
            self.skipTest("man-db is not installed")
        pages = sorted(ROOT.glob("src/*/man/*.[1-8]"))
        self.assertTrue(pages)
        for page in pages:
            with self.subTest(page=page.name):
                environment = dict(os.environ, LC_ALL="C.UTF-8", MANROFFSEQ="", MANWIDTH="80")
                done = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", page, text=True, env=environment)
                self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
