"""relief: one side's pain is made smaller by an amount, never below nothing; another side bears it."""

from __future__ import annotations

from typing import ClassVar

from gainshare.core.commercial.run import Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import Formula


class Relief(Stage):
    """`relief: {side: nop, amount: disaster_adjustment, to: owner}`."""

    word: ClassVar[str] = "relief"

    side: str
    """The side whose pain is relieved."""
    amount: Formula
    """The relief; below zero counts as zero."""
    to: str
    """The side that bears it instead."""

    def sides(self) -> tuple[str, ...]:
        """Return the side relieved, and the side that bears the relief."""
        return (self.side, self.to)

    def apply(self, run: Run) -> None:
        """Move pain, up to the amount, to the other side."""
        on, pain = run.on, run.part(run.net(self.side), "pain")
        if not on.some(pain > 0):
            return
        before = run.holding(self.side, "net", label="before")
        relief = on.minimum(on.where(pain > 0, on.maximum(run.number(self.amount), run.zero), run.zero), pain)
        run.move_net(relief, self.to, self.side, held_by=self.side)
        if on.is_exact:
            inputs = (before, Input("relief", relief, "money"), *run.used(self.amount))
            step = run.record(self.side, "relief", run.net(self.side), inputs, clause=self.clause, about=(self.side, self.to))
            run.changed(step, "cost", self.side, self.to)
