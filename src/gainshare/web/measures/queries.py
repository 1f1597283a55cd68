"""Reading the values of measures: those brought in with the alliance's folder, then those entered here."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.period import Calendar
from gainshare.core.performance.observation import Observation
from gainshare.web.agreements.registers import newest_registers, read_register
from gainshare.web.alliances.models import Alliance
from gainshare.web.measures.convert import core_observation
from gainshare.web.measures.models import Observation as Row
from gainshare.web.shared.same import Same

OBSERVATIONS = "observations.csv"
"""The register of the values that were brought in with the alliance's folder."""


def observations_of(alliance: Alliance, agreement: Agreement) -> tuple[Observation, ...]:
    """Return the values entered here that count, in the order recorded; while nothing is added, the very same tuple.

    A value that was put right on the day it was entered, under the same status, counts once, as it was entered last: a folder takes
    no two of them.
    """
    last = Row.objects.filter(alliance=alliance).order_by("-number").values_list("number", "pk").first()
    return () if last is None else _entered(alliance.pk, last, agreement.calendar)


def observations_of_each(agreements: Mapping[Alliance, Agreement]) -> Mapping[UUID, tuple[Observation, ...]]:
    """Return for each of some alliances what `observations_of` does, by the alliance's id, with one question to the database."""
    newest = Row.objects.filter(alliance=OuterRef("alliance")).order_by("-number").values("pk")[:1]
    last = Row.objects.filter(alliance__in=list(agreements), pk=Subquery(newest))
    found = {alliance: (number, pk) for alliance, number, pk in last.values_list("alliance_id", "number", "pk")}
    return {one.pk: _entered(one.pk, found[one.pk], agreement.calendar) for one, agreement in agreements.items() if one.pk in found}


def all_observations(alliance: Alliance, agreement: Agreement) -> tuple[Observation, ...]:
    """Return every value that counts, those brought in first; while nothing is added, the very same tuple."""
    row = newest_registers(alliance).get(OBSERVATIONS)
    brought = () if row is None else read_register(OBSERVATIONS, str(row), agreement.calendar, agreement.terms.currency)
    return together(brought, observations_of(alliance, agreement))


def together(brought: tuple[Observation, ...], entered: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Return values brought in, followed by those entered here; of the very same parts it is the very same tuple."""
    return _together(Same(brought), Same(entered)) if entered else brought


def rows_of(alliance: Alliance, measure: str) -> QuerySet[Row]:
    """Return everything that was entered for a measure, newest first, with who entered it."""
    return Row.objects.filter(alliance=alliance, measure=measure).select_related("entered_by").order_by("-number")


@lru_cache(maxsize=64)
def _entered(alliance: UUID, last: tuple[int, UUID], calendar: Calendar) -> tuple[Observation, ...]:
    """Return the values up to a row; rows are only added, so that the last one says what stands before it."""
    rows = Row.objects.filter(alliance=alliance, number__lte=last[0]).order_by("number")
    found: dict[tuple[object, ...], Observation] = {}
    for row in rows:
        one = core_observation(row, calendar)
        key = (one.measure, one.period, one.recorded_on, one.status)
        found.pop(key, None)  # the place in the order is that of the one that counts
        found[key] = one
    return tuple(found.values())


@lru_cache(maxsize=64)
def _together(brought: Same, entered: Same) -> tuple[Observation, ...]:
    return (*brought.value, *entered.value)
