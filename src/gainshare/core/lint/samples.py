"""Figures on which a regime is tried: a grid of outturns and scores around a target, with the edges where rules change."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gainshare.core.commercial.bindings import Binding
from gainshare.core.commercial.regime import Regime
from gainshare.core.commercial.stages.variance import Variance

TARGET = Fraction(1_000_000)
"""The target on which a regime is tried."""
OUTTURNS = tuple(Fraction(percent, 100) for percent in (60, 80, 89, 90, 91, 95, 99, 100, 101, 105, 110, 120, 150))
"""The outturns, as parts of the target; their ends are far beyond what happens, so that caps are reached."""
SCORES = tuple(Fraction(score) for score in (-100, -60, -30, -10, 0, 10, 30, 60, 100))
"""The scores: the levels, and a point on either side of the minimum."""
SMALL = TARGET / 20
"""A figure that is neither the target nor the actual, such as a fee."""


def samples(regime: Regime) -> Iterator[dict[str, Fraction]]:
    """Yield values for every name that a regime of an agreement uses: outturns × scores."""
    variance = regime.stages[0]
    assert isinstance(variance, Variance), "a regime begins with its variance"
    targets, actuals = set(variance.target.base.names), set(variance.actual.base.names)
    for outturn in OUTTURNS:
        for score in SCORES:
            values = {name: _value(name, binding, targets, actuals, outturn, score) for name, binding in regime.inputs.items()}
            yield {name: values.get(name, SMALL) for name in dict.fromkeys([*regime.names, *values])}


def _value(name: str, binding: Binding, targets: set[str], actuals: set[str], outturn: Fraction, score: Fraction) -> Fraction:
    if name in targets:
        return TARGET / len(targets)
    if name in actuals:
        return TARGET * outturn / len(actuals)
    if binding.kind == "score":
        return score
    if binding.money is not None:
        return binding.money
    return Fraction(1) if binding.kind == "fact" else SMALL
