"""levy: a part of one side's gain or pain leaves the alliance, such as a government's sequestration."""

from __future__ import annotations

from typing import ClassVar

from gainshare.core.commercial.run import COMPONENTS, Arm, Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import Formula


class Levy(Stage):
    """`levy: {arm: gain, side: nop, rate: 2%, to: treasury}`."""

    word: ClassVar[str] = "levy"

    arm: Arm
    """The sign of the side's own amount, when it is reached, on which the levy falls."""
    side: str
    """The side that bears it."""
    rate: Formula
    """The part that is taken."""
    to: str = "levy"
    """Who has it: a name outside the alliance."""

    def sides(self) -> tuple[str, ...]:
        """Return the side that bears the levy."""
        return (self.side,)

    def apply(self, run: Run) -> None:
        """Take the part from the side."""
        on, net = run.on, run.net(self.side)
        on_arm = net > 0 if self.arm == "gain" else net < 0
        if not on.some(on_arm):
            return
        before, rate = run.holding(self.side, "net", label="before"), run.number(self.rate)
        taken = run.zero
        for component in COMPONENTS:
            held = run.amounts[component]
            if self.side in held:
                part = on.where(on_arm, held[self.side] * rate, run.zero)
                held[self.side] = held[self.side] - part
                taken = taken + part
                run.levies[component][self.to] = run.levies[component].get(self.to, run.zero) + part
        if on.is_exact:
            inputs = (before, Input("rate", rate, "share"), *run.used(self.rate))
            step = run.record(self.side, "levy", taken, inputs, clause=self.clause, about=(self.side, self.to, self.arm))
            run.changed(step, "cost", self.side)
