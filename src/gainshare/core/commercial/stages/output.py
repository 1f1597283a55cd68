"""output: figures that follow from the result, such as the price paid or the fee: named, computed, and shared by nobody."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, model_validator

from gainshare.core.commercial.run import Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.term import Formula, Name


class Output(Stage):
    """`output: {fee: target_fee + seller}`; an amount may use inputs, T, V, what sides and parties have, and earlier outputs."""

    word: ClassVar[str] = "output"

    figures: Annotated[dict[Name, Formula], Field(min_length=1)]
    """Each figure by name, computed in this order."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, value: object) -> object:
        if not isinstance(value, dict) or isinstance(value.get("figures"), dict):
            return value
        return {"figures": {key: item for key, item in value.items() if key != "clause"}, "clause": value.get("clause", "")}

    def sides(self) -> tuple[str, ...]:
        """Return no side: an output changes nothing."""
        return ()

    def apply(self, run: Run) -> None:
        """Compute each figure."""
        for name, formula in self.figures.items():
            value = run.outputs[name] = run.number(formula) + run.zero
            if run.on.is_exact:
                run.position = ""
                run.record(f"output.{name}", "output", value, run.used(formula), clause=self.clause, about=(name,))


def write_output(stage: Output) -> object:
    """Return an output stage as an agreement file holds it."""
    return {name: formula.text for name, formula in stage.figures.items()}


OutputTerm = Annotated[Output, PlainSerializer(write_output)]
