"""The forward plan: what is to come in an alliance, day by day, over the next twelve months, as its record and its rules say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from gainshare.core.governance import dispute, process
from gainshare.core.kernel.formats import date_short, month_name
from gainshare.core.kernel.period import Month
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import Seat, SeatRequest, within
from gainshare.web.alliances.frames import frame_of
from gainshare.web.costs import months
from gainshare.web.governance.attending import minutes_due, papers_due
from gainshare.web.governance.facts import OPEN, decisions_of
from gainshare.web.governance.models import Appointment, Decision, Meeting
from gainshare.web.governance.schedules import adopted_schedules
from gainshare.web.proceedings.dispute_pages import holder_of, shortened
from gainshare.web.proceedings.facts import processes_in_order
from gainshare.web.proceedings.queries import disputes_in_order
from gainshare.web.registers.models import Milestone, Risk
from gainshare.web.registers.plan_actions import called
from gainshare.web.registers.queries import unfinished_items
from gainshare.web.shared.pages import Crumb, Frame, render
from gainshare.web.shared.tables import Link

AHEAD = timedelta(days=366)
"""How far ahead it looks."""
LONGEST = 120
"""Characters of what an entry says that stand in the plan."""
GOING: frozenset[dispute.DisputeStanding] = frozenset({"open", "overdue"})
"""Where a dispute is on its way."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Something that is to come."""

    day: date
    """When."""
    kind: str
    """What sort of thing it is."""
    what: Link
    """What, and where it is."""
    who: str = ""
    """Who sees to it."""


Source = Callable[[Seat, date, date], Iterator[Coming]]
"""What gives things to come, from one day to another, both among them, for somebody."""


def _address(seat: Seat, route: str, **more: object) -> str:
    return reverse(route, kwargs={"alliance": seat.alliance.pk, **more})


def _meetings(seat: Seat, first: date, last: date) -> Iterator[Coming]:
    """Yield meetings that are planned, and the last days for their papers and their minutes."""
    adopted = adopted_schedules(seat.alliance)
    # Minutes of a meeting before today may still be to come; no schedule asks for them later than a month after.
    found = Meeting.objects.filter(alliance=seat.alliance, cancelled_on__isnull=True, stated_quorum="")
    for one in found.filter(day__range=(first - timedelta(days=31), last + timedelta(days=31))).order_by("day", "reference"):
        one.alliance = seat.alliance
        place = Link(one.reference, _address(seat, "meeting", of=one.pk))
        if one.ended_at is None:
            yield Coming(one.day, "Meeting", place, one.body)
            if (day := papers_due(one, adopted)) is not None and one.papers_sent_on is None:
                yield Coming(day, "Papers go out", place, one.body)
        if (day := minutes_due(one, adopted)) is not None and one.minutes_agreed_on is None:
            yield Coming(day, "Minutes are due", place, one.body)


def _decisions(seat: Seat, first: date, last: date) -> Iterator[Coming]:
    """Yield the last days of calls in writing and of approvals, and the days on which decisions are looked at again."""
    found: list[Decision] = list(decisions_of(seat.alliance).prefetch_related("rounds"))
    for one in found:
        place = Link(f"{one.reference}: {one.title}", _address(seat, "decision", of=one.pk))
        if one.standing == "in_round" and one.is_written:
            yield from (Coming(each.closes_on, "Call in writing closes", place, one.body) for each in one.rounds.all() if each.closes_on)
        if one.standing in OPEN and one.approvals_by:
            yield Coming(one.approvals_by, "Last day for approvals", place, "the parties named")
        if one.standing == "adopted" and one.review_on:
            yield Coming(one.review_on, "Decision is looked at again", place, one.owner)


def _authorities(seat: Seat, first: date, last: date) -> Iterator[Coming]:
    """Yield the last days of appointments to seats."""
    place = _address(seat, "governance")
    found = Appointment.objects.filter(alliance=seat.alliance, ends_on__range=(first, last)).select_related("person")
    for one in found:
        assert one.ends_on is not None, "the question asks for a last day"
        kind = "Deed of a deputy ends" if one.is_deputy else "Authority ends"
        yield Coming(one.ends_on, kind, Link(f"{one.person.name}, {one.body}", f"{place}#body-{one.body}"))


def _registers(seat: Seat, first: date, last: date) -> Iterator[Coming]:
    """Yield reviews of risks, entries that are due, and milestones."""
    between = (first, last)
    for risk in Risk.objects.filter(alliance=seat.alliance, is_closed=False, review_on__range=between):
        place = Link(f"{risk.reference}: {shortened(risk.title, LONGEST)}", _address(seat, "risk", of=risk.pk))
        yield Coming(risk.review_on, "Risk is reviewed", place, _owner(risk.owner_party, risk.owner_post))
    for item in unfinished_items(seat.alliance).filter(due_on__range=between):
        assert item.due_on is not None, "the question asks for a day"
        place = Link(f"{item.reference}: {shortened(item.text, LONGEST)}", _address(seat, "item", of=item.pk))
        yield Coming(item.due_on, f"{item.kind.capitalize()} is due", place, _owner(item.owner_party, item.owner_post))
    ahead = Milestone.objects.filter(activity__alliance=seat.alliance, done_on__isnull=True, is_dropped=False, due_on__range=between)
    for milestone in ahead.select_related("activity"):
        place = Link(f"{called(milestone.activity, milestone)}: {milestone.name}", _address(seat, "activity", of=milestone.activity_id))
        yield Coming(milestone.due_on, "Milestone", place, milestone.activity.lead)


def _owner(party: str, post: str) -> str:
    return ", ".join(filter(None, (party, post)))


def _proceedings(seat: Seat, first: date, last: date) -> Iterator[Coming]:
    """Yield the last days of the steps that disputes and processes are at."""
    if seat.may("disputes.read"):
        for one, standing in disputes_in_order(seat.alliance, first):
            step = list(one.steps.all())[-1]
            if standing in GOING and step.due_on:
                place = Link(f"{one.reference}: {shortened(one.question, LONGEST)}", _address(seat, "dispute", of=one.pk))
                yield Coming(step.due_on, f"Step {step.number} of a dispute ends", place, holder_of(one, step.number))
    if seat.may("processes.read"):
        for begun, value, due_on in processes_in_order(seat.alliance):
            if begun.ended_on is None and due_on is not None:
                words = f"{begun.reference}, {value.party}: {process.current_step(value).text}"
                yield Coming(due_on, "Step of joining or leaving", Link(words, _address(seat, "process", of=begun.pk)))


def _agreement(seat: Seat, first: date, last: date) -> Iterator[Coming]:
    """Yield the days by which returns are due, and on which versions begin and contracts and the agreement end."""
    agreement = agreement_of(seat.alliance)
    place = _address(seat, "agreement_versions")
    if seat.may("costs.read_totals"):
        month, end = Month.of(first).plus(-2), months.last_of(agreement)
        while month <= min(Month.of(last), end):
            if (day := months.due_date(month, agreement)) is not None:
                words = f"Returns of {month_name(month)}"
                yield Coming(
                    day, "Cost returns are due", Link(words, _address(seat, "month", month=months.word_of(month))), "every provider"
                )
            month = month.plus(1)
    for version in seat.alliance.agreement_versions.filter(approved_at__isnull=False, takes_effect_on__range=(first, last)):
        yield Coming(version.takes_effect_on, "Agreement changes", Link(f"Version {version.number} takes effect", place))
    for contract in agreement.latest.service_contracts:
        if contract.ends_on is not None:
            yield Coming(contract.ends_on, "Contract ends", Link(f"{contract.id}: {shortened(contract.services, LONGEST)}", place))
    yield Coming(agreement.latest.alliance.ends_on, "Agreement ends", Link("The term of the agreement ends", place))


SOURCES: Sequence[Source] = (_meetings, _decisions, _authorities, _registers, _proceedings, _agreement)
"""Everything that gives things to come."""


def coming(seat: Seat, first: date, last: date) -> Sequence[Coming]:
    """Return what is to come from one day to another, both among them, in order; what somebody may not see is left out.

    Args:
        seat: who looks.
        first: the first day.
        last: the last day.
    """
    found = [one for source in SOURCES for one in source(seat, first, last) if first <= one.day <= last]
    return sorted(found, key=lambda one: (one.day, one.kind, one.what.text))


@dataclass(frozen=True, slots=True)
class ForwardPlanPage:
    """What is to come, month by month."""

    frame: Frame
    """What stands around it."""
    months: Sequence[tuple[str, str, Sequence[Sequence[object]]]]
    """Each month in which something comes: its word, its name, and what comes in it, each in a row."""
    kinds: Sequence[tuple[str, str, bool]]
    """What it can be narrowed to: the value, the words, and whether it is shown."""


@require_GET
@within("governance.read")
def forward_plan(request: SeatRequest) -> HttpResponseBase:
    """Show what is to come in the next twelve months; `?kind=Milestone` narrows it."""
    today = timezone.localdate()
    return render(request, "desk/forward_plan.html", forward_plan_page(request.seat, today, request.GET.get("kind", "")))


def forward_plan_page(seat: Seat, today: date, kind: str) -> ForwardPlanPage:
    """Return the page of what is to come from a day on."""
    found = coming(seat, today, today + AHEAD)
    kinds = sorted({one.kind for one in found})
    kind = kind if kind in kinds else ""
    by_month: dict[Month, list[Sequence[object]]] = {}
    for one in found:
        if kind in ("", one.kind):
            by_month.setdefault(Month.of(one.day), []).append((date_short(one.day), one.kind, one.what, one.who or "–"))
    shown = [(f"{month.year}-{month.month:02d}", month_name(month), rows) for month, rows in by_month.items()]
    frame = frame_of(
        seat,
        "Forward plan",
        place="meetings",
        crumbs=[Crumb("Meetings", _address(seat, "meetings"))],
        who_else="Everybody in the alliance sees this page; disputes and costs show to those who may see them.",
        help="forward-plan",
    )
    choices = [("", "Everything", not kind), *((one, one, one == kind) for one in kinds)]
    return ForwardPlanPage(frame, shown, choices)
