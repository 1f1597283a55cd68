"""What is asked of records, whatever engine answers: conditions on a person, and quantities over a window of days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, Union

from pydantic import Discriminator, Field, Tag, model_validator

from gainshare.core.kernel.period import Month, Period
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Id, Term
from gainshare.core.performance.records import Counted, Dataset, Days, Membership, Where


@dataclass(frozen=True, slots=True)
class Window:
    """A run of whole months that something is counted over; what is asked of a point in time is asked of its last day."""

    first: Month
    """Its first month."""
    last: Month
    """Its last month."""

    @classmethod
    def of(cls, period: Period) -> Window:
        """Return the window of a period."""
        return cls(period.first, period.last_month)

    @property
    def first_day(self) -> date:
        """Its first day."""
        return self.first.first_day

    @property
    def last_day(self) -> date:
        """Its last day, which counts."""
        return self.last.last_day

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last_day - self.first_day).days + 1


# -- conditions -----------------------------------------------------------------------------------------------


class Has(Term):
    """The person has records: dated ones within a look-back, or ones that last over the last day."""

    has: Id
    """The dataset."""
    where: Where = {}
    """Which of its records."""
    within: Days | None = None
    """Only records of the last so many days, the last day of the period among them; without it, any up to that day."""
    at_least: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """How many records it takes."""


class Latest(Term):
    """The person's latest record meets a test. If there are several on that day, one of them is enough."""

    latest: Id
    """The dataset."""
    where: Where
    """What the latest record must be."""
    within: Days | None = None
    """How far back a record may lie; without it, any up to the last day of the period."""


class AgeRange(Term):
    """From one age to another, both of which belong to it."""

    at_least: Annotated[int, Field(ge=0, le=200)] = 0
    """The lowest age, in years."""
    at_most: Annotated[int, Field(ge=0, le=200)] | None = None
    """The highest age, in years; without it there is none."""

    @model_validator(mode="after")
    def _holds_an_age(self) -> AgeRange:
        if self.at_most is not None and self.at_most < self.at_least:
            raise Fault(f"The lowest age, {self.at_least}, is above the highest, {self.at_most}.", "Write the lower one as `at_least`.")
        return self


class Age(Term):
    """The person's age on the last day: completed years if the day of birth is held, else the calendar year less the year of birth."""

    age: AgeRange
    """The ages that are meant."""
    of: Id
    """The dataset that holds the year or the day of birth."""
    born: str
    """Its field: a whole number for the year, a date for the day. If a person's records differ, the latest counts."""


class OpenFor(Term):
    """The person has been a member without a break for so many days before the last day."""

    open_for: Days
    """Days between the first day of membership and the last day of the period."""


class AllOf(Term):
    """Every one of some conditions is met."""

    all_of: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """The conditions."""


class AnyOf(Term):
    """At least one of some conditions is met."""

    any_of: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """The conditions."""


class NoneOf(Term):
    """Not one of some conditions is met."""

    none_of: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """The conditions."""


class Recorded(Term):
    """There is a record from which a condition can be judged at all; made by the rule for missing records, not written.

    Whether a person has any record at all can always be judged: having none is the answer.
    """

    recorded: Condition
    """The condition that is to be judged."""


class Pair(Term):
    """A person's first score and the latest one."""

    of: Id
    """The dataset of scores."""
    score: str
    """Its field."""
    conversion: Id | None = None
    """The conversion table that turns the score as recorded into the one that is used."""
    latest_within: Days | None = None
    """How old the latest score may be on the last day of the period."""
    apart: Days = 1
    """How many days at least lie between the two."""


class HasPair(Term):
    """The person has two scores that can be compared; made from a pair, not written."""

    pair: Pair
    """The pair."""


class Changed(Term):
    """The latest score is better than the first by so much; made from a pair, not written."""

    changed: Pair
    """The pair."""
    by: Fraction
    """The least difference between latest and first that counts; below zero where a lower score is better."""


def keyed_union(*models: type[Term], error: str) -> Any:  # noqa: ANN401
    """Return the type of a value that is one of some terms, told apart by their first field.

    Args:
        models: the terms, of which each begins with a field of its own.
        error: the kind of error that a value of none of these kinds is; its wording stands with the others.
    """
    by_key = {_first_field(model): model for model in models}

    def tag_of(value: object) -> str | None:
        if isinstance(value, dict):
            return next((model.__name__ for key, model in by_key.items() if key in value), None)
        return next((model.__name__ for model in models if isinstance(value, model)), None)

    chosen = Discriminator(tag_of, custom_error_type=error, custom_error_message=error)
    # The tag is part of the path of an error: by the first field's name it would lead to that field's value.
    return Annotated[Union[tuple(Annotated[model, Tag(model.__name__)] for model in models)], chosen]  # noqa: UP007


def _first_field(model: type[Term]) -> str:
    name, field = next(iter(model.model_fields.items()))
    return field.alias or name


CONDITIONS = (Has, Latest, Age, OpenFor, AllOf, AnyOf, NoneOf)
MADE_CONDITIONS = (Recorded, HasPair, Changed)
if TYPE_CHECKING:
    Condition = Has | Latest | Age | OpenFor | AllOf | AnyOf | NoneOf
else:
    Condition = keyed_union(*CONDITIONS, error="condition")
"""A condition on a person, as it is written."""
AnyCondition = Has | Latest | Age | OpenFor | AllOf | AnyOf | NoneOf | Recorded | HasPair | Changed
"""Every condition that an engine answers."""
for _model in (AllOf, AnyOf, NoneOf, Recorded):
    _model.model_rebuild()


def both(*conditions: AnyCondition | None) -> AnyCondition | None:
    """Return the condition that all of those given make together; None if none is given."""
    given = tuple(condition for condition in conditions if condition is not None)
    if len(given) < 2:
        return given[0] if given else None
    return AllOf.model_construct(all_of=given)  # type: ignore[arg-type]  # conditions that are made stand within ones that are written


def neither(conditions: Sequence[AnyCondition]) -> AnyCondition | None:
    """Return the condition that none of those given is met; None if none is given."""
    return NoneOf.model_construct(none_of=tuple(conditions)) if conditions else None  # type: ignore[arg-type]  # the same


# -- quantities -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Among:
    """The people that something is counted among: members of a population who meet a condition on the window's last day."""

    population: str
    """The population's id."""
    when: AnyCondition | None = None
    """The condition; None for every member."""


@dataclass(frozen=True, slots=True)
class People:
    """How many people there are, by the population's own rule of who is counted."""

    among: Among
    """Who."""


@dataclass(frozen=True, slots=True)
class PersonDays:
    """How many days they were members in the window, each person's day once."""

    among: Among
    """Who, of those who were members on any day of the window."""


@dataclass(frozen=True, slots=True)
class Rows:
    """How many records there are in the window; of people, only those dated on a day of their membership."""

    of: str
    """The dataset, whose records are dated."""
    where: Mapping[str, Any]
    """Which of its records (field → Test)."""
    among: Among | None = None
    """Whose, of those who were members on any day of the window; None for every record."""
    once_per: Literal["record", "person_day", "person"] = "record"
    """Whether each record counts, or each person once a day, or each person once in the window."""
    by: tuple[str, ...] = ()
    """Fields by whose values the answer is divided."""


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a field over records in the window, or of its square; a blank adds nothing."""

    of: str
    """The dataset, whose records are dated."""
    field: str
    """The field, a whole number or a number."""
    where: Mapping[str, Any]
    """Which of its records."""
    among: Among | None = None
    """Whose; None for every record."""
    by: tuple[str, ...] = ()
    """Fields by whose values the answer is divided."""
    power: Literal[0, 1, 2] = 1
    """0 counts the records that have the field, 1 adds it up, 2 adds up its square."""


@dataclass(frozen=True, slots=True)
class LatestScore:
    """A person's latest score; of several on one day, the highest."""

    of: str
    """The dataset."""
    field: str
    """Its field."""
    where: Mapping[str, Any]
    """Which of its records."""
    within: int | None = None
    """How many days back it may lie."""


@dataclass(frozen=True, slots=True)
class PersonTotal:
    """The sum over people of a score or of a change of score, or of its square; people without one add nothing."""

    among: Among
    """Who, by the population's own rule of who is counted."""
    value: LatestScore | Pair
    """What is added: the latest score, or the latest less the first."""
    power: Literal[0, 1, 2] = 1
    """0 counts the people who have the value, 1 adds it up, 2 adds up its square."""


Quantity = People | PersonDays | Rows | Total | PersonTotal
"""A figure that an engine works out from records, for each window."""
Group = tuple[str | None, ...]
"""The values of the fields that an answer is divided by, as text; empty where it is not divided."""
Answer = Mapping[Group, Fraction]
"""A quantity in one window."""


@dataclass(frozen=True)
class Asked:
    """All that a run asks of the records: every quantity in every window."""

    datasets: Mapping[str, Dataset]
    """The datasets."""
    populations: Mapping[str, tuple[tuple[Membership, ...], Counted]]
    """For each population, whose records make its members, and who is counted."""
    conversions: Mapping[str, Mapping[Fraction, Fraction]]
    """The conversion tables, read."""
    windows: tuple[Window, ...]
    """The windows."""
    quantities: tuple[Quantity, ...]
    """What is asked for."""
    wanted: tuple[tuple[bool, ...], ...]
    """For each quantity, in which of the windows it is asked for."""


Answers = Sequence[Sequence[Answer]]
"""For each quantity, its answer in each window, in the order asked; a quantity's answer where it was not asked for means nothing."""


class Engine(Protocol):
    """Something that answers questions of records."""

    def answer(self, asked: Asked) -> Answers:
        """Return every quantity in every window where it is wanted; where nothing is found, the answer is empty, which is 0."""
        ...
