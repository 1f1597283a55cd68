"""History that was decided elsewhere: it keeps the class and outcome it came with, has no voices, and can bind nobody.

What the rules make of it is worked out and shown beside what the record says; it replaces nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from gainshare.core.governance.body import Body
from gainshare.core.governance.matters import Classification, DecisionClass, Matter, MatterRules, classify
from gainshare.core.governance.meeting import Quorum, QuorumRule, presence_of_parties, quorum_of
from gainshare.core.kernel.problem import Fault

StatedOutcome = Literal[
    "agreed", "agreed_by_consensus", "agreed_in_writing", "agreed_awaiting_approval", "not_agreed", "deferred", "withdrawn", "superseded"
]
"""What a record says became of a decision."""
OUTCOMES: tuple[tuple[str, StatedOutcome], ...] = (
    ("agreed unanimously", "agreed"),
    ("agreed by written resolution", "agreed_in_writing"),
    ("agreed, awaiting", "agreed_awaiting_approval"),
    ("AMT consensus noted", "agreed_by_consensus"),
    ("consensus noted", "agreed_by_consensus"),
    ("not agreed", "not_agreed"),
    ("deferred", "deferred"),
    ("withdrawn", "withdrawn"),
    ("superseded", "superseded"),
)
"""How the words of an outcome begin, and what they mean; anything may follow."""
AGREED: frozenset[StatedOutcome] = frozenset({"agreed", "agreed_by_consensus", "agreed_in_writing", "agreed_awaiting_approval"})
"""The outcomes that say that all agreed."""
ServiceResult = Literal["pass", "fail", "pending"]
"""What a record says of the best-for-service test."""


def read_outcome(text: str) -> StatedOutcome:
    """Return what the words of a record's outcome mean, by how they begin.

    Raises:
        Fault: they begin otherwise.
    """
    for beginning, outcome in OUTCOMES:
        if text.casefold().startswith(beginning.casefold()):
            return outcome
    raise Fault("This outcome is not known.", f"Begin it with one of: {'; '.join(beginning for beginning, _ in OUTCOMES)}.")


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """A decision as a record tells it. It is no `Decision`: nothing can be done with it, and it stands in nobody's place."""

    id: str
    """What the record calls it."""
    decided_on: date
    """The day."""
    meeting: str
    """The meeting."""
    stated_class: DecisionClass
    """The class that the record gives it."""
    title: str
    """What it is about."""
    proposal: str
    """What was proposed."""
    principles: tuple[str, ...]
    """The principles it was tested against."""
    service_result: ServiceResult
    """What came of the best-for-service test."""
    votes_for: int
    """How many parties agreed; 0 if nobody was counted."""
    votes_against: int
    """How many did not."""
    abstained: int
    """How many abstained."""
    outcome: str
    """What became of it, in the record's words."""
    reserved: tuple[str, ...] = ()
    """The reserved matters that it touched."""
    linked: tuple[str, ...] = ()
    """What else it has to do with."""
    note: str = ""
    """Anything the record adds."""
    amount_pence: int | None = None
    """The money it committed, in whole minor units; None if the record does not say."""

    def __post_init__(self) -> None:
        """Check that the outcome can be read and votes are no less than none."""
        read_outcome(self.outcome)
        assert min(self.votes_for, self.votes_against, self.abstained) >= 0, "votes are counted from 0"

    @property
    def stated_outcome(self) -> StatedOutcome:
        """Return what the record says became of it."""
        return read_outcome(self.outcome)


def computed_class(record: RecordedDecision, rules: MatterRules, body: str) -> Classification:
    """Return the class that the rules give a recorded decision.

    Args:
        record: the decision.
        rules: who decides what.
        body: the body it was put to; one agreed by consensus was put to the body below, if just one has a delegation.
    """
    below = [one.body for one in rules.delegations]
    put_to = below[0] if record.stated_outcome == "agreed_by_consensus" and len(below) == 1 else body
    is_urgent = record.stated_outcome == "agreed_in_writing"
    return classify(Matter(put_to, record.amount_pence, reserved=frozenset(record.reserved), is_urgent=is_urgent), rules)


def does_count_bear_out(record: RecordedDecision, voting_parties: int) -> bool:
    """Return whether the votes that a record counts lead to the outcome that it states, if all have to agree."""
    if record.votes_for + record.votes_against + record.abstained > voting_parties:
        return False
    match record.stated_outcome:
        case "agreed" | "agreed_in_writing" | "agreed_awaiting_approval":
            return record.votes_for == voting_parties > 0 and record.votes_against == record.abstained == 0
        case "not_agreed":
            return record.votes_for < voting_parties
        case "withdrawn" | "superseded":
            return True
        case _:
            # Consensus below is only noted, and what is deferred is not voted on.
            return record.votes_for == record.votes_against == record.abstained == 0


def doubts(record: RecordedDecision, voting_parties: int, quorum: Literal["yes", "no", "planned"] | None = None) -> tuple[str, ...]:
    """Return why the outcome that a record states does not follow from what else it says, in sentences; nothing if it does.

    Args:
        record: the decision.
        voting_parties: how many parties have a voice.
        quorum: whether its meeting had a quorum; `planned` if it is still to come, None if nobody knows.
    """
    found = [] if does_count_bear_out(record, voting_parties) else ["Its votes do not bear that out."]
    if record.stated_outcome in AGREED:
        if record.service_result != "pass":
            found.append("It had not passed the best-for-service test.")
        if quorum == "no" and record.stated_outcome != "agreed_in_writing":
            found.append("Its meeting had no quorum.")
        if quorum == "planned" and record.stated_outcome != "agreed_in_writing":
            found.append("Its meeting is still to come.")
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ClassDifference:
    """A recorded decision whose class by the rules is another than the record says."""

    decision: str
    """Which decision."""
    stated: DecisionClass
    """The class of the record, which stands."""
    computed: DecisionClass
    """The class by the rules."""
    reasons: tuple[str, ...]
    """Why the rules say so."""


def class_difference(record: RecordedDecision, rules: MatterRules, body: str) -> ClassDifference | None:
    """Return how the class by the rules differs from the one a record states; None if it does not."""
    found = computed_class(record, rules, body)
    return None if found.kind == record.stated_class else ClassDifference(record.id, record.stated_class, found.kind, found.reasons)


@dataclass(frozen=True, slots=True)
class RecordedMeeting:
    """A meeting as a record tells it: which parties were there, without the people."""

    id: str
    """What the record calls it."""
    body: str
    """Which body met."""
    day: date
    """When."""
    stated: Literal["yes", "no", "planned"]
    """Whether the record says that it had a quorum; `planned` if it is still to come."""
    attending: tuple[str, ...]
    """The parties that were there; of one to come, those that are expected."""
    apologies: tuple[str, ...] = ()
    """The parties that sent apologies."""
    are_papers_on_time: bool | None = None
    """Whether the papers were in time; None if the record does not say."""


def recorded_quorum(record: RecordedMeeting, body: Body, rule: QuorumRule) -> Quorum:
    """Return whether a recorded meeting had a quorum by the rules, each party that was there taken to have sent its member."""
    # A record that names the parties alone says nothing of members with lived experience.
    asked = replace(rule, lived_experience="not_asked")
    return quorum_of(body, record.day, presence_of_parties(body, record.day, record.attending), asked)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was published about a contract."""

    id: str
    """What the record calls it."""
    regime: str
    """The rules under which it was published."""
    kind: str
    """What sort of notice it is."""
    published_on: date
    """The day."""
    reference: str
    """Its reference where it was published."""
    relates_to: str
    """The contracts it is about."""
