/* batch.h: a batch file of cmd.exe taken apart into commands of literal words; anything else is a mistake. */
#ifndef LYD_DNS_CHANGE_BATCH_H
#define LYD_DNS_CHANGE_BATCH_H

#include "change.h"

#define LYD_BATCH_WORDS_MAX 64

typedef struct lyd_batch {
    lyd_change_reader *r;
    const char *at, *end;
    size_t next; /* line of AT, from 1 */
    size_t line; /* where the command begins */
    lyd_token words[LYD_BATCH_WORDS_MAX];
    size_t count; /* 0: the line has no command, or a mistake was recorded */
} lyd_batch;

/* Reads a command, with the lines that it goes on in. "@", a "call" before it and redirections of its output are left out; comments and
 * commands of cmd.exe that change nothing are skipped. False at the end of the text. */
bool lyd_batch_read(lyd_batch *batch);

#endif
