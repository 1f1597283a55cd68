"""The bridge from the target as first agreed to the forecast: as a picture, in words and as a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from gainshare.core.agreement.forecasting import Bridge, BridgeStep
from gainshare.core.kernel import formats
from gainshare.core.kernel.money import Currency
from gainshare.core.openbook.forecast import Method
from gainshare.reports.content import NOT_APPLICABLE, Chart, Column, Table, visible
from gainshare.reports.svg import described

MARK = "variance-bridge"
"""What the ids within the picture begin with."""
METHOD_WORDS: Mapping[Method, str] = {
    "remaining_target": "remaining target",
    "run_rate": "run rate",
    "own": "the parties' own forecasts",
}
"""What each method is called after “by”."""
ADJUSTED, FORECAST = "Target as adjusted", "Forecast"
START = "Target as first agreed"
"""What the three sums are called."""
NOTE = (
    "A step that lowers the forecast is favourable, one that raises it is adverse. An adjustment is agreed: it changes the target, and is "
    "neither."
)


@dataclass(frozen=True, slots=True)
class Naming:
    """How the things of a bridge are spoken of."""

    period: str
    """The word of the year, or of the project."""
    currency: Currency
    """What amounts are in."""
    parties: Mapping[str, str]
    """The name of each party by its id."""
    cost_types: Mapping[str, str]
    """The name of each cost type by its id."""
    adjustments: Mapping[str, str]
    """What each adjustment is about, by its reference."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One line of the bridge as it is shown."""

    name: str
    """What it is, in words."""
    short: str
    """The same for the picture, by the references of the agreement."""
    change: int | None
    """By how much it changes the sum; None for a sum."""
    stands_at: int
    """What the sum is then, in minor units."""
    words: str
    """What the change does; empty for a sum."""


@dataclass(frozen=True, slots=True)
class BridgeShown:
    """The bridge in words and as a table, and what its picture is drawn from."""

    title: str
    """What it shows."""
    sentences: tuple[str, ...]
    """The bridge in words, step by step."""
    table: Table
    """The steps with their amounts."""
    rungs: tuple[Rung, ...]
    """The lines, in order."""
    currency: Currency
    """What amounts are in."""

    @property
    def chart(self) -> Chart:
        """Return the picture with its words and its table."""
        return Chart(self.title, _drawn(self.rungs, self.currency, self.title, " ".join(self.sentences)), self.sentences, self.table)


def variance_bridge(bridge: Bridge, method: Method, naming: Naming) -> BridgeShown:
    """Return a bridge as it is shown."""
    rungs = tuple(_rungs(bridge, naming))
    title = f"From the target as first agreed to the forecast of {naming.period}, by {METHOD_WORDS[method]}"
    return BridgeShown(title, _in_words(bridge, rungs, naming), _table(rungs, naming.currency), rungs, naming.currency)


def _rungs(bridge: Bridge, naming: Naming) -> list[Rung]:
    """Return the lines: the target as first agreed, the adjustments, the adjusted target, what moves the forecast, the forecast."""
    sums = [Rung(START, START, None, bridge.start, "")]
    agreed = [step for step in bridge.steps if step.kind == "adjustment"]
    moving = [step for step in bridge.steps if step.kind != "adjustment"]
    for step in agreed:
        sums.append(_rung(step, sums[-1].stands_at, naming))
    if agreed:
        sums.append(Rung(ADJUSTED, ADJUSTED, None, bridge.adjusted, ""))
    for step in moving:
        sums.append(_rung(step, sums[-1].stands_at, naming))
    return [*sums, Rung(FORECAST, FORECAST, None, bridge.end, "")]


def _rung(step: BridgeStep, before: int, naming: Naming) -> Rung:
    after = before + step.amount
    if step.kind == "adjustment":
        about = naming.adjustments.get(step.adjustment, "")
        name = f"Adjustment {step.adjustment}" + (f" ({about})" if about else "")
        return Rung(visible(name), step.adjustment, step.amount, after, f"{'raises' if step.amount > 0 else 'lowers'} the target")
    party = naming.parties.get(step.party, step.party)
    kind = step.category or step.cost_type
    detail = step.category or naming.cost_types.get(step.cost_type, step.cost_type)
    name = f"{party}, {step.kind}" + (f" ({detail})" if detail else "")
    short = f"{step.party}, {step.kind}" + (f" ({kind})" if kind else "")
    return Rung(visible(name), visible(short), step.amount, after, formats.favourable(-step.amount))


def _in_words(bridge: Bridge, rungs: tuple[Rung, ...], naming: Naming) -> tuple[str, ...]:
    def amount(minor: int) -> str:
        return formats.money(minor, naming.currency)

    variance = bridge.adjusted - bridge.end
    steps = [
        f"{one.name}: {'adds' if one.change > 0 else 'takes off'} {amount(abs(one.change))} ({one.words})."
        for one in rungs
        if one.change is not None
    ]
    return (
        f"The target as first agreed is {amount(bridge.start)}, with the agreed adjustments {amount(bridge.adjusted)}; the forecast is "
        f"{amount(bridge.end)}. Target less forecast is {amount(variance)}: {formats.favourable(variance)}.",
        *steps,
    )


def _table(rungs: tuple[Rung, ...], currency: Currency) -> Table:
    columns = (Column("Step"), Column("Change", is_number=True), Column("Comes to", is_number=True), Column("In words"))
    rows = tuple(
        (
            one.name,
            NOT_APPLICABLE if one.change is None else signed(one.change, currency),
            formats.money(one.stands_at, currency),
            one.words.capitalize() or NOT_APPLICABLE,
        )
        for one in rungs
    )
    return Table("Steps from the target as first agreed to the forecast", columns, rows, None, NOTE)


def signed(amount: int, currency: Currency) -> str:
    """Return a change with its sign: `+£1.00`, `−£1.00`."""
    return f"{'+' if amount > 0 else ''}{formats.money(amount, currency)}"


@lru_cache(maxsize=64)
def _drawn(rungs: tuple[Rung, ...], currency: Currency, title: str, words: str) -> str:
    """Return the picture; drawing takes a fifth of a second, and the same bridge is asked for again and again."""
    from gainshare.reports.bridge_picture import draw

    return described(draw(rungs, currency), title, words, mark=MARK)
