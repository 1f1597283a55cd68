"""The registers that stand beside the agreement, such as targets.csv, as core values; each is read once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar
from gainshare.core.kernel.problem import Invalid, errors
from gainshare.files.tables import tables
from gainshare.web.agreements.models import Register
from gainshare.web.alliances.models import Alliance


def newest_registers(alliance: Alliance) -> Mapping[str, UUID]:
    """Return the id of the newest register of each name."""
    return dict(Register.objects.filter(alliance=alliance).order_by("number").values_list("name", "pk"))


def registers_of_each(alliances: Iterable[Alliance]) -> Mapping[UUID, Mapping[str, UUID]]:
    """Return for each of some alliances what `newest_registers` does, by the alliance's id, with one question to the database."""
    found: dict[UUID, dict[str, UUID]] = {}
    rows = Register.objects.filter(alliance__in=list(alliances)).order_by("number")
    for alliance, name, pk in rows.values_list("alliance_id", "name", "pk"):
        found.setdefault(alliance, {})[name] = pk
    return found


@lru_cache(maxsize=256)
def read_register(name: str, row: str, calendar: Calendar, currency: Currency) -> tuple[Any, ...]:
    """Return the rows of a register; it is never changed, so that its id says all."""
    table = next(table for table in tables(calendar, currency) if table.file == name)
    built, problems = table.read(Register.objects.get(pk=row).text.encode())
    if errors(problems):
        raise Invalid(problems)
    return tuple(row for item in built for row in item) if built and isinstance(built[0], list) else tuple(built)
