"""Lync's exports: every form imports to the same topology, the printed YAML loads back, hostile files get an error with a line."""

import json
import re
import shutil
import unittest

from harness import ROOT, Case, Knot, lyncdns

LYNC = ROOT / "tests" / "data" / "lync"
FORMS = ["two-sites.xml", "two-sites-utf16.xml", "two-sites.tbxml"]

DRAFT = """<TopologyBuilder>
<NewTopology><PartialTopology>
<CentralSites><CentralSite SiteId="1"><Name>Main</Name><Clusters>
<Cluster UniqueId="c" Fqdn="pool01.contoso.com"><Machines>{machines}</Machines></Cluster>
</Clusters></CentralSite></CentralSites>
<Services>
<Service UniqueId="r" RoleName="Registrar" InstalledOn="c"/>
</Services>
</PartialTopology></NewTopology>
</TopologyBuilder>
"""


def draft(*machines):
    """A Front End pool of MACHINES (FQDN, address)."""
    rows = (f'<Machine Fqdn="{fqdn}"><NetInterface InterfaceSide="Primary" IPAddress="{address}"/></Machine>' for fqdn, address in machines)
    return DRAFT.format(machines="".join(rows))


def body(yaml):
    """Printed YAML without the lines that name the file and the topology after it."""
    return [line for line in yaml.splitlines() if not re.match(r"# Made by|name:", line)]


class Import(Case):
    def test_forms_are_recognised_by_content_and_import_alike(self):
        printed = []
        for form in FORMS:
            shutil.copy(LYNC / form, self.folder / "export.txt")
            result = self.run_code(0, "import", self.folder / "export.txt")
            printed.append(result.out)
            self.assertEqual(result.err.count("\n"), 2, str(result))
            self.assertRegex(result.err, r'export\.txt:\d+: note: unknown RoleName "HologramServer": future01\.emea\.contoso\.com')
            self.assertRegex(result.err, r"export\.txt:\d+: note: a Cluster is named by its address, 10\.1\.0\.77")
        self.assertEqual(printed[0], printed[1])
        self.assertEqual(printed[0], printed[2])
        self.assertNotIn("old01.contoso.com", printed[2], "the old topology of a .tbxml is not read")

    def test_printed_yaml_loads_back(self):
        for form in FORMS:
            with self.subTest(form=form):
                first = self.run_code(0, "import", LYNC / form).out
                path = self.write("printed.yaml", first)
                again = self.run_code(0, "import", path)
                self.assertEqual(again.err, "", "the YAML has nothing to note")
                self.assertEqual(body(again.out), body(first))
                counts = [self.run_code(0, "validate", source).out.split("roles", 1)[1] for source in (LYNC / form, path)]
                self.assertEqual(counts[0], counts[1])

    def test_comments_list_what_to_add(self):
        printed = self.run_code(0, "import", LYNC / "two-sites.tbxml").out
        for key in ("views", "client-networks", "remote-networks", "features", "exchange-um"):
            self.assertRegex(printed, rf"(?m)^#{key}:", printed)

    def test_standard_input(self):
        from_file = self.run_code(0, "import", LYNC / "two-sites.tbxml").out
        from_pipe = self.run_code(0, "import", "-", input=(LYNC / "two-sites.tbxml").read_bytes()).out
        self.assertEqual(body(from_pipe), body(from_file))

    def test_yaml_has_precedence_over_its_import(self):
        shutil.copy(LYNC / "two-sites.tbxml", self.folder / "export.tbxml")
        path = self.write(
            "topology.yaml",
            "version: 1\nname: merged\nimport: export.tbxml\nexchange-um:\n  - fqdn: um01.contoso.com\n"
            "front-end-pools:\n  - fqdn: POOL01.contoso.com.\n    members: [fe09.contoso.com]\n",
        )
        printed = self.run_code(0, "import", path).out
        pool = re.search(r"(?ms)^front-end-pools:\n  - fqdn: pool01\.contoso\.com\n(.*?)^  - fqdn:", printed).group(1)
        self.assertIn("fe09.contoso.com", pool)
        self.assertNotIn("fe01.contoso.com", pool, "the members in the YAML replace those of the export")
        self.assertIn("edge-pool: edge01.contoso.com", pool, "what the YAML leaves out comes from the export")
        self.assertRegex(printed, r"(?m)^exchange-um:\n  - fqdn: um01\.contoso\.com")


class Hostile(Case):
    def refuse(self, name, content, line, words):
        path = self.write(name, content)
        for command in ("import", "validate", "audit"):
            with self.subTest(name=name, command=command):
                result = self.run_code(2, command, path)
                self.assertEqual(result.out, "")
                self.assertRegex(result.err, rf"{re.escape(str(path))}:{line}: .*{words}", str(result))

    def test_hostile_files(self):
        secret = self.write("secret.txt", "the secret")
        self.refuse("entity.xml", f'<?xml version="1.0"?>\n<!DOCTYPE Topology [<!ENTITY x SYSTEM "file://{secret}">]>\n<Topology>&x;</Topology>', 2, "DTD")
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        self.refuse("laughs.xml", f'<!DOCTYPE Topology [<!ENTITY l0 "ha">{laughs}]>\n<Topology>&l9;</Topology>', 1, "DTD")
        self.refuse("deep.xml", "<Topology>\n" + "<a>" * 100000, 2, "nested")
        self.refuse("attribute.xml", f'<Topology>\n<Cluster Fqdn="{"x" * 5000000}"/></Topology>', 2, "longer than")
        self.refuse("root.xml", "<Services>\n</Services>", 1, "<Services>")
        self.refuse("cut.tbxml", (LYNC / "two-sites.tbxml").read_bytes()[:20000], r"\d+", "cut off")
        self.refuse("latin.xml", b"<Topology>\n<Name>M\xfcnchen</Name></Topology>", 2, "UTF-8")
        self.refuse("cut16.xml", (LYNC / "two-sites-utf16.xml").read_bytes()[:20001], r"\d+", "")


class ConfiguredAddresses(Case):
    def test_a_configured_address_that_dns_does_not_give(self):
        export = self.write("export.tbxml", draft(("fe01.contoso.com", "10.1.0.11"), ("fe02.contoso.com", "10.1.0.12"), ("fe03.contoso.com", "0.0.0.0")))
        zone = "\n".join(
            [
                "pool01 60 A 10.1.0.99\npool01 60 A 10.1.0.12\npool01 60 A 10.1.0.13",
                "fe01 60 A 10.1.0.99",
                "fe02 60 A 10.1.0.12",
                "fe03 60 A 10.1.0.13\n",
            ]
        )
        with Knot({"contoso.com": zone}) as server:
            result = lyncdns("audit", export, "--server", server, "--format", "json")
        self.assertEqual([key for key in result.keys() if key.startswith("DNS013")], ["DNS013:fe01.contoso.com"], str(result))
        found = next(f for f in result.json()["findings"] if f["rule"] == "DNS013")
        self.assertIn("10.1.0.11", json.dumps(found))


if __name__ == "__main__":
    unittest.main()
