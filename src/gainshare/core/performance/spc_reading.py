"""What is given to a control chart, checked: numbers, dates, targets and rebases, with everything wrong about them at once."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, SupportsIndex, TypeVar, cast, get_args

from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.money import exact
from gainshare.core.kernel.problem import Fault, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import read_date
from gainshare.core.performance.spc_values import ChartKind, Improvement

T = TypeVar("T")

LARGEST = Fraction(10) ** 100
"""The largest size of a value: limits beyond it could not be told as floats."""
LEAST_FIXED = 2
"""The fewest points that limits can be fixed on: one point has no moving range."""
REPEATED = "Give each date once, in rising order."
GAPS = frozenset({"MaskedConstant", "NAType"})
"""What numpy and pandas call a value that is not there: told by name, so that neither has to be brought in."""
TRUTHS = frozenset({"bool", "bool_"})
"""What numpy calls True and False."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The points of a chart, without its gaps, and where its segments begin."""

    places: tuple[int, ...]
    """Where each point stands among the values given."""
    days: tuple[date | None, ...]
    """The day of each point."""
    values: tuple[Fraction, ...]
    """What is drawn."""
    counts: tuple[Fraction, ...]
    """What was counted, for p and u charts; the values themselves otherwise."""
    denominators: tuple[Fraction, ...]
    """Out of how many, for p and u charts; empty otherwise."""
    targets: tuple[Fraction | None, ...]
    """The target of each point."""
    starts: tuple[tuple[int, str], ...]
    """The points that segments begin with, from 0, each with its reason."""
    gaps: int
    """Values that were missing."""
    per: Fraction
    """What a rate of 1 is drawn as; 1 for an XmR chart."""
    notes: tuple[str, ...]
    """What was given and has no effect."""


@dataclass(frozen=True, slots=True)
class Given:
    """What the caller gave besides the values, not yet checked."""

    dates: Iterable[object] | None
    """A day for each value."""
    target: object
    """One number, or one for each value."""
    rebase_at: Iterable[object] | Mapping[Any, str]
    """Where segments begin, with or without reasons."""
    denominators: Iterable[object] | None
    """Out of how many, for each value."""
    per: object
    """What a rate of 1 is drawn as."""


def check_options(improvement: object, kind: object, fix_after: object, screen_outliers: object) -> list[Problem]:
    """Return what is wrong with the words, the number and the truth that are given for a whole chart."""
    problems = [_unknown("improvement", improvement, get_args(Improvement))] if improvement not in get_args(Improvement) else []
    if kind not in get_args(ChartKind):
        problems.append(_unknown("chart", kind, get_args(ChartKind)))
    if fix_after is not None and (read_whole(fix_after) or 0) < LEAST_FIXED:
        fix = "Give a whole number of points from 2 up, 12 or more if you can, or leave it out."
        problems.append(Problem("Limits cannot be fixed on this many points.", fix, Source(field="fix_after"), str(fix_after)))
    if not _is_truth(screen_outliers):
        fix = "Write True to leave outlying moving ranges out, False to count them."
        problems.append(Problem("This is neither True nor False.", fix, Source(field="screen_outliers"), str(screen_outliers)))
    return problems


def read_whole(value: object) -> int | None:
    """Return a whole number of Python or numpy as one of Python; None for anything else, True and False among it."""
    try:
        return None if _is_truth(value) else operator.index(cast("SupportsIndex", value))
    except TypeError:
        return None


def read_series(values: Iterable[object], given: Given, *, kind: ChartKind) -> tuple[Reading | None, list[Problem]]:
    """Return the points, or None with every problem of the values, dates, targets, rebases and denominators."""
    problems: list[Problem] = []
    numbers = _numbers(values, "values", problems)
    count = len(numbers)
    days = _days(given.dates, count, problems)
    targets = _targets(given.target, count, problems)
    denominators = _denominators(given.denominators, count, kind, problems)
    # Without dates that can be read, no rebase can be looked up in them.
    is_dated = given.dates is not None
    starts, notes = _starts(given.rebase_at, days, count, problems) if any(days) or not is_dated else ([], [])
    per = _per(given.per, kind, problems)
    if kind != "xmr" and not problems:
        problems += _rate_problems(numbers, denominators, per, is_part=kind == "p")
    places = [place for place in range(count) if numbers[place] is not None and (kind == "xmr" or denominators[place])]
    if not problems and not places:
        message = "There are no values." if not count else "All values are missing: a chart needs at least one."
        problems.append(Problem(message, "Give at least one number, 12 or more if you can.", Source(field="values")))
    if problems:
        return None, problems
    counts = _picked(cast("list[Fraction]", numbers), places)
    below = _picked(cast("list[Fraction]", denominators), places) if kind != "xmr" else ()
    drawn = tuple(part / whole * per for part, whole in zip(counts, below, strict=True)) if below else counts
    first = [(place, reason) for place, reason in starts if place <= places[-1]]
    notes += [f"No point follows the rebase at {_place_words(place, days)}." for place, _ in starts if place > places[-1]]
    reading = Reading(
        places=tuple(places),
        days=_picked(days, places),
        values=drawn,
        counts=counts,
        denominators=below,
        targets=_picked(targets, places),
        starts=_points_of(first, places),
        gaps=count - len(places),
        per=per,
        notes=tuple(notes),
    )
    return reading, []


def read_number(value: object) -> Fraction | None:
    """Return a number exactly as its shortest decimal says, or None for a gap (None, NaN, a masked value).

    Raises:
        Fault: it is no finite number of a size that can be charted.
    """
    if isinstance(value, (str, bytes)) or _is_truth(value):
        raise Fault("This is not a number.", "Give a number, or None where there is none.")
    if type(value).__name__ in GAPS:
        return None
    plain = value.item() if getattr(value, "ndim", None) == 0 and hasattr(value, "item") else value
    if plain is None or (isinstance(plain, float) and math.isnan(plain)) or (isinstance(plain, Decimal) and plain.is_nan()):
        return None
    try:
        number = exact(plain)
    except Fault:
        raise Fault("This is not a finite number.", "Give a number, or None where there is none.") from None
    if abs(number) > LARGEST:
        raise Fault("The number is too large for a chart.", "Give it in a larger unit.")
    return number


def _is_truth(value: object) -> bool:
    return isinstance(value, bool) or type(value).__name__ in TRUTHS


def _unknown(field: str, found: object, known: Sequence[str]) -> Problem:
    return Problem(f"There is no {field} of this name.", f"Use one of: {', '.join(known)}.", Source(field=field), str(found))


def _listed(given: object, field: str, problems: list[Problem]) -> list[object]:
    """Return the items of what should be a list of its own; a text, a table, a single number and what has no order are none."""
    unordered = (str, bytes, Mapping, AbstractSet)
    if isinstance(given, Iterable) and not isinstance(given, unordered) and getattr(given, "ndim", 1) == 1:
        return list(given)
    fix = "Give a list with one entry for each point, in order."
    problems.append(Problem(f"The {field} are no list.", fix, Source(field=field), str(given)))
    return []


def _each(items: Sequence[object], field: str, read: Callable[[object], T], problems: list[Problem]) -> list[T | None]:
    """Return every item read; one that cannot be read is reported with its place, and is None."""
    found: list[T | None] = []
    for place, item in enumerate(items):
        try:
            found.append(read(item))
        except Fault as fault:
            problems.append(fault.problem(Source(field=f"{field}[{place}]"), str(item)))
            found.append(None)
    return found


def _numbers(given: object, field: str, problems: list[Problem]) -> list[Fraction | None]:
    return _each(_listed(given, field, problems), field, read_number, problems)


def _one_for_each(found: list[Fraction | None], field: str, count: int, problems: list[Problem]) -> list[Fraction | None]:
    """Return the numbers if there is one for each value, else gaps; a problem for it, unless what was given was no list at all."""
    if len(found) == count:
        return found
    if found or not any(problem.source.field == field for problem in problems):
        problems.append(_wrong_length(f"{field.removesuffix('s')}s", len(found), count, field))
    return [None] * count


def _wrong_length(what: str, found: int, count: int, field: str = "") -> Problem:
    return Problem(f"There are {found} {what} for {count} values.", "Give one for each value, in order.", Source(field=field or what))


def _days(given: Iterable[object] | None, count: int, problems: list[Problem]) -> list[date | None]:
    if given is None:
        return [None] * count
    before = len(problems)
    days = _each(_listed(given, "dates", problems), "dates", _day, problems)
    if len(problems) > before:
        return [None] * count
    if len(days) != count:
        problems.append(_wrong_length("dates", len(days), count))
        return [None] * count
    for place, (early, late) in enumerate(pairwise(days), start=1):
        if early is not None and late is not None and late <= early:
            words = f"{date_long(late)} {'stands twice' if late == early else f'comes after {date_long(early)}'}."
            fix = REPEATED if late == early else "Sort the values by date."
            problems.append(Problem(words, fix, Source(field=f"dates[{place}]"), late.isoformat()))
    return days


def _day(value: object) -> date:
    plain = value.item() if getattr(value, "ndim", None) == 0 and hasattr(value, "item") else value
    # In units finer than Python has, numpy gives a count of them in place of a date.
    is_fine = type(value).__name__ == "datetime64" and isinstance(plain, int)
    day = read_date(str(value)[:10] if is_fine else plain)
    return day.date() if isinstance(day, datetime) else day


def _targets(given: object, count: int, problems: list[Problem]) -> list[Fraction | None]:
    is_list = isinstance(given, Iterable) and not isinstance(given, (str, bytes)) and getattr(given, "ndim", 1) != 0
    if not is_list:
        (one,) = _each([given], "target", read_number, problems)
        return [one] * count
    return _one_for_each(_numbers(given, "target", problems), "target", count, problems)


def _denominators(given: Iterable[object] | None, count: int, kind: ChartKind, problems: list[Problem]) -> list[Fraction | None]:
    if kind == "xmr":
        if given is not None:
            fix = "Choose the chart p (parts of a whole) or u (events per unit), or leave the denominators out."
            problems.append(Problem("An XmR chart has no denominators.", fix, Source(field="denominators")))
        return [None] * count
    if given is None:
        fix = "Give the denominator of each value: out of how many, or over how much."
        problems.append(Problem(f"A {kind} chart needs denominators.", fix, Source(field="denominators")))
        return [None] * count
    return _one_for_each(_numbers(given, "denominators", problems), "denominators", count, problems)


def _per(given: object, kind: ChartKind, problems: list[Problem]) -> Fraction:
    (found,) = _each([given], "per", read_number, problems)
    if found is None or found <= 0:
        problems.append(Problem("A rate is drawn per a number above 0.", "Give 1, 100 or 1000.", Source(field="per"), str(given)))
        return Fraction(1)
    if kind == "xmr" and found != 1:
        fix = "Choose the chart p or u with denominators, or multiply the values yourself."
        problems.append(Problem("An XmR chart draws the values as they are.", fix, Source(field="per"), str(given)))
    return found


def _rate_problems(
    counts: Sequence[Fraction | None], denominators: Sequence[Fraction | None], per: Fraction, *, is_part: bool
) -> Iterable[Problem]:
    """Yield what cannot be a count of a denominator; a denominator of nothing with nothing counted is a gap."""
    for place, (part, whole) in enumerate(zip(counts, denominators, strict=True)):
        if part is None or whole is None:
            continue
        found = f"{float(part):g} of {float(whole):g}"
        if part < 0 or whole < 0 or (whole == 0 and part > 0):
            fix = "Give a count from 0 up, and the denominator that it was counted in."
            yield Problem("This is no count of a denominator.", fix, Source(field=f"values[{place}]"), found)
        elif is_part and part > whole:
            fix = "Check both; events that can happen more than once to a unit are for the u chart."
            yield Problem("A part is larger than its whole.", fix, Source(field=f"values[{place}]"), found)
        elif whole and max(part, Fraction(1)) / whole * per > LARGEST:
            yield Problem("The rate is too large for a chart.", "Give it in a larger unit.", Source(field=f"values[{place}]"), found)


def _starts(
    given: Iterable[object] | Mapping[Any, str], days: Sequence[date | None], count: int, problems: list[Problem]
) -> tuple[list[tuple[int, str]], list[str]]:
    """Return where segments begin among the values given, each with its reason, and what has no effect."""
    reasons = dict(given) if isinstance(given, Mapping) else dict.fromkeys(listed_rebases(given, problems), "")
    found: dict[int, str] = {}
    notes: list[str] = []
    for at, reason in reasons.items():
        try:
            place = _start(at, days, count)
        except Fault as fault:
            problems.append(fault.problem(Source(field="rebase_at"), str(at)))
            continue
        if place:
            found[place] = str(reason)
        else:
            notes.append(f"The rebase at {_place_words(place, days)} has no effect: it is the first value.")
    return sorted(found.items()), notes


def listed_rebases(given: object, problems: list[Problem]) -> list[object]:
    """Return the items of a list or a set; a problem for what is neither, such as one date."""
    if isinstance(given, Iterable) and not isinstance(given, (str, bytes)) and getattr(given, "ndim", 1) == 1:
        return list(given)
    fix = "Give a list of the days, or places, at which new segments begin."
    problems.append(Problem("The rebases are no list.", fix, Source(field="rebase_at"), str(given)))
    return []


def _start(at: object, days: Sequence[date | None], count: int) -> int:
    if not any(days):
        place = read_whole(at)
        if place is None:
            raise Fault("Without dates a rebase is given by place.", "Give the place of the first value of the new segment, from 0.")
        if not 0 <= place < count:
            raise Fault("There is no value at this place.", f"Give a place from 1 to {count - 1}." if count > 1 else "Leave it out.")
        return place
    day = _day(at)
    if day in days:
        return days.index(day)
    later = [one for one in days if one is not None and one > day]
    fix = (
        f"The next value is of {later[0].isoformat()}: give that, if it is meant." if later else "It is after the last value: leave it out."
    )
    raise Fault(f"No value has the date {date_long(day)}.", fix)


def _place_words(place: int, days: Sequence[date | None]) -> str:
    day = days[place]
    return date_long(day) if day else f"place {place}"


def _points_of(starts: Sequence[tuple[int, str]], places: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """Return the points that segments begin with, from the places among the values: a gap gives its turn to the next point."""
    found: dict[int, str] = {0: ""}
    for start, reason in starts:
        found[next(point for point, place in enumerate(places) if place >= start)] = reason
    return tuple(sorted(found.items()))


def _picked(items: Sequence[T], places: Iterable[int]) -> tuple[T, ...]:
    return tuple(items[place] for place in places)
