/* options.h: options as rows, which drive parsing and --help.
 *
 * GNU style: --name=value, --name value, -xvalue, -x value, flags together (-qh), operands anywhere, "--" ends options, "-" is an operand.
 * The parser knows no option and no command by name, and prints nothing. */
#ifndef LYD_CLI_OPTIONS_H
#define LYD_CLI_OPTIONS_H

#include <lyncdns/base.h>

typedef enum lyd_option_type {
    LYD_OPTION_FLAG,
    LYD_OPTION_TEXT,
    LYD_OPTION_DURATION, /* milliseconds */
    LYD_OPTION_COUNT,    /* a whole number */
    LYD_OPTION_NUMBER,
    LYD_OPTION_CHOICE, /* one of a list of words */
} lyd_option_type;

typedef struct lyd_option {
    int id;           /* below LYD_OPTION_IDS; rows of the same name for different commands have ids of their own */
    const char *name; /* without the dashes */
    char letter;      /* '\0': no short form */
    lyd_option_type type;
    unsigned commands;               /* a set of bits: which commands take it */
    unsigned repeats;                /* which of them more than once; for the others a text is an error, and of the rest the last counts */
    const char *argument;            /* what --help calls the value; NULL for a flag */
    const char *fallback;            /* the value when it isn't given, as it would be given; NULL: none */
    const char *all;                 /* the word for the most that a count may be; NULL: none */
    double least, most;              /* bounds of a duration (ms), count or number; both 0: unbounded */
    const char *(*choice)(size_t i); /* of a choice: the I-th word, NULL past the last */
    const char *(*describe)(size_t i); /* what the I-th word means, for --help; NULL: the words alone are listed */
    const char *help;
} lyd_option;

#define LYD_OPTION_IDS 64

typedef struct lyd_option_value {
    const char *text; /* as given */
    double number;    /* milliseconds, count or number */
    size_t choice;    /* index of the word */
} lyd_option_value;

typedef struct lyd_setting {
    lyd_option_value *given; /* in the order of the command line */
    size_t count, capacity;
    lyd_option_value value; /* the last one given, or the fallback */
} lyd_setting;

typedef struct lyd_options {
    lyd_setting settings[LYD_OPTION_IDS];
    const char **operands;
    size_t operand_count, operand_capacity;
} lyd_options;

/* Reads ARGUMENTS by those of ROWS (ended by a row without a name) that COMMAND (one bit) takes. Every mistake is a sentence in DIAG, with
 * the nearest right word where there is one. *OPTIONS holds what could be read also on failure; lyd_options_clear frees it. Texts are
 * those of ARGUMENTS. */
lyd_status lyd_options_parse(const lyd_option *rows, unsigned command, const char *const *arguments, size_t count, lyd_options *options,
                             lyd_diag *diag);
void lyd_options_clear(lyd_options *options);

size_t lyd_options_count(const lyd_options *options, int id); /* how often it was given */
bool lyd_options_given(const lyd_options *options, int id);
const lyd_option_value *lyd_options_at(const lyd_options *options, int id, size_t i); /* the I-th one given */
const char **lyd_options_texts(const lyd_options *options, int id, size_t *count);    /* of all given, on the heap; NULL: out of memory */
const lyd_option_value *lyd_options_value(const lyd_options *options, int id);        /* the one that counts; text NULL: none */

#endif
