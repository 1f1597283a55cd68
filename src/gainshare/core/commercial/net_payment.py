"""Net payments by the agreement's payment basis, and the fewest transfers that make them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gainshare.core.kernel.allocate import allocate

MOST_PARTIES_COMPARED = 12
"""Up to this many parties with a payment, every way of grouping them is compared; beyond, groups are found greedily."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment from one party to another."""

    payer: str
    """The party that pays."""
    payee: str
    """The party that is paid."""
    amount: int
    """Minor units, above zero."""


@dataclass(frozen=True, slots=True)
class OnAccount:
    """What makes up a party's net payment on account, in minor units."""

    incurred: int
    """Cost incurred, as a provider."""
    share: int
    """Its share of the result, in every role."""
    funded: int
    """The target that it funds, as a funder of service contracts."""
    received: int
    """What it has received on account."""
    paid: int
    """What it has paid on account."""

    @property
    def net(self) -> int:
        """Return cost incurred + share − target funded − received + paid."""
        return self.incurred + self.share - self.funded - self.received + self.paid


def owners_payments(due: int, key: Mapping[str, Fraction]) -> dict[str, int]:
    """Return what each owner pays (as a negative figure) or is paid, where owners pay in proportion to their shares.

    Args:
        due: what the non-owner participants are owed in all, in minor units; below zero if they pay.
        key: each owner's part, in the order in which odd pennies are settled.
    """
    owners = list(key)
    parts = allocate(-due, [key[owner] for owner in owners], mode="largest_remainder").parts
    return dict(zip(owners, parts, strict=True))


def funded_targets(targets: Mapping[str, int], fundings: Mapping[str, Mapping[str, Fraction]]) -> dict[str, int]:
    """Return the target that each funder pays for, in minor units.

    Args:
        targets: each provider's target.
        fundings: for each provider, its funders and their parts, which add up to one.
    """
    sums: dict[str, int] = {}
    for provider, target in targets.items():
        funders = fundings.get(provider, {})
        if funders:
            parts = allocate(target, list(funders.values()), mode="largest_remainder").parts
            for funder, part in zip(funders, parts, strict=True):
                sums[funder] = sums.get(funder, 0) + part
    return sums


def fewest_transfers(net: Mapping[str, int]) -> tuple[Transfer, ...]:
    """Return the fewest transfers that give each party its net payment.

    Parties whose payments cancel out among themselves are settled apart: the more such groups, the fewer transfers.

    Args:
        net: minor units by party, adding up to zero; positive is received.
    """
    assert sum(net.values()) == 0, "net payments add up to zero"
    parties = [party for party, amount in net.items() if amount]
    groups = _groups([net[party] for party in parties]) if len(parties) <= MOST_PARTIES_COMPARED else _pairs(parties, net)
    return tuple(transfer for group in groups for transfer in _settle({parties[index]: net[parties[index]] for index in group}))


def _groups(amounts: Sequence[int]) -> list[list[int]]:
    """Return the positions grouped into as many groups as possible that each add up to zero."""
    size = len(amounts)
    sums = [0] * (1 << size)
    best = [0] * (1 << size)
    last = [-1] * (1 << size)
    for mask in range(1, 1 << size):
        low = (mask & -mask).bit_length() - 1
        sums[mask] = sums[mask & (mask - 1)] + amounts[low]
        for index in range(size):
            if mask >> index & 1 and (last[mask] < 0 or best[mask ^ (1 << index)] > best[mask ^ (1 << last[mask])]):
                last[mask] = index
        best[mask] = best[mask ^ (1 << last[mask])] + (sums[mask] == 0)
    groups: list[list[int]] = []
    mask, current = (1 << size) - 1, list[int]()
    while mask:
        if sums[mask] == 0 and current:
            groups.append(sorted(current))
            current = []
        current.append(last[mask])
        mask ^= 1 << last[mask]
    if current:
        groups.append(sorted(current))
    return sorted(groups)


def _pairs(parties: Sequence[str], net: Mapping[str, int]) -> list[list[int]]:
    """Return pairs of opposite payments as groups, and everybody else as one group."""
    waiting: dict[int, list[int]] = {}
    pairs: list[list[int]] = []
    paired: set[int] = set()
    for index, party in enumerate(parties):
        opposite = waiting.get(-net[party])
        if opposite:
            pairs.append([opposite.pop(0), index])
            paired |= set(pairs[-1])
        else:
            waiting.setdefault(net[party], []).append(index)
    rest = [index for index in range(len(parties)) if index not in paired]
    return [*pairs, rest] if rest else pairs


def _settle(net: Mapping[str, int]) -> list[Transfer]:
    """Return transfers within a group: payers and payees in order, each paying until it owes nothing."""
    owed = {party: -amount for party, amount in net.items() if amount < 0}
    due = {party: amount for party, amount in net.items() if amount > 0}
    transfers: list[Transfer] = []
    while owed and due:
        payer, payee = next(iter(owed)), next(iter(due))
        amount = min(owed[payer], due[payee])
        transfers.append(Transfer(payer, payee, amount))
        for waiting, party in ((owed, payer), (due, payee)):
            waiting[party] -= amount
            if not waiting[party]:
                del waiting[party]
    return transfers
