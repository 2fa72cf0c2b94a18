/* saved.h: a file of saved answers, as the files of this folder see it. */
#ifndef LYD_DNS_SAVED_H
#define LYD_DNS_SAVED_H

#include <lyncdns/dns.h>

/* What SERVER (its text) answered to QUESTION, whose server doesn't count; NULL: the file doesn't have that. SOURCE is of lyd_saved_load.
 */
const lyd_answer *lyd_saved_find(const lyd_source *source, const char *server, const lyd_question *question);

#endif
