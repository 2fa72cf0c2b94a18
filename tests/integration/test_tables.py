"""Every cell of every support table: a deployment whose names resolve to those address types through a real DNS server.

The expected cells come from tests/data/support-tables.txt, copied from the document by hand; the rules that turn a cell into a verdict are
written here once more. Neither comes from the program.
"""

import itertools
import unittest

from harness import ROOT, Case, Knot, topology

WORDS = {"4": "ipv4", "d": "dual-stack", "6": "ipv6", "n": "none", "u": "unknown"}
TYPES, DECLARED = "4d6nu", "4d6"
RULES = {
    "client-registration": "REG001",
    "peer-to-peer": "P2P001",
    "conferencing": "CNF001",
    "mediation-pstn": "PST001",
    "remote-user": "RMT001",
    "front-end-edge": "EDG001",
    "edge-internal-external": "EDG002",
}
SEVERITIES = {
    "production": {"unsupported": "error", "lab-only": "error", "unlisted": "warning"},
    "lab": {"unsupported": "error", "lab-only": "info", "unlisted": "warning"},
}
RECORDS = {"4": "A 10.1.0.1", "d": "A 10.1.0.2\n{0} AAAA fd00:1::2", "6": "AAAA fd00:1::3", "n": 'TXT "no address"'}


def read_tables():
    """{table: {types: (cell, verdict)}} of the fixture."""
    tables = {}
    for line in (ROOT / "tests" / "data" / "support-tables.txt").read_text().splitlines():
        words = line.split()
        if not words or words[0] == "#":
            continue
        if words[0] == "table":
            rows = tables.setdefault(words[1], {})
        else:
            rows["".join(words[:-2])] = (words[-2], words[-1])
    return tables


def families(kind):
    return {"4": {4}, "d": {4, 6}, "6": {6}}[kind]


def verdict(table, types, cell):
    """The verdict on a combination; CELL is what the document has, None where a type has no cell."""
    sides = types[:2] if table == "mediation-pstn" else types  # the last side is a PSTN gateway
    talking = types[1:] if table == "mediation-pstn" else types
    if set(types) & set("nu"):
        return "unknown"
    if cell == "no":
        return "unsupported"
    if cell in ("listed", "lab"):
        return "lab-only" if "6" in sides else "supported"
    if set(types) == {"4"}:
        return "supported"
    if not families(talking[0]) & families(talking[1]):
        return "unsupported"
    return "unlisted"


SERVER_SIDES = {"client-registration": [1], "conferencing": [1], "mediation-pstn": [0, 1], "remote-user": [1]}


def nothing_to_add(table, types, outcome):
    """True of an unlisted combination whose server side is dual-stack already."""
    sides = SERVER_SIDES.get(table, [])
    return outcome == "unlisted" and bool(sides) and all(types[side] == "dual-stack" for side in sides)


class Deployment:
    """A topology with every combination of every table, the zone it needs, and the combinations it must give."""

    def __init__(self):
        self.names, self.lines, self.wanted = {}, [], []

    def name(self, kind, *parts):
        """A name that resolves to KIND; those that must stay unknown are in a zone that the server refuses."""
        domain = "refused.example" if kind == "u" else "corp.example"
        self.names["-".join(parts)] = kind
        return "-".join(parts) + "." + domain

    def want(self, table, subjects, types):
        self.wanted.append((table, tuple(subjects), types))

    def section(self, heading, entries):
        self.lines += [f"{heading}:"] + ["  - {" + entry + "}" for entry in entries]

    def build(self):
        clients = [(f"client-{t}{i}", t) for i in "ab" for t in DECLARED]
        remotes = [(f"remote-{t}", t) for t in DECLARED]
        self.section("client-networks", [f"name: {name}, address-type: {WORDS[t]}" for name, t in clients])
        self.section("remote-networks", [f"name: {name}, address-type: {WORDS[t]}" for name, t in remotes])
        for (one, a), (two, b) in itertools.combinations(clients, 2):
            self.want("peer-to-peer", (one, two), a + b)
        self.edges(remotes)
        self.pools(clients)
        self.mediation()
        return "\n".join(self.lines) + "\n"

    def edges(self, remotes):
        entries = []
        for inside in TYPES:
            edge = self.name(inside, "edge", inside)
            outside = {t: self.name(t, "ext", inside, t) for t in TYPES}
            entries.append(f"fqdn: {edge}, external: [{', '.join(outside.values())}]")
            for t, name in outside.items():
                self.want("edge-internal-external", (edge, name), inside + t)
                for network, kind in remotes:
                    self.want("remote-user", (network, name), kind + t)
        self.section("edge-pools", entries)

    def pools(self, clients):
        entries = []
        for pool, edge in itertools.product(TYPES, TYPES):
            name, edge_name = self.name(pool, "pool", pool, edge), self.name(edge, "edge", edge)
            entries.append(f"fqdn: {name}, edge-pool: {edge_name}")
            self.want("front-end-edge", (name, edge_name), pool + edge)
            for network, kind in clients:
                self.want("client-registration", (network, name), kind + pool)
                self.want("conferencing", (network, name), kind + pool)
        self.section("front-end-pools", entries)
        directors = {t: self.name(t, "director", t) for t in TYPES}
        self.section("director-pools", [f"fqdn: {name}" for name in directors.values()])
        for t, name in directors.items():
            for network, kind in clients:
                self.want("client-registration", (network, name), kind + t)

    def mediation(self):
        """The PSTN interface by name, declared, or neither; the gateway by its name, or declared against DNS."""
        resolved = {t: self.name(t, "gw", t) for t in TYPES}
        declared = {t: self.name("u", "declared", t) for t in DECLARED}
        gateways = [(name, t) for kinds in (resolved, declared) for t, name in kinds.items()]
        listed = ", ".join(name for name, _ in gateways)
        entries = []
        for primary in TYPES:
            interfaces = [("fqdn", t, f", pstn-fqdn: {self.name(t, 'pstn', primary, t)}") for t in TYPES]
            interfaces += [("declared", t, f", pstn-interface: {WORDS[t]}") for t in DECLARED]
            interfaces += [("same", primary, "")]
            for how, interface, key in interfaces:
                name = self.name(primary, "med", primary, how, interface)
                entries.append(f"fqdn: {name}{key}, gateways: [{listed}]")
                for gateway, t in gateways:
                    self.want("mediation-pstn", (name, gateway), primary + interface + t)
        self.section("mediation-pools", entries)
        rows = [f"fqdn: {name}" for name in resolved.values()]
        rows += [f"fqdn: {name}, address-type: {WORDS[t]}" for t, name in declared.items()]
        self.section("pstn-gateways", rows)

    def zone(self):
        return "".join(f"{name} {RECORDS[t].format(name)}\n" for name, t in self.names.items() if t != "u")


class Fixture(unittest.TestCase):
    """The fixture against itself: whole, and its verdicts follow from its cells."""

    def test_every_combination_is_there_once_with_its_verdict(self):
        tables = read_tables()
        self.assertEqual(set(tables), set(RULES))
        for table, rows in tables.items():
            sides = 3 if table == "mediation-pstn" else 2
            self.assertEqual(sorted(rows), sorted("".join(types) for types in itertools.product(DECLARED, repeat=sides)), table)
            for types, (cell, written) in rows.items():
                with self.subTest(table=table, types=types):
                    self.assertIn(cell, ("listed", "lab", "no", "blank"))
                    self.assertEqual(verdict(table, types, cell), written)


class Tables(Case):
    @classmethod
    def setUpClass(cls):
        cls.tables = read_tables()
        cls.deployment = Deployment()
        body = cls.deployment.build()
        cls.server = Knot({"corp.example": cls.deployment.zone()})
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__, None, None, None)
        cls.body = topology(body, {"internal": [cls.server]})

    def expected(self):
        """{(table, subjects): (types, verdict)}"""
        rows = {}
        for table, subjects, types in self.deployment.wanted:
            cell = self.tables[table].get(types, (None, None))[0]
            rows[table, subjects] = ([WORDS[t] for t in types], verdict(table, types, cell))
        self.assertEqual(len(rows), len(self.deployment.wanted), "the deployment has a combination twice")
        return rows

    def audit(self, environment):
        path = self.write(f"{environment}.yaml", self.body + f"environment: {environment}\n")
        return self.run_code(1, "audit", path, "--format", "json").json()

    def check(self, environment):
        report, expected = self.audit(environment), self.expected()
        got = {(c["table"], tuple(c["subjects"])): (c["address_types"], c["verdict"]) for c in report["combinations"]}
        self.assertEqual(len(got), len(report["combinations"]), "a combination is reported twice")
        self.assertEqual(set(got), set(expected))
        for row, want in expected.items():
            with self.subTest(combination=row):
                self.assertEqual(got[row], want)

        severities = SEVERITIES[environment]
        wanted = {
            f"{RULES[table]}:{subjects[0]}+{subjects[1]}": "info" if nothing_to_add(table, types, outcome) else severities[outcome]
            for (table, subjects), (types, outcome) in expected.items()
            if outcome in severities
        }
        found = {f["key"]: f["severity"] for f in report["findings"] if f["rule"] in RULES.values()}
        self.assertEqual(found, wanted)

    def test_in_production(self):
        self.check("production")

    def test_in_a_lab(self):
        self.check("lab")

    def test_every_cell_is_covered(self):
        covered = {(table, types) for table, _, types in self.deployment.wanted}
        for table, rows in self.tables.items():
            self.assertEqual({types for types in rows if (table, types) not in covered}, set(), table)
            self.assertTrue(any("n" in types for t, types in covered if t == table) or table == "peer-to-peer", table)
            self.assertTrue(any("u" in types for t, types in covered if t == table) or table == "peer-to-peer", table)


class Bounded(Case):
    """Supported combinations beyond the limit of their table are counted only; all others are always listed."""

    NETWORKS, OTHERS, LIMIT = 150, 4, 10000  # the others are of IPv6 only, and can't talk to the networks

    def setUp(self):
        super().setUp()
        networks = [f"{{name: n{i}, address-type: ipv4}}" for i in range(self.NETWORKS)]
        networks += [f"{{name: o{i}, address-type: ipv6}}" for i in range(self.OTHERS)]
        body = "front-end-pools:\n  - fqdn: pool.corp.example\nclient-networks:\n" + "".join(f"  - {network}\n" for network in networks)
        zone = self.write("z.zone", Knot.HEAD.format(zone="corp.example") + "pool A 10.1.0.1\n")
        self.args = [self.write("t.yaml", topology(body, {"internal": ["127.0.0.1:9"]})), "--zone", zone]
        pairs = self.NETWORKS * (self.NETWORKS - 1) // 2
        self.supported = {"peer-to-peer": pairs, "client-registration": self.NETWORKS, "conferencing": self.NETWORKS}

    def audit(self, *args):
        return self.run_code(1, "audit", *self.args, *args)

    def test_what_is_listed(self):
        reports = {}
        for limit in (None, 1, 100, "all"):
            with self.subTest(limit=limit):
                report = self.audit("-f", "json", *([] if limit is None else ["--combinations", limit])).json()
                most = {None: self.LIMIT, "all": 10**9}.get(limit, limit)
                listed = {table: min(count, most) for table, count in self.supported.items()}
                got = {table: 0 for table in listed}
                for row in report["combinations"]:
                    got[row["table"]] += row["verdict"] == "supported"
                self.assertEqual(got, listed)
                self.assertEqual(report["summary"]["combinations_omitted"], sum(self.supported.values()) - sum(listed.values()))
                reports[limit] = ([row for row in report["combinations"] if row["verdict"] != "supported"], report["findings"])
        others = self.NETWORKS * self.OTHERS + self.OTHERS * (self.OTHERS - 1) // 2 + 2 * self.OTHERS
        self.assertEqual(len(reports["all"][0]), others)
        for limit, rest in reports.items():
            self.assertEqual(rest, reports["all"], limit)

    def test_every_format_counts_all_and_says_so(self):
        pairs, more = self.supported["peer-to-peer"], "more supported (--combinations all lists them)"
        left = f"and {pairs - self.LIMIT} {more}"
        self.assertRegex(self.audit("--verbose").out, rf"peer-to-peer +{pairs} supported")
        self.assertEqual(self.audit("-f", "junit").out.count(left), 1)
        page = self.audit("-f", "html").out
        self.assertEqual(page.count(left), 1)
        self.assertTrue(f"used {pairs}×: supported" in page)
        for name in ("text", "junit", "html"):
            self.assertNotIn(more, self.audit("-f", name, "--combinations=all").out)
        check = self.run_code(1, "check", "pool.corp.example", "-t", *self.args, "--combinations=100")
        self.assertIn(f"and {2 * (self.NETWORKS - 100)} {more}", " ".join(check.out.split()))


if __name__ == "__main__":
    unittest.main()
