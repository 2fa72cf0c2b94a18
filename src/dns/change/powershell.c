/* Scripts of PowerShell's DnsServer cmdlets with literal parameters: no variables, loops or expressions. */
#include "powershell.h"

#include "dns/type.h"

#include <string.h>
#include <strings.h>

#define DATA_WORDS 4 /* of the data of a type */

/* ---- values ---- */

/* [d.]hh:mm[:ss]. PowerShell takes a bare number as units of 100 nanoseconds, which is never meant. */
static bool read_timespan(const lyd_token *token, uint32_t *seconds)
{
    char text[32];
    unsigned days = 0, hours, minutes, rest = 0;
    int used = 0;
    if (token->length >= sizeof(text) || strspn(token->text, "0123456789.:") < token->length) {
        return false;
    }
    memcpy(text, token->text, token->length);
    text[token->length] = '\0';
    bool has_days = sscanf(text, "%5u.%n", &days, &used) == 1 && used > 0;
    const char *time = has_days ? text + used : text;
    used = 0;
    if (sscanf(time, "%2u:%2u%n", &hours, &minutes, &used) != 2 ||
        (time[used] != '\0' && sscanf(time, "%*2u:%*2u:%2u%n", &rest, &used) != 1)) {
        return false;
    }
    uint64_t sum = (has_days ? days : 0) * UINT64_C(86400) + hours * 3600u + minutes * 60u + rest;
    *seconds = (uint32_t)sum;
    return time[used] == '\0' && hours < 24 && minutes < 60 && rest < 60 && sum <= INT32_MAX;
}

static bool missing(lyd_ps_statement *s, const char *why)
{
    lyd_change_wrong(s->r, s->first, NULL, why);
    return false;
}

/* "." is the zone itself, as "@" is. */
static bool read_place(lyd_ps_statement *s, const lyd_ps_call *call, lyd_change_step *step)
{
    const lyd_token *zone = lyd_ps_value(s, call, LYD_PS_ZONE), *name = lyd_ps_value(s, call, LYD_PS_NAME);
    static const lyd_token top = {.text = "@", .length = 1};
    if (zone == NULL || name == NULL) {
        return missing(s, zone == NULL ? "missing -ZoneName" : "missing -Name");
    }
    name = name->length == 1 && name->text[0] == '.' ? &top : name;
    return lyd_change_name(s->r, s->first, zone, &step->zone) && lyd_change_node(s->r, s->first, name, step->zone, &step->name);
}

/* One step for the data in WORDS, which may be anywhere in the script: the readers of data need them side by side. */
static bool add_step(lyd_ps_statement *s, lyd_change_step *step, const lyd_token *const *words, size_t count)
{
    lyd_token copies[LYD_PS_WORDS_MAX];
    size_t size = 0;
    if (step->type == LYD_TYPE_TXT) { /* any text is right, and longer ones are split */
        step->data = "(data not judged)";
        return lyd_change_add(s->r, step);
    }
    for (size_t i = 0; i < count; i++) {
        size += words[i]->length + 1;
    }
    char *at = lyd_arena_alloc(s->r->change->arena, size + 1);
    if (at == NULL) {
        s->r->status = LYD_ENOMEM;
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        copies[i] = (lyd_token){.text = at, .length = words[i]->length}; /* quotation marks mean nothing to a cmdlet */
        memcpy(at, words[i]->text, words[i]->length);
        at += words[i]->length;
        *at++ = ' ';
    }
    return lyd_change_data(s->r, step, copies, count, true) && lyd_change_add(s->r, step);
}

/* ---- Add-DnsServerResourceRecord and its forms ---- */

/* The parameters that the data of each type has. */
static const struct data_row {
    uint16_t type;
    lyd_ps_use uses[DATA_WORDS];
    size_t count;
    const char *names;
} data_rows[] = {
    {LYD_TYPE_A, {LYD_PS_IPV4}, 1, "missing -IPv4Address"},
    {LYD_TYPE_AAAA, {LYD_PS_IPV6}, 1, "missing -IPv6Address"},
    {LYD_TYPE_CNAME, {LYD_PS_ALIAS}, 1, "missing -HostNameAlias"},
    {LYD_TYPE_DNAME, {LYD_PS_ALIAS_BELOW}, 1, "missing -DomainNameAlias"},
    {LYD_TYPE_MX, {LYD_PS_PREFERENCE, LYD_PS_EXCHANGE}, 2, "missing -Preference or -MailExchange"},
    {LYD_TYPE_NS, {LYD_PS_NAME_SERVER}, 1, "missing -NameServer"},
    {LYD_TYPE_PTR, {LYD_PS_POINTER}, 1, "missing -PtrDomainName"},
    {LYD_TYPE_SRV, {LYD_PS_PRIORITY, LYD_PS_WEIGHT, LYD_PS_PORT, LYD_PS_TARGET}, 4, "missing -Priority, -Weight, -Port or -DomainName"},
    {LYD_TYPE_TXT, {LYD_PS_TEXT}, 1, "missing -DescriptiveText"},
};

static const struct data_row *find_data_row(uint16_t type)
{
    size_t i = 0;
    while (i < LYD_COUNT(data_rows) && data_rows[i].type != type) {
        i++;
    }
    return i < LYD_COUNT(data_rows) ? &data_rows[i] : NULL;
}

/* True when all parameters of the type's data are given, and those of no other type. */
static bool is_data_whole(lyd_ps_statement *s, const lyd_ps_call *call, const struct data_row *row)
{
    size_t given = 0, wanted = 0;
    for (lyd_ps_use use = LYD_PS_IPV4; use <= LYD_PS_ALIAS_BELOW; use++) {
        given += call->values[use].count > 0 ? 1 : 0;
    }
    for (size_t i = 0; i < row->count; i++) {
        wanted += call->values[row->uses[i]].count > 0 ? 1 : 0;
    }
    if (wanted < row->count) {
        return missing(s, row->names);
    }
    return given == wanted || missing(s, "there are parameters of another record type");
}

static void add_records(lyd_ps_statement *s, const lyd_ps_call *call, uint16_t type, lyd_change_step *step)
{
    const lyd_token *ttl = lyd_ps_value(s, call, LYD_PS_TTL), *words[DATA_WORDS];
    const struct data_row *row = find_data_row(type);
    step->ttl = LYD_CHANGE_TTL_WINDOWS;
    if (ttl != NULL && !read_timespan(ttl, &step->ttl)) {
        lyd_change_wrong(s->r, s->first, ttl, "expected a time to live such as 01:00:00");
        return;
    }
    if (row == NULL) {
        (void)missing(s, "missing record type: -A, -AAAA, -CName or -Srv");
        return;
    }
    if (!is_data_whole(s, call, row)) {
        return;
    }
    step->type = type;
    step->type_name = lyd_type_name(type);
    size_t addresses = call->values[row->uses[0]].count;
    for (size_t k = 0; k < addresses; k++) { /* only an address may be a list */
        for (size_t i = 0; i < row->count; i++) {
            words[i] = &s->words[call->values[row->uses[i]].first + (i == 0 ? k : 0)].token;
        }
        if (!add_step(s, step, words, row->count)) {
            return;
        }
    }
}

/* ---- Remove-DnsServerResourceRecord ---- */

/* Without -RecordData it deletes all records of the type; the values of -RecordData are the words of one record's data. */
static void remove_records(lyd_ps_statement *s, const lyd_ps_call *call, lyd_change_step *step)
{
    const lyd_token *type = lyd_ps_value(s, call, LYD_PS_RRTYPE), *words[LYD_PS_WORDS_MAX];
    lyd_ps_values data = call->values[LYD_PS_DATA];
    if (type == NULL) {
        (void)missing(s, "missing -RRType");
        return;
    }
    if (!lyd_change_type(s->r, step, type, true)) {
        return;
    }
    if (data.count == 0) {
        step->act = LYD_CHANGE_DELETE_SET;
        (void)lyd_change_add(s->r, step);
        return;
    }
    for (size_t i = 0; i < data.count; i++) {
        words[i] = &s->words[data.first + i].token;
    }
    step->act = LYD_CHANGE_DELETE;
    (void)add_step(s, step, words, data.count);
}

/* ---- cmdlets ---- */

static const struct cmdlet {
    const char *name;
    lyd_ps_cmdlet id;
    uint16_t type; /* of the records; 0: by its parameters */
} cmdlets[] = {
    {"Add-DnsServerResourceRecord", LYD_PS_ADD, 0},
    {"Add-DnsServerResourceRecordA", LYD_PS_ADD_A, LYD_TYPE_A},
    {"Add-DnsServerResourceRecordAAAA", LYD_PS_ADD_AAAA, LYD_TYPE_AAAA},
    {"Add-DnsServerResourceRecordCName", LYD_PS_ADD_CNAME, LYD_TYPE_CNAME},
    {"Add-DnsServerResourceRecordMX", LYD_PS_ADD_MX, LYD_TYPE_MX},
    {"Add-DnsServerResourceRecordPtr", LYD_PS_ADD_PTR, LYD_TYPE_PTR},
    {"Remove-DnsServerResourceRecord", LYD_PS_REMOVE, 0},
    {"Add-DnsServerPrimaryZone", LYD_PS_ADD_ZONE, 0},
};

static void run_cmdlet(lyd_ps_statement *s, const struct cmdlet *c)
{
    lyd_ps_call call;
    lyd_change_step step = {.act = LYD_CHANGE_ADD, .line = (uint32_t)s->first, .request = (uint32_t)s->first};
    if (!lyd_ps_bind(s, c->id, &call)) {
        return;
    }
    if (c->id == LYD_PS_ADD_ZONE) {
        lyd_ps_add_zone(s, &call);
    } else if (!read_place(s, &call, &step)) {
        return;
    } else if (c->id == LYD_PS_REMOVE) {
        remove_records(s, &call, &step);
    } else {
        add_records(s, &call, c->type != 0 ? c->type : call.type, &step);
    }
}

/* Commands that change no record: those that read, and those that print. */
static bool is_harmless(const lyd_ps_statement *s)
{
    static const char *const names[] = {"Clear-DnsServerCache", "Write-Host", "Write-Output", "Set-StrictMode"};
    const lyd_token *first = &s->words[0].token;
    bool reads = !first->quoted && first->length > 4 && strncasecmp(first->text, "Get-", 4) == 0;
    bool imports = lyd_token_is(first, "Import-Module") && s->count == 2 && lyd_token_is(&s->words[1].token, "DnsServer");
    return reads || imports || lyd_token_is_any(first, names, LYD_COUNT(names));
}

static const char *why_unsupported(const lyd_token *first)
{
    static const struct {
        const char *name, *why;
    } rows[] = {
        {"Set-DnsServerResourceRecord",
         "it takes records from variables, which can't be read; write the change as Remove-DnsServerResourceRecord and "
         "Add-DnsServerResourceRecord"},
        {"Remove-DnsServerZone", "the deletion of a zone can't be judged: it deletes all its records, and the parent zone answers then"},
        {"Add-DnsServerConditionalForwarderZone", "another server answers for a forwarded zone, and what it says isn't known"},
        {"Add-DnsServerSecondaryZone", "a secondary zone is copied from another server, and what it holds isn't known"},
        {"Add-DnsServerStubZone", "other servers answer for a stub zone, and what they say isn't known"},
    };
    const char *why = "unsupported command, expected Add-DnsServerResourceRecord (or its forms A, AAAA, CName, MX, Ptr), "
                      "Remove-DnsServerResourceRecord or Add-DnsServerPrimaryZone";
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        why = lyd_token_is(first, rows[i].name) ? rows[i].why : why;
    }
    return why;
}

static void run_statement(lyd_ps_statement *s)
{
    if (s->count == 0 || s->broken) {
        return;
    }
    const lyd_token *first = &s->words[0].token;
    for (size_t i = 0; i < LYD_COUNT(cmdlets); i++) {
        if (lyd_token_is(first, cmdlets[i].name)) {
            run_cmdlet(s, &cmdlets[i]);
            return;
        }
    }
    if (!is_harmless(s)) {
        lyd_change_wrong(s->r, s->first, first, why_unsupported(first));
    }
}

/* The name of any such cmdlet, even with a typographic dash. */
bool lyd_powershell_recognize(const lyd_token *word, const lyd_token *line)
{
    static const char part[] = "DnsServer";
    bool found = false;
    (void)word;
    for (size_t i = 1; i + sizeof(part) - 1 <= line->length && !found; i++) {
        bool dash = line->text[i - 1] == '-' || (unsigned char)line->text[i - 1] >= 0x80;
        found = dash && strncasecmp(line->text + i, part, sizeof(part) - 1) == 0;
    }
    return found;
}

void lyd_powershell_read(lyd_change_reader *r, const char *text, size_t length)
{
    lyd_ps_statement s = {.r = r, .at = text, .end = text + length, .line = 1};
    while (s.at < s.end && r->status != LYD_ENOMEM) {
        lyd_ps_read(&s);
        run_statement(&s);
    }
}
