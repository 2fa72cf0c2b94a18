/* shared.h: what several formats share. */
#ifndef LYD_REPORT_SHARED_H
#define LYD_REPORT_SHARED_H

#include <lyncdns/audit.h>

/* Moves the first character of *TEXT to UNIT, NUL-terminated, for formats that escape more. A byte that is unsafe for a terminal or not
 * allowed in XML 1.0 becomes \xNN. False at the end. */
#define LYD_SAFE_UNIT 8
bool lyd_safe_next(const char **text, char unit[LYD_SAFE_UNIT]);

/* The findings by their keys (NULL: out of memory), and in such a map the index of the finding of RULE about SUBJECT1 and SUBJECT2 (may be
 * NULL), or LYD_NONE. */
lyd_map *lyd_findings_by_key(const lyd_judgement *judgement);
uint32_t lyd_finding_index(const lyd_map *by_key, const lyd_rule *rule, const char *subject1, const char *subject2);

/* The file and line where TOPOLOGY (may be NULL) declares the first subject of a finding; NULL: none. */
const char *lyd_finding_origin(const lyd_finding *finding, const lyd_topology *topology, uint32_t *line);

/* True when a failed lookup leaves the address type of ENDPOINT open, but its other answers show one. */
bool lyd_type_only_seen(const lyd_judgement *judgement, uint32_t endpoint);

/* From where and when the answers of each view are, and which views were left out: lines in the run's arena. None where all were asked when
 * the run began, from a place without a name, and the report is DATED: says when that was; or is of answers asked for it. */
typedef struct lyd_places {
    const char *const *lines;
    size_t count;
} lyd_places;
lyd_status lyd_places_of(lyd_run *run, bool dated, lyd_places *places);

/* Why a run isn't complete: "3 of 16 lookups failed, the run was stopped". */
#define LYD_INCOMPLETE_TEXT 160
void lyd_incomplete_format(const lyd_run *run, char text[LYD_INCOMPLETE_TEXT]);

/* What is said of a server that sent no reply. */
const char *lyd_no_reply(const lyd_server_summary *row);

/* Beside a server whose summary says so. */
#define LYD_OVER_TCP "asked over TCP: too many of its replies over UDP matched no question (forged?)"

/* "and 7 more supported (--combinations all lists them)": the combinations of TABLES (a set of LYD_TABLE_BIT) that the judgement only
 * counts. False: there are none. */
#define LYD_OMITTED_TEXT 96
bool lyd_omitted_text(const lyd_judgement *judgement, unsigned tables, char text[LYD_OMITTED_TEXT]);

/* Beside a server that answers and lost one answer in twenty or more: that, and what to do about it. Empty: it didn't. */
#define LYD_LOSS_TEXT 160
void lyd_loss_format(const lyd_server_summary *server, char text[LYD_LOSS_TEXT]);

/* What a run could not or was not meant to check: sentences in the run's arena. */
lyd_status lyd_unchecked(lyd_run *run, const char *const **sentences, size_t *count);

#endif
