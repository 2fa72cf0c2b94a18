/* Resolver configurations: every server that one names, or an error that names it; none that it doesn't name. */
#include "suite.h"

#include <lyncdns/dns.h>

#include <string.h>
#include <unistd.h>

typedef struct conf_row {
    const char *what, *text;
    const char *servers; /* each followed by a blank; NULL: refused */
    const char *error;   /* the first */
} conf_row;

static void check(const conf_row *row, size_t length)
{
    lyd_arena *arena = lyd_arena_new();
    lyd_diag *diag = lyd_diag_new();
    lyd_server *servers = NULL;
    size_t count = 0;
    char found[2048] = "";
    lyd_status status = lyd_resolv_parse(row->text, length, "resolv.conf", arena, &servers, &count, diag);
    for (size_t i = 0; i < count; i++) {
        size_t used = strlen(found);
        (void)snprintf(found + used, sizeof(found) - used, "%s ", servers[i].text);
    }
    if (row->servers != NULL) {
        ck_assert_msg(status == LYD_OK && strcmp(found, row->servers) == 0, "%s: %s", row->what, found);
        ck_assert_uint_eq(lyd_diag_errors(diag), 0);
    } else {
        const char *error = lyd_diag_message(diag, 0);
        ck_assert_msg(status == LYD_EINVAL && count == 0, "%s: %d, %zu servers", row->what, (int)status, count);
        ck_assert_msg(error != NULL && strstr(error, row->error) != NULL, "%s: %s", row->what, error == NULL ? "(none)" : error);
    }
    lyd_diag_free(diag);
    lyd_arena_free(arena);
}

START_TEST(configurations)
{
    static const conf_row rows[] = {
        {"usual", "# by hand\nsearch contoso.com\nnameserver 10.0.0.1\nnameserver 2001:DB8::1\noptions edns0\n",
         "10.0.0.1:53 [2001:db8::1]:53 ", NULL},
        {"a link-local server and another", "nameserver fe80::1%eth0\nnameserver 127.0.0.77\n", "[fe80::1%eth0]:53 127.0.0.77:53 ", NULL},
        {"its interface by number", "nameserver fe80::1%2\n", "[fe80::1%2]:53 ", NULL},
        {"more than three", "nameserver 10.0.0.1\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4\n",
         "10.0.0.1:53 10.0.0.2:53 10.0.0.3:53 10.0.0.4:53 ", NULL},
        {"the same twice", "nameserver fe80::1%eth0\nnameserver FE80:0::1%eth0\nnameserver [fe80::1%eth0]:53\n", "[fe80::1%eth0]:53 ",
         NULL},
        {"no end of line, CRLF, tabs, blanks", "\tnameserver\t10.0.0.1 \r\nnameserver  10.0.0.2\r\nNameServer 10.0.0.3",
         "10.0.0.1:53 10.0.0.2:53 10.0.0.3:53 ", NULL},
        {"comments", "nameserver 10.0.0.1 # first\nnameserver 10.0.0.2;second\n;nameserver 10.0.0.3\n # nameserver 10.0.0.4\n",
         "10.0.0.1:53 10.0.0.2:53 ", NULL},
        {"ports", "nameserver 10.0.0.1:5353\nnameserver [fe80::1%eth0]:5353\n", "10.0.0.1:5353 [fe80::1%eth0]:5353 ", NULL},
        {"several in a line", "nameserver 10.0.0.1 10.0.0.2, 10.0.0.3\n", "10.0.0.1:53 10.0.0.2:53 10.0.0.3:53 ", NULL},
        {"other keywords", "nameservers 10.0.0.9\ndomain nameserver\nnameserver 10.0.0.1\n", "10.0.0.1:53 ", NULL},
        {"empty", "", NULL, "resolv.conf: names no DNS server"},
        {"nothing but others", "search contoso.com\n#nameserver 10.0.0.1\n\n", NULL, "names no DNS server"},
        {"no address", "nameserver\n", NULL, "resolv.conf:1: missing address"},
        {"only a comment for an address", "nameserver 10.0.0.1\nnameserver # none\n", NULL, "resolv.conf:2: missing address"},
        {"a link-local server without interface", "nameserver 10.0.0.1\nnameserver fe80::1\n", NULL,
         "resolv.conf:2: can't ask the server \"fe80::1\""},
        {"an empty interface", "nameserver fe80::1%\nnameserver 10.0.0.1\n", NULL, "resolv.conf:1: can't ask the server \"fe80::1%\""},
        {"IPv4 with an interface", "nameserver 10.0.0.1%eth0\n", NULL, "IPv4"},
        {"a name", "nameserver dns01.contoso.com\n", NULL, "\"dns01.contoso.com\""},
        {"no server's address", "nameserver 0.0.0.0\n", NULL, "\"0.0.0.0\""},
        {"a word behind the address", "nameserver 10.0.0.1 primary\n", NULL, "\"primary\""},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        check(&rows[i], strlen(rows[i].text));
    }
    check(&(conf_row){"a NUL byte", "nameserver 10.0.0.1\0.9\n", NULL, "NUL"}, sizeof("nameserver 10.0.0.1\0.9\n") - 1);
}
END_TEST

START_TEST(every_mistake)
{
    static const char text[] = "nameserver fe80::1\nnameserver 10.0.0.1\nnameserver x\n";
    lyd_arena *arena = lyd_arena_new();
    lyd_diag *diag = lyd_diag_new();
    lyd_server *servers;
    size_t count;
    ck_assert_int_eq(lyd_resolv_parse(text, strlen(text), "resolv.conf", arena, &servers, &count, diag), LYD_EINVAL);
    ck_assert_uint_eq(lyd_diag_errors(diag), 2);
    lyd_diag_free(diag);
    lyd_arena_free(arena);
}
END_TEST

START_TEST(too_many)
{
    static char text[257 * 32];
    lyd_arena *arena = lyd_arena_new();
    lyd_server *servers;
    size_t count, used = 0;
    for (int i = 0; i < 257; i++) {
        ck_assert_int_eq(lyd_resolv_parse(text, used, "resolv.conf", arena, &servers, &count, NULL), i == 0 ? LYD_EINVAL : LYD_OK);
        ck_assert_uint_eq(count, (size_t)i);
        used += (size_t)snprintf(text + used, sizeof(text) - used, "nameserver 10.0.%d.%d\n", i / 256, i % 256);
    }
    ck_assert_int_eq(lyd_resolv_parse(text, used, "resolv.conf", arena, &servers, &count, NULL), LYD_EINVAL);
    lyd_arena_free(arena);
}
END_TEST

START_TEST(files)
{
    char path[] = "/tmp/lyncdns-resolv-XXXXXX";
    lyd_arena *arena = lyd_arena_new();
    lyd_diag *diag = lyd_diag_new();
    lyd_server *servers;
    size_t count;
    int fd = mkstemp(path);
    ck_assert_int_eq(write(fd, "nameserver ::1\n", 15), 15);
    ck_assert_int_eq(lyd_resolv_load(path, arena, &servers, &count, diag), LYD_OK);
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(servers[0].text, "[::1]:53");
    (void)close(fd);
    (void)unlink(path);
    ck_assert_int_eq(lyd_resolv_load(path, arena, &servers, &count, diag), LYD_EIO);
    ck_assert_uint_eq(count, 0);
    ck_assert(strstr(lyd_diag_message(diag, 0), path) != NULL);
    lyd_diag_free(diag);
    lyd_arena_free(arena);
}
END_TEST

LYD_TEST_MAIN("dns/resolv", configurations, every_mistake, too_many, files)
