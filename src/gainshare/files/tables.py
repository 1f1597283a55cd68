"""The tables of an alliance's folder: which columns each CSV file has, and the value that each row becomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from gainshare.core.kernel.allocate import allocate
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar, Month, Period, parse_period
from gainshare.core.kernel.problem import Fault, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.entry import (
    CostEntry,
    Fact,
    OwnForecast,
    Payment,
    PaymentKind,
    Submission,
    TargetAdjustment,
    TargetLine,
    Vat,
)
from gainshare.core.performance.observation import Observation, Status
from gainshare.files.csv_cells import amount_parser, choice_parser, date_parser, decimal_parser, id_parser, text_parser
from gainshare.files.csv_reader import Column, read_table

SHORT, LONG = text_parser(200), text_parser(2_000)


@dataclass(frozen=True, slots=True)
class Table:
    """One CSV file of a folder."""

    file: str
    """Its name."""
    about: str
    """What it holds, in a line."""
    needed: bool
    """Whether a folder must have it."""
    columns: Sequence[Column]
    """Its columns."""
    build: Callable[..., Any]
    """From the values of a row, and its line, to one value or a tuple of them."""

    def read(self, data: bytes) -> tuple[list[Any], list[Problem]]:
        """Return the values of a file's rows, and everything that is wrong with it."""
        return read_table(data, self.file, self.columns, self.build)


def month_parser(calendar: Calendar) -> Callable[[str], Month]:
    """Return a parser of a month: `2024-04` or `2024/25 M1`."""

    def parse(text: str) -> Month:
        period = parse_period(text, calendar)
        if period.kind != "month":
            raise Fault(f"This is a {period.kind.replace('_', ' ')}, not a month.", "Write a month, such as 2024-04 or 2024/25 M1.")
        return period.first

    return parse


def period_parser(calendar: Calendar) -> Callable[[str], Period]:
    """Return a parser of any period word."""
    return lambda text: parse_period(text, calendar)


def fact_parser(text: str) -> Fraction:
    """Return a figure, or 1 for yes and 0 for no.

    Raises:
        Fault: it is neither.
    """
    word = text.strip().lower()
    if word in {"yes", "true", "no", "false"}:
        return Fraction(1 if word in {"yes", "true"} else 0)
    return decimal_parser(text)


def _spread(amount: int, period: Period) -> list[tuple[Month, int]]:
    """Return an amount month by month: evenly over the months of a longer period, odd pennies to the first months."""
    months = period.months()
    return list(zip(months, allocate(amount, [1] * len(months), mode="largest_remainder").parts, strict=True))


def _targets(
    party: str, period: Period, cost_type: str, amount: int, category: str, vat: Vat, package: str, _: str, line: int
) -> list[TargetLine]:
    return [TargetLine(party, month, cost_type, part, category, vat, package, line) for month, part in _spread(amount, period)]


def _adjustments(
    name: str,
    party: str,
    period: Period,
    cost_type: str,
    amount: int,
    kind: str,
    reason: str,
    decision: str,
    decided_on: date,
    package: str,
    line: int,
) -> list[TargetAdjustment]:
    return [
        TargetAdjustment(name, party, month, cost_type, part, kind, reason, decision, decided_on, package, line)
        for month, part in _spread(amount, period)
    ]


def _entry(
    submission: str,
    party: str,
    month: Month,
    cost_type: str,
    category: str,
    amount: int,
    vat: Vat,
    package: str,
    evidence: str,
    note: str,
    accrual: str,
    reverses_in: Month | None,
    _: str,
    line: int,
) -> CostEntry:
    is_accrual = accrual == "yes"
    return CostEntry(submission, party, month, cost_type, category, amount, vat, package, evidence, note, line, is_accrual, reverses_in)


def _payment(
    name: str,
    kind: PaymentKind,
    payer: str,
    payee: str,
    period: Period,
    amount: int,
    due_on: date | None,
    paid_on: date | None,
    contract: str,
    instalment: str,
    note: str,
    line: int,
) -> Payment:
    return Payment(name, kind, payer, payee, period.word, amount, due_on, paid_on, contract, instalment, note, line)


def _fact(name: str, period: Period, value: Fraction, recorded_on: date | None, origin: str, line: int) -> Fact:
    return Fact(name, period.word, value, recorded_on, origin, line)


def _observation(
    measure: str,
    period: Period,
    numerator: Fraction | None,
    denominator: Fraction | None,
    value: Fraction | None,
    status: Status,
    origin: str,
    recorded_on: date | None,
    *rest: object,
) -> Observation:
    """Return an observation; its interval, its publishable value and its notes are for readers of the file."""
    line = rest[-1]
    assert isinstance(line, int)
    return Observation(measure, period, numerator, denominator, value, status, origin, recorded_on, Source("observations.csv", line))


@dataclass(frozen=True)
class Shared:
    """The columns and parsers that several tables share, for one agreement's calendar and currency."""

    calendar: Calendar
    """How period words are read."""
    money: Currency
    """The agreement's currency."""

    @property
    def read_month(self) -> Callable[[str], Month]:
        """Return the parser of a month."""
        return month_parser(self.calendar)

    @property
    def read_period(self) -> Callable[[str], Period]:
        """Return the parser of a period word."""
        return period_parser(self.calendar)

    @property
    def amount(self) -> Column:
        """Return the column of an amount of money."""
        return Column("amount", amount_parser(self.money.places), doc=f"an amount in {self.money.code}, such as 1234.50")

    @property
    def currency(self) -> Column:
        """Return the column that may repeat the agreement's currency."""
        read = choice_parser([self.money.code], what="currency of the agreement")
        return Column("currency", read, needed=False, default="", doc="the agreement's currency")

    party = Column("party", id_parser, doc="the id of a party")
    cost_type = Column("cost_type", id_parser, doc="the id of a cost type")
    vat = Column("vat", choice_parser(["net", "gross"]), needed=False, default="net", doc="net or gross of VAT; net unless stated")
    work_package = Column("work_package", id_parser, needed=False, default="", doc="the id of a work package")
    note = Column("note", LONG, needed=False, default="", doc="a remark; a negative amount needs one")


def tables(calendar: Calendar, currency: Currency) -> tuple[Table, ...]:
    """Return every table of a folder, for an agreement's calendar and currency."""
    shared = Shared(calendar, currency)
    makers = (_submissions, _costs, _target_lines, _adjustment_lines, _observations, _payments, _forecasts, _facts)
    return tuple(make(shared) for make in makers)


def _submissions(shared: Shared) -> Table:
    return Table(
        "submissions.csv",
        "What each party handed in, when, and where it stands.",
        False,
        (
            Column("id", id_parser, doc="the submission's reference"),
            shared.party,
            Column("period", shared.read_month, doc="the month it is for"),
            Column("kind", choice_parser(["full", "change"]), doc="full (replaces earlier ones) or change (adds to them)"),
            Column("submitted_on", date_parser, doc="the day it was handed in"),
            Column("status", choice_parser(["draft", "submitted", "queried", "accepted"]), doc="where it stands"),
            Column("due_on", date_parser, needed=False, doc="the day it was due"),
            Column("reason", LONG, needed=False, default="", doc="why, for a change"),
        ),
        Submission,
    )


def _costs(shared: Shared) -> Table:
    return Table(
        "costs.csv",
        "The open book: every line of cost.",
        True,
        (
            Column("submission", id_parser, needed=False, default="", doc="the submission it belongs to"),
            shared.party,
            Column("period", shared.read_month, doc="the month in which it was incurred"),
            shared.cost_type,
            Column("category", SHORT, needed=False, default="", doc="the category within the cost type"),
            shared.amount,
            shared.vat,
            shared.work_package,
            Column("evidence", LONG, needed=False, default="", doc="a reference to what proves it"),
            shared.note,
            Column(
                "accrual", choice_parser(["yes", "no"]), needed=False, default="no", doc="yes for an estimate of what is not billed yet"
            ),
            Column("reverses_in", shared.read_month, needed=False, doc="the month in which an accrual is taken back"),
            shared.currency,
        ),
        _entry,
    )


def _target_lines(shared: Shared) -> Table:
    return Table(
        "targets.csv",
        "The original target outturn cost, by month, or for a longer period (spread evenly over its months).",
        True,
        (
            shared.party,
            Column("period", shared.read_period, doc="the month, quarter or year it is for"),
            shared.cost_type,
            shared.amount,
            Column("category", SHORT, needed=False, default="", doc="the category, where the target is set by category"),
            shared.vat,
            shared.work_package,
            shared.currency,
        ),
        _targets,
    )


def _adjustment_lines(shared: Shared) -> Table:
    return Table(
        "target_adjustments.csv",
        "Agreed changes to the target, each with the decision behind it.",
        False,
        (
            Column("id", id_parser, doc="the adjustment's reference; its lines share it"),
            shared.party,
            Column("period", shared.read_period, doc="the month, quarter or year whose target changes"),
            shared.cost_type,
            shared.amount,
            Column("kind", SHORT, needed=False, default="", doc="scope, law, indexation …"),
            Column("reason", LONG, doc="why"),
            Column("decision", SHORT, doc="the decision behind it"),
            Column("decided_on", date_parser, doc="the day of the decision"),
            shared.work_package,
        ),
        _adjustments,
    )


def _observations(shared: Shared) -> Table:
    return Table(
        "observations.csv",
        "Measures' values, each for a period of its own.",
        False,
        (
            Column("measure", id_parser, doc="the id of a measure"),
            Column("period", shared.read_period, doc="the period it is for"),
            Column("numerator", decimal_parser, needed=False, doc="the count above the line"),
            Column("denominator", decimal_parser, needed=False, doc="the count below the line"),
            Column("value", decimal_parser, needed=False, doc="the value, where there are no counts"),
            Column(
                "status",
                choice_parser(["provisional", "final", "revised"]),
                needed=False,
                default="final",
                doc="provisional, final or revised",
            ),
            Column("origin", LONG, needed=False, default="", doc="where it comes from"),
            Column("recorded_on", date_parser, needed=False, doc="the day from which it was known"),
            Column("lower", LONG, needed=False, default="", doc="the lower end of its confidence interval; to be read, not counted"),
            Column("upper", LONG, needed=False, default="", doc="the upper end"),
            Column("method", LONG, needed=False, default="", doc="how the interval is made"),
            Column("publishable", LONG, needed=False, default="", doc="the value as it may leave the alliance: rounded, or [c]"),
            Column("notes", LONG, needed=False, default="", doc="what to know about the records behind it"),
        ),
        _observation,
    )


def _payments(shared: Shared) -> Table:
    return Table(
        "payments.csv",
        "Payments on account, and of gain and pain.",
        False,
        (
            Column("id", id_parser, doc="the document's reference"),
            Column("kind", choice_parser(["on_account", "gain_or_pain"]), doc="on_account or gain_or_pain"),
            Column("payer", id_parser, doc="the party that pays"),
            Column("payee", id_parser, doc="the party that is paid"),
            Column("period", shared.read_period, doc="the period it is for"),
            shared.amount,
            Column("due_on", date_parser, needed=False, doc="the day it is due"),
            Column("paid_on", date_parser, needed=False, doc="the day it was paid; blank while it is not"),
            Column("contract", SHORT, needed=False, default="", doc="the service contract"),
            Column("instalment", SHORT, needed=False, default="", doc="which of how many, such as 2 of 6"),
            shared.note,
        ),
        _payment,
    )


def _forecasts(shared: Shared) -> Table:
    return Table(
        "forecasts.csv",
        "The parties' own forecasts of their cost.",
        False,
        (
            shared.party,
            Column("period", shared.read_month, doc="the month forecast"),
            shared.cost_type,
            shared.amount,
            Column("made_on", date_parser, doc="the day it was made"),
        ),
        OwnForecast,
    )


def _facts(shared: Shared) -> Table:
    return Table(
        "facts.csv",
        "Figures, and yes or no answers, that a regime uses.",
        False,
        (
            Column("name", id_parser, doc="what the regime calls it"),
            Column("period", shared.read_period, doc="the period it is for"),
            Column("value", fact_parser, doc="a figure, or yes or no"),
            Column("recorded_on", date_parser, needed=False, doc="the day from which it was known"),
            Column("origin", LONG, needed=False, default="", doc="where it comes from"),
        ),
        _fact,
    )
