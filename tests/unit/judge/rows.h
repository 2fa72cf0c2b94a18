/* rows.h: breaches and their valid twins, a row each. */
#ifndef LYD_TEST_JUDGE_ROWS_H
#define LYD_TEST_JUDGE_ROWS_H

#include "judge/fixture.h"

/* Judged in production and in a lab. WANT is every finding, in order; LAB NULL: the same in a lab. */
typedef struct rule_row {
    const char *name, *text, *want, *lab;
} rule_row;

static inline void stands_alone(const char *row, const lyd_finding *f)
{
    ck_assert_msg(strstr(f->message, f->subjects[f->subject_count - 1]) != NULL, "%s: the message doesn't name its subject: %s", row,
                  f->message);
    ck_assert_msg(f->message[strlen(f->message) - 1] == '.', "%s: not a sentence: %s", row, f->message);
    ck_assert_msg(f->evidence_count > 0 && f->remedy[0] != '\0' && f->rule->section[0] != '\0', "%s: %s says too little", row, f->key);
    for (size_t i = 0; i < f->evidence_count; i++) {
        ck_assert_msg(f->evidence[i][0] != '\0', "%s: %s has an empty line", row, f->key);
    }
}

/* BEFORE are lines that every row begins with; "" for none. */
static inline void rows_hold_after(const char *before, const rule_row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (int lab = 0; lab < 2; lab++) {
            char text[4096];
            (void)snprintf(text, sizeof(text), "%s%s%s", lab ? "lab\n" : "", before, rows[i].text);
            fixture *f = fixture_new(text);
            const char *want = lab && rows[i].lab != NULL ? rows[i].lab : rows[i].want;
            ck_assert_msg(strcmp(fixture_findings(f), want) == 0, "%s%s:\nwant %s\ngot  %s", rows[i].name, lab ? " in a lab" : "", want,
                          f->text);
            for (size_t k = 0; k < f->judgement.finding_count; k++) {
                stands_alone(rows[i].name, &f->judgement.findings[k]);
            }
            fixture_free(f);
        }
    }
}

static inline void rows_hold(const rule_row *rows, size_t count)
{
    rows_hold_after("", rows, count);
}

static inline bool row_breaches(const rule_row *rows, size_t count, const char *rule)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(rows[i].want, rule) != NULL) {
            return true;
        }
    }
    return false;
}

/* Every rule whose id begins with one of PREFIXES (ended by NULL) is breached by a row. */
static inline void rows_cover(const rule_row *rows, size_t count, const char *const *prefixes)
{
    for (size_t i = 0; i < lyd_rule_count; i++) {
        for (size_t k = 0; prefixes[k] != NULL; k++) {
            bool meant = strncmp(lyd_rules[i].id, prefixes[k], strlen(prefixes[k])) == 0;
            ck_assert_msg(!meant || row_breaches(rows, count, lyd_rules[i].id), "%s: no row breaches it", lyd_rules[i].id);
        }
    }
}

#endif
