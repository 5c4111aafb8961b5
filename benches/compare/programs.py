"""Runs prolate and OMPL's harness once and tells what a run did, in the same words for both."""

import csv
import json
import math
import statistics
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from problems import Problem

# What prolate calls a planner, and OMPL.
PAIRS = {
    "rrt": "RRT",
    "rrt-connect": "RRTConnect",
    "rrt-star": "RRTstar",
    "rrt-sharp": "RRTsharp",
    "informed-rrt-star": "InformedRRTstar",
    "fmt-star": "FMT",
    "prm-star": "PRMstar",
}
OMPL_ONLY = ("BITstar", "AITstar")
# These end with their first path, and have no further aim.
FIRST_ONLY = ("rrt", "rrt-connect")
# Runs in one process where its first one is not to count.
WARM_RUNS = 50

# The ranges that Planner Developer Tools tuned OMPL to, by dimension, in a unit cube.
TUNED_RANGES = {2: 0.3, 3: 0.4, 4: 0.5, 6: 0.9, 8: 1.25}
TUNED_REWIRING = 1.001
TUNED_GOAL_BIAS = 0.05


def tuned(planner, problem):
    """OMPL's tuned settings for a planner of OMPL, empty where it has none that differ from the defaults."""
    fitting = max(d for d in TUNED_RANGES if d <= problem.dimension)
    grow = {"range": TUNED_RANGES[fitting] * problem.extent}
    bias = {"goal_bias": TUNED_GOAL_BIAS}
    near = {"rewire_factor": TUNED_REWIRING, "use_k_nearest": 0}
    return {
        "RRT": {**grow, **bias},
        "RRTConnect": grow,
        "RRTstar": {**grow, **bias, **near},
        "RRTsharp": {**grow, **bias, **near},
        "InformedRRTstar": {**grow, **bias, **near},
        "BITstar": near,
        "AITstar": near,
        "FMT": {"radius_multiplier": TUNED_REWIRING, "use_k_nearest": 0},
    }.get(planner, {})


@dataclass
class Run:
    """What a run did. Times in seconds; infinite where something did not happen."""

    cost: float = math.inf
    first_s: float = math.inf
    target_s: float = math.inf
    time_s: float = math.inf
    cpu_s: float = math.inf
    memory_mb: float = math.inf
    vertices: int = 0
    sizes: tuple = ()  # (vertices, time, processor time) at each size that was asked for
    firsts: tuple = ()  # the time of the first path, of each run in the process
    trouble: str = ""  # what is wrong with the run's path
    output: str = ""  # what the program printed


@dataclass
class Programs:
    """Where the programs are."""

    prolate: str
    harness: str
    meter: str
    repeats: int = 1

    def prolate_run(self, *what, **more):
        """`prolate plan`, see `_prolate_once`."""
        return self._least(lambda: self._prolate_once(*what, **more))

    def ompl_run(self, *what, **more):
        """OMPL's harness, see `_ompl_once`."""
        return self._least(lambda: self._ompl_once(*what, **more))

    def _least(self, once):
        """A run repeated: a seed makes its work the same, so that what differs is the machine's, and the least time is truest."""
        runs = [once() for _ in range(self.repeats)]
        last = runs[-1]
        for figure in ("first_s", "target_s", "time_s", "cpu_s"):
            setattr(last, figure, min(getattr(run, figure) for run in runs))
        last.sizes = tuple(tuple(map(min, zip(*same))) for same in zip(*(run.sizes for run in runs)))
        last.trouble = max(run.trouble for run in runs)
        return last

    def _prolate_once(self, files, problem: Problem, planner, seed, *, time=None, count=None, target=None, settings=None):
        """One run of `prolate plan`; `count` are its iterations, or the samples of a batch."""
        with tempfile.TemporaryDirectory() as folder:
            command = [self.prolate, "plan", files[0], "-p", planner, "-s", seed, "-o", folder, "--no-plots", "-q"]
            for option, value in (("-t", time), ("-n", count), ("--target-cost", target)):
                command += [] if value is None else [option, repr(value)]
            for key, value in (settings or {}).items():
                command += ["--set", f"{key}={value}"]
            run = self._metered(command, folder, allowed=(0, 1))
            with open(Path(folder, "summary.json"), encoding="utf-8") as file:
                summary = json.load(file)
            run.time_s, run.vertices = summary["time_s"], summary["vertices"]
            with open(Path(folder, "convergence.csv"), encoding="utf-8") as file:
                events = [(float(row["time_s"]), float(row["cost"])) for row in csv.DictReader(file)]
            if summary["solved"]:
                run.cost = summary["cost"]
                self._judge(run, events, files, problem, target, folder)
            return run

    def _ompl_once(self, files, problem: Problem, planner, seed, *, settings=None, target=None, **limits):
        """One run of OMPL's harness; `limits` are its own options."""
        with tempfile.TemporaryDirectory() as folder:
            command = [self.harness, files[1], planner, f"seed={seed}", f"path={folder}/path.csv"]
            command += [f"{key}={value!r}" for key, value in limits.items()]
            command += [] if target is None else [f"target={target!r}"]
            command += [f"set:{key}={value}" for key, value in (settings or {}).items()]
            run = self._metered(command, folder, allowed=(0,))
            rows = list(csv.DictReader(run.output.splitlines()))
            end = next(row for row in rows if row["kind"] == "end")
            run.cost, run.vertices = float(end["cost"]), int(end["vertices"])
            run.time_s, run.cpu_s = float(end["time_s"]), float(end["cpu_s"])
            told = [(int(r["vertices"]), float(r["time_s"]), float(r["cpu_s"])) for r in rows if r["kind"] == "size"]
            run.sizes = tuple(told)
            events = [(float(row["time_s"]), float(row["cost"])) for row in rows if row["kind"] == "improved"]
            if math.isfinite(run.cost):
                self._judge(run, events, files, problem, target, folder)
            run.firsts = tuple(float(row["time_s"]) for row in rows if row["kind"] == "first")
            return run

    def ompl_warm(self, files, problem: Problem, planner, seed, time, settings):
        """As `prolate_warm`."""
        run = self._ompl_once(files, problem, planner, seed, time=time, runs=WARM_RUNS, settings=settings)
        return Run(first_s=statistics.median(run.firsts[1:]), trouble=run.trouble)

    def prolate_warm(self, files, planner, seed, time):
        """The median time of the first path, of runs in a process that has planned before."""
        with tempfile.TemporaryDirectory() as folder:
            command = [self.prolate, "bench", files[0], "-p", planner, "-r", WARM_RUNS, "-j", 1, "-s", seed, "-t", repr(time)]
            command += ["--target-cost", "1e300", "-o", f"{folder}/bench", "--no-plots", "-q"]
            self._metered(command, folder, allowed=(0,))
            with open(Path(folder, "bench", "runs.csv"), encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            firsts = [float(row["first_solution_time_s"] or math.inf) for row in rows]
            return Run(first_s=statistics.median(firsts[1:]))

    def _metered(self, command, folder, allowed):
        used = Path(folder, "used")
        told = subprocess.run(
            [self.meter, used, *map(str, command)], capture_output=True, text=True, check=False, timeout=600
        )
        if told.returncode not in allowed:
            raise RuntimeError(f"{' '.join(map(str, command))}\nended with {told.returncode}: {told.stderr}")
        run = Run(output=told.stdout)
        _, run.cpu_s, run.memory_mb = map(float, used.read_text(encoding="utf-8").split())
        return run

    def _judge(self, run, events, files, problem, target, folder):
        """The times of the first path and of the target; and whether the path is what it is said to be."""
        run.first_s = events[0][0]
        if target is not None:
            run.target_s = min((time for time, cost in events if cost <= target), default=math.inf)
        verify = [self.prolate, "verify", files[0], f"{folder}/path.csv", "--cost", repr(run.cost)]
        told = subprocess.run(verify, capture_output=True, text=True, check=False)
        if told.returncode != 0:
            run.trouble = "refuted by prolate verify"
        elif run.cost < problem.optimum * (1 - 1e-9):
            run.trouble = "cheaper than the optimum"
