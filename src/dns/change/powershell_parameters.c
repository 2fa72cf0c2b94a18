/* The parameters of PowerShell's DnsServer cmdlets: names, aliases and positions, and how a statement's words are matched with them. */
#include "powershell.h"

#include <string.h>
#include <strings.h>

#define POSITIONS 4

enum {
    EACH = 255,
    RECORD = EACH & ~LYD_PS_ADD_ZONE,
    ADDS = RECORD & ~LYD_PS_REMOVE,
    HOSTS = LYD_PS_ADD | LYD_PS_ADD_A | LYD_PS_ADD_AAAA,
};

/* Where a parameter comes from, which decides what a beginning of its name may mean. */
typedef enum origin {
    CMDLET,
    LATER,  /* since Windows Server 2016 */
    COMMON, /* of every cmdlet; gives way to those of the cmdlet itself */
} origin;

typedef enum shape { SWITCH, VALUE, LIST } shape;

/* Sources: the pages of the cmdlets for Windows Server 2012 to 2025, and about_CommonParameters. An alias belongs to the
 * row above it. */
typedef struct parameter {
    const char *name;
    bool alias;
    unsigned cmdlets;
    unsigned position; /* from 1; 0: by name only */
    shape shape;
    lyd_ps_use use;
    uint16_t type; /* of LYD_PS_TYPE */
    origin origin;
} parameter;

#define VALUE_OF(name, cmdlets, position, use)                                                                                             \
    {                                                                                                                                      \
        name, false, cmdlets, position, VALUE, use, 0, CMDLET                                                                              \
    }
#define LIST_OF(name, cmdlets, position, use)                                                                                              \
    {                                                                                                                                      \
        name, false, cmdlets, position, LIST, use, 0, CMDLET                                                                               \
    }
#define SWITCH_OF(name, cmdlets, use)                                                                                                      \
    {                                                                                                                                      \
        name, false, cmdlets, 0, SWITCH, use, 0, CMDLET                                                                                    \
    }
#define TYPE_SWITCH(name, type)                                                                                                            \
    {                                                                                                                                      \
        name, false, LYD_PS_ADD, 0, SWITCH, LYD_PS_TYPE, type, CMDLET                                                                      \
    }
#define ALIAS(name, cmdlets)                                                                                                               \
    {                                                                                                                                      \
        name, true, cmdlets, 0, VALUE, LYD_PS_NOTHING, 0, CMDLET                                                                           \
    }
#define COMMON_ALIAS(name)                                                                                                                 \
    {                                                                                                                                      \
        name, true, EACH, 0, VALUE, LYD_PS_NOTHING, 0, COMMON                                                                              \
    }
#define COMMON_OF(name, shape, use)                                                                                                        \
    {                                                                                                                                      \
        name, false, EACH, 0, shape, use, 0, COMMON                                                                                        \
    }

static const parameter rows[] = {
    VALUE_OF("ZoneName", RECORD, 1, LYD_PS_ZONE),
    ALIAS("ForwardLookupZone", LYD_PS_ADD_A | LYD_PS_REMOVE),
    VALUE_OF("Name", RECORD, 2, LYD_PS_NAME),
    ALIAS("DeviceName", LYD_PS_ADD_A),
    ALIAS("RecordName", LYD_PS_ADD_CNAME | LYD_PS_ADD_PTR | LYD_PS_REMOVE),
    VALUE_OF("TimeToLive", ADDS, 0, LYD_PS_TTL),
    SWITCH_OF("AgeRecord", ADDS, LYD_PS_NOTHING),
    SWITCH_OF("AllowUpdateAny", ADDS, LYD_PS_NOTHING),
    SWITCH_OF("CreatePtr", HOSTS, LYD_PS_NOTHING), /* no name of a deployment is in a reverse zone */
    LIST_OF("IPv4Address", LYD_PS_ADD_A, 3, LYD_PS_IPV4),
    ALIAS("IpAddress", LYD_PS_ADD_A),
    LIST_OF("IPv6Address", LYD_PS_ADD_AAAA, 3, LYD_PS_IPV6),
    VALUE_OF("HostNameAlias", LYD_PS_ADD_CNAME, 3, LYD_PS_ALIAS),
    VALUE_OF("MailExchange", LYD_PS_ADD_MX, 3, LYD_PS_EXCHANGE),
    VALUE_OF("Preference", LYD_PS_ADD_MX, 4, LYD_PS_PREFERENCE),
    VALUE_OF("PtrDomainName", LYD_PS_ADD_PTR, 3, LYD_PS_POINTER),
    VALUE_OF("RRType", LYD_PS_REMOVE, 3, LYD_PS_RRTYPE),
    LIST_OF("RecordData", LYD_PS_REMOVE, 0, LYD_PS_DATA),
    TYPE_SWITCH("A", LYD_TYPE_A),
    TYPE_SWITCH("AAAA", LYD_TYPE_AAAA),
    TYPE_SWITCH("CName", LYD_TYPE_CNAME),
    TYPE_SWITCH("DName", LYD_TYPE_DNAME),
    TYPE_SWITCH("MX", LYD_TYPE_MX),
    TYPE_SWITCH("NS", LYD_TYPE_NS),
    TYPE_SWITCH("Ptr", LYD_TYPE_PTR),
    TYPE_SWITCH("Srv", LYD_TYPE_SRV),
    TYPE_SWITCH("Txt", LYD_TYPE_TXT),
    VALUE_OF("IPv4Address", LYD_PS_ADD, 0, LYD_PS_IPV4),
    VALUE_OF("IPv6Address", LYD_PS_ADD, 0, LYD_PS_IPV6),
    VALUE_OF("HostNameAlias", LYD_PS_ADD, 0, LYD_PS_ALIAS),
    VALUE_OF("DescriptiveText", LYD_PS_ADD, 0, LYD_PS_TEXT),
    VALUE_OF("MailExchange", LYD_PS_ADD, 0, LYD_PS_EXCHANGE),
    VALUE_OF("Preference", LYD_PS_ADD, 0, LYD_PS_PREFERENCE),
    VALUE_OF("DomainName", LYD_PS_ADD, 0, LYD_PS_TARGET),
    VALUE_OF("Priority", LYD_PS_ADD, 0, LYD_PS_PRIORITY),
    VALUE_OF("Weight", LYD_PS_ADD, 0, LYD_PS_WEIGHT),
    VALUE_OF("Port", LYD_PS_ADD, 0, LYD_PS_PORT),
    VALUE_OF("PtrDomainName", LYD_PS_ADD, 0, LYD_PS_POINTER),
    VALUE_OF("NameServer", LYD_PS_ADD, 0, LYD_PS_NAME_SERVER),
    VALUE_OF("DomainNameAlias", LYD_PS_ADD, 0, LYD_PS_ALIAS_BELOW),
    VALUE_OF("Type", LYD_PS_ADD | LYD_PS_REMOVE, 0, LYD_PS_REFUSED),
    VALUE_OF("RecordData", LYD_PS_ADD, 0, LYD_PS_REFUSED),
    SWITCH_OF("Afsdb", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("Atma", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("DhcId", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("HInfo", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("Isdn", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("RP", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("RT", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("TLSA", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("Wins", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("WinsR", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("Wks", LYD_PS_ADD, LYD_PS_REFUSED),
    SWITCH_OF("X25", LYD_PS_ADD, LYD_PS_REFUSED),
    VALUE_OF("InputObject", LYD_PS_ADD | LYD_PS_REMOVE, 0, LYD_PS_REFUSED),
    VALUE_OF("Name", LYD_PS_ADD_ZONE, 1, LYD_PS_ZONE),
    ALIAS("ZoneName", LYD_PS_ADD_ZONE),
    VALUE_OF("ReplicationScope", LYD_PS_ADD_ZONE, 2, LYD_PS_SCOPE),
    VALUE_OF("DirectoryPartitionName", LYD_PS_ADD_ZONE, 3, LYD_PS_NOTHING),
    VALUE_OF("NetworkId", LYD_PS_ADD_ZONE, 0, LYD_PS_NETWORK),
    VALUE_OF("ZoneFile", LYD_PS_ADD_ZONE, 0, LYD_PS_FILE),
    VALUE_OF("ResponsiblePerson", LYD_PS_ADD_ZONE, 0, LYD_PS_NOTHING),
    VALUE_OF("DynamicUpdate", LYD_PS_ADD_ZONE, 0, LYD_PS_NOTHING),
    SWITCH_OF("LoadExisting", LYD_PS_ADD_ZONE, LYD_PS_REFUSED),
    SWITCH_OF("Force", LYD_PS_ADD | LYD_PS_REMOVE, LYD_PS_NOTHING),
    SWITCH_OF("PassThru", EACH, LYD_PS_NOTHING),
    VALUE_OF("ComputerName", EACH, 0, LYD_PS_NOTHING),
    ALIAS("Cn", EACH),
    ALIAS("ForwardLookupPrimaryServer", LYD_PS_ADD_A | LYD_PS_REMOVE),
    LIST_OF("CimSession", EACH, 0, LYD_PS_NOTHING),
    ALIAS("Session", EACH),
    VALUE_OF("ThrottleLimit", EACH, 0, LYD_PS_NOTHING),
    SWITCH_OF("AsJob", EACH, LYD_PS_REFUSED),
    {"ZoneScope", false, RECORD, 0, VALUE, LYD_PS_REFUSED, 0, LATER},
    {"VirtualizationInstance", false, EACH, 0, VALUE, LYD_PS_REFUSED, 0, LATER},
    COMMON_OF("WhatIf", SWITCH, LYD_PS_REFUSED),
    COMMON_ALIAS("wi"),
    COMMON_OF("Confirm", SWITCH, LYD_PS_NOTHING),
    COMMON_ALIAS("cf"),
    COMMON_OF("Verbose", SWITCH, LYD_PS_NOTHING),
    COMMON_ALIAS("vb"),
    COMMON_OF("Debug", SWITCH, LYD_PS_NOTHING),
    COMMON_ALIAS("db"),
    COMMON_OF("ErrorAction", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("ea"),
    COMMON_OF("WarningAction", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("wa"),
    COMMON_OF("InformationAction", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("infa"),
    COMMON_OF("ErrorVariable", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("ev"),
    COMMON_OF("WarningVariable", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("wv"),
    COMMON_OF("InformationVariable", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("iv"),
    COMMON_OF("OutVariable", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("ov"),
    COMMON_OF("OutBuffer", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("ob"),
    COMMON_OF("PipelineVariable", VALUE, LYD_PS_NOTHING),
    COMMON_ALIAS("pv"),
};

/* ---- by name ---- */

/* The parameter that a row is a name of. */
static const parameter *owner(const parameter *row)
{
    while (row->alias) {
        row--;
    }
    return row;
}

static bool begins(const char *name, const lyd_token *beginning)
{
    return strncasecmp(name, beginning->text, beginning->length) == 0;
}

/* The parameters of one origin whose name or an alias begins with NAME. */
static size_t matches(const lyd_token *name, lyd_ps_cmdlet cmdlet, origin from, const parameter **match)
{
    size_t count = 0;
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        if (rows[i].origin == from && (rows[i].cmdlets & cmdlet) != 0 && begins(rows[i].name, name) &&
            (count == 0 || *match != owner(&rows[i]))) {
            *match = owner(&rows[i]);
            count++;
        }
    }
    return count;
}

/* Windows Server 2012 has no -ZoneScope, so that scripts have -Zone. */
static const parameter *by_beginning(lyd_ps_statement *s, const lyd_ps_word *word, lyd_ps_cmdlet cmdlet)
{
    const parameter *match = NULL, *later = NULL, *common = NULL;
    size_t own = matches(&word->name, cmdlet, CMDLET, &match), laters = matches(&word->name, cmdlet, LATER, &later);
    size_t commons = matches(&word->name, cmdlet, COMMON, &common);
    if (own == 1 && laters > 0) {
        lyd_diag_note(s->r->diag, s->r->change->path, s->first,
                      "\"%.*s\" is read as -%s; PowerShell of Windows Server 2016 or later refuses it, because it also has -%s",
                      (int)word->token.length, word->token.text, match->name, later->name);
    }
    if (own == 1) {
        return match;
    }
    if (own + laters + commons == 1) {
        return laters == 1 ? later : common;
    }
    lyd_change_wrong(s->r, s->first, &word->token,
                     own + laters + commons == 0 ? "this cmdlet has no such parameter" : "several parameters begin so");
    return NULL;
}

/* NULL: a mistake was recorded. */
static const parameter *find(lyd_ps_statement *s, const lyd_ps_word *word, lyd_ps_cmdlet cmdlet)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        if ((rows[i].cmdlets & cmdlet) != 0 && strlen(rows[i].name) == word->name.length && begins(rows[i].name, &word->name)) {
            return owner(&rows[i]);
        }
    }
    return by_beginning(s, word, cmdlet);
}

/* ---- values ---- */

static bool wrong(const lyd_ps_statement *s, size_t word, const char *why)
{
    lyd_change_wrong(s->r, s->first, &s->words[word].token, why);
    return false;
}

/* The words of the list that begins with FIRST. */
static size_t list_length(const lyd_ps_statement *s, size_t first)
{
    size_t i = first;
    while (i < s->count && s->words[i].comma) {
        i++;
    }
    return i < s->count ? i - first + 1 : i - first;
}

/* Gives COUNT words from FIRST to the parameter, which the message about a mistake calls WORD. */
static bool set_values(const lyd_ps_statement *s, lyd_ps_call *call, const parameter *row, size_t word, lyd_ps_values values)
{
    for (size_t i = values.first; i < values.first + values.count; i++) {
        if (!s->words[i].token.quoted && s->words[i].token.text[0] == '$') {
            return wrong(s, i, "expected a literal value");
        }
    }
    if (row->shape == VALUE && values.count > 1) {
        return wrong(s, word, "expected one value");
    }
    if (row->use != LYD_PS_NOTHING && call->values[row->use].count > 0) {
        return wrong(s, word, "this parameter is given twice");
    }
    call->values[row->use] = values;
    return true;
}

static bool set_type(const lyd_ps_statement *s, lyd_ps_call *call, const parameter *row, size_t word)
{
    if (call->type != 0) {
        return wrong(s, word, "not allowed together with the parameters before it");
    }
    call->type = row->type;
    return true;
}

static bool refuse(const lyd_ps_statement *s, const parameter *row, size_t word)
{
    static const struct {
        const char *name, *why;
    } reasons[] = {
        {"WhatIf", "with this parameter nothing is changed; leave it out to have the change judged"},
        {"Type", "types by number aren't supported; write the name of the type"},
        {"LoadExisting", "what the zone's file or the directory holds isn't known; change the zone after it was loaded"},
        {"ZoneScope", "which clients get the records of a zone scope isn't known"},
    };
    const char *why = "a change with this parameter can't be judged";
    for (size_t i = 0; i < LYD_COUNT(reasons); i++) {
        why = strcmp(reasons[i].name, row->name) == 0 ? reasons[i].why : why;
    }
    return wrong(s, word, why);
}

/* A switch may have a colon and $true or $false behind it. Moves *I to its last word. */
static bool read_switch(const lyd_ps_statement *s, lyd_ps_call *call, const parameter *row, size_t *i)
{
    size_t word = *i;
    bool given = true;
    if (s->words[word].colon) {
        const lyd_token *value = word + 1 < s->count ? &s->words[word + 1].token : NULL;
        given = value != NULL && lyd_token_is(value, "$true");
        if (value == NULL || s->words[word + 1].comma || (!given && !lyd_token_is(value, "$false"))) {
            return wrong(s, word, "expected no value, $true or $false");
        }
        *i += 1;
    }
    if (given && row->use == LYD_PS_REFUSED) {
        return refuse(s, row, word);
    }
    return !given || row->use != LYD_PS_TYPE || set_type(s, call, row, word);
}

static bool read_named(lyd_ps_statement *s, lyd_ps_call *call, lyd_ps_cmdlet cmdlet, size_t *i)
{
    size_t word = *i;
    const parameter *row = find(s, &s->words[word], cmdlet);
    if (row == NULL || row->shape == SWITCH) {
        return row != NULL && read_switch(s, call, row, i);
    }
    if (row->use == LYD_PS_REFUSED) {
        return refuse(s, row, word);
    }
    if (word + 1 >= s->count || s->words[word + 1].name.text != NULL) {
        return wrong(s, word, "missing value");
    }
    lyd_ps_values values = {word + 1, list_length(s, word + 1)};
    *i += values.count;
    return set_values(s, call, row, word, values);
}

/* ---- by position ---- */

/* The next parameter behind *POSITION that has a position and isn't given by name; NULL: there is none. */
static const parameter *next_position(lyd_ps_cmdlet cmdlet, const lyd_ps_call *call, unsigned *position)
{
    while (*position < POSITIONS) {
        *position += 1;
        for (size_t i = 0; i < LYD_COUNT(rows); i++) {
            const parameter *row = &rows[i];
            if (row->position == *position && (row->cmdlets & cmdlet) != 0 &&
                (row->use == LYD_PS_NOTHING || call->values[row->use].count == 0)) {
                return row;
            }
        }
    }
    return NULL;
}

/* Positions are counted once all parameters with names are known. */
static bool bind_positions(const lyd_ps_statement *s, lyd_ps_call *call, lyd_ps_cmdlet cmdlet, const lyd_ps_values *lists, size_t count)
{
    unsigned position = 0;
    for (size_t i = 0; i < count; i++) {
        const parameter *row = next_position(cmdlet, call, &position);
        if (row == NULL) {
            return wrong(s, lists[i].first, "a value without the name of its parameter");
        }
        if (!set_values(s, call, row, lists[i].first, lists[i])) {
            return false;
        }
    }
    return true;
}

bool lyd_ps_bind(lyd_ps_statement *s, lyd_ps_cmdlet cmdlet, lyd_ps_call *call)
{
    lyd_ps_values lists[POSITIONS + 1];
    size_t count = 0;
    *call = (lyd_ps_call){.type = 0};
    for (size_t i = 1; i < s->count; i++) {
        if (s->words[i].name.text != NULL) {
            if (!read_named(s, call, cmdlet, &i)) {
                return false;
            }
            continue;
        }
        lyd_ps_values values = {i, list_length(s, i)};
        i += values.count - 1;
        if (count < LYD_COUNT(lists)) { /* one more than there are positions is a mistake already */
            lists[count++] = values;
        }
    }
    return bind_positions(s, call, cmdlet, lists, count);
}

const lyd_token *lyd_ps_value(const lyd_ps_statement *s, const lyd_ps_call *call, lyd_ps_use use)
{
    return call->values[use].count > 0 ? &s->words[call->values[use].first].token : NULL;
}
