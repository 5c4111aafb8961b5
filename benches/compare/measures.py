"""What is measured. Each measure runs prolate, OMPL at its defaults and OMPL tuned in turn, seed by seed.

Taking turns run by run makes a machine that slows down slow all of them.
"""

import math

from problems import Problem
from programs import FIRST_ONLY, OMPL_ONLY, PAIRS, TUNED_RANGES, Programs, tuned
from results import Results
from tables import DEFAULTS, OURS, TUNED

# The rule of nearness in measures of a step: the factor of both programs, and how each of them spells the rules.
FACTOR = 1.1
GOAL_BIAS = 0.05
RULES = {
    "radius": ({"neighbors": "radius"}, 0),
    "k-nearest": ({"neighbors": "k-nearest"}, 1),
}


class Measures:
    """The programs, the results so far and the seeds."""

    def __init__(self, programs: Programs, results: Results, seeds, told):
        self.programs, self.results, self.seeds, self.told = programs, results, seeds, told

    def _row(self, run, **more):
        figures = ("first_s", "target_s", "cost", "vertices", "time_s", "cpu_s", "memory_mb", "trouble")
        return {**{figure: getattr(run, figure) for figure in figures}, **more}

    def _once(self, kind, problem, planner, program, seed, measure):
        self.told(f"{kind}: {problem.name}, {planner}, {program}, seed {seed}")
        return self.results.once((kind, problem.name, planner, program, seed), measure)

    def reference(self, files, problem: Problem, budget):
        """The least cost known: the optimum, or the best of both programs' strongest planners on a longer run each."""
        if not math.isnan(problem.optimum):
            return problem.optimum
        ours, theirs = "informed-rrt-star", "BITstar"

        def our_run():
            return self._row(self.programs.prolate_run(files, problem, ours, 1, time=budget))

        def their_run():
            return self._row(self.programs.ompl_run(files, problem, theirs, 1, time=budget))

        rows = [
            self._once("reference", problem, ours, OURS, 1, our_run),
            self._once("reference", problem, theirs, DEFAULTS, 1, their_run),
        ]
        return min(row["cost"] for row in rows)

    def target(self, files, problem: Problem, planners, budget):
        """Times of the first path, and of the first one within the tolerance of the least cost known."""
        best = self.reference(files, problem, 4 * budget)
        aim = best * (1 + problem.tolerance)

        def within(run, first):
            # A planner that notices the end of the budget late is not to gain by it.
            return math.inf if first or run.target_s > budget else run.target_s

        for seed in self.seeds:
            for planner in planners:
                first = planner in FIRST_ONLY or planner in (PAIRS[p] for p in FIRST_ONLY)
                # Any path at all ends the runs of planners that do not improve it.
                kind, cost = ("first", math.inf) if first else ("target", aim)
                theirs = PAIRS.get(planner, planner)

                def our_run():
                    most = 1e300 if first else aim
                    run = self.programs.prolate_run(files, problem, planner, seed, time=budget, target=most)
                    return self._row(run, target=cost, target_s=within(run, first))

                def their_run(settings):
                    limit = None if first else aim
                    run = self.programs.ompl_run(
                        files, problem, theirs, seed, time=budget, target=limit, settings=settings
                    )
                    return self._row(run, target=cost, target_s=within(run, first))

                if planner in PAIRS:
                    self._once(kind, problem, planner, OURS, seed, our_run)
                self._once(kind, problem, planner, DEFAULTS, seed, lambda: their_run({}))
                settings = tuned(theirs, problem)
                if settings:
                    self._once(kind, problem, planner, TUNED, seed, lambda: their_run(settings))

    def warm(self, files, problem: Problem, planners, budget):
        """Times of the first path where the program has planned before: each the median of many runs in a process.

        A first path takes microseconds; in a new process most of its time is that of bringing the code into memory. Even
        then it depends on what was done between the runs: prolate writes a row to disk and takes a new thread.
        """
        for seed in self.seeds:
            for planner in planners:

                def our_run():
                    return self._row(self.programs.prolate_warm(files, planner, seed, budget))

                def their_run(settings):
                    return self._row(self.programs.ompl_warm(files, problem, PAIRS[planner], seed, budget, settings))

                self._once("warm", problem, planner, OURS, seed, our_run)
                self._once("warm", problem, planner, DEFAULTS, seed, lambda: their_run({}))
                settings = tuned(PAIRS[planner], problem)
                self._once("warm", problem, planner, TUNED, seed, lambda: their_run(settings))

    def vertex(self, files, problem: Problem, low, high):
        """Time for each vertex that RRT* adds between two sizes of its tree, by both rules of nearness."""
        reach = TUNED_RANGES[problem.dimension] * problem.extent
        for seed in self.seeds:
            for rule, (ours, theirs) in RULES.items():
                settings = {"range": reach, "goal-bias": GOAL_BIAS, "rewire-factor": FACTOR, **ours}

                def our_run():
                    # What share of the iterations adds a vertex depends on the world; the seed makes the longer run
                    # repeat the shorter one.
                    def run(count):
                        return self.programs.prolate_run(
                            files, problem, "rrt-star", seed, count=count, settings=settings
                        )

                    probe = run(low // 4)
                    share = probe.vertices / (low // 4)
                    first, last = run(round(low / share)), run(round(high / share))
                    added = last.vertices - first.vertices
                    return self._row(
                        last,
                        time_s=(last.time_s - first.time_s) / added,
                        cpu_s=(last.cpu_s - first.cpu_s) / added,
                    )

                def their_run():
                    near = {"rewire_factor": FACTOR, "use_k_nearest": theirs}
                    run = self.programs.ompl_run(
                        files, problem, "RRTstar", seed, time=600.0, vertices=high, sizes=Sizes(low, high),
                        settings={"range": reach, "goal_bias": GOAL_BIAS, **near},
                    )
                    first, last = run.sizes
                    added = last[0] - first[0]
                    return self._row(run, time_s=(last[1] - first[1]) / added, cpu_s=(last[2] - first[2]) / added)

                label = f"rrt-star, {rule}, {low} to {high}"
                self._once("vertex", problem, label, OURS, seed, our_run)
                self._once("vertex", problem, label, DEFAULTS, seed, their_run)

    def batch(self, files, problem: Problem, samples):
        """Time of FMT* and PRM* over the same number of samples, by the same rule of nearness."""
        cases = [
            ("fmt-star", "radius", FACTOR, {"radius_multiplier": FACTOR, "use_k_nearest": 0}),
            ("fmt-star", "k-nearest", 1.0, {"radius_multiplier": 1.0, "use_k_nearest": 1}),
            # OMPL's PRM* has this one rule.
            ("prm-star", "k-nearest", 1.0, {}),
        ]
        for seed in self.seeds:
            for planner, rule, factor, theirs in cases:

                def our_run():
                    # The system counts the processor time of the whole program; the run with few samples takes its start off.
                    settings = {"neighbors": rule, "rewire-factor": factor}

                    def run(count):
                        return self.programs.prolate_run(files, problem, planner, seed, count=count, settings=settings)

                    base, full = run(10), run(samples)
                    return self._row(full, cpu_s=full.cpu_s - base.cpu_s)

                def their_run():
                    return self._row(
                        self.programs.ompl_run(
                            files, problem, PAIRS[planner], seed, time=120.0, samples=samples, settings=theirs
                        )
                    )

                label = f"{planner}, {rule}, {samples} samples"
                self._once("batch", problem, label, OURS, seed, our_run)
                self._once("batch", problem, label, DEFAULTS, seed, their_run)

    def memory(self, files, problem: Problem, vertices):
        """Peak memory of RRT* with that many vertices, less that of the same program with hardly any."""
        settings = {"neighbors": "radius", "rewire-factor": FACTOR}
        near = {"use_k_nearest": 0, "rewire_factor": FACTOR}
        for seed in self.seeds:

            def our_run():
                def run(count):
                    return self.programs.prolate_run(files, problem, "rrt-star", seed, count=count, settings=settings)

                probe = run(vertices // 4)
                base, full = run(10), run(round(vertices * (vertices // 4) / probe.vertices))
                return self._row(full, memory_mb=full.memory_mb - base.memory_mb)

            def their_run():
                def run(count):
                    return self.programs.ompl_run(
                        files, problem, "RRTstar", seed, time=600.0, vertices=count, settings=near
                    )

                base, full = run(10), run(vertices)
                return self._row(full, memory_mb=full.memory_mb - base.memory_mb)

            label = f"rrt-star, {vertices} vertices"
            self._once("memory", problem, label, OURS, seed, our_run)
            self._once("memory", problem, label, DEFAULTS, seed, their_run)


class Sizes(tuple):
    """Sizes of a tree as the harness takes them."""

    def __new__(cls, *sizes):
        return super().__new__(cls, sizes)

    def __repr__(self):
        return ",".join(map(str, self))


def everyone():
    """All planners of the comparison."""
    return (*PAIRS, *OMPL_ONLY)
