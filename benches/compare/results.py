"""The raw results: a CSV with a row for each run, so that an interrupted comparison goes on where it stood."""

import csv
import math
from pathlib import Path

KEY = ("kind", "problem", "planner", "program", "seed")
FIGURES = ("first_s", "target", "target_s", "cost", "vertices", "time_s", "cpu_s", "memory_mb")
COLUMNS = (*KEY, *FIGURES, "trouble")


class Results:
    """What was measured so far. An infinite figure, or one that does not apply, is an empty cell."""

    def __init__(self, path: Path):
        self.path = path
        self.rows = []
        if path.exists():
            with open(path, encoding="utf-8") as file:
                self.rows = [self._read(row) for row in csv.DictReader(file)]
        else:
            self._append(COLUMNS)
        self.done = {self._key(row): row for row in self.rows}

    @staticmethod
    def _read(row):
        # An interrupted write leaves a row that is cut short; its figures read as missing, never as numbers.
        figures = {key: float(row[key]) if row[key] else math.inf for key in FIGURES}
        return {**row, **figures, "seed": int(row["seed"])}

    @staticmethod
    def _key(row):
        return tuple(str(row[key]) for key in KEY)

    def _append(self, cells):
        with open(self.path, "a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerow(cells)

    def once(self, key, measure):
        """The row of this key: the stored one, or what `measure` gives, stored."""
        row = dict(zip(KEY, key))
        if self._key(row) in self.done:
            return self.done[self._key(row)]
        row = {**row, **dict.fromkeys(FIGURES, math.inf), "trouble": "", **measure()}
        cells = [row[column] for column in COLUMNS]
        self._append(["" if cell == math.inf else cell for cell in cells])
        self.rows.append(row)
        self.done[self._key(row)] = row
        return row

    def of(self, **wanted):
        """The rows with these values."""
        return [row for row in self.rows if all(row[key] == value for key, value in wanted.items())]
