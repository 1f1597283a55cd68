"""What class of decision a proposal is, worked out from the agreement's rules: nobody states it by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

DecisionClass = Literal["alliance", "delegated", "reserved", "urgent"]
"""`alliance`: unanimous. `delegated`: within what a body below may decide. `reserved`: a unanimous recommendation, then the approval of
each party named. `urgent`: between meetings, in writing, ratified by the next meeting."""
EVERY_PARTY = "all"
"""What a reserved matter names when it is every party's."""


@dataclass(frozen=True, slots=True)
class ReservedMatter:
    """A subject that the alliance may not decide by itself."""

    id: str
    """What proposals call it."""
    party: str
    """The party whose approval it needs; `all` if every party's."""
    text: str
    """What it covers."""


@dataclass(frozen=True, slots=True)
class Delegation:
    """What a body may decide without going up."""

    body: str
    """Which body."""
    limit_pence: int
    """The most that one decision may commit, in whole minor units; what is exactly the limit is within it."""

    def __post_init__(self) -> None:
        """Check that the limit is not below zero."""
        assert self.limit_pence >= 0, "a limit is not below zero"


@dataclass(frozen=True, slots=True)
class UrgentRule:
    """How something is decided between meetings."""

    window_working_days: int
    """Working days in which every party has to have spoken."""

    def __post_init__(self) -> None:
        """Check that there is a window."""
        assert self.window_working_days > 0, "a window has a working day"


@dataclass(frozen=True, slots=True)
class MatterRules:
    """What the agreement says about who decides what."""

    leading_body: str
    """The body that decides by unanimity."""
    parties: tuple[str, ...]
    """Every party, in the order of the agreement: whose approval `all` means."""
    reserved: tuple[ReservedMatter, ...] = ()
    """The reserved matters."""
    delegations: tuple[Delegation, ...] = ()
    """What is delegated to whom."""
    kept_subjects: frozenset[str] = frozenset()
    """Subjects that the leading body decides whatever they cost, such as `target` or `settlement`."""
    urgent: UrgentRule | None = None
    """How something is decided between meetings; None if nothing is."""

    def __post_init__(self) -> None:
        """Check that no matter and no delegation is there twice."""
        ids, bodies = [one.id for one in self.reserved], [one.body for one in self.delegations]
        assert len(ids) == len(set(ids)), "a reserved matter is listed once"
        assert len(bodies) == len(set(bodies)), "a body has one delegation"


@dataclass(frozen=True, slots=True)
class Matter:
    """What a proposal is about, as far as the rules ask."""

    body: str
    """The body it is put to."""
    amount_pence: int | None = None
    """The money it commits in all, in whole minor units; None if it commits none, or nobody knows how much."""
    commitments: Mapping[str, int] = field(default_factory=dict)
    """What each party commits, in whole minor units; a party that is not named commits the whole, unless some are named."""
    subject: str = ""
    """Its subject, if it is one that the agreement lists."""
    reserved: frozenset[str] = frozenset()
    """The reserved matters that it touches, by id."""
    is_urgent: bool = False
    """Whether it cannot wait for the next meeting."""
    excludes: str = ""
    """The party that it would exclude: the others decide, and it has neither a voice nor an approval in it."""

    def __post_init__(self) -> None:
        """Check that what the parties commit is no less than what it commits in all."""
        together = sum(self.commitments.values())
        assert not self.commitments or self.amount_pence is None or together >= self.amount_pence, "what each commits adds up to the whole"

    def commitment_of(self, party: str) -> int:
        """Return what a party would commit by it, in whole minor units."""
        return self.commitments.get(party, 0) if self.commitments else self.amount_pence or 0

    @property
    def size_pence(self) -> int | None:
        """Return the money that a limit is held against, in whole minor units: all that is committed or given up; None if nobody knows."""
        if self.amount_pence is None:
            return None
        return max(abs(self.amount_pence), sum(abs(one) for one in self.commitments.values()))


@dataclass(frozen=True, slots=True)
class Classification:
    """How a proposal is decided."""

    kind: DecisionClass
    """Its class."""
    body: str
    """The body that decides it."""
    approvals: tuple[str, ...]
    """The parties whose own approval it needs afterwards, in the order of the agreement."""
    may_be_written: bool
    """Whether it may be decided in writing, between meetings."""
    reasons: tuple[str, ...]
    """Why, in sentences."""


class UnknownMatter(ValueError):
    """A proposal names a reserved matter that the agreement does not have."""


def classify(matter: Matter, rules: MatterRules) -> Classification:
    """Return how a proposal is decided.

    A reserved matter stays one whatever it costs and however urgent it is. What cannot wait is decided in writing by every party, unless
    a body has it delegated. A proposal whose amount nobody knows is never within a delegation: unanimity is the safe side.

    Raises:
        UnknownMatter: it names a reserved matter that the agreement does not have.
    """
    known = {one.id: one for one in rules.reserved}
    if unknown := sorted(matter.reserved - set(known)):
        raise UnknownMatter(f"{unknown[0]} is not a reserved matter of the agreement.")
    written = matter.is_urgent and rules.urgent is not None
    if matter.reserved:
        touched = [one for one in rules.reserved if one.id in matter.reserved]
        reasons = tuple(f"It touches {one.id}, which is reserved to {_whom(one)}." for one in touched)
        approvers = tuple(party for party in _approvers(touched, rules) if party != matter.excludes)
        return Classification("reserved", rules.leading_body, approvers, written, reasons)
    within = _delegated(matter, rules)
    if within is not None:
        return Classification("delegated", matter.body, (), may_be_written=False, reasons=(within,))
    why = _why_not_delegated(matter, rules)
    if written:
        return Classification("urgent", rules.leading_body, (), may_be_written=True, reasons=("It cannot wait for the next meeting.", *why))
    return Classification("alliance", rules.leading_body, (), may_be_written=False, reasons=why)


def _whom(one: ReservedMatter) -> str:
    return "every party" if one.party == EVERY_PARTY else one.party


def _approvers(touched: list[ReservedMatter], rules: MatterRules) -> tuple[str, ...]:
    named = {one.party for one in touched}
    if EVERY_PARTY in named:
        return rules.parties
    return tuple(party for party in rules.parties if party in named)


def _delegated(matter: Matter, rules: MatterRules) -> str | None:
    """Return why a proposal is within the delegation of the body it is put to; None if it is not."""
    delegation = next((one for one in rules.delegations if one.body == matter.body), None)
    size = matter.size_pence
    if delegation is None or size is None or matter.excludes or matter.subject in rules.kept_subjects:
        return None
    return f"It is within what {matter.body} may decide." if size <= delegation.limit_pence else None


def _why_not_delegated(matter: Matter, rules: MatterRules) -> tuple[str, ...]:
    if matter.excludes:
        return (f"{rules.leading_body} decides on the exclusion of a party.",)
    if matter.subject in rules.kept_subjects:
        return (f"{rules.leading_body} decides every {matter.subject}.",)
    if not any(one.body == matter.body for one in rules.delegations):
        return (f"Nothing is delegated to {matter.body}.",)
    if matter.amount_pence is None:
        return ("It names no amount, so no delegation covers it.",)
    return (f"It is more than {matter.body} may decide.",)
