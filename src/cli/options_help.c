#include "options.h"
#include "wrap.h"

#include <string.h>

#define TEXT_COLUMN 30
#define WORD_COLUMN 42 /* where a word is described */

/* "  -s, --server [VIEW=]ADDRESS"; the columns taken are returned. */
static int print_name(const lyd_option *row, FILE *stream)
{
    char letter[8] = "    ";
    if (row->letter != '\0') {
        (void)snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    }
    return fprintf(stream, "  %s--%s%s%s", letter, row->name, row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
}

static void print_text(const lyd_option *row, FILE *stream, int width)
{
    char text[1024];
    int used = snprintf(text, sizeof(text), "%s", row->help);
    bool listed = row->type == LYD_OPTION_CHOICE && row->describe == NULL;
    for (size_t i = 0; listed && row->choice(i) != NULL && used < (int)sizeof(text); i++) {
        used += snprintf(text + used, sizeof(text) - (size_t)used, "%s%s", i == 0 ? ": " : ", ", row->choice(i));
    }
    if (row->fallback != NULL && used < (int)sizeof(text)) {
        used += snprintf(text + used, sizeof(text) - (size_t)used, " (default: %s)", row->fallback);
    }
    if (row->repeats && used < (int)sizeof(text)) {
        (void)snprintf(text + used, sizeof(text) - (size_t)used, " (may be repeated)");
    }
    lyd_wrap(stream, text, TEXT_COLUMN, TEXT_COLUMN, width);
    for (size_t i = 0; row->describe != NULL && row->choice(i) != NULL; i++) {
        (void)fprintf(stream, "%*s%-*s", TEXT_COLUMN, "", WORD_COLUMN - TEXT_COLUMN, row->choice(i));
        lyd_wrap(stream, row->describe(i), WORD_COLUMN, WORD_COLUMN, width);
    }
}

void lyd_options_help(const lyd_option *rows, unsigned command, FILE *stream, int width)
{
    for (const lyd_option *row = rows; row->name != NULL; row++) {
        if ((row->commands & command) == 0) {
            continue;
        }
        int column = print_name(row, stream);
        if (column > TEXT_COLUMN - 2) {
            (void)fputc('\n', stream);
            column = 0;
        }
        (void)fprintf(stream, "%*s", TEXT_COLUMN - column, "");
        print_text(row, stream, width);
    }
}
