#include "store.h"

#include <string.h>

/* FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
#define FNV_START UINT64_C(14695981039346656037)
#define FNV_PRIME UINT64_C(1099511628211)

static void add_byte(uint64_t *hash, unsigned char byte)
{
    *hash = (*hash ^ byte) * FNV_PRIME;
}

/* With its end, so that two texts in a row aren't one, and without the digits behind "TTL ". */
static void add_text(uint64_t *hash, const char *text)
{
    static const char ttl[] = "TTL ";
    const char *p = text != NULL ? text : "";
    while (*p != '\0') {
        if (strncmp(p, ttl, sizeof(ttl) - 1) == 0) {
            p += sizeof(ttl) - 1;
            p += strspn(p, "0123456789");
        } else {
            add_byte(hash, (unsigned char)*p++);
        }
    }
    add_byte(hash, 0);
}

int64_t lyd_finding_hash(const lyd_finding *finding)
{
    uint64_t hash = FNV_START;
    add_text(&hash, finding->message);
    add_text(&hash, finding->remedy);
    for (size_t i = 0; i < finding->evidence_count; i++) {
        add_text(&hash, finding->evidence[i]);
    }
    add_text(&hash, finding->waiver != NULL ? finding->waiver->expires : NULL);
    add_text(&hash, finding->waiver != NULL ? finding->waiver->reason : NULL);
    return (int64_t)(hash >> 1); /* a number that any tool shows alike */
}
