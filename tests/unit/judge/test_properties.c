/* What must hold of any deployment, tried on random ones (fixed seeds): names, the order of the file and of the servers don't matter; an
 * AAAA record of a UM name is always found. */
#include "judge/model.h"

static void judge_outcome(const model *m, const spelling *s, outcome *o)
{
    fixture *f = judge_model(m, s);
    read_outcome(f, s, o);
    fixture_free(f);
}

static void same_outcome(const model *m, const spelling *s, const char *what, unsigned seed)
{
    static outcome before, after;
    spelling as_is = plain();
    judge_outcome(m, &as_is, &before);
    judge_outcome(m, s, &after);
    for (size_t i = 0; i < before.count; i++) {
        ck_assert_msg(has_line(&after, before.lines[i]), "seed %u, %s: lost %s", seed, what, before.lines[i]);
    }
    ck_assert_msg(before.count == after.count, "seed %u, %s: %zu became %zu", seed, what, before.count, after.count);
}

#define SEEDS 40

START_TEST(names_and_order_do_not_matter)
{
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        spelling renamed = plain(), reordered = plain(), swapped = plain(), all;
        shuffle(renamed.names, PARTS + 5, &m.seed);
        shuffle(reordered.order, PARTS + 5, &m.seed);
        swapped.swapped = true;
        all = renamed;
        memcpy(all.order, reordered.order, sizeof(all.order));
        all.swapped = true;
        same_outcome(&m, &renamed, "renamed", seed);
        same_outcome(&m, &reordered, "reordered", seed);
        same_outcome(&m, &swapped, "servers swapped", seed);
        same_outcome(&m, &all, "all at once", seed);
    }
}
END_TEST

START_TEST(findings_keep_their_order)
{
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        spelling as_is = plain(), reordered = plain();
        shuffle(reordered.order, PARTS + 5, &m.seed);
        fixture *a = judge_model(&m, &as_is), *b = judge_model(&m, &reordered);
        ck_assert_uint_eq(a->judgement.finding_count, b->judgement.finding_count);
        for (size_t i = 0; i < a->judgement.finding_count; i++) {
            const lyd_finding *one = &a->judgement.findings[i], *two = &b->judgement.findings[i];
            /* Two client networks are named in the file's order. */
            bool pair = strcmp(one->rule->id, "P2P001") == 0;
            ck_assert_msg(one->rule == two->rule && (pair || (strcmp(one->key, two->key) == 0 && strcmp(one->message, two->message) == 0)),
                          "seed %u: %s, %s", seed, one->message, two->message);
        }
        fixture_free(a);
        fixture_free(b);
    }
}
END_TEST

START_TEST(an_aaaa_record_of_a_um_name_is_always_found)
{
    spelling s = plain();
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        model m = random_model(seed);
        m.gives[0][roll(&m.seed, 2)][1] = 1 + roll(&m.seed, GIVES_ALL);
        fixture *f = judge_model(&m, &s);
        ck_assert_msg(fixture_has(f, "UM001:n00.contoso.com"), "seed %u", seed);
        ck_assert_msg(lyd_judge_exit(&f->judgement, LYD_ERROR) == 1, "seed %u", seed);
        fixture_free(f);
    }
}
END_TEST

LYD_TEST_MAIN("judge properties", names_and_order_do_not_matter, findings_keep_their_order, an_aaaa_record_of_a_um_name_is_always_found)
