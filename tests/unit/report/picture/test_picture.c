/* The picture of a deployment: what is in it, and that nothing in it covers anything else. */
#include "judge/fixture.h"

#include "report/picture/picture.h"

#define SEEDS 200

/* ---- a deployment of any shape ---- */

typedef struct text {
    char text[16384];
    size_t used;
} text;

static void add(text *t, const char *format, ...) LYD_PRINTF(2, 3);

static void add(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(t->text + t->used, sizeof(t->text) - t->used, format, arguments);
    va_end(arguments);
    ck_assert_int_lt(length, (int)(sizeof(t->text) - t->used));
    t->used += (size_t)length;
}

static unsigned roll(unsigned *seed, unsigned sides)
{
    *seed = *seed * 1103515245u + 12345u;
    return (*seed >> 16) % sides;
}

static void add_name(text *t, unsigned *seed, const char *role, char letter, unsigned number, unsigned sites)
{
    static const char *const answers[] = {
        "A=10.0.0.%u", "A=10.0.0.%u AAAA=fd00::%u", "A=10.0.0.%u AAAA=fd00::%u", "*=TIMEOUT", "AAAA=fd00::%u", "*=NXDOMAIN"};
    add(t, "%s %c%u%s", role, letter, number, roll(seed, 9) == 0 ? ".branch.contoso.com " : " ");
    unsigned kind = roll(seed, 10);
    const char *answer = answers[kind < LYD_COUNT(answers) ? kind : 0];
    for (const char *c = answer; *c != '\0'; c++) {
        if (strncmp(c, "%u", 2) == 0) {
            add(t, "%u", number + 1);
            c++;
        } else {
            add(t, "%c", *c);
        }
    }
    if (sites > 0 && roll(seed, 5) > 0) {
        add(t, " site=s%u", roll(seed, sites));
    }
}

static void add_list(text *t, unsigned *seed, const char *key, char letter, unsigned count, unsigned most)
{
    bool first = true;
    for (unsigned i = 0; i < count && most > 0; i++) {
        if (roll(seed, 2) == 0) {
            add(t, "%s%c%u", first ? key : ",", letter, i);
            first = false;
            most--;
        }
    }
}

/* Gateways and external names have no domain of their own, so that pools can name them. */
static text deployment(unsigned seed)
{
    static const char *const types[] = {"ipv4", "dual-stack", "ipv6"};
    text t = {.used = 0};
    unsigned sites = roll(&seed, 4), edges = roll(&seed, 4), pools = roll(&seed, 7), externals = roll(&seed, 8), gateways = roll(&seed, 6);
    for (unsigned i = roll(&seed, 7); i > 0; i--) {
        add(&t, "client c%u %s\n", i, types[roll(&seed, 3)]);
    }
    for (unsigned i = roll(&seed, 4); i > 0; i--) {
        add(&t, "remote r%u %s\n", i, types[roll(&seed, 3)]);
    }
    for (unsigned i = 0; i < gateways; i++) {
        add(&t, "pstn-gateway g%u A=10.0.1.%u%s\n", i, i + 1, roll(&seed, 3) == 0 ? " site=s0" : "");
    }
    for (unsigned i = 0; i < externals; i++) {
        add(&t, "edge-external x%u A=10.0.2.%u\n", i, i + 1);
    }
    for (unsigned i = 0; i < edges; i++) {
        add(&t, "edge-internal e%u A=10.0.3.%u%s", i, i + 1, roll(&seed, 3) == 0 ? " AAAA=fd00::1" : "");
        unsigned site = roll(&seed, sites + 1);
        if (sites > 0) {
            add(&t, " site=s%u", site);
        }
        add_list(&t, &seed, " externals=", 'x', externals, 8);
        add(&t, "\n");
    }
    for (unsigned i = 0; i < pools; i++) {
        add_name(&t, &seed, "front-end-pool", 'p', i, sites);
        if (edges > 0 && roll(&seed, 3) > 0) {
            add(&t, " edge=e%u", roll(&seed, edges));
        }
        add(&t, "\n");
    }
    for (unsigned i = roll(&seed, 4); i > 0; i--) {
        add_name(&t, &seed, roll(&seed, 2) == 0 ? "mediation-pool" : "front-end-pool,mediation-pool", 'm', i, sites);
        add_list(&t, &seed, " gateways=", 'g', gateways, 8);
        add(&t, "\n");
    }
    for (unsigned i = roll(&seed, 20); i > 0; i--) {
        add_name(&t, &seed, i % 2 == 0 ? "exchange-um" : "other", 'u', i, sites);
        add(&t, "\n");
    }
    return t;
}

/* ---- what covers what ---- */

static bool overlap(const lyd_box *a, const lyd_box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height && b->y < a->y + a->height;
}

static bool within(const lyd_box *a, const lyd_box *b)
{
    return a->x >= b->x && a->y >= b->y && a->x + a->width <= b->x + b->width && a->y + a->height <= b->y + b->height;
}

static lyd_box box_of(lyd_point a, lyd_point b)
{
    return (lyd_box){a.x < b.x ? a.x : b.x, a.y < b.y ? a.y : b.y, abs(a.x - b.x), abs(a.y - b.y)};
}

/* A line inside a box, not along its border. */
static bool runs_through(lyd_point a, lyd_point b, const lyd_box *box)
{
    lyd_box line = box_of(a, b);
    return line.x < box->x + box->width && line.x + line.width > box->x && line.y < box->y + box->height && line.y + line.height > box->y;
}

static bool on_border(lyd_point p, const lyd_box *box)
{
    bool x = p.x == box->x || p.x == box->x + box->width, y = p.y == box->y || p.y == box->y + box->height;
    bool in_x = p.x >= box->x && p.x <= box->x + box->width, in_y = p.y >= box->y && p.y <= box->y + box->height;
    return (x && in_y) || (y && in_x);
}

static bool is_on(lyd_point p, const lyd_box *line)
{
    return p.x >= line->x && p.x <= line->x + line->width && p.y >= line->y && p.y <= line->y + line->height;
}

/* The length that two lines have in common. */
static int common(lyd_box a, lyd_box b)
{
    bool same_x = a.width == 0 && b.width == 0 && a.x == b.x, same_y = a.height == 0 && b.height == 0 && a.y == b.y;
    int from = same_x ? (a.y > b.y ? a.y : b.y) : (a.x > b.x ? a.x : b.x);
    int a_end = same_x ? a.y + a.height : a.x + a.width, b_end = same_x ? b.y + b.height : b.x + b.width;
    return same_x || same_y ? (a_end < b_end ? a_end : b_end) - from : 0;
}

static void check_nodes(const lyd_picture *p, unsigned seed)
{
    lyd_box all = {0, 0, p->width, p->height};
    for (size_t i = 0; i < p->node_count; i++) {
        const lyd_node *node = &p->nodes[i];
        ck_assert_msg(within(&node->box, &all), "seed %u: %s is outside", seed, node->name);
        ck_assert_msg(node->networks > 0 || within(&node->box, &p->bands[node->site].box), "seed %u: %s isn't in its site", seed,
                      node->name);
        for (size_t k = 0; k < i; k++) {
            ck_assert_msg(!overlap(&node->box, &p->nodes[k].box), "seed %u: %s covers %s", seed, node->name, p->nodes[k].name);
        }
    }
}

static void check_line(const lyd_picture *p, const lyd_arrow *arrow, unsigned seed)
{
    const char *from = p->nodes[arrow->from].name, *to = p->nodes[arrow->to].name;
    const lyd_point *last = &arrow->points[arrow->point_count - 1];
    bool label_on_line = false;
    ck_assert_uint_ge(arrow->point_count, 2);
    ck_assert_uint_le(arrow->point_count, LYD_ARROW_POINTS);
    ck_assert_msg(on_border(arrow->points[0], &p->nodes[arrow->from].box), "seed %u: %s to %s doesn't begin there", seed, from, to);
    ck_assert_msg(on_border(*last, &p->nodes[arrow->to].box), "seed %u: %s to %s doesn't end there", seed, from, to);
    for (size_t i = 1; i < arrow->point_count; i++) {
        lyd_point a = arrow->points[i - 1], b = arrow->points[i];
        lyd_box line = box_of(a, b);
        ck_assert_msg((a.x == b.x) != (a.y == b.y), "seed %u: %s to %s is slanted", seed, from, to);
        ck_assert(line.x >= 0 && line.y >= 0 && line.x + line.width <= p->width && line.y + line.height <= p->height);
        for (size_t k = 0; k < p->node_count; k++) {
            ck_assert_msg(!runs_through(a, b, &p->nodes[k].box), "seed %u: %s to %s crosses %s", seed, from, to, p->nodes[k].name);
        }
        lyd_point middle = {arrow->label.x + arrow->label.width / 2, arrow->label.y + arrow->label.height / 2};
        lyd_point below = {middle.x, arrow->label.y + arrow->label.height + 1};
        label_on_line = label_on_line || is_on(middle, &line) || is_on(below, &line);
    }
    ck_assert_msg(label_on_line, "seed %u: %s to %s has its label elsewhere", seed, from, to);
}

static void check_labels(const lyd_picture *p, unsigned seed)
{
    lyd_box all = {0, 0, p->width, p->height};
    for (size_t i = 0; i < p->arrow_count; i++) {
        const lyd_arrow *arrow = &p->arrows[i];
        const char *from = p->nodes[arrow->from].name, *to = p->nodes[arrow->to].name;
        ck_assert_msg(within(&arrow->label, &all), "seed %u: the label of %s to %s is outside", seed, from, to);
        for (size_t k = 0; k < p->node_count; k++) {
            ck_assert_msg(!overlap(&arrow->label, &p->nodes[k].box), "seed %u: the label of %s to %s covers %s", seed, from, to,
                          p->nodes[k].name);
        }
        for (size_t k = 0; k < i; k++) {
            ck_assert_msg(!overlap(&arrow->label, &p->arrows[k].label), "seed %u: the label of %s to %s covers another", seed, from, to);
        }
    }
}

static uint32_t shared_end(const lyd_arrow *a, const lyd_arrow *b)
{
    return a->from == b->from || a->from == b->to ? a->from : a->to == b->from || a->to == b->to ? a->to : LYD_NONE;
}

/* Arrows of one node may leave it as one line; others have no piece in common. */
static void check_apart(const lyd_picture *p, unsigned seed)
{
    for (size_t i = 0; i < p->arrow_count; i++) {
        for (size_t k = 0; k < i; k++) {
            const lyd_arrow *a = &p->arrows[i], *b = &p->arrows[k];
            for (size_t m = 1; m < a->point_count && shared_end(a, b) == LYD_NONE; m++) {
                for (size_t n = 1; n < b->point_count; n++) {
                    int length = common(box_of(a->points[m - 1], a->points[m]), box_of(b->points[n - 1], b->points[n]));
                    ck_assert_msg(length <= 0, "seed %u: %s to %s runs in %s to %s", seed, p->nodes[a->from].name, p->nodes[a->to].name,
                                  p->nodes[b->from].name, p->nodes[b->to].name);
                }
            }
        }
    }
}

START_TEST(nothing_covers_anything_else)
{
    size_t arrows = 0, bands = 0;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        text t = deployment(seed);
        fixture *f = fixture_new(t.text);
        lyd_picture p;
        ck_assert_int_eq(lyd_picture_make(&f->topology, &f->judgement, f->arena, &p), LYD_OK);
        check_nodes(&p, seed);
        for (size_t i = 0; i < p.arrow_count; i++) {
            check_line(&p, &p.arrows[i], seed);
        }
        check_labels(&p, seed);
        check_apart(&p, seed);
        arrows += p.arrow_count;
        bands += p.band_count;
        fixture_free(f);
    }
    ck_assert_uint_gt(arrows, SEEDS * 5);
    ck_assert_uint_gt(bands, SEEDS * 3 / 2);
}
END_TEST

/* ---- what is in it ---- */

static const lyd_node *node_named(const lyd_picture *p, const char *name)
{
    for (size_t i = 0; i < p->node_count; i++) {
        if (strcmp(p->nodes[i].name, name) == 0) {
            return &p->nodes[i];
        }
    }
    return NULL;
}

START_TEST(each_combination_is_in_an_arrow)
{
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        text t = deployment(seed);
        fixture *f = fixture_new(t.text);
        lyd_picture p;
        size_t count = 0;
        ck_assert_int_eq(lyd_picture_make(&f->topology, &f->judgement, f->arena, &p), LYD_OK);
        for (size_t i = 0; i < p.arrow_count; i++) {
            count += p.arrows[i].count;
        }
        ck_assert_msg(count == f->judgement.combination_count, "seed %u: %zu of %zu", seed, count, f->judgement.combination_count);
        for (size_t i = 0; i < f->judgement.combination_count; i++) {
            const lyd_combination *c = &f->judgement.combinations[i];
            bool shown = false;
            for (size_t k = 0; k < p.arrow_count && !shown; k++) {
                shown = (p.arrows[k].tables & LYD_TABLE_BIT(c->table)) != 0 &&
                        lyd_verdict_rank(p.arrows[k].worst->verdict) >= lyd_verdict_rank(c->verdict);
            }
            ck_assert_msg(shown, "seed %u: %s and %s", seed, c->subjects[0], c->subjects[1]);
        }
        fixture_free(f);
    }
}
END_TEST

START_TEST(a_mark_is_of_the_worst_finding)
{
    fixture *f =
        fixture_new("client office ipv4\n"
                    "exchange-um um01 A=10.0.0.1 AAAA=fd00::1\nexchange-um um02 A=10.0.0.2\nexchange-um um03 A=10.0.0.3 AAAA=TIMEOUT\n"
                    "front-end-server fe01 A=10.0.0.4\nfront-end-server fe02 *=NXDOMAIN\n"
                    "front-end-pool pool01 A=10.0.0.4 members=fe01,fe02\n"
                    "other alone.fabrikam.com A=10.0.0.9\n");
    lyd_picture p;
    ck_assert_int_eq(lyd_picture_make(&f->topology, &f->judgement, f->arena, &p), LYD_OK);
    ck_assert_str_eq(p.domain, "contoso.com");
    ck_assert_int_eq(node_named(&p, "um01.contoso.com")->mark.worst, LYD_ERROR);
    ck_assert_int_eq(node_named(&p, "um02.contoso.com")->mark.worst, LYD_OFF);
    ck_assert(!node_named(&p, "um02.contoso.com")->mark.open);
    ck_assert(node_named(&p, "um03.contoso.com")->mark.open);
    const lyd_node *pool = node_named(&p, "pool01.contoso.com");
    ck_assert_uint_eq(pool->member_count, 2);
    ck_assert_int_eq(pool->members[0].mark.worst, LYD_OFF);
    ck_assert_int_eq(pool->members[1].mark.worst, LYD_ERROR);
    ck_assert_ptr_null(node_named(&p, "fe01.contoso.com"));
    ck_assert(node_named(&p, "alone.fabrikam.com")->own_line);
    ck_assert_int_eq(p.arrows[0].worst->verdict, LYD_SUPPORTED);
    ck_assert_str_eq(p.arrows[0].text, "ipv4 \xE2\x80\x93 ipv4");
    fixture_free(f);
}
END_TEST

START_TEST(a_pool_stands_for_its_servers_where_there_are_many_names)
{
    text t = {.used = 0};
    add(&t, "front-end-server bad *=NXDOMAIN\n");
    for (unsigned i = 0; i < 70; i++) {
        add(&t, "other o%u A=10.0.0.%u\n", i, i + 1);
    }
    add(&t, "front-end-pool pool01 A=10.0.1.1 members=bad\n");
    fixture *f = fixture_new(t.text);
    lyd_picture p;
    ck_assert_int_eq(lyd_picture_make(&f->topology, &f->judgement, f->arena, &p), LYD_OK);
    const lyd_node *pool = node_named(&p, "pool01.contoso.com");
    ck_assert_uint_eq(pool->member_count, 0);
    ck_assert_uint_eq(pool->servers, 1);
    ck_assert_int_eq(pool->mark.worst, LYD_ERROR);
    ck_assert_uint_gt(p.left_out[LYD_PLACE_OTHERS], 0);
    ck_assert_uint_eq(p.left_out_found[LYD_PLACE_OTHERS], 0);
    ck_assert_uint_eq(p.node_count + p.left_out[LYD_PLACE_OTHERS], 71);
    fixture_free(f);
}
END_TEST

START_TEST(parts_that_an_arrow_joins_are_drawn_together)
{
    text t = {.used = 0};
    for (unsigned i = 0; i < 26; i++) {
        add(&t, "pstn-gateway g%u A=10.0.3.%u\n", i, i + 1);
        add(&t, "front-end-pool p%u A=10.0.1.%u\n", i, i + 1);
    }
    for (unsigned i = 0; i < 20; i++) { /* the first of them has the last gateway */
        add(&t, "mediation-pool m%u A=10.0.2.%u gateways=g%u\n", i, i + 1, 25 - i);
    }
    for (unsigned i = 0; i < 9; i++) {
        add(&t, "edge-external x%u A=10.0.4.%u\n", i, i + 1);
        add(&t, "edge-internal e%u A=10.0.5.%u externals=x%u site=s%u\n", i, i + 1, i, i % 2);
    }
    fixture *f = fixture_new(t.text);
    lyd_picture p;
    size_t mediation = 0;
    ck_assert_int_eq(lyd_picture_make(&f->topology, &f->judgement, f->arena, &p), LYD_OK);
    for (unsigned i = 0; i < 20; i++) {
        char name[64], gateway[64];
        (void)snprintf(name, sizeof(name), "m%u.contoso.com", i);
        (void)snprintf(gateway, sizeof(gateway), "g%u.contoso.com", 25 - i);
        mediation += node_named(&p, name) != NULL ? 1 : 0;
        ck_assert_msg(node_named(&p, name) == NULL || node_named(&p, gateway) != NULL, "%s without %s", name, gateway);
    }
    ck_assert_uint_eq(mediation, 10);
    ck_assert_uint_eq(p.left_out[LYD_PLACE_EDGE], 1);
    for (unsigned i = 0; i < 9; i++) {
        char name[64], site[8];
        (void)snprintf(name, sizeof(name), "x%u.contoso.com", i);
        (void)snprintf(site, sizeof(site), "s%u", i % 2);
        ck_assert_msg(node_named(&p, name) != NULL, "%s", name);
        ck_assert_str_eq(p.bands[node_named(&p, name)->site].name, site);
    }
    fixture_free(f);
}
END_TEST

LYD_TEST_MAIN("report/picture", nothing_covers_anything_else, each_combination_is_in_an_arrow, a_mark_is_of_the_worst_finding,
              a_pool_stands_for_its_servers_where_there_are_many_names, parts_that_an_arrow_joins_are_drawn_together)
