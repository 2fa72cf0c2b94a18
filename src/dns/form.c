/* The data of records: words checked against the form of the type's row, and the form for any type. */
#include "form_code.h"
#include "form_service.h"

#include <string.h>

/* Strings may be in quotation marks, and so may the values of parameters (w). */
static bool are_quotes_right(const lyd_form_code *code, const lyd_token *words, size_t count)
{
    bool right = true;
    for (size_t i = 0; i < count && strchr("svqdewk", code->letter) == NULL; i++) {
        right = right && !words[i].quoted;
    }
    return right;
}

/* The next code of *FORM, and how many words may have it. */
static const lyd_form_code *next_code(const char **form, bool *optional, bool *many)
{
    const lyd_form_code *code = lyd_form_code_find(**form);
    *form += 1;
    *optional = **form == '?' || **form == '*';
    *many = **form == '+' || **form == '*';
    *form += *optional || *many ? 1 : 0;
    return code;
}

static lyd_status check_words(const char *form, const lyd_token *words, size_t count, const char *origin, const char **why)
{
    size_t used = 0;
    while (form[0] != '\0') {
        bool optional, many;
        const lyd_form_code *code = next_code(&form, &optional, &many);
        size_t start = used;
        while (used < count && (many || used == start)) {
            lyd_form_place place = {code->letter, &words[used], code->rest ? count - used : 1, origin, why};
            if (!are_quotes_right(code, place.words, place.count) || !code->fits(&place)) {
                return LYD_EINVAL;
            }
            used += place.count;
        }
        if (used == start && !optional) {
            return LYD_EINVAL;
        }
    }
    return used == count ? LYD_OK : LYD_EINVAL;
}

/* ---- the form for any type (RFC 3597 section 5) ---- */

/* Moves *AT past one value of CODE in data as a message has it. */
static bool skip_value(const lyd_form_code *code, const uint8_t *bytes, size_t length, size_t *at)
{
    char name[LYD_NAME_TEXT];
    if (code->wire == LYD_FORM_NAME) {
        return lyd_name_from_message(bytes, length, at, name);
    }
    size_t left = length - *at;
    size_t size = code->wire == LYD_FORM_STRING && left > 0 ? bytes[*at] + 1u : code->wire == LYD_FORM_REST ? left : code->wire;
    *at += size;
    return left > 0 && size <= left;
}

static lyd_status check_bytes(const char *form, const uint8_t *bytes, size_t length)
{
    size_t at = 0;
    while (form[0] != '\0') {
        bool optional, many;
        const lyd_form_code *code = next_code(&form, &optional, &many);
        if (code->wire == LYD_FORM_OTHER) {
            return LYD_OK;
        }
        size_t start = at;
        while ((at == start && !optional) || (at < length && (many || at == start))) {
            if (!skip_value(code, bytes, length, &at)) {
                return LYD_EINVAL;
            }
        }
    }
    return at == length ? LYD_OK : LYD_EINVAL;
}

static unsigned hex_value(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

/* \# LENGTH HEX…; the digits may be in several words. */
static lyd_status parse_generic(const lyd_type_row *row, const lyd_token *words, size_t count, lyd_arena *arena, lyd_record *record)
{
    uint8_t bytes[LYD_NAME_WIRE + 32] = {0}; /* no data of a type that is looked into is longer; that of others is checked if it fits */
    uint32_t length;
    size_t digits = 0;
    if (count < 2 || !lyd_token_number(&words[1], UINT16_MAX, &length)) {
        return LYD_EINVAL;
    }
    for (size_t w = 2; w < count; w++) {
        for (size_t i = 0; i < words[w].length; i++, digits++) {
            char c = words[w].text[i];
            if (c == '\0' || strchr("0123456789abcdefABCDEF", c) == NULL) {
                return LYD_EINVAL;
            }
            if (digits / 2 < sizeof(bytes)) {
                bytes[digits / 2] = (uint8_t)((unsigned)bytes[digits / 2] << 4 | hex_value(c));
            }
        }
    }
    if (digits != (size_t)length * 2 || row == NULL) {
        return digits == (size_t)length * 2 ? LYD_OK : LYD_EINVAL;
    }
    if (row->read == NULL) {
        return length <= sizeof(bytes) ? check_bytes(row->form, bytes, length) : LYD_OK;
    }
    return length <= sizeof(bytes) ? row->read(row, bytes, length, 0, length, arena, record) : LYD_EINVAL;
}

lyd_status lyd_data_parse(unsigned type, const lyd_token *words, size_t count, const char *origin, lyd_arena *arena, lyd_record *record,
                          const char **why)
{
    const lyd_type_row *row = lyd_type_find(type);
    if (count > 0 && lyd_token_is(&words[0], "\\#")) {
        *why = "expected a length and as many bytes in hexadecimal digits";
        return parse_generic(row, words, count, arena, record);
    }
    if (row == NULL) {
        *why = "the data of a type without a name begins with \\# (RFC 3597)";
        return LYD_EINVAL;
    }
    *why = row->expected;
    if (row->parse != NULL) {
        return row->parse(row, words, count, origin, arena, record, why);
    }
    lyd_status status = check_words(row->form, words, count, origin, why);
    bool service = strcmp(row->form, LYD_FORM_SERVICE) == 0;
    return status == LYD_OK && service ? lyd_form_service_check(words + 2, count - 2, why) : status;
}
