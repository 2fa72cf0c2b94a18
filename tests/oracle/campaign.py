"""Campaigns: many random cases, each judged by the program and by the oracle; a mismatch is shrunk and kept."""

import copy
import random
import re
import tempfile
from pathlib import Path

import change
import run
from dnsmodel import Answering, Answers
from model import Maker
from oracle import RANK, Oracle
from rules import ALL_RULES
from servicemodel import ServiceAnswering, ServiceMaker
from shrinker import drop, shrink, steps
from zone import ZoneMaker, answers_of

SERVERS = ("10.0.0.10:53", "10.0.0.11:53", "10.0.0.12:53", "[fd00::53]:53")
FAIL_ON = ("error", "error", "error", "warning", "info", "never")


class Tally:
    """Counts of a campaign; MISMATCHES are texts, a case each."""

    def __init__(self):
        self.counts, self.mismatches = {}, []

    def add(self, what, number=1):
        self.counts[what] = self.counts.get(what, 0) + number

    def __str__(self):
        counts = ", ".join(f"{number} {what}" for what, number in self.counts.items())
        return f"{counts}, {len(self.mismatches)} mismatches"


def usual(source):
    deployment = Maker(source, SERVERS, ALL_RULES).make()
    return deployment, Answering(source, deployment).make()


def with_services(source):
    deployment = ServiceMaker(source).make()
    return deployment, ServiceAnswering(source, deployment).make()


def services(seeds, keep=None, tally=None):
    """Audits of deployments with SIP domains."""
    return deployments(seeds, keep, tally, with_services)


def deployments(seeds, keep=None, tally=None, make=usual):
    """Audits of saved answers. KEEP: the folder for the cases that differ."""
    tally = tally or Tally()
    with tempfile.TemporaryDirectory(prefix="lyncdns-oracle-") as name:
        folder = Path(name)
        for seed in seeds:
            source = random.Random(seed)
            deployment, answers = make(source)
            fail_on = source.choice(FAIL_ON)
            found, compared = compare(folder, deployment, answers, fail_on)
            tally.add("deployments")
            tally.add("values compared", compared)
            if found:
                tally.mismatches.append(explain(folder, seed, deployment, answers, fail_on, found, keep))
    return tally


def compare(folder, deployment, answers, fail_on):
    """([differences], how many values were compared)"""
    oracle = Oracle(deployment, answers, fail_on=fail_on)
    try:
        code, report = run.audit(folder, deployment, answers, fail_on)
    except run.Broken as error:
        return [(("run",), "a report", str(error))], 1
    return run.differences(report, code, oracle), len(run.expected(oracle)) + 1


def kinds(found):
    """What kind each difference is of, so that shrinking doesn't wander off to another one. Sums follow from the rest."""
    specific = {kind_of(*difference) for difference in found if difference[0][0] not in ("summary", "exit code")}
    return specific or {kind_of(*difference) for difference in found}


def kind_of(key, wanted, told):
    if key[0] in ("finding", "introduced", "resolved", "unchanged"):
        what = key[1].split(":")[0]
    elif key[0] == "run":
        what = re.sub("[^a-z ]", "", told.rpartition(": ")[2])
    else:
        what = key[1] if key[0] in ("combination", "summary") else ""
    return key[0], what, "missing" if told is None else "extra" if wanted is None else "differs"


def explain(folder, seed, deployment, answers, fail_on, found, keep):
    """Shrinks the case, keeps it in a folder, and returns the text that shows it."""
    target = sorted(kinds(found))[0]
    deployment, answers = shrink(deployment, answers, lambda d, a: target in kinds(compare(folder, d, a, fail_on)[0]))
    found, _ = compare(folder, deployment, answers, fail_on)
    lines = [f"seed {seed}, --fail-on {fail_on}, first difference {' '.join(target)}", deployment.yaml()]
    lines += [f"{server} {name} {rtype}: {answer.status} {' '.join(answer.addresses)} {'-> ' * bool(answer.aliases)}{' '.join(answer.aliases)}"
              + " ".join(" ".join(map(str, service)) for service in answer.services)
              for (server, name, rtype), answer in answers.said.items()]  # fmt: skip
    lines += [f"{' '.join(map(str, key))}: expected {wanted}, said {told}" for key, wanted, told in found]
    text = "\n".join(lines) + "\n"
    if keep:
        kept = Path(keep) / f"deployment-{seed}"
        kept.mkdir(parents=True, exist_ok=True)
        (kept / "topology.yaml").write_text(deployment.yaml())
        (kept / "run.answers").write_text(answers.saved(deployment))
        (kept / "README").write_text(text)
    return text


# ---- previews from zone files ----


def previews(seeds, keep=None, tally=None):
    """Previews of random changes, from zone files. Each is preceded by an audit of the zones, compared answer by answer."""
    tally = tally or Tally()
    with tempfile.TemporaryDirectory(prefix="lyncdns-oracle-") as name:
        folder = Path(name)
        for seed in seeds:
            case = PreviewCase(seed)
            for what, found in (("audits of zones", case.audit(folder)), ("previews", case.preview(folder))):
                tally.add(what)
                if found:
                    tally.mismatches.append(case.explain(folder, what, found, keep))
    return tally


class PreviewCase:
    """A deployment, a zone for each of its views, and a change of one of them, in one of the forms."""

    def __init__(self, seed):
        self.seed = seed
        source = random.Random(seed)
        self.deployment = Maker(source, (), ALL_RULES, zoned=True).make()
        maker = ZoneMaker(source, self.deployment)
        first = maker.make()
        self.zones = {view.servers[0]: first.copy() if source.random() < 0.5 else maker.make() for view in self.deployment.views}
        self.view = source.choice(self.deployment.views)
        self.form = source.choice(change.FORMS)
        self.fail_on = source.choice(FAIL_ON)
        self.steps = change.ChangeMaker(source, maker).make(self.zone, self.form)

    @property
    def zone(self):
        return self.zones[self.view.servers[0]]

    def oracle(self, changed=False):
        zones = dict(self.zones)
        if changed:
            zones[self.view.servers[0]] = self.zone.copy()
            change.apply(self.steps, zones[self.view.servers[0]])
        return Oracle(self.deployment, answers_of(self.deployment, zones), fail_on=self.fail_on)

    def audit(self, folder):
        try:
            code, report = run.audit_zones(folder, self.deployment, self.zones, self.fail_on)
        except run.Broken as error:
            return [(("run",), "a report", str(error))]
        return run.differences(report, code, self.oracle())

    def preview(self, folder):
        before, after = self.oracle(), self.oracle(changed=True)
        options = run.zone_files(folder, self.zones) + ["--view", self.view.name, "--fail-on", self.fail_on]
        script = change.script(self.steps, self.form, self.zone.origin)
        try:
            code, report = run.preview(folder, run.topology_for_zones(self.deployment), script, *options)
        except run.Broken as error:
            return [(("run",), "a preview", str(error))]
        findings = [{f.key: (f.severity, f.waived) for f in oracle.findings} for oracle in (before, after)]
        return run.preview_differences(report, code, *findings, self.exit_code(before, after), before.open | after.open)

    def exit_code(self, before, after):
        """1: something that counts is introduced; 3: a lookup failed."""
        if self.fail_on != "never":
            severities = {finding.key: RANK[finding.severity] for finding in before.findings}
            for finding in after.findings:
                introduced = RANK[finding.severity] > severities.get(finding.key, -1)
                if introduced and not finding.waived and RANK[finding.severity] >= RANK[self.fail_on] and finding.rule != "DNS003":
                    return 1
        return 0 if before.complete and after.complete else 3

    def explain(self, folder, what, found, keep):
        """Takes away what doesn't matter, keeps the case, and returns the text that shows it."""
        judge = self.audit if what.startswith("audit") else self.preview
        target = sorted(kinds(found))[0]
        self.shrink(lambda: target in kinds(judge(folder)))
        found = judge(folder)
        script = change.script(self.steps, self.form, self.zone.origin)
        options = f"--view {self.view.name} --fail-on {self.fail_on}"
        lines = [f"seed {self.seed}, {what}, {options}, first difference {' '.join(target)}", self.deployment.yaml()]
        lines += [f"; {server}\n{zone.text()}" for server, zone in self.zones.items()] + [script]
        lines += [f"{' '.join(map(str, key))}: expected {wanted}, said {told}" for key, wanted, told in found]
        text = "\n".join(lines) + "\n"
        if keep:
            kept = Path(keep) / f"preview-{self.seed}"
            kept.mkdir(parents=True, exist_ok=True)
            (kept / "topology.yaml").write_text(run.topology_for_zones(self.deployment))
            (kept / "change").write_text(script)
            run.zone_files(kept, self.zones)
            (kept / "README").write_text(text)
        return text

    def shrink(self, still_differs):
        """Tries to do without each part, for as long as one can go."""
        smaller = True
        while smaller:
            smaller = False
            for step in list(self.shrinking()):
                kept = self.deployment, self.zones, self.steps
                self.deployment, self.zones, self.steps = copy.deepcopy(kept)
                self.view = next((view for view in self.deployment.views if view.name == self.view.name), self.view)
                if step(self) is not False and self.steps and self.view in self.deployment.views and still_differs():
                    smaller = True
                else:
                    self.deployment, self.zones, self.steps = kept
                    self.view = next(view for view in self.deployment.views if view.name == self.view.name)

    def shrinking(self):
        for index in reversed(range(len(self.steps))):
            yield lambda case, index=index: drop(case.steps, index)
        for step in steps(self.deployment, Answers()):
            yield lambda case, step=step: step(case.deployment, None)
        for server, zone in self.zones.items():
            for name in list(zone.nodes):
                if name != zone.origin and not name.startswith("ns."):
                    yield lambda case, server=server, name=name: case.zones[server].nodes.pop(name, False) is not False
