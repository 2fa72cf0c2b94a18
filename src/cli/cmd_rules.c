/* lyncdns rules: the catalogue, or one rule of it. */
#include "terminal.h"

#include <lyncdns/judge.h>
#include <lyncdns/report.h>

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#define RULE_ID_MAX 16
#define TITLE_COLUMN 18
#define PART_COLUMN 10
#define PRODUCTS_TEXT 96

/* The severity in words: "error", or what it depends on. */
static const char *severity_text(const lyd_rule *rule)
{
    return rule->severity_note != NULL ? rule->severity_note : lyd_row_name(lyd_severity_names, (int)rule->production);
}

/* "from skype-for-business-2019 on": the products that RULE is about; NULL: every one. */
static const char *products_text(const lyd_rule *rule, char text[PRODUCTS_TEXT])
{
    if (rule->gone != 0) {
        (void)snprintf(text, PRODUCTS_TEXT, "up to %s; not applicable to later ones", lyd_row_name(lyd_product_names, (int)rule->gone - 1));
    } else {
        (void)snprintf(text, PRODUCTS_TEXT, "from %s on", lyd_row_name(lyd_product_names, (int)rule->since));
    }
    return rule->gone != 0 || rule->since != 0 ? text : NULL;
}

static void list_text(int width)
{
    for (size_t i = 0; i < lyd_rule_count; i++) {
        const lyd_rule *rule = &lyd_rules[i];
        const char *severity = rule->severity_note != NULL ? "varies" : lyd_row_name(lyd_severity_names, (int)rule->production);
        (void)printf("%-8s%-*s", rule->id, TITLE_COLUMN - 8, severity);
        lyd_wrap(stdout, rule->title, TITLE_COLUMN, TITLE_COLUMN, width);
    }
    (void)fputs("\n\"lyncdns rules RULE\" explains one.\n", stdout);
}

static void explain_part(const char *heading, const char *text, int width)
{
    (void)printf("\n%-*s", PART_COLUMN, heading);
    lyd_wrap(stdout, text, PART_COLUMN, PART_COLUMN, width);
}

/* A reference, and below it the title and the address of each document that it names. */
static void explain_reference(const char *reference, int width)
{
    explain_part("Section", reference, width);
    const lyd_document *document;
    for (size_t i = 0; (document = lyd_document_cited(reference, i)) != NULL; i++) {
        if (strstr(reference, document->title) == NULL) {
            (void)printf("%*s", PART_COLUMN, "");
            lyd_wrap(stdout, document->title, PART_COLUMN, PART_COLUMN, width);
        }
        if (document->url != NULL) {
            (void)printf("%*s%s\n", PART_COLUMN, "", document->url);
        }
    }
}

/* What the rule says to do; NULL: out of memory. */
static const char *remedy_of(const lyd_rule *rule, lyd_arena *arena)
{
    size_t count = 0;
    while (rule->actions[count].text != NULL) {
        count++;
    }
    return lyd_actions_text(rule->actions, count, arena);
}

static lyd_status explain_text(const lyd_rule *rule, lyd_arena *arena, bool color, int width)
{
    char products[PRODUCTS_TEXT];
    const char *remedy = remedy_of(rule, arena);
    if (remedy == NULL) {
        return LYD_ENOMEM;
    }
    (void)printf("%s%s%s  ", color ? "\033[1m" : "", rule->id, color ? "\033[0m" : "");
    lyd_wrap(stdout, rule->title, (int)strlen(rule->id) + 2, (int)strlen(rule->id) + 2, width);
    explain_part("Severity", severity_text(rule), width);
    explain_reference(rule->section, width);
    if (lyd_rule_reference(rule, LYD_SKYPE_SE) != rule->section) {
        explain_reference(lyd_rule_reference(rule, LYD_SKYPE_SE), width);
    }
    if (products_text(rule, products) != NULL) {
        explain_part("Products", products, width);
    }
    explain_part("Why", rule->why, width);
    explain_part("Example", rule->example, width);
    explain_part("Remedy", remedy, width);
    return LYD_OK;
}

static void documents_json(lyd_json *json, const char *key, const char *reference)
{
    const lyd_document *document;
    lyd_json_open(json, key, '[');
    for (size_t i = 0; (document = lyd_document_cited(reference, i)) != NULL; i++) {
        lyd_json_open(json, NULL, '{');
        lyd_json_text(json, "title", document->title);
        lyd_json_text(json, "url", document->url);
        lyd_json_close(json);
    }
    lyd_json_close(json);
}

static void rule_json(lyd_json *json, const lyd_rule *rule, const char *remedy)
{
    char products[PRODUCTS_TEXT];
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "rule", rule->id);
    lyd_json_text(json, "title", rule->title);
    lyd_json_text(json, "severity", lyd_row_name(lyd_severity_names, (int)rule->production));
    lyd_json_text(json, "severity_in_lab", lyd_row_name(lyd_severity_names, (int)rule->lab));
    lyd_json_text(json, "severity_note", rule->severity_note);
    lyd_json_text(json, "reference", rule->section);
    lyd_json_text(json, "reference_skype_for_business", lyd_rule_reference(rule, LYD_SKYPE_SE));
    documents_json(json, "documents", rule->section);
    documents_json(json, "documents_skype_for_business", lyd_rule_reference(rule, LYD_SKYPE_SE));
    lyd_json_text(json, "products", products_text(rule, products));
    lyd_json_text(json, "why", rule->why);
    lyd_json_text(json, "example", rule->example);
    lyd_json_text(json, "remedy", remedy);
    lyd_json_close(json);
}

/* One rule, or all of them for NULL. */
static lyd_status print_json(const lyd_rule *only, lyd_arena *arena)
{
    bool failed = false;
    lyd_json *json = lyd_json_new(stdout, true);
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "format", "lyncdns-rules-1");
    lyd_json_open(json, "rules", '[');
    for (size_t i = 0; i < lyd_rule_count; i++) {
        if (only == NULL || only == &lyd_rules[i]) {
            const char *remedy = remedy_of(&lyd_rules[i], arena);
            failed = failed || remedy == NULL;
            rule_json(json, &lyd_rules[i], remedy);
        }
    }
    lyd_json_close(json);
    lyd_json_close(json);
    lyd_status status = lyd_json_free(json);
    return failed ? LYD_ENOMEM : status;
}

/* Accepts lower case. */
static const lyd_rule *find_rule(const char *text, lyd_diag *diag)
{
    char id[RULE_ID_MAX] = "";
    for (size_t i = 0; i + 1 < sizeof(id) && text[i] != '\0'; i++) {
        id[i] = (char)toupper((unsigned char)text[i]);
    }
    const lyd_rule *rule = strlen(text) < sizeof(id) ? lyd_rule_find(id) : NULL;
    if (rule == NULL) {
        char hint[LYD_HINT_TEXT];
        const char *nearest = lyd_rule_nearest(text);
        (void)lyd_diag_error(diag, NULL, 0, "unknown rule \"%s\"%s", text,
                             nearest != NULL ? lyd_hint(hint, nearest) : "; \"lyncdns rules\" lists them");
    }
    return rule;
}

int lyd_command_rules(lyd_cli *cli)
{
    const lyd_options *options = cli->options;
    const lyd_rule *rule = NULL;
    int width = lyd_terminal_width(STDOUT_FILENO);
    if (options->operand_count > 0) {
        rule = find_rule(options->operands[0], cli->diag);
        if (rule == NULL) {
            return lyd_cli_fail(cli, LYD_EINVAL);
        }
    }
    lyd_arena *arena = lyd_arena_new();
    lyd_status status = arena == NULL ? LYD_ENOMEM : LYD_OK;
    if (status == LYD_OK && lyd_cli_wants_json(cli)) {
        status = print_json(rule, arena);
    } else if (status == LYD_OK && rule != NULL) {
        status = explain_text(rule, arena, lyd_terminal_color(options), width);
    } else if (status == LYD_OK) {
        list_text(width);
    }
    lyd_arena_free(arena);
    /* A stream that failed is reported once, at the end. */
    return status == LYD_ENOMEM ? lyd_cli_fail(cli, status) : LYD_EXIT_GOOD;
}
