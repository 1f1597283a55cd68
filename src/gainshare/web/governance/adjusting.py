"""A party's target adjusted by a decision: the next version of the register of adjustments, which names the decision behind each line."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import StringIO
from uuid import UUID

from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.formats import money
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.openbook.checks import check_ledger
from gainshare.files.csv_writer import write_table
from gainshare.files.tables import tables
from gainshare.web.agreements.models import Register
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.costs.book import agreement_of, book_of, registers_of
from gainshare.web.costs.entering import plain
from gainshare.web.governance.binding import bind
from gainshare.web.governance.models import Consequence
from gainshare.web.governance.writing import locked_decision, record_of, writing

ADJUST = "targets.adjust"
FILE = "target_adjustments.csv"
COLUMNS = ("id", "party", "period", "cost_type", "amount", "kind", "reason", "decision", "decided_on")
"""The columns of the register where there is none yet."""
KINDS = ("scope", "law", "indexation", "owner-caused change")
"""What sort of change a target is adjusted for."""


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A change of a party's target."""

    party: Party
    """Whose target."""
    period: str
    """The month, quarter or year, as the agreement's calendar calls it; a longer one is spread evenly over its months."""
    cost_type: str
    """The cost type."""
    amount: int
    """Whole pence; below zero lowers the target."""
    kind: str
    """One of `KINDS`."""
    reason: str
    """Why."""


def adjust(*, by: Seat, of: UUID, what: Adjustment) -> str:
    """Adjust a party's target by a decision that is adopted; return the reference of the adjustment.

    Raises:
        Refused: the decision is not adopted or was a delegated one, or the amount is none.
        Invalid: the line does not fit the agreement; `.problems` says why.
        Fault: the period is none.
    """
    by.require(ADJUST)
    with writing(by.alliance):
        row, decision = locked_decision(by, of)
        if row.standing != "adopted" or row.decided_on is None:
            raise Refused(f"{row.reference} is not adopted, so no target is adjusted by it.")
        if decision.classification.kind == "delegated":
            raise Refused(f"{row.reference} was decided by {decision.body.name}. A target is adjusted by a decision of every party.")
        if not what.amount:
            raise Refused("Enter an amount other than zero.")
        agreement = agreement_of(by.alliance)
        agreement.period(what.period)
        last = Register.objects.filter(alliance=by.alliance, name=FILE).order_by("-number").first()
        reference = _next_reference(last.text if last else "")
        amount = plain(what.amount, agreement.terms.currency.places)
        values = (reference, what.party.code, what.period, what.cost_type, amount, what.kind, what.reason, row.reference, row.decided_on)
        text = _with_line(last.text if last else "", dict(zip(COLUMNS, values, strict=True)))
        _check(by.alliance, agreement, text)
        Register.objects.create(
            alliance=by.alliance,
            name=FILE,
            number=(last.number if last else 0) + 1,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            brought_by=by.person,
            brought_at=timezone.now(),
        )
        bind(row, "target_adjustment", reference, f"target adjustment {reference}")
        Consequence.objects.filter(decision=row, kind="target_adjustment", standing="offered").update(
            standing="done", note=reference, done_by=by.person, done_at=timezone.now()
        )
        after = {"adjustment": reference, "period": what.period, "cost type": what.cost_type, "reason": what.reason}
        after["amount"] = money(what.amount, agreement.terms.currency)
        record_of("target.adjusted", by, row, {"after": after}, what.party)
        return reference


def _next_reference(text: str) -> str:
    numbers = [int(found) for found in re.findall(r"(?m)^ADJ-(\d+)", text)]
    return f"ADJ-{max(numbers, default=0) + 1:03d}"


def _with_line(text: str, line: dict[str, object]) -> str:
    """Return a register with a line more; what stands in it stays as it is, letter for letter."""
    if not text.strip():
        return write_table(COLUMNS, [list(line.values())])
    columns = next(csv.reader(StringIO(text)))
    added = write_table(columns, [[line.get(column) for column in columns]]).split("\n", 1)[1]
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{added}"


def _check(alliance: Alliance, agreement: Agreement, text: str) -> None:
    """Go on only if the register fits the agreement with its new line."""
    table = next(one for one in tables(agreement.calendar, agreement.terms.currency) if one.file == FILE)
    built, found = table.read(text.encode())
    if problems := errors(found):
        raise Invalid(problems)
    rows = tuple(row for item in built for row in item)
    ledger = book_of(alliance, agreement, registers_of(alliance, agreement)).ledger
    wrong: Sequence[Problem] = errors(check_ledger(replace(ledger, adjustments=rows), book_terms(agreement)))
    own = [one for one in wrong if one.source.file == FILE]
    if own:
        raise Invalid(own)
