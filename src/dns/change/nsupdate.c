/* Scripts of nsupdate(1): one command per line; "send" or an empty line sends the request. */
#include "change.h"

#include "dns/type.h"

#include <stdlib.h>
#include <string.h>

typedef struct script {
    lyd_change_reader *r;
    lyd_zone_entry line; /* the words of this line */
    const char *zone;
    bool has_ttl, check_names, quit;
    uint32_t ttl;
    uint32_t request;
    size_t unsent; /* the last line whose step isn't sent yet; 0: none */
} script;

static bool word_is(const script *s, size_t i, const char *word)
{
    return i < s->line.count && lyd_token_is(&s->line.tokens[i], word);
}

static void wrong(const script *s, size_t i, const char *why)
{
    lyd_change_wrong(s->r, s->line.line, i < s->line.count ? &s->line.tokens[i] : NULL, why);
}

/* Only strings in the data of a record may have quotation marks. */
static bool is_plain(const script *s, size_t i)
{
    if (s->line.tokens[i].quoted) {
        wrong(s, i, "nsupdate reads quotation marks as part of the word; leave them out");
    }
    return !s->line.tokens[i].quoted;
}

static bool read_name(const script *s, size_t i, const char **name)
{
    if (i >= s->line.count) {
        wrong(s, i, "missing name");
        return false;
    }
    return is_plain(s, i) && lyd_change_name(s->r, s->line.line, &s->line.tokens[i], name);
}

static bool in_zone(const script *s, const lyd_change_step *step)
{
    if (s->zone != NULL && !lyd_name_within(step->name, s->zone)) {
        wrong(s, LYD_NONE, "the name is outside the zone to be changed: the server would refuse the request");
        return false;
    }
    return true;
}

static void keep(script *s, lyd_change_step *step)
{
    step->request = s->request;
    step->zone = s->zone;
    if (in_zone(s, step) && lyd_change_add(s->r, step)) {
        s->unsent = s->line.line;
    }
}

/* Skips a class at *I, if there is one. False: it isn't IN. */
static bool read_class(const script *s, size_t *i)
{
    static const char *const others[] = {"CH", "HS", "CHAOS", "HESIOD", "ANY", "NONE"};
    if (word_is(s, *i, "IN")) {
        *i += 1;
    }
    for (size_t k = 0; k < LYD_COUNT(others); k++) {
        if (word_is(s, *i, others[k]) && !(k == 4 && *i + 1 == s->line.count)) {
            wrong(s, *i, "unsupported class, expected IN");
            return false;
        }
    }
    return true;
}

/* Seconds only: nsupdate takes no units. */
static bool read_ttl(const script *s, size_t i, uint32_t *ttl)
{
    return i < s->line.count && !s->line.tokens[i].quoted && lyd_token_number(&s->line.tokens[i], INT32_MAX, ttl);
}

/* nsupdate takes no comment after a command, and parentheses as part of a word. NULL: there is none outside of quotation marks. */
static const char *find_odd(const char *at, const char *end)
{
    bool quoted = false;
    for (; at < end; at++) {
        if (*at == '\\' && end - at > 1) {
            at++;
        } else if (*at == '"') {
            quoted = !quoted;
        } else if (!quoted && *at == ';') {
            return "nsupdate allows a comment only on a separate line";
        } else if (!quoted && (*at == '(' || *at == ')')) {
            return "nsupdate doesn't read parentheses; leave them out";
        }
    }
    return NULL;
}

static bool is_type_of(uint16_t type, const uint8_t *types, size_t count)
{
    bool found = false;
    for (size_t i = 0; i < count && !found; i++) {
        found = types[i] == type;
    }
    return found;
}

/* nsupdate itself refuses names that no host can have: the owners of some types, and the last words of others. */
static bool check_names(const script *s, const lyd_change_step *step)
{
    static const uint8_t of_hosts[] = {LYD_TYPE_A, LYD_TYPE_AAAA, LYD_TYPE_MX};
    static const uint8_t to_hosts[] = {LYD_TYPE_NS, LYD_TYPE_MX, LYD_TYPE_SRV, 18 /* AFSDB */, 21 /* RT */};
    char target[LYD_NAME_TEXT];
    const char *name = strncmp(step->name, "*.", 2) == 0 ? step->name + 2 : step->name, *why;
    const lyd_token *last = &s->line.tokens[s->line.count - 1];
    if (!s->check_names) {
        return true;
    }
    if (is_type_of(step->type, of_hosts, LYD_COUNT(of_hosts)) && !lyd_name_is_hostname(name)) {
        wrong(s, LYD_NONE, "nsupdate refuses such a record of this name unless \"check-names off\" precedes it");
        return false;
    }
    if (is_type_of(step->type, to_hosts, LYD_COUNT(to_hosts)) && lyd_name_parse_relative(last->text, last->length, ".", target, &why) &&
        strcmp(target, ".") != 0 && !lyd_name_is_hostname(target)) {
        lyd_change_wrong(s->r, s->line.line, last, "nsupdate refuses this name of a host unless \"check-names off\" precedes it");
        return false;
    }
    return true;
}

static bool read_type(const script *s, size_t i, lyd_change_step *step)
{
    return is_plain(s, i) && lyd_change_type(s->r, step, &s->line.tokens[i], false);
}

/* The data of a record, from word I. */
static bool read_data(const script *s, size_t i, lyd_change_step *step)
{
    bool words = lyd_type_is_judged(step->type);
    for (size_t k = i; k < s->line.count; k++) {
        if (words && !is_plain(s, k)) {
            return false;
        }
    }
    return lyd_change_data(s->r, step, s->line.tokens + i, s->line.count - i, false);
}

/* NAME [TTL] [CLASS] TYPE DATA, from word I. */
static void read_add(script *s, size_t i)
{
    lyd_change_step step = {.act = LYD_CHANGE_ADD, .ttl = s->ttl, .line = (uint32_t)s->line.line};
    if (!read_name(s, i++, &step.name)) {
        return;
    }
    if (read_ttl(s, i, &step.ttl)) {
        i++;
    } else if (!s->has_ttl) {
        wrong(s, i, "missing TTL: nsupdate needs one here or in a \"ttl\" line");
        return;
    }
    if (!read_class(s, &i)) {
        return;
    }
    if (i >= s->line.count) {
        wrong(s, i, "missing record type");
        return;
    }
    if (read_type(s, i, &step) && read_data(s, i + 1, &step) && check_names(s, &step)) {
        keep(s, &step);
    }
}

/* NAME [TTL] [CLASS] [TYPE [DATA]], from word I. */
static void read_delete(script *s, size_t i)
{
    lyd_change_step step = {.act = LYD_CHANGE_DELETE_NAME, .line = (uint32_t)s->line.line};
    uint32_t ignored;
    if (!read_name(s, i++, &step.name)) {
        return;
    }
    i += read_ttl(s, i, &ignored) ? 1 : 0;
    if (!read_class(s, &i)) {
        return;
    }
    if (i >= s->line.count || (word_is(s, i, "ANY") && i + 1 == s->line.count)) {
        keep(s, &step);
        return;
    }
    step.act = i + 1 < s->line.count ? LYD_CHANGE_DELETE : LYD_CHANGE_DELETE_SET;
    if (read_type(s, i, &step) && (step.act == LYD_CHANGE_DELETE_SET || read_data(s, i + 1, &step))) {
        keep(s, &step);
    }
}

static bool read_update(script *s, size_t i)
{
    if (word_is(s, i, "add")) {
        read_add(s, i + 1);
    } else if (word_is(s, i, "delete") || word_is(s, i, "del")) {
        read_delete(s, i + 1);
    } else {
        return false;
    }
    return true;
}

/* KIND NAME [CLASS] [TYPE [DATA]], from word I. */
static bool read_prerequisite(script *s, size_t i)
{
    static const struct {
        const char *word;
        lyd_change_act act;
    } rows[] = {{"nxdomain", LYD_CHANGE_NEED_NO_NAME},
                {"yxdomain", LYD_CHANGE_NEED_NAME},
                {"nxrrset", LYD_CHANGE_NEED_NO_SET},
                {"yxrrset", LYD_CHANGE_NEED_SET}};
    size_t row = 0;
    while (row < LYD_COUNT(rows) && !word_is(s, i, rows[row].word)) {
        row++;
    }
    if (row == LYD_COUNT(rows)) {
        return false;
    }
    lyd_change_step step = {.act = rows[row].act, .line = (uint32_t)s->line.line};
    bool of_name = step.act == LYD_CHANGE_NEED_NAME || step.act == LYD_CHANGE_NEED_NO_NAME;
    i++;
    if (!read_name(s, i++, &step.name) || (!of_name && !read_class(s, &i))) {
        return true;
    }
    if (of_name || i >= s->line.count) {
        bool right = of_name && i >= s->line.count;
        if (right) {
            keep(s, &step);
        } else {
            wrong(s, i, of_name ? "unexpected word" : "missing record type");
        }
        return true;
    }
    if (!read_type(s, i++, &step)) {
        return true;
    }
    if (i < s->line.count) {
        if (step.act == LYD_CHANGE_NEED_NO_SET) {
            wrong(s, i, "unexpected word");
            return true;
        }
        step.act = LYD_CHANGE_NEED_RECORD;
        if (!read_data(s, i, &step)) {
            return true;
        }
    }
    keep(s, &step);
    return true;
}

static void send_request(script *s)
{
    s->request++;
    s->unsent = 0;
}

static void read_check_names(script *s)
{
    static const char *const on[] = {"on", "yes", "true"}, *const off[] = {"off", "no", "false"};
    s->check_names = s->line.count > 1 && lyd_token_is_any(&s->line.tokens[1], on, LYD_COUNT(on));
    if (!s->check_names && (s->line.count < 2 || !lyd_token_is_any(&s->line.tokens[1], off, LYD_COUNT(off)))) {
        wrong(s, 1, "expected on or off");
    }
}

/* Commands that change a setting for the lines that follow. */
static bool read_setting(script *s)
{
    if (word_is(s, 0, "zone")) {
        const char *zone;
        s->zone = s->line.count == 2 && read_name(s, 1, &zone) ? zone : NULL;
        if (s->line.count != 2) {
            wrong(s, 0, "expected one name");
        }
    } else if (word_is(s, 0, "ttl")) {
        s->has_ttl = s->line.count == 2 && read_ttl(s, 1, &s->ttl);
        if (!s->has_ttl && !word_is(s, 1, "none")) {
            wrong(s, 1, "expected a TTL in seconds");
        }
    } else if (word_is(s, 0, "class")) {
        if (!word_is(s, 1, "IN")) {
            wrong(s, 1, "unsupported class, expected IN");
        }
    } else if (word_is(s, 0, "check-names")) {
        read_check_names(s);
    } else {
        return false;
    }
    return true;
}

/* Commands about how the request is sent, not what is in it. */
static bool read_harmless(const script *s)
{
    static const struct {
        const char *word;
        size_t count; /* words, at least */
    } rows[] = {{"server", 2}, {"local", 2}, {"key", 3},    {"gsstsig", 1}, {"oldgsstsig", 1}, {"realm", 1},
                {"debug", 1},  {"show", 1},  {"answer", 1}, {"help", 1},    {"version", 1}};
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        if (word_is(s, 0, rows[i].word)) {
            if (s->line.count < rows[i].count) {
                wrong(s, 0, "nsupdate expects more words");
            }
            return true;
        }
    }
    return false;
}

static void read_line(script *s)
{
    if (s->line.count == 0 || word_is(s, 0, "send")) {
        send_request(s);
    } else if (word_is(s, 0, "quit")) {
        s->quit = true;
    } else if (word_is(s, 0, "update") ? read_update(s, 1) : read_update(s, 0)) {
        return;
    } else if (word_is(s, 0, "prereq") ? read_prerequisite(s, 1) : read_prerequisite(s, 0)) {
        return;
    } else if (!read_setting(s) && !read_harmless(s)) {
        wrong(s, word_is(s, 0, "update") || word_is(s, 0, "prereq") ? 1 : 0, "unknown nsupdate command");
    }
}

bool lyd_nsupdate_recognize(const lyd_token *word, const lyd_token *line)
{
    static const char *const words[] = {"update",  "server", "zone",    "prereq", "add",         "del",      "delete",
                                        "ttl",     "local",  "class",   "send",   "nxdomain",    "yxdomain", "nxrrset",
                                        "yxrrset", "key",    "gsstsig", "realm",  "check-names", "show"};
    (void)line;
    return lyd_token_is_any(word, words, LYD_COUNT(words));
}

void lyd_nsupdate_read(lyd_change_reader *r, const char *text, size_t length)
{
    script s = {.r = r, .check_names = true, .request = 1};
    size_t number = 0;
    for (const char *at = text, *end = text + length; at < end && !s.quit && r->status != LYD_ENOMEM;) {
        const char *line_end = lyd_line_end(at, end), *why = NULL;
        lyd_zone_text line = {at, line_end, ++number};
        while (line.at < line.end && (*line.at == ' ' || *line.at == '\t')) {
            line.at++;
        }
        at = line_end + 1;
        if (line.at < line.end && *line.at == ';') {
            continue;
        }
        why = find_odd(line.at, line.end);
        if (why != NULL) {
            lyd_change_wrong(r, number, NULL, why);
            continue;
        }
        lyd_status status = lyd_zone_text_next(&line, &s.line, &why);
        s.line.line = number;
        if (status == LYD_OK) {
            read_line(&s);
        } else if (status == LYD_ENOMEM) {
            r->status = LYD_ENOMEM;
        } else {
            lyd_change_wrong(r, number, NULL, why);
        }
    }
    free(s.line.tokens);
    if (s.unsent > 0 && r->status == LYD_OK) {
        lyd_diag_note(r->diag, r->change->path, s.unsent,
                      "no \"send\" or empty line follows, so nsupdate doesn't send this; it is judged as if it did");
    }
}
