/* The parts of a step that all forms of change scripts have. */
#include "change.h"

#include "dns/form.h"

#include <string.h>
#include <strings.h>

const char *lyd_line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline != NULL ? newline : end;
}

static bool out_of_memory(lyd_change_reader *r)
{
    r->status = LYD_ENOMEM;
    return false;
}

void lyd_change_wrong(lyd_change_reader *r, size_t line, const lyd_token *token, const char *why)
{
    lyd_status status;
    if (token == NULL) {
        status = lyd_diag_error(r->diag, r->change->path, line, "%s", why);
    } else {
        int length = (int)(token->length < 64 ? token->length : 64);
        status = lyd_diag_error(r->diag, r->change->path, line, "\"%.*s\": %s", length, token->text, why);
    }
    r->status = r->status == LYD_ENOMEM ? LYD_ENOMEM : status;
}

/* Sets *COPY to a copy in the change's arena. */
static bool keep_text(lyd_change_reader *r, const char *text, size_t length, const char **copy)
{
    *copy = lyd_arena_text(r->change->arena, text, length);
    return *copy != NULL || out_of_memory(r);
}

bool lyd_change_add(lyd_change_reader *r, const lyd_change_step *step)
{
    if (lyd_grow((void **)&r->steps, &r->capacity, r->count, sizeof(*r->steps)) != LYD_OK) {
        return out_of_memory(r);
    }
    r->steps[r->count++] = *step;
    return true;
}

bool lyd_change_type(lyd_change_reader *r, lyd_change_step *step, const lyd_token *token, bool windows)
{
    bool by_number = token->length > 4 && strncasecmp(token->text, "TYPE", 4) == 0;
    if (!lyd_type_parse(token->text, token->length, &step->type) || (windows && by_number)) {
        lyd_change_wrong(r, step->line, token, "unknown record type");
        return false;
    }
    char *name = lyd_arena_text(r->change->arena, token->text, token->length);
    for (char *c = name; c != NULL && *c != '\0'; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    step->type_name = name;
    return name != NULL || out_of_memory(r);
}

/* Types whose data ends with the name of a host or zone. */
static bool has_target(uint16_t type)
{
    return type == LYD_TYPE_CNAME || type == LYD_TYPE_SRV || type == LYD_TYPE_MX || type == LYD_TYPE_NS || type == LYD_TYPE_PTR ||
           type == LYD_TYPE_DNAME;
}

static bool is_target_right(const lyd_token *token, const char **why)
{
    char name[LYD_NAME_TEXT];
    if (!lyd_name_parse_relative(token->text, token->length, ".", name, why) ||
        !lyd_name_is_plausible(name, token->text, token->length, why)) {
        return false;
    }
    *why = "a wildcard, expected the name of a host or zone";
    return name[0] != '*';
}

/* Some tools of Windows take a single label without a dot as relative to the zone, others as absolute. */
static bool is_single_label(const lyd_token *token)
{
    return memchr(token->text, '.', token->length) == NULL;
}

bool lyd_change_data(lyd_change_reader *r, lyd_change_step *step, const lyd_token *tokens, size_t count, bool windows)
{
    char text[LYD_RECORD_TEXT];
    const char *why = NULL;
    if (count == 0) {
        lyd_change_wrong(r, step->line, NULL, "missing record data");
        return false;
    }
    bool generic = lyd_token_is(&tokens[0], "\\#");
    if (windows && generic) {
        lyd_change_wrong(r, step->line, &tokens[0], "dnscmd and PowerShell don't read data in the form for any type (RFC 3597)");
        return false;
    }
    if (has_target(step->type) && generic) {
        lyd_change_wrong(r, step->line, &tokens[0], "expected the data of this type as words, so that its name can be read");
        return false;
    }
    if (has_target(step->type) && !is_target_right(&tokens[count - 1], &why)) {
        lyd_change_wrong(r, step->line, &tokens[count - 1], why);
        return false;
    }
    if (windows && (step->type == LYD_TYPE_CNAME || step->type == LYD_TYPE_SRV) && is_single_label(&tokens[count - 1])) {
        lyd_change_wrong(r, step->line, &tokens[count - 1],
                         "expected the full name of the target: a single label may be relative to the zone or not");
        return false;
    }
    lyd_token data = lyd_token_span(tokens, count);
    lyd_status status = lyd_data_parse(step->type, tokens, count, ".", r->change->arena, &step->record, &why);
    if (status == LYD_EINVAL) {
        lyd_change_wrong(r, step->line, &data, why);
        return false;
    }
    if (status == LYD_OK && lyd_type_is_judged(step->type)) {
        step->record.ttl = step->ttl;
        lyd_record_format(&step->record, text);
        data = (lyd_token){.text = text, .length = strlen(text)};
    }
    return status == LYD_OK ? keep_text(r, data.text, data.length, &step->data) : out_of_memory(r);
}

/* ---- names ---- */

bool lyd_change_name(lyd_change_reader *r, size_t line, const lyd_token *token, const char **name)
{
    char text[LYD_NAME_TEXT];
    const char *why;
    if (!lyd_name_parse_relative(token->text, token->length, ".", text, &why) ||
        !lyd_name_is_plausible(text, token->text, token->length, &why)) {
        lyd_change_wrong(r, line, token, why);
        return false;
    }
    return keep_text(r, text, strlen(text), name);
}

bool lyd_change_node(lyd_change_reader *r, size_t line, const lyd_token *token, const char *zone, const char **node)
{
    char name[LYD_NAME_TEXT], absolute[LYD_NAME_TEXT];
    const char *why;
    bool dotted = token->length > 0 && token->text[token->length - 1] == '.';
    if (!lyd_name_parse_relative(token->text, token->length, zone, name, &why) ||
        !lyd_name_is_plausible(name, token->text, token->length, &why)) {
        lyd_change_wrong(r, line, token, why);
        return false;
    }
    if (!dotted && lyd_name_parse_relative(token->text, token->length, ".", absolute, &why) && lyd_name_within(absolute, zone)) {
        lyd_change_wrong(r, line, token,
                         "relative to its zone, this name contains the zone twice; leave the zone out, or end the name with a dot");
        return false;
    }
    if (!lyd_name_within(name, zone)) {
        lyd_change_wrong(r, line, token, "the name is outside the zone to be changed");
        return false;
    }
    return keep_text(r, name, strlen(name), node);
}
