"""What if, on the web: what an address takes to be otherwise, the form that makes such an address, and what comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar
from urllib.parse import urlencode

from django.http import QueryDict

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.what_if import Changes, term_numbers
from gainshare.core.commercial.settlement import Settlement
from gainshare.core.kernel import formats
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import read_number
from gainshare.core.openbook.amount_text import read_amount
from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.core.performance.framework import measures_of
from gainshare.core.performance.scorecard import Scorecard
from gainshare.reports.tables import value_in_words
from gainshare.web.shared.tables import Column, Link, Row

OUTTURN, VALUE, TERM = "outturn", "value.", "term."
"""The names of an address: the outturn, and what the names of values and of terms begin with."""
SIGNS = frozenset("+-−")
"""What a difference begins with."""
PLAIN = re.compile(r"[0-9]+(\.[0-9]+)?")
"""A number without a sign or a per cent: where a percentage stands, it is meant as one."""
LONGEST = 200
"""Characters of anything that is typed."""


COLUMNS = (Column("Figure"), *(Column(words, is_numeric=True) for words in ("As it is", "What if", "Difference")))
"""The columns of what is put side by side."""


@dataclass(frozen=True, slots=True)
class Box:
    """One thing that can be taken to be otherwise."""

    id: str
    """What an address may point at."""
    name: str
    """What an address calls it."""
    label: str
    """What it is."""
    now: str
    """What it is in truth."""
    typed: str
    """What it is taken to be; empty as it is."""
    wrong: str
    """What is wrong with it; empty if nothing is."""


@dataclass(frozen=True, slots=True)
class Asking:
    """What can be taken to be otherwise, and what is."""

    outturn: Box
    """The actual outturn cost."""
    values: Sequence[Box]
    """The measures' values."""
    terms: Sequence[Box]
    """The numbers of the regime."""
    is_asked: bool
    """Whether anything is taken to be otherwise."""
    query: str
    """What is otherwise, as an address writes it; empty if nothing is."""
    keeps: Sequence[tuple[str, str]]
    """What else the address says, which the form keeps."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What comes of it, beside the real thing."""

    sentence: str
    """What changes, in a sentence."""
    columns: Sequence[Column]
    """The columns."""
    figures: Sequence[Row | Sequence[object]]
    """The period's figures."""
    shares: Sequence[Row | Sequence[object]]
    """What each party has."""


def read_changes(asked: QueryDict, agreement: Agreement, *, actual: int, scorecard: Scorecard) -> tuple[Changes, Mapping[str, Problem]]:
    """Return what an address takes to be otherwise, and what is wrong with any of it, by its name in the address.

    A number with a sign before it, such as −100,000 or +5, is a difference to what there is.
    """
    given = changes_in(asked)
    wrong: dict[str, Problem] = {}
    currency, now = agreement.terms.currency, {line.measure: line.value for line in scorecard.lines}

    def amount(_: str, text: str) -> int:
        return read_amount(text.removeprefix("+"), currency) + (actual if text[0] in SIGNS else 0)

    def value(name: str, text: str) -> Fraction:
        base = now.get(name.removeprefix(VALUE)) if text[0] in SIGNS else None
        return _number(text.removeprefix("+").replace("−", "-")) + (base or Fraction(0))

    stands = {f"{TERM}{one.path}": one.text for one in term_numbers(agreement)}

    def term(name: str, text: str) -> str:
        return f"{text}%" if stands.get(name, "").endswith("%") and PLAIN.fullmatch(text) else text

    amounts = _read({name: text for name, text in given.items() if name == OUTTURN}, amount, wrong)
    values = _read({name: text for name, text in given.items() if name.startswith(VALUE)}, value, wrong)
    terms = _read({name: text for name, text in given.items() if name.startswith(TERM)}, term, wrong)
    known = {f"{VALUE}{measure.id}" for _, measure in measures_of(agreement.latest.performance)}
    for name in values.keys() - known:
        wrong[name] = Problem("The agreement has no such measure.", "Choose one of the list.", Source(field=name), given[name])
    return (
        Changes(
            amounts.get(OUTTURN),
            {name.removeprefix(VALUE): value for name, value in values.items() if name in known},
            {name.removeprefix(TERM): text for name, text in terms.items()},
        ),
        wrong,
    )


T = TypeVar("T")


def _read(given: Mapping[str, str], reader: Callable[[str, str], T], wrong: dict[str, Problem]) -> dict[str, T]:
    """Return what texts mean, by their names; those that mean nothing are added to what is wrong."""
    found: dict[str, T] = {}
    for name, text in given.items():
        try:
            if len(text) > LONGEST:
                raise Fault("This is too long.", "Shorten it.")
            found[name] = reader(name, text)
        except Fault as fault:
            wrong[name] = fault.problem(Source(field=name), text)
    return found


def _number(text: str) -> Fraction:
    return read_number(text.replace(",", "").removesuffix("%"))


def asking(
    asked: QueryDict, agreement: Agreement, *, actual: int, scorecard: Scorecard, hidden: frozenset[str], wrong: Mapping[str, str]
) -> Asking:
    """Return what can be taken to be otherwise.

    Args:
        asked: the address.
        agreement: whose regime and measures.
        actual: the actual outturn cost, in minor units.
        scorecard: the scores.
        hidden: the measures whose value is not told.
        wrong: what is wrong with what was typed, by its name in the address.
    """

    def box(name: str, label: str, now: str) -> Box:
        return Box(f"if-{name.replace('/', '.')}", name, label, now, asked.get(name, ""), wrong.get(name, ""))

    lines = {line.measure: line for line in scorecard.lines}
    values = []
    for _, measure in measures_of(agreement.latest.performance):
        line = lines.get(measure.id)
        now = "No data" if line is None or line.value is None else CONFIDENTIAL if measure.id in hidden else value_in_words(line, measure)
        values.append(box(f"{VALUE}{measure.id}", f"{measure.id} {measure.name}", now))
    terms = [box(f"{TERM}{one.path}", one.words[:1].upper() + one.words[1:], one.text) for one in term_numbers(agreement)]
    kept = changes_in(asked)
    keeps = [(name, str(value)) for name, value in asked.items() if name in {"basis", "period"}]
    outturn = box(OUTTURN, "Actual outturn cost, £", formats.money(actual, agreement.terms.currency))
    return Asking(outturn, values, terms, bool(kept), urlencode(kept), keeps)


def changes_in(asked: QueryDict) -> dict[str, str]:
    """Return what an address takes to be otherwise, without boxes that were left empty."""
    return {
        name: str(value).strip()
        for name, value in asked.items()
        if str(value).strip() and (name == OUTTURN or name.startswith((VALUE, TERM)))
    }


def has_empty_boxes(asked: QueryDict) -> bool:
    """Return whether an address has boxes that were left empty, as a form sends them: a shorter address says the same."""
    return any(not str(value).strip() for name, value in asked.items() if name == OUTTURN or name.startswith((VALUE, TERM)))


def faults_of(invalid: Invalid) -> dict[str, str]:
    """Return what is wrong with terms, by their names in the address; what belongs to none of them is under an empty name."""
    found: dict[str, str] = {}
    for one in invalid.problems:
        name = f"{TERM}{one.source.field}" if one.source.field.startswith(("regime/", "parties/")) else ""
        found[name] = f"{found[name]} {_said(one)}" if name in found else _said(one)
    return found


def _said(problem: Problem) -> str:
    return f"{problem.message} {problem.fix}".strip()


def faults_shown(asking: Asking, wrong: Mapping[str, str]) -> list[object]:
    """Return what is wrong as a page says it: what has a box leads to it, and what has none is called as the address calls it."""
    boxes = {box.name: box for box in (asking.outturn, *asking.values, *asking.terms)}
    return [
        Link(f"{boxes[name].label}: {words}", f"#{boxes[name].id}") if name in boxes else f"{name}: {words}" if name else words
        for name, words in wrong.items()
    ]


def role_in_words(role: str) -> str:
    """Return a role as a page says it: `owner`, `non-owner participant`, `other`."""
    return role.replace("_", "-", 1).replace("_", " ")


def beside(real: Settlement, other: Settlement, currency: Currency, names: Mapping[str, str]) -> Beside:
    """Return a settlement beside what it would be.

    Args:
        real: the real thing.
        other: what it would be.
        currency: the agreement's currency.
        names: the name of each party by its id.
    """

    def line(words: str, here: int, there: int) -> Row:
        return Row((words, *(formats.money(amount, currency) for amount in (here, there, there - here))))

    keys = dict.fromkeys([*((one.party, one.side) for one in real.shares), *((one.party, one.side) for one in other.shares)])
    before, after = ({(one.party, one.side): one.total for one in made.shares} for made in (real, other))
    roles = {(one.party, one.side): role_in_words(one.role) for made in (real, other) for one in made.shares}
    shares = [
        line(f"{names.get(party, party)} ({roles[party, side]})", before.get((party, side), 0), after.get((party, side), 0))
        for party, side in keys
    ]
    figures: list[Row | Sequence[object]] = [
        line("Target outturn cost", real.target, other.target),
        line("Actual outturn cost", real.actual, other.actual),
        line("Variance", real.variance, other.variance),
        ("Overall performance score", *(formats.number(score, 2) for score in (real.overall, other.overall, other.overall - real.overall))),
    ]
    ends = [sum(one.total for one in made.shares if one.role == "non_owner_participant") for made in (real, other)]
    now, then = (formats.money(end, currency) for end in ends)
    sentence = f"The non-owner participants together would have {then} instead of {now}."
    return Beside(sentence, COLUMNS, figures, shares)
