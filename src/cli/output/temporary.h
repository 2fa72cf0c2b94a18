/* temporary.h: a file that is written beside another and then takes its place. */
#ifndef LYD_CLI_TEMPORARY_H
#define LYD_CLI_TEMPORARY_H

#include <lyncdns/base.h>

#include <sys/stat.h>

/* Creates an empty file in the folder of TARGET, and removes those that killed runs have left there. *NAME is its path (freed by the
 * caller). With PRIVATE only this user may read it. The descriptor must stay open as long as the file has this name: its lock shows that
 * the file is in use. -1: errno says why. */
int lyd_temporary_open(const char *target, bool private, char **name);

/* Gives the file the group and permissions of the file ABOUT, and the owner where this user may. A group that can't be kept gets no more
 * than everybody has. */
bool lyd_temporary_resemble(int descriptor, const struct stat *about);

#endif
