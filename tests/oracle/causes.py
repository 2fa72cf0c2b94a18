"""Causes mended alone: what stands under one is gone with it."""

import random
import re
import tempfile
from pathlib import Path

from broken import Broken, zone_of
from campaign import Tally
from change import Step
from judging import Judging, carry_out, read_script

ADDRESS = re.compile(r"add an A record with the IPv4 address of (\S+)(?: to its alias's target (\S+))? in views? ([^.,]+)[.,]")
DELETED = re.compile(r"delete the AAAA record (\S+) of (\S+) in views? ([^.]+)\.")
DUAL_STACK = re.compile(r"declare it dual-stack in \S+ line (\d+)\.")
TRANSITION = re.compile(r"(\S+) \S+: (\S+) AAAA((?: -> \S+)*): (\S+) ")


def causes(seeds, keep=None, tally=None):
    """What stands under a cause is gone once the cause alone is mended, by its script or by what its remedy asks others to do."""
    tally = tally or Tally()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            mend_causes(Judging(Path(name), Broken(seed)), tally)
        tally.add("deployments")
    return tally


def mend_causes(judging, tally):
    before, under = judging.audit(), {}
    for key, finding in before.items():
        under.setdefault(finding["cause"], set()).add(key)
    tally.add("findings", len(before))
    tally.add("under a cause", len(before) - len(under.pop(None, ())))
    for cause, keys in under.items():
        tally.add("causes")
        after = mend_cause(judging, before[cause])
        if after is None or cause in after:
            tally.add(f"causes {cause.partition(':')[0]} not carried out, or in part")
            continue
        tally.add("under those carried out", len(keys))
        tally.mismatches += [f"seed {judging.broken.seed}: {cause} is mended, and {key} still there" for key in sorted(keys & set(after))]


def mend_cause(judging, finding):
    """The findings once FINDING alone is mended; None: what it asks for isn't understood, or would hide a wildcard, which an audit can't see."""
    views = {view: read_script(judging.remedy(view, "--only", finding["key"]))[0] for view in judging.broken.zones}
    topology = judging.broken.topology()
    if not any(views.values()):
        views, topology = by_hand(finding, judging.broken, topology)
    if any(is_wild(step, judging.broken.zones[view]) for view, steps in views.items() for step in steps):
        return None
    if not any(views.values()) and topology == judging.broken.topology():
        return None
    changed = {view: {origin: zone.copy() for origin, zone in zones.items()} for view, zones in judging.broken.zones.items()}
    for view, steps in views.items():
        carry_out(steps, changed[view])
    judging.path.write_text(topology)
    judging.write(changed)
    after = judging.audit()
    judging.path.write_text(judging.broken.topology())
    judging.write(judging.broken.zones)
    return after


def is_wild(step, zones):
    """True where a wildcard answers for the name."""
    nodes = zone_of(zones, step.name).nodes
    return step.name not in nodes and any(node.startswith("*.") and step.name.endswith(node[1:]) for node in nodes)


def by_hand(finding, broken, topology):
    """What the remedy asks for in words: ({view: steps}, topology)."""
    views, source = {view: [] for view in broken.zones}, random.Random(finding["key"])
    remedy = finding["remedy"].split(" Or ")[0]

    def step(where, *what):
        for view in set(re.split(", | and ", where)) & set(views):
            views[view].append(Step(*what))

    for name, target, where in ADDRESS.findall(remedy):
        address = f"{source.choice(('10.99', '192.168', '131.107'))}.{source.randint(1, 250)}.{source.randint(1, 250)}"
        step(where, "add", target or name, "A", address)
    for address, name, where in DELETED.findall(remedy):
        step(where, "delete", name, "AAAA", address)
    for line in finding["evidence"] if finding["rule"] == "DNS007" else ():
        view, name, aliases, address = TRANSITION.match(line).groups()
        step(view, "delete", (name + aliases).split(" -> ")[-1], "AAAA", address)
    for number in DUAL_STACK.findall(remedy):
        lines = topology.splitlines(keepends=True)
        lines[int(number) - 1] = lines[int(number) - 1].replace('"ipv6"', '"dual-stack"')
        topology = "".join(lines)
    return views, topology
