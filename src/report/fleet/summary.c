/* The formats of a fleet's summary, a row each, and what they share. */
#include "summary.h"

#include <stdlib.h>
#include <string.h>

const lyd_fleet_writer lyd_fleet_writers[] = {
    {"text", "for people: a line for each deployment, the worst first", lyd_fleet_text, NULL},
    {"json", "for programs: lyncdns-fleet-1", lyd_fleet_json, NULL},
    {"html", "for a meeting: one page", lyd_fleet_html, NULL},
    {"prometheus", "for the textfile collector of Prometheus' node exporter", lyd_fleet_prometheus, NULL},
    {"nagios", "for Nagios and Icinga: a status line, performance data, deployments", lyd_fleet_nagios, lyd_fleet_nagios_exit},
    {NULL, NULL, NULL, NULL},
};

const lyd_fleet_writer *lyd_fleet_writer_find(const char *name)
{
    for (const lyd_fleet_writer *writer = lyd_fleet_writers; writer->name != NULL; writer++) {
        if (strcmp(writer->name, name) == 0) {
            return writer;
        }
    }
    return NULL;
}

/* ---- the verdict ---- */

size_t lyd_fleet_count(const lyd_fleet *fleet, lyd_fleet_verdict verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < fleet->count; i++) {
        count += fleet->rows[i].verdict == verdict ? 1 : 0;
    }
    return count;
}

const char *lyd_fleet_word(const lyd_fleet *fleet)
{
    return lyd_fleet_count(fleet, LYD_FLEET_FINDINGS) > 0     ? "NOT SAFE"
           : lyd_fleet_count(fleet, LYD_FLEET_ERROR) > 0      ? "NOT ALL JUDGED"
           : lyd_fleet_count(fleet, LYD_FLEET_INCOMPLETE) > 0 ? "INCOMPLETE"
                                                              : "OK";
}

void lyd_fleet_sentence(const lyd_fleet *fleet, char text[LYD_FLEET_SENTENCE])
{
    static const struct {
        lyd_fleet_verdict verdict;
        const char *one, *many;
    } parts[] = {{LYD_FLEET_FINDINGS, "has findings", "have findings"},
                 {LYD_FLEET_ERROR, "couldn't be judged", "couldn't be judged"},
                 {LYD_FLEET_INCOMPLETE, "is incomplete", "are incomplete"}};
    const char *noun = fleet->count == 1 ? "deployment" : "deployments";
    size_t used = 0;
    for (size_t i = 0; i < LYD_COUNT(parts); i++) {
        size_t count = lyd_fleet_count(fleet, parts[i].verdict);
        const char *words = count == 1 ? parts[i].one : parts[i].many;
        if (count > 0 && used == 0) {
            used += (size_t)snprintf(text, LYD_FLEET_SENTENCE, "%zu of %zu %s %s", count, fleet->count, noun, words);
        } else if (count > 0) {
            used += (size_t)snprintf(text + used, LYD_FLEET_SENTENCE - used, ", %zu %s", count, words);
        }
    }
    if (used == 0) {
        used = (size_t)snprintf(text, LYD_FLEET_SENTENCE, "%zu %s, no errors", fleet->count, noun);
    }
    size_t parts_only = 0;
    for (size_t i = 0; i < fleet->count; i++) {
        parts_only += fleet->rows[i].in_part ? 1 : 0;
    }
    if (parts_only > 0) {
        used += (size_t)snprintf(text + used, LYD_FLEET_SENTENCE - used, ", %zu in part", parts_only);
    }
    (void)snprintf(text + used, LYD_FLEET_SENTENCE - used, ".");
}

/* ---- rows ---- */

uint32_t *lyd_fleet_order(const lyd_fleet *fleet)
{
    static const lyd_fleet_verdict worst_first[] = {LYD_FLEET_ERROR, LYD_FLEET_FINDINGS, LYD_FLEET_INCOMPLETE, LYD_FLEET_OK};
    uint32_t *order = malloc((fleet->count + 1) * sizeof(*order));
    size_t count = 0;
    for (size_t v = 0; v < LYD_COUNT(worst_first) && order != NULL; v++) {
        for (size_t i = 0; i < fleet->count; i++) {
            if (fleet->rows[i].verdict == worst_first[v]) {
                order[count++] = (uint32_t)i;
            }
        }
    }
    return order;
}

const char *lyd_fleet_name(const lyd_fleet_row *row)
{
    return row->topology != NULL ? row->topology : row->file;
}

void lyd_fleet_age(int64_t then, int64_t now, char text[LYD_FLEET_AGE])
{
    static const struct {
        int64_t seconds;
        const char *unit;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    int64_t age = now > then ? now - then : 0;
    size_t u = 0;
    while (u + 1 < LYD_COUNT(units) && age < 2 * units[u].seconds) {
        u++;
    }
    if (then == 0) {
        (void)snprintf(text, LYD_FLEET_AGE, "-");
    } else {
        (void)snprintf(text, LYD_FLEET_AGE, "%lld %s", (long long)(age / units[u].seconds), units[u].unit);
    }
}

/* ---- servers ---- */

const char *const lyd_fleet_trouble_texts[LYD_FLEET_TROUBLES] = {
    [LYD_FLEET_SILENT] = "doesn't answer",
    [LYD_FLEET_FAILING] = "lets lookups fail",
    [LYD_FLEET_BEHIND] = "is behind another server of its view (older serial)",
    [LYD_FLEET_DIFFERING] = "answers otherwise than other servers of its view",
};

const char *const lyd_fleet_trouble_words[LYD_FLEET_TROUBLES] = {
    [LYD_FLEET_SILENT] = "silent",
    [LYD_FLEET_FAILING] = "failing",
    [LYD_FLEET_BEHIND] = "behind",
    [LYD_FLEET_DIFFERING] = "differing",
};

bool lyd_fleet_is_shared(const lyd_fleet_server *server, lyd_fleet_trouble trouble)
{
    return server->counts[trouble] > 1;
}
