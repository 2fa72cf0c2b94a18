/* suite.h: each source file is a test program; it defines its tests and ends with LYD_TEST_MAIN, which lists them.
 *
 * libcheck ends a test after 60 seconds times $CK_TIMEOUT_MULTIPLIER, except under valgrind, where it does not fork; tests/run-unit ends
 * the program after a longer time in any case. */
#ifndef LYD_TEST_SUITE_H
#define LYD_TEST_SUITE_H

#include <check.h>
#include <stdlib.h>

/* SUITE_NAME is what libcheck prints; the arguments after it are names of START_TEST functions. */
#define LYD_TEST_MAIN(suite_name, ...)                                                                                                     \
    int main(void)                                                                                                                         \
    {                                                                                                                                      \
        const TTest *const tests[] = {__VA_ARGS__};                                                                                        \
        Suite *suite = suite_create(suite_name);                                                                                           \
        TCase *tcase = tcase_create("all");                                                                                                \
        tcase_set_timeout(tcase, 60);                                                                                                      \
        for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {                                                                    \
            tcase_add_test(tcase, tests[i]);                                                                                               \
        }                                                                                                                                  \
        suite_add_tcase(suite, tcase);                                                                                                     \
        SRunner *runner = srunner_create(suite);                                                                                           \
        srunner_run_all(runner, CK_ENV);                                                                                                   \
        int failed = srunner_ntests_failed(runner);                                                                                        \
        srunner_free(runner);                                                                                                              \
        return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;                                                                                  \
    }

#endif
