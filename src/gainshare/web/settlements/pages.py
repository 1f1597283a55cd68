"""What the pages of settlements show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import QueryDict
from django.urls import reverse

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel import formats
from gainshare.core.kernel.problem import Problem
from gainshare.reports.settlement_statement import TITLES
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.settlements.held import bundle_of
from gainshare.web.settlements.models import STANDINGS, Settlement
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Column, Link, Row

ON_A_PAGE = 30
"""Settlements on a page of the list."""
WHO_READS = "Everybody with a finance or leadership role in the alliance sees this page."


@dataclass(frozen=True, slots=True)
class ListPage:
    """The settlements of an alliance."""

    frame: Frame
    """What stands around it."""
    found: Page[Settlement]
    """The page of the list."""
    rows: Sequence[Sequence[object]]
    """Each settlement in a row."""
    filters: Sequence[Link]
    """Other views of the list; the one that is shown has no address."""
    query: str
    """What other pages of the list keep of the address."""
    can_draft: str
    """Where a settlement is drafted; empty for those who may not."""
    is_narrowed: bool
    """Whether the list is narrowed, so that an empty one says so."""


def list_page(seat: Seat, agreement: Agreement, asked: QueryDict, found: Sequence[Settlement]) -> ListPage:
    """Return the page of an alliance's settlements."""
    standing = asked.get("standing", "")
    page = Paginator(found, ON_A_PAGE).get_page(asked.get("page"))
    currency = agreement.terms.currency
    rows = [
        (
            Link(one.reference, address("settlement", seat, one)),
            formats.period_long(agreement.period(one.period), agreement.calendar) if one.period.count(" ") < 3 else one.period,
            f"{TITLES[one.kind]}{', a restatement' if one.restates_id else ''}",  # type: ignore[index]
            one.standing.capitalize(),
            f"{formats.money(one.variance, currency)} {formats.favourable(one.variance)}".strip(),
            formats.date_short(one.as_of) if one.as_of else "As on file",
            one.drafted_by.name if one.drafted_by else "Brought in from files",
        )
        for one in page.object_list
    ]
    here = reverse("settlements", kwargs={"alliance": seat.alliance.pk})
    filters = [Link("All but withdrawn", here if standing else "")]
    filters += [Link(name.capitalize(), "" if name == standing else f"{here}?standing={name}") for name, _ in STANDINGS]
    frame = frame_of(seat, "Settlements", place="settlements", who_else=WHO_READS, help="settlements")
    can = reverse("draft_settlement", kwargs={"alliance": seat.alliance.pk}) if seat.may("settlements.draft") else ""
    return ListPage(frame, page, rows, filters, f"standing={standing}" if standing else "", can, bool(standing))


@dataclass(frozen=True, slots=True)
class DraftPage:
    """What is asked before a settlement is worked out."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """What is asked."""
    problems: Sequence[Problem]
    """Why the period cannot be settled."""
    refusal: str
    """Why it is not done; empty if nothing was refused."""
    button: str
    """What the button says."""
    intro: str
    """What to know first."""


def draft_page(seat: Seat, form: BaseForm, problems: Sequence[Problem] = (), refusal: str = "") -> DraftPage:
    """Return the page on which a settlement is drafted."""
    frame = frame_of(seat, "Settle a period", place="settlements", crumbs=[list_crumb(seat)], help="settlements")
    intro = (
        "The settlement is worked out at once and kept with everything that it rests on. A shadow settlement is only for looking. "
        "An interim or a final one is a draft until every party has approved it; you can withdraw it until then."
    )
    return DraftPage(frame, form, problems, refusal, "Work it out", intro)


def restate_page(seat: Seat, one: Settlement, form: BaseForm, problems: Sequence[Problem] = (), refusal: str = "") -> DraftPage:
    """Return the page on which a settled period is restated."""
    frame = frame_of(
        seat, f"Restate {one.reference}", place="settlements", period=one.period, crumbs=crumbs_to(seat, one), help="restatements"
    )
    intro = (
        "The period is worked out again with what is known on the day you choose. Only the difference for each party is paid: "
        "the new figure less the old. The settlement that stands is never changed."
    )
    return DraftPage(frame, form, problems, refusal, "Work out the difference", intro)


def compared_with(seat: Seat, one: Settlement) -> list[Link]:
    """Return what a settlement can be held against: other runs of its period, and other versions of the agreement."""
    here = address("compare_settlement", seat, one)
    others = Settlement.objects.filter(alliance=seat.alliance, period=one.period).exclude(pk=one.pk).exclude(standing="withdrawn")
    found = [Link(other.reference, f"{here}?with={other.pk}") for other in others.defer("bundle").order_by("-drafted_at")[:10]]
    numbers = (
        seat.alliance.agreement_versions.filter(withdrawn_at__isnull=True).exclude(number=one.version or 0).values_list("number", flat=True)
    )
    return found + [Link(f"Version {number} of the agreement", f"{here}?version={number}") for number in numbers]


def crumbs_to(seat: Seat, one: Settlement) -> list[Crumb]:
    """Return the way to a page beneath a settlement."""
    return [list_crumb(seat), Crumb(one.reference, address("settlement", seat, one))]


def list_crumb(seat: Seat) -> Crumb:
    """Return the way to the list of settlements."""
    return Crumb("Settlements", reverse("settlements", kwargs={"alliance": seat.alliance.pk}))


def address(route: str, seat: Seat, one: Settlement) -> str:
    """Return the address of a page about a settlement."""
    return reverse(route, kwargs={"alliance": seat.alliance.pk, "of": one.pk})


@dataclass(frozen=True, slots=True)
class NoStatement:
    """A settlement whose inputs this version of the software cannot read."""

    frame: Frame
    """What stands around it."""
    problems: Sequence[Problem]
    """Why not."""
    engine: str
    """The version that made it."""
    bundle: Link
    """Where it can be taken away as it was stored."""


def no_statement(seat: Seat, one: Settlement, problems: Sequence[Problem]) -> NoStatement:
    """Return the page of a settlement that cannot be worked out again; what was stored stands."""
    frame = frame_of(
        seat, one.reference, place="settlements", period=one.period, status=one.standing, who_else=WHO_READS, help="statements"
    )
    link = Link("Take it away as it was stored (JSON)", address("settlement_bundle", seat, one))
    return NoStatement(frame, problems, bundle_of(one).engine, link)


@dataclass(frozen=True, slots=True)
class FigurePage:
    """How a figure came about."""

    frame: Frame
    """What stands around it."""
    shown: Sequence[object]
    """Each Step that it is made of."""
    together: str
    """What they come to together; empty if that says nothing."""
    behind: Sequence[Link]
    """The rows behind it."""
    back: Link
    """The statement."""


def figure_page(seat: Seat, one: Settlement, shown: Sequence[object], behind: Sequence[Link], together: str) -> FigurePage:
    """Return the page of a figure."""
    frame = frame_of(
        seat, "How this figure came about", place="settlements", period=one.period, status=one.standing, crumbs=crumbs_to(seat, one),
        who_else=WHO_READS, help="figures-opened",
    )  # fmt: skip
    return FigurePage(frame, shown, together, behind, Link("Back to the statement", address("settlement", seat, one)))


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two settlements of a period side by side."""

    frame: Frame
    """What stands around it."""
    sentence: str
    """What is compared, and what it comes to, in a sentence."""
    columns: Sequence[Column]
    """The columns: the figure, the one, the other, the difference."""
    figures: Sequence[Row | Sequence[object]]
    """The period's figures."""
    shares: Sequence[Row | Sequence[object]]
    """What each party has."""
    causes: Sequence[Row | Sequence[object]]
    """What the two rest on that differs: the parties' costs and the measures' scores."""
    problems: Sequence[Problem]
    """Why the other cannot be worked out; empty if it can."""
    others: Sequence[Link] = field(default=())
    """What else it can be held against."""
