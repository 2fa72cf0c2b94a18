"""Deployments whose service records are right are quiet: no error, no warning, and the infos that a deployment of the kind has."""

import re
import unittest

from harness import Case, Knot, free_port, lyncdns

HEAD = "$ORIGIN {zone}.\n$TTL 300\n@ SOA ns.{zone}. hostmaster.{zone}. 1 3600 600 86400 60\n@ NS ns.{zone}.\n"
ONLINE = "sipdir A 52.112.1.1\nsipfed A 52.112.1.2\nwebdir A 52.112.1.3"

STANDARD_EDITION = """
front-end-pools:
  - {fqdn: se01.contoso.com, edge-pool: edge01.contoso.com, web-external: webext.contoso.com}
edge-pools:
  - fqdn: edge01.contoso.com
    external: [{fqdn: sip.contoso.com, service: [access, web-conferencing, av], port: 5061}]
simple-urls:
  - {fqdn: meet.contoso.com, url: meet, sip-domain: contoso.com}
  - {fqdn: dialin.contoso.com, url: dialin}
  - {fqdn: admin.contoso.com, url: admin}
"""
INSIDE = """
se01 A 10.1.0.1
edge01 A 10.1.0.9
lyncdiscoverinternal A 10.1.0.1
_sipinternaltls._tcp SRV 0 0 5061 se01
sip A 10.1.0.1
meet A 10.1.0.1
dialin A 10.1.0.1
admin A 10.1.0.1
"""
OUTSIDE = """
sip A 131.107.1.1
webext A 131.107.1.2
lyncdiscover A 131.107.1.2
_sip._tls SRV 0 0 5061 sip
_sipfederationtls._tcp SRV 0 0 5061 sip
meet A 131.107.1.2
dialin A 131.107.1.2
"""

# Two pools behind load balancers, a Director, three Edge names, Office Web Apps, desk phones, XMPP.
ENTERPRISE = """
front-end-pools:
  - fqdn: pool01.contoso.com
    members: [fe01.contoso.com, fe02.contoso.com]
    edge-pool: edge01.contoso.com
    web-internal: webint01.contoso.com
    web-external: webext01.contoso.com
  - fqdn: pool02.contoso.com
    members: [fe03.contoso.com, fe04.contoso.com]
    edge-pool: edge01.contoso.com
    web-internal: webint02.contoso.com
    web-external: webext02.contoso.com
director-pools:
  - {fqdn: dir01.contoso.com, members: [], web-external: webdir.contoso.com}
edge-pools:
  - fqdn: edge01.contoso.com
    members: [edge01a.contoso.com]
    external:
      - {fqdn: access.contoso.com, service: access, port: 443}
      - {fqdn: webconf.contoso.com, service: web-conferencing}
      - {fqdn: av.contoso.com, service: av}
simple-urls:
  - {fqdn: meet.contoso.com, url: meet}
  - {fqdn: dialin.contoso.com, url: [dialin, admin]}
office-web-apps:
  - fqdn: owas.contoso.com
"""
ENTERPRISE_INSIDE = """
pool01 A 10.1.0.1
pool01 A 10.1.0.2
fe01 A 10.1.0.1
fe02 A 10.1.0.2
pool02 A 10.1.0.3
pool02 A 10.1.0.4
fe03 A 10.1.0.3
fe04 A 10.1.0.4
webint01 A 10.1.1.1
webint02 A 10.1.1.2
dir01 A 10.1.0.5
edge01 A 10.1.0.9
edge01a A 10.1.0.9
owas A 10.1.0.8
dc01 A 10.0.0.10
webext01 A 131.107.1.5
webext02 A 131.107.1.6
webdir A 131.107.1.7
lyncdiscoverinternal CNAME webint01
_sipinternaltls._tcp SRV 0 0 5061 dir01
sip A 10.1.0.5
meet CNAME webint01
dialin CNAME webint01
_ntp._udp SRV 0 0 123 dc01
ucupdates-r2 A 10.1.1.1
"""
ENTERPRISE_OUTSIDE = """
access A 131.107.1.1
webconf A 131.107.1.2
av A 131.107.1.3
webext01 A 131.107.1.5
webext02 A 131.107.1.6
webdir A 131.107.1.7
owas A 131.107.1.8
lyncdiscover CNAME webdir
meet CNAME webext01
dialin CNAME webext01
sip CNAME access
sipexternal A 131.107.1.1
_sip._tls SRV 0 0 443 access
_sipfederationtls._tcp SRV 0 0 5061 access
_xmpp-server._tcp SRV 0 0 5269 xmpp
xmpp A 131.107.1.1
"""


def profile(body, domains="contoso.com", views=("internal", "external"), **keys):
    """A topology; KEYS are its lists ("remote_access" is remote-access); the servers of VIEWS differ."""
    lines = ["version: 1", "name: healthy", f"sip-domains: [{domains}]" if domains else ""]
    lines += [f"{key.replace('_', '-')}: {value}" for key, value in keys.items()]
    lines += ["views:"] + [f'  - {{name: {view}, servers: ["10.0.{number}.10"]}}' for number, view in enumerate(views)]
    return "\n".join(lines) + body


class Healthy(Case):
    def zones(self, view, **zones):
        """Options that answer in VIEW ("": in each) from ZONES: {name: records}, a name's dots written as two underscores."""
        options = []
        for name, records in zones.items():
            zone = name.replace("__", ".")
            path = self.write(f"{view or 'each'}/{zone}.zone", HEAD.format(zone=zone) + f"ns.{zone}. A 10.0.0.53\n" + records.lstrip("\n") + "\n")
            options += ["--zone", f"{view}={path}" if view else path]
        return options

    def assert_quiet(self, result, infos=(), code=0):
        report = self.quiet_report(result, infos)
        self.assertEqual(result.code, code, str(result))
        return report

    def quiet_report(self, result, infos):
        self.assertNotEqual(result.code, 2, str(result))
        report = result.json()
        findings = [finding for finding in report["findings"] if finding["rule"] != "DNS003"]
        text = result.err + "\n".join(f"{finding['severity']} {finding['key']}: {finding['message']}" for finding in findings)
        self.assertEqual([finding["key"] for finding in findings if finding["severity"] != "info"], [], text)
        self.assertEqual({finding["key"] for finding in findings}, set(infos), text)
        return report

    def audit(self, topology, *options):
        return lyncdns("audit", self.write("topology.yaml", topology), *options, "-f", "json")

    # ---- on premises ----

    def test_a_standard_edition_with_one_edge_name(self):
        result = self.audit(profile(STANDARD_EDITION, services="[federation, push-notification]", clients="[lync-2013, mobile]"),
                            *self.zones("internal", contoso__com=INSIDE + "webext A 131.107.1.2"), *self.zones("external", contoso__com=OUTSIDE))
        self.assert_quiet(result)

    def test_an_enterprise_with_everything(self):
        topology = profile(ENTERPRISE, services="[federation, push-notification, xmpp]", clients="[lync-2010, lync-2013, mobile, phone-edition]")
        result = self.audit(topology, *self.zones("internal", contoso__com=ENTERPRISE_INSIDE),
                            *self.zones("external", contoso__com=ENTERPRISE_OUTSIDE))
        self.assert_quiet(result)

    def test_an_edge_whose_names_have_no_service(self):
        body = ENTERPRISE.replace("{fqdn: access.contoso.com, service: access, port: 443}", "access.contoso.com")
        body = re.sub(r"\{fqdn: (\w+\.contoso\.com), service: [a-z-]+\}", r"\1", body)
        result = self.audit(profile(body, services="[federation]"), *self.zones("internal", contoso__com=ENTERPRISE_INSIDE),
                            *self.zones("external", contoso__com=ENTERPRISE_OUTSIDE))
        self.assert_quiet(result)

    def test_a_sip_domain_that_is_not_the_servers(self):
        body = STANDARD_EDITION.replace("se01.contoso.com", "se01.corp.local").replace("edge01.contoso.com", "edge01.corp.local")
        body = body.replace("  - {fqdn: dialin", "  - {fqdn: meet.fabrikam.com, url: meet, sip-domain: fabrikam.com}\n  - {fqdn: dialin")
        inside = INSIDE.replace("se01 A 10.1.0.1\nedge01 A 10.1.0.9\n", "").replace("5061 se01", "5061 sip")
        fabrikam = "lyncdiscover A 131.107.1.2\nsip A 131.107.1.1\nmeet A 131.107.1.2\n_sip._tls SRV 0 0 5061 sip\n_sipfederationtls._tcp SRV 0 0 5061 sip"
        result = self.audit(
            profile(body, domains="contoso.com, fabrikam.com", services="[federation]"),
            *self.zones("internal", contoso__com=inside, corp__local="se01 A 10.1.0.1\nedge01 A 10.1.0.9",
                        fabrikam__com="lyncdiscoverinternal A 10.1.0.1\nsip A 10.1.0.1\nmeet A 10.1.0.1\n_sipinternaltls._tcp SRV 0 0 5061 sip"),
            *self.zones("external", contoso__com=OUTSIDE, fabrikam__com=fabrikam))
        self.assert_quiet(result)

    def test_a_federation_edge_without_a_reverse_proxy(self):
        result = self.audit(profile(STANDARD_EDITION, services="[federation]", remote_access="[]"), *self.zones("internal", contoso__com=INSIDE),
                            *self.zones("external", contoso__com="sip A 131.107.1.1\n_sipfederationtls._tcp SRV 0 0 5061 sip"))
        report = self.assert_quiet(result)
        self.assertNotIn("webext.contoso.com", [e["fqdn"] for e in report["endpoints"] if e["answers"]])

    def test_no_edge_at_all(self):
        body = STANDARD_EDITION.replace(", edge-pool: edge01.contoso.com, web-external: webext.contoso.com", "").split("edge-pools:")[0]
        result = self.audit(profile(body), *self.zones("internal", contoso__com=INSIDE), *self.zones("external", contoso__com="www A 131.107.1.9"))
        self.assert_quiet(result)

    def test_geographic_dns(self):
        """The simple URLs are aliases of names that a load balancer of sites answers."""
        inside = ENTERPRISE_INSIDE.replace("meet CNAME webint01", "meet CNAME meet-int.geolb").replace("dialin CNAME webint01", "dialin CNAME meet-int.geolb")
        outside = ENTERPRISE_OUTSIDE.replace("meet CNAME webext01", "meet CNAME meet-ext.geolb").replace("dialin CNAME webext01", "dialin CNAME meet-ext.geolb")
        result = self.audit(profile(ENTERPRISE, services="[federation]", clients="[lync-2013, mobile]"),
                            *self.zones("internal", contoso__com=inside + "meet-int.geolb A 10.1.1.2"),
                            *self.zones("external", contoso__com=outside + "meet-ext.geolb A 131.107.1.6"))
        self.assert_quiet(result)

    def test_the_same_servers_inside_and_outside(self):
        topology = profile(STANDARD_EDITION, services="[federation]").replace("10.0.1.10", "10.0.0.10")
        both = OUTSIDE + "se01 A 10.1.0.1\nedge01 A 10.1.0.9\nadmin A 10.1.0.1\n_sipinternaltls._tcp SRV 0 0 5061 se01\n"
        for records in (both, both + "lyncdiscoverinternal A 131.107.1.2\nsipinternal A 131.107.1.1\n"):
            with self.subTest(records=records):
                self.assert_quiet(self.audit(topology, *self.zones("", contoso__com=records)))

    def test_a_wildcard_outside(self):
        result = self.audit(profile(STANDARD_EDITION, services="[federation]"), *self.zones("internal", contoso__com=INSIDE),
                            *self.zones("external", contoso__com=OUTSIDE + "* A 131.107.9.9"))
        self.assert_quiet(result, ["WLD001:contoso.com+external"])

    # ---- pin-point zones ----

    PINPOINT = {"lyncdiscoverinternal__contoso__com": "@ A 10.1.0.1", "sip__contoso__com": "@ A 10.1.0.1", "meet__contoso__com": "@ A 10.1.0.1",
                "dialin__contoso__com": "@ A 10.1.0.1", "admin__contoso__com": "@ A 10.1.0.1", "corp__local": "se01 A 10.1.0.1\nedge01 A 10.1.0.9",
                "_sipinternaltls._tcp__contoso__com": "@ SRV 0 0 5061 sip.contoso.com."}

    def pinpoint(self, *options):
        body = STANDARD_EDITION.replace("se01.contoso.com", "se01.corp.local").replace("edge01.contoso.com", "edge01.corp.local")
        return self.audit(profile(body, services="[federation]"), *self.zones("internal", **self.PINPOINT), *options)

    def test_pin_point_zones_over_the_public_zone(self):
        """Inside, servers without the domain's zone ask the public one for all other names."""
        result = self.pinpoint(*self.zones("", contoso__com=OUTSIDE))
        self.assert_quiet(result, ["DSC004:lyncdiscover.contoso.com", "SRV010:_sip._tls.contoso.com"])

    def test_pin_point_zones_alone(self):
        """What no zone holds isn't missing: it can't be told."""
        self.assert_quiet(self.pinpoint(*self.zones("external", contoso__com=OUTSIDE)), code=3)

    # ---- hybrid and online ----

    def test_hybrid(self):
        edge = "sip A 131.107.1.1\n_sipfederationtls._tcp SRV 0 0 5061 sip\n"
        result = self.audit(profile(STANDARD_EDITION, views=("internal", "external", "edge"), services="[federation, hybrid]"),
                            *self.zones("internal", contoso__com=INSIDE.replace("sip A 10.1.0.1", "sip A 131.107.1.1")),
                            *self.zones("external", contoso__com=OUTSIDE), *self.zones("edge", contoso__com=edge))
        self.assert_quiet(result)

    def test_hybrid_with_voice_mail_online(self):
        inside = ENTERPRISE_INSIDE + "webconf A 131.107.1.2\n"
        result = self.audit(profile(ENTERPRISE, views=("internal", "external", "edge"), services="[hybrid, hosted-voice-mail]"),
                            *self.zones("internal", contoso__com=inside), *self.zones("external", contoso__com=ENTERPRISE_OUTSIDE),
                            *self.zones("edge", contoso__com=ENTERPRISE_OUTSIDE))
        self.assert_quiet(result)

    TEAMS = ("lyncdiscover CNAME webdir.online.lync.com.\nsip CNAME sipdir.online.lync.com.\n_sip._tls SRV 100 1 443 sipdir.online.lync.com.\n"
             "_sipfederationtls._tcp SRV 100 1 5061 sipfed.online.lync.com.\n")

    def test_teams_only(self):
        body = "\nother:\n  - {fqdn: www.contoso.com, views: [internal, external]}\n"
        result = self.audit(profile(body, services="[teams-only]"), *self.zones("internal", contoso__com="www A 10.1.0.1"),
                            *self.zones("external", contoso__com=self.TEAMS + "www A 131.107.1.1", online__lync__com=ONLINE))
        self.assert_quiet(result)

    def test_teams_only_where_the_internal_zone_leads_online(self):
        body = "\nother:\n  - {fqdn: www.contoso.com, views: [internal, external]}\n"
        result = self.audit(profile(body, services="[teams-only]"),
                            *self.zones("", contoso__com=self.TEAMS + "www A 131.107.1.1", online__lync__com=ONLINE))
        self.assert_quiet(result)

    def test_teams_only_with_servers_left(self):
        """Servers that wait for their end are endpoints as before; their service records are gone."""
        servers = INSIDE.split("lyncdiscoverinternal")[0]
        outside = "access A 131.107.1.1\nwebext A 131.107.1.2\nmeet A 131.107.1.2\ndialin A 131.107.1.2\n"
        result = self.audit(profile(STANDARD_EDITION.replace("sip.contoso.com", "access.contoso.com"), services="[teams-only]"),
                            *self.zones("internal", contoso__com=servers + "meet A 10.1.0.1\ndialin A 10.1.0.1\nadmin A 10.1.0.1"),
                            *self.zones("external", contoso__com=self.TEAMS + outside, online__lync__com=ONLINE))
        self.assert_quiet(result)

    # ---- what isn't told ----

    def test_an_internal_view_that_nothing_reaches(self):
        """A failed lookup is neither a missing record nor one that is there."""
        topology = profile(STANDARD_EDITION, services="[federation]").replace('"10.0.0.10"', f'"127.0.0.1:{free_port()}"')
        with Knot({"contoso.com": OUTSIDE.lstrip("\n")}) as outside:
            result = self.audit(topology.replace('"10.0.1.10"', f'"{outside.address}"'), "--timeout", "500ms", "--tries", "1")
            self.assert_quiet(result, code=3)

    def test_without_sip_domains_nothing_is_judged(self):
        body = STANDARD_EDITION.replace(", sip-domain: contoso.com", "")
        topology = profile(body, domains="", services="[federation, hybrid]", clients="[lync-2013, mobile, phone-edition]")
        names = self.zones("internal", contoso__com="se01 A 10.1.0.1\nedge01 A 10.1.0.9\nmeet A 10.1.0.1\ndialin A 10.1.0.1\nadmin A 10.1.0.1")
        names += self.zones("external", contoso__com="sip A 131.107.1.1\nwebext A 131.107.1.2\nmeet A 131.107.1.2\ndialin A 131.107.1.2")
        report = self.assert_quiet(self.audit(topology, *names))
        self.assertEqual(report["summary"]["lookups"], 2 * (5 + 4))
        text = lyncdns("audit", self.folder / "topology.yaml", *names)
        self.assertIn("sip-domains", text.out.split("Not checked")[1])


if __name__ == "__main__":
    unittest.main()
