"""The program, asked about a deployment whose zones are files, and the scripts that its remedies are."""

import re

import run
from broken import zone_of
from change import Step, apply

UNUSED = "; Waivers that then match nothing:"
PASSING = "; Until the other views have their commands, too, there will be:"
RANK = {"info": 0, "warning": 1, "error": 2}
UPDATE = re.compile(r"update (add|delete) (\S+)\. (?:\d+ )?(A|AAAA|CNAME|SRV) (.+)")


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
