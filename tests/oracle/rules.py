"""The rules. Each looks at the case (an Oracle) and reports what it finds breached; a few lines a rule, speed is no concern."""

import ipaddress

import tables
from dnsmodel import PROBE
from model import TYPES, canonical

POOLS = ("front-end-pools", "director-pools", "mediation-pools", "edge-pools")

def exchange_um(case):
    for name in case.with_role("exchange-um"):
        if name.addresses("AAAA"):
            case.report("UM001", "error", name.fqdn)
        if any(answer.failed for answer in name.of("AAAA")):
            case.report("UM002", "warning", name.fqdn)
        if name.exists and name.family_seen("A") is False:
            case.report("UM003", "error", name.fqdn)
        if name.prefers in ("any", "ipv6-only"):
            case.report("UM004", "warning", name.fqdn)
    for name in case.names.values():
        if name.prefers == "any" and "exchange-um" not in name.roles and name.seen == "dual-stack":
            case.report("UM005", "warning", name.fqdn)


def stacks(case):
    for name in case.names.values():
        if name.roles != {"pstn-gateway"} and name.seen == "ipv6":
            case.report("STK001", "info" if case.lab else "error", name.fqdn)
        if name.declared and (name.families_there() - tables.families(name.declared) or name.seen in TYPES and name.seen != name.declared):
            case.report("STK003", "warning", name.fqdn)
    for network, kind in case.deployment.client_networks + case.deployment.remote_networks:
        if kind == "ipv6":
            case.report("STK002", "info" if case.lab else "error", network)


def support_tables(case):
    for combination in case.combinations:
        severity = tables.severity(combination.table, combination.seen, combination.verdict, case.lab)
        if severity:
            case.report(tables.RULES[combination.table], severity, *combination.subjects)


def gateways(case):
    for name in case.with_role("pstn-gateway"):
        over_ipv6 = 6 in (tables.families(name.declared) if name.declared else name.families_there())
        if "media-bypass" in case.deployment.features and over_ipv6:
            case.report("PST002", "error" if (name.declared or name.seen) == "ipv6" else "warning", name.fqdn)
        if not name.declared and name.seen == "dual-stack":
            case.report("PST003", "warning", name.fqdn)


EV_ROLES = (
    "front-end-pool", "director-pool", "mediation-pool", "mediation-server", "edge-internal", "edge-external", "edge-server",
)  # fmt: skip


def enterprise_voice(case):
    features = case.deployment.features
    if features:
        for name in case.with_role(*EV_ROLES):
            if name.seen == "ipv6":
                case.report("EV001", "error", name.fqdn)
        if case.deployment.product.startswith("skype"):
            for network, kind in case.deployment.client_networks:
                if kind == "ipv6":
                    case.report("EV001", "error", network)
    if "enhanced-9-1-1" in features:
        for name in case.with_role("front-end-pool", "director-pool"):
            if name.seen == "dual-stack":
                case.report("EV002", "info", name.fqdn)


def other_services(case):
    for name in case.with_role("location-information-service"):
        if name.addresses("AAAA"):
            case.report("LIS001", "error", name.fqdn)
    if "enhanced-9-1-1" in case.deployment.features:
        for pool in case.deployment.pools("front-end-pools", "director-pools"):
            if pool.web_internal and pool.web_internal != canonical(pool.fqdn) and case.names[pool.web_internal].addresses("AAAA"):
                case.report("LIS001", "warning", pool.web_internal)
    for name in case.with_role("persistent-chat"):
        if name.addresses("AAAA") and case.deployment.product not in ("skype-for-business-2019", "skype-for-business-se"):
            case.report("PCH001", "info", name.fqdn)
    for name in case.with_role("monitoring"):
        if any(other.addresses("AAAA") for other in case.names.values()):
            case.report("MON001", "info", name.fqdn)


def existence(case):
    """A name has to be there in each view that it is asked in."""
    for name in case.names.values():
        for there in name.by_view():
            broken = there.statuses & {"ALIAS_LOOP", "ALIAS_DANGLING"}
            if broken:
                case.report("DNS004", "error", name.fqdn)
            elif there.seen == "none" and (name.fqdn, there.answers[0][0].name) not in case.excused:
                case.report("DNS002" if there.exists else "DNS001", "error", name.fqdn)
    for name in case.extras:
        if name.statuses & {"ALIAS_LOOP", "ALIAS_DANGLING"}:
            case.report("DNS004", "error", name.fqdn)


def failures(case):
    for server in case.silent:
        case.report("DNS003", "error", server)
    for name in [*case.names.values(), *case.extras]:
        if any(answer.failed and server not in case.silent for _, server, _, answer in name.answers):
            case.report("DNS003", "error", name.fqdn)


def disagreement(case):
    for name in [*case.names.values(), *(extra for extra in case.extras if not extra.of("SRV"))]:
        if any(servers_differ(there) for there in name.by_view()):
            case.report("DNS005", "warning", name.fqdn)
        servers = {}
        for _, server, _, answer in name.answers:
            servers.setdefault(server, []).append(answer)
        if any(any(a.status == "NXDOMAIN" for a in said) and any(a.exists for a in said) for said in servers.values()):
            case.report("DNS014", "warning", name.fqdn)


def servers_differ(there):
    """Whether servers of one view that answered have other addresses or, where none has any, differ about the name being there."""
    for rtype in ("A", "AAAA"):
        if len({frozenset(answer.addresses) for answer in there.of(rtype) if not answer.failed}) > 1:
            return True
    servers = {}
    for _, server, _, answer in there.answers:
        if not answer.failed:
            servers.setdefault(server, []).append(answer)
    return len({existence_by(said) for said in servers.values()}) > 1


def existence_by(said):
    """What the answers of one server say about a name as a whole."""
    if any(answer.exists for answer in said):
        return "exists"
    return "NXDOMAIN" if all(answer.status == "NXDOMAIN" for answer in said) else "broken alias"


def within(*networks):
    networks = [ipaddress.ip_network(network, strict=False) for network in networks]
    return lambda address: any(address in network for network in networks if network.version == address.version)


unusable = within(
    "0.0.0.0/32", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24",
    "::/128", "::1/128", "fe80::/10", "ff00::/8", "2001:db8::/32", "3fff::/20", "::ffff:0:0/96",
)  # fmt: skip
transition = within("2002::/16", "2001::/32", "64:ff9b::/96", "64:ff9b:1::/48")
private = within("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")


def is_isatap(address):
    return address.version == 6 and int(address) >> 32 & 0xFDFFFFFF == 0x00005EFE


def odd_addresses(case):
    prefixes = discovered_prefixes(case)
    for name in [*case.names.values(), *case.extras]:
        for view, server, _, answer in name.answers:
            for address in map(ipaddress.ip_address, answer.addresses):
                if unusable(address):
                    case.report("DNS006", "error", name.fqdn)
                if transition(address) or is_isatap(address) or prefixes[server](address):
                    case.report("DNS007", "warning", name.fqdn)
                elif address.version == 6 and perhaps_made(case, server, name.fqdn, address):
                    case.report("DNS007", "info", name.fqdn)
                if (not name.roles or "edge-external" in name.roles) and view.kind == "external" and private(address):
                    case.report("DNS010", "warning", name.fqdn)


def discovered_prefixes(case):
    """In what prefixes each server synthesizes addresses, from what it gives for ipv4only.arpa (RFC 7050)."""
    found = {}
    for view in case.deployment.views:
        for server in view.servers:
            addresses = case.answers.get(server, PROBE, "AAAA").addresses
            found[server] = within(*(f"{address}/{length}" for address in addresses for length in prefix_lengths(address)))
    return found


def perhaps_made(case, server, name, address):
    """The server doesn't tell whether it makes addresses, and this one holds one of the name's IPv4 addresses there."""
    probe = case.answers.get(server, PROBE, "AAAA")
    ipv4 = case.answers.get(server, name, "A").addresses
    return probe.failed and address.ipv4_mapped is None and any(list(prefix_lengths(str(address), [one])) for one in ipv4)


def prefix_lengths(address, ipv4=("192.0.0.170", "192.0.0.171")):
    """Where an IPv4 address (of ipv4only.arpa) stands in an IPv6 one (RFC 6052 section 2.2): the ninth byte is left out, and zero."""
    packed, wanted = ipaddress.ip_address(address).packed, [ipaddress.ip_address(one).packed for one in ipv4]
    for length in (32, 40, 48, 56, 64, 96):
        places = [place for place in range(length // 8, 16) if place != 8][:4]
        if packed[8] == 0 and bytes(packed[place] for place in places) in wanted:
            yield length


def members(case):
    for pool, name in case.pools(*POOLS):
        listed = [case.names[canonical(member.fqdn)] for member in pool.members]
        if not listed:
            continue
        for view in name.by_view():
            if differs(view, listed):
                case.report("DNS008", "warning", name.fqdn)
        if any(lacks_a_family_of(one, other) for one in listed for other in listed):
            case.report("DNS009", "warning", name.fqdn)
        if len({scope(ipaddress.ip_address(address)) for member in listed for address in member.addresses("AAAA")} - {None}) > 1:
            case.report("DNS011", "warning", name.fqdn)


def differs(pool, members):
    """Whether POOL, as one view shows it, has other addresses than MEMBERS, if all are asked there and both have some.

    A difference counts where those who would have to have the address were answered about it.
    """
    listed = [member.within(pool.answers[0][0].name) for member in members]
    if not all(member.answers for member in listed) or not pool.addresses() or not any(member.addresses() for member in listed):
        return False
    for rtype in ("A", "AAAA"):
        have, union = pool.addresses(rtype), set().union(*(member.addresses(rtype) for member in listed))
        if have - union and all(member.family_seen(rtype) is not None for member in listed):
            return True
        if union - have and pool.family_seen(rtype) is not None:
            return True
    return False


def lacks_a_family_of(one, other):
    """ONE, which has an address, is shown not to have one of a family that OTHER has."""
    return bool(one.families_there()) and any(one.family_seen(rtype) is False and other.family_seen(rtype) for rtype in ("A", "AAAA"))


def scope(address):
    if address in ipaddress.ip_network("fe80::/10") or address.is_loopback:  # RFC 4007 section 4
        return "link-local"
    if address in ipaddress.ip_network("fc00::/7"):
        return "unique local"
    return None if address.is_unspecified or address.is_multicast else "global"


def configured(case):
    """What is configured on a machine that is in DNS has to be among its addresses there."""
    for name in case.names.values():
        for address in name.configured:
            rtype = "AAAA" if ":" in address else "A"
            if name.addresses() and name.family_seen(rtype) is not None and address not in name.addresses():
                case.report("DNS013", "warning", name.fqdn)


OLDER = "lync-2010"  # has no IPv6


def products(case):
    """VER001 by name, VER002 by site."""
    d, by_name = case.deployment, {}
    for pool in d.pools(*POOLS):
        product = pool.version or d.product
        for entry in [pool, *pool.members, *pool.external]:
            by_name.setdefault(canonical(entry.fqdn), set()).add(product)
    for name in case.names.values():
        if OLDER in by_name.get(name.fqdn, {d.product}) and name.addresses("AAAA") and name.roles & set(EV_ROLES):
            case.report("VER001", "error", name.fqdn)
    for pool, name in case.pools(*POOLS):
        beside = [other.version or d.product for other in d.pools(*POOLS) if other.site and other.site == pool.site]
        if (pool.version or d.product) != OLDER and OLDER in beside and name.seen == "dual-stack":
            case.report("VER002", "warning", name.fqdn)


def likeness(case):
    """A view with expect-like gives the addresses of its model, as far as both were answered."""
    models = {view.name: view.like for view in case.deployment.views if view.like}
    for name in [*case.names.values(), *case.extras]:
        for view, model in models.items():
            here, there = name.within(view), name.within(model)
            if not here.answers or not there.answers:
                continue
            if name.of("SRV"):
                said = [{service for answer in side.of("SRV") for service in answer.services} for side in (here, there)]
                if said[0] != said[1]:
                    case.open.add(f"DNS015:{name.fqdn}+{view}")
            for rtype in ("A", "AAAA"):
                answered = here.family_seen(rtype) is not None and there.family_seen(rtype) is not None
                if answered and here.addresses(rtype) != there.addresses(rtype):
                    case.report("DNS015", "warning", name.fqdn, view)


def spelling(case):
    for name in case.names.values():
        if "." not in name.fqdn:
            case.report("NAM001", "error", name.fqdn)
        if not all(char.isascii() and (char.isalnum() or char in "-.") for char in name.fqdn):
            case.report("DNS012", "warning", name.fqdn)


CHECKS = (
    exchange_um, stacks, support_tables, gateways, enterprise_voice, other_services, existence, failures, disagreement, odd_addresses,
    members, configured, spelling, products, likeness,
)  # fmt: skip
ALL_RULES = (
    "UM001 UM002 UM003 UM004 UM005 STK001 STK002 STK003 REG001 P2P001 CNF001 PST001 PST002 PST003 RMT001 EDG001 EDG002 EV001 VER001 EV002 LIS001 "
    "PCH001 MON001 "
    "DNS001 DNS002 DNS003 DNS004 DNS005 DNS006 DNS007 DNS008 DNS009 DNS010 DNS011 DNS012 DNS013 DNS014 NAM001"
).split()
