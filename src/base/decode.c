/* Text of unknown encoding as UTF-8. */
#include <lyncdns/base.h>

#include <stdlib.h>
#include <string.h>

static size_t lines_before(const char *text, size_t offset)
{
    size_t lines = 1;
    for (const char *p = text; (p = memchr(p, '\n', (size_t)(text + offset - p))) != NULL; p++) {
        lines++;
    }
    return lines;
}

/* The offset of the first byte that isn't part of valid UTF-8, or LENGTH. ASCII is checked eight bytes at a time. */
static size_t valid_length(const char *text, size_t length)
{
    size_t i = 0;
    while (i < length) {
        uint64_t word;
        if (length - i >= sizeof(word)) {
            memcpy(&word, text + i, sizeof(word));
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof(word);
                continue;
            }
        }
        size_t unit = lyd_utf8_length((const unsigned char *)text + i, length - i);
        if (unit == 0) {
            return i;
        }
        i += unit;
    }
    return length;
}

static lyd_status check(const char *text, size_t length, const char *path, lyd_diag *diag)
{
    const char *nul = memchr(text, '\0', length);
    if (nul != NULL) {
        return lyd_diag_error(diag, path, lines_before(text, (size_t)(nul - text)),
                              "NUL byte: not a text file, or UTF-16 without a byte-order mark");
    }
    size_t valid = valid_length(text, length);
    if (valid < length) {
        return lyd_diag_error(diag, path, lines_before(text, valid), "invalid byte 0x%02X in UTF-8; save the file as UTF-8",
                              (unsigned)(unsigned char)text[valid]);
    }
    return LYD_OK;
}

static uint32_t unit16(const unsigned char *p, bool big)
{
    return big ? (uint32_t)p[0] << 8 | p[1] : (uint32_t)p[1] << 8 | p[0];
}

size_t lyd_utf8_put(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char first[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(unsigned char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)(unsigned char)(first[length] | c);
    return length;
}

/* RFC 2781. Two bytes become at most three, and four become four. */
static lyd_status from_utf16(const char *text, size_t length, bool big, const char *path, char **owned, size_t *made, lyd_diag *diag)
{
    const unsigned char *bytes = (const unsigned char *)text;
    char *out = malloc(length / 2 * 3 + 1);
    size_t used = 0, line = 1;
    if (out == NULL) {
        return LYD_ENOMEM;
    }
    for (size_t i = 2; i < length; i += 2) {
        uint32_t c = i + 1 < length ? unit16(bytes + i, big) : 0xD800;
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < length && (unit16(bytes + i + 2, big) & 0xFC00) == 0xDC00) {
            c = 0x10000 + ((c & 0x3FF) << 10) + (unit16(bytes + i + 2, big) & 0x3FF);
            i += 2;
        } else if ((c & 0xF800) == 0xD800) {
            free(out);
            return lyd_diag_error(diag, path, line, "invalid UTF-16: half a character");
        }
        line += c == '\n';
        used += lyd_utf8_put(out + used, c);
    }
    out[used] = '\0';
    *owned = out;
    *made = used;
    return LYD_OK;
}

lyd_status lyd_decode_marked(const char *text, size_t length, const char *path, const char **decoded, size_t *decoded_length, char **owned,
                             lyd_diag *diag)
{
    *owned = NULL;
    *decoded = text;
    *decoded_length = length;
    if (length >= 2 && (memcmp(text, "\xFF\xFE", 2) == 0 || memcmp(text, "\xFE\xFF", 2) == 0)) {
        lyd_status status = from_utf16(text, length, (unsigned char)text[0] == 0xFE, path, owned, decoded_length, diag);
        *decoded = *owned;
        return status;
    }
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) {
        *decoded += 3;
        *decoded_length -= 3;
    }
    return LYD_OK;
}

lyd_status lyd_decode(const char *text, size_t length, const char *path, const char **decoded, size_t *decoded_length, char **owned,
                      lyd_diag *diag)
{
    lyd_status status = lyd_decode_marked(text, length, path, decoded, decoded_length, owned, diag);
    if (status == LYD_OK) {
        status = check(*decoded, *decoded_length, path, diag);
    }
    if (status != LYD_OK) {
        free(*owned);
        *owned = NULL;
    }
    return status;
}
