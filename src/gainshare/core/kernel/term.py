"""What the terms of an agreement are made of: frozen models that refuse unknown fields, and the types of their fields."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from gainshare.core.kernel.amount import RESERVED, Amount, amount_of
from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.problem import Fault

ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
LONGEST_TEXT = 10_000
"""Characters of one text; a page of prose."""


class Term(BaseModel):
    """A provision of an agreement: frozen, and without fields that nobody defined."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False)


def read_share(value: object) -> Fraction:
    """Return the fraction that “55%”, “1/3” or 0.55 says.

    Raises:
        Fault: it is no fraction, or lies outside 0 to 1 (55 is not a share: 55% is).
    """
    constant = amount_of(value).constant if not isinstance(value, bool) else None
    if constant is None:
        raise Fault("This is not a share.", "Write a percentage or a fraction, such as 55% or 1/3.")
    if not 0 <= constant <= 1:
        raise Fault("A share lies between 0 and 1.", f"Write {value}% if that is meant, or a fraction such as 1/3.")
    return constant


def read_number(value: object) -> Fraction:
    """Return the exact number that a decimal, a fraction or a percentage says.

    Raises:
        Fault: it is not a number.
    """
    if isinstance(value, str) and value.strip()[:1] in {"-", "−"}:
        return -read_number(value.strip()[1:])
    constant = amount_of(value).constant if not isinstance(value, bool) else None
    if constant is None:
        raise Fault("This is not a number.", "Write a number, such as 12 or 0.5, or a fraction such as 2/3.")
    return constant


def read_date(value: object) -> date:
    """Return the day that an ISO date says.

    Raises:
        Fault: it is not a day written year-month-day.
    """
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and ISO_DATE.fullmatch(value) else _no_date()
    except ValueError:
        return _no_date()


def _no_date() -> date:
    raise Fault("This is not a date.", "Write year-month-day, such as 2024-04-01.")


def read_id(value: object) -> str:
    """Return an identifier: letters, digits, full stop, hyphen, underscore; it starts with a letter or digit.

    Raises:
        Fault: it holds anything else (a space, a slash, nothing at all).
    """
    text = str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", text):
        raise Fault("This is not an identifier.", "Use letters, digits, full stops, hyphens and underscores, up to 80 of them.")
    return text


def read_name(value: object) -> str:
    """Return a name that an amount can use: a letter or underscore, then letters, digits and underscores.

    Raises:
        Fault: it holds anything else, or is a word of the amount language.
    """
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,79}", value):
        raise Fault("This is not a name that an amount can use.", "Use letters, digits and underscores, and start with a letter.")
    if value.lower() in RESERVED:
        raise Fault(f"“{value}” is a word of the amount language.", "Choose another name.")
    return value


def read_words(value: object) -> str:
    """Return a text of one character or more, without surrounding blanks.

    Raises:
        Fault: it is empty, too long, or not a text.
    """
    text = str(value) if isinstance(value, (int, Decimal)) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not text.strip():
        raise Fault("This is not a text.", "Write some words.")
    if len(text) > LONGEST_TEXT:
        raise Fault(f"A text has at most {LONGEST_TEXT:,} characters.", "Shorten it.")
    return text.strip()


NUMBER_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^[-−]?[0-9]+(\.[0-9]+)?( ?%| ?/ ?[0-9]+)?$"}]
}
AMOUNT_SCHEMA: dict[str, Any] = {"anyOf": [{"type": "number"}, {"type": "boolean"}, {"type": "string", "minLength": 1}]}

Share = Annotated[
    Fraction,
    BeforeValidator(read_share),
    PlainSerializer(exact_text),
    WithJsonSchema({**NUMBER_SCHEMA, "description": "A share: 55%, 1/3 or 0.55"}),
]
"""A fraction from 0 to 1."""
ExactNumber = Annotated[
    Fraction, BeforeValidator(read_number), PlainSerializer(exact_text), WithJsonSchema({**NUMBER_SCHEMA, "description": "An exact number"})
]
"""An exact number."""
Formula = Annotated[
    Amount,
    BeforeValidator(amount_of),
    PlainSerializer(lambda amount: amount.text),
    WithJsonSchema({**AMOUNT_SCHEMA, "description": "A number, or an amount in the amount language"}),
]
"""An amount or a condition in the amount language."""
Day = Annotated[date, BeforeValidator(read_date)]
"""A calendar day."""
Id = Annotated[str, BeforeValidator(read_id), WithJsonSchema({"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$"})]
"""An identifier of a party, measure, contract …"""
Name = Annotated[str, BeforeValidator(read_name), WithJsonSchema({"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,79}$"})]
"""A name that an amount can use."""
Words = Annotated[str, BeforeValidator(read_words), WithJsonSchema({"type": "string", "minLength": 1})]
"""A text that is not empty."""
Clause = Annotated[str, Field(default="", description="The clause of the agreement that says so", max_length=200)]
"""The clause of the agreement that says so; empty if it names none."""
