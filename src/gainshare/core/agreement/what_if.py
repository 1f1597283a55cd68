"""What if: a period worked out with another outturn, other values of measures or other numbers in the regime; nothing of it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import Case, check_within_term
from gainshare.core.agreement.settling import settle_case
from gainshare.core.agreement.validate import read_agreement
from gainshare.core.agreement.variation import changed
from gainshare.core.commercial.restatement import Settled
from gainshare.core.commercial.settlement import Settlement
from gainshare.core.kernel.period import Period
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.entry import Ledger
from gainshare.core.openbook.outturn import BookCells, Select, with_total
from gainshare.core.performance.observation import Observation, known_at
from gainshare.core.performance.scorecard import Scorecard, score_period

NUMBER = re.compile(r"[0-9]")
"""What a term has if a number can be changed in it."""
LEFT_OUT = frozenset({"id", "title", "clause", "note", "notes", "examples", "sides", "limbs", "places", "window_months"})
"""Fields of a regime whose numbers decide no amount, or which are no numbers that one would try."""
SIDES: Mapping[str, str] = {"owner": "to the owners", "non_owner_participant": "to the non-owner participants"}
"""What is said of a part that goes to a side."""
LONGEST = 200
"""Characters of the longest term that can be changed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is taken to be otherwise."""

    outturn: int | None = None
    """The actual outturn cost, in minor units; None as it is."""
    values: Mapping[str, Fraction] = field(default_factory=dict)
    """The value of each measure, by its id."""
    terms: Mapping[str, str] = field(default_factory=dict)
    """What terms of the regime say, by their paths."""

    def __bool__(self) -> bool:
        """Return whether anything is otherwise."""
        return self.outturn is not None or bool(self.values) or bool(self.terms)


@dataclass(frozen=True, slots=True)
class TermNumber:
    """A term of the regime with a number in it."""

    path: str
    """Its path, such as `regime/stages/2/share/gain/bands/1/to`."""
    words: str
    """The path in words: `stage 2, share: gain, band 1, to`."""
    text: str
    """What it says."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A period worked out with something otherwise."""

    settlement: Settlement
    """What comes of it."""
    scorecard: Scorecard
    """The scores."""


def term_numbers(agreement: Agreement) -> tuple[TermNumber, ...]:
    """Return the terms of the regime, and the shares of the parties, in which a number can be changed, in the order of the agreement."""
    sides = {side: SIDES.get(role, side) for side, role in agreement.terms.regime.roles.items()}
    found = [*_leaves(agreement.data.get("regime", {}), ("regime",), (), sides)]
    for number, party in enumerate(agreement.data.get("parties", ()), 1):
        for name in ("owner_share", "non_owner_share"):
            if isinstance(party, dict) and NUMBER.search(str(party.get(name, ""))):
                words = f"{party.get('name', party.get('id', number))}: {name.replace('non_owner', 'non-owner').replace('_', ' ')}"
                found.append(TermNumber(f"parties/{party.get('id', number)}/{name}", words, str(party[name])))
    return tuple(found)


def _leaves(
    data: Any,  # noqa: ANN401  # plain values
    path: tuple[str, ...],
    words: tuple[str, ...],
    sides: Mapping[str, str],
) -> Iterator[TermNumber]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in LEFT_OUT:
                yield from _leaves(value, (*path, str(name)), (*words, sides.get(str(name), str(name).replace("_", " "))), sides)
    elif isinstance(data, list):
        kind = words[-1].removesuffix("s") if words else "item"
        for number, value in enumerate(data, 1):
            yield from _leaves(value, (*path, str(number)), (*words[:-1], f"{kind} {number}"), sides)
    elif not isinstance(data, bool) and data is not None and NUMBER.search(str(data)) and len(str(data)) <= LONGEST:
        yield TermNumber("/".join(path), ", ".join(words), str(data))


def with_terms(agreement: Agreement, terms: Mapping[str, str]) -> Agreement:
    """Return an agreement in which some terms say something else.

    Raises:
        Invalid: a term is not one of `term_numbers`, or what it would say makes no sense; every reason is listed.
    """
    if not terms:
        return agreement
    known = {one.path for one in term_numbers(agreement)}
    data, problems = agreement.data, []
    for path, text in terms.items():
        if path not in known:
            problems.append(Problem("This is no number of the regime.", "Choose one of the list.", Source(field=path), text))
            continue
        try:
            data = changed(data, path, text)
        except Fault as fault:
            problems.append(fault.problem(Source(field=path), text))
    if problems:
        raise Invalid(problems)
    made, found = read_agreement(data, lambda path: Source("agreement.yaml", field="/".join(map(str, path))))
    if made is None:
        raise Invalid(errors(found))
    return made


def what_if(
    agreement: Agreement,
    ledger: Ledger,
    observations: Sequence[Observation],
    settled: Sequence[Settled],
    period: Period,
    changes: Changes,
    *,
    as_of: date | None,
    overall: Fraction | None = None,
) -> WhatIf:
    """Return a period as it would be with something otherwise: indicative, and with its workings.

    Another outturn is spread over the parties in proportion to their cost so far. A value that is given for a measure takes the place
    of the one that is on file.

    Args:
        agreement: what the parties have agreed.
        ledger: the open book.
        observations: the measures' values.
        settled: what has been settled before.
        period: the period.
        changes: what is taken to be otherwise.
        as_of: the day on which everything else must have been known; None for whatever is on file.
        overall: the overall score that the period was settled with, where a restatement kept it; another value of a measure sets it aside.

    Raises:
        Invalid: a change makes no sense, or the period cannot be worked out; every reason is listed.
    """
    by = with_terms(agreement, changes.terms)
    case = Case(by, ledger, with_values(observations, changes.values, period, as_of), tuple(settled), period, "position", as_of)
    if outside := check_within_term(case):
        raise Invalid(outside)
    if changes.outturn is not None:
        months = Select(frozenset(case.settled_period.months()))
        accepted = with_total(case.cells.accepted, months, case.terms.open_book, changes.outturn)
        case = replace(case, added_up=BookCells(case.cells.original, case.cells.adjusted, accepted, accepted))
    scorecard = score_period(case.terms.performance, case.all_observations(), period)
    if found := errors(scorecard.problems):
        raise Invalid(found)
    return WhatIf(settle_case(case, scorecard, None if changes.values else overall), scorecard)


def with_values(
    observations: Sequence[Observation], values: Mapping[str, Fraction], period: Period, as_of: date | None
) -> tuple[Observation, ...]:
    """Return what is known of the measures on a day, with other values of some of them for a period."""
    given = (
        Observation(measure, period, given=value, origin="What if", recorded_on=as_of or date.max) for measure, value in values.items()
    )
    return (*known_at(observations, as_of), *given)
