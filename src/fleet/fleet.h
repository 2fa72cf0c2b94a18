/* fleet.h: how runs and reports become rows. */
#ifndef LYD_FLEET_FLEET_H
#define LYD_FLEET_FLEET_H

#include <lyncdns/fleet.h>

/* Adds a copy of ROW; its verdict follows from the rest of it. */
lyd_status lyd_fleet_add(lyd_fleet *fleet, const lyd_fleet_row *row);

/* A deployment without a run, for the reason MESSAGE. */
lyd_status lyd_fleet_add_error(lyd_fleet *fleet, const char *topology, const char *file, const char *message);

/* Add to the message of ROW that VIEW, or that COUNT findings, were left out. False: out of memory. */
bool lyd_fleet_without_view(lyd_fleet *fleet, lyd_fleet_row *row, const char *view);
bool lyd_fleet_without_findings(lyd_fleet *fleet, lyd_fleet_row *row, size_t count);

/* Makes ROW incomplete, because it was asked at ASKED, and adds that to its message. False: out of memory. */
bool lyd_fleet_outside_ages(lyd_fleet *fleet, lyd_fleet_row *row, const lyd_span *ages, int64_t asked);

/* The last row has TROUBLE with SERVER. Saying it twice changes nothing. */
lyd_status lyd_fleet_note(lyd_fleet *fleet, const char *server, lyd_fleet_trouble trouble);

/* True if findings of the rule ID are about servers whose answers differ. */
bool lyd_fleet_is_difference(const char *id);

/* SERVER's part in such a finding, of which LINES are the evidence: it is behind, or differs, or is another's victim. */
lyd_status lyd_fleet_note_difference(lyd_fleet *fleet, const char *const *lines, size_t count, const char *server);

#endif
