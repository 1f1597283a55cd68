"""The confidence interval of a measure's figure, from its exact counts and sums. Floats are meant here."""

from __future__ import annotations

from fractions import Fraction
from math import isfinite, sqrt

from gainshare.core.performance.definition import Figure
from gainshare.core.performance.intervals import proportion_interval, rate_interval


def interval_of(figure: Figure, level: Fraction) -> tuple[float, float, str] | None:
    """Return both ends of a figure's interval, before they are multiplied by `per`, and the method; None if it has none.

    A denominator of zero has none, nor has the mean of a single value.

    Args:
        figure: the figure.
        level: the level of confidence, between 0 and 1.
    """
    if figure.interval is None or not figure.denominator:
        return None
    if figure.interval == "mean":
        return _mean(figure, level)
    if figure.interval == "proportion":
        made = proportion_interval(float(figure.numerator), float(figure.denominator), float(level))
    else:
        made = rate_interval(float(figure.numerator), float(figure.denominator), float(level), per=1)
    return (float(made.lower), float(made.upper), str(made.method)) if isfinite(made.lower) else None


def _mean(figure: Figure, level: Fraction) -> tuple[float, float, str] | None:
    """Return Student's interval of a mean; its variance is worked out exactly from the sum and the sum of squares."""
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    count = figure.denominator
    if count is None or figure.squares is None or count < 2:
        return None
    mean = figure.numerator / count
    variance = (figure.squares - mean * figure.numerator) / (count - 1)
    width = float(stdtrit(float(count - 1), float((1 + level) / 2))) * sqrt(variance / count)
    return float(mean) - width, float(mean) + width, "Student's t"
