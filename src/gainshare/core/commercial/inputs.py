"""From names to figures: each name that a regime uses is looked up in the open book, the scorecard or the facts, as its first Step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gainshare.core.commercial.bindings import Binding
from gainshare.core.commercial.regime import Regime
from gainshare.core.kernel.money import Currency, round_fraction
from gainshare.core.kernel.period import Calendar, Month, Period
from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.step import Input, Selection, Step
from gainshare.core.openbook.entry import Ledger
from gainshare.core.openbook.forecast import forecast_outturn, own_by_month
from gainshare.core.openbook.outturn import BookCells, Cells, Select, total
from gainshare.core.openbook.rules import OpenBookRules
from gainshare.core.parties.party import Party, is_non_owner
from gainshare.core.performance.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Books:
    """Everything that figures are looked up in, as it was known on a day."""

    period: Period
    """The period that is worked out, or the part of it."""
    word: str
    """The word of the whole period, by which facts are recorded."""
    calendar: Calendar
    """How period words are read."""
    currency: Currency
    """The agreement's currency."""
    rules: OpenBookRules
    """What counts as cost."""
    parties: tuple[Party, ...]
    """The parties of the agreement, members or not."""
    ledger: Ledger
    """The open book."""
    as_of: date | None
    """The day on which things must have been known; None for whatever is on file."""
    overall: Fraction
    """The overall performance score that counts."""
    overall_step: str
    """The Step that it comes from."""
    scorecard: Scorecard
    """All scores."""
    cells: BookCells
    """The open book, added up."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The figures of a regime's names."""

    values: Mapping[str, Fraction]
    """Each name's figure, money in the main unit of the currency."""
    steps: tuple[Step, ...]
    """How each was found."""
    problems: tuple[Problem, ...]
    """The names that have no figure."""


def resolve_inputs(regime: Regime, books: Books, *, prorate: bool) -> Resolved:
    """Return the figure of every name that the regime uses.

    Args:
        regime: the regime with its inputs.
        books: where figures are looked up.
        prorate: in a part of a year, count fixed sums and whole-year figures by the number of months.
    """
    values: dict[str, Fraction] = {}
    steps: list[Step] = []
    problems: list[Problem] = []
    for name, binding in regime.inputs.items():
        step, problem = FINDERS[binding.kind](name, binding, books)
        if problem is not None:
            problems.append(problem)
        if step is None:
            continue
        if prorate and books.period.is_part_year and (binding.months == "year" or binding.kind == "money"):
            step = _prorated(step, books.period)
        assert isinstance(step.result, Fraction), "a figure is a number"
        values[name] = step.result
        steps.append(step)
    return Resolved(values, tuple(steps), tuple(problems))


def _prorated(step: Step, period: Period) -> Step:
    assert isinstance(step.result, Fraction), "a figure is a number"
    part = Fraction(period.month_count, period.whole_month_count)
    inputs = (*step.inputs, Input("whole", step.result, "money"), Input("part of the year", part, "share"))
    return Step(step.name, f"{step.rule}.prorated", step.result * part, inputs, step.unit, step.clause, step.about, step.source)


Found = tuple[Step | None, Problem | None]


def _step(name: str, binding: Binding, result: Fraction, inputs: tuple[Input, ...] = (), source: Selection | None = None) -> Step:
    unit = "score" if binding.kind == "score" else "number" if binding.kind == "fact" else "money"
    return Step(f"input.{name}", f"input.{binding.kind}", result, inputs, unit, binding.clause, (name,), source)  # type: ignore[arg-type]


def _selected_period(binding: Binding, books: Books) -> Period:
    return books.period if binding.months == "period" else books.period.year(books.calendar)


def _selected_parties(binding: Binding, books: Books) -> tuple[str, ...]:
    chosen = [party for party in books.parties if not binding.parties or party.id in binding.parties]
    if binding.role == "owner":
        chosen = [party for party in chosen if "owner" in party.roles]
    elif binding.role == "non_owner_participant":
        chosen = [party for party in chosen if is_non_owner(party)]
    return tuple(party.id for party in chosen)


def select(binding: Binding, books: Books) -> Select:
    """Return which cells a binding is the sum of."""
    everyone = not binding.parties and binding.role is None
    return Select(
        months=frozenset(_selected_period(binding, books).months()),
        parties=None if everyone else frozenset(_selected_parties(binding, books)),
        limbs=frozenset(binding.limbs),
        work_package=binding.work_package or "",
        pass_through=binding.pass_through,
    )


def _selection(table: str, binding: Binding, books: Books) -> Selection:
    everyone = not binding.parties and binding.role is None
    parties = () if everyone else _selected_parties(binding, books)
    return Selection(table, _selected_period(binding, books).word, parties, binding.limbs)


def major(minor: int | Fraction, currency: Currency) -> Fraction:
    """Return minor units as the main unit of the currency."""
    return Fraction(minor, 10**currency.places)


def _target(name: str, binding: Binding, books: Books) -> Found:
    chosen = select(binding, books)
    original = major(total(books.cells.original, chosen, books.rules), books.currency)
    source = _selection("targets", binding, books)
    if binding.target == "original":
        return _step(name, binding, original, (Input("original", original, "money"),), source), None
    adjusted = major(total(books.cells.adjusted, chosen, books.rules), books.currency)
    inputs = (Input("original", original, "money"), Input("adjustments", adjusted - original, "money"))
    return _step(name, binding, adjusted, inputs, source), None


def _actual(name: str, binding: Binding, books: Books) -> Found:
    cells = books.cells.accepted if binding.actual == "accepted" else books.cells.submitted
    amount = major(total(cells, select(binding, books), books.rules), books.currency)
    return _step(name, binding, amount, (), _selection("costs", binding, books)), None


def _forecast(name: str, binding: Binding, books: Books) -> Found:
    assert binding.forecast is not None, "the finder of forecasts is given a forecast"
    year = books.period.year(books.calendar)
    chosen = select(binding, books)
    months = {month for month in year.months() if month < books.period.end}
    done = _by_month(books.cells.submitted, months, chosen, books.rules)
    target = _by_month(books.cells.adjusted, set(year.months()), chosen, books.rules)
    own = own_by_month(books.ledger.forecasts, as_of=books.as_of, parties=chosen.parties)
    amount = forecast_outturn(binding.forecast, year, actual=done, target=target, own=own)
    inputs = (Input("actual to date", major(sum(done.values()), books.currency), "money"), Input("method", binding.forecast, "text"))
    return _step(name, binding, major(amount, books.currency), inputs, _selection("costs", binding, books)), None


def _by_month(cells: Cells, months: set[Month], chosen: Select, rules: OpenBookRules) -> dict[Month, int]:
    present = {cell.month for cell in cells} & months
    return {
        month: total(cells, Select(frozenset({month}), chosen.parties, chosen.limbs, chosen.work_package, chosen.pass_through), rules)
        for month in sorted(present)
    }


def _score(name: str, binding: Binding, books: Books) -> Found:
    step = f"score.{binding.score}"
    if binding.score == "overall":
        exact, step = books.overall, books.overall_step
    elif area := dict(books.scorecard.areas).get(binding.score or ""):
        exact, step = area, ""
    else:
        lines = {line.measure: line.score for line in books.scorecard.lines}
        exact = lines.get(binding.score or "") or Fraction(0)
    score = exact if binding.places is None or binding.mode is None else round_fraction(exact, binding.places, binding.mode)
    return _step(name, binding, score, (Input(binding.score or "", exact, "score", step),)), None


def _money(name: str, binding: Binding, books: Books) -> Found:
    assert binding.money is not None, "the finder of sums is given a sum"
    return _step(name, binding, binding.money), None


def _fact(name: str, binding: Binding, books: Books) -> Found:
    known = [
        fact
        for fact in books.ledger.facts
        if fact.name == binding.fact
        and fact.period == books.word
        and (books.as_of is None or fact.recorded_on is None or fact.recorded_on <= books.as_of)
    ]
    if not known:
        message = f"The regime needs the fact “{binding.fact}” for {books.word}, and none is recorded."
        return None, Problem(message, "Add a line with this name and period to facts.csv.", Source("facts.csv"))
    latest = max(known, key=lambda fact: fact.recorded_on or date.min)
    return _step(name, binding, latest.value, (), Selection("facts", books.word, measure=latest.name)), None


FINDERS: Mapping[str, Callable[[str, Binding, Books], Found]] = {
    "target": _target,
    "actual": _actual,
    "forecast": _forecast,
    "score": _score,
    "money": _money,
    "fact": _fact,
}
"""How each kind of figure is found."""
