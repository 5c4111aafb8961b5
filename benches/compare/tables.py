"""Medians and Markdown tables.

A run that did not come so far counts as infinite; none is dropped. The median is the value of rank ceil(n / 2), so that it
is finite as soon as half of the runs came there.
"""

import math

OURS, DEFAULTS, TUNED = "prolate", "ompl", "ompl-tuned"


def median(values):
    """The value of rank ceil(n / 2); not a number where there are none."""
    values = sorted(values)
    return values[(len(values) + 1) // 2 - 1] if values else math.nan


def number(x, unit=""):
    """A figure with three digits; `-` where it does not exist, or no median run came so far."""
    if not math.isfinite(x):
        return "-"
    return f"{float(f'{x:.3g}'):g}{unit}"


def ratio(ours, theirs, limit=math.inf):
    """How many times more the others need; a bound where one of the two did not come there within `limit`."""
    if math.isnan(ours) or math.isnan(theirs) or ours == theirs == math.inf:
        return "-"
    if theirs == math.inf:
        return f"> {number(limit / ours)}" if math.isfinite(limit) else "> 1"
    if ours == math.inf:
        return f"< {number(theirs / limit)}" if math.isfinite(limit) else "< 1"
    return number(theirs / ours)


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines) + "\n"


def beside(results, kinds, figure, scale=1.0, limit=math.inf):
    """A row for each problem and planner that prolate and OMPL both have, with the medians of one figure beside each other."""
    rows = []
    keys = dict.fromkeys((row["problem"], row["planner"]) for row in results.rows if row["kind"] in kinds)
    for problem, planner in keys:
        chosen = [row for kind in kinds for row in results.of(kind=kind, problem=problem, planner=planner)]

        def of(program):
            return median([row[figure] for row in chosen if row["program"] == program])

        ours, plain, tuned = of(OURS), of(DEFAULTS), of(TUNED)
        if all(not math.isfinite(x) for x in (ours, plain, tuned)):
            continue
        row = [problem, planner, number(ours * scale), number(plain * scale), ratio(ours, plain, limit)]
        rows.append([*row, number(tuned * scale), ratio(ours, tuned, limit)])
    return rows


def overall(results):
    """A row for each planner that both have: the medians, over the problems, of the ratios of the tables above."""

    def quotient(kind, problem, planner, figure, program):
        def of(which):
            chosen = results.of(kind=kind, problem=problem, planner=planner, program=which)
            return median([row[figure] for row in chosen])

        ours, theirs = of(OURS), of(program)
        if math.isnan(ours) or math.isnan(theirs) or ours == theirs == math.inf:
            return math.nan
        return math.inf if theirs == math.inf else theirs / ours

    rows = []
    for kind, planner in dict.fromkeys((row["kind"], row["planner"]) for row in results.rows if row["program"] == OURS):
        if kind not in ("warm", "first", "target"):
            continue
        problems = dict.fromkeys(row["problem"] for row in results.of(kind=kind, planner=planner))
        row = [planner + (", warm" if kind == "warm" else ""), len(problems)]
        for figure in ("first_s", "target_s"):
            for program in (DEFAULTS, TUNED):
                all_of_them = [quotient(kind, problem, planner, figure, program) for problem in problems]
                there = [x for x in all_of_them if not math.isnan(x)]
                row.append("all" if there and median(there) == math.inf else number(median(there)))
        rows.append(row)
    return rows


def bests(results, limit):
    """A row for each problem: the planner with the least median time to the target, of ours and of OMPL's."""
    rows = []
    for problem in dict.fromkeys(row["problem"] for row in results.of(kind="target")):
        medians = {}
        for row in results.of(kind="target", problem=problem):
            medians.setdefault((row["program"] == OURS, row["planner"], row["program"]), []).append(row["target_s"])
        least = {}
        for (is_ours, planner, program), values in medians.items():
            name = planner + (", tuned" if program == TUNED else "")
            least[is_ours] = min(least.get(is_ours, (math.inf, "-")), (median(values), name))
        (ours, our_name), (theirs, their_name) = least[True], least[False]
        row = [problem, our_name, number(ours * 1e3), their_name, number(theirs * 1e3)]
        rows.append([*row, ratio(ours, theirs, limit)])
    return rows


def report(results, limit):
    """All tables that there are results for."""
    head = ["problem", "planner", "prolate", "OMPL", "ratio", "OMPL tuned", "ratio"]
    sections = [
        ("First solution in a process that has planned before, ms", ("warm",), "first_s", 1e3, limit),
        ("First solution, ms", ("first", "target"), "first_s", 1e3, limit),
        ("Time to the target, ms", ("target",), "target_s", 1e3, limit),
        ("Time per vertex, µs", ("vertex",), "time_s", 1e6, math.inf),
        ("Processor time per vertex, µs", ("vertex",), "cpu_s", 1e6, math.inf),
        ("One batch, ms", ("batch",), "time_s", 1e3, math.inf),
        ("One batch, processor time, ms", ("batch",), "cpu_s", 1e3, math.inf),
        ("One batch, cost of the path", ("batch",), "cost", 1.0, math.inf),
        ("Peak memory above that of the program with hardly a vertex, MB", ("memory",), "memory_mb", 1.0, math.inf),
    ]
    parts = []
    for title, kinds, figure, scale, most in sections:
        rows = beside(results, kinds, figure, scale, most)
        if rows:
            parts.append(f"### {title}\n\n{table(head, rows)}")
        if figure == "target_s" and rows:
            best_head = ["problem", "best of prolate", "ms", "best of OMPL", "ms", "ratio"]
            parts.append(f"### Best to the target\n\n{table(best_head, bests(results, limit))}")
    rows = overall(results)
    if rows:
        over_head = ["planner", "problems", "first", "first, tuned", "target", "target, tuned"]
        parts.append(f"### Ratios, medians over the problems\n\n{table(over_head, rows)}")
    troubles = [row for row in results.rows if row["trouble"]]
    runs = len(results.rows)
    parts.append(f"{runs} rows, {len(troubles)} of them with a path that is not what it is said to be.\n")
    parts += [f"- {row['kind']} {row['problem']} {row['planner']} {row['program']} {row['seed']}: {row['trouble']}\n"
              for row in troubles]
    return "\n".join(parts)
