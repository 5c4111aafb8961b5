#!/usr/bin/env python3
"""How far `prolate plan` overruns its budget of time, over all planners, extreme settings and large worlds.

    cargo build --release
    benches/overrun.py                # everything: twelve minutes
    benches/overrun.py --signal       # SIGTERM after half of the budget instead
    benches/overrun.py --only fmt-star

Each run has a budget of one second (`-t 1s`). What is printed is the processor time that the process still takes once a second
has passed since its start, until its end with all files written; the largest comes last. It is processor time, so that what
else runs on the machine does not count. With `--signal` the budget is a minute, and the process is sent SIGTERM half a second
after its start; what is printed is the processor time from the signal to its end. Python 3 with its standard library, on Linux.
"""

import argparse
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time

PROGRAM = os.path.join(os.path.dirname(__file__), "..", "target", "release", "prolate")


def bounds(d, size):
    return "[" + ", ".join(f"[0, {size}]" for _ in range(d)) + "]"


def state(d, x):
    return "[" + ", ".join([str(x)] * d) + "]"


def world(d, size, obstacles="", goal=None, extra=""):
    goal = goal or f"{{state: {state(d, 0.95 * size)}}}"
    return (
        f"space: {{bounds: {bounds(d, size)}}}\nstart: {state(d, 0.05 * size)}\ngoal: {goal}\n{extra}"
        + ("obstacles:\n" + obstacles if obstacles else "")
    )


def boxes(d, size, count, side, seed):
    rng = random.Random(seed)
    lines = []
    while len(lines) < count:
        low = [round(rng.uniform(0, size - side), 3) for _ in range(d)]
        high = [round(x + rng.uniform(0.1 * side, side), 3) for x in low]
        if all(l <= 0.06 * size for l in low) or all(h >= 0.94 * size for h in high):
            continue
        lines.append(f"  - box: {{min: {low}, max: {high}}}\n")
    return "".join(lines)


def linear(n):
    rng = random.Random(n)
    a = [[round(rng.gauss(0, 1), 3) for _ in range(n)] for _ in range(n)]
    b = [[round(rng.gauss(0, 1), 3)] for _ in range(n)]
    box = ", ".join("[-10, 10]" for _ in range(n))
    return (
        f"space: {{bounds: [{box}]}}\ndynamics: {{linear: {{A: {a}, B: {b}, position: [0, 1]}}}}\n"
        f"start: {[0.0] * n}\ngoal: {{ball: {{center: {[5.0] + [0.0] * (n - 1)}, radius: 1}}}}\n"
    )


SWAMP = "objective: {cost-map: {default: 1.0, regions: [{box: {min: [6, 2], max: [14, 20]}, weight: 100.0}]}}\n"


def straight_worlds():
    yield "empty, 2-D", world(2, 20)
    yield "small goal behind a box, 2-D", world(
        2, 20, "  - box: {min: [8, 2], max: [12, 18]}\n", "{ball: {center: [19, 10], radius: 0.01}}"
    )
    yield "cost map, 2-D", world(2, 20, extra=SWAMP)
    yield "1e5 boxes, 2-D", world(2, 1000, boxes(2, 1000, 100_000, 2.0, 1))
    yield "1e5 boxes, 3-D", world(3, 1000, boxes(3, 1000, 100_000, 8.0, 2))
    yield "1000 boxes, 6-D", world(6, 10, boxes(6, 10, 1000, 4.0, 3))
    yield "empty, 16-D", world(16, 10)
    yield "100 boxes, 16-D", world(16, 10, boxes(16, 10, 100, 9.0, 4))


STRAIGHT = {
    "rrt": ["", "range=1e-6", "range=1e9", "goal-bias=1", "sampler=gaussian", "sampler=bridge", "shorten=true"],
    "rrt-connect": ["", "range=1e-6", "range=1e9", "goal-bias=1", "sampler=halton", "shorten=true"],
    "rrt-star": ["", "range=1e-6", "rewire-factor=.inf", "rewire-factor=.inf neighbors=k-nearest", "pruning=true path-bias=1", "goal-bias=1"],
    "rrt-sharp": ["", "range=1e-6", "rewire-factor=.inf", "inclusion=v3 rewire-factor=.inf"],
    "informed-rrt-star": ["", "rewire-factor=.inf", "path-bias=1", "range=1e-6", "path-bias=0 range=1e9"],
    "fmt-star": ["", "samples=100000", "samples=100000 rewire-factor=.inf", "samples=1000000000", "samples=30000 on-failure=resample", "samples=100000 goal-bias=1"],
    "prm-star": ["", "samples=100000", "samples=100000 rewire-factor=.inf", "samples=1000000000", "samples=100000 sampler=bridge"],
}
DYNAMIC = ["", "rewire-factor=.inf", "rewire-factor=1e-3", "goal-bias=1", "pruning=false"]


def cases(root, folder):
    for title, text in straight_worlds():
        path = os.path.join(folder, title.replace(" ", "_").replace(",", "") + ".yaml")
        with open(path, "w") as file:
            file.write(text)
        for planner, settings in STRAIGHT.items():
            for setting in settings:
                yield title, path, planner, setting
    dynamics = os.path.join(root, "scenarios", "kinodynamic")
    paths = [os.path.join(dynamics, name) for name in sorted(os.listdir(dynamics)) if name.endswith(".yaml")]
    for n in (2, 4, 8, 12):
        path = os.path.join(folder, f"linear_{n}.yaml")
        with open(path, "w") as file:
            file.write(linear(n))
        paths.append(path)
    for path in paths:
        for setting in DYNAMIC:
            yield os.path.basename(path), path, "kinodynamic-rrt-star", setting


def used(pid):
    """Processor time of a running process, in seconds."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run(path, planner, setting, output, options):
    budget, wait = ("60s", 0.5) if options.signal else ("1s", 1.0)
    arguments = [PROGRAM, "plan", path, "-p", planner, "-o", output, "-q", "-t", budget]
    for pair in setting.split():
        arguments += ["--set", pair]
    if options.no_plots:
        arguments.append("--no-plots")
    began = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    time.sleep(wait)
    # A process that has ended is not waited for yet: its times can still be read.
    before = used(process.pid)
    if options.signal:
        process.send_signal(signal.SIGTERM)
    error = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    beyond = max(0.0, usage.ru_utime + usage.ru_stime - before)
    return beyond, time.monotonic() - began, process.returncode, error.decode()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--signal", action="store_true", help="send SIGTERM instead of waiting for the budget")
    parser.add_argument("--no-plots", action="store_true", help="write no pictures")
    parser.add_argument("--only", default="", help="only this planner")
    parser.add_argument("--world", default="", help="only worlds with this in their name")
    options = parser.parse_args()
    root = os.path.join(os.path.dirname(__file__), "..")
    legal = {0, 1, 143}
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for title, path, planner, setting in cases(root, folder):
            if options.only not in planner or options.world not in title:
                continue
            output = os.path.join(folder, "out")
            beyond, whole, status, error = run(path, planner, setting, output, options)
            rows.append((beyond, whole, title, planner, setting))
            print(f"{beyond:7.3f} s beyond, {whole:6.2f} s in all, status {status}: {title}; {planner} {setting}", flush=True)
            if status not in legal:
                print(error, file=sys.stderr)
                return 1
    rows.sort(reverse=True)
    print(f"\n{len(rows)} runs; the largest:")
    for beyond, whole, title, planner, setting in rows[:10]:
        print(f"{beyond:7.3f} s beyond, {whole:6.2f} s in all: {title}; {planner} {setting}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
