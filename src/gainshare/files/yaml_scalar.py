"""What an unquoted word of YAML means, by the core schema of YAML 1.2; numbers are kept exact."""

from __future__ import annotations

import re
from decimal import Decimal

from gainshare.core.kernel.problem import Fault

PlainValue = bool | int | Decimal | str | None

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys(["true", "True", "TRUE"], True),
    **dict.fromkeys(["false", "False", "FALSE"], False),
}
"""Source: YAML 1.2.2, section 10.3.2."""

DIGITS_LIMIT = 40
"""Most digits of a number, and the largest size of its exponent: no amount of money comes near, and no arithmetic on it takes long."""

DECIMAL = re.compile(r"[-+]?(?P<digits>\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE](?P<exponent>[-+]?[0-9]+))?")
"""Integers in base ten, and decimals with or without an exponent. Source: YAML 1.2.2, section 10.3.2."""

WHOLE = re.compile(r"[-+]?[0-9]+")
BASED = re.compile(r"0o(?P<octal>[0-7]+)|0x(?P<hexadecimal>[0-9a-fA-F]+)")
"""Integers in base eight and sixteen. Source: YAML 1.2.2, section 10.3.2."""


def resolve(text: str) -> PlainValue:
    """Return the value of an unquoted scalar: None, bool, int, Decimal, or the text itself.

    `.nan` and `.inf` stay text, for no term is either; dates stay text, for the model knows which terms are dates.

    Raises:
        Fault: a number has more digits, or a larger exponent, than 40.
    """
    if text in WORDS:
        return WORDS[text]
    if text[0] not in "+-.0123456789":
        return text
    if found := DECIMAL.fullmatch(text):
        _check_size(found["digits"], found["exponent"])
        return int(text) if WHOLE.fullmatch(text) else Decimal(text)
    if found := BASED.fullmatch(text):
        _check_size(text[2:], None)
        return int(text[2:], 8 if found["octal"] else 16)
    return text


def _check_size(digits: str, exponent: str | None) -> None:
    fix = f"Write it with at most {DIGITS_LIMIT} digits, or put it in quotation marks if it is no number."
    if len(digits.replace(".", "")) > DIGITS_LIMIT:
        raise Fault(f"The number has more than {DIGITS_LIMIT} digits.", fix)
    if exponent is not None and (len(exponent) > DIGITS_LIMIT or abs(int(exponent)) > DIGITS_LIMIT):
        raise Fault(f"The exponent of the number is beyond {DIGITS_LIMIT}.", fix)
