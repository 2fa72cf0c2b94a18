/* comment.h: what the comments of a zone file say that a program wrote. */
#ifndef LYD_DNS_ZONE_COMMENT_H
#define LYD_DNS_ZONE_COMMENT_H

#include <lyncdns/dns.h>

typedef struct lyd_zone_comments {
    bool has_name;
    char name[LYD_NAME_TEXT]; /* the zone of an export of Windows DNS Server, canonical */
    bool served;              /* written by a server, or by dig as a server sent it */
    bool cut;                 /* dig says that the transfer failed */
} lyd_zone_comments;

/* Reads the comments before the first record, and those after the last one. */
lyd_zone_comments lyd_zone_comments_read(const char *text, size_t length);

#endif
