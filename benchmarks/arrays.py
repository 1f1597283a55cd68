"""A million cases of seed_capital_B: by the regime, and by the same rule written by hand in numpy; memory beyond inputs and outputs."""

from __future__ import annotations

import json
import resource
import time

import numpy as np

import gainshare as gs

CASES = 1_000_000


def by_hand(toc: np.ndarray, aoc: np.ndarray, margin: np.ndarray, ops: np.ndarray) -> tuple[np.ndarray, ...]:
    """The rule as somebody who knows numpy would write it."""
    variance = toc - aoc
    gain, pain = np.maximum(variance, 0), np.maximum(-variance, 0)
    first = np.minimum(gain, 0.1 * toc)
    second = gain - first
    owner = 0.5 * first + 0.5 * second - 0.5 * pain
    nop = 0.5 * first + 0.25 * second - 0.5 * pain
    pool = 0.25 * second
    excess = np.maximum(-nop - margin, 0)
    nop, owner = nop + excess, owner - excess
    released = np.interp(ops, [-100, 0, 100], [0, 0, 1]) * pool
    return owner + pool - released, nop + released


def main() -> None:
    """Print both times, the largest difference, and the memory beyond inputs and outputs."""
    random = np.random.default_rng(1)
    toc = random.uniform(50, 150, CASES)
    values = {"toc": toc, "aoc": toc * random.uniform(0.7, 1.3, CASES), "margin": toc * 0.08, "ops": random.uniform(-100, 100, CASES)}
    regime = gs.templates()["seed_capital_B"]
    gs.settle_many(regime, {name: array[:1000] for name, array in values.items()})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    result = gs.settle_many(regime, values)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outputs = sum(array.nbytes for array in result.values()) / 2**20
    times: dict[str, list[float]] = {"regime": [], "hand": []}
    for _ in range(15):
        for name, job in (("regime", lambda: gs.settle_many(regime, values)), ("hand", lambda: by_hand(**values))):
            start = time.perf_counter()
            job()
            times[name].append(time.perf_counter() - start)
    difference = max(float(np.abs(result["owner"] - by_hand(**values)[0]).max()), float(np.abs(result["nop"] - by_hand(**values)[1]).max()))
    print(
        json.dumps(
            {
                "regime": min(times["regime"]),
                "hand": min(times["hand"]),
                "ratio": sorted(ours / hand for ours, hand in zip(times["regime"], times["hand"], strict=True))[len(times["hand"]) // 2],
                "difference": difference,
                "memory": max((peak - before) / 1024 - outputs, 0.0),
            }
        )
    )


if __name__ == "__main__":
    main()
