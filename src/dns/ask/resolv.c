/* The servers of resolv.conf, as c-ares reads it. The call that tells them is deprecated in new versions, but its successor doesn't exist
 * in old ones. */
#define CARES_NO_DEPRECATED

#include <lyncdns/dns.h>

#include <sys/select.h> /* old versions of ares.h need it */

#include <ares.h>
#include <string.h>

#define DNS_PORT 53
#define LINK_LOCAL_0 0xFE
#define LINK_LOCAL_1 0x80

static lyd_status failed(int status, lyd_diag *diag)
{
    if (status == ARES_ENOMEM) {
        return LYD_ENOMEM;
    }
    (void)lyd_diag_error(diag, NULL, 0, "can't read the system's resolver configuration: %s", ares_strerror(status));
    return LYD_EIO;
}

static void read_node(const struct ares_addr_port_node *node, lyd_server *server)
{
    *server = (lyd_server){.port = (uint16_t)(node->udp_port > 0 ? node->udp_port : DNS_PORT)};
    if (node->family == AF_INET6) {
        server->address.family = LYD_IPV6;
        memcpy(server->address.bytes, &node->addr.addr6, 16);
    } else {
        server->address.family = LYD_IPV4;
        memcpy(server->address.bytes, &node->addr.addr4, 4);
    }
}

/* A link-local server needs its interface, which isn't told. */
static bool usable(const lyd_server *server)
{
    const uint8_t *bytes = server->address.bytes;
    return server->address.family == LYD_IPV4 || bytes[0] != LINK_LOCAL_0 || (bytes[1] & 0xC0) != LINK_LOCAL_1;
}

static lyd_status take(const struct ares_addr_port_node *nodes, lyd_arena *arena, lyd_server **servers, size_t *count, lyd_diag *diag)
{
    size_t room = 0;
    for (const struct ares_addr_port_node *node = nodes; node != NULL; node = node->next) {
        room++;
    }
    *servers = lyd_arena_zalloc(arena, room, sizeof(**servers));
    for (const struct ares_addr_port_node *node = nodes; *servers != NULL && node != NULL; node = node->next) {
        lyd_server *server = &(*servers)[*count];
        char text[LYD_SERVER_TEXT];
        read_node(node, server);
        lyd_server_format(server, text);
        if (!usable(server)) {
            lyd_diag_note(diag, NULL, 0, "the system's server %s is left out: its address is link-local", text);
            continue;
        }
        server->text = lyd_arena_text(arena, text, strlen(text));
        if (server->text == NULL) {
            return LYD_ENOMEM;
        }
        (*count)++;
    }
    return *servers == NULL ? LYD_ENOMEM : LYD_OK;
}

lyd_status lyd_live_system_servers(lyd_arena *arena, lyd_server **servers, size_t *count, lyd_diag *diag)
{
    struct ares_addr_port_node *nodes = NULL;
    ares_channel channel = NULL;
    *servers = NULL;
    *count = 0;
    int status = ares_init_options(&channel, NULL, 0);
    if (status == ARES_SUCCESS) {
        status = ares_get_servers_ports(channel, &nodes);
    }
    lyd_status result = status == ARES_SUCCESS ? take(nodes, arena, servers, count, diag) : failed(status, diag);
    ares_free_data(nodes);
    ares_destroy(channel);
    return result;
}
