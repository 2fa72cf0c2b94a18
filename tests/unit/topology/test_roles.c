/* Each role has a whole row, and no two rows claim the same thing. */
#include "suite.h"

#include <lyncdns/topology.h>

#include <string.h>

START_TEST(rows_are_whole)
{
    for (int i = 0; i < LYD_ROLE_COUNT; i++) {
        const lyd_role_row *row = &lyd_role_rows[i];
        ck_assert_msg(row->name != NULL && row->title != NULL && row->section != NULL, "role %d has no row", i);
        ck_assert_msg(row->kinds != 0, "%s: no kind of view", row->name);
        ck_assert_msg((row->missing == NULL) == (row->example == NULL), "%s: what is missing needs an example", row->name);
        ck_assert_msg(lyd_role_find(row->name) == (lyd_role)i, "%s: another role has that name", row->name);
        ck_assert_msg(row->link == LYD_LINK_NONE || lyd_role_linked(row->pool, row->link) == (lyd_role)i,
                      "%s: another role has that place in a pool", row->name);
        ck_assert_msg(row->services[LYD_SERVICE_ROLES_MAX - 1].name == NULL, "%s: too many services", row->name);
        for (int k = 0; k < i; k++) {
            ck_assert_msg(strcmp(row->section, lyd_role_rows[k].section) != 0, "%s and %s have one section", row->name,
                          lyd_role_rows[k].name);
        }
    }
    ck_assert_int_eq(lyd_role_find("Other"), LYD_ROLE_COUNT);
}
END_TEST

START_TEST(pools_have_a_name_and_members)
{
    for (int kind = 0; kind < LYD_POOL_COUNT; kind++) {
        ck_assert_msg(lyd_role_linked((lyd_pool_kind)kind, LYD_LINK_SELF) < LYD_ROLE_COUNT, "kind %d has no role for its name", kind);
        ck_assert_msg(lyd_role_linked((lyd_pool_kind)kind, LYD_LINK_MEMBER) < LYD_ROLE_COUNT, "kind %d has no role for members", kind);
    }
}
END_TEST

/* A section of the YAML file, a row of a list and what is printed, for every role. */
START_TEST(every_role_is_read_and_printed)
{
    for (int i = 0; i < LYD_ROLE_COUNT; i++) {
        char yaml[160], csv[160], *printed = NULL;
        size_t length = 0;
        const char *const texts[] = {yaml, csv};
        (void)snprintf(yaml, sizeof(yaml), "version: 1\n%s:\n  - fqdn: a.example\n%s", lyd_role_rows[i].section,
                       i == LYD_ROLE_SIMPLE_URL ? "    url: [meet, dialin]\n" : "");
        (void)snprintf(csv, sizeof(csv), "fqdn,role\na.example,%s\n", lyd_role_rows[i].name);
        for (size_t k = 0; k < LYD_COUNT(texts); k++) {
            lyd_topology *topology = NULL;
            FILE *stream = open_memstream(&printed, &length);
            ck_assert_int_eq(lyd_topology_parse(texts[k], strlen(texts[k]), "t", NULL, 0, &topology, NULL), LYD_OK);
            ck_assert_msg(topology->endpoints[0].roles == LYD_ROLE_BIT(i), "%s", texts[k]);
            ck_assert_int_eq(lyd_topology_print(topology, stream), LYD_OK);
            (void)fclose(stream);
            ck_assert_msg(strstr(printed, strchr(yaml, '\n')) != NULL, "%s gave %s", texts[k], printed);
            free(printed);
            lyd_topology_free(topology);
        }
    }
}
END_TEST

LYD_TEST_MAIN("topology roles", rows_are_whole, pools_have_a_name_and_members, every_role_is_read_and_printed)
