/* The words of the YAML that is printed: names, texts, sets, and remarks. */
#include "write.h"

#include <string.h>

/* ---- scalars ---- */

static uint32_t code_point(const unsigned char *p, size_t length)
{
    static const unsigned char first[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = p[0] & first[length];
    for (size_t i = 1; i < length; i++) {
        c = c << 6 | (p[i] & 0x3F);
    }
    return c;
}

/* Writes any text, double-quoted (YAML 1.2 section 5.7), with what is unsafe for a terminal or invalid in YAML escaped. */
void lyd_print_quoted(FILE *stream, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    size_t left = strlen(text);
    (void)fputc('"', stream);
    while (left > 0) {
        size_t length = lyd_utf8_length(p, left);
        uint32_t c = length == 0 ? *p : code_point(p, length);
        if (c == '"' || c == '\\') {
            (void)fprintf(stream, "\\%c", (int)c);
        } else if (lyd_text_safe_unit(p, left) == 0 || c == 0xFEFF || c == 0xFFFE || c == 0xFFFF) {
            (void)fprintf(stream, "\\u%04X", (unsigned)c);
        } else {
            (void)fwrite(p, 1, length, stream);
        }
        length = length == 0 ? 1 : length;
        p += length;
        left -= length;
    }
    (void)fputc('"', stream);
}

/* A canonical name: plain where that is safe; a single label could be a word of YAML. */
void lyd_print_name(FILE *stream, const char *name)
{
    bool plain = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(name) && name[0] != '-' && strchr(name, '.') != NULL;
    if (plain) {
        (void)fputs(name, stream);
    } else {
        lyd_print_quoted(stream, name);
    }
}

void lyd_print_key(FILE *stream, const char *key, const char *text)
{
    (void)fprintf(stream, "%s: ", key);
    lyd_print_quoted(stream, text);
    (void)fputc('\n', stream);
}

/* The names of SET: one, or a list. */
void lyd_print_set(FILE *stream, const lyd_row *table, unsigned set)
{
    bool list = (set & (set - 1)) != 0 || set == 0;
    const char *separator = list ? "[" : "";
    for (const lyd_row *row = table; row->name != NULL; row++) {
        if ((set & (unsigned)row->id) != 0) {
            (void)fprintf(stream, "%s%s", separator, row->name);
            separator = ", ";
        }
    }
    (void)fputs(set == 0 ? "[]" : list ? "]" : "", stream);
}

/* ---- remarks ---- */

/* The index of the first remark that isn't before (ABOUT, SUBJECT) in their order. */
static size_t remarks_from(const lyd_topology *t, lyd_remark_about about, uint32_t subject)
{
    size_t low = 0, high = t->remark_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const lyd_remark *r = &t->remarks[middle];
        bool before = r->about < (int)about || (r->about == (int)about && r->subject < subject);
        low = before ? middle + 1 : low;
        high = before ? high : middle;
    }
    return low;
}

bool lyd_print_has_remarks(const lyd_topology *t, lyd_remark_about about, uint32_t subject)
{
    size_t i = remarks_from(t, about, subject);
    return i < t->remark_count && t->remarks[i].about == (int)about && t->remarks[i].subject == subject;
}

void lyd_print_remarks(FILE *stream, const lyd_topology *t, lyd_remark_about about, uint32_t subject, int indent)
{
    for (size_t i = remarks_from(t, about, subject);
         i < t->remark_count && t->remarks[i].about == (int)about && t->remarks[i].subject == subject; i++) {
        (void)fprintf(stream, "%*s# ", indent, "");
        lyd_text_print_safe(stream, t->remarks[i].text);
        (void)fputc('\n', stream);
    }
}
