/* A change laid over the answers of servers gives the same answers as one made in their zones. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>

#define HEAD "$ORIGIN z.com.\n$TTL 300\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns.other.\n"

static const lyd_server servers[] = {{.text = "zone"}};
static const uint16_t numbers[] = {0};
static const lyd_change_view views[] = {{"internal", numbers, 1}};

/* "STATUS alias… address…" */
static void describe(const lyd_answer *answer, char text[512])
{
    size_t used = (size_t)snprintf(text, 512, "%s", lyd_row_name(lyd_answer_statuses, answer->status));
    for (size_t i = 0; i < answer->alias_count; i++) {
        used += (size_t)snprintf(text + used, 512 - used, " >%s", answer->aliases[i]);
    }
    for (size_t i = 0; i < answer->record_count; i++) {
        char address[LYD_ADDRESS_TEXT];
        lyd_address_format(&answer->records[i].address, address);
        used += (size_t)snprintf(text + used, 512 - used, " %s", address);
    }
}

typedef struct row {
    const char *records;  /* of the zone z.com */
    const char *new_zone; /* created first; NULL: none */
    const char *script;   /* of nsupdate, after that */
    const char *name, *answer;
} row;

/* The steps of the row: SCRIPT's, behind one that creates the zone. */
static lyd_change *read_change(const row *r)
{
    lyd_change *change;
    lyd_diag *diag = lyd_diag_new();
    lyd_status status = lyd_change_parse(r->script, strlen(r->script), "script", &change, diag);
    ck_assert_msg(status == LYD_OK, "%s: %s", r->script, lyd_diag_message(diag, 0));
    lyd_diag_free(diag);
    if (r->new_zone != NULL) {
        lyd_change_step *steps = lyd_arena_zalloc(change->arena, change->count + 1, sizeof(*steps));
        ck_assert_ptr_nonnull(steps);
        steps[0] = (lyd_change_step){.act = LYD_CHANGE_ADD_ZONE, .name = r->new_zone, .zone = r->new_zone, .request = UINT32_MAX};
        memcpy(steps + 1, change->steps, change->count * sizeof(*steps));
        change->steps = steps;
        change->count++;
    }
    return change;
}

static void check(const row *r, bool over)
{
    char text[1024], got[512];
    const lyd_change_site site = {
        .servers = servers, .server_count = 1, .views = views, .view_count = 1, .names = &r->name, .name_count = 1};
    lyd_diag *diag = lyd_diag_new();
    lyd_arena *arena = lyd_arena_new();
    lyd_change *change = read_change(r);
    lyd_source *zones = lyd_zone_source_new(), *memo = lyd_memo_new(zones), *source = zones;
    lyd_question question = {r->name, 0, LYD_TYPE_A};
    lyd_change_records records;
    lyd_answer answer;
    int length = snprintf(text, sizeof(text), HEAD "%s", r->records);
    lyd_status status = lyd_zone_source_add_text(zones, "zone", "file", text, (size_t)length, 0, diag);
    ck_assert_msg(status == LYD_OK, "%s: %s", r->records, lyd_diag_message(diag, 0));
    status = over ? lyd_overlay_new(memo, change, &site, arena, &source, &records, diag)
                  : lyd_zone_source_change(zones, change, &site, arena, &records, diag);
    ck_assert_msg(status == LYD_OK, "%s: %s", r->script, lyd_diag_message(diag, 0));
    ck_assert(source->functions->ask(source, servers, 1, &question, 1, &answer, arena, diag) == LYD_OK);
    describe(&answer, got);
    ck_assert_msg(strcmp(got, r->answer) == 0, "%s%s / %s, %s is: %s, expected: %s", r->records, over ? ", laid over" : "", r->script,
                  r->name, got, r->answer);
    if (source != zones) {
        lyd_source_free(source);
    }
    lyd_source_free(memo);
    lyd_source_free(zones);
    lyd_change_free(change);
    lyd_arena_free(arena);
    lyd_diag_free(diag);
}

static void check_all(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        check(&rows[i], false);
        check(&rows[i], true);
    }
}

START_TEST(new_zones)
{
    static const char add[] = "zone p.z.com\nupdate add p.z.com 60 AAAA 2001:db8::1\nsend\n";
    static const char below[] = "zone p.z.com\nupdate add a.b.p.z.com 60 A 1.2.3.9\nsend\n";
    static const char parent[] = "zone z.com\nupdate add c.p.z.com 60 A 1.2.3.9\nsend\n";
    static const row rows[] = {
        {"p A 1.2.3.4\n", "p.z.com", add, "p.z.com", "NODATA"},
        {"a.p A 1.2.3.4\n", "p.z.com", add, "a.p.z.com", "NXDOMAIN"},
        {"a.p A 1.2.3.4\na CNAME a.p\n", "p.z.com", add, "a.z.com", "ALIAS_DANGLING >a.p.z.com"},
        {"* A 1.2.3.4\n", "p.z.com", add, "a.p.z.com", "NXDOMAIN"},
        {"* A 1.2.3.4\n", "p.z.com", add, "b.z.com", "NOERROR 1.2.3.4"},
        {"*.p A 1.2.3.4\n", "p.z.com", add, "a.p.z.com", "NXDOMAIN"},
        {"a A 1.2.3.4\n", "p.z.com", below, "a.b.p.z.com", "NOERROR 1.2.3.9"},
        {"x.b.p A 1.2.3.4\n", "p.z.com", below, "x.b.p.z.com", "NXDOMAIN"},
        {"x.b.p A 1.2.3.4\n", "p.z.com", below, "b.p.z.com", "NODATA"},
        {"c.p A 1.2.3.4\n", "p.z.com", parent, "c.p.z.com", "NXDOMAIN"},
        {"* A 1.2.3.4\n", "p.q.z.com", add, "q.z.com", "NOERROR 1.2.3.4"},
        {"p A 1.2.3.4\n", "z.com", add, "p.z.com", "NOERROR 1.2.3.4"},
    };
    check_all(rows, LYD_COUNT(rows));
}
END_TEST

LYD_TEST_MAIN("overlay", new_zones)
