/* Reads a command line by rows of options. */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* The state of a parse. */
typedef struct parser {
    const lyd_option *rows;
    unsigned command;
    lyd_options *options;
    lyd_diag *diag;
} parser;

/* Whichever of NEAREST (NULL: none yet) and WORD is nearer to TEXT; NULL: neither is near. */
static const char *nearer(const char *text, const char *nearest, const char *word)
{
    const char *const words[] = {nearest, word};
    size_t first = nearest == NULL ? 1 : 0;
    return lyd_nearest(text, words + first, sizeof(*words), LYD_COUNT(words) - first);
}

static const char *nearest_choice(const char *(*choice)(size_t i), const char *text)
{
    const char *nearest = NULL;
    for (size_t i = 0; choice(i) != NULL; i++) {
        nearest = nearer(text, nearest, choice(i));
    }
    return nearest;
}

/* ---- finding rows ---- */

static const lyd_option *find_name(const lyd_option *rows, unsigned commands, const char *name, size_t length)
{
    for (const lyd_option *row = rows; row->name != NULL; row++) {
        if ((row->commands & commands) != 0 && strlen(row->name) == length && memcmp(row->name, name, length) == 0) {
            return row;
        }
    }
    return NULL;
}

static const lyd_option *find_letter(const lyd_option *rows, unsigned commands, char letter)
{
    for (const lyd_option *row = rows; row->name != NULL; row++) {
        if ((row->commands & commands) != 0 && row->letter != '\0' && row->letter == letter) {
            return row;
        }
    }
    return NULL;
}

static lyd_status unknown_name(const parser *p, const char *name, size_t length)
{
    char word[64];
    const char *nearest = NULL;
    (void)snprintf(word, sizeof(word), "%.*s", (int)(length < sizeof(word) ? length : sizeof(word) - 1), name);
    if (find_name(p->rows, ~0u, name, length) != NULL) {
        return lyd_diag_error(p->diag, NULL, 0, "--%s is not an option of this command", word);
    }
    for (const lyd_option *row = p->rows; row->name != NULL; row++) {
        nearest = (row->commands & p->command) != 0 ? nearer(word, nearest, row->name) : nearest;
    }
    if (nearest != NULL) {
        return lyd_diag_error(p->diag, NULL, 0, "unknown option --%s; did you mean --%s?", word, nearest);
    }
    return lyd_diag_error(p->diag, NULL, 0, "unknown option --%s", word);
}

/* ---- values ---- */

static bool number_parse(const char *text, bool whole, double *number)
{
    char *end = NULL;
    size_t plain = strspn(text, whole ? "0123456789" : "0123456789.");
    if (!isdigit((unsigned char)text[0]) || text[plain] != '\0') {
        return false;
    }
    errno = 0;
    *number = strtod(text, &end);
    return errno == 0 && *end == '\0';
}

static const char *type_word(lyd_option_type type)
{
    switch (type) {
    case LYD_OPTION_DURATION:
        return "a duration such as 500ms, 2s or 15m";
    case LYD_OPTION_COUNT:
        return "a whole number";
    default:
        return "a number";
    }
}

static lyd_status choice_parse(const parser *p, const lyd_option *row, lyd_option_value *value)
{
    for (value->choice = 0; row->choice(value->choice) != NULL; value->choice++) {
        if (strcmp(row->choice(value->choice), value->text) == 0) {
            return LYD_OK;
        }
    }
    const char *nearest = nearest_choice(row->choice, value->text);
    if (nearest != NULL) {
        char hint[LYD_HINT_TEXT];
        return lyd_diag_error(p->diag, NULL, 0, "--%s: unknown value \"%s\"%s", row->name, value->text, lyd_hint(hint, nearest));
    }
    char list[256] = "";
    for (size_t i = 0, used = 0; row->choice(i) != NULL && used < sizeof(list); i++) {
        int n = snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "", row->choice(i));
        used += n > 0 ? (size_t)n : 0;
    }
    return lyd_diag_error(p->diag, NULL, 0, "--%s: unknown value \"%s\", expected one of %s", row->name, value->text, list);
}

static void bound_text(const lyd_option *row, double bound, char *text, size_t size)
{
    bool duration = row->type == LYD_OPTION_DURATION;
    bool seconds = duration && bound >= 1000;
    (void)snprintf(text, size, "%.15g%s", seconds ? bound / 1000 : bound, duration ? (seconds ? "s" : "ms") : "");
}

static lyd_status value_parse(const parser *p, const lyd_option *row, lyd_option_value *value)
{
    int64_t ms = 0;
    bool good = true;
    if (row->type == LYD_OPTION_CHOICE) {
        return choice_parse(p, row, value);
    }
    if (row->all != NULL && strcmp(value->text, row->all) == 0) {
        value->number = row->most;
        return LYD_OK;
    }
    if (row->type == LYD_OPTION_DURATION) {
        good = lyd_duration_parse(value->text, &ms);
        value->number = (double)ms;
    } else if (row->type == LYD_OPTION_COUNT || row->type == LYD_OPTION_NUMBER) {
        good = number_parse(value->text, row->type == LYD_OPTION_COUNT, &value->number);
    }
    if (!good) {
        return lyd_diag_error(p->diag, NULL, 0, "--%s: invalid value \"%s\", expected %s%s%s", row->name, value->text, type_word(row->type),
                              row->all != NULL ? " or " : "", row->all != NULL ? row->all : "");
    }
    if (row->most > 0 && (value->number < row->least || value->number > row->most)) {
        char least[32], most[32];
        bound_text(row, row->least, least, sizeof(least));
        bound_text(row, row->most, most, sizeof(most));
        return lyd_diag_error(p->diag, NULL, 0, "--%s: invalid value \"%s\", expected %s to %s", row->name, value->text, least, most);
    }
    if (row->type == LYD_OPTION_TEXT && value->text[0] == '\0') {
        return lyd_diag_error(p->diag, NULL, 0, "--%s: empty value, expected %s", row->name, row->argument);
    }
    return LYD_OK;
}

static lyd_status keep(const parser *p, const lyd_option *row, const char *text)
{
    lyd_setting *setting = &p->options->settings[row->id];
    lyd_option_value value = {.text = text};
    lyd_status status = text != NULL ? value_parse(p, row, &value) : LYD_OK;
    if (status != LYD_OK) {
        return status;
    }
    /* A second file would silently take the place of the first: a change would be called safe that was never read. */
    if (row->type == LYD_OPTION_TEXT && setting->count > 0 && (row->repeats & p->command) == 0) {
        return lyd_diag_error(p->diag, NULL, 0, "--%s: given more than once", row->name);
    }
    if (lyd_grow((void **)&setting->given, &setting->capacity, setting->count, sizeof(value)) != LYD_OK) {
        return LYD_ENOMEM;
    }
    setting->given[setting->count++] = value;
    setting->value = value;
    return LYD_OK;
}

/* ---- the command line ---- */

/* "--name", "--name=value" or "--name value"; NEXT may be NULL. *USED is set when it was taken as the value. */
static lyd_status parse_long(const parser *p, const char *name, const char *next, bool *used)
{
    const char *value = strchr(name, '=');
    size_t length = value != NULL ? (size_t)(value - name) : strlen(name);
    const lyd_option *row = find_name(p->rows, p->command, name, length);
    if (row == NULL) {
        return unknown_name(p, name, length);
    }
    if (row->type == LYD_OPTION_FLAG) {
        return value == NULL ? keep(p, row, NULL) : lyd_diag_error(p->diag, NULL, 0, "--%s: unexpected value \"%s\"", row->name, value + 1);
    }
    if (value != NULL) {
        return keep(p, row, value + 1);
    }
    if (next == NULL) {
        return lyd_diag_error(p->diag, NULL, 0, "--%s: missing value, expected %s", row->name, row->argument);
    }
    *used = true;
    return keep(p, row, next);
}

/* One or more flags together, the last of which may take a value: "-q", "-qf json", "-fjson". */
static lyd_status parse_letters(const parser *p, const char *letters, const char *next, bool *used)
{
    lyd_status status = LYD_OK;
    for (; *letters != '\0' && status == LYD_OK; letters++) {
        const lyd_option *row = find_letter(p->rows, p->command, *letters);
        if (row == NULL) {
            bool elsewhere = find_letter(p->rows, ~0u, *letters) != NULL;
            return lyd_diag_error(p->diag, NULL, 0, elsewhere ? "-%c is not an option of this command" : "unknown option -%c", *letters);
        }
        if (row->type == LYD_OPTION_FLAG) {
            status = keep(p, row, NULL);
            continue;
        }
        if (letters[1] != '\0') {
            return keep(p, row, letters + 1);
        }
        if (next == NULL) {
            return lyd_diag_error(p->diag, NULL, 0, "-%c: missing value, expected %s", *letters, row->argument);
        }
        *used = true;
        return keep(p, row, next);
    }
    return status;
}

static lyd_status keep_operand(lyd_options *options, const char *text)
{
    lyd_status status =
        lyd_grow((void **)&options->operands, &options->operand_capacity, options->operand_count, sizeof(*options->operands));
    if (status == LYD_OK) {
        options->operands[options->operand_count++] = text;
    }
    return status;
}

static lyd_status apply_fallbacks(const parser *p)
{
    for (const lyd_option *row = p->rows; row->name != NULL; row++) {
        lyd_setting *setting = &p->options->settings[row->id];
        if ((row->commands & p->command) != 0 && setting->count == 0 && row->fallback != NULL) {
            setting->value = (lyd_option_value){.text = row->fallback};
            lyd_status status = value_parse(p, row, &setting->value);
            if (status != LYD_OK) {
                return status;
            }
        }
    }
    return LYD_OK;
}

lyd_status lyd_options_parse(const lyd_option *rows, unsigned command, const char *const *arguments, size_t count, lyd_options *options,
                             lyd_diag *diag)
{
    parser p = {rows, command, options, diag};
    lyd_status worst = LYD_OK;
    bool ended = false;

    *options = (lyd_options){.operands = NULL};
    for (size_t i = 0; i < count && worst != LYD_ENOMEM; i++) {
        const char *argument = arguments[i], *next = i + 1 < count ? arguments[i + 1] : NULL;
        bool used = false;
        lyd_status status;
        if (ended || argument[0] != '-' || argument[1] == '\0') {
            status = keep_operand(options, argument);
        } else if (strcmp(argument, "--") == 0) {
            ended = true;
            status = LYD_OK;
        } else if (argument[1] == '-') {
            status = parse_long(&p, argument + 2, next, &used);
        } else {
            status = parse_letters(&p, argument + 1, next, &used);
        }
        i += used ? 1 : 0;
        worst = status != LYD_OK ? status : worst;
    }
    lyd_status status = apply_fallbacks(&p);
    return worst != LYD_OK ? worst : status;
}

void lyd_options_clear(lyd_options *options)
{
    for (size_t i = 0; i < LYD_OPTION_IDS; i++) {
        free(options->settings[i].given);
    }
    free(options->operands);
    *options = (lyd_options){.operands = NULL};
}

size_t lyd_options_count(const lyd_options *options, int id)
{
    return options->settings[id].count;
}

bool lyd_options_given(const lyd_options *options, int id)
{
    return options->settings[id].count > 0;
}

const lyd_option_value *lyd_options_at(const lyd_options *options, int id, size_t i)
{
    return &options->settings[id].given[i];
}

const char **lyd_options_texts(const lyd_options *options, int id, size_t *count)
{
    *count = lyd_options_count(options, id);
    const char **texts = calloc(*count + 1, sizeof(*texts));
    for (size_t i = 0; i < *count && texts != NULL; i++) {
        texts[i] = lyd_options_at(options, id, i)->text;
    }
    return texts;
}

const lyd_option_value *lyd_options_value(const lyd_options *options, int id)
{
    return &options->settings[id].value;
}
