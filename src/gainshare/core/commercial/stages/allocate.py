"""allocate: a side's amount is split between its parties by a fixed key, with each party's own cap and a rule for what spills over."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.commercial.run import COMPONENTS, Component, Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.amount import Amount
from gainshare.core.kernel.formats import percent
from gainshare.core.kernel.numbers import Number
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import Formula

AGREED_SHARES = "agreed_shares"
"""The word in `key` for the shares that the parties have in their role."""
PARTIES = "parties"
"""The word in `spill_to` for the other parties of the side, by key, as far as their own caps leave room."""

Shares = dict[str, dict[Component, Number]]
"""What each party has, by component."""


def _read_spill(value: object) -> object:
    return (value,) if isinstance(value, str) else value


SpillTerm = Annotated[
    tuple[str, ...],
    BeforeValidator(_read_spill),
    PlainSerializer(lambda spill: spill[0] if len(spill) == 1 else list(spill)),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


class Allocate(Stage):
    """`allocate: {side: nop, key: {a: 60%, b: 40%}, pain_cap: {b: 4% of revenue}, spill_to: [parties, owner]}`.

    The key adds up to 100% (or to 100), or is made of amounts, of which each party then has its part.
    After this stage no other stage may touch the side.
    """

    word: ClassVar[str] = "allocate"

    side: str
    """The side whose amount is split."""
    key: Annotated[dict[str, Formula], Field(min_length=1)] | Literal["agreed_shares"]
    """Each party's part, in the order in which ties between pennies are settled; or the shares that the parties have in their role."""
    pain_cap: dict[str, Formula] = {}
    """The most a party loses, by party; a party without one bears its part in full."""
    spill_to: SpillTerm = ()
    """Who bears what is beyond a party's cap: a side; or `[parties, side]`: the other parties by key as far as their own
    caps allow, then the side."""

    @model_validator(mode="after")
    def _sound(self) -> Allocate:
        if not isinstance(self.key, dict):
            return self._check_spill()
        _check_key(self.key)
        if unknown := [party for party in self.pain_cap if party not in self.key]:
            raise Fault(f"“{unknown[0]}” has a cap but no part in the key.", "Add it to the key, or remove its cap.")
        return self._check_spill()

    def _check_spill(self) -> Allocate:
        if self.pain_cap and not self.spill_to:
            raise Fault(
                "A party's pain is capped, but nobody bears what is beyond the cap.", "Add `spill_to` with the side that bears it.", "R32"
            )
        words = self.spill_to[:-1]
        if words not in {(), (PARTIES,)} or self.spill_to[-1:] == (PARTIES,) or self.spill_to[-1:] == (self.side,):
            raise Fault("What spills over must end with another side.", "Write `spill_to: owner`, or `spill_to: [parties, owner]`.", "R32")
        return self

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the parties that the key names; none while it stands for the agreed shares."""
        return tuple(self.key) if isinstance(self.key, dict) else ()

    def sides(self) -> tuple[str, ...]:
        """Return the side that is split, and the side that bears what spills over."""
        return (self.side, *(side for side in self.spill_to if side != PARTIES))

    def apply(self, run: Run) -> None:
        """Split the side's amount between its parties."""
        key = self._key(run)
        shares: Shares = {
            party: {component: held[self.side] * part for component in COMPONENTS if self.side in (held := run.amounts[component])}
            for party, part in key.items()
        }
        if self.pain_cap and run.on.some(run.net(self.side) < 0):
            self._cap(shares, key, run)
        run.parties[self.side] = shares
        run.keys |= {(self.side, party): part for party, part in key.items()}
        if run.on.is_exact:
            self._record_key(key, run)

    def _key(self, run: Run) -> dict[str, Number]:
        if not isinstance(self.key, dict):
            raise Fault(f"{self.side} is allocated by the agreed shares, and there is no agreement here.", "Give the key itself.")
        parts = {party: run.number(part) for party, part in self.key.items()}
        total = sum(parts.values(), run.zero)
        if run.on.some(total <= 0) or any(run.on.some(part < 0) for part in parts.values()):
            raise Fault(
                f"The key of {self.side} cannot be used: its parts must be zero or more, and not all zero.", "Check the figures of the key."
            )
        return {party: part / total for party, part in parts.items()}

    def _record_key(self, key: Mapping[str, Number], run: Run) -> None:
        for party, part in key.items():
            used = run.used(self.key[party] if isinstance(self.key, dict) else None)
            name = run.record(f"key.{party}", "allocate.key", part, used, unit="share", clause=self.clause, about=(self.side, party))
            run.party_steps[self.side, party, "key"] = name

    def _cap(self, shares: Shares, key: Mapping[str, Number], run: Run) -> None:
        """Cap each party's pain, refill the others where agreed, and move the rest to the side that bears it."""
        before = {party: sum(held.values(), run.zero) for party, held in shares.items()}
        spilt: dict[Component, Number] = dict.fromkeys(COMPONENTS, run.zero)
        caps = {party: run.on.maximum(run.number(cap), run.zero) for party, cap in self.pain_cap.items()}
        for party, cap in caps.items():
            self._relieve(shares[party], cap, spilt, run)
        if self.spill_to[0] == PARTIES:
            self._refill(shares, key, caps, spilt, run)
        for component, amount in spilt.items():
            if self.side in run.amounts[component]:
                run.move(amount, self.spill_to[-1], self.side, component)
        if run.on.is_exact:
            self._record_caps(shares, before, caps, sum(spilt.values(), run.zero), run)

    def _relieve(self, held: dict[Component, Number], cap: Number, spilt: dict[Component, Number], run: Run) -> None:
        on = run.on
        excess = on.maximum(run.part(sum(held.values(), run.zero), "pain") - cap, run.zero)
        for component, amount in tuple(held.items()):
            moved = on.minimum(excess, run.part(amount, "pain"))
            held[component] = amount + moved
            spilt[component] = spilt[component] + moved
            excess = excess - moved

    def _refill(
        self, shares: Shares, key: Mapping[str, Number], caps: Mapping[str, Number], spilt: dict[Component, Number], run: Run
    ) -> None:
        """Hand what spilt to the parties that still have room, by key, again and again until it is gone or nobody has room."""
        on, one = run.on, run.on.of(Fraction(1))
        for _ in shares:
            left = sum(spilt.values(), run.zero)
            if not on.some(left > 0):
                return
            room = {p: on.maximum(caps[p] + sum(shares[p].values(), run.zero), run.zero) if p in caps else left for p in shares}
            least = left * on.noise  # room that is nothing but the rounding of floats is no room
            open_key = {party: on.where(room[party] > least, key[party], run.zero) for party in shares}
            total = sum(open_key.values(), run.zero)
            divisor = on.where(total > 0, total, one)
            taken = {party: on.minimum(room[party], left * open_key[party] / divisor) for party in shares}
            self._take(shares, taken, spilt, on.where(left > 0, left, one), run)

    def _take(self, shares: Shares, taken: Mapping[str, Number], spilt: dict[Component, Number], left: Number, run: Run) -> None:
        """Book what each party takes in the components in which it had spilt."""
        total = sum(taken.values(), run.zero)
        for component in COMPONENTS:
            part = spilt[component] / left
            for party, amount in taken.items():
                if component in shares[party]:
                    shares[party][component] = shares[party][component] - amount * part
            spilt[component] = spilt[component] - total * part

    def _record_caps(self, shares: Shares, before: Mapping[str, Number], caps: Mapping[str, Number], spilt: Number, run: Run) -> None:
        for party, held in shares.items():
            after = sum(held.values(), run.zero)
            if after == before[party]:
                continue
            cap = (Input("cap", caps[party], "money"), *run.used(self.pain_cap[party])) if party in caps else ()
            rule = "allocate.capped" if after > before[party] else "allocate.refilled"
            inputs = (Input("before", before[party], "money"), *cap)
            name = run.record(f"cap.{party}", rule, after, inputs, clause=self.clause, about=(self.side, party))
            run.party_steps[self.side, party, "cap"] = name
        if spilt:
            taker = self.spill_to[-1]
            inputs = (Input("spilt", spilt, "money"),)
            step = run.record("spill", "allocate.spilt", run.net(self.side), inputs, clause=self.clause, about=(self.side, taker))
            run.changed(step, "cost", self.side, taker)


def _check_key(key: Mapping[str, Amount]) -> None:
    constants = [part.constant for part in key.values()]
    known = [constant for constant in constants if constant is not None]
    if any(constant < 0 for constant in known):
        raise Fault("A part of the key is below zero.", "Give each party a part of zero or more.")
    total = sum(known, Fraction(0))
    if len(known) == len(constants) and total not in {1, 100}:
        raise Fault(
            f"The parts of the key add up to {percent(total if total < 2 else total / 100)}, not to 100%.", "Make them add up to 100%."
        )
