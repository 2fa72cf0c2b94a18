/* Files that are written beside others: made, locked while they are in use, and removed once their writer was killed.
 *
 * A process that is killed can't remove its file, but the system ends its lock. Whoever gets the lock may remove the file; a writer that
 * lost its new file so makes another. The lock is flock's, which belongs to the open file, not to the process: process numbers of
 * containers that share a folder are often the same. */
#include "temporary.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

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

int lyd_temporary_open(const char *target, bool private, char **name)
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

bool lyd_temporary_resemble(int descriptor, const struct stat *about)
{
    mode_t mode = about->st_mode & 0777;
    bool owner = geteuid() == 0 && fchown(descriptor, about->st_uid, about->st_gid) == 0;
    if (!owner && fchown(descriptor, (uid_t)-1, about->st_gid) != 0) {
        mode = (mode & 0707) | ((mode & 0007) << 3 & mode);
    }
    return fchmod(descriptor, mode) == 0;
}
