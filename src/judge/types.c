#include "judging.h"

const lyd_row lyd_verdict_names[] = {
    {LYD_SUPPORTED, "supported"},     {LYD_LAB_ONLY, "lab-only"},       {LYD_UNLISTED, "unlisted"},
    {LYD_UNSUPPORTED, "unsupported"}, {LYD_VERDICT_UNKNOWN, "unknown"}, {0, NULL},
};

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

lyd_facts lyd_tally(const lyd_question *questions, const lyd_answer *answers, size_t count)
{
    unsigned a = 0, aaaa = 0;
    for (size_t i = 0; i < count; i++) {
        lyd_family family = lyd_type_family(questions[i].type);
        a |= family == LYD_IPV4 ? lyd_answer_bit(&answers[i]) : 0;
        aaaa |= family == LYD_IPV6 ? lyd_answer_bit(&answers[i]) : 0;
    }
    unsigned both = a | aaaa;
    lyd_facts facts = count > 0 ? LYD_FACT_ASKED : 0;
    facts |= a & LYD_BITS_RECORDS ? LYD_FACT_A : 0;
    facts |= aaaa & LYD_BITS_RECORDS ? LYD_FACT_AAAA : 0;
    facts |= a & LYD_BITS_FAILED ? LYD_FACT_A_FAILED : 0;
    facts |= aaaa & LYD_BITS_FAILED ? LYD_FACT_AAAA_FAILED : 0;
    facts |= both & LYD_BITS_EXISTS ? LYD_FACT_EXISTS : 0;
    facts |= both & LYD_STATUS_BIT(LYD_NXDOMAIN) ? LYD_FACT_ABSENT : 0;
    facts |= both & LYD_STATUS_BIT(LYD_NODATA) ? LYD_FACT_EMPTY : 0;
    facts |= both & LYD_BITS_ALIAS_BROKEN ? LYD_FACT_ALIAS_BROKEN : 0;
    return facts;
}

/* That a name doesn't exist, or that its alias leads nowhere, is a fact of the name and so of both types (RFC 8020). */
static bool leads_nowhere(const lyd_question *questions, const lyd_answer *answers, size_t count, uint16_t server)
{
    for (size_t i = 0; i < count; i++) {
        if (questions[i].server == server && (lyd_answer_bit(&answers[i]) & (LYD_STATUS_BIT(LYD_NXDOMAIN) | LYD_BITS_ALIAS_BROKEN)) != 0) {
            return true;
        }
    }
    return false;
}

bool lyd_undetermined(const lyd_question *questions, const lyd_answer *answers, size_t count, lyd_type type)
{
    for (size_t i = 0; i < count; i++) {
        if (questions[i].type == type && (lyd_answer_bit(&answers[i]) & LYD_BITS_FAILED) != 0 &&
            !leads_nowhere(questions, answers, count, questions[i].server)) {
            return true;
        }
    }
    return false;
}

/* One family found, the other's lookup failed: unknown, even where the failing server denied the name for the first type. Servers that
 * deny a whole name for want of one type exist (RFC 4074 section 4.2), and here another server has just shown that the name exists. */
lyd_address_type lyd_tally_type(lyd_facts facts, const lyd_question *questions, const lyd_answer *answers, size_t count)
{
    switch (facts & LYD_ADDRESS_DUAL_STACK) {
    case LYD_ADDRESS_DUAL_STACK:
        return LYD_ADDRESS_DUAL_STACK;
    case LYD_ADDRESS_IPV4:
        return facts & LYD_FACT_AAAA_FAILED ? LYD_ADDRESS_UNKNOWN : LYD_ADDRESS_IPV4;
    case LYD_ADDRESS_IPV6:
        return facts & LYD_FACT_A_FAILED ? LYD_ADDRESS_UNKNOWN : LYD_ADDRESS_IPV6;
    default:
        break;
    }
    if ((facts & LYD_FACT_ASKED) == 0) {
        return LYD_ADDRESS_UNKNOWN;
    }
    bool open = (facts & LYD_FACT_FAILED) != 0 &&
                (lyd_undetermined(questions, answers, count, LYD_TYPE_A) || lyd_undetermined(questions, answers, count, LYD_TYPE_AAAA));
    return open ? LYD_ADDRESS_UNKNOWN : LYD_ADDRESS_NONE;
}

lyd_address_type lyd_judge_type(const lyd_question *questions, const lyd_answer *answers, size_t count)
{
    return lyd_tally_type(lyd_tally(questions, answers, count), questions, answers, count);
}
