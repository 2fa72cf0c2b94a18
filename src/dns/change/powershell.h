/* powershell.h: PowerShell taken apart into statements of literal words, and their parameters; anything else is a mistake. */
#ifndef LYD_DNS_CHANGE_POWERSHELL_H
#define LYD_DNS_CHANGE_POWERSHELL_H

#include "change.h"

#define LYD_PS_WORDS_MAX 256

/* A word of a statement: a value, or the name of a parameter. */
typedef struct lyd_ps_word {
    lyd_token token; /* a value without its quotation marks, or a parameter as written */
    lyd_token name;  /* of a parameter, without dash and colon; TEXT is NULL for a value */
    bool comma;      /* a comma follows: the next word belongs to the same list */
    bool colon;      /* a parameter that a colon ends: the next word is its value */
} lyd_ps_word;

typedef struct lyd_ps_statement {
    lyd_change_reader *r;
    const char *at, *end;
    size_t line;  /* of AT */
    size_t first; /* line where the statement begins */
    lyd_ps_word words[LYD_PS_WORDS_MAX];
    size_t count;
    size_t piped; /* words before a pipe; 0: there is none */
    bool broken;  /* a mistake was recorded: the rest of the statement is skipped */
} lyd_ps_statement;

/* Reads up to the end of a statement, and past it. "| Out-Null" is left out. */
void lyd_ps_read(lyd_ps_statement *statement);

/* The cmdlets that change something: bits of a set. */
typedef enum lyd_ps_cmdlet {
    LYD_PS_ADD = 1,
    LYD_PS_ADD_A = 2,
    LYD_PS_ADD_AAAA = 4,
    LYD_PS_ADD_CNAME = 8,
    LYD_PS_ADD_MX = 16,
    LYD_PS_ADD_PTR = 32,
    LYD_PS_REMOVE = 64,
    LYD_PS_ADD_ZONE = 128,
} lyd_ps_cmdlet;

/* What a parameter says about the change. */
typedef enum lyd_ps_use {
    LYD_PS_NOTHING,
    LYD_PS_ZONE,
    LYD_PS_NAME,
    LYD_PS_TTL,
    LYD_PS_TYPE,   /* a switch such as -AAAA */
    LYD_PS_RRTYPE, /* a value */
    LYD_PS_DATA,   /* RecordData */
    LYD_PS_IPV4,
    LYD_PS_IPV6,
    LYD_PS_ALIAS,
    LYD_PS_TEXT,
    LYD_PS_EXCHANGE,
    LYD_PS_PREFERENCE,
    LYD_PS_TARGET, /* of SRV */
    LYD_PS_PRIORITY,
    LYD_PS_WEIGHT,
    LYD_PS_PORT,
    LYD_PS_POINTER,
    LYD_PS_NAME_SERVER,
    LYD_PS_ALIAS_BELOW, /* of DNAME */
    LYD_PS_NETWORK,
    LYD_PS_SCOPE,
    LYD_PS_FILE,
    LYD_PS_REFUSED,
    LYD_PS_USES,
} lyd_ps_use;

/* The values of a parameter: COUNT words from FIRST; 0: it isn't given. */
typedef struct lyd_ps_values {
    size_t first, count;
} lyd_ps_values;

typedef struct lyd_ps_call {
    lyd_ps_values values[LYD_PS_USES];
    uint16_t type; /* by a switch such as -AAAA; 0: none */
} lyd_ps_call;

/* Finds the parameter of each word behind the first as PowerShell does: by name, alias, unambiguous beginning or position. False: a mistake
 * was recorded. */
bool lyd_ps_bind(lyd_ps_statement *statement, lyd_ps_cmdlet cmdlet, lyd_ps_call *call);

/* The one value of a parameter; NULL: it isn't given. */
const lyd_token *lyd_ps_value(const lyd_ps_statement *statement, const lyd_ps_call *call, lyd_ps_use use);

/* Add-DnsServerPrimaryZone. */
void lyd_ps_add_zone(lyd_ps_statement *statement, const lyd_ps_call *call);

#endif
