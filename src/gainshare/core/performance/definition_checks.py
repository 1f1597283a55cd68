"""Whether definitions of measures fit the records they name: each dataset, field, population and conversion is there and fit for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Term
from gainshare.core.performance.amounts import PeopleIn, RowsOf, SumOf, TimeIn
from gainshare.core.performance.definition import Definition, RecordsTerms
from gainshare.core.performance.measures.change import Change
from gainshare.core.performance.measures.count import Count
from gainshare.core.performance.measures.judgement import Judgement
from gainshare.core.performance.measures.mean import EachRecord, LatestRecord, Mean
from gainshare.core.performance.measures.proportion import Proportion
from gainshare.core.performance.measures.rate import Events, Rate
from gainshare.core.performance.query import Age, Has, Latest, Pair
from gainshare.core.performance.records import Dataset, Membership, faults_in_where, no_field, or_one_of

TermPath = tuple[str | int, ...]
Found = Iterator[tuple[TermPath, Fault]]
NUMBERS = ("whole", "number")


@dataclass(frozen=True, slots=True)
class Reference:
    """What a term names: a dataset that must have certain things."""

    dataset: str
    """The term's field that names the dataset."""
    is_dated: bool = False
    """Whether its records must have a day."""
    is_spell: bool = False
    """Whether its records must last from one day to another."""
    is_personal: bool | Callable[[Term], bool] = False
    """Whether its records must belong to people."""
    numbers: tuple[str, ...] = ()
    """The term's fields that name fields which hold numbers."""


REFERENCES: Mapping[type[Term], Reference] = {
    Membership: Reference("of", is_spell=True, is_personal=True),
    Has: Reference("has", is_personal=True),
    Latest: Reference("latest", is_dated=True, is_personal=True),
    Age: Reference("of", is_personal=True),
    Pair: Reference("of", is_dated=True, is_personal=True, numbers=("score",)),
    SumOf: Reference("of", is_dated=True, is_personal=lambda term: getattr(term, "population", None) is not None, numbers=("sum",)),
    RowsOf: Reference(
        "rows",
        is_dated=True,
        is_personal=lambda term: getattr(term, "population", None) is not None or getattr(term, "once_per", "") != "record",
    ),
    EachRecord: Reference("each", is_dated=True, numbers=("field",)),
    LatestRecord: Reference("latest", is_dated=True, is_personal=True, numbers=("field",)),
    Events: Reference("of", is_dated=True, is_personal=True),
    Judgement: Reference("of", is_dated=True, numbers=("score",)),
}
"""Every term that names a dataset."""
POPULATIONS: Mapping[type[Term], str] = {
    Proportion: "population",
    Rate: "population",
    Mean: "population",
    Change: "population",
    SumOf: "population",
    RowsOf: "population",
    PeopleIn: "people",
    TimeIn: "of",
}
"""Every term that names a population, and in which field."""


def check_records(records: RecordsTerms) -> Found:
    """Yield what does not fit within the records themselves: memberships and conditions of populations."""
    for name, dataset in records.datasets.items():
        timed = [column for column in (dataset.person, dataset.date, dataset.month, dataset.starts, dataset.ends) if column]
        for column in sorted({column for column in timed if timed.count(column) > 1 or column in dataset.fields}):
            yield (
                ("datasets", name),
                Fault(f"The column “{column}” is named twice.", "Name it once: person and dates are not repeated under `fields`."),
            )
    for name, population in records.populations.items():
        yield from _walk(population, ("populations", name), records)


def check_definition(definition: Definition, records: RecordsTerms) -> Found:
    """Yield what does not fit the records in one measure's definition, with its path within the definition."""
    yield from _walk(definition, (), records)


@dataclass(frozen=True, slots=True)
class Uses:
    """What some measures need of the records."""

    datasets: tuple[str, ...]
    """The datasets, in the order declared."""
    populations: tuple[str, ...]
    """The populations."""
    conversions: tuple[str, ...]
    """The conversion tables."""


def uses_of(definitions: Iterable[Definition], records: RecordsTerms) -> Uses:
    """Return what definitions need of the records; they must fit them."""
    named = [one for definition in definitions for one in _named_in(definition)]
    populations = [name for name in records.populations if ("population", name) in named]
    named += [one for name in populations for one in _named_in(records.populations[name])]
    datasets = tuple(name for name in records.datasets if ("dataset", name) in named)
    return Uses(datasets, tuple(populations), tuple(name for name in records.conversions if ("conversion", name) in named))


def _named_in(term: Term) -> Iterator[tuple[str, str]]:
    """Yield every dataset, population and conversion that a term or one beneath it names."""
    if reference := REFERENCES.get(type(term)):
        yield "dataset", getattr(term, reference.dataset)
    if (field := POPULATIONS.get(type(term))) and getattr(term, field) is not None:
        yield "population", getattr(term, field)
    if isinstance(term, Pair) and term.conversion is not None:
        yield "conversion", term.conversion
    for name in type(term).model_fields:
        for _, inner in _terms_in(getattr(term, name)):
            yield from _named_in(inner)


def _walk(term: Term, path: TermPath, records: RecordsTerms) -> Found:
    """Yield what is wrong with a term and with every term beneath it."""
    yield from _check_population(term, path, records)
    yield from _check_dataset(term, path, records)
    yield from _check_kind(term, path, records)
    for name, field in type(term).model_fields.items():
        value = getattr(term, name)
        for step, inner in _terms_in(value):
            yield from _walk(inner, (*path, field.alias or name, *step), records)


def _terms_in(value: object) -> Iterable[tuple[TermPath, Term]]:
    if isinstance(value, Term):
        return [((), value)]
    if isinstance(value, tuple):
        return [((index,), item) for index, item in enumerate(value) if isinstance(item, Term)]
    return []


def _check_population(term: Term, path: TermPath, records: RecordsTerms) -> Found:
    field = POPULATIONS.get(type(term))
    name = getattr(term, field) if field else None
    if field and name is not None and name not in records.populations:
        fix = f"Declare it under `populations`{or_one_of(records.populations)}"
        yield (*path, field), Fault(f"There is no population called “{name}”.", fix)


def _check_dataset(term: Term, path: TermPath, records: RecordsTerms) -> Found:
    reference = REFERENCES.get(type(term))
    if reference is None:
        return
    name = getattr(term, reference.dataset)
    dataset = records.datasets.get(name)
    place = (*path, reference.dataset)
    if dataset is None:
        yield place, Fault(f"There is no dataset called “{name}”.", f"Declare it under `datasets`{or_one_of(records.datasets)}")
        return
    yield from ((place, fault) for fault in _unfit(term, reference, name, dataset))
    yield from _check_fields(term, reference, path, dataset)


def _unfit(term: Term, reference: Reference, name: str, dataset: Dataset) -> Iterator[Fault]:
    personal = reference.is_personal(term) if callable(reference.is_personal) else reference.is_personal
    if reference.is_dated and not dataset.is_dated:
        yield Fault(f"The records of “{name}” have no day, so that they belong to no period.", "Name their column as `date` or `month`.")
    if reference.is_spell and not dataset.is_spell:
        yield Fault(f"The records of “{name}” do not last from one day to another.", "Name their columns as `starts` and `ends`.")
    if personal and not dataset.person:
        yield Fault(f"The records of “{name}” belong to nobody.", "Name the column that says whose they are as `person`.")


def _check_fields(term: Term, reference: Reference, path: TermPath, dataset: Dataset) -> Found:
    for own in reference.numbers:
        name = getattr(term, own)
        if name not in dataset.fields:
            yield (*path, own), no_field(name, dataset)
        elif dataset.fields[name] not in NUMBERS:
            yield (
                (*path, own),
                Fault(f"“{name}” holds a {dataset.fields[name]}, which cannot be added up.", "Declare it as whole or number."),
            )
    for name, fault in faults_in_where(getattr(term, "where", {}), dataset):
        yield (*path, "where", name), fault


def _check_kind(term: Term, path: TermPath, records: RecordsTerms) -> Found:
    """Yield what is particular to one kind of term."""
    if isinstance(term, Age):
        dataset = records.datasets.get(term.of)
        if dataset and dataset.fields.get(term.born) not in {"whole", "date"}:
            fault = no_field(term.born, dataset) if term.born not in dataset.fields else None
            yield (*path, "born"), fault or Fault("This field holds no birth.", "Declare it as whole (the year) or date (the day).")
    elif isinstance(term, Pair) and term.conversion is not None and term.conversion not in records.conversions:
        fix = f"Declare it under `conversions`{or_one_of(records.conversions)}"
        yield (*path, "conversion"), Fault(f"There is no conversion called “{term.conversion}”.", fix)
    elif isinstance(term, Mean) and term.population is None:
        yield from _check_mean_of_all(term, path)
    elif isinstance(term, Count):
        yield from _check_by(term, path, records)
    elif isinstance(term, SumOf | RowsOf) and term.when is not None and term.population is None:
        yield (*path, "when"), Fault("Conditions on people need people.", "Add `population`.")
    elif isinstance(term, Judgement) and term.score in term.where:
        yield (*path, "where", term.score), Fault("The scale says which scores count.", "Leave the score out of `where`.")


def _check_mean_of_all(term: Mean, path: TermPath) -> Found:
    if isinstance(term.value, LatestRecord):
        yield (*path, "population"), Fault("The latest record of whom?", "Add `population`.")
    elif term.denominator is not None or term.excluding:
        yield (*path, "population"), Fault("Conditions on people need people.", "Add `population`.")


def _check_by(term: Count, path: TermPath, records: RecordsTerms) -> Found:
    if not term.by:
        return
    if not isinstance(term.what, SumOf | RowsOf):
        yield (*path, "by"), Fault("Only records can be divided by their fields.", "Count `rows` or `sum`, or leave out `by`.")
        return
    dataset = records.datasets.get(term.what.of if isinstance(term.what, SumOf) else term.what.rows)
    for index, name in enumerate(term.by):
        if name in term.by[:index]:
            yield (*path, "by", index), Fault(f"“{name}” stands here twice.", "Name it once.")
        elif dataset and name not in dataset.fields:
            yield (*path, "by", index), no_field(name, dataset)
        elif dataset and dataset.fields[name] not in {"text", "whole"}:
            yield (*path, "by", index), Fault("A count is divided by texts or whole numbers.", "Declare the field as text or whole.")
