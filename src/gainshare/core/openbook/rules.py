"""The open-book rules of an agreement: limbs, cost types, categories, what is allowable, what passes through, and what is checked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from gainshare.core.kernel.period import Month
from gainshare.core.kernel.term import ExactNumber, Id, Share, Term, Words

LinesSeenBy = Literal["finance_group", "owners", "all_parties"]
"""Who sees a party's cost line by line besides the party: the alliance's finance group, the owners' finance leads too, or every party."""
PassThrough = Literal["include", "exclude", "only"]
"""Whether pass-through cost counts in a figure."""


class CostType(Term):
    """`{id: overhead, limb: 2}`."""

    id: Id
    """What cost lines call it."""
    limb: Annotated[int, Field(ge=1, le=3)]
    """1 reimbursable cost, 2 fee (corporate overhead and margin), 3 risk or reward."""
    name: str = ""
    """What it is called on screen."""


class Category(Term):
    """`{name: "Pay: wards", cost_type: direct}`."""

    name: Words
    """What cost lines call it."""
    cost_type: Id
    """The cost type it belongs to."""
    parties: tuple[Id, ...] = ()
    """The parties that use it; empty for all."""
    allowable: bool = True
    """Whether it counts in the actual outturn cost."""
    pass_through: bool = False
    """Whether it is agreed cost that nobody can influence."""
    why: str = ""
    """Why it is or is not allowable."""


class Movement(Term):
    """`{more_than: 15%, and_amount: 5000}`: what counts as a movement that needs a note."""

    more_than: Share
    """The change from the month before, as a part of it."""
    and_amount: ExactNumber
    """The change in the main unit of the currency; both must be passed."""


class PriceBase(Term):
    """At which price level target and actual stand, and how the one is brought to the other."""

    target: Words
    """The price level of the target, such as `outturn` or `2023/24`."""
    actual: Words
    """The price level of the actual."""
    index: str = ""
    """The index rule, where they differ."""


class Definitions(Term):
    """What the parties have agreed about the words “cost” and “outturn”; nothing is assumed for them."""

    fee_in_outturn: Literal["in", "out"] | None = None
    """Whether limb 2 is part of the target and of the actual."""
    owners_costs: Literal["in", "out"] | None = None
    """Whether the owners' own costs are part of them."""
    disallowed_cost: Literal["left_out", "counted"] | None = None
    """What happens to cost that is not allowable."""
    certified_by: str = ""
    """Who certifies the actual outturn cost."""


class OpenBookRules(Term):
    """`open_book: {cost_types: [...], categories: [...], ...}`."""

    cost_types: Annotated[tuple[CostType, ...], Field(min_length=1)] = (
        CostType(id="direct", limb=1),
        CostType(id="overhead", limb=2),
        CostType(id="margin", limb=2),
    )
    """The cost types and their limbs."""
    categories: tuple[Category, ...] = ()
    """The categories; empty if any word will do."""
    movement: Movement | None = None
    """Which movements between months need a note; without it, none."""
    return_due_day: Annotated[int, Field(ge=1, le=28)] | None = None
    """The day of the following month by which a return is due."""
    lines_seen_by: LinesSeenBy = "finance_group"
    """Who sees a party's cost line by line besides the party itself; everybody else sees its totals."""
    price_base: PriceBase | None = None
    """The price level of target and actual."""
    definitions: Definitions = Definitions()
    """What counts as cost."""
    clause: str = Field(default="", max_length=200)
    """The clause that says so."""


def due_on(month: Month, rules: OpenBookRules) -> date | None:
    """Return the day by which the return of a month is due, which may be a Saturday or a holiday; None if the agreement names no day."""
    if rules.return_due_day is None:
        return None
    return month.next().first_day.replace(day=rules.return_due_day)
