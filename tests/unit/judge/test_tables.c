/* The support tables, cell by cell, against those of tests/data/support-tables.txt. */
#include "judge/fixture.h"

#define FIXTURE_FILE "tests/data/support-tables.txt"

static const lyd_row cells[] = {
    {LYD_CELL_BLANK, "blank"}, {LYD_CELL_LISTED, "listed"}, {LYD_CELL_NO, "no"}, {LYD_CELL_LAB, "lab"}, {0, NULL},
};

static const lyd_table *table_named(const char *name)
{
    for (int id = 0; id < LYD_TABLE_COUNT; id++) {
        const lyd_table *table = lyd_table_get((lyd_table_id)id);
        ck_assert_int_eq((int)table->id, id);
        if (strcmp(table->name, name) == 0) {
            return table;
        }
    }
    ck_abort_msg("%s: no table %s", FIXTURE_FILE, name);
    return NULL;
}

static lyd_address_type type_of(const char *word)
{
    return word[0] == '4' ? LYD_ADDRESS_IPV4 : (word[0] == '6' ? LYD_ADDRESS_IPV6 : LYD_ADDRESS_DUAL_STACK);
}

/* One combination of the written tables. */
typedef struct combination {
    const lyd_table *table;
    lyd_address_type types[LYD_TABLE_SIDES];
    lyd_cell cell;
    lyd_verdict verdict;
    char text[128];
} combination;

#define COMBINATIONS (6 * 9 + 27)

static size_t read_tables(combination lines[COMBINATIONS])
{
    char text[256], *words[FIXTURE_WORDS];
    const lyd_table *table = NULL;
    size_t count = 0;
    FILE *stream = fopen(FIXTURE_FILE, "r");
    ck_assert_msg(stream != NULL, "can't open %s: run the tests from the top of the source", FIXTURE_FILE);
    while (fgets(text, sizeof(text), stream) != NULL) {
        combination line = {0};
        memcpy(line.text, text, sizeof(line.text) - 1);
        size_t n = text[0] == '#' ? 0 : fixture_split(text, " \n", words);
        if (n == 2) {
            table = table_named(words[1]);
        } else if (n > 2) {
            ck_assert_ptr_nonnull(table);
            ck_assert_msg(n == table->sides + 2, "%s", line.text);
            for (size_t i = 0; i < table->sides; i++) {
                line.types[i] = type_of(words[i]);
            }
            line.table = table;
            line.cell = (lyd_cell)fixture_id(cells, words[n - 2]);
            line.verdict = (lyd_verdict)fixture_id(lyd_verdict_names, words[n - 1]);
            ck_assert_uint_lt(count, COMBINATIONS);
            lines[count++] = line;
        }
    }
    (void)fclose(stream);
    return count;
}

START_TEST(every_cell_and_verdict)
{
    static combination lines[COMBINATIONS];
    ck_assert_uint_eq(read_tables(lines), COMBINATIONS);
    for (size_t i = 0; i < COMBINATIONS; i++) {
        const combination *line = &lines[i];
        ck_assert_msg(lyd_table_cell(line->table->id, line->types) == line->cell, "%s: %s", line->table->name, line->text);
        ck_assert_msg(lyd_table_verdict(line->table->id, line->types) == line->verdict, "%s: %s", line->table->name, line->text);
    }
}
END_TEST

START_TEST(no_verdict_without_types)
{
    static const lyd_address_type all[] = {LYD_ADDRESS_NONE, LYD_ADDRESS_IPV4, LYD_ADDRESS_IPV6, LYD_ADDRESS_DUAL_STACK,
                                           LYD_ADDRESS_UNKNOWN};
    for (int id = 0; id < LYD_TABLE_COUNT; id++) {
        for (size_t i = 0; i < 125; i++) {
            const lyd_address_type types[LYD_TABLE_SIDES] = {all[i % 5], all[i / 5 % 5], all[i / 25]};
            bool known = true;
            for (size_t side = 0; side < lyd_table_get((lyd_table_id)id)->sides; side++) {
                known = known && types[side] != LYD_ADDRESS_NONE && types[side] != LYD_ADDRESS_UNKNOWN;
            }
            bool judged = lyd_table_verdict((lyd_table_id)id, types) != LYD_VERDICT_UNKNOWN;
            ck_assert_msg(judged == known, "%s of %d %d %d", lyd_table_get((lyd_table_id)id)->name, (int)types[0], (int)types[1],
                          (int)types[2]);
        }
    }
}
END_TEST

static const char *side(const combination *line, size_t i)
{
    static const char *const records[] = {
        [LYD_ADDRESS_IPV4] = "A=8.8.4.4", [LYD_ADDRESS_IPV6] = "AAAA=2a00::1", [LYD_ADDRESS_DUAL_STACK] = "A=8.8.4.4 AAAA=2a00::1"};
    bool network = line->table->id == LYD_TABLE_PEER_TO_PEER ||
                   (i == 0 && (line->table->id == LYD_TABLE_CLIENT_REGISTRATION || line->table->id == LYD_TABLE_CONFERENCING ||
                               line->table->id == LYD_TABLE_REMOTE_USER));
    return network ? lyd_row_name(lyd_address_types, (int)line->types[i]) : records[line->types[i]];
}

/* The same combination as a deployment whose names resolve to these types. */
static fixture *deploy(const combination *line, bool lab)
{
    char text[512];
    const char *third = line->table->sides == 3 ? side(line, 2) : "";
    int n = snprintf(text, sizeof(text), "%s", lab ? "lab\n" : "");
    char *rest = text + n;
    size_t room = sizeof(text) - (size_t)n;
    switch (line->table->id) { /* a literal each, so that the compiler checks the arguments */
    case LYD_TABLE_CLIENT_REGISTRATION:
        (void)snprintf(rest, room, "client one %s\ndirector-pool two %s", side(line, 0), side(line, 1));
        break;
    case LYD_TABLE_PEER_TO_PEER:
        (void)snprintf(rest, room, "client one %s\nclient two %s", side(line, 0), side(line, 1));
        break;
    case LYD_TABLE_CONFERENCING:
        (void)snprintf(rest, room, "client one %s\nfront-end-pool two %s", side(line, 0), side(line, 1));
        break;
    case LYD_TABLE_MEDIATION_PSTN:
        (void)snprintf(rest, room, "mediation-pool one %s pstn-fqdn=pstn gateways=two\nother pstn %s\npstn-gateway two %s", side(line, 0),
                       side(line, 1), third);
        break;
    case LYD_TABLE_REMOTE_USER:
        (void)snprintf(rest, room, "remote one %s\nedge-external two %s", side(line, 0), side(line, 1));
        break;
    case LYD_TABLE_FRONT_END_EDGE:
        (void)snprintf(rest, room, "front-end-pool one %s edge=two\nedge-internal two %s", side(line, 0), side(line, 1));
        break;
    default:
        (void)snprintf(rest, room, "edge-internal one %s externals=two\nedge-external two %s", side(line, 0), side(line, 1));
        break;
    }
    return fixture_new(text);
}

/* Unlisted beside a server side that is dual-stack already: nothing can be added. */
static lyd_severity severity_wanted(const combination *line, bool lab)
{
    bool pstn = line->table->id == LYD_TABLE_MEDIATION_PSTN;
    bool complete = line->types[1] == LYD_ADDRESS_DUAL_STACK && (!pstn || line->types[0] == LYD_ADDRESS_DUAL_STACK);
    switch (line->verdict) {
    case LYD_UNSUPPORTED:
        return LYD_ERROR;
    case LYD_LAB_ONLY:
        return lab ? LYD_INFO : LYD_ERROR;
    case LYD_UNLISTED:
        return complete ? LYD_INFO : LYD_WARNING;
    default:
        return LYD_OFF;
    }
}

static lyd_severity severity_found(const fixture *f, const char *rule)
{
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (strcmp(f->judgement.findings[i].rule->id, rule) == 0) {
            return f->judgement.findings[i].severity;
        }
    }
    return LYD_OFF;
}

static const lyd_combination *combination_of(const fixture *f, lyd_table_id table)
{
    const lyd_combination *found = NULL;
    for (size_t i = 0; i < f->judgement.combination_count; i++) {
        if (f->judgement.combinations[i].table == table) {
            ck_assert_ptr_null(found);
            found = &f->judgement.combinations[i];
        }
    }
    return found;
}

START_TEST(every_combination_deployed)
{
    static combination lines[COMBINATIONS];
    size_t count = read_tables(lines);
    for (size_t i = 0; i < count * 2; i++) {
        const combination *line = &lines[i / 2];
        bool lab = i % 2 == 1;
        fixture *f = deploy(line, lab);
        const lyd_combination *row = combination_of(f, line->table->id);
        ck_assert_msg(row != NULL && row->verdict == line->verdict, "%s: %s", line->table->name, line->text);
        ck_assert_msg(memcmp(row->types, line->types, line->table->sides * sizeof(*row->types)) == 0, "%s: %s", line->table->name,
                      line->text);
        ck_assert_msg(strncmp(row->subjects[0], "one", 3) == 0 && strncmp(row->subjects[1], "two", 3) == 0, "%s: %s", line->table->name,
                      line->text);
        ck_assert_msg(severity_found(f, lyd_rule_of_table(line->table->id)->id) == severity_wanted(line, lab), "%s%s: %s",
                      line->table->name, lab ? " in a lab" : "", line->text);
        fixture_free(f);
    }
}
END_TEST

/* "TABLE one+two" of every combination, in a text. */
static const char *listing(fixture *f)
{
    size_t used = 0;
    f->text[0] = '\0';
    for (size_t i = 0; i < f->judgement.combination_count; i++) {
        const lyd_combination *row = &f->judgement.combinations[i];
        used +=
            (size_t)snprintf(f->text + used, sizeof(f->text) - used, "%s %.*s+%.*s\n", lyd_table_get(row->table)->name,
                             (int)strcspn(row->subjects[0], "."), row->subjects[0], (int)strcspn(row->subjects[1], "."), row->subjects[1]);
    }
    return f->text;
}

START_TEST(every_combination_of_a_deployment)
{
    fixture *f = fixture_new("client c2 ipv4\nclient c1 ipv4\nclient c3 ipv4\nremote r1 ipv4\n"
                             "front-end-pool fe1 A=10.1.0.1 edge=edge1\nfront-end-pool fe2 A=10.1.0.2\ndirector-pool dir1 A=10.1.0.3\n"
                             "mediation-pool med1 A=10.1.0.4 gateways=gw1,gw2\npstn-gateway gw1 A=10.1.0.5\npstn-gateway gw2 A=10.1.0.6\n"
                             "edge-internal edge1 A=10.1.0.7 externals=sip,av\nedge-external sip A=8.8.4.4\nedge-external av A=8.8.4.5");
    ck_assert_str_eq(listing(f), "client-registration c2+fe1\nclient-registration c2+fe2\nclient-registration c2+dir1\n"
                                 "client-registration c1+fe1\nclient-registration c1+fe2\nclient-registration c1+dir1\n"
                                 "client-registration c3+fe1\nclient-registration c3+fe2\nclient-registration c3+dir1\n"
                                 "peer-to-peer c2+c1\npeer-to-peer c2+c3\npeer-to-peer c1+c3\n"
                                 "conferencing c2+fe1\nconferencing c2+fe2\nconferencing c1+fe1\nconferencing c1+fe2\n"
                                 "conferencing c3+fe1\nconferencing c3+fe2\n"
                                 "mediation-pstn med1+gw1\nmediation-pstn med1+gw2\nremote-user r1+sip\nremote-user r1+av\n"
                                 "front-end-edge fe1+edge1\nedge-internal-external edge1+sip\nedge-internal-external edge1+av\n");
    fixture_free(f);
}
END_TEST

LYD_TEST_MAIN("judge tables", every_cell_and_verdict, no_verdict_without_types, every_combination_deployed,
              every_combination_of_a_deployment)
