/* Batch files of dnscmd: dnscmd [SERVER] /RecordAdd ZONE NODE [/Aging] [/OpenAcl] [/CreatePTR] [TTL] TYPE DATA, /RecordDelete ZONE NODE
 * TYPE [DATA] [/f], /ZoneAdd ZONE /Primary|/DsPrimary. */
#include "batch.h"

#include <string.h>
#include <strings.h>

static bool word_is(const lyd_batch *b, size_t i, const char *word)
{
    return i < b->count && lyd_token_is(&b->words[i], word);
}

static void wrong(lyd_batch *b, size_t i, const char *why)
{
    lyd_change_wrong(b->r, b->line, i < b->count ? &b->words[i] : NULL, why);
}

static void drop_words(lyd_batch *b, size_t from, const char *const *names, size_t names_count)
{
    size_t kept = from;
    for (size_t i = from; i < b->count; i++) {
        if (!lyd_token_is_any(&b->words[i], names, names_count)) {
            b->words[kept++] = b->words[i];
        }
    }
    b->count = kept;
}

/* ---- records ---- */

/* ZONE NODE …, from word I. */
static bool read_place(lyd_batch *b, size_t i, lyd_change_step *step)
{
    if (i + 3 > b->count) {
        wrong(b, b->count, "expected a zone, a node and a record type");
        return false;
    }
    return lyd_change_name(b->r, b->line, &b->words[i], &step->zone) &&
           lyd_change_node(b->r, b->line, &b->words[i + 1], step->zone, &step->name);
}

static void read_add(lyd_batch *b, size_t i)
{
    static const char *const switches[] = {"/Aging", "/OpenAcl", "/CreatePTR", "/f"};
    lyd_change_step step = {.act = LYD_CHANGE_ADD, .ttl = LYD_CHANGE_TTL_WINDOWS, .line = (uint32_t)b->line, .request = (uint32_t)b->line};
    drop_words(b, i, switches, LYD_COUNT(switches));
    if (!read_place(b, i, &step)) {
        return;
    }
    i += 2;
    i += lyd_token_number(&b->words[i], INT32_MAX, &step.ttl) ? 1 : 0;
    if (i >= b->count) {
        wrong(b, b->count, "missing record type");
        return;
    }
    if (lyd_change_type(b->r, &step, &b->words[i], true) && lyd_change_data(b->r, &step, b->words + i + 1, b->count - i - 1, true)) {
        (void)lyd_change_add(b->r, &step);
    }
}

static void read_delete(lyd_batch *b, size_t i)
{
    static const char *const switches[] = {"/f"};
    lyd_change_step step = {.act = LYD_CHANGE_DELETE_SET, .line = (uint32_t)b->line, .request = (uint32_t)b->line};
    drop_words(b, i, switches, LYD_COUNT(switches));
    if (!read_place(b, i, &step)) {
        return;
    }
    i += 2;
    if (!lyd_change_type(b->r, &step, &b->words[i++], true)) {
        return;
    }
    if (i < b->count) {
        step.act = LYD_CHANGE_DELETE;
        if (!lyd_change_data(b->r, &step, b->words + i, b->count - i, true)) {
            return;
        }
    }
    (void)lyd_change_add(b->r, &step);
}

/* ---- zones ---- */

static const char why_forwarder[] = "another server answers for a forwarded zone, and what it says isn't known";
static const char why_stub[] = "other servers answer for a stub zone, and what they say isn't known";

static bool is_zone_empty(lyd_batch *b, size_t i)
{
    static const struct {
        const char *word, *why; /* WHY NULL: an empty zone */
    } rows[] = {
        {"/Primary", NULL},
        {"/DsPrimary", NULL},
        {"/Secondary", "a secondary zone is copied from another server, and what it holds isn't known"},
        {"/Stub", why_stub},
        {"/DsStub", why_stub},
        {"/Forwarder", why_forwarder},
        {"/DsForwarder", why_forwarder},
    };
    const char *why = "expected /Primary or /DsPrimary";
    for (size_t k = 0; k < LYD_COUNT(rows); k++) {
        why = word_is(b, i, rows[k].word) ? rows[k].why : why;
    }
    if (why != NULL) {
        wrong(b, i, why);
    }
    return why == NULL;
}

/* Options that say where the new zone is kept, from word I. */
static bool are_zone_options(lyd_batch *b, size_t i)
{
    static const char *const with_value[] = {"/file", "/a", "/dp"}, *const alone[] = {"/domain", "/enterprise", "/forest", "/legacy"};
    while (i < b->count) {
        if (lyd_token_is_any(&b->words[i], with_value, LYD_COUNT(with_value)) && i + 1 < b->count) {
            i += 2;
        } else if (lyd_token_is_any(&b->words[i], alone, LYD_COUNT(alone))) {
            i++;
        } else {
            wrong(b, i, word_is(b, i, "/load") ? "what the zone's file or the directory holds isn't known" : "unexpected word");
            return false;
        }
    }
    return true;
}

static void read_zone_add(lyd_batch *b, size_t i)
{
    lyd_change_step step = {.act = LYD_CHANGE_ADD_ZONE, .line = (uint32_t)b->line, .request = (uint32_t)b->line};
    if (i >= b->count) {
        wrong(b, b->count, "missing zone");
        return;
    }
    if (is_zone_empty(b, i + 1) && are_zone_options(b, i + 2) && lyd_change_name(b->r, b->line, &b->words[i], &step.zone)) {
        step.name = step.zone;
        (void)lyd_change_add(b->r, &step);
    }
}

/* ---- commands ---- */

static const struct {
    const char *word;
    void (*read)(lyd_batch *b, size_t i); /* the words from I; NULL: it changes nothing, or WHY */
    const char *why;
} commands[] = {
    {"/RecordAdd", read_add, NULL},
    {"/RecordDelete", read_delete, NULL},
    {"/ZoneAdd", read_zone_add, NULL},
    {"/ZoneDelete", NULL, "the deletion of a zone can't be judged: it deletes all its records, and the parent zone answers then"},
    {"/Info", NULL, NULL},
    {"/Statistics", NULL, NULL},
    {"/ClearCache", NULL, NULL},
    {"/EnumZones", NULL, NULL},
    {"/ZoneInfo", NULL, NULL},
    {"/EnumRecords", NULL, NULL},
    {"/ZonePrint", NULL, NULL},
    {"/ZoneExport", NULL, NULL},
    {"/EnumDirectoryPartitions", NULL, NULL},
    {"/DirectoryPartitionInfo", NULL, NULL},
};

/* SERVER may be left out. */
static void read_dnscmd(lyd_batch *b)
{
    size_t i = b->count > 1 && b->words[1].length > 0 && b->words[1].text[0] != '/' ? 2 : 1, row = 0;
    while (row < LYD_COUNT(commands) && !word_is(b, i, commands[row].word)) {
        row++;
    }
    if (row == LYD_COUNT(commands)) {
        wrong(b, i, "unsupported dnscmd command, expected /RecordAdd, /RecordDelete or /ZoneAdd");
    } else if (commands[row].read != NULL) {
        commands[row].read(b, i + 1);
    } else if (commands[row].why != NULL) {
        wrong(b, i, commands[row].why);
    }
}

/* True for dnscmd, with or without its path. */
static bool is_dnscmd(const lyd_token *program)
{
    lyd_token name = *program;
    for (size_t i = 0; i < program->length; i++) {
        if (program->text[i] == '\\' || program->text[i] == '/') {
            name = (lyd_token){.text = program->text + i + 1, .length = program->length - i - 1};
        }
    }
    return lyd_token_is(&name, "dnscmd") || lyd_token_is(&name, "dnscmd.exe");
}

/* The word at AT, without blanks before it and its quotation marks. */
static lyd_token word_at(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    bool quoted = at < end && *at == '"';
    lyd_token word = {.text = at + (quoted ? 1 : 0)};
    while (word.text + word.length < end && strchr(quoted ? "\"" : " \t\r", word.text[word.length]) == NULL) {
        word.length++;
    }
    return word;
}

bool lyd_dnscmd_recognize(const lyd_token *word, const lyd_token *line)
{
    lyd_token second = {.text = NULL};
    if (lyd_token_is(word, "call")) {
        second = word_at(word->text + word->length, line->text + line->length);
    }
    return is_dnscmd(word) || is_dnscmd(&second);
}

void lyd_dnscmd_read(lyd_change_reader *r, const char *text, size_t length)
{
    lyd_batch b = {.r = r, .at = text, .end = text + length, .next = 1};
    while (r->status != LYD_ENOMEM && lyd_batch_read(&b)) {
        if (b.count > 0 && is_dnscmd(&b.words[0])) {
            read_dnscmd(&b);
        } else if (b.count > 0) {
            wrong(&b, 0, "unsupported command, expected dnscmd");
        }
    }
}
