"""Checking an agreement as a whole: field problems, and every cross-check whose own inputs are sound, in one list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.checks import CHECKS
from gainshare.core.agreement.partial import Readable, Unsound, Where, read_partial
from gainshare.core.agreement.terms import SCHEMA, Terms
from gainshare.core.agreement.variation import varied
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
    """Yield what is wrong with the terms after each variation, in the order in which they take effect."""
    if not terms.variations:
        return
    base = {str(problem) for problem in check_terms(terms, where)}
    ordered = sorted(terms.variations, key=lambda one: (one.effective_on, one.id))
    for count, variation in enumerate(ordered, start=1):
        place = where(("variations", terms.variations.index(variation)))
        try:
            changed = varied(data, ordered[:count])
        except Fault as fault:
            yield Problem(f"Variation {variation.id}: {fault.message}", fault.fix, place)
            return
        here = _always(place)
        after, problems = read_partial(Terms, changed, here)
        for problem in (*problems, *check_terms(after, here)):
            if problem.severity == "error" and str(problem) not in base:
                yield Problem(f"With variation {variation.id}: {problem.message}", problem.fix, place, problem.found)


def _always(place: Source) -> Where:
    """Return a finder of places that knows one place only."""
    return lambda path: place
