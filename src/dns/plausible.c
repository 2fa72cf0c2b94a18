/* Names that a host or a zone could have, and what people write instead of them. */
#include <lyncdns/dns.h>

#include <string.h>

static bool has(const char *text, size_t length, const char *part)
{
    size_t size = strlen(part);
    for (size_t i = 0; i + size <= length; i++) {
        if (memcmp(text + i, part, size) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_address(const char *text, size_t length)
{
    char copy[LYD_ADDRESS_TEXT];
    lyd_address address;
    (void)snprintf(copy, sizeof(copy), "%.*s", (int)(length < sizeof(copy) ? length : sizeof(copy)), text);
    return length < sizeof(copy) && lyd_address_parse(copy, &address);
}

/* What people type or paste where a name is expected, and what to do about it: the first row of which TEXT has a part. */
static const char *why_pasted(const char *text, size_t length)
{
    static const struct {
        const char *parts[8], *why;
    } rows[] = {
        {{"://"}, "it is a URL; give its host name alone"},
        {{"sip:", "sips:", "SIP:"}, "it is a SIP URI; give its host name alone"},
        {{"@"}, "it is an address of a user; give a host name"},
        {{":"}, "a name has no port; leave out the colon and what follows it"},
        {{"\"", "'", "`", "\u2018", "\u2019", "\u201C", "\u201D", "\u201E"}, "quotation marks are not part of a name; leave them out"},
        {{"\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212"}, "it has a typographic dash; type a hyphen (-)"},
        {{"\u00A0", "\u202F", "\u2007"}, "it has a no-break space; leave it out"},
        {{",", ";"}, "give one name at a time"},
    };
    if (is_address(text, length)) {
        return "it is an IP address; give a name";
    }
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        for (size_t k = 0; k < LYD_COUNT(rows[i].parts) && rows[i].parts[k] != NULL; k++) {
            if (has(text, length, rows[i].parts[k])) {
                return rows[i].why;
            }
        }
    }
    return NULL;
}

/* Four labels of digits, which servers accept as the target of an alias. */
static bool is_ipv4_address(const char *name)
{
    size_t dots = 0;
    for (const char *p = name; *p != '\0'; p++) {
        if (strchr("0123456789.", *p) == NULL) {
            return false;
        }
        dots += *p == '.' ? 1 : 0;
    }
    return dots == 3;
}

/* True for a slash that isn't between digits, where names of reverse zones have it (RFC 2317). */
static bool has_path(const char *name)
{
    for (const char *p = name; (p = strchr(p, '/')) != NULL; p++) {
        if (p == name || strchr("0123456789", p[-1]) == NULL || p[1] == '\0' || strchr("0123456789", p[1]) == NULL) {
            return true;
        }
    }
    return false;
}

static const char *why_not(const char *name)
{
    const char *labels = name + (name[0] == '*' && (name[1] == '.' || name[1] == '\0') ? 1 : 0); /* without the star of a wildcard */
    if (!lyd_name_is_askable(name)) {
        return "expected letters, digits, \"-\" and \"_\" between its dots";
    }
    if (strchr(labels, '*') != NULL) {
        return "a star can only be the whole first label of a name";
    }
    if (has_path(name)) {
        return "it has a path; give the host name alone";
    }
    return is_ipv4_address(name) ? "it is an IP address; give a name" : NULL;
}

bool lyd_name_is_plausible(const char *name, const char *text, size_t length, const char **why)
{
    const char *reason = why_not(name), *pasted = reason != NULL ? why_pasted(text, length) : NULL;
    if (reason != NULL) {
        *why = pasted != NULL ? pasted : reason;
    }
    return reason == NULL;
}

bool lyd_name_parse_askable(const char *text, size_t length, char name[LYD_NAME_TEXT], const char **why)
{
    if (lyd_name_parse(text, length, name, why)) {
        return lyd_name_is_plausible(name, text, length, why);
    }
    const char *pasted = why_pasted(text, length);
    *why = pasted != NULL ? pasted : *why;
    return false;
}
