/* summary.h: what the formats of a fleet's summary share. */
#ifndef LYD_REPORT_FLEET_SUMMARY_H
#define LYD_REPORT_FLEET_SUMMARY_H

#include <lyncdns/report.h>

lyd_status lyd_fleet_text(const lyd_fleet_report *report, FILE *stream);
lyd_status lyd_fleet_json(const lyd_fleet_report *report, FILE *stream); /* "lyncdns-fleet-1" */
lyd_status lyd_fleet_html(const lyd_fleet_report *report, FILE *stream);
lyd_status lyd_fleet_prometheus(const lyd_fleet_report *report, FILE *stream);
lyd_status lyd_fleet_nagios(const lyd_fleet_report *report, FILE *stream);
int lyd_fleet_nagios_exit(const lyd_fleet *fleet);

/* How many rows have VERDICT. */
size_t lyd_fleet_count(const lyd_fleet *fleet, lyd_fleet_verdict verdict);

/* "NOT SAFE", and "2 of 30 deployments have findings, 1 is incomplete." */
#define LYD_FLEET_SENTENCE 200
const char *lyd_fleet_word(const lyd_fleet *fleet);
void lyd_fleet_sentence(const lyd_fleet *fleet, char text[LYD_FLEET_SENTENCE]);

/* The indexes of the rows, the worst verdicts first, else in their order; freed by the caller. NULL: out of memory. */
uint32_t *lyd_fleet_order(const lyd_fleet *fleet);

/* What a deployment is called: by its topology, else by its file. */
const char *lyd_fleet_name(const lyd_fleet_row *row);

/* "doesn't answer", …; and the word of a trouble for programs. */
extern const char *const lyd_fleet_trouble_texts[LYD_FLEET_TROUBLES];
extern const char *const lyd_fleet_trouble_words[LYD_FLEET_TROUBLES];

/* True if more than one deployment has TROUBLE with SERVER. */
bool lyd_fleet_is_shared(const lyd_fleet_server *server, lyd_fleet_trouble trouble);

/* "3 h", "12 d"; "-": not known. */
#define LYD_FLEET_AGE 24
void lyd_fleet_age(int64_t then, int64_t now, char text[LYD_FLEET_AGE]);

#endif
