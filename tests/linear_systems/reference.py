#!/usr/bin/env python3
"""Makes `systems.json`: random linear systems, pairs of states, and the optimal cost and arrival time of each pair.

    pip install python-flint
    python3 tests/linear_systems/reference.py > tests/linear_systems/systems.json

A system is A = V L V^-1 with V of normal numbers and L of real modes and complex pairs, whose real parts lie between -100 and
2: in every other system spread evenly, in the others by their logarithms, so that slow and unstable modes come often. The
numbers are rounded to six digits first; all that follows is about the rounded numbers.

The reference is c(t) = t + r' G^-1 r in modal coordinates, where G is known in closed form (a Cauchy-like matrix). Modes
that grow are referred to the start, so that every exponential decays. It is evaluated with so many digits that twice as
many change nothing, on a grid of times that resolves every mode that is still alive up to the best cost found, which no
later arrival can beat; each minimum of the grid is then refined by golden sections.
"""

import json
import math
import random
import sys

from flint import acb, acb_mat, arb, arb_mat, ctx

SEED = 20121
SYSTEMS = 200
DISTANCES = (0.1, 1.0, 10.0, 100.0)
MOST_TIMES = 20_000


def rounded(x):
    return float(f"{x:.6g}")


def normal_matrix(rng, rows, columns):
    return [[rng.gauss(0.0, 1.0) for _ in range(columns)] for _ in range(rows)]


def to_acb(rows):
    return acb_mat([[acb(x) for x in row] for row in rows])


def real_part(rng, evenly):
    if evenly:
        return rng.uniform(-100.0, 2.0)
    if rng.random() < 0.3:
        return rng.uniform(0.0, 2.0)
    return -(10.0 ** rng.uniform(-1.0, 2.0))


def draw_system(rng, i):
    n = 2 + i % 11
    m = min(n, 1 + (i // 11) % 4)
    evenly = i % 2 == 0
    modes = [[0.0] * n for _ in range(n)]
    k = 0
    while k < n:
        re = real_part(rng, evenly)
        if k + 1 < n and rng.random() < 0.5:
            im = 10.0 ** rng.uniform(-1.0, 1.0)
            modes[k][k] = modes[k + 1][k + 1] = re
            modes[k][k + 1], modes[k + 1][k] = im, -im
            k += 2
        else:
            modes[k][k] = re
            k += 1
    v = to_acb(normal_matrix(rng, n, n))
    a = v * to_acb(modes) * v.inv()
    a = [[rounded(float(a[p, q].real.mid())) for q in range(n)] for p in range(n)]
    b = [[rounded(x) for x in row] for row in normal_matrix(rng, n, m)]
    c = [rounded(rng.gauss(0.0, 1.0)) for _ in range(n)]
    f = normal_matrix(rng, m, m)
    r = [[sum(f[p][k] * f[q][k] for k in range(m)) + (0.1 if p == q else 0.0) for q in range(m)] for p in range(m)]
    r = [[rounded(r[max(p, q)][min(p, q)]) for q in range(m)] for p in range(m)]
    return {"A": a, "B": b, "c": c, "R": r}


def triangular(rows):
    """The lower triangle L with L L' = M (Cholesky)."""
    n = len(rows)
    factor = [[arb(0)] * n for _ in range(n)]
    for i in range(n):
        for j in range(i + 1):
            rest = arb(rows[i][j]) - sum(factor[i][k] * factor[j][k] for k in range(j))
            factor[i][j] = rest.sqrt() if i == j else rest / factor[j][j]
    return arb_mat(factor)


class TooFewDigits(Exception):
    """The precision at hand does not do."""


class Modal:
    """A system in modal coordinates, at the precision at hand."""

    def __init__(self, system):
        a, b = to_acb(system["A"]), to_acb(system["B"])
        self.n = a.nrows()
        values, self.back = a.eig(right=True)
        self.values = values
        self.to = self.back.inv()
        # R^-1 = W W' with the inverse of R's triangular factor.
        self.pushes = self.to * b * acb_mat(triangular(system["R"]).inv().transpose())
        spread = self.pushes * self.pushes.conjugate().transpose()
        self.grows = [v.real > 0 for v in values]
        self.constant = self.to * acb_mat([[acb(x)] for x in system["c"]])
        self.sums = [[values[i] + values[j].conjugate() for j in range(self.n)] for i in range(self.n)]
        self.spread = [[spread[i, j] / self.sums[i][j] for j in range(self.n)] for i in range(self.n)]

    def state(self, x):
        """States, one per column."""
        return self.to * acb_mat([[acb(v) for v in row] for row in zip(*x)])

    def at(self, t):
        """The residual's parts and the Gramian, every exponential decaying."""
        t = acb(t)
        e = [(-v * t if g else v * t).exp() for v, g in zip(self.values, self.grows)]
        n, gram = self.n, []
        for i in range(n):
            row = []
            for j in range(n):
                ei, ej = e[i], e[j].conjugate()
                if not self.grows[i] and not self.grows[j]:
                    factor = ei * ej - 1
                elif self.grows[i] and self.grows[j]:
                    factor = 1 - ei * ej
                elif self.grows[j]:
                    factor = ei - ej
                else:
                    # The conjugate of the case above.
                    factor = ej - ei
                row.append(self.spread[i][j] * factor)
            gram.append(row)
        return e, acb_mat(gram)

    def residual(self, e, z0, z1):
        """What the pairs, one per column, lack at a time."""
        rho = []
        for i in range(self.n):
            drift = self.constant[i, 0] / self.values[i]
            columns = range(z0.ncols())
            if self.grows[i]:
                rho.append([e[i] * z1[i, k] - z0[i, k] - drift * (1 - e[i]) for k in columns])
            else:
                rho.append([z1[i, k] - e[i] * z0[i, k] - drift * (e[i] - 1) for k in columns])
        return acb_mat(rho)

    def solved(self, t, z0, z1):
        e, gram = self.at(t)
        rho = self.residual(e, z0, z1)
        try:
            d = gram.solve(rho)
        except ZeroDivisionError:
            raise TooFewDigits from None
        energies = [sum((rho[i, k].conjugate() * d[i, k]).real for i in range(self.n)) for k in range(rho.ncols())]
        # The balls of interval arithmetic say how much of the numbers is known.
        if any(not float(e.rad()) <= 1e-14 * float(e.mid()) for e in energies):
            raise TooFewDigits
        return [t + float(e.mid()) for e in energies], e, d

    def costs(self, t, z0, z1):
        return self.solved(t, z0, z1)[0]

    def costs_and_slopes(self, t, z0, z1):
        """c and c' = 1 - 2 (A x1 + c)' y - y' B R^-1 B' y with the costate y at the end, for each pair."""
        costs, e, d = self.solved(t, z0, z1)
        slopes = []
        for k in range(z0.ncols()):
            y = [d[i, k] * (e[i].conjugate() if self.grows[i] else 1) for i in range(self.n)]
            rate = [self.values[i] * z1[i, k] + self.constant[i, 0] for i in range(self.n)]
            along = sum((rate[i].conjugate() * y[i]).real for i in range(self.n))
            push = [sum(self.pushes[i, j].conjugate() * y[i] for i in range(self.n)) for j in range(self.pushes.ncols())]
            effort = sum((p * p.conjugate()).real for p in push)
            slopes.append(float((1 - 2 * along - effort).mid()))
        return costs, slopes


def root(f, low, high):
    """Where the slope, the second of what f gives, rises through 0: (cost, time)."""
    (a, fa), (b, fb) = low, high
    best = (math.inf, a)
    for step in range(200):
        t = a - fa * (b - a) / (fb - fa)
        if step % 3 == 2 or not a < t < b:
            t = 0.5 * (a + b)
        if not a < t < b:
            break
        cost, slope = f(t)
        best = min(best, (cost, t))
        if slope < 0:
            a, fa = t, slope
        else:
            b, fb = t, slope
    return best


def near(system, pair, time, digits):
    """The cost at a time."""
    ctx.dps = digits
    modal = Modal(system)
    return modal.costs(time, modal.state([pair[0]]), modal.state([pair[1]]))[0]


def minima(system, pairs, digits):
    """The least cost and its time for each pair, and how far the grid of times went."""
    ctx.dps = digits
    modal = Modal(system)
    z0, z1 = modal.state([p[0] for p in pairs]), modal.state([p[1] for p in pairs])
    modes = [(abs(float(v.real.mid())), math.hypot(float(v.real.mid()), float(v.imag.mid()))) for v in modal.values]
    t = 1e-5
    times, rows = [], []
    best = [(math.inf, 0.0)] * len(pairs)
    while t < max(b[0] for b in best) and len(times) < MOST_TIMES:
        times.append(t)
        rows.append(modal.costs_and_slopes(t, z0, z1))
        best = [min(b, (c, t)) for b, c in zip(best, rows[-1][0])]
        alive = [size for re, size in modes if re * t < 40.0]
        if not alive:
            break
        t += min(0.06 * t, 0.25 / max(alive))
    for i, pair in enumerate(pairs):
        ends = [modal.state([x]) for x in pair]

        def one(t):
            costs, slopes = modal.costs_and_slopes(t, *ends)
            return costs[0], slopes[0]

        # A dip may be far narrower than modes move, and far below both of its sides: the slope tells.
        for k in range(len(times) - 1):
            low, high = (times[k], rows[k][1][i]), (times[k + 1], rows[k + 1][1][i])
            if low[1] < 0 <= high[1]:
                # The lower of the parabolas from both ends, less what they differ by.
                curvature = (high[1] - low[1]) / (high[0] - low[0])
                lows = [rows[k + j][0][i] - 0.5 * (low, high)[j][1] ** 2 / curvature for j in (0, 1)]
                if min(lows) - abs(lows[0] - lows[1]) <= best[i][0]:
                    best[i] = min(best[i], root(one, low, high))
    return best, times[-1] if len(times) == MOST_TIMES else math.inf


def draw_pair(rng, system, distance, reached):
    n = len(system["A"])
    x0 = [rng.gauss(0.0, 1.0) for _ in range(n)]
    step = [rng.gauss(0.0, 1.0) for _ in range(n)]
    base = x0
    if reached:
        # Where the drift leads, and the way of a random costate from there.
        ctx.dps = 60
        t = 10.0 ** rng.uniform(-1.0, 0.7)
        modal = Modal(system)
        e, gram = modal.at(t)
        zero = acb_mat([[acb(0)] for _ in range(n)])
        rho = modal.residual(e, modal.state([x0]), zero)
        way = gram * acb_mat([[acb(s)] for s in step])
        full = lambda z: [z[i, 0] / e[i] if modal.grows[i] else z[i, 0] for i in range(n)]
        drifted = modal.back * acb_mat([[-v] for v in full(rho)])
        pushed = modal.back * acb_mat([[v] for v in full(way)])
        base = [float(drifted[i, 0].real.mid()) for i in range(n)]
        step = [float(pushed[i, 0].real.mid()) for i in range(n)]
    size = math.sqrt(sum(s * s for s in step))
    x1 = [b + distance * s / size for b, s in zip(base, step)]
    digits = 15 if reached else 6
    return [rounded(x) for x in x0], [float(f"{x:.{digits}g}") for x in x1]


def main():
    rng = random.Random(SEED)
    print("[")
    for i in range(SYSTEMS):
        system = draw_system(rng, i)
        pairs = [draw_pair(rng, system, d, (i + k) % 2 == 0) for k, d in enumerate(DISTANCES)]
        digits = 80 if len(system["A"]) < 6 else 160
        while True:
            try:
                best, seen = minima(system, pairs, digits)
                again = [near(system, pair, time, 2 * digits) for pair, (_, time) in zip(pairs, best)]
                if all(abs(a - cost) <= 1e-11 * abs(cost) for a, (cost, _) in zip(again, best)):
                    break
            except TooFewDigits:
                pass
            digits *= 2
        records = []
        for pair, (cost, time) in zip(pairs, best):
            # What the grid has not seen to its end is not known to be the optimum.
            if cost <= seen:
                records.append({"from": pair[0], "to": pair[1], "cost": cost, "time": time})
        print(i, len(pairs[0][0]), digits, len(records), best, file=sys.stderr, flush=True)
        comma = "," if i + 1 < SYSTEMS else ""
        print(json.dumps({**system, "pairs": records}, separators=(",", ":")) + comma, flush=True)
    print("]")


if __name__ == "__main__":
    main()
