/* parse.h: the text of a JSON report as an object. */
#ifndef LYD_FLEET_PARSE_H
#define LYD_FLEET_PARSE_H

#include <jansson.h>
#include <lyncdns/base.h>

#define LYD_FLEET_MISTAKE (JSON_ERROR_TEXT_LENGTH + 32)

/* TEXT as an object, in which the lists that grow with the deployment (endpoints, services, combinations) are empty. LYD_EINVAL: it is no
 * JSON object; MISTAKE says where and what, *REPORT is NULL. */
lyd_status lyd_fleet_parse(const char *text, size_t length, json_t **report, char mistake[LYD_FLEET_MISTAKE]);

#endif
