/* Where results go: standard output, or files that are replaced whole.
 *
 * A file is written beside the one that it replaces, and locked while it is in use. A process that is killed can't remove its file, but the
 * system ends its lock. Whoever gets the lock may remove the file; a writer that lost its new file so makes another. The lock is flock's,
 * which belongs to the open file, not to the process: process numbers of containers that share a folder are often the same. */
#include "output.h"

#include "cli/cli.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* ---- files that are written beside others ---- */

#define TRIES 100
#define STEM ".lyncdns-"
#define END ".part"

/* "folder/.lyncdns-PID-N.part" */
static bool is_temporary(const char *name)
{
    size_t stem = sizeof(STEM) - 1, length = strlen(name), end = sizeof(END) - 1;
    return length > stem + end && strncmp(name, STEM, stem) == 0 && strcmp(name + length - end, END) == 0 &&
           strspn(name + stem, "0123456789-") == length - stem - end;
}

static void remove_if_left(int folder, const char *name)
{
    struct stat about;
    int descriptor = openat(folder, name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (descriptor < 0) {
        return;
    }
    if (fstat(descriptor, &about) == 0 && S_ISREG(about.st_mode) && flock(descriptor, LOCK_EX | LOCK_NB) == 0) {
        (void)unlinkat(folder, name, 0);
    }
    (void)close(descriptor);
}

static void sweep(const char *folder)
{
    DIR *stream = opendir(folder);
    if (stream == NULL) {
        return; /* it can be written to, but not listed */
    }
    for (struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        if (is_temporary(entry->d_name)) {
            remove_if_left(dirfd(stream), entry->d_name);
        }
    }
    (void)closedir(stream);
}

/* Locks a new file; false: another run took it for one that was left. A file system without locks is as good: there nothing is removed. */
static bool keep(int descriptor)
{
    struct stat about;
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return false;
    }
    return fstat(descriptor, &about) == 0 && about.st_nlink > 0;
}

/* Returns the descriptor or -1; keeps errno. */
static int create(const char *path, mode_t mode)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor >= 0 && !keep(descriptor)) {
        (void)close(descriptor);
        errno = EEXIST;
        descriptor = -1;
    }
    return descriptor;
}

/* Creates an empty file in the folder of TARGET, and removes those that killed runs have left there. *NAME is its path (freed by the
 * caller). With PRIVATE only this user may read it. The descriptor must stay open as long as the file has this name: its lock shows that
 * the file is in use. -1: errno says why. */
static int temporary_open(const char *target, bool private, char **name)
{
    const char *slash = strrchr(target, '/');
    size_t folder = slash != NULL ? (size_t)(slash - target) + 1 : 0, size = folder + sizeof(STEM END) + 48;
    char *path = malloc(size);
    int descriptor = -1;
    *name = NULL;
    if (path == NULL) {
        errno = ENOMEM;
        return -1;
    }
    (void)snprintf(path, size, "%.*s.", (int)folder, target);
    sweep(path);
    for (int i = 0; descriptor < 0 && i < TRIES; i++) {
        (void)snprintf(path, size, "%.*s" STEM "%ld-%d" END, (int)folder, target, (long)getpid(), i);
        descriptor = create(path, private ? 0600 : 0666);
        if (descriptor < 0 && errno != EEXIST) {
            break;
        }
    }
    if (descriptor < 0) {
        int saved = errno;
        free(path);
        errno = saved;
        return -1;
    }
    *name = path;
    return descriptor;
}

/* Gives the file the group and permissions of the file ABOUT, and the owner where this user may. A group that can't be kept gets no more
 * than everybody has. */
static bool resemble(int descriptor, const struct stat *about)
{
    mode_t mode = about->st_mode & 0777;
    bool owner = geteuid() == 0 && fchown(descriptor, about->st_uid, about->st_gid) == 0;
    if (!owner && fchown(descriptor, (uid_t)-1, about->st_gid) != 0) {
        mode = (mode & 0707) | ((mode & 0007) << 3 & mode);
    }
    return fchmod(descriptor, mode) == 0;
}

/* ---- outputs ---- */

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
    return temporary_open(place->path, place->exists, &output->temporary);
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
    if (lyd_place_is_stdout(path)) {
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
    if ((place->exists && !resemble(descriptor, &place->about)) || fsync(descriptor) != 0 || rename(output->temporary, place->path) != 0) {
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
