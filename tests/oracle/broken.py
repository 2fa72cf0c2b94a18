"""Random deployments with the zones of their views, most of them wrong somewhere."""

import json
import random

from model import Maker
from rules import ALL_RULES
from servicemodel import ServiceAnswering, ServiceMaker
from zone import Zone, ZoneMaker, within


class Broken:
    """A deployment with the zones of each of its views: {view: {origin: Zone}}."""

    def __init__(self, seed):
        source = random.Random(f"mend {seed}")
        self.seed = seed
        self.deployment, self.zones = (plain if source.random() < 0.4 else with_services)(source)

    def topology(self, servers=None):
        """YAML; the views' servers are never asked unless SERVERS, {view: address}, gives others."""
        text = self.deployment.yaml()
        for view in self.deployment.views:
            address = servers[view.name] if servers else "127.0.0.1:9"
            text = text.replace(json.dumps({**view.mapping()}), json.dumps({**view.mapping(), "servers": [address]}))
        return text


def plain(source):
    deployment = Maker(source, (), ALL_RULES, zoned=True).make()
    maker = ZoneMaker(source, deployment)
    first = maker.make()
    zones = {view.name: {first.origin: first.copy() if source.random() < 0.5 else maker.make()} for view in deployment.views}
    return deployment, zones


def with_services(source):
    deployment = ServiceMaker(source).make()
    for number, view in enumerate(deployment.views):
        view.servers = [f"10.9.{number}.1:53"]  # one for each, since zone files have no servers that differ
    answering = ServiceAnswering(source, deployment)
    answering.make()
    return deployment, {view.name: zones_of(deployment, answering.views[view.name]) for view in deployment.views}


def zones_of(deployment, data):
    """Zones with what DATA (of a view) has."""
    origins = {"lync.com", "elsewhere.example", "partner.example", "contoso.com", *deployment.sip_domains}
    zones = {origin: Zone(origin) for origin in sorted(origins)}
    for name, (addresses, aliases) in data.hosts.items():
        put_host(zones, data.hosts, name, addresses, aliases)
    for name, services in data.services.items():
        for priority, weight, port, target in services:
            zone_of(zones, name).add(name, "SRV", f"{priority} {weight} {port} {target.rstrip('.')}.")
    return zones


def put_host(zones, hosts, name, addresses, aliases):
    if name in zones:  # an alias can't be at the top of a zone
        aliases = []
    chain = [name, *aliases]
    for owner, target in zip(chain, chain[1:]):
        zone = zone_of(zones, owner)
        if owner == name or owner not in hosts and owner not in zone.nodes:
            zone.add(owner, "CNAME", target + ".")
    last, zone = chain[-1], zone_of(zones, chain[-1])
    if last == name or last not in hosts and last not in zone.nodes:
        for address in addresses:
            zone.add(last, "AAAA" if ":" in address else "A", address)


def zone_of(zones, name):
    return zones[max((origin for origin in zones if within(name, origin)), key=len)]
