"""One line of workings: every rule returns one with its result, and every explanation is made from them alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NamedTuple

Unit = Literal["money", "number", "share", "score", "yes_no", "text"]
"""How a value is shown: money in the agreement's currency, a plain number, a fraction as a percentage, a score, yes or no, or words."""

Value = Fraction | bool | str


class Input(NamedTuple):
    """One value that a rule used."""

    name: str
    """What the value is called in the rule."""
    value: Value
    """The value used, exact."""
    unit: Unit = "number"
    """How the value is shown."""
    step: str = ""
    """Name of the Step that made the value; empty if it was given."""


class Selection(NamedTuple):
    """The rows behind an aggregate: kept as a question, so that the rows are listed only when somebody asks."""

    table: str
    """Which rows: `costs`, `targets`, `observations`, `payments` or `facts`."""
    period: str
    """The period word that the rows fall in."""
    parties: tuple[str, ...] = ()
    """The parties whose rows count; empty for every party."""
    limbs: tuple[int, ...] = ()
    """The limbs that count; empty for every limb."""
    measure: str = ""
    """The measure, for an observation, or the name of a fact."""


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that was applied: its inputs, its result, and the clause that says so."""

    name: str
    """Unique in its run, such as `share.gain.1.nop`; a later Step names it in its inputs."""
    rule: str
    """Which rule it was, such as `share.band`: the key of its wording."""
    result: Value
    """What came out, exact."""
    inputs: tuple[Input, ...] = ()
    """What went in, in the order in which the rule names it."""
    unit: Unit = "money"
    """How the result is shown."""
    clause: str = ""
    """The clause of the agreement that holds the rule; empty if it names none."""
    about: tuple[str, ...] = ()
    """What the result belongs to: a side, a party, a component, a measure."""
    source: Selection | None = None
    """The rows that the result was summed from."""


class Workings:
    """A sequence of Steps that can be asked for by name."""

    __slots__ = ("_by_name", "steps")

    def __init__(self, steps: Sequence[Step]) -> None:
        """Keep the Steps in the order in which they were made."""
        self.steps = tuple(steps)
        self._by_name = {step.name: step for step in self.steps}

    def __iter__(self) -> Iterator[Step]:
        """Yield the Steps in the order in which they were made."""
        return iter(self.steps)

    def __len__(self) -> int:
        """Return how many Steps there are."""
        return len(self.steps)

    def __contains__(self, name: str) -> bool:
        """Return whether a Step has this name."""
        return name in self._by_name

    def __getitem__(self, name: str) -> Step:
        """Return the Step of this name; KeyError if there is none."""
        return self._by_name[name]
