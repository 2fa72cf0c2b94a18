/* Commands that add or delete records: what is written is read back as it was meant, and what needs quoting isn't written. */
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

/* The command for STEP behind a comment, freed by the caller. */
static char *written(const lyd_script_form *form, const lyd_script_step *step)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(stream);
    lyd_script_comment(form, stream, "what \"this\" does & del *.* > x");
    lyd_script_put(form, stream, step);
    (void)fputs(form->end != NULL ? form->end : "", stream);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

static void check_read_back(const lyd_script_form *form, const lyd_script_step *step)
{
    char *text = written(form, step);
    lyd_change *change = NULL;
    lyd_diag *diag = lyd_diag_new();
    ck_assert_msg(lyd_change_parse(text, strlen(text), "script", &change, diag) == LYD_OK, "%s: %s", text, lyd_diag_message(diag, 0));
    ck_assert_msg(change->count == 1 && change->steps[0].act == (step->add ? LYD_CHANGE_ADD : LYD_CHANGE_DELETE), "%s", text);
    ck_assert_str_eq(change->steps[0].name, step->name);
    ck_assert_msg(change->steps[0].type == step->record->type && lyd_record_compare(&change->steps[0].record, step->record) == 0, "%s",
                  text);
    lyd_change_free(change);
    lyd_diag_free(diag);
    free(text);
}

START_TEST(read_back)
{
    const lyd_record records[] = {
        {.type = LYD_TYPE_SRV, .priority = 100, .weight = 1, .port = 443, .target = "sip.contoso.com"},
        {.type = LYD_TYPE_CNAME, .target = "webext.contoso.com"},
        address_record("10.1.0.1", LYD_TYPE_A),
        address_record("2001:db8::1", LYD_TYPE_AAAA),
    };
    const char *const names[] = {"sip.contoso.com", ZONE, "a.b.contoso.com", "_sip._tls.contoso.com"}, *const servers[] = {NULL,
                                                                                                                           "10.0.0.10"};
    size_t checked = 0;
    for (const lyd_script_form *form = lyd_script_forms; form->name != NULL; form++) {
        for (size_t i = 0; i < LYD_COUNT(records) * LYD_COUNT(names) * 4; i++) {
            const lyd_script_step step = {.add = i % 2 == 0,
                                          .server = servers[i / 2 % 2],
                                          .zone = ZONE,
                                          .name = names[i / 4 % LYD_COUNT(names)],
                                          .record = &records[i / 4 / LYD_COUNT(names)]};
            const char *why = NULL;
            if (strcmp(form->name, "zone") != 0 && lyd_script_takes(form, &step, &why)) { /* named-checkzone checks lines of a zone file */
                check_read_back(form, &step);
                checked++;
            }
        }
    }
    ck_assert_uint_eq(checked, 3 * 4 * 4 * 4 - 2 * 2); /* but addresses of _sip._tls, which a server of the form nsupdate refuses */
}
END_TEST

static void check_written(const char *form, const lyd_script_step *step, const char *command)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(stream);
    lyd_script_put(lyd_script_form_find(form), stream, step);
    ck_assert_int_eq(fclose(stream), 0);
    ck_assert_str_eq(text, command);
    free(text);
}

START_TEST(as_documented)
{
    const lyd_record srv = {.type = LYD_TYPE_SRV, .port = 443, .target = "sip.contoso.com"};
    const lyd_record alias = {.type = LYD_TYPE_CNAME, .target = "webext.contoso.com"};
    const lyd_record aaaa = address_record("2001:db8::1", LYD_TYPE_AAAA);
    const lyd_script_step steps[] = {
        {.zone = ZONE, .name = "um01.contoso.com", .record = &aaaa},
        {.zone = ZONE, .name = "_sip._tls.contoso.com", .record = &srv, .server = "10.0.0.10"},
        {.zone = ZONE, .name = ZONE, .record = &alias},
        {.add = true, .zone = ZONE, .name = "um01.contoso.com", .record = &aaaa, .server = "10.0.0.10"},
    };
    check_written(
        "powershell", &steps[0],
        "Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name 'um01' -RRType 'AAAA' -RecordData '2001:db8::1' -Force\r\n");
    check_written("powershell", &steps[1],
                  "Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name '_sip._tls' -RRType 'SRV' -RecordData "
                  "'0','0','443','sip.contoso.com.' -Force -ComputerName '10.0.0.10'\r\n");
    check_written("powershell", &steps[2],
                  "Remove-DnsServerResourceRecord -ZoneName 'contoso.com' -Name '@' -RRType 'CNAME' -RecordData 'webext.contoso.com.' "
                  "-Force\r\n");
    check_written("powershell", &steps[3],
                  "Add-DnsServerResourceRecordAAAA -ZoneName 'contoso.com' -Name 'um01' -IPv6Address '2001:db8::1' -ComputerName "
                  "'10.0.0.10'\r\n");
    check_written("nsupdate", &steps[1], "update delete _sip._tls.contoso.com. SRV 0 0 443 sip.contoso.com.\n");
    check_written("dnscmd", &steps[1], "dnscmd 10.0.0.10 /RecordDelete contoso.com _sip._tls SRV 0 0 443 sip.contoso.com. /f\r\n");
    check_written("dnscmd", &steps[0], "dnscmd /RecordDelete contoso.com um01 AAAA 2001:db8::1 /f\r\n");
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
            const lyd_script_step step = {.add = true, .zone = rows[i].zone, .name = rows[i].name, .record = &record};
            const char *why = NULL;
            bool takes = lyd_script_takes(form, &step, &why);
            ck_assert_msg(takes == (form->zoned ? rows[i].zoned : rows[i].unzoned), "%s: row %zu", form->name, i);
            ck_assert_msg(takes == (why == NULL), "%s: row %zu", form->name, i);
        }
    }
}
END_TEST

LYD_TEST_MAIN("scripts", read_back, as_documented, what_cannot_be_written)
