"""An amount of money as people and ledgers write it: `£1,234.50`, `(1,234.50)`, `1234.5-`; exact, and never rounded."""

from __future__ import annotations

import re

from gainshare.core.kernel.formats import plural
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Fault, shorten

LONGEST = 60
"""Characters of the longest amount that is read."""
MOST_DIGITS = 15
"""Most digits of an amount, minor units included: more would be no cost, and would not fit into a table's whole number."""

MINUSES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"))
NOTHING = frozenset({"-", "--", ".", "n/a", "nil", "none"})
"""What a cell without an amount may hold: accountants write a dash for nothing."""
PLAIN = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+|[0-9]+)?(?:\.(?P<part>[0-9]*))?", re.ASCII)
CONTINENTAL = re.compile(r"(?:[0-9]+|[0-9]{1,3}(?:[. ][0-9]{3})+),[0-9]{1,2}|[0-9]{1,3}(?:\.[0-9]{3}){2,}", re.ASCII)
EXPONENT = re.compile(r"[0-9.,]+[eE][-+]?[0-9]+", re.ASCII)
HOW = "Write it such as 1234.50; a negative amount as -1234.50 or (1234.50)."


def is_blank_amount(text: str) -> bool:
    """Return whether a cell says that there is no amount."""
    return not text.strip() or text.strip().translate(MINUSES).casefold() in NOTHING


def read_amount(text: str, currency: Currency) -> int:
    """Return an amount in minor units.

    Args:
        text: digits with or without the currency's sign or code, commas or spaces between thousands, and one sign of a negative:
            a minus before or after it, or brackets around it.
        currency: the currency that it must be in.

    Raises:
        Fault: it is no such amount, or has more decimals than the currency; nothing is rounded.
    """
    if len(text) > LONGEST:
        raise Fault(f"{shorten(text)} is not an amount.", HOW)
    bare = " ".join(text.translate(MINUSES).split())
    if bare.startswith(("=", "+", "@")):
        raise Fault("The cell holds a formula, not an amount.", "Copy the cells and paste them as values (Paste special, Values).")
    negatives, digits = _without_signs(bare, currency)
    found = PLAIN.fullmatch(digits)
    if found is None or negatives > 1 or not (found["whole"] or found["part"]):
        raise _explain(text, digits)
    minor = _minor(found["whole"] or "0", found["part"] or "", currency)
    return -minor if negatives else minor


def _without_signs(bare: str, currency: Currency) -> tuple[int, str]:
    """Return how many signs say that the amount is negative, and the amount without them and without its currency."""
    negatives = 0
    marks = [mark for mark in (currency.symbol, currency.code) if mark]
    is_shorter = True
    while is_shorter:
        before = bare
        if bare.startswith("(") and bare.endswith(")"):
            bare, negatives = bare[1:-1].strip(), negatives + 1
        if bare.startswith("-") or bare.endswith("-"):
            bare, negatives = (bare[1:] if bare.startswith("-") else bare[:-1]).strip(), negatives + 1
        for mark in marks:
            bare = bare.removeprefix(mark).removesuffix(mark).strip()
        is_shorter = len(bare) < len(before)
    return negatives, bare


def _minor(whole: str, part: str, currency: Currency) -> int:
    places = currency.places
    if len(part) > places:
        most = f"at most {plural(places, 'decimal place')}" if places else "no decimal places"
        message = f"The amount has {plural(len(part), 'decimal place')}; an amount in {currency.code} has {most}."
        raise Fault(message, "Round it yourself, or look for a point that should be a comma.")
    digits = whole.replace(",", "").replace(" ", "") + part[:places].ljust(places, "0")
    if len(digits.lstrip("0")) > MOST_DIGITS:
        raise Fault(f"The amount has more than {MOST_DIGITS} digits.", "Check it.")
    return int(digits)


def _explain(text: str, digits: str) -> Fault:
    """Return what is wrong with an amount that cannot be read."""
    if text.strip().startswith("#"):
        return Fault("The cell holds an error of the spreadsheet.", "Correct the formula there, or widen the column, then paste values.")
    if CONTINENTAL.fullmatch(digits):
        return Fault(f"{shorten(text)} has a comma for its decimals, or points between thousands.", HOW)
    if EXPONENT.fullmatch(digits):
        return Fault(f"{shorten(text)} is written with an exponent.", "Widen the column in the spreadsheet, then copy again.")
    if digits.casefold().endswith((" cr", " dr", "cr", "dr")):
        return Fault(f"{shorten(text)} says debit or credit in letters.", "Write a credit with a minus sign, and a debit without one.")
    return Fault(f"{shorten(text)} is not an amount.", HOW)
