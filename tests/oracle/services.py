"""Rules about service records: what must be there, what must not, and where it leads; by SIP domain and view. A few lines a rule.

Where the manual leaves two readings, a finding is open: the case's `open` holds its key, and it may be there or not.
"""

from hostrules import Hosts
from records import (
    LEGACY, MISSING, MODERN, ONLINE, OWNERS, PROBES, RANK, SRV, Record, everything, finals, lies_in, near_misses, parent,
)  # fmt: skip


class Services(Hosts):
    """All rules about service records of one case (an Oracle)."""

    def __init__(self, case):
        self.case, self.d = case, case.deployment
        self.rows, self.wild, self.kept = {}, set(), {}
        self.legacy, self.mobile = self.d.has_client(*LEGACY), self.d.has_client("mobile")
        self.phone, self.hybrid = self.d.has_client("phone-edition"), self.d.has_service("hybrid")
        self.teams = self.d.has_service("teams-only")
        self.inside, self.outside = self.d.of_kind("internal"), self.d.of_kind("external")
        self.one = {s for v in self.inside for s in v.servers} == {s for v in self.outside for s in v.servers}
        self.roles()

    def roles(self):
        case, d = self.case, self.d
        front = d.pools("front-end-pools", "director-pools")
        self.web_internal = [name.fqdn for name in case.with_role("web-internal")]
        self.web_external = [name.fqdn for name in case.with_role("web-external")]
        self.front = [name.fqdn for name in case.with_role("front-end-pool", "director-pool", "front-end-server", "director-server")]
        self.pools = [name.fqdn for name in case.with_role("front-end-pool", "director-pool")]
        edges = case.with_role("edge-external")
        uses = {name.fqdn: case.endpoints[name.fqdn].services for name in edges}
        self.access = [fqdn for fqdn, use in uses.items() if "access" in use or not any(uses.values())]
        self.conferencing = [fqdn for fqdn, use in uses.items() if "web-conferencing" in use]
        self.edges = [name.fqdn for name in edges]
        ports = {entry.port for pool in d.sections["edge-pools"] for entry in pool.external if entry.port and "access" in entry.service}
        self.client_ports = ports or {443, 5061}
        self.web_pools = front

    # ---- reporting ----

    def report(self, rule, severity, view, *subjects, open_=False):
        """VIEW: None for what no view shows. An open finding may be there or not."""
        key = f"{rule}:{'+'.join(subjects)}"
        if open_:
            self.case.open.add(key)
            return
        self.case.report(rule, severity, *subjects)
        if view is not None:
            self.case.shown.setdefault(key, set()).add(view.name)

    def record(self, owner, domain, view):
        key = owner, domain, view.name
        if key not in self.kept:
            self.kept[key] = Record(self.case, owner, domain, view)
        return self.kept[key]

    # ---- there and missing ----

    def lacking(self, record, names):
        """A required record is missing: none there, or a wildcard's that leads to no name of its role. DNS004 takes its place."""
        if record.broken:
            return False
        if record.missing:
            return True
        if not record.wildcard:
            return False
        leads = [record.target_leads(target, names) for target in record.targets if target != "."] if record.srv else [record.leads_to(names)]
        if True not in leads and None in leads:
            self.case.open.update(f"{rule}:{record.name}" for rule in MISSING)
            self.case.open.update((f"DSC004:lyncdiscover.{record.domain}", f"SRV010:_sip._tls.{record.domain}"))
        return True not in leads and None not in leads

    def unwanted(self, record):
        """A record that must not be there is; a wildcard's is told once for all."""
        if not record.there:
            return False
        if record.wildcard:
            self.report("WLD001", "info", None, record.domain, record.view.name)
            return False
        return True

    def right(self, owner):
        """The names that a record should lead to; None: any."""
        return {
            "lyncdiscoverinternal": self.web_internal + self.web_external + self.front,
            "lyncdiscover": self.web_external,
            "_sipinternaltls._tcp": self.front,
            "_sipinternal._tcp": self.front,
            "_sip._tls": self.access,
            "_sipfederationtls._tcp": self.access,
            "_xmpp-server._tcp": self.access,
        }.get(owner)

    # ---- all rules ----

    def judge(self):
        for domain in self.d.sip_domains:
            for view in self.d.views:
                if not view.kind:
                    continue
                if not self.teams:
                    self.judge_view(domain, view)
                self.judge_always(domain, view)
            if self.teams:
                self.judge_teams(domain)
        if not self.teams:
            self.web_services()
            self.simple_urls()
            self.other_names()

    def judge_always(self, domain, view):
        for owner in SRV:
            record = self.record(owner, domain, view)
            if self.servers_differ(record):
                self.report("SRV013", "warning", view, record.name)
            if view.kind in ("edge", "remote-client") or self.one and self.forbidden_by_kind(record):
                self.leave_open(record)
            elif not record.wildcard and not self.forbidden(record):
                for target in record.targets:
                    self.target(record, target)

    def leave_open(self, record):
        """Which of these rules speak of views of other kinds isn't told."""
        self.case.open.update((f"SRV004:{record.name}", f"SRV008:{record.name}"))
        for target in record.targets:
            self.case.open.update(f"{rule}:{record.name}+{target}" for rule in ("SRV005", "SRV006", "SRV007", "SRV011"))

    def forbidden(self, record):
        """Of a record that must not be there nothing else is judged. Severities: see expected()."""
        return self.expected(record) == "absent" or self.forbidden_by_kind(record)

    def forbidden_by_kind(self, record):
        if self.teams:
            return record.view.kind == "internal" and record.owner in (*ONLINE, "lyncdiscoverinternal", "_sipinternaltls._tcp")
        kept_in = {"external": ("_sipinternaltls._tcp", "_sipinternal._tcp"), "internal": ("_sip._tls",)}
        return record.owner in kept_in.get(record.view.kind, ())

    @staticmethod
    def servers_differ(record):
        said = {frozenset(answer.services) for answer in record.here.of("SRV") if not answer.failed}
        return len(said) > 1

    def no_target(self, record, target):
        """SRV006"""
        if target == ".":
            return True
        there = self.case.at(target, record.view, False)
        return there.seen == "none"

    def target(self, record, target):
        view, name, domain = record.view, record.name, record.domain
        gone = self.no_target(record, target)
        if gone:
            broken = target != "." and bool(self.case.at(target, view, False).statuses & {"ALIAS_LOOP", "ALIAS_DANGLING"})
            self.report("SRV006", "error", view, name, target, open_=broken)
        if self.teams:
            return
        ports = self.ports(record.owner)
        if ports and not record.targets[target] <= ports:
            self.report("SRV004", "error", view, name)
        if gone:
            return
        there = self.case.at(target, view, False)
        if any(answer.aliases for _, _, _, answer in there.answers):
            self.report("SRV007", "warning", view, name, target)
        if self.hybrid and view.kind == "external" and record.owner in ONLINE and record.online:
            return
        if record.owner not in ("_ntp._udp", "_xmpp-server._tcp") and parent(target) != domain:
            related = lies_in(parent(target), domain) or lies_in(domain, parent(target))
            mild = related and not self.hybrid or view.kind == "internal" and not self.legacy
            self.report("SRV005", "warning" if mild else "error", view, name, target)
        names = self.right(record.owner)
        if names:
            leads = record.target_leads(target, names)
            if leads is not True:
                self.report("SRV011", "error" if view.kind == "external" else "warning", view, name, target, open_=leads is None)

    def ports(self, owner):
        return {
            "_sipinternaltls._tcp": {5061},
            "_sipfederationtls._tcp": {5061},
            "_sip._tls": self.client_ports,
            "_sipinternal._tcp": {5060, 5061},
            "_xmpp-server._tcp": {5269},
            "_ntp._udp": {123},
        }[owner]

    # ---- missing SRV records, and what stands in their place ----

    def missing_srv(self, rule, severity, record):
        """SRV001 to SRV003; SRV012 where a near miss is there. Returns whether the record is lacking."""
        lacking = self.lacking(record, self.right(record.owner))
        if lacking:
            if self.near_miss(record):
                self.report("SRV012", max("warning", severity, key=RANK.get), record.view, record.name)
            else:
                self.report(rule, severity, record.view, record.name)
        return lacking

    def near_miss(self, record):
        def there(name):
            said = everything(self.case.at(name, record.view, True))
            probe = PROBES.get(name[: -len(record.domain) - 1].rpartition(".")[2])
            return bool(said) and not (probe and said == everything(self.case.at(f"{probe}.{record.domain}", record.view, True)))

        if any(there(name) for name in near_misses(record.owner, record.domain)):
            return True
        other = f"_sip._tcp.{record.domain}"
        if record.owner != "_sip._tls" or not there(other) or not self.edges:
            return False
        targets = {target for _, _, _, target in everything(self.case.at(other, record.view, True))}
        return any(target != "." and self.case.leads(self.case.at(target, record.view, False), self.edges) for target in targets)

    # ---- one view ----

    def judge_view(self, domain, view):
        if view.kind == "internal":
            self.internal(domain, view)
        elif view.kind == "external":
            self.external(domain, view)
        elif view.kind == "edge" and self.d.has_service("hybrid", "hosted-voice-mail"):
            record = self.record("_sipfederationtls._tcp", domain, view)
            if self.lacking(record, self.access):
                self.report("HYB002", "error", view, record.name, open_=record.there)

    def expects_discovery(self):
        clients = set(self.d.clients if self.d.clients is not None else ["lync-2013"])
        return bool(clients - set(LEGACY)) and not self.one

    def internal(self, domain, view):
        def get(owner):
            return self.record(owner, domain, view)

        discover, tls = get("lyncdiscoverinternal"), get("_sipinternaltls._tcp")
        no_discover = self.lacking(discover, self.right("lyncdiscoverinternal"))
        if no_discover and self.expects_discovery():
            self.report("DSC001", "warning" if tls.there and not self.mobile else "error", view, discover.name)
        no_tls = self.missing_srv("SRV001", "error" if self.legacy else "info", tls)
        if not self.one:
            if self.unwanted(get("lyncdiscover")):
                self.report("DSC004", "warning" if no_discover else "info", view, get("lyncdiscover").name)
            if self.unwanted(get("_sip._tls")):
                bad = no_tls and (no_discover or not self.expects_discovery())
                self.report("SRV010", "warning" if bad else "info", view, get("_sip._tls").name)
        self.leaving_alias(discover)
        self.leaving_alias(get("lyncdiscover"), open_=not self.one)
        if discover.there and not discover.wildcard and self.right("lyncdiscoverinternal"):
            leads = discover.leads_to(self.right("lyncdiscoverinternal"))
            self.unless(leads, "DSC006", "warning", view, discover.name)
        self.several_targets(domain, view)
        sip = get("sip")
        if self.lacking(sip, self.front + self.access):
            self.report("SIP002", "error" if self.phone else "info", view, sip.name)
        elif sip.there and not sip.wildcard and self.front + self.access:
            self.unless(sip.leads_to(self.front + self.access), "SIP003", "warning", view, sip.name)
        if self.phone:
            for owner, rule, severity in (("_ntp._udp", "PHN001", "warning"), ("ucupdates-r2", "PHN002", "info")):
                if get(owner).missing and not get(owner).broken:
                    self.report(rule, severity, view, get(owner).name)
                elif get(owner).wildcard:
                    self.case.open.add(f"{rule}:{get(owner).name}")

    def unless(self, leads, rule, severity, view, name):
        if leads is not True:
            self.report(rule, severity, view, name, open_=leads is None)

    def leaving_alias(self, record, open_=False):
        """DSC005"""
        aliases = finals(record.here)
        if self.mobile and not all(lies_in(alias, record.domain) for alias in aliases):
            self.report("DSC005", "warning", record.view, record.name, open_=open_ or record.wildcard)

    def several_targets(self, domain, view):
        for owner in ("_sip._tls", "_sipfederationtls._tcp"):
            record = self.record(owner, domain, view)
            of_one = any(len({target for _, _, _, target in answer.services}) > 1 for answer in record.here.of("SRV"))
            if len(record.targets) > 1:
                doubtful = not of_one or record.wildcard or self.forbidden(record)
                self.report("SRV008", "warning", view, record.name, open_=doubtful)

    def external(self, domain, view):
        d = self.d

        def get(owner):
            return self.record(owner, domain, view)

        discover = get("lyncdiscover")
        online = {owner: self.hybrid and get(owner).online for owner in ONLINE}
        for owner, leads in online.items():
            if leads:
                self.report("HYB001", "error", view, get(owner).name)
        if d.remote("web") and self.lacking(discover, self.web_external):
            self.report("DSC002", "error", view, discover.name, open_=online["lyncdiscover"])
        if not self.one:
            for owner, rule in (
                ("lyncdiscoverinternal", "DSC003"), ("_sipinternaltls._tcp", "SRV009"), ("_sipinternal._tcp", "SRV009"), ("sipinternal", "SIP004"),
            ):  # fmt: skip
                if self.unwanted(get(owner)):
                    self.report(rule, "warning", view, get(owner).name)
        if not online["lyncdiscover"]:
            self.leaving_alias(discover)
            if discover.there and not discover.wildcard and self.web_external:
                leads = discover.leads_to(self.web_external) if d.remote("web") else None
                self.unless(leads, "DSC007", "info", view, discover.name)
        self.leaving_alias(get("lyncdiscoverinternal"), open_=True)
        if d.remote("sip"):
            self.missing_srv("SRV002", "error", get("_sip._tls"))
        if d.has_service("federation", "push-notification", "hybrid", "hosted-voice-mail"):
            self.missing_srv("SRV003", "error", get("_sipfederationtls._tcp"))
        self.several_targets(domain, view)
        sip = get("sip")
        if d.remote("sip") and self.lacking(sip, self.access):
            self.report("SIP001", "error" if self.phone else "warning", view, sip.name)
        elif d.remote("sip") and sip.there and not sip.wildcard and self.access and not online["sip"]:
            self.unless(sip.leads_to(self.access), "SIP005", "warning", view, sip.name)
        self.xmpp(get("_xmpp-server._tcp"))

    def xmpp(self, record):
        if not self.modern:
            if self.d.has_service("xmpp") and self.lacking(record, self.access):
                self.report("XMP001", "error", record.view, record.name)
            return
        leads = [record.target_leads(target, self.access) for target in record.targets if target != "."] if self.access else []
        if record.there and not record.wildcard and leads and False not in leads and None not in leads:
            self.report("XMP002", "warning", record.view, record.name)
        elif record.wildcard:
            self.case.open.add(f"WLD001:{record.domain}+{record.view.name}")
        elif record.there and any(lead is not False for lead in leads):
            self.case.open.add(f"XMP002:{record.name}")

    @property
    def modern(self):
        return self.d.product in MODERN

    # ---- teams-only ----

    def judge_teams(self, domain):
        for view in self.outside:
            for owner, (target, port) in ONLINE.items():
                record = self.record(owner, domain, view)
                if (record.missing or record.wildcard and not record.online) and not record.broken:
                    if record.srv and self.near_miss(record):
                        self.case.open.update((f"SRV012:{record.name}", f"HYB003:{record.name}"))
                    else:
                        self.report("HYB003", "error" if owner == "_sipfederationtls._tcp" else "info", view, record.name)
                elif record.there:
                    if record.srv:
                        right = set(record.targets) == {target} and record.targets[target] == {port}
                        mixed = record.online and set(record.targets) != {target}
                    else:
                        said = [target in answer.aliases for _, _, _, answer in record.here.answers if answer.addresses]
                        right, mixed = all(said), any(said) and not all(said)
                    if not right:
                        self.report("HYB003", "error", view, record.name, open_=mixed or record.wildcard)
            if self.modern:
                self.xmpp(self.record("_xmpp-server._tcp", domain, view))
        for view in self.inside:
            for owner in (*ONLINE, "lyncdiscoverinternal", "_sipinternaltls._tcp"):
                record = self.record(owner, domain, view)
                if self.one or not record.there:
                    continue
                right = record.online
                if not right and not record.wildcard:
                    self.report("HYB004", "warning", view, record.name)

    # ---- rows of the report ----

    def expected(self, record):
        """What a rule speaks of for this deployment."""
        owner, kind, d = record.owner, record.view.kind, self.d
        if self.teams:
            if kind == "external" and owner in ONLINE:
                return "required"
            if kind == "internal" and owner in (*ONLINE, "lyncdiscoverinternal", "_sipinternaltls._tcp"):
                return "optional" if self.one else "absent"
        elif kind == "internal":
            if owner == "lyncdiscoverinternal" and self.expects_discovery() or owner in ("_sipinternaltls._tcp", "sip"):
                return "required"
            if owner in ("_ntp._udp", "ucupdates-r2") and self.phone:
                return "required"
            if owner in ("lyncdiscover", "_sip._tls") and not self.one:
                return "absent"
        elif kind == "external":
            if owner == "lyncdiscover" and d.remote("web") or owner in ("sip", "_sip._tls") and d.remote("sip"):
                return "required"
            if owner == "_sipfederationtls._tcp" and d.has_service("federation", "push-notification", "hybrid", "hosted-voice-mail"):
                return "required"
            if owner in ("lyncdiscoverinternal", "_sipinternaltls._tcp", "_sipinternal._tcp", "sipinternal") and not self.one:
                return "absent"
            if owner == "_xmpp-server._tcp" and not self.modern and d.has_service("xmpp"):
                return "required"
        elif kind == "edge" and owner == "_sipfederationtls._tcp" and d.has_service("hybrid", "hosted-voice-mail"):
            return "required"
        if owner == "_xmpp-server._tcp" and kind == "external" and self.modern:
            return "absent"
        return "optional"

    def told(self):
        """{row: (expected, found)} of the service rows."""
        rows = {}
        for domain in self.d.sip_domains:
            for view in self.d.views:
                for owner in OWNERS if view.kind else ():
                    record = self.record(owner, domain, view)
                    rows[record.name, domain, view.name] = self.expected(record), record.found
        return rows
