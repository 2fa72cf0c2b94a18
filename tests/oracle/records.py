"""Service records of SIP domains: their names, and what the servers of one view say about each."""

from name import Name

ONLINE = {
    "_sip._tls": ("sipdir.online.lync.com", 443),
    "_sipfederationtls._tcp": ("sipfed.online.lync.com", 5061),
    "sip": ("sipdir.online.lync.com", None),
    "lyncdiscover": ("webdir.online.lync.com", None),
}
ONLINE_NAMES = {target for target, _ in ONLINE.values()}
SRV = ("_sipinternaltls._tcp", "_sipinternal._tcp", "_sip._tls", "_sipfederationtls._tcp", "_xmpp-server._tcp", "_ntp._udp")
HOSTS = ("lyncdiscoverinternal", "lyncdiscover", "sip", "sipinternal", "sipexternal", "ucupdates-r2")
OWNERS = HOSTS + SRV
LEGACY = ("lync-2010", "phone-edition")
WILD = "lyncdns-no-such-name"
MODERN = ("skype-for-business-2019", "skype-for-business-se")  # have no XMPP
RANK = {"info": 0, "warning": 1, "error": 2}
MISSING = ("DSC001", "DSC002", "SRV001", "SRV002", "SRV003", "SRV012", "SIP001", "SIP002", "HYB002", "XMP001")
NEAR = {
    "_sip._tls": ("_sip_tls", "_sip.tls"),
    "_sipfederationtls._tcp": ("_sipfederationtls_tcp", "_sipfederationtls.tcp", "_sipfederationtls._tls"),
    "_sipinternaltls._tcp": ("_sipinternaltls_tcp", "_sipinternaltls.tcp", "_sipinternaltls._tls"),
}
PROBES = {"_tcp": "_lyncdns._tcp", "_tls": "_lyncdns._tls"}


def near_misses(owner, domain):
    return [f"{miss}.{domain}" for miss in NEAR[owner]] + [f"{owner}.{domain}.{domain}"]


def all_names(domain):
    """Every service name, near miss and probe of a SIP domain: [(name, is SRV)]."""
    named = [(f"{owner}.{domain}", owner in SRV) for owner in OWNERS]
    named += [(name, True) for owner in NEAR for name in near_misses(owner, domain)] + [(f"_sip._tcp.{domain}", True)]
    return named + [(f"{WILD}.{domain}", False)] + [(f"{probe}.{domain}", True) for probe in PROBES.values()]


def parent(name):
    return name.partition(".")[2]


def lies_in(name, domain):
    return name == domain or name.endswith("." + domain)


class Record:
    """A service name of a SIP domain in one view."""

    def __init__(self, case, owner, domain, view):
        self.case, self.owner, self.domain, self.view = case, owner, domain, view
        self.name, self.srv = f"{owner}.{domain}" if domain else owner, owner in SRV
        self.here = case.at(self.name, view, self.srv)
        self.targets = {}  # target: its ports
        for answer in self.here.of("SRV"):
            for _, _, port, target in answer.services:
                self.targets.setdefault(target, set()).add(port)

    @property
    def broken(self):
        return bool(self.here.statuses & {"ALIAS_LOOP", "ALIAS_DANGLING"})

    @property
    def there(self):
        return bool(self.targets) if self.srv else bool(self.here.addresses())

    @property
    def missing(self):
        """At least one server said so, and none has it."""
        if self.srv:
            return not self.targets and any(not answer.failed for answer in self.here.of("SRV"))
        return self.here.seen == "none"

    @property
    def denied(self):
        """Every server said so."""
        if self.srv:
            return not self.targets and not any(answer.failed for answer in self.here.of("SRV"))
        return self.here.type == "none"

    @property
    def found(self):
        return "yes" if self.there else "no" if self.denied else "unknown"

    @property
    def wildcard(self):
        """The same answer as a name that nobody would create."""
        if not self.there:
            return False
        if not self.srv:
            probe = self.case.at(f"{WILD}.{self.domain}", self.view, False)
            return probe.addresses() == self.here.addresses() and finals(probe) == finals(self.here)
        probe = PROBES.get(self.owner.rpartition(".")[2])
        return bool(probe) and everything(self.case.at(f"{probe}.{self.domain}", self.view, True)) == everything(self.here)

    def leads_to(self, names):
        """Whether the host record leads to one of NAMES; None: a reading or a lookup that failed decides."""
        return self.case.leads(self.here, names)

    def target_leads(self, target, names):
        return self.case.leads(self.case.at(target, self.view, False), names, named=True)

    @property
    def online(self):
        """Leads to a name of Microsoft's cloud."""
        if self.srv:
            return any(target in ONLINE_NAMES or self.through(self.case.at(target, self.view, False)) for target in self.targets)
        return self.through(self.here)

    @staticmethod
    def through(name):
        return any(alias in ONLINE_NAMES for _, _, _, answer in name.answers for alias in answer.aliases)


def everything(name):
    return {service for answer in name.of("SRV") for service in answer.services}


def finals(name):
    """The name or names at the end of the alias chains, where there are chains."""
    return {answer.aliases[-1] for _, _, _, answer in name.answers if answer.aliases and answer.addresses}


def extra_names(case):
    """Names beyond the endpoints that DNS rules judge: service names, and SRV targets that are no endpoints; each with its answers."""
    d, extras = case.deployment, {}
    expecting_access = ["_sip._tls", "_sipfederationtls._tcp"] + ["_xmpp-server._tcp"] * (d.product not in MODERN)
    if d.has_service("teams-only") or not case.with_role("edge-external"):
        expecting_access = []

    def add(fqdn, view, srv):
        name = extras.setdefault((fqdn, srv), Name(fqdn, set(), None, set()))
        if all(held[0] is not view for held in name.answers):
            name.answers += case.at(fqdn, view, srv).answers

    for domain in d.sip_domains:
        for view in d.views:
            for owner in OWNERS if view.kind else ():
                add(f"{owner}.{domain}", view, owner in SRV)
                said = everything(case.at(f"{owner}.{domain}", view, True)) if owner in SRV else set()
                for target in sorted({service[3] for service in said} - {"."}):
                    if target not in case.names:
                        add(target, view, False)
                        record = Record(case, owner, domain, view)
                        if view.kind == "external" and owner in expecting_access and not record.wildcard and not record.online:
                            case.access_targets.setdefault(target, {})[view.name] = view
    return list(extras.values())
