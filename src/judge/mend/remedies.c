/* What is added to findings once the zones of their names are known. */
#include "remedies.h"

#include <stdlib.h>
#include <string.h>

static bool is_dispute(const lyd_finding *finding)
{
    return (finding->rule->traits & LYD_RULE_DISAGREEMENT) != 0 && finding->subject_count > 0;
}

void lyd_remedies_want(const lyd_case *c, const lyd_judgement *judgement, void (*want)(void *context, const char *name, uint16_t server),
                       void *context)
{
    for (size_t i = 0; i < judgement->finding_count; i++) {
        const lyd_finding *f = &judgement->findings[i];
        if (f->waiver != NULL) {
            continue;
        }
        for (size_t e = 0; e < f->edit_count; e++) {
            const lyd_edit *edit = &f->edits[e];
            for (size_t s = 0; s < c->topology->views[edit->view].server_count; s++) {
                want(context, edit->name, c->view_servers[edit->view][s]);
            }
        }
        for (uint32_t v = 0; is_dispute(f) && v < c->topology->view_count; v++) {
            const char *name = (f->views >> v & 1u) != 0 ? lyd_disputed_name(c, f, v) : NULL;
            for (size_t s = 0; name != NULL && s < c->topology->views[v].server_count; s++) {
                want(context, name, c->view_servers[v][s]);
            }
        }
    }
}

static bool is_above_a_sip_domain(const lyd_topology *t, const char *zone)
{
    bool above = false;
    for (size_t d = 0; d < t->sip_domain_count && !above; d++) {
        above = strcmp(t->sip_domains[d], zone) != 0 && lyd_name_within(t->sip_domains[d], zone);
    }
    return above;
}

/* What a server has heard from the servers of a registry says that the zone isn't there yet, not that the name belongs into the
 * registry's. Of a registry that takes names below "co.uk", only the SIP domains tell. */
const lyd_record *lyd_zone_at(const lyd_case *c, const char *name, uint16_t server)
{
    const lyd_record *zone = lyd_case_zone_of(c, name, server);
    if (zone == NULL || strcmp(zone->zone, ".") == 0) {
        return NULL;
    }
    bool registry = strchr(zone->zone, '.') == NULL || is_above_a_sip_domain(c->topology, zone->zone);
    return registry && !zone->authoritative ? NULL : zone;
}

/* The actions, then each command on a line of its own, or WHY there is none. */
static lyd_status write_remedy(lyd_arena *arena, lyd_finding *finding, const char *why)
{
    const char *text = lyd_actions_text(finding->actions, finding->action_count, arena);
    if (text != NULL && why != NULL) {
        text = lyd_arena_printf(arena, "%s No command can be given: %s.", text, why);
    }
    size_t length = text == NULL ? 0 : strlen(text) + 1, used;
    for (size_t i = 0; i < finding->command_count; i++) {
        length += strlen(finding->commands[i]) + 1;
    }
    char *remedy = text == NULL ? NULL : lyd_arena_alloc(arena, length);
    if (remedy == NULL) {
        return LYD_ENOMEM;
    }
    used = (size_t)snprintf(remedy, length, "%s", text);
    for (size_t i = 0; i < finding->command_count; i++) {
        used += (size_t)snprintf(remedy + used, length - used, "\n%s", finding->commands[i]);
    }
    finding->remedy = remedy;
    return LYD_OK;
}

lyd_status lyd_remedies_complete(const lyd_case *c, lyd_arena *arena, lyd_judgement *judgement)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < judgement->finding_count && c->zone_count > 0 && status == LYD_OK; i++) {
        lyd_finding *f = &judgement->findings[i];
        const char *why = NULL;
        bool dispute = is_dispute(f) && f->waiver == NULL;
        status = dispute ? lyd_serials_add(c, arena, f) : LYD_OK;
        if (status == LYD_OK && f->edit_count > 0 && f->waiver == NULL) {
            status = lyd_commands_add(c, arena, f, &why);
        }
        if (status == LYD_OK && (dispute || f->command_count > 0 || why != NULL)) {
            status = write_remedy(arena, f, why);
        }
    }
    return status;
}
