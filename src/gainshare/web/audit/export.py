"""A chain as JSON lines: written entry by entry, and read so strictly that a single changed byte is found; needs no database.

The first line says what it is, how many entries there are and which hash the last one has; then there is a line for each entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO

from gainshare.web.audit.chain import Found, Link, canonical, faults

FORMAT = "gainshare journal 1"
"""What the first line says, with the version of this way of writing."""
LONGEST_LINE = 64 * 2**20
"""Bytes of a line that are read at most, so that a broken file cannot fill the memory."""
ERASED = "erased"
"""What stands in place of a content that was blanked."""
_TEXTS = ("at", "action", "person", "organisation", "subject", "content_digest", "previous", "hash")
_UNREADABLE = (ValueError, KeyError, TypeError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a chain says."""

    chain: str
    """The chain's name."""
    length: int
    """How many entries it has."""
    hash: str
    """The hash of the last one."""


def export(head: Head, entries: Iterable[Found]) -> Iterator[bytes]:
    """Yield the lines of an export of a chain, with their ends."""
    yield _head_line(head)
    for found in entries:
        yield _entry_line(found)


def faults_of_export(source: BinaryIO) -> Iterator[str]:
    """Yield what is wrong with an export; nothing for a sound one."""
    try:
        head = _read_head(source.readline(LONGEST_LINE))
    except _UNREADABLE:
        yield "Line 1: this is not an export of a journal, or its first line was changed."
        return
    unreadable: list[str] = []
    yield from faults(head.chain, _read_entries(source, head.chain, unreadable), length=head.length, head=head.hash)
    yield from unreadable


def _read_entries(source: BinaryIO, chain: str, unreadable: list[str]) -> Iterator[Found]:
    number = 1
    while line := source.readline(LONGEST_LINE):
        number += 1
        try:
            found = _read_entry(line, chain)
        except _UNREADABLE:
            unreadable.append(f"Line {number}: this is not written as an export writes it; it was changed.")
        else:
            yield found


def _head_line(head: Head) -> bytes:
    return _line({"format": FORMAT, "chain": head.chain, "length": head.length, "head": head.hash})


def _read_head(line: bytes) -> Head:
    """Return the head of an export.

    Raises:
        ValueError, KeyError, TypeError: it is not written as `_head_line` writes it.
    """
    value = json.loads(line)
    head = Head(_text(value["chain"]), _count(value["length"]), _text(value["head"]))
    if _head_line(head) != line:
        raise ValueError("not as it is written")
    return head


def _entry_line(found: Found) -> bytes:
    link = found.link
    content: dict[str, str] | str | None = None if found.salt is None else {"salt": found.salt, "text": found.text}
    return _line(
        {
            "number": link.number,
            "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": link.action,
            "person": link.person,
            "organisation": link.organisation,
            "subject": link.subject,
            "content_digest": link.content_digest,
            "is_sealed": link.is_sealed,
            "previous": link.previous,
            "hash": found.hash,
            "content": ERASED if found.is_erased else content,
        }
    )


def _read_entry(line: bytes, chain: str) -> Found:
    """Return an entry of an export.

    Raises:
        ValueError, KeyError, TypeError, OverflowError, RecursionError: it is not written as `_entry_line` writes it.
    """
    value = json.loads(line)
    texts = {name: _text(value[name]) for name in _TEXTS}
    kept, at = texts.pop("hash"), datetime.fromisoformat(texts.pop("at"))
    link = Link(chain=chain, number=_count(value["number"]), at=at, is_sealed=value["is_sealed"], **texts)
    content = value["content"]
    if content == ERASED:
        found = Found(link, kept, "", "", is_erased=True)
    elif content is None:
        found = Found(link, kept, None, "", is_erased=False)
    else:
        found = Found(link, kept, _text(content["salt"]), _text(content["text"]), is_erased=False)
    if _entry_line(found) != line:
        raise ValueError("not as it is written")
    return found


def _line(value: dict[str, Any]) -> bytes:
    return canonical(value).encode() + b"\n"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not text")
    return value


def _count(value: object) -> int:
    if type(value) is not int:
        raise TypeError("not a whole number")
    return value
