"""Every rule of the catalogue: a deployment that breaches it and a valid twin, through real DNS servers."""

import datetime
import os
import re
import unittest

import fakedns
from fakedns import NOERROR, NXDOMAIN, A, FakeDNS, reply
from harness import PROGRAM, ROOT, Case, Knot, free_port, lyncdns, run, topology

UM = "exchange-um:\n  - fqdn: um.D\n"
OTHER = "other:\n  - fqdn: wac.D\n"
DIRECTOR = "director-pools:\n  - fqdn: dir.D\n"
GATEWAY = "pstn-gateways:\n  - fqdn: gw.D\n"
DECLARED = "pstn-gateways:\n  - {fqdn: gw.D, address-type: TYPE}\n"
POOL = "front-end-pools:\n  - {fqdn: pool.D, members: [fe1.D, fe2.D]}\n"
MEDIATION = "mediation-pools:\n  - {fqdn: med.D, pstn-interface: TYPE, gateways: [gw.D]}\n" + GATEWAY
FRONT_AND_EDGE = "front-end-pools:\n  - {fqdn: pool.D, edge-pool: edge.D}\nedge-pools:\n  - {fqdn: edge.D}\n"
EDGE = "edge-pools:\n  - {fqdn: edge.D, external: [sip.D]}\n"
A_OF_BOTH = "pool A 10.1.0.1\npool A 10.1.0.2\n"
ALL_OF_BOTH = A_OF_BOTH + "pool AAAA fd00:1::1\npool AAAA fd00:1::2\n"
MIXED = "fe1 AAAA 2a00:1450::1\nfe2 AAAA fd00:1::2\npool AAAA 2a00:1450::1\npool AAAA fd00:1::2\n"
WEB = "front-end-pools:\n  - {fqdn: pool.D, web-internal: webint.D}\n"
SITES = "director-pools:\n  - {fqdn: dir.D, site: main}\n  - {fqdn: old.D, site: SITE, version: lync-2010}\n"
BYPASS, EMERGENCY = "features: [media-bypass]\n", "features: [enhanced-9-1-1]\n"
WAIVER = 'waivers:\n  - {rule: DNS002, fqdn: "wac.*", reason: to be replaced, expires: DATE}\n'
EXPORT = """<TopologyBuilder><NewTopology><PartialTopology><CentralSites><CentralSite SiteId="1"><Name>Main</Name><Clusters>
<Cluster UniqueId="c" Fqdn="se.D"><Machines><Machine Fqdn="se.D"><NetInterface InterfaceSide="Primary" IPAddress="10.1.0.1"/></Machine>
</Machines></Cluster></Clusters></CentralSite></CentralSites>
<Services><Service UniqueId="r" RoleName="Registrar" InstalledOn="c"/></Services>
</PartialTopology></NewTopology></TopologyBuilder>
"""


def network(kind, name, address_type):
    return f"{kind}-networks:\n  - {{name: {name}, address-type: {address_type}}}\n"


def a(*names):
    return "".join(f"{name} A 10.1.0.{number}\n" for number, name in enumerate(names, 1))


def aaaa(*names):
    return "".join(f"{name} AAAA fd00:1::{number}\n" for number, name in enumerate(names, 1))


def day(offset):
    return (datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=offset)).isoformat()


# Who acts, as JSON and as the remedy have it.
OWNERS = {"dns": "DNS", "lync": "Lync", "exchange": "Exchange", "windows": "Server", "gateway": "Gateway", "network": "Network"}


class Breach:
    """A deployment in the domain D that breaches a rule, and a valid twin.

    BODY is the topology, ZONE its zone at the first server, SECOND the zone at the second one (None: the same; "": it refuses). FINDINGS is
    every finding: "RULE:subject+subject severity", then "/" and the severity in a lab if it differs. TWIN_* say what differs in the twin,
    which has no finding except TWIN_FINDINGS. VIEWS: the servers of each view. CODE: the exit code in production.
    """

    def __init__(self, body, zone, findings, *, second=None, views=None, twin_body=None, twin_zone=None, twin_second=None, twin_findings="",
                 code=None, export=None):
        self.views = views or {"internal": [0]}
        self.sides = [
            (body, zone, zone if second is None else second, findings),
            (twin_body or body, zone if twin_zone is None else twin_zone, twin_second, twin_findings),
        ]
        self.code, self.export = code, export

    def side(self, twin):
        body, zone, second, findings = self.sides[twin]
        return body, zone, zone if second is None else second, findings


BOTH = {"internal": [0, 1]}
SPLIT = {"internal": [0], "external": [1]}

BREACHES = {
    "UM001": [
        Breach(UM, "um A 10.1.0.1\num AAAA fd00:1::1\n", "UM001:um.D error", twin_zone=a("um")),
        Breach(UM, "um CNAME mail\nmail A 10.1.0.1\nmail AAAA fd00:1::1\n", "UM001:um.D error",
               twin_zone="um CNAME mail\nmail A 10.1.0.1\n"),
        Breach(UM, a("um"), "UM001:um.D error, DNS005:um.D warning", second=a("um") + aaaa("um"), views=BOTH, twin_zone=a("um")),
        Breach(UM.replace("um.D", "um.D\n    views: [internal, external]"), a("um"), "UM001:um.D error",
               second="um A 8.8.4.4\num AAAA 2a00::1\n",
               views=SPLIT, twin_zone=a("um"), twin_second="um A 8.8.4.4\n"),
    ],
    "UM002": [Breach(UM, a("um"), "UM002:um.D warning, DNS003:um.D error", second="", views=BOTH, twin_zone=a("um"), code=3)],
    "UM003": [
        Breach(UM, "um TXT x\n", "UM003:um.D error, DNS002:um.D error", twin_zone=a("um")),
        Breach(UM, aaaa("um"), "UM001:um.D error, UM003:um.D error, STK001:um.D error/info", twin_zone=a("um")),
    ],
    "UM004": [
        Breach("exchange-um:\n  - {fqdn: um.D, ip-address-family: any}\n", a("um"), "UM004:um.D warning",
               twin_body="exchange-um:\n  - {fqdn: um.D, ip-address-family: ipv4-only}\n"),
        Breach("exchange-um:\n  - {fqdn: um.D, ip-address-family: ipv6-only}\n", a("um"), "UM004:um.D warning", twin_body=UM),
    ],
    "UM005": [
        Breach("director-pools:\n  - {fqdn: dir.D, ip-address-family: any}\n", "dir A 10.1.0.1\ndir AAAA fd00:1::1\n", "UM005:dir.D warning",
               twin_zone=a("dir")),
        Breach("other:\n  - {fqdn: pbx.D, ip-address-family: any}\n", "pbx A 10.1.0.1\npbx AAAA fd00:1::1\n", "UM005:pbx.D warning",
               twin_body="other:\n  - {fqdn: pbx.D, ip-address-family: ipv4-only}\n"),
    ],
    "STK001": [Breach(OTHER, aaaa("wac"), "STK001:wac.D error/info", twin_zone=a("wac") + aaaa("wac"))],
    "STK002": [
        Breach(network("client", "head", "ipv6") + OTHER, a("wac"), "STK002:head error/info",
               twin_body=network("client", "head", "dual-stack") + OTHER),
        Breach(network("remote", "home", "ipv6") + OTHER, a("wac"), "STK002:home error/info",
               twin_body=network("remote", "home", "ipv4") + OTHER),
    ],
    "STK003": [
        Breach(DECLARED.replace("TYPE", "ipv4"), a("gw") + aaaa("gw"), "STK003:gw.D warning", twin_zone=a("gw")),
        Breach(DECLARED.replace("TYPE", "dual-stack"), a("gw"), "STK003:gw.D warning", twin_zone=a("gw") + aaaa("gw")),
    ],
    "REG001": [
        Breach(network("client", "head", "ipv4") + DIRECTOR, aaaa("dir"), "STK001:dir.D error/info, REG001:head+dir.D error",
               twin_zone=a("dir") + aaaa("dir")),
        Breach(network("client", "head", "dual-stack") + DIRECTOR, aaaa("dir"), "STK001:dir.D error/info, REG001:head+dir.D error/info",
               twin_zone=a("dir")),
    ],
    "P2P001": [
        Breach("client-networks:\n  - {name: old, address-type: ipv4}\n  - {name: new, address-type: ipv6}\n" + OTHER, a("wac"),
               "STK002:new error/info, P2P001:old+new error",
               twin_body="client-networks:\n  - {name: old, address-type: ipv4}\n  - {name: new, address-type: dual-stack}\n" + OTHER),
    ],
    "CNF001": [
        Breach(network("client", "head", "ipv4") + FRONT_AND_EDGE, aaaa("pool", "edge"),
               "STK001:pool.D error/info, STK001:edge.D error/info, REG001:head+pool.D error, CNF001:head+pool.D error, "
               "EDG001:pool.D+edge.D error/info",
               twin_zone=a("pool", "edge") + aaaa("pool", "edge")),
    ],
    "PST001": [
        Breach(MEDIATION.replace("TYPE", "ipv4"), a("med") + aaaa("gw"), "PST001:med.D+gw.D error", twin_zone=a("med", "gw")),
        Breach(MEDIATION.replace("TYPE", "ipv4"), a("med", "gw") + aaaa("med"), "PST001:med.D+gw.D warning",
               twin_body=MEDIATION.replace("TYPE", "dual-stack")),
        Breach(MEDIATION.replace("TYPE", "dual-stack"), a("med", "gw") + aaaa("med", "gw"),
               "PST001:med.D+gw.D info, PST003:gw.D warning", twin_zone=a("med", "gw") + aaaa("med")),
    ],
    "PST002": [
        Breach(BYPASS + GATEWAY, aaaa("gw"), "PST002:gw.D error", twin_zone=a("gw")),
        Breach(BYPASS + DECLARED.replace("TYPE", "dual-stack"), a("gw") + aaaa("gw"), "PST002:gw.D warning",
               twin_body=DECLARED.replace("TYPE", "dual-stack")),
    ],
    "PST003": [Breach(GATEWAY, a("gw") + aaaa("gw"), "PST003:gw.D warning", twin_body=DECLARED.replace("TYPE", "dual-stack"))],
    "RMT001": [
        Breach(network("remote", "home", "ipv4") + EDGE, a("edge", "sip") + aaaa("sip"), "RMT001:home+sip.D info",
               twin_zone=a("edge", "sip")),
        Breach(network("remote", "home", "dual-stack") + EDGE, a("edge") + aaaa("sip"),
               "RMT001:home+sip.D warning, STK001:sip.D error/info, EDG002:edge.D+sip.D error", twin_zone=a("edge", "sip") + aaaa("sip")),
        Breach(network("remote", "home", "ipv6") + EDGE, a("edge", "sip") + aaaa("sip"),
               "STK002:home error/info, RMT001:home+sip.D error/info",
               twin_body=network("remote", "home", "dual-stack") + EDGE),
    ],
    "EDG001": [Breach(FRONT_AND_EDGE, a("pool") + aaaa("edge"), "STK001:edge.D error/info, EDG001:pool.D+edge.D error",
                      twin_zone=a("pool", "edge") + aaaa("edge"))],
    "EDG002": [Breach(EDGE, a("edge", "sip") + aaaa("edge"), "EDG002:edge.D+sip.D error", twin_zone=a("edge", "sip") + aaaa("sip"))],
    "EV001": [
        Breach(f"features: [{feature}]\n" + body, aaaa(name), f"STK001:{name}.D error/info, EV001:{name}.D error", twin_zone=a(name))
        for feature in ("call-admission-control", "enhanced-9-1-1", "media-bypass")
        for name, body in (("dir", DIRECTOR), ("med", "mediation-pools:\n  - fqdn: med.D\n"), ("edge", "edge-pools:\n  - fqdn: edge.D\n"))
    ] + [
        Breach(f"product: {product}\n" + BYPASS + network("client", "head", "ipv6") + OTHER, a("wac"),
               "EV001:head error, STK002:head error/info", twin_body="product: lync-2013\n" + BYPASS + network("client", "head", "ipv6") + OTHER,
               twin_findings="STK002:head error/info")
        for product in ("skype-for-business-2015", "skype-for-business-2019", "skype-for-business-se")
    ],
    "VER001": [
        Breach("director-pools:\n  - {fqdn: dir.D, version: lync-2010}\n", a("dir") + aaaa("dir"), "VER001:dir.D error", twin_zone=a("dir")),
        Breach("product: lync-2010\n" + DIRECTOR, a("dir") + aaaa("dir"), "VER001:dir.D error", twin_body="product: lync-2013\n" + DIRECTOR),
    ],
    "VER002": [
        Breach(SITES.replace("SITE", "main"), a("dir", "old") + aaaa("dir"), "VER002:dir.D warning", twin_body=SITES.replace("SITE", "branch")),
    ],
    "EV002": [
        Breach(EMERGENCY + DIRECTOR, a("dir") + aaaa("dir"), "EV002:dir.D info", twin_zone=a("dir")),
        Breach(EMERGENCY + DIRECTOR, a("dir") + aaaa("dir"), "EV002:dir.D info", twin_body=BYPASS + DIRECTOR),
    ],
    "LIS001": [
        Breach("location-information-services:\n  - fqdn: lis.D\n", a("lis") + aaaa("lis"), "LIS001:lis.D error", twin_zone=a("lis")),
        Breach(EMERGENCY + WEB, a("pool", "webint") + aaaa("webint"), "LIS001:webint.D warning", twin_body=BYPASS + WEB),
    ],
    "PCH001": [Breach("persistent-chat-pools:\n  - fqdn: chat.D\n", a("chat") + aaaa("chat"), "PCH001:chat.D info", twin_zone=a("chat"))],
    "MON001": [Breach("monitoring:\n  - fqdn: mon.D\n" + OTHER, a("mon", "wac") + aaaa("wac"), "MON001:mon.D info",
                      twin_zone=a("mon", "wac"))],
    "DNS001": [Breach(OTHER, a("x"), "DNS001:wac.D error", twin_zone=a("wac"))],
    "DNS002": [Breach(OTHER, "wac TXT x\n", "DNS002:wac.D error", twin_zone=a("wac"))],
    "DNS003": [Breach(OTHER, a("wac"), "DNS003:wac.D error", second="", views=BOTH, twin_zone=a("wac"), code=3)],
    "DNS004": [
        Breach(OTHER, "wac CNAME gone\n", "DNS004:wac.D error", twin_zone="wac CNAME x\nx A 10.1.0.1\n"),
        Breach(OTHER, "wac CNAME x\nx CNAME y\ny CNAME x\n", "DNS004:wac.D error", twin_zone="wac CNAME x\nx CNAME y\ny A 10.1.0.1\n"),
    ],
    "DNS005": [
        Breach(OTHER, a("wac"), "DNS005:wac.D warning", second="wac A 10.1.0.2\n", views=BOTH, twin_zone="wac A 10.1.0.1\nwac A 10.1.0.2\n",
               twin_second="wac A 10.1.0.2\nwac A 10.1.0.1\n"),
        Breach(OTHER, a("wac"), "DNS005:wac.D warning", second=a("x"), views=BOTH, twin_zone=a("wac")),
        Breach(UM, a("um"), "DNS005:um.D warning",
               second="um A 10.1.0.2\n", views=BOTH, twin_zone="um 60 A 10.1.0.1\n", twin_second="um 3600 A 10.1.0.1\n"),
    ],
    "DNS006": [
        Breach(OTHER, a("wac") + f"wac {kind} {address}\n", "DNS006:wac.D error", twin_zone=a("wac") + "wac AAAA fd00:1::1\n")
        for kind, address in (
            *(("A", f"{start}.1") for start in ("0.0.0", "127.0.0", "169.254.1", "224.0.0", "192.0.2", "198.51.100", "203.0.113")),
            *(("AAAA", address) for address in ("::", "::1", "fe80::1", "ff02::1", "2001:db8::1", "3fff::1", "::ffff:10.1.0.1")),
        )
    ],
    "DNS007": [
        Breach(OTHER, a("wac") + f"wac AAAA {address}\n", "DNS007:wac.D warning", twin_zone=a("wac") + "wac AAAA 2a00:1450::1\n")
        for address in (
            "2002:c000:204::1",
            "2001:0:1::1",
            "2a00::5efe:10.1.0.1",
            "2a00::200:5efe:1.2.3.4",
            "64:ff9b::a01:1",
            "64:ff9b:1::a01:1",
        )
    ],
    "DNS008": [
        Breach(POOL, a("fe1", "fe2") + "pool A 10.1.0.1\n", "DNS008:pool.D warning",
               twin_zone=a("fe1", "fe2") + A_OF_BOTH),
        Breach(POOL, a("fe1", "fe2", "pool"), "DNS008:pool.D warning",
               twin_zone=a("fe1", "fe2") + "pool CNAME lb\nlb A 10.1.0.2\nlb A 10.1.0.1\n"),
    ],
    "DNS009": [
        Breach(POOL, a("fe1", "fe2") + aaaa("fe1") + "pool A 10.1.0.1\npool A 10.1.0.2\npool AAAA fd00:1::1\n", "DNS009:pool.D warning",
               twin_zone=a("fe1", "fe2") + aaaa("fe1", "fe2") + ALL_OF_BOTH),
    ],
    "DNS010": [
        Breach(EDGE, a("edge"), "DNS010:sip.D warning", second=f"sip {record}\n", views=SPLIT, twin_second="sip A 8.8.4.4\n")
        for record in ("A 10.1.0.1", "A 172.16.0.1", "A 192.168.0.1", "A 100.64.0.1", "A 8.8.4.4\nsip AAAA fd00:1::1")
    ],
    "DNS011": [
        Breach(POOL, a("fe1",
               "fe2") + A_OF_BOTH + MIXED,
               "DNS011:pool.D warning",
               twin_zone=a("fe1", "fe2") + aaaa("fe1", "fe2") + ALL_OF_BOTH),
    ],
    "DNS012": [Breach("other:\n  - fqdn: w_ac.D\n", a("w_ac"), "DNS012:w_ac.D warning", twin_body=OTHER, twin_zone=a("wac"))],
    "DNS013": [
        Breach("other:\n  - {fqdn: wac.D, configured: [10.1.0.9]}\n", a("wac"), "DNS013:wac.D warning", twin_zone="wac A 10.1.0.9\n"),
        Breach("import: export.tbxml\n", "se A 10.1.0.9\n", "DNS013:se.D warning", twin_zone="se A 10.1.0.1\n", export=EXPORT),
    ],
    "DNS014": [Breach(OTHER, "", "DNS014:wac.D warning", views={"internal": [2]})],
    "NAM001": [Breach("other:\n  - fqdn: wac\n", a("wac"), "NAM001:wac error, DNS003:wac error", twin_body=OTHER)],
    "WVR001": [
        Breach(OTHER + WAIVER.replace("DATE", day(-2)), "wac TXT x\n", "DNS002:wac.D error, WVR001:DNS002+wac.* warning",
               twin_body=OTHER + WAIVER.replace("DATE", day(30)), twin_findings="DNS002:wac.D waived"),
    ],
    "WVR002": [
        Breach(OTHER + WAIVER.replace("DATE", day(30)), a("wac"), "WVR002:DNS002+wac.* info",
               twin_zone="wac TXT x\n", twin_findings="DNS002:wac.D waived"),
    ],
}


def wanted(findings, domain, environment):
    """{key: severity} of a row's findings; "waived" for a waived one."""
    rows = {}
    for finding in filter(None, findings.split(", ")):
        key, severity = finding.replace(".D", "." + domain).split(" ")
        rows[key] = severity.split("/")[-1 if environment == "lab" else 0]
    return rows


def contradict(query):
    """Knows an address of every name, and says that there is no such name when asked for AAAA, unless the name is a twin's."""
    if query.type == A:
        return reply(query, [fakedns.a(query.name, "10.1.0.1")])
    return reply(query, rcode=NOERROR if "-twin" in query.name else NXDOMAIN)


SERVICE_RECORDS = ("DSC", "SRV", "SIP", "URL", "WEB", "WAC", "EDG003", "HYB", "PHN", "XMP", "WLD", "DNS015")


class Rules(Case):
    """Each deployment has a domain of its own; two servers hold the zones of all, a third contradicts itself."""

    @classmethod
    def setUpClass(cls):
        zones = [{}, {}]
        for rule, number, twin, breach in cls.rows():
            _, first, second, _ = breach.side(twin)
            for server, zone in enumerate((first, second)):
                if zone:
                    zones[server][cls.domain(rule, number, twin)] = zone
        cls.servers = []
        for held in zones:
            server = Knot(held)
            server.__enter__()
            cls.addClassCleanup(server.__exit__, None, None, None)
            cls.servers.append(server)
        broken = FakeDNS(contradict)
        broken.__enter__()
        cls.addClassCleanup(broken.__exit__, None, None, None)
        cls.servers.append(broken)

    @staticmethod
    def rows():
        for rule, breaches in BREACHES.items():
            for number, breach in enumerate(breaches):
                yield rule, number, 0, breach
                yield rule, number, 1, breach

    @staticmethod
    def domain(rule, number, twin):
        return f"{rule.lower()}-{number}{'-twin' if twin else ''}.example"

    def audit(self, row, environment):
        rule, number, twin, breach = row
        domain = self.domain(rule, number, twin)
        views = {view: [self.servers[server] for server in servers] for view, servers in breach.views.items()}
        body = breach.side(twin)[0].replace(".D", "." + domain) + f"environment: {environment}\n"
        if breach.export:
            self.write("export.tbxml", breach.export.replace(".D", "." + domain))
        return lyncdns("audit", self.write("t.yaml", topology(body, views)), "--format", "json")

    def check(self, environment):
        for row in self.rows():
            rule, number, twin, breach = row
            want = wanted(breach.side(twin)[3], self.domain(rule, number, twin), environment)
            with self.subTest(rule=rule, number=number, twin=bool(twin)):
                result = self.audit(row, environment)
                findings = result.json()["findings"]
                got = {f["key"]: "waived" if f["waived"] else f["severity"] for f in findings}
                self.assertEqual(got, want, str(result))
                self.assertEqual(any(f["rule"] == rule for f in findings), not twin)
                code = 1 if "error" in want.values() else 0
                if environment == "production":
                    self.assertEqual(result.code, breach.code if breach.code is not None and not twin else code)
                for finding in findings:
                    self.stands_alone(finding)

    def stands_alone(self, finding):
        """What a finding says in the report; that its parts name the case is shown by the unit tests (tests/unit/judge/whole.h)."""
        for key in ("message", "evidence", "remedy", "owners", "reference"):
            self.assertTrue(finding[key], finding)
        for subject in finding["subjects"]:
            self.assertIn(subject, finding["message"])
        named = {owner for owner, title in OWNERS.items() if re.search(title[1:] + " administrator: ", finding["remedy"])}
        self.assertEqual(named, set(finding["owners"]), finding)

    def test_in_production(self):
        self.check("production")

    def test_in_a_lab(self):
        self.check("lab")

    def test_the_catalogue_has_no_rule_without_a_case(self):
        """But those about service records, whose cases are unit tests (tests/unit/judge)."""
        rules = [rule["rule"] for rule in self.run_code(0, "rules", "--format", "json").json()["rules"]]
        self.assertEqual([rule for rule in rules if not rule.startswith(SERVICE_RECORDS)], list(BREACHES))
        for rule, breaches in BREACHES.items():
            for breach in breaches:
                self.assertIn(rule + ":", breach.side(0)[3])


class Manual(Case):
    def test_the_page_is_that_of_the_program(self):
        done = run(ROOT / "scripts" / "rules-manual", "--check", env=dict(os.environ, LYNCDNS=PROGRAM), text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class DeadServer(Case):
    def test_one_finding_for_the_server_and_none_for_names(self):
        names = [f"n{i}" for i in range(20)]
        body = "other:\n" + "".join(f"  - fqdn: {name}.corp.example\n" for name in names)
        dead = f"127.0.0.1:{free_port()}"  # closed
        with Knot({"corp.example": a(*names)}) as server:
            path = self.write("t.yaml", topology(body, {"internal": [server, dead]}))
            result = self.run_code(3, "audit", path, "--format", "json")
        self.assertEqual(result.keys(), [f"DNS003:{dead}"])
        self.assertEqual(result.json()["summary"]["failed_lookups"], 40)


if __name__ == "__main__":
    unittest.main()
