/* powershell.h: PowerShell taken apart into statements of literal words; anything else is a mistake. */
#ifndef LYD_DNS_CHANGE_POWERSHELL_H
#define LYD_DNS_CHANGE_POWERSHELL_H

#include "change.h"

#define LYD_PS_WORDS_MAX 256

/* A word of a statement. COMMA: a comma follows, so that the next word belongs to the same list. */
typedef struct lyd_ps_word {
    lyd_token token;
    bool comma;
} lyd_ps_word;

typedef struct lyd_ps_statement {
    lyd_change_reader *r;
    const char *at, *end;
    size_t line;  /* of AT */
    size_t first; /* line where the statement begins */
    lyd_ps_word words[LYD_PS_WORDS_MAX];
    size_t count;
    bool broken; /* a mistake was recorded: the rest of the statement is skipped */
} lyd_ps_statement;

/* Reads up to the end of a statement, and past it. */
void lyd_ps_read(lyd_ps_statement *statement);

#endif
