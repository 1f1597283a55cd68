"""What each name in a regime stands for: a target, an actual, a forecast, a score, a sum of money, or a fact."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.kernel.money import Rounding
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import ExactNumber, Id, Term

KINDS = ("target", "actual", "forecast", "score", "money", "fact")
"""The kinds of figure that a regime can use."""
ShareRole = Literal["owner", "non_owner_participant"]


class Binding(Term):
    """`{target: adjusted, role: non_owner_participant, limbs: [2], months: year}`: one figure, by kind and selection."""

    target: Literal["adjusted", "original"] | None = None
    """The target outturn cost, with or without its agreed adjustments."""
    actual: Literal["accepted", "submitted"] | None = None
    """The actual outturn cost: of accepted submissions only, or of everything handed in."""
    forecast: Literal["remaining_target", "run_rate", "own"] | None = None
    """The forecast outturn cost, by method."""
    score: Id | None = None
    """A score: `overall`, or the id of a key result area or measure."""
    money: ExactNumber | None = None
    """A fixed sum of money, in the main unit of the currency."""
    fact: Id | None = None
    """A figure or a yes/no that the alliance records for each period."""
    role: ShareRole | None = None
    """Only the parties with this role; a party that is an owner counts as an owner only."""
    parties: tuple[Id, ...] = ()
    """Only these parties."""
    limbs: tuple[Annotated[int, Field(ge=1, le=3)], ...] = ()
    """Only these limbs."""
    pass_through: Literal["include", "exclude", "only"] = "include"
    """Whether pass-through cost counts."""
    work_package: Id | None = None
    """Only this work package."""
    months: Literal["period", "year"] = "period"
    """The months of the period, or of the whole year (the whole project) whatever the period."""
    places: Annotated[int, Field(ge=0, le=6)] | None = None
    """Decimal places to which a score is rounded before it is used."""
    mode: Rounding | None = None
    """How a score is rounded."""
    clause: str = Field(default="", max_length=200)
    """The clause that says so."""

    @model_validator(mode="before")
    @classmethod
    def _one_kind(cls, value: object) -> object:
        if isinstance(value, dict) and sum(value.get(kind) is not None for kind in KINDS) != 1:
            raise Fault("An input is one kind of figure.", f"Give exactly one of {', '.join(KINDS)}.")
        return value

    @model_validator(mode="after")
    def _fitting(self) -> Binding:
        if self.places is not None and self.score is None:
            raise Fault("Only a score has places.", "Remove `places`, or bind the name to a score.")
        if (self.places is None) != (self.mode is None):
            raise Fault("Places and mode go together.", "Give both `places` and `mode`, such as 2 and half_even.")
        if self.kind not in {"target", "actual", "forecast"} and (self.limbs or self.parties or self.role or self.work_package):
            raise Fault(f"A {self.kind} has no parties or limbs to select.", "Remove role, parties, limbs and work_package.")
        return self

    @property
    def kind(self) -> str:
        """Return which kind of figure it is."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


def write_binding(binding: Binding) -> dict[str, Any]:
    """Return a binding as an agreement file holds it: only what is said."""
    return binding.model_dump(mode="json", exclude_defaults=True)


BindingTerm = Annotated[Binding, PlainSerializer(write_binding), WithJsonSchema(Binding.model_json_schema())]
"""A binding, written without the fields that say nothing."""
