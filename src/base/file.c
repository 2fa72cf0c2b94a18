/* Reading a whole file, or standard input, within a limit. */
#include <lyncdns/base.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static lyd_status too_large(lyd_diag *diag, const char *path, size_t limit)
{
    return lyd_diag_error(diag, path, 0, "the file is larger than %zu MiB", limit >> 20);
}

static lyd_status read_all(FILE *stream, const char *path, size_t limit, char **content, size_t *length, lyd_diag *diag)
{
    char *text = NULL;
    size_t room = 0, used = 0;
    lyd_status status = lyd_diag_input(diag, path, fileno(stream));
    while (status == LYD_OK) {
        if (room - used < 2) {
            size_t wanted = room == 0 ? (size_t)64 << 10 : room * 2;
            char *larger = realloc(text, wanted);
            if (larger == NULL) {
                status = LYD_ENOMEM;
                break;
            }
            text = larger;
            room = wanted;
        }
        size_t got = fread(text + used, 1, room - used - 1, stream);
        used += got;
        if (used > limit) {
            status = too_large(diag, path, limit);
            break;
        }
        if (got == 0) {
            if (ferror(stream)) {
                status = lyd_diag_io(diag, path, errno, "can't read");
            }
            break;
        }
    }
    if (status != LYD_OK) {
        free(text);
        return status;
    }
    text[used] = '\0';
    *content = text;
    *length = used;
    return LYD_OK;
}

lyd_status lyd_file_read(const char *path, size_t limit, char **content, size_t *length, lyd_diag *diag)
{
    struct stat about;
    if (strcmp(path, "-") == 0) {
        return read_all(stdin, "standard input", limit, content, length, diag);
    }
    if (stat(path, &about) == 0 && S_ISDIR(about.st_mode)) {
        return lyd_diag_io(diag, path, EISDIR, "can't read");
    }
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return lyd_diag_io(diag, path, errno, "can't open");
    }
    lyd_status status = read_all(stream, path, limit, content, length, diag);
    (void)fclose(stream);
    return status;
}

lyd_status lyd_file_read_regular(const char *path, size_t limit, char **content, size_t *length, lyd_diag *diag)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC); /* opening a pipe doesn't wait for its writer */
    FILE *stream = file >= 0 ? fdopen(file, "rb") : NULL;
    lyd_status status;
    if (stream == NULL) {
        status = lyd_diag_io(diag, path, errno, "can't open");
        if (file >= 0) {
            (void)close(file);
        }
        return status;
    }
    if (fstat(file, &about) != 0) {
        status = lyd_diag_io(diag, path, errno, "can't read");
    } else if (!S_ISREG(about.st_mode)) {
        status = lyd_diag_error(diag, path, 0, "not a regular file");
    } else {
        status = read_all(stream, path, limit, content, length, diag);
    }
    (void)fclose(stream);
    return status;
}
