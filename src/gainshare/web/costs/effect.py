"""What a draft would do to the alliance and to the party's own share: the core's preview, asked of rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.outlook import Outlook, outlook_of
from gainshare.core.agreement.preview import Effect, RestatementEffect, effect_beside, restatement_effect
from gainshare.core.commercial.restatement import Settled
from gainshare.core.kernel.formats import favourable, list_in_words, money
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Invalid
from gainshare.core.openbook.entry import Submission
from gainshare.core.openbook.returns import entries_of
from gainshare.web.alliances.models import Alliance
from gainshare.web.costs.book import Book, Same, book_of
from gainshare.web.costs.checking import core_return
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.models import Return
from gainshare.web.costs.queries import standing_sums
from gainshare.web.measures.complete import measures_in_words
from gainshare.web.shared.tables import Row

SIDES = {"nop": "a non-owner participant", "owner": "an owner", "owners": "an owner", "provider": "a provider"}
"""What somebody is on a side of a regime, by what agreements commonly call the side."""


SETTLED = "The month is settled already: the alliance has to restate it, and the leadership team to note it."
NOT_SETTLED = "The month is not settled yet."


@dataclass(frozen=True, slots=True)
class EffectShown:
    """The effect of a draft as the page shows it."""

    rows: Sequence[Row]
    """What is compared, without the return and with it."""
    sentence: str
    """The same in a sentence."""
    notes: Sequence[str]
    """What to know about it."""


def _nothing_settled(_: Alliance, __: Agreement) -> tuple[Settled, ...]:
    return ()


read_settled: Callable[[Alliance, Agreement], tuple[Settled, ...]] = _nothing_settled
"""How what was settled and agreed is read; the settlements, which stand above the open book, put their own way here when they start."""


def effect_of(one: Return, agreement: Agreement, registers: Mapping[str, tuple[Any, ...]]) -> EffectShown:
    """Return what a draft would do, in figures that its party may see: the alliance's totals and its own share."""
    book = book_of(one.alliance, agreement, registers)
    proposed = _proposed(one)
    lines = entries_of(core_return(one), one.reference)
    month = month_of(one.month)
    try:
        if one.kind == "change":
            settled = read_settled(one.alliance, agreement)
            changed = restatement_effect(book.agreement, book.ledger, book.observations, settled, proposed, lines, as_of=None)
            return _of_change(changed, one, book)
        before = outlook_at(book, month)
        effect = effect_beside(before, book.agreement, book.ledger, book.observations, (), proposed, lines, as_of=None)
    except Invalid as invalid:
        return EffectShown((), "", [f"The effect cannot be told yet: {problem.message}" for problem in invalid.problems[:3]])
    names = {party.id: party.name for party in book.agreement.parties}
    told = measures_in_words(book.agreement, book.observations, month)
    return _of_return(effect, book.agreement.terms.currency, names, told)


def outlook_at(book: Book, month: Month) -> Outlook:
    """Return where an alliance stands at the end of a month without any draft; worked out once for as long as the book is the same.

    Raises:
        Invalid: the year cannot be settled; every reason is listed.
    """
    return _without(Same(book), month)


@lru_cache(maxsize=64)
def _without(book: Same, month: Month) -> Outlook:
    of: Book = book.value
    return outlook_of(of.agreement, of.ledger, of.observations, (), month, as_of=None)


def _proposed(one: Return) -> Submission:
    today = timezone.localdate()
    kind = "change" if one.kind == "change" else "full"
    return Submission(one.reference, one.party.code, month_of(one.month), kind, today, "submitted", one.due_on, one.reason, 0)  # type: ignore[arg-type]


def _of_return(effect: Effect, currency: Currency, names: Mapping[str, str], measures: str) -> EffectShown:
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
    return EffectShown(rows, _sentence(effect, currency), _notes({names.get(party, party) for party, _ in after.missing}, measures))


def _sentence(effect: Effect, currency: Currency) -> str:
    return f"If what is to come costs its target, you would {share_in_words(effect.share_before, effect.share_after, currency)}."


def share_in_words(before: int, after: int, currency: Currency) -> str:
    """Return what a party would receive or pay for the year, and how that differs from what it would be otherwise.

    Args:
        before: its gain (+) or pain (−) without the return, in minor units.
        after: with it.
        currency: the agreement's currency.
    """
    said = f"{_way(after, currency)} for the year"
    if before == after:
        return said
    if not before or not after or (before > 0) != (after > 0):
        return f"{said}; without this return you would {_way(before, currency)}"
    moved = abs(after) - abs(before)
    return f"{said}, {money(abs(moved), currency)} {'more' if moved > 0 else 'less'} than without this return"


def _way(share: int, currency: Currency) -> str:
    if not share:
        return "neither receive nor pay"
    return f"{'receive' if share > 0 else 'pay'} {money(abs(share), currency)}"


def _notes(parties: set[str], measures: str) -> list[str]:
    notes = [f"Indicative: it is settled at the forecast and at the scores so far, and nothing is payable by it. {measures}"]
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
    stands = sum(standing_sums(one.alliance, one.party, [month_of(one.month)], "accepted")[month_of(one.month)].values())
    rows.insert(0, Row(("Your cost of the month", money(stands, currency), money(stands + changed.delta, currency))))
    settled = SETTLED if changed.settled else NOT_SETTLED
    sentence = f"The cost of the month changes by {money(changed.delta, currency)}. {settled}"
    where = f"Worked out for {changed.period.word}; each party's own statement shows what it moves by."
    return EffectShown(rows, sentence, [where, *(problem.message for problem in changed.problems)])
