"""Zone files against BIND: random files, right and wrong, are refused where named-checkzone refuses them, and give the same records.

LYNCDNS_ZONE_CASES=5000 tests/run-integration test_zone_bind reads that many files; LYNCDNS_ZONE_SEED=N begins with another one.
"""

import os
import random
import re
import unittest

from harness import Case, lyncdns
from process import run
from server import find_program

CASES = int(os.environ.get("LYNCDNS_ZONE_CASES") or 150)
SEED = int(os.environ.get("LYNCDNS_ZONE_SEED") or 1)

OWNERS = ["a", "b", "c", "x.a", "y.x.a", "*.a", "*", "@", "my_host", '"quoted"', "\\097", "a\\.b", "A.Z.com.", "e.z.com.", "f.b", "g", "h", "", "", "", "out.org.", "a..b", "ns"]
TTLS = ["", "", "", "", "60", "1h", "1h30", "1H30m", "2147483648", "4294967295", "4294967296", "0"]
CLASSES = ["", "", "IN", "in", "CLASS1", "CLASS3", "CH", "IN IN"]
DATA = {
    "A": ["10.0.0.1", "10.0.0.2", "10.0.0.1", "10.0.0.256", "10.0.0", "010.0.0.1", '"10.0.0.1"', "10.0.0.1 x", "\\# 4 0a000001", "\\# 3 0a0000", "::1", ""],
    "AAAA": ["2001:db8::1", "2001:DB8::2", "::1", "::ffff:10.0.0.1", "10.0.0.1", "2001:db8:::1", "\\# 16 20010db8000000000000000000000001", "fe80::1%eth0"],
    "CNAME": ["b", "B", "c.z.com.", "x.org.", '"b"', "a..b", "\\# 9 0162017a03636f6d00", "@", ".", "b c"],
    "DNAME": ["b", "x.org.", "@", "c"],
    "NS": ["ns", "ns.org.", "b", "10.0.0.1"],
    "MX": ["10 b", "10 .", "ten b", "65536 b", "10", "10 10.0.0.1"],
    "TXT": ["t", '"a b" c', '"open', '"\\"" x', "(a\n b)", '"a;b"', "a ;b", "", "\\255", "\\256"],
    "SRV": ["0 0 5061 b", "0 0 70000 b", "0 0 5061"],
    "SOA": ["ns hostmaster 1 2 3 4 5", "ns.z.com. HOSTMASTER 1 2 3 4 5", "ns hostmaster 2 2 3 4 5", "ns hostmaster 1 2 3 4", "ns hostmaster ( 1 2 3\n 4 5 )"],
    "PTR": ["b", "b c"],
    "HINFO": ["PC Linux", "PC"],
    "CAA": ['0 issue "x"', "0 issue x", "256 issue x", "0 is-sue x"],
    "HTTPS": ["1 . alpn=h2", "1 . alpn=", "0 b", "1 b port=443 foo=1", "1 . mandatory=alpn"],
    "TLSA": ["3 1 1 00ff", "3 1 1 0"],
    "KEY": ["512 3 5 AQ==", "512 3 5 A"],
    "DS": ["1 8 2 " + 32 * "ab", "1 8 2 ab"],
    "NSEC": ["c A RRSIG", "c NOSUCH"],
    "NSEC3": ["1 0 0 - 2T7B4G4VSA5SMI47K61MV5BV1A22BOJR A"],
    "LOC": ["52 22 23.000 N 4 53 32.000 E -2.00m", "91 N 4 E 1m"],
    "NAPTR": ['1 2 s x "" b', "1 2 s x"],
    "MD": ["b"],
    "ANY": ["b"],
    "NOSUCH": ["b"],
    "TYPE1": ["10.0.0.3", "\\# 4 0a000003", "\\# 4 0a00000", "\\# 5 0a00000300"],
    "TYPE28": ["\\# 16 20010db8 000000000000000000000003", "\\# 4 0a000003", "2001:db8::4"],
    "TYPE65280": ["\\# 1 00", "\\# 0", "x"],
}
TYPES = ["A", "AAAA", "CNAME"] * 6 + ["DNAME", "NS", "TXT", "SOA", "TYPE1", "TYPE28"] * 2 + list(DATA)
DIRECTIVES = [
    "$ORIGIN b",
    "$ORIGIN z.com.",
    "$ORIGIN @",
    "$ORIGIN b c",
    "$ORIGIN",
    "$TTL 60",
    "$TTL 1h30",
    "$TTL 4294967295",
    "$TTL x",
    "$FOO b",
    "$INCLUDE plain.inc",
    "$INCLUDE plain.inc sub",
    "$INCLUDE odd.inc sub.z.com. ; note",
    "$INCLUDE deep.inc",
    "$INCLUDE wrong.inc",
    "$INCLUDE absent.inc",
    "$INCLUDE",
    "$INCLUDE plain.inc sub more",
    "$GENERATE 1-3 g$ A 10.0.1.$",
    "$GENERATE 1-9/3 g${1,3,x} 60 IN AAAA 2001:db8::${0,2,x}",
    "$GENERATE 10-12 g${-3} CNAME b${0,4,o}",
    "$GENERATE 1-2 g$ CLASS1 TYPE1 10.0.1.$",
    '$GENERATE 1-2 g$ MX "10 b$"',
    "$GENERATE 1-2 g$ MX 10 b$",
    "$GENERATE 254-256 g$ A 10.0.1.$",
    "$GENERATE 2-1 g$ A 10.0.1.$",
    "$GENERATE 1-2/0 g$ A 10.0.1.$",
    "$GENERATE 1-2 g A 10.0.1.$",
    "$GENERATE 1-2 g CNAME b$",
    "$GENERATE 1-2 g\\$$$$ A 10.0.1.$",
    "$GENERATE 1-2 ${0,7,n}.z.com. A 10.0.1.$",
    "$GENERATE 1-2 ${0,6,N}g A 10.0.1.$",
    "$GENERATE 1-2 g${1}x$ A 10.0.1.$",
    "$GENERATE 1-2 g${1,2,q} A 10.0.1.$",
    "$GENERATE 1-2 g${ A 10.0.1.$",
    '$GENERATE 1-2 g$ TYPE28 "\\# 16 20010db800000000000000000000000$"',
    "$GENERATE 1-2",
]
RIGHT_DIRECTIVES = [line for line in DIRECTIVES if line.startswith(("$ORIGIN z", "$TTL 60", "$INCLUDE p", "$INCLUDE o", "$GENERATE 1-3", "$GENERATE 1-9"))]
INCLUDED = {
    "plain.inc": "i A 10.0.2.1\ni AAAA 2001:db8::2:1\n@ TXT t\n",
    "odd.inc": " A 10.0.2.2\n$TTL 77\n$ORIGIN q\nj A 10.0.2.3\n A 10.0.2.4",
    "deep.inc": "$ORIGIN d\n$INCLUDE plain.inc\nk A 10.0.2.5\n$INCLUDE odd.inc e\nl CNAME k\n",
    "wrong.inc": "m A 10.0.2.256\n",
}

# What lyncdns refuses although BIND 9.18 reads it, by its message.
STRICTER = (
    "is below the DNAME record",  # RFC 6672 section 2.4: such records must not exist
    "expected one zone per file",  # of another zone: BIND leaves it out
)


RIGHT = {"A": 3, "AAAA": 4, "CNAME": 4, "TXT": 2, "TYPE1": 2, "TYPE28": 1, "MX": 2, "SRV": 1, "HTTPS": 1, "KEY": 1, "NAPTR": 1, "DNAME": 2}  # of the data


def generated(chance):
    """A file; half of them hold what may be wrong, the others are wrong only where their records contradict each other."""
    wrong = chance.randrange(2) == 1

    def pick(choices, right):
        return chance.choice(choices if wrong and chance.randrange(3) == 0 else choices[:right])

    lines = [pick(["$TTL 300", "$TTL 1h", "$ORIGIN z.com.\n$TTL 300", ""], 3)]
    lines.append(chance.choice(["@ SOA ns hostmaster 1 2 3 4 5", "@ 60 IN SOA ns hostmaster ( 1 ; serial\n 2h 3 1w 5 )", "z.com. IN SOA ns h 1 2 3 4 4294967295"]))
    lines += [pick(["@ NS ns", " NS ns.org.", "", "@ NS absent"], 2), pick(["ns A 10.0.0.53", ""], 1)]
    for _ in range(chance.randrange(1, 8)):
        if chance.randrange(5) == 0:
            lines.append(chance.choice(DIRECTIVES if wrong else RIGHT_DIRECTIVES))
            continue
        kind = chance.choice(TYPES if wrong else list(RIGHT) + ["A", "AAAA"] * 5)
        head = [pick(TTLS, 6), pick(CLASSES, 5)]
        chance.shuffle(head)
        lines.append(" ".join([pick(OWNERS, 18), *filter(None, head), kind, pick(DATA[kind], RIGHT.get(kind, 1))]))
    text = "\n".join(lines) + "\n"
    if wrong and chance.randrange(4) == 0:
        at = chance.randrange(len(text))
        text = text[:at] + chance.choice(['"', "(", ")", ";", "\\", "\n", " ", "$", "@", ".", "\t", ""]) + text[at + chance.randrange(2) :]
    return text


ASKABLE = re.compile(r"[a-z0-9_*/.-]+\Z")


def records(dump):
    """The names of a dump of named-checkzone that can be asked for, and their records of A, AAAA and CNAME; names below a cut aren't."""
    rows = [line.split(None, 4) for line in dump.splitlines() if re.match(r"\S+\s+\d+\s+IN\s", line)]
    cuts = {row[0].lower() for row in rows if row[3] in ("NS", "DNAME") and row[0].lower() != "z.com."}
    names = {}
    for owner, _, _, kind, data in (row for row in rows if len(row) == 5 and row[3] != "NSEC3"):  # whose owners aren't names of the zone
        owner = owner.lower()
        covered = any(owner.endswith("." + cut) or owner == cut for cut in cuts)
        if not covered and ASKABLE.match(owner) and "*" not in owner[1:]:
            found = names.setdefault(owner[:-1], {"A": set(), "AAAA": set(), "CNAME": None})
            if kind == "CNAME":
                found[kind] = data.lower().rstrip(".") or "."
            elif kind in found:
                found[kind].add(data)
    return names


def answers(report):
    names = {}
    for endpoint in report["endpoints"]:
        found = names.setdefault(endpoint["fqdn"], {"A": set(), "AAAA": set(), "CNAME": None})
        for answer in endpoint["answers"]:
            if answer["aliases"]:
                found["CNAME"] = answer["aliases"][0]
            else:
                found[answer["type"]] = {record["address"] for record in answer["records"]}
    return names


class AsBind(Case):
    def setUp(self):
        super().setUp()
        self.checker = find_program("named-checkzone")
        for name, text in INCLUDED.items():
            self.write(name, text)

    def bind(self, path):
        """What BIND reads from the file, or None; checks that depend on its settings are off."""
        done = run(self.checker, "-k", "ignore", "-i", "none", "-D", "-s", "full", "-o", "-", "z.com", path, text=True, cwd=self.folder)
        return records(done.stdout) if done.returncode == 0 else None

    def compare(self, text):
        """Returns "read", "refused" or, where lyncdns knows better, "stricter"."""
        path = self.write("z.com.zone", text)
        expected = self.bind(path)
        names = sorted(expected or ["z.com"])
        listing = self.write("names.csv", "fqdn,role\n" + "".join(f"{name},other\n" for name in names))
        result = lyncdns("audit", listing, "--zone", f"{path}@z.com", "-f", "json")
        if expected is None or result.code == 2:
            if expected is not None and any(words in result.err for words in STRICTER):
                return "stricter"
            self.assertEqual(result.code == 2, expected is None, f"{text}\n{result.err}")
            return "refused"
        self.assertEqual(answers(result.json()), expected, text)
        return "read"

    def test_random_files(self):
        outcomes = {}
        for number in range(SEED, SEED + CASES):
            with self.subTest(seed=number):
                outcome = self.compare(generated(random.Random(number)))
                outcomes[outcome] = outcomes.get(outcome, 0) + 1
        print(f"test_zone_bind: {CASES} zone files from seed {SEED}: {outcomes}", flush=True)
        self.assertGreater(min(outcomes.get("read", 0), outcomes.get("refused", 0)), CASES // 8)


if __name__ == "__main__":
    unittest.main()
