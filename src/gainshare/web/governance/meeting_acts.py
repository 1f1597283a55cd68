"""What is done with a meeting: planned, papers out, opened, who comes and goes, what is said, ended, its minutes agreed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from gainshare.core.governance.meeting import MeetingAct, may_meet, meeting_standing
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance.attending import body_at, facts_of_meeting
from gainshare.web.governance.minutes import draft_minutes
from gainshare.web.governance.models import AgendaItem, Decision, Meeting, Presence
from gainshare.web.governance.schedules import body_as_plain, schedule_of
from gainshare.web.governance.writing import record_of, today, writing

RUN = "meetings.run"
WHY_NOT = {
    "planned": "The meeting has not been opened yet.",
    "papers_out": "The meeting has not been opened yet.",
    "open": "The meeting is open.",
    "ended": "The meeting has ended.",
    "minutes_agreed": "Its minutes are agreed, and nothing of it changes any more.",
    "cancelled": "The meeting was cancelled.",
}
"""Why something cannot be done with a meeting, by where it stands."""
ASKS = tuple[str, str, str]
"""What asks for a place on an agenda: its kind, its title, and the reference of what it is about."""
AGENDA_SOURCES: list[Callable[[Alliance, str, date], Sequence[ASKS]]] = []
"""What else asks for a place on the agenda of a body on a day; apps above this one add their own when they start."""


def plan(*, by: Seat, body: str, day: date, place: str = "") -> Meeting:
    """Plan a meeting of a body; its agenda begins with what asks for a place.

    Raises:
        Refused: there is no such body, the day is past, or the body meets then already.
    """
    by.require(RUN)
    with writing(by.alliance):
        _check_day(by.alliance, body, day)
        reference = _reference(by.alliance, body, day)
        made = Meeting.objects.create(
            alliance=by.alliance, reference=reference, body=body, day=day, place=place, made_by=by.person, made_at=timezone.now()
        )
        fill_agenda(made)
        record_of("meeting.planned", by, made, {"after": {"body": body, "day": day, "place": place}})
        return made


def _check_day(alliance: Alliance, body: str, day: date) -> None:
    """Do nothing if a body may meet on a day.

    Raises:
        Refused: there is no such body, the day is past, or the body meets then already.
    """
    schedule = schedule_of(alliance, day)
    if schedule is None or body not in {one.id for one in schedule.terms.bodies}:
        raise Refused("Choose one of the bodies of the governance schedule.")
    if day < today():
        raise Refused("A meeting is planned for today or a later day.")
    if Meeting.objects.filter(alliance=alliance, body=body, day=day, cancelled_on__isnull=True).exists():
        raise Refused(f"{body} meets on that day already.")


def _reference(alliance: Alliance, body: str, day: date) -> str:
    """Return the reference of a new meeting: its body and month, and a number from the second of the month on."""
    base = f"{body}-{day:%Y-%m}"
    taken = set(Meeting.objects.filter(alliance=alliance, reference__startswith=base).values_list("reference", flat=True))
    return next(one for number in range(1, 1_000) if (one := base if number == 1 else f"{base}-{number}") not in taken)


def fill_agenda(meeting: Meeting) -> int:
    """Add to a meeting's agenda what asks for a place on it and has none yet; return how much was added."""
    items, added = list(meeting.items.order_by("place")), 0
    for kind, title, about in asking(meeting):
        if any((kind, about) == (one.kind, one.about) and (about or title == one.title) for one in items):
            continue
        made = AgendaItem(meeting=meeting, place=len(items) + 1, kind=kind, title=title[:200], about=about)
        made.save()
        items.insert(_place_among(items, made), made)
        added += 1
        if kind == "decision":
            Decision.objects.filter(alliance=meeting.alliance, reference=about).update(meeting=meeting)
    _number(items)
    return added


ORDER = (
    "Attendance, and interests declared",
    "minutes",
    "Actions",
    "Outcomes, and what the leadership team assures",
    "Finance and the open book",
    "ratification",
    "decision",
    "other",
    "Risks",
    "Forward plan, and how the meeting went",
)
"""The order in which leadership teams expect an agenda: kinds, and reports by their title; `other` is what other parts ask for."""


def _rank(item: AgendaItem) -> int | None:
    """Return where an item stands in the usual order; None for one of words that somebody added."""
    word = item.title if item.kind == "report" else item.kind if item.kind in ORDER else "other"
    return ORDER.index(word) if word in ORDER else None


def _place_among(items: Sequence[AgendaItem], new: AgendaItem) -> int:
    """Return the place of a new item among those on the agenda: before the first that usually comes after it; attendance is first."""
    own = _rank(new)
    assert own is not None, "what asks for a place has one in the usual order"
    if own == 0:
        return 0
    return next((at for at, one in enumerate(items) if (rank := _rank(one)) is not None and rank > own), len(items))


def _number(items: Sequence[AgendaItem]) -> None:
    for number, one in enumerate(items, start=1):
        if one.place != number:
            one.place = number
            one.save(update_fields=["place"])


def asking(meeting: Meeting) -> Sequence[ASKS]:
    """Return what asks for a place on the agenda of a meeting, in the order in which leadership teams expect it."""
    alliance, body = meeting.alliance, meeting.body
    before = Meeting.objects.filter(
        alliance=alliance, body=body, day__lt=meeting.day, ended_at__isnull=False, minutes_agreed_on__isnull=True
    )
    ratifying = Decision.objects.filter(alliance=alliance, body=body, standing="awaiting_ratification").order_by("reference")
    waiting = Decision.objects.filter(alliance=alliance, body=body, standing="draft", is_written=False, meeting__isnull=True)
    return [
        ("report", "Attendance, and interests declared", ""),
        *(("minutes", f"Minutes of {one.reference}", one.reference) for one in before.order_by("day")),
        ("report", "Actions", ""),
        ("report", "Outcomes, and what the leadership team assures", ""),
        ("report", "Finance and the open book", ""),
        *(("ratification", f"Ratify: {one.title}", one.reference) for one in ratifying),
        *(("decision", one.title, one.reference) for one in waiting.order_by("reference")),
        *(one for source in AGENDA_SOURCES for one in source(alliance, body, meeting.day)),
        ("report", "Risks", ""),
        ("report", "Forward plan, and how the meeting went", ""),
    ]


def refill(*, by: Seat, of: UUID) -> int:
    """Add what has come to ask for a place on the agenda since; return how much there was."""
    with _changing(by, of, "declare") as meeting:
        added = fill_agenda(meeting)
        record_of("meeting.agenda_changed", by, meeting, {"after": {"added": added}})
        return added


def add_item(*, by: Seat, of: UUID, title: str) -> AgendaItem:
    """Add an item of words to an agenda."""
    with _changing(by, of, "declare") as meeting:
        made = AgendaItem.objects.create(meeting=meeting, place=meeting.items.count() + 1, kind="report", title=title)
        record_of("meeting.agenda_changed", by, meeting, {"after": {"added": title}})
        return made


def move_item(*, by: Seat, of: UUID, item: UUID, where: str) -> None:
    """Move an item up or down, or take it off; a decision that is taken off waits for another meeting."""
    with _changing(by, of, "declare") as meeting:
        items = list(meeting.items.order_by("place"))
        at = next((number for number, one in enumerate(items) if one.pk == item), None)
        if at is None:
            raise PermissionDenied
        moved = items.pop(at)
        if where == "off":
            if moved.notes:
                raise Refused("Something was said on it; it stays.")
            if Decision.objects.filter(alliance=by.alliance, meeting=meeting, reference=moved.about, rounds__opened_on=today()).exists():
                raise Refused("The parties have been asked about it in this meeting; it stays.")
            Decision.objects.filter(alliance=by.alliance, reference=moved.about, meeting=meeting, standing="draft").update(meeting=None)
            moved.delete()
        else:
            items.insert(max(0, at - 1) if where == "up" else at + 1, moved)
        _number(items)
        record_of("meeting.agenda_changed", by, meeting, {"after": {"item": moved.title, "moved": where}})


def send_papers(*, by: Seat, of: UUID) -> Meeting:
    """Write down that the papers went out today; that they are late or not is worked out from the day."""
    with _changing(by, of, "send_papers") as meeting:
        meeting.papers_sent_on = today()
        meeting.save(update_fields=["papers_sent_on"])
        record_of("meeting.papers_sent", by, meeting, {"after": {"sent_on": meeting.papers_sent_on}})
        return meeting


def open_meeting(*, by: Seat, of: UUID) -> Meeting:
    """Open a meeting on its day; from here attendance is taken.

    Raises:
        Refused: it is another day, or another meeting of the body is open.
    """
    with _changing(by, of, "open") as meeting:
        if meeting.day != today():
            raise Refused("A meeting is opened on its day. Wait for the day, or move the meeting to another one.")
        others = Meeting.objects.filter(alliance=by.alliance, body=meeting.body, opened_at__isnull=False, ended_at__isnull=True)
        if (other := others.first()) is not None:
            raise Refused(f"{other.reference} is open. End it first.")
        if schedule_of(by.alliance, meeting.day) is None:
            raise Refused("The alliance has no governance schedule that holds on this day.")
        meeting.opened_at = timezone.now()
        meeting.save(update_fields=["opened_at"])
        record_of("meeting.opened", by, meeting, {"after": {"at": meeting.opened_at}})
        return meeting


def attend(*, by: Seat, of: UUID, seat: str, person: Person | None, is_there: bool, name: str = "") -> Meeting:
    """Write down that somebody has come to an open meeting, or has left it.

    Args:
        by: who keeps the attendance.
        of: the meeting.
        seat: the seat they are there for; empty for a guest.
        person: who it is; None for a guest, who has a name.
        is_there: whether they have come; otherwise they have left.
        name: what a guest is called.
    """
    with _changing(by, of, "attend") as meeting:
        there = meeting.presences.filter(seat=seat, person=person, left_at__isnull=True)
        if person is None:
            there = there.filter(name=name)
        elif not sits_there(meeting, seat, person):
            raise Refused(f"{person.name} does not hold this seat, and is not its deputy, on this day.")
        now = timezone.now()
        if is_there == there.exists():
            return meeting
        if is_there:
            Presence.objects.create(meeting=meeting, seat=seat, person=person, name=person.name if person else name, came_at=now)
        else:
            there.update(left_at=now)
        names = {"person": person.name if person else name}
        record_of(f"meeting.{'attended' if is_there else 'left'}", by, meeting, {"after": {"seat": seat}, "names": names})
        return meeting


def sits_there(meeting: Meeting, seat: str, person: Person) -> bool:
    """Return whether somebody holds a seat, as its member or its deputy, on the day of a meeting."""
    key = str(person.pk)
    return any(
        one.person == key or (one.deputy is not None and one.deputy.person == key and one.deputy.holds_on(meeting.day))
        for one in body_at(meeting).seats_on(meeting.day)
        if one.id == seat
    )


@dataclass(frozen=True, slots=True)
class Noted:
    """What was said on an item."""

    item: UUID
    """The item."""
    before: str
    """What stood there when whoever writes it down last saw it."""
    notes: str
    """What is to stand there."""


def write_down(*, by: Seat, of: UUID, noted: Sequence[Noted]) -> Sequence[AgendaItem]:
    """Write down what was said on items of an open meeting; return those on which somebody else wrote meanwhile, left as they are."""
    with _changing(by, of, "attend") as meeting:
        items = {one.pk: one for one in meeting.items.all()}
        changed_meanwhile = []
        for one in noted:
            if one.item not in items:
                raise PermissionDenied
            found = items[one.item]
            now = found.notes.replace("\r\n", "\n")
            if now == one.notes:
                continue
            if now != one.before:
                changed_meanwhile.append(found)
                continue
            found.notes = one.notes
            found.save(update_fields=["notes"])
            content = {"before": {"notes": one.before}, "after": {"item": found.title, "notes": one.notes}}
            record_of("meeting.noted", by, meeting, content)
        return changed_meanwhile


def end(*, by: Seat, of: UUID) -> Meeting:
    """End a meeting; everybody leaves, and its minutes stand there in draft.

    Raises:
        Refused: a call for agreement is open.
    """
    with _changing(by, of, "end") as meeting:
        calls = Decision.objects.filter(meeting=meeting, standing="in_round", is_written=False).values_list("reference", flat=True)
        if calls:
            raise Refused(f"The call for agreement on {', '.join(calls)} is open. Show what was said first, or withdraw the proposal.")
        meeting.ended_at = timezone.now()
        meeting.held_by = body_as_plain(body_at(meeting))
        meeting.presences.filter(left_at__isnull=True).update(left_at=meeting.ended_at)
        meeting.save(update_fields=["ended_at", "held_by"])
        meeting.minutes = draft_minutes(meeting)
        meeting.save(update_fields=["minutes"])
        _let_go(meeting)
        record_of("meeting.ended", by, meeting, {"after": {"at": meeting.ended_at, "minutes": meeting.minutes}})
        return meeting


def _let_go(meeting: Meeting) -> None:
    """Let the decisions that the meeting did not come to wait for another one; the minutes say that they were on the agenda."""
    Decision.objects.filter(meeting=meeting, standing="draft").update(meeting=None)


def correct_minutes(*, by: Seat, of: UUID, text: str) -> Meeting:
    """Put the draft of the minutes right, until they are agreed."""
    with _changing(by, of, "agree_minutes") as meeting:
        before, meeting.minutes = meeting.minutes, text
        meeting.save(update_fields=["minutes"])
        record_of("meeting.minutes_corrected", by, meeting, {"before": {"minutes": before}, "after": {"minutes": text}})
        return meeting


def agree_minutes(*, by: Seat, of: UUID) -> Meeting:
    """Write down that the minutes are agreed; nothing of the meeting changes any more."""
    with _changing(by, of, "agree_minutes") as meeting:
        meeting.minutes_agreed_on = today()
        meeting.minutes_agreed_at = Meeting.objects.filter(
            alliance=by.alliance, body=meeting.body, opened_at__isnull=False, ended_at__isnull=True
        ).first()
        meeting.save(update_fields=["minutes_agreed_on", "minutes_agreed_at"])
        record_of("meeting.minutes_agreed", by, meeting, {"after": {"on": meeting.minutes_agreed_on}})
        return meeting


def cancel(*, by: Seat, of: UUID, reason: str) -> Meeting:
    """Cancel a meeting that has not been opened; what was on its agenda waits for another one."""
    with _changing(by, of, "cancel") as meeting:
        meeting.cancelled_on, meeting.reason = today(), reason
        meeting.save(update_fields=["cancelled_on", "reason"])
        _let_go(meeting)
        record_of("meeting.cancelled", by, meeting, {"after": {"reason": reason}})
        return meeting


def move(*, by: Seat, of: UUID, day: date, reason: str) -> Meeting:
    """Move a meeting that has not been opened to another day, such as one that was not opened on its own; its agenda and papers go with it.

    Raises:
        Refused: it was opened, the day is past, or the body meets then already.
    """
    with _changing(by, of, "cancel") as meeting:  # what may be cancelled may be moved
        _check_day(by.alliance, meeting.body, day)
        before, meeting.day = meeting.day, day
        meeting.save(update_fields=["day"])
        record_of("meeting.moved", by, meeting, {"before": {"day": before}, "after": {"day": day, "reason": reason}})
        return meeting


@contextmanager
def _changing(by: Seat, of: UUID, act: MeetingAct) -> Iterator[Meeting]:
    """Lock a meeting of the alliance for something that may be done with it where it stands."""
    by.require(RUN)
    with writing(by.alliance):
        meeting = Meeting.objects.filter(pk=of, alliance=by.alliance).first()
        if meeting is None:
            raise PermissionDenied
        meeting.alliance = by.alliance
        facts = facts_of_meeting(meeting)
        if meeting.stated_quorum:
            raise Refused("The meeting came with the alliance's own record, which stands as it is.")
        if not may_meet(act, facts):
            raise Refused(WHY_NOT[meeting_standing(facts)])
        yield meeting
