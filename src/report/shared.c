/* What several formats share. */
#include "shared.h"

#include <lyncdns/base.h>

#include <string.h>

bool lyd_safe_next(const char **text, char unit[LYD_SAFE_UNIT])
{
    const unsigned char *p = (const unsigned char *)*text;
    if (*p == '\0') {
        return false;
    }
    size_t length = lyd_text_safe_unit(p, strnlen(*text, 4));
    if (length == 3 && p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE) {
        length = 0; /* U+FFFE and U+FFFF: XML 1.0 section 2.2 */
    }
    if (length == 0) {
        (void)snprintf(unit, LYD_SAFE_UNIT, "\\x%02X", *p);
        length = 1;
    } else {
        memcpy(unit, p, length);
        unit[length] = '\0';
    }
    *text += length;
    return true;
}

/* ---- findings ---- */

lyd_map *lyd_findings_by_key(const lyd_judgement *judgement)
{
    lyd_map *map = lyd_map_new();
    for (size_t i = 0; i < judgement->finding_count && map != NULL; i++) {
        if (lyd_map_put(map, judgement->findings[i].key, (uint32_t)i) != LYD_OK) {
            lyd_map_free(map);
            return NULL;
        }
    }
    return map;
}

uint32_t lyd_finding_index(const lyd_map *by_key, const lyd_rule *rule, const char *subject1, const char *subject2)
{
    char key[2 * LYD_NAME_TEXT + 16];
    uint32_t index;
    int length = snprintf(key, sizeof(key), "%s:%s%s%s", rule->id, subject1, subject2 != NULL ? "+" : "", subject2 != NULL ? subject2 : "");
    return length < (int)sizeof(key) && lyd_map_get(by_key, key, &index) ? index : LYD_NONE;
}

bool lyd_type_only_seen(const lyd_judgement *judgement, uint32_t endpoint)
{
    return judgement->types[endpoint] == LYD_ADDRESS_UNKNOWN && judgement->seen[endpoint] != LYD_ADDRESS_UNKNOWN;
}

const char *lyd_finding_origin(const lyd_finding *finding, const lyd_topology *topology, uint32_t *line)
{
    uint32_t index = topology != NULL && finding->subject_count > 0 ? lyd_topology_find(topology, finding->subjects[0]) : LYD_NONE;
    if (index == LYD_NONE || topology->endpoints[index].origin >= topology->file_count || topology->endpoints[index].line == 0) {
        return NULL;
    }
    *line = topology->endpoints[index].line;
    return topology->files[topology->endpoints[index].origin];
}

const char *lyd_no_reply(const lyd_server_summary *row)
{
    const char *words = lyd_answer_cause_words(row->refusal);
    return words != NULL ? words : "no reply";
}

void lyd_incomplete_format(const lyd_run *run, char text[LYD_INCOMPLETE_TEXT])
{
    const lyd_judgement *j = &run->judgement;
    size_t used = 0;
    text[0] = '\0';
    if (j->failed_lookups > 0 || !j->unasked) {
        used += (size_t)snprintf(text, LYD_INCOMPLETE_TEXT, "%zu of %zu lookups failed", j->failed_lookups, j->lookups);
    }
    (void)snprintf(text + used, LYD_INCOMPLETE_TEXT - used, "%s%s%s", j->unasked && used > 0 ? ", " : "",
                   j->unasked ? "a name is in no view that was asked" : "", run->facts.stopped ? ", the run was stopped" : "");
}

bool lyd_omitted_text(const lyd_judgement *judgement, unsigned tables, char text[LYD_OMITTED_TEXT])
{
    size_t count = 0;
    for (size_t i = 0; i < judgement->omission_count; i++) {
        count += (tables & LYD_TABLE_BIT(judgement->omissions[i].table)) != 0 ? judgement->omissions[i].count : 0;
    }
    (void)snprintf(text, LYD_OMITTED_TEXT, "and %zu more supported (--combinations all lists them)", count);
    return count > 0;
}

#define LOSS_SHOWN 20 /* one in so many */

void lyd_loss_format(const lyd_server_summary *server, char text[LYD_LOSS_TEXT])
{
    text[0] = '\0';
    if (server->reachable && server->resent > 0 && server->resent * LOSS_SHOWN >= server->lookups) {
        (void)snprintf(text, LYD_LOSS_TEXT, "answers were lost: %zu of %zu questions had to be sent again; ask more slowly with --max-qps",
                       server->resent, server->lookups);
    }
}
