/* Maps, arenas and gathered messages. */
#include "suite.h"

#include <lyncdns/base.h>

#include <stdio.h>
#include <string.h>

START_TEST(map_keeps_every_key)
{
    enum { KEYS = 20000 };
    lyd_map *map = lyd_map_new();
    lyd_arena *arena = lyd_arena_new();
    for (uint32_t i = 0; i < KEYS; i++) {
        ck_assert_int_eq(lyd_map_put(map, lyd_arena_printf(arena, "host%u.contoso.com", i), i), LYD_OK);
    }
    ck_assert_int_eq(lyd_map_put(map, "host7.contoso.com", 70000), LYD_OK);
    ck_assert_uint_eq(lyd_map_count(map), KEYS);
    for (uint32_t i = 0; i < KEYS; i++) {
        char key[64];
        uint32_t value = 0;
        snprintf(key, sizeof(key), "host%u.contoso.com", i);
        ck_assert(lyd_map_get(map, key, &value));
        ck_assert_uint_eq(value, i == 7 ? 70000 : i);
    }
    uint32_t none;
    ck_assert(!lyd_map_get(map, "host20000.contoso.com", &none));
    lyd_map_free(map);
    lyd_arena_free(arena);
}
END_TEST

START_TEST(arena_blocks_are_apart)
{
    lyd_arena *arena = lyd_arena_new();
    unsigned char *blocks[500];
    for (size_t i = 0; i < LYD_COUNT(blocks); i++) {
        size_t size = i * 37 % 9000 + 1;
        blocks[i] = lyd_arena_alloc(arena, size);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % (size <= 8 ? 8 : _Alignof(max_align_t)), 0);
        memset(blocks[i], (int)(i % 251), size);
        /* The next block is aligned after a text, too. */
        ck_assert_str_eq(lyd_arena_text(arena, "abc", 3), "abc");
    }
    for (size_t i = 0; i < LYD_COUNT(blocks); i++) {
        for (size_t k = 0; k < i * 37 % 9000 + 1; k++) {
            if (blocks[i][k] != i % 251) { /* check writes each assertion to a file: too slow for two million of them */
                ck_abort_msg("block %zu, byte %zu", i, k);
            }
        }
    }
    ck_assert_ptr_null(lyd_arena_zalloc(arena, SIZE_MAX / 2, 4));
    lyd_arena_free(arena);
}
END_TEST

START_TEST(diag_gathers_and_escapes)
{
    lyd_diag *diag = lyd_diag_new();
    ck_assert_int_eq(lyd_diag_error(diag, "a.yaml", 3, "unknown key \"%s\"", "x\033y"), LYD_EINVAL);
    lyd_diag_note(diag, NULL, 0, "by the way");
    ck_assert_uint_eq(lyd_diag_errors(diag), 1);
    ck_assert_uint_eq(lyd_diag_notes(diag), 1);
    ck_assert_str_eq(lyd_diag_message(diag, 0), "a.yaml:3: unknown key \"x\\x1By\"");
    ck_assert_str_eq(lyd_diag_message(diag, 1), "by the way");
    ck_assert_ptr_null(lyd_diag_message(diag, 2));
    for (int i = 0; i < 200; i++) {
        lyd_diag_error(diag, "a.yaml", 4, "again");
    }
    ck_assert_uint_eq(lyd_diag_errors(diag), 201);
    ck_assert_ptr_null(lyd_diag_message(diag, LYD_DIAG_MAX));
    lyd_diag_free(diag);
}
END_TEST

LYD_TEST_MAIN("base memory", map_keeps_every_key, arena_blocks_are_apart, diag_gathers_and_escapes)
