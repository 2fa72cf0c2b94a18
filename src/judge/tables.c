/* The seven support tables as data, and the verdict on a combination. */
#include <lyncdns/judge.h>

#define V4 LYD_ADDRESS_IPV4
#define DS LYD_ADDRESS_DUAL_STACK
#define V6 LYD_ADDRESS_IPV6

/* ---- the document's lists: a row for each combination that it lists, in its order ---- */

typedef lyd_address_type combination[LYD_TABLE_SIDES];

/* client endpoint network, server network */
static const combination client_registration[] = {
    {V4, V4}, {V4, DS}, {DS, V4}, {DS, DS}, {DS, V6}, {V6, DS}, {V6, V6},
};

/* client endpoint 1, client endpoint 2 */
static const combination peer_to_peer[] = {
    {V4, V4}, {V4, DS}, {DS, DS}, {V6, DS}, {V6, V6},
};

/* client endpoint network, server network */
static const combination conferencing[] = {
    {V4, V4}, {V4, DS}, {DS, V4}, {DS, DS}, {DS, V6}, {V6, DS}, {V6, V6},
};

/* primary interface, PSTN interface, PSTN gateway */
static const combination mediation_pstn[] = {
    {V4, DS, V4},
    {DS, DS, V4},
    {DS, DS, V6},
};

/* remote user network, external edge */
static const combination remote_user[] = {
    {V4, V4}, {DS, V4}, {DS, DS}, {V6, DS}, {V6, V6},
};

/* ---- the document's matrices ---- */

#define YES LYD_CELL_LISTED
#define NO LYD_CELL_NO
#define YES_LAB LYD_CELL_LAB /* its "Yes*" */

/* Row or column of a type in a matrix: IPv4, dual stack, IPv6. */
static const uint8_t place[] = {[V4] = 0, [DS] = 1, [V6] = 2};

typedef lyd_cell matrix[3][3];

/* rows: Front End pool; columns: Edge pool (internal edge) */
static const matrix front_end_edge = {
    /*               IPv4  dual  IPv6 */
    /* IPv4       */ {YES, YES, NO},
    /* dual stack */ {YES, YES, NO},
    /* IPv6       */ {NO, NO, YES_LAB},
};

/* rows: internal edge; columns: external edge */
static const matrix edge_internal_external = {
    /*               IPv4  dual  IPv6 */
    /* IPv4       */ {YES, YES, NO},
    /* dual stack */ {NO, YES, NO},
    /* IPv6       */ {NO, NO, YES_LAB},
};

/* ---- all seven ---- */

/* A table is a list or a matrix. TALKING are the two sides that exchange traffic, GATEWAY is the side of the PSTN gateway. */
typedef struct source {
    lyd_table table;
    const combination *list;
    size_t lines;
    const matrix *cells;
    uint8_t talking[2];
    uint8_t gateway;
} source;

#define NO_GATEWAY LYD_TABLE_SIDES
#define LIST(name) .list = (name), .lines = LYD_COUNT(name), .talking = {0, 1}, .gateway = NO_GATEWAY
#define MATRIX(name) .cells = &(name), .talking = {0, 1}, .gateway = NO_GATEWAY

static const source sources[] = {
    [LYD_TABLE_CLIENT_REGISTRATION] = {.table = {.id = LYD_TABLE_CLIENT_REGISTRATION,
                                                 .name = "client-registration",
                                                 .needs = "a client network and a Front End or Director pool",
                                                 .title = "Client registration",
                                                 .section = "Client Registration",
                                                 .sides = 2,
                                                 .side_names = {"client network", "server network"},
                                                 .servers = 1u << 1},
                                       LIST(client_registration)},
    [LYD_TABLE_PEER_TO_PEER] = {.table = {.id = LYD_TABLE_PEER_TO_PEER,
                                          .name = "peer-to-peer",
                                          .needs = "two client networks",
                                          .title = "Peer-to-peer communication",
                                          .section = "Peer-to-Peer Client",
                                          .sides = 2,
                                          .side_names = {"client network 1", "client network 2"},
                                          .either_order = true},
                                LIST(peer_to_peer)},
    [LYD_TABLE_CONFERENCING] = {.table = {.id = LYD_TABLE_CONFERENCING,
                                          .name = "conferencing",
                                          .needs = "a client network and a Front End pool",
                                          .title = "Conferencing",
                                          .section = "Conferencing",
                                          .sides = 2,
                                          .side_names = {"client network", "server network"},
                                          .servers = 1u << 1},
                                LIST(conferencing)},
    [LYD_TABLE_MEDIATION_PSTN] = {.table = {.id = LYD_TABLE_MEDIATION_PSTN,
                                            .name = "mediation-pstn",
                                            .needs = "a Mediation pool with a gateway",
                                            .title = "Mediation Server and PSTN gateway",
                                            .section = "Mediation Server/PSTN",
                                            .sides = 3,
                                            .side_names = {"primary interface", "PSTN interface", "PSTN gateway"},
                                            .servers = 1u << 0 | 1u << 1},
                                  .list = mediation_pstn,
                                  .lines = LYD_COUNT(mediation_pstn),
                                  .talking = {1, 2},
                                  .gateway = 2},
    [LYD_TABLE_REMOTE_USER] = {.table = {.id = LYD_TABLE_REMOTE_USER,
                                         .name = "remote-user",
                                         .needs = "a remote network and an external Edge name",
                                         .title = "Remote users and external edge",
                                         .section = "Remote User Peer-to-Peer Communications",
                                         .sides = 2,
                                         .side_names = {"remote user network", "external edge"},
                                         .servers = 1u << 1},
                               LIST(remote_user)},
    [LYD_TABLE_FRONT_END_EDGE] = {.table = {.id = LYD_TABLE_FRONT_END_EDGE,
                                            .name = "front-end-edge",
                                            .needs = "a Front End pool with its Edge pool",
                                            .title = "Front End pool and Edge pool",
                                            .section = "Front End Pool and Edge Pool Configuration",
                                            .sides = 2,
                                            .side_names = {"Front End pool", "internal edge"},
                                            .servers = 1u << 0 | 1u << 1},
                                  MATRIX(front_end_edge)},
    [LYD_TABLE_EDGE_INTERNAL_EXTERNAL] = {.table = {.id = LYD_TABLE_EDGE_INTERNAL_EXTERNAL,
                                                    .name = "edge-internal-external",
                                                    .needs = "an Edge pool with its external names",
                                                    .title = "Internal and external edge",
                                                    .section = "Front End Pool and Edge Pool Configuration",
                                                    .sides = 2,
                                                    .side_names = {"internal edge", "external edge"},
                                                    .servers = 1u << 0 | 1u << 1},
                                          MATRIX(edge_internal_external)},
};

_Static_assert(LYD_COUNT(sources) == LYD_TABLE_COUNT, "each support table has a row");
_Static_assert(LYD_TABLE_COUNT <= 32, "LYD_TABLE_BIT makes sets of 32 bits");

const lyd_row lyd_verdict_names[] = {
    {LYD_SUPPORTED, "supported"},     {LYD_LAB_ONLY, "lab-only"},       {LYD_UNLISTED, "unlisted"},
    {LYD_UNSUPPORTED, "unsupported"}, {LYD_VERDICT_UNKNOWN, "unknown"}, {0, NULL},
};

const lyd_table *lyd_table_get(lyd_table_id id)
{
    return &sources[id].table;
}

static bool listed(const source *s, const lyd_address_type types[LYD_TABLE_SIDES])
{
    for (size_t i = 0; i < s->lines; i++) {
        const lyd_address_type *line = s->list[i];
        if (line[0] == types[0] && line[1] == types[1] && (s->table.sides == 2 || line[2] == types[2])) {
            return true;
        }
        if (s->table.either_order && line[0] == types[1] && line[1] == types[0]) {
            return true;
        }
    }
    return false;
}

lyd_cell lyd_table_cell(lyd_table_id id, const lyd_address_type types[LYD_TABLE_SIDES])
{
    const source *s = &sources[id];
    if (s->cells != NULL) {
        return (*s->cells)[place[types[0]]][place[types[1]]];
    }
    return listed(s, types) ? LYD_CELL_LISTED : LYD_CELL_BLANK;
}

lyd_verdict lyd_table_verdict(lyd_table_id id, const lyd_address_type types[LYD_TABLE_SIDES])
{
    const source *s = &sources[id];
    bool all_ipv4 = true, some_ipv6 = false;
    for (size_t i = 0; i < s->table.sides; i++) {
        if (types[i] == LYD_ADDRESS_UNKNOWN || types[i] == LYD_ADDRESS_NONE) {
            return LYD_VERDICT_UNKNOWN;
        }
        all_ipv4 = all_ipv4 && types[i] == LYD_ADDRESS_IPV4;
        some_ipv6 = some_ipv6 || (types[i] == LYD_ADDRESS_IPV6 && i != s->gateway);
    }
    lyd_cell cell = lyd_table_cell(id, types);
    if (cell == LYD_CELL_NO) {
        return LYD_UNSUPPORTED;
    }
    if (cell != LYD_CELL_BLANK) {
        return some_ipv6 ? LYD_LAB_ONLY : LYD_SUPPORTED;
    }
    if (all_ipv4) {
        return LYD_SUPPORTED;
    }
    bool share = ((unsigned)types[s->talking[0]] & (unsigned)types[s->talking[1]] & LYD_ADDRESS_DUAL_STACK) != 0;
    return share ? LYD_UNLISTED : LYD_UNSUPPORTED;
}
