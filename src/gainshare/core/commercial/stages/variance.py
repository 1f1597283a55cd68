"""variance: V = target − actual, each after its agreed adjustments in the agreed order."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import PlainSerializer, model_validator

from gainshare.core.commercial.run import Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.numbers import Number
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import Formula, Term

OPERATIONS = ("add", "subtract", "mul")


class Adjustment(Term):
    """One adjustment: an amount added, subtracted, or multiplied by."""

    add: Formula | None = None
    """The amount to add."""
    subtract: Formula | None = None
    """The amount to take off."""
    mul: Formula | None = None
    """The factor to multiply by."""
    why: str = ""
    """Why, in words."""

    @model_validator(mode="after")
    def _one(self) -> Adjustment:
        if sum(getattr(self, name) is not None for name in OPERATIONS) != 1:
            raise Fault("An adjustment does one thing.", "Write one of add, subtract or mul.")
        return self

    def to(self, value: Number, run: Run) -> Number:
        """Return the value after the adjustment."""
        if self.add is not None:
            return value + run.number(self.add)
        if self.subtract is not None:
            return value - run.number(self.subtract)
        assert self.mul is not None, "an adjustment does one thing"
        return value * run.number(self.mul)

    @property
    def operation(self) -> str:
        """Return which of the three it is."""
        return next(name for name in OPERATIONS if getattr(self, name) is not None)


class Chain(Term):
    """A figure and its adjustments, in order."""

    base: Formula
    """The figure before adjustment."""
    adjust: tuple[Adjustment, ...] = ()
    """The adjustments, in the order in which they are made."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        return value if isinstance(value, (dict, Chain)) else {"base": value}


def _write_chain(chain: Chain) -> object:
    if not chain.adjust:
        return chain.base.text
    return chain.model_dump(mode="json", exclude_none=True, exclude_defaults=True)


ChainTerm = Annotated[Chain, PlainSerializer(_write_chain)]


class Variance(Stage):
    """`variance: {target: toc, actual: aoc}`; either may be `{base: …, adjust: [{add: …}, {mul: …}]}`."""

    word: ClassVar[str] = "variance"

    target: ChainTerm
    """The target outturn cost, as adjusted."""
    actual: ChainTerm
    """The actual outturn cost, as adjusted."""

    def sides(self) -> tuple[str, ...]:
        """Return no side: nothing is shared yet."""
        return ()

    def apply(self, run: Run) -> None:
        """Give the run its target T and its variance V."""
        target = self._chain(self.target, "target", run)
        actual = self._chain(self.actual, "actual", run)
        variance = target - actual
        if run.carried:
            variance = variance + run.on.of(run.carried)
        run.outputs["T"], run.outputs["V"] = target, variance
        if run.on.is_exact:
            carried = (Input("carried", run.carried, "money", "carried"),) if run.carried else ()
            inputs = (Input("target", target, "money", "target"), Input("actual", actual, "money", "actual"), *carried)
            run.position = ""
            run.record("variance", "variance", variance, inputs, clause=self.clause)

    def _chain(self, chain: Chain, name: str, run: Run) -> Number:
        base = value = run.number(chain.base)
        for adjustment in chain.adjust:
            value = adjustment.to(value, run)
        if run.on.is_exact:
            used = run.used(chain.base, *(getattr(item, item.operation) for item in chain.adjust))
            run.position = ""
            rule = "variance.adjusted" if chain.adjust else "variance.figure"
            run.record(name, rule, value, used or (Input(chain.base.text, base, "money"),), clause=self.clause)
        return value
