"""An item as a row of a table, wherever it is listed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from gainshare.core.governance.register import is_overdue
from gainshare.core.kernel.formats import date_short
from gainshare.web.alliances.access import Seat
from gainshare.web.registers.actions import words_of
from gainshare.web.registers.convert import core_item
from gainshare.web.registers.frames import address, wide
from gainshare.web.registers.models import Item
from gainshare.web.registers.owners import called
from gainshare.web.shared.tables import Column, Link

ITEM_COLUMNS = (
    Column("Entry", is_short=True),
    Column("Kind", is_short=True),
    Column("What it says"),
    Column("Looked after by"),
    Column("Due", is_short=True),
    Column("Status", is_short=True),
)
"""The columns of a table of items."""


def item_row(seat: Seat, row: Item, today: date, names: Mapping[str, str]) -> Sequence[object]:
    """Return an item as a row of a table."""
    return (
        Link(row.reference, address("item", seat, row)),
        row.kind.capitalize(),
        wide(row.text),
        called(names, row.owner_party, row.owner_post) or "Nobody yet",
        date_short(row.due_on) if row.due_on else "No day",
        status_of_item(row, today).capitalize(),
    )


def status_of_item(row: Item, today: date) -> str:
    """Return where an item stands in words; `overdue` if it is open after its day."""
    return "overdue" if is_overdue(core_item(row), today) else words_of(row.status).lower()
