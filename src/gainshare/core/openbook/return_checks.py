"""What is told of a return before it is handed in: errors that stop it, warnings, and what a sentence is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from gainshare.core.kernel.formats import date_long, money, month_name, percent, plural
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Problem, Severity
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.checks import BookTerms, LineJudge, wrong_reversal
from gainshare.core.openbook.entry import Ledger
from gainshare.core.openbook.outturn import target_cells
from gainshare.core.openbook.returns import Return, ReturnLine, entries_of, lines_of, reversals_due
from gainshare.core.openbook.rules import due_on
from gainshare.core.openbook.submission import counting_entries


@dataclass(frozen=True)
class ReturnContext:
    """What a return is held against."""

    terms: BookTerms
    """What the agreement says."""
    on: date
    """The day on which it is handed in, or looked at."""
    is_open: bool
    """Whether the month still takes returns."""
    due_on: date | None
    """The day on which it is due; None if the agreement names none."""
    last_month: tuple[ReturnLine, ...] = ()
    """The party's accepted lines of the month before; empty if it has none."""
    last_year: tuple[ReturnLine, ...] = ()
    """Those of the same month a year before."""
    target: Mapping[str, int] = field(default_factory=dict)
    """The party's adjusted target of the month by cost type, in minor units."""
    reversals: tuple[ReturnLine, ...] = ()
    """The lines that take back accruals of earlier months, as `reversals_due` makes them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is told of a return."""

    key: str
    """What it is about, the same whenever the return is checked again: an answer is kept under it."""
    problem: Problem
    """What is wrong, or remarkable, and what to do about it; an error stops the return."""
    line: int | None = None
    """The line it is about; None for the return as a whole."""
    needs_sentence: bool = False
    """Whether it is put right by a sentence that explains it."""
    answer: str = ""
    """The sentence given, where one is asked for."""
    offered: ReturnLine | None = None
    """A line that would put it right, ready to be added."""


@dataclass(frozen=True)
class Findings:
    """Everything that is told of a return."""

    errors: Mapping[int, tuple[Finding, ...]]
    """What stops it, by line."""
    warnings: Mapping[int, tuple[Finding, ...]]
    """What does not stop it, by line."""
    whole: tuple[Finding, ...]
    """What is told of the return as a whole, errors first."""

    @property
    def is_acceptable(self) -> bool:
        """Return whether nothing stops the return; sentences may still be wanted."""
        return not self.errors and not any(one.problem.severity == "error" for one in self.whole)

    @property
    def unanswered(self) -> tuple[Finding, ...]:
        """Return what still needs a sentence before the return can be handed in."""
        every = [one for found in (*self.errors.values(), *self.warnings.values()) for one in found]
        return tuple(one for one in (*every, *self.whole) if one.needs_sentence and not one.answer)


def context_of(
    ledger: Ledger,
    terms: BookTerms,
    *,
    party: str,
    month: Month,
    on: date,
    is_open: bool,
) -> ReturnContext:
    """Return what a party's return of a month is held against, from the open book as it is known on a day.

    Args:
        ledger: the open book.
        terms: what the agreement says.
        party: the party.
        month: the month of the return.
        on: the day.
        is_open: whether the month still takes returns.
    """
    accepted = [entry for entry in counting_entries(ledger, standing="accepted", as_of=on) if entry.party == party]

    def lines(of: Month) -> tuple[ReturnLine, ...]:
        return lines_of(entry for entry in accepted if entry.month == of)

    target: dict[str, int] = {}
    for cell, amount in target_cells(ledger, adjusted=True, as_of=on).items():
        if (cell.party, cell.month) == (party, month):
            target[cell.cost_type] = target.get(cell.cost_type, 0) + amount
    return ReturnContext(
        terms=terms,
        on=on,
        is_open=is_open,
        due_on=due_on(month, terms.rules),
        last_month=lines(month.plus(-1)),
        last_year=lines(month.plus(-12)),
        target=target,
        reversals=reversals_due(lines_of(entry for entry in accepted if entry.reverses_in == month), month),
    )


def check_return(return_: Return, context: ReturnContext) -> Findings:
    """Return everything that is to be told of a return; one in which nothing is remarkable has nothing told of it.

    Args:
        return_: the return, as far as it is filled in.
        context: what it is held against.
    """
    by_line = [*_lines(return_, context), *_repeats(return_)]
    whole = [*_month(return_, context), *_control_total(return_, context)]
    if return_.kind == "full":
        whole += [*_reversals(return_, context), *_schedule(return_, context), *_movements(return_, context)]
    return Findings(
        errors=_grouped(one for one in by_line if one.problem.severity == "error"),
        warnings=_grouped(one for one in by_line if one.problem.severity != "error"),
        whole=tuple(sorted(whole, key=lambda one: one.problem.severity != "error")),
    )


def _grouped(findings: Iterator[Finding]) -> dict[int, tuple[Finding, ...]]:
    groups: dict[int, tuple[Finding, ...]] = {}
    for one in findings:
        assert one.line is not None, "what is grouped by line is about a line"
        groups[one.line] = (*groups.get(one.line, ()), one)
    return groups


def _at(line: ReturnLine, name: str) -> Source:
    return Source("", line.number, name)


def _lines(return_: Return, context: ReturnContext) -> Iterator[Finding]:
    """Yield what is told of each line by itself."""
    terms = context.terms
    judge = LineJudge(terms)
    refused = {(one.cost_type, one.name): one.why for one in terms.rules.categories if not one.allowable}
    for line, entry in zip(return_.lines, entries_of(return_, ""), strict=True):
        for message, fix, name, found in judge.faults(entry):
            problem = Problem(message, fix, _at(line, name), found)
            yield Finding(f"line/{name}/{line.cost_type}/{line.category}", problem, line.number)
        if line.amount < 0 and not line.note:
            problem = Problem("A negative amount needs a note.", "Say in the note what is credited and why.", _at(line, "note"))
            yield Finding(f"negative/{_of(line)}/{line.amount}", problem, line.number)
        if (line.cost_type, line.category) in refused:
            why = refused[line.cost_type, line.category]
            message = f"{line.category} is not allowable{f' ({why})' if why else ''}: the line will be left out of the actual outturn cost."
            problem = Problem(message, "Leave it if it is to be on record.", _at(line, "category"), severity="warning")
            yield Finding(f"not-allowable/{_of(line)}", problem, line.number)
        yield from _accrual(line, return_.month)


def _accrual(line: ReturnLine, month: Month) -> Iterator[Finding]:
    key = f"accrual/{_of(line)}/{line.amount}"
    if line.is_accrual and line.reverses_in is None:
        problem = Problem("The accrual does not say when it reverses.", "Give the month.", _at(line, "reverses_in"))
        yield Finding(key, problem, line.number)
    elif line.reverses_in is not None and (message := wrong_reversal(month, line.reverses_in, is_accrual=line.is_accrual)):
        problem = Problem(message, "Correct the month, or take it away.", _at(line, "reverses_in"), _iso(line.reverses_in))
        yield Finding(key, problem, line.number)


def _of(line: ReturnLine) -> str:
    """Return the cost type and category of a line as a key has them."""
    return f"{line.cost_type}/{line.category}"


def _repeats(return_: Return) -> Iterator[Finding]:
    """Yield a warning for each line that says the same as an earlier one."""
    first: dict[ReturnLine, int] = {}
    for line in return_.lines:
        number = first.setdefault(replace(line, number=0), line.number)
        if number != line.number and line.amount:
            message = f"The line says the same as line {number}."
            problem = Problem(message, "Remove it, or say in its note what it is for.", _at(line, "amount"), severity="warning")
            yield Finding(f"repeats/{_of(line)}/{line.amount}", problem, line.number)


def _month(return_: Return, context: ReturnContext) -> Iterator[Finding]:
    """Yield what is told of the month, of when the return comes, and of its reason."""
    month = month_name(return_.month)
    if not context.is_open:
        fix = "Restate the month: hand in the change alone, with its reason."
        yield _whole("closed", f"{month} is closed.", fix, "month")
    if return_.kind == "change" and not return_.reason.strip():
        yield _whole("reason", "A change needs a reason.", "Say what changed and why.", "reason")
    if not return_.lines:
        fix = "Add its lines; a party without cost hands in a line of 0.00."
        yield _whole("empty", "The return has no lines.", fix, "amount")
    if return_.kind == "full" and context.due_on is not None and context.on > context.due_on:
        days = plural((context.on - context.due_on).days, "day")
        message = f"The return is {days} late: it was due on {date_long(context.due_on)}."
        yield _whole("late", message, "Hand it in all the same.", "month", severity="warning")


def _whole(key: str, message: str, fix: str, name: str, *, severity: Severity = "error") -> Finding:
    return Finding(key, Problem(message, fix, Source(field=name), severity=severity))


def _control_total(return_: Return, context: ReturnContext) -> Iterator[Finding]:
    if return_.control_total is not None and return_.control_total != return_.total:
        currency = context.terms.currency
        stated, found = money(return_.control_total, currency), money(return_.total, currency)
        differ = money(return_.total - return_.control_total, currency)
        message = f"The lines come to {found}, the ledger to {stated}: a difference of {differ}."
        yield _whole("control-total", message, "Look for a line that is missing, or there twice, or correct the total.", "control_total")


def _reversals(return_: Return, context: ReturnContext) -> Iterator[Finding]:
    """Yield an error for each accrual that is to be taken back this month and is not, with the line that does it."""
    there = [(line.cost_type, line.category, line.work_package, line.amount) for line in return_.lines]
    for due in context.reversals:
        wanted = (due.cost_type, due.category, due.work_package, due.amount)
        if wanted in there:
            there.remove(wanted)
            continue
        amount = money(-due.amount, context.terms.currency)
        message = f"An accrual of {amount} in {due.category or due.cost_type} reverses this month, and no line takes it back."
        problem = Problem(message, "Add the line that reverses it; accrue anew what is still not billed.", Source(field="amount"))
        number = max((line.number for line in return_.lines), default=0) + 1
        yield Finding(f"reversal/{_of(due)}/{due.amount}", problem, offered=replace(due, number=number))


def _schedule(return_: Return, context: ReturnContext) -> Iterator[Finding]:
    """Yield an error for each cost type of limb 2 that does not come to what the target says."""
    rules, currency = context.terms.rules, context.terms.currency
    for kind in rules.cost_types:
        stated = context.target.get(kind.id)
        lines = [line for line in return_.lines if line.cost_type == kind.id]
        found = sum(line.amount for line in lines)
        if kind.limb != 2 or stated is None or found == stated:
            continue
        name = kind.name or kind.id
        message = f"{name} is fixed at {money(stated, currency)} for {month_name(return_.month)}; the return has {money(found, currency)}."
        number = max((line.number for line in return_.lines), default=0) + 1
        own = [one.name for one in rules.categories if one.cost_type == kind.id and (not one.parties or return_.party in one.parties)]
        category = own[0] if len(own) == 1 else ""
        is_plain = category or not rules.categories
        offered = None if lines or not is_plain else ReturnLine(number, kind.id, category, stated, vat=context.terms.vat)
        fix = "Add the line of the schedule." if offered else "Enter the amount of the schedule; another one needs a change of the target."
        yield Finding(f"schedule/{kind.id}", Problem(message, fix, Source(field="amount")), offered=offered)


def _movements(return_: Return, context: ReturnContext) -> Iterator[Finding]:
    """Yield a warning for each category that moved more than the agreement lets pass without a word."""
    rule, currency = context.terms.rules.movement, context.terms.currency
    if rule is None or not context.last_month:
        return
    before, after = sums(context.last_month), sums(return_.lines)
    noted = {(line.cost_type, line.category) for line in return_.lines if line.note}
    limit = rule.and_amount * 10**currency.places
    fixed = {kind.id for kind in context.terms.rules.cost_types if kind.limb == 2 and kind.id in context.target}
    for (cost_type, category), old in before.items():
        new = after.get((cost_type, category), 0)
        change = new - old
        if cost_type in fixed or abs(change) <= limit or abs(change) <= rule.more_than * abs(old):
            continue
        key = f"movement/{cost_type}/{category}"
        if (cost_type, category) in noted:
            continue
        size = f" ({'+' if change > 0 else ''}{percent(Fraction(change, abs(old)), 0)})" if old else ""
        message = f"{category or cost_type} went from {money(old, currency)} to {money(new, currency)}{size} in a month."
        problem = Problem(message, "Say in a sentence why.", Source(field="amount"), severity="warning")
        yield Finding(key, problem, needs_sentence=True, answer=return_.explanations.get(key, "").strip())


def sums(lines: tuple[ReturnLine, ...]) -> dict[tuple[str, str], int]:
    """Return what lines come to in minor units, by cost type and category, in the order in which they appear."""
    found: dict[tuple[str, str], int] = {}
    for line in lines:
        found[line.cost_type, line.category] = found.get((line.cost_type, line.category), 0) + line.amount
    return found


def _iso(month: Month) -> str:
    return f"{month.year}-{month.month:02d}"
