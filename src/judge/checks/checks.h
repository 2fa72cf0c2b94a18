/* checks.h: the check functions, each named by a row of the catalogue; one file for each family. */
#ifndef LYD_JUDGE_CHECKS_H
#define LYD_JUDGE_CHECKS_H

#include "judge/judging.h"

/* The features that the document's section on Enterprise Voice is about. */
#define LYD_FEATURES_OF_VOICE (LYD_FEATURE_CALL_ADMISSION_CONTROL | LYD_FEATURE_ENHANCED_9_1_1 | LYD_FEATURE_MEDIA_BYPASS)

/* um.c: Exchange UM */
lyd_check_function lyd_check_um_has_ipv6, lyd_check_um_lookup_failed, lyd_check_um_without_ipv4, lyd_check_um_prefers_ipv6,
    lyd_check_um_gateway_any;

/* stack.c: address types of names and networks */
lyd_check_function lyd_check_ipv6_only, lyd_check_network_ipv6_only, lyd_check_not_as_declared;

/* tables.c: the seven support tables */
lyd_check_function lyd_check_combination;

/* voice.c: Enterprise Voice */
lyd_check_function lyd_check_bypass_over_ipv6, lyd_check_gateway_dual_stack, lyd_check_feature_on_ipv6_only,
    lyd_check_feature_on_ipv6_network, lyd_check_emergency_dual_stack, lyd_check_location_has_ipv6;

/* features.c: Persistent Chat, monitoring */
lyd_check_function lyd_check_chat_has_ipv6, lyd_check_monitoring_shows_ipv6;

/* names.c: names, aliases, lookups */
lyd_check_function lyd_check_name_absent, lyd_check_name_empty, lyd_check_lookup_failed, lyd_check_server_dead, lyd_check_alias_broken,
    lyd_check_servers_disagree, lyd_check_odd_name, lyd_check_server_contradicts_itself, lyd_check_single_label;

/* addresses.c: addresses */
lyd_check_function lyd_check_unusable_address, lyd_check_transition_address, lyd_check_private_address, lyd_check_configured_address;

/* views.c: views that should be alike */
lyd_check_function lyd_check_view_unlike;

/* pools.c: pools and their members */
lyd_check_function lyd_check_pool_differs, lyd_check_members_differ, lyd_check_scopes_differ;

/* profiles.c: hybrid and online deployments, phones, XMPP */
lyd_check_function lyd_check_hybrid_leads_online, lyd_check_edge_without_federation, lyd_check_online_target, lyd_check_online_inside,
    lyd_check_phone_time, lyd_check_phone_updates, lyd_check_xmpp_missing, lyd_check_xmpp_left;

/* discovery.c: lyncdiscoverinternal, lyncdiscover */
lyd_check_function lyd_check_discover_internal_missing, lyd_check_discover_missing, lyd_check_discover_internal_outside,
    lyd_check_discover_inside, lyd_check_discover_alias, lyd_check_discover_internal_astray, lyd_check_discover_astray;

/* srv.c: SRV records */
lyd_check_function lyd_check_sipinternaltls_missing, lyd_check_sip_tls_missing, lyd_check_federation_missing, lyd_check_near_miss,
    lyd_check_srv_port, lyd_check_srv_targets, lyd_check_srv_internal_outside, lyd_check_sip_tls_inside, lyd_check_srv_differs;

/* targets.c: the targets of SRV records */
lyd_check_function lyd_check_target_nowhere, lyd_check_target_domain, lyd_check_target_alias, lyd_check_target_role;

/* sip.c: sip, sipinternal */
lyd_check_function lyd_check_sip_missing_outside, lyd_check_sip_missing_inside, lyd_check_sip_astray_inside, lyd_check_sip_astray_outside,
    lyd_check_sipinternal_outside;

/* wildcard.c: wildcards */
lyd_check_function lyd_check_wildcard;

/* missing.c: web services, simple URLs, Office Web Apps and Web Conferencing that are missing */
lyd_check_function lyd_check_url_missing_inside, lyd_check_url_missing_outside, lyd_check_web_missing_inside, lyd_check_web_missing_outside,
    lyd_check_web_missing_for_mobile, lyd_check_conferencing_missing_inside, lyd_check_office_missing;

/* urls.c: simple URLs */
lyd_check_function lyd_check_admin_outside, lyd_check_domain_without_meet, lyd_check_url_host, lyd_check_url_leads_astray;

/* web.c: web services names of pools */
lyd_check_function lyd_check_web_balanced_by_dns, lyd_check_web_gives_members, lyd_check_web_shared, lyd_check_web_external_is_pool;

/* versions.c: products without IPv6 */
lyd_check_function lyd_check_old_product_has_ipv6, lyd_check_older_pool_at_site;

/* waivers.c: the waivers themselves */
lyd_check_function lyd_check_waiver_expired, lyd_check_waiver_unused;

#endif
