"""A measure's definition in plain English, made from its terms alone: who, what is counted, who is left out, and what the value means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gainshare.core.kernel.formats import fraction_text, plural
from gainshare.core.performance.amounts import AmountOf, PeopleIn, RowsOf, SumOf, TimeIn
from gainshare.core.performance.condition_words import (
    LAST_DAY,
    at_risk_words,
    condition_words,
    counted_words,
    list_of,
    look_back,
    pair_words,
    where_words,
)
from gainshare.core.performance.definition import Definition, Exclusion, RecordsTerms, Time
from gainshare.core.performance.disclosure import SUPPRESSION, Suppression
from gainshare.core.performance.framework import Basis, Measure, MeasureTerms
from gainshare.core.performance.measures.change import Change
from gainshare.core.performance.measures.count import Count
from gainshare.core.performance.measures.judgement import Judgement
from gainshare.core.performance.measures.mean import EachRecord, LatestRecord, Mean
from gainshare.core.performance.measures.proportion import Proportion
from gainshare.core.performance.measures.rate import Rate
from gainshare.core.performance.measures.ratio import Ratio
from gainshare.core.performance.query import Condition

About = Literal[
    "Population",
    "Numerator",
    "Denominator",
    "Left out",
    "Missing records",
    "Divided by",
    "Scale",
    "Value",
    "Period",
    "Small numbers",
    "Source",
    "Steward",
]
"""What a sentence of a definition is about, in the order in which they are read."""


@dataclass(frozen=True, slots=True)
class Said:
    """One part of a definition in words."""

    about: About
    """What it is about."""
    text: str
    """One sentence or more."""


BASIS: Mapping[Basis, str] = {
    "period": "It belongs to the whole period asked for: a month, a year, or any other.",
    "point": "It is the state at the end of the period: every condition is judged on its last day.",
    "month": "It belongs to a single month; a longer period has one value for each of its months.",
    "quarter": "It belongs to a single quarter; a longer period has one value for each whole quarter in it.",
    "year": "It belongs to a single year; a longer period has one value for each whole year in it.",
    "year_to_date": "It runs from the first day of the financial year to the last day of the period's last month.",
    "rolling_3": "It runs over the three months that end with the period's last month.",
    "rolling_12": "It runs over the twelve months that end with the period's last month.",
}
"""What a value is for, in words."""
TIME: Mapping[Time, str] = {
    "person_days": "Person-days: the days of the period on which each person was a member, first and last day included.",
    "person_months": (
        "Person-months: the days of the period on which each person was a member, first and last day included, ÷ the days of the month; "
        "for more than one month, ÷ 30.4375."
    ),
    "person_years": "Person-years: the days of the period on which each person was a member, first and last day included, ÷ 365.25.",
}
"""Time at risk, in words."""
ONCE = {
    "record": "",
    "person_day": " Each person counts at most once a day.",
    "person": " Each person counts at most once in the period.",
}


def say_measure(measure: MeasureTerms, records: RecordsTerms) -> tuple[Said, ...]:
    """Return what a measure is, in words.

    Args:
        measure: the measure; its definition fits the records.
        records: the records that it is made from.
    """
    return (*_made(measure, records), *_around(measure))


def _made(measure: MeasureTerms, records: RecordsTerms) -> Iterator[Said]:
    definition = measure.definition
    if definition is not None:
        yield from KIND_WORDS[type(definition)](definition, records)
    elif isinstance(measure, Measure) and measure.from_open_book is not None:
        package = f" of the work package “{measure.work_package}”" if measure.work_package else ""
        yield Said("Numerator", f"The accepted cost{package} in the open book, of every party, in the period.")
        yield Said("Denominator", f"The adjusted target{package} of the same months.")
    else:
        yield Said("Numerator", "Its values are handed in; the agreement does not say how they are counted.")


def _around(measure: MeasureTerms) -> Iterator[Said]:
    has_denominator = not isinstance(measure.definition, Count)
    made = "numerator ÷ denominator" if has_denominator else "the count"
    times = "" if measure.per == 1 else f" × {fraction_text(measure.per)}"
    better = {"up": "Higher is better.", "down": "Lower is better."}[measure.better]
    yield Said("Value", f"{made[0].upper()}{made[1:]}{times}. Unit: {measure.unit}. {better}")
    yield Said("Period", BASIS[measure.basis])
    yield Said("Small numbers", suppression_words(measure.suppression))
    yield Said("Source", measure.source or "Not said yet.")
    yield Said("Steward", measure.steward or "Nobody is named yet.")


def suppression_words(rule: Suppression) -> str:
    """Return what of a value may be published, in words."""
    name = next((f"“{name}”: " for name, known in SUPPRESSION.items() if known == rule), "")
    places = plural(rule.places, "decimal")
    if not rule.below:
        return f"{name}nothing is suppressed; the value is published with {places}."
    judged = "its numerator is" if rule.judged_by == "numerator" else "its numerator or its denominator is"
    zero = "0 among them" if rule.zero == "suppressed" else "0 is shown"
    return f"{name}the value is published as [c] if {judged} below {rule.below} ({zero}), otherwise with {places}."


# -- kinds ----------------------------------------------------------------------------------------------------


def _who(condition: Condition | None, records: RecordsTerms) -> str:
    return "" if condition is None else f" who {condition_words(condition, records)}"


def _only(condition: Condition | None, records: RecordsTerms) -> str:
    """Return whose records or time count, where that is judged once for the whole period."""
    return "" if condition is None else f" Only of people who {condition_words(condition, records)}; judged on {LAST_DAY}."


def _and_who(condition: Condition | None, records: RecordsTerms) -> str:
    """Return a condition that another one follows."""
    return f"{_who(condition, records)} and" if condition is not None else " who"


def _without(excluding: tuple[Exclusion, ...]) -> str:
    return " Those left out below are not among them." if excluding else ""


def _left_out(excluding: tuple[Exclusion, ...], records: RecordsTerms) -> Iterator[Said]:
    for exclusion in excluding:
        yield Said("Left out", f"People who {condition_words(exclusion.when, records)}. Why: {exclusion.why.rstrip('.')}.")


def _proportion(definition: Proportion, records: RecordsTerms) -> Iterator[Said]:
    yield Said("Population", counted_words(definition.population, records))
    below = f"The number of these people{_who(definition.denominator, records)}.{_without(definition.excluding)}"
    yield Said("Denominator", below)
    yield Said("Numerator", f"Those of the denominator{_who(definition.numerator, records)}.")
    yield from _left_out(definition.excluding, records)
    stay = "stay in the denominator" if definition.missing == "in_denominator" else "are left out of both"
    yield Said("Missing records", f"People without a record by which the numerator can be judged {stay}; how many have one is noted.")


def _rate(definition: Rate, records: RecordsTerms) -> Iterator[Said]:
    events, only = definition.events, _only(definition.when, records)
    which = f"“{events.of}”{where_words(events.where)}, dated in the period, on a day when the person was a member"
    yield Said("Population", at_risk_words(definition.population, records))
    yield Said("Numerator", f"The number of records of {which}.{ONCE[events.once_per]}{only}{_without(definition.excluding)}")
    yield Said("Denominator", f"{TIME[definition.over]}{only}{_without(definition.excluding)}")
    yield from _left_out(definition.excluding, records)


def _mean(definition: Mean, records: RecordsTerms) -> Iterator[Said]:
    of_records = isinstance(definition.value, EachRecord)
    if definition.population is not None:
        yield Said("Population", (at_risk_words if of_records else counted_words)(definition.population, records))
    yield from _mean_of_records(definition, records) if of_records else _mean_of_latest(definition, records)
    yield from _left_out(definition.excluding, records)
    whom = f"Records without “{definition.value.field}”" if of_records else "People without such a record"
    yield Said("Missing records", f"{whom} are left out; {'how many is' if of_records else 'how many have one is'} noted.")


def _mean_of_records(definition: Mean, records: RecordsTerms) -> Iterator[Said]:
    value = definition.value
    assert isinstance(value, EachRecord)
    member = "" if definition.population is None else ", on a day when the person was a member"
    which = f"“{value.each}”{where_words(value.where)}, dated in the period{member}"
    only = f"{_only(definition.denominator, records)}{_without(definition.excluding)}"
    yield Said("Numerator", f"The sum of “{value.field}” over the records of {which}.{only}")
    yield Said("Denominator", f"The number of those records that have “{value.field}”.")


def _mean_of_latest(definition: Mean, records: RecordsTerms) -> Iterator[Said]:
    value = definition.value
    assert isinstance(value, LatestRecord)
    which = f"a record of “{value.latest}” with “{value.field}”{where_words(value.where)}, dated {look_back(value.within)}"
    below = f"The number of these people{_and_who(definition.denominator, records)} have {which}.{_without(definition.excluding)}"
    yield Said("Denominator", below)
    yield Said("Numerator", f"The sum of “{value.field}” of the latest such record of each; of several on one day, the highest counts.")


def _change(definition: Change, records: RecordsTerms) -> Iterator[Said]:
    yield Said("Population", counted_words(definition.population, records))
    below = f"The number of these people{_and_who(definition.denominator, records)} have {pair_words(definition.pair)}."
    yield Said("Denominator", f"{below}{_without(definition.excluding)}")
    if definition.improved_by is None:
        yield Said("Numerator", "The sum over them of the latest score less the first.")
    else:
        way = "above" if definition.improved_by >= 0 else "below"
        by = fraction_text(abs(definition.improved_by))
        yield Said("Numerator", f"Those of the denominator whose latest score lies {by} or more {way} the first; exactly {by} counts.")
    yield from _left_out(definition.excluding, records)
    yield Said("Missing records", "People without two such scores are left out; how many have them is noted.")


def _ratio(definition: Ratio, records: RecordsTerms) -> Iterator[Said]:
    yield Said("Numerator", amount_words(definition.numerator, records))
    yield Said("Denominator", amount_words(definition.denominator, records))


def _count(definition: Count, records: RecordsTerms) -> Iterator[Said]:
    yield Said("Numerator", amount_words(definition.what, records))
    if definition.by:
        yield Said("Divided by", f"The parts of {list_of([f'“{name}”' for name in definition.by], 'and')} are counted too.")


def _judgement(definition: Judgement, records: RecordsTerms) -> Iterator[Said]:
    judged = f"the records of “{definition.of}”{where_words(definition.where)}, dated in the period"
    yield Said("Numerator", f"The sum of “{definition.score}” over {judged}.")
    yield Said("Denominator", "The number of those records whose score is on the scale.")
    yield Said("Scale", "; ".join(f"{fraction_text(score)}: {words}" for score, words in definition.scale.items()))
    yield Said("Missing records", "Records without a score on the scale are left out; how many is noted.")


KIND_WORDS: Mapping[type[Definition], Callable[[Any, RecordsTerms], Iterator[Said]]] = {
    Proportion: _proportion,
    Rate: _rate,
    Mean: _mean,
    Change: _change,
    Ratio: _ratio,
    Count: _count,
    Judgement: _judgement,
}
"""How each kind of measure is said."""


# -- amounts --------------------------------------------------------------------------------------------------


def amount_words(amount: AmountOf, records: RecordsTerms) -> str:
    """Return a sum or a number made from records, in sentences."""
    if isinstance(amount, TimeIn):
        return f"{TIME[amount.time]} Members of {at_risk_words(amount.of, records)}{_only(amount.when, records)}"
    if isinstance(amount, PeopleIn):
        people = f"The number of people of {counted_words(amount.people, records)}"
        return people if amount.when is None else f"{people} Of them, those{_who(amount.when, records)}."
    if isinstance(amount, SumOf):
        what = f"The sum of “{amount.sum}” over the records of “{amount.of}”"
    else:
        what = f"The number of records of “{amount.rows}”"
    what = f"{what}{where_words(amount.where)}, dated in the period"
    once = ONCE[amount.once_per] if isinstance(amount, RowsOf) else ""
    if amount.population is None:
        return f"{what}.{once}"
    member = f"on a day when the person was a member of {at_risk_words(amount.population, records)}"
    return f"{what}, {member}{once}{_only(amount.when, records)}"
