"""Whole money and exact numbers: a count of minor units with its currency, and the only place where a number is rounded.

One convention holds throughout the kernel: an `int` of money counts minor units (pence), a `Fraction` of money is in major
units (pounds). `Money.as_fraction` and `to_minor` are the way from one to the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from typing import Literal, Self, assert_never

from gainshare.core.kernel.problem import Fault, shorten

Rounding = Literal["half_even", "half_up", "half_down", "up", "down"]
"""What becomes of a part too small to keep. `half_up` and `up` go away from zero, `half_down` and `down` towards it."""

CURRENCIES_WITHOUT_MINOR_UNIT = frozenset(
    {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"}
)
"""Currencies of 0 decimal places. Source: ISO 4217, list one."""
CURRENCIES_IN_THOUSANDTHS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
"""Currencies of 3 decimal places. Source: ISO 4217, list one."""
CODES_WITHOUT_COINS = frozenset({"CLF", "UYW", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XDR", "XPD", "XPT", "XSU", "XTS", "XUA", "XXX"})
"""Codes of 4 decimal places, or of none stated: units of account, metals, tests. Nobody pays a gain in them. Source: ISO 4217, list one."""
SYMBOLS = {"AUD": "A$", "CAD": "C$", "EUR": "€", "GBP": "£", "JPY": "¥", "USD": "$"}
"""Currencies shown by a symbol; every other one is shown by its code."""

LONGEST_AMOUNT = 40
"""Characters of a written amount of money; the largest economy needs half of them."""
LONGEST_NUMBER = 1000
"""Characters, and power of ten, of a written number; more would cost time and mean nothing."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency and the number of decimal places that its smallest unit has."""

    code: str
    """ISO 4217 code, three capital letters."""
    places: int
    """Decimal places of the minor unit: 0, 2 or 3."""

    def __post_init__(self) -> None:
        """Check the shape of the code and the number of places."""
        if not re.fullmatch("[A-Z]{3}", self.code):
            raise Fault(f"{shorten(self.code)} is not a currency code.", "Give the three capital letters of ISO 4217, such as GBP.")
        if self.places not in (0, 2, 3):
            raise Fault(f"{self.code} cannot have {self.places} decimal places.", "Use 0, 2 or 3 decimal places.")

    @classmethod
    def of(cls, code: str) -> Self:
        """Return the currency of this ISO 4217 code.

        Raises:
            Fault: the code is not three capital letters, or names something that has no coins (a metal, a unit of account).
        """
        if code in CODES_WITHOUT_COINS:
            raise Fault(f"{code} is not a currency that people pay in.", "Give the code of a currency with coins, such as GBP.")
        if code in CURRENCIES_WITHOUT_MINOR_UNIT:
            return cls(code, 0)
        return cls(code, 3 if code in CURRENCIES_IN_THOUSANDTHS else 2)

    @property
    def symbol(self) -> str:
        """Return the sign written before an amount; empty if the currency is written by its code."""
        return SYMBOLS.get(self.code, "")


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies cannot be added or compared."""


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money in whole minor units; positive is paid to whoever is named."""

    minor: int
    """How many minor units: pence for pounds, yen for yen."""
    currency: Currency
    """What they are units of."""

    def __post_init__(self) -> None:
        """Check that the minor units are whole."""
        assert isinstance(self.minor, int), f"minor units are whole: {self.minor!r}"

    def __add__(self, other: Money) -> Money:
        """Return the sum; CurrencyMismatch if the currencies differ."""
        return Money(self.minor + self._minor_of(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        """Return the difference; CurrencyMismatch if the currencies differ."""
        return Money(self.minor - self._minor_of(other), self.currency)

    def __neg__(self) -> Money:
        """Return the same amount in the other direction."""
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        """Return whether this is the smaller amount; CurrencyMismatch if the currencies differ."""
        return self.minor < self._minor_of(other)

    def as_fraction(self) -> Fraction:
        """Return the amount in major units, exact."""
        return Fraction(self.minor, 10**self.currency.places)

    @classmethod
    def from_fraction(cls, amount: Fraction, currency: Currency) -> Money:
        """Return an amount that is known to be whole minor units.

        Args:
            amount: in major units.
            currency: what the amount is in.

        Raises:
            Fault: the amount is not a whole number of minor units; nothing is rounded here.
        """
        minor = amount * 10**currency.places
        if minor.denominator != 1:
            unit = Fraction(1, 10**currency.places)
            raise Fault(f"{amount} {currency.code} is not whole units of {unit} {currency.code}.", "Round it first, as the agreement says.")
        return cls(minor.numerator, currency)

    @classmethod
    def parse(cls, text: str, currency: Currency) -> Money:
        """Return the amount written as `1234.56`, `£1,234.56`, `-£1,234.56` or `GBP 1234.56`.

        Args:
            text: digits in major units, commas only between thousands, and no more decimals than the currency has.
            currency: what the amount must be in; a plain `$` is taken for any dollar.

        Raises:
            Fault: the text is not such an amount, or is in another currency.
        """
        found = _AMOUNT.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-")) if len(text) <= LONGEST_AMOUNT else None
        if found is None or (found["before"] and found["after"]):
            raise _unreadable(text, currency)
        _check_mark(found["mark"], currency)
        return cls(_minor_units(found, currency), currency)

    def _minor_of(self, other: Money) -> int:
        """Return the other amount's minor units, once its currency is found to be the same."""
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency.code} and {other.currency.code} cannot be added or compared.")
        return other.minor


def exact(number: object) -> Fraction:
    """Return a number of any kind as the fraction that its writer meant.

    Args:
        number: int, bool, Fraction, Decimal, a Python or numpy number (taken by its shortest decimal, so 0.1 is 1/10),
            or text: a decimal, `a/b`, or a percentage (`50%` is 1/2).

    Raises:
        Fault: it is not a finite number.
    """
    match number:
        case Fraction():
            return number
        case int():
            return Fraction(int(number))
        case str():
            return _fraction_of_text(number)
        case Decimal():
            return _fraction_of_decimal(number)
        case _:
            return _fraction_of_scalar(number)


def round_fraction(value: Fraction, places: int, mode: Rounding) -> Fraction:
    """Return the value rounded to decimal places.

    Args:
        value: any exact number.
        places: decimals to keep; negative to round to tens (−1), hundreds (−2) and so on.
        mode: what becomes of the rest.
    """
    scale = Fraction(10) ** places
    return _round_to_whole(value * scale, mode) / scale


def to_minor(amount: Fraction, places: int, mode: Rounding) -> int:
    """Return the amount in whole minor units.

    Args:
        amount: in major units.
        places: decimal places of the currency.
        mode: what becomes of a part of a minor unit.
    """
    return _round_to_whole(amount * 10**places, mode)


_AMOUNT = re.compile(
    r"(?P<before>-?)(?P<mark>[A-Z]{0,3}[$£€¥]?) ?(?P<after>-?)(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<part>[0-9]+))?"
)
_NUMBER = re.compile(r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?) *(?P<percent>%?)")
_RATIO = re.compile(r"(?P<above>[+-]?[0-9]+) *\/ *(?P<below>[0-9]+)")


def _unreadable(text: str, currency: Currency) -> Fault:
    """Return the Fault for text that is not an amount, with an example in the right number of places."""
    if re.fullmatch(r"\(.*\)", text.strip()):
        return Fault(f"{shorten(text)} has brackets.", "Write a negative amount with a minus sign, such as -1,234.56.")
    example = {0: "1,234", 2: "1,234.56", 3: "1,234.567"}[currency.places]
    return Fault(
        f"{shorten(text)} is not an amount of money.",
        f"Write it like {example}: commas only between thousands, a point before the decimals, a minus sign if it is negative.",
    )


def _check_mark(mark: str, currency: Currency) -> None:
    """Raise a Fault if the symbol or code written with an amount belongs to another currency."""
    is_dollar = mark == "$" and currency.symbol.endswith("$")
    if mark not in ("", currency.code, currency.symbol) and not is_dollar:
        raise Fault(f"The amount is in {mark}, not in {currency.code}.", f"Give it in {currency.code}: one agreement has one currency.")


def _minor_units(found: re.Match[str], currency: Currency) -> int:
    """Return the minor units of a written amount whose shape is right."""
    part = found["part"] or ""
    if len(part) > currency.places:
        places = f"at most {currency.places}" if currency.places else "no"
        raise Fault(
            f"{shorten(found[0])} has {len(part)} decimals; {currency.code} has {places} decimals.",
            "Round it in the books it comes from, and give that amount.",
        )
    minor = int(found["whole"].replace(",", "") + part.ljust(currency.places, "0"))
    return -minor if found["before"] or found["after"] else minor


def _fraction_of_text(text: str) -> Fraction:
    """Return the fraction written as a decimal, as a/b or as a percentage."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-") if len(text) <= LONGEST_NUMBER else ""
    if found := _NUMBER.fullmatch(plain):
        value = Fraction(found["number"])
        return value / 100 if found["percent"] else value
    ratio = _RATIO.fullmatch(plain)
    if ratio is None:
        raise _not_a_number(text)
    if int(ratio["below"]) == 0:
        raise Fault(f"{shorten(text)} divides by nothing.", "Give a denominator other than 0.")
    return Fraction(int(ratio["above"]), int(ratio["below"]))


def _fraction_of_decimal(number: Decimal) -> Fraction:
    """Return a decimal as a fraction, unless it is not finite or its power of ten would fill the memory."""
    exponent = number.as_tuple().exponent
    if not isinstance(exponent, int) or abs(exponent) > LONGEST_NUMBER:
        raise _not_a_number(str(number))
    return Fraction(number)


def _fraction_of_scalar(number: object) -> Fraction:
    """Return a Python or numpy number as the fraction of its shortest decimal."""
    item = getattr(number, "item", None)
    if callable(item):
        plain = _item(number)
        # numpy's long double gives itself back: it has no Python number, and no shortest decimal that all machines agree on.
        if isinstance(plain, type(number)) and hasattr(plain, "item"):
            raise _not_a_number(repr(number))
        return exact(plain)
    if isinstance(number, float):
        return _fraction_of_decimal(Decimal(repr(number)))
    raise _not_a_number(repr(number))


def _item(scalar: object) -> object:
    """Return the Python number in a numpy scalar."""
    try:
        return scalar.item()  # type: ignore[attr-defined]  # the caller has seen that there is one
    except ValueError:  # an array of several numbers
        raise _not_a_number(repr(scalar)) from None


def _not_a_number(text: str) -> Fault:
    """Return the Fault for something that is not a number."""
    return Fault(
        f"{shorten(text)} is not a number.",
        "Write a number such as 1234.5, a fraction such as 2/3 or a percentage such as 12.5%, without commas between thousands.",
    )


def _round_to_whole(value: Fraction, mode: Rounding) -> int:
    """Return the whole number that the value is rounded to."""
    below, rest = divmod(abs(value.numerator), value.denominator)
    size = below + _goes_up(below, rest * 2, value.denominator, mode) if rest else below
    return -size if value < 0 else size


def _goes_up(below: int, twice_the_rest: int, unit: int, mode: Rounding) -> bool:
    """Return whether a size between `below` and the next whole number goes up to the latter."""
    match mode:
        case "half_even":
            return twice_the_rest > unit or (twice_the_rest == unit and below % 2 == 1)
        case "half_up":
            return twice_the_rest >= unit
        case "half_down":
            return twice_the_rest > unit
        case "up":
            return True
        case "down":
            return False
        case _:
            assert_never(mode)
