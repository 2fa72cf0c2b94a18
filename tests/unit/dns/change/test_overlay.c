/* A change laid over the answers of servers gives the same answers as one made in their zones. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

#define HEAD "$ORIGIN z.com.\n$TTL 300\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns.other.\n"

static const lyd_server servers[] = {{.text = "zone"}};
static const uint16_t numbers[] = {0};
static const lyd_change_view views[] = {{"internal", numbers, 1}};

/* "STATUS alias… record…" */
static void describe(const lyd_answer *answer, char text[512])
{
    size_t used = (size_t)snprintf(text, 512, "%s", lyd_row_name(lyd_answer_statuses, answer->status));
    for (size_t i = 0; i < answer->alias_count; i++) {
        used += (size_t)snprintf(text + used, 512 - used, " >%s", answer->aliases[i]);
    }
    for (size_t i = 0; i < answer->record_count; i++) {
        char data[LYD_RECORD_TEXT];
        lyd_record_format(&answer->records[i], data);
        used += (size_t)snprintf(text + used, 512 - used, " %s", data);
    }
}

/* ---- one change, made in a zone and laid over its answers ---- */

#define NAMES_MAX 16

/* Each name is asked for both. */
static const lyd_type types[] = {LYD_TYPE_A, LYD_TYPE_SRV};
#define QUESTIONS_MAX (NAMES_MAX * LYD_COUNT(types))

typedef struct trial {
    const char *records;  /* of the zone z.com */
    const char *new_zone; /* created first; NULL: none */
    const char *script;   /* of nsupdate, after that */
    const char *names[NAMES_MAX];
    size_t name_count;
} trial;

/* What is said to a question: with names that nobody can tell of taken to exist, and taken not to. */
typedef struct outcome {
    char zone[512], there[512], denied[512];
    bool likely; /* the answer of the overlay is only likely */
} outcome;

/* The steps of the trial: SCRIPT's, behind one that creates the zone. */
static lyd_change *read_change(const trial *t)
{
    lyd_change *change;
    lyd_diag *diag = lyd_diag_new();
    lyd_status status = lyd_change_parse(t->script, strlen(t->script), "script", &change, diag);
    ck_assert_msg(status == LYD_OK, "%s: %s", t->script, lyd_diag_message(diag, 0));
    lyd_diag_free(diag);
    if (t->new_zone != NULL) {
        lyd_change_step *steps = lyd_arena_zalloc(change->arena, change->count + 1, sizeof(*steps));
        ck_assert_ptr_nonnull(steps);
        steps[0] = (lyd_change_step){.act = LYD_CHANGE_ADD_ZONE, .name = t->new_zone, .zone = t->new_zone, .request = UINT32_MAX};
        memcpy(steps + 1, change->steps, change->count * sizeof(*steps));
        change->steps = steps;
        change->count++;
    }
    return change;
}

static lyd_source *read_zone(const trial *t)
{
    char text[4096];
    lyd_diag *diag = lyd_diag_new();
    lyd_source *zones = lyd_zone_source_new();
    int length = snprintf(text, sizeof(text), HEAD "%s", t->records);
    lyd_status status = lyd_zone_source_add_text(zones, "zone", "file", text, (size_t)length, 0, diag);
    ck_assert_msg(status == LYD_OK, "%s: %s", t->records, lyd_diag_message(diag, 0));
    lyd_diag_free(diag);
    return zones;
}

static lyd_question question_of(const trial *t, size_t i)
{
    return (lyd_question){t->names[i / LYD_COUNT(types)], 0, (uint16_t)types[i % LYD_COUNT(types)]};
}

static size_t count_questions(const trial *t)
{
    return t->name_count * LYD_COUNT(types);
}

static void ask(lyd_source *source, const trial *t, lyd_answer answers[QUESTIONS_MAX], lyd_arena *arena)
{
    lyd_question questions[QUESTIONS_MAX];
    for (size_t i = 0; i < count_questions(t); i++) {
        questions[i] = question_of(t, i);
    }
    ck_assert(source->functions->ask(source, servers, 1, questions, count_questions(t), answers, arena, NULL) == LYD_OK);
}

static void lay_over(const trial *t, const lyd_change *change, lyd_change_site site, outcome outcomes[QUESTIONS_MAX])
{
    size_t count;
    lyd_answer answers[QUESTIONS_MAX];
    lyd_arena *arena = lyd_arena_new();
    lyd_source *zones = read_zone(t), *memo = lyd_memo_new(zones), *over;
    lyd_change_records records;
    ask(memo, t, answers, arena);
    ck_assert(lyd_overlay_new(memo, change, &site, arena, &over, &records, NULL) == LYD_OK);
    ask(over, t, answers, arena);
    const lyd_overlay_guess *guesses = lyd_overlay_guesses(over, &count);
    for (size_t i = 0; i < count_questions(t); i++) {
        lyd_question q = question_of(t, i);
        describe(&answers[i], site.denied ? outcomes[i].denied : outcomes[i].there);
        for (size_t g = 0; g < count; g++) {
            bool mine = guesses[g].type == q.type && strcmp(guesses[g].name, q.name) == 0;
            outcomes[i].likely = outcomes[i].likely || (guesses[g].likely && mine);
        }
    }
    lyd_source_free(over);
    lyd_source_free(memo);
    lyd_source_free(zones);
    lyd_arena_free(arena);
}

static void try(const trial *t, outcome outcomes[QUESTIONS_MAX])
{
    lyd_change_site site = {
        .servers = servers, .server_count = 1, .views = views, .view_count = 1, .names = t->names, .name_count = t->name_count};
    lyd_answer answers[QUESTIONS_MAX];
    lyd_arena *arena = lyd_arena_new();
    lyd_change *change = read_change(t);
    lyd_source *zones = read_zone(t);
    lyd_change_records records;
    memset(outcomes, 0, sizeof(outcome) * QUESTIONS_MAX);
    ck_assert(lyd_zone_source_change(zones, change, &site, arena, &records, NULL) == LYD_OK);
    ask(zones, t, answers, arena);
    for (size_t i = 0; i < count_questions(t); i++) {
        describe(&answers[i], outcomes[i].zone);
    }
    lay_over(t, change, site, outcomes);
    site.denied = true;
    lay_over(t, change, site, outcomes);
    lyd_source_free(zones);
    lyd_change_free(change);
    lyd_arena_free(arena);
}

/* ---- cases ---- */

typedef struct row {
    const char *records, *new_zone, *script, *name;
    const char *answer, *denied; /* DENIED: where that isn't the same */
} row;

/* Each name is asked for TYPES[T]. */
static void check_all(const row *rows, size_t count, size_t t)
{
    for (size_t i = 0; i < count; i++) {
        const row *r = &rows[i];
        trial one = {.records = r->records, .new_zone = r->new_zone, .script = r->script, .names = {r->name}, .name_count = 1};
        const char *denied = r->denied != NULL ? r->denied : r->answer;
        outcome all[QUESTIONS_MAX];
        try(&one, all);
        const outcome *o = &all[t];
        bool right = strcmp(o->there, r->answer) == 0 && strcmp(o->denied, denied) == 0;
        ck_assert_msg(right && (strcmp(o->zone, r->answer) == 0 || strcmp(o->zone, denied) == 0),
                      "%s/ %s, %s is: %s, %s, in the zone %s; expected: %s, %s", r->records, r->script, r->name, o->there, o->denied,
                      o->zone, r->answer, denied);
    }
}

START_TEST(new_zones)
{
    static const char add[] = "zone p.z.com\nupdate add p.z.com 60 AAAA 2001:db8::1\nsend\n";
    static const char below[] = "zone p.z.com\nupdate add a.b.p.z.com 60 A 1.2.3.9\nsend\n";
    static const char parent[] = "zone z.com\nupdate add c.p.z.com 60 A 1.2.3.9\nsend\n";
    static const row rows[] = {
        {"p A 1.2.3.4\n", "p.z.com", add, "p.z.com", "NODATA", NULL},
        {"a.p A 1.2.3.4\n", "p.z.com", add, "a.p.z.com", "NXDOMAIN", NULL},
        {"a.p A 1.2.3.4\na CNAME a.p\n", "p.z.com", add, "a.z.com", "ALIAS_DANGLING >a.p.z.com", NULL},
        {"* A 1.2.3.4\n", "p.z.com", add, "a.p.z.com", "NXDOMAIN", NULL},
        {"* A 1.2.3.4\n", "p.z.com", add, "b.z.com", "NOERROR 1.2.3.4", NULL},
        {"*.p A 1.2.3.4\n", "p.z.com", add, "a.p.z.com", "NXDOMAIN", NULL},
        {"a A 1.2.3.4\n", "p.z.com", below, "a.b.p.z.com", "NOERROR 1.2.3.9", NULL},
        {"x.b.p A 1.2.3.4\n", "p.z.com", below, "x.b.p.z.com", "NXDOMAIN", NULL},
        {"x.b.p A 1.2.3.4\n", "p.z.com", below, "b.p.z.com", "NODATA", NULL},
        {"c.p A 1.2.3.4\n", "p.z.com", parent, "c.p.z.com", "NXDOMAIN", NULL},
        {"* A 1.2.3.4\n", "p.q.z.com", add, "q.z.com", "NOERROR 1.2.3.4", NULL},
        {"p A 1.2.3.4\n", "z.com", add, "p.z.com", "NOERROR 1.2.3.4", "NXDOMAIN"},
    };
    check_all(rows, LYD_COUNT(rows), 0);
}
END_TEST

START_TEST(wildcards)
{
    static const char last[] = "update delete a.um.z.com\nsend\n", star[] = "update delete *.um.z.com\nsend\n";
    static const char deep[] = "update add a.b.um.z.com 60 A 1.2.3.9\nsend\n", cover[] = "update add *.z.com 60 A 1.2.3.9\nsend\n";
    static const char text[] = "zone z.com\nupdate add a.b.um.z.com 60 TXT text\nsend\n";
    static const row rows[] = {
        {"* A 1.2.3.4\na.um A 1.2.3.5\n", NULL, last, "b.um.z.com", "NXDOMAIN", "NOERROR 1.2.3.4"},
        {"* A 1.2.3.4\na.um A 1.2.3.5\nc.um A 1.2.3.6\n", NULL, last, "c.um.z.com", "NOERROR 1.2.3.6", NULL},
        {"a.um A 1.2.3.5\n", NULL, last, "b.um.z.com", "NXDOMAIN", NULL},
        {"a.um A 1.2.3.5\n", NULL, last, "um.z.com", "NODATA", "NXDOMAIN"},
        {"* A 1.2.3.4\n*.um A 1.2.3.5\n", NULL, star, "b.um.z.com", "NXDOMAIN", "NOERROR 1.2.3.4"},
        {"* A 1.2.3.4\n*.um A 1.2.3.5\num A 1.2.3.6\n", NULL, star, "b.um.z.com", "NXDOMAIN", NULL},
        {"* A 1.2.3.4\na.um A 1.2.3.5\n", NULL, last, "a.um.z.com", "NXDOMAIN", "NOERROR 1.2.3.4"},
        {"* A 1.2.3.4\na.um A 1.2.3.5\num TXT t\n", NULL, last, "a.um.z.com", "NXDOMAIN", NULL},
        {"*.um A 1.2.3.4\n", NULL, deep, "b.um.z.com", "NODATA", NULL},
        {"*.um A 1.2.3.4\n", NULL, deep, "x.b.um.z.com", "NXDOMAIN", NULL},
        {"*.um A 1.2.3.4\n", NULL, deep, "x.um.z.com", "NOERROR 1.2.3.4", NULL},
        {"* A 1.2.3.4\n", NULL, deep, "um.z.com", "NODATA", NULL},
        {"* A 1.2.3.4\n", NULL, deep, "x.um.z.com", "NXDOMAIN", NULL},
        {"*.um A 1.2.3.4\n", NULL, text, "x.b.um.z.com", "NXDOMAIN", NULL},
        {"a A 1.2.3.4\n", NULL, cover, "b.um.z.com", "NOERROR 1.2.3.9", NULL},
        {"a.um A 1.2.3.4\n", NULL, cover, "b.um.z.com", "NXDOMAIN", NULL},
        {"* CNAME t\nt A 1.2.3.4\na.um A 1.2.3.5\n", NULL, last, "b.um.z.com", "NXDOMAIN", "NOERROR >t.z.com 1.2.3.4"},
        {"a CNAME a\n", NULL, "update add b.z.com 60 CNAME a.z.com\nsend\n", "b.z.com", "ALIAS_LOOP >a.z.com >a.z.com", NULL},
    };
    check_all(rows, LYD_COUNT(rows), 0);
}
END_TEST

#define SRV "SRV 0 0 443 a.z.com\nsend\n"
#define SAID "NOERROR 0 0 443 a.z.com"

START_TEST(service_records)
{
    static const char add[] = "update add _s._tls.z.com 60 " SRV, star[] = "update add *._tls.z.com 60 " SRV;
    static const char all[] = "update delete _s._tls.z.com SRV\nsend\n", one[] = "update delete _s._tls.z.com " SRV;
    static const char beside[] = "update add _s._tls.z.com 60 CNAME b.z.com\nsend\n";
    static const char top[] = "zone _s._tcp.z.com\nupdate add _s._tcp.z.com 60 " SRV, host[] = "update add h.z.com 60 " SRV;
    static const char gone[] = "update delete h.z.com\nsend\n", *s = "_s._tls.z.com", *h = "h.z.com", *none = "x._tls.z.com";
    const row hosts[] = {
        {"a A 1.2.3.4\n", NULL, add, s, "NODATA", NULL},
        {"* A 1.2.3.4\n", NULL, add, none, "NXDOMAIN", NULL},
        {"* A 1.2.3.4\n_s._tls SRV 0 0 443 a\n", NULL, all, none, "NXDOMAIN", "NOERROR 1.2.3.4"},
        {"_s._tls SRV 0 0 443 a\n", NULL, all, "_tls.z.com", "NODATA", "NXDOMAIN"},
        {"h A 1.2.3.4\n", NULL, host, h, "NOERROR 1.2.3.4", NULL},
        {"h SRV 0 0 443 a\n", NULL, gone, h, "NXDOMAIN", NULL},
        {"h SRV 0 0 443 a\nh A 1.2.3.4\n", NULL, "update delete h.z.com A\nsend\n", h, "NODATA", NULL},
    };
    const row services[] = {
        {"a A 1.2.3.4\n", NULL, add, s, SAID, NULL},
        {"_s._tls SRV 0 0 443 b\n", NULL, add, s, "NOERROR 0 0 443 a.z.com 0 0 443 b.z.com", NULL},
        {"_s._tls SRV 0 0 443 a\n", NULL, add, s, SAID, NULL},
        {"_s._tls SRV 0 0 443 a\n_s._tls SRV 1 0 443 b\n", NULL, one, s, "NOERROR 1 0 443 b.z.com", NULL},
        {"_s._tls SRV 0 0 443 a\n_s._tls SRV 1 0 443 b\n", NULL, all, s, "NXDOMAIN", NULL},
        {"_s._tls SRV 0 0 443 a\n_s._tls A 1.2.3.4\n", NULL, all, s, "NODATA", NULL},
        {"_s._tls CNAME b\nb SRV 0 0 5061 a\n", NULL, add, s, "NOERROR >b.z.com 0 0 5061 a.z.com", NULL},
        {"_s._tls SRV 0 0 443 a\n", NULL, beside, s, SAID, NULL},
        {"b SRV 0 0 5061 a\n", NULL, beside, s, "NOERROR >b.z.com 0 0 5061 a.z.com", NULL},
        {"a A 1.2.3.4\n", NULL, star, s, SAID, NULL},
        {"_s._tls A 1.2.3.4\n", NULL, star, s, "NODATA", NULL},
        {"*._tls SRV 0 0 443 a\n_s._tls SRV 0 0 443 b\n", NULL, "update delete *._tls.z.com\nsend\n", none, "NXDOMAIN", NULL},
        /* A zone of its own, the record at its top. */
        {"_s._tcp SRV 0 0 443 b\n", "_s._tcp.z.com", top, "_s._tcp.z.com", SAID, NULL},
        {"x._s._tcp SRV 0 0 443 b\n", "_s._tcp.z.com", top, "x._s._tcp.z.com", "NXDOMAIN", NULL},
        {"_t._tcp SRV 0 0 443 b\n", "_s._tcp.z.com", top, "_t._tcp.z.com", "NOERROR 0 0 443 b.z.com", NULL},
        {"h SRV 0 0 443 a\nh A 1.2.3.4\n", NULL, "update delete h.z.com A\nsend\n", h, SAID, NULL},
    };
    check_all(hosts, LYD_COUNT(hosts), 0);
    check_all(services, LYD_COUNT(services), 1);
}
END_TEST

/* ---- random zones and changes ---- */

static const char *pick(const char *const *words, size_t count)
{
    return words[(size_t)rand() % count];
}

/* "a", "b.a", "*.a.b", … */
static void put_name(char *text, size_t size, bool starred)
{
    static const char *const labels[] = {"a", "b", "c"};
    bool star = starred && rand() % 4 == 0;
    int depth = 1 + rand() % (star ? 2 : 3);
    (void)snprintf(text, size, "%s%s", star ? "*." : "", pick(labels, LYD_COUNT(labels)));
    for (int i = 1; i < depth; i++) {
        size_t used = strlen(text);
        (void)snprintf(text + used, size - used, ".%s", pick(labels, LYD_COUNT(labels)));
    }
}

static void put_records(char *text, size_t size)
{
    char known[16][32], name[32];
    size_t count = 0, used = 0;
    text[0] = '\0';
    for (int i = 2 + rand() % 7; i > 0; i--) {
        bool again = false;
        put_name(name, sizeof(name), true);
        for (size_t k = 0; k < count; k++) {
            again = again || strcmp(known[k], name) == 0;
        }
        int kind = rand() % 8;
        if (!again) {
            memcpy(known[count++], name, sizeof(name));
            used += (size_t)snprintf(text + used, size - used, "%s ", name);
            put_name(name, sizeof(name), false);
            used += kind == 0   ? (size_t)snprintf(text + used, size - used, "CNAME %s\n", name)
                    : kind == 1 ? (size_t)snprintf(text + used, size - used, "TXT text\n")
                    : kind < 4  ? (size_t)snprintf(text + used, size - used, "SRV 0 0 %d %s\n", i, name)
                                : (size_t)snprintf(text + used, size - used, "A 1.2.3.%d\n", i);
        }
    }
}

static void put_script(char *text, size_t size)
{
    size_t used = (size_t)snprintf(text, size, "zone z.com\n");
    for (int i = 1 + rand() % 3; i > 0; i--) {
        char name[32], target[32];
        put_name(name, sizeof(name), true);
        put_name(target, sizeof(target), false);
        switch (rand() % 8) {
        case 0:
            used += (size_t)snprintf(text + used, size - used, "update add %s.z.com 60 A 1.2.4.%d\n", name, i);
            break;
        case 1:
            used += (size_t)snprintf(text + used, size - used, "update add %s.z.com 60 CNAME %s.z.com\n", name, target);
            break;
        case 2:
            used += (size_t)snprintf(text + used, size - used, "update delete %s.z.com A\n", name);
            break;
        case 3:
            used += (size_t)snprintf(text + used, size - used, "update add %s.z.com 60 SRV 0 0 %d %s.z.com\n", name, i, target);
            break;
        case 4:
            used += (size_t)snprintf(text + used, size - used, "update delete %s.z.com SRV\n", name);
            break;
        case 5:
            used += (size_t)snprintf(text + used, size - used, "update delete %s.z.com SRV 0 0 %d %s.z.com\n", name, i, target);
            break;
        default:
            used += (size_t)snprintf(text + used, size - used, "update delete %s.z.com\n", name);
        }
    }
    (void)snprintf(text + used, size - used, "send\n");
}

/* A name with an unmentioned one below it has no records afterwards, instead of being gone; no answer tells of such names. */
static bool is_missed(const outcome *o)
{
    bool empty = strncmp(o->zone, "NODATA", 6) == 0;
    return o->likely || (empty && (strncmp(o->there, "NXDOMAIN", 8) == 0 || strncmp(o->there, "ALIAS_DANGLING", 14) == 0));
}

START_TEST(random_changes)
{
    size_t unsure = 0, all = 0;
    srand(20261127);
    for (int round = 0; round < 1500; round++) {
        char records[512], script[512], names[6][32];
        trial t = {.records = records, .script = script, .name_count = LYD_COUNT(names)};
        outcome o[QUESTIONS_MAX];
        put_records(records, sizeof(records));
        put_script(script, sizeof(script));
        for (size_t i = 0; i < LYD_COUNT(names); i++) {
            put_name(names[i], 24, false);
            (void)strcat(names[i], ".z.com");
            t.names[i] = names[i];
        }
        try(&t, o);
        for (size_t i = 0; i < count_questions(&t); i++, all++) {
            bool same = strcmp(o[i].there, o[i].denied) == 0;
            unsure += same ? 0 : 1;
            ck_assert_msg(!same || is_missed(&o[i]) || strcmp(o[i].zone, o[i].there) == 0, "round %d\n%s%s%s\nis: %s, expected: %s", round,
                          records, script, question_of(&t, i).name, o[i].there, o[i].zone);
        }
    }
    ck_assert_msg(unsure < all / 20, "%zu of %zu aren't certain", unsure, all);
}
END_TEST

/* A change leaves names in their zones, but for a zone that it creates. */
START_TEST(zones)
{
    static const struct {
        const char *new_zone, *name, *zone;
    } rows[] = {
        {NULL, "a.z.com", "z.com"},      {NULL, "p.z.com", "z.com"},   {NULL, "z.com", "z.com"},
        {"p.z.com", "a.z.com", "z.com"}, {"p.z.com", "p.z.com", NULL}, {"p.z.com", "a.p.z.com", NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const trial t = {.records = "a A 1.2.3.4\n", .new_zone = rows[i].new_zone, .script = "update add p.z.com 60 A 1.2.3.5\nsend\n"};
        const lyd_change_site site = {
            .servers = servers, .server_count = 1, .views = views, .view_count = 1, .names = &rows[i].name, .name_count = 1};
        const lyd_question question = {rows[i].name, 0, LYD_TYPE_SOA};
        lyd_answer answer;
        lyd_arena *arena = lyd_arena_new();
        lyd_change *change = read_change(&t);
        lyd_source *held = read_zone(&t), *memo = lyd_memo_new(held), *over;
        lyd_change_records records;
        ck_assert(lyd_overlay_new(memo, change, &site, arena, &over, &records, NULL) == LYD_OK);
        ck_assert(over->functions->ask(over, servers, 1, &question, 1, &answer, arena, NULL) == LYD_OK);
        const lyd_record *zone = lyd_answer_zone(&answer);
        ck_assert_msg(rows[i].zone == NULL ? zone == NULL : zone != NULL && strcmp(zone->zone, rows[i].zone) == 0, "row %zu", i);
        lyd_source_free(over);
        lyd_source_free(memo);
        lyd_source_free(held);
        lyd_change_free(change);
        lyd_arena_free(arena);
    }
}
END_TEST

LYD_TEST_MAIN("overlay", zones, new_zones, wildcards, service_records, random_changes)
