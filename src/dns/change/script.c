/* Commands that add or delete a record: a line of a zone file, PowerShell's DnsServer cmdlets, nsupdate, dnscmd. */
#include "script.h"

#include <string.h>

/* ---- the forms ---- */

/* "SRV 0 0 443 sip.contoso.com.": type and data with absolute names, as all but PowerShell have it. */
static void put_data(FILE *stream, const lyd_record *record)
{
    char text[LYD_RECORD_TEXT];
    lyd_record_format(record, text);
    (void)fprintf(stream, "%s %s%s", lyd_type_name(record->type), text, lyd_type_family(record->type) == 0 ? "." : "");
}

static void add_zone_line(FILE *stream, const lyd_script_step *step, const char *node)
{
    (void)node;
    (void)fprintf(stream, "%s. %d IN ", step->name, LYD_SCRIPT_TTL);
    put_data(stream, step->record);
    (void)fputc('\n', stream);
}

static void add_nsupdate(FILE *stream, const lyd_script_step *step, const char *node)
{
    (void)node;
    (void)fprintf(stream, "update add %s. %d ", step->name, LYD_SCRIPT_TTL);
    put_data(stream, step->record);
    (void)fputc('\n', stream);
}

static void delete_nsupdate(FILE *stream, const lyd_script_step *step, const char *node)
{
    (void)node;
    (void)fprintf(stream, "update delete %s. ", step->name);
    put_data(stream, step->record);
    (void)fputc('\n', stream);
}

static void begin_dnscmd(FILE *stream, const lyd_script_step *step, const char *command, const char *node)
{
    (void)fprintf(stream, "dnscmd %s%s%s %s %s ", step->server != NULL ? step->server : "", step->server != NULL ? " " : "", command,
                  step->zone, node);
    put_data(stream, step->record);
}

static void add_dnscmd(FILE *stream, const lyd_script_step *step, const char *node)
{
    begin_dnscmd(stream, step, "/RecordAdd", node);
    (void)fputs("\r\n", stream);
}

/* Without /f it asks. */
static void delete_dnscmd(FILE *stream, const lyd_script_step *step, const char *node)
{
    begin_dnscmd(stream, step, "/RecordDelete", node);
    (void)fputs(" /f\r\n", stream);
}

static void begin_powershell(FILE *stream, const lyd_script_step *step, const char *cmdlet, const char *node)
{
    (void)fprintf(stream, "%s -ZoneName '%s' -Name '%s'", cmdlet, step->zone, node);
}

static void end_powershell(FILE *stream, const lyd_script_step *step)
{
    if (step->server != NULL) {
        (void)fprintf(stream, " -ComputerName '%s'", step->server);
    }
    (void)fputs("\r\n", stream);
}

static void add_powershell(FILE *stream, const lyd_script_step *step, const char *node)
{
    const lyd_record *record = step->record;
    char text[LYD_RECORD_TEXT];
    lyd_record_format(record, text);
    switch (record->type) {
    case LYD_TYPE_SRV:
        begin_powershell(stream, step, "Add-DnsServerResourceRecord -Srv", node);
        (void)fprintf(stream, " -Priority %u -Weight %u -Port %u -DomainName '%s'", record->priority, record->weight, record->port,
                      record->target);
        break;
    case LYD_TYPE_CNAME:
        begin_powershell(stream, step, "Add-DnsServerResourceRecordCName", node);
        (void)fprintf(stream, " -HostNameAlias '%s'", text);
        break;
    case LYD_TYPE_A:
        begin_powershell(stream, step, "Add-DnsServerResourceRecordA", node);
        (void)fprintf(stream, " -IPv4Address '%s'", text);
        break;
    default:
        begin_powershell(stream, step, "Add-DnsServerResourceRecordAAAA", node);
        (void)fprintf(stream, " -IPv6Address '%s'", text);
        break;
    }
    end_powershell(stream, step);
}

/* -RecordData is a list of the words of the data. A name in it is relative to the zone unless it ends in a dot. */
static void delete_powershell(FILE *stream, const lyd_script_step *step, const char *node)
{
    const lyd_record *record = step->record;
    char text[LYD_RECORD_TEXT];
    lyd_record_format(record, text);
    begin_powershell(stream, step, "Remove-DnsServerResourceRecord", node);
    (void)fprintf(stream, " -RRType '%s' -RecordData ", lyd_type_name(record->type));
    if (record->type == LYD_TYPE_SRV) {
        (void)fprintf(stream, "'%u','%u','%u','%s.'", record->priority, record->weight, record->port, record->target);
    } else {
        (void)fprintf(stream, "'%s%s'", text, lyd_type_family(record->type) == 0 ? "." : "");
    }
    (void)fputs(" -Force", stream);
    end_powershell(stream, step);
}

const lyd_script_form lyd_script_forms[] = {
    {"zone", "; ", NULL, false, true, add_zone_line, NULL},
    {"powershell", "# ", NULL, true, false, add_powershell, delete_powershell},
    {"nsupdate", "; ", "send\n", false, true, add_nsupdate, delete_nsupdate},
    {"dnscmd", "rem ", NULL, true, false, add_dnscmd, delete_dnscmd},
    {NULL, NULL, NULL, false, false, NULL, NULL},
};

const lyd_script_form *lyd_script_form_find(const char *name)
{
    const lyd_script_form *form = lyd_script_forms;
    while (form->name != NULL && strcmp(form->name, name) != 0) {
        form++;
    }
    return form->name != NULL ? form : NULL;
}

/* ---- what can be written ---- */

static bool is_plain(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    return name[0] != '\0' && name[0] != '.' && name[0] != '-' && name[strspn(name, letters)] == '\0';
}

/* What a server refuses to add, it may have, and then deletes. */
static bool is_refused(const lyd_script_step *step)
{
    const lyd_record *record = step->record;
    bool host = lyd_type_family(record->type) != 0;
    return step->add &&
           ((host && !lyd_name_is_hostname(step->name)) || (record->type == LYD_TYPE_SRV && !lyd_name_is_hostname(record->target)));
}

bool lyd_script_takes(const lyd_script_form *form, const lyd_script_step *step, const char **why)
{
    const lyd_record *record = step->record;
    *why = NULL;
    if (!is_plain(step->name) || (lyd_type_family(record->type) == 0 && !is_plain(record->target))) {
        *why = "a name with characters that would need quoting";
    } else if (form->zoned && (step->zone == NULL || !is_plain(step->zone) || !lyd_name_within(step->name, step->zone))) {
        *why = "its zone isn't known";
    } else if (form->checked && is_refused(step)) {
        *why = "the server refuses this name of a host";
    } else if (!step->add && form->delete == NULL) {
        *why = "this form can't delete";
    }
    return *why == NULL;
}

void lyd_script_put(const lyd_script_form *form, FILE *stream, const lyd_script_step *step)
{
    char node[LYD_NAME_TEXT] = "@";
    size_t length = strlen(step->name), tail = step->zone != NULL ? strlen(step->zone) + 1 : 0;
    if (step->zone != NULL && length > tail) {
        memcpy(node, step->name, length - tail);
        node[length - tail] = '\0';
    }
    (step->add ? form->add : form->delete)(stream, step, node);
}

static void put_comment_text(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        if (strncmp(text, "->", 2) == 0) {
            (void)fputs("to", stream);
            text++;
        } else {
            (void)fputc(c < 0x20 || c >= 0x7F || strchr("%&|<>^\"`$", c) != NULL ? '?' : c, stream);
        }
    }
}

void lyd_script_comment_parts(const lyd_script_form *form, FILE *stream, const char *const *texts, size_t count)
{
    (void)fputs(form->comment, stream);
    for (size_t i = 0; i < count; i++) {
        put_comment_text(stream, texts[i]);
    }
    (void)fputs(form->zoned ? "\r\n" : "\n", stream);
}

void lyd_script_comment(const lyd_script_form *form, FILE *stream, const char *text)
{
    lyd_script_comment_parts(form, stream, &text, 1);
}
