"""What a proposal would do to each party's gain or pain: the year settled at its forecast without it, and with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import timezone

from gainshare.core.agreement.outlook import outlook_of
from gainshare.core.kernel.formats import money
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Invalid
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.costs.book import agreement_of, book_of, registers_of
from gainshare.web.costs.effect import outlook_at
from gainshare.web.costs.months import month_to_close
from gainshare.web.shared.tables import Row


@dataclass(frozen=True, slots=True)
class EffectOfProposal:
    """What a proposal means in money, party by party."""

    table: Sequence[Row]
    """Each party with what changes in its costs and in its gain or pain; all together last."""
    note: str
    """By what it was worked out, or why it was not."""


def effect_of(alliance: Alliance, effects: Mapping[str, int]) -> EffectOfProposal | None:
    """Return what changed costs mean for each party; None if no cost changes.

    Args:
        alliance: the alliance.
        effects: what a year of the proposal changes in each party's costs, in whole pence; more cost is above zero.
    """
    if not any(effects.values()):
        return None
    agreement = agreement_of(alliance)
    currency = agreement.terms.currency
    parties = list(Party.objects.filter(alliance=alliance).select_related("organisation"))
    month = month_to_close(agreement, timezone.localdate())
    shares: dict[str, int] = {}
    note = "Gain and pain are worked out for this year at its forecast and at the scores so far. Indicative: nothing is payable by it."
    book = book_of(alliance, agreement, registers_of(alliance, agreement))
    try:
        before = outlook_at(book, month)
        changed = before.forecast + sum(effects.values())
        after = outlook_of(book.agreement, book.ledger, book.observations, (), month, as_of=None, outturn=changed)
        shares = {party.code: after.share_of(party.code) - before.share_of(party.code) for party in parties}
    except Invalid as invalid:
        note = f"What it does to gain and pain cannot be told yet: {invalid.problems[0].message}"
    rows = [_row(str(party), effects.get(party.code, 0), shares.get(party.code), currency) for party in parties]
    total = sum(shares.values()) if shares else None
    last = _row("All together", sum(effects.values()), total, currency)
    return EffectOfProposal([*rows, Row(last.cells, is_total=True)], note)


def _row(party: str, cost: int, share: int | None, currency: Currency) -> Row:
    return Row((party, money(cost, currency), "Not known" if share is None else money(share, currency)))
