"""A settlement: who bears or gains what for a period, who pays whom, and every step that leads there, in whole pennies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from gainshare.core.commercial.carry import Carried
from gainshare.core.commercial.net_payment import OnAccount, Transfer, fewest_transfers, funded_targets, owners_payments
from gainshare.core.commercial.regime import Regime, SideRole
from gainshare.core.commercial.run import Component
from gainshare.core.commercial.settle import Outcome
from gainshare.core.commercial.terms import PaymentBasis
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.step import Input, Step

Kind = Literal["position", "shadow", "interim", "final"]
"""`position`: how things stand, indicative. `shadow`: computed and marked, nothing payable. `interim` and `final`: payable."""
PAYABLE: frozenset[Kind] = frozenset({"interim", "final"})


@dataclass(frozen=True, slots=True)
class PartyShare:
    """What one party bears or gains in one role, in minor units; positive is received."""

    party: str
    """The party's id."""
    name: str
    """What it was called on the last day of the period."""
    side: str
    """The side of the regime that it stands on."""
    role: SideRole
    """Its role there."""
    cost: int
    """Its share of the variance."""
    performance: int
    """Its performance payment: received, or (for who funds it) paid."""

    @property
    def total(self) -> int:
        """Return both components together."""
        return self.cost + self.performance


@dataclass(frozen=True, slots=True)
class NetPayment:
    """What one party is to be paid (+) or to pay (−), in minor units."""

    party: str
    """The party's id."""
    entitlement: int
    """By the payment basis, for the whole period."""
    settled_before: int
    """What it has already received (+) or paid (−) of gain and pain for the period."""
    on_account: OnAccount | None = None
    """What the entitlement is made of, where payment is on account."""

    @property
    def due(self) -> int:
        """Return what is still to be paid to it, or by it."""
        return self.entitlement - self.settled_before


@dataclass(frozen=True, slots=True)
class Settlement:
    """The result of a period. Amounts are minor units; positive is received."""

    period: Period
    """The period settled."""
    kind: Kind
    """What the settlement is for."""
    as_of: date | None
    """The day on which figures had to be known; None for whatever was on file."""
    currency: Currency
    """The agreement's currency."""
    target: int
    """The adjusted target outturn cost."""
    actual: int
    """The actual outturn cost."""
    variance: int
    """Target − actual; positive is an under-run."""
    brought_forward: int
    """Variance of earlier years settled with this period."""
    carried_forward: tuple[Carried, ...]
    """Variance left to later years, oldest first."""
    overall: Fraction
    """The overall performance score used."""
    sides: Mapping[str, Mapping[Component, int]]
    """What each side has, by component."""
    levies: Mapping[str, int]
    """What left the alliance."""
    shares: tuple[PartyShare, ...]
    """What each party has, non-owner participants first, each in the order of the regime's keys."""
    payment_basis: PaymentBasis | None
    """How shares become payments; None: shares only."""
    payments: tuple[NetPayment, ...]
    """Net payments, adding up to zero; empty without a payment basis."""
    transfers: tuple[Transfer, ...]
    """Who pays whom what is due; empty where nothing is payable."""
    outputs: Mapping[str, Fraction]
    """T, V, pool_funded, pool_released, fund_paid, and the regime's own figures, exact."""
    steps: tuple[Step, ...]
    """The workings, from inputs to net payments."""
    problems: tuple[Problem, ...] = ()
    """What a reader should know."""

    @property
    def settled_variance(self) -> int:
        """Return the variance that was shared: this period's, with what was brought and without what is carried forward."""
        whole = Fraction(10) ** self.currency.places
        return self.variance + self.brought_forward - int(sum((item.amount for item in self.carried_forward), Fraction(0)) * whole)

    @property
    def is_indicative(self) -> bool:
        """Return whether nothing is payable on it."""
        return self.kind not in PAYABLE

    @property
    def non_owners_total(self) -> int:
        """Return what all non-owner participants have together."""
        return sum(share.total for share in self.shares if share.role == "non_owner_participant")

    def share(self, party: str, side: str | None = None) -> PartyShare:
        """Return a party's share (on one side, if it stands on two).

        Raises:
            KeyError: the party has no share, or stands on two sides and none is named.
        """
        found = [one for one in self.shares if one.party == party and side in {None, one.side}]
        if len(found) != 1:
            raise KeyError(party if side is None else f"{party} on side {side}")
        return found[0]

    def net_payment(self, party: str) -> NetPayment:
        """Return a party's net payment; KeyError if there is none."""
        for payment in self.payments:
            if payment.party == party:
                return payment
        raise KeyError(party)


def minor(amount: Fraction, currency: Currency) -> int:
    """Return an amount of the main unit, which must be whole in minor units, as minor units."""
    units = amount * 10**currency.places
    assert units.denominator == 1, f"amounts are rounded before they are settled: {amount}"
    return int(units)


def party_shares(outcome: Outcome, regime: Regime, *, members: Mapping[str, str], currency: Currency) -> tuple[PartyShare, ...]:
    """Return every party's share, non-owner participants first.

    Args:
        outcome: the regime's result, rounded.
        regime: the regime.
        members: the name of every party on the last day of the period, by id.
        currency: the agreement's currency.
    """
    shares: list[PartyShare] = []
    order: tuple[SideRole, ...] = ("non_owner_participant", "owner", "other")
    for role in order:
        for side in (side for side, of in regime.roles.items() if of == role):
            for party, amounts in _parties_of(side, outcome).items():
                cost, performance = (minor(amounts.get(component, Fraction(0)), currency) for component in ("cost", "performance"))
                shares.append(PartyShare(party, members.get(party, party), side, role, cost, performance))
    return tuple(shares)


def _parties_of(side: str, outcome: Outcome) -> dict[str, dict[Component, Fraction]]:
    allocated: dict[str, dict[Component, Fraction]] = {}
    for (of, party, component), amount in outcome.party_components.items():
        if of == side:
            allocated.setdefault(party, {})[component] = amount
    return allocated


def payments_at_actual_cost(
    shares: Sequence[PartyShare], key: Mapping[str, Fraction], currency: Currency
) -> tuple[dict[str, int], list[Step]]:
    """Return each party's entitlement where owners reimburse what is incurred, with the Steps.

    A non-owner participant is paid its share. The owners pay that, the cost component by their key and the performance
    component as the regime divided it between them.

    Args:
        shares: every party's share.
        key: each owner's part of what falls to the owners.
        currency: the agreement's currency.
    """
    whole = 10**currency.places
    entitlements: dict[str, int] = {}
    steps: list[Step] = []
    participants = [share for share in shares if share.role == "non_owner_participant"]
    for share in participants:
        entitlements[share.party] = entitlements.get(share.party, 0) + share.total
    due = sum(share.cost for share in participants)
    paid_performance = -sum(share.performance for share in participants)
    booked = {share.party: share.performance for share in shares if share.role == "owner"}
    if sum(booked.values()) != paid_performance:
        booked = owners_payments(-paid_performance, key)
    for owner, amount in owners_payments(due, key).items():
        entitlements[owner] = entitlements.get(owner, 0) + amount + booked.get(owner, 0)
    for party, amount in entitlements.items():
        parts = tuple(item for share in shares if share.party == party for item in _components(share, whole))
        rule = "net.owner" if party in key else "net.participant"
        part = (
            (Input("part of the owners' payment", key[party], "share"), Input("owed to participants", Fraction(due, whole), "money"))
            if party in key
            else ()
        )
        steps.append(Step(f"net.{party}", rule, Fraction(amount, whole), (*parts, *part), "money", "", (party,)))
    return entitlements, steps


def _components(share: PartyShare, whole: int) -> tuple[Input, ...]:
    """Return what a party's share is made of, each with the Step that made it."""
    amounts = (("cost", share.cost), ("performance", share.performance))
    step = f"party.{share.side}.{share.party}"
    return tuple(
        Input(f"{name} share as {share.side}", Fraction(amount, whole), "money", f"{step}.{name}") for name, amount in amounts if amount
    )


def _only_step(shares: Sequence[PartyShare], party: str) -> str:
    """Return the Step of a party's share, if the share is made by one."""
    steps = [item.step for share in shares if share.party == party for item in _components(share, 1)]
    return steps[0] if len(steps) == 1 else ""


def payments_on_account(
    shares: Sequence[PartyShare],
    *,
    incurred: Mapping[str, int],
    targets: Mapping[str, int],
    fundings: Mapping[str, Mapping[str, Fraction]],
    paid: Mapping[tuple[str, str], int],
    currency: Currency,
) -> tuple[dict[str, OnAccount], list[Step]]:
    """Return what makes up each party's net payment on account, with the Steps.

    Args:
        shares: every party's share.
        incurred: each provider's counted cost, in minor units.
        targets: each provider's adjusted target, in minor units.
        fundings: each provider's funders and their parts.
        paid: what was paid on account, in minor units, by payer and payee.
        currency: the agreement's currency.
    """
    whole = 10**currency.places
    funded = funded_targets(targets, fundings)
    totals: dict[str, int] = {}
    for share in shares:
        totals[share.party] = totals.get(share.party, 0) + share.total
    parties = dict.fromkeys([*totals, *incurred, *funded])
    made: dict[str, OnAccount] = {}
    steps: list[Step] = []
    for party in parties:
        received = sum(amount for (_, payee), amount in paid.items() if payee == party)
        given = sum(amount for (payer, _), amount in paid.items() if payer == party)
        made[party] = one = OnAccount(incurred.get(party, 0), totals.get(party, 0), funded.get(party, 0), received, given)
        inputs = (
            Input("cost incurred", Fraction(one.incurred, whole), "money"),
            Input("share", Fraction(one.share, whole), "money", _only_step(shares, party)),
            Input("target it funds", Fraction(one.funded, whole), "money"),
            Input("received on account", Fraction(one.received, whole), "money"),
            Input("paid on account", Fraction(one.paid, whole), "money"),
        )
        steps.append(Step(f"net.{party}", "net.on_account", Fraction(one.net, whole), inputs, "money", "", (party,)))
    return made, steps


def due_payments(
    entitlements: Mapping[str, int], made: Mapping[str, OnAccount], before: Mapping[str, int]
) -> tuple[tuple[NetPayment, ...], tuple[Transfer, ...]]:
    """Return net payments less what was settled before, and the fewest transfers that make what is due."""
    parties = dict.fromkeys([*entitlements, *before])
    payments = tuple(NetPayment(party, entitlements.get(party, 0), before.get(party, 0), made.get(party)) for party in parties)
    return payments, fewest_transfers({payment.party: payment.due for payment in payments})
