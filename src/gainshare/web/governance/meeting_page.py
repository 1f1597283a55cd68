"""What the page of a meeting shows: its agenda, who is there, whether the quorum is held, what was said, and its minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.forms import BaseForm, BoundField
from django.urls import NoReverseMatch, reverse

from gainshare.core.governance.body import Body
from gainshare.core.governance.meeting import (
    MEETING_ALLOWED,
    MeetingStanding,
    are_papers_late,
    meeting_standing,
)
from gainshare.core.governance.record import RecordedMeeting, recorded_quorum
from gainshare.core.kernel.formats import clock, date_long, list_in_words
from gainshare.core.kernel.problem import Fault
from gainshare.files.governance_schedule import POUND, GovernanceSchedule
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.queries import parties_of
from gainshare.web.governance import forms
from gainshare.web.governance.attending import body_at, facts_of_meeting, minutes_due, papers_due, quorum_at, schedule_at
from gainshare.web.governance.covers import CoverShown, covers_of
from gainshare.web.governance.facts import OPEN, decisions_of, standing_now
from gainshare.web.governance.models import AgendaItem, Decision, Interest, Meeting, Paper, RecordedDecision
from gainshare.web.governance.words import CLASS_WORDS, MEETING_WORDS, STANDING_WORDS, missing_in_words
from gainshare.web.registers.queries import items_from
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link
from gainshare.web.shared.time import LONDON


@dataclass(frozen=True, slots=True)
class PersonShown:
    """Somebody who may sit there."""

    id: str
    """The id of the person."""
    name: str
    """What they are called."""
    part: str
    """`member` or `deputy`."""
    is_there: bool
    """Whether they are at the meeting now."""


@dataclass(frozen=True, slots=True)
class SeatShown:
    """A seat of the body."""

    id: str
    """What the schedule calls it."""
    post: str
    """The post that sits there."""
    party: str
    """The party; empty for an independent chair and the like."""
    has_vote: bool
    """Whether the party's voice is given from it."""
    people: Sequence[PersonShown]
    """Who may sit there on the day."""


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item of the agenda."""

    row: AgendaItem
    """The item."""
    link: Link | None
    """What it is about."""
    status: str
    """Where what it is about stands; empty for an item of words."""
    words: str
    """Its class and its papers, in words."""
    notes: BoundField | None
    """Where whoever may do so writes down what is said."""
    before: BoundField | None
    """What stood there when the page was opened."""
    moves: Sequence[tuple[str, str]]
    """How it can be moved: up, down or off the agenda."""


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A meeting."""

    frame: Frame
    """What stands around it."""
    row: Meeting
    """The row."""
    facts: Sequence[tuple[str, object]]
    """What there is to know, in short."""
    is_open: bool
    """Whether it is open now."""
    quorum_is_held: bool | None
    """Whether the quorum is held; None if nothing is asked, or the meeting is not open."""
    quorum: Sequence[str]
    """What is missing from the quorum."""
    seats: Sequence[SeatShown]
    """Who may sit there, and who does."""
    guests: Sequence[str]
    """Who else is there."""
    items: Sequence[ItemShown]
    """The agenda."""
    sees_all: bool
    """Whether who looks sees what was said, papers and minutes."""
    covers: Sequence[CoverShown]
    """The covers of its decisions, for the pack."""
    interests: Sequence[Interest]
    """What the people of the body have declared."""
    papers: Sequence[Paper]
    """The papers of the meeting itself."""
    paper_form: BaseForm | None
    """For whoever may add one."""
    item_form: BaseForm | None
    """For whoever may add an item."""
    was_missed: bool
    """Whether its day has gone by and it was not opened."""
    move_form: BaseForm | None
    """For whoever may move it to another day."""
    cancel_form: BaseForm | None
    """For whoever may cancel it."""
    minutes: Sequence[str]
    """The paragraphs of its minutes."""
    minutes_form: BaseForm | None
    """For whoever may put them right."""
    actions: Sequence[tuple[str, str, str]]
    """The actions that came of it."""
    add_action: str
    """Where an action is added; empty for those who may not."""
    may: frozenset[str]
    """What who looks may do now."""
    unsent: BaseForm | None
    """A form that was sent with mistakes."""
    addresses: Mapping[str, str]
    """Where forms are sent."""


def pack_page(seat: Seat, row: Meeting, today: date) -> MeetingPage:
    """Return the page of a meeting with the covers of its decisions, for those who see papers."""
    page = meeting_page(seat, row, today)
    return replace(page, covers=covers_of(row)) if page.sees_all else page


ADDRESSES = (
    "meeting_papers_out",
    "open_meeting",
    "attend_meeting",
    "note_agenda_item",
    "add_agenda_item",
    "move_agenda_item",
    "refill_agenda",
    "end_meeting",
    "correct_minutes",
    "agree_minutes",
    "move_meeting",
    "cancel_meeting",
    "add_meeting_paper",
)
"""The routes of what is done on the page."""


def meeting_page(seat: Seat, row: Meeting, today: date, unsent: Mapping[str, BaseForm] | None = None) -> MeetingPage:
    """Return the page of a meeting."""
    wrong = unsent or {}
    standing = meeting_standing(facts_of_meeting(row))
    schedule = schedule_at(row)
    body = body_at(row)
    names = {party.code: str(party) for party in parties_of(seat.alliance)}
    may: frozenset[str] = frozenset(MEETING_ALLOWED[standing]) if seat.may("meetings.run") and not row.stated_quorum else frozenset()
    may -= frozenset() if row.day == today else {"open"}
    is_open = standing == "open"
    held, missing = _quorum(row, names) if is_open else (None, ())
    crumbs = [Crumb("Meetings", reverse("meetings", kwargs={"alliance": seat.alliance.pk}))]
    title = f"{body.name}, {date_long(row.day)}"
    who = "Everybody in the alliance sees this page; papers only those who work in it."
    frame = frame_of(
        seat,
        title,
        place="meetings",
        crumbs=crumbs,
        status="recorded elsewhere" if row.stated_quorum else MEETING_WORDS[standing],
        who_else=who,
        help="meetings",
    )
    sees_all = seat.may("decisions.read_journey")
    return MeetingPage(
        frame=frame,
        row=row,
        facts=_facts(row, schedule, standing, names, today),
        is_open=is_open,
        quorum_is_held=held,
        quorum=missing,
        seats=_seats(row, body, names) if not row.stated_quorum else (),
        guests=[one.name for one in row.presences.filter(person__isnull=True, left_at__isnull=True)],
        items=_items(seat, row, today, can_note="attend" in may, wrong=wrong),
        sees_all=sees_all,
        covers=(),
        interests=_interests(row, body),
        papers=list(row.papers.select_related("added_by")) if sees_all else (),
        paper_form=_live(wrong.get("paper") or forms.PaperForm(), may) if "declare" in may else None,
        item_form=_live(wrong.get("item") or forms.ItemForm(auto_id="item-%s"), may) if "declare" in may else None,
        was_missed=standing in {"planned", "papers_out"} and row.day < today and not row.stated_quorum,
        move_form=wrong.get("move") or forms.MoveForm(auto_id="move-%s") if "cancel" in may else None,
        cancel_form=wrong.get("cancel") or forms.ReasonForm(auto_id="cancel-%s") if "cancel" in may else None,
        minutes=[one for one in row.minutes.split("\n\n") if one.strip()] if sees_all else (),
        minutes_form=_minutes_form(row, wrong) if "agree_minutes" in may else None,
        actions=[(one.text, one.owner_party, one.status) for one in items_from(seat.alliance, row.reference)],
        add_action=_add_action(seat, row),
        may=may,
        unsent=next(iter(wrong.values()), None),
        addresses={route: reverse(route, kwargs={"alliance": seat.alliance.pk, "of": row.pk}) for route in ADDRESSES},
    )


def _live(form: BaseForm, may: frozenset[str]) -> BaseForm:
    """Return a form whose fields are sent with everything else that is typed on the page while the meeting is open."""
    if "attend" in may:
        for one in form.fields.values():
            one.widget.attrs["form"] = forms.LIVE
    return form


def _minutes_form(row: Meeting, wrong: Mapping[str, BaseForm]) -> BaseForm:
    return wrong.get("minutes") or forms.MinutesForm(initial={"minutes": row.minutes})


def _add_action(seat: Seat, row: Meeting) -> str:
    if not seat.may("registers.keep"):
        return ""
    try:
        return f"{reverse('new_item', kwargs={'alliance': seat.alliance.pk})}?kind=action&source={row.reference}"
    except NoReverseMatch:
        return ""


def _quorum(row: Meeting, names: Mapping[str, str]) -> tuple[bool | None, Sequence[str]]:
    try:
        found = quorum_at(row)
    except Fault:
        return None, ()
    said = [missing_in_words(one, names) for one in found.absent]
    said += [] if found.has_owner else ["Nobody is here who represents an owner"]
    said += [] if found.has_lived_experience else ["No member with lived experience is here"]
    return found.is_held, said


def _facts(
    row: Meeting, schedule: GovernanceSchedule, standing: MeetingStanding, names: Mapping[str, str], today: date
) -> Sequence[tuple[str, object]]:
    lines: list[tuple[str, object]] = [("Reference", row.reference), ("When and where", row.place)]
    if row.stated_quorum:
        return [*lines[:1], *_recorded(row, schedule, names), *_decided(row)]
    if standing == "cancelled":
        return [*lines, ("Cancelled", f"{date_long(row.cancelled_on or today)}: {row.reason}")]
    if (due := papers_due(row)) is not None:
        is_late = are_papers_late(sent_on=row.papers_sent_on, due_on=due, today=today)
        sent = f"sent on {date_long(row.papers_sent_on)}" if row.papers_sent_on else "not sent yet"
        lines.append(("Papers", f"Due by {date_long(due)}, {sent}{': late' if is_late else ''}"))
    if row.opened_at:
        ended = f", ended {clock(row.ended_at.astimezone(LONDON))}" if row.ended_at else ""
        lines.append(("Held", f"Opened {clock(row.opened_at.astimezone(LONDON))}{ended}"))
    if row.ended_at and not row.minutes_agreed_on and (minutes := minutes_due(row)) is not None:
        lines.append(("Minutes", f"Due by {date_long(minutes)}"))
    if row.minutes_agreed_on:
        at = f" in {row.minutes_agreed_at.reference}" if row.minutes_agreed_at else ""
        lines.append(("Minutes", f"Agreed on {date_long(row.minutes_agreed_on)}{at}"))
    return [(name, value) for name, value in lines if value]


def _decided(row: Meeting) -> Sequence[tuple[str, object]]:
    """Return the decisions that the record says were taken at a meeting."""
    found = RecordedDecision.objects.filter(alliance=row.alliance, meeting=row.reference).order_by("number")
    keys = {"alliance": row.alliance.pk}
    return [
        ("Decision", Link(f"{one.reference}: {one.title}", reverse("recorded_decision", kwargs={**keys, "reference": one.reference})))
        for one in found
    ]


def _recorded(row: Meeting, schedule: GovernanceSchedule, names: Mapping[str, str]) -> Sequence[tuple[str, object]]:
    """Return what the record says of a meeting that was held elsewhere, with what the rules make of it."""

    def named(codes: Sequence[str]) -> str:
        return list_in_words([names.get(code, code) for code in codes]) or "Nobody"

    lines = [
        ("There", named(row.attending)),
        ("Apologies", named(row.apologies) if row.apologies else "None"),
        ("Quorum by the record", {"yes": "Held", "no": "Not held"}[row.stated_quorum]),
    ]
    record = RecordedMeeting(row.reference, row.body, row.day, row.stated_quorum, tuple(row.attending))  # type: ignore[arg-type]
    try:
        rules = schedule.decision_rules(row.body)
    except Fault:
        return lines
    found = recorded_quorum(record, schedule.terms.body(row.body, POUND), rules.quorum)
    why = "; ".join(missing_in_words(one, names) for one in found.absent)
    lines.append(("Quorum by the rules", "Held" if found.is_held else f"Not held: {why or 'nobody represented an owner'}"))
    if row.are_papers_on_time is not None:
        lines.append(("Papers", "In time" if row.are_papers_on_time else "Late"))
    return lines


def _seats(row: Meeting, body: Body, names: Mapping[str, str]) -> Sequence[SeatShown]:
    there = {(seat, str(person)) for seat, person in row.presences.filter(left_at__isnull=True).values_list("seat", "person_id")}
    held = body.seats_on(row.day)
    ids = {word for seat in held for word in (seat.person, seat.deputy.person if seat.deputy else "") if _is_id(word)}
    people = {str(pk): name for pk, name in Person.objects.filter(pk__in=ids).values_list("pk", "name")}
    posts = {seat.id: seat.person for seat in schedule_at(row).terms.body(row.body, POUND).seats}
    shown = []
    for seat in held:
        sitting = [(seat.person, "member")]
        if seat.deputy is not None and seat.deputy.holds_on(row.day):
            sitting.append((seat.deputy.person, "deputy"))
        found = [PersonShown(one, people[one], part, (seat.id, one) in there) for one, part in sitting if one in people]
        post = posts.get(seat.id, seat.id).partition(",")[0]
        party = names.get(seat.party or "", seat.party or "")
        shown.append(SeatShown(seat.id, post[:1].upper() + post[1:], party, seat.has_vote, found))
    return shown


def _items(seat: Seat, row: Meeting, today: date, *, can_note: bool, wrong: Mapping[str, BaseForm]) -> Sequence[ItemShown]:
    items = list(row.items.order_by("place"))
    about = {one.about for one in items if one.kind in {"decision", "ratification"}}
    decisions = {one.reference: one for one in decisions_of(seat.alliance).filter(reference__in=about)} if about else {}
    form = (wrong.get("notes") or forms.NotesForm(items=items, auto_id="%s")) if can_note else None
    shown = []
    for one in items:
        link, status, words = _about(seat, one, decisions, today)
        notes, before = (None, None) if form is None else (form[f"notes_{one.pk}"], form[f"before_{one.pk}"])
        shown.append(ItemShown(one, link, status, words, notes, before, _moves(one, items)))
    return shown


def _moves(one: AgendaItem, items: Sequence[AgendaItem]) -> Sequence[tuple[str, str]]:
    up, down = ("up", "Up"), ("down", "Down")
    return [*([up] if one != items[0] else []), *([down] if one != items[-1] else []), ("off", "Take off")]


def _about(seat: Seat, one: AgendaItem, decisions: Mapping[str, Decision], today: date) -> tuple[Link | None, str, str]:
    """Return where an item leads, where it stands, and what class it is."""
    if one.about in decisions:
        row = decisions[one.about]
        href = reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": row.pk})
        standing = standing_now(row, today) if row.standing in OPEN else row.standing
        papers = row.papers.count()
        reserved = f", touches {list_in_words(row.reserved)}" if row.reserved else ""
        kind = "reserved" if row.reserved else "urgent" if row.is_written else "alliance" if row.body == row.put_to else "delegated"
        said = f"{CLASS_WORDS[kind].partition(':')[0].capitalize()}{reserved}; {papers or 'no'} paper{'' if papers == 1 else 's'}"
        return Link(row.reference, href), STANDING_WORDS[standing], said
    if one.kind == "minutes":
        found = Meeting.objects.filter(alliance=seat.alliance, reference=one.about).first()
        if found is not None:
            href = reverse("meeting", kwargs={"alliance": seat.alliance.pk, "of": found.pk})
            return Link(found.reference, href), MEETING_WORDS[meeting_standing(facts_of_meeting(found))], ""
    make = ITEM_LINKS.get(one.kind)
    return (make(seat, one) if make else None), "", ""


ITEM_LINKS: dict[str, Callable[[Seat, AgendaItem], Link | None]] = {}
"""Where items of other apps lead, by their kind."""


def _interests(row: Meeting, body: Body) -> Sequence[Interest]:
    people = {word for seat in body.seats_on(row.day) for word in (seat.person, seat.deputy.person if seat.deputy else "")}
    parties = {seat.party for seat in body.seats if seat.party}
    found = Interest.objects.filter(alliance=row.alliance_id, declared_on__lte=row.day, ended_on__isnull=True)
    return [one for one in found if (one.person_id and str(one.person_id) in people) or (one.person_id is None and one.party in parties)]


def _is_id(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True
