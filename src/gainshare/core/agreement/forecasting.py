"""What the year is now expected to cost, party by party and by each method, and what leads from the target to that forecast.

The steps of a bridge are the agreed adjustments, and then what moves the forecast away from the target. Price and volume are told
apart for a party only where somebody has recorded how much it was planned to do and how much it is expected to do: two facts of the year,
`planned_activity.PARTY` and `expected_activity.PARTY`. Volume is then what the difference in activity costs at the target's cost of a
unit, and price is the rest. Without both facts everything is other, told apart by what the target itself tells apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.outlook import missing_returns_of, whole_and_to_date
from gainshare.core.agreement.terms import Terms
from gainshare.core.kernel.money import to_minor
from gainshare.core.kernel.period import Month, Period
from gainshare.core.openbook.entry import Fact, Ledger, OwnForecast
from gainshare.core.openbook.forecast import Method, forecast_outturn, own_by_month
from gainshare.core.openbook.outturn import Cells, actual_cells, target_cells, with_adjustments
from gainshare.core.openbook.rules import OpenBookRules

METHODS: tuple[Method, ...] = ("remaining_target", "run_rate", "own")
"""How the months to come are forecast, in the order in which they are shown."""
PLANNED, EXPECTED = "planned_activity", "expected_activity"
"""What the facts are called by which price and volume are told apart; a full stop and the party's id follow."""
StepKind = Literal["adjustment", "volume", "price", "other"]
"""What a step of a bridge is: an agreed change of the target, or a reason why the forecast differs from it."""


@dataclass(frozen=True, slots=True)
class NoForecast:
    """A forecast that cannot be made by a method: a run rate without any cost so far, or own forecasts of which some are missing."""

    missing: tuple[tuple[str, Month], ...]
    """The party and month of each return, or of each own forecast, that it would need."""

    @property
    def parties(self) -> tuple[str, ...]:
        """Return the parties that something is missing of."""
        return tuple(dict.fromkeys(party for party, _ in self.missing))


@dataclass(frozen=True, slots=True)
class ForecastLine:
    """The year of a party, or of the whole alliance. Amounts are minor units."""

    party: str
    """The party's id; empty for the alliance."""
    target: int
    """The target of the year, as adjusted."""
    to_date: int
    """The cost handed in for the months so far, accepted or not."""
    forecasts: Mapping[Method, int | NoForecast]
    """What the year is expected to cost, by each method."""

    def variance(self, method: Method) -> int | None:
        """Return target less forecast, positive is an under-run; None where there is no forecast."""
        found = self.forecasts[method]
        return None if isinstance(found, NoForecast) else self.target - found


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One step of a bridge."""

    kind: StepKind
    """What it is."""
    amount: int
    """By how much it raises (+) or lowers (−) what the year costs or may cost, in minor units."""
    party: str = ""
    """The party it is about; empty for an adjustment, which may be about several."""
    adjustment: str = ""
    """The reference of the adjustment."""
    cost_type: str = ""
    """The cost type, of what is neither price nor volume."""
    category: str = ""
    """The category, where the target is set by category."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """From the target as first agreed to the forecast, step by step; the steps add up to the penny."""

    start: int
    """The target as first agreed."""
    adjusted: int
    """The target with the agreed adjustments."""
    end: int
    """The forecast."""
    steps: tuple[BridgeStep, ...]
    """The adjustments, then what moves the forecast away from the target; none of them is nothing."""

    def without_detail(self, parties: Collection[str]) -> Bridge:
        """Return the bridge in which what is other has one step for each of some parties: their totals alone."""
        steps: list[BridgeStep] = []
        for step in self.steps:
            if step.kind == "other" and step.party in parties:
                before = next((one for one in steps if one.kind == "other" and one.party == step.party), None)
                amount = step.amount + (before.amount if before else 0)
                steps = [one for one in steps if one is not before]
                steps += [BridgeStep("other", amount, party=step.party)] if amount else []
            else:
                steps.append(step)
        return replace(self, steps=tuple(steps))

    def __post_init__(self) -> None:
        """Check that the steps add up."""
        agreed = sum(step.amount for step in self.steps if step.kind == "adjustment")
        assert self.start + agreed == self.adjusted, "the adjustments lead to the adjusted target"
        assert self.start + sum(step.amount for step in self.steps) == self.end, "the steps lead to the forecast"


@dataclass(frozen=True, slots=True)
class YearForecast:
    """What a year, or a project, is expected to cost, as seen at the end of a month."""

    whole: Period
    """The year or the project."""
    to_date: Period
    """The same up to the month."""
    lines: tuple[ForecastLine, ...]
    """Every party that has a target or a cost, in the order of the agreement."""
    alliance: ForecastLine
    """All of them together."""
    missing: tuple[tuple[str, Month], ...]
    """The party and month of each return that is not in."""
    bridges: Mapping[Method, Bridge | NoForecast]
    """From the target as first agreed to the forecast, by each method."""
    without_activity: tuple[str, ...]
    """The parties of which nobody has recorded planned and expected activity: their price and volume cannot be told apart."""


class Kind(NamedTuple):
    """What a target tells apart within a party."""

    cost_type: str
    """The cost type."""
    category: str
    """The category; empty where the target is not set by category."""


Kinds = Mapping[Kind, Fraction]


class _Key(NamedTuple):
    party: str
    month: Month
    cost_type: str
    category: str


def year_forecast(agreement: Agreement, ledger: Ledger, month: Month, *, as_of: date | None) -> YearForecast:
    """Return what the year of a month, or its project, is expected to cost, as seen at the end of the month.

    Everything that has been handed in counts, accepted or not. A return that is missing is forecast as the months to come are. A run
    rate is rounded to the minor unit for each party, so that the parties add up to the alliance.

    Args:
        agreement: what the parties have agreed.
        ledger: the open book.
        month: the month.
        as_of: the day on which things must have been known; None for whatever is on file.
    """
    whole, to_date = whole_and_to_date(agreement, month)
    terms = agreement.in_force(whole, known_on=as_of)
    missing = missing_returns_of(ledger, terms, to_date, as_of)
    original = target_cells(ledger, adjusted=False, as_of=as_of)
    book = _Book(
        whole=whole,
        month=month,
        original=_sums(original, whole, terms.open_book),
        target=_sums(with_adjustments(original, ledger, as_of=as_of), whole, terms.open_book),
        handed_in=_sums(actual_cells(ledger, standing="submitted", as_of=as_of), to_date, terms.open_book),
        missing=frozenset(missing),
        forecasts=ledger.forecasts,
        as_of=as_of,
    )
    parties = _parties(terms, book)
    lines = tuple(_line(book, party) for party in parties)
    activity = _activity(ledger.facts, whole, as_of)
    return YearForecast(
        whole=whole,
        to_date=to_date,
        lines=lines,
        alliance=_together(lines),
        missing=missing,
        bridges={method: _bridge(book, ledger, lines, method, activity) for method in METHODS},
        without_activity=tuple(party for party in parties if party not in activity),
    )


@dataclass(frozen=True, slots=True)
class _Book:
    """The open book of a year, added up."""

    whole: Period
    month: Month
    original: Mapping[_Key, int]
    target: Mapping[_Key, int]
    handed_in: Mapping[_Key, int]
    missing: frozenset[tuple[str, Month]]
    forecasts: tuple[OwnForecast, ...]
    as_of: date | None

    def is_to_come(self, party: str, month: Month) -> bool:
        """Return whether a party's month has to be forecast."""
        return month > self.month or (party, month) in self.missing


def _sums(cells: Cells, period: Period, rules: OpenBookRules) -> dict[_Key, int]:
    """Return what the allowable cells of a period come to, over all work packages."""
    refused = {(category.cost_type, category.name) for category in rules.categories if not category.allowable}
    sums: dict[_Key, int] = {}
    for cell, amount in cells.items():
        if cell.month in period and (cell.cost_type, cell.category) not in refused:
            key = _Key(cell.party, cell.month, cell.cost_type, cell.category)
            sums[key] = sums.get(key, 0) + amount
    return sums


def _parties(terms: Terms, book: _Book) -> tuple[str, ...]:
    """Return the parties that have a target or a cost, in the order of the agreement; one that has left it comes last."""
    there = dict.fromkeys(key.party for key in (*book.target, *book.handed_in))
    named = [party.id for party in terms.parties if party.id in there]
    return (*named, *(party for party in there if party not in named))


# -- a party's year -------------------------------------------------------------------------------------------


def _line(book: _Book, party: str) -> ForecastLine:
    return ForecastLine(
        party=party,
        target=sum(amount for key, amount in book.target.items() if key.party == party),
        to_date=sum(amount for key, amount in book.handed_in.items() if key.party == party),
        forecasts={method: _forecast(book, party, method) for method in METHODS},
    )


def _together(lines: Sequence[ForecastLine]) -> ForecastLine:
    """Return the alliance's line; where a party has no forecast by a method, the alliance has none by it."""
    forecasts: dict[Method, int | NoForecast] = {}
    for method in METHODS:
        found = [line.forecasts[method] for line in lines]
        missing = tuple(what for one in found if isinstance(one, NoForecast) for what in one.missing)
        forecasts[method] = NoForecast(missing) if missing else sum(one for one in found if isinstance(one, int))
    return ForecastLine("", sum(line.target for line in lines), sum(line.to_date for line in lines), forecasts)


def _forecast(book: _Book, party: str, method: Method) -> int | NoForecast:
    """Return a party's year by a method, to the minor unit."""
    if missing := _missing_for(book, party, method):
        return NoForecast(tuple((party, month) for month in missing))
    return to_minor(_exact(book, party, method, None), 0, "half_even")


def _missing_for(book: _Book, party: str, method: Method) -> list[Month]:
    """Return the months of which something is missing that a forecast needs; empty if it can be made."""
    months = book.whole.months()
    if method == "run_rate":
        so_far = [month for month in months if month <= book.month]
        return so_far if all(book.is_to_come(party, month) for month in so_far) else []
    if method == "own":
        own = own_by_month(book.forecasts, as_of=book.as_of, parties=frozenset({party}))
        expected = {key.month for key in book.target if key.party == party}
        return [month for month in months if month in expected and book.is_to_come(party, month) and month not in own]
    return []


def _exact(book: _Book, party: str, method: Method, kind: Kind | None) -> Fraction:
    """Return the forecast of a party's year, or of one kind of its cost, which a run rate may leave between two minor units."""
    categories = _has_categories(book, party) and method != "own"

    def is_meant(key: _Key) -> bool:
        return key.party == party and (kind is None or _kind_of(key, with_category=categories) == kind)

    target, handed_in = _by_month(book.target, is_meant), _by_month(book.handed_in, is_meant)
    forecasts = tuple(made for made in book.forecasts if kind is None or made.cost_type == kind.cost_type)
    own = own_by_month(forecasts, as_of=book.as_of, parties=frozenset({party}))
    so_far = [month for month in book.whole.months() if month <= book.month]
    there = [month for month in so_far if not book.is_to_come(party, month)]
    if method == "run_rate":
        mean = Fraction(sum(handed_in.get(month, 0) for month in there), len(there))
        instead = dict.fromkeys(so_far, mean)
    else:
        instead = {month: Fraction((target if method == "remaining_target" else own).get(month, 0)) for month in so_far}
    # What is missing is forecast as the months to come are, so that the mean is not taken over months of which nothing is known.
    actual = {month: Fraction(handed_in.get(month, 0)) if month in there else instead[month] for month in so_far}
    return forecast_outturn(method, book.whole, actual=actual, target=target, own=own)


def _by_month(sums: Mapping[_Key, int], is_meant: Callable[[_Key], bool]) -> dict[Month, int]:
    months: dict[Month, int] = {}
    for key, amount in sums.items():
        if is_meant(key):
            months[key.month] = months.get(key.month, 0) + amount
    return months


# -- the bridge -----------------------------------------------------------------------------------------------


def _bridge(
    book: _Book, ledger: Ledger, lines: Sequence[ForecastLine], method: Method, activity: Mapping[str, Fraction]
) -> Bridge | NoForecast:
    """Return what leads from the target as first agreed to the forecast by a method."""
    forecast = _together(lines).forecasts[method]
    if isinstance(forecast, NoForecast):
        return forecast
    steps = [*_adjustments(book, ledger), *(step for line in lines for step in _steps_of(book, line, method, activity))]
    return Bridge(
        start=sum(book.original.values()),
        adjusted=sum(book.target.values()),
        end=forecast,
        steps=tuple(step for step in steps if step.amount),
    )


def _adjustments(book: _Book, ledger: Ledger) -> list[BridgeStep]:
    """Return the agreed adjustments of the year, in the order in which they were decided."""
    known = [one for one in ledger.adjustments if book.as_of is None or one.decided_on <= book.as_of]
    sums: dict[str, int] = {}
    for one in sorted(known, key=lambda one: one.decided_on):
        if one.month in book.whole:
            sums[one.id] = sums.get(one.id, 0) + one.amount
    return [BridgeStep("adjustment", amount, adjustment=name) for name, amount in sums.items()]


def _steps_of(book: _Book, line: ForecastLine, method: Method, activity: Mapping[str, Fraction]) -> list[BridgeStep]:
    """Return why a party's forecast differs from its target: by volume and price, or by what its target tells apart."""
    forecast = line.forecasts[method]
    assert isinstance(forecast, int), "a bridge is built only where every party has a forecast"
    if line.party in activity:
        volume = to_minor(line.target * (activity[line.party] - 1), 0, "half_even")
        price = forecast - line.target - volume
        return [BridgeStep("volume", volume, party=line.party), BridgeStep("price", price, party=line.party)]
    categories = _has_categories(book, line.party) and method != "own"
    target: dict[Kind, int] = {}
    for key, amount in (*book.target.items(), *((key, 0) for key in book.handed_in)):
        if key.party == line.party:
            kind = _kind_of(key, with_category=categories)
            target[kind] = target.get(kind, 0) + amount
    if method == "own":
        made = (one.cost_type for one in book.forecasts if one.party == line.party)
        target = {**target, **{Kind(name, ""): target.get(Kind(name, ""), 0) for name in made}}
    expected = _whole_parts(forecast, {kind: _exact(book, line.party, method, kind) for kind in target})
    return [
        BridgeStep("other", expected[kind] - amount, party=line.party, cost_type=kind.cost_type, category=kind.category)
        for kind, amount in target.items()
    ]


def _whole_parts(total: int, exact: Kinds) -> dict[Kind, int]:
    """Return parts in whole minor units that add up to a total: each cut down, then one more for those that lost most."""
    parts = {kind: amount.numerator // amount.denominator for kind, amount in exact.items()}
    lost = sorted(exact, key=lambda kind: parts[kind] - exact[kind])
    for kind in lost[: total - sum(parts.values())]:
        parts[kind] += 1
    return parts


def _kind_of(key: _Key, *, with_category: bool) -> Kind:
    return Kind(key.cost_type, key.category if with_category else "")


def _has_categories(book: _Book, party: str) -> bool:
    """Return whether a party's target is set by category: then every line of it as first agreed names one."""
    mine = [key for key in book.original if key.party == party]
    return bool(mine) and all(key.category for key in mine)


def _activity(facts: Sequence[Fact], whole: Period, as_of: date | None) -> dict[str, Fraction]:
    """Return expected activity as a part of planned activity, by party, where both are recorded for the year and something was planned."""
    known: dict[str, Fact] = {}
    for fact in sorted(facts, key=lambda fact: fact.recorded_on or date.min):
        if fact.period == whole.word and (as_of is None or fact.recorded_on is None or fact.recorded_on <= as_of):
            known[fact.name] = fact
    planned = {name.removeprefix(f"{PLANNED}."): fact.value for name, fact in known.items() if name.startswith(f"{PLANNED}.")}
    return {
        party: known[f"{EXPECTED}.{party}"].value / value
        for party, value in planned.items()
        if value > 0 and f"{EXPECTED}.{party}" in known
    }
