"""Checking an agreement as a whole: field problems, and every cross-check whose own inputs are sound, in one list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.checks import CHECKS
from gainshare.core.agreement.partial import Readable, Unsound, Where, read_partial
from gainshare.core.agreement.terms import SCHEMA, Terms
from gainshare.core.agreement.variation import Variation, in_force, varied
from gainshare.core.kernel.formats import list_in_words
from gainshare.core.kernel.period import Month, month_period, year_period, year_to_date
from gainshare.core.kernel.problem import Fault, Problem, errors
from gainshare.core.kernel.source import Source


def read_agreement(data: object, where: Where) -> tuple[Agreement | None, tuple[Problem, ...]]:
    """Return the agreement that data holds, and every problem with it; the agreement is None if there is an error.

    Args:
        data: plain values, as a file reader gives them.
        where: from the path of a value to its place.
    """
    if not isinstance(data, dict):
        problem = Problem("An agreement is a set of named fields.", "Start with `schema: 1` and `alliance:`.", where(()))
        return None, (problem,)
    if newer := _newer(data, where):
        return None, (newer,)
    terms, problems = read_partial(Terms, data, where)
    problems += tuple(check_terms(terms, where))
    problems += tuple(_check_varied(terms, data, where)) if isinstance(terms, Terms) else ()
    agreement = Agreement(terms, data) if isinstance(terms, Terms) and not errors(problems) else None
    return agreement, problems


def _newer(data: dict[str, Any], where: Where) -> Problem | None:
    """Return a problem if the file is of a form that this software does not know yet."""
    given = data.get("schema")
    if isinstance(given, int) and not isinstance(given, bool) and given > SCHEMA:
        message = f"The file is of schema {given}; this version of gainshare reads up to schema {SCHEMA}."
        return Problem(message, "Use a newer version of gainshare.", where(("schema",)), str(given))
    return None


def check_terms(terms: Readable, where: Where) -> Iterator[Problem]:
    """Yield what the cross-checks find; a check that needs a term that could not be read is left out."""
    for check in CHECKS:
        found = check(terms, where)
        while True:
            try:
                problem = next(found, None)
            except Unsound:
                break
            if problem is None:
                break
            yield problem


def _check_varied(terms: Terms, data: dict[str, Any], where: Where) -> Iterator[Problem]:
    """Yield what is wrong with the terms as varied: with every set of variations that holds in some month or year of the term."""
    base = {str(problem) for problem in check_terms(terms, where)}
    reported: set[str] = set()
    for chosen in _sets_in_force(terms):
        last = chosen[-1]
        place = where(("variations", terms.variations.index(last)))
        for problem in _problems_with(chosen, data, place):
            told = f"{problem.message} {problem.found}"
            if problem.severity == "error" and str(problem) not in base and told not in reported:
                reported.add(told)
                names = list_in_words([one.id for one in chosen])
                yield Problem(f"With {names} in force: {problem.message}", problem.fix, place, problem.found)


def _sets_in_force(terms: Terms) -> tuple[tuple[Variation, ...], ...]:
    """Return every set of variations that holds in some month, year, or year to date of the term, in the order of time; and all of them."""
    calendar, sets = terms.months, dict[tuple[str, ...], tuple[Variation, ...]]()
    month = Month.of(terms.alliance.starts_on)
    while terms.variations and month <= terms.alliance.last_month:
        for period in (month_period(month, calendar), year_to_date(month, calendar), year_period(month, calendar)):
            chosen = in_force(terms.variations, period, known_on=None)
            sets[tuple(one.id for one in chosen)] = chosen
        month = month.next()
    everything = tuple(sorted(terms.variations, key=lambda one: (one.effective_on, one.id)))
    sets[tuple(one.id for one in everything)] = everything
    return tuple(chosen for chosen in sets.values() if chosen)


def _problems_with(chosen: tuple[Variation, ...], data: dict[str, Any], place: Source) -> Iterator[Problem]:
    try:
        changed = varied(data, chosen)
    except Fault as fault:
        yield fault.problem(place)
        return
    here = _always(place)
    after, problems = read_partial(Terms, changed, here)
    yield from (*problems, *check_terms(after, here))


def _always(place: Source) -> Where:
    """Return a finder of places that knows one place only."""
    return lambda path: place
