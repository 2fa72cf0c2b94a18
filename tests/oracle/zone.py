"""A zone, random ones, and what an authoritative server answers from it (RFC 1034 section 4.3.2, RFC 4592 on wildcards)."""

import copy

from dnsmodel import NODATA, NXDOMAIN, PROBE, Answer, Answers, random_address
from model import DOMAIN

APEX = DOMAIN


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
        while True:
            if not (here == self.origin or here.endswith("." + self.origin)):
                return Answer("OUTSIDE", (), tuple(aliases))
            node = self.node(here)
            if node is None:
                return Answer("ALIAS_DANGLING", (), tuple(aliases)) if aliases else NXDOMAIN
            if "CNAME" not in node:
                addresses = tuple(node.get(rtype, ()))
                return Answer("NOERROR" if addresses else "NODATA", addresses, tuple(aliases))
            here = node["CNAME"][0].rstrip(".")
            looped = here in aliases or here == name
            aliases.append(here)
            if looped:
                return Answer("ALIAS_LOOP", (), tuple(aliases))


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
    """Zones for a deployment: its names with addresses, aliases, or nothing; wildcards; names that nobody asks about."""

    SHAPES = ("ipv4",) * 6 + ("dual-stack",) * 4 + ("ipv6",) * 2 + ("alias",) * 3 + ("text", "missing", "missing", "loop")

    def __init__(self, random, deployment, origin=APEX):
        self.random, self.deployment, self.origin = random, deployment, origin
        self.names = sorted(deployment.endpoints())
        self.extra = [f"host{number}.{origin}" for number in range(3)] + [f"deep.{random.choice(self.names)}" for _ in range(2)]

    def make(self):
        random = self.random
        zone = Zone(self.origin)
        for name in self.names:
            self.fill(zone, name, random.choice(self.SHAPES))
        for name in self.extra:
            if random.random() < 0.5:
                self.fill(zone, name, random.choice(self.SHAPES[:12]))
        for wildcard in self.wildcards():
            if random.random() < 0.2:
                self.fill(zone, wildcard, random.choice(self.SHAPES[:15]))
        return zone

    def wildcards(self):
        parents = {name.partition(".")[2] for name in self.names + self.extra}
        return sorted("*." + parent for parent in parents if parent == self.origin or parent.endswith("." + self.origin))

    def owner(self):
        """A name that a change may be about."""
        return self.random.choice(self.names * 3 + self.extra + self.wildcards())

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
        return self.random.choice(others + [f"gone.{self.origin}"]) + "."
