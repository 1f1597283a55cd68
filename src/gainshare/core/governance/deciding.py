"""Deciding, for programs: who sits where, what is proposed, what is said to it, and where it stands. Nobody sets a standing.

A decision is its facts. Each act is a function from one decision to the next, and refuses with `NotAllowed` what may not be done.
"""

from __future__ import annotations

from gainshare.core.governance.acts import (
    NotAllowed,
    answer_tests,
    approve,
    attend,
    confirm_authority,
    new_round,
    open_call,
    ratify,
    recuse,
    say,
    show,
    supersede,
    withdraw,
)
from gainshare.core.governance.body import Authority, Body, Deputy, Seat
from gainshare.core.governance.decision import Approval, Confirmation, Decision, DecisionRules, Ratification, Round, Voice
from gainshare.core.governance.matters import Classification, Matter, MatterRules, classify
from gainshare.core.governance.meeting import Presence, Quorum, QuorumRule, quorum_of
from gainshare.core.governance.proposal import Held, PrincipleTest, ServiceTest
from gainshare.core.governance.record import class_difference
from gainshare.core.governance.standing import Outcome, may, outcome_of, standing_of

__all__ = [
    "Approval",
    "Authority",
    "Body",
    "Classification",
    "Confirmation",
    "Decision",
    "DecisionRules",
    "Deputy",
    "Held",
    "Matter",
    "MatterRules",
    "NotAllowed",
    "Outcome",
    "Presence",
    "PrincipleTest",
    "Quorum",
    "QuorumRule",
    "Ratification",
    "Round",
    "Seat",
    "ServiceTest",
    "Voice",
    "answer_tests",
    "approve",
    "attend",
    "class_difference",
    "classify",
    "confirm_authority",
    "may",
    "new_round",
    "open_call",
    "outcome_of",
    "quorum_of",
    "ratify",
    "recuse",
    "say",
    "show",
    "standing_of",
    "supersede",
    "withdraw",
]
