"""Confidence intervals for proportions, rates, means and standardised rates, and limits for funnel plots.

Statistics, not money: here figures are floats. Each function takes single numbers and gives floats, or takes arrays (lists, tuples,
numpy) that fit one another and gives arrays. Fractions and Decimals are welcome. What is NaN stays NaN, and a denominator of 0
(nobody at risk) gives NaN: it has no value, and is no mistake.

Source: the methods of Public Health England's technical guide 3, “Confidence intervals”, as PHEindicatormethods 2.1.0 works them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source

Numbers: TypeAlias = Any
"""A number (int, float, Fraction, Decimal) or an array of numbers; what comes back is a float or a float64 array."""

EXACT_BELOW = 10
"""Counts below this have exact Poisson limits, the others Byar's. Source: technical guide 3; PHEindicatormethods."""
FEWEST_TO_STANDARDISE = 10
"""A directly standardised rate of fewer events than this is not given. Source: PHEindicatormethods, `calculate_dsr`."""
POSITIONS_SHOWN = 50
"""Positions of an array that a message lists; a million of them would hide it."""
LARGEST = 1e100
"""The largest size of a figure: squares beyond it could not be told as floats."""
FUNNEL_LEVELS = (0.95, 0.998)
"""The levels of a funnel plot: about two and three standard deviations."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its confidence interval: floats, or float64 arrays of one shape."""

    value: Numbers
    """The value itself."""
    lower: Numbers
    """Where the interval begins, in the unit of the value."""
    upper: Numbers
    """Where it ends."""
    method: Numbers
    """`Wilson`, `exact Poisson`, `Byar`, `Student's t`, `Dobson` or `funnel`; an array of words for an array of rates."""
    level: float
    """The level of confidence, such as 0.95."""


@dataclass(frozen=True, slots=True)
class IndirectlyStandardised:
    """An indirectly standardised rate and ratio; the interval of the rate is at hand as `.value`, `.lower` and `.upper`."""

    observed: Numbers
    """Events that happened."""
    expected: Numbers
    """Events that would have happened at the rates of the reference population."""
    reference_rate: Numbers
    """The rate of the whole reference population, in the unit of the rate."""
    ratio: Interval
    """Observed ÷ expected."""
    rate: Interval
    """The ratio times the reference rate."""

    @property
    def value(self) -> Numbers:
        """Return the standardised rate."""
        return self.rate.value

    @property
    def lower(self) -> Numbers:
        """Return where the rate's interval begins."""
        return self.rate.lower

    @property
    def upper(self) -> Numbers:
        """Return where the rate's interval ends."""
        return self.rate.upper


def proportion_interval(x: Numbers, n: Numbers, level: float = 0.95) -> Interval:
    """Return the proportion x ÷ n, from 0 to 1, with its Wilson interval.

    Args:
        x: how many of them; 0 to n.
        n: how many in all; 0 gives NaN.
        level: of confidence, between 0 and 1.

    Raises:
        Invalid: x is below 0 or above n, or n below 0, each with its positions; the level is none; the shapes do not fit.

    Source: Wilson, 1927; technical guide 3.
    """
    given = _Given(level=level, x=x, n=n)
    given.refuse("x", lambda x, n: x > n, "x is above n: more are counted than there are.", "Check both: a proportion is a part of n.")
    x, n, z = given["x"], _or_nan(given["n"]), _z(given.level)
    p = x / n
    around, spread = 2 * x + z * z, z * (z * z + 4 * x * (1 - p)) ** 0.5
    # The lower limit as a quotient of the roots' product: exactly 0 where x is 0, and no digits lost where x is small.
    lower, upper = 2 * x * p / (around + spread), (around + spread) / (2 * (n + z * z))
    return given.interval(p, _clip(lower, 0, p), _clip(upper, p, 1), "Wilson", level)


def rate_interval(x: Numbers, n: Numbers, level: float = 0.95, per: float = 100_000) -> Interval:
    """Return the rate x ÷ n × per with its interval: exact Poisson for counts under 10, Byar's from 10.

    Args:
        x: how many events; 0 or more, and there may be more of them than n.
        n: what they are counted against (people, person-months); 0 gives NaN.
        level: of confidence, between 0 and 1.
        per: what the rate is for, such as 100 person-months.

    Raises:
        Invalid: x or n is below 0, each with its positions; the level or `per` is none; the shapes do not fit.

    Source: technical guide 3; Garwood, 1936; Breslow and Day, 1987.
    """
    given = _Given(level=level, per=per, x=x, n=n)
    lower, upper, method = _poisson(given["x"], given.level)
    scale = given.per / _or_nan(given["n"])
    return given.interval(given["x"] * scale, lower * scale, upper * scale, method, level)


def mean_interval(values: Numbers, level: float = 0.95) -> Interval:
    """Return the mean with its interval by Student's t.

    Args:
        values: one group, or an array with a group on the last axis; one value has a mean and no limits, none has neither (NaN).
        level: of confidence, between 0 and 1.

    Raises:
        Invalid: a single number is given, or a value that is none; the level is none.

    Source: technical guide 3.
    """
    import numpy as np
    from scipy.special import stdtrit  # type: ignore[import-untyped]

    given = _Given(level=level, is_listed=True, least=None, values=values)
    groups, upper_tail = given["values"], (1 + given.level) / 2
    count = groups.shape[-1]
    mean = groups.mean(axis=-1) if count else np.full(groups.shape[:-1], np.nan)
    width = np.full(groups.shape[:-1], np.nan)
    if count > 1:
        width = stdtrit(count - 1, upper_tail) * groups.std(axis=-1, ddof=1) / count**0.5
    return _interval(mean, mean - width, mean + width, "Student's t", level, is_single=groups.ndim == 1)


def dsr(x: Numbers, n: Numbers, standard: Numbers, level: float = 0.95, per: float = 100_000) -> Interval:
    """Return the directly standardised rate with Dobson's interval; NaN where there are fewer than 10 events in all.

    Args:
        x: events by stratum (such as age bands), on the last axis; 0 or more.
        n: people by stratum; 0 in any stratum gives NaN.
        standard: the standard population by stratum, such as the European standard population; it is the weight of the stratum.
        level: of confidence, between 0 and 1.
        per: what the rate is for.

    Raises:
        Invalid: a figure is below 0, with its positions; the standard is empty; the level or `per` is none; the shapes do not fit.

    Source: Dobson et al., 1991, on Byar's limits of the total count; technical guide 3.
    """
    import numpy as np

    given = _Given(level=level, per=per, is_listed=True, x=x, n=n, standard=standard)
    x, n, weight = given["x"], _or_nan(given["n"]), given["standard"]
    if (weight.sum(axis=-1) == 0).any():
        raise Invalid(
            [Problem("The standard population is empty.", "Give how many people it has in each stratum.", Source(field="standard"))]
        )
    total_weight = weight.sum(axis=-1)
    low, high, _ = _poisson(x.sum(axis=-1), given.level)
    events = np.where(x.sum(axis=-1) < FEWEST_TO_STANDARDISE, np.nan, x.sum(axis=-1))
    rate = (weight * x / n).sum(axis=-1) / total_weight + 0 * events
    scale = ((weight / total_weight[..., None]) ** 2 * x / n**2).sum(axis=-1) ** 0.5 / events**0.5
    lower, upper = rate + scale * (low - events), rate + scale * (high - events)
    return _interval(rate * given.per, lower * given.per, upper * given.per, "Dobson", level, is_single=x.ndim == 1)


def isr(
    x: Numbers, n: Numbers, reference_x: Numbers, reference_n: Numbers, level: float = 0.95, per: float = 100_000
) -> IndirectlyStandardised:
    """Return the indirectly standardised rate and ratio: exact Poisson limits for fewer than 10 events in all, Byar's from 10.

    Args:
        x: events by stratum, on the last axis; 0 or more. Only their sum counts.
        n: people by stratum; 0 or more.
        reference_x: events of the reference population by stratum.
        reference_n: its people by stratum; 0 in any stratum gives NaN.
        level: of confidence, between 0 and 1.
        per: what the rate is for.

    Raises:
        Invalid: a figure is below 0, with its positions; the level or `per` is none; the shapes do not fit.

    Source: technical guide 3.
    """
    given = _Given(level=level, per=per, is_listed=True, x=x, n=n, reference_x=reference_x, reference_n=reference_n)
    reference_n = _or_nan(given["reference_n"])
    observed = given["x"].sum(axis=-1)
    expected = _or_nan((given["n"] * given["reference_x"] / reference_n).sum(axis=-1))
    low, high, method = _poisson(observed, given.level)
    crude = given["reference_x"].sum(axis=-1) / _or_nan(reference_n.sum(axis=-1)) * given.per
    is_single = given["x"].ndim == 1
    ratio = _interval(observed / expected, low / expected, high / expected, method, level, is_single=is_single)
    scale = crude / expected
    rate = _interval(observed * scale, low * scale, high * scale, method, level, is_single=is_single)
    plain = [_plain(one, is_single=is_single) for one in (observed, expected, crude)]
    return IndirectlyStandardised(plain[0], plain[1], plain[2], ratio, rate)


def funnel_limits(n: Numbers, average: Numbers, levels: Sequence[float] = FUNNEL_LEVELS) -> tuple[Interval, ...]:
    """Return the limits between which proportions of groups of size n fall by chance, if the average is true for all: one for each level.

    Args:
        n: the sizes at which the limits are wanted; 0 gives NaN.
        average: the proportion of all groups together, from 0 to 1; it is the `value` of each result.
        levels: how wide: 0.95 and 0.998 are the usual “2 and 3 standard deviations”.

    Raises:
        Invalid: the average is not from 0 to 1, or n below 0, each with its positions; a level is none; the shapes do not fit.

    Source: Spiegelhalter, 2005: the limits are those values whose Wilson interval ends at the average, cut at 0 and 1.
    """
    given = _Given(n=n, average=average, levels=levels)
    given.refuse("average", lambda n, average: average > 1, "A proportion lies between 0 and 1.", "Write 0.25 for 25%.")
    size, p = _or_nan(given["n"]), given["average"]
    widths = [_z(level) * (p * (1 - p) / size) ** 0.5 for level in given.levels]
    return tuple(
        given.interval(p + 0 * size, _clip(p - width, 0, 1), _clip(p + width, 0, 1), "funnel", level)
        for level, width in zip(given.levels, widths, strict=True)
    )


def funnel_significance(x: Numbers, n: Numbers, average: Numbers | None = None, levels: Sequence[float] = FUNNEL_LEVELS) -> Numbers:
    """Return for each group how many of the funnel's limits its proportion lies outside of: above as 1, 2 …, below as −1, −2 …, else 0.

    Args:
        x: how many of each group; 0 to n.
        n: the size of each group; 0 gives 0.
        average: the proportion to compare with; without it, that of all groups together.
        levels: the limits, the narrowest first.

    Raises:
        Invalid: as `proportion_interval` and `funnel_limits`.
    """
    import numpy as np

    points = proportion_interval(x, n)
    given = _Given(x=x, n=n)
    is_counted = ~np.isnan(given["x"] / _or_nan(given["n"]))
    whole = given["x"].sum(where=is_counted) / _or_nan(given["n"].sum(where=is_counted)) if average is None else average
    limits = funnel_limits(n, whole, levels)
    outside = sum((points.value > one.upper) * 1 - (points.value < one.lower) * 1 for one in limits)
    return int(outside) if np.ndim(points.value) == 0 else np.asarray(outside)


class _Given:
    """The arguments of a function as arrays that fit one another, and everything that is wrong with them."""

    def __init__(
        self,
        *,
        level: float = 0.95,
        levels: Sequence[float] = (),
        per: float = 1,
        least: int | None = 0,
        is_listed: bool = False,
        **arguments: Numbers,
    ) -> None:
        import numpy as np

        self.problems: list[Problem] = []
        self.level = self._number("level", level, 1, "A level of confidence lies between 0 and 1.", "Write 0.95 for 95%.")
        self.levels = [
            self._number("levels", one, 1, "A level of confidence lies between 0 and 1.", "Write 0.95 for 95%.")
            for one in self._listed(levels)
        ]
        self.per = self._number("per", per, float("inf"), "per is a number above 0.", "Write 100 for a rate per 100.")
        read = {name: self._array(name, value, least) for name, value in arguments.items()}
        if is_listed and any(array.ndim == 0 for array in read.values()):
            self._add("values", "A single number stands where several are wanted.", "Give a list of numbers.")
        try:
            self.arrays = dict(zip(read, np.broadcast_arrays(*read.values()), strict=True))
        except ValueError:
            shapes = ", ".join(f"{name} {array.shape}" for name, array in read.items())
            self._add("shape", f"The shapes do not fit: {shapes}.", "Give arrays of one length, or single numbers.")
            raise Invalid(self.problems) from None

    def __getitem__(self, name: str) -> Numbers:
        if self.problems:
            raise Invalid(self.problems)
        return self.arrays[name]

    def refuse(self, name: str, find: Callable[..., Numbers], message: str, fix: str) -> None:
        """Refuse the elements that are found, given every array by its name."""
        self._refuse(name, self.arrays[name], find(**self.arrays), message, fix)

    def interval(self, value: Numbers, lower: Numbers, upper: Numbers, method: Numbers, level: float) -> Interval:
        """Return an interval; floats if every argument was a single number."""
        is_single = all(array.ndim == 0 for array in self.arrays.values())
        return _interval(value, lower, upper, method, level, is_single=is_single)

    def _add(self, name: str, message: str, fix: str) -> None:
        self.problems.append(Problem(message, fix, Source(field=name)))

    def _listed(self, levels: object) -> list[float]:
        if isinstance(levels, Iterable) and not isinstance(levels, str):
            return list(levels)
        self._add("levels", "The levels are no list.", "Give a list of them, such as [0.95, 0.998].")
        return []

    def _number(self, name: str, value: float, most: float, message: str, fix: str) -> float:
        try:
            if 0 < (number := float(value)) < most:
                return number
        except (TypeError, ValueError, OverflowError):
            pass
        self._add(name, message, fix)
        return 0.5

    def _array(self, name: str, value: Numbers, least: int | None) -> Numbers:
        import numpy as np

        try:
            array = np.asarray(value)
            if array.dtype.kind not in "biufO":
                raise TypeError
            array = np.ma.filled(np.ma.asarray(value).astype(float), np.nan) if np.ma.isMaskedArray(value) else array.astype(float)
        except (TypeError, ValueError, OverflowError):
            self._add(name, f"{name} is no number, and no array of numbers.", "Give numbers; NaN where one is missing.")
            return np.zeros(1)
        self._refuse(name, array, np.isinf(array), f"{name} is not finite.", "Give NaN where a number is missing.")
        self._refuse(name, array, np.isfinite(array) & (abs(array) > LARGEST), f"{name} is too large.", "Give it in a larger unit.")
        if least is not None:
            self._refuse(name, array, array < least, f"{name} is below {least}.", "Check how the figures were made.")
        return array

    def _refuse(self, name: str, array: Numbers, bad: Numbers, message: str, fix: str) -> None:
        if bad.any():
            where = _positions(bad) if array.ndim else f"{name} is {array[()]:g}."
            self._add(name, f"{message} {where}", fix)


def _positions(bad: Numbers) -> str:
    """Return where the elements are: `At positions 0 and 3.`, or `[2, 1]` in arrays of several axes."""
    import numpy as np

    found = [str(place[0]) if len(place) == 1 else str([int(at) for at in place]) for place in np.argwhere(bad)[:POSITIONS_SHOWN].tolist()]
    beyond = int(bad.sum()) - len(found)
    return f"At position{'s' if len(found) > 1 else ''} {', '.join(found)}{f' and {beyond:,} more' if beyond else ''}, counted from 0."


def _interval(value: Numbers, lower: Numbers, upper: Numbers, method: Numbers, level: float, *, is_single: bool) -> Interval:
    value, lower, upper = (_plain(one, is_single=is_single) for one in (value, lower, upper))
    return Interval(value, lower, upper, str(method) if is_single else method, float(level))


def _plain(array: Numbers, *, is_single: bool) -> Numbers:
    return float(array) if is_single else array


def _or_nan(array: Numbers) -> Numbers:
    """Return the numbers with NaN in place of 0, by which nothing can be divided."""
    import numpy as np

    return np.where(array == 0, np.nan, array)


def _clip(array: Numbers, least: Numbers, most: Numbers) -> Numbers:
    import numpy as np

    return np.clip(array, least, most)


def _z(level: float) -> float:
    """Return how many standard deviations of a normal distribution hold this part of it, half on either side."""
    from scipy.special import ndtri

    return float(-ndtri((1 - level) / 2))


def _poisson(x: Numbers, level: float) -> tuple[Numbers, Numbers, Numbers]:
    """Return the limits of counts and the method of each: exact below 10, Byar's from 10; NaN for NaN."""
    import numpy as np
    from scipy.special import gammainccinv, gammaincinv

    z, tail = _z(level), (1 - level) / 2
    is_exact = x < EXACT_BELOW
    few, many = np.where(is_exact, x, 1), np.where(is_exact, EXACT_BELOW, x)
    # Half the quantile of chi-square with 2x degrees of freedom is the quantile of the gamma distribution of shape x; of shape 0 it is 0.
    exact_low = np.where(few == 0, 0, gammaincinv(np.where(few == 0, 1, few), tail))
    exact_high = gammainccinv(few + 1, tail)
    byar_low = many * (1 - 1 / (9 * many) - z / (3 * many**0.5)) ** 3
    byar_high = (many + 1) * (1 - 1 / (9 * (many + 1)) + z / (3 * (many + 1) ** 0.5)) ** 3
    method = np.where(is_exact, "exact Poisson", "Byar")
    return np.where(is_exact, exact_low, byar_low), np.where(is_exact, exact_high, byar_high), method
