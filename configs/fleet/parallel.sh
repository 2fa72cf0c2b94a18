#!/bin/sh
# Audits every topology of a folder on the machines of a list, then sums up.
#
#   parallel.sh TOPOLOGIES MACHINES REPORTS
#
# MACHINES: ssh logins, one per line (":" is this machine); each needs lyncdns. GNU parallel copies each topology to its machine, and the
# report back. A topology without a report, since its machine couldn't be reached, for example, is a row that says so: earlier reports are
# removed first, and the summary is told which reports there should be.
set -u
topologies=$1 machines=$2 reports=$3
set --

mkdir -p "$reports" || exit 2
for topology in "$topologies"/*.yaml; do
    name=$(basename "$topology" .yaml)
    rm -f "$topologies/$name.json" "$reports/$name.json" || exit 2
    set -- "$@" "$reports/$name.json"
done
printf '%s\n' "$topologies"/*.yaml |
    parallel --sshloginfile "$machines" --transferfile '{}' --return '{.}.json' --cleanup \
        'lyncdns audit {} --quiet --format json --output {.}.json'
for report; do
    made="$topologies/$(basename "$report")"
    [ ! -e "$made" ] || mv "$made" "$report"
done
exec lyncdns fleet "$@"
