"""Conditions, tests and populations in plain English, with their boundaries exactly as engines keep them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from gainshare.core.kernel.formats import date_long, fraction_text, list_in_words, plural
from gainshare.core.performance.definition import Population, RecordsTerms
from gainshare.core.performance.query import (
    Age,
    AllOf,
    AnyCondition,
    AnyOf,
    Changed,
    Has,
    HasPair,
    Latest,
    NoneOf,
    OpenFor,
    Pair,
    Recorded,
)
from gainshare.core.performance.records import Counted, FieldValue, Membership, Test

LAST_DAY = "the last day of the period"
COUNTED: Mapping[Counted, str] = {
    "on_last_day": f"Counted are those who are members on {LAST_DAY}.",
    "on_first_day": "Counted are those who are members on the first day of the period.",
    "on_any_day": "Counted are those who are members on any day of the period.",
    "throughout": "Counted are those who are members on every day of the period, without a break.",
}
"""Who is counted for a period, in words."""


def counted_words(name: str, records: RecordsTerms) -> str:
    """Return who a population is, and who of them is counted for a period, in sentences."""
    return f"{members_words(name, records)} {COUNTED[records.populations[name].counted]}"


def at_risk_words(name: str, records: RecordsTerms) -> str:
    """Return who a population is where its time or its records are counted, in sentences."""
    return f"{members_words(name, records)} Everyone counts who was a member on any day of the period."


def members_words(name: str, records: RecordsTerms) -> str:
    """Return who is a member of a population, and from when to when, in sentences."""
    population: Population = records.populations[name]
    members = list_of([_membership(one) for one in population.members], "or")
    also = f" Besides, they {condition_words(population.also, records)}." if population.also is not None else ""
    return (
        f"“{name}”: people with {members}. They are members while it lasts, its first and its last day included, and still if it has no "
        f"last day; records that touch or overlap make one membership.{also}"
    )


def _membership(member: Membership) -> str:
    return f"a record of “{member.of}”{where_words(member.where)}"


def condition_words(condition: AnyCondition, records: RecordsTerms) -> str:
    """Return a condition as what people do or are, to stand after “who”: `have a record of “checks” …`."""
    return WORDS[type(condition)](condition, records)


def look_back(within: int | None) -> str:
    """Return the days in which a record may lie: `in the 365 days up to and including the last day of the period`."""
    if within is None:
        return f"on or before {LAST_DAY}"
    return f"on {LAST_DAY}" if within == 1 else f"in the {plural(within, 'day')} up to and including {LAST_DAY}"


def where_words(where: Mapping[str, Test]) -> str:
    """Return which records are meant, to stand after them: ` whose “event_type” is “offence”`; empty for all."""
    return f" whose {list_in_words([f'“{name}” {test_words(test)}' for name, test in where.items()])}" if where else ""


def test_words(test: Test) -> str:
    """Return what a field must be: `is “01”`, `is 4 or more`, `is recorded`."""
    said = []
    if test.one_of:
        said.append(f"is {list_of([_value(value) for value in test.one_of], 'or')}")
    if test.none_of:
        alone = not test.one_of and not test.bounds() and test.is_ is None
        said.append(f"is not {list_of([_value(value) for value in test.none_of], 'or')}{' (or is missing)' if alone else ''}")
    said += [f"is {_bound(name, bound)}" for name, bound in test.bounds().items()]
    said += [f"is {test.is_}"] if test.is_ else []
    return list_in_words(said)


def list_of(items: list[str], joined_by: str) -> str:
    """Return items as a sentence lists them, joined by a word: `a, b or c`."""
    *front, last = items
    return f"{', '.join(front)} {joined_by} {last}" if front else last


def _value(value: FieldValue) -> str:
    if isinstance(value, str):
        return f"“{value}”"
    return _plain(value)


def _plain(value: Fraction | date) -> str:
    return date_long(value) if isinstance(value, date) else fraction_text(value)


def _bound(name: str, bound: Fraction | date) -> str:
    numbers = {"at_least": "{} or more", "above": "more than {}", "at_most": "{} or less", "below": "less than {}"}
    days = {"at_least": "{} or later", "above": "after {}", "at_most": "{} or earlier", "below": "before {}"}
    return (days if isinstance(bound, date) else numbers)[name].format(_plain(bound))


# -- conditions -----------------------------------------------------------------------------------------------


def _has(condition: Has, records: RecordsTerms) -> str:
    dataset, where = records.datasets[condition.has], where_words(condition.where)
    is_one = condition.at_least == 1
    found = f"have {'a record' if is_one else f'at least {condition.at_least} records'} of “{condition.has}”"
    if dataset.is_dated:
        return f"{found} dated {look_back(condition.within)}{where and ',' + where}"
    if not dataset.is_spell:
        return f"{found}{where}"
    lasts, its = ("that lasts", "its") if is_one else ("that last", "their")
    day = f"over {LAST_DAY}" if condition.within in {None, 1} else f"over any of the {condition.within} days up to and including {LAST_DAY}"
    return f"{found} {lasts} {day} ({its} own first and last day count){where and ',' + where}"


def _latest(condition: Latest, records: RecordsTerms) -> str:
    return (
        f"have a latest record of “{condition.latest}” dated {look_back(condition.within)},{where_words(condition.where)} "
        "(of several on that latest day, one is enough)"
    )


def _age(condition: Age, records: RecordsTerms) -> str:
    lowest, highest = condition.age.at_least, condition.age.at_most
    if highest is None:
        years = f"{lowest} years old or older"
    else:
        years = f"{lowest} to {highest} years old" if lowest else f"at most {highest} years old"
    by_year = records.datasets[condition.of].fields.get(condition.born) == "whole"
    worked = "the calendar year less" if by_year else "in completed years by"
    return f"are {years} on {LAST_DAY} ({worked} “{condition.born}” of “{condition.of}”)"


def _open_for(condition: OpenFor, records: RecordsTerms) -> str:
    days = plural(condition.open_for, "day")
    return f"have been members without a break for at least {days}: their first day lies {days} or more before {LAST_DAY}"


def _all_of(condition: AllOf, records: RecordsTerms) -> str:
    return list_of([_inner(one, records) for one in condition.all_of], "and")


def _any_of(condition: AnyOf, records: RecordsTerms) -> str:
    return f"either {list_of([_inner(one, records) for one in condition.any_of], 'or')}"


def _none_of(condition: NoneOf, records: RecordsTerms) -> str:
    who = list_of([f"those who {_inner(one, records)}" for one in condition.none_of], "or")
    return f"are not among {who}"


def _inner(condition: AnyCondition, records: RecordsTerms) -> str:
    """Return a condition within another one; several in brackets, so that nobody has to guess what belongs together."""
    said = condition_words(condition, records)
    return f"({said})" if isinstance(condition, AllOf | AnyOf | NoneOf) else said


def _recorded(condition: Recorded, records: RecordsTerms) -> str:
    return f"have a record from which it can be told whether they {condition_words(condition.recorded, records)}"


def _has_pair(condition: HasPair, records: RecordsTerms) -> str:
    return f"have {pair_words(condition.pair)}"


def _changed(condition: Changed, records: RecordsTerms) -> str:
    return f"have {pair_words(condition.changed)}, {change_words(condition.by)}"


def pair_words(pair: Pair) -> str:
    """Return a first and a latest score, in words."""
    converted = f", as converted by “{pair.conversion}”" if pair.conversion else ""
    return (
        f"a first and a latest “{pair.score}” of “{pair.of}”{converted}: the first ever, the latest dated {look_back(pair.latest_within)} "
        f"and at least {plural(pair.apart, 'day')} after the first; of several on one day, the highest counts"
    )


def change_words(by: Fraction) -> str:
    """Return how far the latest score must be from the first."""
    way = "above" if by >= 0 else "below"
    return f"the latest {fraction_text(abs(by))} or more {way} the first"


WORDS: Mapping[type[AnyCondition], Callable[[Any, RecordsTerms], str]] = {
    Has: _has,
    Latest: _latest,
    Age: _age,
    OpenFor: _open_for,
    AllOf: _all_of,
    AnyOf: _any_of,
    NoneOf: _none_of,
    Recorded: _recorded,
    HasPair: _has_pair,
    Changed: _changed,
}
"""How each node of a condition is said."""
