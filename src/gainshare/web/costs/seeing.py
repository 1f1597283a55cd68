"""Who sees what of the open book: by the rights of the role, and by what the agreement says about lines."""

from __future__ import annotations

from gainshare.core.agreement.agreement import Agreement
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.costs.models import Return

WORDS = {
    "finance_group": "the alliance's finance group",
    "owners": "the alliance's finance group and the owners' finance leads",
    "all_parties": "the finance leads of every party",
}
"""Who sees lines, in words, by the agreement's setting."""


def sees_lines(seat: Seat, agreement: Agreement, party: Party) -> bool:
    """Return whether somebody sees a party's cost line by line."""
    if seat.may_of("costs.read_lines", party):
        return True
    setting = agreement.terms.open_book.lines_seen_by
    if setting == "owners":
        return any(role == "owner_finance_lead" for role, _ in seat.roles)
    return setting == "all_parties" and any(role in {"owner_finance_lead", "provider_finance_lead"} for role, _ in seat.roles)


def sees_evidence(seat: Seat, party: Party) -> bool:
    """Return whether somebody may open a party's evidence: the finance group and those who prepare its returns."""
    return seat.may_of("costs.see_evidence", party)


def who_sees_lines(agreement: Agreement, party: Party) -> str:
    """Return a sentence on who sees a party's lines."""
    group = WORDS[agreement.terms.open_book.lines_seen_by]
    return f"{party.organisation.name} and {group} see these lines. Everybody with a finance role sees the total."


def who_sees(agreement: Agreement, one: Return) -> str:
    """Return a sentence on who sees a return's lines: a draft is its party's alone."""
    return who_sees_lines(agreement, one.party) if one.submitted_on else f"Only {one.party.organisation.name} sees this draft."


def who_sees_totals() -> str:
    """Return a sentence on who sees the totals."""
    return "Everybody with a finance or leadership role in the alliance sees the totals of all parties; lines are seen by fewer."
