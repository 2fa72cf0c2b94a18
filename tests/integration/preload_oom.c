/* A library for LD_PRELOAD that makes a chosen allocation of the program, or of any library it uses, fail.
 *
 *   OOM_AT=N     the N-th allocation since the program's start fails; 0 or unset: none
 *   OOM_ALL=1    and so do all that follow
 *   OOM_COUNT=F  when the program ends, the number of allocations is written to the file F
 *
 * All other allocations are passed to the next allocator, which may be a sanitizer's. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *(*next_malloc)(size_t size);
static void *(*next_calloc)(size_t count, size_t size);
static void *(*next_realloc)(void *old, size_t size);
static void (*next_free)(void *block);

/* dlsym may allocate: until the next allocator is known, memory comes from here and is never freed. */
static _Alignas(16) char early[1 << 16];
static size_t early_used;

static unsigned long allocations, fail_at;
static bool fail_all, counting, finding;

static bool is_early(const void *block)
{
    return (uintptr_t)block >= (uintptr_t)early && (uintptr_t)block < (uintptr_t)early + sizeof(early);
}

static void *early_malloc(size_t size)
{
    size_t rounded = (size + 31) & ~(size_t)15;
    if (size > sizeof(early) || rounded > sizeof(early) - early_used) {
        abort();
    }
    void *block = early + early_used;
    early_used += rounded;
    return block;
}

/* dlsym returns a pointer to an object, which C does not convert to a pointer to a function; its bytes are copied. */
static void find(const char *name, void *function)
{
    void *found = dlsym(RTLD_NEXT, name);
    memcpy(function, &found, sizeof(found));
}

/* True once the next allocator is known. It is looked up on first use, since libraries allocate before the constructor below runs. */
static bool ready(void)
{
    if (next_malloc == NULL && !finding) {
        finding = true;
        find("free", &next_free);
        find("realloc", &next_realloc);
        find("calloc", &next_calloc);
        find("malloc", &next_malloc);
        finding = false;
    }
    return next_malloc != NULL;
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("OOM_AT");
    fail_at = at != NULL ? strtoul(at, NULL, 10) : 0;
    fail_all = getenv("OOM_ALL") != NULL;
    counting = true;
}

__attribute__((destructor)) static void end(void)
{
    const char *path = getenv("OOM_COUNT");
    counting = false;
    FILE *file = path != NULL ? fopen(path, "w") : NULL;
    if (file != NULL) {
        (void)fprintf(file, "%lu\n", allocations);
        (void)fclose(file);
    }
}

static bool fails(void)
{
    if (!counting) {
        return false;
    }
    unsigned long number = __atomic_add_fetch(&allocations, 1, __ATOMIC_RELAXED);
    bool failing = fail_at != 0 && (number == fail_at || (fail_all && number > fail_at));
    if (failing) {
        errno = ENOMEM;
    }
    return failing;
}

void *malloc(size_t size)
{
    if (!ready()) {
        return early_malloc(size);
    }
    return fails() ? NULL : next_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (!ready()) {
        return early_malloc(count * size); /* zeroed, since never used before */
    }
    return fails() ? NULL : next_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
    if (!ready() || is_early(old)) {
        void *block = next_malloc == NULL ? early_malloc(size) : next_malloc(size);
        size_t had = old == NULL ? 0 : (size_t)(early + sizeof(early) - (char *)old);
        if (block != NULL && old != NULL) {
            memcpy(block, old, had < size ? had : size);
        }
        return block;
    }
    return fails() ? NULL : next_realloc(old, size);
}

void free(void *block)
{
    if (!is_early(block) && ready()) {
        next_free(block);
    }
}
