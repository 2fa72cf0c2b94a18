"""Random deployments with SIP domains, and DNS data for them: each view is made right first, then mistakes are put in."""

import records
from dnsmodel import FAILED, NODATA, NXDOMAIN, PROBE, SILENT, Answer, Answers
from model import PRODUCTS, Deployment, Entry, SimpleUrl, View, canonical

HOME = "contoso.com"
DOMAINS = (HOME, "retail.contoso.com", "fabrikam.com", "example-corp.net")
CLIENTS = ("lync-2010", "lync-2013", "skype-for-business", "mobile", "phone-edition")
IN_USE = ("federation", "push-notification", "xmpp", "hosted-voice-mail", "hybrid")
SERVERS = tuple(f"10.9.{kind}.{number}:53" for kind in range(5) for number in (1, 2))
ELSEWHERE = "www.elsewhere.example"


class ServiceMaker:
    """Makes one deployment from RANDOM."""

    def __init__(self, random):
        self.random = random

    def chance(self, share):
        return self.random.random() < share

    def make(self):
        random = self.random
        made = Deployment(views=self.views())
        made.product = random.choice(PRODUCTS) if self.chance(0.5) else "lync-2013"
        made.sip_domains = self.domains()
        made.clients = random.sample(CLIENTS, random.choice((1, 2, 3))) if self.chance(0.8) else None
        made.services = random.sample(IN_USE, random.choice((0, 1, 1, 2, 3))) + ["teams-only"] * self.chance(0.12)
        made.remote_access = random.choice(([], ["sip"], ["web"], ["sip", "web"])) if self.chance(0.3) else None
        made.features = ["enhanced-9-1-1"] * self.chance(0.3)
        made.remote_networks = [("home-office", random.choice(("ipv4", "dual-stack")))] * self.chance(0.5)
        self.sections(made)
        self.urls(made)
        return made

    def views(self):
        random = self.random
        kinds = [kind for kind, share in (("internal", 0.95), ("external", 0.9), ("edge", 0.3)) if self.chance(share)] or ["external"]
        views = [View(kind, self.servers(number)) for number, kind in enumerate(kinds)]
        if self.chance(0.15):
            for view in views:
                view.servers = views[0].servers
        for view in views:
            if self.chance(0.2):
                view.name, view.declared_kind = view.name[:3] + "-net", view.name
        if self.chance(0.25):
            model = random.choice(views).name if self.chance(0.8) else None
            views.append(View("vpn", self.servers(3), "remote-client", model))
        if self.chance(0.1):
            views.append(View("branch", self.servers(4)))
        return views

    def servers(self, number):
        return list(SERVERS[2 * number : 2 * number + self.random.choice((1, 1, 2))])

    def domains(self):
        count = self.random.choice((1, 1, 2, 3))
        chosen = self.random.sample(DOMAINS, count)
        return [HOME] + [domain for domain in chosen if domain != HOME][: count - 1] if self.chance(0.8) else chosen

    def sections(self, made):
        random = self.random
        pools = [self.pool(f"pool0{number}") for number in range(random.choice((1, 1, 2)))]
        made.sections["front-end-pools"] = pools
        if self.chance(0.25):
            made.sections["director-pools"] = [self.pool("dir01")]
        if self.chance(0.8):
            made.sections["edge-pools"] = [self.edge()]
            pools[0].edge_pool = made.sections["edge-pools"][0].fqdn
        if self.chance(0.4):
            made.sections["office-web-apps"] = [Entry(f"owas.{HOME}")]

    def entry(self, fqdn):
        version = self.random.choice(PRODUCTS) if self.chance(0.2) else None
        return Entry(fqdn, version=version, site=self.random.choice(("paris", "oslo", None)))

    def pool(self, stem):
        pool = self.entry(f"{stem}.{HOME}")
        pool.members = [Entry(f"{stem}m{number}.{HOME}") for number in range(self.random.choice((0, 1, 2)))]
        if self.chance(0.8):
            pool.web_internal = pool.fqdn if self.chance(0.15) else f"webint-{stem}.{HOME}"
        if self.chance(0.8):
            pool.web_external = pool.fqdn if self.chance(0.07) else f"webext.{HOME}" if self.chance(0.15) else f"webext-{stem}.{HOME}"
        return pool

    def edge(self):
        pool = self.entry(f"edge01.{HOME}")
        names = self.random.choice((("sip",), ("access", "webconf", "av"), ("sip", "webconf")))
        pool.external = [Entry(f"{name}.{HOME}") for name in names]
        if self.chance(0.75):
            for entry, service in zip(pool.external, (["access"], ["web-conferencing"], ["av"])):
                entry.service = service if len(names) == 3 else service + ["av"]
            if self.chance(0.6):
                pool.external[0].port = self.random.choice((443, 5061, 8443))
        return pool

    def urls(self, made):
        random, hosts = self.random, []
        if self.chance(0.25):
            return
        for domain in made.sip_domains:
            if not self.chance(0.1):
                hosts.append(SimpleUrl(random.choice((f"meet.{domain}", f"meet.{domain}", "urls." + HOME)), ["meet"], [domain]))
        if hosts and self.chance(0.2):
            hosts = [SimpleUrl(hosts[0].fqdn, ["meet", "dialin"][: random.choice((1, 2))])]
        elif self.chance(0.8):
            hosts.append(SimpleUrl(f"dialin.{HOME}", ["dialin"] + ["admin"] * self.chance(0.1)))
        if self.chance(0.6):
            hosts.append(SimpleUrl(f"admin.{HOME}", ["admin"]))
        if self.chance(0.05):
            hosts.append(SimpleUrl(random.choice((f"pool00.{HOME}", made.sip_domains[0])), ["meet"]))
        merged = {}
        for host in hosts:
            before = merged.setdefault((host.fqdn, tuple(host.urls)), host)
            if before is not host:
                before.domains = before.domains + host.domains if before.domains and host.domains else []
        made.simple_urls = list(merged.values())


class Data:
    """What one view gives: hosts {name: ([addresses], [aliases])} and services {name: [(priority, weight, port, target)]}."""

    def __init__(self):
        self.hosts, self.services = {}, {}

    def copy(self):
        made = Data()
        made.hosts, made.services = dict(self.hosts), dict(self.services)
        return made

    def lookup(self, name, rtype):
        if rtype == "SRV":
            held = self.services.get(name) or self.wildcard(name, self.services)
            return Answer("NOERROR", services=tuple(held)) if held else NODATA if name in self.hosts else NXDOMAIN
        held = self.hosts.get(name) or self.wildcard(name, self.hosts)
        if held is None:
            return NODATA if name in self.services else NXDOMAIN
        addresses, aliases = held
        if not addresses and aliases:
            return Answer("ALIAS_DANGLING", (), tuple(aliases))
        of_type = tuple(address for address in addresses if (":" in address) == (rtype == "AAAA"))
        return Answer("NOERROR" if of_type else "NODATA", of_type, tuple(aliases))

    def wildcard(self, name, held):
        """A wildcard of the nearest parent, as if no other name ended its reach."""
        above = name.partition(".")[2]
        while above:
            if "*." + above in held:
                return held["*." + above]
            above = above.partition(".")[2]
        return None


class ServiceAnswering:
    """Makes the answers of all servers."""

    def __init__(self, random, deployment):
        self.random, self.d = random, deployment
        self.numbers = {}

    def chance(self, share):
        return self.random.random() < share

    def make(self):
        random = self.random
        self.dual = {name for name in self.every_host() if self.chance(random.choice((0, 0, 0.5)))}
        careless = random.choice((0, 1, 1, 2, 4, 8))
        self.views = {}
        for view in self.d.views:
            if view.like and view.like in self.views and self.chance(0.6):
                self.views[view.name] = self.views[view.like].copy()
            else:
                kind = next((model.kind for model in self.d.views if model.name == view.like), view.kind)
                self.views[view.name] = self.outside() if kind in ("external", "remote-client") else self.inside()
        for view in self.d.views:
            for _ in range(careless):
                self.mistake(view, self.views[view.name])
        return self.answers()

    # ---- what is right ----

    def every_host(self):
        names = list(self.d.endpoints())
        for domain in self.d.sip_domains:
            names += [f"{owner}.{domain}" for owner in records.HOSTS]
        return names

    def address(self, name, public):
        number = self.numbers.setdefault((name, public), len(self.numbers) + 1)
        made = [f"131.107.{number // 200}.{number % 200 + 1}" if public else f"10.1.{number // 200}.{number % 200 + 1}"]
        return made + [f"2a00:1450:{number:x}::1" if public else f"fd00:1:{number:x}::1"] * (name in self.dual)

    def front(self):
        return canonical((self.d.sections["director-pools"] or self.d.sections["front-end-pools"])[0].fqdn)

    def access(self):
        external = [entry for pool in self.d.sections["edge-pools"] for entry in pool.external]
        return canonical(next((entry.fqdn for entry in external if "access" in entry.service), external[0].fqdn)) if external else None

    def target(self, view, domain, name):
        """A name in DOMAIN with the addresses of NAME, or NAME itself where it lies in DOMAIN."""
        if name.partition(".")[2] == domain or self.chance(0.1):
            return name
        view.hosts[f"sip.{domain}"] = (view.hosts[name][0], [])
        return f"sip.{domain}"

    def either(self, view, name, target):
        """NAME as an alias of TARGET, or with its addresses."""
        addresses, aliases = view.hosts[target]
        view.hosts[name] = (addresses, [target, *aliases] if self.chance(0.4) else [])

    def inside(self):
        made, d = Data(), self.d
        for fqdn in d.endpoints():
            made.hosts[fqdn] = (self.address(fqdn, False), [])
        for pool in d.pools("front-end-pools", "director-pools", "edge-pools"):
            members = [address for member in pool.members for address in made.hosts[canonical(member.fqdn)][0]]
            if members and self.chance(0.7):
                made.hosts[canonical(pool.fqdn)] = (members, [])
            if pool.web_internal and pool.web_internal != pool.fqdn and members and self.chance(0.1):
                made.hosts[pool.web_internal] = (members, [])
        for entry in [entry for pool in d.sections["edge-pools"] for entry in pool.external] if self.chance(0.5) else ():
            made.hosts[canonical(entry.fqdn)] = (self.address(canonical(entry.fqdn), True), [])
        front = self.front()
        web = next((pool.web_internal for pool in d.pools("director-pools", "front-end-pools") if pool.web_internal), front)
        for host in d.simple_urls:
            if host.fqdn not in (front, *d.sip_domains):
                self.either(made, host.fqdn, web)
        for domain in d.sip_domains:
            if d.has_service("teams-only"):
                continue
            self.either(made, f"lyncdiscoverinternal.{domain}", web)
            made.hosts[f"sip.{domain}"] = (made.hosts[front][0], [])
            target = self.target(made, domain, front)
            made.services[f"_sipinternaltls._tcp.{domain}"] = [(0, 0, 5061, target)]
            if self.chance(0.3):
                made.services[f"_sipinternal._tcp.{domain}"] = [(0, 0, self.random.choice((5060, 5061)), target)]
            if self.chance(0.3):
                made.hosts[f"sipinternal.{domain}"] = (made.hosts[front][0], [])
            if self.chance(0.6):
                made.services[f"_ntp._udp.{domain}"] = [(0, 100, 123, f"dc01.{HOME}")]
                made.hosts[f"dc01.{HOME}"] = (["10.1.9.9"], [])
                made.hosts[f"ucupdates-r2.{domain}"] = (made.hosts[front][0], [])
            if self.access() and self.chance(0.2 if not d.has_service("hybrid") else 0.8):
                made.services[f"_sipfederationtls._tcp.{domain}"] = [(0, 0, 5061, self.access())]
        return made

    def outside(self):
        made, d, access = Data(), self.d, self.access()
        for fqdn, endpoint in d.endpoints().items():
            if endpoint.roles & {"edge-external", "web-external"} or endpoint.urls - {"admin"} or not d.of_kind("internal"):
                made.hosts[fqdn] = (self.address(fqdn, True), [])
        if d.sections["office-web-apps"] and self.chance(0.8):
            made.hosts[f"owas.{HOME}"] = (self.address(f"owas.{HOME}", True), [])
        web = next((pool.web_external for pool in d.pools("front-end-pools", "director-pools") if pool.web_external), None)
        for domain in d.sip_domains:
            if d.has_service("teams-only"):
                self.online(made, domain)
                continue
            if web and (d.remote("web") or self.chance(0.5)):
                made.hosts.setdefault(web, (self.address(web, True), []))
                self.either(made, f"lyncdiscover.{domain}", web)
            if access:
                if f"sip.{domain}" != access:
                    self.either(made, f"sip.{domain}", access)
                    if self.chance(0.7):
                        made.hosts[f"sip.{domain}"] = (made.hosts[access][0], [])
                target = access if access.partition(".")[2] == domain else f"sip.{domain}"
                made.services[f"_sip._tls.{domain}"] = [(0, 0, self.client_port(), target)]
                made.services[f"_sipfederationtls._tcp.{domain}"] = [(0, 0, 5061, target)]
                if d.has_service("xmpp") and self.chance(0.8):
                    made.services[f"_xmpp-server._tcp.{domain}"] = [(0, 0, 5269, self.random.choice((access, f"xmpp.{domain}")))]
                    made.hosts[f"xmpp.{domain}"] = (made.hosts[access][0], [])
        return made

    def client_port(self):
        ports = [entry.port for pool in self.d.sections["edge-pools"] for entry in pool.external if entry.port]
        return ports[0] if ports else self.random.choice((443, 5061))

    def online(self, view, domain):
        for owner, (target, port) in records.ONLINE.items():
            view.hosts[target] = (["52.112.0.1"], [])
            if port:
                view.services[f"{owner}.{domain}"] = [(100, 1, port, target)]
            else:
                view.hosts[f"{owner}.{domain}"] = (["52.112.0.1"], [target])

    # ---- mistakes ----

    def mistake(self, view, data):
        random = self.random
        domain = random.choice(self.d.sip_domains)
        kinds = (self.remove, self.remove, self.leak, self.leak, self.elsewhere, self.spoil_srv, self.spoil_srv, self.near_miss, self.wildcard,
                 self.go_online, self.swap, self.break_alias)  # fmt: skip
        random.choice(kinds)(view, data, domain)

    def some_host(self, data, domain):
        mine = [f"{owner}.{domain}" for owner in records.HOSTS]
        other = [name for name, endpoint in self.d.endpoints().items()
                 if endpoint.roles & {"web-internal", "web-external", "simple-url", "office-web-apps", "edge-external"}]  # fmt: skip
        return self.random.choice([name for name in mine * 2 + other if name in data.hosts] or mine)

    def remove(self, view, data, domain):
        owned = [name for name in data.services if name.endswith("." + domain)]
        if owned and self.chance(0.5):
            data.services.pop(self.random.choice(owned))
        else:
            data.hosts.pop(self.some_host(data, domain), None)

    def leak(self, view, data, domain):
        """A record of the other side."""
        other = self.inside() if view.kind == "external" else self.outside()
        name = f"{self.random.choice(records.OWNERS)}.{domain}"
        if name in other.services:
            data.services[name] = other.services[name]
            for _, _, _, target in other.services[name]:
                if target in other.hosts:
                    data.hosts.setdefault(target, other.hosts[target])
        elif name in other.hosts:
            data.hosts[name] = other.hosts[name]
        elif f"admin.{HOME}" in self.d.endpoints():
            data.hosts[f"admin.{HOME}"] = (self.address(f"admin.{HOME}", True), [])

    def elsewhere(self, view, data, domain):
        """A host that leads elsewhere, as an alias or by its address."""
        aliases = self.random.choice(([], [ELSEWHERE], [f"web.{domain}"], [f"a.{domain}", ELSEWHERE]))
        data.hosts[self.some_host(data, domain)] = (["104.16.1.1"], aliases)

    def swap(self, view, data, domain):
        """A host with the addresses of another one."""
        others = sorted(name for name in data.hosts if not name.startswith("*"))
        if others:
            data.hosts[self.some_host(data, domain)] = (data.hosts[self.random.choice(others)][0], [])

    def break_alias(self, view, data, domain):
        if self.chance(0.5):
            data.hosts[self.some_host(data, domain)] = ([], [f"gone.{domain}"])

    def spoil_srv(self, view, data, domain):
        random = self.random
        owned = [name for name in data.services if name.endswith("." + domain) and not name.startswith("*")]
        if not owned:
            return
        name = random.choice(owned)
        priority, weight, port, target = data.services[name][0]
        data.hosts[f"other.{domain}"] = (["104.16.1.2"], [])
        elsewhere = ELSEWHERE if target not in data.hosts or target == f"alias.{domain}" else target
        data.hosts[f"alias.{domain}"] = (data.hosts.get(target, (["104.16.1.3"], []))[0], [elsewhere])
        data.hosts["sip.partner.example"] = data.hosts.get(target, (["104.16.1.4"], []))
        odd = (".", f"missing.{domain}", f"other.{domain}", f"alias.{domain}", "sip.partner.example")
        wrong = random.choice((*odd, random.choice(sorted(data.hosts))))
        if wrong.startswith("*"):
            return
        if random.random() < 0.25:
            data.services[name] = [(priority, weight, random.choice((443, 5060, 5062, 5269)), target)]
        elif random.random() < 0.25 and wrong != ".":
            data.services[name] = list(dict.fromkeys([(priority, weight, port, target), (10, 0, port, wrong)]))
        else:
            data.services[name] = [(priority, weight, port, wrong)]

    def near_miss(self, view, data, domain):
        owner = self.random.choice(list(records.NEAR))
        held = data.services.pop(f"{owner}.{domain}", None)
        if held:
            others = records.near_misses(owner, domain) + [f"_sip._tcp.{domain}"] * (owner == "_sip._tls")
            data.services[self.random.choice(others)] = held

    def wildcard(self, view, data, domain):
        if view.kind not in ("internal", "external") or view.like:
            return
        if self.chance(0.6):
            role = [self.access(), self.front(), *(pool.web_external for pool in self.d.sections["front-end-pools"])]
            like = self.random.choice([name for name in role if name in data.hosts] or [None])
            data.hosts[f"*.{domain}"] = data.hosts[like] if like and self.chance(0.5) else (["104.16.9.9"], [])
            if self.chance(0.7):
                for owner in self.random.sample(records.HOSTS, 3):
                    data.hosts.pop(f"{owner}.{domain}", None)
        else:
            label = self.random.choice(("_tcp", "_tls"))
            target = self.random.choice([name for name in (self.access(), self.front()) if name in data.hosts] or [f"other.{domain}"])
            data.services[f"*.{label}.{domain}"] = [(0, 0, 5061, target)]
            for name in [name for name in data.services if name.endswith(f".{label}.{domain}") and not name.startswith("*")]:
                if self.chance(0.5):
                    data.services.pop(name)

    def go_online(self, view, data, domain):
        one = Data()
        self.online(one, domain)
        name = f"{self.random.choice(list(records.ONLINE))}.{domain}"
        for target in records.ONLINE_NAMES:
            data.hosts[target] = one.hosts[target]
        if name in one.services:
            data.services[name] = one.services[name]
        else:
            data.hosts[name] = one.hosts[name]

    # ---- servers ----

    def answers(self):
        random, said = self.random, {}
        held = {}
        for view in self.d.views:
            for server in view.servers:
                held.setdefault(server, self.views[view.name])
        targets = {service[3] for data in self.views.values() for name in data.services.values() for service in name} - {"."}
        hosts = sorted({*self.d.endpoints(), *targets} | {name for d in self.d.sip_domains for name, srv in records.all_names(d) if not srv})
        srv = sorted({name for domain in self.d.sip_domains for name, is_srv in records.all_names(domain) if is_srv})
        trouble, stale = random.choice((0, 0, 0, 0.01, 0.05)), random.choice((0, 0, 0.03))
        safe = self.definitely_asked()
        for server, data in held.items():
            wild = any(name.startswith("*") for name in (*data.hosts, *data.services))
            for name, rtype in [(name, rtype) for name in hosts for rtype in ("A", "AAAA")] + [(name, "SRV") for name in srv]:
                answer = data.lookup(name, rtype)
                if (server, name) in safe and not wild and random.random() < trouble:
                    answer = Answer(random.choice(FAILED))
                elif not wild and name.startswith("_") and (server, name) in safe and random.random() < stale:
                    answer = random.choice((NXDOMAIN, NODATA, Answer("NOERROR", services=((5, 5, 5061, f"pool00.{HOME}"),))))
                elif not wild and (server, name) in safe and rtype != "SRV" and answer.addresses and random.random() < stale / 3:
                    answer = Answer("NOERROR", ("131.107.250.1",) if rtype == "A" else ("2a00:1450:ffff::1",), answer.aliases)
                said[server, name, rtype] = answer
            said[server, PROBE, "AAAA"] = NODATA
        if self.chance(0.05):
            dead, status = random.choice(sorted(held)), random.choice(SILENT)
            said.update({key: Answer(status) for key in said if key[0] == dead})
        return Answers(said)

    def definitely_asked(self):
        """(server, name) of what is asked beyond doubt: endpoints and service names in their views."""
        asked = {(server, fqdn) for fqdn, endpoint in self.d.endpoints().items() for view in endpoint.views for server in view.servers}
        for view in self.d.views:
            for domain in self.d.sip_domains if view.kind in ("internal", "external") else ():
                asked |= {(server, f"{owner}.{domain}") for server in view.servers for owner in records.OWNERS}
        return asked
