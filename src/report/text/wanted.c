/* What a service record is for: which views should have it, who looks it up, what happens without it. */
#include "text.h"

#include <lyncdns/services.h>

static const lyd_wanted_row *row_of(const lyd_case *c, uint32_t name)
{
    return &lyd_wanted_rows[lyd_case_extra(c, name)->row];
}

void lyd_text_service(lyd_layout *layout, const lyd_case *c, uint32_t name)
{
    const char *domain = c->topology->sip_domains[lyd_case_extra(c, name)->domain];
    const char *type = row_of(c, name)->type == LYD_TYPE_SRV ? "SRV record" : "sign-in name";
    lyd_layout_printf(layout, LYD_STYLE_PLAIN, "(%s of %s)", type, domain);
}

/* "internal: must not be there": a line for each view that should, or should not, have the record. */
static void put_views(lyd_layout *layout, const lyd_case *c, uint32_t name)
{
    static const char *const words[] = {[LYD_EXPECTED_REQUIRED] = "required", [LYD_EXPECTED_ABSENT] = "must not be there"};
    const lyd_extra *extra = lyd_case_extra(c, name);
    for (uint32_t v = 0; v < c->topology->view_count; v++) {
        lyd_expected expected = lyd_wanted_in(c->topology, (lyd_wanted)extra->row, v);
        if ((extra->views >> v & 1u) != 0 && expected != LYD_EXPECTED_OPTIONAL) {
            lyd_layout_line(layout, 2, 4);
            lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s: %s", c->topology->views[v].name, words[expected]);
            lyd_layout_end(layout);
        }
    }
}

void lyd_text_wanted(lyd_layout *layout, const lyd_case *c, uint32_t name)
{
    const lyd_wanted_row *row = row_of(c, name);
    put_views(layout, c, name);
    lyd_layout_line(layout, 2, 2);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, row->why);
    lyd_layout_words(layout, LYD_STYLE_PLAIN, "Used by");
    for (size_t i = 0; i < LYD_WANTED_USERS && row->users[i] != NULL; i++) {
        bool last = i + 1 == LYD_WANTED_USERS || row->users[i + 1] == NULL;
        lyd_layout_printf(layout, LYD_STYLE_PLAIN, "%s%s", row->users[i], last ? "." : ",");
    }
    lyd_layout_words(layout, LYD_STYLE_PLAIN, row->order);
    lyd_layout_end(layout);
}
