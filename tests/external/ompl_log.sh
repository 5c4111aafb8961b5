#!/bin/sh
# OMPL's own reader takes our benchmark logs, and the database that it makes of them is the one that we write.
#
# Needs: python3 with venv, and a network for `pip install ompl==2.0.1` (or OMPL_VENV, an environment that has it).

. "$(dirname "$0")/common.sh"

command -v python3 > /dev/null || skip "python3 is needed"
if [ -z "${OMPL_VENV:-}" ]; then
    OMPL_VENV="$work/venv"
    python3 -m venv "$OMPL_VENV" > /dev/null 2>&1 || skip "python3 -m venv is needed"
    "$OMPL_VENV/bin/pip" install --quiet --disable-pip-version-check ompl==2.0.1 > "$work/pip.txt" 2>&1 ||
        skip "pip cannot install ompl==2.0.1"
fi
reader="$OMPL_VENV/bin/ompl_benchmark_statistics"
[ -x "$reader" ] || skip "ompl_benchmark_statistics is needed"

write_experiment
"$PROLATE" bench "$work/experiment.yaml" -o "$work/results" -q
"$PROLATE" export "$work/results" --format ompl-log -o "$work/results.log" > "$work/logs.txt"
"$PROLATE" export "$work/results" --format planner-arena-db -o "$work/ours.db" -q
xargs "$reader" -d "$work/theirs.db" < "$work/logs.txt" > "$work/reader.txt"
if grep -i "ignoring\|error" "$work/reader.txt"; then
    fail "the reader complains"
fi

python3 - "$work" <<'PYTHON'
import csv, sqlite3, sys

work = sys.argv[1]
theirs = sqlite3.connect(f"{work}/theirs.db")
ours = sqlite3.connect(f"{work}/ours.db")


def table(database, name):
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({name})")]
    return columns, database.execute(f"SELECT * FROM {name}").fetchall()


def as_set(columns, rows, leave_out):
    keep = [i for i, column in enumerate(columns) if column not in leave_out]
    order = sorted(keep, key=lambda i: columns[i])
    # SQLite reads the decimal numbers of a log to the last place but one.
    cell = lambda x: f"{x:.12g}" if isinstance(x, float) else repr(x)
    return sorted(" ".join(cell(row[i]) for i in order) for row in rows)


runs = len(list(csv.DictReader(open(f"{work}/results/runs.csv", newline=""))))
expected = {"experiments": 4, "runs": runs}
for name in ["experiments", "plannerConfigs", "enums", "runs", "progress"]:
    (their_columns, their_rows), (our_columns, our_rows) = table(theirs, name), table(ours, name)
    assert set(their_columns) == set(our_columns), (name, their_columns, our_columns)
    assert len(their_rows) == len(our_rows), (name, len(their_rows), len(our_rows))
    assert len(our_rows) == expected.get(name, len(our_rows)), (name, len(our_rows))
    # An absent limit is `inf` in a log, which has no other word, and null in our database.
    leave_out = {"timelimit", "memorylimit"}
    a, b = as_set(their_columns, their_rows, leave_out), as_set(our_columns, our_rows, leave_out)
    different = [pair for pair in zip(a, b) if pair[0] != pair[1]]
    assert not different, (name, different[0])
    print(f"{name}: {len(our_rows)} rows, {len(our_columns)} columns, the same in both databases")
PYTHON
echo "passed: OMPL's reader makes our database of our logs"
