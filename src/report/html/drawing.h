/* drawing.h: shapes, and the parts of the picture of the deployment, as SVG. */
#ifndef LYD_REPORT_HTML_DRAWING_H
#define LYD_REPORT_HTML_DRAWING_H

#include "report/picture/picture.h"

#include "html.h"

/* ---- shapes (shapes.c) ---- */

void lyd_draw_number(lyd_page *page, const char *name, int value); /* an attribute */
void lyd_draw_box(lyd_page *page, const char *class, lyd_box box, int radius);
void lyd_draw_text(lyd_page *page, const char *class, int x, int y); /* opens <text> */

/* ---- nodes (nodes.c) ---- */

void lyd_draw_band(lyd_page *page, const lyd_picture *p, const lyd_band *band);
void lyd_draw_node(lyd_page *page, const lyd_picture *p, const lyd_node *node);

/* ---- arrows (arrows.c) ---- */

void lyd_draw_arrow(lyd_page *page, const lyd_picture *p, const lyd_arrow *arrow);
void lyd_draw_legend(lyd_page *page, const lyd_picture *p); /* of the verdicts that there are */

#endif
