"""Zone files instead of servers: their answers, which are those of a real server with the same zones."""

import os
import random
import unittest

from harness import Case, Knot, lyncdns, topology

HEAD = "$ORIGIN {zone}.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"


def generated_zones(seed):
    """Two zones with everything that makes answers difficult, and names inside and outside them."""
    chance = random.Random(seed)
    zones = {"contoso.example": [], "fabrikam.example": []}
    names = []
    for zone, lines in zones.items():
        other = next(name for name in zones if name != zone)
        taken, aliases, cut = {"@", "ns"}, [], []
        labels = [f"h{number}" for number in range(40)]
        for _ in range(500):
            owner = ".".join(chance.choice(labels + ["*"] * (3 if position == 0 else 0)) for position in range(chance.choice([1, 1, 2, 3, 4])))
            if owner in taken or any(owner == above or owner.endswith("." + above) for above in cut):
                continue
            taken.add(owner)
            kind = chance.randrange(12)
            if kind < 5:
                for number in range(chance.randrange(1, 4)):
                    lines.append(f"{owner} A 10.{chance.randrange(1, 9)}.{chance.randrange(250)}.{number + 1}")
            if 3 < kind < 7:
                for number in range(chance.randrange(1, 3)):
                    lines.append(f"{owner} {chance.choice(['60', '1h', ''])} AAAA 2001:41d0:{chance.randrange(65535):x}::{number + 1:x}")
            if kind == 7:
                lines.append(f"{owner} TXT \"only ; text\" ( more\n )")
            if kind > 8:
                aliases.append(owner)
            if kind == 8 and not owner.startswith("*") and chance.randrange(3) == 0 and not any(name.endswith("." + owner) for name in taken):
                cut.append(owner)
                if chance.randrange(2):
                    lines.append(f"{owner} NS ns.elsewhere.example.")
                else:
                    lines.append(f"{owner} DNAME {chance.choice(labels)}.{chance.choice([zone, other])}.")
        targets = sorted(taken - {"@"}) + ["missing", "a.b.missing"] + labels
        for owner in aliases:
            target = chance.choice(targets).replace("*", "star")
            place = chance.choice(["", "", "", f".{zone}.", f".{other}.", ".nowhere.example."])
            lines.append(f"{owner} CNAME {target}{place}")
        for _ in range(1200):
            name = chance.choice(sorted(taken - {"@"})).replace("*", chance.choice(["star", "a.star", "*"]))
            name = chance.choice(["", "", "", "x.", "y.x."]) + name
            if chance.randrange(4) == 0:
                name = name.partition(".")[2] or name
            if "*" not in name[1:]:  # a topology has no such name
                names.append(f"{name}.{zone}")
    return {zone: HEAD.format(zone=zone) + "\n".join(lines) + "\n" for zone, lines in zones.items()}, sorted(set(names))


class AsKnot(Case):
    """The report from zone files is the same as from Knot DNS serving them."""

    def reports(self, seed):
        zones, names = generated_zones(seed)
        listing = self.write("names.csv", "fqdn,role\n" + "".join(f"{name},other\n" for name in names))
        files = [self.write(f"{zone}.zone", text) for zone, text in zones.items()]
        with Knot(zones) as knot:
            live = lyncdns("audit", listing, "-s", knot, "-f", "json")
            text = live.out.replace(knot.address, "zone")
        filed = lyncdns("audit", listing, *[word for file in files for word in ("--zone", file)], "-f", "json")
        self.assertEqual(filed.err, "")
        live.out = text
        return live, filed, names

    def test_the_same_report_for_thousands_of_names(self):
        statuses = set()
        for seed in (1, 2, 3):
            with self.subTest(seed=seed):
                live, filed, names = self.reports(seed)
                self.assertEqual(live.code, filed.code)
                self.assertGreater(len(names), 1200)
                by_name = {endpoint["fqdn"]: endpoint for endpoint in filed.json()["endpoints"]}
                for endpoint in live.json()["endpoints"]:
                    self.assertEqual(by_name[endpoint["fqdn"]], endpoint)
                a, b = live.json(), filed.json()
                for report in (a, b):
                    del report["run"]["started"], report["run"]["duration_ms"]
                    for server in report["servers"]:
                        # a busy machine answers late, and then some queries are sent again
                        del server["rtt_ms_median"], server["rtt_ms_max"], server["resent"], server["asked"]
                self.assertEqual(b, a)
                statuses |= {answer["status"] for endpoint in b["endpoints"] for answer in endpoint["answers"]}
        self.assertEqual(statuses, {"NOERROR", "NODATA", "NXDOMAIN", "REFUSED", "ALIAS_DANGLING", "ALIAS_LOOP"})


class Zones(Case):
    VIEWS = {"internal": ["127.0.0.1:1"], "external": ["127.0.0.1:1"]}
    INTERNAL = HEAD.format(zone="contoso.com") + "um01 A 10.0.0.1\nsip A 10.0.0.2\n"
    EXTERNAL = HEAD.format(zone="contoso.com") + "sip A 192.0.2.7\n"

    def audit(self, code, body, *args, views=VIEWS):
        path = self.write("topology.yaml", topology(body, views))
        return self.run_code(code, "audit", path, *args, "-f", "json")

    def test_a_file_for_each_view(self):
        internal, external = self.write("i.zone", self.INTERNAL), self.write("e.zone", self.EXTERNAL)
        body = "other:\n  - fqdn: sip.contoso.com\n    views: [internal, external]\n"
        report = self.audit(1, body, "--zone", f"internal={internal}", "--zone", f"external={external}").json()
        answers = {(answer["view"], answer["server"]): answer["records"] for answer in report["endpoints"][0]["answers"] if answer["type"] == "A"}
        self.assertEqual(
            {key: [record["address"] for record in value] for key, value in answers.items()},
            {("internal", "zone:internal"): ["10.0.0.2"], ("external", "zone:external"): ["192.0.2.7"]},
        )

    def test_a_view_s_file_takes_precedence(self):
        internal, external = self.write("i.zone", self.INTERNAL), self.write("e.zone", self.EXTERNAL)
        body = "other:\n  - fqdn: sip.contoso.com\n    views: [internal, external]\n"
        for order in ((f"external={external}", internal), (internal, f"external={external}")):
            report = self.audit(1, body, "--zone", order[0], "--zone", order[1]).json()
            addresses = [answer["records"][0]["address"] for answer in report["endpoints"][0]["answers"] if answer["type"] == "A"]
            self.assertEqual(addresses, ["10.0.0.2", "192.0.2.7"])

    def test_a_default_view_without_views(self):
        path = self.write("i.zone", self.INTERNAL)
        report = self.audit(0, "other:\n  - fqdn: um01.contoso.com\n", "--zone", path, views=None).json()
        self.assertEqual([(row["view"], row["server"]) for row in report["servers"]], [("default", "zone")])

    def test_a_name_outside_every_zone_is_an_error(self):
        path = self.write("i.zone", self.INTERNAL)
        result = self.audit(2, "other:\n  - fqdn: um.fabrikam.com\n  - fqdn: um01.contoso.com\n", "--zone", path)
        self.assertIn("um.fabrikam.com is outside every zone given", result.err)
        self.assertNotIn("um01", result.err)
        self.assertEqual(result.out, "")

    def test_a_single_label_is_refused(self):
        path = self.write("i.zone", self.INTERNAL)
        result = self.audit(1, "other:\n  - fqdn: um01\n  - fqdn: um01.contoso.com\n", "--zone", path)
        self.assertEqual(result.keys(), ["DNS003:um01", "NAM001:um01"])

    def test_an_alias_out_of_every_zone_is_a_failed_lookup(self):
        path = self.write("i.zone", self.INTERNAL + "um02 CNAME um.fabrikam.com.\n")
        result = self.audit(3, "exchange-um:\n  - fqdn: um02.contoso.com\n", "--zone", path)
        report = result.json()
        self.assertEqual(report["endpoints"][0]["address_type"], "unknown")
        self.assertEqual({answer["status"] for answer in report["endpoints"][0]["answers"]}, {"REFUSED"})
        self.assertIn("UM002:um02.contoso.com", result.keys())

    def test_zone_excludes_server(self):
        path = self.write("i.zone", self.INTERNAL)
        result = self.audit(2, "other:\n  - fqdn: um01.contoso.com\n", "--zone", path, "--server", "127.0.0.1")
        self.assertIn("--zone and --server", result.err)

    def test_mistakes_have_file_and_line(self):
        rows = [
            ("a view without a file", self.INTERNAL, "external=", 'the view "internal" has no zone file'),
            ("no such view", self.INTERNAL, "extern=", 'there is no view "extern"'),
            ("no such file", None, "", "absent.zone: can't open"),
            ("bad address", self.INTERNAL + "um02 A 10.0.0.256\n", "", 'bad.zone:8: "10.0.0.256"'),
            ("bad name", self.INTERNAL + "um02 CNAME a..b\n", "", "bad.zone:8: \"a..b\": a label is empty"),
            ("no file to include", self.INTERNAL + "$INCLUDE absent.inc\n", "", 'bad.zone:8: "'),
            ("generated records", self.INTERNAL + "$GENERATE 1-900 h$ A 10.0.0.$\n", "", 'bad.zone:8: "10.0.0.256"'),
            ("alias and address", self.INTERNAL + "um01 CNAME sip\n", "", "bad.zone:8: um01.contoso.com: a name with a CNAME"),
            ("open parenthesis", self.INTERNAL + "um02 TXT ( \"a\"\n", "", "bad.zone:8: an opening parenthesis"),
            ("two zones", self.INTERNAL + self.EXTERNAL.replace("contoso", "fabrikam"), "", "bad.zone:10: an SOA record of fabrikam.com"),
            ("no zone", "um01.contoso.com. 300 A 10.0.0.1\n", "", "bad.zone: no SOA record"),
            ("binary", b"\0\1\2", "", "NUL byte"),
        ]
        for what, text, prefix, sentence in rows:
            with self.subTest(what):
                path = self.folder / "absent.zone" if text is None else self.write("bad.zone", text)
                result = self.audit(2, "other:\n  - fqdn: um01.contoso.com\n", "--zone", f"{prefix}{path}")
                self.assertIn(sentence, result.err)
                self.assertEqual(result.out, "")

    def um001(self, code, *zones):
        return self.run_code(code, "check", "um01.contoso.com", "--role", "exchange-um", *[word for zone in zones for word in ("--zone", zone)])

    def test_the_name_of_the_zone_after_an_at_sign(self):
        text = "$TTL 300\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns.example.\num01 A 10.0.0.1\num01 AAAA 2001:4898::1\n"
        path, odd = self.write("office@home", text), self.write("office@contoso.com", text)
        self.assertIn("UM001", self.um001(1, f"{path}@contoso.com").out)
        self.assertIn("UM001", self.um001(1, f"{odd}@CONTOSO.com.").out)
        self.assertIn("UM001", self.um001(1, f"internal={path}@contoso.com").out)
        for argument, sentence in (
            (path, "give the zone as FILE@ZONE"),
            (f"{path}@", '"" isn\'t the name of a zone'),
            (f"{path}@a..b", '"a..b" isn\'t the name of a zone'),
            (f"{path}x@contoso.com", "office@homex: can't open"),
        ):
            with self.subTest(argument):
                self.assertIn(sentence, self.um001(2, argument).err)
        path = self.write("zone", "$ORIGIN fabrikam.com.\n" + text)
        self.assertIn("fabrikam.com by its SOA record, but contoso.com was given", self.um001(2, f"{path}@contoso.com").err)

    def test_included_files(self):
        """Beside the file that names them; origin and owner are restored after each, as in BIND."""
        self.folder.joinpath("more").mkdir()
        self.write("more/hosts.inc", " A 10.0.0.1\nx A 10.0.0.3\n$ORIGIN y\n$INCLUDE deep.inc z.contoso.com.\nx A 10.0.0.4\n")
        self.write("more/deep.inc", "$TTL 60\nx A 10.0.0.5")
        path = self.write(
            "contoso.com.zone", "$INCLUDE head.inc\num01 TXT t\n$INCLUDE more/hosts.inc um02 ; note\n AAAA 2001:4898::1\nlast A 10.0.0.6\n"
        )
        self.write("head.inc", HEAD.format(zone="contoso.com").partition("\n")[2])
        names = {
            "um01": ["10.0.0.1", "2001:4898::1"],
            "x.um02": ["10.0.0.3"],
            "x.z": ["10.0.0.5"],
            "x.y.um02": ["10.0.0.4"],
            "last": ["10.0.0.6"],
        }
        body = "other:\n" + "".join(f"  - fqdn: {name}.contoso.com\n" for name in names)
        report = self.audit(0, body, "--zone", path, views=None).json()
        found = {
            endpoint["fqdn"].removesuffix(".contoso.com"): [record["address"] for answer in endpoint["answers"] for record in answer["records"]]
            for endpoint in report["endpoints"]
        }
        self.assertEqual(found, names)

    def test_included_files_are_not_written_over(self):
        host = "um01 A 10.0.0.1\n"
        included = self.write("host.inc", host)
        path = self.write("contoso.com.zone", HEAD.format(zone="contoso.com") + "$INCLUDE host.inc\n")
        names = self.write("names.csv", "fqdn,role\num01.contoso.com,other\n")
        self.run_code(2, "audit", names, "--zone", path, "-o", included)
        self.assertEqual(included.read_text(), host)

    def test_mistakes_in_included_files(self):
        """A hostile file can't make lyncdns hang or read without end."""
        os.mkfifo(self.folder / "pipe")
        os.symlink("self.inc", self.folder / "link.inc")
        os.symlink(".", self.folder / "round")
        files = {
            "mistake.inc": "\num02 A 10.0.0.256\n",
            "self.inc": "$INCLUDE self.inc\n",
            "a.inc": "$INCLUDE b.inc\n",
            "b.inc": "\n$INCLUDE a.inc\n",
            "other.inc": "$INCLUDE link.inc\n",
            "bomb.inc": "$INCLUDE round/bomb.inc\n" * 10,
        }
        for name, text in files.items():
            self.write(name, text)
        for name, sentence in (
            ("mistake.inc", 'mistake.inc:2: "10.0.0.256"'),
            ("pipe", "pipe: not a regular file"),
            ("/dev/zero", "/dev/zero: not a regular file"),
            (".", "not a regular file"),
            ("a.inc", 'b.inc:2: "'),
            ("self.inc", "the file includes itself"),
            ("other.inc", "the file includes itself"),
            ("bomb.inc", "too deeply"),
            ("-", "can't open"),
        ):
            with self.subTest(name):
                path = self.write("contoso.com.zone", self.INTERNAL + f"$INCLUDE {name}\n")
                result = self.um001(2, path)
                self.assertIn(sentence, result.err)
                self.assertEqual(result.out, "")

    def test_a_folder_s_file_that_isn_t_the_zone(self):
        path = self.write("contoso.com.zone", self.INTERNAL + "$INCLUDE contoso.com.zone\n")
        self.assertIn('contoso.com.zone:8: "', self.um001(2, path).err)


if __name__ == "__main__":
    unittest.main()
