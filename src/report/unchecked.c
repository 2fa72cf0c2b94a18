/* What a run could not or was not meant to check, in sentences. */
#include "shared.h"

#include <lyncdns/services.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct sentences {
    lyd_arena *arena;
    const char **items;
    size_t count;
    bool failed;
} sentences;

static void add(sentences *list, const char *format, ...) LYD_PRINTF(2, 3);

static void add(sentences *list, const char *format, ...)
{
    char sentence[256]; /* fixed words, and rules of the catalogue */
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    list->items[list->count] = lyd_arena_text(list->arena, sentence, strlen(sentence));
    list->failed = list->failed || list->items[list->count] == NULL;
    list->count++;
}

static const struct {
    lyd_answer_cause cause;
    const char *meaning;
} unanswered[] = {
    {LYD_STOPPED, "not finished, because the run was stopped."},
    {LYD_GIVEN_UP, "not asked, because the server had been given up."},
    {LYD_NOT_SAVED, "not answered, because no saved answers of the view could be used."},
};

static void lookups_unanswered(sentences *list, const lyd_case *c)
{
    size_t counts[LYD_ANSWER_CAUSES] = {0};
    for (uint32_t i = 0; i < lyd_case_questions(c); i++) {
        counts[c->answers[i].cause] += lyd_case_repeats(c, i) ? 0 : 1;
    }
    for (size_t i = 0; i < LYD_COUNT(unanswered); i++) {
        size_t count = counts[unanswered[i].cause];
        if (count > 0) {
            add(list, "%zu %s %s", count, count == 1 ? "lookup" : "lookups", unanswered[i].meaning);
        }
    }
}

static void empty_tables(sentences *list, const lyd_judgement *judgement)
{
    bool judged[LYD_TABLE_COUNT] = {false};
    for (size_t i = 0; i < judgement->combination_count; i++) {
        judged[judgement->combinations[i].table] = true;
    }
    for (size_t i = 0; i < judgement->omission_count; i++) {
        judged[judgement->omissions[i].table] = true;
    }
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        if (!judged[table]) {
            add(list, "%s: needs %s.", lyd_table_get((lyd_table_id)table)->name, lyd_table_get((lyd_table_id)table)->needs);
        }
    }
}

#define DOUBTFUL_MAX 10

/* A name that nothing but a link mentions may be misspelled, and then the right one was not asked about. */
static void named_once(sentences *list, const lyd_topology *topology)
{
    size_t found = 0;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        const lyd_endpoint *e = &topology->endpoints[i];
        if (e->undeclared && ++found <= DOUBTFUL_MAX) {
            const char *text =
                lyd_arena_printf(list->arena, "%s is named here only (%s:%u): if it is misspelled, the right name was not asked about.",
                                 e->fqdn, topology->files[e->origin], (unsigned)e->line);
            list->failed = list->failed || text == NULL;
            list->items[list->count++] = text;
        }
    }
    if (found > DOUBTFUL_MAX) {
        add(list, "%zu more names are named as gateways or Edge pools only.", found - DOUBTFUL_MAX);
    }
}

/* Names in no view: nobody uses them, as the deployment is declared. Where views were left out, that may be the reason. */
static void names_unasked(sentences *list, const lyd_topology *topology)
{
    size_t count = 0;
    const char *first = NULL;
    for (size_t i = 0; i < topology->endpoint_count && topology->left_view_count == 0; i++) {
        if (topology->endpoints[i].views == 0) {
            first = first == NULL ? topology->endpoints[i].fqdn : first;
            count++;
        }
    }
    if (count > 0) {
        const char *text = count == 1 ? lyd_arena_printf(list->arena, "%s: not asked, remote access by web is not declared.", first)
                                      : lyd_arena_printf(list->arena,
                                                         "%s and %zu more external web services names: not asked, remote "
                                                         "access by web is not declared.",
                                                         first, count - 1);
        list->failed = list->failed || text == NULL;
        list->items[list->count++] = text;
    }
}

/* ---- service records ---- */

/* Whether some record is wanted, or must be gone, in views of KIND. */
static bool is_of_use(const lyd_topology *topology, unsigned kind)
{
    int wanted = 0;
    while (wanted < LYD_WANTED_COUNT && lyd_wanted_of_kind(topology, (lyd_wanted)wanted, kind) == LYD_EXPECTED_OPTIONAL) {
        wanted++;
    }
    return wanted < LYD_WANTED_COUNT;
}

static void service_views(sentences *list, const lyd_topology *topology)
{
    for (const lyd_row *kind = lyd_view_kinds; kind->name != NULL; kind++) {
        bool left = (topology->left_kinds & (unsigned)kind->id) != 0;
        if (!left && lyd_views_of_kind(topology, (unsigned)kind->id) == 0 && is_of_use(topology, (unsigned)kind->id)) {
            add(list, "Service records in views of kind %s: the topology has no such view.", kind->name);
        }
    }
    for (size_t v = 0; v < topology->view_count; v++) {
        if (topology->views[v].kind == 0) {
            add(list, "Service records in view %s: it has no kind.", topology->views[v].name);
        }
    }
    if (lyd_views_are_one(topology)) {
        add(list, "Service records that must be on one side only: internal and external views have the same servers.");
    }
}

/* A name has at most 255 bytes, and some records have long labels before their domain. */
static void service_names(sentences *list, const lyd_topology *topology)
{
    size_t count = 0;
    char name[LYD_NAME_TEXT];
    for (size_t d = 0; d < topology->sip_domain_count; d++) {
        for (int wanted = 0; wanted < LYD_WANTED_COUNT; wanted++) {
            count += lyd_wanted_name(lyd_wanted_rows[wanted].owner, topology->sip_domains[d], name) ? 0 : 1;
        }
    }
    if (count > 0) {
        add(list, "%zu service %s: too long for a name in DNS.", count, count == 1 ? "record" : "records");
    }
}

static void service_records(sentences *list, const lyd_topology *topology)
{
    if (topology->sip_domain_count == 0) {
        add(list, "Service records (sign-in, autodiscover, federation, web services, simple URLs): add sip-domains to the topology.");
        return;
    }
    service_views(list, topology);
    service_names(list, topology);
    if ((topology->services & LYD_SERVICE_TEAMS_ONLY) != 0) {
        add(list, "Service records of servers on premises: the topology declares teams-only.");
    }
}

/* ---- features and rules ---- */

static void features_and_rules(sentences *list, const lyd_topology *topology)
{
    lyd_roles roles = 0;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        roles |= topology->endpoints[i].roles;
    }
    if ((roles & LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM)) == 0) {
        add(list, "Exchange Unified Messaging: the topology has no such server.");
    }
    for (const lyd_row *feature = lyd_feature_names; feature->name != NULL; feature++) {
        if ((topology->features & (unsigned)feature->id) == 0) {
            add(list, "%s: not declared as in use.", feature->name);
        }
    }
    for (size_t i = 0; i < lyd_rule_count; i++) {
        if (lyd_rules[i].gone != 0 && !lyd_rule_fits(&lyd_rules[i], topology->product)) {
            add(list, "%s: not applicable to %s.", lyd_rules[i].id, lyd_row_name(lyd_product_names, (int)topology->product));
        }
    }
    for (size_t i = 0; i < topology->severity_count; i++) {
        if (strcmp(topology->severities[i].severity, "off") == 0) {
            add(list, "%s is switched off by the topology.", topology->severities[i].rule);
        }
    }
}

lyd_status lyd_unchecked(lyd_run *run, const char *const **texts, size_t *count)
{
    const lyd_topology *topology = run->facts.topology;
    size_t most = LYD_COUNT(unanswered) + LYD_TABLE_COUNT + DOUBTFUL_MAX + 6 + 2 * LYD_VIEW_MAX + lyd_rule_count + topology->severity_count;
    for (const lyd_row *feature = lyd_feature_names; feature->name != NULL; feature++) {
        most++;
    }
    for (const lyd_row *kind = lyd_view_kinds; kind->name != NULL; kind++) {
        most++;
    }
    sentences list = {.arena = run->arena, .items = lyd_arena_zalloc(run->arena, most, sizeof(*list.items))};
    if (list.items == NULL) {
        return LYD_ENOMEM;
    }
    lookups_unanswered(&list, &run->facts);
    for (size_t v = 0; v < topology->left_view_count; v++) {
        add(&list, "View %s, and what only it tells: left out by --view.", topology->left_views[v]);
    }
    named_once(&list, topology);
    names_unasked(&list, topology);
    empty_tables(&list, &run->judgement);
    service_records(&list, topology);
    features_and_rules(&list, topology);
    *texts = list.items;
    *count = list.count;
    return list.failed ? LYD_ENOMEM : LYD_OK;
}
