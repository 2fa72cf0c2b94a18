"""nsupdate scripts: whatever a preview reads, nsupdate does; each script of a table is given to both."""

import unittest
from concurrent.futures import ThreadPoolExecutor

from bind import Bind
from harness import ROOT, Case, lyncdns, topology

ZONE = "um01 300 A 10.0.0.1\num02 300 A 10.0.0.2\num02 300 AAAA 2001:41d0::2\nal 300 CNAME um01\n"

# What nsupdate does, but a preview refuses: nobody means it, or it depends on words that nsupdate ignores.
REFUSED = {
    "update add n.Z 300 CNAME 10.0.0.1",
    'update add n.Z 300 CNAME "um01.Z"',
    "zone Z IN|update add n.Z 300 A 1.2.3.4",
    "prereq nxrrset um01.Z AAAA 2001:41d0::2|update add n.Z 300 A 1.2.3.4",
    "prereq yxdomain um01.Z A|update add n.Z 300 A 1.2.3.4",
    "prereq nxdomain n.Z IN|update add n.Z 300 A 1.2.3.4",
}


def script_of(line, zone):
    text = line.encode().decode("unicode_escape").replace("|", "\n").replace("Z", zone)
    return text if text.endswith("\n") else text + "\nsend\n"


def addresses(text):
    """The records of a zone that a preview judges, without TTLs."""
    rows = [line.split(None, 4) for line in text.splitlines()]
    return {(row[0].rstrip("."), row[3], row[4].rstrip(".")) for row in rows if len(row) == 5 and row[3] in ("A", "AAAA", "CNAME")}


class Differential(Case):
    def preview(self, zone, script, text):
        """The records of the zone afterwards; None: the script is refused."""
        path = self.write(f"{zone}.yaml", topology(f"other:\n  - fqdn: um01.{zone}\n", {"internal": ["127.0.0.1:1"]}))
        file, held = self.write(f"{zone}.change", script.encode()), self.write(f"{zone}.zone", text)
        result = lyncdns("preview", path, "--change", file, "--zone", held, "-f", "json")
        self.assertIn(result.code, (0, 1, 2, 3), str(result))
        if result.code == 2:
            return None
        records = result.json()["records"]
        added, removed = ({(row["name"], row["type"], row["data"]) for row in records[key]} for key in ("added", "removed"))
        return (addresses(text) | added) - removed

    def compare(self, bind, number, line):
        """True if a preview judges the script; None if it refuses what nsupdate does."""
        zone = f"z{number}.test"
        script, text = script_of(line, zone), self.text.replace("z0.test", zone)
        predicted = self.preview(zone, script, text)
        _, said = bind.update(script)
        after = addresses(bind.transfer(zone))
        if predicted is None:
            return None if after != addresses(text) else False
        self.assertEqual(predicted, after, f"{script}\n{said}")
        self.assertNotIn("syntax error", said)
        return True

    def test_a_preview_reads_what_nsupdate_does(self):
        lines = (ROOT / "tests" / "data" / "nsupdate-scripts.txt").read_text().splitlines()[2:]
        with Bind({f"z{number}.test": ZONE for number in range(len(lines))}) as bind, ThreadPoolExecutor(4) as pool:
            self.text = bind.transfer("z0.test")
            judged = list(pool.map(lambda row: self.compare(bind, *row), enumerate(lines)))
        self.assertEqual({line for line, outcome in zip(lines, judged) if outcome is None}, REFUSED)
        self.assertGreater(judged.count(True), 60)


if __name__ == "__main__":
    unittest.main()
