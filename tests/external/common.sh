# Shared by the scripts in this folder, which are not part of the tests: they hold results against the programs of others.
# Each says in its header what it needs, and prints `skipped: …` and succeeds without it.
#
# PROLATE names the program; by default it is built from these sources. Everything is written under a temporary folder
# that is removed at the end; KEEP=1 keeps it.

set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)

skip() {
    echo "skipped: $*"
    exit 0
}

fail() {
    echo "failed: $*" >&2
    exit 1
}

work=$(mktemp -d)
clean_up() {
    if [ "${KEEP:-0}" = 1 ]; then
        echo "kept: $work"
    else
        rm -rf "$work"
    fi
}
trap clean_up EXIT

if [ -z "${PROLATE:-}" ]; then
    (cd "$root" && cargo build --release --quiet)
    PROLATE="${CARGO_TARGET_DIR:-$root/target}/release/prolate"
fi

# A small experiment with a count budget, families with parameters and labels with spaces: $work/experiment.yaml.
write_experiment() {
    cat > "$work/experiment.yaml" <<EXPERIMENT
experiment: external
scenarios:
  - $root/scenarios/wall_gap.yaml
  - $root/scenarios/double_enclosure.yaml
  - {family: wall-gap, dimension: 2, seed: 1, sweep: {gap: [0.02, 0.05]}}
planners: [rrt, rrt-star, prm-star, {label: IRRT* wide, informed-rrt-star: {range: 0.3}}]
runs: 8
stop: {iterations: 400}
EXPERIMENT
}

# The columns of runs.csv and convergence.csv that do not depend on the clock or on memory.
without_times() {
    python3 - "$1" <<'PYTHON'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], newline="")))
drop = {"first_solution_time_s", "time_s", "peak_memory_mb"}
for row in rows:
    print([value for key, value in row.items() if key not in drop])
PYTHON
}
