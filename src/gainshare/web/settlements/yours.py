"""What a settlement means for one party: in short on the statement of the alliance, and as a statement of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from gainshare.core.explain.explanation import Explanation
from gainshare.core.explain.narrate import sentence
from gainshare.core.kernel import formats
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.settlements.held import Held, small_measures
from gainshare.web.settlements.models import Settlement, Transfer
from gainshare.web.settlements.pages import address
from gainshare.web.shared.tables import Link


@dataclass(frozen=True, slots=True)
class Yours:
    """What a settlement means for a party of whoever looks."""

    party: str
    """The party."""
    answer: str
    """What it has, in a sentence."""
    pays: Sequence[str]
    """What it pays or receives in all, from whom, and how that goes with its share."""
    short: Sequence[str]
    """The few steps that it comes down to."""
    why: Sequence[str]
    """How it comes about, sentence by sentence."""


def yours_of(seat: Seat, mine: Held, transfers: Sequence[Transfer]) -> list[Yours]:
    """Return what a settlement means for each party that somebody acts for."""
    hidden = frozenset[str]() if seat.may("measures.see_small") else small_measures(mine.assessment)
    explanation = replace(mine.assessment.explanation, hidden=hidden)
    found = []
    for party in seat.parties:
        if party.code not in sharing(mine):
            continue
        answer, *why = explanation.sentences(party.code)
        _, _, answer = answer.partition(": ")  # the period and the day stand above
        found.append(Yours(str(party), answer, _pays(party, mine, transfers), _short(party.code, explanation), why))
    return found


def _pays(party: Party, mine: Held, transfers: Sequence[Transfer]) -> list[str]:
    """Return what a party pays or receives in all, and to or from whom; for an owner, how that goes with its share."""
    currency = mine.assessment.settlement.currency
    out = [one for one in transfers if one.payer_id == party.pk]
    into = [one for one in transfers if one.payee_id == party.pk]
    if not out and not into:
        return ["Nothing is to be paid by it or to it."]
    verb, way, made = ("pays", "to", out) if out else ("receives", "from", into)
    total = sum(one.amount for one in made)
    others = [(formats.money(one.amount, currency), one.payee if out else one.payer) for one in made]
    each = formats.list_in_words([f"{amount} {way} {other}" for amount, other in others])
    whole = formats.money(total, currency)
    said = f"{party} {verb} {whole} in all: {each}." if len(made) > 1 else f"{party} {verb} {whole} {way} {others[0][1]}."
    return [said, *_bridge(party, mine, -total if out else total)]


def _bridge(party: Party, mine: Held, net: int) -> list[str]:
    """Return how an owner's payment goes with its share, where owners reimburse cost as it is incurred; nothing for others."""
    settlement = mine.assessment.settlement
    shares = [share for share in settlement.shares if share.party == party.code]
    if settlement.payment_basis != "actual_cost" or {share.role for share in shares} != {"owner"} or settlement.payments == ():
        return []
    if net != settlement.net_payment(party.code).entitlement:
        return []  # a restatement moves a difference alone
    share, currency = sum(one.total for one in shares), settlement.currency
    kept = share - net
    spent, paid, left = (formats.money(abs(amount), currency) for amount in (kept, net, share))
    first = f"It has kept {spent} already, by reimbursing less" if kept >= 0 else f"It has spent {spent} already, by reimbursing more"
    moves = f"it {'is paid' if net > 0 else 'pays'} {paid}"
    end = f"is left better off by {left}" if share >= 0 else f"bears {left}"
    return [f"{first} than the target; of that {moves}, and {end}."]


def _short(party: str, explanation: Explanation) -> list[str]:
    """Return the few steps that a party's figures come down to: the variance, what its side has of it, and its own part of that."""
    wanted = []
    for step in explanation.steps:
        name = step.name.partition(": ")[2] if step.name.startswith("part ") else step.name
        own = name.startswith("party.") and step.about[0] == party
        sides = {one.side for one in explanation.settlement.shares if one.party == party}
        of_side = any(name == f"round.{component}.{side}" for component in ("cost", "performance") for side in sides)
        if step.result and (own or of_side or name.endswith("pool.released") or step.rule == "variance"):
            wanted.append(sentence(step, explanation.words))
    return wanted


def sharing(mine: Held) -> dict[str, str]:
    """Return the parties that share in a settlement: the name of each by its id."""
    return {share.party: share.name for share in mine.assessment.settlement.shares}


def statements_of(seat: Seat, one: Settlement, mine: Held, shown: str) -> list[Link]:
    """Return the alliance's statement and that of each party; the one that is shown has no address."""
    here = address("settlement", seat, one)
    found = [Link("The alliance", here if shown else "")]
    for party, name in sharing(mine).items():
        found.append(Link(name, "" if party == shown else f"{here}?{urlencode({'party': party})}", ": its own statement"))
    return found
