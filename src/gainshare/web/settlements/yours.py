"""What a settlement means for one party: in short on the statement of the alliance, and as a statement of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from gainshare.core.kernel import formats
from gainshare.web.alliances.access import Seat
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
    """What it pays or receives, and from whom."""
    why: Sequence[str]
    """How it comes about, sentence by sentence."""


def yours_of(seat: Seat, mine: Held, transfers: Sequence[Transfer]) -> list[Yours]:
    """Return what a settlement means for each party that somebody acts for."""
    hidden = frozenset[str]() if seat.may("measures.see_small") else small_measures(mine.assessment)
    explanation, currency = replace(mine.assessment.explanation, hidden=hidden), mine.assessment.settlement.currency
    found = []
    for party in seat.parties:
        if party.code not in sharing(mine):
            continue
        pays = [f"Pays {formats.money(one.amount, currency)} to {one.payee}." for one in transfers if one.payer_id == party.pk]
        pays += [f"Receives {formats.money(one.amount, currency)} from {one.payer}." for one in transfers if one.payee_id == party.pk]
        answer, *why = explanation.sentences(party.code)
        _, _, answer = answer.partition(": ")  # the period and the day stand above
        found.append(Yours(str(party), answer, pays or ["Nothing is to be paid by it or to it."], why))
    return found


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
