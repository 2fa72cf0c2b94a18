"""Allocations fail, one after another: the run ends with an error and writes nothing, or gives the same report; never a crash or another report."""

import os
import re
import shutil
import tempfile
import unittest
from pathlib import Path

from harness import PROGRAM, Case, Knot, lyncdns, topology
from test_exports import EXPORTS, TOPOLOGY, clixml, csv

BODY = """
environment: lab
features: [enhanced-9-1-1]
client-networks:
  - {name: head-office, address-type: ipv6}
exchange-um:
  - fqdn: um.corp.example
front-end-pools:
  - {fqdn: pool.corp.example, members: [fe1.corp.example, fe2.corp.example]}
other:
  - fqdn: bücher.corp.example
  - fqdn: alias.corp.example
severities:
  - {rule: DNS001, severity: warning}
waivers:
  - {rule: DNS008, fqdn: "pool.*", reason: a load balancer, expires: 2099-12-31}
"""
ZONE = """um A 10.1.0.1
um AAAA fd00:1::1
pool A 10.1.0.9
fe1 A 10.1.0.2
fe2 A 10.1.0.3
alias CNAME fe1
"""
LIST = "fqdn,role,pool,view,address-type\nfe3.corp.example,front-end-server,pool.corp.example,,\n"
HEAD = Knot.HEAD.format(zone="corp.example")
# A sample of the allocations is tried. LYNCDNS_EVERY_ALLOCATION=1 tries each, in about half an hour: with LYNCDNS_TEST_LIMIT=3600.
EVERY = bool(os.environ.get("LYNCDNS_EVERY_ALLOCATION"))
FORMATS = ("json", "text", "csv", "junit", "prometheus", "html", "checkmk", "prtg", "sarif", "markdown")


def blurred(text):
    """TEXT without what differs between runs: times, durations and the numbers in names of temporary folders."""
    return re.sub(r"\d[\d.:TZ-]*", "0", text)


class Memory(Case):
    def setUp(self):
        super().setUp()
        self.preload = self.preloading("oom")
        # A program built with sanitizers takes its time to start, so it is tried at fewer allocations.
        self.slow = 7 if b"__asan_init" in Path(PROGRAM).read_bytes() else 1
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # each report is written to disk, thousands of times
        self.work = Path(tempfile.mkdtemp(prefix="lyncdns-oom-", dir=memory))
        self.addCleanup(shutil.rmtree, self.work, ignore_errors=True)
        self.write("corp.zone", HEAD + ZONE)
        self.zone = ["--zone", f"internal={self.folder / 'corp.zone'}"]

    def out(self, *formats):
        return [word for name in formats for word in ("-f", name, "-o", self.work / name)]

    def run_short(self, args, at, on):
        """Runs with the AT-th allocation failing, and with ON all that follow; the result and the files that were written."""
        environment = {
            **self.preload,
            "MALLOC_PERTURB_": "165",  # uninitialised and freed memory is not zero
            "OOM_AT": str(at),
            "OOM_ALL": "1" if on else None,
            "OOM_COUNT": str(self.folder / "count"),
        }
        for path in self.work.iterdir():
            path.unlink()
        result = lyncdns(*args, env=environment)
        return result, {path.name: blurred(path.read_text("utf-8", "replace")) for path in self.work.iterdir()}

    def check(self, *args, code, step=41):
        whole, files = self.run_short(args, 0, False)
        self.assertEqual(whole.code, code, str(whole))
        count = int((self.folder / "count").read_text())
        self.assertGreater(count, 0, "the program does not use the preloaded allocator")
        for on, every in ((False, 1), (True, 1)) if EVERY else ((False, step * self.slow), (True, 5 * step * self.slow)):
            for at in range(1, count + 1, every):
                with self.subTest(at=at, on=on):
                    self.check_one(args, at, on, whole, files)

    def check_one(self, args, at, on, whole, files):
        result, written = self.run_short(args, at, on)
        self.assertNotIn("Sanitizer", result.err)
        if result.code == 2:
            self.assertRegex(result.err, r"(?m)^lyncdns: \S", str(result))
        else:
            self.assertEqual(result.code, whole.code, str(result))
            self.assertEqual(blurred(result.out), blurred(whole.out))
            self.assertEqual(set(written), set(files))
        for name, text in written.items():
            self.assertEqual(text, files.get(name), f"{name} is incomplete\n{result}")

    def test_servers(self):
        with Knot({"corp.example": ZONE}) as server:
            path = self.write("t.yaml", topology(BODY, {"internal": [server], "external": [server]}))
            self.check("audit", path, *self.out("json"), code=1, step=7)

    def test_a_good_deployment(self):
        with Knot({"corp.example": ZONE}) as server:
            path = self.write("t.yaml", topology("other:\n  - fqdn: fe1.corp.example\n", {"internal": [server]}))
            self.check("audit", path, "-f", "json", code=0, step=13)

    def test_formats(self):
        path = self.write("t.yaml", topology(BODY))
        self.check("audit", path, *self.zone, *self.out(*FORMATS), code=1)

    def test_list_and_export(self):
        path = self.write("t.yaml", topology(BODY + "import: t.csv\n"))
        self.write("t.csv", LIST)
        self.check("audit", path, *self.zone, *self.out("json"), code=1)
        self.check("import", path, code=0)
        self.check("validate", path, code=0)

    def test_an_export(self):
        self.write("export.xml", EXPORT)
        self.check("import", self.folder / "export.xml", code=0)

    def test_a_folder_of_exports(self):
        folder = self.folder / "exports"
        folder.mkdir()
        (folder / "topology").write_text(TOPOLOGY)
        for name in ("sip", "urls", "web", "edge", "network", "provider", "um", "gateway"):
            (folder / name).write_text((csv if name == "web" else clixml)(*EXPORTS[name]))
        interface = {"Identity": "edge01.contoso.com/External/2", "IPAddress": "10.0.0.1", "IPv6Address": "::"}
        (folder / "interfaces").write_text(clixml(interface))
        self.check("import", folder, code=0, step=17)

    def test_reports_of_a_fleet(self):
        path = self.write("t.yaml", topology(BODY))
        report = self.folder / "report.json"
        self.run_code(1, "audit", path, *self.zone, "-f", "json", "-o", report)
        args = ["fleet", report, "--max-age", "1h", "-f", "json"]
        whole, _ = self.run_short(args, 0, False)
        self.assertEqual(whole.code, 1, str(whole))
        for at in range(1, int((self.folder / "count").read_text()) + 1, 17 * self.slow):
            with self.subTest(at=at):
                result, _ = self.run_short(args, at, False)
                self.assertNotIn("Sanitizer", result.err)
                if result.code == 2:  # jansson calls it a mistake in the report, which has a row then
                    self.assertRegex(result.err + result.out, r'(?m)^lyncdns: \S|"verdict": "error"', str(result))
                else:
                    self.assertEqual((result.code, result.out), (whole.code, whole.out), str(result))

    def test_rules(self):
        self.check("rules", "-f", "json", code=0)

    def test_saved_answers(self):
        path = self.write("t.yaml", topology(BODY))
        self.check("audit", path, *self.zone, "--save-answers", self.work / "saved", "-f", "json", code=1)
        saved = self.folder / "saved"
        self.run_code(1, "audit", path, *self.zone, "--save-answers", saved)
        self.check("audit", path, "--answers", saved, "-f", "json", code=1)

    def test_a_change(self):
        path = self.write("t.yaml", topology(BODY))
        scripts = [
            "zone corp.example\nupdate add fe1.corp.example 300 AAAA fd00:1::9\nsend\n",
            "dnscmd . /ZoneAdd new.corp.example /DsPrimary\ndnscmd . /RecordAdd corp.example fe1 AAAA fd00:1::9\n",
            "Add-DnsServerResourceRecordAAAA corp.example fe1 fd00:1::9, fd00:1::a -Confirm:$false | Out-Null\n",
        ]
        for script in scripts:
            change = self.write("change.txt", script)
            self.check("preview", path, *self.zone, "--change", change, "-f", "json", code=0)

    def test_a_remedy(self):
        path = self.write("t.yaml", topology(BODY))
        for form in ("powershell", "nsupdate", "dnscmd"):
            self.check("remedy", path, *self.zone, "-f", form, "-o", self.work / form, code=1)

    def test_a_name(self):
        path = self.write("t.yaml", topology(BODY))
        self.check("check", "pool.corp.example", "--topology", path, *self.zone, "-f", "json", code=1)

    def test_history(self):
        path = self.write("t.yaml", topology(BODY))
        history = self.work / "history"
        args = ["audit", path, *self.zone, "--history", history, "-f", "json"]
        whole, _ = self.run_short(args, 0, False)
        self.assertEqual(whole.code, 1, str(whole))
        count = int((self.folder / "count").read_text())
        for at in range(1, count + 1, 10 * self.slow):
            with self.subTest(at=at):
                result, _ = self.run_short(args, at, False)
                self.assertNotIn("Sanitizer", result.err)
                self.assertIn(result.code, (1, 2), str(result))
                if result.code == 2:
                    self.assertRegex(result.err, r"(?m)^lyncdns: \S", str(result))
                else:
                    self.assertEqual(blurred(result.out), blurred(whole.out))
                self.run_code(1, *args)  # what the failed run left behind does no harm
                kept = self.run_code(0, "history", "list", "--history", history, "-f", "json").json()["runs"]
                self.assertIn(len(kept), (2,) if result.code == 1 else (1, 2), str(result))
                self.assertTrue(all(run["complete"] and run["findings"] for run in kept))

    def fleet(self, servers=None):
        """Two topologies; without SERVERS of zone files."""
        paths = [self.folder / f"{name}.yaml" for name in ("alpha", "beta")]
        for path in paths:
            path.write_text(topology(BODY, servers, name=path.stem))
        return paths

    def test_a_fleet(self):
        with Knot({"corp.example": ZONE}) as server:
            saved = ["--save-answers", self.work / "{name}.answers", "-f", "json", "-o", self.work / "{name}.json"]
            self.check("audit", *self.fleet({"internal": [server], "external": [server]}), *saved, "-f", "json", code=1, step=61)

    def test_answers_of_a_fleet(self):
        paths, saved = self.fleet(), self.folder / "{name}.answers"
        self.run_code(1, "audit", *paths, *self.zone, "--save-answers", saved)
        self.check("audit", *paths, "--answers", saved, "--max-age", "1h", "-f", "json", code=1, step=61)

    def test_history_of_a_fleet(self):
        history = self.work / "history"
        args = ["audit", *self.fleet(), *self.zone, "--history", history, "-f", "json"]
        whole, _ = self.run_short(args, 0, False)
        self.assertEqual(whole.code, 1, str(whole))
        for at in range(1, int((self.folder / "count").read_text()) + 1, 31 * self.slow):
            with self.subTest(at=at):
                result, _ = self.run_short(args, at, False)
                self.assertNotIn("Sanitizer", result.err)
                if result.code == 2:
                    self.assertRegex(result.err, r"(?m)^lyncdns: \S", str(result))
                else:
                    self.assertEqual((result.code, blurred(result.out)), (whole.code, blurred(whole.out)))
                self.run_code(1, *args)
                kept = self.run_code(0, "history", "list", "--history", history, "-f", "json").json()["runs"]
                self.assertIn(len(kept), (4,) if result.code == 1 else (2, 3, 4), str(result))
                self.assertTrue(all(run["complete"] and run["findings"] for run in kept))

    def test_history_of_several(self):
        history = self.folder / "history"
        for name in ("a", "b"):
            path = self.write("t.yaml", topology(BODY, name=name))
            for _ in range(2):
                self.run_code(1, "audit", path, *self.zone, "--history", history)
        for command in (["finding", "UM*"], ["list", "--latest"]):
            for form in ("text", "json"):
                self.check("history", *command, "--history", history, "-f", form, code=0)


EXPORT = """<TopologyBuilder><NewTopology><PartialTopology><CentralSites><CentralSite SiteId="1"><Name>Main</Name><Clusters>
<Cluster UniqueId="c" Fqdn="se.corp.example"><Machines><Machine Fqdn="se.corp.example"><NetInterface InterfaceSide="Primary"
IPAddress="10.1.0.1"/></Machine></Machines></Cluster></Clusters></CentralSite></CentralSites>
<Services><Service UniqueId="r" RoleName="Registrar" InstalledOn="c"/></Services></PartialTopology></NewTopology></TopologyBuilder>
"""


if __name__ == "__main__":
    unittest.main()
