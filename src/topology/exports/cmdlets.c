/* The cmdlets whose exports are known: what shows each, and what reads it. */
#include "exports.h"

#include "topology/csv/reader.h"
#include "topology/xml/xml.h"

#include <string.h>

/* By properties, not by the names of types, which Export-Csv may leave out. The first row that fits counts. */
const lyd_cmdlet lyd_cmdlets[] = {
    {"Get-CsSipDomain", {"Name|Identity", "IsDefault"}, lyd_read_sip_domains},
    {"Get-CsService -WebServer", {"ExternalFqdn", "PoolFqdn|Identity"}, lyd_read_web_server},
    {"Get-CsService -EdgeServer", {"AccessEdgeExternalFqdn"}, lyd_read_edge_server},
    {"Get-CsService", {"PoolFqdn", "ServiceId|Role|SiteId|Version"}, NULL},
    {"Get-CsSimpleUrlConfiguration", {"SimpleUrl"}, lyd_read_simple_urls},
    {"Get-CsNetworkConfiguration", {"EnableBandwidthPolicyCheck|MediaBypassSettings"}, lyd_read_settings},
    {"Get-CsTrunkConfiguration", {"EnableBypass"}, lyd_read_settings},
    {"Get-CsLocationPolicy", {"EnhancedEmergencyServicesEnabled"}, lyd_read_settings},
    {"Get-CsAccessEdgeConfiguration", {"AllowFederatedUsers", "EnablePartnerDiscovery"}, lyd_read_settings},
    {"Get-CsHostingProvider", {"ProxyFqdn", "EnabledSharedAddressSpace"}, lyd_read_settings},
    {"Get-CsHostedVoicemailPolicy", {"Destination", "Organization"}, NULL},
    {"Get-CsNetworkInterface", {"Identity", "IPAddress|IPv6Address"}, lyd_read_interfaces},
    {"Get-CsNetworkSubnet", {"MaskBits"}, NULL},                                     /* IPv4 subnets, whatever is used there */
    {"Get-CsNetworkSite", {"NetworkRegionID"}, NULL},                                /* their sites */
    {"Get-CsExUmContact", {"SipAddress", "IsSubscriberAccess|AutoAttendant"}, NULL}, /* hosted: never a UM server here */
    {"Get-UMIPGateway", {"Address", "IPAddressFamily|HuntGroups|OutcallsAllowed"}, lyd_read_um_gateway},
    {"Get-UMService or Get-UMServer", {"DialPlans", "MaxCallsAllowed|SIPAccessService|Status"}, lyd_read_um_service},
    {"Get-UMCallRouterSettings or Get-UMService", {"DialPlans|UMStartupMode", "IPAddressFamily"}, lyd_read_um_service},
    {NULL, {NULL}, NULL},
};

/* Whether OBJECT has one of the properties of "A|B". */
static bool has(const lyd_value *object, const char *names)
{
    while (*names != '\0') {
        char name[64];
        size_t length = strcspn(names, "|");
        (void)snprintf(name, sizeof(name), "%.*s", (int)length, names);
        if (lyd_value_find(object, name) != NULL) {
            return true;
        }
        names += length + (names[length] == '|');
    }
    return false;
}

const lyd_cmdlet *lyd_cmdlet_of(const lyd_value *object)
{
    for (const lyd_cmdlet *row = lyd_cmdlets; row->name != NULL; row++) {
        size_t i = 0;
        while (i < LYD_COUNT(row->shown_by) && row->shown_by[i] != NULL && has(object, row->shown_by[i])) {
            i++;
        }
        if (i == LYD_COUNT(row->shown_by) || row->shown_by[i] == NULL) {
            return row;
        }
    }
    return NULL;
}

lyd_status lyd_export_source(lyd_exports *x, const char *fqdn, const lyd_value *object, const char *what)
{
    return lyd_builder_remark_name(x->builder, fqdn, "%s%s%s, line %u (%s)", what, what[0] == '\0' ? "" : " ", x->file,
                                   (unsigned)object->line, x->cmdlet);
}

bool lyd_clixml_recognise(const char *text, size_t length)
{
    char root[LYD_XML_ROOT_TEXT];
    return lyd_xml_root(text, length, root) && strcmp(root, "Objs") == 0;
}

/* An object with the properties that the header names, but without values. */
bool lyd_rows_recognise(const char *text, size_t length)
{
    lyd_csv csv;
    lyd_value object = {.kind = LYD_VALUE_OBJECT}, properties[LYD_CSV_FIELDS];
    char names[LYD_CSV_HEADER_MAX + LYD_CSV_FIELDS];
    size_t used = 0;
    (void)lyd_csv_open_table(&csv, text, length);
    if (!lyd_csv_header(&csv)) {
        return false;
    }
    for (size_t i = 0; i < csv.count; i++) {
        properties[i] = (lyd_value){.next = i + 1 < csv.count ? &properties[i + 1] : NULL, .name = names + used};
        memcpy(names + used, csv.fields[i].text, csv.fields[i].length);
        used += csv.fields[i].length;
        names[used++] = '\0';
    }
    object.first = properties;
    return lyd_cmdlet_of(&object) != NULL;
}
