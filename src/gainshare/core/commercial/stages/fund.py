"""fund: an amount that one side pays another by performance, in either direction, beside the shared cost."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from gainshare.core.commercial.run import Run
from gainshare.core.commercial.stage import ReleaseTerm, Stage
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import Formula, Term


class Fund(Stage):
    """`fund: {amount: 1% of T, from: owner, to: nop, release: {score: ops, curve: [[-100, -1], [0, 0], [100, 1]]}}`."""

    word: ClassVar[str] = "fund"
    model_config = Term.model_config | {"populate_by_name": True, "serialize_by_alias": True}

    amount: Formula
    """The amount at stake."""
    giver: str = Field(alias="from")
    """The side that pays it; it is paid when the release is below zero."""
    to: str
    """The side that has it."""
    release: ReleaseTerm
    """The part released, from −1 to 1."""

    def sides(self) -> tuple[str, ...]:
        """Return the side that pays and the side that is paid."""
        return (self.giver, self.to)

    def apply(self, run: Run) -> None:
        """Pay the released part of the amount."""
        on, amount, part = run.on, run.number(self.amount), self.release.at(run)
        if on.some(on.either(part < -1, part > 1)):
            raise Fault(f"The part released, “{self.release.formula.text}”, is not between −1 and 1.", "Clip it, or check its curve.")
        if on.some(amount < 0):
            raise Fault(f"The amount of a fund, “{self.amount.text}”, is below zero.", "Give an amount of zero or more.")
        paid = amount * part + run.zero
        run.move(paid, self.giver, self.to, "performance")
        run.outputs["fund_paid"] = run.outputs.get("fund_paid", run.zero) + paid
        if on.is_exact:
            inputs = (
                Input("amount", amount, "money"),
                Input("released", part, "share"),
                *run.used(self.amount, self.release.formula),
            )
            step = run.record("paid", "fund.paid", paid, inputs, clause=self.clause, about=(self.to, self.giver))
            run.changed(step, "performance", self.giver, self.to)
