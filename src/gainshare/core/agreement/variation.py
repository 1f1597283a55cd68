"""Variations: dated, agreed changes to the terms, and the terms in force for a period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from gainshare.core.kernel.period import Month, Period
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Day, Id, Term, Words

Plain = Any
"""A value as a file reader gives it."""
Path = tuple[str, ...]
"""The keys and ids that lead to a term: `("parties", "WX-MHT", "non_owner_share")`."""


class Change(Term):
    """`{term: performance/missing, to: carry_last}`."""

    term: Words
    """Which term, as a path; an item of a list by its id (a stage by its name, or by its number from 1)."""
    to: Any
    """What it says from then on."""


class Variation(Term):
    """A change to the terms that every party has agreed."""

    id: Id
    """Its reference."""
    title: str = ""
    """What it changes, in a line."""
    decision: str = ""
    """The decision behind it."""
    agreed_on: Day
    """The day on which it was agreed; before that day nobody knew of it."""
    effective_on: Day
    """The day from which it holds."""
    applies: Literal["from_period_start", "next_period", "split"]
    """In a period that is under way on that day: from the period's start, from the next period, or each part by its own terms."""
    changes: Annotated[tuple[Change, ...], Field(min_length=1)]
    """What changes."""


def path_of(term: str) -> Path:
    """Return a term's path as its parts."""
    return tuple(part for part in term.strip().strip("/").split("/"))


def in_force(variations: Iterable[Variation], period: Period, *, known_on: date | None) -> tuple[Variation, ...]:
    """Return the variations by which a period is judged, in the order in which they take effect.

    Args:
        variations: in any order.
        period: the period; for a part of a year, the part.
        known_on: the day by which they must have been agreed; None for all.
    """
    chosen = [one for one in variations if (known_on is None or one.agreed_on <= known_on) and _holds(one, period)]
    return tuple(sorted(chosen, key=lambda one: (one.effective_on, one.id)))


def _holds(variation: Variation, period: Period) -> bool:
    if variation.applies == "from_period_start":
        return variation.effective_on < period.end_on
    return variation.effective_on <= period.start_on


def split_months(variations: Iterable[Variation], period: Period, *, known_on: date | None) -> tuple[Month, ...]:
    """Return the months inside a period at which it is split into parts, ascending.

    Raises:
        Fault: a split does not fall on the first of a month.
    """
    months: set[Month] = set()
    for one in variations:
        inside = period.start_on < one.effective_on < period.end_on
        if one.applies == "split" and inside and (known_on is None or one.agreed_on <= known_on):
            if one.effective_on.day != 1:
                raise Fault(
                    f"{one.id} splits a period in the middle of a month.", f"Write {one.effective_on:%Y-%m}-01, or apply it otherwise."
                )
            months.add(Month.of(one.effective_on))
    return tuple(sorted(months))


def varied(data: dict[str, Any], variations: Iterable[Variation]) -> dict[str, Any]:
    """Return the raw terms with each variation's changes made, in the order given.

    Raises:
        Fault: a change names a term that is not there.
    """
    changed = data
    for variation in variations:
        for change in variation.changes:
            changed = _put(changed, path_of(change.term), change.to, change.term)
    return changed


def changed(data: dict[str, Any], term: str, to: Plain) -> dict[str, Any]:
    """Return the raw terms with one term changed, named by its path.

    Raises:
        Fault: there is no such term.
    """
    made: dict[str, Any] = _put(data, path_of(term), to, term)
    return made


def _put(data: Plain, path: Path, value: Plain, whole: str) -> Plain:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(data, dict):
        if head not in data and rest:
            raise _missing(head, whole, data)
        return {**data, head: _put(data.get(head), rest, value, whole)}
    if isinstance(data, list):
        index = find_item(data, head)
        if index is None:
            raise _missing(head, whole, [_item_name(item, number) for number, item in enumerate(data, start=1)])
        item = data[index]
        inner = (head, *rest) if isinstance(item, dict) and "id" not in item and head in item else rest
        return [_put(item, inner, value, whole) if number == index else item for number, item in enumerate(data)]
    raise _missing(head, whole, [])


def find_item(items: list[Any], name: str) -> int | None:
    """Return which item of a list a part of a path names: by id, by its only key if no other item has it, or by number from 1."""
    by_id = [index for index, item in enumerate(items) if isinstance(item, dict) and str(item.get("id", "")) == name]
    by_key = [index for index, item in enumerate(items) if isinstance(item, dict) and "id" not in item and name in item]
    if len(by_id) == 1 or (not by_id and len(by_key) == 1):
        return (by_id or by_key)[0]
    if name.isdecimal() and 1 <= int(name) <= len(items):
        return int(name) - 1
    return None


def _item_name(item: Plain, number: int) -> str:
    if isinstance(item, dict):
        return str(item.get("id") or (next(iter(item)) if len(item) == 1 else number))
    return str(number)


def _missing(head: str, whole: str, known: Iterable[str]) -> Fault:
    names = ", ".join(sorted(known))
    return Fault(f"“{whole}” names a term that is not there: “{head}”.", f"Use one of: {names}." if names else "Check the path.")


def clashes(variations: Iterable[Variation]) -> Iterator[tuple[str, str, str]]:
    """Yield pairs of variations that change one term on one date (or a term and a part of it), with the term."""
    seen: list[tuple[str, date, Path]] = []
    for variation in variations:
        for change in variation.changes:
            path = path_of(change.term)
            for other, effective_on, earlier in seen:
                length = min(len(path), len(earlier))
                if effective_on == variation.effective_on and path[:length] == earlier[:length]:
                    yield other, variation.id, change.term
            seen.append((variation.id, variation.effective_on, path))
