/* Lync's exports: both forms, small facts, hostile files. */
#include "suite.h"

#include "topology/readers.h"

#include <libxml/parser.h>
#include <libxml/xmlIO.h>
#include <lyncdns/topology.h>
#include <string.h>
#include <sys/resource.h>

#define DATA "tests/data/lync/"

/* ---- a topology as text, without lines and origins: two that are the same print alike ---- */

static void print_list(FILE *out, const char *what, const lyd_topology *t, const uint32_t *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        (void)fprintf(out, " %s=%s", what, t->endpoints[list[i]].fqdn);
    }
}

static void print_endpoint(FILE *out, const lyd_endpoint *e)
{
    char text[LYD_ADDRESS_TEXT];
    (void)fprintf(out, "%s", e->fqdn);
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if ((e->roles & LYD_ROLE_BIT(role)) != 0) {
            (void)fprintf(out, " %s", lyd_role_rows[role].name);
        }
    }
    for (uint32_t i = 0; i < e->configured_count; i++) {
        lyd_address_format(&e->configured[i], text);
        (void)fprintf(out, " %s", text);
    }
    for (const lyd_row *row = lyd_edge_services; row->name != NULL; row++) {
        (void)fputs((e->edge_services & (unsigned)row->id) != 0 ? " " : "", out);
        (void)fputs((e->edge_services & (unsigned)row->id) != 0 ? row->name : "", out);
    }
    for (const lyd_row *row = lyd_url_names; row->name != NULL; row++) {
        (void)fputs((e->urls & (unsigned)row->id) != 0 ? " " : "", out);
        (void)fputs((e->urls & (unsigned)row->id) != 0 ? row->name : "", out);
    }
    if (e->client_port != 0) {
        (void)fprintf(out, " port=%u", (unsigned)e->client_port);
    }
    if (e->declared != LYD_ADDRESS_NONE) {
        (void)fprintf(out, " =%s", lyd_row_name(lyd_address_types, e->declared));
    }
    (void)fprintf(out, " [%s] (%s)\n", e->site == NULL ? "" : e->site, e->note == NULL ? "" : e->note);
}

static void print_pool(FILE *out, const lyd_topology *t, const lyd_pool *p)
{
    static const char *const kinds[] = {"front-end", "director", "mediation", "edge"};
    (void)fprintf(out, "%s %s", kinds[p->kind], t->endpoints[p->endpoint].fqdn);
    print_list(out, "member", t, p->members, p->member_count);
    print_list(out, "gateway", t, p->gateways, p->gateway_count);
    print_list(out, "external", t, p->externals, p->external_count);
    if (p->edge_pool != LYD_NONE) {
        (void)fprintf(out, " edge=%s", t->endpoints[p->edge_pool].fqdn);
    }
    if (p->web_internal != LYD_NONE) {
        (void)fprintf(out, " web=%s", t->endpoints[p->web_internal].fqdn);
    }
    if (p->web_external != LYD_NONE) {
        (void)fprintf(out, " web-external=%s", t->endpoints[p->web_external].fqdn);
    }
    if (p->product != (uint8_t)t->product) {
        (void)fprintf(out, " version=%s", lyd_row_name(lyd_product_names, p->product));
    }
    if (p->pstn_declared != LYD_ADDRESS_NONE) {
        (void)fprintf(out, " pstn=%s", lyd_row_name(lyd_address_types, p->pstn_declared));
    }
    (void)fprintf(out, "\n");
}

/* Freed by the caller. */
static char *print_topology(const lyd_topology *t)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    ck_assert_ptr_nonnull(out);
    for (size_t i = 0; i < t->endpoint_count; i++) {
        print_endpoint(out, &t->endpoints[i]);
    }
    for (size_t i = 0; i < t->pool_count; i++) {
        print_pool(out, t, &t->pools[i]);
    }
    for (size_t i = 0; i < t->sip_domain_count; i++) {
        (void)fprintf(out, "sip %s\n", t->sip_domains[i]);
    }
    for (size_t i = 0; i < t->simple_url_count; i++) {
        const lyd_simple_url *url = &t->simple_urls[i];
        (void)fprintf(out, "url %s %u %s\n", t->endpoints[url->endpoint].fqdn, (unsigned)url->urls,
                      url->domain == LYD_NONE ? "*" : t->sip_domains[url->domain]);
    }
    if (t->product != LYD_LYNC_2013 || t->services != 0) {
        (void)fprintf(out, "%s%s\n", lyd_row_name(lyd_product_names, (int)t->product), t->services == LYD_SERVICE_XMPP ? " xmpp" : "");
    }
    (void)fclose(out);
    return text;
}

/* ---- reading ---- */

static lyd_status read_text(const char *text, size_t length, lyd_topology **topology, lyd_diag *diag)
{
    lyd_builder *builder = lyd_builder_new(diag);
    ck_assert_ptr_nonnull(builder);
    ck_assert_int_eq(lyd_builder_begin(builder, "export.xml"), LYD_OK);
    lyd_import import = {0};
    lyd_status status = lyd_lync_read(builder, text, length, &import);
    lyd_status end = lyd_builder_finish(builder, topology);
    return status != LYD_OK ? status : end;
}

/* All messages, each on a line. Freed by the caller. */
static char *messages(const lyd_diag *diag)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    ck_assert_ptr_nonnull(out);
    for (size_t i = 0; lyd_diag_message(diag, i) != NULL; i++) {
        (void)fprintf(out, "%s\n", lyd_diag_message(diag, i));
    }
    (void)fclose(out);
    return text;
}

static char *load(const char *path)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *topology = NULL;
    lyd_status status = lyd_topology_load(path, &topology, diag);
    char *said = messages(diag);
    ck_assert_msg(status == LYD_OK, "%s: %s\n%s", path, lyd_status_text(status), said);
    char *text = print_topology(topology);
    free(said);
    lyd_topology_free(topology);
    lyd_diag_free(diag);
    return text;
}

/* Compares line by line and shows the first pair that differs: libcheck takes no long messages. */
static void same_text(const char *name, const char *text, const char *expected)
{
    while (*text != '\0' || *expected != '\0') {
        size_t a = strcspn(text, "\n"), b = strcspn(expected, "\n");
        ck_assert_msg(a == b && memcmp(text, expected, a) == 0, "%s gives\n%.*s\ninstead of\n%.*s", name, (int)a, text, (int)b, expected);
        text += a + (text[a] == '\n');
        expected += b + (expected[b] == '\n');
    }
}

/* One deployment, written in every form that Lync and PowerShell write: the same topology, to the letter. */
START_TEST(both_forms)
{
    static const char *const files[] = {DATA "two-sites.xml", DATA "two-sites.tbxml", DATA "two-sites-utf16.xml"};
    char *expected = NULL;
    size_t length = 0;
    ck_assert_int_eq(lyd_file_read(DATA "two-sites.txt", 1 << 20, &expected, &length, NULL), LYD_OK);
    for (size_t i = 0; i < LYD_COUNT(files); i++) {
        char *text = load(files[i]);
        same_text(files[i], text, expected);
        free(text);
    }
    free(expected);
}
END_TEST

/* What is skipped or unknown is noted, once each, with its line. */
START_TEST(notes)
{
    static const struct {
        const char *file, *notes;
    } rows[] = {
        {DATA "two-sites.xml", DATA "two-sites.xml:650: unknown RoleName \"HologramServer\": future01.emea.contoso.com"},
        {DATA "two-sites.xml", DATA "two-sites.xml:102: a Cluster is named by its address, 10.1.0.77"},
        {DATA "two-sites.tbxml", DATA "two-sites.tbxml:488: unknown RoleName \"HologramServer\": future01.emea.contoso.com"},
        {DATA "two-sites.tbxml", DATA "two-sites.tbxml:130: a Cluster is named by its address, 10.1.0.77"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_topology *topology = NULL;
        ck_assert_int_eq(lyd_topology_load(rows[i].file, &topology, diag), LYD_OK);
        char *said = messages(diag);
        ck_assert_msg(strstr(said, rows[i].notes) != NULL, "%s: not in\n%s", rows[i].notes, said);
        ck_assert_msg(lyd_diag_notes(diag) == 2, "%s: more than two notes:\n%s", rows[i].file, said);
        free(said);
        lyd_topology_free(topology);
        lyd_diag_free(diag);
    }
}
END_TEST

/* ---- small topologies: one fact each ---- */

#define CLUSTER(id, fqdn, inside) "<Cluster UniqueId='" id "' Fqdn='" fqdn "'><Machines>" inside "</Machines></Cluster>"
#define SERVICE(id, role, on, inside) "<Service UniqueId='" id "' RoleName='" role "' InstalledOn='" on "'>" inside "</Service>"
#define NEEDS(id) "<DependsOn><Dependency ServiceUniqueId='" id "'/></DependsOn>"
#define DRAFT(clusters, services)                                                                                                          \
    "<TopologyBuilder><NewTopology><PartialTopology><CentralSites><CentralSite SiteId='1'><Name>S</Name><Clusters>" clusters               \
    "</Clusters></CentralSite></CentralSites><Services>" services "</Services></PartialTopology></NewTopology></TopologyBuilder>"
#define ONE(role, inside) DRAFT(CLUSTER("c", "x.contoso.com", "<Machine/>"), SERVICE("s", role, "c", inside))

START_TEST(small)
{
    static const struct {
        const char *name, *xml, *topology, *note; /* a note that must be said; NULL: none may */
    } rows[] = {
        {"registrar", ONE("Registrar", ""),
         "x.contoso.com front-end-pool front-end-server [S] ()\nfront-end x.contoso.com member=x.contoso.com\n", NULL},
        {"user services", ONE("UserServices", ""),
         "x.contoso.com front-end-pool front-end-server [S] ()\nfront-end x.contoso.com member=x.contoso.com\n", NULL},
        {"director", ONE("Registrar", "<RegistrarService IsDirector='true'/>"),
         "x.contoso.com director-pool director-server [S] ()\ndirector x.contoso.com member=x.contoso.com\n", NULL},
        {"no director", ONE("Registrar", "<RegistrarService IsDirector='false'/>"),
         "x.contoso.com front-end-pool front-end-server [S] ()\nfront-end x.contoso.com member=x.contoso.com\n", NULL},
        {"mediation", ONE("MediationServer", ""),
         "x.contoso.com mediation-pool mediation-server [S] ()\nmediation x.contoso.com member=x.contoso.com\n", NULL},
        {"edge", ONE("EdgeServer", ""), "x.contoso.com edge-internal edge-server [S] ()\nedge x.contoso.com member=x.contoso.com\n", NULL},
        {"gateway", ONE("PstnGateway", ""), "x.contoso.com pstn-gateway [S] ()\n", NULL},
        {"monitoring", ONE("MonitoringServer", ""), "x.contoso.com monitoring [S] (Monitoring Server)\n", NULL},
        {"chat", ONE("PersistentChatServer", ""), "x.contoso.com persistent-chat [S] (Persistent Chat Server)\n", NULL},
        {"some part of chat", ONE("PersistentChatFuture", ""), "x.contoso.com persistent-chat [S] (part of Persistent Chat)\n", NULL},
        {"office", ONE("WacService", ""), "x.contoso.com office-web-apps [S] (Office Web Apps Server)\n", NULL},
        {"unknown", ONE("FutureThing", ""), "x.contoso.com other [S] (FutureThing)\n", "export.xml:1: unknown RoleName \"FutureThing\""},
        {"nothing installed", DRAFT(CLUSTER("c", "x.contoso.com", "<Machine/>"), ""),
         "x.contoso.com other [S] (no service of Lync is installed on it)\n", NULL},
        {"an unknown service beside a known one",
         DRAFT(CLUSTER("c", "x.contoso.com", "<Machine/>"), SERVICE("s", "Registrar", "c", "") SERVICE("u", "FutureThing", "c", "")),
         "x.contoso.com front-end-pool front-end-server [S] ()\nfront-end x.contoso.com member=x.contoso.com\n",
         "unknown RoleName \"FutureThing\""},
        {"services without a place",
         DRAFT(CLUSTER("c", "x.contoso.com", "<Machine/>"), SERVICE("s", "PstnGateway", "c", "") SERVICE("t", "Registrar", "gone", "")),
         "x.contoso.com pstn-gateway [S] ()\n", "Registrar is not installed on a cluster"},
        {"a service without a role",
         DRAFT(CLUSTER("c", "x.contoso.com", "<Machine/>"), "<Service InstalledOn='c'/>" SERVICE("s", "PstnGateway", "c", "")),
         "x.contoso.com pstn-gateway [S] ()\n", "a Service has no RoleName"},
        {"a dangling dependency", ONE("PstnGateway", NEEDS("gone")), "x.contoso.com pstn-gateway [S] ()\n",
         "PstnGateway depends on a service that is not in the file (gone)"},
        {"a cluster without a name",
         DRAFT("<Cluster UniqueId='n'/>" CLUSTER("c", "x.contoso.com", "<Machine/>"), SERVICE("s", "PstnGateway", "c", "")),
         "x.contoso.com pstn-gateway [S] ()\n", "a Cluster has no Fqdn"},
        {"a gateway named by its address",
         DRAFT(CLUSTER("c", "x.contoso.com", "<Machine/>") CLUSTER("g", "192.0.2.7", "<Machine/>"),
               SERVICE("m", "MediationServer", "c", "") SERVICE("s", "PstnGateway", "g", NEEDS("m"))),
         "x.contoso.com mediation-pool mediation-server [S] ()\nmediation x.contoso.com member=x.contoso.com\n",
         "a Cluster is named by its address, 192.0.2.7"},
        {"addresses: any, wrong, of the PSTN side",
         DRAFT(CLUSTER("c", "x.contoso.com",
                       "<Machine><NetInterface InterfaceSide='Primary' IPAddress='0.0.0.0' IPv6Address='2001:DB8::5'/>"
                       "<NetInterface InterfaceSide='Primary' IPAddress='10.0.0.300'/><NetInterface InterfaceSide='Pstn' "
                       "IPv6Address='2001:db8::6'/></Machine>"),
               SERVICE("s", "MediationServer", "c", "")),
         "x.contoso.com mediation-pool mediation-server 2001:db8::5 =dual-stack [S] ()\nmediation x.contoso.com member=x.contoso.com "
         "pstn=ipv6\n",
         "IPAddress \"10.0.0.300\" is not an IP address"},
        {"a gateway's type; any IPv4 address; nothing declared where an address is \"::\"",
         DRAFT(CLUSTER("g", "gw.contoso.com", "<Machine><NetInterface InterfaceSide='Pstn' IPAddress='0.0.0.0'/></Machine>")
                   CLUSTER("h", "gw6.contoso.com",
                           "<Machine><NetInterface InterfaceSide='Primary' IPAddress='10.0.0.9' IPv6Address='::'/></Machine>"),
               SERVICE("s", "PstnGateway", "g", "") SERVICE("t", "PstnGateway", "h", "")),
         "gw.contoso.com pstn-gateway =ipv4 [S] ()\ngw6.contoso.com pstn-gateway 10.0.0.9 [S] ()\n", NULL},
        {"external names: public, private, behind NAT",
         DRAFT(CLUSTER("c", "x.contoso.com",
                       "<Machine><NetInterface InterfaceSide='Internal' IPAddress='10.0.0.1'/>"
                       "<NetInterface InterfaceSide='External' InterfaceNumber='1' IPAddress='203.0.113.1'/>"
                       "<NetInterface InterfaceSide='External' InterfaceNumber='2' IPAddress='10.5.0.2'/>"
                       "<NetInterface InterfaceSide='External' InterfaceNumber='3' IPAddress='10.5.0.3' "
                       "ConfiguredIPAddress='203.0.113.3'/></Machine>"),
               SERVICE("s", "EdgeServer", "c",
                       "<Ports><Port InterfaceSide='Internal' ConfiguredFqdn='never.contoso.com'/><Port InterfaceSide='External'/>"
                       "<Port InterfaceSide='External' InterfaceNumber='1' ConfiguredFqdn='A.contoso.com'/><Port InterfaceSide='External' "
                       "InterfaceNumber='1' ConfiguredFqdn='a.contoso.com.'/>"
                       "<Port InterfaceSide='External' InterfaceNumber='2' ConfiguredFqdn='b.contoso.com'/><Port InterfaceSide='External' "
                       "InterfaceNumber='3' ConfiguredFqdn='c.contoso.com'/></Ports>")),
         "x.contoso.com edge-internal edge-server 10.0.0.1 =ipv4 [S] ()\na.contoso.com edge-external 203.0.113.1 =ipv4 [S] "
         "()\nb.contoso.com "
         "edge-external =ipv4 [S] ()\n"
         "c.contoso.com edge-external 203.0.113.3 =ipv4 [S] ()\nedge x.contoso.com member=x.contoso.com external=a.contoso.com "
         "external=b.contoso.com external=c.contoso.com\n",
         NULL},
        {"the Registrar's usual Edge pool goes before its other one, and before the one whose next hop it is",
         DRAFT(CLUSTER("c", "x.contoso.com", "") CLUSTER("e1", "e1.contoso.com", "") CLUSTER("e2", "e2.contoso.com", "")
                   CLUSTER("e3", "e3.contoso.com", ""),
               SERVICE("s1", "EdgeServer", "e1", NEEDS("s")) SERVICE("s2", "EdgeServer", "e2", "") SERVICE("s3", "EdgeServer", "e3", "")
                   SERVICE("s", "Registrar", "c",
                           "<DependsOn><Dependency ServiceUniqueId='s2' Usage='Federation'/><Dependency ServiceUniqueId='s3' "
                           "Usage='Default'/></DependsOn>")),
         "x.contoso.com front-end-pool [S] ()\ne1.contoso.com edge-internal [S] ()\ne2.contoso.com edge-internal [S] ()\ne3.contoso.com "
         "edge-internal [S] ()\n"
         "front-end x.contoso.com edge=e3.contoso.com\nedge e1.contoso.com\nedge e2.contoso.com\nedge e3.contoso.com\n",
         NULL},
        {"two usual Edge pools",
         DRAFT(CLUSTER("c", "x.contoso.com", "") CLUSTER("e1", "e1.contoso.com", "") CLUSTER("e2", "e2.contoso.com", ""),
               SERVICE("s1", "EdgeServer", "e1", "") SERVICE("s2", "EdgeServer", "e2", "")
                   SERVICE("s", "Registrar", "c", NEEDS("s2") NEEDS("s1"))),
         "x.contoso.com front-end-pool [S] ()\ne1.contoso.com edge-internal [S] ()\ne2.contoso.com edge-internal [S] ()\n"
         "front-end x.contoso.com edge=e2.contoso.com\nedge e1.contoso.com\nedge e2.contoso.com\n",
         "x.contoso.com depends on more than one Edge pool: the first, e2.contoso.com, is used"},
        {"web services under the pool's own name", ONE("Registrar", "<WebService><ExternalSettings Host='X.contoso.com'/></WebService>"),
         "x.contoso.com front-end-pool front-end-server [S] ()\nfront-end x.contoso.com member=x.contoso.com\n", NULL},
        {"the sites of a published branch, out of order, namespaces and unknown elements anywhere",
         "<t:Topology xmlns:t='urn:t' xmlns:u='urn:u'><u:News><u:Item u:Fqdn='no.contoso.com'/></u:News><t:Clusters><t:Cluster "
         "Fqdn='x.contoso.com'><t:ClusterId SiteId='2' Number='1'/>"
         "<t:Machine Fqdn='x.contoso.com'/></t:Cluster></t:Clusters><t:Services><t:Service><t:ServiceId SiteId='2' RoleName='PstnGateway' "
         "Instance='1'/>"
         "<t:InstalledOn><t:ClusterId SiteId='2' Number='1'/></t:InstalledOn></t:Service></t:Services>"
         "<t:Sites><t:CentralSite SiteId='1'><t:Name>Main</t:Name></t:CentralSite><t:RemoteSite SiteId='2'><t:Name> Branch "
         "</t:Name></t:RemoteSite></t:Sites></t:Topology>",
         "x.contoso.com pstn-gateway [Branch] ()\n", NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_diag *diag = lyd_diag_new();
        lyd_topology *topology = NULL;
        lyd_status status = read_text(rows[i].xml, strlen(rows[i].xml), &topology, diag);
        char *said = messages(diag);
        ck_assert_msg(status == LYD_OK, "%s: %s\n%s", rows[i].name, lyd_status_text(status), said);
        char *text = print_topology(topology);
        same_text(rows[i].name, text, rows[i].topology);
        ck_assert_msg(rows[i].note == NULL ? lyd_diag_notes(diag) == 0 : strstr(said, rows[i].note) != NULL, "%s: the messages are\n%s",
                      rows[i].name, said);
        free(text);
        free(said);
        lyd_topology_free(topology);
        lyd_diag_free(diag);
    }
}
END_TEST

/* ---- hostile files ---- */

static unsigned openings; /* what the parser wanted to open; tests run in a process of their own */

static int on_opening(const char *name)
{
    (void)name;
    openings++;
    return 0;
}

static xmlParserInputPtr on_entity(const char *url, const char *id, xmlParserCtxtPtr context)
{
    (void)url, (void)id, (void)context;
    openings++;
    return NULL;
}

static void watch_openings(void)
{
    openings = 0;
    xmlInitParser();
    ck_assert_int_ge(xmlRegisterInputCallbacks(on_opening, NULL, NULL, NULL), 0);
    xmlSetExternalEntityLoader(on_entity);
}

/* Refused with a message that has this line and these words (few where versions of libxml2 differ); nothing made, nothing opened. */
static void refused(const char *name, const char *text, size_t length, const char *line, const char *words)
{
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *topology = NULL;
    lyd_status status = read_text(text, length, &topology, diag);
    char *said = messages(diag);
    ck_assert_msg(status == LYD_EINVAL && topology == NULL && lyd_diag_errors(diag) == 1, "%s: %s, the messages are\n%s", name,
                  lyd_status_text(status), said);
    ck_assert_msg(strncmp(said, line, strlen(line)) == 0, "%s: expected the place %s, found\n%s", name, line, said);
    ck_assert_msg(strstr(said, words) != NULL, "%s: expected \"%s\", found\n%s", name, words, said);
    ck_assert_msg(openings == 0, "%s: something was opened", name);
    free(said);
    lyd_diag_free(diag);
}

START_TEST(hostile)
{
    static const struct {
        const char *name, *xml, *line, *words;
    } rows[] = {
        {"external entity",
         "<?xml version='1.0'?>\n<!DOCTYPE Topology [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n<Topology>&x;</Topology>",
         "export.xml:2: ", "DTD"},
        {"entity expansion", "<!DOCTYPE T [\n<!ENTITY a 'aaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><Topology>&b;</Topology>",
         "export.xml:1: ", "DTD"},
        {"parameter entity", "\n\n<!DOCTYPE T [<!ENTITY % p SYSTEM 'http://127.0.0.1/'>%p;]><Topology/>", "export.xml:3: ", "DTD"},
        {"DTD on the network", "<!DOCTYPE Topology SYSTEM 'http://127.0.0.1/topology.dtd'>\n<Topology/>", "export.xml:1: ", "DTD"},
        {"a DTD after a comment", "<!-- a > b -->\n<!DOCTYPE T>\n<Topology/>", "export.xml:2: ", "DTD"},
        {"a DTD behind a comment that only seems to end", "<!--> <![CDATA[ -->\n<!DOCTYPE T><Topology>]]></Topology>",
         "export.xml:2: ", "DTD"},
        {"an undeclared entity", "<Topology>\n<Name>&x;</Name></Topology>", "export.xml:2: ", "Entity 'x' not defined"},
        {"wrong root", "<?xml version='1.0'?>\n<html><body/></html>", "export.xml:2: ", "<html>"},
        {"a root that only begins right", "<TopologyX/>", "export.xml:1: ", "<TopologyX>"},
        {"truncated", "<Topology>\n<Clusters>\n<Cluster Fqdn='x.contoso.com'>\n", "export.xml:4: ", "cut off"},
        {"truncated in a tag", "<Topology>\n<Clusters>\n<Cluster Fqdn='x.cont", "export.xml:3: ", "cut off"},
        {"empty", "", "export.xml:1: ", "not XML"},
        {"blank", " \n ", "export.xml:2: ", "not XML"},
        {"EBCDIC", "\x4C\x6F\xA7\x94", "export.xml:1: ", "not XML"},
        {"mismatched tags", "<Topology>\n<A>\n</B></Topology>", "export.xml:3: ", "mismatch"},
        {"two roots", "<Topology></Topology>\n<Topology/>", "export.xml:2: ", ""},
        {"Latin-1 in UTF-8", "<Topology>\n<Name>M\xFCnchen</Name>\n</Topology>", "export.xml:2: ", "UTF-8"},
        {"Latin-1 that is declared", "<?xml version='1.0' encoding='iso-8859-1'?>\n<Topology>\n<Name>M\xFCnchen</Name></Topology>",
         "export.xml:3: ", "UTF-8"},
        {"an overlong sequence", "<Topology>\n<Cluster Fqdn='a\xC0\xAFz'/></Topology>", "export.xml:2: ", "UTF-8"},
        {"a control character", "<Topology>\n<Cluster Fqdn='a\x01z'/></Topology>", "export.xml:2: ", ""},
        {"a < inside a tag", "<Topology>\n<Cluster Fqdn='<x>'/></Topology>", "export.xml:2: ", "\"<\" inside a tag"},
        {"a quote that hides tags", "<Topology>\n</Cluster '><a/><a/><a b='></Topology>", "export.xml:2: ", "\"<\" inside a tag"},
        {"the same attribute twice", "<Topology>\n<Cluster Fqdn='a' Fqdn='b'/></Topology>", "export.xml:2: ", "redefined"},
        {"nothing in it", "<Topology>\n</Topology>", "export.xml:1: ", "at least one Cluster"},
        {"an old topology alone", "<TopologyBuilder>\n<OldTopology><PartialTopology/></OldTopology>\n</TopologyBuilder>",
         "export.xml:1: ", "NewTopology"},
        {"a new topology without any", "<TopologyBuilder>\n<NewTopology/></TopologyBuilder>", "export.xml:2: ", "NewTopology"},
        {"no name",
         "<TopologyBuilder><NewTopology><PartialTopology>\n<Cluster UniqueId='c' "
         "Fqdn='a..b'/></PartialTopology></NewTopology></TopologyBuilder>",
         "export.xml:2: ", "Cluster@Fqdn"},
    };
    watch_openings();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        refused(rows[i].name, rows[i].xml, strlen(rows[i].xml), rows[i].line, rows[i].words);
    }
    refused("UTF-16 that is not decoded", "<\0?\0x\0m\0l\0", 10, "export.xml:1: ", "NUL byte");
    refused("a NUL byte in a tag", "<Topology>\n<a b='\0'/></Topology>", 30, "export.xml:2: ", "NUL byte");
    refused("a NUL byte", "<Topology>\n\0</Topology>", 23, "export.xml:2: ", "NUL byte");
}
END_TEST

/* COUNT times PART between HEAD and TAIL. Freed by the caller. */
static char *repeated(const char *head, const char *part, size_t count, const char *tail, size_t *length)
{
    size_t h = strlen(head), p = strlen(part), t = strlen(tail);
    char *text = malloc(h + p * count + t + 1);
    ck_assert_ptr_nonnull(text);
    memcpy(text, head, h);
    for (size_t i = 0; i < count; i++) {
        memcpy(text + h + i * p, part, p);
    }
    memcpy(text + h + p * count, tail, t + 1);
    *length = h + p * count + t;
    return text;
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

/* Under a limit of memory for the whole process, where there is no sanitizer or valgrind, which need more. Tests that share one process
 * (as under valgrind) would keep the limit. */
static void limit_memory(size_t bytes)
{
#if !defined(__SANITIZE_ADDRESS__)
    const char *forks = getenv("CK_FORK");
    if (forks != NULL && strcmp(forks, "no") == 0) {
        return;
    }
    struct rlimit limit = {.rlim_cur = bytes, .rlim_max = bytes};
    ck_assert_int_eq(setrlimit(RLIMIT_AS, &limit), 0);
#else
    (void)bytes;
#endif
}

START_TEST(huge)
{
    static const struct {
        const char *name, *head, *part;
        size_t count;
        const char *tail, *line, *words;
    } rows[] = {
        {"deep nesting", "<Topology>\n", "<a>", 1000000, "", "export.xml:2: ", "nested deeper than 64 levels"},
        {"a huge attribute", "<Topology>\n<a b='", "0123456789", 2000000, "'/></Topology>", "export.xml:2: ", "longer than 64 KiB"},
        {"many attributes", "<Topology>\n<a ", "b='' ", 300, "/></Topology>", "export.xml:2: ", "more than 256 attributes"},
        {"many elements", "<Topology>\n", "<a/>", 16000000, "</Topology>", "export.xml:2: ", "more than 1,000,000 tags"},
        {"many comments", "<Topology>\n", "<!---->", 9000000, "</Topology>", "export.xml:2: ", "more than 1,000,000 tags"},
        {"a huge text", "<Topology>\n<Name>", "0123456789", 6000000, "</Name></Topology>", "export.xml:", ""},
        {"a huge comment", "<Topology>\n<!--", "0123456789", 6000000, "--></Topology>", "export.xml:", ""},
        {"too much of all", "<Topology>\n<Name>", "0123456789", 6800000, "</Name></Topology>", "export.xml: ", "larger than 64 MiB"},
        {"many instructions", "<Topology>\n", "<?x?>", 1000001, "</Topology>", "export.xml:2: ", "more than 1,000,000 tags"},
        {"a cluster of a thousand sides", "<Topology>\n<Cluster Fqdn='x.contoso.com'><Machine>", "<NetInterface/>", 1025,
         "</Machine></Cluster></Topology>", "export.xml:2: ", "more than 1,024 NetInterface"},
    };
    watch_openings();
    limit_memory((size_t)512 << 20);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        size_t length = 0;
        char *text = repeated(rows[i].head, rows[i].part, rows[i].count, rows[i].tail, &length);
        refused(rows[i].name, text, length, rows[i].line, rows[i].words);
        free(text);
    }
}
END_TEST

/* Different names, which cost time to look up. */
START_TEST(many_names)
{
    static const struct {
        const char *name, *head, *part, *tail, *line, *words;
    } rows[] = {
        {"elements", "<Topology>\n", "<a%zu/>", "</Topology>", "export.xml:2: ", "different names"},
        {"instructions", "<Topology>\n", "<?a%zu?>", "</Topology>", "export.xml:2: ", "different names"},
        {"attributes", "<Topology>\n", "<a a%zu=''/>", "</Topology>", "export.xml:2: ", "different names"},
        {"namespaces", "<Topology>\n", "<a xmlns='u%zu'/>", "</Topology>", "export.xml:2: ", "different names"},
        {"external names",
         "<TopologyBuilder><NewTopology><PartialTopology><Cluster UniqueId='c' Fqdn='x.contoso.com'/><Service RoleName='EdgeServer' "
         "InstalledOn='c'>\n",
         "<Port InterfaceSide='External' ConfiguredFqdn='x%zu.contoso.com'/>",
         "</Service></PartialTopology></NewTopology></TopologyBuilder>", "export.xml:2: ", "more than 64 external names"},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        char *text = NULL;
        size_t length = 0;
        FILE *out = open_memstream(&text, &length);
        ck_assert_ptr_nonnull(out);
        (void)fputs(rows[i].head, out);
        for (size_t n = 0; n < 20000; n++) {
            const char *number = strstr(rows[i].part, "%zu");
            (void)fprintf(out, "%.*s%zu%s", (int)(number - rows[i].part), rows[i].part, n, number + 3);
        }
        (void)fputs(rows[i].tail, out);
        (void)fclose(out);
        refused(rows[i].name, text, length, rows[i].line, rows[i].words);
        free(text);
    }
}
END_TEST

/* Just within the limits: read in the memory that they promise. */
START_TEST(large)
{
    size_t length = 0;
    char *text = repeated("<Topology>\n<Cluster Fqdn='x.contoso.com'><ClusterId SiteId='1' Number='1'/></Cluster>",
                          "\n<Service><ServiceId SiteId='1' RoleName='Registrar'/></Service>", 199000, "\n</Topology>", &length);
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *topology = NULL;
    limit_memory((size_t)768 << 20);
    lyd_status status = read_text(text, length, &topology, diag);
    char *said = messages(diag);
    ck_assert_msg(status == LYD_OK, "%s\n%s", lyd_status_text(status), said);
    ck_assert_uint_eq(topology->endpoint_count, 1);
    ck_assert_uint_eq(lyd_diag_notes(diag), 199000);
    ck_assert_msg(strncmp(said, "export.xml:3: Registrar is not installed", 40) == 0, "the messages are\n%.200s", said);
    free(said);
    free(text);
    lyd_topology_free(topology);
    lyd_diag_free(diag);
}
END_TEST

/* Lines stay right where libxml2's tree keeps only sixteen bits of them. */
START_TEST(far_lines)
{
    size_t length = 0;
    char *text =
        repeated("<Topology>", "\n", 99999, "<Cluster Fqdn='x.contoso.com'>\n</Cluster>\n<Service>\n</Service></Topology>", &length);
    lyd_diag *diag = lyd_diag_new();
    lyd_topology *topology = NULL;
    ck_assert_int_eq(read_text(text, length, &topology, diag), LYD_OK);
    char *said = messages(diag);
    ck_assert_msg(strstr(said, "export.xml:100002: a Service has no RoleName") != NULL, "the messages are\n%s", said);
    free(said);
    free(text);
    lyd_topology_free(topology);
    lyd_diag_free(diag);
}
END_TEST

LYD_TEST_MAIN("lync", both_forms, notes, small, hostile, huge, many_names, large, far_lines)
