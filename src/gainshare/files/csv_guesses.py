"""What was most likely meant by a number or date in a form that is not read: for the fix of a message, never for the value."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

LONGEST_GUESSED = 60
"""Characters of the longest text that a guess is made of."""

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"))
CURRENCY = re.compile(r"^[£$€¥]|[£$€¥]$|^[A-Z]{3}\b|\b[A-Z]{3}$")
EXPONENT = re.compile(r"[0-9]+(?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}")

GROUPED = re.compile(r"[0-9]{1,3}(?:([,' ’])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]+)?")
"""1,234.56 or 1 234.56"""
CONTINENTAL = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})*,[0-9]+|[0-9]+,[0-9]{1,2}")
"""1.234,56 or 1234,56"""
PLAIN = re.compile(r"[0-9]+\.?|[0-9]*\.[0-9]+")

DAY_FIRST = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4}|[0-9]{2})")
YEAR_FIRST = re.compile(r"([0-9]{4})[-/. ]?([0-9]{1,2})[-/. ]?([0-9]{1,2})(?:[T ][0-9:.]+Z?)?")
MONTH_NAMED = re.compile(r"(?:[A-Za-z]+,? )?([0-9]{1,2})(?:st|nd|rd|th)?[- ]([A-Za-z]{3,9})[- ,]+([0-9]{4}|[0-9]{2})")
SERIAL = re.compile(r"[34][0-9]{4}(?:\.0+)?")

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

EXCEL_DAY_ZERO = date(1899, 12, 30)
"""Day 0 of the day numbers of Excel for Windows (from 1 March 1900)."""


def guess_number(text: str) -> str | None:
    """Return the plain form of a number as ledgers write it (`(£1,234.56)` is -1234.56), or None if it is not clear."""
    if len(text) > LONGEST_GUESSED:
        return None
    bare = "".join(map(_on_the_keyboard, text.translate(DASHES))).strip(" '’")
    if bare == "-":
        return "0, if that is meant"
    in_brackets = bare.startswith("(") and bare.endswith(")")
    bare = _without_currency(bare[1:-1] if in_brackets else bare)
    signs = bare.count("-") + bare.count("+") + in_brackets
    is_negative = in_brackets or bare.startswith("-") or bare.endswith("-")
    digits = _plain_digits(_without_currency(bare.strip("-+ ")))
    if digits is None or signs > 1:
        return None
    return f"-{digits}" if is_negative else digits


def guess_date(text: str) -> str | None:
    """Return the ISO form of a date in another form, or None if it is not clear."""
    if len(text) > LONGEST_GUESSED:
        return None
    if found := DAY_FIRST.fullmatch(text):
        return _guess_day_first(*found.groups())
    if found := YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[2], found[3])
    if (found := MONTH_NAMED.fullmatch(text)) and found[2][:3].lower() in MONTHS:
        return _iso(found[3], MONTHS.index(found[2][:3].lower()) + 1, found[1])
    return _guess_day_number(text)


def _on_the_keyboard(char: str) -> str:
    """Return the plain digit of a full-width or Arabic one, and a plain space for any other; a superscript is no digit of a number."""
    if char.isdecimal():
        return str(int(char))
    return " " if char.isspace() else char


def _without_currency(text: str) -> str:
    return CURRENCY.sub("", text).strip()


def _plain_digits(bare: str) -> str | None:
    if GROUPED.fullmatch(bare):
        return re.sub(r"[,' ’]", "", bare)
    if CONTINENTAL.fullmatch(bare):
        return re.sub(r"[. ]", "", bare).replace(",", ".")
    if PLAIN.fullmatch(bare):
        return f"0{bare}" if bare.startswith(".") else bare.rstrip(".") if bare.endswith(".") else bare
    if EXPONENT.fullmatch(bare):
        return format(Decimal(bare), "f")
    return None


def _guess_day_first(first: str, second: str, year: str) -> str | None:
    day_first, month_first = _iso(year, second, first), _iso(year, first, second)
    if day_first and month_first and day_first != month_first:
        return f"{day_first} (or {month_first}, if the month comes first)"
    return day_first or month_first


def _guess_day_number(text: str) -> str | None:
    if not SERIAL.fullmatch(text):
        return None
    day = EXCEL_DAY_ZERO + timedelta(days=int(text.partition(".")[0]))
    return f"{day.isoformat()}, if it is a day number of Excel"


def _iso(year: str, month: str | int, day: str) -> str | None:
    full_year = int(year) + 2000 if len(year) == 2 else int(year)
    try:
        return date(full_year, int(month), int(day)).isoformat()
    except ValueError:
        return None
