/* Rules about sign-in: autodiscover, SRV records, sip names, wildcards. Each row is a healthy deployment with a change. */
#include "judge/rows.h"

/* Server 1 is of view internal, servers 2 and 3 are of view external. */
static const char healthy[] = "view internal 10.0.0.1:53\n"
                              "view external 10.0.0.2:53 10.0.0.3:53\n"
                              "sip-domains contoso.com\n"
                              "services federation\n"
                              "front-end-pool pool01 A=10.1.0.1 web-internal=webint web-external=webext\n"
                              "web-internal webint A=10.1.0.5\n"
                              "web-external webext A=8.8.4.7\n"
                              "edge-internal edge01 A=10.1.0.8 externals=sip,webconf\n"
                              "edge-external sip A@2=8.8.4.4 A@3=8.8.4.4 A@1=10.1.0.1 for=access port=443\n"
                              "edge-external webconf A=8.8.4.5 for=web-conferencing,av\n"
                              "dns lyncdiscoverinternal A@1=10.1.0.5\n"
                              "dns lyncdiscover A@2=8.8.4.7 A@3=8.8.4.7\n"
                              "dns _sipinternaltls._tcp.contoso.com SRV@1=5061/pool01\n"
                              "dns _sip._tls.contoso.com SRV@2=443/sip SRV@3=443/sip\n"
                              "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/sip SRV@3=5061/sip\n";

#define DISCOVER_INTERNAL "dns lyncdiscoverinternal "
#define DISCOVER "dns lyncdiscover "
#define SIP_INTERNAL_TLS "dns _sipinternaltls._tcp.contoso.com "
#define SIP_INTERNAL_TCP "dns _sipinternal._tcp.contoso.com "
#define SIP_TLS "dns _sip._tls.contoso.com "
#define FEDERATION "dns _sipfederationtls._tcp.contoso.com "

/* A second SIP domain, without its name for sign-in. */
#define SIP_DOMAIN                                                                                                                         \
    "sip-domains fabrikam.com\ndns lyncdiscoverinternal.fabrikam.com A@1=10.1.0.5\n"                                                       \
    "dns lyncdiscover.fabrikam.com A@2=8.8.4.7 A@3=8.8.4.7\n"                                                                              \
    "dns _sipinternaltls._tcp.fabrikam.com SRV@1=5061/pool01.fabrikam.com\ndns pool01.fabrikam.com A@1=10.1.0.1\n"                         \
    "dns _sip._tls.fabrikam.com SRV@2=443/access.fabrikam.com SRV@3=443/access.fabrikam.com\n"                                             \
    "dns _sipfederationtls._tcp.fabrikam.com SRV@2=5061/access.fabrikam.com SRV@3=5061/access.fabrikam.com\n"                              \
    "dns access.fabrikam.com A@2=8.8.4.4 A@3=8.8.4.4\n"
#define PHONES                                                                                                                             \
    "clients phone-edition\ndns _ntp._udp.contoso.com SRV@1=123/pool01\ndns ucupdates-r2 A@1=10.1.0.5\n"                                   \
    "dns _ntp._udp.fabrikam.com SRV@1=123/pool01\ndns ucupdates-r2.fabrikam.com A@1=10.1.0.5\n"
/* *.contoso.com in view external. */
#define WILDCARD                                                                                                                           \
    "dns lyncdns-no-such-name A@2=8.8.9.9 A@3=8.8.9.9\ndns lyncdiscoverinternal A@2=8.8.9.9 A@3=8.8.9.9\n"                                 \
    "dns sipinternal A@2=8.8.9.9 A@3=8.8.9.9"

/* Server 4 is of a view that should be like external. */
#define VPN                                                                                                                                \
    "view vpn:remote-client=external 10.0.0.4:53\ndns sip A@4=8.8.4.4\ndns lyncdiscover A@4=8.8.4.7\n" SIP_TLS                             \
    "SRV@4=443/sip\n" FEDERATION                                                                                                           \
    "SRV@4=5061/sip\ndns lyncdiscoverinternal *@4=NODATA\ndns _sipinternaltls._tcp.contoso.com SRV@4=NODATA\n"

static const rule_row rows[] = {
    {"a healthy deployment", "", "", NULL},
    {"a healthy deployment of every client", "clients lync-2010 lync-2013 skype-for-business mobile", "", NULL},

    {"DSC001 with its fallback", DISCOVER_INTERNAL "*=NXDOMAIN", "warning DSC001:lyncdiscoverinternal", NULL},
    {"DSC001 with mobile clients", "clients mobile\n" DISCOVER_INTERNAL "*=NXDOMAIN", "error DSC001:lyncdiscoverinternal", NULL},
    {"DSC001 without a fallback", DISCOVER_INTERNAL "*=NXDOMAIN\n" SIP_INTERNAL_TLS "*=NXDOMAIN",
     "error DSC001:lyncdiscoverinternal, info SRV001:_sipinternaltls._tcp", NULL},
    {"DSC001 twin: clients that don't ask for it",
     "clients lync-2010 phone-edition\n" DISCOVER_INTERNAL "*=NXDOMAIN\n"
     "dns _ntp._udp.contoso.com SRV@1=123/pool01\ndns ucupdates-r2 A@1=10.1.0.5",
     "", NULL},
    {"DSC001 twin: the lookup failed", DISCOVER_INTERNAL "A@1=SERVFAIL AAAA@1=SERVFAIL", "error DNS003:lyncdiscoverinternal", NULL},
    {"DSC001 twin: one family is denied, the other unknown", DISCOVER_INTERNAL "A@1=SERVFAIL AAAA@1=NXDOMAIN",
     "error DNS003:lyncdiscoverinternal", NULL},
    {"DSC001 twin: the alias is broken", DISCOVER_INTERNAL "*@1=ALIAS_DANGLING alias@1=gone", "error DNS004:lyncdiscoverinternal", NULL},

    {"DSC002", DISCOVER "*=NXDOMAIN", "error DSC002:lyncdiscover", NULL},
    {"DSC002 one server denies it, one fails", DISCOVER "*@2=NXDOMAIN *@3=SERVFAIL", "error DNS003:lyncdiscover, error DSC002:lyncdiscover",
     NULL},
    {"DSC002 twin: one server has it", DISCOVER "*@2=NXDOMAIN", "warning DNS005:lyncdiscover", NULL},
    {"DSC002 twin: no remote access by web", "remote-access sip\n" DISCOVER "*=NXDOMAIN", "", NULL},
    {"DSC002 twin: every server fails", DISCOVER "*@2=SERVFAIL *@3=REFUSED", "error DNS003:lyncdiscover", NULL},

    {"DSC003", DISCOVER_INTERNAL "A@2=8.8.4.7 A@3=8.8.4.7", "warning DSC003:lyncdiscoverinternal", NULL},
    {"DSC003 at one server", DISCOVER_INTERNAL "A@2=8.8.4.7", "warning DNS005:lyncdiscoverinternal, warning DSC003:lyncdiscoverinternal",
     NULL},
    {"DSC003 twin: the lookup failed", DISCOVER_INTERNAL "*@2=SERVFAIL", "error DNS003:lyncdiscoverinternal", NULL},

    {"DSC004", DISCOVER "A@1=10.1.0.5", "info DSC004:lyncdiscover", NULL},
    {"DSC004 alone", DISCOVER "A@1=8.8.4.7\n" DISCOVER_INTERNAL "*=NXDOMAIN",
     "warning DSC001:lyncdiscoverinternal, warning DSC004:lyncdiscover", NULL},

    {"DSC005 inside", "clients mobile\n" DISCOVER_INTERNAL "A@1=10.1.0.5 alias@1=web.example.org", "warning DSC005:lyncdiscoverinternal",
     NULL},
    {"DSC005 outside", "clients mobile\n" DISCOVER "A@2=8.8.4.7 A@3=8.8.4.7 alias=web.example.org", "warning DSC005:lyncdiscover", NULL},
    {"DSC005 twin: an alias within the domain", "clients mobile\n" DISCOVER "A@2=8.8.4.7 A@3=8.8.4.7 alias=webext", "", NULL},
    {"DSC005 twin: no mobile clients", DISCOVER "A@2=8.8.4.7 A@3=8.8.4.7 alias=web.example.org", "", NULL},

    {"DSC006", DISCOVER_INTERNAL "A@1=10.1.0.99", "warning DSC006:lyncdiscoverinternal", NULL},
    {"DSC006 twin: the pool itself", DISCOVER_INTERNAL "A@1=10.1.0.1", "", NULL},
    {"DSC006 twin: the same final alias", DISCOVER_INTERNAL "A@1=10.1.0.77 alias@1=geo\ndns webint alias=geo", "", NULL},
    {"DSC006 twin: a name of its role is unknown", DISCOVER_INTERNAL "A@1=10.1.0.99\ndns webint A=SERVFAIL", "error DNS003:webint", NULL},
    {"DSC006 twin: the record is unknown in part", DISCOVER_INTERNAL "A@1=10.1.0.99 AAAA@1=SERVFAIL", "error DNS003:lyncdiscoverinternal",
     NULL},
    {"DSC007", DISCOVER "A@2=8.8.4.99 A@3=8.8.4.99", "info DSC007:lyncdiscover", NULL},
    {"DSC007 twin: no remote access by web", "remote-access sip\n" DISCOVER "A@2=8.8.4.99 A@3=8.8.4.99", "", NULL},

    {"SRV001", SIP_INTERNAL_TLS "*=NXDOMAIN", "info SRV001:_sipinternaltls._tcp", NULL},
    {"SRV001 with old clients", "clients lync-2010\n" SIP_INTERNAL_TLS "*=NODATA", "error SRV001:_sipinternaltls._tcp", NULL},
    {"SRV001 twin: the lookup failed", SIP_INTERNAL_TLS "*=SERVFAIL", "error DNS003:_sipinternaltls._tcp", NULL},

    {"SRV002", SIP_TLS "*=NXDOMAIN", "error SRV002:_sip._tls", NULL},
    {"SRV002 twin: no remote access by SIP", "remote-access web\n" SIP_TLS "*=NXDOMAIN", "", NULL},
    {"SRV002 twin: one server has it", SIP_TLS "*@3=NXDOMAIN", "warning SRV013:_sip._tls", NULL},

    {"SRV003", FEDERATION "*=NXDOMAIN", "error SRV003:_sipfederationtls._tcp", NULL},
    {"SRV003 for push notification", "services push-notification\n" FEDERATION "*=NXDOMAIN", "error SRV003:_sipfederationtls._tcp", NULL},
    {"SRV003 twin: none of these services",
     "services xmpp\n" FEDERATION "*=NXDOMAIN\n"
     "dns _xmpp-server._tcp.contoso.com SRV@2=5269/sip SRV@3=5269/sip",
     "", NULL},

    {"SRV004 of _sip._tls", SIP_TLS "SRV=5061/sip SRV@1=NODATA", "error SRV004:_sip._tls", NULL},
    {"SRV004 of the federation record", FEDERATION "SRV=443/sip SRV@1=NODATA", "error SRV004:_sipfederationtls._tcp", NULL},
    {"SRV004 inside", SIP_INTERNAL_TLS "SRV@1=5060/pool01", "error SRV004:_sipinternaltls._tcp", NULL},
    {"SRV004 port 0", SIP_TLS "SRV=0/sip SRV@1=NODATA", "error SRV004:_sip._tls", NULL},
    {"SRV004 twin: without TLS either port is right", SIP_INTERNAL_TCP "SRV@1=5060/pool01", "", NULL},

    {"SRV005 another domain", SIP_TLS "SRV=443/sip.example.org SRV@1=NODATA\ndns sip.example.org A=8.8.4.4",
     "error SRV005:_sip._tls+sip.example.org", NULL},
    {"SRV005 a domain within the SIP domain", SIP_TLS "SRV=443/a.edge.contoso.com SRV@1=NODATA\ndns a.edge.contoso.com A=8.8.4.4",
     "warning SRV005:_sip._tls+a.edge", NULL},
    {"SRV005 the same in a hybrid deployment",
     "services hybrid\n" FEDERATION "SRV=5061/a.edge.contoso.com SRV@1=NODATA\ndns a.edge.contoso.com A=8.8.4.4\ndns webconf A@1=10.1.0.9",
     "error SRV005:_sipfederationtls._tcp+a.edge", NULL},
    {"SRV005 inside", SIP_INTERNAL_TLS "SRV@1=5061/pool01.example.org\ndns pool01.example.org A@1=10.1.0.1",
     "warning SRV005:_sipinternaltls._tcp+pool01.example.org", NULL},
    {"SRV005 inside with old clients",
     "clients lync-2010 lync-2013\n" SIP_INTERNAL_TLS "SRV@1=5061/pool01.example.org\ndns pool01.example.org A@1=10.1.0.1",
     "error SRV005:_sipinternaltls._tcp+pool01.example.org", NULL},
    {"SRV005 twin: not of _xmpp-server",
     "dns _xmpp-server._tcp.contoso.com SRV@2=5269/xmpp.example.org SRV@3=5269/xmpp.example.org\n"
     "dns xmpp.example.org A=8.8.4.4",
     "", NULL},

    {"SRV006 the target doesn't exist", SIP_TLS "SRV=443/edge9 SRV@1=NODATA", "error SRV006:_sip._tls+edge9", NULL},
    {"SRV006 the target has no address", SIP_TLS "SRV=443/edge9 SRV@1=NODATA\ndns edge9 A=NODATA", "error SRV006:_sip._tls+edge9", NULL},
    {"SRV006 the root", FEDERATION "SRV=5061/. SRV@1=NODATA", "error SRV006:_sipfederationtls._tcp+.", NULL},
    {"SRV006 inside", SIP_INTERNAL_TLS "SRV@1=5061/pool09", "error SRV006:_sipinternaltls._tcp+pool09", NULL},
    {"SRV006 in a domain of its own", SIP_TLS "SRV=443/edge9.example.org SRV@1=NODATA", "error SRV006:_sip._tls+edge9.example.org", NULL},
    {"SRV006 twin: the lookup failed", SIP_TLS "SRV=443/edge9 SRV@1=NODATA\ndns edge9 A=SERVFAIL AAAA=SERVFAIL", "error DNS003:edge9",
     NULL},
    {"SRV006 twin: a record that must not be there", SIP_TLS "SRV@1=443/edge9", "info SRV010:_sip._tls", NULL},

    {"SRV007", SIP_TLS "SRV=443/access SRV@1=NODATA\ndns access A=8.8.4.4 alias=edge.example.org", "warning SRV007:_sip._tls+access", NULL},
    {"SRV007 inside", SIP_INTERNAL_TLS "SRV@1=5061/signin\ndns signin A@1=10.1.0.1 alias@1=pool01",
     "warning SRV007:_sipinternaltls._tcp+signin", NULL},
    {"SRV007 twin: it has an address of its own", SIP_TLS "SRV=443/access SRV@1=NODATA\ndns access A=8.8.4.4", "", NULL},

    {"SRV008", SIP_TLS "SRV=0/0/443/sip,10/0/443/webconf SRV@1=NODATA", "error SRV011:_sip._tls+webconf, warning SRV008:_sip._tls", NULL},
    {"SRV008 twin: one target twice", FEDERATION "SRV=0/0/5061/sip,10/0/5061/sip SRV@1=NODATA", "", NULL},

    {"SRV009", SIP_INTERNAL_TLS "SRV=5061/pool01", "warning SRV009:_sipinternaltls._tcp", NULL},
    {"SRV009 without TLS", SIP_INTERNAL_TCP "SRV=5060/pool01 SRV@1=NODATA", "warning SRV009:_sipinternal._tcp", NULL},

    {"SRV010", SIP_TLS "SRV@1=443/sip", "info SRV010:_sip._tls", NULL},
    {"SRV010 with nothing else", SIP_TLS "SRV@1=443/sip\n" SIP_INTERNAL_TLS "*=NXDOMAIN\n" DISCOVER_INTERNAL "*=NXDOMAIN",
     "error DSC001:lyncdiscoverinternal, warning SRV010:_sip._tls, info SRV001:_sipinternaltls._tcp", NULL},
    {"SRV010 beside autodiscover", SIP_TLS "SRV@1=443/sip\n" SIP_INTERNAL_TLS "*=NXDOMAIN",
     "info SRV001:_sipinternaltls._tcp, info SRV010:_sip._tls", NULL},

    {"SRV011", SIP_TLS "SRV=443/webext SRV@1=NODATA", "error SRV011:_sip._tls+webext", NULL},
    {"SRV011 inside", SIP_INTERNAL_TLS "SRV@1=5061/webint", "warning SRV011:_sipinternaltls._tcp+webint", NULL},
    {"SRV011 twin: an address of the Access Edge", SIP_TLS "SRV=443/access SRV@1=NODATA\ndns access A=8.8.4.4", "", NULL},
    {"SRV011 twin: the Access Edge is unknown", SIP_TLS "SRV=443/webext SRV@1=NODATA\ndns sip A@2=SERVFAIL A@3=SERVFAIL",
     "error DNS003:sip", NULL},

    {"SRV012 in place of SRV001", SIP_INTERNAL_TLS "*=NXDOMAIN\ndns _sipinternaltls_tcp SRV@1=5061/pool01",
     "warning SRV012:_sipinternaltls._tcp", NULL},
    {"SRV012 in place of SRV002", SIP_TLS "*=NXDOMAIN\ndns _sip_tls SRV=443/sip", "error SRV012:_sip._tls", NULL},
    {"SRV012 in place of SRV003", FEDERATION "*=NXDOMAIN\ndns _sipfederationtls._tls.contoso.com SRV=5061/sip",
     "error SRV012:_sipfederationtls._tcp", NULL},
    {"SRV012 the domain twice", SIP_TLS "*=NXDOMAIN\ndns _sip._tls.contoso.com.contoso.com SRV=443/sip", "error SRV012:_sip._tls", NULL},
    {"SRV012 _sip._tcp that leads to an Edge name", SIP_TLS "*=NXDOMAIN\ndns _sip._tcp.contoso.com SRV=5061/sip", "error SRV012:_sip._tls",
     NULL},
    {"SRV012 twin: _sip._tcp that leads elsewhere", SIP_TLS "*=NXDOMAIN\ndns _sip._tcp.contoso.com SRV=5060/pbx\ndns pbx A=8.8.9.9",
     "error SRV002:_sip._tls", NULL},
    {"SRV012 twin: the right one is there, too", "dns _sip_tls SRV=443/sip", "", NULL},
    {"SRV012 twin: the right one is unknown", SIP_TLS "*=SERVFAIL\ndns _sip_tls SRV=443/sip", "error DNS003:_sip._tls", NULL},

    {"SRV013 another priority", SIP_TLS "SRV@3=10/0/443/sip", "warning SRV013:_sip._tls", NULL},
    {"SRV013 inside",
     "view second:internal 10.0.0.4:53 10.0.0.5:53\n" SIP_INTERNAL_TLS "SRV@4=5061/pool01 SRV@5=10/0/5061/pool01\n" DISCOVER_INTERNAL
     "A=10.1.0.5 A@2=NODATA A@3=NODATA\ndns sip A@4=10.1.0.1 A@5=10.1.0.1",
     "warning SRV013:_sipinternaltls._tcp", NULL},
    {"SRV013 twin: one failed", SIP_TLS "SRV@3=SERVFAIL", "error DNS003:_sip._tls", NULL},

    {"SIP001", "clients mobile\n" SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.1", "warning SIP001:sip.fabrikam.com", NULL},
    {"SIP001 with phones", PHONES SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.1", "error SIP001:sip.fabrikam.com", NULL},
    {"SIP001 twin", SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.1 A@2=8.8.4.4 A@3=8.8.4.4", "", NULL},
    {"SIP001 twin: the lookup failed", SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.1 A@2=SERVFAIL A@3=SERVFAIL",
     "error DNS003:sip.fabrikam.com", NULL},
    {"SIP001 twin: no remote access by SIP", "remote-access web\n" SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.1", "", NULL},
    {"SIP002", SIP_DOMAIN "dns sip.fabrikam.com A@2=8.8.4.4 A@3=8.8.4.4", "info SIP002:sip.fabrikam.com", NULL},
    {"SIP002 with phones", PHONES SIP_DOMAIN "dns sip.fabrikam.com A@2=8.8.4.4 A@3=8.8.4.4", "error SIP002:sip.fabrikam.com", NULL},
    {"SIP003", "dns sip A@1=10.1.0.99", "warning SIP003:sip", NULL},
    {"SIP003 of a name that isn't an endpoint", SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.99 A@2=8.8.4.4 A@3=8.8.4.4",
     "warning SIP003:sip.fabrikam.com", NULL},
    {"SIP003 twin: the Access Edge", SIP_DOMAIN "dns sip.fabrikam.com A=8.8.4.4", "", NULL},
    {"SIP005", SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.1 A@2=8.8.4.7 A@3=8.8.4.7", "warning SIP005:sip.fabrikam.com", NULL},
    {"SIP004", "dns sipinternal A=8.8.4.4", "warning SIP004:sipinternal", NULL},
    {"SIP004 twin: inside", "dns sipinternal A@1=10.1.0.1", "", NULL},

    {"WLD001", WILDCARD, "info WLD001:contoso.com+external", NULL},
    {"WLD001 of SRV records",
     "dns _lyncdns._tcp.contoso.com SRV=1/any SRV@1=NODATA\ndns any A=8.8.9.9\n" SIP_INTERNAL_TLS
     "SRV@2=1/any SRV@3=1/any\n" SIP_INTERNAL_TCP "SRV@2=1/any SRV@3=1/any",
     "info WLD001:contoso.com+external", NULL},
    {"WLD001 a required record", WILDCARD "\n" DISCOVER "A@2=8.8.9.9 A@3=8.8.9.9",
     "error DSC002:lyncdiscover, info WLD001:contoso.com+external", NULL},
    {"WLD001 a required record whose wildcard leads to the right name", "dns lyncdns-no-such-name A@2=8.8.4.7 A@3=8.8.4.7\n", "", NULL},
    {"WLD001 twin: a record beside the wildcard",
     "dns lyncdns-no-such-name A@2=8.8.9.9 A@3=8.8.9.9\n" DISCOVER_INTERNAL "A@2=8.8.4.7 A@3=8.8.4.7",
     "warning DSC003:lyncdiscoverinternal", NULL},

    {"DNS015", VPN "dns sip A@4=8.8.4.44", "warning DNS015:sip+vpn", NULL},
    {"DNS015 of an SRV record", VPN SIP_TLS "SRV@4=10/0/443/sip", "warning DNS015:_sip._tls+vpn", NULL},
    {"DNS015 of a record that is missing there", VPN DISCOVER "*@4=NXDOMAIN", "warning DNS015:lyncdiscover+vpn", NULL},
    {"DNS015 twin", VPN, "", NULL},
    {"DNS015 twin: the lookup failed", VPN "dns sip *@4=SERVFAIL", "error DNS003:sip", NULL},

    {"RMT001 of a target that is no endpoint",
     "remote home dual-stack\n" SIP_TLS "SRV=443/access SRV@1=NODATA\n"
     "dns sip AAAA@2=2a00::4 AAAA@3=2a00::4\ndns webconf AAAA=2a00::5\ndns access AAAA=2a00::4",
     "error EDG002:edge01+access, warning RMT001:home+access", NULL},
    {"RMT001 twin: the target is dual-stack",
     "remote home dual-stack\n" SIP_TLS "SRV=443/access SRV@1=NODATA\n"
     "dns sip AAAA@2=2a00::4 AAAA@3=2a00::4\ndns webconf AAAA=2a00::5\ndns access A=8.8.4.4 AAAA=2a00::4",
     "", NULL},
    {"EDG002 of a target that is no endpoint",
     SIP_TLS "SRV=443/access SRV@1=NODATA\ndns edge01 AAAA=2a00::8\n"
             "dns sip AAAA@2=2a00::4 AAAA@3=2a00::4\ndns webconf AAAA=2a00::5\ndns access A=8.8.4.4",
     "error EDG002:edge01+access", NULL},
    {"EDG002 twin: the target is in the cloud",
     SIP_TLS "SRV=443/sipdir.online.lync.com. SRV@1=NODATA\ndns edge01 AAAA=2a00::8\n"
             "dns sip AAAA@2=2a00::4 AAAA@3=2a00::4\ndns webconf AAAA=2a00::5\ndns sipdir.online.lync.com A=8.8.7.4",
     "error SRV005:_sip._tls+sipdir.online.lync.com, error SRV011:_sip._tls+sipdir.online.lync.com", NULL},
};

START_TEST(every_rule_and_its_twin)
{
    rows_hold_after(healthy, rows, LYD_COUNT(rows));
}
END_TEST

/* The remedy names owner, type and data where the topology tells them, and guesses nothing. */
static const struct {
    const char *text, *key, *remedy;
} remedies[] = {
    {DISCOVER_INTERNAL "*=NXDOMAIN", "DSC001:lyncdiscoverinternal.contoso.com",
     "DNS administrator: add the A record 10.1.0.5 to lyncdiscoverinternal.contoso.com in view internal. It leads to webint.contoso.com."},
    {SIP_TLS "*=NXDOMAIN", "SRV002:_sip._tls.contoso.com",
     "DNS administrator: add the SRV record 0 0 443 sip.contoso.com to _sip._tls.contoso.com in view external."},
    {"sip-domains fabrikam.com", "SRV002:_sip._tls.fabrikam.com",
     "DNS administrator: add the A record 8.8.4.4 to sip.fabrikam.com and add the SRV record 0 0 443 sip.fabrikam.com to "
     "_sip._tls.fabrikam.com in view external. Lync administrator: check that the certificate of sip.contoso.com has the name "
     "sip.fabrikam.com."},
    {SIP_INTERNAL_TLS "*=NXDOMAIN", "SRV001:_sipinternaltls._tcp.contoso.com",
     "DNS administrator: add the SRV record 0 0 5061 pool01.contoso.com to _sipinternaltls._tcp.contoso.com in view internal."},
    {SIP_INTERNAL_TLS "*=NXDOMAIN\nfront-end-pool pool02 A=10.1.0.2", "SRV001:_sipinternaltls._tcp.contoso.com",
     "DNS administrator: add an SRV record for _sipinternaltls._tcp.contoso.com in view internal that leads to port 5061 of the Director "
     "or "
     "Front End pool (pool01.contoso.com or pool02.contoso.com). It can't be written out yet: the topology doesn't say which of several "
     "names serves this domain."},
    {DISCOVER "A@1=10.1.0.5", "DSC004:lyncdiscover.contoso.com",
     "DNS administrator: delete the A record 10.1.0.5 of lyncdiscover.contoso.com in view internal."},
};

START_TEST(a_remedy_says_what_to_add)
{
    for (size_t i = 0; i < LYD_COUNT(remedies); i++) {
        char text[4096];
        (void)snprintf(text, sizeof(text), "%s%s", healthy, remedies[i].text);
        fixture *f = fixture_new(text);
        const lyd_finding *found = NULL;
        for (size_t k = 0; k < f->judgement.finding_count; k++) {
            found = strcmp(f->judgement.findings[k].key, remedies[i].key) == 0 ? &f->judgement.findings[k] : found;
        }
        ck_assert_msg(found != NULL, "no %s", remedies[i].key);
        ck_assert_str_eq(found->remedy, remedies[i].remedy);
        fixture_free(f);
    }
}
END_TEST

/* "in view external" of a breach in each of several views: one finding, the higher severity, the evidence of both. */
START_TEST(a_breach_in_two_views_is_one_finding)
{
    char text[4096];
    (void)snprintf(text, sizeof(text), "%s%s", healthy,
                   SIP_DOMAIN "dns sip.fabrikam.com A@1=10.1.0.1 A@2=8.8.4.4 A@3=8.8.4.4\n" FEDERATION "SRV=5061/webext");
    fixture *f = fixture_new(text);
    ck_assert_str_eq(fixture_findings(f), "error SRV011:_sipfederationtls._tcp+webext");
    ck_assert_uint_eq(f->judgement.findings[0].views, 3);
    ck_assert_ptr_nonnull(strstr(f->judgement.findings[0].message, "in views external and internal"));
    fixture_free(f);
}
END_TEST

START_TEST(no_rule_is_without_a_breach)
{
    rows_cover(rows, LYD_COUNT(rows), (const char *const[]){"DSC", "SRV", "SIP", "WLD", "DNS015", NULL});
}
END_TEST

LYD_TEST_MAIN("judge sign-in", every_rule_and_its_twin, a_remedy_says_what_to_add, a_breach_in_two_views_is_one_finding,
              no_rule_is_without_a_breach)
