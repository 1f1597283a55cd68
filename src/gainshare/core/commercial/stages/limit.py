"""limit: one side's gain or pain goes no further than an amount; the excess goes to another side."""

from __future__ import annotations

from typing import ClassVar, Literal

from gainshare.core.commercial.run import Arm, Component, Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import Formula


class Limit(Stage):
    """`limit: {arm: pain, side: nop, component: cost, max: 100% of margin, excess_to: owner}`."""

    word: ClassVar[str] = "limit"

    arm: Arm
    """The sign of the side's own amount, when it is reached, that is limited."""
    side: str
    """The side that is limited."""
    max: Formula
    """The most it gains or loses; below zero counts as zero."""
    excess_to: str
    """The side that has the excess."""
    component: Component | Literal["net"] = "net"
    """Whether the limit covers the cost component, the performance component, or both together (`net`)."""

    def sides(self) -> tuple[str, ...]:
        """Return the side that is limited, and the side that has the excess."""
        return (self.side, self.excess_to)

    def apply(self, run: Run) -> None:
        """Move what is beyond the limit to the other side."""
        on = run.on
        size = run.part(run.held(self.side, self.component), self.arm)
        if not on.some(size > 0):
            return
        before = run.holding(self.side, self.component, label="before")
        most = run.cap = on.maximum(run.number(self.max), run.zero)
        excess = on.maximum(size - on.where(size > 0, most, run.zero), run.zero)
        giver, taker = (self.side, self.excess_to) if self.arm == "gain" else (self.excess_to, self.side)
        if self.component == "net":
            run.move_net(excess, giver, taker, held_by=self.side)
        else:
            run.move(excess, giver, taker, self.component)
        if on.is_exact:
            inputs = (before, Input("limit", most, "money"), *run.used(self.max), Input("excess", excess, "money"))
            after = run.held(self.side, self.component)
            rule = "limit.reached" if excess > 0 else "limit.not_reached"
            about = (self.side, self.excess_to, self.arm, self.component)
            step = run.record(self.side, rule, after, inputs, clause=self.clause, about=about)
            run.changed(step, "performance" if self.component == "performance" else "cost", self.side, self.excess_to)
