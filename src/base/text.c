/* UTF-8 from untrusted input, and patterns. */
#include <lyncdns/base.h>

#include <ctype.h>
#include <string.h>

/* RFC 3629: shortest form, no surrogates, at most U+10FFFF. */
size_t lyd_utf8_length(const unsigned char *text, size_t left)
{
    static const struct {
        unsigned char first_low, first_high, second_low, second_high;
        size_t length;
    } forms[] = {
        {0x00, 0x7F, 0x00, 0x00, 1}, {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
        {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
        {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4},
    };
    for (size_t i = 0; i < LYD_COUNT(forms) && left > 0; i++) {
        if (text[0] < forms[i].first_low || text[0] > forms[i].first_high) {
            continue;
        }
        size_t length = forms[i].length;
        if (length == 1) {
            return 1;
        }
        if (length > left || text[1] < forms[i].second_low || text[1] > forms[i].second_high) {
            return 0;
        }
        for (size_t k = 2; k < length; k++) {
            if ((text[k] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
    return 0;
}

size_t lyd_text_safe_unit(const unsigned char *text, size_t left)
{
    size_t length = lyd_utf8_length(text, left);
    /* C0, DEL, and the C1 controls that some terminals obey; bidirectional overrides can reorder what an administrator reads. */
    if (length == 1 && (text[0] < 0x20 || text[0] == 0x7F)) {
        return 0;
    }
    if (length == 2 && text[0] == 0xC2 && text[1] < 0xA0) {
        return 0;
    }
    if (length == 3 && text[0] == 0xE2 &&
        ((text[1] == 0x80 && (text[2] >= 0xA8 && text[2] <= 0xAE)) || (text[1] == 0x81 && text[2] >= 0xA6 && text[2] <= 0xA9))) {
        return 0;
    }
    return length;
}

void lyd_text_print_part(FILE *stream, const char *text, size_t length)
{
    const unsigned char *p = (const unsigned char *)text;
    while (length > 0) {
        size_t unit = lyd_text_safe_unit(p, length);
        if (unit == 0) {
            (void)fprintf(stream, "\\x%02X", *p);
            unit = 1;
        } else {
            (void)fwrite(p, 1, unit, stream);
        }
        p += unit;
        length -= unit;
    }
}

void lyd_text_print_safe(FILE *stream, const char *text)
{
    lyd_text_print_part(stream, text, strlen(text));
}

/* Backtracks to the last star only: linear in practice, quadratic at worst. */
bool lyd_glob_match(const char *pattern, const char *text)
{
    const char *star = NULL, *resume = NULL;
    while (*text != '\0') {
        if (*pattern == '*') {
            star = pattern++;
            resume = text;
        } else if (*pattern == '?' || (*pattern != '\0' && tolower((unsigned char)*pattern) == tolower((unsigned char)*text))) {
            pattern++;
            text++;
        } else if (star != NULL) {
            pattern = star + 1;
            text = ++resume;
        } else {
            return false;
        }
    }
    while (*pattern == '*') {
        pattern++;
    }
    return *pattern == '\0';
}
