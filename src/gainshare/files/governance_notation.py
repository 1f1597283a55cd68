"""The notation of governance.yaml, as alliance managers keep it beside their registers, and the terms that it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import Field

from gainshare.core.governance.body import BodyKind
from gainshare.core.governance.matters import EVERY_PARTY, DecisionClass
from gainshare.core.governance.meeting import LivedExperience
from gainshare.core.governance.process_terms import AdmissionStepTerms, AdmissionTerms, LeavingTerms
from gainshare.core.governance.terms import (
    AuthorityTerms,
    BodyTerms,
    DelegationTerms,
    GovernanceTerms,
    Question,
    QuorumTerms,
    ReservedTerms,
    SeatTerms,
    StepTerms,
    UrgentTerms,
    WorkingDays,
)
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import ExactNumber, Id, Term, Words

CLASS_NAMES: Mapping[str, DecisionClass] = {
    "alliance decision": "alliance",
    "delegated decision": "delegated",
    "recommendation on a reserved matter": "reserved",
    "urgent decision between meetings": "urgent",
}
"""What the classes of decisions are called in the file."""
KINDS_BY_ID: Mapping[str, BodyKind] = {
    "ALT": "alliance_leadership_team",
    "AMT": "alliance_management_team",
    "WIT": "wider_team",
    "POW": "package_team",
}
"""The kind of a body that names none, by how its id begins; every other is a group."""
NEEDS_BY_WORD: Mapping[str, Literal["decision", "approvals", "version"]] = {
    "recommendation": "decision",
    "approval": "approvals",
    "re-basing": "version",
    "rebasing": "version",
}
"""What a step of an admission takes, by a word in what it is called."""
HOSTED = "hosted by "
"""How the file begins the party of somebody who works for the whole alliance: they are there for no party."""


class NotedQuorum(Term):
    """What a meeting that decides has to have."""

    one_authorised_member_from_every_party: Literal[True]
    """Every party is needed; nothing else is known."""
    at_least_one_owner_representative: bool
    """Whether a representative of an owner has to be there."""
    lived_experience_member_present: LivedExperience = "not_asked"
    """Whether a member with lived experience has to be there."""


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
    authority_gbp: ExactNumber | None = None
    """The most that one decision may commit."""


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

    bodies: Annotated[tuple[NotedBody, ...], Field(min_length=1)]
    """The bodies."""
    members: tuple[NotedMember, ...]
    """Their members."""
    principles: tuple[NotedText, ...] = ()
    """What every proposal is tested against."""
    best_for_service_test: tuple[Words, ...] = ()
    """The questions of the best-for-service test."""
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


def terms_of_notation(noted: NotedGovernance) -> GovernanceTerms:
    """Return the terms that a file says.

    Where it is silent: an abstention is no consent, and a party all of whose people are recused is outside the matter.

    Raises:
        Fault: its parts do not fit together.
        ValidationError: the terms do not fit together; the messages are those of the terms.
    """
    _check_members(noted)
    _check_steps(noted)
    return GovernanceTerms(
        bodies=tuple(_body(body, noted) for body in noted.bodies),
        best_for_service=tuple(Question(id=f"Q{number}", text=text) for number, text in enumerate(noted.best_for_service_test, start=1)),
        abstention="blocks",
        reserved_matters=tuple(ReservedTerms(id=one.id, party=one.party, text=one.text) for one in noted.reserved_matters),
        delegations=tuple(_delegations(noted)),
        urgent=next(
            (UrgentTerms(window_working_days=one.window_working_days) for one in noted.decision_classes if one.window_working_days), None
        ),
        escalation=tuple(StepTerms(holder=one.who, working_days=one.working_days) for one in noted.escalation),
        leaving=noted.exclusion_and_termination,
        admission=None if noted.admission is None else _admission(noted.admission),
    )


def class_codes(noted: NotedGovernance) -> Mapping[str, DecisionClass]:
    """Return the class behind each code of decisions.csv."""
    return {one.id: CLASS_NAMES[one.name] for one in noted.decision_classes}


def parties_of_notation(noted: NotedGovernance) -> tuple[str, ...]:
    """Return the parties that have a voice, each once, in the order of the members."""
    return tuple(dict.fromkeys(one.party for one in noted.members if one.voting and one.party is not None))


def _check_members(noted: NotedGovernance) -> None:
    bodies = [body.id for body in noted.bodies]
    for member in noted.members:
        if member.body not in bodies:
            raise Fault(f"The {member.role} is a member of {member.body}, which is no body.", f"Use one of: {', '.join(bodies)}.")
    parties = parties_of_notation(noted)
    for one in noted.reserved_matters:
        if one.party not in (EVERY_PARTY, *parties):
            raise Fault(f"{one.id} is reserved to {one.party}, which has no voice.", f"Use {EVERY_PARTY}, or one of: {', '.join(parties)}.")


def _check_steps(noted: NotedGovernance) -> None:
    numbers = [one.step for one in noted.escalation]
    if numbers != list(range(1, len(numbers) + 1)):
        raise Fault("The steps of escalation are not numbered from 1 up.", "Number them 1, 2, 3 and so on, in their order.")


def _body(body: NotedBody, noted: NotedGovernance) -> BodyTerms:
    return BodyTerms(
        id=body.id,
        name=body.name,
        kind=body.kind or KINDS_BY_ID.get(body.id[:3], "group"),
        reports_to=body.reports_to,
        seats=tuple(_seat(member) for member in noted.members if member.body == body.id),
        quorum=None if body.quorum is None else _quorum(body.quorum),
        papers_due_working_days=body.papers_due_working_days_before,
        minutes_due_working_days=body.minutes_due_working_days_after,
    )


def _admission(noted: NotedAdmission) -> AdmissionTerms:
    """Return the steps of an admission, each with what it takes, as its words tell; any other is written down when it is done."""
    return AdmissionTerms(
        steps=tuple(
            AdmissionStepTerms(text=text, needs=next((need for word, need in NEEDS_BY_WORD.items() if word in text.lower()), "record"))
            for text in noted.steps
        )
    )


def _quorum(noted: NotedQuorum) -> QuorumTerms:
    return QuorumTerms(
        owner_needed=noted.at_least_one_owner_representative,
        lived_experience=noted.lived_experience_member_present,
        when_nobody_is_left="outside",
    )


def _seat(member: NotedMember) -> SeatTerms:
    party = None if member.party is None or member.party.startswith(HOSTED) else member.party
    post = "-".join(member.role.split())
    return SeatTerms(
        id=f"{member.body}-{party}-{post}" if party else f"{member.body}-{post}",
        person=person_of(member.role, party),
        party=party,
        has_vote=member.voting,
        authority=AuthorityTerms(limit=member.authority_gbp) if member.authority_gbp is not None else None,
        is_owner_representative=member.owner_representative,
        is_chair="chair" in member.role.split(),
        has_lived_experience=member.role.startswith("lived experience"),
    )


def person_of(role: str, party: str | None) -> str:
    """Return how somebody named by their role is told from others with the same role."""
    return f"{role}, {party}" if party else role


def _delegations(noted: NotedGovernance) -> Iterator[DelegationTerms]:
    for one in noted.decision_classes:
        if one.limit_gbp is not None:
            yield DelegationTerms(body=one.rule.split()[0], limit=one.limit_gbp)
