#include "judging.h"

/* ---- addresses ---- */

static const uint16_t block_facts[] = {
    [LYD_BLOCK_UNSPECIFIED] = LYD_FACT_UNUSABLE,   [LYD_BLOCK_LOOPBACK] = LYD_FACT_UNUSABLE,    [LYD_BLOCK_LINK_LOCAL] = LYD_FACT_UNUSABLE,
    [LYD_BLOCK_MULTICAST] = LYD_FACT_UNUSABLE,     [LYD_BLOCK_BROADCAST] = LYD_FACT_UNUSABLE,   [LYD_BLOCK_RESERVED] = LYD_FACT_UNUSABLE,
    [LYD_BLOCK_DOCUMENTATION] = LYD_FACT_UNUSABLE, [LYD_BLOCK_MAPPED] = LYD_FACT_UNUSABLE,      [LYD_BLOCK_PRIVATE] = LYD_FACT_PRIVATE,
    [LYD_BLOCK_SHARED] = LYD_FACT_PRIVATE,         [LYD_BLOCK_UNIQUE_LOCAL] = LYD_FACT_PRIVATE, [LYD_BLOCK_6TO4] = LYD_FACT_TRANSITION,
    [LYD_BLOCK_TEREDO] = LYD_FACT_TRANSITION,      [LYD_BLOCK_ISATAP] = LYD_FACT_TRANSITION,    [LYD_BLOCK_NAT64] = LYD_FACT_TRANSITION,
};

static lyd_facts facts_of_block(const lyd_block_row *row)
{
    return row == NULL || (size_t)row->block >= LYD_COUNT(block_facts) ? 0 : block_facts[row->block];
}

/* ISATAP is told by the interface identifier; what the prefix means (link-local, say) counts as well. */
lyd_facts lyd_address_facts(const lyd_address *address)
{
    return facts_of_block(lyd_address_prefix_block(address)) | facts_of_block(lyd_address_block(address));
}

const lyd_prefix *lyd_server_prefix(const lyd_judging *j, uint16_t server, const lyd_address *address)
{
    const lyd_case *c = j->c;
    if (c->nat64 == NULL || c->nat64_count == NULL || address->family != LYD_IPV6) {
        return NULL;
    }
    for (size_t i = 0; i < c->nat64_count[server]; i++) {
        if (lyd_dns64_embeds(&c->nat64[server][i], address, NULL)) {
            return &c->nat64[server][i];
        }
    }
    return NULL;
}

static lyd_facts record_facts(const lyd_judging *j, uint16_t server, const lyd_answer *answer)
{
    lyd_facts facts = 0;
    for (uint32_t i = 0; i < answer->record_count; i++) {
        const lyd_address *address = &answer->records[i].address;
        facts |= lyd_address_facts(address);
        facts |= lyd_server_prefix(j, server, address) != NULL ? LYD_FACT_TRANSITION : 0;
    }
    return facts;
}

/* ---- servers ---- */

static void note_server(lyd_server_facts *server, const lyd_answer *answer)
{
    unsigned bit = lyd_answer_bit(answer);
    server->lookups++;
    server->failed += (bit & LYD_BITS_FAILED) != 0;
    if (answer->cause == LYD_GIVEN_UP) {
        server->skipped++;
        server->dead = true;
    } else if (answer->cause == LYD_ASKED) {
        /* A reply that didn't count (truncated, and no answer over TCP) is a sign of life, too. */
        bool replied = (bit & LYD_BITS_SILENT) == 0 || answer->rtt_us > 0;
        *(replied ? &server->heard : &server->silent) = true;
    }
}

static bool is_dead(const lyd_server_facts *server)
{
    return server->dead || (server->silent && !server->heard);
}

bool lyd_case_server_dead(const lyd_case *c, uint16_t server)
{
    lyd_server_facts facts = {0};
    for (size_t i = 0, count = c->first[c->topology->endpoint_count]; i < count; i++) {
        if (c->questions[i].server == server) {
            note_server(&facts, &c->answers[i]);
        }
    }
    return is_dead(&facts);
}

static void place_servers(lyd_judging *j)
{
    for (size_t v = 0; v < j->topology->view_count; v++) {
        for (size_t s = 0; s < j->topology->views[v].server_count; s++) {
            j->servers[j->c->view_servers[v][s]].views |= (uint32_t)1 << v;
        }
    }
}

/* ---- endpoints ---- */

const lyd_answer *lyd_case_answer(const lyd_case *c, uint32_t endpoint, uint16_t server, lyd_type type)
{
    for (uint32_t i = c->first[endpoint]; i < c->first[endpoint + 1]; i++) {
        if (c->questions[i].server == server && c->questions[i].type == type) {
            return &c->answers[i];
        }
    }
    return NULL;
}

static bool same_answer(const lyd_answer *a, const lyd_answer *b)
{
    if (lyd_answer_bit(a) != lyd_answer_bit(b) || a->record_count != b->record_count) {
        return false;
    }
    for (uint32_t i = 0; i < a->record_count; i++) {
        if (lyd_record_compare(&a->records[i], &b->records[i]) != 0) {
            return false;
        }
    }
    return true;
}

/* A first look that errs on the side of true: whether some answer isn't the same as the first of its type. */
static bool differs(const lyd_question *questions, const lyd_answer *answers, size_t count)
{
    const lyd_answer *first_a = NULL, *first_aaaa = NULL;
    for (size_t i = 0; i < count; i++) {
        const lyd_answer **first = lyd_type_family(questions[i].type) == LYD_IPV4 ? &first_a : &first_aaaa;
        if (*first == NULL) {
            *first = &answers[i];
        } else if (!same_answer(*first, &answers[i])) {
            return true;
        }
    }
    return false;
}

static void gather_endpoint(lyd_judging *j, uint32_t endpoint)
{
    uint32_t first = j->c->first[endpoint];
    size_t count = j->c->first[endpoint + 1] - first;
    const lyd_question *questions = &j->c->questions[first];
    const lyd_answer *answers = &j->c->answers[first];

    lyd_facts facts = lyd_tally(questions, answers, count);
    j->types[endpoint] = lyd_tally_type(facts, questions, answers, count);
    for (size_t i = 0; i < count; i++) {
        note_server(&j->servers[questions[i].server], &answers[i]);
        facts |= record_facts(j, questions[i].server, &answers[i]);
    }
    facts |= count > 2 && differs(questions, answers, count) ? LYD_FACT_DIFFERS : 0;
    j->facts[endpoint] = facts;
}

lyd_status lyd_judging_gather(lyd_judging *j)
{
    size_t count = j->topology->endpoint_count;
    j->types = lyd_arena_zalloc(j->arena, count, sizeof(*j->types));
    j->facts = lyd_arena_zalloc(j->arena, count, sizeof(*j->facts));
    j->servers = lyd_arena_zalloc(j->arena, j->c->server_count, sizeof(*j->servers));
    if (j->types == NULL || j->facts == NULL || j->servers == NULL) {
        return LYD_ENOMEM;
    }
    place_servers(j);
    for (uint32_t i = 0; i < count; i++) {
        gather_endpoint(j, i);
    }
    for (size_t s = 0; s < j->c->server_count; s++) {
        j->servers[s].dead = is_dead(&j->servers[s]);
    }
    return LYD_OK;
}
