/* prompt.h: the prompt of check: what its lines mean and how they are completed (prompt.c, prompt_words.c), apart from the line editor
 * (prompt_edit.c). */
#ifndef LYD_CLI_PROMPT_H
#define LYD_CLI_PROMPT_H

#include "check.h"

typedef struct lyd_prompt {
    lyd_checking *c;
    char **servers; /* "[VIEW=]ADDRESS", each on the heap */
    size_t server_count, server_capacity;
    bool live; /* servers answer, not files */
    bool done; /* "quit" was typed */
} lyd_prompt;

lyd_status lyd_prompt_open(lyd_prompt *p, lyd_checking *c);
void lyd_prompt_clear(lyd_prompt *p);

/* Does what LINE says: answers on standard output, everything else on standard error. LYD_ENOMEM, or LYD_EIO: standard output failed. */
lyd_status lyd_prompt_line(lyd_prompt *p, const char *line);

typedef struct lyd_words {
    const char **items;
    size_t count, capacity;
    lyd_arena *arena;
} lyd_words;

/* The words that the last word of LINE, which ends at LENGTH, may become; *TYPED is the length of what is typed of it. */
lyd_status lyd_prompt_complete(const lyd_prompt *p, const char *line, size_t length, lyd_words *words, size_t *typed);

/* What all WORDS begin with: its length, TYPED at least. */
size_t lyd_words_common(const lyd_words *words, size_t typed);

const char *lyd_prompt_command(size_t i); /* the I-th command; NULL past the last */

/* The file of the prompt's history, its folder made: in $XDG_STATE_HOME, or in ~/.local/state. NULL: there is no place for it. Freed by the
 * caller. */
char *lyd_prompt_history(void);

#endif
