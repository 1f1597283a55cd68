"""A return held against what is known: the core's findings, asked of rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import book_terms
from gainshare.core.kernel.period import Month
from gainshare.core.openbook.return_checks import Finding, Findings, ReturnContext, check_return
from gainshare.core.openbook.returns import Return as CoreReturn
from gainshare.core.openbook.returns import ReturnLine
from gainshare.core.openbook.rules import due_on
from gainshare.web.costs.convert import month_of
from gainshare.web.costs.entering import accruals_to_reverse, beside
from gainshare.web.costs.models import Return
from gainshare.web.costs.queries import Sums, lines_in


def core_return(one: Return) -> CoreReturn:
    """Return a row of a return, with its lines, as the core reads it."""
    return CoreReturn(
        party=one.party.code,
        month=month_of(one.month),
        kind="change" if one.kind == "change" else "full",
        lines=lines_in(one),
        reason=one.reason,
        control_total=one.control_total,
        explanations=one.explanations,
    )


def findings_of(one: Return, agreement: Agreement, registers: Mapping[str, tuple[Any, ...]], on: date) -> Findings:
    """Return everything that is to be told of a return on a day."""
    month = month_of(one.month)
    known = beside(one.party, agreement, registers, month)
    context = ReturnContext(
        terms=book_terms(agreement),
        on=on,
        is_open=month <= Month.of(on),
        due_on=due_on(month, agreement.terms.open_book),
        last_month=_as_lines(known.last_month),
        last_year=_as_lines(known.last_year),
        target=known.target,
        reversals=accruals_to_reverse(one.party, month),
    )
    return check_return(core_return(one), context)


def every(findings: Findings) -> tuple[Finding, ...]:
    """Return all findings, those of the return as a whole first."""
    by_line = (one for found in (*findings.errors.values(), *findings.warnings.values()) for one in found)
    return (*findings.whole, *by_line)


def _as_lines(sums: Sums) -> tuple[ReturnLine, ...]:
    return tuple(ReturnLine(number, *kind, amount) for number, (kind, amount) in enumerate(sums.items(), 1))
