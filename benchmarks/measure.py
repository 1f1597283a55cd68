"""Measuring: the best of several runs, and the memory that a job needs, in a process of its own."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the report."""

    name: str
    """What was measured."""
    measured: str
    """The figure."""
    goal: str
    """What it is held to."""
    beside: str
    """What stands beside it, measured in the same run."""
    is_met: bool
    """Whether the goal is met."""


def best_of(times: int, job: Callable[[], object]) -> float:
    """Return the seconds of the quickest of several runs."""
    return min(_seconds(job) for _ in range(times))


def _seconds(job: Callable[[], object]) -> float:
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def seconds_of_command(arguments: Sequence[str], times: int = 5) -> float:
    """Return the seconds of a whole process, the quickest of several."""
    return best_of(times, lambda: subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))


def apart(module: str, *arguments: str) -> dict[str, float]:
    """Return what a module of the benchmarks prints as JSON, run in a process of its own."""
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True, env=environment)
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


def machine() -> str:
    """Return the machine in words, and how fast it is in this run: the same machine can take twice as long an hour later."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    words = f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}, {platform.system()}"
    return f"{words}; ten million additions in a plain loop take {best_of(3, _ten_million_additions):.2f} s"


def _ten_million_additions() -> None:
    total = 0
    for number in range(10_000_000):
        total += number
