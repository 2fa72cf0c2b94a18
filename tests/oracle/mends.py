"""Remedies carried out: what `lyncdns remedy` writes for a generated deployment is done to its zones, and the zones are judged again.

Of each deployment, view by view: the script resolves what it says, introduces nothing, and after it nothing is left that DNS alone could
mend and that the script doesn't name. Each finding whose remedy is a change of records is also mended alone: that resolves it and introduces
nothing, unless its remedy says what else has to be done. Each change of the topology that a remedy names is made, too, then what it lets DNS
mend. The three forms of script are the same change. loops.py does it with BIND and nsupdate, causes.py mends what others stand under, and
commands.py carries out those of each finding alone, as reports have them.
"""

import json
import re
import tempfile
from pathlib import Path

import run
from broken import Broken
from campaign import Tally
from judging import Judging, introduced, passing, read_script
from zone import within

FORMS = ("nsupdate", "powershell", "dnscmd")
ROUNDS = 4
WRITTEN = ("can't be written", "no server says which zone")  # reasons that no remedy can help
LEFT = re.compile(r"^;   ([A-Z]+\d+:\S+): ", re.MULTILINE)
WITHHELD = re.compile(r"first see to (\S+), which the change alone would introduce|the records alone would not resolve the finding")
DECLARED = re.compile(r"declare (\S+\.\S+) as (ipv4|ipv6|dual-stack) in \S+ line (\d+)")
CORRECTED = re.compile(r"correct the address-type of (\S+) in \S+ line (\d+) to ([a-z0-9-]+)\.")
NETWORK = re.compile(r"declare it (dual-stack) in \S+ line (\d+)")


def remedies(seeds, keep=None, tally=None):
    tally = tally or Tally()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            hold(Judging(Path(name), Broken(seed)), tally, keep, alone=True)
    return tally


def hold(judging, tally, keep, alone=False):
    """Carries out the remedies of all views. ALONE: before, each by itself, too."""
    seed = judging.broken.seed
    tally.add("deployments")
    try:
        found = mend_all(judging, tally, alone)
    except run.Broken as error:
        found = [str(error)]
    tally.mismatches += [f"seed {seed}: {what}" for what in found]
    if found and keep:
        folder = Path(keep) / f"remedy-{seed}"
        folder.mkdir(parents=True, exist_ok=True)
        Judging(folder, Broken(seed))


def mend_all(judging, tally, alone):
    """What is wrong, a line each."""
    before, mending = judging.audit(), Mending(judging, tally)
    mending.found = mend_topology(judging, tally) if alone else []
    mending.round(alone)
    for again in range(1, ROUNDS):
        if mending.round(alone=False) == 0:
            break
        tally.add(f"deployments mended in {again + 1} rounds")
    else:
        mending.found.append(f"there are commands after {ROUNDS} rounds")
    for key, reason in mending.left.items():
        tally.add("not to be written" if is_unwritable(reason) else f"{key.partition(':')[0]} left out")
    after = judging.audit()
    new = introduced(before, after)
    tally.add("differences between views that stay, and were told", len(mending.passing & set(new)))
    found = mending.found + [f"introduced: {key}" for key in new if key not in mending.passing]
    found += [f"still there: {key}" for key in sorted(mending.resolved & set(after))]
    tally.add("findings", len(before))
    tally.add("resolved", len(set(before) - set(after)))
    for_dns = {key for key, finding in after.items() if finding["owners"] == ["dns"] and not finding["waived"]}
    return found + [f"left, and not told: {key}" for key in sorted(for_dns - mending.told)]


class Mending:
    """The remedies of all views, carried out one after the other: what one view lacks may keep another from being mended."""

    def __init__(self, judging, tally):
        self.judging, self.tally = judging, tally
        self.found, self.resolved, self.passing, self.told, self.left = [], set(), set(), set(), {}

    def round(self, alone):
        """ALONE: each finding is also mended by itself. How many commands there were."""
        commands, self.told, self.left = 0, set(), {}
        for view in self.judging.broken.zones:
            script = self.judging.remedy(view)
            steps, mended, left, resolved = read_script(script)
            commands += len(steps)
            self.resolved |= resolved
            self.passing |= passing(script)
            self.told |= set(LEFT.findall(script))
            keys = [*mended, *left] if alone else []
            before = self.judging.audit() if keys else {}
            found = [what for key in keys for what in mend_alone(self.judging, view, key, before, self.tally)]
            if steps:
                found += same_forms(self.judging, view, script, steps, self.tally) + self.judging.make(view, steps, script)
            self.found += [f"--view {view}: {what}" for what in found]
            self.left.update(left)
        self.tally.add("commands", commands)
        return commands


def is_unwritable(reason):
    return any(words in reason for words in WRITTEN)


def is_wildcards(judging, view, key):
    """The judge asks about wildcards in SIP domains alone; elsewhere remedy finds out what deletes nothing."""
    name = key.partition(":")[2]
    held = any(name in zone.nodes for zone in judging.broken.zones[view].values())
    return not held and not any(within(name, domain) for domain in judging.broken.deployment.sip_domains)


def mend_alone(judging, view, key, before, tally):
    script = judging.remedy(view, "--only", key)
    steps, _, left, resolved = read_script(script)
    if key in left:
        if is_wildcards(judging, view, key):
            tally.add("left out, since a wildcard gives the record")
            return []
        said = key not in before or WITHHELD.search(before[key]["remedy"])
        tally.add("not to be written" if is_unwritable(left[key]) else f"{key.partition(':')[0]} withheld: {left[key].partition(':')[0]}")
        return [] if is_unwritable(left[key]) or said else [f"{key}: alone, left out: {left[key]}"]
    after = judging.audit_with({view: steps})
    tally.add("remedies carried out alone")
    found = [f"{key}: alone, introduced: {other}" for other in introduced(before, after) if other not in passing(script)]
    return found + ([f"{key}: alone, still there"] if key in resolved and key in after else [])


# ---- what the topology can mend ----


def mend_topology(judging, tally):
    """Carries out each remedy that changes the declaration of a name or network: alone, or followed by what DNS then can mend."""
    before, text, found = judging.audit(), judging.path.read_text(), []
    for key, finding in before.items():
        corrected = [(name, line, kind) for name, line, kind in CORRECTED.findall(finding["remedy"])]
        declared = [(name, line, kind) for name, kind, line in DECLARED.findall(finding["remedy"])]
        network = [(None, line, kind) for kind, line in NETWORK.findall(finding["remedy"])]
        for lines, then in ((corrected, False), (declared, True), (network, False)):
            if lines and len(finding["subjects"]) == 1 and not finding["waived"] and "first change the address type of" not in finding["remedy"]:
                judging.path.write_text(declare(text, lines))
                rest = [key, *(f"STK003:{name}" for name, _, _ in lines)] if then else []
                found += [f"{key}: {what}" for what in after_declaring(judging, key, before, rest, tally)]
                judging.path.write_text(text)
    return found


def declare(text, lines):
    rows = text.splitlines()
    for name, line, kind in lines:
        entry = json.loads(rows[int(line) - 1].removeprefix("  - "))
        for part in (entry, *entry.get("members", ()), *entry.get("external", ())):
            if name in (None, part.get("fqdn", "").lower().rstrip(".")):
                part["address-type"] = kind
                break
        else:
            raise run.Broken(f"line {line} doesn't declare {name}: {rows[int(line) - 1]}")
        rows[int(line) - 1] = f"  - {json.dumps(entry)}"
    return "\n".join(rows) + "\n"


def after_declaring(judging, key, before, rest, tally):
    """What is wrong once the topology is changed, and after it in DNS what mends REST, findings that there may be."""
    changed = judging.audit()
    rest = [other for other in rest if other in changed]
    if any(WITHHELD.search(changed[other]["remedy"]) for other in rest):
        tally.add("declared, and something else stands against it")
        return []
    if rest:
        options = [option for other in rest for option in ("--only", other)]
        steps = {view: read_script(judging.remedy(view, *options))[0] for view in judging.broken.zones}
        if not any(steps.values()):
            tally.add("declared, and DNS alone doesn't mend it")
            return []
        changed = judging.audit_with(steps)
    tally.add("declarations carried out")
    return [f"declared, introduced: {other}" for other in introduced(before, changed)] + ["declared, still there"] * (key in changed)


def same_forms(judging, view, script, steps, tally):
    """What preview says of the three forms."""
    told = []
    for form in FORMS:
        report = judging.preview(view, script if form == "nsupdate" else judging.remedy(view, form=form))
        told.append((report["records"], report["verdict"], {finding["key"] for finding in report["introduced"]}))
        tally.add("previews")
    records, verdict, keys = told[0]
    found = [] if all(other[0] == records for other in told) else ["the forms differ"]
    made = {(step.verb, step.name, step.rtype, step.data.rstrip(".")) for step in steps if not judging.has_already(view, step)}
    shown = {("add" if group == "added" else "delete", record["name"], record["type"], record["data"].rstrip("."))
             for group in records for record in records[group]}  # fmt: skip
    found += [f"preview shows {record}" for record in sorted(shown - made)] + [f"preview doesn't show {record}" for record in sorted(made - shown)]
    keys = {key for key in keys if not key.startswith("WVR002:")} - passing(script)
    return found + ([f"preview: {verdict}, introduces {sorted(keys)}"] if keys or verdict == "breaks" else [])
