"""The whole story on one screen: from an agreement, an open book and observations to an exact, explained settlement.

Nothing here reads a file, a clock or a random number; the same values give the same settlement for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import Case, book_terms, check_ready, check_returns, check_within_term
from gainshare.core.agreement.settling import settle_case
from gainshare.core.agreement.terms import Terms
from gainshare.core.commercial.restatement import Settled
from gainshare.core.commercial.settlement import PAYABLE, Kind, Settlement
from gainshare.core.explain.explanation import Explanation
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Invalid, Problem, errors
from gainshare.core.openbook.checks import check_ledger
from gainshare.core.openbook.entry import Ledger
from gainshare.core.openbook.outturn import Outturn, outturn_of
from gainshare.core.performance.observation import Observation, known_at
from gainshare.core.performance.scorecard import Scorecard, score_period


@dataclass(frozen=True)
class Assessment:
    """All that is known about a period: how it went, what it is worth to each party, and why."""

    agreement: Agreement
    """The agreement."""
    terms: Terms
    """The terms in force at the end of the period."""
    period: Period
    """The period assessed."""
    outturn: Outturn
    """Target and actual by party and by work package."""
    scorecard: Scorecard
    """Every score."""
    settlement: Settlement
    """What each party bears or gains, and who pays whom."""
    explanation: Explanation
    """Why, in words, as a table and as a tree."""
    problems: tuple[Problem, ...]
    """What a reader should know, errors first."""


def assess(
    agreement: Agreement,
    ledger: Ledger,
    observations: Sequence[Observation],
    settled: Sequence[Settled],
    period: Period,
    kind: Kind,
    *,
    as_of: date | None = None,
    overall: Fraction | None = None,
) -> Assessment:
    """Return the assessment of a period.

    Args:
        agreement: what the parties have agreed.
        ledger: the open book, all of it.
        observations: measures' values, all of them.
        settled: what has been settled before, oldest first.
        period: the period.
        kind: a running position, or a shadow, interim or final settlement.
        as_of: the day on which figures must have been known; None for whatever is on file.
        overall: the overall score to use, where a restated period keeps the one it was settled with.

    Raises:
        Invalid: the open book does not fit the agreement, or the period cannot be settled; every reason is listed.
    """
    case = Case(agreement, ledger, known_at(observations, as_of), tuple(settled), period, kind, as_of)
    problems = list(check_ledger(ledger, book_terms(agreement), as_of=as_of))
    if outside := check_within_term(case):
        raise Invalid(outside)
    scorecard = score_period(case.terms.performance, case.all_observations(), period)
    problems += check_returns(case)
    problems += scorecard.problems
    problems += check_ready(case, scorecard) if kind in PAYABLE else ()
    if errors(problems):
        raise Invalid(problems)
    settlement = settle_case(case, scorecard, overall)
    outturn = outturn_of(
        case.cells, case.settled_period, case.terms.open_book, [party.id for party in case.terms.parties if party.is_provider]
    )
    explanation = Explanation(settlement.steps, scorecard, settlement, agreement.calendar)
    problems = sorted((*problems, *settlement.problems), key=lambda problem: problem.severity != "error")
    return Assessment(agreement, case.terms, period, outturn, scorecard, settlement, explanation, tuple(problems))
