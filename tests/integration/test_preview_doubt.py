"""Preview: what can't be known of a change is never called safe; names that nobody asked about; zones, views and service records."""

import unittest

from bind import Bind
from fakedns import A, NXDOMAIN, SERVFAIL, SOA, FakeDNS, a, reply, soa
from harness import Case, topology

UM = "exchange-um:\n  - fqdn: b.um.contoso.com\n"
HOST = "other:\n  - fqdn: host.contoso.com\n"


def keys(findings):
    return [finding["key"] for finding in findings]


class Doubt(Case):
    def preview(self, code, servers, body, script, *args):
        """The report of a preview in views {name: [server]}."""
        path = self.write("topology.yaml", topology(body, {view: [str(server) for server in given] for view, given in servers.items()}))
        file = self.write("change.txt", script)
        return self.run_code(code, "preview", path, "--change", file, "--timeout", "500ms", "--tries", "1", *(args if "-f" in args else ("-f", "json", *args)))

    def live(self, code, zone, body, script):
        with Bind({"contoso.com": zone}) as bind:
            return self.preview(code, {"internal": [bind.address]}, body, script).json()


class Wildcards(Doubt):
    """A wildcard begins or ends to answer for a name that isn't changed."""

    LAST = "update delete a.um.contoso.com\nsend\n"

    def test_the_last_known_name_below_another(self):
        zone = "* AAAA 2001:41d0::1\na.um A 10.0.0.1\n"
        report = self.live(3, zone, UM, self.LAST)
        self.assertEqual(report["verdict"], "not-judged")
        self.assertEqual([row["record"] for row in report["not_judged"]], ["a.um.contoso.com"])
        self.assertIn("um.contoso.com exists", report["not_judged"][0]["reason"])
        # A sibling of the deployment shows what becomes of the name above.
        sibling = UM + "  - fqdn: c.um.contoso.com\n"
        report = self.live(0, zone + "c.um A 10.0.0.2\n", sibling, self.LAST)
        self.assertEqual((report["verdict"], report["not_judged"]), ("safe", []))

    def test_the_text_says_so_first(self):
        with Bind({"contoso.com": "* AAAA 2001:41d0::1\na.um A 10.0.0.1\n"}) as bind:
            path = self.write("topology.yaml", topology(UM, {"internal": [bind.address]}))
            out = self.run_code(3, "preview", path, "--change", self.write("change.txt", self.LAST)).out
        self.assertTrue(out.startswith("NOT JUDGED: 1 name can't be judged; so far it introduces nothing"), out)
        self.assertIn("\nNot judged\n  a.um.contoso.com b.um.contoso.com depends on", out.replace("\n      ", " "))

    def test_confirms_either_outcome(self):
        """Whether the name above the deleted one remains, the change is shown; without the change it isn't."""
        for zone in ("* AAAA 2001:41d0::1\na.um A 10.0.0.1\n", "* AAAA 2001:41d0::1\na.um A 10.0.0.1\nhidden.um A 10.0.0.2\n"):
            with Bind({"contoso.com": zone}) as bind:
                args = ({"internal": [bind.address]}, UM, self.LAST, "--confirm", "100ms")
                self.assertIn("still differs for a.um.contoso.com A", self.preview(3, *args).err)
                self.assertEqual(bind.update(self.LAST)[0], 0)
                self.assertIn("CONFIRMED", self.preview(0, *args).err)

    def test_a_zone_file_leaves_no_doubt(self):
        path = self.write("topology.yaml", topology(UM, {"internal": ["127.0.0.1:1"]}))
        zone = self.write("contoso.com.zone", "@ SOA ns h 1 2 3 4 5\n@ NS ns\nns A 10.0.0.53\n* AAAA 2001:41d0::1\na.um A 10.0.0.1\n")
        file = self.write("change.txt", self.LAST)
        report = self.run_code(1, "preview", path, "--change", file, "--zone", zone, "-f", "json").json()
        self.assertEqual((report["verdict"], report["not_judged"]), ("breaks", []))
        self.assertIn("UM001:b.um.contoso.com", keys(report["introduced"]))

    def test_a_wildcard_goes(self):
        zone = "* AAAA 2001:41d0::1\n*.um A 10.0.0.1\n"
        report = self.live(3, zone, UM, "update delete *.um.contoso.com\nsend\n")
        self.assertEqual(report["verdict"], "not-judged")
        report = self.live(1, zone + "um A 10.0.0.2\n", UM + HOST.replace("host", "um"), "update delete *.um.contoso.com\nsend\n")
        self.assertEqual((report["verdict"], keys(report["introduced"])), ("breaks", ["DNS001:b.um.contoso.com"]))

    def test_a_wildcard_answers_for_a_deleted_name(self):
        zone = "um A 10.0.0.2\n*.um AAAA 2001:41d0::1\nb.um A 10.0.0.1\n"
        report = self.live(1, zone, UM, "update delete b.um.contoso.com\nsend\n")
        self.assertEqual(report["verdict"], "breaks")
        self.assertIn("UM001:b.um.contoso.com", keys(report["introduced"]))
        # The same addresses as before would be safe, if it were certain that there is nothing below the name.
        zone = "um A 10.0.0.2\n*.um A 10.0.0.1\nb.um A 10.0.0.1\n"
        report = self.live(3, zone, UM, "update delete b.um.contoso.com\nsend\n")
        self.assertEqual((report["verdict"], keys(report["introduced"])), ("not-judged", []))

    def test_an_added_name_ends_what_a_wildcard_answers(self):
        report = self.live(1, "*.um A 10.0.0.1\n", UM, "update add a.b.um.contoso.com 60 A 10.0.0.9\nsend\n")
        self.assertEqual((report["verdict"], report["not_judged"]), ("breaks", []))
        self.assertIn("DNS002:b.um.contoso.com", keys(report["introduced"]))

    def test_what_was_broken_before_is_not_introduced(self):
        """BIND fails over an alias of itself, and gives the alias with the failure."""
        zone = "um A 10.0.0.1\nb.um CNAME b.um\nhost A 10.0.0.2\n"
        for script in ("update add host.contoso.com 60 A 10.0.0.3\nsend\n", "update add b.um.contoso.com 60 A 10.0.0.3\nsend\n"):
            report = self.live(3, zone, UM + HOST, script)
            self.assertEqual((keys(report["introduced"]), keys(report["resolved"])), ([], []), script)
            self.assertIn("DNS003:b.um.contoso.com", keys(report["unchanged"]))


class Probes(Doubt):
    """A question that would show what follows fails: that is no answer."""

    def answer(self, fails):
        def handler(query):
            if fails(query):
                return reply(query, rcode=SERVFAIL)
            if query.name == "contoso.com" and query.type == SOA:
                return reply(query, [soa("contoso.com")])
            if query.name in ("contoso.com", "host.contoso.com"):
                known = query.name == "host.contoso.com" and query.type == A
                return reply(query, [a(query.name, "10.0.0.1")] if known else [], authority=[soa("contoso.com")])
            return reply(query, authority=[soa("contoso.com")], rcode=NXDOMAIN)

        return handler

    def ask(self, code, fails, script, body=HOST):
        with FakeDNS(self.answer(fails)) as server:
            return self.preview(code, {"internal": [server.address]}, body, script).json()

    def test_each_that_fails(self):
        delete = "update delete host.contoso.com\nsend\n"
        add = "update add host.contoso.com 60 A 10.0.0.2\nsend\n"
        rows = [
            ("nothing", lambda query: False, 0, add, "safe"),
            ("the SOA record", lambda query: query.type == SOA, 3, add, "not-judged"),
            ("whether the name itself exists", lambda query: "probe" in query.name, 3, add, "not-judged"),
            ("the same, for a deletion", lambda query: "probe" in query.name, 3, delete, "not-judged"),
            ("the wildcard", lambda query: query.name == "*.contoso.com", 3, delete, "not-judged"),
        ]
        for what, fails, code, script, verdict in rows:
            with self.subTest(what):
                report = self.ask(code, fails, script)
                self.assertEqual(report["verdict"], verdict)
                self.assertEqual(report["not_judged"] != [], verdict == "not-judged")

    def test_saved_answers_of_an_audit_tell_less(self):
        with Bind({"contoso.com": "host A 10.0.0.1\n"}) as bind:
            path = self.write("topology.yaml", topology(HOST.replace("other", "exchange-um"), {"internal": [bind.address]}))
            saved = self.folder / "answers"
            self.run_code(0, "audit", path, "--save-answers", saved)
        for code, script in ((3, "update add host.contoso.com 60 A 10.0.0.2\nsend\n"), (1, "update add host.contoso.com 60 AAAA 2001:41d0::1\nsend\n")):
            file = self.write("change.txt", script)
            report = self.run_code(code, "preview", path, "--change", file, "--answers", saved, "-f", "json").json()
            self.assertEqual([row["record"] for row in report["not_judged"]], ["host.contoso.com"])


class Zones(Doubt):
    def test_a_zone_that_no_server_has(self):
        body = HOST + "  - fqdn: host.fabrikam.com\n"
        with FakeDNS(Probes.answer(self, lambda query: False)) as server:
            view = {"internal": [server.address]}
            needed = self.preview(3, view, body, "zone fabrikam.com\nupdate add host.fabrikam.com 60 A 10.0.0.2\nsend\n").json()
            other = self.preview(0, view, body, "zone fabrikam.com\nupdate add else.fabrikam.com 60 A 10.0.0.2\nsend\n")
            both = self.preview(1, view, body, "update delete host.contoso.com\nupdate add host.fabrikam.com 60 A 10.0.0.2\nsend\n").json()
        self.assertEqual([row["record"] for row in needed["not_judged"]], ["host.fabrikam.com"])
        self.assertIn("SOA record of fabrikam.com", needed["not_judged"][0]["reason"])
        self.assertEqual((other.json()["verdict"], other.json()["not_judged"]), ("safe", []))
        self.assertIn("fabrikam.com: no server or zone file has this zone", other.err)
        self.assertEqual((both["verdict"], len(both["not_judged"])), ("breaks", 1))

    def test_a_new_zone_hides_what_its_server_had(self):
        script = "dnscmd . /zoneadd host.contoso.com /primary\ndnscmd . /recordadd host.contoso.com @ 60 A 10.0.0.9\n"
        body = HOST + "  - fqdn: below.host.contoso.com\n"
        with Bind({"contoso.com": "host A 10.0.0.1\nbelow.host A 10.0.0.2\n"}) as bind:
            result = self.preview(1, {"internal": [bind.address]}, body, script, "-f", "text")
            report = self.preview(1, {"internal": [bind.address]}, body, script).json()
        self.assertEqual(keys(report["introduced"]), ["DNS001:below.host.contoso.com"])
        self.assertEqual((report["verdict"], report["not_judged"]), ("breaks", []))
        self.assertIn("  + the zone host.contoso.com (hides", result.out)

    def test_service_records(self):
        rows = [
            (3, "update add _sip._tls.contoso.com 60 SRV 0 0 443 sip.contoso.com\nsend\n", "_sip._tls.contoso.com"),
            (3, "update delete lyncdiscover.contoso.com A\nsend\n", "lyncdiscover.contoso.com"),
            (3, "update add *._tcp.contoso.com 60 SRV 0 0 5061 sip.contoso.com\nsend\n", "*._tcp.contoso.com"),
            (0, "update add _ldap._tcp.contoso.com 60 SRV 0 0 389 dc.contoso.com\nsend\n", None),
            (0, "update add host.contoso.com 60 A 10.0.0.2\nsend\n", None),
        ]
        with Bind({"contoso.com": "host A 10.0.0.1\n"}) as bind:
            for code, script, record in rows:
                with self.subTest(script):
                    report = self.preview(code, {"internal": [bind.address]}, HOST, script).json()
                    self.assertEqual([row["record"] for row in report["not_judged"]], [record] if record else [])
            declared = HOST + "  - fqdn: sip.contoso.com\n"
            script = "update add sip.contoso.com 60 A 10.0.0.2\nsend\n"
            self.assertEqual(self.preview(0, {"internal": [bind.address]}, declared, script).json()["not_judged"], [])


class Views(Doubt):
    SCRIPT = "update add host.contoso.com 60 A 10.0.0.2\nsend\n"

    def test_the_view_that_has_the_zone(self):
        with Bind({"contoso.com": "host A 10.0.0.1\n"}) as first, Bind({"contoso.com": "host A 10.0.0.1\n"}) as second:
            split = {"internal": [first.address], "external": [second.address]}
            self.assertIn("both have this name's zone; choose one with --view", self.preview(2, split, HOST, self.SCRIPT).err)
            report = self.preview(0, split, HOST, self.SCRIPT, "--view", "internal").json()
            self.assertEqual([row["view"] for row in report["records"]["added"]], ["internal"])
            shared = {"internal": [first.address, second.address], "external": [second.address, first.address]}
            self.assertEqual(self.preview(0, shared, HOST, self.SCRIPT).json()["verdict"], "safe")

    def test_a_view_without_the_zone_is_left_alone(self):
        body = HOST.replace("host.contoso.com", "host.contoso.com\n    views: [internal]")
        with Bind({"contoso.com": "host A 10.0.0.1\n"}) as first, Bind({"fabrikam.com": "host A 10.0.0.1\n"}) as second:
            split = {"internal": [first.address], "external": [second.address]}
            report = self.preview(0, split, body, self.SCRIPT).json()
        self.assertEqual([row["view"] for row in report["records"]["added"]], ["internal"])


if __name__ == "__main__":
    unittest.main()
