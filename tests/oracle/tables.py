"""The seven support tables, read from the fixture that was copied from the document by hand, and the verdict on a combination."""

from pathlib import Path

LETTERS = {"ipv4": "4", "dual-stack": "d", "ipv6": "6"}
RULES = {
    "client-registration": "REG001",
    "peer-to-peer": "P2P001",
    "conferencing": "CNF001",
    "mediation-pstn": "PST001",
    "remote-user": "RMT001",
    "front-end-edge": "EDG001",
    "edge-internal-external": "EDG002",
}


def read_tables(path=Path(__file__).resolve().parents[1] / "data" / "support-tables.txt"):
    """{table: {letters: listed, lab, no or blank}}"""
    tables = {}
    for line in path.read_text().splitlines():
        words = line.split()
        if not words or words[0] == "#":
            continue
        if words[0] == "table":
            cells = tables.setdefault(words[1], {})
        else:
            cells["".join(words[:-2])] = words[-2]
    return tables


TABLES = read_tables()


def families(kind):
    return {"ipv4": {4}, "ipv6": {6}, "dual-stack": {4, 6}}[kind]


def verdict(table, seen, known):
    """SEEN: the types seen, one a side; KNOWN: whether each is the address type for sure."""
    found = verdict_as_seen(table, seen)
    return "unknown" if found == "supported" and not all(known) else found


def verdict_as_seen(table, seen):
    pstn = table == "mediation-pstn"
    if "unknown" in seen or "none" in seen:
        return "unknown"
    cell = TABLES[table]["".join(LETTERS[kind] for kind in seen)]
    if cell == "no":
        return "unsupported"
    if cell in ("listed", "lab"):
        return "lab-only" if "ipv6" in (seen[:2] if pstn else seen) else "supported"
    if set(seen) == {"ipv4"}:
        return "supported"
    talking = seen[1:] if pstn else seen
    return "unlisted" if families(talking[0]) & families(talking[1]) else "unsupported"


def severity(table, seen, found, lab):
    """Of a finding about a combination with this verdict; None: no finding."""
    if found == "unlisted":
        servers = seen[:2] if table == "mediation-pstn" else seen[1:]
        return "info" if set(servers) == {"dual-stack"} else "warning"
    return {"unsupported": "error", "lab-only": "info" if lab else "error"}.get(found)
