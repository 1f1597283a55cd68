"""An alliance's agreement in force and its open book as core values, read from rows; what never changes is read once and kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any
from uuid import UUID

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.openbook.entry import Ledger
from gainshare.core.performance.observation import Observation
from gainshare.files.tables import tables
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.agreements.registers import newest_registers, read_register, registers_of_each
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.convert import ledger_with
from gainshare.web.costs.models import HANDED_IN, Return
from gainshare.web.measures.queries import OBSERVATIONS, observations_of, observations_of_each, together
from gainshare.web.shared.same import Same

__all__ = ["Book", "Same", "agreement_of", "book_of", "books_of", "registers_of"]


@dataclass(frozen=True)
class Book:
    """Everything about an alliance that the core settles by."""

    agreement: Agreement
    """The agreement in force."""
    ledger: Ledger
    """The open book: returns from rows, the rest from the registers."""
    observations: tuple[Observation, ...]
    """The measures' values."""


def book_of(alliance: Alliance, agreement: Agreement, kept: Mapping[str, tuple[Any, ...]]) -> Book:
    """Return an alliance's whole book as it stands; of returns, those that are handed in.

    Args:
        alliance: the alliance.
        agreement: the agreement in force.
        kept: the rows of its registers.
    """
    handed_in = _handed_in(str(alliance.pk), tuple(_standing(alliance)))
    return _book(Same(agreement), Same(handed_in), tuple((name, Same(rows)) for name, rows in kept.items()))


def books_of(agreements: Mapping[Alliance, Agreement]) -> Mapping[UUID, Book]:
    """Return the books of several alliances, by the alliance's id, with three questions to the database once each has been read.

    Args:
        agreements: the agreement in force of each alliance.
    """
    registers = registers_of_each(agreements)
    entered = observations_of_each(agreements)
    standing: dict[UUID, list[tuple[str, int]]] = {}
    rows = Return.objects.filter(alliance__in=list(agreements), status__in=HANDED_IN).order_by("pk")
    for alliance_id, pk, version in rows.values_list("alliance_id", "pk", "row_version"):
        standing.setdefault(alliance_id, []).append((str(pk), version))
    found: dict[UUID, Book] = {}
    for alliance, agreement in agreements.items():
        kept = _kept(agreement, registers.get(alliance.pk, {}), entered.get(alliance.pk, ()))
        handed_in = _handed_in(str(alliance.pk), tuple(standing.get(alliance.pk, ())))
        found[alliance.pk] = _book(Same(agreement), Same(handed_in), tuple((name, Same(rows)) for name, rows in kept.items()))
    return found


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
    return Book(agreement.value, ledger, rows[OBSERVATIONS])


def registers_of(alliance: Alliance, agreement: Agreement) -> Mapping[str, tuple[Any, ...]]:
    """Return the rows of every register of an alliance by its file name, the newest of each; empty for one that is not there.

    The values of measures that were entered here follow those that were brought in.
    """
    return _kept(agreement, newest_registers(alliance), observations_of(alliance, agreement))


def _kept(agreement: Agreement, registers: Mapping[str, UUID], entered: tuple[Observation, ...]) -> dict[str, tuple[Any, ...]]:
    """Return the rows of registers by their file names, with the values that were entered here."""
    found: dict[str, tuple[Any, ...]] = {table.file: () for table in tables(agreement.calendar, agreement.terms.currency)}
    for name, row in registers.items():
        if name in found:
            found[name] = read_register(name, str(row), agreement.calendar, agreement.terms.currency)
    found[OBSERVATIONS] = together(found[OBSERVATIONS], entered)
    return found


def _standing(alliance: Alliance) -> Iterator[tuple[str, int]]:
    """Yield each return that is handed in with its row version, which every change counts up: together they say what the book holds."""
    found = Return.objects.filter(alliance=alliance, status__in=HANDED_IN).order_by("pk")
    return ((str(pk), version) for pk, version in found.values_list("pk", "row_version"))


@lru_cache(maxsize=32)
def _handed_in(alliance: str, _: tuple[tuple[str, int], ...]) -> Ledger:
    """Return the returns that are handed in, with their lines; read once for as long as they stand as they are."""
    return ledger_with(Alliance.objects.get(pk=alliance), HANDED_IN)
