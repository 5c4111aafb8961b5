"""The problems that both programs are given: read from scenarios, written for each of them.

Only what both can solve exactly is taken: boxes, balls, a point robot, one goal, path length. The goal becomes a point,
the centre of a goal ball, as OMPL's planners differ in what a ball means to them.
"""

import json
import math
import re
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

# Seeds of families. The defaults of prolate may be tuned on members of the first seeds; the others are for the proof.
TUNED_ON = (1, 2, 3)
NOT_TUNED_ON = (101, 102, 103)
# Whether the seed changes the family's world.
FAMILIES = {"random-boxes": True, "wall-gap": True, "double-enclosure": False, "centred-box": True}


class Unsuitable(Exception):
    """Why a scenario cannot be compared."""


@dataclass
class Problem:
    """A world of closed boxes and balls in a box, a start and a goal point."""

    name: str
    bounds: list
    start: list
    goal: list
    boxes: list = field(default_factory=list)
    balls: list = field(default_factory=list)
    optimum: float = math.nan  # not a number where it is not known

    @property
    def dimension(self):
        return len(self.bounds)

    @property
    def extent(self):
        """The largest extent of the bounds."""
        return max(high - low for low, high in self.bounds)

    @property
    def tolerance(self):
        """How far above the least cost counts as there: 1 %, from four dimensions on 2 %."""
        return 0.01 if self.dimension < 4 else 0.02

    def to_yaml(self):
        """The problem as prolate reads it."""
        lines = [f"name: {self.name}"]
        if not math.isnan(self.optimum):
            lines.append(f"optimum: {self.optimum!r}")
        lines.append(f"space: {{bounds: {self.bounds}}}")
        if self.boxes or self.balls:
            lines.append("obstacles:")
        lines += [f"  - box: {{min: {low}, max: {high}}}" for low, high in self.boxes]
        lines += [f"  - ball: {{center: {center}, radius: {radius}}}" for center, radius in self.balls]
        lines += [f"start: {self.start}", f"goal: {{state: {self.goal}}}"]
        return "\n".join(lines) + "\n"

    def to_words(self):
        """The problem as the harness reads it."""

        def row(word, *numbers):
            return " ".join([word, *(repr(x) for x in numbers)])

        low, high = zip(*self.bounds)
        lines = [row("dimension", self.dimension), row("low", *low), row("high", *high)]
        lines += [row("start", *self.start), row("goal", *self.goal)]
        lines += [row("box", *low, *high) for low, high in self.boxes]
        lines += [row("ball", *center, radius) for center, radius in self.balls]
        return "\n".join(lines) + "\n"


def flow(text):
    """A YAML value on one line: numbers, words, [lists] and {maps}."""
    tokens = re.findall(r'"[^"]*"|[\[\]{}:,]|[^\s\[\]{}:,]+', text)
    place = 0

    def value():
        nonlocal place
        token = tokens[place]
        place += 1
        if token == "[":
            items = []
            while tokens[place] != "]":
                items.append(value())
                place += tokens[place] == ","
            place += 1
            return items
        if token == "{":
            items = {}
            while tokens[place] != "}":
                key = tokens[place]
                place += 2
                items[key] = value()
                place += tokens[place] == ","
            place += 1
            return items
        try:
            return float(token)
        except ValueError:
            return token

    return value()


def plain(text):
    """The keys of a scenario in the plain form of this project's own files: a key or an obstacle on a line of its own."""
    keys = {"obstacles": []}
    for line in text.splitlines():
        line = re.sub(r"(^|\s)#.*", "", line).rstrip()
        item = re.match(r"\s+- (\w[\w-]*): (.*)", line)
        pair = re.match(r"(\w[\w-]*):\s*(.*)", line)
        if item:
            keys["obstacles"].append((item[1], flow(item[2])))
        elif pair and pair[1] in ("name", "description", "optimum-source"):
            keys[pair[1]] = pair[2]
        elif pair and pair[2]:
            keys[pair[1]] = flow(pair[2])
        elif pair and pair[1] == "obstacles":
            continue
        elif line:
            raise Unsuitable(f"this line is not in the plain form: {line.strip()}")
    return keys


def read(path):
    """The problem of a scenario's file."""
    keys = plain(Path(path).read_text(encoding="utf-8"))
    for key in ("objective", "dynamics", "sampling"):
        if keys.get(key, "path-length") != "path-length":
            raise Unsuitable(f"it has the key `{key}`")
    if keys.get("robot", {"radius": 0.0}) != {"radius": 0.0}:
        raise Unsuitable("its robot is not a point")
    if "bounds" not in keys.get("space", {}):
        raise Unsuitable("it has no bounds of its own")
    goal, optimum = keys["goal"], keys.get("optimum", math.nan)
    if "ball" in goal:
        # The optimum to the ball is not that to its centre.
        goal, optimum = {"state": goal["ball"]["center"]}, math.nan
    if "state" not in goal:
        raise Unsuitable("its goal is neither a state nor a ball")
    kinds = {kind for kind, _ in keys["obstacles"]}
    if not kinds <= {"box", "ball"}:
        raise Unsuitable("it has obstacles besides boxes and balls")
    return Problem(
        name=keys.get("name", Path(path).stem),
        bounds=keys["space"]["bounds"],
        start=keys["start"],
        goal=goal["state"],
        boxes=[(shape["min"], shape["max"]) for kind, shape in keys["obstacles"] if kind == "box"],
        balls=[(shape["center"], shape["radius"]) for kind, shape in keys["obstacles"] if kind == "ball"],
        optimum=optimum,
    )


def members(prolate, folder, families, dimensions, seeds):
    """Scenario files of families' members, as `prolate bench` makes them; the planner gets no time to speak of."""
    lines = ["experiment: members", "scenarios:"]
    for family in families:
        for dimension in dimensions:
            for seed in seeds if FAMILIES[family] else seeds[:1]:
                lines.append(f"  - {{family: {family}, dimension: {dimension}, seed: {seed}}}")
    lines += ["planners: [rrt]", "runs: 1", "stop: {iterations: 1}", "jobs: 1"]
    folder.mkdir(parents=True, exist_ok=True)
    experiment = folder / "members.yaml"
    experiment.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = folder / ("members-" + "-".join(map(str, seeds)) + "-" + "-".join(map(str, dimensions)))
    command = [prolate, "bench", experiment, "-o", out, "--no-plots", "-q"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return sorted((out / "scenarios").glob("*.yaml"))


def written(prolate, folder, problem):
    """Writes the problem for both programs; in the plane its least cost is worked out where it is not known."""
    folder.mkdir(parents=True, exist_ok=True)
    scenario, words = folder / f"{problem.name}.yaml", folder / f"{problem.name}.txt"
    scenario.write_text(problem.to_yaml(), encoding="utf-8")
    if math.isnan(problem.optimum) and problem.dimension == 2:
        told = subprocess.run([prolate, "optimum", "--json", scenario], capture_output=True, text=True, check=False)
        if told.returncode == 0:
            optimum = json.loads(told.stdout)["optimum"]
            problem.optimum = math.nan if optimum is None else optimum
            scenario.write_text(problem.to_yaml(), encoding="utf-8")
    words.write_text(problem.to_words(), encoding="utf-8")
    return scenario, words
