/* Names: as people write them, as zone files write them, and in messages. */
#include <lyncdns/dns.h>

#include <idn2.h>
#include <string.h>

/* What a byte of a label becomes in canonical text; 0: it has to be escaped (or, as people write names, has a meaning). */
static const char plain[256] = {
    /* clang-format off */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, '!', 0, '#', 0, '%', '&', '\'', 0, 0, '*', '+', ',', '-', 0, '/',
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', 0, '<', '=', '>', '?',
    0, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '[', 0, ']', '^', '_',
    '`', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', '{', '|', '}', '~', 0,
    /* clang-format on */
};

static const char why_empty[] = "the name is empty";
static const char why_root[] = "the root is not an endpoint";
static const char why_empty_label[] = "a label is empty";
static const char why_long_label[] = "a label is longer than 63 bytes";
static const char why_long_name[] = "the name is longer than 253 bytes";
static const char why_space[] = "the name contains a space";
static const char why_control[] = "the name contains a control character";
static const char why_escape[] = "a backslash is not followed by a character or by three digits up to 255";
static const char why_utf8[] = "the name is not valid UTF-8";
static const char why_idn[] = "the name is not a valid internationalized name (IDNA 2008)";
static const char why_mixed[] = "the name mixes backslash escapes with letters beyond ASCII";

/* Printable ASCII that canonical text escapes as \X. */
static bool is_special(uint8_t byte)
{
    return byte > 0x20 && byte < 0x7F;
}

/* Appends the escape of a byte that isn't plain. */
static char *put_escaped(char *out, uint8_t byte)
{
    *out++ = '\\';
    if (!is_special(byte)) {
        *out++ = (char)('0' + byte / 100);
        *out++ = (char)('0' + byte / 10 % 10);
        byte = (uint8_t)('0' + byte % 10);
    }
    *out++ = (char)byte;
    return out;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Reads \DDD or \X at TEXT (the backslash); returns the bytes read, 0 if it is neither. */
static size_t read_escape(const char *text, size_t left, uint8_t *byte)
{
    if (left < 2 || (uint8_t)text[1] < 0x20 || (uint8_t)text[1] >= 0x7F) {
        return 0;
    }
    if (!is_digit(text[1])) {
        *byte = (uint8_t)text[1];
        return 2;
    }
    if (left < 4 || !is_digit(text[2]) || !is_digit(text[3])) {
        return 0;
    }
    int value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    *byte = (uint8_t)value;
    return value > 255 ? 0 : 4;
}

/* ---- as typed by people ---- */

static bool parse_ascii(const char *text, size_t length, char name[LYD_NAME_TEXT], const char **why);

/* Room for the UTF-8 of any name that fits after conversion: a label of 59 letters of four bytes is the longest. */
#define IDN_INPUT 2048

static const char *idn_reason(int code)
{
    switch (code) {
    case IDN2_TOO_BIG_LABEL:
        return why_long_label;
    case IDN2_TOO_BIG_DOMAIN:
        return why_long_name;
    case IDN2_ENCODING_ERROR:
        return why_utf8;
    default:
        return why_idn;
    }
}

static bool parse_international(const char *text, size_t length, char name[LYD_NAME_TEXT], const char **why)
{
    char input[IDN_INPUT];
    uint8_t *ascii = NULL;
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = (uint8_t)text[i];
        if (byte <= 0x20 || byte == 0x7F || byte == '\\') {
            *why = byte == ' ' ? why_space : byte == '\\' ? why_mixed : why_control;
            return false;
        }
    }
    if (length >= sizeof(input)) {
        *why = why_long_name;
        return false;
    }
    memcpy(input, text, length);
    input[length] = '\0';
    int code = idn2_lookup_u8((const uint8_t *)input, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (code != IDN2_OK) {
        *why = idn_reason(code);
        return false;
    }
    /* Compatibility mapping may turn a wide letter into a space or a backslash: what isn't plain now was never a name. */
    bool good = ascii[0] != '\0'; /* invisible characters are mapped to nothing */
    for (const uint8_t *p = ascii; good && *p != '\0'; p++) {
        good = plain[*p] != 0 || *p == '.';
    }
    *why = why_idn;
    good = good && parse_ascii((const char *)ascii, strlen((const char *)ascii), name, why);
    idn2_free(ascii);
    return good;
}

/* One byte of a name's text that isn't plain, or an escape: the bytes read, 0 and *WHY if it is not allowed in a name. */
static size_t read_odd(const char *text, size_t left, uint8_t *byte, const char **why)
{
    *byte = (uint8_t)*text;
    if (*text == '\\') {
        *why = why_escape;
        return read_escape(text, left, byte);
    }
    *why = *byte == ' ' ? why_space : why_control;
    return is_special(*byte) ? 1 : 0;
}

static bool parse_ascii(const char *text, size_t length, char name[LYD_NAME_TEXT], const char **why)
{
    char *out = name;
    size_t wire = 1, label = 0; /* bytes of the wire form so far, the length byte of the present label among them; of the present label */
    for (size_t i = 0; i < length;) {
        uint8_t byte = (uint8_t)text[i];
        if (plain[byte] != 0) {
            *out++ = plain[byte];
            label++;
            i++;
        } else if (byte == '.') {
            if (label == 0 || label > LYD_LABEL_MAX) {
                *why = label == 0 ? why_empty_label : why_long_label;
                return false;
            }
            *out++ = '.';
            label = 0;
            i++;
        } else if (byte >= 0x80) {
            return parse_international(text, length, name, why);
        } else {
            size_t used = read_odd(text + i, length - i, &byte, why);
            if (used == 0) {
                return false;
            }
            if (plain[byte] != 0) {
                *out++ = plain[byte];
            } else {
                out = put_escaped(out, byte);
            }
            label++;
            i += used;
        }
        if (++wire > LYD_NAME_WIRE) {
            *why = label > LYD_LABEL_MAX ? why_long_label : why_long_name;
            return false;
        }
    }
    if (label > LYD_LABEL_MAX) {
        *why = why_long_label;
        return false;
    }
    if (label > 0 && wire + 1 > LYD_NAME_WIRE) {
        *why = why_long_name;
        return false;
    }
    if (label == 0) {
        out--; /* the trailing dot */
    }
    *out = '\0';
    return true;
}

bool lyd_name_parse(const char *text, size_t length, char name[LYD_NAME_TEXT], const char **why)
{
    if (length == 0) {
        *why = why_empty;
        return false;
    }
    if (length == 1 && text[0] == '.') {
        *why = why_root;
        return false;
    }
    return parse_ascii(text, length, name, why);
}

/* ---- names of zone files ---- */

/* True when the text's last dot isn't part of an escape. */
static bool is_absolute(const char *text, size_t length)
{
    size_t slashes = 0;
    if (length == 0 || text[length - 1] != '.') {
        return false;
    }
    while (slashes + 1 < length && text[length - 2 - slashes] == '\\') {
        slashes++;
    }
    return slashes % 2 == 0;
}

/* Copies the LENGTH bytes of TEXT to OUT, those beyond ASCII as escapes. Returns how many were written, 0 if the last one escapes nothing.
 */
static size_t copy_as_ascii(const char *text, size_t length, char *out)
{
    const char *start = out;
    for (size_t i = 0; i < length; i++) {
        bool escape = text[i] == '\\';
        if (escape && i + 1 == length) {
            return 0;
        }
        if (escape && (uint8_t)text[i + 1] < 0x80) {
            *out++ = text[i++];
        } else if (escape) {
            i++;
        }
        if ((uint8_t)text[i] < 0x80) {
            *out++ = text[i];
        } else {
            out = put_escaped(out, (uint8_t)text[i]);
        }
    }
    return (size_t)(out - start);
}

bool lyd_name_parse_relative(const char *text, size_t length, const char *origin, char name[LYD_NAME_TEXT], const char **why)
{
    /* Room for the longest name with all bytes escaped, each of them perhaps as four characters, followed by the longest origin. */
    char whole[4 * 4 * LYD_NAME_WIRE + LYD_NAME_TEXT + 8];
    bool absolute = is_absolute(text, length);
    if (length == 1 && text[0] == '.') {
        memcpy(name, ".", 2);
        return true;
    }
    *why = "a name without a dot at its end needs an $ORIGIN before it";
    if (!absolute && origin == NULL) {
        return false;
    }
    if (length == 1 && text[0] == '@') {
        memcpy(name, origin, strlen(origin) + 1);
        return true;
    }
    *why = why_long_name;
    if (length > 4 * LYD_NAME_WIRE) {
        return false;
    }
    *why = length == 0 ? why_empty : why_escape;
    size_t used = copy_as_ascii(text, length, whole);
    if (used == 0) {
        return false;
    }
    if (!absolute && strcmp(origin, ".") != 0) {
        size_t size = strlen(origin);
        whole[used++] = '.';
        memcpy(whole + used, origin, size);
        used += size;
    }
    return lyd_name_parse(whole, used, name, why);
}

/* ---- wire form ---- */

/* Reads one byte of canonical text; the characters read, 0 if they aren't canonical. */
static size_t read_canonical(const char *text, uint8_t *byte)
{
    *byte = (uint8_t)*text;
    if (plain[*byte] != 0) {
        return plain[*byte] == *text ? 1 : 0;
    }
    if (*text != '\\') {
        return 0;
    }
    size_t used = read_escape(text, strnlen(text, 4), byte);
    return plain[*byte] == 0 && used == (is_special(*byte) ? 2 : 4) ? used : 0;
}

size_t lyd_name_to_wire(const char *name, uint8_t wire[LYD_NAME_WIRE])
{
    size_t used = 1, start = 0; /* START is the length byte of the present label */
    if (name[0] == '.' && name[1] == '\0') {
        wire[0] = 0;
        return 1;
    }
    for (const char *p = name;; p++) {
        size_t label = used - start - 1;
        if (*p == '.' || *p == '\0') {
            if (label == 0 || label > LYD_LABEL_MAX || used >= LYD_NAME_WIRE) {
                return 0;
            }
            wire[start] = (uint8_t)label;
            start = used++;
            if (*p == '\0') {
                wire[start] = 0;
                return used;
            }
            continue;
        }
        uint8_t byte;
        size_t read = read_canonical(p, &byte);
        if (read == 0 || used >= LYD_NAME_WIRE) {
            return 0;
        }
        wire[used++] = byte;
        p += read - 1;
    }
}

#define POINTERS_MAX 128 /* one before each label is the most that compression has a use for */

static char *put_label(char *out, const uint8_t *label, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = plain[label[i]];
        if (c != 0) {
            *out++ = c;
        } else {
            out = put_escaped(out, label[i]);
        }
    }
    return out;
}

bool lyd_name_from_message(const uint8_t *message, size_t length, size_t *offset, char name[LYD_NAME_TEXT])
{
    size_t at = *offset, start = at, behind = 0; /* BEHIND: where the name ends before its first pointer's target */
    size_t wire = 1, pointers = 0;
    char *out = name;
    for (;;) {
        if (at >= length) {
            return false;
        }
        uint8_t size = message[at];
        if (size == 0) {
            break;
        }
        if (size <= LYD_LABEL_MAX) {
            wire += size + 1u;
            if (size > length - at - 1 || wire > LYD_NAME_WIRE) {
                return false;
            }
            out = put_label(out, message + at + 1, size);
            *out++ = '.';
            at += size + 1u;
            continue;
        }
        if (size < 0xC0 || length - at < 2) {
            return false;
        }
        size_t target = (size_t)(size & 0x3F) << 8 | message[at + 1];
        behind = behind == 0 ? at + 2 : behind;
        /* Each pointer has to lead to before the labels that it ends, so that this terminates; and a message can have thousands of
         * pointers to pointers, which thousands of owners could begin with, so that it terminates soon. */
        if (target >= start || ++pointers > POINTERS_MAX) {
            return false;
        }
        at = start = target;
    }
    *offset = behind == 0 ? at + 1 : behind;
    if (out == name) {
        *out++ = '.';
        *out = '\0';
    } else {
        out[-1] = '\0';
    }
    return true;
}

/* ---- questions about names ---- */

bool lyd_name_within(const char *name, const char *zone)
{
    size_t name_length = strlen(name), zone_length = strlen(zone);
    if (strcmp(zone, ".") == 0) {
        return true;
    }
    if (zone_length > name_length || memcmp(name + name_length - zone_length, zone, zone_length) != 0) {
        return false;
    }
    if (zone_length == name_length) {
        return true;
    }
    /* The dot before the zone has to separate labels: after an odd number of backslashes it is part of one. */
    const char *dot = name + name_length - zone_length - 1, *p = dot;
    while (p > name && p[-1] == '\\') {
        p--;
    }
    return *dot == '.' && (dot - p) % 2 == 0;
}

static bool is_letter_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

bool lyd_name_is_askable(const char *name)
{
    const char *p = name;
    while (is_letter_or_digit(*p) || (*p != '\0' && strchr("-_/*.", *p) != NULL)) {
        p++;
    }
    return *p == '\0';
}

bool lyd_name_is_hostname(const char *name)
{
    char before = '.';
    for (const char *p = name; *p != '\0'; before = *p++) {
        bool edge = before == '.' || p[1] == '.' || p[1] == '\0';
        if (!is_letter_or_digit(*p) && (edge || *p != '-') && (*p != '.' || before == '.' || before == '-')) {
            return false;
        }
    }
    return before != '.';
}
