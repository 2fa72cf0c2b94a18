"""Live previews: what `preview` predicts from a running BIND is held against two audits, before the change and after nsupdate made it.

What DNS can't show beforehand counts as alike, and how often that was needed is told: a name without an address is DNS001 where it doesn't
exist, DNS002 (and UM003 of a UM name) where names below it do, and an alias to it is DNS004 or DNS002; an alias that loops is DNS004, and
DNS003 where the server answers SERVFAIL. A preview that names something as not judged is held to its exit code only.
"""

import sys
import tempfile
from pathlib import Path

import run
from campaign import PreviewCase, Tally
from change import script
from model import DOMAIN

sys.path.append(str(run.ROOT / "tests" / "integration"))
from bind import Bind  # noqa: E402

ALIKE = ("DNS001", "DNS002", "DNS004", "UM003")
UNUSED_WAIVERS = tuple(f"WVR002:{rule}+" for rule in ALIKE)
BATCH = 50  # cases, each with zones of its own, for one start of the servers


def previews(seeds, keep=None, tally=None):
    tally = tally or Tally()
    seeds = list(seeds)
    for start in range(0, len(seeds), BATCH):
        cases = [LiveCase(seed) for seed in seeds[start : start + BATCH]]
        zones = {view: {case.domain: case.zone_text(view) for case in cases} for view in ("internal", "external")}
        with Bind(zones["internal"]) as internal, Bind(zones["external"]) as external, tempfile.TemporaryDirectory() as name:
            servers = {"internal": internal, "external": external}
            for case in cases:
                outcome, found = case.judge(Path(name), servers)
                tally.add("live previews")
                tally.add(outcome)
                if found:
                    tally.mismatches.append(case.explain_live(found, keep))
    return tally


class LiveCase(PreviewCase):
    """A preview case in a domain of its own."""

    def __init__(self, seed):
        super().__init__(seed)
        self.domain = f"case{seed}.example"

    def own(self, text):
        return text.replace(DOMAIN, self.domain)

    def zone_text(self, view):
        zone = next((zone for server, zone in self.zones.items() if server in ("zone", f"zone:{view}")), self.zone)
        return self.own(zone.text().split("\n", 1)[1])

    def topology(self, servers):
        text = self.own(self.deployment.yaml())
        for view in self.deployment.views:
            text = text.replace(f'["{view.servers[0]}"]', f'["{servers[view.name].address}"]')
        return text

    def judge(self, folder, servers):
        """(judged or NOT JUDGED, [differences])"""
        topology = self.topology(servers)
        (folder / "topology.yaml").write_text(topology)
        change = self.own(script(self.steps, self.form, self.zone.origin))
        try:
            before, complete = self.findings(folder)
            code, report = run.preview(folder, topology, change, "--view", self.view.name, "--fail-on", self.fail_on)
        except run.Broken as error:
            return "refused", [(("run",), "a preview", str(error))]
        status, output = servers[self.view.name].update(self.own(script(self.steps, "nsupdate", self.zone.origin)))
        if status:
            return "refused by BIND", [(("nsupdate",), 0, output)]
        after, still_complete = self.findings(folder)
        complete = complete and still_complete
        if report["verdict"] == "not-judged":
            return "NOT JUDGED", [] if code == 3 else [(("exit code",), 3, code)]
        if report["not_judged"]:
            return "judged in part", [] if code in (1, 3) else [(("exit code",), "1 or 3", code)]
        return compare(report, code, before, after, (self.fail_on, complete))

    def findings(self, folder):
        """({key: (severity, waived)}, complete) of an audit."""
        code, report, messages = run.run("audit", folder / "topology.yaml", "-f", "json")
        if report is None:
            raise run.Broken(f"exit {code}: {messages}")
        return {finding["key"]: (finding["severity"], finding["waived"]) for finding in report["findings"]}, report["run"]["complete"]

    def explain_live(self, found, keep):
        change = script(self.steps, self.form, self.zone.origin)
        lines = [f"seed {self.seed}, live preview, --view {self.view.name} --fail-on {self.fail_on}", self.deployment.yaml()]
        lines += [f"; {server}\n{zone.text()}" for server, zone in self.zones.items()] + [change]
        lines += [f"{' '.join(map(str, key))}: expected {wanted}, said {told}" for key, wanted, told in found]
        text = "\n".join(lines) + "\n"
        if keep:
            kept = Path(keep) / f"live-{self.seed}"
            kept.mkdir(parents=True, exist_ok=True)
            (kept / "README").write_text(text)
        return text


def compare(report, code, before, after, how):
    """(judged, or judged in words that count as alike; [differences])"""
    wanted = exit_code(before, after, *how)
    found = run.preview_differences(report, code, before, after, wanted)
    if not found:
        return "judged", []
    looped = {finding["key"][7:] for finding in report["introduced"] + report["unchanged"] if finding["key"].startswith("DNS004:")}
    similar = [{alike(key, looped): value for key, value in findings.items()} for findings in (before, after)]
    groups = {group: {alike(finding["key"], looped) for finding in report[group]} for group in ("introduced", "resolved", "unchanged")}
    swapped = groups["introduced"] & groups["resolved"]
    groups = {"introduced": groups["introduced"] - swapped, "resolved": groups["resolved"] - swapped, "unchanged": groups["unchanged"] | swapped}
    open_code = code == exit_code(*similar, *how) or {code, wanted} == {1, 3} and (looped or swapped)
    told = {"verdict": report["verdict"], **{group: [{"key": key} for key in keys] for group, keys in groups.items()}}
    follow = {key for findings in (before, after) for key in findings if key.startswith(UNUSED_WAIVERS)}
    still = run.preview_differences(told, code, *similar, code if open_code else wanted, follow)
    return ("judged", found) if still else ("judged in words that count as alike", [])


def alike(key, looped):
    """One key for all that DNS can't tell apart beforehand; LOOPED are the names that were told as broken aliases."""
    rule, _, subject = key.partition(":")
    return f"DNS002:{subject}" if rule in ALIKE or rule == "DNS003" and subject in looped else key


def exit_code(before, after, fail_on, complete):
    rank = {"info": 0, "warning": 1, "error": 2}
    for key, (severity, waived) in after.items():
        introduced = key not in before or rank[severity] > rank[before[key][0]]
        if introduced and not waived and fail_on != "never" and rank[severity] >= rank[fail_on] and not key.startswith("DNS003:"):
            return 1
    return 0 if complete else 3
