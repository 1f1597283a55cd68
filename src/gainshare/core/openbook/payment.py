"""Payments as data: what was received and paid on account, and what of a settlement has already been paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from gainshare.core.kernel.period import Calendar, Month, Period, parse_period
from gainshare.core.openbook.entry import Payment


def is_paid(payment: Payment, as_of: date | None) -> bool:
    """Return whether a payment had been made on a day (or at all, if no day is given)."""
    return payment.paid_on is not None and (as_of is None or payment.paid_on <= as_of)


def on_account(
    payments: Iterable[Payment], months: Iterable[Month], calendar: Calendar, *, as_of: date | None
) -> dict[tuple[str, str], int]:
    """Return what was paid on account for the months, in minor units, by payer and payee."""
    wanted = frozenset(months)
    sums: dict[tuple[str, str], int] = {}
    for payment in payments:
        if payment.kind == "on_account" and is_paid(payment, as_of) and parse_period(payment.period, calendar).first in wanted:
            sums[payment.payer, payment.payee] = sums.get((payment.payer, payment.payee), 0) + payment.amount
    return sums


def settled_before(payments: Iterable[Payment], period: Period, calendar: Calendar, *, as_of: date | None) -> dict[str, int]:
    """Return what each party has already received (+) or paid (−) of gain and pain for a period or for parts of it, in minor units."""
    sums: dict[str, int] = {}
    for payment in payments:
        if payment.kind == "gain_or_pain" and is_paid(payment, as_of):
            paid_for = parse_period(payment.period, calendar)
            if period.first <= paid_for.first and paid_for.end <= period.end:
                sums[payment.payee] = sums.get(payment.payee, 0) + payment.amount
                sums[payment.payer] = sums.get(payment.payer, 0) - payment.amount
    return sums
