#!/usr/bin/env python3
"""Compares prolate with OMPL on the same problems, one run after the other, and prints ratios of medians.

See README.md beside this file. Python's standard library is all that it needs.
"""

import argparse
import sys
from pathlib import Path

import problems
from measures import Measures, everyone
from problems import FAMILIES, NOT_TUNED_ON, TUNED_ON, Unsuitable
from programs import FIRST_ONLY, Programs
from results import Results
from tables import report

REPOSITORY = Path(__file__).resolve().parents[2]
MEASURES = ("target", "warm", "vertex", "batch", "memory")


def arguments():
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scenarios", nargs="*", help="scenario files beside the families' members")
    parser.add_argument("--quick", action="store_true", help="few problems, seeds and vertices: about three minutes")
    parser.add_argument("--measures", default=",".join(MEASURES), help="which of them [%(default)s]")
    parser.add_argument("--planners", default=",".join(everyone()), help="for the target [%(default)s]")
    parser.add_argument("--families", default=",".join(FAMILIES), help="[%(default)s]; `none` for none")
    parser.add_argument("--dimensions", default=None, help="of the families [2,4,6,8; quick: 2,4]")
    parser.add_argument("--worlds", choices=("tuned-on", "not-tuned-on"), default="not-tuned-on",
                        help="which seeds the families' worlds come from [%(default)s]")
    parser.add_argument("--members", type=int, default=None, help="worlds of each family and dimension [3; quick: 1]")
    parser.add_argument("--seeds", type=int, default=None, help="runs of each [7; quick: 3]")
    parser.add_argument("--repeats", type=int, default=1,
                        help="times that each run is done; the least time counts, for busy machines [%(default)s]")
    parser.add_argument("--budget", type=float, default=None, help="seconds of a run to the target [5; quick: 0.5]")
    parser.add_argument("--prolate", default=REPOSITORY / "target/release/prolate", help="the program")
    parser.add_argument("--built", default=REPOSITORY / "target/compare", help="where build.sh built to")
    parser.add_argument("-o", "--output", default=None, help="folder of results [out/compare; quick: out/compare-quick]")
    parser.add_argument("--tables-only", action="store_true", help="run nothing, print what there is")
    options = parser.parse_args()
    quick = options.quick
    options.dimensions = [int(d) for d in (options.dimensions or ("2,4" if quick else "2,4,6,8")).split(",")]
    options.members = options.members or (1 if quick else 3)
    options.seeds = range(1, 1 + (options.seeds or (3 if quick else 7)))
    options.budget = options.budget or (0.5 if quick else 5.0)
    options.output = Path(options.output or ("out/compare-quick" if quick else "out/compare"))
    return options


def worlds(options, files):
    """The problems of the comparison by time to the target."""
    folder = options.output / "problems"
    if options.families != "none":
        seeds = (TUNED_ON if options.worlds == "tuned-on" else NOT_TUNED_ON)[: options.members]
        families = options.families.split(",")
        files = [*problems.members(options.prolate, folder, families, options.dimensions, seeds), *files]
    found = []
    for file in files:
        try:
            problem = problems.read(file)
        except Unsuitable as reason:
            print(f"left out: {file}: {reason}", file=sys.stderr)
            continue
        found.append((problems.written(options.prolate, folder, problem), problem))
    return found


def step_worlds(options):
    """The wall with a window in the plane and in six dimensions, for the measures of steps, batches and memory."""
    folder = options.output / "problems"
    for file in problems.members(options.prolate, folder, ["wall-gap"], [2, 6], NOT_TUNED_ON[:1]):
        problem = problems.read(file)
        yield problems.written(options.prolate, folder, problem), problem


def main():
    """Measures, then prints."""
    options = arguments()
    options.output.mkdir(parents=True, exist_ok=True)
    results = Results(options.output / "results.csv")
    if not options.tables_only:
        measure(options, results)
    limit = max(options.budget, 0.0)
    text = report(results, limit)
    (options.output / "tables.md").write_text(text, encoding="utf-8")
    print(text)
    return 1 if any(row["trouble"] for row in results.rows) else 0


def measure(options, results):
    """Runs what is not in the results yet."""
    built = Path(options.built)
    programs = Programs(str(options.prolate), str(built / "ompl_harness"), str(built / "meter"), options.repeats)
    for program in (programs.prolate, programs.harness, programs.meter):
        if not Path(program).exists():
            sys.exit(f"{program} is missing: see README.md for how to build")
    is_terminal = sys.stderr.isatty()

    def told(text):
        if is_terminal:
            print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    measures = Measures(programs, results, options.seeds, told)
    chosen = options.measures.split(",")
    planners = options.planners.split(",")
    for files, problem in worlds(options, options.scenarios) if {"target", "warm"} & set(chosen) else []:
        if "target" in chosen:
            measures.target(files, problem, planners, options.budget)
        if "warm" in chosen:
            measures.warm(files, problem, [p for p in planners if p in FIRST_ONLY], options.budget)
    # Large trees take OMPL seconds each, in six dimensions tens of seconds.
    scale = 5 if options.quick else 1
    for files, problem in step_worlds(options):
        in_plane = problem.dimension == 2
        if "vertex" in chosen:
            sizes = (90_000, 110_000) if in_plane else (28_000, 32_000)
            measures.vertex(files, problem, *(size // scale for size in sizes))
        if "batch" in chosen:
            measures.batch(files, problem, 10_000 // scale)
        if "memory" in chosen and in_plane:
            measures.memory(files, problem, 100_000 // scale)
    told("")


if __name__ == "__main__":
    sys.exit(main())
