/* form_code.h: a form of record data is a string of codes, such as "22sssn": a letter for each word, and behind it ? if it may be missing,
 * * for any number of such words, + for one at least. Each letter is a row with the check of its words. */
#ifndef LYD_DNS_FORM_CODE_H
#define LYD_DNS_FORM_CODE_H

#include "form.h"

/* Words to be checked. The words before them are at words[-1] and so on, and fit their codes. */
typedef struct lyd_form_place {
    char code;
    const lyd_token *words;
    size_t count;
    const char *origin; /* of relative names; NULL: none */
    const char **why;   /* a check may set a reason */
} lyd_form_place;

/* What a code's data is in a message, if it isn't a number of so many bytes. */
enum {
    LYD_FORM_NAME = 100,
    LYD_FORM_STRING, /* its length in one byte, and as many bytes */
    LYD_FORM_REST,   /* one byte at least */
    LYD_FORM_OTHER,  /* not checked, nor what follows */
};

/* Of SVCB and HTTPS: a priority, a name, and parameters, which form_service.h checks. */
#define LYD_FORM_SERVICE "2nk?"

typedef struct lyd_form_code {
    char letter;
    bool rest;    /* it is for all words that are left, rather than for one */
    uint8_t wire; /* bytes, or one of the above */
    bool (*fits)(const lyd_form_place *place);
} lyd_form_code;

/* That of no form (!) if LETTER has no row. */
const lyd_form_code *lyd_form_code_find(char letter);

#endif
