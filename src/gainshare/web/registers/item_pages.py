"""What the pages of items show: the list of every kind, one item with its history, and a new one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import QueryDict

from gainshare.core.governance.register import KINDS, ItemKind, is_closed, may_become
from gainshare.core.kernel.formats import date_long, date_short, number
from gainshare.web.alliances.access import Seat
from gainshare.web.registers.actions import SUGGESTED
from gainshare.web.registers.asking import ITEM_FORMS
from gainshare.web.registers.convert import core_item
from gainshare.web.registers.filters import ItemFilter
from gainshare.web.registers.forms import KIND_WORDS
from gainshare.web.registers.frames import NOBODY, NOTHING_UNSENT, Asked, Fact, Told, Unsent, address, facts_of, frame_in, told_by
from gainshare.web.registers.item_rows import ITEM_COLUMNS, item_row, status_of_item
from gainshare.web.registers.models import Item
from gainshare.web.registers.owners import called, names_of
from gainshare.web.registers.queries import items_of, owners_of_items, sources_of
from gainshare.web.registers.writing import KEEP, SUGGEST
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Column, Link

ON_A_PAGE = 50
"""Items on a page of the list."""
EVERY_KIND = "Actions, issues, ideas, commitments and lessons"
"""What the list is called while it is of every kind."""
WHO_ADDS: Mapping[bool, str] = {
    True: "You can add every kind.",
    False: "You can raise issues and ideas. Those who keep the registers say who looks after them.",
}
"""What to know before an item is added, by whether whoever looks keeps the registers."""


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """The items of an alliance."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """The filters."""
    is_filtered: bool
    """Whether any filter is set."""
    found: Page[Item]
    """The page of the list."""
    columns: Sequence[Column]
    """The columns of the list."""
    rows: Sequence[Sequence[object]]
    """Each item in a row."""
    query: str
    """The filters as they stand in the address."""
    add_one: str
    """Where an item is added; empty for those who may not."""
    add_words: str
    """What its button says."""
    files: Sequence[Link]
    """Where the register is taken away."""


def items_page(seat: Seat, asked: QueryDict, today: date) -> ItemsPage:
    """Return the list of an alliance's items, narrowed as asked."""
    names = names_of(seat.alliance)
    form = ItemFilter(asked, owners_of_items(seat.alliance), names)
    found = Paginator(form.narrow(items_of(seat.alliance), today), ON_A_PAGE).get_page(asked.get("page"))
    chosen = {name: asked.get(name, "").strip() for name in ItemFilter.base_fields}
    query = urlencode({name: value for name, value in chosen.items() if value})
    kind = chosen["kind"]
    columns, rows = ITEM_COLUMNS, [item_row(seat, one, today, names) for one in found.object_list]
    if kind == "idea":
        columns = (*ITEM_COLUMNS[:4], Column("Reach", True), ITEM_COLUMNS[5])
        rows = [(*row[:4], _reach(one), row[5]) for row, one in zip(rows, found.object_list, strict=True)]
    file = address("items_file", seat)
    return ItemsPage(
        frame=frame_in(seat, f"{kind.capitalize()}s" if kind in KINDS else "Actions, issues, ideas, commitments and lessons", help="items"),
        form=form,
        is_filtered=bool(query),
        found=found,
        columns=columns,
        rows=rows,
        query=query,
        add_one=f"{address('new_item', seat)}{f'?kind={kind}' if kind in KINDS else ''}" if _may_add(seat, kind) else "",
        add_words=f"Add {'an' if kind[:1] in 'aio' else 'a'} {kind}" if kind in KINDS else "Add an entry",
        files=[Link("Actions as CSV", f"{file}?kind=action"), Link("Every kind as CSV", file)],
    )


def _may_add(seat: Seat, kind: str) -> bool:
    return seat.may(SUGGEST if kind in SUGGESTED or kind not in KINDS else KEEP)


def _reach(row: Item) -> str:
    return number(row.reach, 0) if row.reach is not None else "Not counted"


@dataclass(frozen=True, slots=True)
class ItemPage:
    """An item."""

    frame: Frame
    """What stands around it."""
    text: str
    """What it says."""
    facts: Sequence[Fact]
    """What is said of it besides."""
    history: Sequence[Sequence[object]]
    """What became of it, the latest first."""
    seen: int
    """The version that forms are made from."""
    asked: Sequence[Asked]
    """What can be done with it by whoever looks; empty for those who may not."""
    unsent: BaseForm | None
    """The form that was not taken."""
    remark: str
    """Why nothing can be done with it, if so."""


def item_page(seat: Seat, row: Item, today: date, unsent: Unsent = NOTHING_UNSENT) -> ItemPage:
    """Return the page of an item.

    Args:
        seat: who looks at it.
        row: the item.
        today: the day on which it is asked.
        unsent: a form that was not taken.
    """
    kind = KINDS[row.kind]  # type: ignore[index]
    who = row.raised_by.name if row.raised_by else ""
    facts = {
        "Looked after by": called(names_of(seat.alliance), row.owner_party, row.owner_post) or "Nobody yet",
        "Due": date_long(row.due_on) if row.due_on else "",
        "Reach": _reach(row) if kind.has_reach else "",
        "Comes from": _source(seat, row),
        "Raised": f"{date_long(row.raised_on)}{f' by {who}' if who else ''}",
        "Ended": date_long(row.closed_on) if row.closed_on else "",
    }
    told = sorted(told_by(row.notes.all()), key=lambda one: one[0], reverse=True)  # type: ignore[arg-type,return-value]
    raised = Told(date_short(row.raised_on), "Raised.", "Not applicable", who or NOBODY)
    asked = _asked(seat, row, unsent) if seat.may(KEEP) else []
    return ItemPage(
        frame=frame_in(
            seat, f"{row.kind.capitalize()} {row.reference}", beneath=[items_crumb(seat)], status=status_of_item(row, today), help="items"
        ),
        text=row.text,
        facts=facts_of(facts),
        history=[*(one.cells for _, one in told), raised.cells],
        seen=row.row_version,
        asked=asked,
        unsent=unsent.form,
        remark="It has come to its end and cannot be opened again." if seat.may(KEEP) and not asked else "",
    )


ASKED = {
    "move": ("Say where it stands", "", "move_item", "Keep where it stands"),
    "change": ("Change who looks after it, or its day", "What it said before stays in the history.", "change_item", "Keep what changes"),
    "reach": ("Count whom it has reached", "", "count_reach", "Keep the count"),
}
"""What each form of an item's page is for: its heading, what to know first, where it is sent, and what its button says."""


def _asked(seat: Seat, row: Item, unsent: Unsent) -> list[Asked]:
    """Return what can be done with an item where it stands."""
    names = ["move"] if may_become(core_item(row)) else []
    if not is_closed(row.kind, row.status):  # type: ignore[arg-type]
        names += ["change", *(["reach"] if KINDS[row.kind].has_reach else [])]  # type: ignore[index]
    found = []
    for name in names:
        heading, intro, route, button = ASKED[name]
        form = unsent.form if unsent.form is not None and unsent.name == name else ITEM_FORMS[name](seat, row, None)
        found.append(Asked(name, heading, intro, address(route, seat, row), form, button))
    return found


def _source(seat: Seat, row: Item) -> object:
    """Return what an item comes from; a risk as a link."""
    risk = sources_of(seat.alliance, [row.source]).get(row.source) if row.source else None
    return Link(f"{risk.reference}: {risk.title}", address("risk", seat, risk)) if risk is not None else row.source


@dataclass(frozen=True, slots=True)
class NewItemPage:
    """What is asked of an item that is added; first of all its kind."""

    frame: Frame
    """What stands around it."""
    intro: str
    """What to know first."""
    kinds: Sequence[tuple[Link, str]]
    """The kinds to choose from, each with what it is; empty once one is chosen."""
    form: BaseForm | None
    """What is asked; None before a kind is chosen."""
    kind: str
    """The kind; empty before one is chosen."""
    button: str
    """What the button says."""


def choose_kind_page(seat: Seat, source: str) -> NewItemPage:
    """Return the page on which the kind of an item is chosen."""
    more = {"source": source} if source else {}
    kinds = [
        (Link(kind.capitalize(), f"{address('new_item', seat)}?{urlencode({'kind': kind, **more})}"), words)
        for kind, words in KIND_WORDS.items()
        if seat.may(KEEP) or kind in SUGGESTED
    ]
    frame = frame_in(seat, "Add to the registers", beneath=[items_crumb(seat)], help="items")
    return NewItemPage(frame, f"What do you want to add? {WHO_ADDS[seat.may(KEEP)]}", kinds, None, "", "")


def new_item_page(seat: Seat, kind: ItemKind, form: BaseForm) -> NewItemPage:
    """Return the page on which an item of a kind is added."""
    frame = frame_in(seat, f"Add {'a' if kind in {'commitment', 'lesson'} else 'an'} {kind}", beneath=[items_crumb(seat)], help="items")
    intro = f"{KIND_WORDS[kind]}. {'' if seat.may(KEEP) else 'Those who keep the registers say who looks after it.'}".strip()
    return NewItemPage(frame, intro, (), form, kind, f"Add the {kind}")


def items_crumb(seat: Seat) -> Crumb:
    """Return the way to the list of items."""
    return Crumb("Items", address("items", seat))
