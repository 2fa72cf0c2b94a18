/* Commands that add a record: a line of a zone file, PowerShell's DnsServer cmdlets, nsupdate, dnscmd. */
#include "script.h"

#include <string.h>

/* ---- the forms ---- */

/* "0 0 443 sip.contoso.com.": data with absolute names, as all but PowerShell have it. */
static void put_data(FILE *stream, const lyd_record *record)
{
    char text[LYD_RECORD_TEXT];
    lyd_record_format(record, text);
    (void)fprintf(stream, "%s %s%s", lyd_type_name(record->type), text, lyd_type_family(record->type) == 0 ? "." : "");
}

static void add_zone_line(FILE *stream, const char *zone, const char *node, const char *name, const lyd_record *record)
{
    (void)zone;
    (void)node;
    (void)fprintf(stream, "%s. %d IN ", name, LYD_SCRIPT_TTL);
    put_data(stream, record);
    (void)fputc('\n', stream);
}

static void add_nsupdate(FILE *stream, const char *zone, const char *node, const char *name, const lyd_record *record)
{
    (void)zone;
    (void)node;
    (void)fprintf(stream, "update add %s. %d ", name, LYD_SCRIPT_TTL);
    put_data(stream, record);
    (void)fputc('\n', stream);
}

static void add_dnscmd(FILE *stream, const char *zone, const char *node, const char *name, const lyd_record *record)
{
    (void)name;
    (void)fprintf(stream, "dnscmd /RecordAdd %s %s ", zone, node);
    put_data(stream, record);
    (void)fputs("\r\n", stream);
}

static void add_powershell(FILE *stream, const char *zone, const char *node, const char *name, const lyd_record *record)
{
    char address[LYD_ADDRESS_TEXT] = "";
    (void)name;
    if (lyd_type_family(record->type) != 0) {
        lyd_address_format(&record->address, address);
    }
    switch (record->type) {
    case LYD_TYPE_SRV:
        (void)fprintf(stream,
                      "Add-DnsServerResourceRecord -Srv -ZoneName '%s' -Name '%s' -Priority %u -Weight %u -Port %u -DomainName '%s'\r\n",
                      zone, node, record->priority, record->weight, record->port, record->target);
        break;
    case LYD_TYPE_CNAME:
        (void)fprintf(stream, "Add-DnsServerResourceRecordCName -ZoneName '%s' -Name '%s' -HostNameAlias '%s'\r\n", zone, node,
                      record->target);
        break;
    case LYD_TYPE_A:
        (void)fprintf(stream, "Add-DnsServerResourceRecordA -ZoneName '%s' -Name '%s' -IPv4Address '%s'\r\n", zone, node, address);
        break;
    default:
        (void)fprintf(stream, "Add-DnsServerResourceRecordAAAA -ZoneName '%s' -Name '%s' -IPv6Address '%s'\r\n", zone, node, address);
        break;
    }
}

const lyd_script_form lyd_script_forms[] = {
    {"zone", "; ", NULL, false, true, add_zone_line},
    {"powershell", "# ", NULL, true, false, add_powershell},
    {"nsupdate", "; ", "send\n", false, true, add_nsupdate},
    {"dnscmd", "rem ", NULL, true, false, add_dnscmd},
    {NULL, NULL, NULL, false, false, NULL},
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

bool lyd_script_takes(const lyd_script_form *form, const char *zone, const char *name, const lyd_record *record, const char **why)
{
    bool host = lyd_type_family(record->type) != 0;
    *why = NULL;
    if (!is_plain(name) || (!host && !is_plain(record->target))) {
        *why = "a name with characters that would need quoting";
    } else if (form->zoned && (zone == NULL || !is_plain(zone) || !lyd_name_within(name, zone))) {
        *why = "no SIP domain holds it, so that its zone isn't known";
    } else if (form->checked &&
               ((host && !lyd_name_is_hostname(name)) || (record->type == LYD_TYPE_SRV && !lyd_name_is_hostname(record->target)))) {
        *why = "the server refuses this name of a host";
    }
    return *why == NULL;
}

void lyd_script_add(const lyd_script_form *form, FILE *stream, const char *zone, const char *name, const lyd_record *record)
{
    char node[LYD_NAME_TEXT] = "@";
    size_t length = strlen(name), tail = zone != NULL ? strlen(zone) + 1 : 0;
    if (zone != NULL && length > tail) {
        memcpy(node, name, length - tail);
        node[length - tail] = '\0';
    }
    form->add(stream, zone, node, name, record);
}

void lyd_script_comment(const lyd_script_form *form, FILE *stream, const char *text)
{
    (void)fputs(form->comment, stream);
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        (void)fputc(c < 0x20 || c >= 0x7F || strchr("%&|<>^\"`$\\", c) != NULL ? '?' : c, stream);
    }
    (void)fputs(form->zoned ? "\r\n" : "\n", stream);
}
