/* What a zone may hold: records that can't be beside each other, and what BIND demands of a whole zone, whatever its settings. */
#include "place.h"

#include "dns/type.h"
#include "lookup.h"

#include <string.h>

/* More records of one name don't fit into a message of 64 KiB. */
#define RECORDS_MAX 8000

enum { TYPE_SIG = 24, TYPE_KEY = 25, TYPE_DS = 43 };

/* Signatures are beside what they sign, and the owner of an NSEC3 record isn't a name of the zone: they don't make a name exist. */
static bool is_apart(unsigned type)
{
    return type == LYD_TYPE_RRSIG || type == LYD_TYPE_NSEC3;
}

/* May be beside an alias (RFC 2181 section 10.1). */
static bool is_key(unsigned type)
{
    return type == TYPE_KEY || type == TYPE_SIG || type == LYD_TYPE_NSEC;
}

static bool is_wildcard(const char *name)
{
    return name[0] == '*' && (name[1] == '.' || name[1] == '\0');
}

/* Why RECORD can't be beside what NODE holds; NULL: it can. */
static const char *conflict(const lyd_node *node, const lyd_zone_record *record)
{
    unsigned type = record->record.type;
    bool other = node->record_count > 0 || node->dname != NULL || node->ns_count > 0 || node->others > 0 || node->soa;
    if (type == LYD_TYPE_CNAME && node->cname != NULL && strcmp(node->cname, record->record.target) != 0) {
        return "the name has another CNAME record (RFC 1034 section 3.6.2)";
    }
    if (type == LYD_TYPE_CNAME ? other : node->cname != NULL && !is_key(type)) {
        return "a name with a CNAME record can't have another record (RFC 1034 section 3.6.2)";
    }
    if (type == LYD_TYPE_DNAME && node->dname != NULL && strcmp(node->dname, record->record.target) != 0) {
        return "the name has another DNAME record (RFC 6672 section 2.4)";
    }
    return NULL;
}

static lyd_status put_host(lyd_zone *zone, const lyd_zone_record *record)
{
    lyd_zone_host *host = lyd_arena_alloc(zone->arena, sizeof(*host));
    if (host == NULL) {
        return LYD_ENOMEM;
    }
    *host = (lyd_zone_host){zone->hosts, record->record.target, record->path, record->line};
    zone->hosts = host;
    return LYD_OK;
}

static lyd_status put_data(lyd_zone *zone, lyd_node *node, const lyd_zone_record *record, const char **why)
{
    bool new;
    unsigned type = record->record.type;
    switch (type) {
    case LYD_TYPE_CNAME:
        node->cname_ttl = record->record.ttl;
        node->cname = record->record.target;
        return LYD_OK;
    case LYD_TYPE_DNAME:
        node->dname = record->record.target;
        return LYD_OK;
    case LYD_TYPE_NS:
        node->ns_count++;
        return strcmp(node->name, zone->apex) == 0 ? put_host(zone, record) : LYD_OK;
    case LYD_TYPE_SOA:
        *why = "the zone has another SOA record";
        if (node->soa && strcmp(zone->soa, record->soa) != 0) {
            return LYD_EINVAL;
        }
        node->soa = true;
        zone->soa = record->soa;
        return LYD_OK;
    default:
        break;
    }
    if (!lyd_type_is_kept(type)) {
        *(is_key(type) ? &node->keys : &node->others) += 1;
        return LYD_OK;
    }
    *why = "more records of one name than a DNS message can hold";
    return node->record_count < RECORDS_MAX ? lyd_node_add(node, &record->record, zone->arena, &new) : LYD_EINVAL;
}

lyd_status lyd_zone_place(lyd_zone *zone, const lyd_zone_record *record, const char **why)
{
    unsigned type = record->record.type;
    if ((type == LYD_TYPE_NS || type == LYD_TYPE_NSEC3) && is_wildcard(record->owner)) {
        *why = "a wildcard can't have such a record (RFC 4592 section 4.2)";
        return LYD_EINVAL;
    }
    if (type == TYPE_DS && strcmp(record->owner, zone->apex) == 0) {
        *why = "a DS record is at a delegation, not at the top of a zone (RFC 4034 section 5)";
        return LYD_EINVAL;
    }
    if (is_apart(type)) {
        return LYD_OK;
    }
    lyd_node *node = lyd_zone_node(zone, record->owner);
    if (node == NULL) {
        return LYD_ENOMEM;
    }
    *why = conflict(node, record);
    if (*why != NULL) {
        return LYD_EINVAL;
    }
    if (node->line == 0) {
        node->line = (uint32_t)record->line;
        node->path = record->path;
    }
    bool had_data = lyd_node_has_data(node);
    lyd_status status = put_data(zone, node, record, why);
    lyd_zone_update_above(zone, node, had_data);
    return status;
}

/* ---- the zone as a whole ---- */

/* NODE has a DNAME record: a resolver never asks for what is below it (RFC 6672 section 2.4). */
static lyd_status check_below(const lyd_zone *zone, const lyd_node *node, lyd_diag *diag)
{
    for (size_t i = 0; i < zone->count; i++) {
        const lyd_node *other = zone->nodes[i];
        if (other != node && other->line > 0 && lyd_name_within(other->name, node->name)) {
            return lyd_diag_error(diag, other->path, other->line, "%s is below the DNAME record of %s (RFC 6672 section 2.4)", other->name,
                                  node->name);
        }
    }
    return LYD_OK;
}

/* An address of HOST, or a delegation of it, which leaves the address to other servers. */
static lyd_status check_host(const lyd_zone *zone, const lyd_zone_host *host, lyd_diag *diag)
{
    const lyd_node *node;
    if (!lyd_name_within(host->name, zone->apex)) {
        return LYD_OK;
    }
    lyd_outcome outcome = lyd_zone_find(zone, host->name, &node);
    if (outcome == LYD_FOUND_DNAME || (outcome == LYD_FOUND_NODE && node->cname != NULL)) {
        return lyd_diag_error(diag, host->path, host->line, "the server %s of the zone is an alias (RFC 2181 section 10.3)", host->name);
    }
    bool found = outcome == LYD_FOUND_REFERRAL;
    for (uint32_t i = 0; outcome == LYD_FOUND_NODE && i < node->record_count && !found; i++) {
        found = lyd_type_family(node->records[i].type) != 0;
    }
    return found ? LYD_OK
                 : lyd_diag_error(diag, host->path, host->line, "the server %s of the zone has no address in it: add its A or AAAA record",
                                  host->name);
}

lyd_status lyd_zone_check(const lyd_zone *zone, bool hosts, lyd_diag *diag)
{
    lyd_status status = LYD_OK;
    if (zone->hosts == NULL) {
        status = lyd_diag_error(diag, zone->path, 0, "the zone %s has no NS record", zone->apex);
    }
    for (const lyd_zone_host *host = zone->hosts; host != NULL && hosts; host = host->next) {
        status = check_host(zone, host, diag) != LYD_OK ? LYD_EINVAL : status;
    }
    for (size_t i = 0; i < zone->count; i++) {
        const lyd_node *node = zone->nodes[i];
        if (node->dname != NULL && node->below > 0 && check_below(zone, node, diag) != LYD_OK) {
            status = LYD_EINVAL;
        }
    }
    return status;
}
