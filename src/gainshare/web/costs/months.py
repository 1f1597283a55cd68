"""The months of the open book: those of the alliance's term, and who hands in costs in them."""

from __future__ import annotations

from gainshare.core.agreement.agreement import Agreement
from gainshare.web.agreements.months import due_date, first_of, last_of, month_in_words, month_to_close, read_month, word_of, year_of
from gainshare.web.alliances.models import Alliance, Party

__all__ = ["due_date", "first_of", "last_of", "month_in_words", "month_to_close", "providers_of", "read_month", "word_of", "year_of"]


def providers_of(alliance: Alliance, agreement: Agreement) -> list[Party]:
    """Return the parties that hand in costs, in the order of the agreement."""
    providing = {party.id for party in agreement.parties if party.is_provider}
    return [party for party in alliance.parties.select_related("organisation") if party.code in providing]
