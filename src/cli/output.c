/* POSIX.1-2008 has realpath, the C library declares it for X/Open only. */
#define _XOPEN_SOURCE 700

#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEMPORARY_TRIES 100

static bool is_stdout(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

/* The file that PATH means, behind symbolic links, so that a link stays one; a copy of PATH where there is none yet. */
static char *target_of(const char *path)
{
    char *real = realpath(path, NULL);
    return real != NULL ? real : strdup(path);
}

/* A new file beside TARGET; *NAME is its name (freed by the caller). The descriptor, or -1 with errno. */
static int temporary_open(const char *target, char **name)
{
    const char *slash = strrchr(target, '/');
    int folder = slash != NULL ? (int)(slash - target + 1) : 0;
    size_t size = (size_t)folder + 64;
    int descriptor = -1;
    *name = malloc(size);
    if (*name == NULL) {
        errno = ENOMEM;
        return -1;
    }
    for (int i = 0; descriptor < 0 && i < TEMPORARY_TRIES; i++) {
        (void)snprintf(*name, size, "%.*s.lyncdns-%ld-%d.tmp", folder, target, (long)getpid(), i);
        descriptor = open(*name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (descriptor < 0 && errno != EEXIST) {
            break;
        }
    }
    if (descriptor < 0) {
        int saved = errno;
        free(*name);
        *name = NULL;
        errno = saved;
    }
    return descriptor;
}

/* Opens the descriptor behind OUTPUT; -1 with errno. */
static int descriptor_open(lyd_output *output)
{
    struct stat about;
    bool exists = stat(output->path, &about) == 0;
    if (exists && S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    if (exists && !S_ISREG(about.st_mode)) {
        /* A device or a pipe is written to; putting a file in its place would destroy it. */
        return open(output->path, O_WRONLY | O_CLOEXEC);
    }
    output->target = target_of(output->path);
    if (output->target == NULL) {
        return -1;
    }
    int descriptor = temporary_open(output->target, &output->temporary);
    if (descriptor >= 0 && exists) {
        (void)fchmod(descriptor, about.st_mode & 0777);
    }
    return descriptor;
}

static void forget(lyd_output *output)
{
    if (output->temporary != NULL) {
        (void)unlink(output->temporary);
    }
    free(output->temporary);
    free(output->target);
    *output = (lyd_output){.stream = NULL};
}

lyd_status lyd_output_check(const char *path, lyd_diag *diag)
{
    struct stat about;
    if (is_stdout(path) || (stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))) {
        return LYD_OK; /* opening a pipe would wait for its reader */
    }
    lyd_output output = {.path = path};
    int descriptor = descriptor_open(&output);
    int error_number = errno;
    if (descriptor >= 0) {
        (void)close(descriptor);
    }
    forget(&output);
    return descriptor >= 0 ? LYD_OK : lyd_diag_io(diag, path, error_number, "can't write");
}

/* The folder that PATH, which doesn't exist, would be in; false: nor does that. */
static bool folder_of(const char *path, struct stat *about, const char **name)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL ? strdup(".") : strndup(path, (size_t)(slash - path) + 1);
    bool found = folder != NULL && stat(folder, about) == 0;
    *name = slash == NULL ? path : slash + 1;
    free(folder);
    return found;
}

bool lyd_output_same(const char *a, const char *b)
{
    struct stat about_a, about_b;
    const char *name_a = "", *name_b = "";
    if (is_stdout(a) || is_stdout(b)) {
        return is_stdout(a) && is_stdout(b);
    }
    bool exists = stat(a, &about_a) == 0;
    if (exists != (stat(b, &about_b) == 0) || (!exists && (!folder_of(a, &about_a, &name_a) || !folder_of(b, &about_b, &name_b)))) {
        return false;
    }
    return about_a.st_dev == about_b.st_dev && about_a.st_ino == about_b.st_ino && strcmp(name_a, name_b) == 0 &&
           (!exists || S_ISREG(about_a.st_mode));
}

lyd_status lyd_output_open(lyd_output *output, const char *path, lyd_diag *diag)
{
    *output = (lyd_output){.stream = stdout, .diag = diag};
    if (is_stdout(path)) {
        return LYD_OK;
    }
    output->path = path;
    int descriptor = descriptor_open(output);
    output->stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (output->stream == NULL) {
        lyd_status status = lyd_diag_io(diag, path, errno, "can't write");
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
        forget(output);
        return status;
    }
    return LYD_OK;
}

/* Brings what was written to its place. */
static bool commit(lyd_output *output)
{
    if (fflush(output->stream) != 0 || ferror(output->stream)) {
        return false;
    }
    if (output->path == NULL) {
        return true;
    }
    bool good = output->temporary == NULL || fsync(fileno(output->stream)) == 0;
    FILE *stream = output->stream;
    output->stream = NULL;
    good = (fclose(stream) == 0) && good;
    if (good && output->temporary != NULL) {
        good = rename(output->temporary, output->target) == 0;
        if (good) {
            free(output->temporary);
            output->temporary = NULL;
        }
    }
    return good;
}

lyd_status lyd_output_close(lyd_output *output, lyd_status status)
{
    const char *name = output->path != NULL ? output->path : "standard output";
    lyd_diag *diag = output->diag;
    if (status == LYD_OK) {
        errno = 0;
        status = commit(output) ? LYD_OK : LYD_EIO;
    }
    if (status == LYD_EIO) {
        /* A stream that failed earlier may have left no number. */
        (void)lyd_diag_io(diag, name, errno != 0 ? errno : EIO, "can't write");
    }
    if (output->stream != NULL && output->path != NULL) {
        (void)fclose(output->stream);
    }
    forget(output);
    return status;
}
