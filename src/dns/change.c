#include "change.h"

#include "message.h"
#include "zone_types.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

const lyd_row lyd_change_forms[] = {
    {LYD_CHANGE_NSUPDATE, "nsupdate"},
    {LYD_CHANGE_DNSCMD, "dnscmd"},
    {LYD_CHANGE_POWERSHELL, "PowerShell"},
    {0, NULL},
};

/* ---- for the readers ---- */

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

void lyd_change_wrong(lyd_change_reader *r, size_t line, const lyd_zone_token *token, const char *why)
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

const char *lyd_change_text(lyd_change_reader *r, const char *text, size_t length)
{
    const char *copy = lyd_arena_text(r->change->arena, text, length);
    if (copy == NULL) {
        (void)out_of_memory(r);
    }
    return copy;
}

bool lyd_change_add(lyd_change_reader *r, const lyd_change_step *step)
{
    if (lyd_grow((void **)&r->steps, &r->capacity, r->count, sizeof(*r->steps)) != LYD_OK) {
        return out_of_memory(r);
    }
    r->steps[r->count++] = *step;
    return true;
}

bool lyd_change_type(lyd_change_reader *r, lyd_change_step *step, const lyd_zone_token *token)
{
    step->type = (uint16_t)lyd_rr_type(token);
    if (step->type == 0) {
        lyd_change_wrong(r, step->line, token, "no such type of record");
        return false;
    }
    char *name = lyd_arena_text(r->change->arena, token->text, token->length);
    for (char *c = name; c != NULL && *c != '\0'; c++) {
        *c = (char)(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
    }
    step->type_name = name;
    return name != NULL || out_of_memory(r);
}

static bool read_address(lyd_change_reader *r, lyd_change_step *step, const lyd_zone_token *token)
{
    char text[LYD_ADDRESS_TEXT];
    bool ipv4 = step->type == LYD_TYPE_A;
    if (token->length < sizeof(text)) {
        memcpy(text, token->text, token->length);
        text[token->length] = '\0';
        if (strlen(text) == token->length && lyd_address_parse(text, &step->address) &&
            step->address.family == (ipv4 ? LYD_IPV4 : LYD_IPV6)) {
            lyd_address_format(&step->address, text);
            step->data = lyd_change_text(r, text, strlen(text));
            return step->data != NULL;
        }
    }
    lyd_change_wrong(r, step->line, token, ipv4 ? "this isn't an IPv4 address" : "this isn't an IPv6 address");
    return false;
}

/* Whether the tools of Windows take a single label without a dot as of the zone or of the root differs from one to the next. */
static bool is_single_label(const lyd_zone_token *token)
{
    return memchr(token->text, '.', token->length) == NULL;
}

static bool read_target(lyd_change_reader *r, lyd_change_step *step, const lyd_zone_token *token, bool windows)
{
    char name[LYD_NAME_TEXT];
    const char *why;
    if (windows && is_single_label(token)) {
        lyd_change_wrong(r, step->line, token, "write out the whole name that the alias leads to: of which zone it is can't be told");
        return false;
    }
    if (!lyd_zone_name(token, ".", name, &why)) {
        lyd_change_wrong(r, step->line, token, why);
        return false;
    }
    step->target = step->data = lyd_change_text(r, name, strlen(name));
    return step->target != NULL;
}

static bool check_other(lyd_change_reader *r, lyd_change_step *step, const lyd_zone_token *tokens, size_t count)
{
    lyd_zone_token type = {.text = step->type_name, .length = strlen(step->type_name)};
    lyd_status status = lyd_rr_data_check(&type, step->type, tokens, count);
    if (status == LYD_ENOMEM) {
        return out_of_memory(r);
    }
    if (status != LYD_OK) {
        lyd_change_wrong(r, step->line, &type, "what follows isn't what such a record holds");
        return false;
    }
    const char *end = tokens[count - 1].text + tokens[count - 1].length;
    step->data = lyd_change_text(r, tokens[0].text, (size_t)(end - tokens[0].text));
    return step->data != NULL;
}

bool lyd_change_data(lyd_change_reader *r, lyd_change_step *step, const lyd_zone_token *tokens, size_t count, bool windows)
{
    bool simple = step->type == LYD_TYPE_A || step->type == LYD_TYPE_AAAA || step->type == LYD_TYPE_CNAME;
    if (count == 0 || (simple && count > 1)) {
        lyd_change_wrong(r, step->line, count == 0 ? NULL : &tokens[1],
                         count == 0 ? "the record's data is missing" : "this is one word too many");
        return false;
    }
    if (!simple) {
        return check_other(r, step, tokens, count);
    }
    return step->type == LYD_TYPE_CNAME ? read_target(r, step, tokens, windows) : read_address(r, step, tokens);
}

/* ---- names as Windows has them ---- */

bool lyd_change_zone(lyd_change_reader *r, size_t line, const lyd_zone_token *token, const char **zone)
{
    char name[LYD_NAME_TEXT];
    const char *why;
    if (!lyd_zone_name(token, ".", name, &why)) {
        lyd_change_wrong(r, line, token, why);
        return false;
    }
    *zone = lyd_change_text(r, name, strlen(name));
    return *zone != NULL;
}

bool lyd_change_node(lyd_change_reader *r, size_t line, const lyd_zone_token *token, const char *zone, const char **node)
{
    char name[LYD_NAME_TEXT], absolute[LYD_NAME_TEXT];
    const char *why;
    bool dotted = token->length > 0 && token->text[token->length - 1] == '.';
    if (!lyd_zone_name(token, zone, name, &why)) {
        lyd_change_wrong(r, line, token, why);
        return false;
    }
    if (!dotted && lyd_zone_name(token, ".", absolute, &why) && lyd_name_within(absolute, zone)) {
        lyd_change_wrong(r, line, token,
                         "relative to its zone this name has the zone in it twice; leave the zone out, or end it with a dot");
        return false;
    }
    if (!lyd_name_within(name, zone)) {
        lyd_change_wrong(r, line, token, "the name isn't in the zone that is to be changed");
        return false;
    }
    *node = lyd_change_text(r, name, strlen(name));
    return *node != NULL;
}

/* ---- telling the forms apart ---- */

static bool first_word_is(const char *at, const char *end, const char *const *words, size_t count)
{
    size_t length = 0;
    while (at < end && (*at == ' ' || *at == '\t' || *at == '@')) {
        at++;
    }
    while (at + length < end && strchr(" \t\r;", at[length]) == NULL) {
        length++;
    }
    for (size_t i = 0; i < count; i++) {
        if (strlen(words[i]) == length && strncasecmp(words[i], at, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool contains(const char *at, const char *end, const char *word)
{
    size_t length = strlen(word);
    for (; (size_t)(end - at) >= length; at++) {
        if (strncasecmp(at, word, length) == 0) {
            return true;
        }
    }
    return false;
}

/* By the first line that only one of them could have. */
static bool find_form(const char *text, size_t length, lyd_change_form *form)
{
    static const char *const nsupdate[] = {"update",  "server", "zone",    "prereq", "add",         "del",      "delete",
                                           "ttl",     "local",  "class",   "send",   "nxdomain",    "yxdomain", "nxrrset",
                                           "yxrrset", "key",    "gsstsig", "realm",  "check-names", "show"};
    static const char *const dnscmd[] = {"dnscmd", "dnscmd.exe"};
    static const char *const comments[] = {"#", "rem", "::", "echo"};
    for (const char *at = text, *end = text + length; at < end;) {
        const char *line_end = lyd_line_end(at, end);
        const char *start = at + strspn(at, " \t");
        at = line_end + 1;
        if (start >= line_end || *start == '#' || *start == ';' || first_word_is(start, line_end, comments, LYD_COUNT(comments))) {
            continue;
        }
        if (first_word_is(start, line_end, dnscmd, LYD_COUNT(dnscmd))) {
            *form = LYD_CHANGE_DNSCMD;
            return true;
        }
        if (contains(start, line_end, "-DnsServer")) {
            *form = LYD_CHANGE_POWERSHELL;
            return true;
        }
        if (first_word_is(start, line_end, nsupdate, LYD_COUNT(nsupdate))) {
            *form = LYD_CHANGE_NSUPDATE;
            return true;
        }
    }
    return false;
}

/* ---- text ---- */

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

/* PowerShell writes UTF-16. A half pair becomes U+FFFD, which is no part of any command. */
static char *from_utf16(const uint8_t *bytes, size_t length, bool little, size_t *converted)
{
    char *text = malloc(length / 2 * 3 + 1), *out = text;
    for (size_t i = 0; i + 1 < length && text != NULL; i += 2) {
        uint32_t c = little ? (uint32_t)(bytes[i] | bytes[i + 1] << 8) : (uint32_t)(bytes[i] << 8 | bytes[i + 1]);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < length) {
            uint32_t low = little ? (uint32_t)(bytes[i + 2] | bytes[i + 3] << 8) : (uint32_t)(bytes[i + 2] << 8 | bytes[i + 3]);
            if (low >= 0xDC00 && low < 0xE000) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        out = put_utf8(out, c >= 0xD800 && c < 0xE000 ? 0xFFFD : c);
    }
    if (text != NULL) {
        *out = '\0';
        *converted = (size_t)(out - text);
    }
    return text;
}

/* A copy in UTF-8 without a byte-order mark, NUL-terminated; freed by the caller. */
static char *decode(const char *text, size_t length, size_t *decoded)
{
    const uint8_t *bytes = (const uint8_t *)text;
    if (length >= 2 && ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF))) {
        return from_utf16(bytes + 2, length - 2, bytes[0] == 0xFF, decoded);
    }
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        text += 3;
        length -= 3;
    }
    char *copy = malloc(length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
        *decoded = length;
    }
    return copy;
}

/* ---- reading ---- */

static lyd_change *change_new(const char *path)
{
    lyd_arena *arena = lyd_arena_new();
    lyd_change *change = arena != NULL ? lyd_arena_zalloc(arena, 1, sizeof(*change)) : NULL;
    if (change != NULL) {
        change->arena = arena;
        change->path = lyd_arena_text(arena, path, strlen(path));
    }
    if (change == NULL || change->path == NULL) {
        lyd_arena_free(arena);
        return NULL;
    }
    return change;
}

void lyd_change_free(lyd_change *change)
{
    if (change != NULL) {
        lyd_arena_free(change->arena); /* which holds *CHANGE too */
    }
}

static lyd_status read_form(lyd_change_reader *r, const char *text, size_t length)
{
    static void (*const readers[])(lyd_change_reader *, const char *, size_t) = {
        [LYD_CHANGE_NSUPDATE] = lyd_change_read_nsupdate,
        [LYD_CHANGE_DNSCMD] = lyd_change_read_dnscmd,
        [LYD_CHANGE_POWERSHELL] = lyd_change_read_powershell,
    };
    if (memchr(text, '\0', length) != NULL || !find_form(text, length, &r->change->form)) {
        return lyd_diag_error(r->diag, r->change->path, 0,
                              "this is neither an nsupdate script, nor one of dnscmd, nor one of PowerShell's DnsServer cmdlets");
    }
    readers[r->change->form](r, text, length);
    if (r->status == LYD_OK && r->count == 0) {
        return lyd_diag_error(r->diag, r->change->path, 0, "the script changes nothing");
    }
    return r->status;
}

lyd_status lyd_change_parse(const char *text, size_t length, const char *path, lyd_change **change, lyd_diag *diag)
{
    size_t decoded = 0;
    char *copy = decode(text, length, &decoded);
    lyd_change_reader r = {.change = change_new(path), .diag = diag};
    lyd_status status = copy == NULL || r.change == NULL ? LYD_ENOMEM : read_form(&r, copy, decoded);

    *change = NULL;
    if (status == LYD_OK) {
        lyd_change_step *steps = lyd_arena_alloc(r.change->arena, r.count * sizeof(*steps));
        if (steps == NULL) {
            status = LYD_ENOMEM;
        } else {
            memcpy(steps, r.steps, r.count * sizeof(*steps));
            r.change->steps = steps;
            r.change->count = r.count;
            *change = r.change;
            r.change = NULL;
        }
    }
    free(copy);
    free(r.steps);
    lyd_change_free(r.change);
    return status;
}

lyd_status lyd_change_load(const char *path, lyd_change **change, lyd_diag *diag)
{
    char *text = NULL;
    size_t length;
    *change = NULL;
    lyd_status status = lyd_file_read(path, LYD_CHANGE_FILE_MAX, &text, &length, diag);
    if (status == LYD_OK) {
        status = lyd_change_parse(text, length, strcmp(path, "-") == 0 ? "standard input" : path, change, diag);
        free(text);
    }
    return status;
}
