"""The confidence interval of a measure's figure, from its exact counts and sums. Floats are meant here."""

from __future__ import annotations

from fractions import Fraction
from math import sqrt

from gainshare.core.performance.definition import Figure
from gainshare.core.performance.intervals import proportion_interval, rate_interval

Ends = tuple[float | None, float | None, str]
"""Both ends of an interval, in the measure's unit, and the method; nothing where there is none."""
NO_INTERVAL: Ends = (None, None, "")


def interval_of(figure: Figure, per: Fraction, level: Fraction) -> Ends:
    """Return both ends of a figure's interval and the method; none for a denominator of zero or for the mean of a single value.

    Args:
        figure: the figure.
        per: what numerator ÷ denominator is multiplied by to give the value.
        level: the level of confidence, between 0 and 1.
    """
    if figure.interval is None or not figure.denominator:
        return NO_INTERVAL
    if figure.interval == "mean":
        return _mean(figure, per, level)
    above, below = float(figure.numerator), float(figure.denominator)
    if figure.interval == "proportion":
        made = proportion_interval(above, below, float(level))
    else:
        made = rate_interval(above, below, float(level), per=1)
    return float(made.lower) * float(per), float(made.upper) * float(per), str(made.method)


def _mean(figure: Figure, per: Fraction, level: Fraction) -> Ends:
    """Return Student's interval of a mean; its variance is worked out exactly from the sum and the sum of squares."""
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    count = figure.denominator
    if count is None or figure.squares is None or count < 2:
        return NO_INTERVAL
    mean = figure.numerator / count
    variance = (figure.squares - mean * figure.numerator) / (count - 1)
    width = float(stdtrit(float(count - 1), float((1 + level) / 2))) * sqrt(variance / count) * float(per)
    return float(mean * per) - width, float(mean * per) + width, "Student's t"
