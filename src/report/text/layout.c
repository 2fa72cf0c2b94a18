/* Lines of text for a terminal. */
#include "layout.h"

#include <string.h>

void lyd_layout_start(lyd_layout *layout, FILE *stream, int width, bool color)
{
    *layout = (lyd_layout){.stream = stream, .color = color};
    layout->width = width < LYD_LAYOUT_MIN ? LYD_LAYOUT_MIN : width > LYD_LAYOUT_MAX ? LYD_LAYOUT_MAX : (size_t)width;
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
        [LYD_STYLE_PLAIN] = "\033[0m",   [LYD_STYLE_BOLD] = "\033[1m",     [LYD_STYLE_RED] = "\033[1;31m",
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

void lyd_layout_words(lyd_layout *layout, lyd_style style, const char *text)
{
    bool styled = false;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        if (length > 0) {
            size_t columns = lyd_text_columns(text, length);
            if (!layout->fresh && layout->column + 1 + columns > layout->width) {
                next_line(layout, layout->indent);
            }
            if (!layout->fresh) {
                put_spaces(layout, 1);
            }
            if (!styled && style != LYD_STYLE_PLAIN) {
                put_style(layout, style);
                styled = true;
            }
            lyd_text_print_part(layout->stream, text, length);
            layout->column += columns;
            layout->fresh = false;
        }
        text += length;
        text += strspn(text, " ");
    }
    if (styled) {
        put_style(layout, LYD_STYLE_PLAIN);
    }
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
