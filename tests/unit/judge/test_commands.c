/* What the zones of names add to findings: commands, and what to do about servers that disagree. */
#include "judge/fixture.h"

/* ZONES: what the servers say, "SERVER-NUMBER ZONE SERIAL[!]" each, "!" of one that has only heard of it; names in none are unknown. */
typedef struct zone_row {
    const char *name, *text, *zones, *rule;
    const char *commands[4]; /* all of them */
    const char *words[3];    /* in the remedy */
    const char *evidence;    /* the last line; NULL: any */
} zone_row;

#define TWO_SERVERS "view internal 10.0.0.1:53 10.0.0.2:53\n"
#define TWO_VIEWS TWO_SERVERS "view external 8.8.8.8:53\n"
#define UM "exchange-um um01 A=10.1.0.1 AAAA=2a00::1"
#define STALE TWO_SERVERS "front-end-pool pool01 A=10.1.0.1 A@2=10.1.0.2"
#define REMOVE_UM "Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um01' -RRType 'AAAA' -RecordData '2a00::1' -Force"

static const zone_row rows[] = {
    {"the server that has the zone",
     UM,
     "1 contoso.com 7",
     "UM001",
     {REMOVE_UM " -ComputerName '10.0.0.10'"},
     {"Exchange administrator: ", ".\nRemove-DnsServerResourceRecord -ZoneName"},
     NULL},
    {"a server that has only heard of the zone", UM, "1 contoso.com 7!", "UM001", {REMOVE_UM}, {NULL}, NULL},
    {"a zone that isn't known", UM, "", "UM001", {NULL}, {"delete the AAAA record 2a00::1"}, NULL},
    {"a registry's zone, in which the name can't be", UM, "1 com 7!", "UM001", {NULL}, {NULL}, NULL},
    {"the root zone", UM, "1 . 7", "UM001", {NULL}, {NULL}, NULL},
    {"the name is a zone of its own",
     UM,
     "1 um01.contoso.com 7",
     "UM001",
     {"Remove-DnsServerResourceRecord -ZoneName 'um01.contoso.com' -Name '@' -RRType 'AAAA' -RecordData '2a00::1' -Force"
      " -ComputerName '10.0.0.10'"},
     {NULL},
     NULL},
    {"one command is enough for servers with the same zone",
     TWO_SERVERS UM,
     "1 contoso.com 7!, 2 contoso.com 7",
     "UM001",
     {REMOVE_UM " -ComputerName '10.0.0.2'"},
     {NULL},
     NULL},
    {"only one server has the record",
     TWO_SERVERS "exchange-um um01 A=10.1.0.1 AAAA@2=2a00::1",
     "1 contoso.com 7, 2 contoso.com 7",
     "UM001",
     {REMOVE_UM " -ComputerName '10.0.0.2'"},
     {NULL},
     NULL},
    {"servers have the name in different zones",
     TWO_SERVERS UM,
     "1 contoso.com 7, 2 um01.contoso.com 7",
     "UM001",
     {REMOVE_UM " -ComputerName '10.0.0.1'",
      "Remove-DnsServerResourceRecord -ZoneName 'um01.contoso.com' -Name '@' -RRType 'AAAA' -RecordData '2a00::1' -Force"
      " -ComputerName '10.0.0.2'"},
     {NULL},
     NULL},
    {"views with different servers",
     TWO_VIEWS UM " views=internal,external",
     "1 contoso.com 7, 3 contoso.com 9!",
     "UM001",
     {REMOVE_UM " -ComputerName '10.0.0.1' # view internal", REMOVE_UM " # view external"},
     {NULL},
     NULL},
    {"one of two views, at a server that only heard of the zone",
     TWO_VIEWS UM " views=external",
     "3 contoso.com 9!",
     "UM001",
     {REMOVE_UM " # view external"},
     {NULL},
     NULL},
    {"half of what mends it is no command", TWO_VIEWS UM " views=internal,external", "1 contoso.com 7", "UM001", {NULL}, {NULL}, NULL},
    {"what is in the place of an alias follows its deletion",
     "exchange-um um01 A=10.1.0.1 AAAA=2a00::1 alias=um,mail.example.org",
     "1 contoso.com 7",
     "UM001",
     {"Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um01' -RRType 'CNAME' -RecordData 'um.contoso.com.' -Force"
      " -ComputerName '10.0.0.10'",
      "Add-DnsServerResourceRecordA -ZoneName 'contoso.com' -Name 'um01' -IPv4Address '10.1.0.1' -ComputerName '10.0.0.10'"},
     {NULL},
     NULL},
    {"a name that would need quoting",
     "exchange-um um01 A=10.1.0.1 AAAA=2a00::1 alias=um'$x\nexchange-um um'$x A=10.1.0.1 AAAA=2a00::1",
     "1 contoso.com 7",
     "UM001",
     {NULL},
     {". No command can be given: a name with characters that would need quoting."},
     NULL},

    {"a server that is behind",
     STALE,
     "1 contoso.com 8, 2 contoso.com 7",
     "DNS005",
     {NULL},
     {"bring zone contoso.com up to date on 10.0.0.2:53 (serial 7), behind 10.0.0.1:53 (serial 8)"},
     "internal 10.0.0.2:53: zone contoso.com, serial 7"},
    {"a serial that wrapped around",
     STALE,
     "1 contoso.com 4294967295, 2 contoso.com 1",
     "DNS005",
     {NULL},
     {"up to date on 10.0.0.1:53 (serial 4294967295), behind 10.0.0.2:53 (serial 1)"},
     NULL},
    {"serials too far apart", STALE, "1 contoso.com 0, 2 contoso.com 2147483648", "DNS005", {NULL}, {"too far apart"}, NULL},
    {"the same serial", STALE, "1 contoso.com 7, 2 contoso.com 7", "DNS005", {NULL}, {"zone contoso.com has serial 7 on each"}, NULL},
    {"a server that repeats what it heard",
     STALE,
     "1 contoso.com 7, 2 contoso.com 6!",
     "DNS005",
     {NULL},
     {"clear the cache of 10.0.0.2:53 (Clear-DnsServerCache)"},
     "internal 10.0.0.2:53: zone contoso.com, serial 6, not authoritative"},
    {"different zones",
     STALE,
     "1 contoso.com 7, 2 pool01.contoso.com 7",
     "DNS005",
     {NULL},
     {"from the same zone, now 10.0.0.1:53 from zone contoso.com and 10.0.0.2:53 from zone pool01.contoso.com."},
     NULL},
    {"one serial says nothing", STALE, "1 contoso.com 7", "DNS005", {NULL}, {NULL}, "internal 10.0.0.1:53: zone contoso.com, serial 7"},
    {"the servers follow the same alias to another zone",
     TWO_SERVERS "front-end-pool pool01 A=10.1.0.1 A@2=10.1.0.2 alias=lb.example.org",
     "1 contoso.com 7, 1 example.org 5, 2 contoso.com 7, 2 example.org 4",
     "DNS005",
     {NULL},
     {"bring zone example.org up to date on 10.0.0.2:53 (serial 4)"},
     NULL},
    {"service records",
     TWO_SERVERS "sip-domains contoso.com\nfront-end-pool pool01 A=10.1.0.1\n"
                 "dns _sipinternaltls._tcp.contoso.com SRV=5061/pool01 SRV@2=5061/pool02\ndns pool02 A=10.1.0.1",
     "1 contoso.com 8, 2 contoso.com 7",
     "SRV013",
     {NULL},
     {"bring zone contoso.com up to date on 10.0.0.2:53 (serial 7), behind 10.0.0.1:53 (serial 8)"},
     "internal 10.0.0.2:53: zone contoso.com, serial 7"},
};

typedef struct wanting {
    fixture *f;
    const char *zones;
    lyd_case_zone *found;
    size_t count;
} wanting;

#define WANTED_MAX 64

static void want(void *context, const char *name, uint16_t server)
{
    wanting *w = context;
    lyd_record *zone = lyd_arena_zalloc(w->f->arena, 1, sizeof(*zone));
    lyd_case_zone found = {.name = name, .server = server};
    for (size_t i = 0; i < w->count; i++) {
        if (strcmp(w->found[i].name, name) == 0 && w->found[i].server == server) {
            return;
        }
    }
    for (const char *at = w->zones; *at != '\0'; at += strcspn(at, ",") + (strchr(at, ',') != NULL ? 2 : 0)) {
        char text[LYD_NAME_TEXT], mark = ' ';
        unsigned number;
        unsigned long serial;
        ck_assert_int_ge(sscanf(at, "%u %254s %lu%c", &number, text, &serial, &mark), 3);
        bool longer = found.zone == NULL || strlen(text) > strlen(found.zone->zone);
        if (number == server + 1u && longer && lyd_name_within(name, text)) {
            *zone = (lyd_record){.zone = lyd_arena_text(w->f->arena, text, strlen(text)),
                                 .serial = (uint32_t)serial,
                                 .authoritative = mark != '!',
                                 .type = LYD_TYPE_SOA};
            found.zone = zone;
        }
    }
    ck_assert_uint_lt(w->count, WANTED_MAX);
    w->found[w->count++] = found;
}

static void complete(fixture *f, const char *zones)
{
    wanting w = {f, zones, lyd_arena_zalloc(f->arena, WANTED_MAX, sizeof(lyd_case_zone)), 0};
    lyd_remedies_want(&f->c, &f->judgement, want, &w);
    lyd_case_set_zones(&f->c, w.found, w.count);
    ck_assert_int_eq(lyd_remedies_complete(&f->c, f->arena, &f->judgement), LYD_OK);
}

static const lyd_finding *first_of(const fixture *f, const char *rule)
{
    for (size_t i = 0; i < f->judgement.finding_count; i++) {
        if (strcmp(f->judgement.findings[i].rule->id, rule) == 0) {
            return &f->judgement.findings[i];
        }
    }
    return NULL;
}

START_TEST(zones_give_commands_and_serials)
{
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        const zone_row *row = &rows[i];
        fixture *f = fixture_new(row->text);
        complete(f, row->zones);
        const lyd_finding *finding = first_of(f, row->rule);
        ck_assert_msg(finding != NULL, "%s: %s", row->name, fixture_findings(f));
        size_t count = 0;
        for (; count < LYD_COUNT(row->commands) && row->commands[count] != NULL; count++) {
            ck_assert_msg(count < finding->command_count, "%s: %s", row->name, finding->remedy);
            ck_assert_msg(strcmp(finding->commands[count], row->commands[count]) == 0, "%s:\nwant %s\ngot  %s", row->name,
                          row->commands[count], finding->commands[count]);
            ck_assert_msg(strstr(finding->remedy, row->commands[count]) != NULL, "%s: %s", row->name, finding->remedy);
        }
        ck_assert_msg(finding->command_count == count, "%s: %s", row->name, finding->remedy);
        for (size_t w = 0; w < LYD_COUNT(row->words) && row->words[w] != NULL; w++) {
            ck_assert_msg(strstr(finding->remedy, row->words[w]) != NULL, "%s: %s", row->name, finding->remedy);
        }
        const char *last = finding->evidence[finding->evidence_count - 1];
        ck_assert_msg(row->evidence == NULL || strcmp(last, row->evidence) == 0, "%s: %s", row->name, last);
        fixture_free(f);
    }
}
END_TEST

START_TEST(zones_are_wanted_where_they_help)
{
    static const struct {
        const char *text;
        size_t wanted;
    } cases[] = {
        {"exchange-um um01 A=10.1.0.1", 0},         {"front-end-pool pool01 A=10.1.0.1", 0}, {UM, 1}, {TWO_SERVERS UM, 2}, {STALE, 2},
        {UM "\nwaiver UM001 um01.* 2099-01-01", 0}, {"exchange-um um01 *=TIMEOUT", 0},
    };
    for (size_t i = 0; i < LYD_COUNT(cases); i++) {
        fixture *f = fixture_new(cases[i].text);
        complete(f, "");
        ck_assert_msg(f->c.zone_count == cases[i].wanted, "%s: %zu", cases[i].text, f->c.zone_count);
        fixture_free(f);
    }
}
END_TEST

/* Of a network's name, say. */
START_TEST(a_line_feed_in_an_action_begins_no_command)
{
    static const lyd_action actions[] = {{LYD_OWNER_DNS, false, "a\nRemove-Item /."}, {LYD_OWNER_LYNC, true, "\nb.\n"}};
    lyd_arena *arena = lyd_arena_new();
    ck_assert_str_eq(lyd_actions_text(actions, LYD_COUNT(actions), arena),
                     "DNS administrator: a Remove-Item /. Or Lync administrator:  b. ");
    ck_assert_str_eq(lyd_actions_text(actions, 0, arena), "");
    lyd_arena_free(arena);
}
END_TEST

LYD_TEST_MAIN("judge commands", zones_give_commands_and_serials, zones_are_wanted_where_they_help,
              a_line_feed_in_an_action_begins_no_command)
