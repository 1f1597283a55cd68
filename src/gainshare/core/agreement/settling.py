"""From an agreement and its books to a settlement: the terms in force, the figures, the regime, the payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from gainshare.core.agreement.agreement import last_day, resolved_regime
from gainshare.core.agreement.case import AGREEMENT, Case, carried_into
from gainshare.core.agreement.terms import Terms
from gainshare.core.commercial.carry import Carry, carry_forward
from gainshare.core.commercial.inputs import Books, resolve_inputs
from gainshare.core.commercial.net_payment import OnAccount
from gainshare.core.commercial.regime import Regime, fixed_sums
from gainshare.core.commercial.run import Component
from gainshare.core.commercial.settle import Outcome, settle, target_and_variance
from gainshare.core.commercial.settlement import (
    PAYABLE,
    PartyShare,
    Settlement,
    due_payments,
    minor,
    party_shares,
    payments_at_actual_cost,
    payments_on_account,
)
from gainshare.core.kernel.amount import Names, divides_by_zero
from gainshare.core.kernel.money import Currency, round_fraction
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.step import Input, Step
from gainshare.core.openbook.outturn import Select, by_party, total
from gainshare.core.openbook.payment import on_account, settled_before
from gainshare.core.parties.party import members_on, shares_of
from gainshare.core.performance.scorecard import Scorecard


def settle_case(case: Case, scorecard: Scorecard, kept: Fraction | None) -> Settlement:
    """Return the settlement of a case; a period split by a variation is settled part by part, and the parts added up.

    Args:
        case: the period and its books.
        scorecard: its scores.
        kept: the overall score to use instead, where a restated period keeps its own.

    Raises:
        Invalid: a figure is missing or cannot be used; everything missing is listed.
    """
    parts = [_work(case, part, terms, scorecard, kept, split=len(case.parts) > 1) for part, terms in case.parts]
    return _assemble(case, parts, scorecard, kept)


@dataclass(frozen=True, slots=True)
class Part:
    """A period, or a part of one, worked out."""

    outcome: Outcome
    shares: tuple[PartyShare, ...]
    carry: Carry | None
    target: int
    actual: int
    steps: tuple[Step, ...]
    regime: Regime
    terms: Terms

    def amount(self, share: PartyShare, component: Component) -> Fraction:
        """Return what a party has in this part, in one component."""
        return self.outcome.party_components.get((share.side, share.party, component), Fraction(0))


def _work(case: Case, period: Period, terms: Terms, scorecard: Scorecard, kept: Fraction | None, *, split: bool) -> Part:
    regime = resolved_regime(terms, last_day(period))
    books = Books(
        period=period,
        word=case.period.word,
        calendar=case.agreement.calendar,
        currency=terms.currency,
        rules=terms.open_book,
        parties=terms.parties,
        ledger=case.ledger,
        as_of=case.as_of,
        overall=scorecard.overall if kept is None else kept,
        overall_step="score.overall" if kept is None else "score.kept",
        scorecard=scorecard,
        cells=case.cells,
    )
    by_months = regime.settle is not None and regime.settle.part_year == "by_months"
    prorate = (by_months or split) and period.is_part_year
    if prorate and (fixed := fixed_sums(regime)):
        raise Invalid([_cannot_be_prorated(place, amount, period) for place, amount in fixed])
    resolved = resolve_inputs(regime, books, prorate=prorate)
    if resolved.problems:
        raise Invalid(resolved.problems)
    try:
        target, variance = target_and_variance(regime, resolved.values)
    except Fault as fault:
        raise Invalid([Problem(fault.message, fault.fix, Source(AGREEMENT, field="regime/stages"))]) from None
    carry = _carry(case, regime, variance=variance, target=target, values=resolved.values)
    carried = carry.settled - variance if carry is not None else Fraction(0)
    outcome = settle(regime, resolved.values, carried=carried)
    shares = _shares(outcome, regime, terms, period)
    chosen = Select(frozenset(period.months()))
    return Part(
        outcome=outcome,
        shares=shares,
        carry=carry,
        target=total(case.cells.adjusted, chosen, terms.open_book),
        actual=total(case.cells.accepted, chosen, terms.open_book),
        steps=(*resolved.steps, *_carry_steps(carry, carried), *outcome.steps),
        regime=regime,
        terms=terms,
    )


def _cannot_be_prorated(place: str, amount: str, period: Period) -> Problem:
    message = f"{period.word} counts by months, and {amount} in {place} is a fixed sum that no input names."
    fix = f"Give it a name under `inputs`, such as `sum: {{money: {amount}}}`, and use the name in the stage."
    return Problem(message, fix, Source(AGREEMENT, field=f"regime/stages/{place}"))


def _shares(outcome: Outcome, regime: Regime, terms: Terms, period: Period) -> tuple[PartyShare, ...]:
    day = last_day(period)
    names = {party.id: party.name_on(day) for party in terms.parties}
    return party_shares(outcome, regime, members=names, currency=terms.currency)


def _carry(case: Case, regime: Regime, *, variance: Fraction, target: Fraction, values: Mapping[str, Fraction]) -> Carry | None:
    """Return what a year settles and what it carries forward, where the agreement says so; parts of a year carry nothing."""
    rule = regime.settle.carry_forward if regime.settle is not None else None
    if rule is None or case.period.kind != "year":
        return None
    place = Source(AGREEMENT, field="regime/settle/carry_forward/limit")
    try:
        limit: Fraction = rule.limit.evaluate(Names({**values, "T": target, "V": variance}, regime.curve_map()))
    except ZeroDivisionError:
        raise Invalid([divides_by_zero(rule.limit).problem(place)]) from None
    places = regime.rounding.places if regime.rounding is not None else 2
    before = carried_into(case.settled, case.period)
    return carry_forward(
        rule,
        year=case.period.first.year,
        variance=variance,
        limit=round_fraction(limit, places, "down"),
        brought=before.carried if before is not None else (),
    )


def _carry_steps(carry: Carry | None, carried: Fraction) -> tuple[Step, ...]:
    if carry is None:
        return ()
    left = sum((item.amount for item in carry.carried), Fraction(0))
    inputs = (Input("brought forward", carry.brought, "money"), Input("carried forward", left, "money"))
    return (Step("carried", "carry_forward", carried, inputs, "money"),)


def _assemble(case: Case, parts: list[Part], scorecard: Scorecard, kept: Fraction | None) -> Settlement:
    """Return the settlement made of one part, or of the sums of several."""
    last, currency = parts[-1], parts[-1].terms.currency
    shares = _added(parts)
    kept_step = () if kept is None else (_kept_step(kept, scorecard),)
    steps = (*scorecard.steps, *kept_step, *(step for part in _named(parts) for step in part), *_total_steps(parts, shares, currency))
    payments, transfers, payment_steps, problems = _payments(case, parts, shares)
    carried = last.carry
    variance = sum((part.outcome.outputs["V"] for part in parts), Fraction(0)) - (carried.settled - _own(carried) if carried else 0)
    payable = case.kind in PAYABLE and last.regime.settle is not None and last.regime.settle.payment is not None
    return Settlement(
        period=case.period,
        kind=case.kind,
        as_of=case.as_of,
        currency=currency,
        target=sum(part.target for part in parts),
        actual=sum(part.actual for part in parts),
        variance=_whole(variance, last, currency),
        brought_forward=_whole(carried.brought, last, currency) if carried else 0,
        carried_forward=carried.carried if carried else (),
        overall=scorecard.overall if kept is None else kept,
        sides=_sides(parts, currency),
        levies=_levies(parts, currency),
        shares=shares,
        payment_basis=last.regime.settle.payment if last.regime.settle is not None else None,
        payments=payments,
        transfers=transfers if payable else (),
        outputs=_outputs(parts),
        steps=(*steps, *payment_steps),
        problems=problems,
    )


def _kept_step(kept: Fraction, scorecard: Scorecard) -> Step:
    inputs = (Input("worked again", scorecard.overall, "score", "score.overall"),)
    return Step("score.kept", "score.kept", kept, inputs, "score", "", ("overall",))


def _own(carry: Carry) -> Fraction:
    """Return the period's own variance: what is settled, less what was brought, plus what is left to later years."""
    return carry.settled - carry.brought + sum((item.amount for item in carry.carried), Fraction(0))


def _whole(amount: Fraction, part: Part, currency: Currency) -> int:
    """Return the variance as the regime rounds it, in minor units."""
    rule = part.regime.rounding
    return minor(round_fraction(amount, rule.places, rule.mode) if rule is not None else amount, currency)


def _added(parts: list[Part]) -> tuple[PartyShare, ...]:
    if len(parts) == 1:
        return parts[0].shares
    sums: dict[tuple[str, str], PartyShare] = {}
    for part in parts:
        for share in part.shares:
            before = sums.get((share.side, share.party))
            cost, performance = (before.cost, before.performance) if before else (0, 0)
            sums[share.side, share.party] = PartyShare(
                share.party, share.name, share.side, share.role, cost + share.cost, performance + share.performance
            )
    return tuple(sums.values())


def _named(parts: list[Part]) -> list[tuple[Step, ...]]:
    """Return the Steps of each part; where there are several, their names begin with the number of the part."""
    if len(parts) == 1:
        return [parts[0].steps]
    named: list[tuple[Step, ...]] = []
    for number, part in enumerate(parts, start=1):
        own = {step.name for step in part.steps}
        named.append(tuple(_prefixed(step, f"part {number}: ", own) for step in part.steps))
    return named


def _total_steps(parts: list[Part], shares: tuple[PartyShare, ...], currency: Currency) -> Iterator[Step]:
    """Yield, where a period has several parts, a Step for each party and component that adds the parts up."""
    for share in shares if len(parts) > 1 else ():
        amounts: tuple[tuple[Component, int], ...] = (("cost", share.cost), ("performance", share.performance))
        for component, amount in amounts:
            name = f"party.{share.side}.{share.party}.{component}"
            made = [(f"part {number}: {name}", part) for number, part in enumerate(parts, start=1)]
            inputs = tuple(
                Input(f"part {number}", part.amount(share, component), "money", step) for number, (step, part) in enumerate(made, start=1)
            )
            yield Step(name, "total", Fraction(amount, 10**currency.places), inputs, "money", "", (share.party, share.side, component))


def _prefixed(step: Step, prefix: str, own: set[str]) -> Step:
    inputs = tuple(item._replace(step=f"{prefix}{item.step}" if item.step in own else item.step) for item in step.inputs)
    return Step(f"{prefix}{step.name}", step.rule, step.result, inputs, step.unit, step.clause, step.about, step.source)


def _sides(parts: list[Part], currency: Currency) -> dict[str, dict[Component, int]]:
    sums: dict[str, dict[Component, int]] = {}
    for part in parts:
        for (side, component), amount in part.outcome.components.items():
            held = sums.setdefault(side, {"cost": 0, "performance": 0})
            held[component] += minor(amount, currency)
    return sums


def _levies(parts: list[Part], currency: Currency) -> dict[str, int]:
    sums: dict[str, int] = {}
    for part in parts:
        for name, amount in part.outcome.levies.items():
            sums[name] = sums.get(name, 0) + minor(amount, currency)
    return sums


def _outputs(parts: list[Part]) -> dict[str, Fraction]:
    sums: dict[str, Fraction] = {}
    for part in parts:
        for name, amount in part.outcome.outputs.items():
            sums[name] = sums.get(name, Fraction(0)) + amount
    return sums


Paid = tuple[tuple, tuple, tuple[Step, ...], tuple[Problem, ...]]  # type: ignore[type-arg]


def _payments(case: Case, parts: list[Part], shares: tuple[PartyShare, ...]) -> Paid:
    """Return net payments, transfers, their Steps, and why there are none."""
    last = parts[-1]
    basis = last.regime.settle.payment if last.regime.settle is not None else None
    place = Source(AGREEMENT, field="regime/settle/payment")
    if basis is None:
        fix = "Add `payment: actual_cost` or `payment: on_account` if payments are to follow from it."
        return (), (), (), (Problem("Share only: no payment basis is stated.", fix, place, severity="info"),)
    before = settled_before(case.ledger.payments, case.settled_period, case.agreement.calendar, as_of=case.as_of)
    made: dict[str, OnAccount] = {}
    if basis == "actual_cost":
        key = shares_of(members_on(last.terms.parties, last_day(case.period)), "owner") or _only_owner(shares)
        if not key:
            fix = "Give each owner an owner_share."
            return (), (), (), (Problem("Share only: the owners' shares are not stated.", fix, place, severity="warning"),)
        entitlements, steps = payments_at_actual_cost(shares, key, last.terms.currency)
    else:
        made, steps = _on_account(case, last, shares)
        entitlements = {party: one.net for party, one in made.items()}
        if sum(entitlements.values()):
            message = "Share only: payment on account needs shares that add up to target less actual, and every target funded."
            fix = "Is the target or actual adjusted in the regime, or a levy taken? Then use actual_cost, or adjust the open book."
            return (), (), (), (Problem(message, fix, place, severity="warning"),)
    payments, transfers = due_payments(entitlements, made, before)
    return payments, transfers, tuple(steps), ()


def _only_owner(shares: tuple[PartyShare, ...]) -> dict[str, Fraction]:
    owners = [share.party for share in shares if share.role == "owner"]
    return {owners[0]: Fraction(1)} if len(owners) == 1 else {}


def _on_account(case: Case, last: Part, shares: tuple[PartyShare, ...]) -> tuple[dict[str, OnAccount], list[Step]]:
    months = case.settled_period.months()
    providers = [party.id for party in last.terms.parties if party.is_provider]
    return payments_on_account(
        shares,
        incurred=by_party(case.cells.accepted, months, last.terms.open_book, providers),
        targets=by_party(case.cells.adjusted, months, last.terms.open_book, providers),
        fundings={provider: last.terms.fundings(provider) for provider in providers},
        paid=on_account(case.ledger.payments, months, case.agreement.calendar, as_of=case.as_of),
        currency=last.terms.currency,
    )
