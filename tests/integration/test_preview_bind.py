"""Preview against BIND: the findings that it predicts for an nsupdate script are those of an audit after the script has run."""

import json
import random
import unittest

from bind import Bind
from harness import Case, lyncdns, topology

ZONE = """um01 A 10.0.0.1
um02 A 10.0.0.2
um02 AAAA 2001:41d0::2
um03 CNAME um01
pool01 A 10.0.1.1
pool01 A 10.0.1.2
fe01 A 10.0.1.1
fe02 A 10.0.1.2
edge01 A 10.0.2.1
edge01 TXT "beside an address"
sip CNAME edge.dmz
edge.dmz A 10.0.2.9
med01 A 10.0.3.1
gw01 A 10.0.4.1
lis A 10.0.5.1
alias1 CNAME alias2
alias2 CNAME target
target A 10.0.6.1
deep A 10.0.7.1
below.deep A 10.0.7.2
only.ent A 10.0.7.3
text TXT "no address"
*.wild A 10.0.8.1
own.wild A 10.0.8.2
*.wilder CNAME target
"""

BODY = """
exchange-um:
  - fqdn: um01.contoso.com
  - fqdn: um02.contoso.com
  - fqdn: um03.contoso.com
  - fqdn: x.wild.contoso.com
front-end-pools:
  - fqdn: pool01.contoso.com
    members: [fe01.contoso.com, fe02.contoso.com]
    edge-pool: edge01.contoso.com
edge-pools:
  - fqdn: edge01.contoso.com
    external: [sip.contoso.com]
mediation-pools:
  - fqdn: med01.contoso.com
    gateways: [gw01.contoso.com]
location-information-services:
  - fqdn: lis.contoso.com
other:
  - fqdn: alias1.contoso.com
  - fqdn: deep.contoso.com
  - fqdn: below.deep.contoso.com
  - fqdn: ent.contoso.com
  - fqdn: text.contoso.com
  - fqdn: own.wild.contoso.com
  - fqdn: a.wilder.contoso.com
  - fqdn: new.contoso.com
  - fqdn: b.new.contoso.com
client-networks:
  - {name: office, address-type: dual-stack}
"""

NAMES = (
    "um01 um02 um03 x.wild pool01 fe01 fe02 edge01 sip edge.dmz med01 gw01 lis alias1 alias2 target deep below.deep text own.wild a.wilder "
    "new b.new *.wild *.wilder q.wild deeper.x.wild only.ent *.ent x.only.ent"
).split()


def generated_change(chance):
    """The lines of one nsupdate script, a request or two."""
    lines = []
    for _ in range(chance.randrange(1, 3)):
        for _ in range(chance.randrange(1, 5)):
            name = f"{chance.choice(NAMES)}.contoso.com"
            # An alias of itself makes BIND fail; longer loops it hands out as they are.
            others = [word for word in NAMES if "*" not in word and not f"{word}.contoso.com".endswith(name.lstrip("*"))]
            other = f"{chance.choice(others)}.contoso.com"
            ipv4 = f"10.0.{chance.randrange(9)}.{chance.randrange(1, 4)}"
            ipv6 = f"2001:41d0::{chance.randrange(1, 4)}"
            lines.append(
                chance.choice(
                    [
                        f"update add {name} 300 A {ipv4}",
                        f"update add {name}. 600 IN AAAA {ipv6}",
                        f"add {name} 300 CNAME {other}",
                        f"update delete {name} A",
                        f"update delete {name} AAAA",
                        f"update delete {name} A {ipv4}",
                        f"del {name} 0 IN AAAA {ipv6}",
                        f"update delete {name} CNAME",
                        f"update delete {name}",
                    ]
                )
            )
        lines.append("send")
    return "\n".join(lines) + "\n"


class Campaign(Case):
    """Random changes of ZONE, made one after the other."""

    ZONE = NAMES = ""
    CHANGES = 250
    TURN = 10  # changes; then all begins again

    def audit(self, path, bind):
        result = lyncdns("audit", path, "-s", bind, "-f", "json")
        self.assertIn(result.code, (0, 1, 3), str(result))
        return result.json()

    def change(self, chance):
        return generated_change(chance)

    def run_campaign(self, seed, paths):
        """Returns how many findings are introduced, and how many changes not judged."""
        chance = random.Random(seed)
        introduced = not_judged = 0
        with Bind({"contoso.com": self.ZONE}) as bind:
            for number in range(self.CHANGES):
                if number % self.TURN == 0:
                    path = paths[number // self.TURN % len(paths)]
                    self.reset(bind)
                    before = self.audit(path, bind)
                script = self.change(chance)
                file = self.write("change.txt", script)
                zone = self.write("contoso.com.zone", bind.transfer("contoso.com"))
                live = lyncdns("preview", path, "--change", file, "-s", bind, "-f", "json")
                filed = lyncdns("preview", path, "--change", file, "--zone", zone, "-f", "json")
                self.assertIn(live.code, (0, 1, 3), str(live))
                code, said = bind.update(script)
                self.assertEqual(code, 0, said)
                after = self.audit(path, bind)
                if live.json()["not_judged"]:
                    not_judged += 1
                    self.assertIn(live.json()["verdict"], ("not-judged", "breaks"))
                    self.hold(f"change {number}:\n{script}", before, after, live.json())
                else:
                    self.compare(f"change {number}:\n{script}", before, after, live.json())
                self.compare(f"change {number}, by zone file:\n{script}", before, after, filed.json())
                self.assertEqual(self.records(live), self.records(filed), script)
                introduced += len(live.json()["introduced"])
                before = after
        return introduced, not_judged

    def records(self, preview):
        """The records added and removed, without TTLs."""
        records = preview.json()["records"]
        return {key: sorted((row["view"], row["name"], row["type"], row["data"]) for row in rows) for key, rows in records.items()}

    def reset(self, bind):
        """The zone before any change."""
        lines = [f"update delete {name}.contoso.com" for name in self.NAMES]
        for line in self.ZONE.splitlines():
            name, kind, data = line.split(None, 2)
            data = f"{data}.contoso.com" if kind in ("CNAME", "SRV") else data
            lines.append(f"update add {name}.contoso.com 300 {kind} {data}")
        code, said = bind.update("\n".join(lines) + "\nsend\n")
        self.assertEqual(code, 0, said)

    def hold(self, what, before, after, preview):
        """What is said in spite of a doubt is so."""
        was, now = (set(finding["key"] for finding in run["findings"]) for run in (before, after))
        self.assertLessEqual({finding["key"] for finding in preview["introduced"]}, now - was, what)
        self.assertLessEqual({finding["key"] for finding in preview["resolved"]}, was - now, what)

    def compare(self, what, before, after, preview):
        def keys(findings):
            return {finding["key"]: finding["severity"] for finding in findings}

        was, now = keys(before["findings"]), keys(after["findings"])
        predicted = keys(preview["introduced"] + preview["unchanged"])
        self.assertEqual(predicted, now, what)
        self.assertEqual(keys(preview["resolved"]), {key: severity for key, severity in was.items() if key not in now}, what)
        messages = {finding["key"]: finding["message"] for finding in after["findings"]}
        for finding in preview["introduced"] + preview["unchanged"]:
            self.assertEqual(finding["message"], messages[finding["key"]], what)


class Real(Campaign):
    ZONE, NAMES = ZONE, NAMES

    def test_the_findings_are_those_predicted(self):
        path = self.write("topology.yaml", topology(BODY, {"internal": ["127.0.0.1:1"]}))
        introduced, not_judged = self.run_campaign(20260301, [path])
        self.assertLess(not_judged, self.CHANGES // 10)
        self.assertGreater(introduced, self.CHANGES // 2)


SERVICE_ZONE = """pool01 A 10.0.1.1
pool01 A 10.0.1.2
edge01 A 10.0.2.1
access A 198.51.101.1
access2 AAAA 2001:41d0::9
webext A 198.51.101.2
meet A 198.51.101.2
lyncdiscover CNAME webext
lyncdiscoverinternal A 10.0.1.3
sip CNAME access
_sip._tls SRV 0 0 443 access
_sipfederationtls._tcp SRV 0 0 5061 access
_sipinternaltls._tcp SRV 0 0 5061 pool01
_kerberos._tcp SRV 0 0 88 dc
_sip._tcp CNAME _sip._tls
x.deep A 10.0.7.1
"""

SERVICE_BODY = """
product: skype-for-business-2015
sip-domains: [contoso.com, deep.contoso.com]
services: [federation, hybrid, xmpp]
clients: [lync-2010, lync-2013, mobile, phone-edition]
front-end-pools:
  - fqdn: pool01.contoso.com
    edge-pool: edge01.contoso.com
    web-external: webext.contoso.com
edge-pools:
  - fqdn: edge01.contoso.com
    external:
      - {fqdn: access.contoso.com, service: [access, web-conferencing, av], port: 443}
simple-urls:
  - {fqdn: meet.contoso.com, url: meet, sip-domain: contoso.com}
"""

SERVICE_NAMES = (
    "pool01 edge01 access access2 webext meet lyncdiscover lyncdiscoverinternal sip sipinternal sipexternal _sip._tls "
    "_sipfederationtls._tcp _sipinternaltls._tcp _sipinternal._tcp _xmpp-server._tcp _ntp._udp _kerberos._tcp _sip._tcp _sip_tls _sip.tls "
    "*._tls *._tcp * x.deep deep _sip._tls.deep _sipfederationtls._tcp.deep lyncdiscover.deep *.deep *._tls.deep _tls _tcp new"
).split()
SERVICE_OWNERS = [name for name in SERVICE_NAMES if "_" in name]
TARGETS = "access access access2 sip pool01 webext new nowhere _sip._tls deep".split()


def service_change(chance):
    """The lines of one nsupdate script; most are about SRV records."""
    lines = []
    for _ in range(chance.randrange(1, 5)):
        srv = chance.random() < 0.6
        name = f"{chance.choice(SERVICE_OWNERS if srv else SERVICE_NAMES)}.contoso.com"
        target = f"{chance.choice(TARGETS)}.contoso.com"
        data = f"{chance.choice((0, 0, 10))} 0 {chance.choice((443, 5061))} {target}"
        services = [
            f"update add {name} 300 SRV {data}",
            f"update add {name} 300 SRV {data}",
            f"update delete {name} SRV",
            f"update delete {name} SRV {data}",
            f"update delete {name}",
        ]
        hosts = [
            f"update add {name} 300 A 198.51.101.{chance.randrange(1, 4)}",
            f"update add {name} 300 AAAA 2001:41d0::{chance.randrange(1, 4)}",
            f"update delete {name} A",
            f"update delete {name}",
        ]
        # An alias of itself makes BIND fail.
        if not target.endswith(name.lstrip("*")) and name != target:
            hosts.append(f"update add {name} 300 CNAME {target}")
        lines.append(chance.choice(services if srv else hosts))
    return "check-names off\n" + "\n".join(lines) + "\nsend\n"


class Services(Campaign):
    ZONE, NAMES = SERVICE_ZONE, SERVICE_NAMES
    CHANGES = 210

    def change(self, chance):
        return service_change(chance)

    def test_the_findings_are_those_predicted(self):
        paths = []
        for view in ("external", "internal"):
            paths.append(self.write(f"{view}.yaml", topology(SERVICE_BODY, {view: ["127.0.0.1:1"]})))
        introduced, not_judged = self.run_campaign(20261127, paths)
        self.assertLess(not_judged, self.CHANGES // 5)
        self.assertGreater(introduced, self.CHANGES // 4)


if __name__ == "__main__":
    unittest.main()
