"""The forecast of an alliance's year from rows: worked out by the core once for as long as the book is the same."""

from __future__ import annotations

from functools import lru_cache

from gainshare.core.agreement.forecasting import NoForecast, YearForecast, year_forecast
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.forecast import Method
from gainshare.reports.variance_bridge import BridgeShown, Naming, variance_bridge
from gainshare.web.alliances.access import Seat
from gainshare.web.costs import months, seeing
from gainshare.web.costs.book import Book, Same, agreement_of, book_of, registers_of


def book_for(seat: Seat) -> Book:
    """Return the book of the alliance in which somebody is."""
    agreement = agreement_of(seat.alliance)
    return book_of(seat.alliance, agreement, registers_of(seat.alliance, agreement))


def forecast_from(book: Book, month: Month) -> YearForecast:
    """Return the forecast of the year of a month, as seen at its end."""
    return _forecast(Same(book), month)


@lru_cache(maxsize=64)
def _forecast(book: Same, month: Month) -> YearForecast:
    of: Book = book.value
    return year_forecast(of.agreement, of.ledger, month, as_of=None)


def bridge_for(seat: Seat, book: Book, found: YearForecast, method: Method) -> BridgeShown | NoForecast:
    """Return the bridge by a method as somebody may see it: of parties whose lines they do not see, the total alone."""
    bridge = found.bridges[method]
    if isinstance(bridge, NoForecast):
        return bridge
    if not found.lines:
        return NoForecast(())
    seen = {party.code for party in months.providers_of(seat.alliance, book.agreement) if seeing.sees_lines(seat, book.agreement, party)}
    told = bridge.without_detail([line.party for line in found.lines if line.party not in seen])
    return variance_bridge(told, method, naming_of(book, found))


def naming_of(book: Book, found: YearForecast) -> Naming:
    """Return how the parties, cost types and adjustments of a book are called."""
    latest = book.agreement.latest
    return Naming(
        period=found.whole.word,
        currency=latest.currency,
        parties=names_of(book),
        cost_types={kind.id: kind.name for kind in latest.open_book.cost_types if kind.name},
        adjustments={one.id: one.kind for one in book.ledger.adjustments if one.kind},
    )


def names_of(book: Book) -> dict[str, str]:
    """Return the name of every party by its id, those of a later membership too."""
    return {party.id: party.name for party in (*book.agreement.terms.parties, *book.agreement.latest.parties)}
