/* Where results go: standard output, or files that are replaced whole. */
#include "output.h"

#include "cli/cli.h"
#include "temporary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_stdout(const char *path)
{
    return path == NULL || strcmp(path, "-") == 0;
}

/* Opens the descriptor behind the place of OUTPUT; -1 with errno. */
static int descriptor_open(lyd_output *output)
{
    const lyd_place *place = &output->place;
    if (place->descriptor >= 0) {
        return fcntl(place->descriptor, F_DUPFD_CLOEXEC, 0);
    }
    if (place->exists && S_ISDIR(place->about.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    if (place->exists && !S_ISREG(place->about.st_mode)) {
        /* A device or a pipe is written to; putting a file in its place would destroy it. */
        return open(place->path, O_WRONLY | O_CLOEXEC);
    }
    return lyd_temporary_open(place->path, place->exists, &output->temporary);
}

/* Removes the temporary file, then ends its lock. */
static void forget(lyd_output *output)
{
    if (output->temporary != NULL) {
        (void)unlink(output->temporary);
    }
    if (output->stream != NULL && output->path != NULL) {
        (void)fclose(output->stream);
    }
    free(output->temporary);
    lyd_place_clear(&output->place);
    *output = (lyd_output){.stream = NULL};
}

lyd_status lyd_output_open(lyd_output *output, const char *path, lyd_diag *diag)
{
    *output = (lyd_output){.stream = stdout, .diag = diag};
    if (is_stdout(path)) {
        return LYD_OK;
    }
    *output = (lyd_output){.path = path, .diag = diag};
    lyd_status status = lyd_place_find(path, &output->place, diag);
    int descriptor = status == LYD_OK ? descriptor_open(output) : -1;
    output->stream = descriptor >= 0 ? fdopen(descriptor, "w") : NULL;
    if (status == LYD_OK && output->stream == NULL) {
        status = lyd_diag_io(diag, path, errno, "can't write");
    }
    if (status != LYD_OK) {
        if (descriptor >= 0) {
            (void)close(descriptor);
        }
        forget(output);
    }
    return status;
}

/* Puts the file in its place, on disk and with the group and permissions of the one that it replaces. */
static bool replace(lyd_output *output)
{
    int descriptor = fileno(output->stream);
    const lyd_place *place = &output->place;
    if ((place->exists && !lyd_temporary_resemble(descriptor, &place->about)) || fsync(descriptor) != 0 ||
        rename(output->temporary, place->path) != 0) {
        return false;
    }
    free(output->temporary);
    output->temporary = NULL;
    return true;
}

static bool commit(lyd_output *output)
{
    if (fflush(output->stream) != 0 || ferror(output->stream)) {
        return false;
    }
    if (output->path == NULL) {
        return true;
    }
    if (output->temporary != NULL && !replace(output)) {
        return false;
    }
    FILE *stream = output->stream;
    output->stream = NULL;
    return fclose(stream) == 0;
}

lyd_status lyd_output_close(lyd_output *output, lyd_status status)
{
    const char *name = output->path != NULL ? output->path : "standard output";
    if (status == LYD_OK) {
        errno = 0;
        status = commit(output) ? LYD_OK : LYD_EIO;
    }
    if (status == LYD_EIO && (output->path != NULL || !lyd_cli_reader_gone())) {
        /* A stream that failed earlier may have left no errno. */
        (void)lyd_diag_io(output->diag, name, errno != 0 ? errno : EIO, "can't write");
    }
    forget(output);
    return status;
}
