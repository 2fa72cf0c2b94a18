#include "suite.h"

#include <lyncdns/dns.h>

typedef struct counted {
    lyd_source base;
    int freed;
} counted;

static void count_free(lyd_source *source)
{
    ((counted *)source)->freed++;
}

START_TEST(freed_by_its_own_function)
{
    static const lyd_source_functions functions = {.name = "counted", .free = count_free};
    counted source = {{&functions}, 0};
    lyd_source_free(&source.base);
    ck_assert_int_eq(source.freed, 1);
    lyd_source_free(NULL);
}
END_TEST

LYD_TEST_MAIN("dns/source", freed_by_its_own_function)
