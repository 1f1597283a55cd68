"""How entries are hashed and chained, and how a chain is verified; pure, so that an export can be checked anywhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

START = "0" * 64
"""What stands in place of the hash before the first entry."""


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it is hashed."""

    chain: str
    """The chain's name."""
    number: int
    """Its place, from 1."""
    at: datetime
    """When, with its time zone."""
    action: str
    """What was done."""
    person: str
    """Who, by id."""
    organisation: str
    """For which organisation, by id."""
    subject: str
    """To what, by kind and id."""
    content_digest: str
    """The salted digest of its content."""
    is_sealed: bool
    """Whether the content comes later."""
    previous: str
    """The hash of the entry before."""


def canonical(value: Mapping[str, Any]) -> str:
    """Return the one way in which a value is written as JSON before it is hashed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_of(salt: str, text: str) -> str:
    """Return the salted SHA-256 of an entry's content."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def hash_of(link: Link) -> str:
    """Return the SHA-256 of an entry, which the next one holds."""
    fields = {
        "chain": link.chain,
        "number": link.number,
        "at": link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "action": link.action,
        "person": link.person,
        "organisation": link.organisation,
        "subject": link.subject,
        "content_digest": link.content_digest,
        "is_sealed": link.is_sealed,
        "previous": link.previous,
    }
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """An entry as it was found: its link, the hash that it carries, and its content."""

    link: Link
    """What is hashed."""
    hash: str
    """The hash that it carries."""
    salt: str | None
    """The salt of its content; empty once erased, None if the content is not there at all."""
    text: str
    """Its content; empty once erased, or before a seal is opened."""
    is_erased: bool
    """Whether its content was blanked."""


def faults(chain: str, entries: Iterable[Found], *, length: int, head: str) -> Iterator[str]:
    """Yield what is wrong with a chain, in words: an entry changed, missing, doubled or out of order.

    Args:
        chain: its name.
        entries: its entries in the order of their numbers.
        length: how many its head says there are.
        head: the hash that its head says the last one has.
    """
    expected, previous = 1, START
    for found in entries:
        number = found.link.number
        if number < expected:
            yield f"Journal {chain}: entry {number} is there twice, or out of order."
        if number > expected:
            yield f"Journal {chain}: {number - expected} missing before entry {number}."
        if found.link.chain != chain:
            yield f"Journal {chain}: entry {number} belongs to another chain, {found.link.chain}."
        if found.link.previous != previous:
            yield f"Journal {chain}: entry {number} does not follow from the entry before it."
        if hash_of(found.link) != found.hash:
            yield f"Journal {chain}: entry {number} was changed."
        yield from _content_faults(chain, found)
        expected, previous = number + 1, found.hash
    if expected - 1 != length or previous != head:
        yield f"Journal {chain}: its head says {length} entries, and {expected - 1} are there; the last may be missing or added."


def _content_faults(chain: str, found: Found) -> Iterator[str]:
    where = f"Journal {chain}: the content of entry {found.link.number}"
    if found.salt is None:
        if not found.link.is_sealed:
            yield f"{where} is missing."
    elif found.is_erased:
        if found.text or found.salt:
            yield f"{where} is marked as erased, but is there."
    elif digest_of(found.salt, found.text) != found.link.content_digest:
        yield f"{where} was changed."
