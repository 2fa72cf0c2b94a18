/* The facts of each name and server that the checks share, and the address type that the answers for a name add up to. */
#include "judging.h"

/* ---- answers ---- */

unsigned lyd_answer_bit(const lyd_answer *answer)
{
    unsigned bit = LYD_STATUS_BIT(answer->status);
    if (answer->cause != LYD_ASKED && (bit & LYD_BITS_FAILED) == 0) {
        return LYD_STATUS_BIT(LYD_TIMEOUT);
    }
    if (bit == LYD_BITS_RECORDS && answer->record_count == 0) {
        return LYD_STATUS_BIT(LYD_NODATA);
    }
    return bit;
}

/* ---- address types ---- */

/* True when no answer has records of a type and at least one says that there are none. BITS are those of the answers for that type: an
 * NXDOMAIN for the other settles nothing, since broken servers deny a whole name because it lacks one type (RFC 4074 section 4.2). */
static bool is_denied(unsigned bits)
{
    return (bits & LYD_BITS_RECORDS) == 0 && (bits & LYD_BITS_DENIED) != 0;
}

/* The bits of answers, by type. */
typedef struct bit_sums {
    unsigned a, aaaa, srv;
} bit_sums;

static void add_bits(bit_sums *sums, const lyd_question *question, const lyd_answer *answer)
{
    lyd_family family = lyd_type_family(question->type);
    *(family == LYD_IPV4 ? &sums->a : family == LYD_IPV6 ? &sums->aaaa : &sums->srv) |= lyd_answer_bit(answer);
}

/* The facts that follow from statuses and counts of records. */
static lyd_facts facts_of_bits(const bit_sums *sums)
{
    unsigned a = sums->a, aaaa = sums->aaaa, srv = sums->srv;
    unsigned all = a | aaaa | srv;
    lyd_facts facts = a & LYD_BITS_RECORDS ? LYD_FACT_A : 0;
    facts |= aaaa & LYD_BITS_RECORDS ? LYD_FACT_AAAA : 0;
    facts |= a & LYD_BITS_FAILED ? LYD_FACT_A_FAILED : 0;
    facts |= aaaa & LYD_BITS_FAILED ? LYD_FACT_AAAA_FAILED : 0;
    facts |= srv & LYD_BITS_RECORDS ? LYD_FACT_SRV : 0;
    facts |= srv & LYD_BITS_FAILED ? LYD_FACT_SRV_FAILED : 0;
    facts |= all & LYD_BITS_EXISTS ? LYD_FACT_EXISTS : 0;
    facts |= all & LYD_STATUS_BIT(LYD_NXDOMAIN) ? LYD_FACT_ABSENT : 0;
    facts |= all & LYD_STATUS_BIT(LYD_NODATA) ? LYD_FACT_EMPTY : 0;
    facts |= all & LYD_BITS_ALIAS_BROKEN ? LYD_FACT_ALIAS_BROKEN : 0;
    facts |= is_denied(a) ? LYD_FACT_A_DENIED : 0;
    facts |= is_denied(aaaa) ? LYD_FACT_AAAA_DENIED : 0;
    return facts;
}

static lyd_facts tally(const lyd_question *questions, const lyd_answer *answers, size_t count)
{
    bit_sums sums = {0, 0, 0};
    for (size_t i = 0; i < count; i++) {
        add_bits(&sums, &questions[i], &answers[i]);
    }
    return facts_of_bits(&sums);
}

static lyd_address_type seen_of(lyd_facts facts)
{
    bool a_known = (facts & (LYD_FACT_A | LYD_FACT_A_DENIED)) != 0;
    bool aaaa_known = (facts & (LYD_FACT_AAAA | LYD_FACT_AAAA_DENIED)) != 0;
    return a_known && aaaa_known ? (lyd_address_type)(facts & LYD_ADDRESS_DUAL_STACK) : LYD_ADDRESS_UNKNOWN;
}

/* What was seen, unless a failed lookup may hide a family. */
static lyd_address_type type_of(lyd_facts facts)
{
    bool a_open = (facts & LYD_FACT_A) == 0 && (facts & LYD_FACT_A_FAILED) != 0;
    bool aaaa_open = (facts & LYD_FACT_AAAA) == 0 && (facts & LYD_FACT_AAAA_FAILED) != 0;
    return a_open || aaaa_open ? LYD_ADDRESS_UNKNOWN : seen_of(facts);
}

bool lyd_case_shows(const lyd_case *c, lyd_address_type type)
{
    for (uint32_t n = 0; n < lyd_case_names(c); n++) {
        const lyd_extra *extra = lyd_case_extra(c, n);
        if (extra != NULL && (extra->srv || extra->kind != LYD_EXTRA_WANTED)) {
            continue;
        }
        if (c->first[n] == c->first[n + 1]) {
            return false;
        }
        /* The questions of a name are grouped by server. */
        for (uint32_t q = c->first[n]; q < c->first[n + 1]; q += LYD_HOST_TYPES) {
            if (type_of(tally(&c->questions[q], &c->answers[q], LYD_HOST_TYPES)) != type) {
                return false;
            }
        }
    }
    return !c->stopped;
}

lyd_address_type lyd_types_in(const lyd_judging *j, uint32_t name, uint32_t views, lyd_address_type *seen)
{
    bit_sums sums = {0, 0, 0};
    for (uint32_t q = j->c->first[name]; q < j->c->first[name + 1]; q++) {
        if ((j->servers[j->c->questions[q].server].views & views) != 0) {
            add_bits(&sums, &j->c->questions[q], &j->c->answers[q]);
        }
    }
    *seen = seen_of(facts_of_bits(&sums));
    return type_of(facts_of_bits(&sums));
}

unsigned lyd_families_denied(const lyd_judging *j, uint32_t endpoint)
{
    return ((j->facts[endpoint] & LYD_FACT_A_DENIED) != 0 ? LYD_ADDRESS_IPV4 : 0u) |
           ((j->facts[endpoint] & LYD_FACT_AAAA_DENIED) != 0 ? LYD_ADDRESS_IPV6 : 0u);
}

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

/* The interface identifier shows ISATAP; what the prefix means (link-local, for example) counts as well. */
lyd_facts lyd_address_facts(const lyd_address *address)
{
    const lyd_block_row *row = lyd_address_block(address);
    lyd_facts facts = facts_of_block(row);
    return row == NULL || row->block != LYD_BLOCK_ISATAP ? facts : facts | facts_of_block(lyd_address_prefix_block(address));
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
    } else if (lyd_answer_cause_is_network(answer->cause)) { /* refused until its server was given up */
        server->refusal = (lyd_answer_cause)answer->cause;
        server->dead = true;
    } else if (answer->cause == LYD_NOT_SAVED) {
        server->absent = true;
        server->dead = true;
    } else if (answer->cause != LYD_STOPPED) {
        /* A reply that didn't count (truncated, and no answer over TCP) shows a live server, too. */
        bool replied = (bit & LYD_BITS_SILENT) == 0 || answer->rtt_us > 0;
        *(replied ? &server->heard : &server->silent) = true;
    }
}

static bool is_dead(const lyd_server_facts *server)
{
    return server->dead || (server->silent && !server->heard);
}

static void place_servers(lyd_judging *j)
{
    for (size_t v = 0; v < j->topology->view_count; v++) {
        for (size_t s = 0; s < j->topology->views[v].server_count; s++) {
            j->servers[j->c->view_servers[v][s]].views |= (uint32_t)1 << v;
        }
    }
}

bool lyd_failure_is_of_name(const lyd_judging *j, uint32_t question)
{
    const lyd_answer *answer = &j->c->answers[question];
    unsigned bit = lyd_answer_bit(answer);
    if ((bit & LYD_BITS_FAILED) == 0 || answer->cause == LYD_GIVEN_UP || answer->cause == LYD_STOPPED || answer->cause == LYD_NOT_SAVED) {
        return false;
    }
    return (bit & LYD_BITS_SILENT) == 0 || !j->servers[j->c->questions[question].server].dead;
}

bool lyd_servers_differ(const lyd_judging *j, uint32_t name, size_t view, lyd_type type)
{
    const lyd_answer *first = NULL;
    for (size_t s = 0; s < j->topology->views[view].server_count; s++) {
        const lyd_answer *answer = lyd_case_answer(j->c, name, j->c->view_servers[view][s], type);
        if (answer == NULL || (lyd_answer_bit(answer) & LYD_BITS_FAILED) != 0) {
            continue;
        }
        if (first != NULL && !lyd_answer_same_records(first, answer)) {
            return true;
        }
        first = answer;
    }
    return false;
}

/* ---- names ---- */

/* True if some answer differs from the first of its type. Servers of different views count as well: the check looks closer. */
static bool differs(const lyd_answer *answers, size_t count, size_t types)
{
    for (size_t i = types; i < count; i++) {
        size_t first = i % types; /* questions are grouped by server, of each all types in one order */
        if (lyd_answer_bit(&answers[first]) != lyd_answer_bit(&answers[i]) || !lyd_answer_same_records(&answers[first], &answers[i])) {
            return true;
        }
    }
    return false;
}

static void gather_name(lyd_judging *j, uint32_t name)
{
    uint32_t first = j->c->first[name];
    size_t count = j->c->first[name + 1] - first;
    const lyd_question *questions = &j->c->questions[first];
    const lyd_answer *answers = &j->c->answers[first];
    const lyd_extra *extra = lyd_case_extra(j->c, name);
    bool srv = extra != NULL && extra->srv;

    lyd_facts facts = tally(questions, answers, count);
    j->types[name] = type_of(facts);
    j->seen[name] = seen_of(facts);
    for (size_t i = 0; i < count; i++) {
        if (!lyd_case_repeats(j->c, first + (uint32_t)i)) {
            note_server(&j->servers[questions[i].server], &answers[i]);
        }
        for (uint32_t k = 0; k < answers[i].record_count && !srv; k++) {
            facts |= lyd_record_facts(j, first + (uint32_t)i, &answers[i].records[k]);
        }
    }
    facts |= differs(answers, count, srv ? 1 : LYD_HOST_TYPES) ? LYD_FACT_DIFFERS : 0;
    j->facts[name] = facts;
}

lyd_status lyd_judging_gather(lyd_judging *j)
{
    size_t count = lyd_case_names(j->c);
    j->types = lyd_arena_zalloc(j->arena, count, sizeof(*j->types));
    j->seen = lyd_arena_zalloc(j->arena, count, sizeof(*j->seen));
    j->facts = lyd_arena_zalloc(j->arena, count, sizeof(*j->facts));
    j->servers = lyd_arena_zalloc(j->arena, j->c->server_count, sizeof(*j->servers));
    if (j->types == NULL || j->seen == NULL || j->facts == NULL || j->servers == NULL) {
        return LYD_ENOMEM;
    }
    place_servers(j);
    for (uint32_t i = 0; i < count; i++) {
        gather_name(j, i);
    }
    for (size_t s = 0; s < j->c->server_count; s++) {
        j->servers[s].dead = is_dead(&j->servers[s]);
    }
    return LYD_OK;
}
