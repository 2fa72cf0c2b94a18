#include "types.h"

#include <ldns/ldns.h>

#include <stdlib.h>
#include <string.h>

/* Newer than some versions of ldns (RFC 9460). */
enum { TYPE_SVCB = 64, TYPE_HTTPS = 65 };

/* OPT and what may only be asked for (RFC 6895 section 3.1). */
static bool is_meta(unsigned type)
{
    return type == 0 || type == LDNS_RR_TYPE_OPT || (type >= 128 && type <= 255);
}

unsigned lyd_rr_type(const lyd_token *token)
{
    char name[32];
    if (token->length == 0 || token->length >= sizeof(name) || token->quoted) {
        return 0;
    }
    memcpy(name, token->text, token->length);
    name[token->length] = '\0';
    if (lyd_zone_token_is(token, "HTTPS") || lyd_zone_token_is(token, "SVCB")) {
        return lyd_zone_token_is(token, "SVCB") ? TYPE_SVCB : TYPE_HTTPS;
    }
    unsigned type = (unsigned)ldns_get_rr_type_by_name(name);
    return type > UINT16_MAX || is_meta(type) ? 0 : type;
}

/* "example. 0 IN TYPE data", as ldns reads it; freed by the caller. NULL: out of memory. */
static char *record_text(const lyd_token *name, const lyd_token *tokens, size_t count)
{
    size_t room = name->length + 64, used;
    for (size_t i = 0; i < count; i++) {
        room += tokens[i].length + 4;
    }
    char *text = malloc(room);
    if (text == NULL) {
        return NULL;
    }
    used = (size_t)snprintf(text, room, "example. 0 IN %.*s", (int)name->length, name->text);
    for (size_t i = 0; i < count; i++) {
        const char *quote = tokens[i].quoted ? "\"" : "";
        used += (size_t)snprintf(text + used, room - used, " %s%.*s%s", quote, (int)tokens[i].length, tokens[i].text, quote);
    }
    return text;
}

#define DATA_TEXT_MAX ((size_t)256 << 10) /* of 64 KiB, all of it escaped */

lyd_status lyd_rr_data_check(const lyd_token *name, unsigned type, const lyd_token *tokens, size_t count)
{
    ldns_rr *rr = NULL;
    if (count == 0) {
        return LYD_EINVAL;
    }
    if (type == TYPE_SVCB || type == TYPE_HTTPS) {
        return count >= 2 ? LYD_OK : LYD_EINVAL;
    }
    char *text = record_text(name, tokens, count);
    if (text == NULL) {
        return LYD_ENOMEM;
    }
    ldns_status status = strlen(text) > DATA_TEXT_MAX ? LDNS_STATUS_ERR : ldns_rr_new_frm_str(&rr, text, 0, NULL, NULL);
    ldns_rr_free(rr);
    free(text);
    return status == LDNS_STATUS_OK ? LYD_OK : status == LDNS_STATUS_MEM_ERR ? LYD_ENOMEM : LYD_EINVAL;
}
