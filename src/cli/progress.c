#include "progress.h"

#include "terminal.h"

#include <unistd.h>

/* What is done sooner needs no line. */
#define QUIET_MS 300

static void left_text(const lyd_progress *progress, double rate, char *text, size_t size)
{
    double seconds = rate > 0 ? (double)(progress->total - progress->done) / rate : 0;
    if (rate <= 0) {
        (void)snprintf(text, size, "waiting");
    } else if (seconds < 90) {
        (void)snprintf(text, size, "%.0f s left", seconds);
    } else {
        (void)snprintf(text, size, "%.0f min left", seconds / 60);
    }
}

void lyd_progress_text(const lyd_progress *progress, char text[LYD_PROGRESS_TEXT])
{
    char left[32];
    double rate = progress->elapsed_ms > 0 ? (double)progress->done * 1e3 / (double)progress->elapsed_ms : 0;
    left_text(progress, rate, left, sizeof(left));
    int n = snprintf(text, LYD_PROGRESS_TEXT, "%zu of %zu lookups, %.0f/s, %s, %zu failed", progress->done, progress->total, rate, left,
                     progress->failed);
    for (size_t i = 0; i < LYD_PROGRESS_WORST && progress->worst[i].server != NULL && n > 0 && n < LYD_PROGRESS_TEXT; i++) {
        n += snprintf(text + n, LYD_PROGRESS_TEXT - (size_t)n, "%s%s %zu", i == 0 ? ": " : ", ", progress->worst[i].server,
                      progress->worst[i].failed);
    }
    if (progress->failing > LYD_PROGRESS_WORST && n > 0 && n < LYD_PROGRESS_TEXT) {
        (void)snprintf(text + n, LYD_PROGRESS_TEXT - (size_t)n, " and %zu more servers", progress->failing - LYD_PROGRESS_WORST);
    }
}

void lyd_progress_draw(void *context, const lyd_progress *progress)
{
    lyd_progress_line *line = context;
    char text[LYD_PROGRESS_TEXT];
    if (progress->elapsed_ms < QUIET_MS) {
        return;
    }
    lyd_progress_text(progress, text);
    /* A line that wraps couldn't be erased. */
    (void)fprintf(stderr, "\r%.*s\033[K", lyd_terminal_width(STDERR_FILENO) - 1, text);
    (void)fflush(stderr);
    line->shown = true;
}

void lyd_progress_erase(lyd_progress_line *line)
{
    if (line->shown) {
        (void)fputs("\r\033[K", stderr);
        (void)fflush(stderr);
        line->shown = false;
    }
}
