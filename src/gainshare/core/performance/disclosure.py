"""What may be published: the rule for small numbers, and a count, percentage, rate or mean as it may leave the alliance."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, ValidationError, model_validator

from gainshare.core.kernel.money import Rounding, exact, round_fraction, to_minor
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Term

SYMBOLS: Mapping[str, str] = {
    "[c]": "confidential: a small number, or one from which a small number could be worked out",
    "[x]": "not available: there is no value",
    "[z]": "not applicable: there can be no value",
    "[low]": "low: above zero, but rounds to it",
    "[p]": "provisional: may still change",
    "[r]": "revised since it was first published",
    "[e]": "estimated",
    "[u]": "of low reliability",
}
"""Signs in a published table in place of a figure ([c] [x] [z] [low]) or beside one ([p] [r] [e] [u]), and what they mean.
Source: Government Statistical Service, Using symbols in tables (gss.civilservice.gov.uk); `*` and `:` are no longer used."""

CONFIDENTIAL, NOT_AVAILABLE = "[c]", "[x]"

Figure = Fraction | Decimal | int
"""An exact number."""


class Suppression(Term):
    """Which numbers are too small to publish, and how the others are rounded. A number that is suppressed is published as `[c]`."""

    below: Annotated[int, Field(ge=0, le=1000)] = 5
    """Counts below this are suppressed; 0 suppresses nothing."""
    zero: Literal["suppressed", "shown"] = "suppressed"
    """Is a count of 0 a small number, or is it shown?"""
    judged_by: Literal["numerator", "numerator_or_denominator"] = "numerator_or_denominator"
    """Which counts behind a percentage, rate or mean are judged; it is suppressed if one of them is small, or is not known."""
    round_counts_to: Annotated[int, Field(ge=1, le=1000)] = 5
    """Published counts are rounded to a multiple of this; 1 leaves them as they are."""
    secondary: Literal["as_if_exact", "where_rounding_tells"] = "as_if_exact"
    """Which further counts of a table are suppressed, so that a small one cannot be worked out from totals: those that would give it
    away if nothing were rounded, or only those that give it away although the counts are rounded."""
    places: Annotated[int, Field(ge=0, le=12)] = 0
    """Decimals of published percentages, rates and means, rounded from the exact value."""
    mode: Rounding = "half_up"
    """What becomes of the rest when counts and values are rounded."""

    @model_validator(mode="after")
    def _hides_something(self) -> Suppression:
        if self.below - self.smallest == 1:
            raise Fault(
                f"Only a count of {self.smallest} would be suppressed, so that `[c]` would say what it is.",
                f"Write a `below` of {self.smallest + 2} or more, or 0 to suppress nothing.",
            )
        return self

    @property
    def smallest(self) -> int:
        """Return the smallest count that is small: 0, or 1 where a count of 0 is shown."""
        return 0 if self.zero == "suppressed" else 1

    def is_small(self, count: Figure) -> bool:
        """Return whether a count is too small to publish."""
        return count < self.below and not (count == 0 and self.zero == "shown")

    def rounded(self, count: Figure) -> int:
        """Return a count rounded to the multiple that is published."""
        return to_minor(Fraction(count) / self.round_counts_to, 0, self.mode) * self.round_counts_to

    def behind(self, published: int) -> range:
        """Return the counts that may stand behind a published one; none if no count is published so."""
        near = range(max(0, published - self.round_counts_to), published + self.round_counts_to + 1)
        found = [count for count in near if not self.is_small(count) and self.rounded(count) == published]
        return range(found[0], found[-1] + 1) if found else range(0)


SUPPRESSION: Mapping[str, Suppression] = {
    "national": Suppression(below=5, judged_by="numerator_or_denominator", round_counts_to=5, places=0, mode="half_up"),
    "numerator_under_5": Suppression(below=5, judged_by="numerator", round_counts_to=1, places=1, mode="half_even"),
    "none": Suppression(below=0, judged_by="numerator", round_counts_to=1, places=1, mode="half_even"),
}
"""Rules by name.

`national`: NHS England's published mental health statistics below national level. Counts under 5 are suppressed, the others go to the
nearest 5; percentages and means are suppressed if numerator or denominator is under 5, otherwise go to the nearest whole number, halves
up as SQL rounds them. Source: github.com/NHSDigital/mental-health-monthly-statistics, with [c] in place of its `*`.
`numerator_under_5`: a value is suppressed if its numerator is under 5, otherwise has 1 decimal, halves to the even digit; counts stay.
`none`: nothing is suppressed, for figures that count nobody (money, hours) or that stay inside the alliance.
"""


def publishable(value: Figure | str | None, numerator: Figure | None, denominator: Figure | None, rule: Suppression) -> str:
    """Return a percentage, rate or mean as it may be published: its digits, or a symbol.

    Args:
        value: the exact value, unrounded; None if there is none (`[x]`), or a symbol, such as `[z]`, which is given back.
        numerator: the count behind the value; None if it is not known, and then a value judged by it is suppressed.
        denominator: the count that the numerator is divided by; None likewise.
        rule: which counts are small, and to how many decimals the value is rounded.

    Raises:
        Fault: a symbol or a number that is none, or a count below 0.
    """
    if isinstance(value, str) and value.startswith("["):
        return _symbol(value)
    if value is None:
        return NOT_AVAILABLE
    judged = (numerator,) if rule.judged_by == "numerator" else (numerator, denominator)
    if rule.below and any(count is None or rule.is_small(_counted(count)) for count in judged):
        return CONFIDENTIAL
    return decimal_text(round_fraction(exact(value), rule.places, rule.mode), rule.places)


def publishable_count(count: int | str | None, rule: Suppression) -> str:
    """Return a count as it may be published: rounded, or a symbol.

    Args:
        count: whole, 0 or more; None if there is none (`[x]`), or a symbol, which is given back.
        rule: which counts are small, and to what the others are rounded.

    Raises:
        Fault: it is no whole number of 0 or more.
    """
    if isinstance(count, str) and count.startswith("["):
        return _symbol(count)
    if count is None:
        return NOT_AVAILABLE
    whole = _counted(exact(count))
    if whole.denominator != 1:
        raise Fault("A count is a whole number.", "Give how many there are; a rate or a mean is published by `publishable`.")
    return CONFIDENTIAL if rule.is_small(whole) else str(rule.rounded(whole))


def rule_named(name: str) -> Suppression:
    """Return one of the named rules.

    Raises:
        Fault: there is none of this name.
    """
    if name not in SUPPRESSION:
        raise Fault(f"There is no rule called “{name}” for small numbers.", f"Use one of {', '.join(SUPPRESSION)}.")
    return SUPPRESSION[name]


def changed(rule: Suppression, *, below: int | None = None, round_counts_to: int | None = None) -> Suppression:
    """Return a rule with what is small, or the rounding of counts, changed; None leaves it as it is.

    Raises:
        Fault: the rule would be none.
    """
    changes = {"below": below, "round_counts_to": round_counts_to}
    try:
        return Suppression.model_validate({**rule.model_dump(), **{name: new for name, new in changes.items() if new is not None}})
    except ValidationError as error:
        first = error.errors()[0]
        told = first.get("ctx", {}).get("error")
        raise told if isinstance(told, Fault) else Fault(f"{first['msg']}.", "Give a whole number in these bounds.") from None


def decimal_text(value: Fraction, places: int) -> str:
    """Return an exact number that has no more than these decimals as plain digits: `12.30`, `-0.5`."""
    units = to_minor(value, places, "down")
    assert Fraction(units, 10**places) == value, "a figure is rounded before it is written"
    whole, part = divmod(abs(units), 10**places)
    return ("-" if units < 0 else "") + str(whole) + (f".{part:0{places}d}" if places else "")


def _symbol(text: str) -> str:
    if text not in SYMBOLS:
        raise Fault(f"{text} is not a symbol for a published table.", f"Use one of {' '.join(SYMBOLS)}.")
    return text


def _counted(count: Figure) -> Fraction:
    whole = exact(count)
    if whole < 0:
        raise Fault("A count is 0 or more.", "Check how the count was made.")
    return whole
