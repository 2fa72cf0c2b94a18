/* A digest of what a topology has to do with saved answers: its names, its SIP domains, and its views with their servers. */
#include <lyncdns/topology.h>

#include <stdio.h>

/* WORD begins with what it is, so that a name is no SIP domain. Its NUL counts, so that "ab", "c" differ from "a", "bc". */
static uint64_t add_word(uint64_t hash, char kind, const char *word)
{
    hash = lyd_hash_byte(hash, (unsigned char)kind);
    for (; *word != '\0'; word++) {
        hash = lyd_hash_byte(hash, (unsigned char)*word);
    }
    return lyd_hash_byte(hash, 0);
}

/* The sum doesn't depend on the order. */
static uint64_t hash_view(const lyd_view *view)
{
    uint64_t sum = add_word(LYD_HASH_START, 'v', view->name);
    for (size_t s = 0; s < view->server_count; s++) {
        sum += add_word(add_word(LYD_HASH_START, 'w', view->name), 's', view->servers[s].text);
    }
    return sum;
}

void lyd_topology_digest(const lyd_topology *topology, char text[LYD_DIGEST_TEXT])
{
    uint64_t sum = LYD_HASH_START;
    for (size_t i = 0; i < topology->endpoint_count; i++) {
        sum += add_word(LYD_HASH_START, 'n', topology->endpoints[i].fqdn);
    }
    for (size_t i = 0; i < topology->sip_domain_count; i++) {
        sum += add_word(LYD_HASH_START, 'd', topology->sip_domains[i]);
    }
    for (size_t v = 0; v < topology->view_count; v++) {
        sum += hash_view(&topology->views[v]);
    }
    (void)snprintf(text, LYD_DIGEST_TEXT, "%016llx", (unsigned long long)sum);
}
