"""Restatement: a settled period worked again, and the difference for each party: new less old, never a difference split afresh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gainshare.core.commercial.carry import Carried
from gainshare.core.commercial.net_payment import Transfer, fewest_transfers
from gainshare.core.commercial.settlement import Kind, Settlement
from gainshare.core.commercial.terms import RestatementTerms
from gainshare.core.kernel.period import Month, Period
from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a settlement gave each party, in minor units: as much of it as a later one needs."""

    shares: Mapping[tuple[str, str], tuple[int, int]]
    """Cost and performance component by party and side."""
    payments: Mapping[str, int]
    """Entitlement by party; empty if shares only."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A settlement made before, as much of it as a later one needs."""

    id: str
    """Its reference."""
    period: Period
    """The period it settled."""
    kind: Kind
    """What it was for."""
    overall: Fraction
    """The overall performance score it used."""
    amounts: Amounts
    """What it gave each party."""
    carried: tuple[Carried, ...] = ()
    """What it left to later years."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What one party's share changes by, in minor units."""

    party: str
    """The party's id."""
    name: str
    """Its name in the new settlement."""
    side: str
    """The side it stands on."""
    old: int
    """Its share as settled."""
    new: int
    """Its share as restated."""

    @property
    def to_move(self) -> int:
        """Return new less old."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Restatement:
    """A settled period worked again."""

    settlement: Settlement
    """The new settlement, whole."""
    moved: tuple[Moved, ...]
    """The difference for each party and side, in the order of the new settlement."""
    payments: Mapping[str, int]
    """The difference of each party's net payment, in minor units, adding up to zero; empty if shares only."""
    transfers: tuple[Transfer, ...]
    """The fewest transfers that make those differences."""

    @property
    def returned(self) -> int:
        """Return by how much the non-owner participants are better off, all together."""
        sides = {share.side for share in self.settlement.shares if share.role == "non_owner_participant"}
        return sum(one.to_move for one in self.moved if one.side in sides)


def amounts_of(settlement: Settlement) -> Amounts:
    """Return what a settlement gave each party."""
    return Amounts(
        shares={(share.party, share.side): (share.cost, share.performance) for share in settlement.shares},
        payments={payment.party: payment.entitlement for payment in settlement.payments},
    )


def restate(new: Settlement, old: Amounts) -> Restatement:
    """Return the difference between a period as worked again and as it was settled, for each party."""
    names = {(share.party, share.side): (share.name, share.total) for share in new.shares}
    keys = dict.fromkeys([*names, *old.shares])
    moved = tuple(
        Moved(
            party,
            names.get((party, side), (party, 0))[0],
            side,
            sum(old.shares.get((party, side), (0, 0))),
            names.get((party, side), ("", 0))[1],
        )
        for party, side in keys
    )
    entitlements = {payment.party: payment.entitlement for payment in new.payments}
    parties = dict.fromkeys([*entitlements, *old.payments])
    payments = {party: entitlements.get(party, 0) - old.payments.get(party, 0) for party in parties}
    return Restatement(new, moved, payments, fewest_transfers(payments))


def check_window(terms: RestatementTerms | None, period: Period, on: date | None) -> tuple[Problem, ...]:
    """Return a problem if a period may not, or no longer, be restated on a day."""
    place = Source("agreement.yaml", field="regime/settle/restatement")
    if terms is None:
        fix = "Add `restatement: {window_months: 24, scores: kept}` to the regime's settle terms, if that was agreed."
        return (Problem("The agreement does not say how a settled period is restated.", fix, place),)
    last = period.end.plus(terms.window_months)
    if on is not None and Month.of(on) >= last:
        message = f"{period.word} may be restated for {terms.window_months} months after its end, until {last.plus(-1).last_day}."
        return (Problem(message, "A later correction needs a decision of the parties, and a variation of the window.", place, str(on)),)
    return ()
