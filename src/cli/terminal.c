/* The terminal: its width and colours, prose broken into lines, a status line. */
#include "terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_LEAST 20
#define WIDTH_MOST 1000

static bool width_fits(long width)
{
    return width >= WIDTH_LEAST && width <= WIDTH_MOST;
}

int lyd_terminal_width(int descriptor)
{
    struct winsize size = {0};
    const char *columns = getenv("COLUMNS");
    long width = columns != NULL ? strtol(columns, NULL, 10) : 0;
    if (width_fits(width)) {
        return (int)width;
    }
    if (isatty(descriptor) && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && width_fits(size.ws_col)) {
        return size.ws_col;
    }
    return LYD_WIDTH_DEFAULT;
}

bool lyd_terminal_capable(int descriptor)
{
    const char *term = getenv("TERM");
    return isatty(descriptor) && term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0;
}

bool lyd_terminal_color(const lyd_options *options)
{
    const char *when = lyd_options_value(options, LYD_OPT_COLOR)->text;
    const char *no_color = getenv("NO_COLOR");
    if (strcmp(when, "auto") != 0) {
        return strcmp(when, "always") == 0;
    }
    return (no_color == NULL || no_color[0] == '\0') && lyd_terminal_capable(STDOUT_FILENO);
}

/* ---- prose ---- */

/* Columns of LENGTH bytes of UTF-8: continuation bytes take none. */
static int columns(const char *text, size_t length)
{
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

void lyd_wrap(FILE *stream, const char *text, int column, int indent, int width)
{
    bool fresh = true; /* no word on this line yet */
    while (*text != '\0') {
        if (*text == '\n') {
            /* An empty line gets no spaces. */
            (void)fprintf(stream, "\n%*s", text[1] == '\n' || text[1] == '\0' ? 0 : indent, "");
            column = indent;
            fresh = true;
            text++;
            continue;
        }
        if (*text == ' ') {
            text++;
            continue;
        }
        size_t length = strcspn(text, " \n");
        int wide = columns(text, length);
        if (!fresh && column + 1 + wide > width) {
            (void)fprintf(stream, "\n%*s", indent, "");
            column = indent;
            fresh = true;
        }
        (void)fprintf(stream, "%s%.*s", fresh ? "" : " ", (int)length, text);
        column += wide + (fresh ? 0 : 1);
        fresh = false;
        text += length;
    }
    (void)fputc('\n', stream);
}

/* ---- status line ---- */

#define QUIET_MS 300 /* shorter runs need no line */
#define PROGRESS_TEXT 384

void lyd_line_draw(lyd_line *line, const char *text)
{
    if (line->stream != NULL) {
        /* A line that wraps couldn't be erased. */
        (void)fprintf(line->stream, "\r%.*s\033[K", lyd_terminal_width(STDERR_FILENO) - 1, text);
        (void)fflush(line->stream);
        line->shown = true;
    }
}

void lyd_line_erase(lyd_line *line)
{
    if (line->shown) {
        (void)fputs("\r\033[K", line->stream);
        (void)fflush(line->stream);
        line->shown = false;
    }
}

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

static void progress_text(const lyd_progress *progress, char text[PROGRESS_TEXT])
{
    char left[32];
    double rate = progress->elapsed_ms > 0 ? (double)progress->done * 1e3 / (double)progress->elapsed_ms : 0;
    left_text(progress, rate, left, sizeof(left));
    int n = snprintf(text, PROGRESS_TEXT, "%zu of %zu lookups, %.0f/s, %s, %zu failed", progress->done, progress->total, rate, left,
                     progress->failed);
    for (size_t i = 0; i < LYD_PROGRESS_WORST && progress->worst[i].server != NULL && n > 0 && n < PROGRESS_TEXT; i++) {
        n += snprintf(text + n, PROGRESS_TEXT - (size_t)n, "%s%s %zu", i == 0 ? ": " : ", ", progress->worst[i].server,
                      progress->worst[i].failed);
    }
    if (progress->failing > LYD_PROGRESS_WORST && n > 0 && n < PROGRESS_TEXT) {
        (void)snprintf(text + n, PROGRESS_TEXT - (size_t)n, " and %zu more servers", progress->failing - LYD_PROGRESS_WORST);
    }
}

void lyd_line_progress(void *context, const lyd_progress *progress)
{
    char text[PROGRESS_TEXT];
    if (progress->elapsed_ms >= QUIET_MS) {
        progress_text(progress, text);
        lyd_line_draw(context, text);
    }
}
