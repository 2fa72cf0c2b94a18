"""Topologies: every mistake is reported with its place and nothing is asked; example and manual page know every key."""

import json
import re
import shutil
import socket
import unittest

from harness import ROOT, Case, lyncdns


class BadTopology(Case):
    """Each mistake in a topology: exit code 2, a message with file, line and key, and no question asked."""

    def setUp(self):
        super().setUp()
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.addCleanup(self.listener.close)
        self.listener.bind(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.server = "127.0.0.1:%d" % self.listener.getsockname()[1]

    def assert_nothing_asked(self, result):
        asked = []
        while True:
            try:
                asked.append(self.listener.recv(512))
            except BlockingIOError:
                break
        self.assertEqual(asked, [], str(result))

    def refuse(self, path, *patterns, command="audit"):
        result = lyncdns(command, path)
        self.assertEqual((result.code, result.out), (2, ""), str(result))
        for pattern in patterns:
            self.assertRegex(result.err, pattern, str(result))
        self.assert_nothing_asked(result)
        return result

    # title, the text, the line of the mistake, what the message names
    ROWS = [
        ("unknown key", "version: 1\nfront-end-pool:\n  - fqdn: a.example\n", 2, "front-end-pool"),
        ("unknown key of an endpoint", "version: 1\nother:\n  - fqdn: a.example\n    adress-type: ipv4\n", 4, "adress-type"),
        ("unknown key of a view", "version: 1\nviews:\n  - name: internal\n    server: 10.0.0.1\n", 4, "server"),
        ("wrong type: a text for a list", "version: 1\nother: a.example\n", 2, "other"),
        ("wrong type: a list for a text", "version: 1\nname: [a]\n", 2, "name"),
        ("wrong type: a mapping for a text", "version: 1\nother:\n  - fqdn: {a: b}\n", 3, "fqdn|other"),
        ("version missing", "name: x\nother:\n  - fqdn: a.example\n", None, "version"),
        ("version unknown", "version: 2\n", 1, "version"),
        ("a key twice", "version: 1\nname: a\nname: b\n", 3, "name"),
        ("duplicate name", "version: 1\nother:\n  - fqdn: a.example\n  - fqdn: A.Example.\n", 4, r"a\.example"),
        ("duplicate view", "version: 1\nviews:\n  - {name: v, servers: [10.0.0.1]}\n  - {name: v, servers: [10.0.0.2]}\n", 4, "v"),
        ("duplicate network", "version: 1\nclient-networks:\n  - {name: n, address-type: ipv4}\n  - {name: n, address-type: ipv6}\n", 4, "n"),
        ("name over 253 bytes", "version: 1\nother:\n  - fqdn: " + ".".join(["a" * 60] * 5) + "\n", 3, "fqdn|other"),
        ("label over 63 bytes", "version: 1\nother:\n  - fqdn: " + "a" * 64 + ".example\n", 3, "fqdn|other"),
        ("empty label", "version: 1\nother:\n  - fqdn: a..example\n", 3, "fqdn|other"),
        ("empty name", "version: 1\nother:\n  - fqdn: ''\n", 3, "fqdn|other"),
        ("unknown view", "version: 1\nviews:\n  - {name: internal, servers: [10.0.0.1]}\nother:\n  - fqdn: a.example\n    views: [inside]\n", 6, "inside"),
        ("unknown environment", "version: 1\nenvironment: staging\n", 2, "environment"),
        ("unknown product", "version: 1\nproduct: lync-2015\n", 2, "lync-2013"),
        ("unknown version of a pool", "version: 1\nfront-end-pools:\n  - fqdn: p.example\n    version: 2013\n", 4, "lync-2013"),
        ("unknown client", "version: 1\nclients: [lync-2012]\n", 2, "lync-2013"),
        ("unknown service", "version: 1\nservices: [federated]\n", 2, "federation"),
        ("unknown remote access", "version: 1\nremote-access: [vpn]\n", 2, "sip or web"),
        ("a client twice", "version: 1\nclients: [mobile, mobile]\n", 2, "duplicate"),
        ("unknown kind of view", "version: 1\nviews:\n  - {name: v, kind: inside, servers: [10.0.0.1]}\n", 3, "remote-client"),
        ("expect-like of an unknown view", "version: 1\nviews:\n  - {name: v, expect-like: w, servers: [10.0.0.1]}\n", 3, "unknown view"),
        ("expect-like of itself", "version: 1\nviews:\n  - {name: v, expect-like: v, servers: [10.0.0.1]}\n", 3, "leads back"),
        ("expect-like in a circle", "version: 1\nviews:\n  - {name: v, expect-like: w, servers: [10.0.0.1]}\n  - {name: w, expect-like: v, servers: [10.0.0.2]}\n", 4, "leads back"),
        ("a SIP domain that is an address", "version: 1\nsip-domains: [10.0.0.1]\n", 2, "IP address"),
        ("a SIP domain that is a pattern", "version: 1\nsip-domains: ['*.example']\n", 2, "not a domain"),
        ("a SIP domain that is a user", "version: 1\nsip-domains: ['bob@example']\n", 2, "user"),
        ("a SIP domain twice", "version: 1\nsip-domains: [a.example, A.example.]\n", 2, "duplicate"),
        ("an unknown service of an external name", "version: 1\nedge-pools:\n  - fqdn: e.example\n    external: [{fqdn: s.example, service: sip}]\n", 4, "access"),
        ("port 0 of an external name", "version: 1\nedge-pools:\n  - fqdn: e.example\n    external: [{fqdn: s.example, port: 0}]\n", 4, "1 to 65535"),
        ("two ports of an Access Edge", "version: 1\nedge-pools:\n  - fqdn: e.example\n    external:\n      - {fqdn: s.example, service: access, port: 443}\n  - fqdn: f.example\n    external:\n      - {fqdn: s.example, service: access, port: 5061}\n", 8, "443 in line 5"),
        ("a simple URL without what it is for", "version: 1\nsimple-urls:\n  - fqdn: meet.example\n", 3, "url: missing"),
        ("an unknown simple URL", "version: 1\nsimple-urls:\n  - {fqdn: meet.example, url: join}\n", 3, "meet, dialin or admin"),
        ("a simple URL of a domain that isn't there", "version: 1\nsip-domains: [a.example]\nsimple-urls:\n  - {fqdn: meet.example, url: meet, sip-domain: b.example}\n", 4, "not one of the SIP domains"),
        ("a simple URL twice", "version: 1\nsip-domains: [a.example]\nsimple-urls:\n  - {fqdn: meet.example, url: meet, sip-domain: a.example}\n  - {fqdn: meet.example, url: [dialin, meet], sip-domain: a.example}\n", 5, "duplicate"),
        ("two external web services names of a pool", "version: 1\nfront-end-pools:\n  - fqdn: p.example\n    web-external: [a.example, b.example]\n", 4, "web-external"),
        ("unknown feature", "version: 1\nfeatures: [media-bypas]\n", 2, "media-bypas"),
        ("unknown address type", "version: 1\nother:\n  - fqdn: a.example\n    address-type: ipv5\n", 4, "ipv5"),
        ("unknown rule of a severity", "version: 1\nseverities: [{rule: UM999, severity: error}]\n", 2, "UM999"),
        ("unknown severity", "version: 1\nseverities: [{rule: UM001, severity: fatal}]\n", 2, "fatal"),
        ("unknown rule of a waiver", "version: 1\nwaivers:\n  - {rule: UM01, fqdn: '*', reason: x, expires: 2030-01-01}\n", 3, "UM01"),
        ("waiver without a reason", "version: 1\nwaivers:\n  - {rule: UM001, fqdn: '*', expires: 2030-01-01}\n", 3, "reason"),
        ("a day that doesn't exist", "version: 1\nwaivers:\n  - {rule: UM001, fqdn: '*', reason: x, expires: 2030-02-30}\n", 3, "expires"),
        ("bad server address", "version: 1\nviews:\n  - name: internal\n    servers: [10.0.0.256]\n", 4, r"10\.0\.0\.256"),
        ("a host name for a server", "version: 1\nviews:\n  - name: internal\n    servers: [dc01.example]\n", 4, r"dc01\.example"),
        ("port 0", "version: 1\nviews:\n  - name: internal\n    servers: ['10.0.0.1:0']\n", 4, r"10\.0\.0\.1:0"),
        ("port 70000", "version: 1\nviews:\n  - name: internal\n    servers: ['10.0.0.1:70000']\n", 4, r"70000"),
        ("not a mapping", "version: 1\n- a\n", 2, ""),
        ("a list at the top", "- version: 1\n", 1, ""),
        ("not YAML: a tab", "version: 1\nother:\n\t- fqdn: a.example\n", 3, ""),
        ("not YAML: an open bracket", "version: 1\nfeatures: [media-bypass\n", None, ""),
        ("a tab, with what to do", "version: 1\nother:\n\t- fqdn: a.example\n", 3, "indent with spaces"),
        ("an unquoted pattern", "version: 1\nwaivers:\n  - rule: DNS008\n    fqdn: *.example\n    reason: x\n    expires: 2030-01-01\n", 4, "needs quotes"),
        ("an unquoted alias", "version: 1\nwaivers:\n  - rule: DNS008\n    fqdn: *a\n    reason: x\n    expires: 2030-01-01\n", 4, "quote"),
        ("an unquoted address in brackets", "version: 1\nviews:\n  - name: internal\n    servers: [[::1]:53]\n", 4, "needs quotes"),
        ("the same in lines", "version: 1\nviews:\n  - name: internal\n    servers:\n      - [::1]:53\n", 5, "needs quotes"),
        ("an unquoted IPv6 address in a list", "version: 1\nviews:\n  - name: internal\n    servers: [::1]\n", 4, "needs quotes"),
        ("an unquoted colon", "version: 1\nname: a: b\n", 2, "needs quotes"),
        ("typographic quotes around a pattern", "version: 1\nwaivers:\n  - {rule: DNS008, fqdn: “pool.*”, reason: x, expires: 2030-01-01}\n", 3, "typographic"),
        ("typographic quotes around a name", "version: 1\nother:\n  - fqdn: “a.example”\n", 3, "quotation marks"),
        ("typographic quotes around a rule", "version: 1\nseverities: [{rule: “UM001”, severity: error}]\n", 2, "UM001"),
        ("a SIP URI", "version: 1\nother:\n  - fqdn: sip:a.example\n", 3, "SIP URI"),
        ("a port", "version: 1\nother:\n  - fqdn: a.example:5061\n", 3, "no port"),
        ("a URL", "version: 1\nother:\n  - fqdn: https://a.example/x\n", 3, "URL"),
        ("a path", "version: 1\nother:\n  - fqdn: a.example/x\n", 3, "path"),
        ("a user", "version: 1\nother:\n  - fqdn: bob@a.example\n", 3, "user"),
        ("a name for a mapping", "version: 1\nexchange-um:\n  - a.example\n", 3, "KEY: VALUE"),
        ("two documents", "version: 1\n---\nversion: 1\n", None, ""),
    ]

    def test_mistakes(self):
        for title, text, line, names in self.ROWS:
            with self.subTest(title):
                # The rest is valid, where it can be added: a name to look up, and a server that would see the question.
                if "views:\n" not in text and not text.startswith("- "):
                    text += f"views:\n  - {{name: live, servers: ['{self.server}']}}\n"
                if "other:" not in text and not text.startswith("- "):
                    text += "other:\n  - fqdn: fine.example\n"
                path = self.write("bad.yaml", text)
                where = rf"bad\.yaml:{line}\b" if line else r"bad\.yaml"
                for command in ("audit", "validate"):
                    self.refuse(path, where + (rf"[^\n]*(?:{names})" if names else ""), command=command)

    def test_all_mistakes_are_reported_at_once(self):
        path = self.write("bad.yaml", "version: 1\nenvironment: staging\nother:\n  - fqdn: a..example\n  - nam: x\n")
        self.refuse(path, r"bad\.yaml:2\b", r"bad\.yaml:4\b", r"bad\.yaml:5\b")

    def test_files(self):
        rows = [
            ("missing", self.folder / "none.yaml", "none.yaml"),
            ("empty", self.write("empty.yaml", ""), "empty.yaml"),
            ("only a comment", self.write("comment.yaml", "# nothing\n"), "comment.yaml"),
            ("a folder without a file", self.write("folder/sub/x", "").parent.parent, "folder"),
            ("NUL bytes", self.write("nul.yaml", b"version: 1\nname: a\0b\n"), "nul.yaml"),
            ("bytes", self.write("bytes.yaml", bytes(range(256)) * 8), "bytes.yaml"),
            ("a ZIP file", self.write("config.zip", b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(256))), "Get-CsTopology -AsXml"),
            ("not UTF-8", self.write("latin.yaml", b"version: 1\nname: caf\xe9\n"), "latin.yaml"),
        ]
        for title, path, names in rows:
            with self.subTest(title):
                self.refuse(path, names)

    def test_a_name_that_is_only_referred_to_is_reported(self):
        path = self.write("t.yaml", f"version: 1\nviews: [{{name: v, servers: ['{self.server}']}}]\nfront-end-pools:\n  - fqdn: pool.example\n"
                          "    edge-pool: lonegde.example\nmediation-pools:\n  - fqdn: med.example\n    gateways: [gw.example]\npstn-gateways:\n  - fqdn: gw.example\n")
        valid = lyncdns("validate", path)
        self.assertEqual(valid.code, 0, str(valid))
        self.assertIn("t.yaml:5: note: lonegde.example is named here only", valid.err)
        self.assertNotIn("gw.example", valid.err)
        report = lyncdns("audit", "--timeout", "20ms", path)
        self.assertRegex(report.out, r"lonegde\.example is named here only\s+\(\S*t\.yaml:5\)")
        self.assertNotIn("named here only", report.err)
        quiet = lyncdns("validate", "-q", path)
        self.assertEqual((quiet.code, quiet.err), (0, ""), str(quiet))

    def test_alias_bomb(self):
        lines = ["version: 1", "x0: &x0 [a, a, a, a, a, a, a, a, a, a]"]
        lines += [f"x{i}: &x{i} [" + ", ".join([f"*x{i - 1}"] * 10) + "]" for i in range(1, 12)]
        self.refuse(self.write("bomb.yaml", "\n".join(lines) + "\n"), r"bomb\.yaml")

    def test_deep_nesting(self):
        self.refuse(self.write("deep.yaml", "version: 1\nother: " + "[" * 100_000 + "\n"), r"deep\.yaml")

    def test_one_line_of_100_megabytes(self):
        self.refuse(self.write("long.yaml", b"version: 1 " + b"a" * 100_000_000), r"long\.yaml")


def schema_keys():
    """The keys that the reader knows: rows of the YAML schema, and the sections of the roles."""
    keys = set()
    for source in (ROOT / "src/topology/yaml").glob("*.c"):
        keys |= set(re.findall(r'\{\s*"([a-z-]+)", LYD_YAML_', source.read_text()))
    roles = re.findall(r'\[LYD_ROLE_\w+\] = \{"[^"]*", "[^"]*",\s+"([a-z-]+)"', (ROOT / "src/topology/roles.c").read_text())
    assert len(keys) > 20 and len(roles) > 14, (keys, roles)
    return keys | set(roles)


class Documents(Case):
    def test_every_role_is_in_the_manual_page_and_the_schema(self):
        names = set(re.findall(r'\[LYD_ROLE_\w+\] = \{"([^"]*)"', (ROOT / "src/topology/roles.c").read_text()))
        page = (ROOT / "src/topology/man/lyncdns-topology.5").read_text()
        schema = json.loads((ROOT / "configs/json/report.schema.json").read_text())
        self.assertGreater(len(names), 14)
        self.assertEqual(names - set(re.findall(r"[a-z-]+", page[page.index("One of\n"):page.index(".It Ic pool\n")])), set())
        self.assertEqual(names, set(schema["$defs"]["role"]["enum"]))

    def test_the_example_is_valid_and_has_every_key(self):
        text = (ROOT / "configs" / "example.yaml").read_text()
        self.run_code(0, "validate", ROOT / "configs" / "example.yaml")
        found = set(re.findall(r"(?m)^[ #-]*([a-z-]+):(?: |$)", text))
        self.assertEqual(schema_keys() - found, set())

    def test_the_manual_page_has_every_key(self):
        page = (ROOT / "src/topology/man/lyncdns-topology.5").read_text()
        found = set(re.findall(r"^\.It Ic ([a-z-]+)", page, re.M)) | set(re.findall(r"^\.Ic ([a-z-]+) :", page, re.M))
        self.assertEqual(schema_keys() - found, set())

    def test_the_examples_of_the_manual_page_are_valid(self):
        page = (ROOT / "src/topology/man/lyncdns-topology.5").read_text()
        examples = re.findall(r"^\.Bd .*\n((?:.*\n)*?)\.Ed$", page, re.M)
        self.assertEqual(len(examples), 3)
        shutil.copy(ROOT / "tests/data/lync/two-sites.tbxml", self.folder / "contoso.tbxml")
        for example in examples:
            with self.subTest(example=example):
                self.run_code(0, "validate", "-q", self.write("example", example))

    def test_the_demo_is_valid(self):
        self.run_code(0, "validate", ROOT / "configs" / "demo" / "contoso.yaml")


if __name__ == "__main__":
    unittest.main()
