/* The parameters of SVCB and HTTPS records: each key once, with a value of its form, and those that others depend on. */
#include "form_service.h"

#include "form_code.h"

#include <string.h>

enum { MANDATORY, ALPN, NO_DEFAULT_ALPN, PORT, IPV4HINT, ECH, IPV6HINT, DOHPATH };

/* More than a server could use; keys are compared in pairs. */
#define PARAMETERS_MAX 256

typedef struct parameter {
    uint16_t key;
    bool numbered; /* key123: the value is that of the message */
    lyd_token value;
} parameter;

static const char *const names[] = {"mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint", "dohpath"};

/* The key TEXT, in lower case: a name, or key and a number without leading zeros. */
static bool parse_key(const char *text, size_t length, parameter *p)
{
    uint32_t number;
    for (size_t i = 0; i < LYD_COUNT(names); i++) {
        if (strlen(names[i]) == length && memcmp(names[i], text, length) == 0) {
            p->key = (uint16_t)i;
            return true;
        }
    }
    const lyd_token digits = {.text = text + 3, .length = length > 3 ? length - 3 : 0};
    p->numbered =
        length > 3 && memcmp(text, "key", 3) == 0 && (text[3] != '0' || length == 4) && lyd_token_number(&digits, UINT16_MAX, &number);
    p->key = p->numbered ? (uint16_t)number : 0;
    return p->numbered;
}

/* Reads KEY or KEY=VALUE at WORDS; a value in quotation marks is a word of its own. Returns the words used, 0: it is something else. */
static size_t parse_parameter(const lyd_token *words, size_t count, parameter *p)
{
    const lyd_token *word = words;
    const char *equals = memchr(word->text, '=', word->length);
    size_t length = equals != NULL ? (size_t)(equals - word->text) : word->length;
    *p = (parameter){.key = 0};
    if (word->quoted || !parse_key(word->text, length, p)) {
        return 0;
    }
    if (equals != NULL) {
        p->value = (lyd_token){.text = equals + 1, .length = word->length - length - 1};
    }
    bool joined = count > 1 && words[1].quoted && equals == word->text + word->length - 1 && words[1].text == equals + 2;
    if (joined) {
        p->value = words[1];
    }
    return joined ? 2 : 1;
}

/* ---- values ---- */

/* The next byte of VALUE, from which it is taken; -1: the end, or an escape that is none. */
static int next_byte(lyd_token *value)
{
    const char *text = value->text;
    uint32_t number;
    size_t used = 1;
    if (value->length == 0) {
        return -1;
    }
    int byte = (unsigned char)text[0];
    if (byte == '\\') {
        const lyd_token digits = {.text = text + 1, .length = 3};
        bool decimal = value->length > 1 && text[1] >= '0' && text[1] <= '9';
        used = decimal ? 4 : 2;
        if (value->length < used || (decimal && !lyd_token_number(&digits, UINT8_MAX, &number))) {
            return -1;
        }
        byte = decimal ? (int)number : (unsigned char)text[1];
    }
    value->text += used;
    value->length -= used;
    return byte;
}

/* The bytes that VALUE has in a message; SIZE_MAX: an escape is none. */
static size_t count_bytes(lyd_token value)
{
    size_t count = 0;
    while (next_byte(&value) >= 0) {
        count++;
    }
    return value.length == 0 ? count : SIZE_MAX;
}

/* The next item of a list with commas, of which one with a backslash before it is part of an item. */
static lyd_token next_item(lyd_token *value)
{
    lyd_token item = {.text = value->text};
    while (item.length < value->length && value->text[item.length] != ',') {
        item.length += value->text[item.length] == '\\' && item.length + 1 < value->length ? 2 : 1;
    }
    size_t used = item.length < value->length ? item.length + 1 : item.length;
    value->text += used;
    value->length -= used;
    return item;
}

/* A list of one item at least, each as FITS says. */
static bool is_list(lyd_token value, bool (*fits)(const lyd_token *item, char code), char code)
{
    bool right = value.length > 0 && value.text[value.length - 1] != ',';
    while (right && value.length > 0) {
        lyd_token item = next_item(&value);
        right = fits(&item, code);
    }
    return right;
}

static bool is_protocol(const lyd_token *item, char code)
{
    (void)code;
    size_t bytes = count_bytes(*item);
    return bytes > 0 && bytes <= 255;
}

static bool has_form(const lyd_token *item, char code)
{
    const char *why = NULL;
    const lyd_form_place place = {.code = code, .words = item, .count = 1, .why = &why};
    return lyd_form_code_find(code)->fits(&place);
}

static bool is_key(const lyd_token *item, char code)
{
    parameter p;
    (void)code;
    return parse_key(item->text, item->length, &p) && p.key != MANDATORY;
}

/* Strings of one byte of length and as many bytes. */
static bool is_protocol_list(lyd_token value)
{
    bool right = value.length > 0;
    while (right && value.length > 0) {
        int left = next_byte(&value);
        right = left > 0;
        while (right && left-- > 0) {
            right = next_byte(&value) >= 0;
        }
    }
    return right;
}

/* A path with the variable that is the query (RFC 9461 section 5). */
static bool is_template(const lyd_token *value)
{
    static const char variable[] = "{?dns}";
    bool found = false;
    for (size_t i = 0; i + strlen(variable) <= value->length && !found; i++) {
        found = memcmp(value->text + i, variable, strlen(variable)) == 0;
    }
    return found && value->text[0] == '/';
}

/* The value of a key by number, as bytes of the message. */
static bool fits_message(const parameter *p)
{
    size_t bytes = count_bytes(p->value);
    switch (p->key) {
    case MANDATORY:
        return bytes > 0 && bytes % 2 == 0;
    case ALPN:
        return is_protocol_list(p->value);
    case NO_DEFAULT_ALPN:
        return bytes == 0;
    case PORT:
        return bytes == 2;
    case IPV4HINT:
        return bytes > 0 && bytes % 4 == 0;
    case IPV6HINT:
        return bytes > 0 && bytes % 16 == 0;
    case DOHPATH:
        return is_template(&p->value);
    default:
        return true;
    }
}

static bool fits(const parameter *p)
{
    if (count_bytes(p->value) > UINT16_MAX) {
        return false;
    }
    if (p->numbered) {
        return fits_message(p);
    }
    switch (p->key) {
    case MANDATORY:
        return is_list(p->value, is_key, '\0');
    case ALPN:
        return is_list(p->value, is_protocol, '\0');
    case NO_DEFAULT_ALPN:
        return p->value.length == 0;
    case PORT:
        return has_form(&p->value, '2');
    case IPV4HINT:
        return is_list(p->value, has_form, 'i');
    case IPV6HINT:
        return is_list(p->value, has_form, 'j');
    case ECH:
        return p->value.length == 0 || has_form(&p->value, 'B');
    default:
        return is_template(&p->value);
    }
}

/* ---- the parameters as a whole ---- */

static bool holds(const parameter *parameters, size_t count, unsigned key)
{
    size_t i = 0;
    while (i < count && parameters[i].key != key) {
        i++;
    }
    return i < count;
}

/* The next key that a parameter "mandatory" lists. */
static unsigned next_mandatory(const parameter *p, lyd_token *rest)
{
    parameter listed = {.key = 0};
    if (p->numbered) {
        int high = next_byte(rest);
        return (unsigned)(high << 8 | next_byte(rest));
    }
    lyd_token item = next_item(rest);
    (void)parse_key(item.text, item.length, &listed);
    return listed.key;
}

/* Every key listed is there, once. */
static bool are_mandatory(const parameter *p, const parameter *parameters, size_t count)
{
    parameter listed[PARAMETERS_MAX];
    size_t used = 0;
    bool right = true;
    for (lyd_token rest = p->value; right && rest.length > 0; used++) {
        unsigned key = next_mandatory(p, &rest);
        right = used < PARAMETERS_MAX && key != MANDATORY && holds(parameters, count, key) && !holds(listed, used, key);
        if (right) {
            listed[used].key = (uint16_t)key;
        }
    }
    return right;
}

lyd_status lyd_form_service_check(const lyd_token *words, size_t count, const char **why)
{
    parameter parameters[PARAMETERS_MAX] = {{0}};
    size_t used = 0, step;
    for (size_t i = 0; i < count; i += step) {
        parameter *p = &parameters[used];
        *why = used < PARAMETERS_MAX ? "expected parameters such as alpn=h2 or key65280=value" : "expected fewer parameters";
        step = used < PARAMETERS_MAX ? parse_parameter(words + i, count - i, p) : 0;
        if (step == 0) {
            return LYD_EINVAL;
        }
        *why = !fits(p) ? "a parameter has a value that its key doesn't allow" : "a parameter is there twice";
        if (!fits(p) || holds(parameters, used, p->key)) {
            return LYD_EINVAL;
        }
        used++;
    }
    *why = "no-default-alpn needs alpn";
    bool right = !holds(parameters, used, NO_DEFAULT_ALPN) || holds(parameters, used, ALPN);
    for (size_t i = 0; i < used && right; i++) {
        *why = "mandatory lists a parameter that isn't there, or twice";
        right = parameters[i].key != MANDATORY || are_mandatory(&parameters[i], parameters, used);
    }
    return right ? LYD_OK : LYD_EINVAL;
}
