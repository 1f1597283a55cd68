"""Where a decision stands, what its round comes to, and what may be done with it: worked out from the facts, and nobody can set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from gainshare.core.governance.body import Authorised, authorised_people
from gainshare.core.governance.decision import AbstentionRule, Decision, DecisionRules, Round, Voice, Word
from gainshare.core.governance.meeting import Presence, Quorum, quorum_of

Standing = Literal[
    "draft",
    "in_round",
    "inquorate",
    "not_agreed",
    "awaiting_authority",
    "awaiting_approval",
    "awaiting_ratification",
    "adopted",
    "refused",
    "withdrawn",
    "lapsed",
    "superseded",
]
"""`in_round`: the call for agreement is open. `inquorate`: it was shown without a quorum, so nothing was decided. `awaiting_authority`: all
agree, but it exceeds what somebody may commit. `awaiting_approval`: agreed, and a reserved matter needs a party's own approval.
`awaiting_ratification`: agreed in writing and in effect, the next meeting has to ratify it. `lapsed`: its time ran out, or it was not
ratified. `superseded`: a later decision stands in its place."""
Act = Literal[
    "test",
    "open_call",
    "attend",
    "recuse",
    "say",
    "show",
    "new_round",
    "escalate",
    "confirm_authority",
    "approve",
    "ratify",
    "withdraw",
    "supersede",
]
"""What is done with a decision. `say`: a party says, changes or takes back its word. `show`: what all have said is shown at once.
`approve`: a party named by a reserved matter approves or refuses."""

ALLOWED: Mapping[Standing, frozenset[Act]] = {
    "draft": frozenset({"test", "attend", "recuse", "open_call", "withdraw"}),
    "in_round": frozenset({"attend", "recuse", "say", "show", "withdraw"}),
    "inquorate": frozenset({"new_round", "escalate", "withdraw"}),
    "not_agreed": frozenset({"new_round", "escalate", "withdraw", "supersede"}),
    "awaiting_authority": frozenset({"confirm_authority", "new_round", "withdraw"}),
    "awaiting_approval": frozenset({"approve", "new_round", "withdraw"}),
    "awaiting_ratification": frozenset({"ratify"}),
    "adopted": frozenset({"supersede"}),
    "refused": frozenset(),
    "withdrawn": frozenset(),
    "lapsed": frozenset({"approve"}),
    "superseded": frozenset(),
}
"""What may be done with a decision where it stands. What was refused, withdrawn or has lapsed comes back as a decision of its own; only
an approval that was given in time can still be written down after its last day."""
BINDING: frozenset[Standing] = frozenset({"adopted", "awaiting_ratification"})
"""Where a decision has effect."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a round comes to."""

    kind: Literal["inquorate", "not_agreed", "awaiting_authority", "agreed"]
    """In one word."""
    quorum: Quorum
    """Whether the body could decide."""
    counted: Mapping[str, Voice] = field(default_factory=dict)
    """What each party says that counts, given by somebody who may speak for it."""
    silent: tuple[str, ...] = ()
    """The parties that have to agree and have said nothing that counts."""
    objecting: tuple[str, ...] = ()
    """The parties that have spoken and do not consent."""
    beyond_limit: tuple[str, ...] = ()
    """The parties whose speaker may not commit so much, and which have not confirmed it."""
    is_tested: bool = True
    """Whether the wording passed both tests."""


def outcome_of(decision: Decision, day: date) -> Outcome:
    """Return what the current round comes to, as of a day: what everybody has said, once shown, or what it would be if shown now.

    A word counts if it was given by somebody who may speak for the party on the day, has no interest in the matter and is there (or, in
    writing, spoke within the window). A party all of whose people are recused is outside, if the rules say so. Every other party with a
    voice has to consent.
    """
    now, rules = decision.round, decision.rules
    day = now.shown_on or day
    # Only those with a voice are asked in writing.
    rule = replace(rules.quorum, lived_experience="not_asked") if decision.is_written else rules.quorum
    quorum = quorum_of(decision.deciding_body, day, _there(decision, day), rule, recused=now.recused)
    asked = [party for party in decision.deciding_body.voting_parties(day) if party not in quorum.outside]
    speakers = {party: _speaker(decision, party, quorum) for party in asked}
    counted = {party: now.current()[party] for party, speaker in speakers.items() if speaker is not None}
    silent = tuple(party for party in asked if party not in counted)
    objecting = tuple(party for party, voice in counted.items() if not is_consent(voice.word, rules.abstention))
    beyond = _beyond_limit(decision, speakers)
    is_tested = are_tests_passed(now, rules)
    kind: Literal["inquorate", "not_agreed", "awaiting_authority", "agreed"] = "agreed"
    if not quorum.is_held:
        kind = "inquorate"
    elif silent or objecting or not is_tested:
        kind = "not_agreed"
    elif beyond:
        kind = "awaiting_authority"
    return Outcome(kind, quorum, counted, silent, objecting, beyond, is_tested)


def is_consent(word: Word, abstention: AbstentionRule) -> bool:
    """Return whether a word is consent."""
    return word in {"agree", "agree_with_reservations"} or (word == "abstain" and abstention == "consents")


def are_tests_passed(one: Round, rules: DecisionRules) -> bool:
    """Return whether a wording has passed both tests."""
    return one.principle_test.is_passed(rules.principles) and one.service_test.is_passed(rules.questions)


def _there(decision: Decision, day: date) -> frozenset[Presence]:
    """Return who is there; in writing, whoever has spoken within the window."""
    now = decision.round
    if not decision.is_written:
        return now.present
    spoke = {voice.person for voice in now.current().values() if now.closes_on is None or voice.given_on <= now.closes_on}
    people = [one for party in decision.deciding_body.voting_parties(day) for one in authorised_people(decision.deciding_body, party, day)]
    return frozenset(Presence(one.seat.id, one.person) for one in people if one.person in spoke)


def _speaker(decision: Decision, party: str, quorum: Quorum) -> Authorised | None:
    """Return who gave a party's word, if they may speak for it and are there; None if it has no word that counts."""
    voice = decision.round.current().get(party)
    if voice is None:
        return None
    found = [one for one in quorum.represented.get(party, ()) if one.person == voice.person]
    # Somebody with two seats has the wider of the two limits.
    return max(found, key=lambda one: (one.limit_pence is None, one.limit_pence or 0), default=None)


def _beyond_limit(decision: Decision, speakers: Mapping[str, Authorised | None]) -> tuple[str, ...]:
    confirmed = {one.party for one in decision.confirmations}
    return tuple(
        party
        for party, one in speakers.items()
        if one is not None
        and one.limit_pence is not None
        and decision.matter.commitment_of(party) > one.limit_pence
        and party not in confirmed
    )


def standing_of(decision: Decision, day: date) -> Standing:
    """Return where a decision stands on a day; the day matters only for what lapses."""
    now = decision.round
    if decision.withdrawn_on is not None:
        return "withdrawn"
    if decision.superseded_by is not None:
        return "superseded"
    if now.opened_on is None:
        return "draft"
    if now.shown_on is None:
        return "lapsed" if _has_run_out(decision, day) else "in_round"
    outcome = outcome_of(decision, now.shown_on)
    return _after_agreement(decision, day) if outcome.kind == "agreed" else outcome.kind


def _has_run_out(decision: Decision, day: date) -> bool:
    """Return whether the window of what is decided in writing has closed before every party had spoken."""
    closes_on = decision.round.closes_on
    return closes_on is not None and day > closes_on and bool(outcome_of(decision, closes_on).silent)


def _after_agreement(decision: Decision, day: date) -> Standing:
    """Return where a decision stands that the body has agreed."""
    needed = decision.classification.approvals
    last = {approval.party: approval for approval in decision.approvals}
    said = {party: last[party].is_approved for party in needed if party in last}
    if not all(said.values()):
        return "refused"
    if len(said) < len(needed):
        return "lapsed" if decision.approvals_by is not None and day > decision.approvals_by else "awaiting_approval"
    if not decision.is_written:
        return "adopted"
    if decision.ratification is None:
        return "awaiting_ratification"
    return "adopted" if decision.ratification.is_ratified else "lapsed"


def may_be_in_time(decision: Decision) -> bool:
    """Return whether a decision lapsed for want of approvals alone: one that was given in time can still be written down."""
    is_agreed = decision.round.shown_on is not None and outcome_of(decision, decision.round.shown_on).kind == "agreed"
    return is_agreed and decision.ratification is None and bool(approvals_outstanding(decision))


def may(act: Act, decision: Decision, day: date) -> bool:
    """Return whether something may be done with a decision on a day."""
    return act in ALLOWED[standing_of(decision, day)]


def approvals_outstanding(decision: Decision) -> tuple[str, ...]:
    """Return the parties whose approval is needed and has not come, in the order of the agreement."""
    given = {approval.party for approval in decision.approvals}
    return tuple(party for party in decision.classification.approvals if party not in given)


def voices_seen_by(decision: Decision, party: str | None) -> Mapping[str, Voice]:
    """Return what a party may see of what is said: its own word until all are shown, everybody's from then on."""
    current = decision.round.current()
    if decision.round.shown_on is not None:
        return current
    return {one: voice for one, voice in current.items() if one == party}
