#!/usr/bin/env python3
"""Writes the two-sites fixtures: one invented deployment, in both forms that Lync writes.

    ./make-two-sites.py        rewrites two-sites.xml, two-sites-utf16.xml and two-sites.tbxml beside it

The names are invented, the addresses are from private and documentation blocks.
"""

import uuid
from pathlib import Path
from xml.sax.saxutils import quoteattr

HERE = Path(__file__).resolve().parent
DEPLOY = "urn:schema:Microsoft.Rtc.Management.Deploy."
T, WT, TP, S = (DEPLOY + name for name in ("Topology.2008", "WritableTopology.2008", "TopologyBuilder.2008", "ServiceRoles.2008"))
URLS = "urn:schema:Microsoft.Rtc.Management.Settings.SimpleUrl.2008"
ANY = "0.0.0.0"

# ---- the deployment ----


def machine(fqdn, *interfaces):
    return {"fqdn": fqdn, "interfaces": interfaces or (("Primary", 1, {"IPAddress": ANY}),)}


def side(name, number=1, **addresses):
    return (name, number, addresses)


def cluster(fqdn, *machines, sql=()):
    """Without machines: a single machine of the same name."""
    return {"fqdn": fqdn, "single": not machines or machines[0]["fqdn"] is None, "machines": machines or (machine(None),), "sql": sql}


def front_end(fqdn, address, v6):
    return machine(fqdn, side("Primary", IPAddress=address, IPv6Address=v6), side("External", IPAddress=ANY), side("Pstn", IPAddress=ANY))


def edge(fqdn, inner, sip, webconf, av, public):
    return machine(
        fqdn,
        side("Internal", IPAddress=inner),
        side("External", 1, IPAddress=sip),
        side("External", 2, IPAddress=webconf),
        side("External", 3, IPAddress=av, ConfiguredIPAddress=public),
    )


SITES = {
    1: (
        "Seattle",
        None,
        [
            cluster(
                "pool01.contoso.com",
                front_end("fe01.contoso.com", "10.1.0.11", "fd00:1::11"),
                front_end("fe02.contoso.com", "10.1.0.12", "fd00:1::12"),
                front_end("FE03.contoso.com", "10.1.0.13", "::"),
            ),
            cluster("dir01.contoso.com", machine("dir01a.contoso.com"), machine("dir01b.contoso.com")),
            cluster(
                "edge01.contoso.com",
                edge("edge01a.contoso.com", "10.1.1.21", "198.51.100.11", "198.51.100.12", "192.168.9.13", "198.51.100.13"),
                edge("edge01b.contoso.com", "10.1.1.22", "198.51.100.21", "198.51.100.22", "192.168.9.23", "198.51.100.23"),
            ),
            cluster(
                "med01.contoso.com",
                machine("med01a.contoso.com", side("Primary", IPAddress="10.1.0.31"), side("Pstn", IPAddress="10.9.0.31")),
                machine("med01b.contoso.com", side("Primary", IPAddress="10.1.0.32"), side("Pstn", IPAddress="10.9.0.32")),
            ),
            cluster("gw01.contoso.com"),
            cluster("gw02.contoso.com"),
            cluster("10.1.0.77"),
            cluster("sql01.contoso.com", sql=("rtc",)),
            cluster("sql02.contoso.com", sql=("mon", "chat")),
            cluster("wac01.contoso.com"),
            cluster("file01.contoso.com"),
            cluster("chat01.contoso.com", machine("chat01a.contoso.com"), machine("chat01b.contoso.com")),
            cluster("app01.contoso.com"),
        ],
    ),
    2: (
        "Munich & Vienna",
        None,
        [
            cluster("se01.emea.contoso.com", machine(None, side("Primary", IPAddress="10.2.0.11")), sql=("rtc",)),
            cluster(
                "edge02.emea.contoso.com",
                machine(None, side("Internal", IPAddress="10.2.1.21"), side("External", IPAddress="192.168.9.31")),
            ),
            cluster("gw03.emea.contoso.com"),
            cluster("future01.emea.contoso.com"),
        ],
    ),
    3: ("Lisbon", 2, [cluster("sba01.lisbon.contoso.com"), cluster("gw04.lisbon.contoso.com")]),
}


def port(owner, interface, number, tcp, fqdn=None):
    return {"Owner": "urn:component:" + owner, "Usage": "SipServer", "InterfaceSide": interface, "InterfaceNumber": number, "Port": tcp,
            "Protocol": "Mtls", "ConfiguredFqdn": fqdn}


def externals(sip, webconf, av, numbers):
    return [port("AccessEdge", "Internal", 1, 5061), port("AccessEdge", "External", numbers[0], 5061, sip),
            port("AccessEdge", "External", numbers[0], 443, sip), port("DataEdge", "External", numbers[1], 443, webconf),
            port("MediaRelayEdge", "External", numbers[2], 443, av), port("MediaRelayEdge", "External", numbers[2], 3478, av),
            port("XmppFederationProxy", "External", numbers[0], 5269)]


def web(external, internal=None):
    settings = f'<InternalSettings Host="{internal}" />' if internal else ""
    return f'<WebService xmlns="{S}">{settings}<ExternalSettings Host="{external}"><OverrideUrls /></ExternalSettings></WebService>'


def registrar(director):
    return f'<RegistrarService xmlns="{S}" IsDirector="{str(director).lower()}" />'


# (site, role, instance, cluster or cluster/sql, depends on, ports, typed child); a dependency is role.site.instance[:usage]
SERVICES = [
    (1, "UserServices", 1, "pool01.contoso.com", ["UserStore.1.1", "FileStore.1.1", "ConfServices.1.1"], [], ""),
    (1, "Registrar", 1, "pool01.contoso.com", ["UserServices.1.1", "WebServices.1.1", "MonitoringStore.1.1", "EdgeServer.1.1"],
     [port("Registrar", "Primary", 1, 5061)], registrar(False)),
    (1, "WebServices", 1, "pool01.contoso.com", ["FileStore.1.1", "UserServices.1.1"], [port("OCSWebSite", "External", 1, 4443)],
     web("webext01.contoso.com", "webint01.contoso.com")),
    (1, "ConfServices", 1, "pool01.contoso.com", ["FileStore.1.1", "WacService.1.1", "EdgeServer.1.1"], [], ""),
    (1, "ApplicationServer", 1, "pool01.contoso.com", ["Registrar.1.1", "ApplicationStore.1.1"], [], ""),
    (1, "MediationServer", 1, "pool01.contoso.com", ["Registrar.1.1", "EdgeServer.1.1"], [port("Mediation", "Pstn", 1, 5067)], ""),
    (1, "Registrar", 2, "dir01.contoso.com", ["WebServices.1.2", "EdgeServer.1.1"], [], registrar(True)),
    (1, "WebServices", 2, "dir01.contoso.com", ["FileStore.1.1"], [], web("dirext01.contoso.com")),
    (1, "EdgeServer", 1, "edge01.contoso.com", ["Registrar.1.2"],
     externals("sip.contoso.com", "webconf.contoso.com", "av.contoso.com", (1, 2, 3)), ""),
    (1, "ManagementServices", 1, "edge01.contoso.com", [], [], ""),
    (1, "MediationServer", 2, "med01.contoso.com", ["Registrar.1.1"], [port("Mediation", "Pstn", 1, 5067)], ""),
    (1, "PstnGateway", 1, "gw01.contoso.com", ["MediationServer.1.1"], [], ""),
    (1, "PstnGateway", 2, "gw01.contoso.com", ["MediationServer.1.2"], [], ""),
    (1, "PstnGateway", 3, "gw02.contoso.com", ["MediationServer.1.2"], [], ""),
    (1, "PstnGateway", 4, "10.1.0.77", ["MediationServer.1.2"], [], ""),
    (1, "UserStore", 1, "sql01.contoso.com/rtc", [], [], ""),
    (1, "ApplicationStore", 1, "sql01.contoso.com/rtc", [], [], ""),
    (1, "CentralMgmtStore", 1, "sql01.contoso.com/rtc", [], [], ""),
    (1, "CentralMgmt", 1, "pool01.contoso.com", ["CentralMgmtStore.1.1", "FileStore.1.1"], [], ""),
    (1, "MonitoringStore", 1, "sql02.contoso.com/mon", [], [], ""),
    (1, "PersistentChatStore", 1, "sql02.contoso.com/chat", [], [], ""),
    (1, "WacService", 1, "wac01.contoso.com", [], [],
     f'<WacService xmlns="{S}" DiscoveryUrl="https://wacfarm.contoso.com/hosting/discovery/" IsExternal="false" />'),
    (1, "FileStore", 1, "file01.contoso.com", [], [], f'<FileStoreService xmlns="{S}" ShareName="LyncShare" />'),
    (1, "PersistentChatServer", 1, "chat01.contoso.com", ["PersistentChatStore.1.1", "Registrar.1.1"], [], ""),
    (1, "ExternalServer", 1, "app01.contoso.com", ["Registrar.1.1"], [], ""),
    (2, "UserServices", 1, "se01.emea.contoso.com", ["UserStore.2.1", "FileStore.2.1"], [], ""),
    (2, "Registrar", 1, "se01.emea.contoso.com", ["UserServices.2.1"], [], registrar(False)),
    (2, "WebServices", 1, "se01.emea.contoso.com", ["FileStore.2.1"], [], web("webext02.emea.contoso.com")),
    (2, "MediationServer", 1, "se01.emea.contoso.com", ["Registrar.2.1", "PstnGateway.2.1"], [], ""),
    (2, "UserStore", 1, "se01.emea.contoso.com/rtc", [], [], ""),
    (2, "FileStore", 1, "se01.emea.contoso.com", [], [], f'<FileStoreService xmlns="{S}" ShareName="LyncShare" />'),
    (2, "EdgeServer", 1, "edge02.emea.contoso.com", ["Registrar.2.1"],
     externals("access.emea.contoso.com", "access.emea.contoso.com", "access.emea.contoso.com", (1, 1, 1)), ""),
    (2, "PstnGateway", 1, "gw03.emea.contoso.com", [], [], ""),
    (2, "HologramServer", 1, "future01.emea.contoso.com", ["Registrar.2.1"], [], ""),
    (3, "Registrar", 1, "sba01.lisbon.contoso.com", ["UserServices.2.1:Backup"], [], registrar(False)),
    (3, "MediationServer", 1, "sba01.lisbon.contoso.com", ["Registrar.3.1", "EdgeServer.2.1"], [], ""),
    (3, "PstnGateway", 1, "gw04.lisbon.contoso.com", ["MediationServer.3.1"], [], ""),
]

DOMAINS = f"""<InternalDomains AllowAllDomains="false" DefaultDomain="contoso.com" xmlns="{T}">
  <InternalDomain Name="contoso.com" Authoritative="false" AllowSubDomains="false" />
  <InternalDomain Name="emea.contoso.com" Authoritative="false" AllowSubDomains="false" />
</InternalDomains>"""

SIMPLE_URLS = f"""<SimpleUrlConfiguration UseBackendDatabase="false" xmlns="{URLS}">
  <SimpleUrl Component="Dialin" Domain="*" ActiveUrl="https://dialin.contoso.com">
    <SimpleUrlEntry Url="https://dialin.contoso.com" />
  </SimpleUrl>
  <SimpleUrl Component="Meet" Domain="contoso.com" ActiveUrl="https://meet.contoso.com">
    <SimpleUrlEntry Url="https://meet.contoso.com" />
  </SimpleUrl>
  <SimpleUrl Component="Meet" Domain="emea.contoso.com" ActiveUrl="https://meet.emea.contoso.com:443/join">
    <SimpleUrlEntry Url="https://meet.emea.contoso.com:443/join" />
    <SimpleUrlEntry Url="https://dialin.contoso.com/emea/meet" />
  </SimpleUrl>
  <SimpleUrl Component="Cscp" Domain="*" ActiveUrl="https://pool01.contoso.com/cscp">
    <SimpleUrlEntry Url="https://pool01.contoso.com/cscp" />
  </SimpleUrl>
</SimpleUrlConfiguration>"""

# ---- writing ----


def tag(name, attributes, *children, ns=None):
    attributes = {key: value for key, value in {**attributes, "xmlns": ns}.items() if value is not None}
    head = name + "".join(f" {key}={quoteattr(str(value))}" for key, value in attributes.items())
    lines = [line for child in children for line in child.splitlines()]
    if not lines:
        return f"<{head} />"
    return "\n".join([f"<{head}>", *("  " + line for line in lines), f"</{name}>"])


def text(name, content, ns=None):
    return tag(name, {}, "@", ns=ns).replace(">\n  @\n</", f">{content.replace('&', '&amp;')}</")


def interfaces(of, ns=None):
    return [tag("NetInterface", {"InterfaceSide": name, "InterfaceNumber": number, **addresses}, ns=ns) for name, number, addresses in of["interfaces"]]


def ports(rows):
    return tag("Ports", {}, *(tag("Port", row) for row in rows), ns=S)


def split(dependency):
    name, _, usage = dependency.partition(":")
    return (*name.split("."), usage or "Default")


def published():
    numbers = {c["fqdn"]: {"SiteId": site, "Number": n} for site, (_, _, rows) in SITES.items() for n, c in enumerate(rows, 1)}
    sites = [tag("RemoteSite" if parent else "CentralSite", {"SiteId": site, "ParentSiteId": parent}, text("Name", name), tag("Location", {}))
             for site, (name, parent, _) in SITES.items()]
    clusters, sql, services = [], [], []
    for _, _, rows in SITES.values():
        for c in rows:
            machines = [tag("Machine", {"OrdinalInCluster": n, "Fqdn": m["fqdn"] or c["fqdn"]}, *interfaces(m)) for n, m in enumerate(c["machines"], 1)]
            clusters.append(tag("Cluster", {"RequiresReplication": "true", "RequiresSetup": "true", "Fqdn": c["fqdn"]},
                                tag("ClusterId", numbers[c["fqdn"]]), *machines))
            sql += [tag("SqlInstance", {}, tag("SqlInstanceId", {"Name": name}, tag("ClusterId", numbers[c["fqdn"]]))) for name in c["sql"]]
    for site, role, instance, place, needs, rows, child in SERVICES:
        fqdn, _, name = place.partition("/")
        where = tag("ClusterId", numbers[fqdn])
        where = tag("SqlInstanceId", {"Name": name}, where) if name else where
        depends = [tag("Dependency", {"Usage": usage}, tag("ServiceId", {"SiteId": s, "RoleName": r, "Instance": i}))
                   for r, s, i, usage in map(split, needs)]
        services.append(tag("Service", {"RoleVersion": 1, "ServiceVersion": 6}, tag("ServiceId", {"SiteId": site, "RoleName": role, "Instance": instance}),
                            tag("DependsOn", {}, *depends), tag("InstalledOn", {}, where), ports(rows), child))
    return tag("Topology", {"Signature": "00000000-0000-0000-0000-000000000000"}, DOMAINS, SIMPLE_URLS, tag("Sites", {}, *sites),
               tag("Clusters", {}, *clusters), tag("SqlInstances", {}, *sql), tag("Services", {}, *services), ns=T)


def unique(*parts):
    return str(uuid.uuid5(uuid.NAMESPACE_DNS, "/".join(map(str, parts))))


def draft():
    def clusters(site):
        rows = []
        for c in SITES[site][2]:
            machines = [tag("Machine", {"Fqdn": m["fqdn"]}, *interfaces(m, T)) for m in c["machines"]]
            instances = [tag("SqlInstance", {"UniqueId": unique(c["fqdn"], name), "Name": name}) for name in c["sql"]]
            rows.append(tag("Cluster", {"IsSingleMachineOnly": str(c["single"]).lower(), "UniqueId": unique(c["fqdn"]), "RequiresReplication": "true",
                                        "RequiresSetup": "true", "Fqdn": c["fqdn"]}, tag("Machines", {}, *machines), tag("SqlInstances", {}, *instances)))
        return tag("Clusters", {}, *rows)

    def named(site):
        return text("Name", SITES[site][0], T), tag("Location", {}, ns=T), clusters(site)

    central = []
    for site, (_, parent, _) in SITES.items():
        if parent is None:
            remote = [tag("RemoteSite", {"SiteId": s}, *named(s)) for s, (_, p, _) in SITES.items() if p == site]
            central.append(tag("CentralSite", {"SiteId": site}, *named(site), tag("RemoteSites", {}, *remote)))
    services = []
    for site, role, instance, place, needs, rows, child in SERVICES:
        # Capitals in one place and not in the other: ids are compared without regard to case.
        depends = [tag("Dependency", {"ServiceUniqueId": unique(r, s, i).upper(), "Usage": usage}) for r, s, i, usage in map(split, needs)]
        services.append(tag("Service", {"UniqueId": unique(role, site, instance), "RoleName": role, "RoleVersion": 1,
                                        "InstalledOn": unique(*place.split("/")), "ServiceVersion": 6}, tag("DependsOn", {}, *depends), ports(rows), child))
    old = tag("PartialTopology", {"IsPublished": "true"},
              f'<InternalDomains DefaultDomain="old.contoso.com" xmlns="{T}">\n  <InternalDomain Name="old.contoso.com" />\n</InternalDomains>',
              tag("CentralSites", {}, tag("CentralSite", {"SiteId": 1}, text("Name", "Before", T), tag("Clusters", {},
                  tag("Cluster", {"IsSingleMachineOnly": "true", "UniqueId": unique("old"), "Fqdn": "old01.contoso.com"}, tag("Machines", {}, tag("Machine", {})))))),
              tag("Services", {}, tag("Service", {"UniqueId": unique("old", "s"), "RoleName": "Registrar", "InstalledOn": unique("old")}, registrar(False))), ns=WT)
    new = tag("PartialTopology", {"IsPublished": "false"}, DOMAINS, SIMPLE_URLS, tag("CentralSites", {}, *central), tag("Services", {}, *services), ns=WT)
    return tag("TopologyBuilder", {"IsFreeFromChanges": "false"}, tag("OldTopology", {}, old), tag("NewTopology", {}, new), ns=TP)


def main():
    xml = '<?xml version="1.0" encoding="{}"?>\n'
    (HERE / "two-sites.xml").write_text(xml.format("utf-8") + published() + "\n", encoding="utf-8")
    (HERE / "two-sites.tbxml").write_text(xml.format("utf-8") + draft() + "\n", encoding="utf-8-sig")
    wide = (xml.format("utf-16") + published() + "\n").replace("\n", "\r\n")
    (HERE / "two-sites-utf16.xml").write_bytes(b"\xff\xfe" + wide.encode("utf-16-le"))


if __name__ == "__main__":
    main()
