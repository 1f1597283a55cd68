"""pool: money set aside from the gain, or by a side, is released by performance; what is not released goes back where it came from."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, model_validator

from gainshare.core.commercial.run import Run
from gainshare.core.commercial.stage import ReleaseTerm, Stage
from gainshare.core.kernel.amount import Amount
from gainshare.core.kernel.numbers import Number
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import Formula, Term


class PoolSource(Term):
    """`{side: pool}` for what a side holds, or `{money: 80000, from: owner}` for money that a side puts up."""

    side: str | None = None
    """The side whose holding is the source."""
    money: Formula | None = None
    """Money that a side puts up beside its share."""
    giver: str | None = Field(default=None, alias="from")
    """The side that puts it up."""

    model_config = Term.model_config | {"populate_by_name": True, "serialize_by_alias": True}

    @model_validator(mode="after")
    def _one(self) -> PoolSource:
        if (self.side is None) == (self.money is None) or (self.money is None) != (self.giver is None):
            raise Fault("A source is a side's holding, or money from a side.", "Write {side: pool} or {money: 80000, from: owner}.")
        return self


def _write_source(source: PoolSource) -> object:
    if source.money is None:
        return {"side": source.side}
    return {"money": source.money.text, "from": source.giver}


SourceTerm = Annotated[PoolSource, PlainSerializer(_write_source)]


class Pool(Stage):
    """`pool: {sources: [{side: pool}, {money: 80000, from: owner}], release: max(ops, 0)/100, to: nop, rest_to: owner}`.

    What a side holds first returns to `rest_to` in the cost component; what is released is then paid in the performance
    component: by `rest_to` for what came from a side's holding, by the giver for money put up. So the cost component
    always adds up to the variance, and what lapses is back where it came from without a further entry.
    """

    word: ClassVar[str] = "pool"

    sources: Annotated[tuple[SourceTerm, ...], Field(min_length=1)]
    """Where the pool's money comes from."""
    release: ReleaseTerm
    """The part released, from 0 to 1."""
    to: str
    """The side that has what is released."""
    rest_to: str
    """The side that has what is not released of a side's holding."""
    component: str = Field(default="performance", pattern="^performance$")
    """A pool pays in the performance component."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        if isinstance(value, dict) and "side" in value and "sources" not in value:
            return {**{key: item for key, item in value.items() if key != "side"}, "sources": [{"side": value["side"]}]}
        return value

    def sides(self) -> tuple[str, ...]:
        """Return the sides that fund the pool, the side paid, and the side that has the rest."""
        funders = [source.side or source.giver or "" for source in self.sources]
        return tuple(dict.fromkeys([*funders, self.to, self.rest_to]))

    def apply(self, run: Run) -> None:
        """Return what the sources hold, and pay what is released."""
        on = run.on
        part = self.release.at(run)
        if on.some(on.either(part < 0, part > 1)):
            raise Fault(f"The part released, “{self.release.formula.text}”, is not between 0 and 1.", "Clip it, or check its curve.")
        funded, paid_by, inputs = self._collect(run, part)
        paid: Number = sum(paid_by.values(), run.zero)
        for payer, amount in paid_by.items():
            run.move(amount, payer, self.to, "performance")
        run.outputs["pool_funded"] = run.outputs.get("pool_funded", run.zero) + funded
        run.outputs["pool_released"] = run.outputs.get("pool_released", run.zero) + paid
        if on.is_exact:
            size = run.record("funded", "pool.funded", funded, inputs, clause=self.clause, about=(self.to, self.rest_to))
            into = (Input("pool", funded, "money", size), Input("released", part, "share"), *run.used(self.release.formula))
            step = run.record("released", "pool.released", paid, into, clause=self.clause, about=(self.to, *paid_by))
            run.changed(step, "performance", self.to, *paid_by)

    def _collect(self, run: Run, part: Number) -> tuple[Number, dict[str, Number], tuple[Input, ...]]:
        funded, paid_by, inputs = run.zero, dict[str, Number](), list[Input]()
        for source in self.sources:
            if source.side is not None:
                inputs.append(run.holding(source.side))
                held = run.amounts["cost"][source.side]
                run.move(held, source.side, self.rest_to, "cost")
                payer, size = self.rest_to, run.part(held, "gain")
            else:
                payer, size = source.giver or "", _money(source.money, run)
                inputs.append(Input(payer, size, "money"))
            funded = funded + size
            paid_by[payer] = paid_by.get(payer, run.zero) + size * part
        return funded, paid_by, tuple(inputs)


def _money(money: Amount | None, run: Run) -> Number:
    assert money is not None, "a source is a side or money"
    amount = run.number(money)
    if run.on.some(amount < 0):
        raise Fault(f"The money of a pool, “{money.text}”, is below zero.", "Give an amount of zero or more.")
    return amount + run.zero
