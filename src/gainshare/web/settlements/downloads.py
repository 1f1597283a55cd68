"""A statement as a file to take away; values that rest on small numbers are in none of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from django.utils import timezone

from gainshare.core.kernel import formats
from gainshare.reports.content import Column, Section, Statement, Table
from gainshare.reports.render.csv import render_csv
from gainshare.reports.render.html import render_html
from gainshare.reports.render.pdf import render_pdf
from gainshare.web.settlements.held import chart_of, held, statement_of
from gainshare.web.settlements.models import APPROVES, REFUSES, Asked, Settlement, Transfer
from gainshare.web.settlements.queries import asked_of, transfers_of


def as_html(one: Settlement, party: str = "") -> bytes:
    """Return a statement as a page that needs nothing else."""
    return render_html(_statement(one, party), chart_of(one)).encode()


def as_pdf(one: Settlement, party: str = "") -> bytes:
    """Return a statement as a PDF, with the settlement's fingerprint on each page."""
    return render_pdf(_statement(one, party), chart_of(one), fingerprint=one.sha256)


def as_csv(one: Settlement, party: str = "") -> bytes:
    """Return the tables of a statement as CSV."""
    return render_csv(_statement(one, party)).encode()


def _statement(one: Settlement, party: str) -> Statement:
    """Return what leaves of a settlement: its statement, with what each party says of it and what has been paid, first of all."""
    said = statement_of(one, shows_small=False, party=party)
    return replace(said, sections=(*_approvals(one, party), *said.sections))


def _approvals(one: Settlement, party: str) -> Iterator[Section]:
    asked = asked_of(one)
    transfers = [made for made in transfers_of(one) if not party or party in {made.payer.code, made.payee.code}]
    if not asked:
        return
    says = {APPROVES: "Approves", REFUSES: "Does not approve"}
    voices = tuple((str(each.party), says.get(each.says, "Nothing yet"), _who(each)) for each in asked)
    tables = [Table("What each party says", (Column("Party"), Column("Says"), Column("Who, when and why")), voices)]
    if transfers:
        currency = held(one).assessment.settlement.currency
        rows = tuple((str(made.payer), str(made.payee), formats.money(made.amount, currency), _paid(made)) for made in transfers)
        columns = (Column("Payer"), Column("Payee"), Column("Amount", is_number=True), Column("Paid"))
        tables.append(Table("Payments, and what has been paid", columns, rows))
    yield Section("approvals", "Approvals and payments", (), tuple(tables))


def _who(asked: Asked) -> str:
    if asked.said_by is None or asked.said_at is None:
        return "Not applicable"
    said = f"{asked.said_by.name}, {formats.date_short(timezone.localtime(asked.said_at).date())}"
    return f"{said}. {asked.reason}" if asked.reason else said


def _paid(made: Transfer) -> str:
    return f"{formats.date_short(made.paid_on)}, {made.paid_reference}" if made.paid_on else "Not paid"


FORMS: Mapping[str, Callable[[Settlement, str], bytes]] = {"pdf": as_pdf, "html": as_html, "csv": as_csv}
"""How each kind of file is made."""
TYPES: Mapping[str, str] = {"pdf": "application/pdf", "html": "text/html; charset=utf-8", "csv": "text/csv; charset=utf-8"}
"""What each kind of file is."""
