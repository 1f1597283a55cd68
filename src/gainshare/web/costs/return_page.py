"""What the page of one return shows: its lines for those who may see them, its queries, its evidence, and everything that became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import date_short, moment_short, money
from gainshare.core.openbook.returns import ReturnLine
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.audit.models import Entry
from gainshare.web.costs import months, seeing
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.entering import accrual_in_words
from gainshare.web.costs.entry_pages import about
from gainshare.web.costs.models import ACCEPTED, DRAFT, HANDED_IN, QUERIED, RETURNED, SUBMITTED, Query, Return
from gainshare.web.costs.pages import STATUS_WORDS, was_late
from gainshare.web.costs.queries import lines_in, sees
from gainshare.web.costs.writing import has_worked_on
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link, Row

DONE = {
    "return.started": "Begun",
    "return.saved": "Saved",
    "return.discarded": "Discarded",
    "return.submitted": "Declared and handed in",
    "return.queried": "Queried",
    "query.answered": "Query answered",
    "return.accepted": "Accepted",
    "return.returned": "Returned to the party",
    "evidence.added": "Evidence added",
    "evidence.removed": "Evidence taken off",
}
"""What was done, by the journal's word."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the page shows it."""

    id: UUID
    """Its id."""
    about: str
    """The line, or the return as a whole."""
    question: str
    asked: str
    """Who asked, and when."""
    answer: str
    answered: str
    """Who answered, and when; empty while nobody has."""
    reply: str
    """Where the answer goes; empty if the person may not answer, or it is answered."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """What somebody typed into a form of the page that was not taken."""

    form: str
    """Which form: `query`, `give_back`, or the id of the query that was answered."""
    why: str
    """Why it was not taken."""
    words: Mapping[str, str]
    """What was typed, by the name of the field."""


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """One return."""

    frame: Frame
    """What stands around it."""
    unsent: Unsent
    """What was typed and not taken; of no form if nothing was."""
    versions: Sequence[Link]
    """The other versions of the party's month that the person may see."""
    facts: Sequence[tuple[str, str]]
    """What there is to know about it, each with its name."""
    returned_reason: str
    """Why it came back; empty if it did not."""
    reason: str
    """Why, for a change."""
    is_change: bool
    """Whether it adds to what was handed in before."""
    status: str
    """Where it stands, in words."""
    shows_lines: bool
    """Whether the person sees the lines."""
    lines: Sequence[Row]
    """The lines, or the totals by cost type."""
    total: str
    """What it comes to."""
    explanations: Sequence[tuple[str, str]]
    """What the party said to warnings."""
    queries: Sequence[Asked]
    """The queries."""
    files: Sequence[tuple[str, Link | None]]
    """The evidence: what it is, and where to get it if the person may."""
    shows_files: bool
    """Whether the person may know which evidence there is."""
    timeline: Sequence[tuple[str, str, str]]
    """What was done, by whom, and when; the latest first."""
    seen: int
    """The row version that the forms are made from."""
    edit: str
    """Where the draft is worked on; empty if it is none, or not the person's."""
    correct: str
    """Where a version that came back is corrected."""
    restate: str
    """Where the month is restated."""
    party_code: str
    """The party, for the forms that begin something."""
    query: str
    """Where a query goes; empty if the person may not ask."""
    accept: str
    """Where it is accepted; empty if the person may not."""
    give_back: str
    """Where it is returned to the party; empty if the person may not."""
    why_not: str
    """Why the person, who checks returns, may not check this one."""


def return_page(seat: Seat, agreement: Agreement, one: Return, unsent: Unsent | None = None) -> ReturnPage:
    """Return the page of a return as somebody may see it, with what they typed into a form that was not taken."""
    month = month_of(one.month)
    words = months.month_in_words(month, agreement)
    keys = {"alliance": seat.alliance.pk, "of": one.pk}
    place = {"alliance": seat.alliance.pk, "month": months.word_of(month)}
    lines = lines_in(one)
    shows_lines = seeing.sees_lines(seat, agreement, one.party)
    is_mine = has_worked_on(seat.person, one)
    is_open = one.status in (SUBMITTED, QUERIED)
    may_check = seat.may("costs.accept") and is_open
    crumbs = [Crumb("Costs", reverse("months", kwargs={"alliance": seat.alliance.pk})), Crumb(words, reverse("month", kwargs=place))]
    return ReturnPage(
        frame=frame_of(
            seat,
            f"Cost return: {one.party.organisation.name}",
            place="months",
            period=words,
            status=STATUS_WORDS[one.status].capitalize(),
            crumbs=crumbs,
            who_else=seeing.who_sees(agreement, one),
            help="returns",
        ),
        unsent=unsent or Unsent("", "", {}),
        versions=_versions(seat, one),
        facts=_facts(one),
        returned_reason=one.returned_reason if one.status == RETURNED else "",
        reason=one.reason,
        is_change=one.kind == "change",
        status=STATUS_WORDS[one.status],
        shows_lines=shows_lines,
        lines=_line_rows(lines, agreement) if shows_lines else _type_rows(lines, agreement),
        total=money(sum(line.amount for line in lines), agreement.terms.currency),
        explanations=[(about(key), words) for key, words in one.explanations.items() if words] if shows_lines else [],
        queries=[_asked(query, seat, one, keys) for query in one.queries.select_related("asked_by", "answered_by")] if shows_lines else [],
        files=_files(seat, one),
        shows_files=shows_lines,
        timeline=_timeline(seat, one),
        seen=one.row_version,
        edit=reverse("edit_return", kwargs=keys) if one.status == DRAFT and seat.may("costs.prepare_own", one.party) else "",
        correct=reverse("start_return", kwargs=place) if one.status == RETURNED and seat.may("costs.prepare_own", one.party) else "",
        restate=reverse("restate_month", kwargs=place) if one.status == ACCEPTED and seat.may("costs.prepare_own", one.party) else "",
        party_code=one.party.code,
        query=reverse("query_return", kwargs=keys) if seat.may("costs.query") and is_open and not is_mine else "",
        accept=reverse("accept_return", kwargs=keys) if may_check and not is_mine and one.status == SUBMITTED else "",
        give_back=reverse("give_back_return", kwargs=keys) if seat.may("costs.return") and is_open and not is_mine else "",
        why_not=_why_not(one, may_check=may_check, is_mine=is_mine),
    )


def _versions(seat: Seat, one: Return) -> list[Link]:
    """Return the other versions of the month that somebody may see, by version."""
    others = Return.objects.filter(alliance=seat.alliance, party=one.party, month=one.month).exclude(pk=one.pk).order_by("version")
    return [
        Link(
            f"Version {other.version}: {'change' if other.kind == 'change' else 'full return'}, {STATUS_WORDS[other.status]}",
            reverse("return", kwargs={"alliance": seat.alliance.pk, "of": other.pk}),
        )
        for other in others
        if sees(seat, _of_party(other, one))
    ]


def _of_party(other: Return, one: Return) -> Return:
    other.party = one.party  # known already, so nobody asks the database again
    return other


def _why_not(one: Return, *, may_check: bool, is_mine: bool) -> str:
    if may_check and is_mine:
        return "You prepared or declared this return, so somebody else has to check it."
    if may_check and one.status == QUERIED:
        return "It can be accepted once every query is answered."
    return ""


def _facts(one: Return) -> list[tuple[str, str]]:
    late = ", late" if one.submitted_on and was_late(one, timezone.now()) else ""
    facts = [
        ("Kind", "Change: adds to what was handed in before" if one.kind == "change" else "Full return of the month"),
        ("Version", str(one.version)),
        ("Due", date_short(one.due_on) if one.due_on else "No due date"),
        ("Prepared by", one.prepared_by.name if one.prepared_by else "Not known: brought in from files"),
    ]
    if one.submitted_at:
        facts.append(("Handed in", moment_short(timezone.localtime(one.submitted_at)) + late))
    elif one.submitted_on:
        facts.append(("Handed in", date_short(one.submitted_on) + late))
    if one.declared_by:
        facts.append(("Declared by", f"{one.declared_by.name}, {one.declared_as}"))
    if one.accepted_by and one.accepted_at:
        facts.append(("Accepted by", f"{one.accepted_by.name}, {moment_short(timezone.localtime(one.accepted_at))}"))
    return facts


def _line_rows(lines: Sequence[ReturnLine], agreement: Agreement) -> list[Row]:
    names = {kind.id: kind.name or kind.id for kind in agreement.terms.open_book.cost_types}
    return [
        Row(
            (
                str(line.number),
                line.category or names.get(line.cost_type, line.cost_type),
                names.get(line.cost_type, line.cost_type),
                money(line.amount, agreement.terms.currency),
                accrual_in_words(line),
                line.note or "No note",
                line.evidence or "None",
            ),
            id=f"line-{line.number}",
        )
        for line in lines
    ]


def _type_rows(lines: Sequence[ReturnLine], agreement: Agreement) -> list[Row]:
    sums: dict[str, int] = {}
    for line in lines:
        sums[line.cost_type] = sums.get(line.cost_type, 0) + line.amount
    names = {kind.id: kind.name or kind.id for kind in agreement.terms.open_book.cost_types}
    return [Row((names.get(kind, kind), money(amount, agreement.terms.currency))) for kind, amount in sums.items()]


def _asked(query: Query, seat: Seat, one: Return, keys: dict[str, UUID]) -> Asked:
    may_answer = seat.may("costs.answer_own", one.party) and query.answered_at is None and one.status in HANDED_IN
    return Asked(
        id=query.pk,
        about=f"Line {query.line_number}" if query.line_number else "The return as a whole",
        question=query.question,
        asked=_who_when(query.asked_by, query.asked_at),
        answer=query.answer,
        answered=_who_when(query.answered_by, query.answered_at) if query.answered_by and query.answered_at else "",
        reply=reverse("answer_query", kwargs={**keys, "query": query.pk}) if may_answer else "",
    )


def _who_when(person: Person, at: datetime) -> str:
    return f"{person.name}, {moment_short(timezone.localtime(at))}"


def _files(seat: Seat, one: Return) -> list[tuple[str, Link | None]]:
    may_open = seeing.sees_evidence(seat, one.party)
    found = []
    for file in one.files.all():
        size = f"{max(1, file.size // 1024):,} kB"
        href = reverse("evidence", kwargs={"alliance": seat.alliance.pk, "of": one.pk, "file": file.pk}) if may_open else ""
        found.append((f"{file.name} ({file.kind.upper()}, {size})", Link(file.name, href) if href else None))
    return found


def _timeline(seat: Seat, one: Return) -> list[tuple[str, str, str]]:
    entries = list(Entry.objects.filter(chain=str(seat.alliance.pk), subject=f"return:{one.pk}").order_by("-number"))
    names = {str(person.pk): person.name for person in Person.objects.filter(pk__in={entry.person for entry in entries if entry.person})}
    return [
        (DONE.get(entry.action, entry.action), names.get(entry.person, "Nobody signed in"), moment_short(timezone.localtime(entry.at)))
        for entry in entries
    ]
