/* $GENERATE: its range, and its templates. */
#include "generate.h"

#include <string.h>

/* Moves *AT past a decimal number of at most 2^31-1. */
static bool take_number(const char **at, const char *end, uint32_t *number)
{
    const char *start = *at;
    while (*at < end && **at >= '0' && **at <= '9') {
        *at += 1;
    }
    const lyd_token digits = {.text = start, .length = (size_t)(*at - start)};
    return lyd_token_number(&digits, INT32_MAX, number);
}

static bool take(const char **at, const char *end, char c)
{
    bool there = *at < end && **at == c;
    *at += there ? 1 : 0;
    return there;
}

bool lyd_generate_range_parse(const lyd_token *word, lyd_generate_range *range)
{
    const char *at = word->text, *end = at + word->length;
    range->step = 1;
    bool right = !word->quoted && take_number(&at, end, &range->first) && take(&at, end, '-') && take_number(&at, end, &range->last);
    if (right && take(&at, end, '/')) {
        right = take_number(&at, end, &range->step);
    }
    return right && at == end && range->first <= range->last && range->step > 0;
}

/* ---- templates ---- */

typedef struct output {
    char *text;
    size_t length;
    bool full;
} output;

static void put(output *out, char c)
{
    out->full = out->full || out->length >= LYD_GENERATE_TEXT;
    if (!out->full) {
        out->text[out->length++] = c;
    }
}

/* How a number is written. */
typedef struct format {
    int64_t offset;
    uint32_t width;
    char base; /* d, o, x, X; n, N: hexadecimal digits in reverse order with dots between them, as in ip6.arpa */
} format;

/* WIDTH counts digits and dots. */
static void put_nibbles(output *out, const format *as, uint64_t value)
{
    const char *digits = as->base == 'n' ? "0123456789abcdef" : "0123456789ABCDEF";
    uint32_t width = as->width;
    bool more = true;
    while (more && !out->full) {
        put(out, digits[value & 15]);
        value >>= 4;
        width -= width > 0 ? 1 : 0;
        if (width > 0 || value != 0) {
            put(out, '.');
            width -= width > 0 ? 1 : 0;
        }
        more = value != 0 || width > 0;
    }
}

static void put_number(output *out, const format *as, uint32_t number)
{
    char digits[24];
    int64_t value = number + as->offset;
    if (as->base == 'n' || as->base == 'N') {
        put_nibbles(out, as, (uint32_t)value);
        return;
    }
    /* Of a negative number, other bases than ten write the 32 bits. */
    bool negative = value < 0 && as->base == 'd';
    uint32_t shown = negative ? (uint32_t)-value : (uint32_t)value;
    (void)snprintf(digits, sizeof(digits),
                   as->base == 'd'   ? "%u"
                   : as->base == 'o' ? "%o"
                   : as->base == 'x' ? "%x"
                                     : "%X",
                   (unsigned)shown);
    if (negative) {
        put(out, '-');
    }
    for (size_t used = strlen(digits) + negative; used < as->width && !out->full; used++) {
        put(out, '0');
    }
    for (const char *p = digits; *p != '\0'; p++) {
        put(out, *p);
    }
}

/* {OFFSET[,WIDTH[,BASE]]} */
static bool take_format(const char **at, const char *end, format *as)
{
    bool minus = take(at, end, '-');
    uint32_t offset;
    (void)(!minus && take(at, end, '+'));
    if (!take_number(at, end, &offset)) {
        return false;
    }
    as->offset = minus ? -(int64_t)offset : (int64_t)offset;
    if (take(at, end, ',')) {
        if (!take_number(at, end, &as->width)) {
            return false;
        }
        if (take(at, end, ',')) {
            as->base = '\0';
            if (*at < end && **at != '\0' && strchr("doxXnN", **at) != NULL) {
                as->base = **at;
                *at += 1;
            }
        }
    }
    return as->base != '\0' && take(at, end, '}');
}

/* What follows a $: another one, or the format of the number. */
static bool expand_number(const char **at, const char *end, uint32_t number, format *as, output *out, const char **why)
{
    if (take(at, end, '$')) {
        put(out, '$');
        return true;
    }
    as->width = 0;
    as->base = 'd';
    if (take(at, end, '{') && !take_format(at, end, as)) {
        *why = "expected ${OFFSET}, ${OFFSET,WIDTH} or ${OFFSET,WIDTH,BASE} with the base d, o, x, X, n or N";
        return false;
    }
    if (number + as->offset > INT32_MAX) {
        *why = "the number and its offset are over 2147483647";
        return false;
    }
    put_number(out, as, number);
    return true;
}

bool lyd_generate_expand(const lyd_token *template, uint32_t number, char text[LYD_GENERATE_TEXT], size_t *length, const char **why)
{
    const char *at = template->text, *end = at + template->length;
    output out = {.text = text};
    format as = {.base = 'd'}; /* in BIND, a $ without braces has the offset of the one before it */
    while (at < end && !out.full) {
        if (take(&at, end, '$')) {
            if (!expand_number(&at, end, number, &as, &out, why)) {
                return false;
            }
            continue;
        }
        if (*at == '\\' && end - at > 1) {
            put(&out, *at++);
        }
        put(&out, *at++);
    }
    *length = out.length;
    *why = "the generated text is too long";
    return !out.full;
}
