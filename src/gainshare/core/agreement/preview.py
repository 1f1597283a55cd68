"""What a return would change before it counts: for the alliance, for its party, and for a settlement made before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import Case
from gainshare.core.agreement.outlook import Outlook, outlook_of
from gainshare.core.agreement.settling import settle_case
from gainshare.core.commercial.restatement import Moved, Settled, amounts_of, check_window, restate
from gainshare.core.commercial.settlement import PAYABLE, Settlement
from gainshare.core.kernel.period import Month, Period
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.openbook.entry import CostEntry, Ledger, Submission, SubmissionStatus
from gainshare.core.openbook.outturn import Select, actual_cells, total
from gainshare.core.openbook.submission import Standing
from gainshare.core.performance.observation import Observation, known_at
from gainshare.core.performance.scorecard import score_period


@dataclass(frozen=True, slots=True)
class Effect:
    """What a return changes for the alliance and for the party that hands it in."""

    party: str
    """The party."""
    before: Outlook
    """Without the return."""
    after: Outlook
    """With it."""

    @property
    def share_before(self) -> int:
        """Return the party's gain (+) or pain (−) at the forecast without the return, in minor units."""
        return self.before.share_of(self.party)

    @property
    def share_after(self) -> int:
        """Return the party's gain (+) or pain (−) at the forecast with the return, in minor units."""
        return self.after.share_of(self.party)


@dataclass(frozen=True, slots=True)
class RestatementEffect:
    """What a correction of a past month changes."""

    delta: int
    """By how much the party's cost of the month that counts rises (+) or falls (−), in minor units."""
    period: Period
    """The period that is worked again: the settled one, or the year that is under way."""
    settled: Settled | None
    """The settlement that it changes, which the alliance has to note and restate; None if the month is not settled yet."""
    moved: tuple[Moved, ...]
    """What the correction alone changes for each party and side."""
    to_move: tuple[Moved, ...]
    """What a restatement would move today: the correction, and whatever else came since the settlement; empty if nothing is settled."""
    problems: tuple[Problem, ...]
    """Why the settlement may not, or no longer, be restated; empty if it may."""


def preview_effect(
    agreement: Agreement,
    ledger: Ledger,
    observations: Sequence[Observation],
    settled: Sequence[Settled],
    month: Month,
    proposed: Submission,
    lines: Sequence[CostEntry],
    *,
    as_of: date | None,
) -> Effect:
    """Return what a return would change if it counted; until then, its month is taken to come to its target.

    Args:
        agreement: what the parties have agreed.
        ledger: the open book; the return itself may be in it as a draft.
        observations: the measures' values.
        settled: what has been settled before.
        month: the month up to which the alliance is looked at.
        proposed: the return.
        lines: its lines, under its reference.
        as_of: the day on which everything else must have been known; None for whatever is on file.

    Raises:
        Invalid: the year cannot be settled; every reason is listed.
    """
    before = outlook_of(agreement, _without(ledger, proposed), observations, settled, month, as_of=as_of)
    return effect_beside(before, agreement, ledger, observations, settled, proposed, lines, as_of=as_of)


def effect_beside(
    before: Outlook,
    agreement: Agreement,
    ledger: Ledger,
    observations: Sequence[Observation],
    settled: Sequence[Settled],
    proposed: Submission,
    lines: Sequence[CostEntry],
    *,
    as_of: date | None,
) -> Effect:
    """Return what `preview_effect` returns, for whoever knows already where the alliance stands without the return.

    Args:
        before: where it stands at the end of the month up to which it is looked at.
        agreement: what the parties have agreed.
        ledger: the open book; the return itself may be in it as a draft.
        observations: the measures' values.
        settled: what has been settled before.
        proposed: the return.
        lines: its lines, under its reference.
        as_of: the day on which everything else must have been known; None for whatever is on file.

    Raises:
        Invalid: the year cannot be settled; every reason is listed.
    """
    added = _with(_without(ledger, proposed), proposed, lines, "submitted", as_of)
    month = before.to_date.months()[-1]
    return Effect(proposed.party, before, outlook_of(agreement, added, observations, settled, month, as_of=as_of))


def restatement_effect(
    agreement: Agreement,
    ledger: Ledger,
    observations: Sequence[Observation],
    settled: Sequence[Settled],
    proposed: Submission,
    lines: Sequence[CostEntry],
    *,
    as_of: date | None,
) -> RestatementEffect:
    """Return what a correction of a past month would change: in the settlement of the month, or in the year under way.

    Args:
        agreement: what the parties have agreed.
        ledger: the open book; the correction itself may be in it as a draft.
        observations: the measures' values.
        settled: what has been settled before, oldest first.
        proposed: the correction, a full return or a change; its month is the one that is corrected.
        lines: its lines, under its reference.
        as_of: the day on which everything else must have been known; None for whatever is on file.

    Raises:
        Invalid: the period cannot be worked again; every reason is listed.
    """
    last = last_payable(settled, proposed.month)
    standing: Standing = "submitted" if last is None else "accepted"
    without = _without(ledger, proposed)
    added = _with(without, proposed, lines, standing, as_of)
    rules = agreement.latest.open_book
    chosen = Select(frozenset({proposed.month}), frozenset({proposed.party}))
    old, new = (total(actual_cells(book, standing=standing, as_of=as_of), chosen, rules) for book in (without, added))
    if last is None:
        month = max(
            (one.month for one in ledger.submissions if _is_same_year(agreement, one.month, proposed.month)), default=proposed.month
        )
        before, after = (outlook_of(agreement, book, observations, settled, month, as_of=as_of).settlement for book in (without, added))
        return RestatementEffect(new - old, after.period, None, restate(after, amounts_of(before)).moved, (), ())
    cases = (
        Case(agreement, book, known_at(observations, as_of), tuple(settled), last.period, last.kind, as_of) for book in (without, added)
    )
    before, after = (_worked_again(case, last) for case in cases)
    rule = agreement.in_force(last.period, known_on=as_of).regime.settle
    problems = check_window(rule.restatement if rule is not None else None, last.period, as_of)
    return RestatementEffect(
        new - old, last.period, last, restate(after, amounts_of(before)).moved, restate(after, last.amounts).moved, problems
    )


def last_payable(settled: Sequence[Settled], month: Month) -> Settled | None:
    """Return the settlement by which a month was last settled for payment: a final one before an interim one; None if it was not.

    Args:
        settled: what has been settled before, oldest first.
        month: the month.
    """
    mine = [one for one in settled if month in one.period and one.kind in PAYABLE]
    final = [one for one in mine if one.kind == "final"]
    return next(reversed(final or mine), None)


def _without(ledger: Ledger, proposed: Submission) -> Ledger:
    """Return the open book without a return that may be in it as a draft."""
    return replace(
        ledger,
        submissions=tuple(one for one in ledger.submissions if one.id != proposed.id),
        entries=tuple(entry for entry in ledger.entries if entry.submission != proposed.id),
    )


def _with(ledger: Ledger, proposed: Submission, lines: Sequence[CostEntry], status: SubmissionStatus, as_of: date | None) -> Ledger:
    """Return the open book with a return handed in last of all."""
    days = [one.submitted_on for one in ledger.submissions]
    counted = replace(proposed, status=status, submitted_on=as_of or max([*days, proposed.submitted_on]))
    entries = tuple(replace(line, submission=proposed.id) for line in lines)
    return replace(ledger, submissions=(*ledger.submissions, counted), entries=(*ledger.entries, *entries))


def _is_same_year(agreement: Agreement, one: Month, other: Month) -> bool:
    first = agreement.calendar.first_month
    return one.plus(1 - first).year == other.plus(1 - first).year


def _worked_again(case: Case, last: Settled) -> Settlement:
    """Return a settled period worked again, with the score it was settled with where the agreement keeps it."""
    scorecard = score_period(case.terms.performance, case.all_observations(), case.period)
    if found := errors(scorecard.problems):
        raise Invalid(found)
    rule = case.terms.regime.settle
    is_kept = rule is not None and rule.restatement is not None and rule.restatement.scores == "kept"
    return settle_case(case, scorecard, last.overall if is_kept else None)
