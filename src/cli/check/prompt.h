/* prompt.h: what the lines typed at the prompt of check mean and how they are completed (prompt_line.c), apart from the line editor
 * (prompt.c). */
#ifndef LYD_CLI_PROMPT_H
#define LYD_CLI_PROMPT_H

#include "check.h"

typedef struct lyd_prompt {
    lyd_checking *c;
    const char **servers; /* "[VIEW=]ADDRESS", in the topology's arena */
    size_t server_count;
    bool live; /* servers answer, not files */
    bool done; /* "quit" was typed */
} lyd_prompt;

/* Begins with the servers of the command line. */
lyd_status lyd_prompt_open(lyd_prompt *p, lyd_checking *c);

/* Does what LINE says: answers on standard output, everything else on standard error. LYD_ENOMEM, or LYD_EIO: standard output failed. */
lyd_status lyd_prompt_line(lyd_prompt *p, const char *line);

typedef struct lyd_words {
    const char **items; /* on the heap; the words are in ARENA or the topology's */
    size_t count, capacity;
    const char *begun; /* what is typed of the word: TYPED bytes */
    size_t typed;
    size_t common; /* length of what all words begin with, at least TYPED */
    lyd_arena *arena;
} lyd_words;

/* The words that complete the last word of LINE, which ends at LENGTH. WORDS has its arena; the caller frees both. */
lyd_status lyd_prompt_complete(const lyd_prompt *p, const char *line, size_t length, lyd_words *words);

#endif
