/* Commands that add records: what is written is read back as it was meant, and what needs quoting isn't written. */
#include "dns/change/script.h"

#include "suite.h"

#include <lyncdns/base.h>

#include <string.h>

#define ZONE "contoso.com"

static lyd_record address_record(const char *text, uint16_t type)
{
    lyd_record record = {.type = type};
    ck_assert(lyd_address_parse(text, &record.address));
    return record;
}

/* The text that FILL writes, freed by the caller. */
static char *written(const lyd_script_form *form, const char *name, const lyd_record *record)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(stream);
    lyd_script_comment(form, stream, "what \"this\" does & del *.* > x");
    lyd_script_add(form, stream, ZONE, name, record);
    (void)fputs(form->end != NULL ? form->end : "", stream);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

START_TEST(read_back)
{
    const lyd_record records[] = {
        {.type = LYD_TYPE_SRV, .priority = 100, .weight = 1, .port = 443, .target = "sip.contoso.com"},
        {.type = LYD_TYPE_CNAME, .target = "webext.contoso.com"},
        address_record("10.1.0.1", LYD_TYPE_A),
        address_record("2001:db8::1", LYD_TYPE_AAAA),
    };
    const char *const names[] = {"sip.contoso.com", ZONE, "a.b.contoso.com", "_sip._tls.contoso.com"};
    for (const lyd_script_form *form = lyd_script_forms; form->name != NULL; form++) {
        for (size_t i = 0; i < LYD_COUNT(records) * LYD_COUNT(names); i++) {
            const lyd_record *record = &records[i / LYD_COUNT(names)];
            const char *name = names[i % LYD_COUNT(names)], *why = NULL;
            if (strcmp(form->name, "zone") == 0 || !lyd_script_takes(form, ZONE, name, record, &why)) {
                continue; /* lines of a zone file are checked by named-checkzone */
            }
            char *text = written(form, name, record);
            lyd_change *change = NULL;
            lyd_diag *diag = lyd_diag_new();
            ck_assert_msg(lyd_change_parse(text, strlen(text), "script", &change, diag) == LYD_OK, "%s: %s", text,
                          lyd_diag_message(diag, 0));
            ck_assert_msg(change->count == 1 && change->steps[0].act == LYD_CHANGE_ADD, "%s", text);
            ck_assert_str_eq(change->steps[0].name, name);
            ck_assert_msg(change->steps[0].type == record->type && lyd_record_compare(&change->steps[0].record, record) == 0, "%s", text);
            lyd_change_free(change);
            lyd_diag_free(diag);
            free(text);
        }
    }
}
END_TEST

START_TEST(what_cannot_be_written)
{
    static const struct {
        const char *zone, *name, *target;
        bool zoned, unzoned; /* whether forms with and without a zone in each command take it */
    } rows[] = {
        {ZONE, "_sip._tls.contoso.com", "sip.contoso.com", true, true},
        {NULL, "_sip._tls.contoso.com", "sip.contoso.com", false, true},
        {"fabrikam.com", "_sip._tls.contoso.com", "sip.contoso.com", false, true},
        {ZONE, "_sip._tls.contoso.com", "my_host.contoso.com", true, false}, /* BIND and nsupdate refuse it as a host */
        {ZONE, "a'b.contoso.com", "sip.contoso.com", false, false},
        {ZONE, "a%path%.contoso.com", "sip.contoso.com", false, false},
        {ZONE, "a\\032b.contoso.com", "sip.contoso.com", false, false},
        {ZONE, "-f.contoso.com", "sip.contoso.com", false, false},
        {ZONE, "*.contoso.com", "sip.contoso.com", false, false},
        {ZONE, "a.contoso.com", "x;rm.contoso.com", false, false},
        {ZONE, "a.contoso.com", "x\n.contoso.com", false, false},
        {ZONE, "a.contoso.com", ".", false, false},
        {"con'toso.com", "a.con'toso.com", "sip.contoso.com", false, false},
    };
    for (const lyd_script_form *form = lyd_script_forms; form->name != NULL; form++) {
        for (size_t i = 0; i < LYD_COUNT(rows); i++) {
            const lyd_record record = {.type = LYD_TYPE_SRV, .port = 443, .target = rows[i].target};
            const char *why = NULL;
            bool takes = lyd_script_takes(form, rows[i].zone, rows[i].name, &record, &why);
            ck_assert_msg(takes == (form->zoned ? rows[i].zoned : rows[i].unzoned), "%s: row %zu", form->name, i);
            ck_assert_msg(takes == (why == NULL), "%s: row %zu", form->name, i);
        }
    }
}
END_TEST

LYD_TEST_MAIN("scripts", read_back, what_cannot_be_written)
