"""Where a settlement stands between the parties, and what may be done with it: worked out from what they have said and paid, never set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from gainshare.core.commercial.settlement import PAYABLE, Kind

Standing = Literal["shadow", "draft", "agreed", "paid", "restated", "withdrawn"]
"""`shadow`: computed, nothing payable. `draft`: waits for the parties. `agreed`: every party asked has approved it. `paid`: agreed, and
every transfer is made. `restated`: a later settlement of the period has been agreed in its place. `withdrawn`: taken back as a draft."""
Act = Literal["approve", "refuse", "take_back", "pay", "take_back_payment", "withdraw", "restate"]
"""What is done with a settlement. `take_back`: a party takes its approval or its refusal back."""


@dataclass(frozen=True, slots=True)
class SettlementFacts:
    """What there is to know about a settlement: the parties that are asked, what they say now, and what has been paid."""

    kind: Kind
    """What it is for."""
    asked: frozenset[str]
    """The parties that have to approve it."""
    approved: frozenset[str] = frozenset()
    """The parties that approve it now."""
    refused: frozenset[str] = frozenset()
    """The parties that refuse it now."""
    paid: int = 0
    """How many of its transfers have been made."""
    unpaid: int = 0
    """How many have not."""
    is_restated: bool = False
    """Whether a later settlement of the period has been agreed in its place."""
    is_withdrawn: bool = False
    """Whether whoever drafted it has taken it back."""


def standing_of(facts: SettlementFacts) -> Standing:
    """Return where a settlement stands."""
    if facts.is_withdrawn:
        return "withdrawn"
    if facts.kind not in PAYABLE:
        return "shadow"
    if facts.is_restated:
        return "restated"
    if not facts.asked or not facts.asked <= facts.approved:
        return "draft"
    return "paid" if facts.paid and not facts.unpaid else "agreed"


ALLOWED: Mapping[Standing, frozenset[Act]] = {
    "shadow": frozenset({"withdraw"}),
    "draft": frozenset({"approve", "refuse", "take_back", "withdraw"}),
    "agreed": frozenset({"take_back", "pay", "take_back_payment", "restate"}),
    "paid": frozenset({"take_back_payment", "restate"}),
    "restated": frozenset({"pay", "take_back_payment"}),
    "withdrawn": frozenset(),
}
"""What may be done with a settlement where it stands."""


def may(act: Act, facts: SettlementFacts) -> bool:
    """Return whether something may be done with a settlement: what is partly paid stays agreed, whatever a party thinks of it later."""
    if act == "take_back" and facts.paid:
        return False
    return act in ALLOWED[standing_of(facts)]
