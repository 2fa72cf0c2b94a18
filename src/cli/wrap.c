#include "wrap.h"

#include <stdbool.h>
#include <string.h>

/* Columns of LENGTH bytes of UTF-8: continuation bytes take none. */
static int columns(const char *text, size_t length)
{
    int count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

void lyd_wrap(FILE *stream, const char *text, int column, int indent, int width)
{
    bool fresh = true; /* no word on this line yet */
    while (*text != '\0') {
        if (*text == '\n') {
            /* An empty line gets no spaces. */
            (void)fprintf(stream, "\n%*s", text[1] == '\n' || text[1] == '\0' ? 0 : indent, "");
            column = indent;
            fresh = true;
            text++;
            continue;
        }
        if (*text == ' ') {
            text++;
            continue;
        }
        size_t length = strcspn(text, " \n");
        int wide = columns(text, length);
        if (!fresh && column + 1 + wide > width) {
            (void)fprintf(stream, "\n%*s", indent, "");
            column = indent;
            fresh = true;
        }
        (void)fprintf(stream, "%s%.*s", fresh ? "" : " ", (int)length, text);
        column += wide + (fresh ? 0 : 1);
        fresh = false;
        text += length;
    }
    (void)fputc('\n', stream);
}
