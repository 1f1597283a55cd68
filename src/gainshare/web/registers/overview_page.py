"""The first page of the registers: what there is, what is late, and where it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gainshare.core.governance import plan
from gainshare.core.governance.register import KINDS
from gainshare.core.kernel.formats import plural
from gainshare.web.alliances.access import Seat
from gainshare.web.registers.convert import core_activity
from gainshare.web.registers.frames import address, frame_in
from gainshare.web.registers.models import Item, Risk
from gainshare.web.registers.owners import names_of
from gainshare.web.registers.queries import ENDED, activities_with_milestones, risks_by_score
from gainshare.web.registers.risk_pages import COLUMNS, risk_row
from gainshare.web.registers.writing import KEEP, SUGGEST
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Column, Link

HIGHEST_SHOWN = 5
"""How many of the highest risks are shown."""


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What the registers hold."""

    frame: Frame
    """What stands around it."""
    lede: str
    """What is late, in a sentence."""
    rows: Sequence[Sequence[object]]
    """Each register: its name, how many are open, what is late, how many there are."""
    columns: Sequence[Column]
    """The columns of the highest risks."""
    highest: Sequence[Sequence[object]]
    """The highest open risks."""
    buttons: Sequence[Link]
    """What can be added by whoever looks."""


def overview_page(seat: Seat, today: date) -> OverviewPage:
    """Return the first page of the registers."""
    risks = list(Risk.objects.filter(alliance=seat.alliance).values_list("is_closed", "review_on"))
    to_review = sum(not is_closed and review_on <= today for is_closed, review_on in risks)
    activities = [core_activity(row, row.milestones.all()) for row in activities_with_milestones(seat.alliance)]
    late = sum(len(plan.late_milestones(one, today)) for one in activities)
    items = list(Item.objects.filter(alliance=seat.alliance).values_list("kind", "status", "due_on"))
    overdue = sum(status not in ENDED and due is not None and due < today for _, status, due in items)
    place = address("risks", seat)
    rows: list[Sequence[object]] = [
        (
            Link("Risks", place),
            str(sum(not is_closed for is_closed, _ in risks)),
            _late(to_review, "due for review", f"{place}?due=due", "among the risks"),
            str(len(risks)),
        ),
        *_items(seat, items, today),
        (
            Link("Implementation plan", address("plan", seat)),
            str(sum(not one.is_ended for one in activities)),
            _late(late, plural(late, "milestone").partition(" ")[2] + " late", address("plan", seat), "in the plan"),
            str(len(activities)),
        ),
    ]
    highest = risks_by_score(seat.alliance).filter(is_closed=False)[:HIGHEST_SHOWN]
    names = names_of(seat.alliance)
    said = f"{plural(to_review, 'risk is', many='risks are')} due for review, {plural(overdue, 'entry is', many='entries are')} overdue"
    return OverviewPage(
        frame=frame_in(seat, "Registers", help="registers"),
        lede=f"{said}, and {plural(late, 'milestone of the plan is', many='milestones of the plan are')} late.",
        rows=rows,
        columns=COLUMNS,
        highest=[risk_row(seat, one, today, names) for one in highest],
        buttons=_buttons(seat),
    )


def _items(seat: Seat, items: Sequence[tuple[str, str, date | None]], today: date) -> list[Sequence[object]]:
    """Return a row for each kind of item."""
    place = address("items", seat)
    every = Counter(kind for kind, _, _ in items)
    waiting = Counter(kind for kind, status, _ in items if status not in ENDED)
    overdue = Counter(kind for kind, status, due in items if status not in ENDED and due is not None and due < today)
    return [
        (
            Link(f"{kind.capitalize()}s", f"{place}?kind={kind}"),
            str(waiting[kind]),
            _late(overdue[kind], "overdue", f"{place}?kind={kind}&due=overdue", f"among the {kind}s") if one.has_due else "Not applicable",
            str(every[kind]),
        )
        for kind, one in KINDS.items()
    ]


def _late(count: int, words: str, href: str, hidden: str) -> object:
    return Link(f"{count} {words}", href, hidden) if count else "None"


def _buttons(seat: Seat) -> list[Link]:
    """Return what can be added by whoever looks."""
    new = address("new_item", seat)
    if seat.may(KEEP):
        return [
            Link("Raise a risk", address("new_risk", seat)),
            Link("Add an action", f"{new}?kind=action"),
            Link("Add something else", new),
        ]
    if seat.may(SUGGEST):
        return [Link("Suggest an idea", f"{new}?kind=idea"), Link("Raise an issue", f"{new}?kind=issue")]
    return []
