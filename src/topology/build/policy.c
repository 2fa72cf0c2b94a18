/* What a topology holds beside names: networks, severities, waivers, SIP domains. */
#include "state.h"

#include <string.h>

lyd_status lyd_builder_sip_domain(lyd_builder *builder, const char *name, size_t line)
{
    lyd_topology *draft = &builder->draft;
    char canonical[LYD_NAME_TEXT];
    const char *why = NULL;
    uint32_t old = 0;
    if (!lyd_name_parse(name, strlen(name), canonical, &why)) {
        return lyd_builder_error(builder, line, "sip-domains: \"%.64s\" isn't a name: %s", name, why);
    }
    if (lyd_map_get(builder->domain_index, canonical, &old)) {
        return LYD_OK;
    }
    char *copy = lyd_arena_text(draft->arena, canonical, strlen(canonical));
    if (copy == NULL ||
        lyd_grow((void **)&draft->sip_domains, &builder->domain_capacity, draft->sip_domain_count, sizeof(char *)) != LYD_OK ||
        lyd_map_put(builder->domain_index, copy, 1) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->sip_domains[draft->sip_domain_count++] = copy;
    return LYD_OK;
}

lyd_status lyd_builder_network(lyd_builder *builder, const char *name, bool remote, lyd_address_type type, size_t line)
{
    lyd_topology *draft = &builder->draft;
    lyd_map *index = builder->network_index[remote];
    const char *section = remote ? "remote-networks" : "client-networks";
    uint32_t old = 0;
    if (name[0] == '\0') {
        return lyd_builder_error(builder, line, "%s: the name is empty", section);
    }
    if (lyd_map_get(index, name, &old)) {
        return lyd_builder_error(builder, line, "%s: \"%.64s\" is already there, in line %u", section, name, (unsigned)old);
    }
    char *copy = lyd_arena_text(draft->arena, name, strlen(name));
    if (copy == NULL ||
        lyd_grow((void **)&draft->networks, &builder->network_capacity, draft->network_count, sizeof(*draft->networks)) != LYD_OK ||
        lyd_map_put(index, copy, (uint32_t)line) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->networks[draft->network_count++] =
        (lyd_network){.name = copy, .type = type, .remote = remote, .line = (uint32_t)line, .origin = builder->file};
    return LYD_OK;
}

lyd_status lyd_builder_severity(lyd_builder *builder, const char *rule, const char *severity, size_t line, size_t severity_line)
{
    lyd_topology *draft = &builder->draft;
    lyd_severity_override row = {.line = (uint32_t)line, .severity_line = (uint32_t)severity_line, .origin = builder->file};
    uint32_t old = 0;
    row.rule = lyd_arena_text(draft->arena, rule, strlen(rule));
    row.severity = lyd_arena_text(draft->arena, severity, strlen(severity));
    if (lyd_map_get(builder->severity_index, rule, &old)) {
        return lyd_builder_error(builder, line, "severities: the severity of %.32s is already set, in line %u", rule, (unsigned)old);
    }
    if (row.rule == NULL || row.severity == NULL ||
        lyd_grow((void **)&draft->severities, &builder->severity_capacity, draft->severity_count, sizeof(row)) != LYD_OK ||
        lyd_map_put(builder->severity_index, row.rule, (uint32_t)line) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->severities[draft->severity_count++] = row;
    return LYD_OK;
}

lyd_status lyd_builder_waiver(lyd_builder *builder, const char *rule, const char *fqdn, const char *reason, const char *expires,
                              size_t line, size_t expires_line)
{
    lyd_topology *draft = &builder->draft;
    lyd_waiver row = {.line = (uint32_t)line, .origin = builder->file};
    if (!lyd_date_parse(expires, &row.last_day)) {
        return lyd_builder_error(builder, expires_line, "expires: \"%.64s\" isn't a date that exists, as YYYY-MM-DD", expires);
    }
    row.rule = lyd_arena_text(draft->arena, rule, strlen(rule));
    row.fqdn = lyd_arena_text(draft->arena, fqdn, strlen(fqdn));
    row.reason = lyd_arena_text(draft->arena, reason, strlen(reason));
    row.expires = lyd_arena_text(draft->arena, expires, strlen(expires));
    if (row.rule == NULL || row.fqdn == NULL || row.reason == NULL || row.expires == NULL ||
        lyd_grow((void **)&draft->waivers, &builder->waiver_capacity, draft->waiver_count, sizeof(row)) != LYD_OK) {
        return lyd_builder_nomem(builder);
    }
    draft->waivers[draft->waiver_count++] = row;
    return LYD_OK;
}
