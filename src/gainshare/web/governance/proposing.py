"""A proposal before anybody is asked to agree: proposed, put on an agenda, its tests answered, withdrawn, put in another's place."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from gainshare.core.governance import acts
from gainshare.core.governance.matters import EVERY_PARTY, Classification, Matter, UnknownMatter, classify
from gainshare.core.governance.proposal import Held, PrincipleTest, ServiceTest
from gainshare.core.governance.record import read_outcome
from gainshare.core.governance.standing import may
from gainshare.core.kernel.formats import money
from gainshare.files.governance_schedule import POUND, GovernanceSchedule
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance.bindable import WORTH, excluded_by
from gainshare.web.governance.facts import OVER
from gainshare.web.governance.models import AgendaItem, Binding, Consequence, Decision, Meeting, RecordedDecision, Round
from gainshare.web.governance.schedules import read, schedule_in_force
from gainshare.web.governance.writing import locked_decision, record_of, stand, today, writing

CONSEQUENCES: Mapping[str, str] = {
    "target_adjustment": "A target adjustment",
    "variation": "A variation of a contract or of the agreement",
    "modification_check": "A check of the modification against procurement law",
    "milestone": "A milestone in the plan",
    "risk": "A risk to watch",
    "publication": "A publication, or an answer under freedom of information",
}
"""What a decision may lead to, in words."""
PROPOSE = "decisions.propose"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, as it was filled in."""

    title: str
    """What it is about."""
    wording: str
    """What is to be agreed, word for word."""
    put_to: str
    """The body it is put to."""
    why: str = ""
    """Its purpose, and what it rests on."""
    options: Sequence[Mapping[str, str]] = ()
    """`{"name", "text"}` for each option that was looked at."""
    people: str = ""
    """The people affected."""
    equality: str = ""
    """The equality impact."""
    amount: int | None = None
    """What it commits in all, in whole pence; None if nobody knows."""
    commitments: Mapping[str, int] = field(default_factory=dict)
    """What each party commits, in whole pence."""
    effects: Mapping[str, int] = field(default_factory=dict)
    """What a year of it changes in each party's costs, in whole pence."""
    subject: str = ""
    """Its subject, if the schedule keeps it for the leadership team."""
    reserved: Sequence[str] = ()
    """The reserved matters that it touches."""
    is_urgent: bool = False
    """Whether it cannot wait for the next meeting."""
    approvals_by: date | None = None
    """The last day for the approvals that it needs."""
    owner: str = ""
    """Who sees it through."""
    review_on: date | None = None
    """When it is looked at again."""
    consequences: Sequence[str] = ()
    """What it leads to."""
    takes_up: str = ""
    """The decision that it takes up again."""
    binds: Sequence[tuple[str, str, str]] = ()
    """What it binds: the kind, the id of the row, and what it is called."""


LEADING_ONLY = frozenset({"settlement", "agreement", "schedule", "admission", "exclusion", "plan", "rebase", "call_off"})
"""What the leading body decides whatever it costs."""
RESERVED_ONLY = frozenset({"agreement", "admission", "exclusion"})
"""What touches a reserved matter, if the schedule reserves anything to every party."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a wording commits and touches, as far as another wording may differ in it."""

    amount: int | None
    """What it commits in all, in whole pence; None if nobody knows."""
    commitments: dict[str, int]
    """What each party commits, in whole pence."""
    effects: dict[str, int]
    """What a year of it changes in each party's costs, in whole pence."""
    reserved: list[str]
    """The reserved matters that it touches."""

    def plain(self) -> dict[str, Any]:
        """Return them as plain data."""
        return {"amount": self.amount, "commitments": self.commitments, "effects": self.effects, "reserved": self.reserved}


def terms_of(row: Decision) -> Terms:
    """Return what the current wording of a decision commits and touches."""
    return Terms(row.amount, dict(row.commitments), dict(row.effects), list(row.reserved))


def fitting_terms(row: Decision, terms: Terms) -> Terms:
    """Return what another wording of a decision commits and touches, if it fits together and what the decision binds allows it.

    Raises:
        Refused: it does not.
    """
    binds = [(one.kind, one.subject, one.label) for one in row.bindings.all()]
    asked: dict[str, Any] = {"amount": terms.amount, "commitments": terms.commitments, "reserved": terms.reserved, "binds": binds}
    found = _fitting(row.alliance, read(row.schedule), Proposal(row.title, "", row.put_to, **asked))
    return replace(terms, amount=found.amount)


def propose(*, by: Seat, proposal: Proposal, token: UUID | None = None) -> Decision:
    """Put a proposal forward; its class follows from the schedule, and with it the body that decides.

    Raises:
        Refused: the alliance has no schedule, or what is asked does not fit together.
    """
    by.require(PROPOSE)
    with writing(by.alliance):
        if token is not None and (again := Decision.objects.filter(alliance=by.alliance, form_token=token).first()) is not None:
            return again
        schedule = schedule_in_force(by.alliance)
        if schedule is None:
            raise Refused("The alliance has no governance schedule yet. The alliance manager proposes one.")
        proposal = _fitting(by.alliance, read(schedule), proposal)
        excludes = excluded_by(by.alliance, proposal.binds)
        proposal, found = _classified(read(schedule), proposal, excludes)
        made = Decision.objects.create(
            alliance=by.alliance,
            reference=_reference(by.alliance, proposal.takes_up),
            schedule=schedule,
            body=found.body,
            excludes=excludes,
            is_written=found.may_be_written,
            standing="draft",
            proposed_by=by.person,
            proposed_on=today(),
            form_token=token,
            **_fields(proposal),
        )
        Round.objects.create(decision=made, number=1, wording=proposal.wording)
        Consequence.objects.bulk_create(Consequence(decision=made, kind=kind) for kind in proposal.consequences)
        Binding.objects.bulk_create(Binding(decision=made, kind=kind, subject=of, label=label[:200]) for kind, of, label in proposal.binds)
        after = {"title": made.title, "wording": proposal.wording, "class": found.kind, "body": found.body, "reserved": proposal.reserved}
        bound = [label for _, _, label in proposal.binds]
        record_of("decision.proposed", by, made, {"after": {**after, "binds": bound, "why_this_class": " ".join(found.reasons)}})
        return made


def _matter(proposal: Proposal, excludes: str) -> Matter:
    return Matter(
        proposal.put_to,
        proposal.amount,
        dict(proposal.commitments),
        proposal.subject,
        frozenset(proposal.reserved),
        proposal.is_urgent,
        excludes,
    )


def _fitting(alliance: Alliance, schedule: GovernanceSchedule, proposal: Proposal) -> Proposal:
    """Return a proposal whose parts fit together: its money adds up, and what it binds is decided by the body that may.

    Raises:
        Refused: they do not.
    """
    money = [proposal.amount or 0, *proposal.commitments.values()]
    if min(money) < 0:
        raise Refused("Money that is committed is zero or more. What is saved is a change in yearly costs.")
    together = sum(proposal.commitments.values())
    if proposal.commitments and proposal.amount is not None and together != proposal.amount:
        raise Refused("What the parties commit does not add up to the money that it commits in all.")
    if proposal.commitments:
        proposal = replace(proposal, amount=together)
    _check_days(proposal)
    kinds = {kind for kind, _, _ in proposal.binds}
    if "exclusion" in kinds and len(proposal.binds) > 1:
        raise Refused("A decision that excludes a party binds nothing else: the party has no voice in it.")
    _check_worth(alliance, proposal)
    _check_place(alliance, proposal)
    if kinds & LEADING_ONLY:
        proposal = replace(proposal, put_to=schedule.terms.leading_body.id)
    reserved = {one.id: one.party for one in schedule.terms.reserved_matters}
    needed = [one for one, party in reserved.items() if party == EVERY_PARTY]
    if kinds & RESERVED_ONLY and needed and not set(needed) & set(proposal.reserved):
        raise Refused(f"This touches a matter reserved to every party. Tick the one that it is: {', '.join(needed)}.")
    return proposal


def _classified(schedule: GovernanceSchedule, proposal: Proposal, excludes: str) -> tuple[Proposal, Classification]:
    """Return a proposal with its class; what is delegated to a body without a quorum, which can decide nothing, goes to the leading body.

    Raises:
        Refused: it names a reserved matter that the schedule does not have.
    """
    try:
        found = classify(_matter(proposal, excludes), schedule.matter_rules())
        if next(body.quorum for body in schedule.terms.bodies if body.id == found.body) is None:
            proposal = replace(proposal, put_to=schedule.terms.leading_body.id)
            found = classify(_matter(proposal, excludes), schedule.matter_rules())
    except UnknownMatter as unknown:
        raise Refused(str(unknown)) from unknown
    return proposal, found


def _check_days(proposal: Proposal) -> None:
    """Do nothing if the days of a proposal are still to come.

    Raises:
        Refused: one has gone by.
    """
    if proposal.approvals_by is not None and proposal.approvals_by < today():
        raise Refused("The last day for the approvals has gone by. Choose a later one.")
    if proposal.review_on is not None and proposal.review_on < today():
        raise Refused("The day on which it is looked at again has gone by. Choose a later one.")


def _check_place(alliance: Alliance, proposal: Proposal) -> None:
    """Do nothing if no other proposal takes up the same decision.

    Raises:
        Refused: one does, and it is still open or in effect.
    """
    same = Decision.objects.filter(alliance=alliance, takes_up=proposal.takes_up) if proposal.takes_up else Decision.objects.none()
    other = same.exclude(standing__in=OVER).first()
    if other is not None:
        raise Refused(
            f"{other.reference} takes up {proposal.takes_up} already. Take it back first, or take up {other.reference} in its turn."
        )


def _check_worth(alliance: Alliance, proposal: Proposal) -> None:
    """Do nothing if a proposal commits as much as what it binds is worth.

    Raises:
        Refused: it commits less, or what it binds cannot be put forward any more.
    """
    for kind, subject, label in proposal.binds:
        worth = WORTH[kind](alliance, subject) if kind in WORTH else 0
        if worth is None:
            raise Refused(f"The {label.partition(':')[0]} cannot be put forward any more. Look at where it stands.")
        if worth > (proposal.amount or 0):
            raise Refused(f"It commits {money(worth, POUND)} at least: that is what the {label} is worth. Enter it as the money in all.")


def _fields(proposal: Proposal) -> dict[str, object]:
    names = (
        "title",
        "put_to",
        "why",
        "people",
        "equality",
        "amount",
        "subject",
        "is_urgent",
        "approvals_by",
        "owner",
        "review_on",
    )
    values = {name: getattr(proposal, name) for name in (*names, "takes_up")}
    return values | {
        "options": [dict(one) for one in proposal.options],
        "commitments": dict(proposal.commitments),
        "effects": dict(proposal.effects),
        "reserved": list(proposal.reserved),
    }


def _reference(alliance: Alliance, takes_up: str) -> str:
    """Return the reference of a new decision: that of one which the record deferred, or the next number."""
    live = set(Decision.objects.filter(alliance=alliance).values_list("reference", flat=True))
    recorded = dict(RecordedDecision.objects.filter(alliance=alliance).values_list("reference", "outcome"))
    if takes_up in recorded and takes_up not in live and read_outcome(recorded[takes_up]) == "deferred":
        return takes_up
    numbers = [int(tail) for one in (*live, *recorded) if (tail := one.rpartition("-")[2]).isdigit()]
    return f"DEC-{max(numbers, default=0) + 1:03d}"


def place_on_agenda(*, by: Seat, of: UUID, meeting: Meeting) -> Decision:
    """Put a decision on the agenda of a meeting of the body that decides it; it leaves the agenda it was on.

    Raises:
        Refused: it is another body's meeting, the meeting is over, or the decision no longer waits for one.
    """
    by.require("meetings.run")
    with writing(by.alliance):
        row, decision = locked_decision(by, of)
        meeting = Meeting.objects.get(pk=meeting.pk, alliance=by.alliance)
        if meeting.body != row.body:
            raise Refused(f"{row.reference} is decided by {row.body}. Put it on the agenda of a meeting of {row.body}.")
        if meeting.ended_at is not None or meeting.cancelled_on is not None or meeting.stated_quorum:
            raise Refused(f"{meeting.reference} is over. Choose a meeting that is still to come.")
        if not may("attend", decision, today()) or decision.round.opened_on is not None:
            raise Refused("Only what has not been called for agreement yet is put on an agenda.")
        there = AgendaItem.objects.filter(meeting__alliance=by.alliance, meeting__ended_at__isnull=True, kind="decision")
        there.filter(about=row.reference, notes="").delete()
        row.meeting = meeting
        row.save(update_fields=["meeting"])
        place = meeting.items.count() + 1
        AgendaItem.objects.create(meeting=meeting, place=place, kind="decision", title=row.title, about=row.reference)
        record_of("decision.tabled", by, row, {"after": {"meeting": meeting.reference}})
        return row


def answer_tests(
    *,
    by: Seat,
    of: UUID,
    principles: Mapping[str, tuple[bool, str]],
    answers: Mapping[str, str],
    result: str,
    seen: int | None = None,
    kept: str | None = None,
) -> Decision:
    """Answer the principle test and the best-for-service test of the current wording.

    Args:
        by: who writes it down.
        of: the decision.
        principles: for each principle, whether it is met, and why a strain is acceptable.
        answers: the answer to each question.
        result: `pass`, `fail`, or empty if nobody has said.
        seen: the number of the round that was on the page.
        kept: the mark of the answers that were on the page; None where that does not matter.

    Raises:
        Refused: the parties have been asked already, or somebody else has answered since.
    """
    by.require("decisions.test")
    with writing(by.alliance):
        row, decision = locked_decision(by, of, seen)
        held = {word: Held(is_met, why) for word, (is_met, why) in principles.items()}
        acts.answer_tests(decision, PrincipleTest(held), ServiceTest(dict(answers), result or None), day=today())  # type: ignore[arg-type]
        now = current(row)
        if kept is not None and kept != mark_of(now):
            raise Refused("Somebody else has answered the tests since you opened the page.")
        before = {"principles": now.principles, "answers": now.answers, "result": now.result}
        now.principles = {word: {"is_met": is_met, "why": why} for word, (is_met, why) in principles.items()}
        now.answers, now.result = dict(answers), result
        now.save(update_fields=["principles", "answers", "result"])
        after = {"principles": now.principles, "answers": now.answers, "result": now.result}
        if after == before:
            return row
        record_of("decision.tested", by, row, {"before": before, "after": after})
        return row


def mark_of(one: Round) -> str:
    """Return a mark of the answers to the tests of a round: another one as soon as any of them is another."""
    plain = json.dumps([one.principles, one.answers, one.result], sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def current(row: Decision) -> Round:
    """Return the current round of a decision."""
    found = row.rounds.order_by("number").last()
    assert found is not None, "a decision has a round"
    return found


def withdraw(*, by: Seat, of: UUID, reason: str) -> Decision:
    """Take a proposal back.

    Raises:
        Refused: it has an effect already, or has ended, or is somebody else's.
    """
    by.require("decisions.withdraw")
    with writing(by.alliance):
        row, decision = locked_decision(by, of)
        if row.proposed_by_id != by.person.pk and not by.may("meetings.run"):
            raise Refused("Whoever proposed it, the chair or the alliance manager takes it back.")
        acts.withdraw(decision, day=today())
        row.withdrawn_on, row.withdrawn_why = today(), reason
        row.save(update_fields=["withdrawn_on", "withdrawn_why"])
        record_of("decision.withdrawn", by, row, {"after": {"reason": reason}})
        return stand(row)
