/* The roles, one row each, and the other words of a topology: address types, products, features. */
#include <lyncdns/topology.h>

#include <string.h>

const lyd_role_row lyd_role_rows[] = {
    [LYD_ROLE_EXCHANGE_UM] = {"exchange-um", "Exchange UM", "exchange-um", LYD_VIEW_INTERNAL,
                              .missing =
                                  "every Exchange Unified Messaging name; Get-UMService and Get-UMCallRouterSettings (Exchange 2010: "
                                  "Get-UMServer) list them, Exchange 2019 has none",
                              .example = "um01.example.com"},
    [LYD_ROLE_FRONT_END_POOL] = {"front-end-pool", "Front End pool", "front-end-pools", LYD_VIEW_INTERNAL, .pool = LYD_POOL_FRONT_END,
                                 .link = LYD_LINK_SELF, .services = {{"UserServices", "user services"}, {"Registrar", "registrar"}}},
    [LYD_ROLE_FRONT_END_SERVER] = {"front-end-server", "Front End Server", "front-end-servers", LYD_VIEW_INTERNAL,
                                   .pool = LYD_POOL_FRONT_END, .link = LYD_LINK_MEMBER},
    /* A Registrar marked IsDirector: see lync/map.c. */
    [LYD_ROLE_DIRECTOR_POOL] = {"director-pool", "Director pool", "director-pools", LYD_VIEW_INTERNAL, .pool = LYD_POOL_DIRECTOR,
                                .link = LYD_LINK_SELF},
    [LYD_ROLE_DIRECTOR_SERVER] = {"director-server", "Director", "director-servers", LYD_VIEW_INTERNAL, .pool = LYD_POOL_DIRECTOR,
                                  .link = LYD_LINK_MEMBER},
    [LYD_ROLE_MEDIATION_POOL] = {"mediation-pool", "Mediation pool", "mediation-pools", LYD_VIEW_INTERNAL, .pool = LYD_POOL_MEDIATION,
                                 .link = LYD_LINK_SELF, .services = {{"MediationServer", "Mediation Server"}}},
    [LYD_ROLE_MEDIATION_SERVER] = {"mediation-server", "Mediation Server", "mediation-servers", LYD_VIEW_INTERNAL,
                                   .pool = LYD_POOL_MEDIATION, .link = LYD_LINK_MEMBER},
    [LYD_ROLE_PSTN_GATEWAY] = {"pstn-gateway", "PSTN gateway", "pstn-gateways", LYD_VIEW_INTERNAL, .pool = LYD_POOL_MEDIATION,
                               .link = LYD_LINK_GATEWAY, .services = {{"PstnGateway", "PSTN gateway"}}},
    [LYD_ROLE_EDGE_INTERNAL] = {"edge-internal", "internal Edge", "edge-pools", LYD_VIEW_INTERNAL, .pool = LYD_POOL_EDGE,
                                .link = LYD_LINK_SELF, .services = {{"EdgeServer", "Edge Server"}}},
    [LYD_ROLE_EDGE_EXTERNAL] = {"edge-external", "external Edge", "edge-external", LYD_VIEW_EXTERNAL, .pool = LYD_POOL_EDGE,
                                .link = LYD_LINK_EXTERNAL},
    [LYD_ROLE_EDGE_SERVER] = {"edge-server", "Edge Server", "edge-servers", LYD_VIEW_INTERNAL, .pool = LYD_POOL_EDGE,
                              .link = LYD_LINK_MEMBER},
    /* The last row is for parts of Persistent Chat in versions that this table doesn't know. */
    [LYD_ROLE_PERSISTENT_CHAT] = {"persistent-chat", "Persistent Chat pool", "persistent-chat-pools", LYD_VIEW_INTERNAL,
                                  .services = {{"PersistentChatServer", "Persistent Chat Server"},
                                               {"PersistentChatService", "Persistent Chat Server"},
                                               {"PersistentChatStore", "Persistent Chat database"},
                                               {"PersistentChatComplianceStore", "Persistent Chat compliance database"},
                                               {"PersistentChat*", "part of Persistent Chat"}}},
    [LYD_ROLE_LOCATION_INFORMATION_SERVICE] = {"location-information-service", "Location Information service",
                                               "location-information-services", LYD_VIEW_INTERNAL,
                                               .missing = "the Location Information service, where E9-1-1 is in use",
                                               .example = "lis.example.com"},
    [LYD_ROLE_MONITORING] = {"monitoring", "Monitoring Server", "monitoring", LYD_VIEW_INTERNAL,
                             .services = {{"MonitoringServer", "Monitoring Server"}, {"MonitoringStore", "monitoring database"}}},
    /* A pool's web services without a name of their own are under the pool's: see lync/map.c. */
    [LYD_ROLE_WEB_INTERNAL] = {"web-internal", "internal web services", "web-internal", LYD_VIEW_INTERNAL, .pool = LYD_POOL_COUNT,
                               .link = LYD_LINK_WEB_INTERNAL},
    [LYD_ROLE_WEB_EXTERNAL] = {"web-external", "external web services", "web-external", LYD_VIEW_EXTERNAL, .pool = LYD_POOL_COUNT,
                               .link = LYD_LINK_WEB_EXTERNAL},
    [LYD_ROLE_SIMPLE_URL] = {"simple-url", "simple URL", "simple-urls", LYD_VIEW_INTERNAL | LYD_VIEW_EXTERNAL, .pool = LYD_POOL_FRONT_END,
                             .link = LYD_LINK_NONE, .missing = "the simple URLs of each SIP domain (Get-CsSimpleUrlConfiguration)",
                             .example = "meet.example.com\n#    url: meet"},
    [LYD_ROLE_OFFICE_WEB_APPS] = {"office-web-apps", "Office Web Apps Server", "office-web-apps", LYD_VIEW_INTERNAL,
                                  .services = {{"WacService", "Office Web Apps Server"}}},
    [LYD_ROLE_OTHER] = {"other", "other", "other", LYD_VIEW_INTERNAL,
                        .services = {{"UserStore", "user database"},
                                     {"ApplicationStore", "application database"},
                                     {"ArchivingStore", "archiving database"},
                                     {"ArchivingServer", "Archiving Server"},
                                     {"CentralMgmtStore", "Central Management database"},
                                     {"CentralMgmt", "Central Management Server"},
                                     {"ManagementServices", "management services"},
                                     {"FileStore", "file store"},
                                     {"WebServices", "web services"},
                                     {"ConfServices", "conferencing services"},
                                     {"ApplicationServer", "application services"},
                                     {"ExternalServer", "trusted application server"},
                                     {"VideoInteropServer", "Video Interop Server"},
                                     {"VideoGateway", "video gateway"}}},
};

_Static_assert(LYD_COUNT(lyd_role_rows) == LYD_ROLE_COUNT, "every role has a row");

lyd_role lyd_role_find(const char *name)
{
    int role = 0;
    /* The first letter is compared without a call: a long list names a role on every line. */
    while (role < LYD_ROLE_COUNT && (lyd_role_rows[role].name[0] != name[0] || strcmp(lyd_role_rows[role].name, name) != 0)) {
        role++;
    }
    return (lyd_role)role;
}

lyd_role lyd_role_linked(lyd_pool_kind pool, lyd_link link)
{
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if (lyd_role_rows[role].link == link && (lyd_role_rows[role].pool == pool || lyd_role_rows[role].pool == LYD_POOL_COUNT)) {
            return (lyd_role)role;
        }
    }
    return LYD_ROLE_COUNT;
}

const lyd_row lyd_address_types[] = {
    {LYD_ADDRESS_NONE, "none"},       {LYD_ADDRESS_IPV4, "ipv4"},
    {LYD_ADDRESS_IPV6, "ipv6"},       {LYD_ADDRESS_DUAL_STACK, "dual-stack"},
    {LYD_ADDRESS_UNKNOWN, "unknown"}, {0, NULL},
};

const lyd_row lyd_declared_types[] = {
    {LYD_ADDRESS_IPV4, "ipv4"}, {LYD_ADDRESS_DUAL_STACK, "dual-stack"}, {LYD_ADDRESS_IPV6, "ipv6"}, {0, NULL}};

const lyd_row lyd_product_names[] = {
    {LYD_LYNC_2010, "lync-2010"},
    {LYD_LYNC_2013, "lync-2013"},
    {LYD_SKYPE_2015, "skype-for-business-2015"},
    {LYD_SKYPE_2019, "skype-for-business-2019"},
    {LYD_SKYPE_SE, "skype-for-business-se"},
    {0, NULL},
};

const lyd_row lyd_feature_names[] = {
    {LYD_FEATURE_CALL_ADMISSION_CONTROL, "call-admission-control"},
    {LYD_FEATURE_ENHANCED_9_1_1, "enhanced-9-1-1"},
    {LYD_FEATURE_MEDIA_BYPASS, "media-bypass"},
    {0, NULL},
};

const lyd_row lyd_view_kinds[] = {
    {LYD_VIEW_INTERNAL, "internal"},
    {LYD_VIEW_EXTERNAL, "external"},
    {LYD_VIEW_EDGE, "edge"},
    {LYD_VIEW_REMOTE_CLIENT, "remote-client"},
    {0, NULL},
};

const lyd_row lyd_edge_services[] = {
    {LYD_EDGE_ACCESS, "access"},
    {LYD_EDGE_WEB_CONFERENCING, "web-conferencing"},
    {LYD_EDGE_AV, "av"},
    {0, NULL},
};

const lyd_row lyd_ip_families[] = {
    {LYD_IP_ANY, "any"},
    {LYD_IP_IPV4_ONLY, "ipv4-only"},
    {LYD_IP_IPV6_ONLY, "ipv6-only"},
    {0, NULL},
};

const lyd_row lyd_url_names[] = {{LYD_URL_MEET, "meet"}, {LYD_URL_DIALIN, "dialin"}, {LYD_URL_ADMIN, "admin"}, {0, NULL}};

const lyd_row lyd_remote_names[] = {{LYD_REMOTE_SIP, "sip"}, {LYD_REMOTE_WEB, "web"}, {0, NULL}};

const lyd_row lyd_client_names[] = {
    {LYD_CLIENT_LYNC_2010, "lync-2010"}, {LYD_CLIENT_LYNC_2013, "lync-2013"}, {LYD_CLIENT_SKYPE, "skype-for-business"},
    {LYD_CLIENT_MOBILE, "mobile"},       {LYD_CLIENT_PHONE, "phone-edition"}, {0, NULL},
};

const lyd_row lyd_service_names[] = {
    {LYD_SERVICE_FEDERATION, "federation"},
    {LYD_SERVICE_PUSH, "push-notification"},
    {LYD_SERVICE_XMPP, "xmpp"},
    {LYD_SERVICE_HOSTED_VOICE_MAIL, "hosted-voice-mail"},
    {LYD_SERVICE_HYBRID, "hybrid"},
    {LYD_SERVICE_TEAMS_ONLY, "teams-only"},
    {0, NULL},
};
