"""The remedy command: what it refuses, and what it says where there is nothing to mend."""

import unittest

from harness import Case, lyncdns, topology

BODY = """
exchange-um:
  - fqdn: um01.contoso.com
"""
HEAD = "$ORIGIN contoso.com.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"


class Remedy(Case):
    def zone(self, records, name="contoso.com.zone"):
        return self.write(name, HEAD + records)

    def remedy(self, *options, body=BODY, views=("internal",), records="um01 A 10.0.0.1\n"):
        path = self.write("topology.yaml", topology(body, {view: ["127.0.0.1:9"] for view in views}))
        return lyncdns("remedy", path, "--zone", self.zone(records), *options)

    def test_nothing_to_mend(self):
        for form, comment in (("powershell", "#"), ("nsupdate", ";"), ("dnscmd", "rem")):
            with self.subTest(form=form):
                result = self.remedy("-f", form)
                self.assertEqual(result.code, 0, str(result))
                self.assertTrue(all(line.startswith(comment) for line in result.out.split("\n") if line.strip()), result.out)

    def test_what_is_refused(self):
        rows = [
            ("a view", ["--view", "lan"], '--view lan: unknown view'),
            ("a pattern that fits nothing", ["--only", "UM01"], "--only UM01: no rule and no name is like that"),
            ("a form", ["-f", "text"], "--format"),
        ]
        for what, options, message in rows:
            with self.subTest(what=what):
                result = self.remedy(*options)
                self.assertEqual((result.code, result.out), (2, ""), str(result))
                self.assertIn(message, result.err)

    def test_a_value_that_nothing_tells_is_left_for_dns(self):
        result = self.remedy("-f", "nsupdate", records="")
        self.assertEqual(result.code, 1, str(result))
        self.assertNotIn("update add", result.out)
        self.assertIn("Left for the DNS administrator:\n;   DNS001:um01.contoso.com: ", result.out)


if __name__ == "__main__":
    unittest.main()
