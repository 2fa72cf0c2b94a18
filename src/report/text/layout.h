/* layout.h: words into lines of a terminal's width, with hanging indents and styles, without bytes that could drive the terminal. */
#ifndef LYD_REPORT_TEXT_LAYOUT_H
#define LYD_REPORT_TEXT_LAYOUT_H

#include <lyncdns/base.h>

/* The normal shades of a terminal's eight colours are readable on dark and light backgrounds; no meaning depends on style alone. */
typedef enum lyd_style {
    LYD_STYLE_NONE,
    LYD_STYLE_PLAIN,
    LYD_STYLE_BOLD,
    LYD_STYLE_RED,
    LYD_STYLE_YELLOW,
    LYD_STYLE_GREEN,
    LYD_STYLE_CYAN
} lyd_style;

typedef struct lyd_layout {
    FILE *stream;
    size_t width;  /* columns of a line */
    size_t full;   /* columns of the terminal: for tables, names and evidence */
    size_t indent; /* of the lines that follow in this paragraph */
    size_t column; /* written of this line */
    bool color;
    bool fresh; /* only the indent is on this line */
} lyd_layout;

#define LYD_LAYOUT_MIN 40
#define LYD_LAYOUT_MAX 100 /* prose in longer lines is tiring */

void lyd_layout_start(lyd_layout *layout, FILE *stream, int width, bool color);

/* Lets lines be as long as the terminal is wide; returns how long they were, for when they shall be so again. */
size_t lyd_layout_widen(lyd_layout *layout);

/* Begins a line at column FIRST; the lines that its text is wrapped to begin at column REST. */
void lyd_layout_line(lyd_layout *layout, size_t first, size_t rest);

/* Adds the words of TEXT to the line, each printed safely and never broken, nor is a short text in brackets: "(TTL 1200)". */
void lyd_layout_words(lyd_layout *layout, lyd_style style, const char *text);
void lyd_layout_part(lyd_layout *layout, lyd_style style, const char *text, size_t length);
void lyd_layout_printf(lyd_layout *layout, lyd_style style, const char *format, ...) LYD_PRINTF(3, 4);

/* Moves to column TO, for tables: at least one space, unless the line is fresh; the next line where the line ends before TO. */
void lyd_layout_tab(lyd_layout *layout, size_t to);

/* The same so that TEXT, WIDTH columns at most, ends at column END. */
void lyd_layout_right(lyd_layout *layout, size_t end, const char *text);

/* A line that is to be copied, as a command is: never wrapped but by the terminal. */
void lyd_layout_verbatim(lyd_layout *layout, size_t indent, const char *text, size_t length);

void lyd_layout_end(lyd_layout *layout);   /* ends the line */
void lyd_layout_blank(lyd_layout *layout); /* an empty line */

/* A heading with an empty line before it. */
void lyd_text_heading(lyd_layout *layout, const char *title);

size_t lyd_text_columns(const char *text, size_t length); /* as printed safely */

/* Prints two texts that were laid out before, styles and all, beside each other, the second from COLUMN on. */
void lyd_layout_beside(lyd_layout *layout, const char *left, size_t column, const char *right);

#endif
