"""Facts about people that conditions and scores ask for: each worked out once per dataset and look-back, on any engine's frames."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import ceil, floor
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from gainshare.core.performance.query import (
    Age,
    AllOf,
    AnyCondition,
    AnyOf,
    Asked,
    Changed,
    Has,
    HasPair,
    Latest,
    LatestScore,
    NoneOf,
    OpenFor,
    Pair,
    Recorded,
)
from gainshare.core.performance.records import NUMBER_PLACES, Dataset
from gainshare.engines.base import held
from gainshare.engines.store import Store
from gainshare.engines.where import always, meets

if TYPE_CHECKING:
    import narwhals as nw

    from gainshare.engines.store import Frame

UNITS = 10**NUMBER_PLACES
KEYS = ["w", "person"]
JOINED_AT_ONCE = 6
"""Tables of facts that are joined to people before the result is worked out: more would need more memory at one time."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Records of a dataset within a look-back, of which one thing is asked."""

    dataset: str
    """The dataset."""
    within: int | None
    """The look-back in days."""
    where: Mapping[str, Any]
    """Which records."""
    is_latest: bool
    """Whether it is asked that the latest one meets the test, or how many do."""


Fact = Looked | Age | Pair | LatestScore
"""What is found out about a person on the last day of a window."""


class Facts:
    """The facts that some conditions and scores ask for; each has a column once they are attached to people."""

    def __init__(self, store: Store, asked: Asked) -> None:
        """Begin with none."""
        self.store = store
        self.asked = asked
        self.found: list[Fact] = []
        self.needed: dict[str, None] = {}
        """What conditions read of people in their windows, besides who they are and the last day: `entered`, `year`, `ymd`."""

    def _column(self, fact: Fact) -> nw.Expr:
        import narwhals as nw

        if fact not in self.found:
            self.found.append(fact)
        return nw.col(f"x{self.found.index(fact)}")

    def _need(self, column: str) -> nw.Expr:
        import narwhals as nw

        self.needed[column] = None
        return nw.col(column)

    # -- conditions --------------------------------------------------------------------------------------------

    def holds(self, condition: AnyCondition | None) -> nw.Expr:
        """Return whether a condition is met; true or false, never unknown."""
        match condition:
            case None:
                return always("person")
            case AllOf(all_of=inner):
                return reduce(and_, map(self.holds, inner), always("person"))
            case AnyOf(any_of=inner):
                return reduce(or_, map(self.holds, inner), ~always("person"))
            case NoneOf(none_of=inner):
                return ~reduce(or_, map(self.holds, inner), ~always("person"))
            case Recorded():
                return self.is_recorded(condition.recorded)
            case _:
                return self._leaf(condition).fill_null(False)

    def _leaf(self, condition: AnyCondition) -> nw.Expr:
        import narwhals as nw

        match condition:
            case Has():
                return self._column(Looked(condition.has, condition.within, condition.where, is_latest=False)) >= condition.at_least
            case Latest():
                return self._column(Looked(condition.latest, condition.within, condition.where, is_latest=True))
            case Age():
                return self._is_of_age(condition)
            case OpenFor():
                return nw.col("b") - self._need("entered") >= condition.open_for
            case HasPair():
                return ~self._column(condition.pair).is_null()
            case Changed():
                change = self._column(condition.changed)
                return change >= _least(condition.by) if condition.by >= 0 else change <= _most(condition.by)
            case _:
                raise AssertionError(f"{type(condition).__name__} is made of others")

    def is_recorded(self, condition: AnyCondition) -> nw.Expr:
        """Return whether there is any record by which a condition can be judged."""
        match condition:
            case Has() if condition.where:
                return (self._column(Looked(condition.has, condition.within, {}, is_latest=False)) > 0).fill_null(False)
            case Latest():
                return (self._column(Looked(condition.latest, condition.within, {}, is_latest=False)) > 0).fill_null(False)
            case Age():
                return ~self._column(_birth(condition)).is_null()
            case AllOf(all_of=inner) | AnyOf(any_of=inner) | NoneOf(none_of=inner):
                return reduce(and_, map(self.is_recorded, inner), always("person"))
            case _:
                return always("person")

    def _is_of_age(self, condition: Age) -> nw.Expr:
        import narwhals as nw

        born = self._column(_birth(condition))
        is_year = self.asked.datasets[condition.of].fields[condition.born] == "whole"
        now, year = (self._need("year"), 1) if is_year else (self._need("ymd"), 10_000)
        lived = now - born
        oldest = condition.age.at_most
        return (lived >= condition.age.at_least * year) & (nw.lit(True) if oldest is None else lived < (oldest + 1) * year)

    def value(self, value: LatestScore | Pair) -> nw.Expr:
        """Return a score or a change of score; null where there is none."""
        return self._column(value)

    # -- columns -----------------------------------------------------------------------------------------------

    def attach(self, people: Frame, stays: Frame) -> Frame:
        """Return people in their windows (`w`, `person`, `b` …) with a column for each fact.

        Args:
            people: members of one population, one row for each of their windows.
            stays: that population's stays (`person` …), by which strangers' records are put aside before they meet any window.
        """
        asked_of = people.select(*KEYS, "b")
        for count, (keys, found) in enumerate(self._found_out(asked_of, stays.select("person")), 1):
            people = people.join(found, on=keys, how="left")
            if count % JOINED_AT_ONCE == 0:
                people = self.store.keep(people)
        return people

    def _found_out(self, people: Frame, members: Frame) -> Iterator[tuple[list[str], Frame]]:
        """Yield tables of facts with the columns by which each belongs to people."""
        for dataset, facts in self._looked().items():
            yield KEYS, self._look(people, members, dataset, facts)
        for number, fact in enumerate(self.found):
            if isinstance(fact, Age):
                yield ["person"], self._births(fact, f"x{number}")
            elif isinstance(fact, Pair):
                yield KEYS, self._changes(people, members, fact, f"x{number}")
            elif isinstance(fact, LatestScore):
                yield KEYS, self._scores(people, members, fact, f"x{number}")

    def _looked(self) -> dict[str, dict[str, Looked]]:
        found: dict[str, dict[str, Looked]] = {}
        for number, fact in enumerate(self.found):
            if isinstance(fact, Looked):
                found.setdefault(fact.dataset, {})[f"x{number}"] = fact
        return found

    def _look(self, people: Frame, members: Frame, name: str, facts: Mapping[str, Looked]) -> Frame:
        """Return what is asked of the records of one dataset, in one pass: one row for each person and window that has any."""
        import narwhals as nw

        dataset = self.asked.datasets[name]
        withins = [fact.within for fact in facts.values()]
        widest = None if None in withins and not dataset.is_spell else max(within or 1 for within in withins)
        near = self._near(people, members, name, widest)
        adds: list[nw.Expr] = []
        for column, fact in facts.items():
            is_near = _is_near(dataset, fact.within)
            counts = is_near & meets(fact.where, dataset)
            if fact.is_latest:
                adds.append(nw.when(counts).then(nw.col("day")).max().alias(f"{column}_day"))
                adds.append(nw.when(is_near).then(nw.col("day")).max().alias(f"{column}_last"))
            else:
                adds.append(nw.when(counts).then(1).count().alias(column))
        grouped = near.group_by(*KEYS).agg(*adds)
        return grouped.select(*KEYS, *(_counted_or_met(column, fact) for column, fact in facts.items()))

    def _near(self, people: Frame, members: Frame, name: str, within: int | None) -> Frame:
        """Return the records of people that lie within a look-back of each window's last day, or last over that day."""
        dataset = self.asked.datasets[name]
        own = self.store.table(name).join(members, on="person", how="semi")
        return own.join(people, on="person").filter(_is_near(dataset, within))

    def _births(self, fact: Age, column: str) -> Frame:
        import narwhals as nw

        is_year = self.asked.datasets[fact.of].fields[fact.born] == "whole"
        born = nw.col(f"{'f' if is_year else 'y'}_{fact.born}").max().alias(column)
        return self.store.table(fact.of).filter(~nw.col("person").is_null()).group_by("person").agg(born)

    def _scores(self, people: Frame, members: Frame, fact: LatestScore, column: str) -> Frame:
        import narwhals as nw

        score = nw.col(f"f_{fact.field}")
        near = self._near(people, members, fact.of, fact.within).filter(meets(fact.where, self.asked.datasets[fact.of]) & ~score.is_null())
        near = near.select(*KEYS, "day", score.alias("score"))
        last = near.group_by(*KEYS).agg(nw.col("day").max().alias("last"))
        at_last = near.join(last, on=KEYS).filter(nw.col("day") == nw.col("last"))
        return at_last.group_by(*KEYS).agg(nw.col("score").max().alias(column))

    def _changes(self, people: Frame, members: Frame, pair: Pair, column: str) -> Frame:
        import narwhals as nw

        near = self._near(people, members, pair.of, None).select(*KEYS, "b", "day", nw.col(f"f_{pair.score}").alias("recorded"))
        near = near.filter(~nw.col("recorded").is_null())
        if pair.conversion is None:
            near = near.rename({"recorded": "score"})
        else:
            table = self.asked.conversions[pair.conversion]
            values = [(_decimal(recorded), _decimal(held(used))) for recorded, used in table.items() if recorded == held(recorded)]
            converted = self.store.rows({"recorded": "number", "score": "number"}, values)
            near = near.join(converted, on="recorded")
        ends = near.group_by(*KEYS).agg(nw.col("day").min().alias("first"), nw.col("day").max().alias("last"))
        both = near.join(ends, on=KEYS).filter(nw.col("last") - nw.col("first") >= pair.apart)
        if pair.latest_within is not None:
            both = both.filter(nw.col("b") - nw.col("last") < pair.latest_within)
        scores = both.group_by(*KEYS).agg(
            nw.when(nw.col("day") == nw.col("first")).then(nw.col("score")).max().alias("first_score"),
            nw.when(nw.col("day") == nw.col("last")).then(nw.col("score")).max().alias("last_score"),
        )
        return scores.select(*KEYS, (nw.col("last_score") - nw.col("first_score")).alias(column))


def _counted_or_met(column: str, fact: Looked) -> nw.Expr:
    """Return how many records were found, or whether one of the last day of all is one that meets the test."""
    import narwhals as nw

    return (nw.col(f"{column}_day") == nw.col(f"{column}_last")).fill_null(False).alias(column) if fact.is_latest else nw.col(column)


def _is_near(dataset: Dataset, within: int | None) -> nw.Expr:
    """Return whether a record lies within a look-back of the last day (`b`), or lasts over that day; true or false, never unknown."""
    import narwhals as nw

    b = nw.col("b")
    if dataset.is_dated:
        near = nw.col("day") <= b
        return (near if within is None else near & (b - nw.col("day") < within)).fill_null(False)
    if dataset.is_spell:
        still = nw.col("end").is_null() | (nw.col("end") > b - (within or 1))
        return (is_sound(dataset.ends) & (nw.col("start") <= b) & still).fill_null(False)
    return always("person")


def is_sound(ends: str) -> nw.Expr:
    """Return whether a spell lasts from a known day to the same or a later one, or goes on."""
    import narwhals as nw

    sound = ~nw.col("start").is_null() & ~nw.col("person").is_null()
    return sound & ~nw.col(f"u_{ends}") & (nw.col("end").is_null() | (nw.col("end") >= nw.col("start"))) if ends else sound


def _decimal(number: Fraction) -> Decimal:
    return Decimal(int(number * UNITS)).scaleb(-NUMBER_PLACES)


def _birth(condition: Age) -> Age:
    """Return the fact of a birth, whatever age is asked for."""
    return Age(age={}, of=condition.of, born=condition.born)  # type: ignore[arg-type]  # read as an age range without bounds


def _least(bound: Fraction) -> Decimal:
    return Decimal(ceil(bound * UNITS)).scaleb(-NUMBER_PLACES)


def _most(bound: Fraction) -> Decimal:
    return Decimal(floor(bound * UNITS)).scaleb(-NUMBER_PLACES)
