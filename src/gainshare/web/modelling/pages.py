"""What the page of the forecast shows: one frozen dataclass, made from what the core has worked out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.urls import reverse

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.forecasting import METHODS, ForecastLine, NoForecast, YearForecast
from gainshare.core.kernel.formats import favourable, list_in_words, money, period_long
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.forecast import Method
from gainshare.reports.content import Table
from gainshare.reports.variance_bridge import METHOD_WORDS, BridgeShown
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.costs import months
from gainshare.web.shared.pages import Frame
from gainshare.web.shared.tables import Column, Row

NO_FORECAST = "No forecast"
"""What stands where a party has no forecast by a method; the notes say why."""
WHO_ELSE = "Everybody with a finance or leadership role in the alliance, its manager and auditors see this page."


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """The forecast of a year."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """The month and the method."""
    summary: str
    """What the year is expected to cost by the chosen method, in a sentence; why it is not told, if it is not."""
    notes: Sequence[str]
    """What to know about it."""
    by_method: Sequence[Row]
    """Each party, and the alliance: target, cost so far, and the forecast by each method."""
    chosen: Sequence[Row]
    """Each party, and the alliance, by the chosen method: target, forecast, variance, in words."""
    method: str
    """The chosen method, after “by”."""
    bridge: BridgeShown | None
    """The bridge in words and as a table; None without a forecast."""
    bridge_columns: Sequence[Column]
    """The columns of its table."""
    picture: str
    """Where its picture is."""
    needed: str
    """Which data would tell more than “other”; empty if they are there."""


def forecast_page(
    seat: Seat,
    agreement: Agreement,
    found: YearForecast,
    bridge: BridgeShown | NoForecast,
    *,
    form: forms.Form,
    method: Method,
    names: Mapping[str, str],
) -> ForecastPage:
    """Return the page of a forecast.

    Args:
        seat: who looks at it, and where.
        agreement: the agreement in force.
        found: the forecast.
        bridge: the bridge by the chosen method as the person may see it, or what is missing for it.
        form: the month and the method.
        method: the chosen method.
        names: the name of every party by its id.
    """
    currency = agreement.terms.currency
    month = found.to_date.last_month
    address = reverse("forecast_chart", kwargs={"alliance": seat.alliance.pk})
    shown = bridge if isinstance(bridge, BridgeShown) else None
    lines = (*found.lines, found.alliance) if found.lines else ()
    return ForecastPage(
        frame=frame_of(
            seat,
            "Forecast of the year",
            place="position",
            period=f"{period_long(found.whole, agreement.calendar)}, as seen at the end of {months.month_in_words(month, agreement)}",
            who_else=WHO_ELSE,
            help="forecast",
        ),
        form=form,
        summary=_summary(found, method, currency, names),
        notes=_notes(found, method, names),
        by_method=[_row(line, names, _by_method(line, currency)) for line in lines],
        chosen=[_row(line, names, _chosen(line, method, currency)) for line in lines],
        method=METHOD_WORDS[method],
        bridge=shown,
        bridge_columns=_columns(shown.table) if shown else (),
        picture=f"{address}?month={months.word_of(month)}&method={method}",
        needed=_needed(found, names),
    )


def month_choices(agreement: Agreement, upto: Month) -> list[tuple[str, str]]:
    """Return the months of the term from which a forecast can look, the last first."""
    first = months.first_of(agreement)
    every = [first.plus(number) for number in range(upto.index - first.index + 1)]
    return [(months.word_of(month), months.month_in_words(month, agreement)) for month in reversed(every)]


def _row(line: ForecastLine, names: Mapping[str, str], cells: Sequence[object]) -> Row:
    return Row((names.get(line.party, line.party) or "All parties", *cells), is_total=not line.party)


def _by_method(line: ForecastLine, currency: Currency) -> Sequence[object]:
    said = [_forecast(line.forecasts[method], currency) for method in METHODS]
    return (money(line.target, currency), money(line.to_date, currency), *said)


def _forecast(found: int | NoForecast, currency: Currency) -> str:
    return NO_FORECAST if isinstance(found, NoForecast) else money(found, currency)


def _chosen(line: ForecastLine, method: Method, currency: Currency) -> Sequence[object]:
    found, variance = line.forecasts[method], line.variance(method)
    if isinstance(found, NoForecast) or variance is None:
        return (money(line.target, currency), NO_FORECAST, "Not known", "Not known")
    return (money(line.target, currency), money(found, currency), money(variance, currency), favourable(variance).capitalize())


def _summary(found: YearForecast, method: Method, currency: Currency, names: Mapping[str, str]) -> str:
    if not found.lines:
        return f"There is no target and no cost of {found.whole.word} yet."
    forecast, variance = found.alliance.forecasts[method], found.alliance.variance(method)
    if isinstance(forecast, NoForecast) or variance is None:
        return _why_not(found, method, names)
    if not variance:
        return f"By {METHOD_WORDS[method]}, {found.whole.word} is expected to cost its target of {money(forecast, currency)}."
    return (
        f"By {METHOD_WORDS[method]}, {found.whole.word} is expected to cost {money(forecast, currency)} against a target of "
        f"{money(found.alliance.target, currency)}: {money(abs(variance), currency)} {favourable(variance)}."
    )


def _why_not(found: YearForecast, method: Method, names: Mapping[str, str]) -> str:
    """Return why the alliance has no forecast by a method; empty if it has one."""
    forecast = found.alliance.forecasts[method]
    if not isinstance(forecast, NoForecast):
        return ""
    who = _who(forecast.parties, found, names)
    what = "months are missing in the forecasts" if method == "own" else "nothing is handed in yet"
    return f"There is no forecast of {found.whole.word} by {METHOD_WORDS[method]}: {what} of {who}."


def _notes(found: YearForecast, chosen: Method, names: Mapping[str, str]) -> list[str]:
    notes = ["Everything that is handed in counts, accepted or not. Nothing is payable by a forecast."]
    if found.missing:
        who = _who(list(dict.fromkeys(party for party, _ in found.missing)), found, names)
        notes.append(f"Returns are missing of {who}; their months are forecast as the months to come are.")
    return [*notes, *(said for method in METHODS if method != chosen and (said := _why_not(found, method, names)))]


def _needed(found: YearForecast, names: Mapping[str, str]) -> str:
    """Return which facts would tell price and volume apart."""
    if not found.without_activity:
        return ""
    who = _who(found.without_activity, found, names)
    one = found.without_activity[0]
    return (
        f"Price and volume are not told apart where planned and expected activity are not recorded: here, of {who}. Two facts of "
        f"{found.whole.word} for each party would tell them, such as planned_activity.{one} and expected_activity.{one} in facts.csv. "
        f"Until then, what moves the forecast is “other”."
    )


def _who(parties: Sequence[str], found: YearForecast, names: Mapping[str, str]) -> str:
    """Return some parties of a forecast in words; all of them in two."""
    if len(parties) == len(found.lines) > 1:
        return "every party"
    return list_in_words([names.get(party, party) for party in parties])


def _columns(table: Table) -> list[Column]:
    return [Column(column.heading, is_numeric=column.is_number) for column in table.columns]
