/* Memory of one run, freed at once; and arrays that grow on the heap. */
#include <lyncdns/base.h>

#include <stdlib.h>
#include <string.h>

/* Chunks double up to CHUNK_MAX, so that a small run stays small and a large one makes few calls. */
#define CHUNK_FIRST ((size_t)4 << 10)
#define CHUNK_MAX ((size_t)1 << 20)

typedef struct chunk {
    struct chunk *next;
    size_t size, used;
    max_align_t data[];
} chunk;

struct lyd_arena {
    chunk *chunks; /* the one in use first */
    size_t next_size, total;
};

lyd_arena *lyd_arena_new(void)
{
    lyd_arena *arena = calloc(1, sizeof(*arena));
    if (arena != NULL) {
        arena->next_size = CHUNK_FIRST;
    }
    return arena;
}

void lyd_arena_free(lyd_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    for (chunk *c = arena->chunks; c != NULL;) {
        chunk *next = c->next;
        free(c);
        c = next;
    }
    free(arena);
}

static chunk *chunk_add(lyd_arena *arena, size_t size)
{
    size_t room = size > arena->next_size ? size : arena->next_size;
    if (room > SIZE_MAX - sizeof(chunk)) {
        return NULL;
    }
    chunk *c = malloc(sizeof(*c) + room);
    if (c == NULL) {
        return NULL;
    }
    c->size = room;
    c->used = 0;
    arena->total += sizeof(*c) + room;
    if (size > CHUNK_MAX && arena->chunks != NULL) {
        /* It goes behind the chunk in use, whose rest stays usable. */
        c->next = arena->chunks->next;
        arena->chunks->next = c;
    } else {
        c->next = arena->chunks;
        arena->chunks = c;
    }
    if (arena->next_size < CHUNK_MAX) {
        arena->next_size *= 2;
    }
    return c;
}

static void *take(lyd_arena *arena, size_t size, size_t alignment)
{
    chunk *c = arena->chunks;
    size_t start = c == NULL ? 0 : (c->used + alignment - 1) / alignment * alignment;
    if (c == NULL || start > c->size || size > c->size - start) {
        c = chunk_add(arena, size);
        if (c == NULL) {
            return NULL;
        }
        start = 0;
    }
    c->used = start + size;
    return (char *)c->data + start;
}

void *lyd_arena_alloc(lyd_arena *arena, size_t size)
{
    /* Objects of 1 to 8 bytes need no more than 8; larger ones get the strictest alignment. */
    return take(arena, size == 0 ? 1 : size, size <= 8 ? 8 : _Alignof(max_align_t));
}

void *lyd_arena_zalloc(lyd_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    void *memory = lyd_arena_alloc(arena, count * size);
    if (memory != NULL) {
        memset(memory, 0, count * size);
    }
    return memory;
}

char *lyd_arena_text(lyd_arena *arena, const char *text, size_t length)
{
    char *copy = take(arena, length + 1, 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *lyd_arena_vprintf(lyd_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = length < 0 ? NULL : take(arena, (size_t)length + 1, 1);
    if (text != NULL) {
        (void)vsnprintf(text, (size_t)length + 1, format, arguments);
    }
    return text;
}

char *lyd_arena_printf(lyd_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    char *text = lyd_arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t lyd_arena_size(const lyd_arena *arena)
{
    return arena->total;
}

lyd_status lyd_grow(void **array, size_t *capacity, size_t count, size_t element_size)
{
    if (count < *capacity) {
        return LYD_OK;
    }
    size_t wanted = *capacity == 0 ? 8 : *capacity * 2;
    if (wanted > SIZE_MAX / element_size) {
        return LYD_ENOMEM;
    }
    void *larger = realloc(*array, wanted * element_size);
    if (larger == NULL) {
        return LYD_ENOMEM;
    }
    *array = larger;
    *capacity = wanted;
    return LYD_OK;
}
