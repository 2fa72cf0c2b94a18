"""Properties that need no oracle: how two reports on related inputs must relate, whatever the right report is.

    a dead server    where two servers say the same, the death of one takes away no finding and makes no combination supported
    another order    of views, servers, names and members changes no finding
    a waiver         moves findings to the waived ones, and does nothing else
"""

import copy
import random
import tempfile
from pathlib import Path

import run
from campaign import SERVERS, Tally
from dnsmodel import SILENT, Answer, Answering, Answers
from model import Maker, Waiver
from oracle import RANK
from rules import ALL_RULES

FAILING = SILENT + ("SERVFAIL", "REFUSED")


def properties(seeds, _keep=None, tally=None):
    tally = tally or Tally()
    with tempfile.TemporaryDirectory(prefix="lyncdns-oracle-") as name:
        folder = Path(name)
        for seed in seeds:
            source = random.Random(seed)
            deployment = Maker(source, SERVERS, ALL_RULES).make()
            answers = Answering(source, deployment).make()
            for check in (a_dead_server, another_order, a_waiver):
                tally.add("properties")
                broken = list(check(source, folder, deployment, answers))
                if broken:
                    tally.mismatches.append(f"seed {seed}, {check.__name__}:\n{deployment.yaml()}" + "\n".join(broken) + "\n")
    return tally


def findings(report, *without):
    return {finding["key"]: finding for finding in report["findings"] if finding["rule"] not in without}


def a_dead_server(source, folder, deployment, answers):
    """A second server is added to each view; first it says what the first one says, then nothing or only failures."""
    deployment = copy.deepcopy(deployment)
    for view in deployment.views:
        del view.servers[1:]
    twins = {server: f"10.9.0.{number}:53" for number, server in enumerate({view.servers[0]: None for view in deployment.views})}
    for view in deployment.views:
        view.servers.append(twins[view.servers[0]])
    alike = Answers({(server, *rest): answer for (first, *rest), answer in answers.said.items() for server in (first, twins.get(first, first))})
    status = source.choice(FAILING)
    dead = Answers({key: Answer(status) if key[0] in twins.values() else answer for key, answer in alike.said.items()})
    for question in list(alike.said) + [(twin, *rest) for twin in twins.values() for _, *rest in answers.said]:
        if question[0] in twins.values():
            dead.said[tuple(question)] = Answer(status)
    (_, before), (code, after) = run.audit(folder, deployment, alike), run.audit(folder, deployment, dead)
    found = findings(after)
    for key, finding in findings(before, "WVR002", "DNS003", "UM002").items():
        if key not in found or RANK[found[key]["severity"]] < RANK[finding["severity"]]:
            yield f"{key} {finding['severity']} is gone or milder"
    verdicts = [{(c["table"], *c["subjects"]): c["verdict"] for c in report["combinations"]} for report in (before, after)]
    for subject, verdict in verdicts[0].items():
        if verdicts[1][subject] not in {"supported": ("supported", "unknown")}.get(verdict, (verdict,)):
            yield f"{subject} was {verdict}, is {verdicts[1][subject]}"
    if after["summary"]["lookups"] and (after["run"]["complete"] or code == 0):
        yield f"exit code {code}, complete {after['run']['complete']}"


def another_order(source, folder, deployment, answers):
    """Networks keep theirs: a pair of networks is named in the order of the topology."""
    shuffled = copy.deepcopy(deployment)
    for view in shuffled.views:
        source.shuffle(view.servers)
    for entries in shuffled.sections.values():
        source.shuffle(entries)
        for entry in entries:
            for names in (entry.members, entry.external, entry.gateways):
                source.shuffle(names)
    source.shuffle(shuffled.views)
    shuffled.sections = dict(source.sample(list(shuffled.sections.items()), len(shuffled.sections)))
    (code, before), (other_code, after) = run.audit(folder, deployment, answers), run.audit(folder, shuffled, answers)
    told = [{key: (f["severity"], f["waived"]) for key, f in findings(report).items()} for report in (before, after)]
    for key in sorted(set(told[0]) | set(told[1])):
        if told[0].get(key) != told[1].get(key):
            yield f"{key}: {told[0].get(key)}, in another order {told[1].get(key)}"
    if code != other_code:
        yield f"exit code {code}, in another order {other_code}"


def a_waiver(source, folder, deployment, answers):
    code, before = run.audit(folder, deployment, answers)
    waivable = [finding for finding in before["findings"] if not finding["rule"].startswith("WVR")]
    if not waivable:
        return
    chosen = source.choice(waivable)
    waived = copy.deepcopy(deployment)
    waived.waivers.append(Waiver(chosen["rule"], source.choice(chosen["subjects"]), "2027-12-31"))
    other_code, after = run.audit(folder, waived, answers)
    told = [findings(report, "WVR002") for report in (before, after)]
    if set(told[0]) != set(told[1]):
        yield f"with a waiver of {chosen['key']}: {sorted(set(told[0]) ^ set(told[1]))}"
        return
    if not told[1][chosen["key"]]["waived"]:
        yield f"{chosen['key']} isn't waived"
    for key, finding in told[1].items():
        if finding["severity"] != told[0][key]["severity"] or told[0][key]["waived"] and not finding["waived"]:
            yield f"{key} changed with a waiver of {chosen['key']}"
    if other_code not in (code, 0, 3):
        yield f"exit code {code}, with a waiver of {chosen['key']} {other_code}"
