"""The working state of one run of a regime: what each side holds so far, and the Steps that brought it there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.amount import Amount, divides_by_zero
from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.numbers import Number, Numbers, Truth
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.step import Input, Step, Unit

Arm = Literal["gain", "pain"]
"""The gain arm: the actual is below the target (or the side's own amount is positive). The pain arm: the reverse."""
Component = Literal["cost", "performance"]
"""What an amount is for: the shared variance, or the performance payment. They are kept, rounded and allocated apart."""
COMPONENTS: tuple[Component, ...] = ("cost", "performance")
DERIVED = ("T", "V")
"""Names that the variance stage gives: the target as adjusted, and the variance (target − actual)."""


class MissingInputs(Fault):
    """A rule needs a value that was not given."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        """Name the missing value and those that there are."""
        self.name = name
        given = ", ".join(sorted(known)) or "none"
        super().__init__(f"The regime needs a value called “{name}”.", f"Give one; the values given are: {given}.")


class Run:
    """What each side holds while the stages run, over one number system.

    Amounts are in the currency's main unit (pounds, not pence). A side's amounts are positive when it receives.
    `cost` amounts and levies together always add up to the variance, `performance` amounts to zero.
    """

    __slots__ = (
        "_inputs",
        "_units",
        "amounts",
        "cap",
        "carried",
        "curves",
        "keys",
        "last",
        "levies",
        "on",
        "one",
        "opening",
        "outputs",
        "parties",
        "party_steps",
        "position",
        "steps",
        "zero",
    )

    def __init__(
        self,
        inputs: Mapping[str, Number],
        curves: Mapping[str, Curve],
        on: Numbers,
        sides: Sequence[str],
        *,
        units: Mapping[str, Unit],
        carried: Fraction = Fraction(0),
    ) -> None:
        """Begin with nothing shared.

        Args:
            inputs: the figures the regime uses, by name; Fractions, or float64 arrays of shape (cases,).
            curves: the curves of the agreement, by name.
            on: the number system of the inputs.
            sides: every side that the regime names.
            units: how each input is shown; a plain number where nothing is said.
            carried: variance of other years that is settled with this one's.
        """
        self._inputs = dict(inputs)
        self._units = units
        self.curves = curves
        self.on = on
        self.carried = carried
        self.zero: Number = on.of(Fraction(0))
        self.amounts: dict[Component, dict[str, Number]] = {"cost": dict.fromkeys(sides, self.zero), "performance": {}}
        self.levies: dict[Component, dict[str, Number]] = {"cost": {}, "performance": {}}
        self.cap: Number = None
        self.one: Number = on.of(Fraction(1))
        self.opening: dict[Arm, Number] = {"gain": self.one, "pain": self.one}
        self.outputs: dict[str, Number] = {}
        self.parties: dict[str, dict[str, dict[Component, Number]]] = {}
        self.keys: dict[tuple[str, str], Number] = {}
        self.steps: list[Step] = []
        self.last: dict[tuple[str, str], str] = {}
        self.party_steps: dict[tuple[str, str, str], str] = {}
        self.position = ""

    # -- the scope in which amounts are evaluated -------------------------------------------------------------

    def value(self, name: str) -> Number:
        """Return an input, T, V, an earlier output, or what a side or a party holds now.

        Raises:
            MissingInputs: there is no such value.
        """
        if name in self._inputs:
            return self._inputs[name]
        if name in self.outputs:
            return self.outputs[name]
        if name in self.amounts["cost"]:
            return self.net(name)
        for shares in self.parties.values():
            if name in shares:
                return sum(shares[name].values(), self.zero)
        raise MissingInputs(name, self._inputs)

    def curve(self, name: str) -> Curve:
        """Return a curve of the agreement by name.

        Raises:
            Fault: there is no such curve.
        """
        if name not in self.curves:
            known = ", ".join(sorted(self.curves)) or "none"
            raise Fault(f"There is no curve called “{name}”.", f"Give one under `curves`; the curves given are: {known}.")
        return self.curves[name]

    def number(self, amount: Amount) -> Number:
        """Return an amount of the agreement as a number of this run.

        Raises:
            Fault: a name has no value, or the amount divides by zero.
        """
        try:
            return amount.evaluate(self)
        except ZeroDivisionError:
            raise divides_by_zero(amount) from None

    def holds(self, condition: Amount) -> Truth:
        """Return whether a condition of the agreement holds.

        Raises:
            Fault: a name has no value, or the condition divides by zero.
        """
        try:
            return condition.holds(self)
        except ZeroDivisionError:
            raise divides_by_zero(condition) from None

    # -- what the sides hold ----------------------------------------------------------------------------------

    def net(self, side: str) -> Number:
        """Return what a side holds now, both components together."""
        held = self.amounts["cost"][side]
        performance = self.amounts["performance"]
        return held + performance[side] if side in performance else held

    def held(self, side: str, component: Component | Literal["net"]) -> Number:
        """Return what a side holds now in one component, or in both (`net`)."""
        return self.net(side) if component == "net" else self.amounts[component].get(side, self.zero)

    def move(self, amount: Number, giver: str, taker: str, component: Component) -> None:
        """Move an amount from one side to another within a component."""
        held = self.amounts[component]
        held[giver] = held.get(giver, self.zero) - amount
        held[taker] = held.get(taker, self.zero) + amount

    def move_net(self, amount: Number, giver: str, taker: str, held_by: str) -> None:
        """Move an amount between two sides: from the cost component as far as `held_by` has it there, the rest from performance.

        Args:
            amount: what moves, from giver to taker.
            giver: the side that gives.
            taker: the side that takes.
            held_by: the one of the two whose holding is being made smaller (in size).
        """
        if held_by not in self.amounts["performance"]:
            self.move(amount, giver, taker, "cost")
            return
        on, held = self.on, self.amounts["cost"][held_by]
        size = on.maximum(held, self.zero) if held_by == giver else on.maximum(-held, self.zero)
        first = on.minimum(amount, size)
        self.move(first, giver, taker, "cost")
        self.move(amount - first, giver, taker, "performance")

    def part(self, value: Number, arm: Arm) -> Number:
        """Return the size of a value on one arm: what it is above zero (gain) or below (pain)."""
        return self.on.maximum(value if arm == "gain" else -value, self.zero)

    def is_on(self, value: Number, arm: Arm) -> Truth:
        """Return whether a value lies on an arm; zero lies on the gain arm."""
        return value >= 0 if arm == "gain" else value < 0

    # -- the workings -----------------------------------------------------------------------------------------

    def used(self, *amounts: Amount | None) -> tuple[Input, ...]:
        """Return the values that some amounts used, each once, with the Steps that they come from."""
        names = dict.fromkeys(name for amount in amounts if amount is not None for name in amount.names)
        return tuple(Input(name, self.value(name), self._unit(name), self._origin(name)) for name in names)

    def holding(self, side: str, component: Component | Literal["net"] = "cost", *, label: str = "") -> Input:
        """Return what a side holds now as an input of the next Step."""
        last = self.last.get((side, "cost" if component == "net" else component), "")
        return Input(label or side, self.held(side, component), "money", last)

    def record(
        self,
        name: str,
        rule: str,
        result: Number,
        inputs: tuple[Input, ...],
        *,
        unit: Unit = "money",
        clause: str = "",
        about: tuple[str, ...] = (),
    ) -> str:
        """Add a Step, and return its full name."""
        full = f"{self.position}.{name}" if self.position else name
        self.steps.append(Step(full, rule, result, inputs, unit, clause, about))
        return full

    def changed(self, step: str, component: Component, *sides: str) -> None:
        """Note that a Step gave these sides their present amounts."""
        for side in sides:
            self.last[side, component] = step

    def _unit(self, name: str) -> Unit:
        return "money" if name not in self._inputs else self._units.get(name, "number")

    def _origin(self, name: str) -> str:
        if name in DERIVED:
            return {"T": "target", "V": "variance"}[name]
        if name in self._inputs:
            return f"input.{name}"
        return self.last.get((name, "cost"), f"output.{name}")
