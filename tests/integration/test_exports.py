"""Folders of exports: what each cmdlet gives, in CLIXML and CSV, and that the YAML printed from a folder is the folder."""

import re
import unittest
from xml.sax.saxutils import escape, quoteattr

from harness import ROOT, Case, lyncdns

TOPOLOGY = """<TopologyBuilder><NewTopology><PartialTopology>
<InternalDomains DefaultDomain="contoso.com"/>
<CentralSites><CentralSite SiteId="1"><Name>Main</Name><Clusters>
<Cluster UniqueId="p" Fqdn="pool01.contoso.com"><Machines>
<Machine Fqdn="fe01.contoso.com"><NetInterface InterfaceSide="Primary" IPAddress="0.0.0.0" IPv6Address="2001:db8::1"/></Machine>
<Machine Fqdn="fe02.contoso.com"><NetInterface InterfaceSide="Primary" IPAddress="0.0.0.0" IPv6Address="::"/></Machine>
</Machines></Cluster>
<Cluster UniqueId="m" Fqdn="med01.contoso.com"><Machines><Machine>
<NetInterface InterfaceSide="Primary" IPAddress="0.0.0.0"/><NetInterface InterfaceSide="Pstn" IPAddress="10.9.0.1"/></Machine></Machines></Cluster>
<Cluster UniqueId="g" Fqdn="gw01.contoso.com"><Machines><Machine><NetInterface InterfaceSide="Pstn" IPAddress="0.0.0.0"/></Machine></Machines></Cluster>
<Cluster UniqueId="e" Fqdn="edge01.contoso.com"><Machines><Machine>
<NetInterface InterfaceSide="Internal" InterfaceNumber="1" IPAddress="10.1.1.1"/>
<NetInterface InterfaceSide="External" InterfaceNumber="2" IPAddress="198.51.100.1" IPv6Address="2001:db8:1::1"/></Machine></Machines></Cluster>
</Clusters></CentralSite></CentralSites>
<Services>
<Service UniqueId="r" RoleName="Registrar" InstalledOn="p" ServiceVersion="7"><Ports><Port Owner="urn:application:PDP"/></Ports></Service>
<Service UniqueId="s" RoleName="MediationServer" InstalledOn="m"/>
<Service UniqueId="t" RoleName="PstnGateway" InstalledOn="g"><DependsOn><Dependency ServiceUniqueId="s"/></DependsOn></Service>
<Service UniqueId="u" RoleName="EdgeServer" InstalledOn="e"><Ports><Port InterfaceSide="External" InterfaceNumber="2" Owner="urn:component:AccessEdge"
 Port="443" ConfiguredFqdn="sip.contoso.com"/></Ports></Service>
</Services></PartialTopology></NewTopology></TopologyBuilder>
"""

DN = "CN={name},CN=Servers,CN=Exchange Administrative Group,CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,{domain}"


class Enum(str):
    """A word of an enumeration, which CLIXML writes as an object."""


class Counter:
    def __init__(self):
        self.next = -1

    def __call__(self):
        self.next += 1
        return self.next


def element(value, name, ids):
    n = "" if name is None else f" N={quoteattr(name)}"
    if value is None:
        return f"<Nil{n}/>"
    if isinstance(value, bool):
        return f"<B{n}>{str(value).lower()}</B>"
    if isinstance(value, int):
        return f"<I32{n}>{value}</I32>"
    if isinstance(value, Enum):
        return f'<Obj{n} RefId="{ids()}"><ToString>{escape(value)}</ToString><I32>1</I32></Obj>'
    if isinstance(value, str):
        return f"<S{n}>{escape(value)}</S>"
    if isinstance(value, list):
        inside = "".join(element(v, None, ids) for v in value)
        return f'<Obj{n} RefId="{ids()}"><TN RefId="{ids()}"><T>System.Collections.ArrayList</T></TN><LST>{inside}</LST><Props><I32 N="Count">{len(value)}</I32></Props></Obj>'
    inside = "".join(element(v, key, ids) for key, v in value.items())
    return f'<Obj{n} RefId="{ids()}"><TN RefId="{ids()}"><T>Deserialized.Some.Type</T></TN><Props>{inside}</Props></Obj>'


def clixml(*objects):
    ids = Counter()
    inside = "\n".join(element(o, None, ids) for o in objects)
    return f'<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04">\n{inside}\n</Objs>\n'


def csv(*objects):
    def cell(value):
        value = "System.Collections.Generic.List`1[X]" if isinstance(value, list) else "" if value is None else value
        value = ";".join(f"{k}={v}" for k, v in value.items()) if isinstance(value, dict) else value
        return '"' + str(value).replace('"', '""') + '"'

    rows = [",".join(cell(key) for key in objects[0])] + [",".join(cell(v) for v in o.values()) for o in objects]
    return "#TYPE Some.Type\r\n" + "\r\n".join(rows) + "\r\n"


def um(name, family="IPv4Only", domain="DC=contoso,DC=com", **more):
    return {"Name": name, "DialPlans": ["Main"], "MaxCallsAllowed": 100, "IPAddressFamily": Enum(family),
            "DistinguishedName": DN.format(name=name, domain=domain), **more}


ROUTER = {"Identity": "EX01\\UMCallRouterSettings", "UMStartupMode": Enum("TLS"), "DialPlans": ["Main"], "IPAddressFamily": Enum("Any"),
          "DistinguishedName": "CN=UMCallRouterSettings,CN=SIP,CN=Protocols," + DN.format(name="EX01", domain="DC=contoso,DC=com")}


def url(component, domain, *urls):
    return {"SimpleUrlEntry": [{"Url": u} for u in urls], "Component": component, "Domain": domain, "ActiveUrl": urls[0]}


EXPORTS = {
    "sip": [{"Name": "fabrikam.com", "IsDefault": False}, {"Name": "contoso.com", "IsDefault": True}],
    "urls": [
        {"Identity": "Global", "SimpleUrl": [url("Meet", "contoso.com", "https://meet.contoso.com", "https://old.contoso.com/meet"),
                                             url("Dialin", "*", "https://dialin.contoso.com"), url("Cscp", "*", "https://admin.contoso.com")]},
        {"Identity": "Site:Main", "SimpleUrl": [url("Meet", "fabrikam.com", "https://meet.fabrikam.com")]},
    ],
    "web": [{"Identity": "WebServer:pool01.contoso.com", "PoolFqdn": "pool01.contoso.com", "InternalFqdn": "webint.contoso.com",
             "ExternalFqdn": "webext.contoso.com", "Version": 7}],
    "edge": [{"Identity": "EdgeServer:edge01.contoso.com", "PoolFqdn": "edge01.contoso.com", "AccessEdgeExternalFqdn": "sip.contoso.com",
              "DataEdgeExternalFqdn": "webconf.contoso.com", "AVEdgeExternalFqdn": "av.contoso.com", "AccessEdgeClientSipPort": 443}],
    "network": [{"Identity": "Global", "EnableBandwidthPolicyCheck": True, "MediaBypassSettings": {"Enabled": True, "AlwaysBypass": False}}],
    "trunk": [{"Identity": "Global", "EnableBypass": False}, {"Identity": "Site:Main", "EnableBypass": True}],
    "location": [{"Identity": "Global", "EnhancedEmergencyServicesEnabled": False},
                 {"Identity": "Tag:Users", "EnhancedEmergencyServicesEnabled": True}],
    "access": [{"Identity": "Global", "AllowFederatedUsers": True, "EnablePartnerDiscovery": True}],
    "provider": [{"Identity": "Online", "Name": "Online", "ProxyFqdn": "sipfed.online.lync.com", "Enabled": True, "EnabledSharedAddressSpace": True}],
    "um": [um("EX01")],
    "router": [ROUTER],
    "gateway": [{"Name": "p", "Address": "pool01.contoso.com", "IPAddressFamily": Enum("Any"), "OutcallsAllowed": True},
                {"Name": "x", "Address": "pbx.contoso.com", "IPAddressFamily": Enum("IPv4Only"), "OutcallsAllowed": True},
                {"Name": "a", "Address": "10.0.0.7", "IPAddressFamily": Enum("Any"), "OutcallsAllowed": True}],
}

ZONE = """$ORIGIN contoso.com.
@ 60 SOA ns hostmaster 1 60 60 60 60
@ 60 NS ns
ns 60 A 10.1.0.99
pool01 60 A 10.1.0.1
pool01 60 AAAA fd00:1::1
fe01 60 A 10.1.0.1
fe02 60 A 10.1.0.2
med01 60 A 10.1.0.3
gw01 60 A 10.1.0.4
gw01 60 AAAA fd00:1::4
edge01 60 A 10.1.1.1
ex01 60 A 10.1.0.5
webint 60 A 10.1.0.6
webint 60 AAAA fd00:1::6
pbx 60 A 10.1.0.7
"""


def lines(text, key):
    """The lines of a section of printed YAML."""
    return re.search(rf"(?m)^{key}:.*\n((?:[ -].*\n)*)", text).group(0)


class Folder(Case):
    def exports(self, exports, form=clixml, encoding="utf-8", topology=TOPOLOGY, name="exports"):
        """Writes EXPORTS as files whose names say nothing; the folder."""
        path = self.folder / name
        path.mkdir()
        texts = [form(*objects) for objects in exports.values()] + ([topology] if topology else [])
        for number, text in enumerate(texts):
            (path / f"file{number}").write_bytes(text.encode(encoding))
        return path

    def imported(self, exports, **options):
        return self.run_code(0, "import", self.exports(exports, **options))


def facts(yaml):
    """The lines without comments and names of files."""
    return [line for line in yaml.splitlines() if not re.match(r"\s*#|name:|$", line)]


class Import(Folder):
    def test_what_each_cmdlet_gives(self):
        result = self.imported(EXPORTS)
        out = result.out
        self.assertEqual(lines(out, "sip-domains"), "sip-domains:\n  - contoso.com\n  - fabrikam.com\n")
        self.assertIn("\nproduct: skype-for-business-2015\n", out)
        self.assertIn("\nfeatures: [call-admission-control, enhanced-9-1-1, media-bypass]\n", out)
        self.assertNotIn("Policy Decision Point", out, "a hint at what is proven is left out")
        self.assertIn("\nservices: [federation, hybrid]\n", out)
        for setting in ("EnableBandwidthPolicyCheck", "MediaBypassSettings.Enabled", "EnhancedEmergencyServicesEnabled", "AllowFederatedUsers"):
            self.assertRegex(out, rf"(?m)^# .*{setting} is True in file\d+, line \d+ \(Get-Cs")
        um = lines(out, "exchange-um")
        self.assertRegex(um, r"  - fqdn: ex01\.contoso\.com\n    ip-address-family: any\n    note: \"Exchange UM, dial plans: Main\"\n")
        self.assertIn("completed by the domain of its distinguished name", um)
        self.assertEqual(um.count("fqdn"), 1, "the call router is the same server")
        self.assertRegex(result.err, r"ip-address-family of ex01\.contoso\.com: any here, ipv4-only in \S+; any counts")
        pools = lines(out, "front-end-pools")
        self.assertIn("ip-address-family: any", pools)
        self.assertRegex(pools, r"web-internal: webint\.contoso\.com\n")
        self.assertRegex(pools, r"web-external: webext\.contoso\.com\n")
        self.assertRegex(pools, r"fqdn: fe01\.contoso\.com\n        address-type: dual-stack\n")
        self.assertRegex(pools, r'# address-type: not declared, .*"::".*\n      - fqdn: fe02\.contoso\.com\n        site')
        self.assertIn("pstn-interface: ipv4", lines(out, "mediation-pools"))
        self.assertRegex(lines(out, "pstn-gateways"), r"gw01\.contoso\.com\n    address-type: ipv4\n")
        edge = lines(out, "edge-pools")
        self.assertRegex(edge, r"sip\.contoso\.com\n        service: access\n        port: 443\n        address-type: dual-stack\n")
        self.assertRegex(edge, r"webconf\.contoso\.com\n        service: web-conferencing\n")
        self.assertRegex(edge, r"av\.contoso\.com\n        service: av\n")
        urls = lines(out, "simple-urls")
        for name in ("meet.contoso.com", "old.contoso.com", "dialin.contoso.com", "admin.contoso.com", "meet.fabrikam.com"):
            self.assertIn(f"fqdn: {name}\n", urls)
        self.assertRegex(lines(out, "other"), r'pbx\.contoso\.com\n    ip-address-family: ipv4-only\n    note: "UM IP gateway')
        self.assertIn("a UM IP gateway by its address, 10.0.0.7", result.err)

    def test_clixml_csv_and_utf_16_are_alike(self):
        kept = {name: objects for name, objects in EXPORTS.items() if name not in ("urls", "router")}
        first = self.imported(kept).out
        self.assertEqual(facts(self.imported(kept, encoding="utf-16", name="wide").out), facts(first))
        plain = [line.replace(", dial plans: Main", "") for line in facts(first)]
        self.assertEqual(facts(self.imported(kept, form=csv, name="rows").out), plain, "Export-Csv leaves out lists")

    def test_the_printed_yaml_audits_as_the_folder_does(self):
        views = 'views:\n  - name: internal\n    servers: ["127.0.0.1"]\n'
        folder = self.exports(EXPORTS)
        top = self.write("folder.yaml", f"version: 1\nname: x\nimport: exports/\n{views}")
        printed = self.run_code(0, "import", top).out
        again = self.write("printed.yaml", printed)
        self.assertEqual(self.run_code(0, "validate", again).err, "")
        zone = self.write("zone", ZONE)
        other = self.write("other", ZONE.replace("contoso", "fabrikam"))
        reports = []
        for path in (top, again):
            report = lyncdns("audit", path, "--zone", f"internal={zone}", "--zone", f"internal={other}", "--format", "json").json()
            for finding in report["findings"]:
                del finding["remedy"]  # it may name the line of the file to edit
            parts = {"findings": "key", "endpoints": "fqdn", "combinations": "subjects", "services": "record"}
            reports.append({part: sorted(report[part], key=lambda row: (row[key], str(row))) for part, key in parts.items()} | {"summary": report["summary"]})
        self.assertEqual(reports[0], reports[1])
        rules = {finding["key"] for finding in reports[0]["findings"]}
        self.assertLessEqual({"UM004:ex01.contoso.com", "UM005:pool01.contoso.com", "STK003:gw01.contoso.com", "LIS001:webint.contoso.com"}, rules)
        self.assertTrue(folder.is_dir())

    def test_several_exchange_organisations_and_a_name_without_domain(self):
        servers = {"a": [um("EX01")], "b": [um("EX01", domain="DC=emea,DC=fabrikam,DC=com")],
                   "c": [{"Name": "EX09", "Fqdn": "ex09.adatum.com", "DialPlans": [], "IPAddressFamily": Enum("Any"), "MaxCallsAllowed": 1}],
                   "d": [{"Name": "LONE", "DialPlans": [], "IPAddressFamily": Enum("Any"), "MaxCallsAllowed": 1}]}
        result = self.imported(servers, topology=None)
        names = re.findall(r"fqdn: (\S+)", lines(result.out, "exchange-um"))
        self.assertEqual(sorted(names), ['"lone"', "ex01.contoso.com", "ex01.emea.fabrikam.com", "ex09.adatum.com"])
        self.assertIn("doesn't tell its domain", result.err)

    def test_no_um_is_said_and_hosted_contacts_never_count(self):
        hosted = [{"Identity": "x", "SipAddress": "sip:um@contoso.com", "AutoAttendant": True, "IsSubscriberAccess": False}]
        result = self.imported({"hosted": hosted})
        self.assertRegex(result.out, r"(?m)^# No Exchange UM name: .*Exchange 2019 has no UM")
        self.assertRegex(result.out, r"(?m)^#exchange-um:")
        self.assertIn("no Exchange UM name", result.err)
        self.assertIn("Get-CsExUmContact, 1 object, not used", result.out)

    def test_settings_that_prove_nothing(self):
        changes = {
            "network": [{"Identity": "Global", "EnableBandwidthPolicyCheck": False, "MediaBypassSettings": {"Enabled": True, "AlwaysBypass": False}}],
            "trunk": [{"Identity": "Global", "EnableBypass": False}],
            "access": [{"Identity": "Global", "AllowFederatedUsers": True, "EnablePartnerDiscovery": False}],
            "provider": [{"Identity": "x", "ProxyFqdn": "x.y", "Enabled": False, "EnabledSharedAddressSpace": True}],
        }
        out = self.imported(changes).out
        self.assertRegex(out, r"(?m)^#features:")
        self.assertRegex(out, r"(?m)^#services:")
        self.assertRegex(out, r"(?m)^# no call-admission-control: EnableBandwidthPolicyCheck is False")
        self.assertRegex(out, r"(?m)^# perhaps call-admission-control: the topology has ports of the Policy Decision Point")
        self.assertRegex(out, r"(?m)^# no media-bypass: MediaBypassSettings.Enabled is True.*EnableBypass is False")
        self.assertRegex(out, r"(?m)^# perhaps federation: AllowFederatedUsers is True.*EnablePartnerDiscovery is False")
        self.assertRegex(out, r"(?m)^# no hybrid: Enabled is False")
        self.assertRegex(out, r"(?m)^# To add, if it is in use: enhanced-9-1-1 \(Get-CsLocationPolicy tells\)")

    def test_contradictions_are_noted_with_both_values(self):
        exports = {
            "web": [{"PoolFqdn": "pool01.contoso.com", "InternalFqdn": "a.contoso.com", "ExternalFqdn": "x.contoso.com", "Version": 6}],
            "more": [{"PoolFqdn": "pool01.contoso.com", "InternalFqdn": "b.contoso.com", "ExternalFqdn": "x.contoso.com", "Version": 7}],
            "sip": [{"Name": "fabrikam.com", "IsDefault": True}],
            "edge": [dict(EXPORTS["edge"][0], AccessEdgeClientSipPort=5061)],
            "network": EXPORTS["network"],
            "other": [{"Identity": "Global", "EnableBandwidthPolicyCheck": False, "MediaBypassSettings": {"Enabled": True, "AlwaysBypass": False}}],
            "interfaces": [{"Identity": "fe01.contoso.com/Primary/1", "IPAddress": "10.1.0.1", "IPv6Address": None},
                           {"Identity": "med01.contoso.com/Pstn/1", "IPAddress": "0.0.0.0", "IPv6Address": "2001:db8::9"}],
        }
        err = self.imported(exports).err
        for pair in (r"internal web services name of pool01\S+: b\S+ here, a\S+ in", r"default SIP domain: fabrikam\.com here, contoso\.com in",
                     r"port of sip\.contoso\.com: 5061 here, 443 in", r"EnableBandwidthPolicyCheck is False.*, but EnableBandwidthPolicyCheck is True",
                     r"address-type of fe01\S+: ipv4 here, dual-stack in", r"version of pool01\S+: lync-2013 here, skype-for-business-2015 in",
                     r"pstn-interface of med01\S+: dual-stack here, ipv4 in"):
            self.assertRegex(err, pair)

    def test_interfaces_declare_where_the_topology_has_none(self):
        bare = re.sub(r"<NetInterface[^>]*>", "", TOPOLOGY)
        interfaces = [("fe01.contoso.com/Primary/1", "0.0.0.0", None), ("fe02.contoso.com/Primary/1", "10.0.0.2", "::"),
                      ("med01.contoso.com/Primary/1", "10.0.0.3", None), ("med01.contoso.com/Pstn/1", "10.9.0.3", "2001:db8::3"),
                      ("gw01.contoso.com/Pstn/1", "0.0.0.0", None), ("edge01.contoso.com/Internal/1", "10.1.1.1", None),
                      ("edge01.contoso.com/External/2", "198.51.100.1", "2001:db8::4"), ("stranger.contoso.com/Primary/1", "10.0.0.9", None)]
        rows = [{"Identity": i, "IPAddress": a, "IPv6Address": b} for i, a, b in interfaces]
        result = self.imported({"interfaces": rows, "edge": EXPORTS["edge"]}, topology=bare)
        self.assertRegex(result.out, r"fe01\.contoso\.com\n        address-type: ipv4")
        self.assertRegex(result.out, r'"::".*\n      - fqdn: fe02\.contoso\.com\n        site')
        self.assertIn("pstn-interface: dual-stack", result.out)
        self.assertRegex(lines(result.out, "pstn-gateways"), r"address-type: ipv4")
        self.assertRegex(lines(result.out, "edge-pools"), r"edge01\.contoso\.com\n    address-type: ipv4")
        self.assertRegex(lines(result.out, "edge-pools"), r"av\.contoso\.com\n        service: av\n        address-type: dual-stack")
        self.assertIn("1 computers that no topology names", result.err)

    def test_yaml_has_precedence(self):
        self.exports(EXPORTS)
        path = self.write("t.yaml", "version: 1\nimport: exports\nfeatures: []\nservices: []\nexchange-um:\n"
                          "  - {fqdn: ex01.contoso.com, ip-address-family: any}\n")
        out = self.run_code(0, "import", path).out
        self.assertRegex(out, r"(?m)^#features:")
        self.assertRegex(out, r"(?m)^#services:")
        self.assertIn("ip-address-family: any", lines(out, "exchange-um"))

    def test_what_is_not_recognised_is_listed(self):
        folder = self.exports({"um": EXPORTS["um"], "users": [{"SamAccountName": "x", "Mail": "y"}]})
        (folder / "notes.txt").write_text("hello")
        (folder / "data.bin").write_bytes(b"\x00\xff" * 100)
        (folder / "page.html").write_text("<html/>")
        (folder / "processes.csv").write_text("#TYPE System.Diagnostics.Process\nName,Id\nx,1\n")
        (folder / "below").mkdir()
        (folder / "below" / "um.xml").write_text(clixml(um("NEVER")))
        result = self.run_code(0, "import", folder)
        for name in ("notes.txt", "data.bin", "page.html", "processes.csv"):
            self.assertIn(f"# {name}: not recognised\n", result.out)
            self.assertRegex(result.err, rf"{name}: note: not recognised")
        self.assertRegex(result.out, r"# file1: unknown cmdlet, 1 object, not used")
        self.assertRegex(result.err, r"file1:2: note: 1 object of an unknown cmdlet, not used: SamAccountName, Mail")
        self.assertNotIn("never", result.out)

    def test_a_folder_without_exports(self):
        folder = self.folder / "empty"
        folder.mkdir()
        for _ in range(2):
            result = self.run_code(2, "import", folder)
            self.assertIn("no export in the folder", result.err)
            (folder / "t.yaml").write_text("version: 1\n")


class Collectors(unittest.TestCase):
    """The PowerShell scripts can't be run here; they stay so plain that reading proves them."""

    LINE = re.compile(r"Get-[A-Za-z]+(?: -[A-Za-z]+)? +\| (?:Export-Clixml -Depth 4|Set-Content   -Encoding UTF8) -Path \"\$Folder\\[a-z-]+\.xml\"")

    def test_every_cmdlet_that_is_read_is_collected_and_nothing_else_is_done(self):
        called = set()
        for path in sorted((ROOT / "configs/collect").glob("*.ps1")):
            text = path.read_text("ascii")
            code = [line for line in text.splitlines() if line and not line.startswith("#")]
            self.assertEqual(code[:2], ["param([Parameter(Mandatory = $true)][string]$Folder)", "New-Item -ItemType Directory -Path $Folder -ErrorAction Stop"])
            for line in code[2:]:
                self.assertRegex(line, f"^{self.LINE.pattern}$")
                called.add(re.sub(r" +\|.*", "", line))
        table = (ROOT / "src/topology/exports/cmdlets.c").read_text()
        read = set()
        for names in re.findall(r'\{"(Get-[^"]*)", \{[^}]*\}, lyd_read', table):
            read |= set(names.split(" or "))
        self.assertEqual(called - {"Get-CsTopology -AsXml"}, read)


class Clixml(Folder):
    """Serialisation ([MS-PSRP] 2.2.5), and files that are made to harm."""

    def um_names(self, xml):
        folder = self.folder / "one"
        folder.mkdir(exist_ok=True)
        (folder / "um").write_text(xml)
        result = lyncdns("import", folder)
        return result, re.findall(r"fqdn: (\S+)", lines(result.out, "exchange-um")) if result.code == 0 else None

    def test_forms_of_serialisation(self):
        parts = '<S N="DialPlans">x</S><I32 N="MaxCallsAllowed">1</I32>'
        rows = {
            "members": f'<Obj RefId="0"><MS><S N="Name">a.x.com</S>{parts}</MS></Obj>',
            "a dictionary": '<Obj RefId="0"><DCT><En><S N="Key">Name</S><S N="Value">a.x.com</S></En><En><S N="Key">DialPlans</S><S N="Value">y</S></En>'
                            '<En><S N="Key">Status</S><Nil N="Value"/></En></DCT></Obj>',
            "one list": f'<Obj RefId="0"><LST><Obj RefId="1"><Props><S N="Name">a.x.com</S>{parts}</Props></Obj></LST></Obj>',
            "escapes": f'<Obj RefId="0"><Props><S N="Na_x006D_e">a_x002E_x.com</S>{parts}</Props></Obj>',
            "CDATA": f'<Obj RefId="0"><Props><S N="Name"><![CDATA[a.x.com]]></S>{parts}</Props></Obj>',
            "a reference": f'<Obj RefId="0"><Props><Obj N="Name" RefId="5"><ToString>a.x.com</ToString></Obj><S N="Other"/></Props></Obj>'
                           f'<Obj RefId="1"><Props><Ref N="Name" RefId="5"/>{parts}</Props></Obj>',
            "prefixes": f'<p:Obj xmlns:p="u" RefId="0"><p:Props><p:S N="Name">a.x.com</p:S><p:S N="DialPlans">x</p:S><p:I32 N="Status">1</p:I32></p:Props></p:Obj>',
        }
        for name, objects in rows.items():
            with self.subTest(name=name):
                result, names = self.um_names(f"<Objs>{objects}</Objs>")
                self.assertEqual(names, ["a.x.com"], str(result))

    def test_hostile_files(self):
        good = '<Obj RefId="9"><Props><S N="Name">a.x.com</S><S N="DialPlans"/><I32 N="MaxCallsAllowed">1</I32></Props></Obj>'
        laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
        refused = {
            "entities": (f'<!DOCTYPE Objs [<!ENTITY l0 "ha">{laughs}]><Objs><S>&l9;</S></Objs>', "DTD"),
            "a file": ('<!DOCTYPE Objs SYSTEM "file:///etc/passwd"><Objs/>', "DTD"),
            "depth": ("<Objs>" + "<Obj><Props>" * 200 + "</Props></Obj>" * 200 + "</Objs>", "nested"),
            "nodes": ("<Objs>" + "<Nil/>" * 1_000_001 + "</Objs>", "more than 1,000,000"),
            "cut off": (f"<Objs>{good[:-20]}", "cut off"),
            "no name": ('<Objs><Obj RefId="0"><Props><S N="DialPlans">x</S><S N="Status">x</S></Props></Obj></Objs>', "without a name"),
            "a wrong name": (f"<Objs>{good.replace('a.x.com', 'a..b')}</Objs>", "is not a name"),
        }
        for name, (xml, words) in refused.items():
            with self.subTest(name=name):
                result, names = self.um_names(xml)
                self.assertEqual((result.code, names), (2, None), str(result))
                self.assertIn(words, result.err)
        circle = '<Obj RefId="0"><Props><Ref N="Name" RefId="0"/><Ref N="Self" RefId="1"/><Obj N="Deep" RefId="1"><LST><Ref RefId="0"/><Ref RefId="1"/></LST></Obj></Props></Obj>'
        for odd in (circle, "<Obj/>", "<S>text</S>", "<Nil/>", '<Obj RefId="0"><LST/></Obj>', '<TN/><En/><Ref/>', '<Obj RefId="0"><DCT><En/><En><S N="Key">x</S></En></DCT></Obj>',
                    f"<S>{'x' * 1_000_000}</S>", '<Obj RefId="1"><Props><S N="_xD800_">_xDFFF__x0000_</S></Props></Obj>'):
            with self.subTest(odd=odd[:40]):
                result, names = self.um_names(f"<Objs>{odd}{good}</Objs>")
                self.assertEqual(names, ["a.x.com"], str(result))

    def test_words_of_another_language_are_no_fact(self):
        exports = {
            "um": [um("EX01", family="Beliebig")],
            "trunk": [{"Identity": "Global", "EnableBypass": "Wahr"}],
            "edge": [dict(EXPORTS["edge"][0], AccessEdgeClientSipPort="443,0")],
            "web": [dict(EXPORTS["web"][0], Version="7,0")],
        }
        result = self.imported(exports, form=csv)
        self.assertRegex(result.err, r'IPAddressFamily of EX01\S+: unknown value "Beliebig", expected Any, IPv4Only or IPv6Only')
        self.assertRegex(result.err, r'EnableBypass: expected True or False, found "Wahr"')
        self.assertRegex(result.out, r"(?m)^# perhaps media-bypass: EnableBypass is Wahr")
        self.assertNotIn("ip-address-family", result.out)

    def test_a_file_too_large_is_refused_unread(self):
        folder = self.exports({"um": EXPORTS["um"]})
        with open(folder / "large.xml", "wb") as large:
            large.write(b"<Objs>")
            large.truncate((64 << 20) + 100)
        result = self.run_code(2, "import", folder)
        self.assertRegex(result.err, r"large\.xml: .*larger than 64 MiB")

    def test_single_files(self):
        self.write("um.xml", clixml(um("EX01")))
        path = self.write("t.yaml", "version: 1\nimport: um.xml\n")
        for source in (self.folder / "um.xml", path):
            self.assertIn("fqdn: ex01.contoso.com", self.run_code(0, "import", source).out)


if __name__ == "__main__":
    unittest.main()
