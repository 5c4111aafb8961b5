#!/bin/sh
# Columns stand where Planner Arena looks for them, its queries find what they should, and pandas and R read our tables
# without options.
#
# Needs: python3. Further parts need pandas (or a network for pip) and Rscript, and say so where they are skipped.

. "$(dirname "$0")/common.sh"

command -v python3 > /dev/null || skip "python3 is needed"
write_experiment
"$PROLATE" bench "$work/experiment.yaml" -o "$work/results" -q
"$PROLATE" export "$work/results" --format planner-arena-db -o "$work/arena.db" -q

python3 - "$work" <<'PYTHON'
import csv, sqlite3, sys

work = sys.argv[1]
database = sqlite3.connect(f"{work}/arena.db")
columns = lambda name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")]

tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
assert {"experiments", "plannerConfigs", "enums", "runs", "progress"} <= tables, tables
fixed = "id name totaltime timelimit memorylimit runcount version hostname cpuinfo date seed setup"
assert columns("experiments")[:12] == fixed.split(), columns("experiments")
parameters = columns("experiments")[12:]
assert "gap" in parameters, parameters
assert columns("runs")[:3] == ["id", "experimentid", "plannerid"], columns("runs")
assert columns("progress")[:2] == ["runid", "time"], columns("progress")
# It renames this column of progress, which therefore must be there.
assert "best_cost" in columns("progress")
keys = [row[1] for row in database.execute("PRAGMA table_info(progress)") if row[5]]
assert keys == ["runid", "time"], keys

# Its joins: planners with runs with experiments, and progress with those.
joined = """FROM plannerConfigs p JOIN runs r ON p.id = r.plannerid JOIN experiments e ON e.id = r.experimentid"""
rows = list(csv.DictReader(open(f"{work}/results/runs.csv", newline="")))
assert database.execute(f"SELECT count(*) {joined}").fetchone()[0] == len(rows)
query = f"SELECT e.name, p.name, r.run, r.best_cost, r.solved, r.time {joined}"
stored = {(e, p, n): (cost, solved, time) for e, p, n, cost, solved, time in database.execute(query)}
for row in rows:
    cost, solved, time = stored[row["scenario"], row["planner"], int(row["run"])]
    assert cost == (float(row["cost"]) if row["cost"] else None), row
    assert bool(solved) == (row["solved"] == "true") and time == float(row["time_s"]), row
status = f"SELECT DISTINCT n.description {joined} JOIN enums n ON n.name = 'status' AND n.value = r.status"
assert {row[0] for row in database.execute(status)} <= {"Exact solution", "Timeout"}
with_progress = database.execute("SELECT count(DISTINCT runid) FROM progress").fetchone()[0]
assert with_progress == len(rows), with_progress
assert not database.execute("PRAGMA foreign_key_check").fetchall()
assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
print(f"Planner Arena: {len(rows)} runs, parameters {parameters}")
PYTHON

python="python3"
if ! python3 -c "import pandas" 2> /dev/null; then
    python="$work/venv/bin/python"
    { python3 -m venv "$work/venv" && "$work/venv/bin/pip" install --quiet --disable-pip-version-check pandas; } \
        > "$work/pip.txt" 2>&1 || python=""
fi
if [ -n "$python" ]; then
    "$python" - "$work/results" <<'PYTHON'
import sys
import pandas

runs = pandas.read_csv(f"{sys.argv[1]}/runs.csv")
events = pandas.read_csv(f"{sys.argv[1]}/convergence.csv")
assert runs["solved"].dtype == bool and runs["cost"].dtype == float and runs["seed"].dtype == int, runs.dtypes
assert runs["cost"].isna().equals(~runs["solved"])
assert events["cost"].dtype == float and events["iteration"].dtype == int, events.dtypes
keys = ["scenario", "planner", "run"]
last = events.dropna().groupby(keys)["cost"].last()
assert (runs.dropna(subset="cost").set_index(keys)["cost"] == last).all()
print(f"pandas {pandas.__version__}: {len(runs)} runs, {len(events)} events")
PYTHON
else
    echo "pandas: skipped, it is not there and cannot be installed"
fi

if command -v Rscript > /dev/null; then
    Rscript --vanilla -e '
        folder <- commandArgs(trailingOnly = TRUE)[1]
        runs <- read.csv(file.path(folder, "runs.csv"))
        events <- read.csv(file.path(folder, "convergence.csv"))
        stopifnot(is.numeric(runs$cost), is.numeric(runs$seed), is.numeric(events$cost))
        # Words that R takes for logical ones when asked.
        stopifnot(all(is.na(runs$cost) == !as.logical(runs$solved)))
        cat("R ", as.character(getRversion()), ": ", nrow(runs), " runs, ", nrow(events), " events\n", sep = "")
    ' "$work/results"
else
    echo "R: skipped, Rscript is not there"
fi
echo "passed: Planner Arena's columns, and our tables read without options"
