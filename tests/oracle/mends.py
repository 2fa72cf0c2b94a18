"""Remedies carried out: what `lyncdns remedy` writes for a generated deployment is done to its zones, and the zones are judged again.

Of each deployment, view by view: the script resolves what it says, introduces nothing, and after it nothing is left that DNS alone could
mend and that the script doesn't name. Each finding whose remedy is a change of records is also mended alone: that resolves it and introduces
nothing, unless its remedy says what else has to be done. Each change of the topology that a remedy names is made, too, then what it lets DNS
mend. The three forms of script are the same change. `causes` mends what others stand under. `loops` does it with BIND and nsupdate;
`incomplete` with lookups that fail. `commands` carries out those of each finding alone, as reports have them.
"""

import json
import random
import re
import socket
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import run
from broken import Broken, zone_of
from campaign import Tally
from change import Step, apply
from zone import within

sys.path.append(str(run.ROOT / "tests" / "integration"))
from bind import Bind  # noqa: E402
from fakedns import SERVFAIL, FakeDNS, reply  # noqa: E402
from process import SOON, bound  # noqa: E402

FORMS = ("nsupdate", "powershell", "dnscmd")
ROUNDS = 4
WRITTEN = ("can't be written", "no server says which zone")  # reasons that no remedy can help
UNUSED = "; Waivers that then match nothing:"
PASSING = "; Until the other views have their commands, too, there will be:"
LEFT = re.compile(r"^;   ([A-Z]+\d+:\S+): ", re.MULTILINE)
RANK = {"info": 0, "warning": 1, "error": 2}
WITHHELD = re.compile(r"first see to (\S+), which the change alone would introduce|the records alone would not resolve the finding")
DECLARED = re.compile(r"declare (\S+\.\S+) as (ipv4|ipv6|dual-stack) in \S+ line (\d+)")
CORRECTED = re.compile(r"correct the address-type of (\S+) in \S+ line (\d+) to ([a-z0-9-]+)\.")
NETWORK = re.compile(r"declare it (dual-stack) in \S+ line (\d+)")
UPDATE = re.compile(r"update (add|delete) (\S+)\. (?:\d+ )?(A|AAAA|CNAME|SRV) (.+)")


# ---- scripts ----


def read_script(text):
    """(steps, keys of what they mend, {key: reason} of what is left out, resolved keys) of an nsupdate script that remedy wrote."""
    steps, mended, left, resolved, keys, head = [], {}, {}, set(), [], True
    for line in text.splitlines():
        head = head and line.startswith("; ") and line not in (UNUSED, PASSING)
        update = UPDATE.fullmatch(line)
        reason = re.fullmatch(r";   (\S+): left out: (.*)", line)
        if update:
            verb, name, rtype, data = update.groups()
            steps.append(Step(verb, name, rtype, data))
            mended.update(dict.fromkeys(keys))
        elif reason:
            left[reason[1]] = reason[2]
        elif head and (named := re.fullmatch(r";   ([A-Z]+\d+:\S+)", line)):
            resolved.add(named[1])
        elif line.startswith("; "):
            keys = line[2:].split(", ")
    return steps, list(mended), left, resolved


def passing(text):
    """What the script introduces until another view is changed, too, as it says itself."""
    return set(re.findall(r"^;   (DNS015:\S+)$", text.partition(PASSING)[2].partition("\nzone ")[0], re.MULTILINE))


class Judging:
    """The program, asked about a deployment whose zones are files in a folder."""

    def __init__(self, folder, broken):
        self.folder, self.broken = folder, broken
        self.path = folder / "topology.yaml"
        self.path.write_text(broken.topology())
        self.options = self.write(broken.zones)

    def write(self, views):
        """Writes the zones; the options that answer from them."""
        options = []
        for view, zones in views.items():
            (self.folder / view).mkdir(exist_ok=True)
            for origin, zone in zones.items():
                path = self.folder / view / f"{origin}.zone"
                path.write_text(zone.text())
                options += ["--zone", f"{view}={path}@{origin}"]
        return options

    def audit(self):
        code, report, messages = run.run("audit", self.path, *self.options, "-f", "json", "--combinations", "1")
        if report is None:
            raise run.Broken(f"audit, exit {code}: {messages}")
        return {finding["key"]: finding for finding in report["findings"]}

    def remedy(self, view, *options, form="nsupdate"):
        code, text, messages = run.text("remedy", self.path, *self.options, "--view", view, "-f", form, *options)
        if code not in (0, 1, 3):
            raise run.Broken(f"remedy --view {view}, exit {code}: {messages}")
        return text

    def preview(self, view, script):
        (self.folder / "change").write_text(script)
        code, report, messages = run.run("preview", self.path, *self.options, "--view", view, "--change", self.folder / "change", "-f", "json")
        if report is None:
            raise run.Broken(f"preview --view {view}, exit {code}: {messages}\n{script}")
        return report

    def make(self, view, steps, script):
        """Makes the change; what went wrong, a line each."""
        carry_out(steps, self.broken.zones[view])
        self.write(self.broken.zones)
        return []

    def has_already(self, view, step):
        """A record may be there that no rule asks for in this view."""
        node = zone_of(self.broken.zones[view], step.name).nodes.get(step.name, {})
        return step.verb == "add" and step.data in node.get(step.rtype, ())

    def audit_with(self, changes):
        """Makes the changes, {view: steps}, audits, and takes them back."""
        for view, steps in changes.items():
            changed = {origin: zone.copy() for origin, zone in self.broken.zones[view].items()}
            carry_out(steps, changed)
            self.write({view: changed})
        after = self.audit()
        self.write(self.broken.zones)
        return after


def carry_out(steps, zones):
    for step in steps:
        apply([step], zone_of(zones, step.name))


def introduced(before, after):
    return sorted(key for key, finding in after.items()
                  if not key.startswith("WVR002:") and not finding["waived"]
                  and (key not in before or RANK[finding["severity"]] > RANK[before[key]["severity"]] or before[key]["waived"]))  # fmt: skip


# ---- the campaign ----


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


# ---- the commands of findings ----

ADD = re.compile(r"Add-DnsServerResourceRecord(A|AAAA|CName) -ZoneName '(\S+)' -Name '(\S+)' -(?:IPv4Address|IPv6Address|HostNameAlias) '(\S+)'")
ADD_SRV = re.compile(r"Add-DnsServerResourceRecord -Srv -ZoneName '(\S+)' -Name '(\S+)' -Priority (\d+) -Weight (\d+) -Port (\d+) -DomainName '(\S+)'")
REMOVE = re.compile(r"Remove-DnsServerResourceRecord -ZoneName '(\S+)' -Name '(\S+)' -RRType '(\w+)' -RecordData '(\S+)' -Force")


def read_command(line, views):
    """(view, step)"""
    command, _, view = line.partition(" # view ")
    if found := ADD.fullmatch(command):
        rtype, zone, node, data = found.groups()
        verb, rtype = "add", rtype.upper()
    elif found := ADD_SRV.fullmatch(command):
        zone, node, *words = found.groups()
        verb, rtype, data = "add", "SRV", " ".join(words)
    elif found := REMOVE.fullmatch(command):
        zone, node, rtype, data = found.groups()
        verb, data = "delete", data.replace("','", " ")
    else:
        raise run.Broken(f"unknown command: {line}")
    data += "." if rtype in ("CNAME", "SRV") and not data.endswith(".") else ""
    return view or views[0], Step(verb, zone if node == "@" else f"{node}.{zone}", rtype, data)


def is_as_taken(zones, step):
    """Whether the name has records of its own if they are to be deleted, and none like this if it is to be added. A report can't know that
    a wildcard answers where no SIP domain asks for one, nor that none does where both would answer the same."""
    node = zone_of(zones, step.name).nodes.get(step.name)
    return node is not None if step.verb == "delete" else step.data not in (node or {}).get(step.rtype, ())


def obey(judging, finding, before, tally):
    """Carries out the commands of a finding and takes them back. What is wrong, a line each."""
    key, *lines = finding["key"], *finding["remedy"].split("\n")[1:]
    changed = {view: {origin: zone.copy() for origin, zone in zones.items()} for view, zones in judging.broken.zones.items()}
    for line in lines:
        view, step = read_command(line, list(changed))
        if not is_as_taken(changed[view], step):
            tally.add("of a wildcard")
            return []
        carry_out([step], changed[view])
    judging.write(changed)
    after = judging.audit()
    judging.write(judging.broken.zones)
    stays = key in after and after[key]["evidence"] == finding["evidence"]  # one of two views may be left to others
    return [f"{key}: its commands introduce {other}" for other in introduced(before, after)] + [f"{key}: its commands leave it"] * stays


def commands(seeds, keep=None, tally=None):
    """Those of each finding alone."""
    tally = tally or Tally()
    for seed in seeds:
        with tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            judging = Judging(Path(name), Broken(seed))
            before = judging.audit()
            with_commands = [finding for finding in before.values() if "\n" in finding["remedy"]]
            tally.add("deployments")
            tally.add("findings", len(before))
            tally.add("findings with commands", len(with_commands))
            tally.mismatches += [f"seed {seed}: {what}" for finding in with_commands for what in obey(judging, finding, before, tally)]
    return tally


# ---- at running servers ----


class LiveJudging(Judging):
    """The program, asked about a deployment whose views have a BIND server each."""

    def __init__(self, folder, broken, servers):
        self.folder, self.broken, self.servers = folder, broken, servers
        self.path, self.options = folder / "topology.yaml", []
        self.path.write_text(broken.topology({view: server.address for view, server in servers.items()}))

    def make(self, view, steps, script):
        """By nsupdate; then each zone must be as before but for the records that the script names."""
        zones = self.broken.zones[view]
        before = self.transfer(view)
        status, output = self.servers[view].update(script)
        if status:
            return [f"nsupdate: {output}"]
        carry_out(steps, zones)
        after, deleted, added = self.transfer(view), rows(steps, "delete"), rows(steps, "add")
        wanted = (before - deleted) | added
        return [f"nsupdate did more: {row}" for row in sorted(wanted ^ after)]

    def transfer(self, view):
        """The records of all zones, but for their SOA, whose serial changes: {(name, type, data)}."""
        text = "".join(self.servers[view].transfer(zone) for zone in self.broken.zones[view])
        fields = [line.split(None, 4) for line in text.splitlines()]
        return {(row[0].rstrip("."), row[3], row[4].rstrip(".")) for row in fields if len(row) == 5 and row[3] != "SOA"}


def rows(steps, verb):
    return {(step.name, step.rtype, step.data.rstrip(".")) for step in steps if step.verb == verb}


def at_servers(broken, stack):
    """A BIND server for each view, as long as STACK."""
    zones = {view: {origin: zone.text() for origin, zone in zones.items()} for view, zones in broken.zones.items()}
    return {view: stack.enter_context(Bind(texts)) for view, texts in zones.items()}


def loops(seeds, keep=None, tally=None):
    """Audit, remedy, preview, nsupdate, audit."""
    tally = tally or Tally()
    for seed in seeds:
        broken = Broken(seed)
        with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            hold(LiveJudging(Path(name), broken, at_servers(broken, stack)), tally, keep)
    return tally


# ---- where lookups fail ----


def unreliable(seed, server):
    """A handler that passes questions on to SERVER, except some that it answers with SERVFAIL, always the same."""

    def handler(query):
        if random.Random(f"{seed} {query.name} {query.type}").random() < 0.1:
            return reply(query, rcode=SERVFAIL)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as passed:
            passed.settimeout(bound(SOON))
            passed.connect((server.host, server.port))
            passed.send(query.raw)
            return passed.recv(65535)

    return handler


def incomplete(seeds, keep=None, tally=None):
    """What a script holds although lookups failed introduces nothing, whatever these would have said."""
    tally = tally or Tally()
    for seed in seeds:
        broken = Broken(seed)
        with ExitStack() as stack, tempfile.TemporaryDirectory(prefix="lyncdns-mends-") as name:
            servers = {view: stack.enter_context(FakeDNS(unreliable(seed, server))) for view, server in at_servers(broken, stack).items()}
            (Path(name) / "live").mkdir()
            asked, whole = LiveJudging(Path(name) / "live", broken, servers), Judging(Path(name), broken)
            for view in broken.zones:
                script = asked.remedy(view)
                steps = read_script(script)[0]
                found = set(introduced(whole.audit(), whole.audit_with({view: steps}))) - passing(script)
                tally.add("commands", len(steps))
                tally.mismatches += [f"seed {seed}: --view {view}, with failed lookups, introduced: {key}" for key in sorted(found)]
        tally.add("deployments")
    return tally


# ---- causes ----

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
