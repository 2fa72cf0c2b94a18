"""What a run must find: address types, combinations, findings, counts and exit code, from a deployment and what its servers answered.

Written from the support statements and the words of the manual, not from the program.
"""

import re
from dataclasses import dataclass
from itertools import combinations

import tables
from dnsmodel import SILENT, questions
from model import canonical
from name import Name
from records import extra_names, finals
from rules import CHECKS
from services import Services

RANK = {"info": 0, "warning": 1, "error": 2}


@dataclass
class Finding:
    rule: str
    severity: str
    subjects: tuple
    waived: bool = False

    @property
    def key(self):
        return f"{self.rule}:{'+'.join(self.subjects)}"


@dataclass
class Combination:
    table: str
    subjects: tuple
    seen: tuple
    verdict: str


class Oracle:
    """Judges when it is made; then: names, combinations, findings, lookups, failed_lookups, complete, summary, exit_code."""

    def __init__(self, deployment, answers, today="2026-11-27", fail_on="error"):
        self.deployment, self.answers, self.today, self.fail_on = deployment, answers, today, fail_on
        self.lab = deployment.environment == "lab"
        self.endpoints = deployment.endpoints()
        self.names = {fqdn: self.name(endpoint) for fqdn, endpoint in self.endpoints.items()}
        self.open = set()  # keys of findings that may be there or not: the manual leaves it open
        self.shown = {}  # {key: names of the views that show the finding} of service records
        self.excused = set()  # (name, view) of missing names that a rule about service records tells
        self.access_targets = {}  # {SRV target that stands for an Access Edge: {name: View} of the views that show it so}
        self.extras = extra_names(self)
        keys = dict.fromkeys(questions(deployment))
        keys.update(((server, name.fqdn, rtype), None) for name in self.extras for _, server, rtype, _ in name.answers)
        asked = [(key, answers.get(*key)) for key in keys]
        self.lookups, self.failed_lookups = len(asked), sum(answer.failed for _, answer in asked)
        self.lookups_by = {server for (server, _, _), _ in asked}
        self.silent = self.silent_servers(asked)
        self.complete = self.failed_lookups == 0
        self.found = {}
        self.combinations = list(self.combine())
        self.services = Services(self)
        self.services.judge()
        for check in CHECKS:
            check(self)
        self.loose = self.open & set(self.found)  # there for sure, as severe as the report says
        self.open -= self.loose
        self.findings = self.accept(self.with_severities())
        self.count()

    def name(self, endpoint):
        name = Name(endpoint.fqdn, endpoint.roles, endpoint.declared, endpoint.configured, prefers=endpoint.prefers)
        for view in endpoint.views:
            for server in view.servers:
                for rtype in ("A", "AAAA"):
                    name.answers.append((view, server, rtype, self.answers.get(server, endpoint.fqdn, rtype)))
        return name

    def at(self, fqdn, view, srv):
        """What the servers of one view say of a name, whoever asks."""
        known = self.names.get(fqdn, Name(fqdn, set(), None, set()))
        rtypes = ("SRV",) if srv else ("A", "AAAA")
        answers = [(view, server, rtype, self.answers.get(server, fqdn, rtype)) for server in view.servers for rtype in rtypes]
        return Name(fqdn, known.roles, known.declared, known.configured, answers)

    def leads(self, here, names, named=False):
        """Whether HERE, a name in one view, leads to one of NAMES in any view; None: a lookup that failed or a reading decides.

        NAMED: being one of NAMES is enough; else its own addresses in the views that it is asked in for itself have to be the same.
        """
        view = here.answers[0][0]
        own_view = here.fqdn in self.names and view in self.endpoints[here.fqdn].views
        ends, doubtful = finals(here) or ({here.fqdn} if named or own_view else set()), any(answer.failed for _, _, _, answer in here.answers)
        for fqdn in names:
            own = self.names[fqdn]
            everywhere = [self.at(fqdn, view, False) for view in self.deployment.views] if fqdn != here.fqdn else []
            if ends & (finals(own) or {fqdn}) or named and here.fqdn == fqdn or here.addresses() & own.addresses():
                return True
            others = {fqdn} | {end for other in everywhere for end in finals(other)}
            doubtful |= bool(ends & others) or any(here.addresses() & other.addresses() for other in everywhere)
            doubtful |= not own.answers or any(answer.failed or answer.status.startswith("ALIAS") for _, _, _, answer in own.answers)
        return None if doubtful else False

    def with_role(self, *roles):
        return [name for name in self.names.values() if name.roles & set(roles)]

    def pools(self, *sections):
        return [(pool, self.names[canonical(pool.fqdn)]) for pool in self.deployment.pools(*sections)]

    @staticmethod
    def silent_servers(asked):
        servers = {}
        for (server, _, _), answer in asked:
            servers.setdefault(server, []).append(answer.status)
        return {server for server, statuses in servers.items() if all(status in SILENT for status in statuses)}

    # ---- combinations ----

    def combine(self):
        deployment = self.deployment
        front_ends = self.pools("front-end-pools")
        for client in deployment.client_networks:
            for _, pool in front_ends + self.pools("director-pools"):
                yield self.pair("client-registration", client, pool)
            for _, pool in front_ends:
                yield self.pair("conferencing", client, pool)
        for one, other in combinations(deployment.client_networks, 2):
            yield self.pair("peer-to-peer", one, other)
        for pool, primary in self.pools("mediation-pools"):
            for gateway in pool.gateways:
                sides = (primary, self.pstn_interface(pool, primary), self.gateway(canonical(gateway)))
                yield self.combination("mediation-pstn", (primary.fqdn, canonical(gateway)), [self.side(side)[1:] for side in sides])
        for remote in deployment.remote_networks:
            for name in self.with_role("edge-external"):
                yield self.pair("remote-user", remote, name)
            for name in self.targets():
                yield self.pair("remote-user", remote, name)
        for pool, front_end in front_ends:
            if pool.edge_pool:
                yield self.pair("front-end-edge", front_end, self.names[canonical(pool.edge_pool)])
        for pool, edge in self.pools("edge-pools"):
            for external in pool.external:
                yield self.pair("edge-internal-external", edge, self.names[canonical(external.fqdn)])
            for name in self.targets():
                yield self.pair("edge-internal-external", edge, name)

    def targets(self):
        """SRV targets that stand for an Access Edge, as the views show them that expect one."""
        for fqdn, views in self.access_targets.items():
            yield Name(fqdn, set(), None, set(), [answer for view in views.values() for answer in self.at(fqdn, view, False).answers])

    def pstn_interface(self, pool, primary):
        if pool.pstn_interface:
            return (pool.fqdn, pool.pstn_interface)
        return self.names[canonical(pool.pstn_fqdn)] if pool.pstn_fqdn else primary

    def gateway(self, fqdn):
        name = self.names[fqdn]
        return (fqdn, name.declared) if name.declared else name

    @staticmethod
    def side(side):
        """(subject, type seen, known for sure) of a name or of something declared: (subject, type)."""
        if isinstance(side, Name):
            return side.fqdn, side.seen, side.type == side.seen
        return side[0], side[1], True

    def pair(self, table, one, other):
        (first, *left), (second, *right) = self.side(one), self.side(other)
        return self.combination(table, (first, second), (left, right))

    @staticmethod
    def combination(table, subjects, sides):
        seen = tuple(kind for kind, _ in sides)
        return Combination(table, subjects, seen, tables.verdict(table, seen, [known for _, known in sides]))

    # ---- findings ----

    def report(self, rule, severity, *subjects):
        """One finding for a key, with the highest severity."""
        finding = Finding(rule, severity, subjects)
        before = self.found.get(finding.key)
        if before is None or RANK[severity] > RANK[before.severity]:
            self.found[finding.key] = finding

    def with_severities(self):
        set_to = self.deployment.severities
        for finding in self.found.values():
            finding.severity = set_to.get(finding.rule, finding.severity)
        return [finding for finding in self.found.values() if finding.severity != "off"]

    def accept(self, findings):
        """Applies the waivers, and reports those that have expired or match nothing."""
        for waiver in self.deployment.waivers:
            if waiver.expires < self.today:
                self.report("WVR001", "warning", waiver.rule, waiver.pattern)
                continue
            pattern = re.compile(glob(waiver.pattern), re.IGNORECASE)
            matched = [f for f in findings if f.rule == waiver.rule and any(pattern.fullmatch(subject) for subject in f.subjects)]
            if not matched and not self.complete and self.could_match(pattern):
                self.open.add(f"WVR002:{waiver.rule}+{waiver.pattern}")
            elif not matched:
                self.report("WVR002", "info", waiver.rule, waiver.pattern)
            for finding in matched:
                finding.waived = True
        return self.with_severities()

    def could_match(self, pattern):
        """A lookup that failed may hide a finding whose subject matches."""
        networks = [name for name, _ in self.deployment.client_networks + self.deployment.remote_networks]
        return any(pattern.fullmatch(subject) for subject in [*self.names, *networks, *self.lookups_by])

    def settle(self, told):
        """Takes over which of the open findings there are: those of TOLD, the findings of a report."""
        severities = {finding["key"]: finding["severity"] for finding in told}
        for finding in self.findings:
            if finding.key in self.loose:
                finding.severity = severities.get(finding.key, finding.severity)
        for finding in told:
            if finding["key"] in self.open:
                self.findings.append(Finding(finding["rule"], finding["severity"], tuple(finding["subjects"]), finding["waived"]))
        self.count()

    def count(self):
        counted = [finding for finding in self.findings if not finding.waived]
        self.summary = {
            "endpoints": len(self.names),
            "lookups": self.lookups,
            "failed_lookups": self.failed_lookups,
            "errors": sum(finding.severity == "error" for finding in counted),
            "warnings": sum(finding.severity == "warning" for finding in counted),
            "infos": sum(finding.severity == "info" for finding in counted),
            "waived": len(self.findings) - len(counted),
            "combinations_omitted": 0,
            "findings_left_out": 0,
        }
        if self.fail_on != "never" and any(RANK[f.severity] >= RANK[self.fail_on] and f.rule != "DNS003" for f in counted):
            self.exit_code = 1
        else:
            self.exit_code = 0 if self.complete else 3
        self.summary["exit_code"] = self.exit_code


def glob(pattern):
    """A glob of * and ? alone."""
    return "".join({"*": ".*", "?": "."}.get(char, re.escape(char)) for char in pattern)
