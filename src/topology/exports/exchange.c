/* Exchange: the names of UM services and call routers, and UM IP gateways. */
#include "exports.h"

#include <string.h>
#include <strings.h>

/* The words of IPAddressFamily in Exchange. */
static const lyd_row families[] = {{LYD_IP_ANY, "Any"}, {LYD_IP_IPV4_ONLY, "IPv4Only"}, {LYD_IP_IPV6_ONLY, "IPv6Only"}, {0, NULL}};

/* 0: not given, or not understood, which is noted: UM004 and UM005 can't judge it then. */
static uint8_t family_of(lyd_exports *x, const lyd_value *object, const char *fqdn)
{
    const char *word = lyd_value_text(object, "IPAddressFamily");
    for (const lyd_row *row = families; word != NULL && row->name != NULL; row++) {
        if (strcasecmp(row->name, word) == 0) {
            return (uint8_t)row->id;
        }
    }
    if (word != NULL) {
        lyd_builder_note(x->builder, object->line,
                         "IPAddressFamily of %.80s: unknown value \"%.64s\", expected Any, IPv4Only or IPv6Only; "
                         "it is not judged",
                         fqdn, word);
    }
    return 0;
}

/* ---- names ---- */

/* The domain of a distinguished name, from its DC parts, as ".contoso.com". */
static void domain_of(const char *dn, char domain[LYD_NAME_TEXT])
{
    size_t used = 0;
    domain[0] = '\0';
    for (const char *part = dn; part != NULL; part = strchr(part, ',')) {
        part += strspn(part, ", ");
        size_t length = strcspn(part, ",");
        if (strncasecmp(part, "DC=", 3) == 0 && length > 3 && used + length < LYD_NAME_TEXT) {
            used += (size_t)snprintf(domain + used, LYD_NAME_TEXT - used, ".%.*s", (int)(length - 3), part + 3);
        }
    }
}

/* The server in a distinguished name: the part before "CN=Servers", below which a call router's settings lie, too. */
static bool server_of(const char *dn, char name[LYD_NAME_TEXT])
{
    const char *before = dn;
    for (const char *part = dn; part != NULL; part = strchr(part, ',')) {
        part += strspn(part, ", ");
        if (strncasecmp(part, "CN=Servers,", 11) == 0 && strncasecmp(before, "CN=", 3) == 0) {
            (void)snprintf(name, LYD_NAME_TEXT, "%.*s", (int)strcspn(before + 3, ","), before + 3);
            return part != before;
        }
        before = part;
    }
    return false;
}

/* The host name of a server. False: OBJECT tells none. A single label stays one: the audit reports it (NAM001). */
static bool server_name(const lyd_value *object, char name[2 * LYD_NAME_TEXT])
{
    const char *fqdn = lyd_value_text(object, "Fqdn"), *dn = lyd_value_text(object, "DistinguishedName");
    char server[LYD_NAME_TEXT] = "", domain[LYD_NAME_TEXT] = "";
    if (fqdn != NULL) {
        (void)snprintf(name, 2 * LYD_NAME_TEXT, "%s", fqdn);
        return true;
    }
    if (dn == NULL || !server_of(dn, server)) {
        const char *text = lyd_value_text(object, "Name");
        text = text != NULL ? text : lyd_value_text(object, "Identity");
        (void)snprintf(server, sizeof(server), "%.*s", text == NULL ? 0 : (int)strcspn(text, "\\"), text == NULL ? "" : text);
    }
    if (dn != NULL && strchr(server, '.') == NULL) {
        domain_of(dn, domain);
    }
    (void)snprintf(name, 2 * LYD_NAME_TEXT, "%s%s", server, domain);
    return server[0] != '\0';
}

/* "UM service, dial plans: A, B": dial plans are objects, of which the name is shown. */
static void describe(const lyd_value *object, char note[160])
{
    size_t used = (size_t)snprintf(note, 160, "Exchange UM");
    const char *before = ", dial plans: ";
    for (const lyd_value *plan = lyd_value_each(object, "DialPlans", NULL); plan != NULL;
         plan = lyd_value_each(object, "DialPlans", plan)) {
        const char *text = plan->text == NULL ? lyd_value_text(plan, "Name") : plan->text;
        const char *slash = text == NULL ? NULL : strrchr(text, '/');
        text = slash == NULL ? text : slash + 1;
        if (text != NULL && text[0] != '\0' && used + strlen(before) + strlen(text) < 160) {
            used += (size_t)snprintf(note + used, 160 - used, "%s%s", before, text);
            before = ", ";
        }
    }
}

static lyd_status um_service_read(lyd_exports *x, const lyd_value *object)
{
    char name[2 * LYD_NAME_TEXT], note[160];
    if (!server_name(object, name)) {
        return lyd_builder_error(x->builder, object->line, "an Exchange UM server without a name, expected Fqdn or Name");
    }
    bool completed = lyd_value_text(object, "Fqdn") == NULL && strchr(name, '.') != NULL;
    describe(object, note);
    const lyd_entry entry = {.fqdn = name,
                             .key = x->cmdlet,
                             .note = note,
                             .role = LYD_ROLE_EXCHANGE_UM,
                             .ip_family = family_of(x, object, name),
                             .line = object->line};
    if (strchr(name, '.') == NULL) {
        lyd_builder_note(x->builder, object->line, "%.80s: the export doesn't tell its domain; write its whole name under exchange-um",
                         name);
    }
    lyd_status status = lyd_builder_endpoint(x->builder, &entry, 0);
    return status != LYD_OK ? status
                            : lyd_export_source(x, name, object, completed ? "completed by the domain of its distinguished name;" : "");
}

lyd_status lyd_read_um_service(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    lyd_status status = LYD_OK;
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        status = um_service_read(x, objects[i]);
    }
    return status;
}

/* ---- UM IP gateways ---- */

/* A UM IP gateway is a name that has a role already, mostly a pool's, or a gateway that only Exchange knows. */
lyd_status lyd_read_um_gateway(lyd_exports *x, const lyd_value *const *objects, size_t count)
{
    lyd_status status = LYD_OK;
    x->gateways = true;
    for (size_t i = 0; i < count && status != LYD_ENOMEM; i++) {
        const char *address = lyd_value_text(objects[i], "Address");
        lyd_address literal;
        if (address == NULL || lyd_address_parse(address, &literal)) {
            lyd_builder_note(x->builder, objects[i]->line, "a UM IP gateway %s%.64s: skipped, there is no name to look up",
                             address == NULL ? "without an Address" : "by its address, ", address == NULL ? "" : address);
            continue;
        }
        lyd_entry entry = {.fqdn = address, .key = "Address", .ip_family = family_of(x, objects[i], address), .line = objects[i]->line};
        if (lyd_builder_roles(x->builder, address) == 0) {
            entry.role = LYD_ROLE_OTHER;
            entry.note = "UM IP gateway of Exchange";
            status = lyd_builder_endpoint(x->builder, &entry, 0);
        } else {
            (void)lyd_builder_detail(x->builder, &entry);
        }
        status = status != LYD_OK ? status : lyd_export_source(x, address, objects[i], "UM IP gateway in");
    }
    return status;
}

/* That there are no UM names is said, so that nobody takes it for an audit that found nothing wrong with them. */
lyd_status lyd_exchange_finish(lyd_exports *x)
{
    if (lyd_builder_has_role(x->builder, LYD_ROLE_EXCHANGE_UM)) {
        return LYD_OK;
    }
    const char *what = x->gateways ? "the Exchange export has no UM service"
                                   : "no file is an export of Get-UMService, Get-UMServer or "
                                     "Get-UMCallRouterSettings";
    lyd_builder_note(x->builder, 0, "no Exchange UM name: %s. Exchange 2019 has no UM; where an older one is in use, its names are missing",
                     what);
    return lyd_builder_remark(x->builder, LYD_REMARK_ROLE, LYD_ROLE_EXCHANGE_UM, "No Exchange UM name: %s (Exchange 2019 has no UM).",
                              what);
}
