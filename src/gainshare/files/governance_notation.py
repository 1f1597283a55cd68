"""The notation of governance.yaml, as alliance managers keep it beside their registers; `governance_reading` says what it means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from gainshare.core.governance.body import BodyKind
from gainshare.core.governance.decision import AbstentionRule
from gainshare.core.governance.matters import DecisionClass
from gainshare.core.governance.meeting import LivedExperience, WhenNobodyIsLeft
from gainshare.core.governance.process_terms import LeavingTerms
from gainshare.core.governance.terms import WorkingDays
from gainshare.core.kernel.term import Day, ExactNumber, Id, Term, Words

CLASS_NAMES: Mapping[str, DecisionClass] = {
    "alliance decision": "alliance",
    "delegated decision": "delegated",
    "recommendation on a reserved matter": "reserved",
    "urgent decision between meetings": "urgent",
}
"""What the classes of decisions are called in the file."""


class NotedQuorum(Term):
    """What a meeting that decides has to have."""

    one_authorised_member_from_every_party: Literal[True]
    """Every party is needed; nothing else is known."""
    at_least_one_owner_representative: bool
    """Whether a representative of an owner has to be there."""
    lived_experience_member_present: LivedExperience = "not_asked"
    """Whether a member with lived experience has to be there."""
    party_with_nobody_left: WhenNobodyIsLeft = "outside"
    """What becomes of a party all of whose people have an interest: it is `outside` the matter, or the meeting is `inquorate` for it."""


class NotedBody(Term):
    """A body."""

    id: Id
    """What meetings call it."""
    name: Words
    """What it is called."""
    kind: BodyKind | None = None
    """What sort of body it is; told by its id if left out."""
    reports_to: Id | None = None
    """The body above it."""
    purpose: Any = None
    """What it is for; kept as it came."""
    meets: str = ""
    """How often it meets."""
    chair: str = ""
    """Who chairs."""
    decision_rule: str = ""
    """How it decides, in words."""
    votes: str = ""
    """How votes are counted, in words."""
    quorum: NotedQuorum | None = None
    """What a meeting that decides has to have."""
    papers_due_working_days_before: WorkingDays | None = None
    """Working days before a meeting by which papers go out."""
    minutes_due_working_days_after: WorkingDays | None = None
    """Working days after a meeting by which minutes are there."""
    call_off: Any = None
    """What is checked before a package is called off; kept as it came."""


class NotedDeputy(Term):
    """`{role: deputy chief executive, deed: deed of 2 April 2026, expires: 2027-04-01}`."""

    role: Words
    """Their post."""
    deed: Words
    """The deed that appoints them."""
    begins: Day | None = None
    """The first day of the deed."""
    expires: Day | None = None
    """The first day on which the deed no longer holds."""
    limit_gbp: ExactNumber | None = None
    """The most that the deed lets them commit; as much as the member may if left out."""


class NotedMember(Term):
    """A member of a body, named by their role."""

    role: Words
    """Their post."""
    body: Id
    """Which body."""
    party: Words | None
    """Their party; `hosted by` a party if they work for the whole alliance."""
    voting: bool
    """Whether the party's voice is given from the seat."""
    owner_representative: bool = False
    """Whether they speak for an owner."""
    authority_gbp: ExactNumber | Literal["none"] | None = None
    """The most that one decision may commit; `none` if there is no limit."""
    authority_begins: Day | None = None
    """The first day of that authority."""
    authority_expires: Day | None = None
    """The first day on which it no longer holds."""
    deputy: NotedDeputy | None = None
    """Who speaks in their place."""
    begins: Day | None = None
    """The first day on which they have the seat."""
    ends: Day | None = None
    """The first day on which they no longer have it."""


class NotedText(Term):
    """`{id: P1, text: ...}`."""

    id: Id
    """What others call it."""
    text: Words
    """What it says."""


class NotedReserved(NotedText):
    """`{id: R4, party: WX-MHT, text: ...}`."""

    party: Id
    """Whose approval it needs; `all` if every party's."""


class NotedClass(Term):
    """`{id: D2, name: delegated decision, rule: AMT consensus, limit_gbp: 25000}`."""

    id: Id
    """What decisions.csv calls it."""
    name: Literal["alliance decision", "delegated decision", "recommendation on a reserved matter", "urgent decision between meetings"]
    """What it is."""
    rule: Words
    """How it is decided; of what is delegated, the first word is the body."""
    limit_gbp: ExactNumber | None = None
    """The most that is delegated."""
    window_working_days: Annotated[int, Field(ge=1, le=60)] | None = None
    """Working days in which every party has to have spoken."""
    ratified_at_next_meeting: Literal[True] | None = None
    """What is decided in writing is ratified; nothing else is known."""


class NotedStep(Term):
    """`{step: 1, who: AMT, working_days: 10}`."""

    step: Annotated[int, Field(ge=1, le=20)]
    """Its number, from 1."""
    who: Words
    """Who has it."""
    working_days: WorkingDays
    """Working days that it may take."""


class NotedAdmission(Term):
    """`{steps: [expression of interest, unanimous ALT recommendation, board approvals, TOC and share re-basing]}`."""

    steps: Annotated[tuple[Words, ...], Field(min_length=1, max_length=20)]
    """What each step is called, in order; what it takes is told by its words."""


class NotedGovernance(Term):
    """The whole file. What gainshare does not work with is kept as it came."""

    parties: tuple[Id, ...] = ()
    """Every party, if they are more or fewer than those with a seat on the leadership team."""
    bodies: Annotated[tuple[NotedBody, ...], Field(min_length=1)]
    """The bodies."""
    members: tuple[NotedMember, ...]
    """Their members."""
    principles: tuple[NotedText, ...] = ()
    """What every proposal is tested against."""
    best_for_service_test: tuple[Words, ...] = ()
    """The questions of the best-for-service test."""
    abstention: AbstentionRule = "blocks"
    """What an abstention is: it `blocks`, or it `consents`."""
    kept_subjects: tuple[Id, ...] = ()
    """Subjects that the leadership team decides whatever they cost, such as `target` or `settlement`."""
    reserved_matters: tuple[NotedReserved, ...] = ()
    """What the alliance may not decide by itself."""
    decision_classes: tuple[NotedClass, ...] = ()
    """The classes of decisions."""
    escalation: tuple[NotedStep, ...] = ()
    """The steps of a dispute."""
    exclusion_and_termination: LeavingTerms | None = None
    """How a party leaves or is excluded."""
    admission: NotedAdmission | None = None
    """How a new party is admitted."""
    transformation_activities: Any = None
    """Kept as it came."""
    data_protection: Any = None
    """Kept as it came."""


def class_codes(noted: NotedGovernance) -> Mapping[str, DecisionClass]:
    """Return the class behind each code of decisions.csv."""
    return {one.id: CLASS_NAMES[one.name] for one in noted.decision_classes}


def person_of(role: str, party: str | None) -> str:
    """Return how somebody named by their role is told from others with the same role."""
    return f"{role}, {party}" if party else role
