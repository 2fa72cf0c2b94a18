/* rows.h: breaches and their valid twins, a row each. */
#ifndef LYD_TEST_JUDGE_ROWS_H
#define LYD_TEST_JUDGE_ROWS_H

#include "judge/whole.h"

/* Judged in production and in a lab. WANT is every finding, in order; LAB NULL: the same in a lab. */
typedef struct rule_row {
    const char *name, *text, *want, *lab;
} rule_row;

/* BEFORE are lines that every row begins with; "" for none. */
static inline void rows_hold_after(const char *before, const rule_row *rows, size_t count)
{
    size_t incomplete = 0;
    for (size_t i = 0; i < count; i++) {
        for (int lab = 0; lab < 2; lab++) {
            char text[4096];
            (void)snprintf(text, sizeof(text), "%s%s%s", lab ? "lab\n" : "", before, rows[i].text);
            fixture *f = fixture_new(text);
            const char *want = lab && rows[i].lab != NULL ? rows[i].lab : rows[i].want;
            ck_assert_msg(strcmp(fixture_findings(f), want) == 0, "%s%s:\nwant %s\ngot  %s", rows[i].name, lab ? " in a lab" : "", want,
                          f->text);
            for (size_t k = 0; k < f->judgement.finding_count; k++) {
                incomplete += whole(rows[i].name, f, &f->judgement.findings[k]) ? 0 : 1;
            }
            fixture_free(f);
        }
    }
    ck_assert_msg(incomplete == 0, "%zu findings lack a part", incomplete);
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
