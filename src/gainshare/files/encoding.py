"""Values to plain JSON and back, canonically: the same values give the same bytes on any machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from types import NoneType
from typing import Any, TypeVar, get_type_hints

from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.money import exact
from gainshare.core.kernel.period import Calendar, Month, Period, parse_period

T = TypeVar("T")
Plain = Any
"""Plain JSON data."""


def encode(value: object, *, leave_out: frozenset[str] = frozenset()) -> Plain:
    """Return a value as plain JSON data: fractions as exact text, months as `2024-04`, dates by ISO, periods by their word.

    Args:
        value: a dataclass, a collection, or one of the kinds above.
        leave_out: names of dataclass fields that are not part of the meaning, such as line numbers.
    """
    for kind, write in PLAIN.items():
        if isinstance(value, kind):
            return write(value)
    if is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: encode(getattr(value, field.name), leave_out=leave_out) for field in fields(value) if field.name not in leave_out
        }
    if isinstance(value, Mapping):
        return {str(key): encode(item, leave_out=leave_out) for key, item in value.items()}
    assert isinstance(value, (list, tuple, frozenset)), f"a {type(value).__name__} has no canonical form"
    items = [encode(item, leave_out=leave_out) for item in value]
    return sorted(items) if isinstance(value, frozenset) else items


PLAIN: Mapping[type, Callable[[Plain], Plain]] = {
    NoneType: lambda value: value,
    str: lambda value: value,
    int: lambda value: value,
    Fraction: exact_text,
    date: str,
    Decimal: str,
    Month: lambda month: f"{month.year}-{month.month:02d}",
    Period: lambda period: period.word,
}
"""How each kind of single value is written; a truth value is an int."""


def canonical(data: object) -> str:
    """Return plain JSON data as its one canonical text: no spaces, no floats, keys in the order given.

    Keys are not sorted, because their order can be a term: the order of a key decides who has an odd penny.
    """
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def fingerprint(data: object) -> str:
    """Return the SHA-256 of plain JSON data in its canonical form, as hexadecimal digits."""
    return sha256(canonical(data).encode()).hexdigest()


def decode(cls: type[T], data: Mapping[str, Any], calendar: Calendar, **given: object) -> T:
    """Return a dataclass from its plain data; fields that were left out are given.

    Raises:
        KeyError, TypeError, ValueError: the data is not of that dataclass.
    """
    hints = get_type_hints(cls)
    values = {
        field.name: given[field.name] if field.name in given else _decoder(str(hints[field.name]), calendar)(data[field.name])
        for field in fields(cls)  # type: ignore[arg-type]
    }
    return cls(**values)


def _decoder(hint: str, calendar: Calendar) -> Callable[[Any], Any]:
    readers: Mapping[str, Callable[[Any], Any]] = {
        "Month": Month.parse,
        "date": date.fromisoformat,
        "Fraction": exact,
        "Period": lambda word: parse_period(word, calendar),
    }
    read = next((reader for name, reader in readers.items() if name in hint), None)
    if read is None:
        return lambda value: value
    return lambda value: None if value is None else read(value)
