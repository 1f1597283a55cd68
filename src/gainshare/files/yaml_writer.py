"""Plain values to YAML text that reads back as the same values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from gainshare.core.kernel.problem import Fault
from gainshare.files.text_file import Unwritable
from gainshare.files.yaml_builder import DEPTH_LIMIT, LONE_SURROGATE
from gainshare.files.yaml_scalar import resolve

PLAIN = re.compile(r"\w(?:[\w .,;/()%+&'’–-]*[\w.,;/()%+'’-])?")
"""Texts that stand without quotation marks: they begin with a letter or digit and hold nothing that YAML gives a meaning."""

WORDS_OF_OTHERS = frozenset(["y", "n", "yes", "no", "on", "off"])
"""Texts that older readers of YAML take for true and false; quoted, so that every reader sees text. Source: YAML 1.1, type bool."""

SHORT_KEY = 1_000
"""Characters of a key that may stand before its colon; a longer one needs a question mark. Source: YAML 1.2.2, section 8.2.2 (1,024)."""

ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_yaml(data: object) -> str:
    """Return the data as YAML text: `read_yaml` gives the same values back, keys in the same order.

    Fractions are written as text (`2/3`) unless they are whole, dates as 2025-03-31, tuples as lists; a `Decimal` keeps a point.

    Raises:
        Unwritable: a key is no text, or a value is of another kind, or beyond the limits of the reader.
    """
    return "".join(f"{line}\n" for line in _lines(data, 0))


def _lines(value: object, depth: int) -> Iterator[str]:
    """Yield the lines of a value, indented from 0."""
    if depth >= DEPTH_LIMIT and isinstance(value, Mapping | list | tuple):
        raise Unwritable(f"The data are nested more than {DEPTH_LIMIT} deep.")
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            yield from _entry(_key(key), inner, depth)
    elif isinstance(value, list | tuple) and value:
        for inner in value:
            yield from _after("-", _lines(inner, depth + 1))
    elif isinstance(value, str) and _is_plain_lines(lines := value.removesuffix("\n").split("\n")):
        yield "|" if value.endswith("\n") else "|-"
        yield from (f"  {line}" if line else "" for line in lines)
    else:
        yield _scalar(value)


def _entry(key: str, value: object, depth: int) -> Iterator[str]:
    if len(key) > SHORT_KEY:
        yield f"? {key}"
        yield from _after(":", _lines(value, depth + 1))
        return
    lines = _lines(value, depth + 1)
    if isinstance(value, Mapping | list | tuple) and value:
        yield f"{key}:"
        yield from (f"  {line}" if line else "" for line in lines)
    else:
        yield f"{key}: {next(lines)}"
        yield from lines


def _after(sign: str, lines: Iterator[str]) -> Iterator[str]:
    """Yield the lines with a sign before the first and the others below it."""
    yield f"{sign} {next(lines)}"
    yield from (f"  {line}" if line else "" for line in lines)


def _is_plain_lines(lines: list[str]) -> bool:
    """Can the lines stand below a | as they are?"""
    return len(lines) > 1 and bool(lines[0] and lines[-1]) and all(line.isprintable() and line == line.strip() for line in lines)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise Unwritable(f"The key {key!r} is no text.")
    return _text(key)


def _scalar(value: object) -> str:
    match value:
        case None:
            text = "null"
        case bool():
            text = "true" if value else "false"
        case int() | Decimal():
            text = _number(value)
        case Fraction(denominator=1):
            text = _number(value.numerator)
        case str() | Fraction() | date():
            text = _text(str(value))
        case _:
            text = _empty(value)
    return text


def _empty(value: object) -> str:
    if isinstance(value, Mapping):
        return "{}"
    if isinstance(value, list | tuple):
        return "[]"
    raise Unwritable(f"A value of type {type(value).__name__} cannot be written: {value!r}.")


def _number(value: int | Decimal) -> str:
    text = str(value)
    # Without a point or an exponent a Decimal would come back as an int.
    if isinstance(value, Decimal) and value.is_finite() and "." not in text and "E" not in text:
        text += ".0"
    try:
        is_read_back = not isinstance(resolve(text), str)
    except Fault:
        is_read_back = False
    if not is_read_back:
        raise Unwritable(f"The number {text} cannot be read back.")
    return text


def _text(text: str) -> str:
    if PLAIN.fullmatch(text) and text.lower() not in WORDS_OF_OTHERS and _is_text_when_plain(text):
        return text
    if LONE_SURROGATE.search(text):
        raise Unwritable("A text holds half a character, which no UTF-8 file can hold.")
    return '"' + "".join(_escape(char) for char in text) + '"'


def _is_text_when_plain(text: str) -> bool:
    try:
        return isinstance(resolve(text), str)
    except Fault:
        return False


def _escape(char: str) -> str:
    if char in ESCAPES:
        return ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
