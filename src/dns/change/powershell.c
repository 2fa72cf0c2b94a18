/* Scripts of PowerShell's DnsServer cmdlets with literal parameters: no variables, pipelines, loops or expressions. */
#include "powershell.h"

#include "dns/type.h"

#include <string.h>
#include <strings.h>

#define VALUES_MAX 64 /* of a parameter */

/* ---- parameters ---- */

typedef struct value_list {
    const lyd_token *items[VALUES_MAX];
    size_t count;
} value_list;

/* What the parameters of a statement say. */
typedef struct parameters {
    lyd_token zone, name, ttl, rr_type;
    value_list data;     /* addresses, alias target, RecordData */
    const char *data_of; /* the parameter that DATA is from */
    uint16_t type;       /* by a switch such as -AAAA; 0: none */
    bool other;          /* there are parameters for the data of a type that isn't judged */
} parameters;

typedef enum kind {
    KIND_SWITCH,  /* without effect on the records */
    KIND_IGNORED, /* has a value without effect on the records */
    KIND_ZONE,
    KIND_NAME,
    KIND_TTL,
    KIND_RR_TYPE,
    KIND_DATA,
    KIND_TYPE,       /* a switch that is a type of record */
    KIND_OTHER_DATA, /* has a value: data of another type */
    KIND_REFUSED,
} kind;

typedef struct parameter {
    const char *name;
    kind kind;
    uint16_t type; /* of KIND_TYPE and KIND_DATA; 0: any */
} parameter;

static const parameter rows[] = {
    {"ZoneName", KIND_ZONE, 0},
    {"Name", KIND_NAME, 0},
    {"TimeToLive", KIND_TTL, 0},
    {"RRType", KIND_RR_TYPE, 0},
    {"RecordData", KIND_DATA, 0},
    {"IPv4Address", KIND_DATA, LYD_TYPE_A},
    {"IPv6Address", KIND_DATA, LYD_TYPE_AAAA},
    {"HostNameAlias", KIND_DATA, LYD_TYPE_CNAME},
    {"A", KIND_TYPE, LYD_TYPE_A},
    {"AAAA", KIND_TYPE, LYD_TYPE_AAAA},
    {"CName", KIND_TYPE, LYD_TYPE_CNAME},
    {"Txt", KIND_TYPE, LYD_TYPE_TXT},
    {"MX", KIND_TYPE, LYD_TYPE_MX},
    {"Srv", KIND_TYPE, LYD_TYPE_SRV},
    {"Ptr", KIND_TYPE, LYD_TYPE_PTR},
    {"NS", KIND_TYPE, LYD_TYPE_NS},
    {"DName", KIND_TYPE, LYD_TYPE_DNAME},
    {"DescriptiveText", KIND_OTHER_DATA, 0},
    {"MailExchange", KIND_OTHER_DATA, 0},
    {"Preference", KIND_OTHER_DATA, 0},
    {"DomainName", KIND_OTHER_DATA, 0},
    {"Priority", KIND_OTHER_DATA, 0},
    {"Weight", KIND_OTHER_DATA, 0},
    {"Port", KIND_OTHER_DATA, 0},
    {"PtrDomainName", KIND_OTHER_DATA, 0},
    {"NameServer", KIND_OTHER_DATA, 0},
    {"DomainNameAlias", KIND_OTHER_DATA, 0},
    {"ComputerName", KIND_IGNORED, 0},
    {"CimSession", KIND_IGNORED, 0},
    {"ThrottleLimit", KIND_IGNORED, 0},
    {"ErrorAction", KIND_IGNORED, 0},
    {"WarningAction", KIND_IGNORED, 0},
    {"AllowUpdateAny", KIND_SWITCH, 0},
    {"CreatePtr", KIND_SWITCH, 0},
    {"AgeRecord", KIND_SWITCH, 0},
    {"PassThru", KIND_SWITCH, 0},
    {"Force", KIND_SWITCH, 0},
    {"Confirm", KIND_SWITCH, 0},
    {"Verbose", KIND_SWITCH, 0},
    {"WhatIf", KIND_REFUSED, 0},
    {"AsJob", KIND_REFUSED, 0},
    {"ZoneScope", KIND_REFUSED, 0},
    {"VirtualizationInstance", KIND_REFUSED, 0},
    {"InputObject", KIND_REFUSED, 0},
};

static bool text_is(const char *text, size_t length, const char *name)
{
    return strlen(name) == length && strncasecmp(text, name, length) == 0;
}

static const parameter *find_parameter(const lyd_token *token, lyd_token *attached)
{
    const char *name = token->text + 1, *colon = memchr(name, ':', token->length - 1);
    size_t length = colon != NULL ? (size_t)(colon - name) : token->length - 1;
    *attached = (lyd_token){.text = NULL};
    if (colon != NULL) {
        *attached = (lyd_token){.text = colon + 1, .length = token->length - length - 2};
    }
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        if (text_is(name, length, rows[i].name)) {
            return &rows[i];
        }
    }
    return NULL;
}

static bool is_parameter(const lyd_token *token)
{
    return !token->quoted && token->length > 1 && token->text[0] == '-' && strchr("0123456789.", token->text[1]) == NULL;
}

/* The values of the parameter at *I: ATTACHED by a colon, or the words that follow. Moves *I to the last of them. */
static bool read_values(lyd_ps_statement *s, size_t *i, const lyd_token *attached, value_list *values)
{
    values->count = 0;
    bool more = attached->text == NULL || attached->length == 0 || s->words[*i].comma;
    if (attached->text != NULL && attached->length > 0) {
        values->items[values->count++] = attached;
    }
    size_t at = *i + 1;
    while (more && at < s->count && values->count < VALUES_MAX && (s->words[at].token.quoted || !is_parameter(&s->words[at].token))) {
        values->items[values->count++] = &s->words[at].token;
        more = s->words[at].comma;
        at++;
    }
    if (values->count == 0 || values->count == VALUES_MAX) {
        lyd_change_wrong(s->r, s->first, &s->words[*i].token, values->count == 0 ? "missing value" : "too many values");
        return false;
    }
    *i = at - 1;
    return true;
}

static bool set_data(lyd_ps_statement *s, parameters *p, const parameter *row, const value_list *values, const lyd_token *word)
{
    if (p->data_of != NULL || (row->type != 0 && p->type != 0 && p->type != row->type)) {
        lyd_change_wrong(s->r, s->first, word, "not allowed together with the parameters before it");
        return false;
    }
    p->data = *values;
    p->data_of = row->name;
    p->type = row->type != 0 ? row->type : p->type;
    return true;
}

static bool set_type(lyd_ps_statement *s, parameters *p, const parameter *row, const lyd_token *word)
{
    if (p->type != 0 && p->type != row->type) {
        lyd_change_wrong(s->r, s->first, word, "not allowed together with the parameters before it");
        return false;
    }
    p->type = row->type;
    return true;
}

static bool set_one(lyd_ps_statement *s, lyd_token *place, const value_list *values, const lyd_token *word)
{
    if (values->count != 1 || place->text != NULL) {
        lyd_change_wrong(s->r, s->first, word, "expected one value");
        return false;
    }
    *place = *values->items[0];
    return true;
}

static bool read_parameter(lyd_ps_statement *s, size_t *i, parameters *p)
{
    const lyd_token *word = &s->words[*i].token;
    lyd_token attached;
    value_list values;
    if (!is_parameter(word)) {
        lyd_change_wrong(s->r, s->first, word, "a value without the name of its parameter");
        return false;
    }
    const parameter *row = find_parameter(word, &attached);
    if (row == NULL || row->kind == KIND_REFUSED) {
        lyd_change_wrong(s->r, s->first, word, row == NULL ? "unknown parameter" : "a change with this parameter can't be judged");
        return false;
    }
    if (row->kind == KIND_SWITCH || row->kind == KIND_TYPE) {
        if (attached.text != NULL && (row->kind == KIND_TYPE || strncasecmp(attached.text, "$", 1) != 0)) {
            lyd_change_wrong(s->r, s->first, word, "expected no value, $true or $false");
            return false;
        }
        return row->kind == KIND_SWITCH || set_type(s, p, row, word);
    }
    if (attached.text != NULL && attached.length > 0 && row->kind == KIND_DATA) {
        lyd_change_wrong(s->r, s->first, word, "expected a space after the parameter's name");
        return false;
    }
    if (!read_values(s, i, &attached, &values)) {
        return false;
    }
    switch (row->kind) {
    case KIND_ZONE:
        return set_one(s, &p->zone, &values, word);
    case KIND_NAME:
        return set_one(s, &p->name, &values, word);
    case KIND_TTL:
        return set_one(s, &p->ttl, &values, word);
    case KIND_RR_TYPE:
        return set_one(s, &p->rr_type, &values, word);
    case KIND_DATA:
        return set_data(s, p, row, &values, word);
    case KIND_OTHER_DATA:
        p->other = true;
        return true;
    default:
        return true;
    }
}

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

/* ---- cmdlets ---- */

typedef struct cmdlet {
    const char *name;
    lyd_change_act act;
    uint16_t type; /* 0: by its parameters */
} cmdlet;

static const cmdlet cmdlets[] = {
    {"Add-DnsServerResourceRecord", LYD_CHANGE_ADD, 0},
    {"Add-DnsServerResourceRecordA", LYD_CHANGE_ADD, LYD_TYPE_A},
    {"Add-DnsServerResourceRecordAAAA", LYD_CHANGE_ADD, LYD_TYPE_AAAA},
    {"Add-DnsServerResourceRecordCName", LYD_CHANGE_ADD, LYD_TYPE_CNAME},
    {"Add-DnsServerResourceRecordMX", LYD_CHANGE_ADD, LYD_TYPE_MX},
    {"Add-DnsServerResourceRecordPtr", LYD_CHANGE_ADD, LYD_TYPE_PTR},
    {"Remove-DnsServerResourceRecord", LYD_CHANGE_DELETE, 0},
};

static bool read_place(lyd_ps_statement *s, const parameters *p, lyd_change_step *step)
{
    if (p->zone.text == NULL || p->name.text == NULL) {
        lyd_change_wrong(s->r, s->first, NULL, p->zone.text == NULL ? "missing -ZoneName" : "missing -Name");
        return false;
    }
    return lyd_change_name(s->r, s->first, &p->zone, &step->zone) && lyd_change_node(s->r, s->first, &p->name, step->zone, &step->name);
}

static bool set_type_of(lyd_ps_statement *s, const cmdlet *c, const parameters *p, lyd_change_step *step)
{
    if (p->rr_type.text != NULL) {
        if (c->act == LYD_CHANGE_ADD) {
            lyd_change_wrong(s->r, s->first, NULL, "this cmdlet has no parameter -RRType");
            return false;
        }
        return lyd_change_type(s->r, step, &p->rr_type);
    }
    step->type = c->type != 0 ? c->type : p->type;
    if (step->type == 0 || (c->type != 0 && p->type != 0 && c->type != p->type) || c->act == LYD_CHANGE_DELETE) {
        lyd_change_wrong(s->r, s->first, NULL,
                         c->act == LYD_CHANGE_DELETE ? "missing -RRType" : "expected one record type: -A, -AAAA or -CName");
        return false;
    }
    step->type_name = lyd_type_name(step->type);
    return true;
}

/* One step for each value. */
static void add_steps(lyd_ps_statement *s, const parameters *p, lyd_change_step *step)
{
    if (step->act == LYD_CHANGE_DELETE && p->data.count == 0) {
        step->act = LYD_CHANGE_DELETE_SET;
        (void)lyd_change_add(s->r, step);
        return;
    }
    if (!lyd_type_is_judged(step->type)) {
        step->data = "(data not judged)";
        (void)lyd_change_add(s->r, step);
        return;
    }
    if (p->data.count == 0 || p->other) {
        lyd_change_wrong(s->r, s->first, NULL, "missing record data: -IPv4Address, -IPv6Address or -HostNameAlias");
        return;
    }
    for (size_t i = 0; i < p->data.count; i++) {
        if (!lyd_change_data(s->r, step, p->data.items[i], 1, true) || !lyd_change_add(s->r, step)) {
            return;
        }
    }
}

static void run_cmdlet(lyd_ps_statement *s, const cmdlet *c)
{
    parameters p = {.type = 0};
    lyd_change_step step = {.act = c->act, .ttl = LYD_CHANGE_TTL_WINDOWS, .line = (uint32_t)s->first, .request = (uint32_t)s->first};
    for (size_t i = 1; i < s->count; i++) {
        if (!read_parameter(s, &i, &p)) {
            return;
        }
    }
    if (p.ttl.text != NULL && !read_timespan(&p.ttl, &step.ttl)) {
        lyd_change_wrong(s->r, s->first, &p.ttl, "expected a time to live such as 01:00:00");
        return;
    }
    if (read_place(s, &p, &step) && set_type_of(s, c, &p, &step)) {
        add_steps(s, &p, &step);
    }
}

static void run_statement(lyd_ps_statement *s)
{
    static const char *const harmless[] = {"Import-Module", "Write-Host", "Write-Output", "Set-StrictMode"};
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
    if (!lyd_token_is_any(first, harmless, LYD_COUNT(harmless))) {
        lyd_change_wrong(
            s->r, s->first, first,
            "unsupported command, expected Add-DnsServerResourceRecord (or its forms A, AAAA, CName) or Remove-DnsServerResourceRecord");
    }
}

bool lyd_powershell_recognize(const lyd_token *word, const lyd_token *line)
{
    static const char part[] = "-DnsServer";
    bool found = false;
    (void)word;
    for (size_t i = 0; i + sizeof(part) - 1 <= line->length && !found; i++) {
        found = strncasecmp(line->text + i, part, sizeof(part) - 1) == 0;
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
