"""gate: a condition without which an arm is not shared (or only in part); what is not shared goes to one side."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from gainshare.core.commercial.run import Arm, Run
from gainshare.core.commercial.stage import ONE, Stage
from gainshare.core.kernel.amount import amount_of
from gainshare.core.kernel.term import Formula


class Gate(Stage):
    """`gate: {arm: gain, when: "V >= msr*T", else_to: owner}`, with `factor: 1/2` where half is still shared."""

    word: ClassVar[str] = "gate"

    arm: Arm
    """The arm of the variance that the gate stands on."""
    when: Formula
    """The condition under which the arm is shared in full."""
    else_to: str
    """The side that has what is not shared."""
    factor: Formula = amount_of(Fraction(0))
    """The part that is shared all the same when the condition does not hold."""

    def sides(self) -> tuple[str, ...]:
        """Return the side that has what is not shared."""
        return (self.else_to,)

    def apply(self, run: Run) -> None:
        """Close the arm, in whole or in part, where the condition does not hold."""
        on, before = run.on, run.opening[self.arm]
        variance = run.part(run.outputs["V"], self.arm)
        if not on.some(variance > 0):
            return
        holds = run.holds(self.when)
        opened = before * on.where(holds, on.of(ONE), run.number(self.factor))
        run.opening[self.arm] = opened
        withheld = (before - opened) * variance
        held = run.amounts["cost"]
        held[self.else_to] = held[self.else_to] + (withheld if self.arm == "gain" else -withheld)
        if on.is_exact:
            used = run.used(self.when, self.factor)
            step = run.record(
                self.arm,
                "gate.open" if holds else "gate.closed",
                holds,
                used,
                unit="yes_no",
                clause=self.clause,
                about=(self.arm, self.else_to),
            )
            run.changed(step, "cost", self.else_to)
