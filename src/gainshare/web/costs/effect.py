"""What a draft would do to the alliance and to the party's own share: the core's preview, asked of rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.outlook import Outlook, outlook_of
from gainshare.core.agreement.preview import Effect, RestatementEffect, effect_beside, restatement_effect
from gainshare.core.kernel.formats import favourable, list_in_words, money
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Invalid
from gainshare.core.openbook.entry import Submission
from gainshare.core.openbook.returns import entries_of
from gainshare.web.costs.book import Book, Same, book_of
from gainshare.web.costs.checking import core_return
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import Return
from gainshare.web.shared.tables import Row

SIDES = {"nop": "a non-owner participant", "owner": "an owner", "owners": "an owner", "provider": "a provider"}
"""What somebody is on a side of a regime, by what agreements commonly call the side."""


@dataclass(frozen=True, slots=True)
class EffectShown:
    """The effect of a draft as the page shows it."""

    rows: Sequence[Row]
    """What is compared, without the return and with it."""
    sentence: str
    """The same in a sentence."""
    notes: Sequence[str]
    """What to know about it."""


def effect_of(one: Return, agreement: Agreement, registers: Mapping[str, tuple[Any, ...]]) -> EffectShown:
    """Return what a draft would do, in figures that its party may see: the alliance's totals and its own share."""
    book = book_of(one.alliance, agreement, registers)
    proposed = _proposed(one)
    lines = entries_of(core_return(one), one.reference)
    month = month_of(one.month)
    try:
        if one.kind == "change":
            changed = restatement_effect(book.agreement, book.ledger, book.observations, (), proposed, lines, as_of=None)
            return _of_change(changed, one, book)
        before = _without(Same(book), month)
        effect = effect_beside(before, book.agreement, book.ledger, book.observations, (), proposed, lines, as_of=None)
    except Invalid as invalid:
        return EffectShown((), "", [f"The effect cannot be told yet: {problem.message}" for problem in invalid.problems[:3]])
    names = {party.id: party.name for party in book.agreement.parties}
    return _of_return(effect, book.agreement.terms.currency, names)


@lru_cache(maxsize=64)
def _without(book: Same, month: Month) -> Outlook:
    """Return where the alliance stands without any draft; worked out once for as long as the book is the same."""
    of: Book = book.value
    return outlook_of(of.agreement, of.ledger, of.observations, (), month, as_of=None)


def _proposed(one: Return) -> Submission:
    today = timezone.localdate()
    kind = "change" if one.kind == "change" else "full"
    return Submission(one.reference, one.party.code, month_of(one.month), kind, today, "submitted", one.due_on, one.reason, 0)  # type: ignore[arg-type]


def _of_return(effect: Effect, currency: Currency, names: Mapping[str, str]) -> EffectShown:
    def amount(value: int) -> str:
        return money(value, currency)

    def variance(value: int) -> str:
        return f"{money(value, currency)} {favourable(value)}".strip()

    before, after = effect.before, effect.after
    rows = [
        Row(("Alliance: target to date", amount(before.target_to_date), amount(after.target_to_date))),
        Row(("Alliance: cost handed in to date", amount(before.actual_to_date), amount(after.actual_to_date))),
        Row(("Alliance: not handed in, taken at target", amount(before.not_handed_in), amount(after.not_handed_in))),
        Row(("Alliance: target less cost to date", variance(before.variance_to_date), variance(after.variance_to_date))),
        Row(("Alliance: forecast of the year", amount(before.forecast), amount(after.forecast))),
        Row(("Alliance: target less forecast of the year", variance(before.variance), variance(after.variance))),
        Row(("Your share at the forecast", amount(effect.share_before), amount(effect.share_after)), is_total=True),
    ]
    return EffectShown(rows, _sentence(effect, currency), _missing({names.get(party, party) for party, _ in after.missing}))


def _sentence(effect: Effect, currency: Currency) -> str:
    share = effect.share_after
    way = "would receive" if share > 0 else "would pay" if share < 0 else "would neither receive nor pay"
    sum_ = f" {money(abs(share), currency)}" if share else ""
    moved = share - effect.share_before
    changed = f", {money(abs(moved), currency)} {'more' if moved > 0 else 'less'} than without this return" if moved else ""
    return f"If what is to come costs its target, you {way}{sum_} for the year{changed}."


def _missing(parties: set[str]) -> list[str]:
    notes = ["Indicative: it is settled at the forecast and at the scores so far, and nothing is payable by it."]
    if parties:
        notes.append(f"Not in yet, and taken to come to their target: {list_in_words(sorted(parties))}.")
    return notes


def _of_change(changed: RestatementEffect, one: Return, book: Book) -> EffectShown:
    currency = book.agreement.terms.currency
    code = one.party.code
    rows = [
        Row(
            (f"Your share as {SIDES.get(moved.side, moved.side.replace('_', ' '))}", money(moved.old, currency), money(moved.new, currency))
        )
        for moved in changed.moved
        if moved.party == code
    ]
    settled = "The month is settled already: the alliance has to restate it, and the leadership team to note it." if changed.settled else ""
    sentence = f"The cost of the month changes by {money(changed.delta, currency)}. {settled}".strip()
    where = f"Worked out for {changed.period.word}; each party's own statement shows what it moves by."
    return EffectShown(rows, sentence, [where, *(problem.message for problem in changed.problems)])
