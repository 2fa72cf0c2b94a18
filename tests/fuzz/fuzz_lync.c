/* Feeds arbitrary bytes to the reader of Lync exports and checks what must hold of every topology. */
#include "topology/readers.h"

#include <stdlib.h>
#include <string.h>

#define MUST(condition)                                                                                                                    \
    do {                                                                                                                                   \
        if (!(condition)) {                                                                                                                \
            (void)fprintf(stderr, "broken: %s\n", #condition);                                                                             \
            abort();                                                                                                                       \
        }                                                                                                                                  \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_links(const lyd_topology *t, const uint32_t *list, size_t count, lyd_role role)
{
    for (size_t i = 0; i < count; i++) {
        MUST(list[i] < t->endpoint_count);
        MUST((t->endpoints[list[i]].roles & LYD_ROLE_BIT(role)) != 0);
        for (size_t j = 0; j < i; j++) {
            MUST(list[i] != list[j]);
        }
    }
}

static void check_topology(const lyd_topology *t)
{
    static const lyd_role own[] = {LYD_ROLE_FRONT_END_POOL, LYD_ROLE_DIRECTOR_POOL, LYD_ROLE_MEDIATION_POOL, LYD_ROLE_EDGE_INTERNAL};
    static const lyd_role member[] = {LYD_ROLE_FRONT_END_SERVER, LYD_ROLE_DIRECTOR_SERVER, LYD_ROLE_MEDIATION_SERVER, LYD_ROLE_EDGE_SERVER};
    char name[LYD_NAME_TEXT];
    const char *why;
    for (size_t i = 0; i < t->endpoint_count; i++) {
        const lyd_endpoint *e = &t->endpoints[i];
        MUST(lyd_name_parse(e->fqdn, strlen(e->fqdn), name, &why) && strcmp(e->fqdn, name) == 0);
        MUST(lyd_topology_find(t, e->fqdn) == i);
        MUST(e->roles != 0 && e->roles < LYD_ROLE_BIT(LYD_ROLE_COUNT));
        for (uint32_t a = 0; a < e->configured_count; a++) {
            MUST(e->configured[a].family == LYD_IPV4 || e->configured[a].family == LYD_IPV6);
        }
    }
    for (size_t i = 0; i < t->pool_count; i++) {
        const lyd_pool *p = &t->pools[i];
        check_links(t, &p->endpoint, 1, own[p->kind]);
        check_links(t, p->members, p->member_count, member[p->kind]);
        check_links(t, p->gateways, p->gateway_count, LYD_ROLE_PSTN_GATEWAY);
        check_links(t, p->externals, p->external_count, LYD_ROLE_EDGE_EXTERNAL);
        check_links(t, &p->edge_pool, p->edge_pool == LYD_NONE ? 0 : 1, LYD_ROLE_EDGE_INTERNAL);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    lyd_topology *topology = NULL;
    lyd_diag *diag = lyd_diag_new();
    lyd_builder *builder = lyd_builder_new(diag);
    char *text = malloc(size + 1); /* a separate block, so that sanitizers see reads past its end */
    if (builder != NULL && text != NULL && lyd_builder_begin(builder, "input") == LYD_OK) {
        lyd_import import = {0};
        memcpy(text, data, size);
        text[size] = '\0';
        lyd_status status = lyd_lync_read(builder, text, size, &import);
        MUST(status == LYD_OK || status == LYD_EINVAL);
        MUST(status == LYD_OK || lyd_diag_errors(diag) > 0);
        lyd_status end = lyd_builder_finish(builder, &topology);
        MUST(status == LYD_OK || end != LYD_OK);
        MUST((end == LYD_OK) == (topology != NULL) && (end == LYD_OK) == (lyd_diag_errors(diag) == 0));
        if (topology != NULL) {
            check_topology(topology);
        }
    }
    free(text);
    lyd_topology_free(topology);
    lyd_diag_free(diag);
    return 0;
}
