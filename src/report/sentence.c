/* The verdict in a sentence: the worst two or three things that are wrong, each with the users that it is about, and how much there is
 * besides. */
#include "sentence.h"

#include "harms.h"

#include <string.h>

#define CLAUSES_MAX 3
#define NAMES_MAX 2 /* of a list, if there are more than NAMES_MAX + 1 */

/* What a row of lyd_harms has of a run. */
typedef struct tally {
    lyd_severity worst; /* LYD_OFF: nothing */
    size_t findings;
} tally;

/* A sentence in the making. */
typedef struct draft {
    lyd_run *run;
    const char *text; /* so far */
    bool failed;      /* out of memory */
} draft;

static void add_part(draft *d, const char *text, size_t length)
{
    const char *joined = lyd_arena_printf(d->run->arena, "%s%.*s", d->text, (int)length, text);
    d->failed = d->failed || joined == NULL;
    d->text = joined != NULL ? joined : "";
}

static void add(draft *d, const char *text)
{
    add_part(d, text, strlen(text));
}

static void add_number(draft *d, size_t count, const char *one, const char *many)
{
    char text[96];
    (void)snprintf(text, sizeof(text), "%zu %s", count, count == 1 ? one : many);
    add(d, text);
}

/* "a", "a and b", "a, b and 7 more". */
static void add_names(draft *d, const char *const *names, size_t count, const char *more)
{
    size_t shown = count > NAMES_MAX + 1 ? NAMES_MAX : count;
    for (size_t i = 0; i < shown; i++) {
        add(d, i == 0 ? "" : i + 1 == count ? " and " : ", ");
        add(d, names[i]);
    }
    if (shown < count) {
        add(d, " and ");
        add_number(d, count - shown, more, more);
    }
}

/* ---- what is wrong ---- */

/* A finding that says what it means for users: a failed lookup is spoken of as what isn't known. */
static bool speaks(const lyd_finding *finding)
{
    return finding->waiver == NULL && (finding->rule->traits & LYD_RULE_FAILED_LOOKUP) == 0;
}

/* The row of each finding (LYD_NONE: none), and what each row has. */
static uint32_t *find_harms(const lyd_run *run, tally *tallies)
{
    const lyd_judgement *j = &run->judgement;
    uint32_t *rows = lyd_arena_alloc(run->arena, j->finding_count * sizeof(*rows));
    for (size_t i = 0; i < j->finding_count && rows != NULL; i++) {
        const lyd_finding *finding = &j->findings[i];
        rows[i] = speaks(finding) ? lyd_harm_of(run->facts.topology, finding) : LYD_NONE;
        if (rows[i] != LYD_NONE) {
            tally *t = &tallies[rows[i]];
            t->worst = finding->severity > t->worst ? finding->severity : t->worst;
            t->findings++;
        }
    }
    return rows;
}

/* The worst row, and of equal ones the first; LYD_NONE: no row has a warning or an error. */
static uint32_t worst_harm(const tally *tallies)
{
    uint32_t worst = LYD_NONE;
    for (uint32_t i = 0; i < lyd_harm_count; i++) {
        if (tallies[i].worst >= LYD_WARNING && (worst == LYD_NONE || tallies[i].worst > tallies[worst].worst)) {
            worst = i;
        }
    }
    return worst;
}

/* The names of the findings of ROW, each once; *COUNT is how many. NULL: out of memory. */
static const char **names_of(const lyd_run *run, const uint32_t *rows, uint32_t row, size_t most, size_t *count)
{
    const lyd_judgement *j = &run->judgement;
    const char **names = lyd_arena_alloc(run->arena, most * sizeof(*names));
    lyd_map *seen = lyd_map_new();
    bool failed = names == NULL || seen == NULL;
    *count = 0;
    for (size_t i = 0; i < j->finding_count && !failed; i++) {
        const char *name = rows[i] == row ? j->findings[i].subjects[lyd_harms[row].subject] : NULL;
        uint32_t at;
        if (name != NULL && !lyd_map_get(seen, name, &at)) {
            names[*count] = name;
            failed = lyd_map_put(seen, name, (uint32_t)(*count)++) != LYD_OK;
        }
    }
    lyd_map_free(seen);
    return failed ? NULL : names;
}

static size_t count_role(const lyd_topology *topology, lyd_roles roles)
{
    size_t count = 0;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        count += (topology->endpoints[i].roles & roles) != 0 ? 1 : 0;
    }
    return count;
}

/* "3", "3 of 4", "all 4". */
static void add_count(draft *d, const lyd_harm *harm, size_t count)
{
    size_t all = count_role(d->run->facts.topology, harm->roles);
    char text[64];
    if (all > count) {
        (void)snprintf(text, sizeof(text), "%zu of %zu", count, all);
    } else {
        (void)snprintf(text, sizeof(text), "%s%zu", all == count ? "all " : "", count);
    }
    add(d, text);
}

static void add_clause(draft *d, const uint32_t *rows, uint32_t row, size_t findings)
{
    const lyd_harm *harm = &lyd_harms[row];
    size_t count;
    const char **names = names_of(d->run, rows, row, findings, &count);
    if (names == NULL) {
        d->failed = true;
        return;
    }
    const char *words = count > 1 && harm->of_names != NULL ? harm->of_names : harm->words;
    const char *mark = strchr(words, '%');
    add_part(d, words, (size_t)(mark - words));
    if (mark[1] == 'c') {
        add_count(d, harm, count);
    } else {
        add_names(d, names, count, "more");
    }
    add(d, mark + 2);
}

/* How many of the findings that are worth a word have none yet. */
static size_t count_rest(const lyd_judgement *j, size_t told)
{
    size_t all = 0;
    for (size_t i = 0; i < j->finding_count; i++) {
        all += speaks(&j->findings[i]) ? 1 : 0;
    }
    return all - told;
}

/* The worst clauses, "; and 9 more findings". */
static void add_harms(draft *d)
{
    tally *tallies = lyd_arena_zalloc(d->run->arena, lyd_harm_count, sizeof(*tallies));
    const uint32_t *rows = tallies != NULL ? find_harms(d->run, tallies) : NULL;
    size_t told = 0;
    uint32_t row;
    if (rows == NULL) {
        d->failed = true;
        return;
    }
    for (size_t clauses = 0; clauses < CLAUSES_MAX && (row = worst_harm(tallies)) != LYD_NONE; clauses++) {
        add(d, clauses > 0 ? "; " : "");
        add_clause(d, rows, row, tallies[row].findings);
        told += tallies[row].findings;
        tallies[row].worst = LYD_OFF;
    }
    size_t rest = count_rest(&d->run->judgement, told);
    if (rest > 0) {
        add(d, told > 0 ? "; and " : "");
        add_number(d, rest, told > 0 ? "more finding" : "finding", told > 0 ? "more findings" : "findings");
    }
    add(d, ".");
}

/* ---- what isn't known ---- */

/* Whether a failed lookup leaves open that the endpoint E resolves to IPv6. */
static bool may_have_ipv6(const lyd_run *run, size_t e)
{
    const lyd_case *c = &run->facts;
    bool failed = false;
    for (uint32_t q = c->first[e]; q < c->first[e + 1]; q++) {
        if (c->questions[q].type == LYD_TYPE_AAAA && c->answers[q].record_count > 0) {
            return false; /* it is known to */
        }
        failed = failed || (c->questions[q].type == LYD_TYPE_AAAA && lyd_answer_failed((lyd_answer_status)c->answers[q].status));
    }
    return failed;
}

/* The voice mail names of which that is open, or the other names whose address type is unknown. */
static size_t unknown_names(const lyd_run *run, bool voice_mail, const char **names)
{
    const lyd_topology *topology = run->facts.topology;
    size_t count = 0;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        bool is_um = (topology->endpoints[i].roles & LYD_ROLE_BIT(LYD_ROLE_EXCHANGE_UM)) != 0;
        bool open = is_um ? may_have_ipv6(run, i) : run->judgement.types[i] == LYD_ADDRESS_UNKNOWN;
        if (open && is_um == voice_mail) {
            names[count++] = topology->endpoints[i].fqdn;
        }
    }
    return count;
}

/* Each once: the rows of one record in several views stand together. */
static size_t unknown_services(const lyd_run *run, const char **names)
{
    const lyd_judgement *j = &run->judgement;
    size_t count = 0;
    for (size_t i = 0; i < j->service_count; i++) {
        const char *name = lyd_case_fqdn(&run->facts, j->services[i].name);
        bool unknown = j->services[i].found == LYD_FOUND_UNKNOWN && j->services[i].expected != LYD_EXPECTED_OPTIONAL;
        if (unknown && (count == 0 || strcmp(names[count - 1], name) != 0)) {
            names[count++] = name;
        }
    }
    return count;
}

/* "whether um04.contoso.com resolves to IPv6, and the address types of …": what the failed lookups leave open. */
static void add_unknown(draft *d)
{
    size_t most = d->run->facts.topology->endpoint_count + d->run->judgement.service_count;
    const char **names = lyd_arena_alloc(d->run->arena, most * sizeof(*names)), *before = " It isn't known ";
    if (names == NULL) {
        d->failed = true;
        return;
    }
    size_t count = unknown_names(d->run, true, names);
    if (count > 0) {
        add(d, before);
        add(d, "whether ");
        add_names(d, names, count, "more voice mail names");
        add(d, count == 1 ? " resolves to IPv6" : " resolve to IPv6");
        before = ", or ";
    }
    count = unknown_names(d->run, false, names);
    if (count > 0) {
        add(d, before);
        add(d, "which address type ");
        add_names(d, names, count, "more names");
        add(d, count == 1 ? " has" : " have");
        before = ", or ";
    }
    count = unknown_services(d->run, names);
    if (count > 0) {
        add(d, before);
        add(d, "whether ");
        add_names(d, names, count, "more service records");
        add(d, count == 1 ? " is there" : " are there");
        before = ", or ";
    }
    add(d, before[0] == ',' ? "." : "");
}

/* MEANING: what follows from the failed lookups. */
static const char *open_text(draft *d, const char *meaning)
{
    const lyd_judgement *j = &d->run->judgement;
    char text[96] = "a name is in no view that was asked, ";
    d->text = d->run->facts.stopped ? "the run was stopped before its end; " : "";
    if (j->failed_lookups > 0 || !j->unasked) {
        (void)snprintf(text, sizeof(text), "%zu of %zu lookups failed, ", j->failed_lookups, j->lookups);
    }
    add(d, text);
    add(d, meaning);
    add_unknown(d);
    return d->text;
}

/* ---- counts ---- */

/* A finding stands under its cause only if that counts, too. */
static size_t count_causes(const lyd_finding *findings, size_t count)
{
    lyd_map *by_key = lyd_map_new();
    bool failed = by_key == NULL;
    size_t causes = 0;
    uint32_t at;
    for (size_t i = 0; i < count && !failed; i++) {
        failed = findings[i].waiver == NULL && lyd_map_put(by_key, findings[i].key, (uint32_t)i) != LYD_OK;
    }
    for (size_t i = 0; i < count && !failed; i++) {
        bool under = findings[i].cause != NULL && lyd_map_get(by_key, findings[i].cause, &at) && at != i;
        causes += findings[i].waiver == NULL && !under ? 1 : 0;
    }
    lyd_map_free(by_key);
    return failed ? SIZE_MAX : causes;
}

/* By severity, and by what they stand under. NULL: out of memory. */
static const char *counts_text(lyd_arena *arena, const lyd_finding *findings, size_t count)
{
    static const char *const one[] = {[LYD_INFO] = "info", [LYD_WARNING] = "warning", [LYD_ERROR] = "error"};
    size_t counts[LYD_ERROR + 1] = {0}, waived = 0, causes = count_causes(findings, count), used = 0;
    char text[160] = "";
    for (size_t i = 0; i < count; i++) {
        counts[findings[i].severity] += findings[i].waiver == NULL ? 1 : 0;
        waived += findings[i].waiver != NULL ? 1 : 0;
    }
    for (int s = LYD_ERROR; s >= LYD_INFO; s--) {
        if (counts[s] > 0) {
            used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%zu %s%s", used > 0 ? ", " : "", counts[s], one[s],
                                     counts[s] == 1 ? "" : "s");
        }
    }
    used += (size_t)snprintf(text + used, sizeof(text) - used, "%s", used == 0 ? "no findings" : "");
    if (waived > 0) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, " (%zu waived)", waived);
    }
    if (causes < count - waived) {
        (void)snprintf(text + used, sizeof(text) - used, ", from %zu cause%s", causes, causes == 1 ? "" : "s");
    }
    return causes == SIZE_MAX ? NULL : lyd_arena_text(arena, text, strlen(text));
}

/* ---- the whole ---- */

/* "3 of 9 names", or "9 names" if that is all. */
static void add_share(draft *d, size_t part, size_t count, const char *one, const char *many)
{
    if (part < count) {
        add_number(d, part, "of ", "of ");
    }
    if (count > 0) {
        add_number(d, count, one, many);
    }
}

/* "33 names and 16 service records, 292 lookups at 3 servers, 14 combinations." */
static void add_judged(draft *d)
{
    const lyd_judgement *j = &d->run->judgement;
    const lyd_topology *topology = d->run->facts.topology;
    size_t asked = 0, known = j->omitted;
    for (size_t e = 0; e < topology->endpoint_count; e++) {
        asked += topology->endpoints[e].views != 0 ? 1 : 0;
    }
    for (size_t i = 0; i < j->combination_count; i++) {
        known += j->combinations[i].verdict != LYD_VERDICT_UNKNOWN ? 1 : 0;
    }
    add(d, " Judged: ");
    add_share(d, asked, topology->endpoint_count, "name", "names"); /* the others are in no view, or in views left out */
    add(d, topology->endpoint_count > 0 ? ", " : "");
    add_share(d, known, j->combination_count + j->omitted, "combination", "combinations");
    add(d, j->combination_count + j->omitted > 0 ? " of address types, " : "");
    if (j->service_count > 0) {
        add_number(d, topology->sip_domain_count, "SIP domain", "SIP domains");
        add(d, ", ");
    }
    add(d, "by ");
    add_number(d, j->lookups, "lookup", "lookups");
    add(d, " at ");
    add_number(d, d->run->facts.server_count, "server", "servers");
    add(d, ".");
}

static lyd_outcome outcome_of(const lyd_judgement *j)
{
    if (lyd_judge_exit(j, LYD_ERROR) == 1) {
        return LYD_OUTCOME_NOT_SAFE;
    }
    if (!j->complete) {
        return LYD_OUTCOME_INCOMPLETE;
    }
    return j->counts[LYD_WARNING] > 0 ? LYD_OUTCOME_WARNINGS : LYD_OUTCOME_OK;
}

static void add_left_views(draft *d)
{
    const lyd_topology *t = d->run->facts.topology;
    if (t->left_view_count > 0) {
        add(d, t->left_view_count == 1 ? "View " : "Views ");
        add_names(d, t->left_views, t->left_view_count, "more");
        add(d, t->left_view_count == 1 ? " was left out." : " were left out.");
    }
}

const char *lyd_left_views_text(lyd_run *run)
{
    draft d = {.run = run, .text = ""};
    add_left_views(&d);
    return d.failed ? NULL : d.text;
}

/* " View external was left out. 23 findings were left out." */
static void add_left(draft *d)
{
    add(d, d->run->facts.topology->left_view_count > 0 ? " " : "");
    add_left_views(d);
    if (d->run->judgement.left_out > 0) {
        add(d, " ");
        add_number(d, d->run->judgement.left_out, "finding was left out (--only).", "findings were left out (--only).");
    }
}

const char lyd_not_all_reported[] = "NOT ALL REPORTED";

lyd_status lyd_sentence_of(lyd_run *run, lyd_sentence *sentence)
{
    static const char *const words[] = {[LYD_OUTCOME_OK] = "OK",
                                        [LYD_OUTCOME_WARNINGS] = "NO ERROR, BUT WARNINGS",
                                        [LYD_OUTCOME_INCOMPLETE] = "INCOMPLETE",
                                        [LYD_OUTCOME_NOT_SAFE] = "NOT SAFE"};
    const lyd_judgement *j = &run->judgement;
    draft d = {.run = run, .text = ""};
    lyd_outcome outcome = outcome_of(j);
    *sentence = (lyd_sentence){.outcome = outcome, .word = words[outcome]};
    if (outcome == LYD_OUTCOME_INCOMPLETE) {
        (void)open_text(&d, "so it isn't shown to be safe.");
        add_left(&d);
        sentence->text = d.text;
    } else if (outcome == LYD_OUTCOME_OK) {
        add(&d, j->counts[LYD_INFO] > 0 ? "no error, no warning." : "no findings.");
        add_judged(&d);
        add_left(&d);
        sentence->text = d.text;
    } else {
        add_harms(&d);
        add_left(&d);
        sentence->text = d.text;
        sentence->open = j->complete ? NULL : open_text(&d, "so there may be more findings.");
    }
    if (j->left_out > 0 && outcome <= LYD_OUTCOME_WARNINGS) { /* what was left out may be an error */
        sentence->outcome = LYD_OUTCOME_INCOMPLETE;
        sentence->word = lyd_not_all_reported;
    }
    sentence->counts = counts_text(run->arena, j->findings, j->finding_count);
    return d.failed || sentence->counts == NULL ? LYD_ENOMEM : LYD_OK;
}
