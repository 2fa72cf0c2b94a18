/* check: completion at the prompt, exit codes, names as typed. */
#include "suite.h"

#include "cli/check/prompt.h"

#include <string.h>

static lyd_topology *deployment(void)
{
    static const char yaml[] =
        "version: 1\nsip-domains: [x.example]\nviews: [{name: internal, servers: [1.1.1.1]}, {name: external, servers: [2.2.2.2]}]\n"
        "other: [{fqdn: pool01.x.example}, {fqdn: pool02.x.example}, {fqdn: quartz.x.example}]\n";
    lyd_topology *t = NULL;
    ck_assert_int_eq(lyd_topology_parse(yaml, strlen(yaml), "t", NULL, 0, &t, NULL), LYD_OK);
    return t;
}

START_TEST(words_are_completed)
{
    static const struct {
        const char *line;
        const char *words; /* as offered */
        size_t typed;
        const char *common; /* what they begin with */
    } rows[] = {
        {"po", "pool01.x.example pool02.x.example ", 2, "pool0"},
        {"POOL02", "pool02.x.example ", 6, "pool02.x.example"},
        {"  po", "pool01.x.example pool02.x.example ", 2, "pool0"},
        {"q", "quit quartz.x.example ", 1, "qu"},
        {"pool01.x.example q", "quartz.x.example ", 1, "quartz.x.example"},
        {"r", "role ", 1, "role"},
        {"_sip.", "_sip._tls.x.example ", 5, "_sip._tls.x.example"},
        {"role ", NULL, 0, ""},
        {"role exch", "exchange-um ", 4, "exchange-um"},
        {"role exchange-um front-end-", "front-end-pool front-end-server ", 10, "front-end-"},
        {"role no", "none ", 2, "none"},
        {"server ", "default internal= external= ", 0, ""},
        {"server ext", "external= ", 3, "external="},
        {"help ", "", 0, ""},
        {"", NULL, 0, ""},
        {"nothing", "", 7, ""},
    };
    lyd_checking c = {.session = {.topology = deployment()}};
    const lyd_prompt p = {.c = &c};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_words words = {.arena = lyd_arena_new()};
        char all[512] = "";
        ck_assert_int_eq(lyd_prompt_complete(&p, rows[i].line, strlen(rows[i].line), &words), LYD_OK);
        for (size_t w = 0; w < words.count; w++) {
            size_t used = strlen(all);
            (void)snprintf(all + used, sizeof(all) - used, "%s ", words.items[w]);
        }
        ck_assert_msg(rows[i].words == NULL || strcmp(all, rows[i].words) == 0, "\"%s\": %s", rows[i].line, all);
        ck_assert_msg(words.typed == rows[i].typed, "\"%s\": %zu typed", rows[i].line, words.typed);
        size_t expected = strlen(rows[i].common) > rows[i].typed ? strlen(rows[i].common) : rows[i].typed;
        ck_assert_msg(words.common == expected, "\"%s\": %zu in common", rows[i].line, words.common);
        free((void *)words.items);
        lyd_arena_free(words.arena);
    }
    lyd_topology_free(c.session.topology);
}
END_TEST

START_TEST(exit_codes_outrank_each_other)
{
    static const int order[] = {LYD_EXIT_ERROR, LYD_EXIT_FINDINGS, LYD_EXIT_INCOMPLETE, LYD_EXIT_GOOD};
    for (size_t a = 0; a < LYD_COUNT(order); a++) {
        for (size_t b = 0; b < LYD_COUNT(order); b++) {
            ck_assert_int_eq(lyd_check_worse(order[a], order[b]), order[a < b ? a : b]);
        }
    }
}
END_TEST

START_TEST(names_are_read)
{
    static const struct {
        const char *text, *name; /* NULL: refused */
    } rows[] = {
        {"UM01.Contoso.com.", "um01.contoso.com"},
        {"b\xC3\xBC"
         "cher.example",
         "xn--bcher-kva.example"},
        {"10.0.0.1", NULL},
        {"2001:db8::1", NULL},
        {"a..b", NULL},
        {"", NULL},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_arena *arena = lyd_arena_new();
        lyd_diag *diag = lyd_diag_new();
        const char *name = NULL;
        lyd_status status = lyd_check_name(rows[i].text, strlen(rows[i].text), "standard input", 7, arena, &name, diag);
        ck_assert_msg((status == LYD_OK) == (rows[i].name != NULL), "\"%s\"", rows[i].text);
        if (rows[i].name != NULL) {
            ck_assert_str_eq(name, rows[i].name);
        } else {
            ck_assert_ptr_nonnull(strstr(lyd_diag_message(diag, 0), "standard input:7: "));
        }
        lyd_diag_free(diag);
        lyd_arena_free(arena);
    }
}
END_TEST

LYD_TEST_MAIN("prompt", words_are_completed, exit_codes_outrank_each_other, names_are_read)
