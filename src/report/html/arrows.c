/* The arrows of the picture, each a link to what the support tables say about its ends. */
#include "drawing.h"

#include <stdlib.h>
#include <string.h>

/* Dashes, so that no verdict depends on colour. */
static const char *const dashes[] = {
    [LYD_SUPPORTED] = NULL, [LYD_LAB_ONLY] = "10 3 2 3", [LYD_UNLISTED] = "7 4", [LYD_UNSUPPORTED] = "4 2", [LYD_VERDICT_UNKNOWN] = "1 4"};

static const char *verdict_symbol(const char *class)
{
    static const struct {
        const char *class, *symbol;
    } symbols[] = {{"good", "\xE2\x9C\x94"}, {"bad", "\xE2\x9C\x96"}, {"warn", "!"}, {"note", "i"}};
    for (size_t i = 0; i < LYD_COUNT(symbols); i++) {
        if (strcmp(symbols[i].class, class) == 0) {
            return symbols[i].symbol;
        }
    }
    return "?";
}

static int sign(int value)
{
    return (value > 0) - (value < 0);
}

#define RADIUS 5 /* of a bend */

/* Room for six points: each bend has a line and a curve. */
typedef struct path {
    char text[512];
    size_t length;
} path;

static void add(path *d, const char *command, int x, int y)
{
    size_t left = sizeof(d->text) - d->length;
    int length = snprintf(d->text + d->length, left, "%s%d %d", command, x, y);
    d->length += length > 0 && (size_t)length < left ? (size_t)length : 0;
}

/* A bend is rounded where both its lines are long enough. */
static void add_bend(path *d, const lyd_point *at)
{
    int in_x = at[0].x - at[-1].x, in_y = at[0].y - at[-1].y, out_x = at[1].x - at[0].x, out_y = at[1].y - at[0].y;
    int in = abs(in_x + in_y), out = abs(out_x + out_y), radius = RADIUS;
    radius = in / 2 < radius ? in / 2 : radius;
    radius = out / 2 < radius ? out / 2 : radius;
    add(d, "L", at[0].x - sign(in_x) * radius, at[0].y - sign(in_y) * radius);
    add(d, "Q", at[0].x, at[0].y);
    add(d, " ", at[0].x + sign(out_x) * radius, at[0].y + sign(out_y) * radius);
}

static void put_path(lyd_page *page, const char *class, const char *d, const char *dash)
{
    lyd_page_open(page, "path", class);
    lyd_page_attribute(page, "d", d);
    if (dash != NULL) {
        lyd_page_attribute(page, "stroke-dasharray", dash);
    }
    lyd_page_close(page);
}

/* At point END, coming from point BEFORE. */
static void put_head(lyd_page *page, lyd_point before, lyd_point end)
{
    path d = {.length = 0};
    int x = sign(end.x - before.x), y = sign(end.y - before.y);
    add(&d, "M", end.x, end.y);
    add(&d, "L", end.x - 7 * x - 4 * y, end.y - 7 * y - 4 * x);
    add(&d, "L", end.x - 7 * x + 4 * y, end.y - 7 * y + 4 * x);
    put_path(page, "head", d.text, NULL);
}

static void put_line(lyd_page *page, const lyd_arrow *arrow)
{
    path d = {.length = 0};
    size_t last = arrow->point_count - 1;
    add(&d, "M", arrow->points[0].x, arrow->points[0].y);
    for (size_t i = 1; i < last; i++) {
        add_bend(&d, &arrow->points[i]);
    }
    add(&d, "L", arrow->points[last].x, arrow->points[last].y);
    put_path(page, "line", d.text, dashes[arrow->worst->verdict]);
    put_head(page, arrow->points[last - 1], arrow->points[last]);
    if (lyd_table_get(arrow->worst->table)->either_order) {
        put_head(page, arrow->points[1], arrow->points[0]);
    }
}

static void put_arrow_description(lyd_page *page, const lyd_picture *p, const lyd_arrow *arrow)
{
    bool first = true;
    lyd_page_open(page, "title", NULL);
    lyd_page_text(page, p->nodes[arrow->from].name);
    lyd_page_text(page, " \xE2\x80\x93 ");
    lyd_page_text(page, p->nodes[arrow->to].name);
    for (int table = 0; table < LYD_TABLE_COUNT; table++) {
        if ((arrow->tables & LYD_TABLE_BIT(table)) != 0) {
            lyd_page_textf(page, "%s%s", first ? ": " : ", ", lyd_table_get((lyd_table_id)table)->name);
            first = false;
        }
    }
    lyd_page_textf(page, ": %s: %s", arrow->text, lyd_row_name(lyd_verdict_names, (int)arrow->worst->verdict));
    if (p->nodes[arrow->from].networks > 1 || p->nodes[arrow->to].networks > 1) {
        lyd_page_textf(page, " (%zu combinations)", arrow->count);
    }
    lyd_page_close(page);
}

void lyd_draw_arrow(lyd_page *page, const lyd_picture *p, const lyd_arrow *arrow)
{
    const char *class = lyd_page_verdict_class(page, arrow->worst->verdict);
    lyd_page_open(page, "a", NULL);
    lyd_page_attributef(page, "class", "arrow %s", class);
    lyd_page_combination(page, arrow->worst);
    put_arrow_description(page, p, arrow);
    put_line(page, arrow);
    lyd_draw_box(page, "label", arrow->label, 3);
    lyd_draw_text(page, NULL, arrow->label.x + 4, arrow->label.y + 11);
    lyd_page_textf(page, "%s %s", verdict_symbol(class), arrow->text);
    lyd_page_close(page);
    lyd_page_close(page);
}

/* The verdicts that there are, as their arrows are drawn. */
void lyd_draw_legend(lyd_page *page, const lyd_picture *p)
{
    unsigned verdicts = 0;
    for (size_t i = 0; i < p->arrow_count; i++) {
        verdicts |= 1u << p->arrows[i].worst->verdict;
    }
    if (verdicts == 0) {
        return;
    }
    lyd_page_open(page, "ul", "legend");
    for (const lyd_row *row = lyd_verdict_names; row->name != NULL; row++) {
        const char *class = lyd_page_verdict_class(page, (lyd_verdict)row->id);
        if ((verdicts >> row->id & 1u) != 0) {
            lyd_page_open(page, "li", class);
            lyd_page_open(page, "svg", "arrow");
            lyd_page_attribute(page, "viewBox", "0 0 40 10");
            lyd_draw_number(page, "width", 40);
            lyd_draw_number(page, "height", 10);
            lyd_page_attribute(page, "aria-hidden", "true");
            put_path(page, "line", "M0 5L33 5", dashes[row->id]);
            put_head(page, (lyd_point){0, 5}, (lyd_point){40, 5});
            lyd_page_close(page);
            lyd_page_textf(page, " %s %s", verdict_symbol(class), row->name);
            lyd_page_close(page);
        }
    }
    lyd_page_close(page);
}
