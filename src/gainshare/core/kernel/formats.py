"""Money, numbers, dates and periods in words: the only place where the product writes them.

What is rounded here is rounded half-even, to be read by people. Never calculate with it: a rounding that counts is one that
the agreement states (`money.round_fraction`, `allocate`), and figures for machines keep their exact value (`exact_text`).

Source: the NHS digital service manual's content guide on numbers, money, dates and ranges: numerals, commas between thousands,
`%`, `to` for ranges, 26 November 2026, and 26 Nov 2026 in tables. A minus is the minus sign, not a hyphen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.money import Currency, to_minor
from gainshare.core.kernel.period import MONTH_NAMES, Calendar, Month, Period, month_number, quarter_period, year_period

Style = Literal["display", "plain"]
"""Who reads an amount: people (`−£26,188.11`) or machines (`-26188.11`)."""

MINUS = "\N{MINUS SIGN}"
"""What stands before a negative figure; a hyphen may be cut off at the end of a line."""
SHORT_PLACES = 4
"""Decimals up to which a percentage is shown exactly; one that goes on is cut."""
PERCENT_PLACES = 2
"""Decimals of a percentage that goes on for longer than that."""


def money(amount: int | Fraction, currency: Currency, *, style: Style = "display") -> str:
    """Return an amount of money: `£26,188.11`, `−£26,188.11`, `NZD 1,234.00`, or plain `-26188.11`.

    Args:
        amount: an int is minor units; a Fraction is major units and is shown to the nearest minor unit, half-even.
        currency: what it is in; shown by its symbol, or by its code if it has none.
        style: for people or for machines.
    """
    minor = amount if isinstance(amount, int) else to_minor(amount, currency.places, "half_even")
    if style == "plain":
        return _signed(minor, currency.places, minus="-", comma="")
    mark = currency.symbol or f"{currency.code} "
    return ("" if minor >= 0 else MINUS) + mark + _signed(abs(minor), currency.places, minus=MINUS, comma=",")


def thousands(amount: int | Fraction, currency: Currency) -> str:
    """Return an amount of money in thousands, for a table whose caption gives the unit: `1,234`, `−26`; half-even.

    Args:
        amount: an int is minor units; a Fraction is major units.
        currency: what it is in.
    """
    major = Fraction(amount, 10**currency.places) if isinstance(amount, int) else amount
    return number(major / 1000, 0)


def number(value: Fraction | int, places: int) -> str:
    """Return a number with commas between thousands, shown to this many decimals: `1,234.50`, `−0.25`."""
    return _signed(to_minor(Fraction(value), places, "half_even"), places, minus=MINUS, comma=",")


def percent(value: Fraction, places: int | None = None) -> str:
    """Return a fraction as a percentage: `50%`, `12.5%`, `33.33%`.

    Args:
        value: 1/2 is 50%.
        places: decimals to show; None for all of them where the percentage ends within 4, otherwise 2.
    """
    if places is None:
        ending = _ending_places(value * 100)
        places = PERCENT_PLACES if ending is None or ending > SHORT_PLACES else ending
    return f"{number(value * 100, places)}%"


def share(value: Fraction) -> str:
    """Return a share without loss: as a percentage where that ends within 4 decimals (`50%`), otherwise as a fraction (`1/3`)."""
    ending = _ending_places(value * 100)
    return fraction_text(value) if ending is None or ending > SHORT_PLACES else percent(value, ending)


def fraction_text(value: Fraction) -> str:
    """Return an exact number for people: as a decimal where it ends (`−1,234.5`), otherwise as a fraction (`1/3`)."""
    return _exact(value, minus=MINUS, comma=",")


def exact_text(value: Fraction) -> str:
    """Return an exact number for machines: as a decimal where it ends (`-1234.5`), otherwise as a fraction (`1/3`)."""
    return _exact(value, minus="-", comma="")


def date_long(day: date) -> str:
    """Return a date in a sentence: `26 November 2026`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def date_short(day: date) -> str:
    """Return a date in a table: `26 Nov 2026`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1][:3]} {day.year}"


def moment(at: datetime) -> str:
    """Return a date and a time in a sentence: `26 November 2026, 5:30pm`. The moment is in the time of whoever reads it."""
    return f"{date_long(at)}, {clock(at)}"


def moment_short(at: datetime) -> str:
    """Return a date and a time in a table: `26 Nov 2026, 5:30pm`."""
    return f"{date_short(at)}, {clock(at)}"


def clock(at: datetime) -> str:
    """Return a time of the day: `5:30pm`, `9am`, `midday`, `midnight`."""
    if at.minute == 0 and at.hour % 12 == 0:
        return "midday" if at.hour else "midnight"
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def period_long(period: Period, calendar: Calendar) -> str:
    """Return a period with the months it covers: `M7 2026/27 (October 2026)`, `Q2 2026/27 (July to September 2026)`."""
    return f"{_period_name(period, calendar)} ({_month_range(period)})"


def list_in_words(items: Sequence[str]) -> str:
    """Return the items as a sentence lists them: `a`, `a and b`, `a, b and c`; empty if there are none."""
    if not items:
        return ""
    *front, last = items
    return f"{', '.join(front)} and {last}" if front else last


def plural(count: int, noun: str, *, many: str = "") -> str:
    """Return a count with its noun: `1 line`, `2 lines`, `1,234 lines`.

    Args:
        count: how many.
        noun: the word for one.
        many: the word for several, where it is not `noun` with an s.
    """
    return f"{number(count, 0)} {noun if count == 1 else many or noun + 's'}"


def favourable(amount: int | Fraction) -> str:
    """Return how a variance is spoken of: `favourable` above zero (an underrun), `adverse` below, `on target` at zero."""
    if amount == 0:
        return "on target"
    return "favourable" if amount > 0 else "adverse"


def _exact(value: Fraction, *, minus: str, comma: str) -> str:
    """Return the number as a decimal if it ends, otherwise as one whole number over another."""
    places = _ending_places(value)
    if places is not None:
        return _signed((value * 10**places).numerator, places, minus=minus, comma=comma)
    return f"{_signed(value.numerator, 0, minus=minus, comma=comma)}/{_signed(value.denominator, 0, minus=minus, comma=comma)}"


def _signed(units: int, places: int, *, minus: str, comma: str) -> str:
    """Return a count of units of the last place as a decimal; nothing is rounded."""
    assert places >= 0, f"a figure is shown to 0 or more decimals: {places}"
    whole, part = divmod(abs(units), 10**places)
    decimals = f".{part:0{places}d}" if places else ""
    return ("" if units >= 0 else minus) + f"{whole:,}".replace(",", comma) + decimals


def _ending_places(value: Fraction) -> int | None:
    """Return how many decimals the number has; None if they never end."""
    twos, rest = _divided_out(value.denominator, 2)
    fives, rest = _divided_out(rest, 5)
    return max(twos, fives) if rest == 1 else None


def _divided_out(whole: int, prime: int) -> tuple[int, int]:
    """Return how often the prime divides the number, and what is left of the number."""
    times = 0
    while whole % prime == 0:
        whole //= prime
        times += 1
    return times, whole


def _period_name(period: Period, calendar: Calendar) -> str:
    """Return what people call a period: the month and the quarter stand before their year."""
    year = year_period(period.first, calendar).word
    if period.kind == "month":
        return f"M{month_number(period.first, calendar)} {year}"
    if period.kind == "quarter":
        return quarter_period(period.first, calendar).word.removeprefix(year).strip() + f" {year}"
    return period.word


def _month_range(period: Period) -> str:
    """Return the months that a period covers, the year only once if it is the same: `July to September 2026`."""
    first, last = period.first, period.last_month
    if first == last:
        return month_name(last)
    start = MONTH_NAMES[first.month - 1] if first.year == last.year else month_name(first)
    return f"{start} to {month_name(last)}"


def month_name(month: Month | date) -> str:
    """Return a month, or the month of a day, in words: `October 2026`."""
    return f"{MONTH_NAMES[month.month - 1]} {month.year}"
