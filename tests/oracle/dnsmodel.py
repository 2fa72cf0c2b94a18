"""What DNS servers answer: random answers for a deployment, and a zone that answers as an authoritative server does (RFC 1034, 4592)."""

import ipaddress
import json
import socket
from dataclasses import dataclass, field

from model import canonical

FAILED = ("SERVFAIL", "REFUSED", "FORMERR", "NOTIMP", "TIMEOUT", "UNREACHABLE", "MALFORMED")
SILENT = ("TIMEOUT", "UNREACHABLE")  # what a server that sends nothing gives
RCODES = {"SERVFAIL": 2, "REFUSED": 5, "FORMERR": 1, "NOTIMP": 4, "NXDOMAIN": 3, "ALIAS_DANGLING": 3}
STARTED = "2026-11-27T12:00:00Z"
PROBE = "ipv4only.arpa"


@dataclass(frozen=True)
class Answer:
    status: str
    addresses: tuple = ()
    aliases: tuple = ()
    services: tuple = ()  # of an SRV lookup: (priority, weight, port, target)

    @property
    def failed(self):
        return self.status in FAILED

    @property
    def exists(self):
        """The server says that the name is there."""
        return self.status in ("NOERROR", "NODATA")


NODATA, NXDOMAIN = Answer("NODATA"), Answer("NXDOMAIN")


@dataclass
class Answers:
    """What every server says: {(server, name, type): Answer}; a question without an entry gets NODATA."""

    said: dict = field(default_factory=dict)

    def get(self, server, name, rtype):
        return self.said.get((server, name, rtype), NODATA)

    def saved(self, deployment):
        """The same in the format of --save-answers."""
        views = [{"name": view.name, "servers": view.servers} for view in deployment.views]
        lines = [{"format": "lyncdns-answers-1", "version": "0.1.0", "topology": "test", "started": STARTED, "views": views}]
        asked = dict.fromkeys(questions(deployment)) | (dict.fromkeys(self.said) if deployment.sip_domains else {})
        for server, name, rtype in asked:
            if name != PROBE:
                lines.append(saved_answer(server, name, rtype, self.get(server, name, rtype)))
        for server in sorted({server for view in deployment.views for server in view.servers}):
            if (server, PROBE, "AAAA") in self.said:
                lines.append(saved_answer(server, PROBE, "AAAA", self.said[server, PROBE, "AAAA"]))
        lines.append({"answers": len(lines) - 1, "stopped": False})
        return "".join(json.dumps(line) + "\n" for line in lines)


def questions(deployment):
    """Each question that a run asks, once."""
    asked = {}
    for endpoint in deployment.endpoints().values():
        for view in endpoint.views:
            for server in view.servers:
                for rtype in ("A", "AAAA"):
                    asked[server, endpoint.fqdn, rtype] = True
    return list(asked)


def saved_answer(server, name, rtype, answer):
    silent = answer.status in SILENT
    addresses = sorted(answer.addresses, key=lambda address: ipaddress.ip_address(address).packed)
    return {
        "server": server,
        "name": name,
        "type": rtype,
        "status": answer.status,
        "cause": "asked",
        "rcode": RCODES.get(answer.status, 0),
        "rtt_us": 0 if silent else 300,
        "resent": 1 if silent else 0,
        "aliases": list(answer.aliases),
        "records": [{"address": address, "ttl": 300} for address in addresses]
        + [{"priority": p, "weight": w, "port": port, "target": target, "ttl": 300} for p, w, port, target in sorted(answer.services)],
    }


# ---- addresses ----

IPV4 = (
    "131.107.1.{}", "131.107.1.{}", "10.1.0.{}", "10.1.0.{}", "192.168.7.{}", "172.16.0.{}", "172.31.255.{}", "172.32.0.{}",
    "100.64.0.{}", "100.127.255.{}", "100.128.0.{}",
)  # fmt: skip
ODD_IPV4 = ("0.0.0.0", "127.0.0.1", "127.9.9.9", "169.254.1.{}", "224.0.0.{}", "239.255.255.{}", "192.0.2.{}", "198.51.100.{}", "203.0.113.{}")
IPV6 = ("2a00:1450::{:x}", "2a00:1450::{:x}", "2620:0:1::{:x}", "fd00:1::{:x}", "fc00::{:x}", "2001:1::{:x}", "3fff:1000::{:x}", "2003::{:x}")
ODD_IPV6 = (
    "::", "::1", "fe80::{:x}", "febf::{:x}", "ff02::{:x}", "2001:db8::{:x}", "3fff:fff::{:x}", "::ffff:10.0.0.{}",
    "2002:c000:201::{:x}", "2001:0:53aa::{:x}", "2a00:1450::5efe:10.0.0.{}", "fd00::200:5efe:131.107.1.{}", "fe80::5efe:10.0.0.{}",
    "64:ff9b::a01:{:x}", "64:ff9b:1::a01:{:x}", "64:ff9b:0:1::{:x}",
)  # fmt: skip
PREFIXES = ("64:ff9b::/96", "64:ff9b::/96", "2a00:64:64::/96", "2a00:64:65:1::/64", "2a00:64:66::/48", "2a00:67::/32")
IPV4ONLY = ("192.0.0.170", "192.0.0.171")


def synthesized(ipv4, prefix):
    """What a DNS64 with PREFIX makes of an IPv4 address (RFC 6052 section 2.2; the ninth byte is left out)."""
    network = ipaddress.ip_network(prefix)
    made, start = bytearray(network.network_address.packed), network.prefixlen // 8
    places = [place for place in range(start, 16) if place != 8][:4]
    for place, byte in zip(places, ipaddress.ip_address(ipv4).packed):
        made[place] = byte
    return str(ipaddress.ip_address(bytes(made)))


def presented(address):
    """As inet_ntop writes it: an IPv4-mapped address ends in an IPv4 address."""
    return socket.inet_ntop(socket.AF_INET6, socket.inet_pton(socket.AF_INET6, address)) if ":" in address else address


def random_address(random, rtype):
    usual, odd = (IPV4, ODD_IPV4) if rtype == "A" else (IPV6, ODD_IPV6)
    template = random.choice(odd if random.random() < 0.08 else usual)
    return presented(template.format(random.randint(1, 200)))


def as_answer(addresses, ipv6):
    of_family = tuple(address for address in sorted(addresses) if (":" in address) == ipv6)
    return Answer("NOERROR", of_family) if of_family else NODATA


# ---- random answers ----


class Answering:
    """Makes the answers of all servers for one deployment: a truth for each name and view, and servers that deviate from it."""

    SHAPES = ("ipv4",) * 8 + ("dual-stack",) * 6 + ("ipv6",) * 3 + ("none", "missing", "dangling", "loop")

    def __init__(self, random, deployment):
        self.random, self.deployment = random, deployment
        self.said = {}
        self.trouble = random.choice((0, 0, 0.02, 0.1, 0.4))  # how often a lookup fails
        self.staleness = random.choice((0, 0, 0.03, 0.2))

    def make(self):
        truths = {}
        for endpoint in self.deployment.endpoints().values():
            truth = self.truth()
            if endpoint.configured and self.random.random() < 0.7:
                truth = {"A": as_answer(endpoint.configured, False), "AAAA": as_answer(endpoint.configured, True)}
            for view in endpoint.views:
                if self.random.random() < 0.1:
                    truth = self.truth()
                for server in view.servers:
                    self.serve(server, endpoint.fqdn, truth)
            truths[endpoint.fqdn] = truth
        self.balance(truths)
        self.translate()
        self.kill_servers()
        return Answers(self.said)

    def truth(self):
        """{type: Answer} of one name."""
        random = self.random
        shape = random.choice(self.SHAPES)
        aliases = tuple(f"alias{n}.contoso.com" for n in range(random.choice((0, 0, 0, 0, 1, 2, 32, 33, 90))))
        if shape == "missing":
            return {rtype: NXDOMAIN for rtype in ("A", "AAAA")}
        if shape in ("dangling", "loop"):
            answer = Answer("ALIAS_" + shape.upper(), (), aliases or ("gone.contoso.com",))
            return {rtype: answer for rtype in ("A", "AAAA")}
        families = {"ipv4": ("A",), "ipv6": ("AAAA",), "dual-stack": ("A", "AAAA"), "none": ()}[shape]
        return {rtype: self.addresses(rtype, aliases) if rtype in families else Answer("NODATA", (), aliases) for rtype in ("A", "AAAA")}

    def addresses(self, rtype, aliases=()):
        count = self.random.choice((1, 1, 1, 2, 3))
        return Answer("NOERROR", tuple(dict.fromkeys(random_address(self.random, rtype) for _ in range(count))), aliases)

    def serve(self, server, name, truth):
        random = self.random
        if random.random() < self.staleness:
            truth = self.truth()
        for rtype, answer in truth.items():
            if random.random() < self.trouble:
                answer = Answer(random.choice(FAILED))
            elif random.random() < 0.01:
                answer = NXDOMAIN
            self.said[server, name, rtype] = answer

    def balance(self, truths):
        """Most pools have the addresses of their members, at every server that answers for both."""
        for pool in self.deployment.pools("front-end-pools", "director-pools", "mediation-pools", "edge-pools"):
            name = canonical(pool.fqdn)
            if not pool.members or self.random.random() < 0.3:
                continue
            for rtype in ("A", "AAAA"):
                union = tuple(dict.fromkeys(address for member in pool.members for address in truths[canonical(member.fqdn)][rtype].addresses))
                answer = Answer("NOERROR", union) if union else NODATA
                for server, said_name, said_type in list(self.said):
                    if (said_name, said_type) == (name, rtype) and not self.said[server, name, rtype].failed:
                        self.said[server, name, rtype] = answer

    def kill_servers(self):
        servers = sorted({server for server, _, _ in self.said})
        for server in servers:
            if self.random.random() < 0.1:
                for key in list(self.said):
                    if key[0] == server:
                        self.said[key] = Answer(self.random.choice(SILENT))

    def translate(self):
        """Some servers make AAAA records of A records (DNS64), which ipv4only.arpa shows (RFC 7050), unless that lookup fails."""
        random = self.random
        for server in sorted({server for server, _, _ in self.said}):
            self.said[server, PROBE, "AAAA"] = random.choice((NODATA, Answer("SERVFAIL"), Answer("TIMEOUT")))
            if random.random() < 0.5:
                continue
            prefix = random.choice(PREFIXES)
            if random.random() < 0.8:
                self.said[server, PROBE, "AAAA"] = Answer("NOERROR", tuple(synthesized(address, prefix) for address in IPV4ONLY))
            for name in sorted({name for asked, name, _ in self.said if asked == server and name != PROBE}):
                ipv4, ipv6 = self.said[server, name, "A"], self.said[server, name, "AAAA"]
                if ipv4.addresses and ipv6.status == "NODATA" and random.random() < 0.2:
                    made = tuple(synthesized(address, prefix) for address in ipv4.addresses)
                    self.said[server, name, "AAAA"] = Answer("NOERROR", made, ipv4.aliases)
                    if random.random() < self.trouble:
                        self.said[server, name, "A"] = Answer(random.choice(FAILED))
