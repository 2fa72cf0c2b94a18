/* Lines of text for a terminal. */
#include "layout.h"

#include <string.h>

void lyd_layout_start(lyd_layout *layout, FILE *stream, int width, bool color)
{
    *layout = (lyd_layout){.stream = stream, .color = color};
    layout->full = width < LYD_LAYOUT_MIN ? LYD_LAYOUT_MIN : (size_t)width;
    layout->width = layout->full > LYD_LAYOUT_MAX ? LYD_LAYOUT_MAX : layout->full;
}

size_t lyd_layout_widen(lyd_layout *layout)
{
    size_t width = layout->width;
    layout->width = layout->full;
    return width;
}

/* One column for each character, which is right for the scripts that names are usually written in. */
size_t lyd_text_columns(const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t columns = 0;
    while (length > 0) {
        size_t unit = lyd_text_safe_unit(p, length);
        columns += unit == 0 ? 4 : 1;
        unit += unit == 0;
        p += unit;
        length -= unit;
    }
    return columns;
}

static void put_style(const lyd_layout *layout, lyd_style style)
{
    static const char *const codes[] = {
        [LYD_STYLE_NONE] = "",           [LYD_STYLE_PLAIN] = "\033[0m",    [LYD_STYLE_BOLD] = "\033[1m",  [LYD_STYLE_RED] = "\033[1;31m",
        [LYD_STYLE_YELLOW] = "\033[33m", [LYD_STYLE_GREEN] = "\033[1;32m", [LYD_STYLE_CYAN] = "\033[36m",
    };
    if (layout->color) {
        (void)fputs(codes[style], layout->stream);
    }
}

static void put_spaces(lyd_layout *layout, size_t count)
{
    (void)fprintf(layout->stream, "%*s", (int)count, "");
    layout->column += count;
}

static void next_line(lyd_layout *layout, size_t indent)
{
    (void)fputc('\n', layout->stream);
    layout->column = 0;
    layout->fresh = true;
    put_spaces(layout, indent);
}

void lyd_layout_line(lyd_layout *layout, size_t first, size_t rest)
{
    layout->column = 0;
    layout->indent = rest;
    layout->fresh = true;
    put_spaces(layout, first);
}

#define TOGETHER_MAX 18 /* "(TTL 2147483647)", "(dual-stack)," */

/* How far END is in the first LEFT bytes of TEXT; LEFT: it isn't there. */
static size_t distance(const char *text, size_t left, char end)
{
    const char *found = memchr(text, end, left);
    return found == NULL ? left : (size_t)(found - text);
}

/* The length of the first word of TEXT, with what must not be torn from it. */
static size_t word_length(const char *text, size_t left)
{
    size_t length = distance(text, left, ' '), kept = 0;
    if (length == 3 && left > 4 && memcmp(text, "TTL ", 4) == 0) {
        kept = 4;
    } else if (text[0] == '(' && distance(text, left, ')') < TOGETHER_MAX) {
        kept = distance(text, left, ')');
    }
    return kept > length && kept < left ? kept + distance(text + kept, left - kept, ' ') : length;
}

/* A style ends with its line, so that it doesn't reach what comes beside it. */
void lyd_layout_part(lyd_layout *layout, lyd_style style, const char *text, size_t left)
{
    bool styled = false;
    for (size_t length; left > 0; text += length, left -= length) {
        length = text[0] == ' ' ? 1 : word_length(text, left);
        if (text[0] == ' ') {
            continue;
        }
        size_t columns = lyd_text_columns(text, length);
        if (!layout->fresh && layout->column + 1 + columns > layout->width) {
            put_style(layout, styled ? LYD_STYLE_PLAIN : LYD_STYLE_NONE);
            styled = false;
            next_line(layout, layout->indent);
        }
        if (!layout->fresh) {
            put_spaces(layout, 1);
        }
        put_style(layout, styled || style == LYD_STYLE_PLAIN ? LYD_STYLE_NONE : style);
        styled = style != LYD_STYLE_PLAIN;
        lyd_text_print_part(layout->stream, text, length);
        layout->column += columns;
        layout->fresh = false;
    }
    put_style(layout, styled ? LYD_STYLE_PLAIN : LYD_STYLE_NONE);
}

void lyd_layout_words(lyd_layout *layout, lyd_style style, const char *text)
{
    lyd_layout_part(layout, style, text, strlen(text));
}

/* Takes short fixed phrases only; text that may be long or foreign is passed to lyd_layout_words. */
void lyd_layout_printf(lyd_layout *layout, lyd_style style, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof(text), format, arguments);
    va_end(arguments);
    lyd_layout_words(layout, style, text);
}

void lyd_layout_tab(lyd_layout *layout, size_t to)
{
    if (to >= layout->width) {
        next_line(layout, layout->indent); /* too narrow for columns */
    } else if (layout->column < to) {
        put_spaces(layout, to - layout->column);
        layout->fresh = true;
    }
}

void lyd_layout_right(lyd_layout *layout, size_t end, const char *text)
{
    size_t columns = lyd_text_columns(text, strlen(text));
    if (end <= layout->width) {
        lyd_layout_tab(layout, end > columns ? end - columns : 0);
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, text);
}

void lyd_layout_verbatim(lyd_layout *layout, size_t indent, const char *text, size_t length)
{
    lyd_layout_line(layout, indent, indent);
    lyd_text_print_part(layout->stream, text, length);
    lyd_layout_end(layout);
}

void lyd_layout_end(lyd_layout *layout)
{
    (void)fputc('\n', layout->stream);
    layout->column = 0;
}

void lyd_layout_blank(lyd_layout *layout)
{
    (void)fputc('\n', layout->stream);
}

void lyd_text_heading(lyd_layout *layout, const char *title)
{
    lyd_layout_blank(layout);
    lyd_layout_line(layout, 0, 0);
    lyd_layout_words(layout, LYD_STYLE_BOLD, title);
    lyd_layout_end(layout);
}

/* Prints the first line of *TEXT and moves to the next; the columns that it took. */
static size_t put_line_of(lyd_layout *layout, const char **text)
{
    size_t length = strcspn(*text, "\n"), columns = 0;
    for (const char *p = *text, *end = p + length; p < end;) {
        bool style = *p == '\033'; /* its own: a foreign one is escaped */
        size_t part = style ? strcspn(p, "m") + 1 : 1 + strcspn(p + 1, "\033\n");
        columns += style ? 0 : lyd_text_columns(p, part);
        p += part;
    }
    (void)fwrite(*text, 1, length, layout->stream);
    *text += length + ((*text)[length] == '\n' ? 1 : 0);
    return columns;
}

void lyd_layout_beside(lyd_layout *layout, const char *left, size_t column, const char *right)
{
    while (*left != '\0' || *right != '\0') {
        size_t columns = put_line_of(layout, &left);
        if (*right != '\0') {
            (void)fprintf(layout->stream, "%*s", (int)(columns < column ? column - columns : 1), "");
            (void)put_line_of(layout, &right);
        }
        lyd_layout_end(layout);
    }
}
