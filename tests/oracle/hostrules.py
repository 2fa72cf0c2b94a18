"""The rules about web services, simple URLs, Office Web Apps and the Web Conferencing Edge where SIP domains are given: all are endpoints."""

from records import WILD, finals, parent


class Hosts:
    """The part of Services that looks at endpoints."""

    def host(self, fqdn, view):
        return self.case.at(fqdn, view, False)

    def gone(self, fqdn, view):
        """Missing, where no broken alias tells more. Whether an endpoint that a wildcard answers for is missing isn't told."""
        there = self.host(fqdn, view)
        probe = self.host(f"{WILD}.{parent(fqdn)}", view)
        if parent(fqdn) in self.d.sip_domains and there.addresses() and there.addresses() == probe.addresses():
            self.case.open.update(f"{rule}:{fqdn}" for rule in ("URL001", "URL002", "URL006", "WEB001", "WEB002", "WEB006", "WAC001", "EDG003"))
            self.case.open.update((f"DNS001:{fqdn}", f"DNS002:{fqdn}"))
        return there.seen == "none" and not there.statuses & {"ALIAS_LOOP", "ALIAS_DANGLING"}

    def told_missing(self, rule, severity, view, fqdn):
        self.report(rule, severity, view, fqdn)
        self.case.excused.add((fqdn, view.name))

    def web_services(self):
        d = self.d
        for pool in self.web_pools:
            own = pool.fqdn.lower()
            if pool.web_internal:
                for view in self.inside:
                    if self.gone(pool.web_internal, view):
                        self.told_missing("WEB001", "error", view, pool.web_internal)
                self.balanced(pool, own)
            if pool.web_external:
                for view in self.outside if d.remote("web") else ():
                    if self.gone(pool.web_external, view):
                        self.told_missing("WEB002", "error", view, pool.web_external)
                for view in self.inside if self.mobile else ():
                    if self.gone(pool.web_external, view):
                        self.report("WEB006", "warning", view, pool.web_external)
                        if pool.web_external != own:
                            self.case.excused.add((pool.web_external, view.name))
                if d.remote("web") and pool.web_external == own:
                    self.report("WEB007", "warning", None, own)
        names = [pool.web_external for pool in self.web_pools if pool.web_external]
        for name in {name for name in names if names.count(name) > 1}:
            self.report("WEB005", "error", None, name)
        # where WEB001 or WEB002 holds, what compares with these names isn't judged
        if any(key.startswith(("WEB001", "WEB002")) for key in self.case.found):
            for key in [key for key in self.case.found if key.startswith(("DSC006", "DSC007"))]:
                del self.case.found[key]
                self.case.open.add(key)
            self.web_gone = True

    web_gone = False

    def balanced(self, pool, own):
        """WEB003, WEB004"""
        for view in self.case.endpoints[pool.web_internal].views:
            if view.kind != "internal":
                self.case.open.update((f"WEB003:{own}", f"WEB004:{pool.web_internal}"))
                continue
            here = self.host(pool.web_internal, view)
            several = any(len(answer.addresses) > 1 for _, _, _, answer in here.answers)
            if not several and any(len(here.addresses(rtype)) > 1 for rtype in ("A", "AAAA")):
                self.case.open.update((f"WEB003:{own}", f"WEB004:{pool.web_internal}"))
            members = {address for member in pool.members for address in self.host(member.fqdn.lower(), view).addresses()}
            if several and pool.web_internal == own:
                self.report("WEB003", "error", view, own)
            elif several and members == here.addresses():
                self.report("WEB004", "warning", view, pool.web_internal)

    def simple_urls(self):
        d = self.d
        hosts = {}
        for host in d.simple_urls:
            hosts.setdefault(host.fqdn, set()).update(host.urls)
        for fqdn, urls in hosts.items():
            published = urls & {"meet", "dialin"}
            for view in self.inside if published else ():
                if self.gone(fqdn, view):
                    self.told_missing("URL001", "error", view, fqdn)
                elif self.host(fqdn, view).addresses():
                    names = self.web_internal + self.web_external + self.pools
                    if names:
                        leads = self.case.leads(self.host(fqdn, view), names)
                        if leads is not True:
                            self.report("URL006", "info", view, fqdn, open_=leads is None or self.web_gone or self.misnamed(fqdn))
            for view in self.outside if published and d.remote("web") else ():
                if self.gone(fqdn, view):
                    self.told_missing("URL002", "error", view, fqdn)
            if urls == {"admin"} and not self.one:
                self.admin_outside(fqdn)
            if self.misnamed(fqdn):
                self.report("URL005", "error", None, fqdn)
        if d.simple_urls:
            for domain in d.sip_domains:
                if not any("meet" in host.urls and domain in (host.domains or d.sip_domains) for host in d.simple_urls):
                    self.report("URL004", "error", None, domain)

    def misnamed(self, fqdn):
        """URL005"""
        pools = self.d.pools("front-end-pools", "director-pools", "mediation-pools", "edge-pools")
        return fqdn in {pool.fqdn.lower() for pool in pools} | set(self.d.sip_domains)

    def admin_outside(self, fqdn):
        for view in self.outside:
            here = self.host(fqdn, view)
            if not here.addresses():
                continue
            for domain in sorted((domain for domain in self.d.sip_domains if parent(fqdn) == domain), key=len):
                probe = self.host(f"{WILD}.{domain}", view)
                if probe.addresses() == here.addresses() and finals(probe) == finals(here):
                    self.report("WLD001", "info", None, domain, view.name, open_=True)
                    return
            self.report("URL003", "warning", view, fqdn)

    def other_names(self):
        for entry in self.d.sections["office-web-apps"]:
            for view in self.inside:
                if self.gone(entry.fqdn, view):
                    self.told_missing("WAC001", "error", view, entry.fqdn)
            for view in self.outside if self.d.remote("web") else ():
                if self.gone(entry.fqdn, view):
                    self.told_missing("WAC001", "warning", view, entry.fqdn)
        if self.hybrid:
            for fqdn in self.conferencing:
                for view in self.inside:
                    if self.gone(fqdn, view):
                        self.report("EDG003", "error", view, fqdn)
