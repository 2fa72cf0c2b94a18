#!/bin/sh
# Audits every topology of a folder on the machines of a list, then sums up.
#
#   parallel.sh TOPOLOGIES MACHINES REPORTS
#
# MACHINES: ssh logins, one per line (":" is this machine); each needs lyncdns. GNU parallel copies each topology to its machine, and the
# report back.
set -u
topologies=$1 machines=$2 reports=$3

mkdir -p "$reports"
find "$topologies" -maxdepth 1 -name '*.yaml' |
    parallel --sshloginfile "$machines" --transferfile '{}' --return '{.}.json' --cleanup \
        'lyncdns audit {} --quiet --format json --output {.}.json' || true
find "$topologies" -maxdepth 1 -name '*.json' -exec mv -t "$reports" '{}' +
exec lyncdns fleet "$reports"
