"""modify: one side's gain or pain is multiplied by a factor that performance decides; the difference goes to another side."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.commercial.run import COMPONENTS, Arm, Run
from gainshare.core.commercial.stage import ONE, CurveOrName, Reading, Stage
from gainshare.core.kernel.amount import Amount
from gainshare.core.kernel.numbers import Number, Truth
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import AMOUNT_SCHEMA, Formula, Term


class Case(Term):
    """`{when: ops < 0, factor: 1/2}`, or `{otherwise: 1}` for the last."""

    when: Formula | None = None
    """The condition; the last case has none."""
    factor: Formula
    """The factor where the condition is the first that holds."""

    @model_validator(mode="before")
    @classmethod
    def _last(cls, value: object) -> object:
        if isinstance(value, dict) and "otherwise" in value:
            if len(value) > 1:
                raise Fault("`otherwise` stands alone.", "Write the last case as {otherwise: factor}.")
            return {"factor": value["otherwise"]}
        return value


def _write_case(case: Case) -> object:
    return {"otherwise": case.factor.text} if case.when is None else {"when": case.when.text, "factor": case.factor.text}


CASE_SCHEMA = {
    "type": "object",
    "properties": {"when": AMOUNT_SCHEMA, "factor": AMOUNT_SCHEMA, "otherwise": AMOUNT_SCHEMA},
    "additionalProperties": False,
    "minProperties": 1,
}
CaseTerm = Annotated[Case, PlainSerializer(_write_case), WithJsonSchema(CASE_SCHEMA)]


class Modify(Stage):
    """`modify: {arm: gain, side: nop, other: owner, cases: [{when: ops < 0, factor: 1/2}, {otherwise: 1}]}`.

    In place of `cases` there may be a `score` and a `curve`.
    """

    word: ClassVar[str] = "modify"

    arm: Arm
    """The sign of the side's own amount, when it is reached, on which the factor works."""
    side: str
    """The side whose amount is multiplied."""
    other: str
    """The side that has the difference."""
    score: Formula | None = None
    """The score at which the curve is read."""
    curve: CurveOrName | None = None
    """The factor as a curve of the score."""
    cases: tuple[CaseTerm, ...] = ()
    """The factor by cases: the first whose condition holds."""

    @model_validator(mode="after")
    def _one_way(self) -> Modify:
        by_curve = self.curve is not None and self.score is not None
        if by_curve == bool(self.cases) or (self.curve is None) != (self.score is None):
            raise Fault("A factor is given by a curve or by cases.", "Give either `score` and `curve`, or `cases`.")
        if self.cases and (self.cases[-1].when is not None or any(case.when is None for case in self.cases[:-1])):
            raise Fault("The cases do not cover everything.", "End the cases, and only the last, with {otherwise: factor}.")
        return self

    def sides(self) -> tuple[str, ...]:
        """Return the side whose amount is multiplied, and the side that has the difference."""
        return (self.side, self.other)

    def apply(self, run: Run) -> None:
        """Multiply the side's amount on the arm by the factor."""
        on, net = run.on, run.net(self.side)
        on_arm = net > 0 if self.arm == "gain" else net < 0
        if not on.some(on_arm):
            return
        before = run.holding(self.side, "net", label="before")
        factor = on.where(on_arm, self._factor(on_arm, run), on.of(ONE))
        for component in COMPONENTS:
            held = run.amounts[component]
            if self.side in held:
                run.move(held[self.side] * (1 - factor), self.side, self.other, component)
        if on.is_exact:
            inputs = (before, Input("factor", factor, "share"), *run.used(*self._deciding()))
            step = run.record(self.side, "modify", run.net(self.side), inputs, clause=self.clause, about=(self.side, self.other, self.arm))
            for component in COMPONENTS:
                run.changed(step, component, self.side, self.other)

    def _factor(self, on_arm: Truth, run: Run) -> Number:
        if self.curve is not None and self.score is not None:
            return Reading.model_construct(score=self.score, curve=self.curve).at(run)
        on = run.on
        waiting, factor = on_arm, run.zero
        for case in self.cases:
            applies = waiting if case.when is None else on.both(waiting, run.holds(case.when))
            if on.some(applies):
                factor = on.where(applies, run.number(case.factor), factor)
                waiting = on.both(waiting, on.negation(applies))
            if not on.some(waiting):
                break
        return factor

    def _deciding(self) -> tuple[Amount | None, ...]:
        return (self.score, *(case.when for case in self.cases))
