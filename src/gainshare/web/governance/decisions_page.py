"""The list of decisions, those of the record among them, a recorded decision, and the forms of a proposal and of its tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.forms import BaseForm
from django.http import QueryDict
from django.urls import reverse

from gainshare.core.governance.record import class_difference, doubts, read_outcome
from gainshare.core.kernel.formats import date_long, date_short, list_in_words, money, plural
from gainshare.files.governance_schedule import POUND, GovernanceSchedule
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.governance.facts import OPEN, OVER, decisions_of, standing_now
from gainshare.web.governance.models import Decision, Meeting, RecordedDecision
from gainshare.web.governance.recorded import recorded_of
from gainshare.web.governance.schedules import schedule_of
from gainshare.web.governance.words import CLASS_WORDS, OUTCOME_WORDS, STANDING_WORDS
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link

ON_A_PAGE = 40
"""Decisions on a page of the list."""
FILTERS = (
    ("", "All"),
    ("open", "Open"),
    ("adopted", "In effect"),
    ("other", "Not agreed, refused or taken back"),
    ("recorded", "Recorded elsewhere"),
)
"""What the list can be narrowed to."""


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """The decisions of an alliance."""

    frame: Frame
    """What stands around it."""
    found: Page[Sequence[object]]
    """The page of the list."""
    rows: Sequence[Sequence[object]]
    """Each decision in a row."""
    filters: Sequence[Link]
    """Other views of the list; the one that is shown has no address."""
    words: str
    """What is looked for."""
    which: str
    """Which view it is."""
    query: str
    """What other pages of the list keep of the address."""
    propose: str
    """Where a proposal is made; empty for those who may not."""
    has_schedule: bool
    """Whether the alliance has a governance schedule."""


def decisions_page(seat: Seat, asked: QueryDict, today: date) -> DecisionsPage:
    """Return the list of decisions; `?q=` looks for words, `?show=` narrows it."""
    words, which = asked.get("q", "").replace("\x00", "").strip()[:100], asked.get("show", "")
    rows = [*_live(seat, words, which, today), *_recorded(seat, words, which)]
    rows.sort(key=lambda row: (row[0], str(row[1])), reverse=True)
    page = Paginator([row[1:] for row in rows], ON_A_PAGE).get_page(asked.get("page"))
    here = reverse("decisions", kwargs={"alliance": seat.alliance.pk})
    kept = f"&q={words}" if words else ""
    filters = [Link(name, "" if value == which else f"{here}?show={value}{kept}") for value, name in FILTERS]
    can = reverse("propose_decision", kwargs={"alliance": seat.alliance.pk}) if seat.may("decisions.propose") else ""
    frame = frame_of(seat, "Decisions", place="decisions", who_else="Everybody in the alliance sees this page.", help="decisions")
    has_schedule = schedule_of(seat.alliance) is not None
    return DecisionsPage(frame, page, list(page.object_list), filters, words, which, f"show={which}{kept}", can, has_schedule)


def _live(seat: Seat, words: str, which: str, today: date) -> Sequence[Sequence[object]]:
    if which == "recorded":
        return []
    found = decisions_of(seat.alliance)
    if words:
        found = found.filter(Q(title__icontains=words) | Q(reference__icontains=words) | Q(rounds__wording__icontains=words)).distinct()
    rows = []
    for one in found:
        standing = standing_now(one, today) if one.standing in OPEN else one.standing
        group = "open" if standing in OPEN - {"not_agreed", "inquorate"} else "adopted" if standing == "adopted" else "other"
        if which in ("", group) or (which == "adopted" and standing == "awaiting_ratification"):
            href = reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": one.pk})
            day = one.decided_on or one.proposed_on
            verb = "Decided" if one.decided_on else "Proposed"
            said = STANDING_WORDS[standing]
            rows.append((day, Link(one.reference, href), one.title, said[:1].upper() + said[1:], f"{verb} {date_short(day)}", one.body))
    return rows


def _recorded(seat: Seat, words: str, which: str) -> Sequence[Sequence[object]]:
    if which not in ("", "recorded"):
        return []
    found = RecordedDecision.objects.filter(alliance=seat.alliance)
    if which == "":  # one that was taken up here under its own reference is there once
        found = found.exclude(reference__in=Decision.objects.filter(alliance=seat.alliance).values("reference"))
    if words:
        found = found.filter(Q(title__icontains=words) | Q(reference__icontains=words) | Q(proposal__icontains=words))
    rows = []
    for one in found:
        href = reverse("recorded_decision", kwargs={"alliance": seat.alliance.pk, "reference": one.reference})
        said = f"Recorded: {OUTCOME_WORDS[read_outcome(one.outcome)]}"
        body = one.meeting.partition("-")[0]
        rows.append((one.decided_on, Link(one.reference, href), one.title, said, date_short(one.decided_on), body))
    return rows


@dataclass(frozen=True, slots=True)
class RecordedPage:
    """A decision as the alliance's record tells it."""

    frame: Frame
    """What stands around it."""
    facts: Sequence[tuple[str, object]]
    """What the record says."""
    difference: str
    """The class by the rules, where it is another than the record says; empty if it is not."""
    doubt: str
    """Where the votes do not lead to the outcome; empty if they do."""
    taken_up: str
    """Where it is taken up again; empty if it is not."""


def recorded_page(seat: Seat, row: RecordedDecision) -> RecordedPage:
    """Return the page of a recorded decision, with what the rules make of it beside what the record says."""
    record, schedule = recorded_of(row), schedule_of(seat.alliance)
    difference = doubt = ""
    if schedule is not None:
        found = class_difference(record, schedule.matter_rules(), schedule.terms.leading_body.id)
        if found is not None:
            difference = f"By the schedule it would be: {CLASS_WORDS[found.computed]}. {' '.join(found.reasons)}"
        stated = Meeting.objects.filter(alliance=seat.alliance, reference=row.meeting).values_list("stated_quorum", flat=True).first()
        quorum = cast('Literal["yes", "no", "planned"] | None', stated or None)
        doubt = " ".join(doubts(record, len(schedule.parties), quorum))
    later = Decision.objects.filter(alliance=seat.alliance).filter(Q(takes_up=row.reference) | Q(reference=row.reference)).first()
    taken_up = reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": later.pk}) if later else ""
    principles = schedule.principles if schedule else {}
    facts: tuple[tuple[str, object], ...] = (
        ("Decided on", date_long(row.decided_on)),
        ("Meeting", row.meeting),
        ("Class by the record", CLASS_WORDS[row.stated_class].capitalize()),
        ("Proposal", row.proposal),
        ("Principles it was tested against", list_in_words([f"{one} ({principles.get(one, '')})" for one in row.principles])),
        ("Best-for-service test", {"pass": "Passed", "fail": "Not passed", "pending": "Not answered yet"}[row.service_result]),
        ("Votes", _votes(row)),
        ("Outcome by the record", row.outcome[:1].upper() + row.outcome[1:]),
        ("Reserved matters", list_in_words(row.reserved)),
        ("Has to do with", list_in_words(row.linked)),
        ("Money", None if row.amount is None else money(row.amount, POUND)),
        ("Note", row.note),
    )
    crumbs = [Crumb("Decisions", reverse("decisions", kwargs={"alliance": seat.alliance.pk}))]
    title = f"{row.reference}: {row.title}"
    who = "Everybody in the alliance sees this page."
    frame = frame_of(seat, title, place="decisions", crumbs=crumbs, status="recorded elsewhere", who_else=who, help="recorded-decisions")
    return RecordedPage(frame, [(name, value) for name, value in facts if value], difference, doubt, taken_up)


def _votes(row: RecordedDecision) -> str:
    if not row.votes_for and not row.votes_against and not row.abstained:
        return "None counted"
    return f"{plural(row.votes_for, 'party', many='parties')} for, {row.votes_against} against, {row.abstained} abstained"


@dataclass(frozen=True, slots=True)
class ProposePage:
    """What is asked about a proposal."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """What is asked."""
    parties: Sequence[Party]
    """The parties, for the table of money."""
    binds: Sequence[tuple[str, str]]
    """What it would bind: the kind and what it is called."""
    refusal: str
    """Why it cannot be proposed; empty if nothing was refused."""


def propose_page(seat: Seat, form: BaseForm, parties: Sequence[Party], binds: Sequence[tuple[str, str]], refusal: str = "") -> ProposePage:
    """Return the page on which a decision is proposed."""
    crumbs = [Crumb("Decisions", reverse("decisions", kwargs={"alliance": seat.alliance.pk}))]
    frame = frame_of(seat, "Propose a decision", place="decisions", crumbs=crumbs, help="proposing")
    return ProposePage(frame, form, parties, binds, refusal)


@dataclass(frozen=True, slots=True)
class TestsPage:
    """The principle test and the best-for-service test of a wording."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """What is asked."""
    wording: str
    """The wording that is tested."""
    principles: Mapping[str, str]
    """The principles."""
    questions: Sequence[str]
    """The ids of the questions."""


def tests_page(seat: Seat, row: Decision, wording: str, form: BaseForm, schedule: GovernanceSchedule) -> TestsPage:
    """Return the page on which the tests of a wording are answered."""
    crumbs = [
        Crumb("Decisions", reverse("decisions", kwargs={"alliance": seat.alliance.pk})),
        Crumb(row.reference, reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": row.pk})),
    ]
    frame = frame_of(seat, f"Test {row.reference}", place="decisions", crumbs=crumbs, help="tests")
    return TestsPage(frame, form, wording, schedule.principles, [one.id for one in schedule.terms.best_for_service])


@dataclass(frozen=True, slots=True)
class AdjustPage:
    """What is asked about a target that a decision adjusts."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """What is asked."""
    wording: str
    """What was decided."""
    problems: Sequence[str]
    """Why it was not done."""


def adjust_page(seat: Seat, row: Decision, form: BaseForm, problems: Sequence[str]) -> AdjustPage:
    """Return the page on which a target is adjusted by a decision."""
    crumbs = [
        Crumb("Decisions", reverse("decisions", kwargs={"alliance": seat.alliance.pk})),
        Crumb(row.reference, reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": row.pk})),
    ]
    frame = frame_of(seat, f"Adjust a target by {row.reference}", place="decisions", crumbs=crumbs, help="adjusting-targets")
    last = row.rounds.order_by("number").last()
    return AdjustPage(frame, form, last.wording if last else "", problems)


def earlier_decisions(alliance: Alliance, today: date) -> Sequence[tuple[str, str]]:
    """Return the decisions that a proposal may take up again, or stand in the place of.

    Of those here: refused, lapsed, taken back, not agreed, or adopted, which it supersedes; of the record: deferred or not agreed. What
    another proposal takes up already, which is open or in effect, is not there.
    """
    here = Decision.objects.filter(alliance=alliance)
    taken = set(here.exclude(takes_up="").exclude(standing__in=OVER).values_list("takes_up", flat=True))
    recorded = RecordedDecision.objects.filter(alliance=alliance).exclude(
        reference__in=taken | set(here.values_list("reference", flat=True))
    )
    recorded = recorded.order_by("-decided_on")
    kept = [(one.reference, f"{one.reference}: {one.title}") for one in recorded if read_outcome(one.outcome) in {"deferred", "not_agreed"}]
    over = {"refused": "", "lapsed": "", "withdrawn": "", "not_agreed": "", "adopted": " (in its place)"}
    live = []
    for one in decisions_of(alliance).order_by("-proposed_on"):
        standing = standing_now(one, today) if one.standing in OPEN else one.standing
        if standing in over and one.reference not in taken:
            live.append((one.reference, f"{one.reference}: {one.title}{over[standing]}"))
    return [*live, *kept]
