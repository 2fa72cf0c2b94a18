/* The wanted records as a zone fragment or a script: what is missing, or all where DNS wasn't asked. */
#include "formats.h"

#include "dns/change/script.h"
#include "report/shared.h"

#include <string.h>

/* Whether the name to which ITEM leads will be there: it is, or nothing is known of it, or the same script adds it. */
static bool has_target(const lyd_records *records, const lyd_wanted_record *item)
{
    const lyd_wanted_record *end = records->items + records->count, *other = item;
    const char *why = NULL;
    if (!item->leads_nowhere) {
        return true;
    }
    /* sip.DOMAIN follows the SRV records of its domain. */
    for (; other < end && other->sip_domain == item->sip_domain; other++) {
        if (item->srv && !other->srv && other->kind == item->kind && strcmp(other->name, item->values[0].target) == 0) {
            return lyd_records_adds(records, other, &why);
        }
    }
    return false;
}

bool lyd_records_adds(const lyd_records *records, const lyd_wanted_record *item, const char **why)
{
    *why = NULL;
    if (item->expected != LYD_EXPECTED_REQUIRED || (records->asked && item->found == LYD_DNS_YES && !item->wildcard)) {
        return false;
    }
    if (item->wildcard) {
        *why = "a wildcard answers for it";
    } else if (records->asked && item->found != LYD_DNS_NO) {
        *why = item->found == LYD_DNS_UNKNOWN ? "a lookup failed: it may be there" : "no server was asked";
    } else if (item->has_count > 0) {
        *why = "an alias that leads nowhere is in its place";
    } else if (item->value_count == 0) {
        *why = item->unstated;
    } else if (!has_target(records, item)) {
        *why = "the name to which it leads has no address yet";
    } else if (item->no_alias != NULL && item->address_count == 0) {
        *why = item->no_alias;
    }
    return *why == NULL;
}

/* The longest SIP domain that holds NAME, which is taken for its zone; NULL: none does. */
static const char *zone_of(const lyd_records *records, const lyd_wanted_record *item)
{
    const char *zone = item->wanted != LYD_WANTED_COUNT ? item->sip_domain : NULL;
    const lyd_topology *t = records->topology;
    for (size_t d = 0; d < t->sip_domain_count && item->wanted == LYD_WANTED_COUNT; d++) {
        if (lyd_name_within(item->name, t->sip_domains[d]) && (zone == NULL || strlen(t->sip_domains[d]) > strlen(zone))) {
            zone = t->sip_domains[d];
        }
    }
    return zone;
}

typedef struct writing {
    const lyd_records *records;
    const lyd_script_form *form;
    FILE *stream;
    unsigned kind;
    const char *zone; /* of the commands since the last end */
    size_t added;
} writing;

/* The records to write for ITEM. */
static const lyd_record *data_of(const lyd_wanted_record *item, size_t *count)
{
    *count = item->no_alias != NULL ? item->address_count : item->value_count;
    return item->no_alias != NULL ? item->addresses : item->values;
}

/* Whether all of ITEM can be written; else *WHY, which is NULL where nothing has to be. */
static bool is_written(const writing *w, const lyd_wanted_record *item, const char **why)
{
    size_t count = 0;
    if (item->kind != w->kind || !lyd_records_adds(w->records, item, why)) {
        *why = item->kind == w->kind ? *why : NULL;
        return false;
    }
    const lyd_record *data = data_of(item, &count);
    for (size_t i = 0; i < count; i++) {
        const lyd_script_step step = {.add = true, .zone = zone_of(w->records, item), .name = item->name, .record = &data[i]};
        if (!lyd_script_takes(w->form, &step, why)) {
            *why = step.zone == NULL ? "no SIP domain holds it, so that its zone isn't known" : *why;
            return false;
        }
    }
    return true;
}

/* nsupdate sends the changes of one zone at a time. */
static void end_zone(writing *w)
{
    if (w->zone != NULL && w->form->end != NULL) {
        (void)fputs(w->form->end, w->stream);
    }
    w->zone = NULL;
}

static void add_item(writing *w, const lyd_wanted_record *item)
{
    const char *zone = zone_of(w->records, item), *key = zone != NULL ? zone : item->name;
    size_t count = 0;
    const lyd_record *data = data_of(item, &count);
    if (w->zone == NULL || strcmp(w->zone, key) != 0) {
        end_zone(w);
        lyd_script_comment(w->form, w->stream, key);
    }
    w->zone = key;
    for (size_t i = 0; i < count; i++) {
        const lyd_script_step step = {.add = true, .zone = zone, .name = item->name, .record = &data[i]};
        lyd_script_put(w->form, w->stream, &step);
    }
    w->added++;
}

static void put_rest(const writing *w)
{
    for (size_t i = 0; i < w->records->count; i++) {
        const lyd_wanted_record *item = &w->records->items[i];
        const char *why = NULL;
        if (!is_written(w, item, &why) && why != NULL) {
            bool leads = item->no_alias != NULL && item->value_count > 0;
            const char *const texts[] = {
                "not written: ", item->name, leads ? " with the addresses of " : "", leads ? item->values[0].target : "", ": ", why};
            lyd_script_comment_parts(w->form, w->stream, texts, LYD_COUNT(texts));
        } else if (item->kind == w->kind && item->expected == LYD_EXPECTED_ABSENT && item->found == LYD_DNS_YES && !item->wildcard) {
            const char *const texts[] = {"to delete: ", item->name, ", which must not be there"};
            lyd_script_comment_parts(w->form, w->stream, texts, LYD_COUNT(texts));
        }
    }
}

/* From where and when the answers are. */
static lyd_status put_places(const writing *w, lyd_run *run)
{
    lyd_places places;
    lyd_status status = lyd_places_of(run, false, &places);
    for (size_t i = 0; i < places.count && status == LYD_OK; i++) {
        lyd_script_comment(w->form, w->stream, places.lines[i]);
    }
    return status;
}

static lyd_status write_kind(const lyd_records_report *report, const lyd_script_form *form, unsigned kind, FILE *stream)
{
    const lyd_records *records = report->records;
    writing w = {.records = records, .form = form, .stream = stream, .kind = kind};
    const char *const title[] = {"Records that ", records->topology->name, " wants in views of kind ",
                                 lyd_row_name(lyd_view_kinds, (int)kind), records->asked ? " and that DNS doesn't have" : ""};
    lyd_script_comment_parts(form, stream, title, LYD_COUNT(title));
    lyd_status status = report->run != NULL ? put_places(&w, report->run) : LYD_OK;
    if (form->zoned) {
        lyd_script_comment(form, stream, "Each SIP domain is taken for a zone.");
    }
    for (size_t i = 0; i < records->count; i++) {
        const char *why = NULL;
        if (is_written(&w, &records->items[i], &why)) {
            add_item(&w, &records->items[i]);
        }
    }
    end_zone(&w);
    if (w.added == 0) {
        lyd_script_comment(form, stream, "nothing to add");
    }
    put_rest(&w);
    return status != LYD_OK ? status : ferror(stream) ? LYD_EIO : LYD_OK;
}

/* The kind of view that needs commands, or the first; the caller has made sure that there is one. */
static lyd_status write_form(const lyd_records_report *report, const char *name, FILE *stream)
{
    const lyd_records *records = report->records;
    unsigned kind = records->kinds & ~(records->kinds - 1);
    const char *why;
    for (size_t i = records->count; i-- > 0;) {
        kind = lyd_records_adds(records, &records->items[i], &why) ? records->items[i].kind : kind;
    }
    return write_kind(report, lyd_script_form_find(name), kind, stream);
}

lyd_status lyd_records_zone(const lyd_records_report *report, FILE *stream)
{
    return write_form(report, "zone", stream);
}

lyd_status lyd_records_powershell(const lyd_records_report *report, FILE *stream)
{
    return write_form(report, "powershell", stream);
}

lyd_status lyd_records_nsupdate(const lyd_records_report *report, FILE *stream)
{
    return write_form(report, "nsupdate", stream);
}

lyd_status lyd_records_dnscmd(const lyd_records_report *report, FILE *stream)
{
    return write_form(report, "dnscmd", stream);
}
