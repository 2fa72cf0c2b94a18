/* Answers: what response messages add up to, and chains joined from several. */
#include "suite.h"

#include "dns/build.h"

static uint8_t bytes[BUILD_MAX];
static lyd_arena *arena;

static void setup(void)
{
    arena = lyd_arena_new();
    ck_assert_ptr_nonnull(arena);
}

/* The answer as a row has it: "STATUS aliases… > address/ttl… ? chase". */
static const char *text_of(const lyd_answer *answer, const char *chase)
{
    static char text[65536];
    size_t used = (size_t)snprintf(text, sizeof(text), "%s", lyd_row_name(lyd_answer_statuses, answer->status));
    for (size_t i = 0; i < answer->alias_count; i++) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, " %s", answer->aliases[i]);
    }
    for (size_t i = 0; i < answer->record_count; i++) {
        char data[LYD_RECORD_TEXT];
        lyd_record_format(&answer->records[i], data);
        used += (size_t)snprintf(text + used, sizeof(text) - used, "%s%s/%u", i == 0 ? " > " : " ", data, answer->records[i].ttl);
    }
    if (chase != NULL) {
        (void)snprintf(text + used, sizeof(text) - used, " ? %s", chase);
    }
    return text;
}

static void read_bytes(size_t length, lyd_type type, lyd_answer *answer, const char **chase)
{
    /* A copy of just the size, so that a sanitizer sees a read past its end. */
    uint8_t *exact = malloc(length == 0 ? 1 : length);
    ck_assert_ptr_nonnull(exact);
    memcpy(exact, bytes, length);
    memset(answer, 0, sizeof(*answer));
    ck_assert_int_eq(lyd_answer_read(exact, length, "a.com", type, arena, answer, chase), LYD_OK);
    free(exact);
}

static void read_text(const char *message, lyd_answer *answer, const char **chase)
{
    lyd_type type = strstr(message, "|a.com AAAA") != NULL  ? LYD_TYPE_AAAA
                    : strstr(message, "|a.com SRV") != NULL ? LYD_TYPE_SRV
                    : strstr(message, "|a.com SOA") != NULL ? LYD_TYPE_SOA
                                                            : LYD_TYPE_A;
    read_bytes(build(message, bytes), type, answer, chase);
}

typedef struct row {
    const char *message, *expected;
} row;

static void check_rows(const row *rows, size_t count)
{
    setup();
    for (size_t i = 0; i < count; i++) {
        lyd_answer answer;
        const char *chase;
        read_text(rows[i].message, &answer, &chase);
        const char *got = text_of(&answer, chase);
        ck_assert_msg(strcmp(got, rows[i].expected) == 0, "%s gives %s instead of %s", rows[i].message, got, rows[i].expected);
    }
    lyd_arena_free(arena);
}

START_TEST(records)
{
    static const row rows[] = {
        {"aa|a.com A|@ A 10.0.0.1 60", "NOERROR > 10.0.0.1/60"},
        {"|A.cOm A|a.COM A 10.0.0.1", "NOERROR > 10.0.0.1/300"},
        {"|a.com AAAA|@ AAAA 2001:db8::1||. OPT", "NOERROR > 2001:db8::1/300"},
        {"|a.com A|@ A 10.0.0.9;@ A 10.0.0.1;@ A 9.0.0.1", "NOERROR > 9.0.0.1/300 10.0.0.1/300 10.0.0.9/300"},
        {"|a.com A|@ A 10.0.0.1 50;@ A 10.0.0.1 40;@ A 10.0.0.1 60", "NOERROR > 10.0.0.1/40"},
        {"|a.com A|@ A 10.0.0.1 0", "NOERROR > 10.0.0.1/0"},
        {"|a.com A|@ A 10.0.0.1 2147483647", "NOERROR > 10.0.0.1/2147483647"},
        {"|a.com A|@ A 10.0.0.1 2147483648", "NOERROR > 10.0.0.1/0"},
        {"|a.com A|@ A 10.0.0.1 4294967295;@ A 10.0.0.1 7", "NOERROR > 10.0.0.1/0"},
        {"|a.com A|@ A 10.0.0.1;@ RRSIG #00;@ TXT #0161;@ AAAA #00", "NOERROR > 10.0.0.1/300"},
        /* what isn't on the chain is ignored */
        {"|a.com A|b.com A 10.0.0.1", "NODATA"},
        {"|a.com A|@ A/3 10.0.0.1", "NODATA"},
        {"|a.com A|@ A 10.0.0.1;www.a.com A 10.0.0.2;com A 10.0.0.3;. A 10.0.0.4", "NOERROR > 10.0.0.1/300"},
        {"|a.com A|b.com CNAME c.com;c.com A 10.0.0.1", "NODATA"},
        {"|a.com A||com SOA com|@ A 10.0.0.1", "NODATA"},
        {"|a.com A||@ A 10.0.0.1", "NODATA"},
        /* an address beside a code that denies it is still a risk */
        {"rcode=3|a.com AAAA|@ AAAA 2001:db8::1", "NOERROR > 2001:db8::1/300"},
        {"rcode=3|a.com AAAA|@ CNAME b.com;b.com AAAA 2001:db8::1", "NOERROR b.com > 2001:db8::1/300"},
    };
    check_rows(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(srv_records)
{
    static const row rows[] = {
        {"aa|a.com SRV|@ SRV #0001000213C50373697001610000", "MALFORMED"}, /* a byte after the target */
        {"aa|a.com SRV|@ SRV #0001000213C50373697001610 0", "MALFORMED"},  /* no end of the target */
        {"aa|a.com SRV|@ SRV #0001000213C503736970016100 60", "NOERROR > 1 2 5061 sip.a/60"},
        {"aa|a.com SRV|@ SRV #0000000001BB03736970C00C", "NOERROR > 0 0 443 sip.a.com/300"}, /* compressed */
        {"aa|a.com SRV|@ SRV #00000000000000", "NOERROR > 0 0 0 ./300"},
        {"aa|a.com SRV|@ SRV #000000000000", "MALFORMED"},
        {"aa|a.com SRV|@ SRV #", "MALFORMED"},
        {"aa|a.com SRV|@ SRV #00000000000103FF2E0000", "NOERROR > 0 0 1 \\255\\.\\000/300"},
        {"aa|a.com SRV|@ SRV #000100000001016200;@ SRV #0000", "MALFORMED"},
        {"aa|a.com SRV|@ SRV #000100000001016200;@ SRV #000000090001016100", "NOERROR > 0 9 1 a/300 1 0 1 b/300"},
        {"aa|a.com SRV|@ CNAME b.com;b.com SRV #000100000001016200;c.com SRV #000000000001016300", "NOERROR b.com > 1 0 1 b/300"},
        {"aa|a.com SRV|@ A 10.0.0.1||", "NODATA"},
        {"aa|a.com SRV|||", "NODATA"},
        {"aa rcode=3|a.com SRV||com SOA ns.com|", "NXDOMAIN"},
    };
    check_rows(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(no_records)
{
    static const row rows[] = {
        {"aa|a.com A||com SOA com", "NODATA"},
        {"|a.com A||com SOA com", "NODATA"},
        {"|a.com A", "NODATA"},
        {"aa|a.com A||com NS ns.com", "NODATA"},
        {"|a.com A||com NS ns.com;com SOA com", "NODATA"},
        {"|a.com A||com NS ns.com|ns.com A 10.0.0.1", "REFUSED"}, /* a referral */
        {"|a.com A||. NS a.root-servers.net", "REFUSED"},
        {"|a.com AAAA||a.com NS ns.com;a.com RRSIG #00", "REFUSED"},
        {"rcode=3 aa|a.com A||com SOA com", "NXDOMAIN"},
        {"rcode=3|a.com A", "NXDOMAIN"},
        {"rcode=1|a.com A", "FORMERR"},
        {"rcode=2|a.com A", "SERVFAIL"},
        {"rcode=4|a.com A", "NOTIMP"},
        {"rcode=5|a.com A", "REFUSED"},
        {"rcode=6|a.com A", "SERVFAIL"},
        {"rcode=9|a.com A", "SERVFAIL"},
        {"rcode=15|a.com A", "SERVFAIL"},
        {"|a.com A|||. OPT # 16777216", "SERVFAIL"}, /* BADVERS */
        {"rcode=3|a.com A|||. OPT # 16777216", "SERVFAIL"},
        {"rcode=2|a.com A|@ A 10.0.0.1", "SERVFAIL"},
        {"rcode=2|a.com A|@ CNAME b.com", "SERVFAIL b.com"},
        {"rcode=1", "FORMERR"},
        {"rcode=2", "SERVFAIL"},
        {"rcode=4", "NOTIMP"},
        {"rcode=5", "REFUSED"},
        {"rcode=1 qd=1 ar=1", "FORMERR"}, /* the query's header sent back */
        {"rcode=0|||| . OPT # 16777216", "SERVFAIL"},
        {"rcode=0", "MALFORMED"},
        {"rcode=0 qd=1", "MALFORMED"},
        {"rcode=3", "MALFORMED"},
        {"rcode=3||||. OPT #", "MALFORMED"},
    };
    check_rows(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(alias_chains)
{
    static const row rows[] = {
        {"|a.com A|@ CNAME b.com;b.com A 10.0.0.1", "NOERROR b.com > 10.0.0.1/300"},
        {"|a.com A|@ CNAME B.com;b.COM CNAME c.net;C.net A 10.0.0.1", "NOERROR b.com c.net > 10.0.0.1/300"},
        /* in any order */
        {"|a.com A|d.com A 10.0.0.1;c.com CNAME d.com;b.com CNAME c.com;a.com CNAME b.com", "NOERROR b.com c.com d.com > 10.0.0.1/300"},
        {"|a.com A|@ CNAME b.com;@ CNAME b.com;b.com A 10.0.0.1", "NOERROR b.com > 10.0.0.1/300"},
        {"|a.com A|@ CNAME b.com;c.com A 10.0.0.2;b.com A 10.0.0.1", "NOERROR b.com > 10.0.0.1/300"},
        /* two aliases of one name */
        {"|a.com A|@ CNAME b.com;@ CNAME c.com", "MALFORMED"},
        {"|a.com A|@ CNAME b.com;@ CNAME c.com;b.com A 10.0.0.1", "NOERROR > 10.0.0.1/300"},
        {"|a.com A|@ CNAME b.com;@ CNAME c.com;d.com A 10.0.0.1;c.com CNAME d.com;e.com A 10.0.0.2", "NOERROR > 10.0.0.1/300"},
        {"|a.com A|@ CNAME b.com;b.com CNAME @;b.com CNAME c.com;c.com A 10.0.0.1", "NOERROR b.com > 10.0.0.1/300"},
        {"|a.com A|@ CNAME b.com;b.com CNAME c.com;b.com CNAME d.com", "MALFORMED b.com"},
        /* an address beside an alias */
        {"|a.com AAAA|@ CNAME b.com;@ AAAA 2001:db8::1;b.com AAAA 2001:db8::2", "NOERROR b.com > 2001:db8::1/300 2001:db8::2/300"},
        {"|a.com AAAA|@ CNAME a.com;@ AAAA 2001:db8::1", "NOERROR a.com > 2001:db8::1/300"},
        /* loops */
        {"|a.com A|@ CNAME a.com", "ALIAS_LOOP a.com"},
        {"|a.com A|@ CNAME b.com;b.com CNAME a.com", "ALIAS_LOOP b.com a.com"},
        {"|a.com A|@ CNAME b.com;b.com CNAME c.com;c.com CNAME b.com", "ALIAS_LOOP b.com c.com b.com"},
        {"rcode=3|a.com A|@ CNAME A.com", "ALIAS_LOOP a.com"},
        {"rcode=2|a.com A|@ CNAME a.com", "SERVFAIL a.com"},
        /* dangling */
        {"rcode=3|a.com A|@ CNAME b.com|com SOA com", "ALIAS_DANGLING b.com"},
        {"rcode=3|a.com A|@ CNAME b.com;b.com CNAME c.com", "ALIAS_DANGLING b.com c.com"},
        /* an end without a record */
        {"|a.com AAAA|@ CNAME b.com|com SOA com", "NODATA b.com"},
        {"|a.com AAAA|@ CNAME b.com|b.com SOA b.com", "NODATA b.com"},
        {"|a.com AAAA|@ CNAME b.com|. SOA .", "NODATA b.com"},
        {"|a.com AAAA|@ CNAME b.net|com SOA com", "NODATA b.net ? b.net"},
        {"|a.com AAAA|@ CNAME b.com", "NODATA b.com ? b.com"},
        {"|a.com AAAA|@ CNAME b.com;b.com CNAME c.net|net NS ns.net", "NODATA b.com c.net ? c.net"},
        {"aa|a.com AAAA|@ CNAME bcom|com SOA com", "NODATA bcom ? bcom"},
        {"|a.com A|@ CNAME \\000\\046\\255.com", "NODATA \\000\\.\\255.com ? \\000\\.\\255.com"},
        {"|a.com A|@ CNAME .", "NODATA . ? ."},
        /* DNAME, with its alias and without */
        {"|a.com A|com DNAME net;@ CNAME a.net;a.net A 10.0.0.1", "NOERROR a.net > 10.0.0.1/300"},
        {"|a.com A|com DNAME net;a.net A 10.0.0.1", "NOERROR a.net > 10.0.0.1/300"},
        {"|a.com A|com DNAME .;a A 10.0.0.1", "NOERROR a > 10.0.0.1/300"},
        {"|a.com A|@ DNAME net;a.net A 10.0.0.1", "NODATA"}, /* a DNAME doesn't redirect its own owner */
        {"|a.com A|acom DNAME net;net A 10.0.0.1", "NODATA"},
        {"|a.com A|com DNAME com", "ALIAS_LOOP a.com"},
    };
    check_rows(rows, LYD_COUNT(rows));
}
END_TEST

START_TEST(malformed)
{
    static const row rows[] = {
        {"query|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"opcode=4|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"|b.com A|@ A 10.0.0.1", "MALFORMED"},
        {"|a.com TXT|@ A 10.0.0.1", "MALFORMED"},
        {"|a.com A 3|@ A 10.0.0.1", "MALFORMED"},
        {"rcode=2|b.com A", "MALFORMED"},
        {"||a.com A 10.0.0.1", "MALFORMED"},
        {"qd=2|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"qd=0|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"an=2|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"an=65535|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"ns=1|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"ar=1|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"an=1 |a.com A", "MALFORMED"},
        {"|a.com A|@ A #0A0000", "MALFORMED"},
        {"|a.com A|@ A #0A00000101", "MALFORMED"},
        {"|a.com A|b.com A #", "MALFORMED"},
        {"|a.com AAAA|@ AAAA #0A000001", "MALFORMED"},
        {"|a.com AAAA|@ AAAA #000102030405060708090A0B0C0D0E0F10", "MALFORMED"},
        {"|a.com A|@ CNAME #", "MALFORMED"},
        {"|a.com A|@ CNAME #0162", "MALFORMED"},
        {"|a.com A|@ CNAME #01620000", "MALFORMED"},
        {"|a.com A|@ CNAME #C023", "MALFORMED"}, /* to itself */
        {"|a.com A|@ CNAME #C0FF", "MALFORMED"},
        {"|a.com A|@ CNAME #4162", "MALFORMED"},
        {"tc|a.com A|@ A 10.0.0.1", "MALFORMED"},
        {"tc|a.com A", "MALFORMED"},
        {"tc rcode=3|a.com A", "MALFORMED"},
        {"tc rcode=2|a.com A", "SERVFAIL"}, /* cut short or not, the server failed */
    };
    check_rows(rows, LYD_COUNT(rows));
}
END_TEST

/* What is missing is never taken for an answer. */
START_TEST(cut_short)
{
    static const char message[] = "|a.com A|@ CNAME b.com;b.com A 10.0.0.1||. OPT";
    setup();
    size_t length = build(message, bytes);
    for (size_t cut = 0; cut < length; cut++) {
        lyd_answer answer;
        const char *chase;
        read_bytes(cut, LYD_TYPE_A, &answer, &chase);
        ck_assert_msg(answer.status == LYD_MALFORMED && answer.record_count == 0, "cut at %zu gives %s", cut, text_of(&answer, chase));
    }
    lyd_arena_free(arena);
}
END_TEST

START_TEST(trailing_bytes_are_tolerated)
{
    lyd_answer answer;
    const char *chase;
    setup();
    size_t length = build("|a.com A|@ A 10.0.0.1", bytes);
    memset(bytes + length, 0xFF, 20);
    read_bytes(length + 20, LYD_TYPE_A, &answer, &chase);
    ck_assert_str_eq(text_of(&answer, chase), "NOERROR > 10.0.0.1/300");
    lyd_arena_free(arena);
}
END_TEST

/* A chain of COUNT aliases that ends in an address. */
static void chain_text(char *text, size_t size, int count)
{
    size_t used = (size_t)snprintf(text, size, "|a.com A|n%d.com A 10.0.0.1", count);
    for (int i = count; i > 1; i--) {
        used += (size_t)snprintf(text + used, size - used, ";n%d.com CNAME n%d.com", i - 1, i);
    }
    (void)snprintf(text + used, size - used, ";@ CNAME n1.com");
}

START_TEST(long_chains)
{
    static const int counts[] = {1, 31, 32, 33, 60, LYD_ALIAS_MAX - 1, LYD_ALIAS_MAX, LYD_ALIAS_MAX + 1, 1000};
    static char text[65536];
    setup();
    for (size_t i = 0; i < LYD_COUNT(counts); i++) {
        lyd_answer answer;
        const char *chase;
        char last[16];
        int kept = counts[i] < LYD_ALIAS_MAX ? counts[i] : LYD_ALIAS_MAX;
        chain_text(text, sizeof(text), counts[i]);
        read_text(text, &answer, &chase);
        ck_assert_msg(answer.status == LYD_NOERROR && answer.record_count == 1 && chase == NULL, "%d aliases: %s", counts[i],
                      text_of(&answer, chase));
        (void)snprintf(last, sizeof(last), "n%d.com", counts[i]);
        ck_assert_int_eq(answer.alias_count, kept);
        ck_assert_str_eq(answer.aliases[0], "n1.com");
        ck_assert_str_eq(answer.aliases[kept - 1], last);
    }
    lyd_arena_free(arena);
}
END_TEST

START_TEST(a_thousand_addresses)
{
    static char text[65536];
    lyd_answer answer;
    const char *chase;
    size_t used = (size_t)snprintf(text, sizeof(text), "|a.com A|");
    for (int i = 999; i >= 0; i--) {
        used += (size_t)snprintf(text + used, sizeof(text) - used, "@ A 10.0.%d.%d %d;@ A 10.0.%d.%d;", i / 256, i % 256, i + 1, i / 256,
                                 i % 256);
    }
    setup();
    read_text(text, &answer, &chase);
    ck_assert_int_eq(answer.status, LYD_NOERROR);
    ck_assert_uint_eq(answer.record_count, 1000);
    for (uint32_t i = 0; i < 1000; i++) {
        ck_assert_uint_eq(answer.records[i].address.bytes[2], i / 256);
        ck_assert_uint_eq(answer.records[i].address.bytes[3], i % 256);
        ck_assert_uint_eq(answer.records[i].ttl, i + 1 < 300 ? i + 1 : 300);
    }
    lyd_arena_free(arena);
}
END_TEST

START_TEST(dname_that_makes_no_name)
{
#define LABEL "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    static const row rows[] = {{"|a.com A|com DNAME " LABEL "." LABEL "." LABEL "." LABEL,
                                "NODATA a." LABEL "." LABEL "." LABEL "." LABEL " ? a." LABEL "." LABEL "." LABEL "." LABEL},
                               {"|a.com A|com DNAME xx" LABEL ".xx" LABEL ".x" LABEL "." LABEL, "MALFORMED"}};
    check_rows(rows, LYD_COUNT(rows));
}
END_TEST

/* Each step makes the name longer, so no name comes twice. */
START_TEST(dname_that_grows)
{
    lyd_answer answer;
    const char *chase;
    setup();
    read_text("|a.com A|. DNAME net;a.com.net A 10.0.0.1", &answer, &chase);
    ck_assert_int_eq(answer.status, LYD_NOERROR); /* the address came by the way */
    read_text("|a.com A|. DNAME net", &answer, &chase);
    ck_assert_int_eq(answer.status, LYD_ALIAS_LOOP);
    ck_assert_int_eq(answer.alias_count, 62); /* a name has no room for more */
    lyd_arena_free(arena);
}
END_TEST

START_TEST(joins)
{
    static const struct {
        const char *first, *target;
        const char *expected;
    } rows[] = {
        {"|a.com AAAA|@ CNAME b.net", "|b.net AAAA|@ AAAA 2001:db8::1", "NOERROR b.net > 2001:db8::1/300"},
        {"|a.com AAAA|@ CNAME b.net", "|b.net AAAA|@ CNAME c.net;c.net AAAA 2001:db8::1", "NOERROR b.net c.net > 2001:db8::1/300"},
        {"|a.com AAAA|@ CNAME b.net", "|b.net AAAA||net SOA net", "NODATA b.net"},
        {"|a.com AAAA|@ CNAME b.net", "rcode=3|b.net AAAA||net SOA net", "ALIAS_DANGLING b.net"},
        {"|a.com AAAA|@ CNAME b.net", "rcode=3|b.net AAAA|@ CNAME c.net|net SOA net", "ALIAS_DANGLING b.net c.net"},
        {"|a.com AAAA|@ CNAME b.net", "rcode=2|b.net AAAA", "SERVFAIL b.net"},
        {"|a.com AAAA|@ CNAME b.net", "rcode=5|b.net AAAA", "REFUSED b.net"},
        {"|a.com AAAA|@ CNAME b.net", "|b.net AAAA||net NS ns.net", "REFUSED b.net"},
        {"|a.com AAAA|@ CNAME b.net", "|c.net AAAA|@ AAAA 2001:db8::1", "MALFORMED b.net"},
        {"|a.com AAAA|@ CNAME b.net", "|b.net AAAA|@ CNAME a.com", "ALIAS_LOOP b.net a.com"},
        {"|a.com AAAA|@ CNAME b.net", "|b.net AAAA|@ CNAME b.net", "ALIAS_LOOP b.net b.net"},
        {"|a.com AAAA|@ CNAME c.net;c.net CNAME b.net", "|b.net AAAA|@ CNAME c.net|net SOA net", "ALIAS_LOOP c.net b.net c.net"},
        {"|a.com AAAA|@ CNAME b.net", "rcode=2|b.net AAAA|@ CNAME a.com", "SERVFAIL b.net a.com"},
        {"|a.com AAAA|@ CNAME b.net", "|b.net AAAA|@ CNAME a.com;a.com AAAA 2001:db8::1", "NOERROR b.net a.com > 2001:db8::1/300"},
    };
    setup();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_answer answer, target;
        const char *chase, *more;
        read_text(rows[i].first, &answer, &chase);
        ck_assert_msg(chase != NULL && strcmp(chase, "b.net") == 0, "%s", rows[i].first);
        memset(&target, 0, sizeof(target));
        size_t length = build(rows[i].target, bytes);
        answer.resent = 1;
        target.resent = 2;
        ck_assert_int_eq(lyd_answer_read(bytes, length, chase, LYD_TYPE_AAAA, arena, &target, &more), LYD_OK);
        ck_assert_int_eq(lyd_answer_join(&answer, "a.com", &target, arena), LYD_OK);
        const char *got = text_of(&answer, NULL);
        ck_assert_msg(strcmp(got, rows[i].expected) == 0, "%s, then %s gives %s instead of %s", rows[i].first, rows[i].target, got,
                      rows[i].expected);
        ck_assert_uint_eq(answer.resent, 3);
        ck_assert_uint_eq(answer.rcode, target.rcode);
    }
    lyd_arena_free(arena);
}
END_TEST

START_TEST(joins_of_long_chains)
{
    const char *names[LYD_ALIAS_MAX + 1];
    char text[LYD_ALIAS_MAX + 1][8];
    lyd_record record = {.address.family = LYD_IPV6, .type = LYD_TYPE_AAAA};
    setup();
    for (size_t i = 0; i <= LYD_ALIAS_MAX; i++) {
        (void)snprintf(text[i], sizeof(text[i]), "n%zu", i);
        names[i] = text[i];
    }
    for (uint8_t first = 1; first <= LYD_ALIAS_MAX; first++) {
        lyd_answer answer = {.status = LYD_NODATA, .aliases = names, .alias_count = first};
        lyd_answer longer = answer;
        lyd_answer target = {.status = LYD_NOERROR, .aliases = names + first, .records = &record, .record_count = 1};
        target.alias_count = (uint8_t)(LYD_ALIAS_MAX - first);
        ck_assert_int_eq(lyd_answer_join(&answer, "a.com", &target, arena), LYD_OK);
        ck_assert_int_eq(answer.status, LYD_NOERROR);
        ck_assert_int_eq(answer.alias_count, LYD_ALIAS_MAX);
        target.alias_count++;
        ck_assert_int_eq(lyd_answer_join(&longer, "a.com", &target, arena), LYD_OK);
        ck_assert_int_eq(longer.status, LYD_NOERROR);
        ck_assert_int_eq(longer.alias_count, LYD_ALIAS_MAX);
        ck_assert_str_eq(longer.aliases[LYD_ALIAS_MAX - 1], names[LYD_ALIAS_MAX]);
        ck_assert_int_eq(longer.record_count, 1);
    }
    lyd_arena_free(arena);
}
END_TEST

START_TEST(joins_of_no_reply)
{
    static const char *const names[] = {"b.net"};
    lyd_answer answer = {.status = LYD_NODATA, .aliases = names, .alias_count = 1, .rtt_us = 5};
    lyd_answer target = {.status = LYD_TIMEOUT, .cause = LYD_GIVEN_UP};
    setup();
    ck_assert_int_eq(lyd_answer_join(&answer, "a.com", &target, arena), LYD_OK);
    ck_assert_str_eq(text_of(&answer, NULL), "TIMEOUT b.net");
    ck_assert_int_eq(answer.cause, LYD_GIVEN_UP);
    ck_assert_int_eq(answer.rtt_us, 5);
    lyd_arena_free(arena);
}
END_TEST

START_TEST(statuses)
{
    for (int status = LYD_NOERROR; status <= LYD_ALIAS_DANGLING; status++) {
        bool failed = status != LYD_NOERROR && status != LYD_NODATA && status != LYD_NXDOMAIN && status != LYD_ALIAS_LOOP &&
                      status != LYD_ALIAS_DANGLING;
        ck_assert_ptr_nonnull(lyd_row_name(lyd_answer_statuses, status));
        ck_assert_msg(lyd_answer_failed((lyd_answer_status)status) == failed, "%s", lyd_row_name(lyd_answer_statuses, status));
    }
}
END_TEST

/* Only a referral is called one, and every cause but the first has a name and words. */
START_TEST(causes)
{
    static const struct {
        const char *message;
        lyd_answer_cause cause;
    } replies[] = {
        {"|a.com A||com NS ns.com|ns.com A 10.0.0.1", LYD_REFERRAL},
        {"|a.com AAAA||. NS a.root-servers.net", LYD_REFERRAL},
        {"rcode=5|a.com A||com NS ns.com", LYD_ASKED},
        {"rcode=5|a.com A", LYD_ASKED},
        {"|a.com A|@ A 10.0.0.1|com NS ns.com", LYD_ASKED},
        {"|a.com A|@ CNAME b.com|com NS ns.com", LYD_ASKED},
    };
    setup();
    for (size_t i = 0; i < LYD_COUNT(replies); i++) {
        lyd_answer answer;
        const char *chase;
        read_text(replies[i].message, &answer, &chase);
        ck_assert_msg(answer.cause == replies[i].cause, "%s: cause %d", replies[i].message, answer.cause);
    }
    for (unsigned cause = 0; cause <= LYD_ANSWER_CAUSES; cause++) {
        bool known = cause != LYD_ASKED && cause < LYD_ANSWER_CAUSES;
        ck_assert_msg((lyd_answer_cause_name(cause) != NULL) == (known && cause != LYD_NOT_SAVED), "%u has a name", cause);
        ck_assert_msg((lyd_answer_cause_words(cause) != NULL) == known, "%u has words", cause);
        ck_assert_msg((lyd_row_name(lyd_answer_causes, (int)cause) != NULL) == (cause < LYD_ANSWER_CAUSES), "%u can be saved", cause);
    }
    lyd_arena_free(arena);
}
END_TEST

/* Data of an SOA record: two root names, the serial 2026112701 or 1, and zeros. */
#define SERIAL                                                                                                                             \
    "#0000"                                                                                                                                \
    "78C406BD"                                                                                                                             \
    "00000000000000000000000000000000"
#define SERIAL_1                                                                                                                           \
    "#0000"                                                                                                                                \
    "00000001"                                                                                                                             \
    "00000000000000000000000000000000"

START_TEST(zones)
{
    static const row rows[] = {
        {"aa|a.com SOA|@ SOA " SERIAL, "NOERROR a.com 2026112701 authoritative"},
        {"|a.com SOA|@ SOA " SERIAL, "NOERROR a.com 2026112701"},
        {"aa|a.com SOA||com SOA " SERIAL, "NODATA com 2026112701 authoritative"},
        {"rcode=3|a.com SOA||com SOA " SERIAL, "NXDOMAIN com 2026112701"},
        {"rcode=3|a.com SOA||. SOA " SERIAL, "NXDOMAIN . 2026112701"},
        {"aa|a.com SOA|@ SOA " SERIAL "|com SOA " SERIAL_1, "NOERROR a.com 2026112701 authoritative"},
        /* no zone of the name */
        {"aa|a.com SOA||b.com SOA " SERIAL, "NODATA"},
        {"aa|a.com SOA|b.com SOA " SERIAL, "NODATA"},
        {"aa|a.com SOA||x.a.com SOA " SERIAL, "NODATA"},
        {"aa|a.com SOA|@ CNAME b.com|com SOA " SERIAL, "NODATA"},
        {"aa|a.com SOA|@ CNAME b.com;b.com SOA " SERIAL, "NOERROR"},
        {"|a.com SOA||com NS ns.com", "REFUSED"},
        {"rcode=2|a.com SOA|@ SOA " SERIAL "|com SOA " SERIAL, "SERVFAIL"},
        {"tc|a.com SOA|@ SOA " SERIAL, "MALFORMED"},
        {"aa|a.com SOA|@ AAAA 2001:db8::1", "NODATA"},
        /* data in bad form */
        {"aa|a.com SOA|@ SOA #", "NOERROR"},
        {"aa|a.com SOA|@ SOA #0000000001", "NOERROR"},
        {"aa|a.com SOA|@ SOA " SERIAL "00", "NOERROR"},
        {"aa|a.com SOA||com SOA #00", "NODATA"},
        {"aa|a.com SOA||com SOA #C00CFF78C406BD00000000000000000000000000000000", "NODATA"},
    };
    setup();
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        lyd_answer answer;
        const char *chase;
        char got[256];
        read_text(rows[i].message, &answer, &chase);
        const lyd_record *zone = lyd_answer_zone(&answer);
        int used = snprintf(got, sizeof(got), "%s", lyd_row_name(lyd_answer_statuses, answer.status));
        if (zone != NULL) {
            (void)snprintf(got + used, sizeof(got) - (size_t)used, " %s %u%s", zone->zone, zone->serial,
                           zone->authoritative ? " authoritative" : "");
        }
        ck_assert_msg(strcmp(got, rows[i].expected) == 0, "%s gives %s instead of %s", rows[i].message, got, rows[i].expected);
    }
    lyd_arena_free(arena);
}
END_TEST

START_TEST(serials)
{
    static const struct {
        uint32_t serial, than;
        bool older;
    } rows[] = {
        {1, 2, true},
        {2, 1, false},
        {1, 1, false},
        {UINT32_MAX, 0, true},
        {0, UINT32_MAX, false},
        {0, 0x7FFFFFFF, true},
        {0, 0x80000000, false},
        {0x80000000, 0, false},
        {0, 0x80000001, false},
        {0x80000001, 0, true},
        {2026112701, 2026112702, true},
    };
    for (size_t i = 0; i < LYD_COUNT(rows); i++) {
        ck_assert_msg(lyd_serial_older(rows[i].serial, rows[i].than) == rows[i].older, "%u, %u", rows[i].serial, rows[i].than);
    }
}
END_TEST

LYD_TEST_MAIN("dns/answer", zones, serials, causes, records, srv_records, no_records, alias_chains, malformed, cut_short,
              trailing_bytes_are_tolerated, long_chains, a_thousand_addresses, dname_that_makes_no_name, dname_that_grows, joins,
              joins_of_long_chains, joins_of_no_reply, statuses)
