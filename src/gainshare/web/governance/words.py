"""What the core's words of governance are called on screen and in minutes."""

from __future__ import annotations

from collections.abc import Mapping

from gainshare.core.governance.meeting import Absence

STANDING_WORDS: Mapping[str, str] = {
    "draft": "draft",
    "in_round": "call open",
    "inquorate": "no quorum",
    "not_agreed": "not agreed",
    "awaiting_authority": "agreed, awaiting authority",
    "awaiting_approval": "agreed, awaiting reserved approval",
    "awaiting_ratification": "agreed in writing, to be ratified",
    "adopted": "adopted",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "lapsed": "lapsed",
    "superseded": "superseded",
}
"""Where a decision stands."""
STANDING_SENTENCES: Mapping[str, str] = {
    "draft": "It is a proposal: nobody has been asked to agree yet.",
    "in_round": "The parties are asked to agree. What each says stays private until all are shown.",
    "inquorate": "It was put without a quorum, so nothing was decided.",
    "not_agreed": "Not every party agreed, so nothing was decided. It can be reworded and put again, taken up a step, or withdrawn.",
    "awaiting_authority": "Every party agreed, but it exceeds what somebody may commit. Their party has to stand behind it.",
    "awaiting_approval": "The leadership team agreed. It touches a reserved matter, so it takes effect only with the approvals below.",
    "awaiting_ratification": "Every party agreed in writing. It holds from now on, and the next meeting has to ratify it.",
    "adopted": "It is adopted: every party agreed, and whatever else it needed is there.",
    "refused": "A party's own board refused a reserved matter, so it does not take effect. It can come back as a new proposal.",
    "withdrawn": "It was taken back.",
    "lapsed": "Its time ran out before it had what it needed. It can come back as a new proposal.",
    "superseded": "A later decision stands in its place.",
}
"""Where a decision stands, in a sentence."""
CLASS_WORDS: Mapping[str, str] = {
    "alliance": "alliance decision: unanimous",
    "delegated": "delegated decision",
    "reserved": "recommendation on a reserved matter: unanimous, then approvals",
    "urgent": "urgent decision in writing, ratified by the next meeting",
}
"""What the classes of decisions are called."""
VOICE_WORDS: Mapping[str, str] = {
    "agree": "agrees",
    "agree_with_reservations": "agrees with reservations",
    "cannot_agree": "cannot agree",
    "abstain": "abstains",
    "taken_back": "has taken back what it said",
}
"""What a party says."""
MEETING_WORDS: Mapping[str, str] = {
    "planned": "planned",
    "papers_out": "papers out",
    "open": "open",
    "ended": "ended, minutes in draft",
    "minutes_agreed": "minutes agreed",
    "cancelled": "cancelled",
}
"""Where a meeting stands."""
ABSENCE_WORDS: Mapping[str, str] = {
    "nobody_authorised": "nobody has authority to commit it on this day",
    "nobody_present": "nobody of it is here",
    "not_authorised": "whoever is here for it may not commit it",
    "recused": "whoever is here for it has an interest, and somebody else has to speak for it",
}
"""Why a party is missing from a quorum."""
OUTCOME_WORDS: Mapping[str, str] = {
    "agreed": "agreed unanimously",
    "agreed_by_consensus": "agreed by consensus",
    "agreed_in_writing": "agreed in writing",
    "agreed_awaiting_approval": "agreed, awaiting a party's own approval",
    "not_agreed": "not agreed",
    "deferred": "deferred",
    "withdrawn": "withdrawn",
    "superseded": "superseded",
}
"""What the record says became of a decision."""
INTEREST_KINDS = ("financial", "non-financial professional", "non-financial personal", "indirect", "organisational")
"""The kinds of interest that the policies of public bodies tell apart."""


def missing_in_words(absence: Absence, names: Mapping[str, str]) -> str:
    """Return which party is missing from a quorum, and why."""
    return f"{names.get(absence.party, absence.party)}: {ABSENCE_WORDS[absence.reason]}"
