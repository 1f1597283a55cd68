"""Cells of a table to values: a parser returns the value of a text, or raises a Fault that says how it is to be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from gainshare.core.kernel.problem import Fault
from gainshare.files.csv_guesses import LONGEST_GUESSED, guess_date, guess_number
from gainshare.files.yaml_scalar import DIGITS_LIMIT

AMOUNT_DIGITS = 15
"""Most digits of an amount, minor units included: ten trillion pounds, and no 64-bit integer overflows on the way."""

OPTIONS_SHOWN = 12
"""Options that a message lists."""

GUESSED_LENGTH = 100
"""Longest text that is compared with the options: comparing takes the square of the length."""

EXCEL_ERROR = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA|#+)")
"""What Excel shows instead of a value, or instead of a number that its column is too narrow for."""

NUMBER = re.compile(r"(-?[0-9]+)(?:\.([0-9]+))?")
EXACT = re.compile(r"-?(?P<digits>[0-9]+(?:\.[0-9]+)?)(?:[eE](?P<exponent>[-+]?[0-9]+))?")
RATIO = re.compile(r"-?(?P<numerator>[0-9]+)/(?P<denominator>[0-9]+)")
ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}")

CAUSES = (
    (re.compile(r"\(.*\)"), "A negative number is written with a minus sign, not in brackets."),
    (re.compile(r".*[0-9] ?-"), "The minus sign stands before the number, not after it."),
    (re.compile(r".*[\u2010-\u2015\u2212\ufe63\uff0d].*"), "The minus sign is not the hyphen of the keyboard."),
    (re.compile(r"[-+]?[0-9.]+[eE][-+]?[0-9]+"), "An amount is written without an exponent."),
    (re.compile(r".*%"), "A number is written without a per cent sign."),
    (re.compile(r"\+.*"), "A number is written without a plus sign."),
    (re.compile(r"-?(?:\.[0-9]+|[0-9]+\.)"), "A decimal point stands between digits."),
    (
        re.compile(r".*[0-9].*[,'’ \u00a0\u2009\u202f].*|.*\D[0-9.,]+|[0-9.,]+\D+"),
        "A number is written with digits, a point and a minus sign alone: no currency signs, spaces or commas.",
    ),
)
"""The shapes that numbers come in from spreadsheets and ledgers; the first that fits says what is wrong."""


def amount_parser(places: int) -> Callable[[str], int]:
    """Return the parser of an amount of money in a currency with so many decimal places; its value is in whole minor units."""
    point = places + 1

    def parse_amount(text: str) -> int:
        # The straight path of the plain case, because a ledger has a million of them.
        if places and text[-point:-places] == ".":
            digits = text[:-point] + text[-places:]
            if places < len(digits) <= AMOUNT_DIGITS and digits.isdecimal() and digits.isascii():
                return int(digits)
        return _read_amount(text.strip(), places)

    return parse_amount


def decimal_parser(text: str) -> Fraction:
    """Return the exact value of a decimal (`0.125`, `1.5e-3`) or of a ratio (`1/8`)."""
    text = text.strip()
    if found := RATIO.fullmatch(text):
        _check_digits(found["numerator"], found["denominator"])
        if not int(found["denominator"]):
            raise Fault("Nothing can be divided by 0.", "Write the ratio with another number below.")
        return Fraction(text)
    if found := EXACT.fullmatch(text):
        exponent = (found["exponent"] or "0").lstrip("+-0") or "0"
        _check_digits(found["digits"].replace(".", ""))
        if len(exponent) > 2 or int(exponent) > DIGITS_LIMIT:
            raise Fault(f"The exponent of the number is beyond {DIGITS_LIMIT}.", "Check the number.")
        return Fraction(text)
    raise _explain_number(text, guess_number(text), otherwise="Write digits with a decimal point, such as 0.125, or a ratio, such as 1/8.")


def date_parser(text: str) -> date:
    """Return the day of a date written as `2025-03-31`."""
    text = text.strip()
    if not ISO_DATE.fullmatch(text):
        raise Fault("A date is written year-month-day.", f"Write {guess_date(text) or 'it such as 2025-03-31'}.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Fault("There is no such day.", "Check the day and the month.") from None


def choice_parser(options: Sequence[str], *, what: str = "value") -> Callable[[str], str]:
    """Return the parser of a text that must be one of the options.

    Args:
        options: the texts allowed, in the order in which a message lists them.
        what: what they are, in the singular, such as `party`.
    """
    allowed = {option: option for option in options}
    by_lower_case = {option.casefold(): option for option in options}

    def parse_choice(text: str) -> str:
        stripped = text.strip()
        if stripped in allowed:
            return allowed[stripped]
        folded = stripped.casefold()
        near = [folded] if folded in by_lower_case else _near(folded, list(by_lower_case))
        listed = f"{', '.join(options[:OPTIONS_SHOWN])}{f' … ({len(options)} in all)' if len(options) > OPTIONS_SHOWN else ''}"
        fix = f"Write {by_lower_case[near[0]]}, if that is meant, or another of" if near else "Write one of"
        raise Fault(f"There is no {what} of this name.", f"{fix}: {listed}." if options else f"No {what} is known yet: add it first.")

    return parse_choice


def text_parser(max_length: int) -> Callable[[str], str]:
    """Return the parser of a text of at most so many characters; spaces around it are taken away."""

    def parse_text(text: str) -> str:
        stripped = text.strip()
        if len(stripped) > max_length:
            raise Fault(f"The text has {len(stripped):,} characters; at most {max_length:,} are allowed.", "Shorten it.")
        if not stripped.isprintable() and any(unicodedata.category(char) == "Cc" and char not in "\n\r\t" for char in stripped):
            raise Fault("The text holds a control character.", "Delete it and type the text anew.")
        if EXCEL_ERROR.fullmatch(stripped):
            raise Fault("The cell holds no text.", "Write the text.")
        return stripped

    return parse_text


def id_parser(text: str) -> str:
    """Return an id: at most 64 letters, digits and signs `- . _ : / +`, beginning with a letter or digit."""
    stripped = text.strip()
    if not ID.fullmatch(stripped):
        guess = re.sub(r"[^A-Za-z0-9._:/+-]+", "-", stripped).strip("._:/+-")[:64]
        fix = "Write at most 64 letters, digits and signs - . _ : / +, beginning with a letter or digit"
        raise Fault("This is not an id.", f"{fix}, such as {guess}." if guess else f"{fix}.")
    return stripped


def explain_excel_error(text: str) -> Fault | None:
    """Return what to say of a cell that holds an error of Excel instead of a value; None if it does not."""
    if not EXCEL_ERROR.fullmatch(text.strip()):
        return None
    if text.strip("# "):
        return Fault("The cell holds an error of Excel.", "Correct the formula in the workbook, then save the sheet as CSV again.")
    return Fault(
        "The column was too narrow in Excel to show the value.", "Widen the column in the workbook, then save the sheet as CSV again."
    )


def _read_amount(text: str, places: int) -> int:
    found = NUMBER.fullmatch(text)
    if found is None:
        guess = guess_number(text)
        is_short = guess is not None and len(guess.partition(".")[2]) <= places
        raise _explain_number(
            text, guess if is_short else None, otherwise=f"Write digits only, such as {'1234.56789'[: 5 + places] if places else 1234}."
        )
    whole, part = found[1], found[2] or ""
    if len(part) > places:
        most = f"at most {places} decimal place{'s' if places > 1 else ''}" if places else "no decimal places"
        raise Fault(f"An amount in this currency has {most}.", "Round it, or look for a point that should not be there.")
    if len(whole.lstrip("-")) + places > AMOUNT_DIGITS:
        raise Fault(f"The amount has more than {AMOUNT_DIGITS} digits.", "Check the amount.")
    return int(whole + part.ljust(places, "0"))


def _check_digits(*numbers: str) -> None:
    if any(len(number) > DIGITS_LIMIT for number in numbers):
        raise Fault(f"The number has more than {DIGITS_LIMIT} digits.", "Round it.")


def _explain_number(text: str, guess: str | None, *, otherwise: str) -> Fault:
    # Some of the shapes take the square of the length to compare.
    shapes = CAUSES if len(text) <= LONGEST_GUESSED else ()
    message = next((message for shape, message in shapes if shape.fullmatch(text)), "This is not a number.")
    if not text.isascii() and any(char.isdigit() and char not in "0123456789" for char in text):
        message = "The digits are not those of the keyboard."
    return Fault(message, f"Write {guess}." if guess else otherwise)


def _near(word: str, options: list[str]) -> list[str]:
    return get_close_matches(word, options, n=1) if len(word) <= GUESSED_LENGTH else []
