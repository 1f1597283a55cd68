"""Opening a figure: what was done to get it, what it was made from, and the rows behind it; each is an address of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse

from gainshare.core.commercial.bindings import Binding
from gainshare.core.explain.narrate import sentence
from gainshare.core.explain.words import Words
from gainshare.core.kernel.step import Selection, Step, Workings
from gainshare.reports.content import BEFORE, Opening, Rows
from gainshare.reports.teller import Teller
from gainshare.web.alliances.access import Seat
from gainshare.web.settlements.held import Held, held, small_measures
from gainshare.web.settlements.models import Settlement
from gainshare.web.shared.tables import Link

TABLES: Mapping[str, str] = {
    "costs": "Costs handed in",
    "targets": "Lines of the target",
    "payments": "Payments",
    "facts": "Facts",
    "observations": "Values of measures",
}
"""What the rows of each table are called."""
LIST_SIGN = ","


@dataclass(frozen=True, slots=True)
class Shown:
    """One Step as a page shows it."""

    name: str
    """Its name."""
    sentence: str
    """What was done."""
    result: str
    """What came out."""
    clause: str
    """The clause of the agreement; empty if it names none."""
    made_from: Sequence[Sequence[object]]
    """Each value that went in: its name, the value, and the Step it comes from, or nothing."""


def figure_link(seat: Seat, one: Settlement, text: str, opening: Opening, about: str) -> object:
    """Return a figure as a link to its workings; as text, if it cannot be opened.

    Args:
        seat: who looks, and where.
        one: the settlement.
        text: the figure.
        opening: what it opens to.
        about: what a screen reader says of it besides.
    """
    if not opening:
        return text
    of = one
    if opening[0] == BEFORE:
        if one.restates is None:
            return text
        of, opening = one.restates, opening[1:]
    if len(opening) == 1 and isinstance(opening[0], Rows):
        return Link(text, rows_address(seat, of, opening[0]), f": rows behind {about}")
    query = [("step", name) for name in opening if isinstance(name, str)] + [
        ("rows", written(rows)) for rows in opening if isinstance(rows, Rows)
    ]
    return Link(text, f"{_address('settlement_figure', seat, of)}?{urlencode(query)}", f": workings of {about}")


def written(rows: Rows) -> str:
    """Return rows as an address writes them."""
    limbs = LIST_SIGN.join(str(limb) for limb in rows.limbs)
    return "|".join((rows.table, rows.period, LIST_SIGN.join(rows.parties), limbs, rows.measure, rows.work_package, rows.pass_through))


def read_rows(text: str) -> Rows:
    """Return the rows that an address asks for.

    Raises:
        Http404: it asks for none.
    """
    parts = text.split("|")
    if len(parts) != len(Rows._fields) or parts[0] not in TABLES or parts[6] not in {"include", "exclude", "only"}:
        raise Http404
    table, period, parties, limbs, measure, package, passing = parts
    if not all(limb.isascii() and limb.isdigit() and len(limb) == 1 for limb in _listed(limbs)):
        raise Http404
    return Rows(table, period, _listed(parties), tuple(int(limb) for limb in _listed(limbs)), measure, package, passing)


def _listed(text: str) -> tuple[str, ...]:
    return tuple(text.split(LIST_SIGN)) if text else ()


def rows_address(seat: Seat, one: Settlement, rows: Rows) -> str:
    """Return where rows are listed."""
    return f"{_address('settlement_rows', seat, one)}?{urlencode({'rows': written(rows)})}"


def figures_asked(seat: Seat, one: Settlement, asked: QueryDict) -> tuple[Sequence[Shown], Sequence[Link], str]:
    """Return the Steps that an address asks for, every kind of row behind them, and what the Steps come to together.

    Raises:
        Http404: there is no such Step.
    """
    mine = held(one)
    hidden = frozenset[str]() if seat.may("measures.see_small") else small_measures(mine.assessment)
    words = Teller(mine.assessment, hidden).words
    workings = Workings(mine.assessment.settlement.steps)
    names, given = asked.getlist("step"), [read_rows(text) for text in asked.getlist("rows")]
    if not (names or given) or any(name not in workings for name in names):
        raise Http404
    steps = [workings[name] for name in names]
    shown = [_shown(seat, one, step, workings, words) for step in steps]
    found = dict.fromkeys((*given, *(rows for step in leading_to(steps, workings) if (rows := rows_of(step, mine)) is not None)))
    ordered = sorted(found, key=lambda rows: list(TABLES).index(rows.table))
    return shown, [Link(rows_in_words(rows, words), rows_address(seat, one, rows)) for rows in ordered], together_of(steps, words)


def together_of(steps: Sequence[Step], words: Words) -> str:
    """Return what several amounts of money come to together; empty for one, and for what is no money."""
    results = [step.result for step in steps if step.unit == "money" and isinstance(step.result, Fraction)]
    return words.money(sum(results, Fraction(0))) if len(results) == len(steps) > 1 else ""


def _shown(seat: Seat, one: Settlement, step: Step, workings: Workings, words: Words) -> Shown:
    is_hidden = step.rule.startswith("score.") and bool(set(step.about[:1]) & words.hidden)
    made_from = []
    for item in () if is_hidden else step.inputs:
        place = f"{_address('settlement_figure', seat, one)}?{urlencode({'step': item.step})}" if item.step in workings else ""
        name = input_in_words(item.name, words)
        shown = words.shown(item)
        made_from.append((name, shown, Link("How it came about", place, f": {name}, {shown}") if place else "This step"))
    return Shown(step.name, sentence(step, words), words.result(step), step.clause, made_from)


INPUTS: Mapping[str, str] = {"part": "Its part", "exact": "Before it is rounded", "original": "As first agreed", "overall": "Overall score"}
"""What inputs are called that the rules name shortly."""


def input_in_words(name: str, words: Words) -> str:
    """Return what an input of a Step is called: a side by who stands behind it."""
    text = INPUTS.get(name) or (words.side(name) if name in words.roles else name)
    return text[:1].upper() + text[1:]


def leading_to(steps: Iterable[Step], workings: Workings) -> Iterator[Step]:
    """Yield Steps, and every Step that they were made from, each once."""
    waiting, seen = list(steps), set[str]()
    while waiting:
        step = waiting.pop(0)
        if step.name not in seen:
            seen.add(step.name)
            yield step
            waiting += [workings[item.step] for item in step.inputs if item.step in workings]


def rows_of(step: Step, mine: Held) -> Rows | None:
    """Return the rows that a Step was summed from; None if it was not."""
    if step.source is None:
        return None
    binding = _binding(step, mine)
    package = binding.work_package or "" if binding is not None else ""
    return _rows(step.source, package, binding.pass_through if binding is not None else "include")


def _binding(step: Step, mine: Held) -> Binding | None:
    """Return how the name of an input is bound, if a Step is one."""
    name = step.about[0] if step.rule.startswith("input.") and step.about else ""
    return mine.assessment.terms.regime.inputs.get(name)


def _rows(source: Selection, package: str, passing: str) -> Rows:
    return Rows(source.table, source.period, source.parties, source.limbs, source.measure, package, passing)


def rows_in_words(rows: Rows, words: Words) -> str:
    """Return what rows are, in words."""
    who = f" of {', '.join(words.party(party) for party in rows.parties)}" if rows.parties else ""
    limbs = f", limb {' and '.join(map(str, rows.limbs))}" if rows.limbs else ""
    what = f" {rows.measure}" if rows.measure else ""
    package = f", work package {rows.work_package}" if rows.work_package else ""
    return f"{TABLES[rows.table]}{':' if what else ''}{what} for {rows.period}{who}{limbs}{package}"


def _address(route: str, seat: Seat, one: Settlement) -> str:
    return reverse(route, kwargs={"alliance": seat.alliance.pk, "of": one.pk})
