/* What a function writes to a stream, kept in memory. */
#include <lyncdns/base.h>

#include <stdlib.h>

#define FIRST_SIZE 8192

/* LYD_EIO: there was no room for all of it in SIZE bytes, and the NUL that fmemopen puts behind it, if need be over the last byte. */
static lyd_status write_into(char *text, size_t size, lyd_text_writer *write, void *context, size_t *length)
{
    FILE *memory = fmemopen(text, size, "w");
    if (memory == NULL) {
        return LYD_ENOMEM;
    }
    lyd_status status = write(context, memory);
    bool whole = fflush(memory) == 0 && ferror(memory) == 0;
    off_t end = ftello(memory);
    whole = fclose(memory) == 0 && whole && end >= 0 && (uintmax_t)end < size;
    *length = whole ? (size_t)end : 0;
    return whole ? status : LYD_EIO;
}

/* Not by open_memstream: where it can't grow, glibc drops what is written, and neither ferror nor fclose tells. */
lyd_status lyd_text_capture(lyd_text_writer *write, void *context, char **text, size_t *length)
{
    lyd_status status = LYD_EIO;
    *text = NULL;
    for (size_t size = FIRST_SIZE; status == LYD_EIO && size <= SIZE_MAX / 4; size *= 2) {
        free(*text);
        *text = malloc(size + 1);
        status = *text == NULL ? LYD_ENOMEM : write_into(*text, size, write, context, length);
    }
    if (status != LYD_OK) {
        free(*text);
        *text = NULL;
        return status;
    }
    (*text)[*length] = '\0';
    return LYD_OK;
}
