/* scripts.h: tables of change scripts, each with the steps that are read from it, or its first mistake. */
#ifndef LYD_TEST_SCRIPTS_H
#define LYD_TEST_SCRIPTS_H

#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

static const char *script_act(lyd_change_act act)
{
    static const char *const words[] = {"+", "-", "-set", "-name", "+zone", "name", "no-name", "set", "no-set", "record"};
    return words[act];
}

/* "act name ttl type data;" for each step; TTL only of additions. */
static void script_describe(const lyd_change *change, char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < change->count && used < size; i++) {
        const lyd_change_step *s = &change->steps[i];
        used += (size_t)snprintf(text + used, size - used, "%s%s %s", i > 0 ? "; " : "", script_act(s->act), s->name);
        if (s->act == LYD_CHANGE_ADD && used < size) {
            used += (size_t)snprintf(text + used, size - used, " %u", s->ttl);
        }
        if (s->type_name != NULL && used < size) {
            used += (size_t)snprintf(text + used, size - used, " %s%s%s", s->type_name, s->data != NULL ? " " : "",
                                     s->data != NULL ? s->data : "");
        }
    }
}

typedef struct script_row {
    const char *script, *steps; /* "!line: sentence": a mistake */
} script_row;

static void script_check(const script_row *rows, size_t count, const char *form)
{
    for (size_t i = 0; i < count; i++) {
        char got[1024] = "";
        lyd_diag *diag = lyd_diag_new();
        lyd_change *change;
        lyd_status status = lyd_change_parse(rows[i].script, strlen(rows[i].script), "f", &change, diag);
        if (status == LYD_OK) {
            script_describe(change, got, sizeof(got));
            ck_assert_str_eq(lyd_row_name(lyd_change_forms, (int)change->form), form);
        } else {
            (void)snprintf(got, sizeof(got), "!%s", lyd_diag_message(diag, 0) + 2);
        }
        bool right = status == LYD_OK ? strcmp(got, rows[i].steps) == 0 : strncmp(got, rows[i].steps, strlen(rows[i].steps)) == 0;
        ck_assert_msg(right && (status == LYD_OK) == (rows[i].steps[0] != '!'), "%s\nis: %s", rows[i].script, got);
        lyd_change_free(change);
        lyd_diag_free(diag);
    }
}

#endif
