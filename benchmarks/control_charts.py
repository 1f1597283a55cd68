"""10,000 control charts of 24 points: all at once, and one at a time for a part of them."""

from __future__ import annotations

import json

import numpy as np

import gainshare as gs
from benchmarks.measure import best_of

SERIES, POINTS, ALONE = 10_000, 24, 500


def main() -> None:
    """Print the seconds of all at once, for measured values and for counts, and of as many one at a time."""
    random = np.random.default_rng(1)
    measured = random.normal(100, 10, (SERIES, POINTS))
    counts = random.poisson(6, (SERIES, POINTS)).astype(np.float64)
    alone = [row.tolist() for row in measured[:ALONE]]
    figures = {
        "measured": best_of(5, lambda: gs.spc_many(measured, target=100)),
        "counts": best_of(5, lambda: gs.spc_many(counts, target=6)),
        "alone": best_of(3, lambda: [gs.spc(row, target=100) for row in alone]) * SERIES / ALONE,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
