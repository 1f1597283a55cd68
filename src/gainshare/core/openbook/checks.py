"""Checks on the open book: what does not fit the agreement, what is missing, and what moved without a word."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from fractions import Fraction

from gainshare.core.kernel.formats import money, percent
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar, Month, parse_period
from gainshare.core.kernel.problem import Problem, Severity
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.entry import CostEntry, Ledger, TargetAdjustment, TargetLine, Vat
from gainshare.core.openbook.outturn import actual_cells
from gainshare.core.openbook.rules import OpenBookRules
from gainshare.core.openbook.submission import counting_submissions


@dataclass(frozen=True, slots=True)
class BookTerms:
    """What the agreement says that the open book is checked against."""

    first: Month
    """The first month of the term."""
    last: Month
    """The last month of the term."""
    parties: tuple[str, ...]
    """Every party."""
    providers: tuple[str, ...]
    """The parties that hand in costs."""
    rules: OpenBookRules
    """Cost types and categories."""
    vat: Vat
    """Whether amounts leave VAT out."""
    work_packages: tuple[str, ...]
    """The work packages."""
    currency: Currency
    """The currency."""
    calendar: Calendar
    """How period words are read."""


def check_ledger(ledger: Ledger, terms: BookTerms, *, as_of: date | None = None, unread: Collection[str] = ()) -> tuple[Problem, ...]:
    """Return what is wrong with the open book as a whole, errors and warnings, by file and line.

    Args:
        ledger: the open book, as far as it could be read.
        terms: what it is checked against.
        as_of: the day on which movements are judged; None for whatever is on file.
        unread: the files of which some rows could not be read; checks that need all their rows are left out.
    """
    problems: list[Problem] = []
    problems += _submissions(ledger, terms)
    problems += _entries(ledger, terms, are_submissions_known="submissions.csv" not in unread)
    problems += _targets(ledger, terms)
    problems += _payments(ledger, terms)
    if not {"costs.csv", "submissions.csv"} & set(unread):
        problems += _movements(ledger, terms, as_of)
    return tuple(problems)


def missing_returns(
    ledger: Ledger, months: Iterable[Month], providers: Iterable[str], *, as_of: date | None
) -> tuple[tuple[str, Month], ...]:
    """Return each provider and month for which no cost counts as accepted on a day."""
    present = {(one.party, one.month) for one in counting_submissions(ledger.submissions, standing="accepted", as_of=as_of)}
    present |= {(entry.party, entry.month) for entry in ledger.entries if not entry.submission}
    return tuple((party, month) for month in months for party in providers if (party, month) not in present)


def _problem(message: str, fix: str, file: str, line: int, field: str, found: str | None, *, severity: Severity = "error") -> Problem:
    return Problem(message, fix, Source(file, line, field), found, severity)


def _nearest(found: str, known: Collection[str]) -> str:
    near = get_close_matches(found, list(known), n=1)
    return f"Did you mean {near[0]}? " if near else ""


def _one_of(found: str, known: Collection[str]) -> str:
    return f"{_nearest(found, known)}Use one of: {', '.join(known) or 'none defined yet'}."


def _submissions(ledger: Ledger, terms: BookTerms) -> Iterator[Problem]:
    file = "submissions.csv"
    first_line: dict[str, int] = {}
    for one in ledger.submissions:
        if one.id in first_line:
            yield _problem(
                f"Two submissions are called {one.id} (lines {first_line[one.id]} and {one.line}).",
                "Give each its own id.",
                file,
                one.line,
                "id",
                one.id,
            )
        first_line.setdefault(one.id, one.line)
        if one.party not in terms.parties:
            yield _problem("This is not a party.", _one_of(one.party, terms.parties), file, one.line, "party", one.party)
        yield from _month(one.month, terms, file, one.line)
        if one.kind == "change" and not one.reason:
            yield _problem("A change needs a reason.", "Say in `reason` what changed and why.", file, one.line, "reason", None)


def _month(month: Month, terms: BookTerms, file: str, line: int) -> Iterator[Problem]:
    if not terms.first <= month <= terms.last:
        span = f"{terms.first.year}-{terms.first.month:02d} to {terms.last.year}-{terms.last.month:02d}"
        yield _problem(
            "The month is outside the alliance's term.",
            f"The term runs from {span}.",
            file,
            line,
            "period",
            f"{month.year}-{month.month:02d}",
        )


def _entries(ledger: Ledger, terms: BookTerms, *, are_submissions_known: bool) -> Iterator[Problem]:
    """Check every line of cost; each combination of what repeats is judged once."""
    submissions = {one.id: (one.party, one.month) for one in ledger.submissions}
    judge = LineJudge(terms)
    seen: dict[tuple[str, str, Month, str, str, int, str], int] = {}
    for entry in ledger.entries:
        if entry.submission and are_submissions_known:
            yield from _belongs(entry, submissions)
        for fault in judge.faults(entry):
            yield _problem(fault[0], fault[1], "costs.csv", entry.line, fault[2], fault[3])
        if entry.amount < 0 and not entry.note:
            yield _problem(
                "A negative amount needs a note.", "Say in `note` what is credited and why.", "costs.csv", entry.line, "note", None
            )
        yield from _reversal(entry)
        key = (entry.submission, entry.party, entry.month, entry.cost_type, entry.category, entry.amount, entry.note)
        if seen.setdefault(key, entry.line) != entry.line and entry.amount:
            message = f"The line repeats line {seen[key]}: same party, month, category and amount."
            yield _problem(
                message, "Remove it, or say in `note` what it is for.", "costs.csv", entry.line, "amount", None, severity="warning"
            )


def _reversal(entry: CostEntry) -> Iterator[Problem]:
    if entry.reverses_in is None:
        return
    if wrong := wrong_reversal(entry.month, entry.reverses_in, is_accrual=entry.is_accrual):
        found = f"{entry.reverses_in.year}-{entry.reverses_in.month:02d}"
        yield _problem(wrong, "Correct the month, or take it away.", "costs.csv", entry.line, "reverses_in", found)


def wrong_reversal(month: Month, reverses_in: Month, *, is_accrual: bool) -> str:
    """Return what is wrong with the month in which a line is taken back; empty if nothing is."""
    if not is_accrual:
        return "Only an accrual reverses."
    return "" if reverses_in > month else "An accrual reverses in a later month than its own."


class LineJudge:
    """Judges what repeats from line to line once for each combination."""

    def __init__(self, terms: BookTerms) -> None:
        self._terms = terms
        self._types = {kind.id for kind in terms.rules.cost_types}
        self._categories: Mapping[tuple[str, str], tuple[str, ...]] = {
            (category.cost_type, category.name): category.parties for category in terms.rules.categories
        }
        self._seen: dict[tuple[str, Month, str, str, str, str], tuple[tuple[str, str, str, str], ...]] = {}

    def faults(self, entry: CostEntry) -> tuple[tuple[str, str, str, str], ...]:
        """Return message, fix, field and value found for everything wrong with a line."""
        key = (entry.party, entry.month, entry.cost_type, entry.category, entry.vat, entry.work_package)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = tuple(self._judge(entry))
        return found

    def _judge(self, entry: CostEntry) -> Iterator[tuple[str, str, str, str]]:
        yield from self._judge_party(entry)
        yield from self._judge_category(entry)
        terms = self._terms
        if entry.vat != terms.vat:
            yield f"The line is {entry.vat} of VAT, the agreement {terms.vat}.", f"Give the amount {terms.vat} of VAT.", "vat", entry.vat
        if entry.work_package and entry.work_package not in terms.work_packages:
            yield "This is not a work package.", _one_of(entry.work_package, terms.work_packages), "work_package", entry.work_package

    def _judge_party(self, entry: CostEntry) -> Iterator[tuple[str, str, str, str]]:
        terms = self._terms
        if entry.party not in terms.parties:
            yield "This is not a party.", _one_of(entry.party, terms.parties), "party", entry.party
        elif entry.party not in terms.providers:
            yield f"{entry.party} is not a provider.", "Give it the role provider, or correct the party.", "party", entry.party
        for problem in _month(entry.month, terms, "", 0):
            yield problem.message, problem.fix, "period", problem.found or ""

    def _judge_category(self, entry: CostEntry) -> Iterator[tuple[str, str, str, str]]:
        if entry.cost_type not in self._types:
            yield "This is not a cost type.", _one_of(entry.cost_type, sorted(self._types)), "cost_type", entry.cost_type
        elif self._categories and (entry.cost_type, entry.category) not in self._categories:
            known = sorted(name for kind, name in self._categories if kind == entry.cost_type)
            yield f"This is not a category of {entry.cost_type}.", _one_of(entry.category, known), "category", entry.category
        elif (users := self._categories.get((entry.cost_type, entry.category))) and entry.party not in users:
            yield f"{entry.party} does not use this category.", f"It is used by: {', '.join(users)}.", "category", entry.category


def _belongs(entry: CostEntry, submissions: Mapping[str, tuple[str, Month]]) -> Iterator[Problem]:
    of = submissions.get(entry.submission)
    if of is None:
        message = "The line belongs to a submission that is not there."
        yield _problem(message, "Add it to submissions.csv, or correct the id.", "costs.csv", entry.line, "submission", entry.submission)
    elif of != (entry.party, entry.month):
        message = f"The line is of another party or month than its submission ({of[0]}, {of[1].year}-{of[1].month:02d})."
        yield _problem(message, "Correct the party, the period or the submission.", "costs.csv", entry.line, "submission", entry.submission)


def _targets(ledger: Ledger, terms: BookTerms) -> Iterator[Problem]:
    types = [kind.id for kind in terms.rules.cost_types]
    lines: list[tuple[str, TargetLine | TargetAdjustment, Vat]] = [("targets.csv", line, line.vat) for line in ledger.targets]
    lines += [("target_adjustments.csv", change, terms.vat) for change in ledger.adjustments]
    for file, line, vat in lines:
        if line.party not in terms.parties:
            yield _problem("This is not a party.", _one_of(line.party, terms.parties), file, line.line, "party", line.party)
        if line.cost_type not in types:
            yield _problem("This is not a cost type.", _one_of(line.cost_type, types), file, line.line, "cost_type", line.cost_type)
        if line.work_package and line.work_package not in terms.work_packages:
            fix = _one_of(line.work_package, terms.work_packages)
            yield _problem("This is not a work package.", fix, file, line.line, "work_package", line.work_package)
        if vat != terms.vat:
            yield _problem(
                f"The target is {vat} of VAT, the agreement {terms.vat}.", f"Give it {terms.vat} of VAT.", file, line.line, "vat", vat
            )
        yield from _month(line.month, terms, file, line.line)


def _payments(ledger: Ledger, terms: BookTerms) -> Iterator[Problem]:
    seen: set[str] = set()
    for payment in ledger.payments:
        for field in ("payer", "payee"):
            party = getattr(payment, field)
            if party not in terms.parties:
                yield _problem("This is not a party.", _one_of(party, terms.parties), "payments.csv", payment.line, field, party)
        if payment.kind == "gain_or_pain" and payment.payer == payment.payee:
            yield _problem(
                "A party cannot pay itself gain or pain.", "Correct the payee.", "payments.csv", payment.line, "payee", payment.payee
            )
        paid_for = parse_period(payment.period, terms.calendar)
        if paid_for.end <= terms.first or paid_for.first > terms.last:
            yield from _month(paid_for.first, terms, "payments.csv", payment.line)
        if payment.id in seen:
            yield _problem(
                f"Two payments are called {payment.id}.", "Give each its own id.", "payments.csv", payment.line, "id", payment.id
            )
        seen.add(payment.id)


def _movements(ledger: Ledger, terms: BookTerms, as_of: date | None) -> Iterator[Problem]:
    """Warn of movements between months beyond the agreed size in a category where no line of the month has a note."""
    rule = terms.rules.movement
    if rule is None:
        return
    most = int(rule.and_amount * 10**terms.currency.places)
    noted = {(entry.party, entry.month, entry.cost_type, entry.category) for entry in ledger.entries if entry.note}
    sums: dict[tuple[str, str, str], dict[Month, int]] = {}
    for cell, amount in actual_cells(ledger, standing="submitted", as_of=as_of).items():
        months = sums.setdefault((cell.party, cell.cost_type, cell.category), {})
        months[cell.month] = months.get(cell.month, 0) + amount
    for (party, cost_type, category), months in sums.items():
        for month, amount in sorted(months.items()):
            before = months.get(month.plus(-1))
            if before is None or (party, month, cost_type, category) in noted:
                continue
            if abs(amount - before) > most and abs(amount - before) > rule.more_than * abs(before):
                change = percent(Fraction(amount - before, before), 0) if before else "from nothing"
                when = f"in {month.year}-{month.month:02d}"
                amounts = f"{money(before, terms.currency)} to {money(amount, terms.currency)} ({change}) {when}"
                what = f"{party}, {category or cost_type}: {amounts}"
                yield Problem(f"A movement without a word: {what}.", "Say in `note` why.", Source("costs.csv"), severity="warning")
