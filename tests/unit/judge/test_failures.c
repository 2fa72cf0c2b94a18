/* What failed lookups may change, tried on random deployments (fixed seeds): they take nothing away that the other answers prove, never
 * make a report better, and never let a combination pass. */
#include "judge/model.h"

#define SEEDS 40

static bool is_table_rule(const char *line)
{
    for (int id = 0; id < LYD_TABLE_COUNT; id++) {
        const char *rule = lyd_rule_of_table((lyd_table_id)id)->id;
        if (strncmp(line, rule, strlen(rule)) == 0) {
            return true;
        }
    }
    return false;
}

/* The findings without severities, which may depend on what is unknown. */
static void read_findings(const fixture *f, const spelling *s, outcome *o)
{
    o->count = 0;
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        const lyd_finding *finding = &f->judgement.findings[i];
        add_line(o, finding->rule->id, s, finding->subjects, finding->subject_count, "");
    }
    qsort(o->lines, o->count, sizeof(o->lines[0]), by_line);
}

static void keep_common(outcome *o, const outcome *other)
{
    size_t kept = 0;
    for (size_t i = 0; i < o->count; i++) {
        if (has_line(other, o->lines[i])) {
            memmove(o->lines[kept++], o->lines[i], sizeof(o->lines[0]));
        }
    }
    o->count = kept;
}

/* What is found for every outcome of a lookup is proven by the other answers, so it must be found if the lookup fails, too. Two exceptions:
 * the verdict on a combination is unknown if a type is unknown, and the DNS003 of a dead server replaces that of a name. */
START_TEST(a_failed_lookup_takes_nothing_proven_away)
{
    static outcome proven, found;
    spelling s = plain();
    size_t checked = 0;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        unsigned part = roll(&m.seed, PARTS), server = part == 6 ? 2 : roll(&m.seed, 2), type = roll(&m.seed, 2);
        for (unsigned value = 0; value < GIVES_CERTAIN; value++) {
            m.gives[part][server][type] = value;
            fixture *f = judge_model(&m, &s);
            read_findings(f, &s, value == 0 ? &proven : &found);
            fixture_free(f);
            if (value > 0) {
                keep_common(&proven, &found);
            }
        }
        m.gives[part][server][type] = GIVES_SERVFAIL + roll(&m.seed, 3);
        fixture *f = judge_model(&m, &s);
        read_findings(f, &s, &found);
        for (size_t i = 0; i < proven.count; i++) {
            bool excepted = is_table_rule(proven.lines[i]) || strncmp(proven.lines[i], "DNS003", 6) == 0;
            ck_assert_msg(excepted || has_line(&found, proven.lines[i]), "seed %u, part %u server %u type %u: lost %s", seed, part, server,
                          type, proven.lines[i]);
            checked += !excepted;
        }
        ck_assert_msg(lyd_judge_exit(&f->judgement, LYD_ERROR) != 0, "seed %u: a failed lookup and exit 0", seed);
        fixture_free(f);
    }
    ck_assert_uint_gt(checked, SEEDS);
}
END_TEST

/* ---- any of the lookups of one server ---- */

#define SECOND 1 /* the internal server whose lookups fail */

/* Makes some of the second server's lookups fail, each with a chance of one in ONE_IN; returns how many. */
static size_t fail_some(model *m, unsigned one_in)
{
    size_t count = 0;
    for (size_t part = 0; part < PARTS; part++) {
        for (size_t type = 0; type < 2; type++) {
            if (roll(&m->seed, one_in) == 0) {
                m->gives[part][SECOND][type] = GIVES_CERTAIN + roll(&m->seed, GIVES_COUNT - GIVES_CERTAIN);
                count++;
            }
        }
    }
    return count;
}

static bool is_about_failures(const char *line)
{
    return strncmp(line, "DNS003", 6) == 0 || strncmp(line, "UM002", 5) == 0;
}

static bool is_verdict(const char *line)
{
    return line[0] >= 'a' && line[0] <= 'z';
}

/* True if LINE is a verdict "supported" that is "unknown" in O. */
static bool became_unknown(const outcome *o, const char *line)
{
    static const char word[] = "supported";
    size_t length = strlen(line);
    char other[64];
    if (!is_verdict(line) || length < sizeof(word) || line[length - sizeof(word)] != ' ' ||
        strcmp(line + length - strlen(word), word) != 0) {
        return false;
    }
    (void)snprintf(other, sizeof(other), "%.*sunknown", (int)(length - strlen(word)), line);
    return has_line(o, other);
}

/* Every line of FEWER is one of MORE, except those about failures and "supported" that became "unknown". */
static void holds_all(const outcome *more, const outcome *fewer, const char *what, unsigned seed)
{
    for (size_t i = 0; i < fewer->count; i++) {
        const char *line = fewer->lines[i];
        ck_assert_msg(is_about_failures(line) || has_line(more, line) || became_unknown(more, line), "seed %u, %s: lost %s", seed, what,
                      line);
    }
}

static int judge_lines(const model *m, const spelling *s, outcome *o)
{
    fixture *f = judge_model(m, s);
    int code = lyd_judge_exit(&f->judgement, LYD_ERROR);
    read_outcome(f, s, o);
    fixture_free(f);
    return code;
}

static size_t count_verdicts(const outcome *o, const char *verdict)
{
    size_t count = 0;
    for (size_t i = 0; i < o->count; i++) {
        const char *space = strrchr(o->lines[i], ' ');
        count += is_verdict(o->lines[i]) && strcmp(space + 1, verdict) == 0 ? 1 : 0;
    }
    return count;
}

/* A server of which every lookup fails adds its failures; everything else is as if it weren't there. */
START_TEST(a_dead_server_changes_nothing_else)
{
    static outcome dead, absent;
    spelling both = plain(), alone = plain();
    size_t doubts = 0;
    alone.alone = true;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        (void)judge_lines(&m, &alone, &absent);
        (void)fail_some(&m, 1);
        int code = judge_lines(&m, &both, &dead);
        ck_assert_msg(code != 0, "seed %u: a dead server and exit 0", seed);
        holds_all(&dead, &absent, "dead", seed);
        for (size_t i = 0; i < dead.count; i++) {
            const char *line = dead.lines[i];
            bool doubt = is_verdict(line) && strstr(line, "unknown") != NULL;
            ck_assert_msg(doubt || is_about_failures(line) || has_line(&absent, line), "seed %u: a dead server adds %s", seed, line);
        }
        doubts += count_verdicts(&dead, "unknown") - count_verdicts(&absent, "unknown");
    }
    ck_assert_uint_gt(doubts, SEEDS);
}
END_TEST

/* What two servers say alike, one proves when any lookups of the other fail. */
START_TEST(one_server_of_two_that_agree_is_enough)
{
    static outcome before, after;
    spelling s = plain();
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        for (size_t part = 0; part < PARTS; part++) {
            memcpy(m.gives[part][SECOND], m.gives[part][0], sizeof(m.gives[part][0]));
        }
        int code = judge_lines(&m, &s, &before);
        for (unsigned one_in = 1; one_in < 20; one_in += 3) {
            model failing = m;
            failing.seed += one_in;
            size_t failed = fail_some(&failing, one_in);
            int worse = judge_lines(&failing, &s, &after);
            holds_all(&after, &before, "agreeing", seed);
            ck_assert_msg(code != 1 || worse == 1, "seed %u: exit 1 became %d", seed, worse);
            ck_assert_msg(failed == 0 || worse != 0, "seed %u: failed lookups and exit 0", seed);
        }
    }
}
END_TEST

/* A breach of these rules needs several names, so a part of a server's answers may mend what the others show. */
static bool needs_several_names(const char *line)
{
    return is_table_rule(line) || strncmp(line, "DNS008", 6) == 0 || strncmp(line, "DNS009", 6) == 0;
}

/* A finding about one name, made with all answers of a server and without any, stays when any part of them fails. */
START_TEST(any_part_of_a_server_may_fail)
{
    static outcome whole, without, after;
    spelling both = plain(), alone = plain();
    size_t checked = 0;
    alone.alone = true;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        (void)judge_lines(&m, &both, &whole);
        (void)judge_lines(&m, &alone, &without);
        keep_common(&whole, &without);
        for (unsigned one_in = 1; one_in < 20; one_in += 3) {
            model failing = m;
            failing.seed += one_in;
            size_t failed = fail_some(&failing, one_in);
            int code = judge_lines(&failing, &both, &after);
            ck_assert_msg(failed == 0 || code != 0, "seed %u: failed lookups and exit 0", seed);
            for (size_t i = 0; i < whole.count; i++) {
                const char *line = whole.lines[i];
                bool excepted = is_verdict(line) || is_about_failures(line) || needs_several_names(line);
                ck_assert_msg(excepted || has_line(&after, line), "seed %u, one in %u: lost %s", seed, one_in, line);
                checked += excepted ? 0 : 1;
            }
        }
    }
    ck_assert_uint_gt(checked, SEEDS);
}
END_TEST

/* A name that a failed lookup leaves unknown is in no combination that is supported, whatever else was seen. */
START_TEST(a_failed_lookup_acquits_nothing)
{
    spelling s = plain();
    size_t checked = 0;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        (void)fail_some(&m, 3);
        fixture *f = judge_model(&m, &s);
        for (size_t i = 0; i < f->judgement.combination_count; i++) {
            const lyd_combination *row = &f->judgement.combinations[i];
            for (size_t k = 0; k < 2 && row->verdict == LYD_SUPPORTED; k++) {
                uint32_t e = lyd_topology_find(&f->topology, row->subjects[k]);
                bool declared = e != LYD_NONE && f->endpoints[e].declared != LYD_ADDRESS_NONE && row->table == LYD_TABLE_MEDIATION_PSTN;
                ck_assert_msg(e == LYD_NONE || declared || f->judgement.types[e] != LYD_ADDRESS_UNKNOWN, "seed %u: %s", seed,
                              row->subjects[k]);
                checked += e != LYD_NONE;
            }
        }
        fixture_free(f);
    }
    ck_assert_uint_gt(checked, SEEDS);
}
END_TEST

LYD_TEST_MAIN("judge failures", a_failed_lookup_takes_nothing_proven_away, a_dead_server_changes_nothing_else,
              one_server_of_two_that_agree_is_enough, any_part_of_a_server_may_fail, a_failed_lookup_acquits_nothing)
