#include "options.h"
#include "wrap.h"

#include <stdlib.h>

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

/* What follows the prose, in parentheses: the words to choose from, the default, whether it may be repeated. */
static void remarks(const lyd_option *row, FILE *stream)
{
    bool listed = row->type == LYD_OPTION_CHOICE && row->describe == NULL, any = false;
    for (size_t i = 0; listed && row->choice(i) != NULL; i++) {
        (void)fprintf(stream, "%s%s", i == 0 ? " (" : ", ", row->choice(i));
        any = true;
    }
    if (row->fallback != NULL) {
        (void)fprintf(stream, "%sdefault: %s", any ? "; " : " (", row->fallback);
        any = true;
    }
    if (row->repeats) {
        (void)fprintf(stream, "%smay be repeated", any ? "; " : " (");
        any = true;
    }
    (void)fputs(any ? ")" : "", stream);
}

/* Memory that runs out costs the remarks, not the help. */
static void print_text(const lyd_option *row, FILE *stream, int width)
{
    char *text = NULL;
    size_t size = 0;
    FILE *memory = open_memstream(&text, &size);
    if (memory != NULL) {
        (void)fputs(row->help, memory);
        remarks(row, memory);
    }
    bool whole = memory != NULL && fclose(memory) == 0 && text != NULL;
    lyd_wrap(stream, whole ? text : row->help, TEXT_COLUMN, TEXT_COLUMN, width);
    free(text);
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
