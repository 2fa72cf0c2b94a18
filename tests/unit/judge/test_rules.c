/* Every rule: a deployment that breaches it and a valid twin; the catalogue. */
#include "judge/rows.h"

#include "judge/judging.h"

#define VPN "view internal 10.0.0.1:53\nview vpn:remote-client=internal 10.0.0.2:53\n"

static const rule_row rows[] = {
    {"UM001 direct", "exchange-um um01 A=10.1.0.1 AAAA=2a00::1", "error UM001:um01", NULL},
    {"UM001 twin", "exchange-um um01 A=10.1.0.1", "", NULL},
    {"UM001 through aliases", "exchange-um um01 A=10.1.0.1 AAAA=2a00::1 alias=um,mail.example.org", "error UM001:um01", NULL},
    {"UM001 at the last server of another view",
     "view internal 10.0.0.1:53 10.0.0.2:53\nview external 8.8.8.8:53\nexchange-um um01 A=10.1.0.1 AAAA@3=2a00::1 views=internal,external",
     "error UM001:um01", NULL},
    {"UM001 survives a failed lookup elsewhere",
     "view internal 10.0.0.1:53 10.0.0.2:53\nexchange-um um01 A=10.1.0.1 AAAA@1=2a00::1 AAAA@2=SERVFAIL",
     "error UM001:um01, error DNS003:um01, warning UM002:um01", NULL},
    {"UM001 other roles may", "other um01 A=10.1.0.1 AAAA=2a00::1", "", NULL},
    {"UM002", "exchange-um um01 A=10.1.0.1 AAAA=SERVFAIL", "error DNS003:um01, warning UM002:um01", NULL},
    {"UM002 of a failed A only", "exchange-um um01 A=REFUSED", "error DNS003:um01", NULL},
    {"UM002 given up", "view internal 10.0.0.1:53 10.0.0.2:53\nexchange-um um01 A=10.1.0.1 AAAA@2=GIVEN_UP A@2=GIVEN_UP",
     "error DNS003:10.0.0.2:53, warning UM002:um01", NULL},
    {"UM002 stopped", "stopped\nexchange-um um01 A=10.1.0.1 AAAA=STOPPED", "warning UM002:um01", NULL},
    {"UM003", "exchange-um um01 AAAA=2a00::1", "error UM001:um01, error UM003:um01, error STK001:um01",
     "error UM001:um01, error UM003:um01, info STK001:um01"},
    {"UM003 without any address", "exchange-um um01", "error UM003:um01, error DNS002:um01", NULL},
    {"UM003 twin: it doesn't exist", "exchange-um um01 *=NXDOMAIN", "error DNS001:um01", NULL},
    {"UM003 twin: A is undetermined", "exchange-um um01 A=TIMEOUT AAAA=NODATA", "error DNS003:um01", NULL},
    {"UM003 seen at the server that lives", "view internal 10.0.0.1:53 10.0.0.2:53\nexchange-um um01 *@2=TIMEOUT",
     "error UM003:um01, error DNS002:um01, error DNS003:10.0.0.2:53, warning UM002:um01", NULL},
    {"UM004", "exchange-um um01 family=any A=10.1.0.1", "warning UM004:um01", NULL},
    {"UM004 IPv6 only", "exchange-um um01 family=ipv6-only A=10.1.0.1", "warning UM004:um01", NULL},
    {"UM004 while nothing is known of DNS", "exchange-um um01 family=any *=TIMEOUT",
     "error DNS003:10.0.0.10:53, warning UM002:um01, warning UM004:um01", NULL},
    {"UM004 twin", "exchange-um um01 family=ipv4-only A=10.1.0.1", "", NULL},
    {"UM005", "other pbx01 family=any A=10.1.0.1 AAAA=2a00::1", "warning UM005:pbx01", NULL},
    {"UM005 twin: IPv4 in DNS", "other pbx01 family=any A=10.1.0.1", "", NULL},
    {"UM005 twin: the family", "other pbx01 family=ipv4-only A=10.1.0.1 AAAA=2a00::1", "", NULL},
    {"UM005 not of a UM service", "exchange-um,other um01 family=any A=10.1.0.1 AAAA=2a00::1", "error UM001:um01, warning UM004:um01",
     NULL},
    {"STK001", "other wac01 AAAA=2a00::1", "error STK001:wac01", "info STK001:wac01"},
    {"STK001 twin", "other wac01 A=10.1.0.1 AAAA=2a00::1", "", NULL},
    {"STK001 not of a gateway", "pstn-gateway gw01 AAAA=2a00::1", "", NULL},
    {"STK001 of a gateway that is a server too", "pstn-gateway,other gw01 AAAA=2a00::1", "error STK001:gw01", "info STK001:gw01"},
    {"STK001 not while A is unknown", "other wac01 A=SERVFAIL AAAA=2a00::1", "error DNS003:wac01", NULL},
    {"STK001 seen at the server that lives", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 AAAA@1=2a00::1 *@2=TIMEOUT",
     "error STK001:wac01, error DNS003:10.0.0.2:53", "error DNS003:10.0.0.2:53, info STK001:wac01"},
    {"STK002", "client head ipv6\nremote home ipv6", "error STK002:head, error STK002:home", "info STK002:head, info STK002:home"},
    {"STK002 one name, two networks", "client home ipv6\nremote home ipv6", "error STK002:home", "info STK002:home"},
    {"STK002 twin", "client head dual-stack\nremote home ipv4", "", NULL},
    {"STK003 a family too many", "pstn-gateway gw01 is=ipv4 A=10.1.0.1 AAAA=2a00::1", "warning STK003:gw01", NULL},
    {"STK003 a family too few", "other wac01 is=dual-stack A=10.1.0.1", "warning STK003:wac01", NULL},
    {"STK003 twin", "other wac01 is=dual-stack A=10.1.0.1 AAAA=2a00::1", "", NULL},
    {"STK003 proven though A failed", "pstn-gateway gw01 is=ipv4 A=SERVFAIL AAAA=2a00::1", "error DNS003:gw01, warning STK003:gw01", NULL},
    {"STK003 not proven", "other wac01 is=dual-stack A=10.1.0.1 AAAA=SERVFAIL", "error DNS003:wac01", NULL},
    {"STK003 a family too few, seen at the server that lives",
     "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 is=dual-stack A@1=10.1.0.1 *@2=SERVFAIL",
     "error DNS003:wac01, warning STK003:wac01", NULL},
    {"REG001 no family in common", "client head ipv4\nfront-end-pool pool01 AAAA=2a00::1",
     "error STK001:pool01, error REG001:head+pool01, error CNF001:head+pool01",
     "error REG001:head+pool01, error CNF001:head+pool01, info STK001:pool01"},
    {"REG001 lab only", "client head dual-stack\ndirector-pool dir01 AAAA=2a00::1", "error STK001:dir01, error REG001:head+dir01",
     "info STK001:dir01, info REG001:head+dir01"},
    {"REG001 no family in common, directors", "client head ipv6\ndirector-pool dir01 A=10.1.0.1",
     "error STK002:head, error REG001:head+dir01", "error REG001:head+dir01, info STK002:head"},
    {"REG001 twin", "client head dual-stack\nfront-end-pool pool01 A=10.1.0.1\ndirector-pool dir01 A=10.1.0.2 AAAA=2a00::1", "", NULL},
    {"REG001 unknown", "client head ipv4\nfront-end-pool pool01 A=SERVFAIL AAAA=2a00::1", "error DNS003:pool01", NULL},
    {"REG001 seen at the server that lives",
     "view internal 10.0.0.1:53 10.0.0.2:53\nclient head ipv4\ndirector-pool dir01 AAAA@1=2a00::1 *@2=TIMEOUT",
     "error STK001:dir01, error REG001:head+dir01, error DNS003:10.0.0.2:53",
     "error REG001:head+dir01, error DNS003:10.0.0.2:53, info STK001:dir01"},
    {"P2P001", "client b ipv6\nclient a ipv4", "error STK002:b, error P2P001:b+a", "error P2P001:b+a, info STK002:b"},
    {"P2P001 lab only, either order", "client a dual-stack\nclient b ipv6", "error STK002:b, error P2P001:a+b",
     "info STK002:b, info P2P001:a+b"},
    {"P2P001 twin", "client a dual-stack\nclient b ipv4\nremote c ipv4", "", NULL},
    {"CNF001 lab only", "client head dual-stack\nfront-end-pool pool01 AAAA=2a00::1",
     "error STK001:pool01, error REG001:head+pool01, error CNF001:head+pool01",
     "info STK001:pool01, info REG001:head+pool01, info CNF001:head+pool01"},
    {"CNF001 not of directors", "client head ipv4\ndirector-pool dir01 A=10.1.0.1 AAAA=2a00::1", "", NULL},
    {"PST001 no family in common", "mediation-pool med01 A=10.1.0.1 gateways=gw01\npstn-gateway gw01 AAAA=2a00::9",
     "error PST001:med01+gw01", NULL},
    {"PST001 unlisted", "mediation-pool med01 A=10.1.0.1 AAAA=2a00::1 pstn=ipv4 gateways=gw01\npstn-gateway gw01 A=10.1.0.9",
     "warning PST001:med01+gw01", NULL},
    {"PST001 both interfaces are dual-stack already",
     "mediation-pool med01 A=10.1.0.1 AAAA=2a00::1 gateways=gw01\npstn-gateway gw01 is=dual-stack A=10.1.0.9 AAAA=2a00::9",
     "info PST001:med01+gw01", NULL},
    {"PST001 one interface is dual-stack",
     "mediation-pool med01 A=10.1.0.1 pstn=dual-stack gateways=gw01\npstn-gateway gw01 is=dual-stack A=10.1.0.9 AAAA=2a00::9",
     "warning PST001:med01+gw01", NULL},
    {"PST001 twin: listed", "mediation-pool med01 A=10.1.0.1 pstn=dual-stack gateways=gw01\npstn-gateway gw01 A=10.1.0.9", "", NULL},
    {"PST001 twin: an IPv6 gateway", "mediation-pool med01 A=10.1.0.1 AAAA=2a00::1 gateways=gw01\npstn-gateway gw01 AAAA=2a00::9", "",
     NULL},
    {"PST001 twin: IPv4 throughout", "mediation-pool med01 A=10.1.0.1 gateways=gw01\npstn-gateway gw01 A=10.1.0.9", "", NULL},
    {"PST001 the PSTN interface's name",
     "mediation-pool med01 A=10.1.0.1 pstn-fqdn=pstn01 gateways=gw01\nother pstn01 A=10.1.0.2 AAAA=2a00::2\npstn-gateway gw01 A=10.1.0.9",
     "", NULL},
    {"PST001 the gateway's declared type counts",
     "mediation-pool med01 A=10.1.0.1 pstn=dual-stack gateways=gw01\npstn-gateway gw01 is=ipv6 A=10.1.0.9",
     "warning STK003:gw01, warning PST001:med01+gw01", NULL},
    {"PST002 IPv6", "feature media-bypass\npstn-gateway gw01 AAAA=2a00::9", "error PST002:gw01", NULL},
    {"PST002 dual-stack, declared", "feature media-bypass\npstn-gateway gw01 is=dual-stack A=10.1.0.9 AAAA=2a00::9", "warning PST002:gw01",
     NULL},
    {"PST002 proven though A failed", "feature media-bypass\npstn-gateway gw01 A=SERVFAIL AAAA=2a00::9",
     "error DNS003:gw01, warning PST002:gw01", NULL},
    {"PST002 IPv6 as seen", "view internal 10.0.0.1:53 10.0.0.2:53\nfeature media-bypass\npstn-gateway gw01 AAAA@1=2a00::9 *@2=REFUSED",
     "error PST002:gw01, error DNS003:gw01", NULL},
    {"PST002 twin: IPv4", "feature media-bypass\npstn-gateway gw01 A=10.1.0.9", "", NULL},
    {"PST002 twin: no media bypass", "feature call-admission-control\npstn-gateway gw01 AAAA=2a00::9", "", NULL},
    {"PST003", "pstn-gateway gw01 A=10.1.0.9 AAAA=2a00::9", "warning PST003:gw01", NULL},
    {"PST003 twin: declared", "pstn-gateway gw01 is=dual-stack A=10.1.0.9 AAAA=2a00::9", "", NULL},
    {"RMT001 the edge is dual-stack already", "remote home ipv4\nedge-external sip A=8.8.4.4 AAAA=2a00::1", "info RMT001:home+sip", NULL},
    {"RMT001", "remote home dual-stack\nedge-external sip AAAA=2a00::1", "error STK001:sip, warning RMT001:home+sip",
     "warning RMT001:home+sip, info STK001:sip"},
    {"RMT001 lab only", "remote home ipv6\nedge-external sip A=8.8.4.4 AAAA=2a00::1", "error STK002:home, error RMT001:home+sip",
     "info STK002:home, info RMT001:home+sip"},
    {"RMT001 twin", "remote home dual-stack\nedge-external sip A=8.8.4.4 AAAA=2a00::1", "", NULL},
    {"EDG001", "front-end-pool pool01 A=10.1.0.1 edge=edge01\nedge-internal edge01 AAAA=2a00::1",
     "error STK001:edge01, error EDG001:pool01+edge01", "error EDG001:pool01+edge01, info STK001:edge01"},
    {"EDG001 lab only", "front-end-pool pool01 AAAA=2a00::2 edge=edge01\nedge-internal edge01 AAAA=2a00::1",
     "error STK001:edge01, error STK001:pool01, error EDG001:pool01+edge01",
     "info STK001:edge01, info STK001:pool01, info EDG001:pool01+edge01"},
    {"EDG001 twin", "front-end-pool pool01 A=10.1.0.1 edge=edge01\nedge-internal edge01 A=10.1.0.5 AAAA=2a00::1", "", NULL},
    {"EDG002", "edge-internal edge01 A=10.1.0.5 AAAA=2a00::1 externals=sip\nedge-external sip A=8.8.4.4", "error EDG002:edge01+sip", NULL},
    {"EDG002 twin", "edge-internal edge01 A=10.1.0.5 externals=sip\nedge-external sip A=8.8.4.4 AAAA=2a00::1", "", NULL},
    {"EV001", "feature call-admission-control\nmediation-pool med01 AAAA=2a00::1", "error STK001:med01, error EV001:med01",
     "error EV001:med01, info STK001:med01"},
    {"EV001 of a client network from 2015 on", "product skype-for-business-2015\nfeature media-bypass\nclient head ipv6",
     "error STK002:head, error EV001:head", "error EV001:head, info STK002:head"},
    {"EV001 twin: of a client network of Lync 2013", "feature media-bypass\nclient head ipv6", "error STK002:head", "info STK002:head"},
    {"EV001 twin: of a remote network", "product skype-for-business-se\nfeature media-bypass\nremote home ipv6\nclient head dual-stack",
     "error STK002:home", "info STK002:home"},
    {"EV001 twin: of a client network without the features", "product skype-for-business-2019\nclient head ipv6", "error STK002:head",
     "info STK002:head"},
    {"EV001 twin: no feature", "mediation-pool med01 AAAA=2a00::1", "error STK001:med01", "info STK001:med01"},
    {"EV001 seen at the server that lives",
     "view internal 10.0.0.1:53 10.0.0.2:53\nfeature media-bypass\nmediation-pool med01 AAAA@1=2a00::1 *@2=TIMEOUT",
     "error STK001:med01, error EV001:med01, error DNS003:10.0.0.2:53", "error EV001:med01, error DNS003:10.0.0.2:53, info STK001:med01"},
    {"EV001 twin: dual-stack", "feature media-bypass\nedge-internal edge01 A=10.1.0.5 AAAA=2a00::1", "", NULL},
    {"EV001 not of other roles", "feature media-bypass\nother wac01 AAAA=2a00::1", "error STK001:wac01", "info STK001:wac01"},
    {"VER001", "front-end-pool pool01 version=lync-2010 A=10.1.0.1 AAAA=2a00::1", "error VER001:pool01", NULL},
    {"VER001 the product of the deployment", "product lync-2010\nedge-external sip A=8.8.4.4 AAAA=2a00::1", "error VER001:sip", NULL},
    {"VER001 of Mediation and Edge Servers, not of Front End Servers",
     "mediation-pool med01 version=lync-2010 A=10.1.0.1 AAAA=2a00::1 members=m1\nmediation-server m1 A=10.1.0.1 AAAA=2a00::1\n"
     "edge-internal edge01 version=lync-2010 A=10.1.0.2 AAAA=2a00::2 members=e1 externals=sip\nedge-server e1 A=10.1.0.2 AAAA=2a00::2\n"
     "edge-external sip A=8.8.4.4 AAAA=2a00::9\nfront-end-pool pool01 version=lync-2010 A=10.1.0.3 AAAA=SERVFAIL members=fe01\n"
     "front-end-server fe01 A=10.1.0.3 AAAA=2a00::3",
     "error VER001:e1, error VER001:edge01, error VER001:m1, error VER001:med01, error VER001:sip, error DNS003:pool01", NULL},
    {"VER001 twin: IPv4", "front-end-pool pool01 version=lync-2010 A=10.1.0.1", "", NULL},
    {"VER001 twin: a newer pool", "product lync-2010\nfront-end-pool pool01 version=lync-2013 A=10.1.0.1 AAAA=2a00::1", "", NULL},
    {"VER001 twin: the lookup failed", "front-end-pool pool01 version=lync-2010 A=10.1.0.1 AAAA=SERVFAIL", "error DNS003:pool01", NULL},
    {"VER002", "front-end-pool pool01 site=head version=lync-2010 A=10.1.0.1\nfront-end-pool pool02 site=head A=10.1.0.2 AAAA=2a00::2",
     "warning VER002:pool02", NULL},
    {"VER002 the sites of their servers",
     "mediation-pool med01 version=lync-2010 A=10.1.0.1 members=m1\nmediation-server m1 site=head A=10.1.0.1\n"
     "front-end-pool pool02 A=10.1.0.2 AAAA=2a00::2 members=fe1\nfront-end-server fe1 site=head A=10.1.0.2 AAAA=2a00::2",
     "warning VER002:pool02", NULL},
    {"VER002 twin: another site",
     "front-end-pool pool01 site=head version=lync-2010 A=10.1.0.1\nfront-end-pool pool02 site=branch A=10.1.0.2 AAAA=2a00::2", "", NULL},
    {"VER002 twin: no site", "front-end-pool pool01 version=lync-2010 A=10.1.0.1\nfront-end-pool pool02 A=10.1.0.2 AAAA=2a00::2", "", NULL},
    {"VER002 twin: both are newer",
     "front-end-pool pool01 site=head version=lync-2013 A=10.1.0.1\nfront-end-pool pool02 site=head version=skype-for-business-2019 "
     "A=10.1.0.2 AAAA=2a00::2",
     "", NULL},
    {"VER002 twin: IPv4", "front-end-pool pool01 site=head version=lync-2010 A=10.1.0.1\nfront-end-pool pool02 site=head A=10.1.0.2", "",
     NULL},
    {"EV002", "feature enhanced-9-1-1\nfront-end-pool pool01 A=10.1.0.1 AAAA=2a00::1", "info EV002:pool01", NULL},
    {"EV002 twin", "feature enhanced-9-1-1\nfront-end-pool pool01 A=10.1.0.1", "", NULL},
    {"LIS001", "location-information-service lis A=10.1.0.1 AAAA=2a00::1", "error LIS001:lis", NULL},
    {"LIS001 twin", "location-information-service lis A=10.1.0.1", "", NULL},
    {"LIS001 of the web services name under which clients reach it",
     "feature enhanced-9-1-1\nfront-end-pool pool01 A=10.1.0.1 web-internal=webint\nweb-internal webint A=10.1.0.5 AAAA=2a00::5",
     "warning LIS001:webint", NULL},
    {"LIS001 of a Director's web services name",
     "feature enhanced-9-1-1\ndirector-pool dir01 A=10.1.0.1 web-internal=webint\nweb-internal webint A=10.1.0.5 AAAA=2a00::5",
     "warning LIS001:webint", NULL},
    {"LIS001 of a name that is both",
     "feature enhanced-9-1-1\nfront-end-pool pool01 A=10.1.0.1 web-internal=webint\n"
     "web-internal,location-information-service webint A=10.1.0.5 AAAA=2a00::5",
     "error LIS001:webint", NULL},
    {"LIS001 twin: no E9-1-1", "front-end-pool pool01 A=10.1.0.1 web-internal=webint\nweb-internal webint A=10.1.0.5 AAAA=2a00::5", "",
     NULL},
    {"LIS001 twin: the pool's own name",
     "feature enhanced-9-1-1\nfront-end-pool,web-internal pool01 A=10.1.0.1 AAAA=2a00::1 web-internal=pool01", "info EV002:pool01", NULL},
    {"LIS001 twin: a web services name of no pool", "feature enhanced-9-1-1\nweb-internal webint A=10.1.0.5 AAAA=2a00::5", "", NULL},
    {"PCH001", "persistent-chat chat01 A=10.1.0.1 AAAA=2a00::1", "info PCH001:chat01", NULL},
    {"PCH001 twin", "persistent-chat chat01 A=10.1.0.1", "", NULL},
    {"MON001", "monitoring mon01 A=10.1.0.1\nother wac01 A=10.1.0.2 AAAA=2a00::1", "info MON001:mon01", NULL},
    {"MON001 twin", "monitoring mon01 A=10.1.0.1\nother wac01 A=10.1.0.2", "", NULL},
    {"DNS001", "other wac01 *=NXDOMAIN", "error DNS001:wac01", NULL},
    {"DNS001 in one view of two",
     "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nother wac01 *@1=NXDOMAIN A@2=8.8.4.4 views=internal,external",
     "error DNS001:wac01", NULL},
    {"DNS001 twin: a server of the view knows it", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 *@1=NXDOMAIN A@2=10.1.0.1",
     "warning DNS005:wac01", NULL},
    {"DNS001 not while AAAA is unknown", "other wac01 A=NXDOMAIN AAAA=SERVFAIL", "error DNS003:wac01", NULL},
    {"DNS001 said by the server that lives", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 *@1=NXDOMAIN *@2=TIMEOUT",
     "error DNS001:wac01, error DNS003:10.0.0.2:53", NULL},
    {"DNS002", "other wac01", "error DNS002:wac01", NULL},
    {"DNS002 twin", "other wac01 AAAA=NODATA A=10.1.0.1", "", NULL},
    {"DNS002 not while a lookup failed", "other wac01 AAAA=TIMEOUT", "error DNS003:wac01", NULL},
    {"DNS002 said by the server that lives", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 *@2=TIMEOUT",
     "error DNS002:wac01, error DNS003:10.0.0.2:53", NULL},
    {"DNS002 one family said by each server", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 A@1=SERVFAIL AAAA@2=SERVFAIL",
     "error DNS002:wac01, error DNS003:wac01", NULL},
    {"DNS003 SERVFAIL", "other wac01 A=10.1.0.1 AAAA=SERVFAIL", "error DNS003:wac01", NULL},
    {"DNS003 a dead server once",
     "view internal 10.0.0.1:53 10.0.0.2:53\nother a A@1=10.1.0.1 *@2=TIMEOUT\nother b A@1=10.1.0.2 *@2=GIVEN_UP",
     "error DNS003:10.0.0.2:53", NULL},
    {"DNS003 a server that died",
     "view internal 10.0.0.1:53 10.0.0.2:53\nother a A=10.1.0.1\nother b A@1=10.1.0.2 A@2=SERVFAIL AAAA@2=GIVEN_UP",
     "error DNS003:10.0.0.2:53, error DNS003:b", NULL},
    {"DNS003 one timeout of a live server", "other a A=10.1.0.1 AAAA=TIMEOUT\nother b A=10.1.0.2", "error DNS003:a", NULL},
    {"DNS003 unreachable", "other a *=UNREACHABLE", "error DNS003:10.0.0.10:53", NULL},
    {"DNS003 twin", "other a A=10.1.0.1", "", NULL},
    {"DNS003 not of a stopped run", "stopped\nother a A=10.1.0.1 AAAA=STOPPED\nother b *=STOPPED", "", NULL},
    {"DNS004 dangling", "other wac01 *=ALIAS_DANGLING alias=gone", "error DNS004:wac01", NULL},
    {"DNS004 loop", "other wac01 *=ALIAS_LOOP alias=a,wac01", "error DNS004:wac01", NULL},
    {"DNS004 twin", "other wac01 A=10.1.0.1 alias=a", "", NULL},
    {"DNS005", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 A@1=10.1.0.1 A@2=10.1.0.2", "warning DNS005:wac01", NULL},
    {"DNS005 one address more", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 A=10.1.0.1 AAAA@2=2a00::1", "warning DNS005:wac01",
     NULL},
    {"DNS005 twin: order", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 A@1=10.1.0.1,10.1.0.2 A@2=10.1.0.2,10.1.0.1", "", NULL},
    {"DNS005 twin: split brain",
     "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nother wac01 A@1=10.1.0.1 A@2=8.8.4.4 views=internal,external", "", NULL},
    {"DNS005 twin: a failure is no difference", "view internal 10.0.0.1:53 10.0.0.2:53\nother wac01 A@1=10.1.0.1 A@2=SERVFAIL",
     "error DNS003:wac01", NULL},
    {"DNS006 loopback", "other wac01 A=127.0.0.1", "error DNS006:wac01", NULL},
    {"DNS006 unspecified", "other wac01 A=0.0.0.0", "error DNS006:wac01", NULL},
    {"DNS006 link-local", "other wac01 A=10.1.0.1 AAAA=fe80::1", "error DNS006:wac01", NULL},
    {"DNS006 multicast", "other wac01 A=224.0.0.1", "error DNS006:wac01", NULL},
    {"DNS006 documentation", "other wac01 A=192.0.2.1", "error DNS006:wac01", NULL},
    {"DNS006 mapped", "other wac01 A=10.1.0.1 AAAA=::ffff:10.1.0.1", "error DNS006:wac01", NULL},
    {"DNS006 and DNS007: link-local ISATAP", "other wac01 A=10.1.0.1 AAAA=fe80::5efe:10.1.0.1", "error DNS006:wac01, warning DNS007:wac01",
     NULL},
    {"DNS006 twin", "other wac01 A=10.1.0.1 AAAA=fd00::1", "", NULL},
    {"DNS007 6to4", "other wac01 A=10.1.0.1 AAAA=2002:c000:204::1", "warning DNS007:wac01", NULL},
    {"DNS007 Teredo", "other wac01 A=10.1.0.1 AAAA=2001:0:1::1", "warning DNS007:wac01", NULL},
    {"DNS007 ISATAP", "other wac01 A=10.1.0.1 AAAA=2a00::200:5efe:1.2.3.4", "warning DNS007:wac01", NULL},
    {"DNS007 NAT64", "other wac01 A=10.1.0.1 AAAA=64:ff9b::a01:1", "warning DNS007:wac01", NULL},
    {"DNS007 a prefix of the network's own", "nat64 1 2a00:64::/96\nother wac01 A=10.1.0.1 AAAA=2a00:64::a01:1", "warning DNS007:wac01",
     NULL},
    {"DNS007 perhaps DNS64", "nat64 1 SERVFAIL\nother wac01 A=10.1.0.1 AAAA=2a00:64::a01:1", "info DNS007:wac01", NULL},
    {"DNS007 twin: no DNS64", "nat64 1 none\nother wac01 A=10.1.0.1 AAAA=2a00:64::a01:1", "", NULL},
    {"DNS007 twin: nothing embedded", "nat64 1 SERVFAIL\nother wac01 A=10.1.0.1 AAAA=2a00:64::1", "", NULL},
    {"DNS007 twin", "nat64 1 2a00:64::/96\nother wac01 A=10.1.0.1 AAAA=2a00:65::a01:1", "", NULL},
    {"DNS008 one too few",
     "front-end-pool pool01 A=10.1.0.1 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=10.1.0.2",
     "warning DNS008:pool01", NULL},
    {"DNS008 a VIP", "director-pool pool01 A=10.1.0.9 members=fe01\ndirector-server fe01 A=10.1.0.1", "warning DNS008:pool01", NULL},
    {"DNS008 twin",
     "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=10.1.0.2", "",
     NULL},
    {"DNS008 twin: a single server is its own pool", "front-end-pool,front-end-server se01 A=10.1.0.1 members=se01", "", NULL},
    {"DNS008 twin: not while a member is unknown",
     "front-end-pool pool01 A=10.1.0.1,10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=SERVFAIL",
     "error DNS003:fe02", NULL},
    {"DNS008 proven though a member is unknown",
     "front-end-pool pool01 A=10.1.0.2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1\nfront-end-server fe02 A=SERVFAIL",
     "error DNS003:fe02, warning DNS008:pool01", NULL},
    {"DNS008 seen at the server that lives",
     "view internal 10.0.0.1:53 10.0.0.2:53\nfront-end-pool pool01 A@1=10.1.0.1 *@2=TIMEOUT members=fe01,fe02\n"
     "front-end-server fe01 A@1=10.1.0.1 *@2=TIMEOUT\nfront-end-server fe02 A@1=10.1.0.2 *@2=TIMEOUT",
     "error DNS003:10.0.0.2:53, warning DNS008:pool01", NULL},
    {"DNS009",
     "front-end-pool pool01 A=10.1.0.1,10.1.0.2 AAAA=2a00::1 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1 AAAA=2a00::1\n"
     "front-end-server fe02 A=10.1.0.2",
     "warning DNS009:pool01", NULL},
    {"DNS009 proven though A failed",
     "edge-internal edge01 A=10.1.0.1,10.1.0.2 AAAA=2a00::1 members=e1,e2\nedge-server e1 A=SERVFAIL AAAA=2a00::1\nedge-server e2 "
     "A=10.1.0.2",
     "error DNS003:e1, warning DNS009:edge01", NULL},
    {"DNS009 twin: a failed A is no lack of one",
     "edge-internal edge01 A=10.1.0.2 AAAA=2a00::1 members=e1,e2\nedge-server e1 A=SERVFAIL AAAA=2a00::1\nedge-server e2 A=10.1.0.2 "
     "AAAA=2a00::1",
     "error DNS003:e1", NULL},
    {"DNS009 twin: what isn't known doesn't differ",
     "edge-internal edge01 A=10.1.0.1,10.1.0.2 members=e1,e2\nedge-server e1 A=10.1.0.1 AAAA=SERVFAIL\nedge-server e2 A=10.1.0.2",
     "error DNS003:e1", NULL},
    {"DNS009 seen at the server that lives",
     "view internal 10.0.0.1:53 10.0.0.2:53\nfront-end-pool pool01 A@1=10.1.0.1,10.1.0.2 AAAA@1=2a00::1 *@2=TIMEOUT members=fe01,fe02\n"
     "front-end-server fe01 A@1=10.1.0.1 AAAA@1=2a00::1 *@2=TIMEOUT\nfront-end-server fe02 A@1=10.1.0.2 *@2=TIMEOUT",
     "error DNS003:10.0.0.2:53, warning DNS009:pool01", NULL},
    {"DNS009 one name, two pools",
     "front-end-pool,mediation-pool pool01 A=10.1.0.1,10.1.0.2 AAAA=2a00::1 members=fe01,fe02\n"
     "front-end-server fe01 A=10.1.0.1 AAAA=2a00::1\nfront-end-server fe02 A=10.1.0.2",
     "warning DNS009:pool01", NULL},
    {"DNS010 RFC 1918", "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nedge-external sip A=10.1.0.1", "warning DNS010:sip", NULL},
    {"DNS010 RFC 4193", "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nedge-external sip A=8.8.4.4 AAAA=fd00::1",
     "warning DNS010:sip", NULL},
    {"DNS010 RFC 6598", "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nedge-external sip A=100.64.0.1", "warning DNS010:sip", NULL},
    {"DNS010 twin: private inside alone",
     "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nedge-external sip A@1=10.1.0.1 A@2=8.8.4.4 views=internal,external", "", NULL},
    {"DNS010 twin: other roles", "view internal 10.0.0.1:53\nview external 8.8.8.8:53\nother sip A=10.1.0.1 views=external", "", NULL},
    {"DNS011",
     "front-end-pool pool01 A=10.1.0.1,10.1.0.2 AAAA=2a00::1,fd00::2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1 AAAA=2a00::1\n"
     "front-end-server fe02 A=10.1.0.2 AAAA=fd00::2",
     "warning DNS011:pool01", NULL},
    {"DNS011 twin",
     "front-end-pool pool01 A=10.1.0.1,10.1.0.2 AAAA=fd00::1,fd00::2 members=fe01,fe02\nfront-end-server fe01 A=10.1.0.1 AAAA=fd00::1\n"
     "front-end-server fe02 A=10.1.0.2 AAAA=fd00::2",
     "", NULL},
    {"DNS012", "front-end-server fe_01 A=10.1.0.1", "warning DNS012:fe_01", NULL},
    {"DNS012 twin", "front-end-server fe-01 A=10.1.0.1", "", NULL},
    {"DNS013", "front-end-server fe01 A=10.1.0.1 configured=10.1.0.9", "warning DNS013:fe01", NULL},
    {"DNS013 twin", "front-end-server fe01 A=10.1.0.1,10.1.0.9 configured=10.1.0.9", "", NULL},
    {"DNS013 seen at the server that lives",
     "view internal 10.0.0.1:53 10.0.0.2:53\nfront-end-server fe01 A@1=10.1.0.1 *@2=SERVFAIL configured=10.1.0.9",
     "error DNS003:fe01, warning DNS013:fe01", NULL},
    {"DNS013 twin: not while its lookup failed", "front-end-server fe01 A=10.1.0.1 AAAA=SERVFAIL configured=10.1.0.1,2a00::1",
     "error DNS003:fe01", NULL},
    {"DNS014 NXDOMAIN beside an address", "other sip A=10.1.0.1 AAAA=NXDOMAIN", "warning DNS014:sip", NULL},
    {"DNS014 NXDOMAIN beside NODATA", "other sip A=NXDOMAIN AAAA=NODATA", "error DNS002:sip, warning DNS014:sip", NULL},
    {"DNS014 beside a failed lookup of another server",
     "view internal 10.0.0.1:53 10.0.0.2:53\nother sip A=10.1.0.1 AAAA@1=NXDOMAIN AAAA@2=SERVFAIL", "error DNS003:sip, warning DNS014:sip",
     NULL},
    {"DNS014 twin: two servers differ", "view internal 10.0.0.1:53 10.0.0.2:53\nother sip A@1=10.1.0.1 *@2=NXDOMAIN", "warning DNS005:sip",
     NULL},
    {"DNS014 twin: a failed lookup says nothing", "other sip A=NXDOMAIN AAAA=TIMEOUT\nother wac01 A=10.1.0.1", "error DNS003:sip", NULL},
    {"DNS014 twin: an alias that dangles", "other sip A=10.1.0.1 AAAA=ALIAS_DANGLING alias=gone", "error DNS004:sip", NULL},
    {"DNS015", VPN "other wac01 A@1=10.1.0.1 A@2=10.1.0.9", "warning DNS015:wac01+vpn", NULL},
    {"DNS015 a record more", VPN "other wac01 A@1=10.1.0.1 A@2=10.1.0.1,10.1.0.9", "warning DNS015:wac01+vpn", NULL},
    {"DNS015 twin", VPN "other wac01 A=10.1.0.1", "", NULL},
    {"DNS015 twin: one family failed", VPN "other wac01 A=10.1.0.1 AAAA@1=2a00::1 AAAA@2=SERVFAIL", "error DNS003:wac01", NULL},
    {"NAM001", "front-end-server fe01. A=10.1.0.1", "error NAM001:fe01", NULL},
    {"NAM001 beside a failed lookup", "other fe01. *=REFUSED", "error DNS003:fe01, error NAM001:fe01", NULL},
    {"NAM001 twin", "front-end-server fe01 A=10.1.0.1", "", NULL},
    {"WVR001", "now 2026-02-01\nother wac01\nwaiver DNS002 wac01.* 2026-01-31", "error DNS002:wac01, warning WVR001:DNS002+wac01.*", NULL},
    {"WVR001 twin: the last day", "now 2026-01-31\nother wac01\nwaiver DNS002 wac01.* 2026-01-31", "error DNS002:wac01 waived", NULL},
    {"WVR002", "other wac01 A=10.1.0.1\nwaiver DNS002 wac01.* 2099-01-31", "info WVR002:DNS002+wac01.*", NULL},
    {"WVR002 twin", "other wac01\nwaiver DNS002 wac01.* 2099-01-31", "error DNS002:wac01 waived", NULL},
    {"nothing at all", "", "", NULL},
};

START_TEST(every_rule_and_its_twin)
{
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

static bool is_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static bool has_check(const lyd_rule *rule, lyd_scope scope)
{
    bool has = false;
    for (const lyd_check *check = rule->checks; check->run != NULL; check++) {
        has = has || check->scope == scope;
    }
    return has;
}

START_TEST(no_column_of_a_rule_is_forgotten)
{
    for (size_t i = 0; i < lyd_rule_count; i++) {
        const lyd_rule *rule = &lyd_rules[i];
        ck_assert_msg(is_text(rule->id) && lyd_rule_find(rule->id) == rule, "row %zu: no id of its own", i);
        ck_assert_msg(is_text(rule->title), "%s: title", rule->id);
        ck_assert_msg(rule->production != LYD_OFF && rule->lab != LYD_OFF, "%s: severity", rule->id);
        ck_assert_msg(rule->production == rule->lab || is_text(rule->severity_note), "%s: severity_note", rule->id);
        ck_assert_msg(is_text(rule->section) && is_text(rule->why) && is_text(rule->example) && rule->actions[0].text != NULL, "%s: texts",
                      rule->id);
        ck_assert_msg(rule->checks != NULL && rule->checks[0].run != NULL, "%s: checks", rule->id);
        ck_assert_msg((rule->traits & LYD_RULE_OF_DOMAINS) != 0 || row_breaches(rows, LYD_COUNT(rows), rule->id),
                      "%s: no row of this test breaches it", rule->id);
        for (const lyd_check *check = rule->checks; check->run != NULL; check++) {
            ck_assert_msg(check->scope != LYD_SCOPE_ENDPOINT || check->facts != 0, "%s: facts", rule->id);
        }
        ck_assert_msg(has_check(rule, LYD_SCOPE_ENDPOINT) == (rule->roles != 0), "%s: roles", rule->id);
        ck_assert_msg(has_check(rule, LYD_SCOPE_COMBINATION) == (rule->tables != 0), "%s: tables", rule->id);
        ck_assert_msg(has_check(rule, LYD_SCOPE_POOL) == ((rule->traits & LYD_RULE_POOL) != 0), "%s: LYD_RULE_POOL", rule->id);
        ck_assert_msg((rule->traits & LYD_RULE_EVERY_NAME) == 0 || rule->roles != 0, "%s: LYD_RULE_EVERY_NAME", rule->id);
    }
}
END_TEST

START_TEST(every_support_table_has_one_rule)
{
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        size_t count = 0;
        for (size_t i = 0; i < lyd_rule_count; i++) {
            count += (lyd_rules[i].tables & LYD_TABLE_BIT(table)) != 0 ? 1 : 0;
        }
        ck_assert_msg(count == 1, "%s: %zu rules", lyd_table_get((lyd_table_id)table)->name, count);
    }
}
END_TEST

START_TEST(a_rule_is_found_by_its_id)
{
    ck_assert_ptr_null(lyd_rule_find("um001"));
    ck_assert_str_eq(lyd_rule_nearest("UM01"), "UM001");
    ck_assert_str_eq(lyd_rule_nearest("um001"), "UM001");
    ck_assert_ptr_null(lyd_rule_nearest("certificate"));
}
END_TEST

static const lyd_finding *only(const fixture *f, const char *rule)
{
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (strcmp(f->judgement.findings[i].rule->id, rule) == 0) {
            return &f->judgement.findings[i];
        }
    }
    ck_abort_msg("no %s", rule);
    return NULL;
}

START_TEST(evidence_names_view_server_chain_address_and_ttl)
{
    fixture *f = fixture_new("view internal 10.0.0.1:53 10.0.0.2:53\nview external 10.0.0.2:53\n"
                             "exchange-um um01 A=10.1.0.1 AAAA@1=SERVFAIL AAAA@2=2a00::2,2a00::1 alias=um views=internal,external");
    const lyd_finding *um001 = only(f, "UM001"), *um002 = only(f, "UM002");
    ck_assert_uint_eq(um001->evidence_count, 2);
    ck_assert_str_eq(um001->evidence[0], "internal,external 10.0.0.2:53: um01.contoso.com AAAA -> um.contoso.com: 2a00::1 (TTL 300)");
    ck_assert_str_eq(um001->evidence[1], "internal,external 10.0.0.2:53: um01.contoso.com AAAA -> um.contoso.com: 2a00::2 (TTL 300)");
    ck_assert_uint_eq(um002->evidence_count, 1);
    ck_assert_str_eq(um002->evidence[0], "internal 10.0.0.1:53: um01.contoso.com AAAA -> um.contoso.com: SERVFAIL");
    fixture_free(f);
}
END_TEST

START_TEST(a_thousand_addresses_are_cut_short)
{
    fixture *f = fixture_new("exchange-um um01 A=10.1.0.1");
    lyd_record *records = calloc(1000, sizeof(*records));
    for (size_t i = 0; i < 1000; i++) {
        lyd_address address = {.bytes = {0x2A, [14] = (uint8_t)(i >> 8), [15] = (uint8_t)i}, .family = LYD_IPV6};
        records[i] = record_of(&address, 0);
    }
    f->answers[1] = (lyd_answer){.status = LYD_NOERROR, .records = records, .record_count = 1000};
    ck_assert_int_eq(lyd_judge(&f->c, f->arena, &f->judgement), LYD_OK);
    const lyd_finding *um001 = only(f, "UM001");
    ck_assert_uint_eq(um001->evidence_count, 100);
    ck_assert_str_eq(um001->evidence[99], "… and 901 more");
    ck_assert_ptr_nonnull(strstr(um001->message, " and 997 more"));
    free(records);
    fixture_free(f);
}
END_TEST

START_TEST(dns007_names_the_likely_cause)
{
    static const struct {
        const char *text, *word;
    } causes[] = {
        {"other a A=10.1.0.1 AAAA=2002:c000:204::1", "Windows"},
        {"other a A=10.1.0.1 AAAA=2001:0:1::1", "Windows"},
        {"other a A=10.1.0.1 AAAA=2a00::5efe:10.1.0.1", "Windows"},
        {"nat64 1 none\nother a A=10.1.0.1 AAAA=64:ff9b::a01:1", "a real AAAA record"},
        {"nat64 1 2a00:64::/96\nother a A=10.1.0.1 AAAA=64:ff9b::a01:1", "a real AAAA record"},
        {"nat64 1 64:ff9b::/96\nother a A=10.1.0.1 AAAA=64:ff9b::a01:1", "synthesizes the address"},
        {"nat64 1 2a00:64::/96\nother a A=10.1.0.1 AAAA=2a00:64::a01:1", "synthesizes the address"},
    };
    for (size_t i = 0; i < LYD_COUNT(causes); i++) {
        fixture *f = fixture_new(causes[i].text);
        ck_assert_msg(strstr(only(f, "DNS007")->remedy, causes[i].word) != NULL, "%s: %s", causes[i].text, only(f, "DNS007")->remedy);
        fixture_free(f);
    }
}
END_TEST

/* An address that DNS64 made, or may have made, is found all the same, but nothing is deleted that may not be there. */
START_TEST(what_dns64_may_make_is_not_deleted)
{
    static const struct {
        const char *dns64, *address;
        bool deletes;
        const char *remedy, *evidence; /* NULL: nothing about DNS64 */
    } origins[] = {
        {"nat64 1 none", "64:ff9b::a01:1", true, NULL, NULL},
        {"nat64 1 none", "2a00:64::a01:1", true, NULL, NULL},
        {"nat64 1 SERVFAIL", "2a00::1", true, NULL, NULL},
        {"nat64 1 64:ff9b::/96", "2a00:64::a01:1", true, NULL, NULL},
        {"nat64 1 64:ff9b::/96", "64:ff9b::a01:1", false, "there is no such record", NULL},
        {"nat64 1 2a00:64::/96", "2a00:64::a01:1", false, "there is no such record", NULL},
        {"nat64 1 SERVFAIL", "64:ff9b::a01:1", false, "can't be told", "ipv4only.arpa AAAA: SERVFAIL"},
        {"nat64 1 NXDOMAIN", "2a00:64::a01:1", false, "can't be told", "ipv4only.arpa AAAA: NXDOMAIN"},
        {"", "64:ff9b::a01:1", false, "can't be told", "ipv4only.arpa AAAA: not asked"},
    };
    static const struct {
        const char *rule, *about;
    } rules[] = {
        {"UM001", "exchange-um a"},
        {"LIS001", "location-information-service a"},
        {"PST002", "feature media-bypass\nmediation-pool med01 A=10.1.0.9\npstn-gateway a"},
    };
    for (size_t i = 0; i < LYD_COUNT(origins); i++) {
        for (size_t k = 0; k < LYD_COUNT(rules); k++) {
            char text[256];
            (void)snprintf(text, sizeof(text), "%s\n%s A=10.1.0.1 AAAA=%s", origins[i].dns64, rules[k].about, origins[i].address);
            fixture *f = fixture_new(text);
            const lyd_finding *finding = only(f, rules[k].rule);
            const char *last = finding->evidence[finding->evidence_count - 1];
            ck_assert_msg((strstr(finding->remedy, "delete") != NULL) == origins[i].deletes, "%s: %s", text, finding->remedy);
            ck_assert_msg(origins[i].remedy == NULL || strstr(finding->remedy, origins[i].remedy) != NULL, "%s: %s", text, finding->remedy);
            ck_assert_msg(origins[i].evidence == NULL || strstr(last, origins[i].evidence) != NULL, "%s: %s", text, last);
            ck_assert_msg(origins[i].evidence != NULL || strstr(last, "ipv4only") == NULL, "%s: %s", text, last);
            fixture_free(f);
        }
        char text[256];
        (void)snprintf(text, sizeof(text), "%s\nother a A=10.1.0.1 AAAA=%s", origins[i].dns64, origins[i].address);
        fixture *f = fixture_new(text);
        bool found = f->judgement.finding_count > 0;
        ck_assert_msg(!found || (strstr(only(f, "DNS007")->remedy, "delete") != NULL) == origins[i].deletes, "%s: DNS007", text);
        ck_assert_msg(found || origins[i].deletes, "%s: no DNS007", text);
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge rules", every_rule_and_its_twin, no_column_of_a_rule_is_forgotten, every_support_table_has_one_rule,
              a_rule_is_found_by_its_id, evidence_names_view_server_chain_address_and_ttl, a_thousand_addresses_are_cut_short,
              dns007_names_the_likely_cause, what_dns64_may_make_is_not_deleted)
