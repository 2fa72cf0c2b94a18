/* Healthy deployments of every kind have no finding about service records that is worth a look. */
#include "judge/rows.h"

#define INSIDE "view internal 10.0.0.1:53\n"
#define OUTSIDE "view external 10.0.0.2:53\n"
#define STANDARD_EDITION                                                                                                                   \
    "front-end-pool se01 A=10.1.0.1 web-internal=se01 web-external=webext\nweb-external webext A=8.8.4.7 A@1=8.8.4.7\n"                    \
    "edge-internal edge01 A=10.1.0.8 externals=sip\nedge-external sip A=8.8.4.4 A@1=10.1.0.1 for=access,web-conferencing,av port=5061\n"
#define RECORDS_INSIDE "dns lyncdiscoverinternal A@1=10.1.0.1\ndns _sipinternaltls._tcp.contoso.com SRV@1=5061/se01\n"
#define RECORDS_OUTSIDE                                                                                                                    \
    "dns lyncdiscover A@2=8.8.4.7\ndns _sip._tls.contoso.com SRV@2=5061/sip\ndns _sipfederationtls._tcp.contoso.com SRV@2=5061/sip\n"

static const rule_row rows[] = {
    {"no SIP domains", INSIDE OUTSIDE STANDARD_EDITION, "", NULL},
    {"a Standard Edition server with one Edge name for three services",
     INSIDE OUTSIDE
     "sip-domains contoso.com\nservices federation\nclients lync-2010 lync-2013 mobile\n" STANDARD_EDITION RECORDS_INSIDE RECORDS_OUTSIDE,
     "", NULL},
    {"inside and outside the same servers",
     "view internal 10.0.0.1:53\nview external 10.0.0.1:53\nsip-domains contoso.com\nservices federation\n"
     "front-end-pool se01 A=8.8.4.1 web-internal=se01 web-external=webext\nweb-external webext A=8.8.4.7\n"
     "edge-internal edge01 A=8.8.4.8 externals=sip\nedge-external sip A=8.8.4.4 for=access port=5061\n"
     "dns lyncdiscover A=8.8.4.7\ndns _sip._tls.contoso.com SRV=5061/sip\ndns _sipfederationtls._tcp.contoso.com SRV=5061/sip\n"
     "dns _sipinternaltls._tcp.contoso.com SRV=5061/se01\n",
     "", NULL},
    {"a wildcard outside",
     INSIDE OUTSIDE "sip-domains contoso.com\nservices federation\n" STANDARD_EDITION RECORDS_INSIDE RECORDS_OUTSIDE
                    "dns lyncdns-no-such-name A@2=8.8.9.9\ndns lyncdiscoverinternal A@2=8.8.9.9\ndns sipinternal A@2=8.8.9.9\n"
                    "dns sipexternal A@2=8.8.9.9\ndns ucupdates-r2 A@2=8.8.9.9\n",
     "info WLD001:contoso.com+external", NULL},
    {"servers in another domain than the users",
     INSIDE OUTSIDE
     "sip-domains contoso.com\nservices federation\n"
     "front-end-pool se01.corp.local A=10.1.0.1 web-internal=se01.corp.local web-external=webext\nweb-external webext A=8.8.4.7\n"
     "edge-internal edge01.corp.local A=10.1.0.8 externals=sip\nedge-external sip A=8.8.4.4 A@1=10.1.0.1 for=access\n"
     "dns lyncdiscoverinternal A@1=10.1.0.1\ndns _sipinternaltls._tcp.contoso.com SRV@1=5061/sip\n" RECORDS_OUTSIDE,
     "", NULL},
    {"federation alone, without a reverse proxy",
     INSIDE OUTSIDE "sip-domains contoso.com\nservices federation\nremote-access none\n" STANDARD_EDITION RECORDS_INSIDE
                    "dns _sipfederationtls._tcp.contoso.com SRV@2=5061/sip\n",
     "", NULL},
    {"names by location",
     INSIDE OUTSIDE "sip-domains contoso.com\nservices federation\nclients mobile\n" STANDARD_EDITION RECORDS_INSIDE RECORDS_OUTSIDE
                    "dns lyncdiscover A@2=8.8.4.77 alias@2=web-geo\ndns webext A@2=8.8.4.7 alias@2=web-geo\n",
     "", NULL},
    {"the view inside can't be reached",
     INSIDE OUTSIDE "sip-domains contoso.com\nservices federation\n"
                    "front-end-pool se01 *@1=GIVEN_UP web-external=webext\nweb-external webext A@2=8.8.4.7 *@1=GIVEN_UP\n"
                    "edge-external sip A@2=8.8.4.4 *@1=GIVEN_UP for=access\n" RECORDS_OUTSIDE
                    "dns lyncdiscover *@1=GIVEN_UP\ndns _sip._tls.contoso.com SRV@1=GIVEN_UP\n"
                    "dns _sipfederationtls._tcp.contoso.com SRV@1=GIVEN_UP\ndns _sipinternaltls._tcp.contoso.com SRV@1=GIVEN_UP\n"
                    "dns lyncdiscoverinternal *@1=GIVEN_UP\n",
     "error DNS003:10.0.0.1:53", NULL},
    {"hybrid",
     INSIDE OUTSIDE
     "view edge 10.0.0.3:53\nsip-domains contoso.com\nservices federation hybrid\n" STANDARD_EDITION RECORDS_INSIDE RECORDS_OUTSIDE
     "dns _sipfederationtls._tcp.contoso.com SRV@3=5061/sip\ndns sip A@3=8.8.4.4\n",
     "", NULL},
    {"teams-only",
     INSIDE OUTSIDE "sip-domains contoso.com\nservices teams-only\n"
                    "dns lyncdiscover A@2=52.112.1.1 alias@2=webdir.online.lync.com *@1=NXDOMAIN\n"
                    "dns sip A@2=52.112.1.2 alias@2=sipdir.online.lync.com *@1=NXDOMAIN\n"
                    "dns _sip._tls.contoso.com SRV@2=100/1/443/sipdir.online.lync.com.\n"
                    "dns _sipfederationtls._tcp.contoso.com SRV@2=100/1/5061/sipfed.online.lync.com.\n"
                    "dns sipdir.online.lync.com A=52.112.1.2\ndns sipfed.online.lync.com A=52.112.1.3\n",
     "", NULL},
};

START_TEST(healthy_deployments_are_quiet)
{
    rows_hold(rows, LYD_COUNT(rows));
}
END_TEST

LYD_TEST_MAIN("judge healthy deployments", healthy_deployments_are_quiet)
