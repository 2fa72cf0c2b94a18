#!/bin/sh
# Audits every topology of a folder on the machines of a list, then sums up.
#
#   parallel.sh TOPOLOGIES MACHINES REPORTS
#
# MACHINES: ssh logins, one per line (":" is this machine); each needs lyncdns and rsync. A topology is copied to a temporary folder of its
# machine, its report back to REPORTS as NAME.yaml.json. What a machine can't do (it isn't reached, it has no lyncdns) another one does. A
# topology without a report is a row that says so: earlier reports are removed first, and the summary is told which there should be.
set -u
[ $# -eq 3 ] || { echo "usage: parallel.sh TOPOLOGIES MACHINES REPORTS" >&2; exit 2; }
topologies=$(cd "$1" && pwd) && mkdir -p "$3" && reports=$(cd "$3" && pwd) && machines=$(readlink -f "$2") || exit 2
set --

# No password is asked for, and a machine that drops packets costs ten seconds.
export PARALLEL_SSH="${PARALLEL_SSH:-ssh -o BatchMode=yes -o ConnectTimeout=10}"

# GNU parallel quotes the names that it gives to rsync.
export RSYNC_OLD_ARGS=1

cd "$reports" || exit 2
for topology in "$topologies"/*.yaml "$topologies"/*.yml; do
    [ -e "$topology" ] || continue
    rm -f "${topology##*/}.json" || exit 2
    set -- "$@" "${topology##*/}"
done
[ $# -gt 0 ] || { echo "parallel.sh: $topologies has no *.yaml and no *.yml" >&2; exit 2; }

# Findings and failed lookups (1, 3) are results too. Any other exit code is a job that failed.
printf '%s\0' "$@" |
    parallel --null --sshloginfile "$machines" --workdir ... --transferfile "$topologies/./{}" --return '{}.json' --cleanup --retries 3 \
        'lyncdns audit {} --quiet --format json --output {}.json; case $? in 0|1|3) ;; *) exit 2 ;; esac'

for topology; do
    shift
    set -- "$@" "$reports/$topology.json"
done
exec lyncdns fleet "$@"
