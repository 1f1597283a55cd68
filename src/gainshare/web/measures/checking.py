"""What is wrong with values of measures before they are kept: by the agreement, by the calendar, and by what stands already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.period import Kind, Period
from gainshare.core.kernel.problem import Fault, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.framework import Basis, Measure, measures_of
from gainshare.core.performance.measures.change import Change
from gainshare.core.performance.measures.mean import Mean
from gainshare.core.performance.measures.proportion import Proportion
from gainshare.core.performance.observation import Observation
from gainshare.files.csv_cells import decimal_parser
from gainshare.files.folder import check_observations
from gainshare.web.agreements import months
from gainshare.web.measures.models import FINAL, PROVISIONAL, REVISED
from gainshare.web.periods.models import ClosedPeriod

KINDS: Mapping[Basis, frozenset[Kind]] = {
    "month": frozenset({"month"}),
    "quarter": frozenset({"quarter"}),
    "year": frozenset({"year"}),
    "year_to_date": frozenset({"month", "year_to_date", "year"}),
}
"""For which periods a measure of a basis can have a value; where the basis is not here, for any."""
KIND_NAMES: Mapping[Kind, str] = {
    "month": "a month",
    "quarter": "a quarter",
    "year": "a year",
    "year_to_date": "a year to date",
    "project": "the project",
    "project_to_date": "the project to date",
}
"""What each kind of period is called."""


@dataclass(frozen=True, slots=True)
class Stand:
    """What stands already, and when it is."""

    agreement: Agreement
    """The agreement in force."""
    observations: Sequence[Observation]
    """Every value that there is."""
    closed: Sequence[ClosedPeriod]
    """The periods that are closed."""
    today: date
    """The day in London."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Values that were to be kept, and what is to be said of them."""

    new: Sequence[Observation] = ()
    """Those that say something new, known from today; none is wrong unless `problems` says so of its line."""
    same: Sequence[Observation] = ()
    """Those that stand already, exactly so."""
    replacing: frozenset[int] = frozenset()
    """The lines of new ones that take the place of others."""
    problems: Mapping[int, Sequence[Problem]] = field(default_factory=dict)
    """What is wrong, or good to know, by the line of its value."""

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is wrong."""
        return not any(problem.severity == "error" for found in self.problems.values() for problem in found)


def check(stand: Stand, given: Sequence[Observation], *, note: str) -> Checked:
    """Return what values come to, and everything that is wrong with any of them.

    Args:
        stand: what stands already.
        given: the values, each with the line that it was read from.
        note: why those that are revised are.
    """
    measures = {measure.id: measure for _, measure in measures_of(stand.agreement.latest.performance)}
    terms = (stand.agreement.terms.performance, stand.agreement.latest.performance)
    histories = history_of(stand.observations)
    problems: dict[int, list[Problem]] = {_line(one): [] for one in given}
    for problem in check_observations(terms, [replace(one, recorded_on=date.fromordinal(1 + index)) for index, one in enumerate(given)]):
        problems[problem.source.line or 0].append(problem)
    new: list[Observation] = []
    replacing: set[int] = set()
    same: list[Observation] = []
    first: dict[tuple[str, Period], int] = {}
    for one in given:
        key = (one.measure, one.period)
        before = histories.get(key, ())
        if before and is_same(before[-1], one):
            same.append(one)
            continue
        found = problems[_line(one)]
        if key in first:
            message = f"{one.measure} stands twice for {one.period.word}: line {first[key]} is the other."
            found.append(Problem(message, "Keep one of them.", _at(one, "period"), one.period.word))
        first.setdefault(key, _line(one))
        if one.measure in measures:
            found += _of_figures(one, measures[one.measure])
        found += _of_period(stand, one, measures.get(one.measure))
        found += _of_status(stand, one, before, note)
        replacing.update([_line(one)] if before else [])
        known = before[-1].recorded_on if before else None
        new.append(replace(one, recorded_on=max(stand.today, known or stand.today)))
    return Checked(new, same, frozenset(replacing), {line: found for line, found in problems.items() if found})


OF_PLACE = frozenset({"measure", "period", "status", "note"})
"""What can be wrong with a value whose figures could not be read."""


def check_all(stand: Stand, read: Sequence[Observation], partial: Sequence[Observation], *, note: str) -> Checked:
    """Return what values come to, with what else is wrong with those of which some cells could not be read."""
    checked = check(stand, read, note=note)
    other = check(stand, partial, note=note).problems
    kept = {line: [problem for problem in found if problem.source.field in OF_PLACE] for line, found in other.items()}
    return replace(checked, problems={**checked.problems, **{line: found for line, found in kept.items() if found}})


def history_of(observations: Sequence[Observation]) -> dict[tuple[str, Period], list[Observation]]:
    """Return the values of each measure and period in the order in which they became known; the last one stands."""
    found: dict[tuple[str, Period], list[Observation]] = {}
    for one in sorted(observations, key=lambda one: one.recorded_on or date.min):
        found.setdefault((one.measure, one.period), []).append(one)
    return found


def is_same(one: Observation, other: Observation) -> bool:
    """Return whether two observations say the same: the same counts, or without counts the same value, under the same status."""
    counts = (one.numerator, one.denominator)
    return (
        counts == (other.numerator, other.denominator) and one.status == other.status and (None not in counts or one.given == other.given)
    )


def closed_around(stand: Stand, period: Period) -> ClosedPeriod | None:
    """Return the closed period that another lies in, the shortest of several; None if all of it is open."""
    found = [one for one in stand.closed if one.first <= period.first.index and one.end >= period.end.index]
    return min(found, key=lambda one: one.end - one.first, default=None)


def _of_figures(one: Observation, measure: Measure) -> Iterator[Problem]:
    """Yield figures that the measure cannot have, or that would not be read again."""
    for name, value in (("numerator", one.numerator), ("denominator", one.denominator), ("value", one.given)):
        if value is not None:
            try:
                decimal_parser(exact_text(value))
            except Fault as fault:
                yield Problem(fault.message, fault.fix, _at(one, name))
    may_fall_below = isinstance(measure.definition, Change | Mean) or any(value < 0 for value in measure.thresholds.values())
    if not may_fall_below:
        for name, value in (("numerator", one.numerator), ("value", one.given)):
            if value is not None and value < 0:
                yield Problem(f"The {name} is below zero.", "Correct it.", _at(one, name), exact_text(value))
    is_part = isinstance(measure.definition, Proportion)
    if is_part and one.numerator is not None and one.denominator is not None and one.numerator > one.denominator:
        fix = f"Correct one of them: {measure.id} is a proportion, and its numerator is a part of its denominator."
        yield Problem("The numerator is larger than the denominator.", fix, _at(one, "numerator"), exact_text(one.numerator))


def _of_period(stand: Stand, one: Observation, measure: Measure | None) -> Iterator[Problem]:
    """Yield why a value cannot be for its period: outside the term, still to come, or not of the measure's basis."""
    period, place = one.period, _at(one, "period")
    first, last = months.first_of(stand.agreement), months.last_of(stand.agreement)
    if not (first <= period.first and period.last_month <= last):
        words = f"{first.year}-{first.month:02d} to {last.year}-{last.month:02d}"
        yield Problem(f"{period.word} is not within the alliance's term.", f"Give a period of {words}.", place, period.word)
    elif period.end_on > stand.today:
        yield Problem(f"{period.word} has not ended yet.", "Enter its value when it has.", place, period.word)
    kinds = KINDS.get(measure.basis) if measure else None
    if measure is not None and kinds is not None and period.kind not in kinds:
        wanted = " or ".join(KIND_NAMES[kind] for kind in KIND_NAMES if kind in kinds)
        message = f"{measure.id} has no value for {KIND_NAMES[period.kind]}: each of its values is for {wanted}."
        yield Problem(message, f"Give {wanted}.", place, period.word)


def _of_status(stand: Stand, one: Observation, before: Sequence[Observation], note: str) -> Iterator[Problem]:
    """Yield why a value cannot have its status, by what stands before it and by whether its period is closed."""
    place = _at(one, "status")
    closed = closed_around(stand, one.period)
    was_final = any(earlier.status in (FINAL, REVISED) for earlier in before)
    if closed is not None and one.status != REVISED:
        fix = "Give it the status revised, and say why."
        yield Problem(f"{closed.period} is closed, so that a value of {one.period.word} can only be revised.", fix, place, one.status)
    elif was_final and one.status != REVISED:
        fix = "Give it the status revised, and say why."
        yield Problem(f"{one.measure} has a final value for {one.period.word} already.", fix, place, one.status)
    elif one.status == REVISED and not was_final and closed is None:
        fix = f"Give it the status {FINAL} or {PROVISIONAL}."
        yield Problem(f"{one.measure} has no final value for {one.period.word} that could be revised.", fix, place, one.status)
    if one.status == REVISED and not note.strip():
        yield Problem("A revised value needs a reason.", "Say in the note why it was revised.", _at(one, "note"))
    day = max(stand.today, before[-1].recorded_on or stand.today) if before else stand.today
    if any(earlier.recorded_on == day and earlier.status == one.status and earlier.source.file == "observations.csv" for earlier in before):
        message = f"A {one.status} value of {one.measure} for {one.period.word} was brought in today with the alliance's files."
        yield Problem(message, "Enter this one tomorrow, or under another status.", place, one.status)


def _line(one: Observation) -> int:
    return one.source.line or 0


def _at(one: Observation, name: str) -> Source:
    return Source(one.source.file, one.source.line, name)
