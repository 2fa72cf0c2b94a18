/* The codes that forms of record data are made of, each with the check of its words. */
#include "form_code.h"

#include <string.h>
#include <strings.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* True when TEXT is one of the words in LIST, in any case. */
static bool is_listed(const char *list, const char *text, size_t length)
{
    bool found = false;
    while (*list != '\0' && !found) {
        size_t size = strcspn(list, " ");
        found = size == length && strncasecmp(list, text, length) == 0;
        list += size + strspn(list + size, " ");
    }
    return found;
}

static const char decimal_digits[] = "0123456789";
static const char hex_digits[] = "0123456789abcdefABCDEF";
static const char letters_and_digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/* Digits of ALPHABET alone, in any number of words; their number, 0 if there is something else. */
static size_t count_digits(const lyd_token *words, size_t count, const char *alphabet)
{
    size_t digits = 0;
    for (size_t w = 0; w < count; w++) {
        for (size_t i = 0; i < words[w].length; i++, digits++) {
            if (words[w].text[i] == '\0' || strchr(alphabet, words[w].text[i]) == NULL) {
                return 0;
            }
        }
    }
    return digits;
}

/* ---- numbers ---- */

static const char algorithms[] = /* RFC 4034 appendix A.1 and the IANA registry */
    "RSAMD5 DH DSA ECC RSASHA1 NSEC3DSA DSA-NSEC3-SHA1 NSEC3RSASHA1 RSASHA1-NSEC3-SHA1 RSASHA256 RSASHA512 ECCGOST ECC-GOST "
    "ECDSAP256SHA256 ECDSA256 ECDSAP384SHA384 ECDSA384 ED25519 ED448 SM2SM3 ECC-GOST12 INDIRECT PRIVATEDNS PRIVATEOID";
static const char digests[] = "SHA-1 SHA1 SHA-256 SHA256 GOST SHA-384 SHA384";
static const char protocols[] = "NONE TLS EMAIL DNSSEC IPSEC ALL";                          /* RFC 2535 section 3.1.3 */
static const char certificates[] = "PKIX SPKI PGP IPKIX ISPKI IPGP ACPKIX IACPKIX URI OID"; /* RFC 4398 section 2.1 */
static const char key_flags[] = "NOCONF NOAUTH NOKEY FLAG2 EXTEND FLAG4 FLAG5 USER ZONE HOST NTYP3 FLAG8 FLAG9 FLAG10 FLAG11 SIG0 SIG1 "
                                "SIG2 SIG3 SIG4 SIG5 SIG6 SIG7 SIG8 SIG9 SIG10 SIG11 SIG12 SIG13 SIG14 SIG15 KSK REVOKE";

static bool is_number(const lyd_form_place *p)
{
    static const struct {
        char code;
        uint32_t most;
        const char *names;
    } rows[] = {
        {'1', UINT8_MAX, ""},      {'2', UINT16_MAX, ""},      {'4', UINT32_MAX, ""},       {'a', UINT8_MAX, algorithms},
        {'h', UINT8_MAX, digests}, {'y', UINT8_MAX, "NOTIFY"}, {'p', UINT8_MAX, protocols}, {'C', UINT16_MAX, certificates},
    };
    uint32_t number;
    size_t row = 0;
    while (rows[row].code != p->code) {
        row++;
    }
    return lyd_token_number(p->words, rows[row].most, &number) || is_listed(rows[row].names, p->words->text, p->words->length);
}

/* A number, or mnemonics with | between them (RFC 2535 section 7.1). */
static bool are_flags(const lyd_form_place *p)
{
    uint32_t number;
    const char *at = p->words->text, *end = at + p->words->length;
    if (lyd_token_number(p->words, UINT16_MAX, &number)) {
        return true;
    }
    const char *bar = memchr(at, '|', (size_t)(end - at));
    for (; bar != NULL && is_listed(key_flags, at, (size_t)(bar - at)); bar = memchr(at, '|', (size_t)(end - at))) {
        at = bar + 1;
    }
    return bar == NULL && is_listed(key_flags, at, (size_t)(end - at));
}

static bool is_period(const lyd_form_place *p)
{
    uint32_t seconds;
    return lyd_period_parse(p->words->text, p->words->length, &seconds);
}

/* YYYYMMDDHHmmSS, or seconds since 1970 (RFC 4034 section 3.2). */
static bool is_date(const lyd_form_place *p)
{
    static const uint8_t least[] = {1, 1, 0, 0, 0}, most[] = {12, 31, 23, 59, 60};
    const lyd_token *word = p->words;
    uint32_t number;
    if (word->length != 14) {
        return lyd_token_number(word, UINT32_MAX, &number);
    }
    const lyd_token year = {.text = word->text, .length = 4};
    bool right = lyd_token_number(&year, 9999, &number) && number >= 1970;
    for (size_t i = 0; i < LYD_COUNT(most) && right; i++) {
        const lyd_token part = {.text = word->text + 4 + 2 * i, .length = 2};
        right = lyd_token_number(&part, most[i], &number) && number >= least[i];
    }
    return right;
}

/* A type, also one that no record can be of (RFC 6895 section 3.1), or (c) a number for one. */
static bool is_type(const lyd_form_place *p)
{
    static const char others[] = "TYPE0 OPT TKEY TSIG IXFR AXFR MAILB MAILA ANY";
    const lyd_token *word = p->words;
    uint16_t type;
    uint32_t number;
    return lyd_type_parse(word->text, word->length, &type) || type != 0 || is_listed(others, word->text, word->length) ||
           (p->code == 'c' && lyd_token_number(word, UINT16_MAX, &number));
}

/* ---- names and strings ---- */

static bool is_name(const lyd_form_place *p)
{
    char name[LYD_NAME_TEXT];
    const char *reason = NULL;
    bool right = lyd_name_parse_relative(p->words->text, p->words->length, p->origin, name, &reason);
    *p->why = right ? *p->why : reason;
    return right;
}

/* The bytes that a string has without its escapes (RFC 1035 section 5.1). False: an escape is wrong. */
static bool string_bytes(const lyd_token *word, size_t *bytes)
{
    *bytes = 0;
    for (size_t i = 0; i < word->length; i++, *bytes += 1) {
        if (word->text[i] != '\\') {
            continue;
        }
        uint32_t value;
        const lyd_token digits = {.text = word->text + i + 1, .length = 3};
        size_t left = word->length - i - 1;
        bool decimal = left > 0 && is_digit(digits.text[0]);
        if (left == 0 || (decimal && (left < 3 || !lyd_token_number(&digits, UINT8_MAX, &value)))) {
            return false;
        }
        i += decimal ? 3 : 1;
    }
    return true;
}

/* At most 255 bytes (RFC 1035 section 3.3); v is of any length, q is too, in quotation marks. */
static bool is_string(const lyd_form_place *p)
{
    size_t bytes;
    if (!string_bytes(p->words, &bytes)) {
        *p->why = "a backslash is not followed by a character or by three digits up to 255";
        return false;
    }
    return (bytes <= 255 || p->code == 'v' || p->code == 'q') && (p->words->quoted || p->code != 'q');
}

/* An X.25 address: four digits at least (RFC 1183 section 3.1). */
static bool is_x25(const lyd_form_place *p)
{
    size_t digits = count_digits(p->words, 1, decimal_digits);
    return digits >= 4 && digits <= 255;
}

/* A tag of CAA (RFC 8659 section 4.1). */
static bool is_tag(const lyd_form_place *p)
{
    size_t length = count_digits(p->words, 1, letters_and_digits);
    return length > 0 && length <= 255;
}

/* The substitution of NAPTR: nothing, or what its first character delimits three times (RFC 3402 section 3.2). */
static bool is_substitution(const lyd_form_place *p)
{
    const lyd_token *word = p->words;
    size_t delimiters = 0;
    for (size_t i = 0; i < word->length; i++) {
        delimiters += word->text[i] == word->text[0] ? 1 : 0;
    }
    return is_string(p) && (word->length == 0 || word->text[0] == '\\' || delimiters >= 3);
}

/* ---- bytes in hexadecimal digits, base 32 and base 64 ---- */

/* Whole bytes. */
static bool is_hex(const lyd_form_place *p)
{
    size_t digits = count_digits(p->words, p->count, hex_digits);
    return digits > 0 && digits % 2 == 0;
}

/* A digest, of the length that the algorithm before it has; of an unknown algorithm, any length. */
static bool is_digest(const lyd_form_place *p)
{
    static const struct {
        char code;
        const char *names; /* of algorithms */
        uint8_t bytes;
    } rows[] = {
        {'D', "1 SHA-1 SHA1", 20},
        {'D', "2 3 SHA-256 SHA256 GOST", 32},
        {'D', "4 SHA-384 SHA384", 48},
        {'F', "1", 20},
        {'F', "2", 32},
        {'Z', "1", 48},
        {'Z', "2", 64},
    };
    size_t bytes = count_digits(p->words, p->count, hex_digits) / 2;
    bool right = is_hex(p);
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        bool known = rows[i].code == p->code && is_listed(rows[i].names, p->words[-1].text, p->words[-1].length);
        right = right && (!known || bytes == rows[i].bytes);
    }
    return right;
}

/* A salt of at most 255 bytes, or - for none (RFC 5155 section 3.3). */
static bool is_salt(const lyd_form_place *p)
{
    return lyd_token_is(p->words, "-") || (p->words->length <= 2 * 255 && is_hex(p));
}

/* Base 32 with the extended alphabet, without padding (RFC 5155 section 3.3). */
static bool is_base32(const lyd_form_place *p)
{
    size_t digits = count_digits(p->words, p->count, "0123456789abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUV");
    return digits > 0 && strchr("02457", (int)('0' + digits % 8)) != NULL;
}

/* Base 64 in whole groups, padding at the end only, no bits in it (RFC 4648 section 4). */
static bool is_base64(const lyd_form_place *p)
{
    static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t digits = 0, padding = 0, last = 0;
    for (size_t w = 0; w < p->count; w++) {
        for (size_t i = 0; i < p->words[w].length; i++, digits++) {
            char c = p->words[w].text[i];
            const char *digit = c != '\0' ? strchr(alphabet, c) : NULL;
            if (c == '=' ? ++padding > 2 : digit == NULL || padding > 0) {
                return false;
            }
            last = digit != NULL ? (size_t)(digit - alphabet) : last;
        }
    }
    size_t unused = padding == 2 ? 15 : padding == 1 ? 3 : 0;
    return digits > 0 && digits % 4 == 0 && (last & unused) == 0;
}

/* GROUPS of one to WIDTH hexadecimal digits with BETWEEN between them. */
static bool are_groups(const lyd_token *word, size_t groups, size_t width, char between)
{
    const char *at = word->text, *end = at + word->length;
    for (size_t i = 0; i < groups; i++) {
        const char *next = i + 1 < groups ? memchr(at, between, (size_t)(end - at)) : end;
        const lyd_token group = {.text = at, .length = next != NULL ? (size_t)(next - at) : 0};
        if (group.length > width || count_digits(&group, 1, hex_digits) == 0) {
            return false;
        }
        at = i + 1 < groups ? next + 1 : end;
    }
    return true;
}

/* A locator of 64 bits (RFC 6742 section 2.1.1), or an identifier of 48 or 64 (RFC 7043). */
static bool is_identifier(const lyd_form_place *p)
{
    return p->code == 'l' ? are_groups(p->words, 4, 4, ':') : are_groups(p->words, p->code == '6' ? 6 : 8, 2, '-');
}

/* ---- addresses ---- */

static bool is_address_text(const char *at, size_t length, lyd_family family)
{
    char text[LYD_ADDRESS_TEXT];
    lyd_address address;
    if (length >= sizeof(text) || memchr(at, '\0', length) != NULL) {
        return false;
    }
    memcpy(text, at, length);
    text[length] = '\0';
    return lyd_address_parse(text, &address) && address.family == family;
}

static bool is_address(const lyd_form_place *p)
{
    return is_address_text(p->words->text, p->words->length, p->code == 'i' ? LYD_IPV4 : LYD_IPV6);
}

/* What the number before says: nothing (.), an IPv4 address, an IPv6 address or a name (RFC 4025 section 2.3, RFC 8777 section 4.2.3). */
static bool is_gateway(const lyd_form_place *p)
{
    const lyd_token *word = p->words, *type = p->code == 'G' ? word - 2 : word - 1;
    uint32_t number;
    if (!lyd_token_number(type, 3, &number)) {
        return false;
    }
    return number == 0   ? lyd_token_is(word, ".")
           : number == 3 ? is_name(p)
                         : is_address_text(word->text, word->length, number == 1 ? LYD_IPV4 : LYD_IPV6);
}

/* [!]FAMILY:ADDRESS/BITS (RFC 3123 section 5). */
static bool is_prefix(const lyd_form_place *p)
{
    const char *at = p->words->text, *end = at + p->words->length;
    at += at < end && *at == '!' ? 1 : 0;
    const char *slash = memchr(at, '/', (size_t)(end - at));
    if (slash == NULL || slash - at < 2 || (at[0] != '1' && at[0] != '2') || at[1] != ':') {
        return false;
    }
    bool four = at[0] == '1';
    const lyd_token bits = {.text = slash + 1, .length = (size_t)(end - slash - 1)};
    uint32_t number;
    return is_address_text(at + 2, (size_t)(slash - at - 2), four ? LYD_IPV4 : LYD_IPV6) &&
           lyd_token_number(&bits, four ? 32 : 128, &number);
}

/* BITS [ADDRESS] [NAME]: the address unless the prefix is all of it, the name if there is a prefix (RFC 2874 section 3.1). */
static bool is_a6(const lyd_form_place *p)
{
    uint32_t bits;
    if (!lyd_token_number(p->words, 128, &bits) || p->count != 1u + (bits < 128) + (bits > 0)) {
        return false;
    }
    lyd_form_place name = *p;
    name.words = p->words + p->count - 1;
    return (bits == 128 || is_address_text(p->words[1].text, p->words[1].length, LYD_IPV6)) && (bits == 0 || is_name(&name));
}

/* M (ATMA): + and decimal digits, or hexadecimal ones; N (NSAP): 0x and hexadecimal ones (RFC 1706 section 5). Dots may be between them. */
static bool is_dotted(const lyd_form_place *p)
{
    lyd_token rest = *p->words;
    bool nsap = p->code == 'N', plus = !nsap && rest.length > 0 && rest.text[0] == '+';
    if (nsap && (rest.length < 2 || strncasecmp(rest.text, "0x", 2) != 0)) {
        return false;
    }
    rest.text += nsap ? 2 : plus ? 1 : 0;
    rest.length -= nsap ? 2 : plus ? 1 : 0;
    size_t digits = count_digits(&rest, 1, plus ? "0123456789." : "0123456789abcdefABCDEF.");
    for (size_t i = 0; i < rest.length; i++) {
        digits -= digits > 0 && rest.text[i] == '.' ? 1 : 0;
    }
    return digits > 0 && (plus || digits % 2 == 0);
}

/* ---- places on Earth (RFC 1876 section 3) ---- */

/* At most MOST, with at most PLACES digits behind the dot. A length (two places) may end in m. */
static bool is_decimal(const lyd_token *word, uint32_t most, size_t places)
{
    lyd_token whole = *word;
    whole.length -= places == 2 && whole.length > 1 && (whole.text[whole.length - 1] | 0x20) == 'm' ? 1 : 0;
    const char *dot = memchr(whole.text, '.', whole.length);
    lyd_token part = {.text = dot, .length = 0};
    if (dot != NULL) {
        part = (lyd_token){.text = dot + 1, .length = whole.length - (size_t)(dot + 1 - whole.text)};
        whole.length = (size_t)(dot - whole.text);
    }
    uint32_t number;
    return part.length <= places && (part.length == 0 || count_digits(&part, 1, decimal_digits) > 0) &&
           (lyd_token_number(&whole, most, &number) || (whole.length == 0 && part.length > 0));
}

/* DEGREES [MINUTES [SECONDS]] and one of two letters: the words used, 0 if it is something else. */
static size_t read_angle(const lyd_token *words, size_t count, uint32_t degrees, const char *letters)
{
    size_t used = 0;
    while (used < count && used < 3 && is_decimal(&words[used], used == 0 ? degrees : 59, used == 2 ? 3 : 0)) {
        used++;
    }
    return used > 0 && used < count && is_listed(letters, words[used].text, words[used].length) ? used + 1 : 0;
}

/* Latitude, longitude, altitude, and at most three lengths. */
static bool is_location(const lyd_form_place *p)
{
    size_t used = read_angle(p->words, p->count, 90, "N S");
    size_t more = used > 0 ? read_angle(p->words + used, p->count - used, 180, "E W") : 0;
    used += more;
    if (more == 0 || used == p->count || p->count - used > 4) {
        return false;
    }
    lyd_token altitude = p->words[used++];
    bool below = altitude.length > 0 && altitude.text[0] == '-';
    bool signs = below || (altitude.length > 0 && altitude.text[0] == '+');
    altitude.text += signs ? 1 : 0;
    altitude.length -= signs ? 1 : 0;
    bool right = is_decimal(&altitude, below ? 100000 : 42849672, 2);
    for (; used < p->count; used++) {
        right = right && is_decimal(&p->words[used], 90000000, 2);
    }
    return right;
}

/* ---- the codes ---- */

static bool is_any(const lyd_form_place *p)
{
    return p->count > 0;
}

static bool is_none(const lyd_form_place *p)
{
    (void)p;
    return false;
}

static const lyd_form_code codes[] = {
    {'1', false, 1, is_number},
    {'a', false, 1, is_number}, /* algorithm */
    {'h', false, 1, is_number}, /* algorithm of a digest */
    {'p', false, 1, is_number}, /* protocol of a key */
    {'y', false, 1, is_number}, /* scheme of DSYNC */
    {'2', false, 2, is_number},
    {'C', false, 2, is_number}, /* type of a certificate */
    {'f', false, 2, are_flags}, /* of a key */
    {'r', false, LYD_FORM_OTHER, is_type},
    {'c', false, 2, is_type}, /* that a signature covers */
    {'4', false, 4, is_number},
    {'t', false, 4, is_period}, /* time with units */
    {'T', false, 4, is_date},
    {'n', false, LYD_FORM_NAME, is_name},
    {'s', false, LYD_FORM_STRING, is_string},
    {'d', false, LYD_FORM_STRING, is_x25}, /* digits */
    {'e', false, LYD_FORM_STRING, is_substitution},
    {'g', false, LYD_FORM_STRING, is_tag},
    {'v', false, LYD_FORM_OTHER, is_string}, /* value of CAA */
    {'q', false, LYD_FORM_OTHER, is_string}, /* target of URI */
    {'x', false, LYD_FORM_OTHER, is_hex},
    {'b', false, LYD_FORM_OTHER, is_base64},
    {'3', false, LYD_FORM_STRING, is_base32}, /* hash of NSEC3 */
    {'-', false, LYD_FORM_STRING, is_salt},
    {'l', false, 8, is_identifier}, /* locator */
    {'6', false, 6, is_identifier}, /* bytes of EUI48 */
    {'8', false, 8, is_identifier}, /* bytes of EUI64 */
    {'i', false, 4, is_address},
    {'j', false, 16, is_address},
    {'G', false, LYD_FORM_OTHER, is_gateway}, /* of IPSECKEY */
    {'R', false, LYD_FORM_OTHER, is_gateway}, /* relay of AMTRELAY */
    {'P', false, LYD_FORM_OTHER, is_prefix},  /* of APL */
    {'N', false, LYD_FORM_OTHER, is_dotted},  /* NSAP */
    {'M', false, LYD_FORM_OTHER, is_dotted},  /* ATMA */
    {'w', false, LYD_FORM_OTHER, is_any},     /* any word */
    {'k', true, LYD_FORM_OTHER, is_any},      /* parameters of SVCB, which are checked apart */
    {'X', true, LYD_FORM_REST, is_hex},
    {'B', true, LYD_FORM_REST, is_base64},
    {'D', true, LYD_FORM_REST, is_digest}, /* of a key */
    {'F', true, LYD_FORM_REST, is_digest}, /* fingerprint of SSHFP */
    {'Z', true, LYD_FORM_REST, is_digest}, /* of a zone */
    {'A', true, LYD_FORM_OTHER, is_a6},
    {'L', true, LYD_FORM_OTHER, is_location},
    {'!', true, LYD_FORM_OTHER, is_none}, /* no form but that for any type */
};

const lyd_form_code *lyd_form_code_find(char letter)
{
    const lyd_form_code *code = codes;
    while (code->letter != letter && code->letter != '!') {
        code++;
    }
    return code;
}
