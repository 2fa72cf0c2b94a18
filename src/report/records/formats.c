/* The list of wanted records for programs and spreadsheets, and the rows of its formats. */
#include "formats.h"

#include "report/csv.h"

const lyd_records_format lyd_records_formats[] = {
    {"text", "for people: a table of names and kinds of view", lyd_records_text, false},
    {"csv", "for spreadsheets: a row for each name and kind of view", lyd_records_csv, false},
    {"json", "for programs: the same with reasons and references", lyd_records_json, false},
    {"zone", "lines of a zone file that add what is missing", lyd_records_zone, true},
    {"powershell", "a script of DnsServer cmdlets that adds what is missing", lyd_records_powershell, true},
    {"nsupdate", "a script for nsupdate that adds what is missing", lyd_records_nsupdate, true},
    {"dnscmd", "a batch file for dnscmd that adds what is missing", lyd_records_dnscmd, true},
    {NULL, NULL, NULL, false},
};

static const char *type_of(const lyd_wanted_record *item)
{
    return item->srv ? "SRV" : "A/AAAA";
}

/* ---- JSON ---- */

static void json_item(lyd_json *json, const lyd_wanted_record *item)
{
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "sip_domain", item->sip_domain);
    lyd_json_text(json, "record", item->name);
    lyd_json_text(json, "type", type_of(item));
    lyd_json_text(json, "kind", lyd_row_name(lyd_view_kinds, (int)item->kind));
    lyd_json_text(json, "expected", lyd_row_name(lyd_expected_names, (int)item->expected));
    lyd_json_open(json, "values", '[');
    for (size_t i = 0; i < item->value_count; i++) {
        char text[LYD_RECORD_TEXT];
        lyd_record_format(&item->values[i], text);
        lyd_json_text(json, NULL, text);
    }
    lyd_json_close(json);
    lyd_json_text(json, "found", lyd_row_name(lyd_in_dns_names, (int)item->found));
    lyd_json_text(json, "why", item->purpose.why);
    lyd_json_open(json, "used_by", '[');
    for (size_t i = 0; i < LYD_WANTED_USERS && item->purpose.users[i] != NULL; i++) {
        lyd_json_text(json, NULL, item->purpose.users[i]);
    }
    lyd_json_close(json);
    lyd_json_text(json, "reference", item->purpose.reference);
    lyd_json_close(json);
}

lyd_status lyd_records_json(const lyd_records_report *report, FILE *stream)
{
    lyd_json *json = lyd_json_new(stream, true);
    if (json == NULL) {
        return LYD_ENOMEM;
    }
    lyd_json_open(json, NULL, '{');
    lyd_json_text(json, "format", "lyncdns-records-1");
    lyd_json_open(json, "records", '[');
    for (size_t i = 0; i < report->records->count; i++) {
        json_item(json, &report->records->items[i]);
    }
    lyd_json_close(json);
    lyd_json_close(json);
    return lyd_json_free(json);
}

/* ---- CSV ---- */

static void csv_values(FILE *stream, const lyd_wanted_record *item)
{
    (void)fputs(",\"", stream);
    for (size_t i = 0; i < item->value_count; i++) {
        char text[LYD_RECORD_TEXT];
        lyd_record_format(&item->values[i], text);
        (void)fprintf(stream, "%s%s", i > 0 ? "\n" : "", text);
    }
    (void)fputc('"', stream);
}

static void csv_item(FILE *stream, const lyd_wanted_record *item)
{
    const char *found = lyd_row_name(lyd_in_dns_names, (int)item->found);
    const char *const cells[] = {item->sip_domain != NULL ? item->sip_domain : "", item->name, type_of(item),
                                 lyd_row_name(lyd_view_kinds, (int)item->kind), lyd_row_name(lyd_expected_names, (int)item->expected)};
    const char *empty = "";
    size_t users = 0;
    while (users < LYD_WANTED_USERS && item->purpose.users[users] != NULL) {
        users++;
    }
    for (size_t i = 0; i < LYD_COUNT(cells); i++) {
        lyd_csv_cell(stream, i > 0 ? "," : "", &cells[i], 1);
    }
    csv_values(stream, item);
    lyd_csv_cell(stream, ",", found != NULL ? &found : &empty, 1);
    lyd_csv_cell(stream, ",", item->has, item->has_count);
    lyd_csv_cell(stream, ",", &item->purpose.why, 1);
    lyd_csv_cell(stream, ",", item->purpose.users, users);
    lyd_csv_cell(stream, ",", &item->purpose.reference, 1);
    (void)fputs("\r\n", stream);
}

lyd_status lyd_records_csv(const lyd_records_report *report, FILE *stream)
{
    (void)fputs("sip_domain,record,type,kind,expected,values,found,in_dns,why,used_by,reference\r\n", stream);
    for (size_t i = 0; i < report->records->count; i++) {
        csv_item(stream, &report->records->items[i]);
    }
    return ferror(stream) ? LYD_EIO : LYD_OK;
}
