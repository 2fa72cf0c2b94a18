"""Runs the program and compares its JSON report with what the oracle says."""

import json
import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LYNCDNS", str(ROOT / "build" / "lyncdns"))
ENVIRONMENT = dict(os.environ, LC_ALL="C.UTF-8", TZ="UTC")
FAMILIES = ("DSC", "SRV", "SIP", "HYB", "PHN", "XMP")  # of rules about service names
PATIENCE = 60  # seconds for one run, on a busy machine


class Broken(Exception):
    """The program refused what it has to read, or died."""


def text(*args):
    """(exit code, standard output, messages)"""
    done = subprocess.run([PROGRAM, *map(str, args)], stdin=subprocess.DEVNULL, capture_output=True, env=ENVIRONMENT, timeout=PATIENCE)
    return done.returncode, done.stdout.decode("utf-8", "backslashreplace"), done.stderr.decode("utf-8", "backslashreplace")


def run(*args):
    """(exit code, JSON or None, messages)"""
    code, output, messages = text(*args)
    try:
        report = json.loads(output)
    except ValueError:
        report = None
    return code, report, messages


def audit(folder, deployment, answers, fail_on="error"):
    """Judges saved answers; returns (exit code, report)."""
    (folder / "topology.yaml").write_text(deployment.yaml())
    (folder / "run.answers").write_text(answers.saved(deployment))
    code, report, messages = run("audit", folder / "topology.yaml", "--answers", folder / "run.answers", "-f", "json", "--fail-on", fail_on)
    if report is None or code not in (0, 1, 3):
        raise Broken(f"exit {code}: {messages}")
    return code, report


# ---- comparing ----


def said(report):
    """What a JSON report says, in the terms of the comparison: {subject: value}."""
    told = {}
    for endpoint in report["endpoints"]:
        told["type", endpoint["fqdn"]] = endpoint["address_type"]
        told["type seen", endpoint["fqdn"]] = endpoint["address_type_seen"]
        for answer in endpoint["answers"]:
            question = "answer", endpoint["fqdn"], answer["view"], answer["server"], answer["type"]
            addresses = tuple(sorted(record["address"] for record in answer["records"]))
            told[question] = answer["status"], addresses, tuple(answer["aliases"])
    for combination in report["combinations"]:
        told["combination", combination["table"], *combination["subjects"]] = (tuple(combination["address_types"]), combination["verdict"])
    for finding in report["findings"]:
        told["finding", finding["key"]] = (finding["severity"], tuple(finding["subjects"]), finding["waived"])
    for count, value in report["summary"].items():
        told["summary", count] = value
    told["complete",] = report["run"]["complete"]
    return told


def expected(oracle):
    told = {}
    for name in oracle.names.values():
        told["type", name.fqdn] = name.type
        told["type seen", name.fqdn] = name.seen
        for view, server, rtype, answer in name.answers:
            told["answer", name.fqdn, view.name, server, rtype] = (answer.status, tuple(sorted(answer.addresses)), answer.aliases)
    for combination in oracle.combinations:
        told["combination", combination.table, *combination.subjects] = (combination.seen, combination.verdict)
    for finding in oracle.findings:
        told["finding", finding.key] = (finding.severity, finding.subjects, finding.waived)
    for count, value in oracle.summary.items():
        told["summary", count] = value
    told["complete",] = oracle.complete
    return told


def differences(report, code, oracle):
    """[(subject, expected, said)], empty where both agree."""
    oracle.settle(report["findings"])
    wanted, told = expected(oracle), said(report)
    wanted["exit code",], told["exit code",] = oracle.exit_code, code
    compare_causes(report["findings"], wanted, told)
    if oracle.deployment.sip_domains:
        compare_services(report, oracle, wanted, told)
    keys = list(wanted) + [key for key in told if key not in wanted]
    return [(key, wanted.get(key), told.get(key)) for key in keys if wanted.get(key) != told.get(key)]


def compare_causes(findings, wanted, told):
    """Adds how many causes there are. Each stands for itself and isn't waived."""
    causes = {finding["key"] for finding in findings if finding["cause"] is None and not finding["waived"]}
    wanted["summary", "causes"] = len([finding for finding in findings if finding["cause"] is None and not finding["waived"]])
    for finding in findings:
        if finding["cause"] is not None:
            wanted["cause", finding["key"]] = True
            told["cause", finding["key"]] = finding["cause"] in causes and not finding["waived"]


def compare_services(report, oracle, wanted, told):
    """Adds the service rows. How many lookups there are depends on names that the manual doesn't list: near misses and probes."""
    for count in ("lookups", "failed_lookups"):
        wanted.pop(("summary", count))
        told.pop(("summary", count))
    rules = {}
    for key, views in oracle.shown.items():
        rule, _, subjects = key.partition(":")
        if rule[:3] in FAMILIES and key in {finding.key for finding in oracle.findings} and key not in oracle.open:
            for view in views:
                rules.setdefault((subjects.partition("+")[0], view), set()).add(rule)
    doubtful = {(key.partition(":")[2].partition("+")[0], key.partition(":")[0]) for key in oracle.open | oracle.loose}
    for (record, domain, view), value in oracle.services.told().items():
        wanted["service", record, domain, view] = value
        kept = {rule for rule in rules.get((record, view), ()) if (record, rule) not in doubtful}
        wanted["service rules", record, domain, view] = tuple(sorted(kept))
    for row in report["services"]:
        subject = row["record"], row["sip_domain"], row["view"]
        kept = {rule for rule in row["rules"] if rule[:3] in FAMILIES and (row["record"], rule) not in doubtful}
        told["service", *subject] = row["expected"], row["found"]
        told["service rules", *subject] = tuple(sorted(kept))


# ---- previews ----


def audit_zones(folder, deployment, zones, fail_on="error"):
    """Judges the names of DEPLOYMENT from zone files, {server: Zone}."""
    (folder / "topology.yaml").write_text(topology_for_zones(deployment))
    code, report, messages = run("audit", folder / "topology.yaml", *zone_files(folder, zones), "-f", "json", "--fail-on", fail_on)
    if report is None or code not in (0, 1, 3):
        raise Broken(f"exit {code}: {messages}")
    return code, report


def topology_for_zones(deployment):
    """The servers of the views are never asked, but have to be there."""
    text = deployment.yaml()
    for view in deployment.views:
        text = text.replace(json.dumps(view.servers), '["127.0.0.1:9"]')
    return text


def zone_files(folder, zones):
    """The options that answer from ZONES, {"zone:VIEW": Zone}, or {"zone": Zone} for the only view."""
    options = []
    for server, zone in zones.items():
        view = server.partition(":")[2]
        path = folder / (view or "only") / f"{zone.origin}.zone"
        path.parent.mkdir(exist_ok=True)
        path.write_text(zone.text())
        options += ["--zone", f"{view}={path}" if view else path]
    return options


def preview(folder, topology, change, *options):
    """(exit code, preview) of the script CHANGE."""
    (folder / "topology.yaml").write_text(topology)
    (folder / "change").write_text(change)
    code, report, messages = run("preview", folder / "topology.yaml", "--change", folder / "change", "-f", "json", *options)
    if report is None or code not in (0, 1, 3):
        raise Broken(f"exit {code}: {messages}")
    return code, report


def preview_differences(report, code, before, after, wanted_code, skip=()):
    """BEFORE and AFTER: {key: (severity, waived)} of the findings without and with the change; those in SKIP aren't compared."""
    rank = {"info": 0, "warning": 1, "error": 2}
    introduced = {key for key, (severity, _) in after.items() if key not in before or rank[severity] > rank[before[key][0]]}
    wanted = {"introduced": introduced, "resolved": set(before) - set(after), "unchanged": set(after) - introduced}
    found = []
    for group, keys in wanted.items():
        told = {finding["key"] for finding in report[group]} - set(skip)
        keys -= set(skip)
        found += [((group, key), "there", None) for key in sorted(keys - told)] + [((group, key), None, "there") for key in sorted(told - keys)]
    if report["verdict"] == "safe" and code != 0 or code == 1 and report["verdict"] != "breaks":
        found.append((("verdict",), f"one that fits exit code {code}", report["verdict"]))
    if code != wanted_code and not skip:
        found.append((("exit code",), wanted_code, code))
    return found
