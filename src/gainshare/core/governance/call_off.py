"""Calling services off under a package of works: described, checked against procurement law, then decided by the leadership team."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gainshare.core.governance.standing import BINDING, Standing
from gainshare.core.kernel.problem import Fault

CallOffStanding = Literal["to_check", "no_go", "ready", "put_forward", "called_off", "withdrawn"]
"""`to_check`: nobody has checked it as it is described now. `no_go`: the check says that it may not be called off like this. `ready`: the
check says go, and no decision is under way. `put_forward`: the leadership team has it. `called_off`: the decision is in effect."""
CallOffAct = Literal["change", "check", "put_forward", "withdraw"]
"""What is done with a call-off; whether it is called off is for the decision to say, and follows from it."""
Finding = Literal["go", "no_go"]
"""What a check comes to."""

LEGAL_BASES: Mapping[str, str] = {
    "psr_direct_award_a": "Provider Selection Regime: direct award process A",
    "psr_direct_award_b": "Provider Selection Regime: direct award process B",
    "psr_direct_award_c": "Provider Selection Regime: direct award process C",
    "psr_most_suitable": "Provider Selection Regime: most suitable provider process",
    "psr_competitive": "Provider Selection Regime: competitive process",
    "psr_framework": "Provider Selection Regime: contract under a framework agreement",
    "psr_modification": "Provider Selection Regime: modification of a contract",
    "pa23": "Procurement Act 2023",
    "pcr2015": "Public Contracts Regulations 2015, for a procurement begun before 24 February 2025",
    "exempt": "Outside procurement law: the note says why",
    "other": "Another law: the note says which",
}
"""What a call-off may rest on, in words."""

ALLOWED: Mapping[CallOffStanding, frozenset[CallOffAct]] = {
    "to_check": frozenset({"change", "check", "withdraw"}),
    "no_go": frozenset({"change", "check", "withdraw"}),
    "ready": frozenset({"change", "check", "put_forward", "withdraw"}),
    "put_forward": frozenset(),
    "called_off": frozenset(),
    "withdrawn": frozenset(),
}
"""What may be done where a call-off stands. While the leadership team has it nothing moves: the decision is withdrawn first."""
_WHY_NOT: Mapping[CallOffStanding, tuple[str, str]] = {
    "to_check": ("It has not been checked as it is described now.", "Have it checked against procurement law first."),
    "no_go": ("The check says no go.", "Change what is called off, or how, and have it checked again."),
    "ready": ("It is ready.", "Put it to the leadership team."),
    "put_forward": ("The leadership team has it.", "Withdraw the decision first, or wait for it."),
    "called_off": ("It is called off already.", "Describe a further call-off."),
    "withdrawn": ("It is withdrawn.", "Describe a new call-off."),
}


@dataclass(frozen=True, slots=True)
class ProcurementCheck:
    """What somebody found who looked at a call-off against procurement law."""

    version: int
    """Which description of the call-off was looked at."""
    legal_basis: str
    """What it rests on: a key of `LEGAL_BASES`."""
    finding: Finding
    """What it comes to."""
    note: str
    """Why: the rule, the evidence, the conditions."""
    checked_by: str
    """Who checked."""
    checked_on: date
    """When."""

    def __post_init__(self) -> None:
        """Check that the basis is one that there is, and that a reason is given."""
        assert self.legal_basis in LEGAL_BASES, "a legal basis is one of the list"
        assert self.note, "a check gives its reason"


@dataclass(frozen=True, slots=True)
class CallOff:
    """A service that is to be called off under a package of works."""

    version: int
    """How often it has been described: from 1 up, by one with each change."""
    described_by: frozenset[str]
    """Everybody who has described it."""
    value_pence: int
    """What it is worth over its whole term, in whole minor units."""
    checks: tuple[ProcurementCheck, ...] = ()
    """The checks, the newest last."""
    decisions: tuple[Standing, ...] = ()
    """Where the decisions stand that are about it."""
    is_withdrawn: bool = False
    """Whether it was taken back."""

    def __post_init__(self) -> None:
        """Check that money and versions make sense."""
        assert self.value_pence > 0, "what is called off is worth something"
        assert self.version > 0, "versions are counted from 1"
        assert self.described_by, "somebody described it"


def check_in_force(call_off: CallOff) -> ProcurementCheck | None:
    """Return the newest check of a call-off as it is described now; None if there is none."""
    return next((one for one in reversed(call_off.checks) if one.version == call_off.version), None)


def call_off_standing(call_off: CallOff) -> CallOffStanding:
    """Return where a call-off stands; it follows from its check and from the decisions about it."""
    if any(one in BINDING for one in call_off.decisions):
        return "called_off"
    if call_off.is_withdrawn:
        return "withdrawn"
    if any(one not in _OVER for one in call_off.decisions):
        return "put_forward"
    check = check_in_force(call_off)
    if check is None:
        return "to_check"
    return "ready" if check.finding == "go" else "no_go"


_OVER: frozenset[Standing] = frozenset({"refused", "withdrawn", "lapsed", "superseded"})
"""Where a decision is over without effect: what it was about may be put forward anew."""


def require(call_off: CallOff, act: CallOffAct) -> None:
    """Do nothing if something may be done with a call-off.

    Raises:
        Fault: it may not; the message says why and what to do.
    """
    standing = call_off_standing(call_off)
    if act not in ALLOWED[standing]:
        raise Fault(*_WHY_NOT[standing])


def require_checker(call_off: CallOff, person: str) -> None:
    """Do nothing if somebody may check a call-off: whoever described it does not check it.

    Raises:
        Fault: they described it.
    """
    if person in call_off.described_by:
        raise Fault("You described this call-off.", "Somebody else checks it.")
