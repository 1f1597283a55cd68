"""The reference engine: plain Python over every record, slow and obvious. What it says is the truth that faster engines are held to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from gainshare.core.performance.query import (
    Age,
    AllOf,
    Among,
    AnyCondition,
    AnyOf,
    Asked,
    Changed,
    Group,
    Has,
    HasPair,
    Latest,
    LatestScore,
    NoneOf,
    OpenFor,
    Pair,
    People,
    PersonDays,
    PersonTotal,
    Quantity,
    Recorded,
    Rows,
    Total,
    Window,
)
from gainshare.core.performance.records import Counted, Membership, Test
from gainshare.engines.base import DatasetFile, QualityNote, held, of_each
from gainshare.engines.reading import Record, Value, read_records
from gainshare.engines.reference_quality import quality_notes
from gainshare.engines.stays import Stay, counted_stays, meets, stays_of


@dataclass(frozen=True, slots=True)
class Person:
    """A person as counted in a window."""

    id: str
    """Who."""
    entered: date
    """The first day of the stay that is counted; of several, of the last."""


class Reference:
    """The reference engine over files of records."""

    def __init__(self, files: Mapping[str, DatasetFile]) -> None:
        """Read every dataset.

        Raises:
            Invalid: a file cannot be read, or lacks a column.
        """
        self.files = files
        self.rows = of_each(files, read_records)

    def answer(self, asked: Asked) -> list[list[Mapping[Group, Fraction]]]:
        """Return every quantity in every window where it is wanted."""
        lookup = Lookup(self.rows, asked)
        return [
            [lookup.quantity(quantity, window) if is_wanted else {} for window, is_wanted in zip(asked.windows, wanted, strict=True)]
            for quantity, wanted in zip(asked.quantities, asked.wanted, strict=True)
        ]

    def quality(self, memberships: Sequence[Membership], today: date | None) -> tuple[QualityNote, ...]:
        """Return what is worth knowing about every dataset."""
        datasets = {name: file.dataset for name, file in self.files.items()}
        members = stays_of(self.rows, datasets, memberships) if memberships else None
        return tuple(note for name, file in self.files.items() for note in quality_notes(file, self.rows[name], members, today))


class Lookup:
    """Every record at hand, to answer one question."""

    def __init__(self, rows: Mapping[str, list[Record]], asked: Asked) -> None:
        """Keep the records by dataset, and by dataset and person."""
        self.rows = rows
        self.asked = asked
        self._stays: dict[str, Mapping[str, list[Stay]]] = {}
        self.of_person: Mapping[str, Mapping[str, list[Record]]] = {name: _by_person(records) for name, records in rows.items()}

    def stays(self, population: str) -> Mapping[str, list[Stay]]:
        """Return a population's members with their stays."""
        if population not in self._stays:
            self._stays[population] = stays_of(self.rows, self.asked.datasets, self.asked.populations[population][0])
        return self._stays[population]

    def quantity(self, quantity: Quantity, window: Window) -> Mapping[Group, Fraction]:
        """Return one quantity in one window."""
        match quantity:
            case People():
                return {(): Fraction(len(self.people(quantity.among, window)))}
            case PersonDays():
                return {(): Fraction(sum(self._days_of(person, quantity.among, window) for person in self.at_risk(quantity.among, window)))}
            case Rows():
                return _counted(quantity, self.records(quantity, window))
            case Total():
                return self._total(quantity, window)
            case PersonTotal():
                values = (self._person_value(person, quantity.value, window) for person in self.people(quantity.among, window))
                return {(): sum((value**quantity.power for value in values if value is not None), Fraction(0))}

    # -- people ------------------------------------------------------------------------------------------------

    def people(self, among: Among, window: Window) -> list[str]:
        """Return the people of a population who are counted in a window and meet the condition."""
        return self._members(among, window, at_risk=False)

    def at_risk(self, among: Among, window: Window) -> list[str]:
        """Return the people of a population who were members on any day of a window and meet the condition."""
        return self._members(among, window, at_risk=True)

    def _members(self, among: Among, window: Window, *, at_risk: bool) -> list[str]:
        counted: Counted = "on_any_day" if at_risk else self.asked.populations[among.population][1]
        found = []
        for person, stays in self.stays(among.population).items():
            chosen = counted_stays(stays, counted, window)
            if chosen and self.holds(among.when, Person(person, chosen[-1].start), window.last_day):
                found.append(person)
        return found

    def _days_of(self, person: str, among: Among, window: Window) -> int:
        return sum(stay.days_in(window) for stay in self.stays(among.population)[person])

    # -- conditions --------------------------------------------------------------------------------------------

    def holds(self, condition: AnyCondition | None, person: Person, day: date) -> bool:
        """Return whether a person meets a condition on a day."""
        return condition is None or self._judges[type(condition)](condition, person, day)

    @cached_property
    def _judges(self) -> Mapping[type[AnyCondition], Callable[..., bool]]:
        """Return what judges each kind of condition."""
        return {
            Has: self._has,
            Latest: self._latest,
            Age: lambda condition, person, day: _is_of_age(condition, self._born(condition, person), day),
            OpenFor: lambda condition, person, day: (day - person.entered).days >= condition.open_for,
            AllOf: lambda condition, person, day: all(self.holds(inner, person, day) for inner in condition.all_of),
            AnyOf: lambda condition, person, day: any(self.holds(inner, person, day) for inner in condition.any_of),
            NoneOf: lambda condition, person, day: not any(self.holds(inner, person, day) for inner in condition.none_of),
            Recorded: lambda condition, person, day: self.is_recorded(condition.recorded, person, day),
            HasPair: lambda condition, person, day: self._change(condition.pair, person.id, day) is not None,
            Changed: self._changed,
        }

    def _has(self, condition: Has, person: Person, day: date) -> bool:
        return len(self._matching(condition, person, day)) >= condition.at_least

    def _latest(self, condition: Latest, person: Person, day: date) -> bool:
        recent = self._recent(condition.latest, person, day, condition.within)
        last = max((row.day for row in recent if row.day), default=None)
        return any(row.day == last and self._meets(row, condition.where, condition.latest) for row in recent)

    def _changed(self, condition: Changed, person: Person, day: date) -> bool:
        change = self._change(condition.changed, person.id, day)
        if change is None:
            return False
        return change >= condition.by if condition.by >= 0 else change <= condition.by

    def is_recorded(self, condition: AnyCondition, person: Person, day: date) -> bool:
        """Return whether there is any record by which a condition on a person can be judged."""
        match condition:
            case Has():
                return not condition.where or bool(self._matching(condition.model_copy(update={"where": {}}), person, day))
            case Latest():
                return bool(self._recent(condition.latest, person, day, condition.within))
            case Age():
                return self._born(condition, person) is not None
            case AllOf(all_of=inner) | AnyOf(any_of=inner) | NoneOf(none_of=inner):
                return all(self.is_recorded(one, person, day) for one in inner)
            case _:
                return True

    def _matching(self, condition: Has, person: Person, day: date) -> list[Record]:
        dataset = self.asked.datasets[condition.has]
        mine = self.of_person[condition.has].get(person.id, [])
        if dataset.is_dated:
            mine = self._recent(condition.has, person, day, condition.within)
        elif dataset.is_spell and condition.within is None:
            mine = [row for row in mine if row.covers(day)]
        elif dataset.is_spell:
            since = day - timedelta(days=(condition.within or 1) - 1)
            mine = [row for row in mine if row.is_sound_spell and row.start and row.start <= day and (row.end is None or row.end >= since)]
        return [row for row in mine if self._meets(row, condition.where, condition.has)]

    def _recent(self, dataset: str, person: Person, day: date, within: int | None) -> list[Record]:
        """Return a person's dated records up to a day, within a look-back."""
        mine = self.of_person[dataset].get(person.id, [])
        return [row for row in mine if row.day and row.day <= day and (within is None or (day - row.day).days < within)]

    def _meets(self, row: Record, where: Mapping[str, Test], dataset: str) -> bool:
        return meets(row, where, self.asked.datasets[dataset])

    def _born(self, condition: Age, person: Person) -> Value:
        births: list[Any] = [row.fields[condition.born] for row in self.of_person[condition.of].get(person.id, [])]
        born: Value = max((birth for birth in births if birth is not None), default=None)
        return born

    # -- scores ------------------------------------------------------------------------------------------------

    def _change(self, pair: Pair, person: str, day: date) -> Fraction | None:
        """Return a person's latest score less the first, if the two can be compared."""
        table = self.asked.conversions[pair.conversion] if pair.conversion else None
        scores: list[tuple[date, Fraction]] = []
        for row in self._recent(pair.of, Person(person, day), day, None):
            score = row.fields[pair.score]
            used = table.get(score) if table is not None and isinstance(score, Fraction) else score
            if row.day and isinstance(used, Fraction):
                scores.append((row.day, used if table is None else held(used)))
        if not scores:
            return None
        first, last = min(day for day, _ in scores), max(day for day, _ in scores)
        is_old = pair.latest_within is not None and (day - last).days >= pair.latest_within
        if is_old or (last - first).days < pair.apart:
            return None
        return max(score for day, score in scores if day == last) - max(score for day, score in scores if day == first)

    def _person_value(self, person: str, value: LatestScore | Pair, window: Window) -> Fraction | None:
        if isinstance(value, Pair):
            return self._change(value, person, window.last_day)
        recent = self._recent(value.of, Person(person, window.last_day), window.last_day, value.within)
        scored = [(row.day, row.fields[value.field]) for row in recent if self._meets(row, value.where, value.of)]
        known = [(day, score) for day, score in scored if day and isinstance(score, Fraction)]
        return max(known)[1] if known else None

    # -- records -----------------------------------------------------------------------------------------------

    def records(self, quantity: Rows | Total, window: Window) -> Iterator[Record]:
        """Yield the records of a window that a quantity counts."""
        people = None if quantity.among is None else set(self.at_risk(quantity.among, window))
        for row in self.rows[quantity.of]:
            if row.day is None or not window.first_day <= row.day <= window.last_day or not self._meets(row, quantity.where, quantity.of):
                continue
            if quantity.among is None or (row.person in (people or ()) and self._is_member(quantity.among, row)):
                yield row

    def _is_member(self, among: Among, row: Record) -> bool:
        stays = self.stays(among.population).get(row.person or "", [])
        return any(stay.start <= row.day <= stay.end for stay in stays if row.day)

    def _total(self, quantity: Total, window: Window) -> Mapping[Group, Fraction]:
        sums: dict[Group, Fraction] = defaultdict(Fraction)
        for row in self.records(quantity, window):
            value = row.fields[quantity.field]
            sums[_group(row, quantity.by)] += value**quantity.power if isinstance(value, Fraction) else 0
        return sums


def _by_person(records: Iterable[Record]) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for row in records:
        if row.person is not None:
            found[row.person].append(row)
    return found


def _is_of_age(condition: Age, born: Value, day: date) -> bool:
    if isinstance(born, Fraction):
        age = day.year - int(born)
    elif isinstance(born, date):
        age = day.year - born.year - ((day.month, day.day) < (born.month, born.day))
    else:
        return False
    return condition.age.at_least <= age and (condition.age.at_most is None or age <= condition.age.at_most)


def _counted(quantity: Rows, records: Iterable[Record]) -> Mapping[Group, Fraction]:
    if quantity.once_per == "record":
        counts = Counter(_group(row, quantity.by) for row in records)
    elif quantity.once_per == "person_day":
        counts = Counter(group for group, *_ in {(_group(row, quantity.by), row.person, row.day) for row in records if row.person})
    else:
        counts = Counter(group for group, _ in {(_group(row, quantity.by), row.person) for row in records if row.person})
    return {group: Fraction(count) for group, count in counts.items()}


def _group(row: Record, by: tuple[str, ...]) -> Group:
    values = (row.fields[name] for name in by)
    return tuple(None if value is None else str(value) for value in values)
