"""round: where the agreement rounds, who has the odd penny, and in which order ties are settled."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from gainshare.core.commercial.run import Arm, Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.money import Rounding, round_fraction
from gainshare.core.kernel.problem import Fault


class Round(Stage):
    """`round: {places: 2, order: {gain: [owner, nop], pain: [nop, owner]}, odd_penny: first_in_order, within: as_listed}`.

    Rounding runs once, after every other stage, from the top down: the variance, then the sides, then the parties of each
    side, for each component apart; every level adds up to the level above it.
    With `side`, only that side is rounded (`{side: aco, places: 0}`), and another side has what is left.
    """

    word: ClassVar[str] = "round"

    places: int = Field(default=2, ge=0, le=6)
    """Decimal places of the currency's main unit."""
    mode: Rounding = "half_up"
    """How a figure that is rounded by itself is rounded: the variance, a performance payment, or the one side named."""
    side: str | None = None
    """The only side that is rounded; without it, all are."""
    residue_to: str | None = None
    """With `side`: the side that has what is left; needed where there are more than two sides."""
    order: dict[Arm, tuple[str, ...]] = {}
    """The sides in the order in which they are given an odd penny, by the arm of the variance."""
    odd_penny: Literal["largest_remainder", "first_in_order"] = "largest_remainder"
    """Who has an odd penny between sides: the largest remainder (ties in `order`), or the first in `order` whatever the remainders."""
    within: Literal["as_listed"] | dict[str, tuple[str, ...]] = "as_listed"
    """Between the parties of a side the largest remainder has an odd penny; ties in the order of the key, or in the order given by side."""

    @model_validator(mode="after")
    def _stated(self) -> Round:
        if self.side is None and self.odd_penny == "first_in_order" and set(self.order) != {"gain", "pain"}:
            raise Fault("The odd penny goes to the first in order, but the order is not stated.", "Give `order` for gain and for pain.")
        if self.side is not None and self.residue_to == self.side:
            raise Fault("A side cannot have what is left of its own rounding.", "Name another side in `residue_to`.")
        return self

    def sides(self) -> tuple[str, ...]:
        """Return the one side that is rounded, and the side that has what is left; none where all are rounded at the end."""
        return tuple(side for side in (self.side, self.residue_to) if side is not None)

    def apply(self, run: Run) -> None:
        """Round the one side named, where the notation does so; everything else is rounded when the run ends."""
        if self.side is None or not run.on.is_exact:
            return
        exact = run.net(self.side)
        rounded = round_fraction(exact, self.places, self.mode)
        if rounded == exact:
            return
        taker = self.residue_to or self._other(run)
        before = run.holding(self.side, "net", label="before")
        run.move(exact - rounded, self.side, taker, "cost")
        step = run.record(self.side, "round.side", rounded, (before,), clause=self.clause, about=(self.side, taker))
        run.changed(step, "cost", self.side, taker)

    def _other(self, run: Run) -> str:
        others = [name for name in run.amounts["cost"] if name != self.side]
        if len(others) != 1:
            raise Fault("Rounding one side leaves a residue, and more than one side could have it.", "Name the side in `residue_to`.")
        return others[0]
