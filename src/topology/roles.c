/* The roles, one row each, and the other words of a topology: address types, features. */
#include <lyncdns/topology.h>

#include <string.h>

#define SERVICES(...)                                                                                                                      \
    (const lyd_service_role[])                                                                                                             \
    {                                                                                                                                      \
        __VA_ARGS__,                                                                                                                       \
        {                                                                                                                                  \
            NULL, NULL                                                                                                                     \
        }                                                                                                                                  \
    }

const lyd_role_row lyd_role_rows[] = {
    [LYD_ROLE_EXCHANGE_UM] = {.name = "exchange-um",
                              .title = "Exchange UM",
                              .section = "exchange-um",
                              .missing = "every Exchange Unified Messaging name: no export lists them",
                              .example = "um01.example.com",
                              .kinds = LYD_VIEW_INTERNAL},
    [LYD_ROLE_FRONT_END_POOL] = {.name = "front-end-pool",
                                 .title = "Front End pool",
                                 .section = "front-end-pools",
                                 .pool = LYD_POOL_FRONT_END,
                                 .link = LYD_LINK_SELF,
                                 .kinds = LYD_VIEW_INTERNAL,
                                 .services = SERVICES({"UserServices", "user services"}, {"Registrar", "registrar"})},
    [LYD_ROLE_FRONT_END_SERVER] = {.name = "front-end-server",
                                   .title = "Front End Server",
                                   .section = "front-end-servers",
                                   .pool = LYD_POOL_FRONT_END,
                                   .link = LYD_LINK_MEMBER,
                                   .kinds = LYD_VIEW_INTERNAL},
    /* A Registrar marked IsDirector: see lync/map.c. */
    [LYD_ROLE_DIRECTOR_POOL] = {.name = "director-pool",
                                .title = "Director pool",
                                .section = "director-pools",
                                .pool = LYD_POOL_DIRECTOR,
                                .link = LYD_LINK_SELF,
                                .kinds = LYD_VIEW_INTERNAL},
    [LYD_ROLE_DIRECTOR_SERVER] = {.name = "director-server",
                                  .title = "Director",
                                  .section = "director-servers",
                                  .pool = LYD_POOL_DIRECTOR,
                                  .link = LYD_LINK_MEMBER,
                                  .kinds = LYD_VIEW_INTERNAL},
    [LYD_ROLE_MEDIATION_POOL] = {.name = "mediation-pool",
                                 .title = "Mediation pool",
                                 .section = "mediation-pools",
                                 .pool = LYD_POOL_MEDIATION,
                                 .link = LYD_LINK_SELF,
                                 .kinds = LYD_VIEW_INTERNAL,
                                 .services = SERVICES({"MediationServer", "Mediation Server"})},
    [LYD_ROLE_MEDIATION_SERVER] = {.name = "mediation-server",
                                   .title = "Mediation Server",
                                   .section = "mediation-servers",
                                   .pool = LYD_POOL_MEDIATION,
                                   .link = LYD_LINK_MEMBER,
                                   .kinds = LYD_VIEW_INTERNAL},
    [LYD_ROLE_PSTN_GATEWAY] = {.name = "pstn-gateway",
                               .title = "PSTN gateway",
                               .section = "pstn-gateways",
                               .pool = LYD_POOL_MEDIATION,
                               .link = LYD_LINK_GATEWAY,
                               .kinds = LYD_VIEW_INTERNAL,
                               .services = SERVICES({"PstnGateway", "PSTN gateway"})},
    [LYD_ROLE_EDGE_INTERNAL] = {.name = "edge-internal",
                                .title = "internal Edge",
                                .section = "edge-pools",
                                .pool = LYD_POOL_EDGE,
                                .link = LYD_LINK_SELF,
                                .kinds = LYD_VIEW_INTERNAL,
                                .services = SERVICES({"EdgeServer", "Edge Server"})},
    [LYD_ROLE_EDGE_EXTERNAL] = {.name = "edge-external",
                                .title = "external Edge",
                                .section = "edge-external",
                                .pool = LYD_POOL_EDGE,
                                .link = LYD_LINK_EXTERNAL,
                                .kinds = LYD_VIEW_EXTERNAL},
    [LYD_ROLE_EDGE_SERVER] = {.name = "edge-server",
                              .title = "Edge Server",
                              .section = "edge-servers",
                              .pool = LYD_POOL_EDGE,
                              .link = LYD_LINK_MEMBER,
                              .kinds = LYD_VIEW_INTERNAL},
    /* The last row is for parts of Persistent Chat in versions that this table doesn't know. */
    [LYD_ROLE_PERSISTENT_CHAT] = {.name = "persistent-chat",
                                  .title = "Persistent Chat pool",
                                  .section = "persistent-chat-pools",
                                  .kinds = LYD_VIEW_INTERNAL,
                                  .services = SERVICES({"PersistentChatServer", "Persistent Chat Server"},
                                                       {"PersistentChatService", "Persistent Chat Server"},
                                                       {"PersistentChatStore", "Persistent Chat database"},
                                                       {"PersistentChatComplianceStore", "Persistent Chat compliance database"},
                                                       {"PersistentChat*", "part of Persistent Chat"})},
    [LYD_ROLE_LOCATION_INFORMATION_SERVICE] = {.name = "location-information-service",
                                               .title = "Location Information service",
                                               .section = "location-information-services",
                                               .missing = "the Location Information service, where E9-1-1 is in use",
                                               .example = "lis.example.com",
                                               .kinds = LYD_VIEW_INTERNAL},
    [LYD_ROLE_MONITORING] = {.name = "monitoring",
                             .title = "Monitoring Server",
                             .section = "monitoring",
                             .kinds = LYD_VIEW_INTERNAL,
                             .services = SERVICES({"MonitoringServer", "Monitoring Server"}, {"MonitoringStore", "monitoring database"})},
    [LYD_ROLE_OTHER] = {.name = "other",
                        .title = "other",
                        .section = "other",
                        .kinds = LYD_VIEW_INTERNAL,
                        .services =
                            SERVICES({"UserStore", "user database"}, {"ApplicationStore", "application database"},
                                     {"ArchivingStore", "archiving database"}, {"ArchivingServer", "Archiving Server"},
                                     {"CentralMgmtStore", "Central Management database"}, {"CentralMgmt", "Central Management Server"},
                                     {"ManagementServices", "management services"}, {"FileStore", "file store"},
                                     {"WacService", "Office Web Apps Server"}, {"WebServices", "web services"},
                                     {"ConfServices", "conferencing services"}, {"ApplicationServer", "application services"},
                                     {"ExternalServer", "trusted application server"}, {"VideoInteropServer", "Video Interop Server"},
                                     {"VideoGateway", "video gateway"})},
};

_Static_assert(LYD_COUNT(lyd_role_rows) == LYD_ROLE_COUNT, "every role has a row");

lyd_role lyd_role_find(const char *name)
{
    int role = 0;
    while (role < LYD_ROLE_COUNT && strcmp(lyd_role_rows[role].name, name) != 0) {
        role++;
    }
    return (lyd_role)role;
}

lyd_role lyd_role_linked(lyd_pool_kind pool, lyd_link link)
{
    for (int role = 0; role < LYD_ROLE_COUNT; role++) {
        if (lyd_role_rows[role].link == link && lyd_role_rows[role].pool == pool) {
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

const lyd_row lyd_feature_names[] = {
    {LYD_FEATURE_CALL_ADMISSION_CONTROL, "call-admission-control"},
    {LYD_FEATURE_ENHANCED_9_1_1, "enhanced-9-1-1"},
    {LYD_FEATURE_MEDIA_BYPASS, "media-bypass"},
    {0, NULL},
};
