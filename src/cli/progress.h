/* progress.h: one line on standard error that tells how far a run is, and is gone at its end. */
#ifndef LYD_CLI_PROGRESS_H
#define LYD_CLI_PROGRESS_H

#include <lyncdns/dns.h>

typedef struct lyd_progress_line {
    bool shown;
} lyd_progress_line;

/* For lyd_live_options: CONTEXT is a lyd_progress_line. */
void lyd_progress_draw(void *context, const lyd_progress *progress);
void lyd_progress_erase(lyd_progress_line *line);

/* The line's text, without anything for the terminal. */
#define LYD_PROGRESS_TEXT 384
void lyd_progress_text(const lyd_progress *progress, char text[LYD_PROGRESS_TEXT]);

#endif
