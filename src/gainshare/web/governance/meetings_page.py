"""The list of meetings: those to come, those that were held, and the form that plans one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.forms import BaseForm
from django.http import QueryDict
from django.urls import reverse

from gainshare.core.governance.meeting import meeting_standing
from gainshare.core.kernel.formats import date_short, plural
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.governance.attending import facts_of_meeting, papers_due
from gainshare.web.governance.models import Appointment, Meeting
from gainshare.web.governance.schedules import adopted_schedules, schedule_of
from gainshare.web.governance.words import MEETING_WORDS
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Link

ON_A_PAGE = 40
"""Meetings on a page of the list."""


@dataclass(frozen=True, slots=True)
class MeetingsPage:
    """The meetings of an alliance."""

    frame: Frame
    """What stands around it."""
    coming: Sequence[Sequence[object]]
    """Those of today, those that were not opened on their day, and those still to come, the next one first."""
    held: Sequence[Sequence[object]]
    """Those that were held or cancelled, the last one first."""
    found: Page[Any]
    """The page of those."""
    filters: Sequence[Link]
    """Other views of the list; the one that is shown has no address."""
    query: str
    """What other pages of the list keep of the address."""
    form: BaseForm | None
    """For whoever may plan one."""


def meetings_page(seat: Seat, asked: QueryDict, today: date, form: BaseForm | None) -> MeetingsPage:
    """Return the list of meetings; `?body=` narrows it."""
    body = asked.get("body", "").replace("\x00", "")[:80]
    adopted = adopted_schedules(seat.alliance)
    schedule = schedule_of(seat.alliance, None, adopted)
    bodies = {one.id: one for one in schedule.terms.bodies} if schedule else {}
    there = Meeting.objects.filter(alliance=seat.alliance).annotate(item_count=Count("items"))
    if body:
        there = there.filter(body=body)
    to_come = list(there.filter(ended_at__isnull=True, stated_quorum="", cancelled_on__isnull=True).order_by("day", "reference"))
    own = bodies_of(seat, today)
    coming = []
    for one in sorted(to_come, key=lambda one: _turn(one, today, own)):
        one.alliance = seat.alliance
        due, day = "", papers_due(one, adopted)
        if day is not None:
            sent = f"sent {date_short(one.papers_sent_on)}" if one.papers_sent_on else f"due {date_short(day)}"
            due = f"{sent}{', late' if (one.papers_sent_on or today) > day else ''}"
        coming.append(
            (_link(seat, one), date_short(one.day), one.body, _status(one, today), due or "Not asked for", plural(one.item_count, "item"))
        )
    over = there.exclude(pk__in=[one.pk for one in to_come]).order_by("-day", "-reference")
    page = Paginator(over, ON_A_PAGE).get_page(asked.get("page"))
    held = [(_link(seat, one), date_short(one.day), one.body, _status(one, today), _quorum(one)) for one in page.object_list]
    here = reverse("meetings", kwargs={"alliance": seat.alliance.pk})
    filters = [Link("All", here if body else ""), *(Link(one, "" if one == body else f"{here}?body={one}") for one in bodies)]
    frame = frame_of(seat, "Meetings", place="meetings", who_else="Everybody in the alliance sees this page.", help="meetings")
    return MeetingsPage(frame, coming, held, page, filters, f"body={body}" if body else "", form)


def _link(seat: Seat, one: Meeting) -> Link:
    return Link(one.reference, reverse("meeting", kwargs={"alliance": seat.alliance.pk, "of": one.pk}))


def bodies_of(seat: Seat, today: date) -> frozenset[str]:
    """Return the bodies in which somebody sits on a day, as a member or a deputy."""
    held = Appointment.objects.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), alliance=seat.alliance, begins_on__lte=today)
    return frozenset(held.filter(person=seat.person).values_list("body", flat=True))


def _turn(one: Meeting, today: date, own: frozenset[str]) -> tuple[object, ...]:
    """Return what puts the meetings of today first, one's own before the others; then those that were missed, and those to come."""
    return (one.day != today and one.opened_at is None, one.day, one.body not in own, one.reference)


def _status(one: Meeting, today: date) -> str:
    if one.day < today and one.opened_at is None and not one.stated_quorum and not one.cancelled_on:
        return "Not opened on its day"
    said = "held, by the record" if one.stated_quorum else MEETING_WORDS[meeting_standing(facts_of_meeting(one))]
    return said[:1].upper() + said[1:]


def _quorum(one: Meeting) -> str:
    if one.cancelled_on:
        return "Not held"
    return {"yes": "Quorum held", "no": "No quorum"}.get(one.stated_quorum, "See its minutes")
