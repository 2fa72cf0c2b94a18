/* Shapes of the page's drawings, as SVG. */
#include "drawing.h"

void lyd_draw_number(lyd_page *page, const char *name, int value)
{
    lyd_page_attributef(page, name, "%d", value);
}

void lyd_draw_box(lyd_page *page, const char *class, lyd_box box, int radius)
{
    lyd_page_open(page, "rect", class);
    lyd_draw_number(page, "x", box.x);
    lyd_draw_number(page, "y", box.y);
    lyd_draw_number(page, "width", box.width);
    lyd_draw_number(page, "height", box.height);
    lyd_draw_number(page, "rx", radius);
    lyd_page_close(page);
}

void lyd_draw_text(lyd_page *page, const char *class, int x, int y)
{
    lyd_page_open(page, "text", class);
    lyd_draw_number(page, "x", x);
    lyd_draw_number(page, "y", y);
}
