"""The terms of governance: bodies, seats, quorum, tests, who decides what, and escalation, as an agreement writes them.

The principles and the parties stand elsewhere in the agreement and are handed in, so that neither is written twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field, model_validator

from gainshare.core.governance.body import Authority, Body, BodyKind, Deputy, Seat
from gainshare.core.governance.decision import AbstentionRule, DecisionRules
from gainshare.core.governance.dispute import EscalationStep
from gainshare.core.governance.matters import EVERY_PARTY, Delegation, MatterRules, ReservedMatter, UrgentRule
from gainshare.core.governance.meeting import LivedExperience, QuorumRule, WhenNobodyIsLeft
from gainshare.core.governance.process_terms import AdmissionTerms, LeavingTerms
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Day, ExactNumber, Id, Term, Words

LEADING: BodyKind = "alliance_leadership_team"
"""The kind of body that decides by unanimity; an alliance has one."""
WorkingDays = Annotated[int, Field(ge=0, le=260)]
"""Working days: at most a year of them."""


class AuthorityTerms(Term):
    """`{limit: 500000, valid_until: 2027-04-01}`."""

    limit: ExactNumber | Literal["none"]
    """The most that one decision may commit, in the main unit of the currency; `none` if there is no limit."""
    valid_from: Day | None = None
    """The first day; left out if it has always held."""
    valid_until: Day | None = None
    """The first day on which it no longer holds; left out if it has no end."""

    @model_validator(mode="after")
    def _in_order(self) -> AuthorityTerms:
        _check_days(self.valid_from, self.valid_until)
        return self


class DeputyTerms(Term):
    """`{person: ..., deed: ..., valid_until: 2026-10-01}`."""

    person: Words
    """Who speaks in the member's place."""
    deed: Words
    """The deed that appoints them."""
    valid_from: Day | None = None
    """The first day of the deed."""
    valid_until: Day | None = None
    """The first day on which the deed no longer holds."""
    limit: ExactNumber | None = None
    """The most that the deed lets them commit, in the main unit of the currency; left out if it is as much as the member may."""

    @model_validator(mode="after")
    def _in_order(self) -> DeputyTerms:
        _check_days(self.valid_from, self.valid_until)
        return self


class SeatTerms(Term):
    """A place on a body."""

    id: Id
    """What attendance calls it."""
    person: Words
    """Who sits there: a name, or the post if people are named by their posts."""
    party: Id | None = None
    """The party it belongs to; left out for an independent chair or a member with lived experience."""
    has_vote: bool = False
    """Whether the party's voice is given from it."""
    authority: AuthorityTerms | None = None
    """How far the member may commit the party; left out if not at all."""
    deputy: DeputyTerms | None = None
    """Who speaks in the member's place."""
    is_owner_representative: bool = False
    """Whether it speaks for an owner when the quorum asks for one."""
    is_chair: bool = False
    """Whether its member chairs; there is no casting vote."""
    has_lived_experience: bool = False
    """Whether its member is there for their own experience of the service."""
    held_from: Day | None = None
    """The first day on which it is held."""
    held_until: Day | None = None
    """The first day on which it is no longer held."""

    @model_validator(mode="after")
    def _voices(self) -> SeatTerms:
        _check_days(self.held_from, self.held_until)
        if self.party is None and (self.has_vote or self.is_owner_representative):
            raise Fault(f"{self.id} has a voice, but belongs to no party.", "Name its party: a chair of no party has no casting vote.")
        if self.has_vote and self.authority is None:
            raise Fault(f"{self.id} has a vote, but no authority to commit its party.", "Add `authority` with its limit.")
        return self


class QuorumTerms(Term):
    """`{owner_needed: true, lived_experience: expected, when_nobody_is_left: outside}`; every party with a voice is always needed."""

    owner_needed: bool
    """Whether a representative of an owner has to be there."""
    lived_experience: LivedExperience
    """Whether a member with lived experience has to be there."""
    when_nobody_is_left: WhenNobodyIsLeft
    """What becomes of a party all of whose people have an interest in the matter."""


class BodyTerms(Term):
    """A body of the alliance."""

    id: Id
    """What meetings and decisions call it."""
    name: Words
    """What it is called."""
    kind: BodyKind
    """What sort of body it is."""
    reports_to: Id | None = None
    """The body above it."""
    seats: tuple[SeatTerms, ...] = ()
    """Its seats; their order is that in which parties are listed."""
    quorum: QuorumTerms | None = None
    """What a meeting that decides has to have; left out for a body that decides nothing."""
    papers_due_working_days: WorkingDays | None = None
    """Working days before a meeting by which its papers go out."""
    minutes_due_working_days: WorkingDays | None = None
    """Working days after a meeting by which its minutes are there."""

    @model_validator(mode="after")
    def _seats_once(self) -> BodyTerms:
        _check_once([seat.id for seat in self.seats], "seat")
        return self


class Question(Term):
    """`{id: Q1, text: ...}`."""

    id: Id
    """What answers call it."""
    text: Words
    """What is asked."""


class ReservedTerms(Term):
    """`{id: R4, party: MHT, text: ...}`."""

    id: Id
    """What proposals call it."""
    party: Id
    """The party whose approval it needs; `all` if every party's."""
    text: Words
    """What it covers."""


class DelegationTerms(Term):
    """`{body: AMT, limit: 25000}`."""

    body: Id
    """Which body."""
    limit: ExactNumber
    """The most that one decision may commit, in the main unit of the currency."""


class UrgentTerms(Term):
    """`{window_working_days: 3}`: decided in writing by every party, ratified by the next meeting."""

    window_working_days: Annotated[int, Field(ge=1, le=60)]
    """Working days in which every party has to have spoken."""


class StepTerms(Term):
    """`{holder: ALT, working_days: 20}`: a step of escalation."""

    holder: Words
    """Who has it: a body, people by their posts, or somebody from outside."""
    working_days: WorkingDays
    """Working days it may take; 0 if it has no clock."""


class GovernanceTerms(Term):
    """How the alliance decides."""

    bodies: Annotated[tuple[BodyTerms, ...], Field(min_length=1)]
    """The bodies."""
    best_for_service: tuple[Question, ...] = ()
    """The questions of the best-for-service test."""
    abstention: AbstentionRule
    """What an abstention is; silence never consents."""
    reserved_matters: tuple[ReservedTerms, ...] = ()
    """What the alliance may not decide by itself."""
    delegations: tuple[DelegationTerms, ...] = ()
    """What a body may decide without going up."""
    kept_subjects: tuple[Id, ...] = ()
    """Subjects that the leading body decides whatever they cost, such as `target` or `settlement`."""
    urgent: UrgentTerms | None = None
    """How something is decided between meetings; left out if nothing is."""
    escalation: tuple[StepTerms, ...] = ()
    """The steps that a dispute goes up, in order."""
    leaving: LeavingTerms | None = None
    """How a party leaves or is excluded; left out if the schedule says nothing of it."""
    admission: AdmissionTerms | None = None
    """How a new party is admitted; left out likewise."""

    @model_validator(mode="after")
    def _fits_together(self) -> GovernanceTerms:
        _check_once([body.id for body in self.bodies], "body")
        _check_once([one.id for one in self.reserved_matters], "reserved matter")
        _check_once([one.body for one in self.delegations], "delegation of")
        _check_once([one.id for one in self.best_for_service], "question")
        known = {body.id: body for body in self.bodies}
        leading = [body for body in self.bodies if body.kind == LEADING]
        if len(leading) != 1:
            raise Fault(f"There are {len(leading)} bodies of the kind {LEADING}.", "Give exactly one body this kind: it decides.")
        if leading[0].quorum is None:
            raise Fault(f"{leading[0].id} decides, but has no quorum.", "Add its `quorum`.")
        for one in self.delegations:
            if one.body not in known:
                raise Fault(f"{one.body}, to which something is delegated, is no body.", f"Use one of: {', '.join(known)}.")
        self._check_ways_up(known)
        return self

    def _check_ways_up(self, known: dict[str, BodyTerms]) -> None:
        for body in self.bodies:
            seen: list[str] = []
            at: BodyTerms | None = body
            while at is not None and at.reports_to is not None:
                if at.reports_to not in known:
                    raise Fault(f"{at.id} reports to {at.reports_to}, which is no body.", f"Use one of: {', '.join(known)}.")
                seen.append(at.id)
                if at.reports_to in seen:
                    raise Fault(f"{body.id} reports to itself in the end.", "Let the way up end at a body that reports to nobody.")
                at = known[at.reports_to]

    @property
    def leading_body(self) -> BodyTerms:
        """Return the body that decides by unanimity."""
        return next(body for body in self.bodies if body.kind == LEADING)

    def body(self, body: str, currency: Currency) -> Body:
        """Return a body by id, its limits in minor units.

        Raises:
            KeyError: there is none.
            Fault: a limit is no whole number of minor units.
        """
        found = {one.id: one for one in self.bodies}[body]
        seats = tuple(_seat(seat, currency) for seat in found.seats)
        return Body(found.id, found.name, found.kind, seats, found.reports_to)

    def matter_rules(self, parties: Iterable[str], currency: Currency) -> MatterRules:
        """Return who decides what, for the parties of the agreement in its order.

        Raises:
            Fault: a limit is no whole number of minor units, or a reserved matter names no party.
        """
        known = tuple(parties)
        for one in self.reserved_matters:
            if one.party != EVERY_PARTY and one.party not in known:
                raise Fault(
                    f"{one.id} is reserved to {one.party}, which is no party.", f"Use {EVERY_PARTY}, or one of: {', '.join(known)}."
                )
        return MatterRules(
            leading_body=self.leading_body.id,
            parties=known,
            reserved=tuple(ReservedMatter(one.id, one.party, one.text) for one in self.reserved_matters),
            delegations=tuple(Delegation(one.body, _minor(one.limit, currency)) for one in self.delegations),
            kept_subjects=frozenset(self.kept_subjects),
            urgent=UrgentRule(self.urgent.window_working_days) if self.urgent else None,
        )

    def decision_rules(self, body: str, *, principles: Iterable[str], parties: Iterable[str], currency: Currency) -> DecisionRules:
        """Return the rules by which a body decides.

        Raises:
            KeyError: there is no such body.
            Fault: the body decides nothing, or a limit or a reserved matter cannot be used.
        """
        quorum = {one.id: one for one in self.bodies}[body].quorum
        if quorum is None:
            raise Fault(f"{body} has no quorum, so it decides nothing.", "Put the proposal to another body.")
        return DecisionRules(
            principles=tuple(principles),
            questions=tuple(one.id for one in self.best_for_service),
            quorum=QuorumRule(quorum.owner_needed, quorum.lived_experience, quorum.when_nobody_is_left),
            abstention=self.abstention,
            matters=self.matter_rules(parties, currency),
        )

    def steps(self) -> tuple[EscalationStep, ...]:
        """Return the steps of escalation, numbered from 1."""
        return tuple(EscalationStep(number, one.holder, one.working_days) for number, one in enumerate(self.escalation, start=1))


def _seat(seat: SeatTerms, currency: Currency) -> Seat:
    authority, deputy = seat.authority, seat.deputy
    return Seat(
        id=seat.id,
        person=seat.person,
        party=seat.party,
        has_vote=seat.has_vote,
        authority=None if authority is None else _authority(authority, currency),
        deputy=None if deputy is None else _deputy(deputy, currency),
        is_owner_representative=seat.is_owner_representative,
        is_chair=seat.is_chair,
        has_lived_experience=seat.has_lived_experience,
        held_from=seat.held_from,
        held_until=seat.held_until,
    )


def _authority(terms: AuthorityTerms, currency: Currency) -> Authority:
    return Authority(_limit(terms.limit, currency), terms.valid_from, terms.valid_until)


def _deputy(terms: DeputyTerms, currency: Currency) -> Deputy:
    return Deputy(terms.person, terms.deed, terms.valid_from, terms.valid_until, _limit(terms.limit, currency))


def _limit(limit: Fraction | str | None, currency: Currency) -> int | None:
    return _minor(limit, currency) if isinstance(limit, Fraction) else None


def _minor(amount: Fraction, currency: Currency) -> int:
    minor = amount * Fraction(10**currency.places)
    if minor.denominator != 1 or minor < 0:
        raise Fault(f"{amount} is no limit in {currency.code}.", "Write an amount of 0 or more, in whole minor units.")
    return minor.numerator


def _check_days(first: Day | None, until: Day | None) -> None:
    if first is not None and until is not None and until <= first:
        raise Fault("It ends before it begins.", "Put the day of the end after that of the beginning.")


def _check_once(names: list[str], what: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Fault(f"The {what} {twice[0]} is there twice.", "Give each its own id, once.")
