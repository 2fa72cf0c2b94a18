/* mend.h: what remedies are made of: the records that servers give for a name, as edits and in words, and the lines of the topology.
 *
 * A remedy deletes a record where it is held, which is the end of an alias chain, and only a record that there is: addresses that DNS64
 * makes, or may make, are left out. It adds only what an answer or the topology says. Lists and texts are the arena's. */
#ifndef LYD_JUDGE_MEND_H
#define LYD_JUDGE_MEND_H

#include "judge/judging.h"

/* ---- records that servers have ---- */

typedef struct lyd_held {
    const char *name; /* that holds it: the last one of the alias chain */
    const lyd_record *record;
    const uint16_t *servers; /* that give it, ascending */
    size_t server_count;
    uint32_t views; /* of these servers, in which the name is asked */
} lyd_held;

typedef struct lyd_held_list {
    lyd_held *items; /* by holder, type and data */
    size_t count;
} lyd_held_list;

/* The different records of TYPE (0: of any) that servers of VIEWS give for NAME, a name of the case, and that show one of FACTS (0: all).
 */
lyd_held_list lyd_held_records(lyd_judging *j, uint32_t name, uint32_t views, lyd_type type, lyd_facts facts);

/* The different records that NAME holds itself: where it is an alias, the CNAME record. */
lyd_held_list lyd_own_records(lyd_judging *j, uint32_t name, uint32_t views);

/* "the AAAA record 2a00::1 of um.contoso.com in view internal (10.0.0.1:53 and 10.0.0.2:53)"; "": LIST is empty. */
const char *lyd_held_words(lyd_judging *j, const lyd_held_list *list);

/* "10.0.0.1:53 and 10.0.0.2:53": COUNT indexes of the case's servers. */
const char *lyd_server_words(lyd_judging *j, const uint16_t *servers, size_t count);

/* Those of VIEWS whose answer for NAME, of TYPE (0: any), has one of STATUSES. */
const char *lyd_servers_saying(lyd_judging *j, uint32_t name, lyd_type type, unsigned statuses, uint32_t views);

/* Edits that delete them. */
void lyd_held_delete(lyd_judging *j, const lyd_held_list *list);

/* Adds MORE to LIST. */
void lyd_held_join(lyd_judging *j, lyd_held_list *list, const lyd_held_list *more);

/* The views of VIEWS in which NAME is seen to have the address type TYPE. */
uint32_t lyd_views_seen(const lyd_judging *j, uint32_t name, uint32_t views, lyd_address_type type);

/* The name at the end of NAME's alias chain, NAME itself without one, as the servers of VIEW say; NULL where they differ. */
const char *lyd_holder_in(const lyd_judging *j, uint32_t name, uint32_t view);

/* ---- records to add ---- */

typedef struct lyd_record_list {
    lyd_record *items; /* different ones, sorted */
    size_t count;
} lyd_record_list;

/* The addresses of FAMILY (0: of both) that NAME has in VIEW by what its servers say. */
lyd_record_list lyd_records_given(lyd_judging *j, uint32_t name, uint32_t view, lyd_family family);

/* The addresses of FAMILY that the endpoint E should have in VIEW: those that a Lync export configures on the machine; of a pool those of
 * its members, configured or else in DNS, unless a waiver of DNS008 says that a load balancer has the pool's address. None where a member
 * has none, and none that no peer can use. */
lyd_record_list lyd_records_due(lyd_judging *j, uint32_t e, uint32_t view, lyd_family family);

/* "A record 10.1.0.1", "A records 10.1.0.1 and 10.1.0.2", "A record 10.1.0.1 and AAAA record 2a00::1". */
const char *lyd_records_words(lyd_judging *j, const lyd_record_list *records);

/* Edits that add them to NAME in VIEWS. */
void lyd_records_add(lyd_judging *j, const char *name, const lyd_record_list *records, uint32_t views);

/* ---- lines of the topology ---- */

/* "contoso.yaml line 12"; "the topology" where it isn't from a file. */
const char *lyd_line_words(lyd_judging *j, uint16_t origin, uint32_t line);

/* The line that declares the endpoint E. */
const char *lyd_endpoint_line(lyd_judging *j, uint32_t e);

/* The line that declares its address type; where none does, the same. */
const char *lyd_type_line(lyd_judging *j, uint32_t e);

#endif
