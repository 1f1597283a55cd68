"""An alliance's agreement in force and its open book as core values, read from rows; what never changes is read once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar
from gainshare.core.kernel.problem import Invalid
from gainshare.core.openbook.entry import Ledger
from gainshare.core.performance.observation import Observation
from gainshare.files.tables import tables
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import Register
from gainshare.web.agreements.queries import version_in_force
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.convert import ledger_with
from gainshare.web.costs.models import HANDED_IN, Return


@dataclass(frozen=True)
class Book:
    """Everything about an alliance that the core settles by."""

    agreement: Agreement
    """The agreement in force."""
    ledger: Ledger
    """The open book: returns from rows, the rest from the registers."""
    observations: tuple[Observation, ...]
    """The measures' values."""


def agreement_of(alliance: Alliance, on: date | None = None) -> Agreement:
    """Return the agreement in force on a day; before the first takes effect, the first.

    Raises:
        LookupError: the alliance has no approved agreement.
    """
    version = version_in_force(alliance, on or timezone.localdate())
    if version is None:
        raise LookupError(f"alliance {alliance.pk} has no approved agreement")
    return agreement_in(version)


def book_of(alliance: Alliance, agreement: Agreement, kept: Mapping[str, tuple[Any, ...]]) -> Book:
    """Return an alliance's whole book as it stands; of returns, those that are handed in.

    Args:
        alliance: the alliance.
        agreement: the agreement in force.
        kept: the rows of its registers.
    """
    handed_in = _handed_in(str(alliance.pk), tuple(_standing(alliance)))
    return _book(Same(agreement), Same(handed_in), tuple((name, Same(rows)) for name, rows in kept.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Same:
    """A value that is asked for by being the very one: comparing what it holds would take longer than what it saves."""

    value: Any
    """The value."""

    def __eq__(self, other: object) -> bool:
        """Return whether it is the very same value."""
        return isinstance(other, Same) and self.value is other.value

    def __hash__(self) -> int:
        """Return what the very same value always has; whoever keeps this keeps the value, so that no other comes to its place."""
        return id(self.value)


@lru_cache(maxsize=32)
def _book(agreement: Same, handed_in: Same, kept: tuple[tuple[str, Same], ...]) -> Book:
    """Return a book made of parts; of the very same parts it is the very same book."""
    rows = {name: tuple(same.value) for name, same in kept}
    ledger = replace(
        handed_in.value,
        targets=rows["targets.csv"],
        adjustments=rows["target_adjustments.csv"],
        payments=rows["payments.csv"],
        forecasts=rows["forecasts.csv"],
        facts=rows["facts.csv"],
    )
    return Book(agreement.value, ledger, rows["observations.csv"])


def registers_of(alliance: Alliance, agreement: Agreement) -> Mapping[str, tuple[Any, ...]]:
    """Return the rows of every register of an alliance by its file name, the newest of each; empty for one that is not there."""
    newest = {one["name"]: one for one in Register.objects.filter(alliance=alliance).order_by("number").values("id", "name")}
    found: dict[str, tuple[Any, ...]] = {table.file: () for table in tables(agreement.calendar, agreement.terms.currency)}
    for name, one in newest.items():
        if name in found:
            found[name] = _read_register(name, str(one["id"]), agreement.calendar, agreement.terms.currency)
    return found


def _standing(alliance: Alliance) -> Iterator[tuple[str, int]]:
    """Yield each return that is handed in with its row version, which every change counts up: together they say what the book holds."""
    found = Return.objects.filter(alliance=alliance, status__in=HANDED_IN).order_by("pk")
    return ((str(pk), version) for pk, version in found.values_list("pk", "row_version"))


@lru_cache(maxsize=32)
def _handed_in(alliance: str, _: tuple[tuple[str, int], ...]) -> Ledger:
    """Return the returns that are handed in, with their lines; read once for as long as they stand as they are."""
    return ledger_with(Alliance.objects.get(pk=alliance), HANDED_IN)


@lru_cache(maxsize=256)
def _read_register(name: str, row: str, calendar: Calendar, currency: Currency) -> tuple[Any, ...]:
    """Return the rows of a register; it is never changed, so that its id says all."""
    table = next(table for table in tables(calendar, currency) if table.file == name)
    built, problems = table.read(Register.objects.get(pk=row).text.encode())
    if problems:
        raise Invalid(problems)
    return tuple(row for item in built for row in item) if built and isinstance(built[0], list) else tuple(built)
