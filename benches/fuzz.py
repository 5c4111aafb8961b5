#!/usr/bin/env python3
"""Feeds the program with inputs that are nearly right, and judges what it makes of them.

    cargo build --release
    benches/fuzz.py scenarios --minutes 20
    benches/fuzz.py paths --minutes 20              # also: results, experiments
    benches/fuzz.py scenarios --seed 7 --only 1234  # one case again, its files kept in ./fuzz-case

Whatever the input is, a command must end with status 0, 1 or 2 and without a panic, within ten seconds of processor time and
two gigabytes; status 2 must come with a message that begins with `error`; and then:

- scenarios: what `check` accepts can be planned, and `verify` holds for the path;
- paths: a path in any of the spellings of numpy, pandas, R, OMPL and others is the same path, and one that is spoilt is not
  verified;
- results: what `plot`, `export` and `bench --merge` accept is a table in which every cost is a number of at least 0;
- experiments: what `check` accepts can be run, and all of its runs are in the table.

Maps have a generator and a second reader in `tests/world`; `FUZZ_SECONDS=1200 cargo test --release --test world random_maps` goes on
for longer than the test does. Python 3 with its standard library, on Linux. Findings are printed with their seed and number.
"""

import argparse
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), ".."))
PROGRAM = os.environ.get("PROLATE", os.path.join(ROOT, "target", "release", "prolate"))


class Finding(Exception):
    """The program did what it must not."""


def limits():
    resource.setrlimit(resource.RLIMIT_CPU, (10, 11))
    resource.setrlimit(resource.RLIMIT_AS, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def run(folder, *arguments, data=None):
    """Runs the program and judges what holds for every command."""
    command = [PROGRAM, *arguments]
    ended = subprocess.run(command, cwd=folder, input=data or b"", capture_output=True, preexec_fn=limits)
    out, err = ended.stdout.decode(errors="replace"), ended.stderr.decode(errors="replace")
    told = f"prolate {' '.join(arguments)}: status {ended.returncode}\n{err[:2000]}"
    if ended.returncode not in (0, 1, 2):
        raise Finding(told)
    if "panicked" in err or "overflow" in err:
        raise Finding(told)
    if ended.returncode == 2 and not re.search(r"^error", err, re.M):
        raise Finding("no error is told; " + told)
    return ended.returncode, out, err


def put(folder, name, content):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content if isinstance(content, bytes) else content.encode())


# What replaces a number or a word.
NUMBERS = ["0", "-0", "-1", "1", "2", "17", "1e308", "-1e308", "1e-308", "1e400", ".inf", "-.inf", ".nan", "0x10", "1_000", "''", "~", "1e100",
           "9007199254740993", "18446744073709551616", "0.1", "-0.25", "1e-9", "[]", "{}", "[1, 2]", "true", "wrong", "'", "\"", "é", "\t"]


def mangled(text, dice):
    """The text with a few injuries, most of them to single numbers and words."""
    for _ in range(dice.choice([1, 1, 1, 2, 2, 3, 5])):
        if not text:
            return text
        kind = dice.random()
        numbers = list(re.finditer(r"-?\d+(\.\d+)?", text))
        words = list(re.finditer(r"[A-Za-z][A-Za-z-]+", text))
        lines = text.split("\n")
        if kind < 0.45 and numbers:
            at = dice.choice(numbers)
            text = text[: at.start()] + dice.choice(NUMBERS) + text[at.end():]
        elif kind < 0.55 and words:
            at, by = dice.choice(words), dice.choice(words)
            text = text[: at.start()] + by.group() + text[at.end():]
        elif kind < 0.7:
            line = dice.randrange(len(lines))
            dice.choice([lambda: lines.pop(line), lambda: lines.insert(line, lines[dice.randrange(len(lines))])])()
            text = "\n".join(lines)
        elif kind < 0.8:
            a = dice.randrange(len(text))
            text = text[:a] + text[a + dice.randrange(1, 12):]
        elif kind < 0.9:
            a = dice.randrange(len(text))
            text = text[:a] + dice.choice(list("[]{}:,-#&*!|>'\"%@` \t\n\r0\x00é")) + text[a:]
        elif kind < 0.95:
            text = text[: dice.randrange(len(text))]
        else:
            a = dice.randrange(len(text))
            text = text[:a] + text[a: a + 40] * dice.choice([2, 3, 50]) + text[a + 40:]
    return text


def scenario_files():
    found = []
    for folder, _, names in os.walk(os.path.join(ROOT, "scenarios")):
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".yaml") and os.path.getsize(path) < 20_000:
                text = open(path).read()
                if "\nexperiment:" not in "\n" + text and ("start:" in text):
                    found.append((path, text))
    return sorted(found)


def scenarios(folder, dice, seeds):
    path, text = dice.choice(seeds)
    # Maps and such lie where they lay.
    text = re.sub(r"file: (?!/)([\w./-]+)", lambda m: f"file: {os.path.join(os.path.dirname(path), m.group(1))}", text)
    put(folder, "s.yaml", mangled(text, dice))
    status, _, _ = run(folder, "check", "s.yaml")
    if status == 2:
        return "refused"
    status, _, err = run(folder, "plan", "s.yaml", "-t", "0.2s", "-n", "300", "-o", "o", "--no-plots", "-q")
    if status == 2:
        # A planner may be asked for what it cannot do; that is no fault of the scenario.
        return "not planned" if "cannot" in err or "is not written" in err or "legal" in err else fault("accepted and not planned: " + err)
    if status == 1:
        return "no path"
    # The table has few digits of the times; a planned trajectory is judged by `plan` itself.
    name = "o/trajectory.csv" if os.path.exists(os.path.join(folder, "o/trajectory.csv")) else "o/path.csv"
    status, out, err = run(folder, "verify", "s.yaml", name)
    return "holds" if status == 0 else fault(f"planned and not verified: {out}{err}")


def fault(words):
    raise Finding(words)


# Paths in many spellings.


def spelt(rows, dice):
    """The rows as one of the programs of the field would write them."""
    number = dice.choice(["{!r}", "{:.18e}", "{:.17g}", "{:+.17g}", "{:.17E}"]).format
    between = dice.choice([",", ", ", " ", "  ", "\t", ";", "; "])
    lines = [between.join(number(x) for x in row) for row in rows]
    kind = dice.random()
    names = [f"x{i}" for i in range(len(rows[0]))]
    if kind < 0.2:
        lines.insert(0, between.join(names))
    elif kind < 0.3:
        lines.insert(0, "# " + between.join(names))
    elif kind < 0.4:
        lines.insert(0, between.join(f'"{name}"' for name in names))
    elif kind < 0.5 and between.strip():
        lines = [f"{i}{between}{line}" for i, line in enumerate(lines)]
        lines.insert(0, between + between.join(names))
    elif kind < 0.6:
        lines = ["# written by a program", ""] + lines
    if dice.random() < 0.2:
        lines = ["  " + line + "  " for line in lines]
    end = dice.choice(["\n", "\n", "\r\n"])
    return dice.choice(["", "", "\ufeff"]) + end.join(lines) + dice.choice(["", end, end + end])


def paths(folder, dice, _):
    world = os.path.join(folder, "s.yaml")
    if not os.path.exists(world):
        put(folder, "s.yaml", open(os.path.join(ROOT, "scenarios", "wall_gap.yaml")).read())
        status, _, _ = run(folder, "plan", "s.yaml", "-n", "3000", "-o", "o", "--no-plots", "-q")
        if status:
            fault("no path to write")
    lines = open(os.path.join(folder, "o", "path.csv")).read().split("\n")[1:]
    rows = [[float(x) for x in line.split(",")] for line in lines if line]
    text = spelt(rows, dice)
    if dice.random() < 0.5:
        put(folder, "p.csv", text)
        status, out, err = run(folder, "verify", "s.yaml", "p.csv")
        return "the same path" if status == 0 else fault(f"not read as the path that it is: {text!r}\n{out}{err}")
    put(folder, "p.csv", mangled(text, dice))
    status, out, _ = run(folder, "verify", "s.yaml", "p.csv")
    if status == 0:
        length = float(re.search(r"^length +(\S+)", out, re.M).group(1))
        if not length >= 0.63:
            fault(f"a path of length {length} is verified, shorter than any")
    return ["still a path", "rejected", "refused"][status]


# Tables of results.


def batch(folder, dice):
    text = open(os.path.join(ROOT, "scenarios", "wall_gap.yaml")).read()
    put(folder, "w.yaml", text)
    put(folder, "e.yaml", "experiment: e\nscenarios: [w.yaml]\nplanners: [rrt, rrt-star]\nruns: 3\nstop: {iterations: 400}\n")
    status, _, err = run(folder, "bench", "e.yaml", "-o", "kept", "-q", "--no-plots")
    if status:
        fault(f"the batch cannot be run: {err}")


def costs(folder, name):
    """The costs of a table of runs, whose header is the contract's."""
    lines = open(os.path.join(folder, name)).read().split("\n")
    column = lines[0].split(",").index("cost")
    return [float(line.split(",")[column]) for line in lines[1:] if line and line.split(",")[column]]


def results(folder, dice, _):
    if not os.path.exists(os.path.join(folder, "kept")):
        batch(folder, dice)
    for made in ("o", "m", "p"):
        shutil.rmtree(os.path.join(folder, made), ignore_errors=True)
    shutil.copytree(os.path.join(folder, "kept"), os.path.join(folder, "o"))
    name = dice.choice(["runs.csv"] * 4 + ["convergence.csv"] * 3 + ["experiment.yaml", "machine.json"])
    path = os.path.join(folder, "o", name)
    text = open(path).read()
    put(folder, f"o/{name}", mangled(text, dice))
    told = []
    lenient = dice.choice([[], ["--lenient"]])
    status, _, _ = run(folder, "bench", "--merge", "o", "-o", "m", "--no-plots", *lenient)
    told.append(status)
    if status == 0 and not all(cost >= 0 for cost in costs(folder, "m/runs.csv")):
        fault("a cost that no path has was merged")
    status, _, _ = run(folder, "export", "o", "--format", dice.choice(["ompl-log", "planner-arena-db"]), "-o", "x", *lenient)
    told.append(status)
    if dice.random() < 0.2:
        status, _, _ = run(folder, "plot", "o", "-o", "p", *lenient)
        told.append(status)
    before = open(path, "rb").read()
    status, _, _ = run(folder, "bench", "e.yaml", "-o", "o", "-q", "--no-plots")
    told.append(status)
    if status == 2 and open(path, "rb").read() != before:
        fault("a table that was refused was changed")
    if status == 0 and len(costs(folder, "o/runs.csv")) > 6:
        fault("more runs than the experiment has")
    return "accepted" if 2 not in told else "refused"


def experiments(folder, dice, _):
    put(folder, "w.yaml", open(os.path.join(ROOT, "scenarios", "wall_gap.yaml")).read())
    text = dice.choice([
        "experiment: e\nscenarios: [w.yaml]\nplanners: [rrt, rrt-star]\nruns: 2\nstop: {iterations: 100}\nseed: 3\n",
        "experiment: e\nscenarios: [\"w*.yaml\"]\nplanners:\n  - rrt-star: {range: [0.2, 0.5], pruning: true}\n  - label: short\n"
        "    rrt: {range: 0.1}\nruns: 2\nstop: {iterations: 100, cost: 0.7}\njobs: 1\n",
        "experiment: e\nscenarios:\n  - {file: w.yaml, optimum: 0.63, parameters: {size: 2}}\nplanners: [fmt-star]\nruns: 1\n"
        "stop: {time: 50ms, memory: 100MB}\n",
        "experiment: e\nscenarios:\n  - {family: wall-gap, dimension: 4, seed: 1, sweep: {gap: [0.02, 0.05]}}\nplanners:\n"
        "  - {label: IRRT*, informed-rrt-star: {range: 0.3}, sweep: {rewire-factor: [1.001, 1.1]}}\nruns: 2\nstop: {iterations: 50}\n",
        "experiment: e\nscenarios:\n  - {family: random-boxes, dimension: 2, seed: 1, boxes: 5, smallest: 0.1, largest: 0.3}\nplanners: [rrt]\n"
        "runs: 1\nstop: {iterations: 50}\nseed: 4\n",
    ])
    put(folder, "e.yaml", mangled(text, dice))
    shutil.rmtree(os.path.join(folder, "o"), ignore_errors=True)
    status, out, _ = run(folder, "check", "e.yaml")
    if status == 2:
        return "refused"
    runs = re.search(r"([0-9]+) in all", re.sub(r"\s+", " ", out))
    if runs is None:
        return "a scenario"
    if int(runs.group(1)) > 60:
        return "too many to run"
    status, _, err = run(folder, "bench", "e.yaml", "-o", "o", "-q", "--no-plots", "-n", "50")
    if status == 2:
        fault(f"accepted and not run: {err}")
    rows = len(open(os.path.join(folder, "o", "runs.csv")).read().strip().split("\n")) - 1
    return "run" if rows == int(runs.group(1)) else fault(f"{rows} rows of {runs.group(1)} runs")


KINDS = {"scenarios": scenarios, "paths": paths, "results": results, "experiments": experiments}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="this case alone, whose files stay in ./fuzz-case")
    options = parser.parse_args()
    judge, seeds = KINDS[options.kind], scenario_files()
    counts, findings = {}, 0
    begun, last = time.time(), time.time()
    with tempfile.TemporaryDirectory() as folder:
        if options.only is not None:
            folder = "fuzz-case"
            os.makedirs(folder, exist_ok=True)
        number = options.only if options.only is not None else 0
        while time.time() - begun < 60 * options.minutes:
            dice = random.Random(options.seed * 1_000_000_007 + number)
            try:
                outcome = judge(folder, dice, seeds)
            except Finding as finding:
                outcome, findings = "FINDING", findings + 1
                print(f"--seed {options.seed} --only {number}: {finding}\n", flush=True)
            counts[outcome] = counts.get(outcome, 0) + 1
            number += 1
            if options.only is not None:
                break
            if time.time() - last > 60:
                last = time.time()
                print(f"{number} cases: {counts}", file=sys.stderr, flush=True)
    print(f"{options.kind}, seed {options.seed}: {sum(counts.values())} cases, {findings} findings: {counts}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
