"""Random deployments: what a topology file can say, and what follows from it about names, roles and views.

A Deployment is plain data. It writes itself as YAML for the program and answers for the oracle which names there are, in which roles, and
which servers each is asked at.
"""

import json
from dataclasses import dataclass, field

TYPES = ("ipv4", "dual-stack", "ipv6")
FEATURES = ("call-admission-control", "enhanced-9-1-1", "media-bypass")
PRODUCTS = ("lync-2010", "lync-2013", "skype-for-business-2015", "skype-for-business-2019", "skype-for-business-se")
DOMAIN = "contoso.com"
VIEWS = (["internal"], ["internal", "external"], ["external", "internal"], ["internal", "external", "branch"], ["branch"], ["a", "b"])
KINDS = ("internal", "external", "edge", "remote-client")
CONFIGURED = ("10.1.0.1", "131.107.1.1", "fd00:1::1", "2a00:1450::1")
SITES = ("",) * 8 + ("paris.", "lab.paris.")

ROLE_OF_SECTION = {
    "exchange-um": "exchange-um",
    "front-end-pools": "front-end-pool",
    "director-pools": "director-pool",
    "mediation-pools": "mediation-pool",
    "pstn-gateways": "pstn-gateway",
    "edge-pools": "edge-internal",
    "persistent-chat-pools": "persistent-chat",
    "location-information-services": "location-information-service",
    "monitoring": "monitoring",
    "office-web-apps": "office-web-apps",
    "other": "other",
    "front-end-servers": "front-end-server",
    "director-servers": "director-server",
    "mediation-servers": "mediation-server",
    "edge-servers": "edge-server",
    "edge-external": "edge-external",
}
CHOSEN = [section for section in ROLE_OF_SECTION if section != "office-web-apps"]  # by Maker, without service records
ROLE_OF_MEMBER = {
    "front-end-pools": "front-end-server",
    "director-pools": "director-server",
    "mediation-pools": "mediation-server",
    "edge-pools": "edge-server",
}
STEM_OF_SECTION = {
    "exchange-um": "um",
    "front-end-pools": "pool",
    "director-pools": "dir",
    "mediation-pools": "med",
    "pstn-gateways": "gw",
    "edge-pools": "edge",
    "persistent-chat-pools": "chat",
    "location-information-services": "lis",
    "monitoring": "mon",
    "office-web-apps": "owas",
    "other": "app",
    "front-end-servers": "fe",
    "director-servers": "ds",
    "mediation-servers": "ms",
    "edge-servers": "es",
    "edge-external": "ee",
}


@dataclass
class Entry:
    """A name as one place of the topology declares it; the pool's keys are empty for what is no pool."""

    fqdn: str
    views: list = None
    declared: str = None  # address-type
    prefers: str = None  # ip-address-family
    configured: list = field(default_factory=list)  # addresses on the machine
    members: list = field(default_factory=list)  # Entry
    external: list = field(default_factory=list)  # Entry
    gateways: list = field(default_factory=list)  # fqdn
    edge_pool: str = None
    pstn_interface: str = None
    pstn_fqdn: str = None
    web_internal: str = None  # fqdn
    web_external: str = None
    version: str = None
    site: str = None
    service: list = field(default_factory=list)  # of an external name
    port: int = None

    def mapping(self):
        keys = {
            "fqdn": self.fqdn,
            "views": self.views,
            "address-type": self.declared,
            "ip-address-family": self.prefers,
            "configured": self.configured,
            "members": [entry.mapping() for entry in self.members],
            "external": [entry.mapping() for entry in self.external],
            "gateways": self.gateways,
            "edge-pool": self.edge_pool,
            "pstn-interface": self.pstn_interface,
            "pstn-fqdn": self.pstn_fqdn,
            "web-internal": self.web_internal,
            "web-external": self.web_external,
            "version": self.version,
            "site": self.site,
            "service": self.service,
            "port": self.port,
        }
        return {key: value for key, value in keys.items() if value}


@dataclass
class View:
    name: str
    servers: list
    declared_kind: str = None
    like: str = None  # expect-like: the name of the view that it gives the same as

    @property
    def kind(self):
        return self.declared_kind or (self.name if self.name in KINDS else None)

    def mapping(self):
        keys = {"name": self.name, "kind": self.declared_kind, "expect-like": self.like, "servers": self.servers}
        return {key: value for key, value in keys.items() if value}


@dataclass
class SimpleUrl:
    """A host of simple URLs: what it serves, and which SIP domains (none named: all)."""

    fqdn: str
    urls: list
    domains: list = field(default_factory=list)

    def mapping(self):
        keys = {"fqdn": self.fqdn, "url": self.urls, "sip-domain": self.domains}
        return {key: value for key, value in keys.items() if value}


@dataclass
class Waiver:
    rule: str
    pattern: str
    expires: str  # YYYY-MM-DD


@dataclass
class Endpoint:
    """A name with all that the topology says of it."""

    fqdn: str
    roles: set = field(default_factory=set)
    views: list = field(default_factory=list)  # View
    urls: set = field(default_factory=set)  # of a host of simple URLs
    services: set = field(default_factory=set)  # of an external Edge name
    declared: str = None
    prefers: str = None
    configured: set = field(default_factory=set)


@dataclass
class Deployment:
    environment: str = "production"
    product: str = "lync-2013"
    features: list = field(default_factory=list)
    views: list = field(default_factory=list)
    client_networks: list = field(default_factory=list)  # (name, address type)
    remote_networks: list = field(default_factory=list)
    sections: dict = field(default_factory=lambda: {section: [] for section in ROLE_OF_SECTION})
    severities: dict = field(default_factory=dict)
    waivers: list = field(default_factory=list)
    sip_domains: list = field(default_factory=list)
    remote_access: list = None  # not declared
    clients: list = None
    services: list = field(default_factory=list)
    simple_urls: list = field(default_factory=list)  # SimpleUrl

    def yaml(self):
        lines = ["version: 1", "name: test"]

        def sequence(key, items):
            if items:
                lines.extend([f"{key}:", *(f"  - {json.dumps(item)}" for item in items)])

        lines.append(f"environment: {self.environment}")
        if self.product != "lync-2013":
            lines.append(f"product: {self.product}")
        sequence("features", self.features)
        sequence("sip-domains", self.sip_domains)
        sequence("services", self.services)
        for key, words in (("remote-access", self.remote_access), ("clients", self.clients)):
            if words is not None:
                lines.append(f"{key}: {json.dumps(words)}")
        sequence("views", [view.mapping() for view in self.views])
        sequence("client-networks", [{"name": name, "address-type": kind} for name, kind in self.client_networks])
        sequence("remote-networks", [{"name": name, "address-type": kind} for name, kind in self.remote_networks])
        for section, entries in self.sections.items():
            sequence(section, [entry.mapping() for entry in entries])
        sequence("simple-urls", [host.mapping() for host in self.simple_urls])
        sequence("severities", [{"rule": rule, "severity": severity} for rule, severity in self.severities.items()])
        sequence("waivers", [{"rule": w.rule, "fqdn": w.pattern, "reason": "accepted", "expires": w.expires} for w in self.waivers])
        return "\n".join(lines) + "\n"

    # ---- what follows from it ----

    def pools(self, *sections):
        return [pool for section in sections for pool in self.sections[section]]

    def declarations(self):
        """(entry, role, whether this place only refers to the name) of every place that names one."""
        for section, entries in self.sections.items():
            for entry in entries:
                yield entry, ROLE_OF_SECTION[section], False
                for member in entry.members:
                    yield member, ROLE_OF_MEMBER[section], not member.views
                for name in entry.external:
                    yield name, "edge-external", False
                for name in entry.gateways:
                    yield Entry(name), "pstn-gateway", True
                if entry.edge_pool:
                    yield Entry(entry.edge_pool), "edge-internal", True
                if entry.pstn_fqdn:
                    yield Entry(entry.pstn_fqdn), "mediation-server", True
                if entry.web_internal:
                    yield Entry(entry.web_internal), "web-internal", False
                if entry.web_external:
                    yield Entry(entry.web_external), "web-external", False
        for host in self.simple_urls:
            yield Entry(host.fqdn), "simple-url", False

    def endpoints(self):
        """{fqdn: Endpoint}; a name that several places declare is asked in the views of each, not in those of a mere reference."""
        found, referred = {}, {}
        for entry, role, reference in self.declarations():
            fqdn = canonical(entry.fqdn)
            endpoint = found.setdefault(fqdn, Endpoint(fqdn))
            endpoint.roles.add(role)
            endpoint.declared = endpoint.declared or entry.declared
            endpoint.prefers = endpoint.prefers or entry.prefers
            endpoint.configured.update(entry.configured)
            endpoint.urls.update(url for host in self.simple_urls if role == "simple-url" and canonical(host.fqdn) == fqdn for url in host.urls)
            endpoint.services.update(entry.service)
            wanted = entry.views or self.default_views(role, endpoint.urls)
            if reference:
                referred.setdefault(fqdn, set()).update(wanted)
            else:
                endpoint.views = [view for view in self.views if view in endpoint.views or view.name in wanted]
        for fqdn, endpoint in found.items():
            endpoint.views = endpoint.views or [view for view in self.views if view.name in referred.get(fqdn, ())]
            asked = {view.name for view in endpoint.views}
            endpoint.views = [view for view in self.views if view.name in asked or view.like in asked]
        return found

    def default_views(self, role, urls=()):
        """Names of views: an external name is asked in the external ones, everything else in the internal ones, where there are any."""
        by_kind = {kind: [view.name for view in self.views if view.kind == kind] for kind in KINDS}
        published = bool({"meet", "dialin"} & set(urls))
        if role == "web-external" and not self.remote("web"):
            return []
        if role == "simple-url" and published and self.remote("web") and by_kind["internal"] + by_kind["external"]:
            return by_kind["internal"] + by_kind["external"]
        for kind in ("external", "internal") if role in ("edge-external", "web-external") else ("internal",):
            if by_kind[kind]:
                return by_kind[kind]
        return [view.name for view in self.views]

    def remote(self, what):
        """Whether remote access by SIP, or to web services, is in use."""
        return what in (self.remote_access if self.remote_access is not None else ["sip", "web"] * bool(self.sections["edge-pools"]))

    def has_client(self, *clients):
        return bool(set(clients) & set(self.clients if self.clients is not None else ["lync-2013"]))

    def has_service(self, *services):
        return bool(set(services) & set(self.services))

    def of_kind(self, kind):
        return [view for view in self.views if view.kind == kind]


def canonical(fqdn):
    return fqdn.lower().rstrip(".")


# ---- random ones ----


class Maker:
    """Makes one random deployment from RANDOM; SERVERS are the addresses that its views may name.

    ZONED: all its names lie in one domain, and each of its views has one server of its own, so that zone files can answer.
    """

    def __init__(self, random, servers, rules, zoned=False):
        self.random, self.servers, self.rules, self.zoned = random, servers, rules, zoned
        self.names = []

    def make(self):
        random = self.random
        made = Deployment(environment=random.choice(("production", "production", "lab")), views=self.make_views())
        made.product = random.choice(PRODUCTS) if random.random() < 0.4 else "lync-2013"
        made.features = random.sample(FEATURES, random.choice((0, 0, 1, 1, 2, 3)))
        made.client_networks = self.networks(("head-office", "branch", "plant"))
        made.remote_networks = self.networks(("home-office", "hotel", "branch"))
        for section in random.sample(CHOSEN, random.randint(1, len(CHOSEN))):
            made.sections[section] = [self.pool(made, section) for _ in range(random.choice((1, 1, 2)))]
        self.connect(made)
        changed = random.sample(self.rules, random.choice((0, 0, 0, 1, 3)))
        made.severities = {rule: random.choice(("error", "warning", "info", "off")) for rule in changed}
        made.waivers = self.make_waivers(made)
        return made

    def make_views(self):
        if self.zoned:
            names = self.random.choice((["internal"], ["internal", "external"]))
            return [View(name, [f"zone:{name}" if len(names) > 1 else "zone"]) for name in names]
        names = self.random.choice(VIEWS)
        return [View(name, self.random.sample(self.servers, self.random.choice((1, 2, 2, 3)))) for name in names]

    def networks(self, names):
        count = self.random.choice((0, 1, 2, 3))
        return [(name, self.random.choice(TYPES)) for name in self.random.sample(names, count)]

    def entry(self, deployment, stem):
        """A new entry; now and then for a name that has a role already, with an odd name, views of its own or a declared type."""
        random = self.random
        if self.names and random.random() < 0.04:
            return Entry(random.choice(self.names))
        fqdn = f"{stem}{len(self.names) + 1:02}.{random.choice(SITES)}{DOMAIN}"
        if random.random() < 0.05 and not self.zoned:
            fqdn = random.choice((fqdn.split(".")[0], fqdn.replace(".", "_x.", 1)))
        self.names.append(fqdn)
        if random.random() < 0.05:
            fqdn = random.choice((fqdn.upper(), fqdn + "."))
        made = Entry(fqdn)
        if random.random() < 0.12:
            made.views = [view.name for view in random.sample(deployment.views, random.randint(1, len(deployment.views)))]
        if random.random() < 0.2:
            made.declared = random.choice(TYPES)
        if random.random() < 0.1:
            made.prefers = random.choice(("any", "ipv4-only", "ipv6-only"))
        if random.random() < 0.1:
            made.configured = random.sample(CONFIGURED, random.choice((1, 2)))
        return made

    def pool(self, deployment, section):
        made = self.entry(deployment, STEM_OF_SECTION[section])
        if section in ROLE_OF_MEMBER:
            made.members = [self.entry(deployment, STEM_OF_SECTION[section] + "m") for _ in range(self.random.choice((0, 1, 2, 2, 3)))]
        if section == "edge-pools":
            made.external = [self.entry(deployment, "ext") for _ in range(self.random.choice((0, 1, 2)))]
        return make_unique(made)

    def connect(self, deployment):
        """Edge pools of Front End pools; gateways and PSTN interfaces of Mediation pools."""
        random = self.random
        edges = [entry.fqdn for entry in deployment.sections["edge-pools"]]
        gateways = [entry.fqdn for entry in deployment.sections["pstn-gateways"]]
        for pool in deployment.sections["front-end-pools"]:
            if random.random() < 0.6:
                pool.edge_pool = random.choice(edges) if edges and random.random() < 0.95 else f"lone-edge.{DOMAIN}"
        for pool in deployment.sections["mediation-pools"]:
            pool.gateways = random.sample(gateways, random.randint(0, len(gateways)))
            if random.random() < 0.1:
                pool.gateways.append(f"lone-gw.{DOMAIN}")
            pool.gateways = list({canonical(name): name for name in pool.gateways}.values())
            choice = random.random()
            if choice < 0.4:
                pool.pstn_interface = random.choice(TYPES)
            elif choice < 0.6:
                pool.pstn_fqdn = f"pstn-{canonical(pool.fqdn).split('.')[0].replace('_', '')}.{DOMAIN}"
        for section, entries in deployment.sections.items():
            deployment.sections[section] = without_repeats(entries)

    def make_waivers(self, deployment):
        random = self.random
        subjects = [canonical(name) for name in self.names] + [name for name, _ in deployment.client_networks]
        made = []
        for _ in range(random.choice((0, 0, 1, 2, 4))):
            name = random.choice(subjects)
            pattern = random.choice((name, name, "*", name[:3] + "*", "*." + DOMAIN, name[:2] + "?" + name[3:], "nothing.*"))
            made.append(Waiver(random.choice(self.rules), pattern, random.choice(("2026-11-26", "2026-11-27", "2027-01-31"))))
        return list({(waiver.rule, waiver.pattern): waiver for waiver in made}.values())


def without_repeats(entries):
    """A name may stand only once in a section."""
    return list({canonical(entry.fqdn): entry for entry in entries}.values())


def make_unique(pool):
    """A pool without repeated members or external names, and without itself among them."""
    taken = {canonical(pool.fqdn)}
    for names in (pool.members, pool.external):
        kept = [entry for entry in without_repeats(names) if canonical(entry.fqdn) not in taken]
        taken.update(canonical(entry.fqdn) for entry in kept)
        names[:] = kept
    return pool
