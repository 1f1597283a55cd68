"""Restating a month: amounts are typed as they should be, and only the difference to what stands is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.forms import BaseForm
from django.urls import reverse

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import money
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.returns import ReturnLine
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.costs import months, seeing
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import Return
from gainshare.web.costs.queries import Sums, standing_sums
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Row


@dataclass(frozen=True, slots=True)
class RestatePage:
    """The beginning of a restatement."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """The reason."""
    party: str
    """The party's code."""
    rows: Sequence[Row]
    """What stands for the month."""
    total: str
    """What it comes to."""


def standing_of(party: Party, month: Month) -> Sums:
    """Return what was accepted of a party's month, by cost type and category, in whole pence."""
    return standing_sums(party.alliance, party, [month], "accepted")[month]


def as_should_be(one: Return, differences: Sequence[ReturnLine]) -> tuple[ReturnLine, ...]:
    """Return a month's lines as they should be: what stands, with the differences of a draft."""
    standing = dict(standing_of(one.party, month_of(one.month)))
    by_kind = {(line.cost_type, line.category): line for line in differences}
    for kind, line in by_kind.items():
        standing[kind] = standing.get(kind, 0) + line.amount
    found = []
    for number, (kind, amount) in enumerate(standing.items(), 1):
        base = by_kind.get(kind)
        found.append(replace(base, number=number, amount=amount) if base else ReturnLine(number, *kind, amount))
    return tuple(found)


def as_differences(one: Return, wanted: Sequence[ReturnLine], reason: str) -> tuple[ReturnLine, ...]:
    """Return the differences between a month's lines as they should be and what stands; what is equal is left out.

    A difference without a note has the reason of the restatement for its note.
    """
    standing = standing_of(one.party, month_of(one.month))
    sums: dict[tuple[str, str], ReturnLine] = {}
    for line in wanted:
        kind = (line.cost_type, line.category)
        sums[kind] = replace(line, amount=line.amount + sums[kind].amount) if kind in sums else line
    changed = [
        replace(line, amount=line.amount - standing.get(kind, 0), note=line.note or reason)
        for kind, line in sums.items()
        if line.amount != standing.get(kind, 0)
    ]
    return tuple(replace(line, number=number) for number, line in enumerate(changed, 1))


def restate_page(seat: Seat, agreement: Agreement, party: Party, month: Month, form: BaseForm) -> RestatePage:
    """Return the page on which a restatement begins."""
    words = months.month_in_words(month, agreement)
    standing = standing_of(party, month)
    currency = agreement.terms.currency
    place = {"alliance": seat.alliance.pk, "month": months.word_of(month)}
    crumbs = [Crumb("Costs", reverse("months", kwargs={"alliance": seat.alliance.pk})), Crumb(words, reverse("month", kwargs=place))]
    return RestatePage(
        frame=frame_of(
            seat,
            f"Restate: {party.organisation.name}",
            place="months",
            period=words,
            crumbs=crumbs,
            who_else=seeing.who_sees_lines(agreement, party),
            help="restating",
        ),
        form=form,
        party=party.code,
        rows=[Row((category or cost_type, money(amount, currency))) for (cost_type, category), amount in standing.items()],
        total=money(sum(standing.values()), currency),
    )
