"""A round as it was when it was shown, and what it came to in words: read by the page of the decision and by the minutes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from gainshare.core.governance import decision as core
from gainshare.core.governance.matters import Matter
from gainshare.core.governance.standing import Outcome
from gainshare.core.kernel.formats import list_in_words
from gainshare.web.governance.models import Decision, Round
from gainshare.web.governance.schedules import body_from_plain
from gainshare.web.governance.words import missing_in_words


def rounds_as_they_were(row: Decision, decision: core.Decision) -> Iterator[tuple[Round, core.Decision]]:
    """Yield each round with the decision as it stood in it: its body, who was there, and nothing of what came later."""
    for place, one in enumerate(row.rounds.all()):
        body = decision.body if one.body is None else body_from_plain(one.body)
        matter = decision.matter if one.matter is None else matter_with(decision.matter, one.matter)
        yield one, replace(decision, body=body, matter=matter, rounds=decision.rounds[: place + 1], confirmations=())


def matter_with(matter: Matter, kept: Mapping[str, Any]) -> Matter:
    """Return what a proposal was about in a round, from what the round keeps of it."""
    return replace(matter, amount_pence=kept["amount"], commitments=dict(kept["commitments"]), reserved=frozenset(kept["reserved"]))


def outcome_in_words(outcome: Outcome, names: Mapping[str, str]) -> str:
    """Return what a round came to, with who had no part in it, in sentences."""
    called = {code: names.get(code, code) for code in (*outcome.quorum.outside, *outcome.objecting, *outcome.silent, *outcome.beyond_limit)}
    outside = [called[one] for one in outcome.quorum.outside]
    verb = "was" if len(outside) == 1 else "were"
    without = (
        f" {list_in_words(outside)} {verb} outside it: everybody who may speak there has an interest in the matter." if outside else ""
    )
    if outcome.kind == "inquorate":
        missing = "; ".join(missing_in_words(one, names) for one in outcome.quorum.absent) or _who_else_is_missing(outcome)
        return f"No quorum, so nothing was decided. {missing[:1].upper()}{missing[1:]}.{without}"
    if outcome.kind == "not_agreed":
        parts = [f"{called[one]} did not agree" for one in outcome.objecting]
        parts += [f"{called[one]} said nothing" for one in outcome.silent]
        return f"Not agreed: {list_in_words(parts) or 'the tests were not passed'}.{without}"
    beyond = f", and it exceeds the authority of {list_in_words([called[one] for one in outcome.beyond_limit])}"
    every = "Every other party agreed" if outside else "Every party agreed"
    return f"{every}{beyond if outcome.beyond_limit else ''}.{without}"


def _who_else_is_missing(outcome: Outcome) -> str:
    return "nobody with lived experience was there" if outcome.quorum.has_owner else "nobody represented an owner"
