#include "write.h"

#include "base/text.h"

#include <string.h>

static uint32_t code_point(const unsigned char *p, size_t length)
{
    static const unsigned char first[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t c = p[0] & first[length];
    for (size_t i = 1; i < length; i++) {
        c = c << 6 | (p[i] & 0x3F);
    }
    return c;
}

void lyd_yaml_put_quoted(FILE *stream, const char *text)
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

void lyd_yaml_put_name(FILE *stream, const char *name)
{
    bool plain = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == strlen(name) && name[0] != '-' && strchr(name, '.') != NULL;
    if (plain) {
        (void)fputs(name, stream);
    } else {
        lyd_yaml_put_quoted(stream, name);
    }
}
