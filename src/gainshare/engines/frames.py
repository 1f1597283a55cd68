"""The engine for real amounts of records: one definition in narwhals, for DuckDB on a laptop and Spark on a cluster.

Windows are whole months, so that what is counted record by record is added up by month in one pass, and the months by window.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from gainshare.core.performance.query import Among, Asked, Group, People, PersonDays, PersonTotal, Quantity, Rows, Total, Window
from gainshare.core.performance.records import Counted, Dataset, FieldType, Membership
from gainshare.engines.base import Progress, QualityNote
from gainshare.engines.facts import KEYS, Facts
from gainshare.engines.frames_quality import quality_notes
from gainshare.engines.frames_stays import joined, spells_of
from gainshare.engines.store import Store
from gainshare.engines.where import always, count_of, day_number, meets

if TYPE_CHECKING:
    import narwhals as nw

    from gainshare.engines.store import Frame

WIDER = (20, 4)
"""Digits, and those behind the point, of one factor of a square: with it the product has room, and loses no decimal on any engine."""
Part = Rows | Total
Found = list[list[dict[Group, Fraction]]]
Exact = int | Fraction
"""An exact sum."""


class Frames:
    """The engine over a store of records."""

    def __init__(self, store: Store, progress: Progress | None = None) -> None:
        """Keep the store."""
        self.store = store
        self.progress = progress or (lambda _: None)

    def answer(self, asked: Asked) -> Found:
        """Return every quantity in every window where it is wanted."""
        return _Answering(self.store, asked, self.progress).all()

    def quality(self, memberships: Sequence[Membership], today: date | None) -> tuple[QualityNote, ...]:
        """Return what is worth knowing about every dataset."""
        return tuple(quality_notes(self.store, memberships, today, self.progress))


class _Answering:
    """One question being answered."""

    def __init__(self, store: Store, asked: Asked, progress: Progress) -> None:
        self.store = store
        self.asked = asked
        self.progress = progress
        self.found: Found = [[{} for _ in asked.windows] for _ in asked.quantities]
        self.kept_stays: dict[str, Frame] = {}
        self.has_single_stays: dict[str, bool] = {}

    def all(self) -> Found:
        by_people: dict[tuple[str, Counted], list[int]] = {}
        by_month: dict[tuple[str, str | None], list[int]] = {}
        apart: list[int] = []
        for index, quantity in enumerate(self.asked.quantities):
            if isinstance(quantity, People | PersonTotal | PersonDays):
                population = quantity.among.population
                rule: Counted = "on_any_day" if isinstance(quantity, PersonDays) else self._rule(population)
                by_people.setdefault((population, rule), []).append(index)
            elif _adds_up(quantity):
                by_month.setdefault((quantity.of, _population(quantity)), []).append(index)
            else:
                apart.append(index)
        for (population, rule), indexes in by_people.items():
            self.progress(f"{population}: people")
            self._count_people(population, rule, indexes)
        for (dataset, among), indexes in by_month.items():
            self.progress(f"{dataset}: records by month")
            self._count_by_month(dataset, among, indexes)
        for index in apart:
            self._count_apart(index)
        return self.found

    # -- windows and members -----------------------------------------------------------------------------------

    def _windows(self, indexes: Iterable[int]) -> list[int]:
        """Return the windows that any of these quantities is wanted in."""
        chosen = list(indexes)
        return [number for number in range(len(self.asked.windows)) if any(self.asked.wanted[index][number] for index in chosen)]

    def _window_rows(self, numbers: Iterable[int]) -> Frame:
        columns = dict.fromkeys(("w", "a", "b", "year", "ymd"), "whole")
        return self.store.rows(columns, [(number, *_days(self.asked.windows[number])) for number in numbers])  # type: ignore[arg-type]

    def stays(self, population: str) -> Frame:
        """Return who was a member of a population when."""
        if population not in self.kept_stays:
            kept = self.store.keep(spells_of(self.store, self.asked.populations[population][0]))
            if not self._has_each_once(kept):
                kept = self.store.keep(joined(kept))
            self.has_single_stays[population] = self._has_each_once(kept)
            self.kept_stays[population] = kept
        return self.kept_stays[population]

    def _has_each_once(self, stays: Frame) -> bool:
        """Return whether nobody is named twice."""
        import narwhals as nw

        ((rows, people),) = self.store.collect(stays.select(nw.len().alias("rows"), nw.col("person").n_unique().alias("people")))
        return bool(rows == people)

    def _members(self, population: str, windows: Frame, counted: Counted) -> Frame:
        """Return who is a member in each window by a rule, since when without a break, for how many days, and until when."""
        import narwhals as nw

        a, b, start, end = (nw.col(name) for name in ("a", "b", "start", "end"))
        chosen = {
            "on_last_day": (start <= b) & (b <= end),
            "on_first_day": (start <= a) & (a <= end),
            "throughout": (start <= a) & (b <= end),
            "on_any_day": (start <= b) & (a <= end),
        }[counted]
        days = nw.min_horizontal("b", "end") - nw.max_horizontal("a", "start") + 1
        both = self.stays(population).join(windows, how="cross").filter(chosen)
        if self.has_single_stays[population]:
            return both.with_columns(start.alias("entered"), end.alias("until"), days.alias("days"))
        last = (start.max().alias("entered"), end.max().alias("until"))
        return both.group_by("w", "person").agg(*last, days.sum().alias("days")).join(windows, on="w")

    def _counted(self, population: str) -> Counted:
        return self.asked.populations[population][1]

    def _rule(self, population: str) -> Counted:
        """Return by which rule members are looked up: those of the last day are found among those of any day, in one pass with them."""
        counted = self._counted(population)
        return "on_any_day" if counted == "on_last_day" else counted

    # -- people ------------------------------------------------------------------------------------------------

    def _count_people(self, population: str, counted: Counted, indexes: Sequence[int]) -> None:
        """Answer what is asked of the members of a population by a rule, in one pass."""
        facts = Facts(self.store, self.asked)
        adds = [self._column(self.asked.quantities[index], facts).sum().alias(f"q{index}") for index in indexes]
        members = self._members(population, self._window_rows(self._windows(indexes)), counted)
        if facts.found:
            kept = self.store.keep(members.select("w", "person", "b", "until", "days", *facts.needed))
            members = facts.attach(kept, self.stays(population))
        for window, *values in self.store.collect(members.group_by("w").agg(*adds)):
            for index, value in zip(indexes, values, strict=True):
                self.found[index][int(window)] = {(): Fraction(value)}

    def _column(self, quantity: Quantity, facts: Facts) -> nw.Expr:
        """Return what each person adds to a quantity."""
        import narwhals as nw

        assert isinstance(quantity, People | PersonDays | PersonTotal)
        holds = facts.holds(quantity.among.when)
        if isinstance(quantity, PersonDays):
            return nw.when(holds).then(nw.col("days")).otherwise(0)
        if self._counted(quantity.among.population) == "on_last_day":
            holds = holds & (nw.col("until") >= nw.col("b"))
        if isinstance(quantity, People):
            return nw.when(holds).then(1).otherwise(0)
        value = facts.value(quantity.value)
        return nw.when(holds & ~value.is_null()).then(_power(value, quantity.power)).otherwise(0)

    # -- records, added up by month ----------------------------------------------------------------------------

    def _count_by_month(self, dataset: str, population: str | None, indexes: Sequence[int]) -> None:
        """Answer everything that is asked of the records of a dataset, in one pass for each way of dividing them.

        What is not divided is added up from the first division.
        """
        parts: list[tuple[int, Part]] = [(index, _part(self.asked.quantities[index])) for index in indexes]
        divisions = list(dict.fromkeys(part.by for _, part in parts if part.by)) or [()]
        for number, by in enumerate(divisions):
            mine = [(index, part) for index, part in parts if part.by == by or (number == 0 and not part.by)]
            self._count_division(dataset, population, by, mine)

    def _count_division(self, name: str, population: str | None, by: tuple[str, ...], parts: Sequence[tuple[int, Part]]) -> None:
        """Answer what is asked of the records of a dataset, divided in one way or not at all, in one pass by month."""
        dataset = self.asked.datasets[name]
        numbers = self._windows(index for index, _ in parts)
        wanted = [self.asked.windows[number] for number in numbers]
        first, last = min(window.first_day for window in wanted), max(window.last_day for window in wanted)
        days = first, last
        table = (
            self.store.table(name, between=days)
            if population is None
            else _on_days_of_stays(self.store.table_of(name, self.stays(population), between=days))
        )
        if all(part.where for _, part in parts):
            table = table.filter(_any([meets(part.where, dataset) for _, part in parts]))
        sums, places = _sums_of(parts)
        adds = [_added(part, dataset).alias(f"q{number}") for number, part in enumerate(sums)]
        kinds = [dataset.fields[field] for field in by]
        rows = self.store.collect(table.group_by("month", *(f"g_{field}" for field in by)).agg(*adds))
        months: dict[tuple[int, int], dict[Group, Exact]] = {}
        for month, *rest in rows:
            group = tuple(_label(value, kind) for value, kind in zip(rest, kinds, strict=False))
            found = [_exact(value) for value in rest[len(by) :]]
            for index, is_divided, place, seen in places:
                if found[seen] or not is_divided:
                    answer = months.setdefault((index, int(month)), {})
                    own = group if is_divided else ()
                    answer[own] = answer.get(own, 0) + found[place]
        self._add_up(months, numbers)

    def _add_up(self, months: Mapping[tuple[int, int], Mapping[Group, Exact]], numbers: Iterable[int]) -> None:
        """Add what was found in each month up in every window that holds the month."""
        spans = [(number, self.asked.windows[number].first.index, self.asked.windows[number].last.index) for number in numbers]
        for (index, month), groups in months.items():
            for number in (number for number, first, last in spans if first <= month <= last):
                answer = self.found[index][number]
                for group, value in groups.items():
                    answer[group] = answer[group] + value if group in answer else Fraction(value)

    def _of_members(self, table: Frame, population: str) -> Frame:
        """Return records that are dated on a day of their person's membership."""
        return _on_days_of_stays(table.join(self.stays(population), on="person"))

    # -- records that do not add up by month -------------------------------------------------------------------

    def _count_apart(self, index: int) -> None:
        """Answer one quantity of records whose people are chosen anew in each window, or count once."""
        import narwhals as nw

        part = _part(self.asked.quantities[index])
        self.progress(f"{part.of}: records by period")
        dataset = self.asked.datasets[part.of]
        windows = self._window_rows(self._windows([index]))
        table = self.store.table(part.of).filter(meets(part.where, dataset))
        if part.among is not None:
            table = self._of_members(table, part.among.population).join(self._qualified(part.among, windows), on="person")
        else:
            table = table.join(windows.select("w", "a", "b"), how="cross")
        table = table.filter((nw.col("a") <= nw.col("day")) & (nw.col("day") <= nw.col("b")))
        groups = [f"f_{field}" for field in part.by]
        if isinstance(part, Rows) and part.once_per != "record":
            once = ["person", "day"] if part.once_per == "person_day" else ["person"]
            table = table.filter(~nw.col("person").is_null()).select("w", *once, *groups).unique()
        added = nw.len() if isinstance(part, Rows) else _summed(part, always(f"f_{part.field}"))
        for window, *rest in self.store.collect(table.group_by("w", *groups).agg(added.alias("q"))):
            group = tuple(None if value is None else str(value) for value in rest[:-1])
            self.found[index][int(window)][group] = Fraction(rest[-1])

    def _qualified(self, among: Among, windows: Frame) -> Frame:
        """Return the people at risk in each window who meet the condition."""
        facts = Facts(self.store, self.asked)
        holds = facts.holds(among.when)
        members = self._members(among.population, windows, "on_any_day")
        if facts.found:
            members = facts.attach(self.store.keep(members), self.stays(among.population))
        return members.filter(holds).select(*KEYS, "a", "b")


def _days(window: Window) -> tuple[int, int, int, int]:
    last = window.last_day
    return day_number(window.first_day), day_number(last), last.year, last.year * 10_000 + last.month * 100 + last.day


def _adds_up(quantity: Part) -> bool:
    """Return whether the months of a window add up to it."""
    once = quantity.once_per if isinstance(quantity, Rows) else "record"
    return once == "record" and (quantity.among is None or quantity.among.when is None)


def _population(quantity: Part) -> str | None:
    return quantity.among.population if quantity.among else None


def _part(quantity: Quantity) -> Part:
    assert isinstance(quantity, Rows | Total)
    return quantity


def _sums_of(parts: Sequence[tuple[int, Part]]) -> tuple[list[Part], list[tuple[int, bool, int, int]]]:
    """Return the sums behind some quantities, each once.

    Returns:
        The sums; and for each quantity its place, whether it is divided, and which sums it and the number of its records are.
    """
    sums: list[Part] = []

    def place(part: Part) -> int:
        if part not in sums:
            sums.append(part)
        return sums.index(part)

    places = []
    for index, part in parts:
        own, records = place(replace(part, by=())), place(Rows(part.of, part.where, part.among)) if part.by else 0
        places.append((index, bool(part.by), own, records))
    return sums, places


def _label(value: object, kind: FieldType) -> str | None:
    """Return how a group is called: a text without blanks and tabs around it."""
    label = None if value is None else str(value)
    return (label or "").strip(" \t") or None if kind == "text" else label


def _exact(value: int | Decimal) -> Exact:
    """Return a sum as the engine gives it: whole numbers plain, since there may be many of them."""
    return int(value) if isinstance(value, int) or value == value.to_integral_value() else Fraction(value)


def _power(value: nw.Expr, power: int) -> nw.Expr:
    import narwhals as nw

    if power == 2:
        return value * value.cast(nw.Decimal(*WIDER))
    return value if power == 1 else nw.lit(1)


def _on_days_of_stays(joined: Frame) -> Frame:
    """Return records, each with a stay of its person, that are dated on a day of that stay."""
    import narwhals as nw

    return joined.filter((nw.col("start") <= nw.col("day")) & (nw.col("day") <= nw.col("end")))


def _added(part: Part, dataset: Dataset) -> nw.Expr:
    """Return what some records add up to."""
    import narwhals as nw

    if isinstance(part, Rows):
        return count_of(part.where, dataset)
    value = nw.col(f"f_{part.field}")
    if not part.where and part.power < 2:
        return value.sum() if part.power else value.count()
    return _summed(part, meets(part.where, dataset))


def _summed(part: Total, is_counted: nw.Expr) -> nw.Expr:
    """Return the sum of a field, or of its square, over the records that count."""
    import narwhals as nw

    value = nw.col(f"f_{part.field}")
    return nw.when(is_counted & ~value.is_null()).then(_power(value, part.power)).otherwise(0).sum()


def _any(conditions: Sequence[nw.Expr]) -> nw.Expr:
    found = conditions[0]
    for condition in conditions[1:]:
        found = found | condition
    return found
