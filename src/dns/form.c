/* The data of records: words checked against the form of the type's row, and the form for any type. */
#include "form.h"

#include <string.h>

/* ---- the data of types that aren't looked into ---- */

static bool is_hex(const lyd_token *word)
{
    for (size_t i = 0; i < word->length; i++) {
        if (word->text[i] == '\0' || strchr("0123456789abcdefABCDEF", word->text[i]) == NULL) {
            return false;
        }
    }
    return word->length > 0;
}

/* A character string of at most 255 bytes (RFC 1035 section 3.3); an escape counts as one. */
static bool is_string(const lyd_token *word)
{
    size_t bytes = 0;
    for (size_t i = 0; i < word->length; i++, bytes++) {
        if (word->text[i] == '\\') {
            bool decimal = i + 1 < word->length && word->text[i + 1] >= '0' && word->text[i + 1] <= '9';
            i += decimal ? 3 : 1;
        }
    }
    return bytes <= 255;
}

/* One word by its code: 1, 2 and 4 are numbers of that many bytes, t a time, n a name, s a string, x hexadecimal digits, w any word. */
static bool fits(char code, const lyd_token *word, const char *origin, const char **why)
{
    char name[LYD_NAME_TEXT];
    uint32_t number;
    switch (code) {
    case '1':
        return lyd_token_number(word, UINT8_MAX, &number);
    case '2':
        return lyd_token_number(word, UINT16_MAX, &number);
    case '4':
        return lyd_token_number(word, UINT32_MAX, &number);
    case 't':
        return lyd_period_parse(word->text, word->length, &number);
    case 'n':
        return lyd_name_parse_relative(word->text, word->length, origin, name, why);
    case 's':
        return is_string(word);
    case 'x':
        return is_hex(word);
    default:
        return true;
    }
}

/* FORM has a code for each word; the last code is for one or more words if + follows it, for any number if * does. */
static lyd_status check_form(const lyd_type_row *row, const lyd_token *words, size_t count, const char *origin, const char **why)
{
    const char *form = row->form;
    size_t used = 0;
    for (; form[0] != '\0'; form += form[1] == '+' || form[1] == '*' ? 2 : 1) {
        size_t most = form[1] == '+' || form[1] == '*' ? count : used + 1, least = form[1] == '*' ? used : used + 1;
        while (used < most && used < count && fits(form[0], &words[used], origin, why)) {
            used++;
        }
        if (used < least) {
            return LYD_EINVAL;
        }
    }
    return used == count ? LYD_OK : LYD_EINVAL;
}

/* ---- the form for any type (RFC 3597 section 5) ---- */

static int hex_value(char c)
{
    return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/* \# LENGTH HEX…; the digits may be in several words. */
static lyd_status parse_generic(const lyd_type_row *row, const lyd_token *words, size_t count, lyd_arena *arena, lyd_record *record)
{
    uint8_t bytes[LYD_NAME_WIRE + 32] = {0}; /* of a type that is looked into; no such data is longer */
    uint32_t length;
    size_t digits = 0;
    if (count < 2 || !lyd_token_number(&words[1], UINT16_MAX, &length)) {
        return LYD_EINVAL;
    }
    for (size_t w = 2; w < count; w++) {
        if (!is_hex(&words[w])) {
            return LYD_EINVAL;
        }
        for (size_t i = 0; i < words[w].length; i++, digits++) {
            if (digits / 2 < sizeof(bytes)) {
                bytes[digits / 2] = (uint8_t)(bytes[digits / 2] << 4 | hex_value(words[w].text[i]));
            }
        }
    }
    if (digits != (size_t)length * 2 || row == NULL || row->read == NULL) {
        return digits == (size_t)length * 2 ? LYD_OK : LYD_EINVAL;
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
    *why = row->expected != NULL ? row->expected : "expected data";
    if (row->parse != NULL) {
        return row->parse(row, words, count, origin, arena, record, why);
    }
    return count == 0 ? LYD_EINVAL : row->form == NULL ? LYD_OK : check_form(row, words, count, origin, why);
}
