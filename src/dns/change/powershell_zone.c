/* Add-DnsServerPrimaryZone: a new zone by its name, or by the network whose reverse zone it is. */
#include "powershell.h"

#include <stdlib.h>
#include <string.h>

static bool wrong(lyd_ps_statement *s, const lyd_token *token, const char *why)
{
    lyd_change_wrong(s->r, s->first, token, why);
    return false;
}

/* Appends the labels of the UNITS highest digits of ADDRESS, the last first: bytes of IPv4, halves of bytes of IPv6. */
static void put_reverse(const lyd_address *address, unsigned units, char name[LYD_NAME_TEXT])
{
    size_t used = 0;
    while (units-- > 0) {
        unsigned byte = address->bytes[address->family == LYD_IPV4 ? units : units / 2];
        unsigned half = units % 2 == 0 ? byte >> 4 : byte & 15;
        used += (size_t)snprintf(name + used, LYD_NAME_TEXT - used, address->family == LYD_IPV4 ? "%u." : "%x.",
                                 address->family == LYD_IPV4 ? byte : half);
    }
    (void)snprintf(name + used, LYD_NAME_TEXT - used, "%s", address->family == LYD_IPV4 ? "in-addr.arpa" : "ip6.arpa");
}

/* ADDRESS/BITS; BITS have to end with a label of the reverse zone. */
static bool read_network(lyd_ps_statement *s, const lyd_token *token, char name[LYD_NAME_TEXT])
{
    char text[LYD_ADDRESS_TEXT + 4];
    lyd_address address;
    uint32_t bits;
    const char *slash = memchr(token->text, '/', token->length);
    size_t length = slash != NULL ? (size_t)(slash - token->text) : sizeof(text);
    if (length >= sizeof(text)) {
        return wrong(s, token, "expected a network such as 10.1.0.0/16");
    }
    memcpy(text, token->text, length);
    text[length] = '\0';
    lyd_token number = {.text = token->text + length + 1, .length = token->length - length - 1};
    if (!lyd_address_parse(text, &address) || !lyd_token_number(&number, address.family == LYD_IPV4 ? 24 : 124, &bits)) {
        return wrong(s, token, "expected a network such as 10.1.0.0/16");
    }
    unsigned unit = address.family == LYD_IPV4 ? 8 : 4;
    if (bits == 0 || bits % unit != 0) {
        return wrong(s, token, "expected a network that is a whole reverse zone: /8, /16 or /24, or a multiple of 4 for IPv6");
    }
    put_reverse(&address, bits / unit, name);
    return true;
}

static bool read_zone(lyd_ps_statement *s, const lyd_ps_call *call, const char **zone)
{
    const lyd_token *name = lyd_ps_value(s, call, LYD_PS_ZONE), *network = lyd_ps_value(s, call, LYD_PS_NETWORK);
    char reverse[LYD_NAME_TEXT];
    if ((name == NULL) == (network == NULL)) {
        return wrong(s, NULL, "expected either -Name or -NetworkId");
    }
    if (name != NULL) {
        return lyd_change_name(s->r, s->first, name, zone);
    }
    if (!read_network(s, network, reverse)) {
        return false;
    }
    lyd_token token = {.text = reverse, .length = strlen(reverse)};
    return lyd_change_name(s->r, s->first, &token, zone);
}

void lyd_ps_add_zone(lyd_ps_statement *s, const lyd_ps_call *call)
{
    static const char *const scopes[] = {"Forest", "Domain", "Legacy", "Custom"};
    const lyd_token *scope = lyd_ps_value(s, call, LYD_PS_SCOPE), *file = lyd_ps_value(s, call, LYD_PS_FILE);
    lyd_change_step step = {.act = LYD_CHANGE_ADD_ZONE, .line = (uint32_t)s->first, .request = (uint32_t)s->first};
    if ((scope == NULL) == (file == NULL)) {
        (void)wrong(s, NULL, "expected either -ReplicationScope or -ZoneFile");
        return;
    }
    lyd_token plain = scope != NULL ? *scope : (lyd_token){.text = NULL};
    plain.quoted = false;
    if (scope != NULL && !lyd_token_is_any(&plain, scopes, LYD_COUNT(scopes))) {
        (void)wrong(s, scope, "expected Forest, Domain, Legacy or Custom");
        return;
    }
    if (read_zone(s, call, &step.zone)) {
        step.name = step.zone;
        (void)lyd_change_add(s->r, &step);
    }
}
