/* The sentences about what was not checked. */
#include "unchecked.h"

#include <stdio.h>
#include <string.h>

typedef struct receiver {
    void (*put)(void *context, const char *sentence);
    void *context;
} receiver;

static void put(const receiver *to, const char *format, ...) LYD_PRINTF(2, 3);

static void put(const receiver *to, const char *format, ...)
{
    char sentence[256]; /* fixed words, and rules of the catalogue */
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    to->put(to->context, sentence);
}

static void lookups_unanswered(const receiver *to, const lyd_case *c)
{
    static const struct {
        lyd_answer_cause cause;
        const char *meaning;
    } rows[] = {
        {LYD_STOPPED, "not finished, because the run was stopped."},
        {LYD_GIVEN_UP, "given up, because the server did not reply."},
    };
    size_t counts[LYD_BAD_NAME + 1] = {0};
    for (uint32_t i = 0; i < c->first[c->topology->endpoint_count]; i++) {
        counts[c->answers[i].cause]++;
    }
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        size_t count = counts[rows[i].cause];
        if (count > 0) {
            put(to, "%zu %s %s", count, count == 1 ? "lookup" : "lookups", rows[i].meaning);
        }
    }
}

/* What a topology needs before each support table applies to it. */
static const char *const table_needs[LYD_TABLE_COUNT] = {
    [LYD_TABLE_CLIENT_REGISTRATION] = "a client network and a Front End or Director pool",
    [LYD_TABLE_PEER_TO_PEER] = "two client networks",
    [LYD_TABLE_CONFERENCING] = "a client network and a Front End pool",
    [LYD_TABLE_MEDIATION_PSTN] = "a Mediation pool with a gateway",
    [LYD_TABLE_REMOTE_USER] = "a remote network and an external Edge name",
    [LYD_TABLE_FRONT_END_EDGE] = "a Front End pool with its Edge pool",
    [LYD_TABLE_EDGE_INTERNAL_EXTERNAL] = "an Edge pool with its external names",
};

static void empty_tables(const receiver *to, const lyd_judgement *judgement)
{
    bool judged[LYD_TABLE_COUNT] = {false};
    for (size_t i = 0; i < judgement->combination_count; i++) {
        judged[judgement->combinations[i].table] = true;
    }
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        if (!judged[table]) {
            put(to, "%s: needs %s.", lyd_table_get((lyd_table_id)table)->name, table_needs[table]);
        }
    }
}

static void features_and_rules(const receiver *to, const lyd_topology *topology)
{
    lyd_roles roles = 0;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        roles |= topology->endpoints[i].roles;
    }
    if ((roles & LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM)) == 0) {
        put(to, "Exchange Unified Messaging: the topology has no such server.");
    }
    for (const lyd_row *feature = lyd_feature_names; feature->name != NULL; feature++) {
        if ((topology->features & (unsigned)feature->id) == 0) {
            put(to, "%s: not declared as in use.", feature->name);
        }
    }
    for (size_t i = 0; i < topology->severity_count; i++) {
        if (strcmp(topology->severities[i].severity, "off") == 0) {
            put(to, "%s is switched off by the topology.", topology->severities[i].rule);
        }
    }
}

void lyd_unchecked(const lyd_run *run, void (*sentence)(void *context, const char *text), void *context)
{
    const receiver to = {sentence, context};
    lookups_unanswered(&to, &run->facts);
    empty_tables(&to, &run->judgement);
    features_and_rules(&to, run->facts.topology);
}
