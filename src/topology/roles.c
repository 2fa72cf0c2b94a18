#include <lyncdns/topology.h>

const lyd_row lyd_address_types[] = {
    {LYD_ADDRESS_NONE, "none"},       {LYD_ADDRESS_IPV4, "ipv4"},
    {LYD_ADDRESS_IPV6, "ipv6"},       {LYD_ADDRESS_DUAL_STACK, "dual-stack"},
    {LYD_ADDRESS_UNKNOWN, "unknown"}, {0, NULL},
};

const lyd_row lyd_role_names[] = {
    {LYD_ROLE_EXCHANGE_UM, "exchange-um"},
    {LYD_ROLE_FRONT_END_POOL, "front-end-pool"},
    {LYD_ROLE_FRONT_END_SERVER, "front-end-server"},
    {LYD_ROLE_DIRECTOR_POOL, "director-pool"},
    {LYD_ROLE_DIRECTOR_SERVER, "director-server"},
    {LYD_ROLE_MEDIATION_POOL, "mediation-pool"},
    {LYD_ROLE_MEDIATION_SERVER, "mediation-server"},
    {LYD_ROLE_PSTN_GATEWAY, "pstn-gateway"},
    {LYD_ROLE_EDGE_INTERNAL, "edge-internal"},
    {LYD_ROLE_EDGE_EXTERNAL, "edge-external"},
    {LYD_ROLE_EDGE_SERVER, "edge-server"},
    {LYD_ROLE_PERSISTENT_CHAT, "persistent-chat"},
    {LYD_ROLE_LOCATION_INFORMATION_SERVICE, "location-information-service"},
    {LYD_ROLE_MONITORING, "monitoring"},
    {LYD_ROLE_OTHER, "other"},
    {0, NULL},
};

const lyd_row lyd_feature_names[] = {
    {LYD_FEATURE_CALL_ADMISSION_CONTROL, "call-admission-control"},
    {LYD_FEATURE_ENHANCED_9_1_1, "enhanced-9-1-1"},
    {LYD_FEATURE_MEDIA_BYPASS, "media-bypass"},
    {0, NULL},
};
