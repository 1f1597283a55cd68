"""The registers: risks with their scores and history, and actions, issues, ideas, commitments and lessons by one table of kinds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

HIGHEST = 5
"""Likelihood and impact are scored from 1 to 5."""


LIKELIHOODS = ("rare", "unlikely", "possible", "likely", "almost certain")
IMPACTS = ("negligible", "minor", "moderate", "major", "catastrophic")
"""What likelihood and impact from 1 to 5 are called. Source: National Patient Safety Agency, A risk matrix for risk managers (2008)."""


@dataclass(frozen=True, slots=True)
class RiskScore:
    """How likely something is, and how much it would matter."""

    likelihood: int
    """From 1 (rare) to 5 (almost certain)."""
    impact: int
    """From 1 (negligible) to 5 (catastrophic)."""

    def __post_init__(self) -> None:
        """Check that both lie in the square of five by five."""
        assert 1 <= self.likelihood <= HIGHEST, "likelihood lies from 1 to 5"
        assert 1 <= self.impact <= HIGHEST, "impact lies from 1 to 5"

    @property
    def value(self) -> int:
        """Return likelihood × impact, from 1 to 25."""
        return self.likelihood * self.impact


SCORES = tuple(sorted({likelihood * impact for likelihood in range(1, HIGHEST + 1) for impact in range(1, HIGHEST + 1)}))
"""Every score that a likelihood and an impact come to."""


@dataclass(frozen=True, slots=True)
class Rescoring:
    """A score that a risk had, and why it has another now."""

    score: RiskScore
    """The score before."""
    changed_on: date
    """The day on which it was changed."""
    reason: str
    """Why."""


@dataclass(frozen=True, slots=True)
class Risk:
    """Something that may happen: its cause, the event, and the consequence."""

    id: str
    """What the register calls it."""
    raised_on: date
    """The day on which it was raised."""
    category: str
    """What sort of risk it is, such as `finance`."""
    title: str
    """What it is called."""
    description: str
    """Cause, event and consequence."""
    score: RiskScore
    """The score now, before what is done about it takes effect."""
    residual_value: int
    """The score that is left once it has, from 1 to 25."""
    mitigation: str
    """What is done about it."""
    owner_party: str
    """The party, or the body, that looks after it."""
    owner_post: str
    """Whose post it is there."""
    review_on: date
    """The day on which it is looked at next."""
    is_closed: bool = False
    """Whether it is closed."""
    history: tuple[Rescoring, ...] = ()
    """The scores that it had, the latest last."""

    def __post_init__(self) -> None:
        """Check the residual score."""
        assert 1 <= self.residual_value <= HIGHEST * HIGHEST, "a residual score lies from 1 to 25"


class NotKept(ValueError):
    """Something may not be done with an entry of a register; the message says why."""


def rescore(risk: Risk, score: RiskScore, reason: str, *, day: date) -> Risk:
    """Return the risk with another score; the one before stays on file with the reason.

    Raises:
        NotKept: it is closed, the score is the same, there is no reason, or the day lies before the last change.
    """
    if risk.is_closed:
        raise NotKept(f"{risk.id} is closed. Open it again first.")
    if score == risk.score:
        raise NotKept(f"{risk.id} has this score already.")
    if not reason.strip():
        raise NotKept("Say why the score is another now.")
    if risk.history and day < risk.history[-1].changed_on:
        raise NotKept("The score was changed after this day already.")
    return replace(risk, score=score, history=(*risk.history, Rescoring(risk.score, day, reason)))


def is_review_due(risk: Risk, day: date) -> bool:
    """Return whether an open risk is to be looked at by a day."""
    return not risk.is_closed and risk.review_on <= day


def movement(risk: Risk) -> int | None:
    """Return by how much the score has risen (+) or fallen (−) since the one before; None if it was never another."""
    return risk.score.value - risk.history[-1].score.value if risk.history else None


def close_risk(risk: Risk, reason: str) -> Risk:
    """Return the risk closed; it stays on the register.

    Raises:
        NotKept: it is closed already, or there is no reason.
    """
    if risk.is_closed:
        raise NotKept(f"{risk.id} is closed already.")
    if not reason.strip():
        raise NotKept("Say why the risk is closed.")
    return replace(risk, is_closed=True)


def reopen_risk(risk: Risk, reason: str, *, review_on: date) -> Risk:
    """Return a closed risk open again, to be looked at on a day.

    Raises:
        NotKept: it is open, or there is no reason.
    """
    if not risk.is_closed:
        raise NotKept(f"{risk.id} is open.")
    if not reason.strip():
        raise NotKept("Say why the risk is open again.")
    return replace(risk, is_closed=False, review_on=review_on)


Grade = Literal["low", "moderate", "high", "extreme"]
"""How much a score is."""
GRADES: tuple[tuple[int, Grade], ...] = ((15, "extreme"), (8, "high"), (4, "moderate"), (1, "low"))
"""From which score each grade is. Source: National Patient Safety Agency, A risk matrix for risk managers (2008)."""


def grade(value: int) -> Grade:
    """Return how much a score is, from 1 to 25."""
    assert 1 <= value <= HIGHEST * HIGHEST, "a score lies from 1 to 25"
    return next(word for least, word in GRADES if value >= least)


ItemKind = Literal["action", "issue", "idea", "commitment", "lesson"]
"""What an entry of the common register is. `commitment`: what a party, or an owner, has said it will do."""
ItemStatus = Literal["open", "done", "dropped", "proposed", "trying", "spread", "resolved", "kept", "not_kept", "noted", "shared"]
"""Where an entry stands; which words a kind has is in `KINDS`."""


@dataclass(frozen=True, slots=True)
class KindOfItem:
    """What a kind of entry may be and become."""

    first: ItemStatus
    """Where it begins."""
    becomes: Mapping[ItemStatus, frozenset[ItemStatus]]
    """From each status, those it may become; none where it ends."""
    has_due: bool
    """Whether it has a day on which it is due."""
    has_reach: bool = False
    """Whether it counts whom it has reached."""


KINDS: Mapping[ItemKind, KindOfItem] = {
    "action": KindOfItem(
        "open",
        {"open": frozenset({"done", "dropped"}), "done": frozenset({"open"}), "dropped": frozenset()},
        has_due=True,
    ),
    "issue": KindOfItem("open", {"open": frozenset({"resolved"}), "resolved": frozenset({"open"})}, has_due=True),
    "idea": KindOfItem(
        "proposed",
        {
            "proposed": frozenset({"trying", "dropped"}),
            "trying": frozenset({"spread", "dropped"}),
            "spread": frozenset({"dropped"}),
            "dropped": frozenset({"proposed"}),
        },
        has_due=False,
        has_reach=True,
    ),
    "commitment": KindOfItem(
        "open",
        {"open": frozenset({"kept", "not_kept", "dropped"}), "kept": frozenset(), "not_kept": frozenset({"kept"}), "dropped": frozenset()},
        has_due=True,
    ),
    "lesson": KindOfItem("noted", {"noted": frozenset({"shared"}), "shared": frozenset()}, has_due=False),
}
"""Every kind of entry, with what it may become."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the common register."""

    id: str
    """What the register calls it."""
    kind: ItemKind
    """What it is."""
    raised_on: date
    """The day on which it was raised."""
    source: str
    """The meeting, decision or risk it comes from."""
    text: str
    """What it says."""
    owner_party: str
    """The party that looks after it."""
    owner_post: str
    """Whose post it is there."""
    status: ItemStatus
    """Where it stands."""
    due_on: date | None = None
    """The day on which it is due, where the kind has one."""
    closed_on: date | None = None
    """The day on which it came to its end."""
    reach: int | None = None
    """How many people or places an idea has reached."""
    was_overdue: bool = field(default=False, compare=False)
    """Whether a record kept elsewhere called it overdue; here that follows from the day."""

    def __post_init__(self) -> None:
        """Check that the entry is one its kind allows."""
        kind = KINDS[self.kind]
        assert self.status in kind.becomes, f"no {self.kind} is {self.status}"
        assert (self.due_on is not None) == kind.has_due, f"whether a day is due follows from the kind: {self.kind}"
        assert self.reach is None or (kind.has_reach and self.reach >= 0), "reach is counted for ideas, from 0 up"


def may_become(item: Item) -> frozenset[ItemStatus]:
    """Return what an entry may become from where it stands."""
    return KINDS[item.kind].becomes[item.status]


def move(item: Item, status: ItemStatus, *, day: date) -> Item:
    """Return the entry in another status; the day is kept where it comes to an end.

    Raises:
        NotKept: its kind does not go there from here.
    """
    if status not in may_become(item):
        options = ", ".join(sorted(may_become(item))) or "nothing"
        raise NotKept(f"{item.id} is {item.status} and may become {options}, not {status}.")
    return replace(item, status=status, closed_on=day if is_closed(item.kind, status) else None)


def is_closed(kind: ItemKind, status: ItemStatus) -> bool:
    """Return whether an entry of a kind has come to an end: nothing is expected of it."""
    return status in {"done", "dropped", "resolved", "kept", "not_kept", "shared"} and status in KINDS[kind].becomes


def is_overdue(item: Item, day: date) -> bool:
    """Return whether an entry is still open after the day on which it was due; on that day it is in time."""
    return item.due_on is not None and not is_closed(item.kind, item.status) and day > item.due_on
