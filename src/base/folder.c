/* The files in a folder. */
#include <lyncdns/base.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

typedef struct list {
    const char **files;
    size_t count, capacity;
} list;

static bool ends_in(const char *name, const char *const *endings)
{
    size_t length = strlen(name);
    bool ends = false;
    for (; *endings != NULL && !ends; endings++) {
        size_t ending = strlen(*endings);
        ends = length > ending && strcmp(name + length - ending, *endings) == 0;
    }
    return ends && name[0] != '.';
}

static lyd_status read_names(DIR *folder, const char *path, const char *const *endings, lyd_arena *arena, list *found, lyd_diag *diag)
{
    const char *slash = path[0] != '\0' && path[strlen(path) - 1] == '/' ? "" : "/";
    const struct dirent *entry;
    struct stat about;
    lyd_status status = LYD_OK;
    while ((errno = 0, entry = readdir(folder)) != NULL) {
        if (!ends_in(entry->d_name, endings)) {
            continue;
        }
        const char *file = lyd_arena_printf(arena, "%s%s%s", path, slash, entry->d_name);
        if (file == NULL || lyd_grow((void **)&found->files, &found->capacity, found->count, sizeof(*found->files)) != LYD_OK) {
            return LYD_ENOMEM;
        }
        if (stat(file, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode)) { /* a pipe would be waited for */
            status = lyd_diag_error(diag, file, 0, "is no regular file; name it by itself to read from it");
        } else {
            found->files[found->count++] = file;
        }
    }
    return errno == 0 ? status : lyd_diag_io(diag, path, errno, "can't read the folder");
}

static int compare(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

lyd_status lyd_folder_list(const char *path, const char *const *endings, lyd_arena *arena, const char *const **files, size_t *count,
                           lyd_diag *diag)
{
    list found = {NULL, 0, 0};
    DIR *folder = opendir(path);
    if (folder == NULL) {
        return lyd_diag_io(diag, path, errno, "can't read the folder");
    }
    lyd_status status = read_names(folder, path, endings, arena, &found, diag);
    (void)closedir(folder);
    const char **kept = lyd_arena_alloc(arena, found.count * sizeof(*kept));
    if (kept == NULL) {
        status = LYD_ENOMEM;
    } else if (found.count > 0) {
        qsort(found.files, found.count, sizeof(*found.files), compare);
        memcpy(kept, found.files, found.count * sizeof(*kept));
    }
    free(found.files);
    *files = kept;
    *count = found.count;
    return status;
}
