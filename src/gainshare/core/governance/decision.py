"""A decision as facts: its wordings, what was said to each, and what came after. Where it stands follows from them alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gainshare.core.governance.body import Body
from gainshare.core.governance.matters import Classification, Matter, MatterRules, classify
from gainshare.core.governance.meeting import Presence, QuorumRule
from gainshare.core.governance.proposal import PrincipleTest, ServiceTest

Word = Literal["agree", "agree_with_reservations", "cannot_agree", "abstain", "taken_back"]
"""What a party says. `taken_back`: it has taken back what it said, and has said nothing."""
AbstentionRule = Literal["blocks", "consents"]
"""What an abstention is: no consent, or consent because the agreement says so. Silence never consents."""


@dataclass(frozen=True, slots=True)
class DecisionRules:
    """What the agreement says about deciding."""

    principles: tuple[str, ...]
    """The ids of the principles that every proposal is tested against."""
    questions: tuple[str, ...]
    """The ids of the questions of the best-for-service test."""
    quorum: QuorumRule
    """What a meeting that decides has to have."""
    abstention: AbstentionRule
    """What an abstention is."""
    matters: MatterRules
    """Who decides what."""


@dataclass(frozen=True, slots=True)
class Voice:
    """What a party says in a round, and who says it."""

    party: str
    """Which party."""
    person: str
    """Who speaks for it."""
    word: Word
    """What it says."""
    given_on: date
    """The day."""
    reason: str = ""
    """Its reservation, or why it cannot agree."""
    would_change: str = ""
    """What would have to change for it to agree."""

    def __post_init__(self) -> None:
        """Check that a reservation is told, and that whoever cannot agree says why and what would change it."""
        assert self.reason.strip() or self.word not in {"agree_with_reservations", "cannot_agree"}, "a reservation and a no have a reason"
        assert self.would_change.strip() or self.word != "cannot_agree", "whoever cannot agree says what would change it"


@dataclass(frozen=True, slots=True)
class Round:
    """One wording of a proposal and what the parties said to it."""

    wording: str
    """What is proposed."""
    principle_test: PrincipleTest = PrincipleTest()
    """The wording against the principles."""
    service_test: ServiceTest = ServiceTest()
    """Whether the wording is best for the service."""
    opened_on: date | None = None
    """The day on which the parties were asked to agree; None until then."""
    closes_on: date | None = None
    """The last day on which a party can speak, if it is decided in writing."""
    present: frozenset[Presence] = frozenset()
    """Who is at the meeting for this matter; for what is decided in writing nobody has to be."""
    recused: frozenset[str] = frozenset()
    """The people who take no part in this matter."""
    said: tuple[Voice, ...] = ()
    """Everything that was said, in order; of each party the last counts."""
    shown_on: date | None = None
    """The day on which what all had said was shown; from then on nothing in the round changes."""

    def __post_init__(self) -> None:
        """Check that a round is shown after it was opened."""
        assert self.opened_on is not None or (self.shown_on is None and not self.said), "a round is opened before anybody speaks"

    def current(self) -> Mapping[str, Voice]:
        """Return what each party says now; a party that has taken its word back is not there."""
        last = {voice.party: voice for voice in self.said}
        return {party: voice for party, voice in last.items() if voice.word != "taken_back"}


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A party confirms what its member agreed to beyond their limit."""

    party: str
    """Which party."""
    by: str
    """Who confirms for it: its board, or an officer who may commit so much."""
    given_on: date
    """The day."""


@dataclass(frozen=True, slots=True)
class Approval:
    """A party's own approval of a reserved matter, or its refusal."""

    party: str
    """Which party."""
    is_approved: bool
    """Whether it approves."""
    by: str
    """Who decided for it, such as its board."""
    given_on: date
    """The day."""
    reason: str = ""
    """Why; needed for a refusal."""

    def __post_init__(self) -> None:
        """Check that a refusal has its reason."""
        assert self.is_approved or self.reason.strip(), "a refusal has a reason"


@dataclass(frozen=True, slots=True)
class Ratification:
    """What the next meeting made of a decision taken in writing."""

    meeting: str
    """Which meeting, with a quorum."""
    given_on: date
    """The day."""
    is_ratified: bool
    """Whether it stands."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A proposal put to a body, with all that became of it."""

    id: str
    """What the register calls it."""
    title: str
    """What it is about."""
    body: Body
    """The body that decides it."""
    rules: DecisionRules
    """The rules it is decided by: those in force when it was proposed."""
    matter: Matter
    """What the rules ask about it: its class follows from this."""
    rounds: tuple[Round, ...]
    """Its rounds, the current one last; each keeps its wording and what was said."""
    is_written: bool = False
    """Whether it is decided in writing, between meetings."""
    confirmations: tuple[Confirmation, ...] = ()
    """What was confirmed beyond a member's limit in the current round."""
    approvals: tuple[Approval, ...] = ()
    """What the parties named by reserved matters have said of the current round."""
    approvals_by: date | None = None
    """The last day for those approvals; None if there is none."""
    ratification: Ratification | None = None
    """What the next meeting made of it, if it was decided in writing."""
    withdrawn_on: date | None = None
    """The day on which whoever proposed it took it back."""
    superseded_by: str | None = None
    """The later decision that stands in its place."""

    def __post_init__(self) -> None:
        """Check that there is a round, and that the body is the one the class asks for."""
        assert self.rounds, "a decision has a wording"
        assert self.body.id == self.classification.body, "a decision is put to the body that its class asks for"
        assert not self.is_written or self.classification.may_be_written, "only what is urgent is decided in writing"

    @property
    def deciding_body(self) -> Body:
        """Return the body with the seats of those that decide: all but those of a party that the decision would exclude."""
        return self.body.without(self.matter.excludes)

    @property
    def classification(self) -> Classification:
        """Return its class, worked out from what it is about."""
        return classify(self.matter, self.rules.matters)

    @property
    def round(self) -> Round:
        """Return the current round."""
        return self.rounds[-1]
