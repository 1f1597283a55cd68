"""Who decides: the bodies and their seats, the principles, the reserved matters, and how decisions are classified."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.urls import NoReverseMatch, reverse

from gainshare.core.governance.terms import BodyTerms, SeatTerms, StepTerms
from gainshare.core.kernel.formats import date_long, date_short, list_in_words, money, plural
from gainshare.files.governance_notation import NotedBody
from gainshare.files.governance_schedule import POUND, GovernanceSchedule
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.queries import parties_of
from gainshare.web.governance.models import Appointment
from gainshare.web.governance.schedules import appointments, schedule_of
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Link

KIND_WORDS = {
    "commissioner_board": "the commissioners",
    "alliance_leadership_team": "the leadership team: it leads, and commits the parties",
    "alliance_management_team": "the management team: it runs the alliance",
    "wider_team": "the wider integrated team",
    "package_team": "runs a package of works",
    "group": "a further group",
}
"""What the kinds of bodies are, in words."""
PLACES = (
    ("Interests that were declared", "interests"),
    ("Duties of the bodies", "duties"),
    ("What each party has understood of the framework", "understanding"),
    ("Trust check: what the record shows of working together", "trust"),
    ("Disputes", "disputes"),
    ("Packages of works: what each comes to, and what is called off", "packages"),
    ("Ways into and out of the alliance", "processes"),
    ("The governance schedule and its versions", "schedules"),
)
"""What else belongs to governance, with its route."""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat with whoever holds it."""

    post: str
    """The post."""
    party: str
    """The party, or what the seat is there for."""
    voice: str
    """Whether it has a voice, and how far it commits."""
    held: str
    """Who holds it, and until when."""
    deputy: str
    """Who speaks in their place, by which deed."""
    warning: str
    """What is wrong with it, such as an authority that has lapsed; empty if nothing."""
    appoint: str
    """Where somebody is appointed; empty for those who may not."""
    ending: Sequence[tuple[str, str]]
    """The appointments of members that may be ended: where, and whose."""
    ending_deputies: Sequence[tuple[str, str]]
    """The appointments of deputies that may be ended: where, and whose."""


@dataclass(frozen=True, slots=True)
class BodyShown:
    """A body."""

    id: str
    """What meetings call it."""
    name: str
    """What it is called."""
    kind: str
    """What it is, in words."""
    depth: int
    """How far down it stands."""
    facts: Sequence[tuple[str, str]]
    """What the schedule says of it."""
    seats: Sequence[SeatRow]
    """Its seats."""


@dataclass(frozen=True, slots=True)
class BodiesPage:
    """Who decides."""

    frame: Frame
    """What stands around it."""
    bodies: Sequence[BodyShown]
    """The bodies, from the top down."""
    principles: Sequence[tuple[str, str]]
    """The principles."""
    questions: Sequence[str]
    """The questions of the best-for-service test."""
    reserved: Sequence[Sequence[object]]
    """The reserved matters, each in a row."""
    classes: Sequence[str]
    """How decisions are classified, in sentences."""
    steps: Sequence[str]
    """The steps of escalation."""
    places: Sequence[Link]
    """What else belongs to governance."""
    has_schedule: bool
    """Whether there is a schedule."""
    propose: str
    """Where a schedule is brought; empty for those who may not."""


def bodies_page(seat: Seat, today: date) -> BodiesPage:
    """Return the page of who decides."""
    frame = frame_of(seat, "Governance", place="governance", who_else="Everybody in the alliance sees this page.", help="governance")
    places = [Link(text, href) for text, route in PLACES if (href := _address(route, seat))]
    propose = reverse("schedules", kwargs={"alliance": seat.alliance.pk}) if seat.may("governance.propose") else ""
    schedule = schedule_of(seat.alliance, today)
    if schedule is None:
        return BodiesPage(frame, (), (), (), (), (), (), places, False, propose)
    names = {party.code: str(party) for party in parties_of(seat.alliance)}
    held = appointments(seat.alliance)
    ordered = _from_the_top(schedule.terms.bodies)
    noted = {one.id: one for one in schedule.noted.bodies}
    bodies = [_body(seat, one, noted[one.id], depth, schedule, held, names, today) for one, depth in ordered]
    reserved = [(one.id, one.text, names.get(one.party, "Every party")) for one in schedule.terms.reserved_matters]
    steps = [_step(one) for one in schedule.terms.escalation]
    questions = [one.text for one in schedule.terms.best_for_service]
    principles = list(schedule.principles.items())
    return BodiesPage(frame, bodies, principles, questions, reserved, _classes(schedule), steps, places, True, propose)


def _step(one: StepTerms) -> str:
    return f"{one.holder}, {plural(one.working_days, 'working day')}" if one.working_days else one.holder


def _address(route: str, seat: Seat) -> str:
    try:
        return reverse(route, kwargs={"alliance": seat.alliance.pk})
    except NoReverseMatch:
        return ""


def _from_the_top(bodies: Sequence[BodyTerms]) -> Sequence[tuple[BodyTerms, int]]:
    """Return the bodies from the top down, each with how deep it stands; the management team stands beneath the leadership team."""
    leading = next(one.id for one in bodies if one.kind == "alliance_leadership_team")
    beneath: dict[str | None, list[BodyTerms]] = {}
    for one in bodies:
        up = one.reports_to
        if up is None and one.kind in {"alliance_management_team", "wider_team"}:
            up = leading
        beneath.setdefault(up, []).append(one)

    def walk(up: str | None, depth: int) -> Sequence[tuple[BodyTerms, int]]:
        return [found for one in beneath.get(up, ()) for found in ((one, depth), *walk(one.id, depth + 1))]

    return walk(None, 0)


def _body(
    seat: Seat,
    body: BodyTerms,
    noted: NotedBody,
    depth: int,
    schedule: GovernanceSchedule,
    held: Sequence[Appointment],
    names: Mapping[str, str],
    today: date,
) -> BodyShown:
    delegated = next((one for one in schedule.matter_rules().delegations if one.body == body.id), None)
    facts = [
        ("For", noted.purpose if isinstance(noted.purpose, str) else list_in_words([str(one) for one in noted.purpose or ()])),
        ("Meets", noted.meets),
        ("Chair", noted.chair),
        ("Decides by", noted.decision_rule),
        ("May decide alone", f"Up to {money(delegated.limit_pence, POUND)} in one decision" if delegated else ""),
        ("Quorum", _quorum(body)),
        ("Papers and minutes", _days(body)),
        ("Before a package is called off", _call_off(noted.call_off)),
    ]
    seats = [_seat(seat, body, one, [each for each in held if each.body == body.id], names, today) for one in body.seats]
    return BodyShown(
        body.id, body.name, KIND_WORDS[body.kind], depth, [(name, f"{said[:1].upper()}{said[1:]}") for name, said in facts if said], seats
    )


def _call_off(said: object) -> str:
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in said.items()) if isinstance(said, dict) else ""


def _quorum(body: BodyTerms) -> str:
    if body.quorum is None:
        return ""
    asked = ["somebody with authority from every party that has a voice"]
    asked += ["a representative of an owner"] if body.quorum.owner_needed else []
    asked += ["a member with lived experience"] if body.quorum.lived_experience == "needed" else []
    said = list_in_words(asked)
    more = "; a member with lived experience is expected" if body.quorum.lived_experience == "expected" else ""
    return f"{said[:1].upper()}{said[1:]}{more}"


def _days(body: BodyTerms) -> str:
    parts = []
    if body.papers_due_working_days is not None:
        parts.append(f"papers {plural(body.papers_due_working_days, 'working day')} before")
    if body.minutes_due_working_days is not None:
        parts.append(f"minutes {plural(body.minutes_due_working_days, 'working day')} after")
    said = list_in_words(parts)
    return said[:1].upper() + said[1:]


def _seat(seat: Seat, body: BodyTerms, one: SeatTerms, held: Sequence[Appointment], names: Mapping[str, str], today: date) -> SeatRow:
    own = [each for each in held if each.seat == one.id and (each.ends_on is None or each.ends_on >= today)]
    member = next((each for each in own if not each.is_deputy and each.begins_on <= today), None)
    limit = one.authority.limit if one.authority else None
    voice = "No voice"
    if one.has_vote:
        voice = "Voice; commits without limit" if limit == "none" else f"Voice; commits up to {_pounds(limit)}"
    post = one.person.partition(",")[0]
    what = names.get(one.party or "", "")
    if not what:
        what = "Independent chair" if one.is_chair else "Lived experience" if one.has_lived_experience else "For the alliance as a whole"
    warning = ""
    if one.has_vote and member is None:
        warning = "Nobody holds this seat here, so the party has no voice and there is no quorum."
    elif member is not None and member.ends_on is not None and (member.ends_on - today).days <= ENDS_SOON:
        warning = f"The authority ends with {date_long(member.ends_on)}."
    can = seat.may("governance.manage")
    appoint = f"{reverse('appoint', kwargs={'alliance': seat.alliance.pk})}?body={body.id}&seat={one.id}" if can else ""
    members, deputies = ([each for each in own if each.is_deputy == is_deputy] for is_deputy in (False, True))
    return SeatRow(
        post=post[:1].upper() + post[1:],
        party=what,
        voice=voice,
        held="; ".join(_holder(each, today) for each in members),
        deputy="; ".join(f"{_holder(each, today)}{f', by {each.deed}' if each.deed else ''}" for each in deputies),
        warning=warning,
        appoint=appoint,
        ending=_ending(seat, members) if can else (),
        ending_deputies=_ending(seat, deputies) if can else (),
    )


def _ending(seat: Seat, own: Sequence[Appointment]) -> Sequence[tuple[str, str]]:
    return [(reverse("end_appointment", kwargs={"alliance": seat.alliance.pk, "of": one.pk}), one.person.name) for one in own]


ENDS_SOON = 60
"""Days before an authority ends in which the page says so."""


def _pounds(limit: object) -> str:
    assert isinstance(limit, Fraction), "a seat with a voice has a limit"
    return money(int(limit * 100), POUND)


def _holder(one: Appointment, today: date) -> str:
    """Return who holds a seat or speaks in the holder's place, from when to when, and how far."""
    until = f", until {date_short(one.ends_on)}" if one.ends_on else ""
    limit = f", up to {money(one.limit, POUND)}" if one.limit is not None else ""
    return f"{one.person.name}, {'since' if one.begins_on <= today else 'from'} {date_short(one.begins_on)}{until}{limit}"


def _classes(schedule: GovernanceSchedule) -> Sequence[str]:
    """Return how decisions are classified, in sentences."""
    rules = schedule.matter_rules()
    said = [f"Whatever the {schedule.terms.leading_body.name} decides, it decides unanimously: one voice for each party."]
    said += [f"{one.body} decides alone what commits up to {money(one.limit_pence, POUND)}." for one in rules.delegations]
    said.append("A reserved matter is recommended unanimously, and takes effect when each party named has approved it.")
    if rules.urgent:
        days = plural(rules.urgent.window_working_days, "working day")
        said.append(f"What cannot wait is decided in writing by every party within {days}, and ratified by the next meeting.")
    blocks = schedule.terms.abstention == "blocks"
    said.append("Silence never consents. An abstention " + ("is no consent." if blocks else "consents, because the schedule says so."))
    return said
