"""The pages of appointments, of the schedule's versions, and of the interests that were declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.forms import BaseForm
from django.urls import reverse

from gainshare.core.kernel.formats import date_short, list_in_words
from gainshare.core.kernel.problem import Problem
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.queries import parties_of
from gainshare.web.governance.binding import decisions_binding
from gainshare.web.governance.models import Interest, Schedule
from gainshare.web.governance.schedules import schedule_in_force
from gainshare.web.governance.words import STANDING_WORDS
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link


@dataclass(frozen=True, slots=True)
class AppointPage:
    """Who is to sit where."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """What is asked."""
    seat: str
    """The seat, in words."""
    refusal: str
    """Why it is not done; empty if nothing was refused."""


def appoint_page(seat: Seat, form: BaseForm, words: str, refusal: str = "") -> AppointPage:
    """Return the page on which somebody is appointed to a seat."""
    crumbs = [Crumb("Governance", reverse("governance", kwargs={"alliance": seat.alliance.pk}))]
    return AppointPage(frame_of(seat, "Appoint somebody", place="governance", crumbs=crumbs, help="seats"), form, words, refusal)


@dataclass(frozen=True, slots=True)
class SchedulesPage:
    """The versions of the governance schedule."""

    frame: Frame
    """What stands around it."""
    rows: Sequence[Sequence[object]]
    """Each version in a row."""
    form: BaseForm | None
    """For whoever may propose one."""
    problems: Sequence[Problem]
    """What is wrong with what was sent."""
    refusal: str
    """Why it is not done; empty if nothing was refused."""
    waiting: Schedule | None
    """The version that waits to be adopted."""
    decide: str
    """Where its decision is proposed; empty if there is none to propose."""
    withdraw: str
    """Where it is taken back; empty for those who may not."""


def schedules_page(seat: Seat, form: BaseForm | None, problems: Sequence[Problem] = (), refusal: str = "") -> SchedulesPage:
    """Return the page of the schedule's versions."""
    crumbs = [Crumb("Governance", reverse("governance", kwargs={"alliance": seat.alliance.pk}))]
    who = "Everybody in the alliance sees this page."
    frame = frame_of(seat, "Governance schedule", place="governance", crumbs=crumbs, who_else=who, help="schedules")
    there = list(Schedule.objects.filter(alliance=seat.alliance).select_related("proposed_by").order_by("-number"))
    now = schedule_in_force(seat.alliance)
    rows = [_version(seat, one, now) for one in there]
    waiting = next((one for one in there if one.adopted_at is None and one.withdrawn_at is None), None)
    decide = withdraw = ""
    if waiting is not None and seat.may("decisions.propose") and not decisions_binding(seat.alliance, "schedule", waiting.pk):
        title = f"Adopt version {waiting.number} of the governance schedule".replace(" ", "+")
        decide = f"{reverse('propose_decision', kwargs={'alliance': seat.alliance.pk})}?binds=schedule:{waiting.pk}&title={title}"
    if waiting is not None and seat.may("governance.propose"):
        withdraw = reverse("withdraw_schedule", kwargs={"alliance": seat.alliance.pk, "of": waiting.pk})
    return SchedulesPage(frame, rows, form, problems, refusal, waiting, decide, withdraw)


def _version(seat: Seat, one: Schedule, now: Schedule | None) -> Sequence[object]:
    status = "withdrawn" if one.withdrawn_at else "waits to be adopted" if one.adopted_at is None else "adopted"
    if now is not None and one.pk == now.pk:
        status = "in force"
    decisions = [f"{each.reference} ({STANDING_WORDS[each.standing]})" for each in decisions_binding(seat.alliance, "schedule", one.pk)]
    file = reverse("schedule_file", kwargs={"alliance": seat.alliance.pk, "number": one.number})
    by = one.proposed_by.name if one.proposed_by else "Came with the alliance's files"
    return (
        Link(f"Version {one.number}", file, hidden="as a file"),
        status[:1].upper() + status[1:],
        date_short(one.takes_effect_on),
        by,
        list_in_words(decisions) or "None",
        one.reason or "No reason given",
    )


@dataclass(frozen=True, slots=True)
class InterestsPage:
    """The interests that were declared."""

    frame: Frame
    """What stands around it."""
    rows: Sequence[Sequence[object]]
    """Each interest in a row."""
    form: BaseForm | None
    """For whoever may declare one."""
    reviews: Sequence[tuple[Interest, BaseForm]]
    """For whoever may say what is done about one."""
    unsent: BaseForm | None
    """A form that was sent with mistakes."""


def interests_page(
    seat: Seat, form: BaseForm | None, reviews: Sequence[tuple[Interest, BaseForm]], unsent: BaseForm | None
) -> InterestsPage:
    """Return the register of interests."""
    crumbs = [Crumb("Governance", reverse("governance", kwargs={"alliance": seat.alliance.pk}))]
    who = "Everybody in the alliance sees this page."
    frame = frame_of(seat, "Interests", place="governance", crumbs=crumbs, who_else=who, help="interests")
    names = {party.code: str(party) for party in parties_of(seat.alliance)}
    rows = [
        (
            one.post[:1].upper() + one.post[1:],
            names.get(one.party, one.party) or "None",
            one.what,
            one.kind[:1].upper() + one.kind[1:],
            one.management or "Nothing decided yet",
            date_short(one.declared_on),
            date_short(one.reviewed_on) if one.reviewed_on else "Not yet",
            f"Ended {date_short(one.ended_on)}" if one.ended_on else "Holds",
        )
        for one in Interest.objects.filter(alliance=seat.alliance).order_by("number")
    ]
    return InterestsPage(frame, rows, form, reviews, unsent)
