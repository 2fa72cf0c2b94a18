"""Live previews: what `preview` predicts from a running BIND is held against two audits, before the change and after nsupdate made it.

A name without an address is DNS001 where it doesn't exist, and DNS002 where names below it do. DNS doesn't show names that nobody asks for,
so the two count as the same here; how often they differ is told.
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
        if report.get("verdict") == "not-judged":
            return "NOT JUDGED", [] if code == 3 else [(("exit code",), 3, code)]
        wanted = exit_code(before, after, self.fail_on, complete and still_complete)
        exact = run.preview_differences(report, code, before, after, wanted)
        if not exact:
            return "judged", []
        before, after = ({without_address(key): value for key, value in findings.items()} for findings in (before, after))
        codes = wanted, exit_code(before, after, self.fail_on, complete and still_complete)
        found = run.preview_differences(alike(report), code, before, after, code if code in codes else wanted)
        return "judged, but for DNS001 and DNS002" if not found else "judged", found

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


def without_address(key):
    return "DNS002:" + key[7:] if key.startswith("DNS001:") else key


def alike(report):
    """A preview in which DNS001 and DNS002 are one: in the place of the other, the finding is unchanged."""
    groups = {group: {without_address(finding["key"]) for finding in report[group]} for group in ("introduced", "resolved", "unchanged")}
    swapped = groups["introduced"] & groups["resolved"]
    groups = {"introduced": groups["introduced"] - swapped, "resolved": groups["resolved"] - swapped, "unchanged": groups["unchanged"] | swapped}
    return {group: [{"key": key} for key in keys] for group, keys in groups.items()}


def exit_code(before, after, fail_on, complete):
    rank = {"info": 0, "warning": 1, "error": 2}
    for key, (severity, waived) in after.items():
        introduced = key not in before or rank[severity] > rank[before[key][0]]
        if introduced and not waived and fail_on != "never" and rank[severity] >= rank[fail_on] and not key.startswith("DNS003:"):
            return 1
    return 0 if complete else 3
