"""What the declared product changes: the pages that findings refer to, and the rules that have nothing to judge any more."""

import unittest

from harness import Case, lyncdns, topology

ZONE = "$ORIGIN contoso.com.\n$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n@ NS ns\nns A 10.0.0.53\n"
ZONE += "um01 A 10.1.0.1\num01 AAAA 2a00::1\nchat01 A 10.1.0.2\nchat01 AAAA 2a00::2\n"
NAMES = "exchange-um: [{fqdn: um01.contoso.com}]\npersistent-chat-pools: [{fqdn: chat01.contoso.com}]\n"
VOICE = "Advanced Enterprise Voice Support for IPv6"


OVERVIEW = "https://learn.microsoft.com/en-us/previous-versions/office/lync-server-2013/lync-server-2013-overview-of-ip-address-types"
IPV6_PAGE = "https://learn.microsoft.com/en-us/skypeforbusiness/plan-your-deployment/network-requirements/ipv6"


class Products(Case):
    def audit(self, product, *options):
        path = self.write("t.yaml", topology(f"product: {product}\n{NAMES}", {"internal": ["10.0.0.53"]}))
        return self.run_code(1, "audit", path, "--zone", self.write("contoso.com.zone", ZONE), *options)

    def test_a_finding_refers_to_the_page_of_the_product(self):
        for product, reference in (("lync-2010", VOICE), ("lync-2013", VOICE), ("skype-for-business-2015", f"Plan for IPv6 in Skype for Business: {VOICE}"),
                                   ("skype-for-business-se", f"Plan for IPv6 in Skype for Business: {VOICE}")):
            with self.subTest(product=product):
                report = self.audit(product, "-f", "json").json()
                self.assertEqual({f["reference"] for f in report["findings"] if f["rule"] == "UM001"}, {reference})
                self.assertIn(f"Reference: {reference.split(': ')[0]}", self.audit(product, "--verbose").out)
                page = self.audit(product, "-f", "html").out
                self.assertIn(reference, page)
                self.assertEqual([url in page for url in (OVERVIEW, IPV6_PAGE)], [product.startswith("lync"), not product.startswith("lync")])

    def test_rules_that_the_product_has_nothing_for(self):
        for product, gone in (("lync-2013", False), ("skype-for-business-2015", False), ("skype-for-business-2019", True), ("skype-for-business-se", True)):
            with self.subTest(product=product):
                rules = {f["rule"] for f in self.audit(product, "-f", "json").json()["findings"]}
                self.assertEqual("PCH001" in rules, not gone)
                unchecked = self.audit(product).out.split("Not checked")[1]
                for rule in ("PCH001", "XMP001"):
                    self.assertEqual(f"{rule}: not applicable to {product}." in unchecked, gone)

    def test_the_catalogue_names_both_pages_and_the_products(self):
        rules = {rule["rule"]: rule for rule in lyncdns("rules", "-f", "json").json()["rules"]}
        self.assertEqual(rules["UM001"]["reference"], VOICE)
        self.assertEqual(rules["UM001"]["reference_skype_for_business"], f"Plan for IPv6 in Skype for Business: {VOICE}")
        self.assertEqual(rules["UM001"]["documents"], [{"title": "Overview of IP address types for Lync Server 2013", "url": OVERVIEW}])
        self.assertEqual(rules["UM001"]["documents_skype_for_business"], [{"title": "Plan for IPv6 in Skype for Business", "url": IPV6_PAGE}])
        self.assertEqual([document["url"] for document in rules["DNS014"]["documents"]],
                         ["https://www.rfc-editor.org/rfc/rfc4074", "https://www.rfc-editor.org/rfc/rfc8020"])
        self.assertIsNone(rules["UM001"]["products"])
        for rule, words in (("PCH001", "up to skype-for-business-2015"), ("XMP001", "up to skype-for-business-2015"),
                            ("XMP002", "from skype-for-business-2019 on")):
            self.assertIn(words, rules[rule]["products"])
            self.assertIn(words, lyncdns("rules", rule).out)


if __name__ == "__main__":
    unittest.main()
