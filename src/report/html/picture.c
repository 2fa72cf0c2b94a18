/* The picture of the deployment, drawn as SVG in the page: it needs no script, and what it shows is in the page as text, too. */
#include "drawing.h"

#define BROAD 900 /* wider pictures are printed across the page, unless they are tall */

static void put_lead(lyd_page *page, const lyd_picture *p)
{
    lyd_page_open(page, "p", "lead");
    lyd_page_text(page, "Each part links to its findings. An arrow shows what a support table says about two parts with these address "
                        "types. ");
    if (p->domain != NULL) {
        lyd_page_text(page, "Short names are in ");
        lyd_page_leaf(page, "bdi", NULL, p->domain);
        lyd_page_text(page, ". ");
    }
    lyd_page_text(page, "The same as text: ");
    lyd_page_link(page, "#combinations", NULL, "combinations");
    lyd_page_text(page, " and ");
    lyd_page_link(page, "#endpoints", NULL, "endpoints");
    lyd_page_text(page, ".");
    lyd_page_close(page);
}

static void put_left_out(lyd_page *page, const lyd_picture *p)
{
    static const char *const words[LYD_PLACE_COUNT] = {[LYD_PLACE_OUTSIDE] = "external Edge names",
                                                       [LYD_PLACE_EDGE] = "Edge pools",
                                                       [LYD_PLACE_POOLS] = "pools",
                                                       [LYD_PLACE_GATEWAYS] = "PSTN gateways",
                                                       [LYD_PLACE_OTHERS] = "other names"};
    bool any = false;
    for (int place = 0; place < LYD_PLACE_COUNT; place++) {
        if (p->left_out[place] == 0) {
            continue;
        }
        if (!any) {
            lyd_page_open(page, "p", "left-out");
            lyd_page_text(page, "There are too many names to draw. Those with the least severe findings are left out: ");
        }
        lyd_page_textf(page, "%s%zu %s", any ? ", " : "", p->left_out[place], words[place]);
        if (p->left_out_found[place] > 0) {
            lyd_page_textf(page, " (%zu with findings)", p->left_out_found[place]);
        }
        any = true;
    }
    if (any) {
        lyd_page_text(page, ".");
        lyd_page_close(page);
    }
    if (page->judgement->omitted > 0) {
        lyd_page_leaff(page, "p", "left-out", "%zu supported combinations are not drawn; --combinations all lists them.",
                       page->judgement->omitted);
    }
    if (p->arrows_left_out > 0) {
        lyd_page_leaff(page, "p", "left-out", "%zu arrows are left out, of those with the best verdicts.", p->arrows_left_out);
    }
}

static void put_drawing(lyd_page *page, const lyd_picture *p)
{
    lyd_page_open(page, "svg", p->height * 5 > p->width * 4 ? "deployment tall" : p->width > BROAD ? "deployment broad" : "deployment");
    lyd_page_attribute(page, "role", "group");
    lyd_page_attribute(page, "aria-labelledby", "picture-title picture-text");
    lyd_page_attributef(page, "viewBox", "0 0 %d %d", p->width, p->height);
    lyd_draw_number(page, "width", p->width * 6 / 5); /* letters of 12 pixels, unless the screen is too narrow for that */
    lyd_draw_number(page, "height", p->height * 6 / 5);
    lyd_page_open(page, "title", NULL);
    lyd_page_attribute(page, "id", "picture-title");
    lyd_page_text(page, "Picture of the deployment");
    lyd_page_close(page);
    lyd_page_open(page, "desc", NULL);
    lyd_page_attribute(page, "id", "picture-text");
    lyd_page_textf(page, "%zu parts and %zu arrows. The sections Combinations and Endpoints have the same as text.", p->node_count,
                   p->arrow_count);
    lyd_page_close(page);
    for (size_t i = 0; i < p->band_count; i++) {
        lyd_draw_band(page, p, &p->bands[i]);
    }
    for (size_t i = p->arrow_count; i-- > 0;) { /* the worst last, on top of the others */
        lyd_draw_arrow(page, p, &p->arrows[i]);
    }
    for (size_t i = 0; i < p->node_count; i++) {
        lyd_draw_node(page, p, &p->nodes[i]);
    }
    lyd_page_close(page);
}

void lyd_html_picture(lyd_page *page)
{
    lyd_picture picture;
    lyd_status status = lyd_picture_make(page->topology, page->judgement, page->report.run->arena, &picture);
    if (status != LYD_OK) {
        page->status = status;
        return;
    }
    put_lead(page, &picture);
    lyd_draw_legend(page, &picture);
    lyd_page_open(page, "div", "wide");
    lyd_page_attribute(page, "role", "group");
    lyd_page_attribute(page, "aria-label", "Picture of the deployment");
    lyd_page_attribute(page, "tabindex", "0");
    put_drawing(page, &picture);
    lyd_page_close(page);
    put_left_out(page, &picture);
}
