"""Regimes written as YAML text inside a test, read as a user's file is read."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

import gainshare as gs

HALVES = """
stages:
- variance: {target: toc, actual: aoc}
- share: {gain: {bands: [{owner: 50%, nop: 50%}]}, pain: {bands: [{owner: 50%, nop: 50%}]}}
"""
"""Under-run and overrun shared in halves; a test adds the stages that it is about."""


def read(text):
    """Return the regime of a YAML text."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "regime.yaml")
        path.write_text(text, encoding="utf-8")
        (regime,) = gs.read_regimes(path).values()
    return regime


def settled(text, **inputs):
    """Return what the regime of a YAML text makes of the inputs."""
    return gs.settle(read(text), inputs)


def refusal(text):
    """Return the messages with which the regime of a YAML text is refused, on one line each."""
    with pytest.raises(gs.Invalid) as refused:
        read(text)
    return "\n".join(str(problem) for problem in refused.value.problems)


def refusal_to_settle(text, **inputs):
    """Return the messages with which a sound regime refuses these inputs, on one line each."""
    regime = read(text)
    with pytest.raises(gs.Invalid) as refused:
        gs.settle(regime, inputs)
    return "\n".join(str(problem) for problem in refused.value.problems)


def part(outcome, component):
    """Return what each side has in one component: `cost` or `performance`."""
    return {side: amount for (side, of), amount in outcome.components.items() if of == component}
