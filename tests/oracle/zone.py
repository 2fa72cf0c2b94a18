"""A zone, random ones, and what an authoritative server answers from it (RFC 1034 section 4.3.2, RFC 4592 on wildcards, RFC 6672 on DNAME)."""

import copy

from dnsmodel import NODATA, NXDOMAIN, PROBE, Answer, Answers, random_address
from model import DOMAIN

APEX = DOMAIN
ELSEWHERE = Answer("REFUSED")  # the question leads out of the zone, and no other server is asked


class Zone:
    """Records by owner: {name: {type: [data]}}. Names are absolute, in lower case, without the last dot."""

    def __init__(self, origin=APEX):
        self.origin = origin
        self.nodes = {origin: {"SOA": [f"ns.{origin}. hostmaster.{origin}. 1 3600 600 86400 60"], "NS": [f"ns.{origin}."]}}
        self.add(f"ns.{origin}", "A", "10.0.0.53")

    def copy(self):
        return copy.deepcopy(self)

    def add(self, name, rtype, data):
        held = self.nodes.setdefault(name, {}).setdefault(rtype, [])
        if data not in held:
            held.append(data)

    def delete(self, name, rtype=None, data=None):
        """Deletes a record, a set, or all of a name; what isn't there stays away."""
        node = self.nodes.get(name, {})
        for held in [rtype] if rtype else list(node):
            if held in ("SOA", "NS") and name == self.origin:
                continue
            kept = [one for one in node.get(held, []) if data not in (None, one)]
            if kept:
                node[held] = kept
            else:
                node.pop(held, None)
        if not node:
            self.nodes.pop(name, None)

    def text(self):
        lines = [f"$ORIGIN {self.origin}.", "$TTL 300"]
        for name, node in self.nodes.items():
            lines += [f"{name}. {rtype} {data}" for rtype, held in node.items() for data in held]
        return "\n".join(lines) + "\n"

    # ---- answering ----

    def exists(self, name):
        """The name has records, or is an empty non-terminal."""
        return name in self.nodes or any(other.endswith("." + name) for other in self.nodes)

    def node(self, name):
        """The records that answer for a name, by itself or by a wildcard; None: it doesn't exist."""
        if self.exists(name):
            return self.nodes.get(name, {})
        encloser = name
        while not self.exists(encloser):
            encloser = encloser.partition(".")[2]
        return self.nodes.get("*." + encloser)

    def lookup(self, name, rtype):
        aliases, here = [], name
        while here not in aliases[:-1] and (not aliases or here != name):
            cut = self.cut(here)
            if cut == "NS":
                return Answer(ELSEWHERE.status, (), tuple(aliases))
            if cut:
                here = cut
            else:
                node = self.node(here)
                if node is None:
                    return Answer("ALIAS_DANGLING", (), tuple(aliases)) if aliases else NXDOMAIN
                if "CNAME" not in node:
                    addresses = tuple(node.get(rtype, ()))
                    return Answer("NOERROR" if addresses else "NODATA", addresses, tuple(aliases))
                here = node["CNAME"][0].rstrip(".")
            aliases.append(here)
        return Answer("ALIAS_LOOP", (), tuple(aliases))

    def cut(self, name):
        """What ends the zone above NAME: "NS" (a delegation, or the end of the zone), a name that a DNAME puts in its place, or None."""
        if not within(name, self.origin):
            return "NS"
        above = name[: -len(self.origin)].split(".")[:-1] if name != self.origin else []
        for start in reversed(range(len(above))):
            owner = ".".join(above[start:] + [self.origin])
            node = self.nodes.get(owner, {})
            if "NS" in node:
                return "NS"
            if "DNAME" in node and start:
                return ".".join(above[:start]) + "." + node["DNAME"][0].rstrip(".")
        return None


def within(name, domain):
    return name == domain or name.endswith("." + domain)


def answers_of(deployment, zones):
    """The Answers of ZONES ({server: Zone}) about the names of DEPLOYMENT."""
    said = {}
    for endpoint in deployment.endpoints().values():
        for view in endpoint.views:
            for server in view.servers:
                for rtype in ("A", "AAAA"):
                    said[server, endpoint.fqdn, rtype] = zones[server].lookup(endpoint.fqdn, rtype)
    for server in zones:
        said[server, PROBE, "AAAA"] = NODATA
    return Answers(said)


# ---- random zones ----


class ZoneMaker:
    """Zones for a deployment: its names with addresses, aliases, or nothing; wildcards; names that nobody asks about.

    One in four has what makes lookups fail: aliases that loop, lead elsewhere or through many others, and a delegation.
    """

    SHAPES = ("ipv4",) * 6 + ("dual-stack",) * 4 + ("ipv6",) * 2 + ("alias",) * 3 + ("text", "missing", "missing")

    def __init__(self, random, deployment, origin=APEX):
        self.random, self.deployment, self.origin = random, deployment, origin
        self.names = sorted(deployment.endpoints())
        self.delegated = None
        self.troubled = random.random() < 0.25
        self.extra = [f"host{number}.{origin}" for number in range(3)] + [f"deep.{random.choice(self.names)}" for _ in range(2)]

    def make(self):
        random = self.random
        zone = Zone(self.origin)
        for name in self.names:
            self.fill(zone, name, random.choice(self.SHAPES + ("loop",) * self.troubled))
        for name in self.extra:
            if random.random() < 0.5:
                self.fill(zone, name, random.choice(self.SHAPES[:12]))
        for wildcard in self.wildcards():
            if random.random() < 0.2:
                self.fill(zone, wildcard, random.choice(self.SHAPES[:15]))
        if self.troubled and random.random() < 0.5:
            self.delegate(zone, f"lab.paris.{self.origin}")
        if random.random() < 0.3:
            zone.add(f"moved.{self.origin}", "DNAME", f"paris.{self.origin}.")
        for link in range(random.choice((20, 40)) if self.troubled and random.random() < 0.3 else 0):
            zone.add(f"link{link}.{self.origin}", "CNAME", f"link{link + 1}.{self.origin}.")
        return zone

    def delegate(self, zone, owner):
        self.delegated = owner
        for name in [name for name in zone.nodes if within(name, owner)]:
            del zone.nodes[name]
        zone.add(owner, "NS", "ns.elsewhere.example.")

    def wildcards(self):
        parents = {name.partition(".")[2] for name in self.names + self.extra}
        return sorted("*." + parent for parent in parents if within(parent, self.origin))

    def owner(self):
        """A name that a change may be about."""
        names = self.names * 3 + self.extra + self.wildcards()
        return self.random.choice([name for name in names if not self.delegated or not within(name, self.delegated)])

    def fill(self, zone, name, shape):
        if shape == "alias":
            zone.add(name, "CNAME", self.target(name))
        elif shape == "loop":
            zone.add(name, "CNAME", name + ".")
        elif shape == "text":
            zone.add(name, "TXT", '"no address"')
        families = {"ipv4": ("A",), "ipv6": ("AAAA",), "dual-stack": ("A", "AAAA")}.get(shape, ())
        for rtype in families:
            for _ in range(self.random.choice((1, 1, 2))):
                zone.add(name, rtype, random_address(self.random, rtype))

    def target(self, name):
        others = [other for other in self.names + self.extra if other != name]
        odd = [f"gone.{self.origin}"] + ["www.elsewhere.example", f"link0.{self.origin}"] * self.troubled
        odd += [other.partition(".")[0] + f".moved.{self.origin}" for other in others[:2]]
        return self.random.choice(others * 2 + odd) + "."
