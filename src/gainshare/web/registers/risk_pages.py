"""What the pages of risks show: the list with its square of five by five, one risk with its history, and a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import QueryDict

from gainshare.core.governance.register import HIGHEST, IMPACTS, LIKELIHOODS, grade, is_review_due, movement
from gainshare.core.governance.register import Risk as CoreRisk
from gainshare.core.kernel.formats import date_long, date_short, money, plural
from gainshare.core.kernel.money import Currency
from gainshare.web.alliances.access import Seat
from gainshare.web.registers.asking import RISK_FORMS
from gainshare.web.registers.convert import core_risk
from gainshare.web.registers.filters import RiskFilter
from gainshare.web.registers.frames import NOBODY, NOTHING_UNSENT, Asked, Fact, Told, Unsent, address, facts_of, frame_in, told_by, wide
from gainshare.web.registers.item_rows import ITEM_COLUMNS, item_row
from gainshare.web.registers.models import Risk
from gainshare.web.registers.owners import called, names_of
from gainshare.web.registers.queries import items_from, risks_by_score, risks_in_each_square
from gainshare.web.registers.writing import KEEP
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Column, Link

ON_A_PAGE = 50
"""Risks on a page of the list."""
POUNDS = Currency.of("GBP")
COLUMNS = (
    Column("Risk", is_short=True),
    Column("Score", is_short=True),
    Column("What may happen"),
    Column("Category"),
    Column("Since the last score"),
    Column("Score left", True),
    Column("Looked after by"),
    Column("Next review", is_short=True),
)
"""The columns of the list."""


@dataclass(frozen=True, slots=True)
class Square:
    """A place in the square of five by five."""

    count: int
    """How many open risks are there."""
    href: str
    """Where they are listed."""
    grade: str
    """How much its score is."""
    about: str
    """Which place it is, in words."""


@dataclass(frozen=True, slots=True)
class RisksPage:
    """The risks of an alliance."""

    frame: Frame
    """What stands around it."""
    summary: str
    """How many there are, in a sentence."""
    form: BaseForm
    """The filters."""
    is_filtered: bool
    """Whether any filter is set."""
    found: Page[Risk]
    """The page of the list."""
    columns: Sequence[Column]
    """The columns of the list."""
    rows: Sequence[Sequence[object]]
    """Each risk in a row."""
    query: str
    """The filters as they stand in the address."""
    impacts: Sequence[str]
    """The columns of the square: impact, from 1."""
    squares: Sequence[tuple[str, Sequence[Square]]]
    """The rows of the square, the highest likelihood first, each with what it is called."""
    raise_one: str
    """Where a risk is raised; empty for those who may not."""
    file: str
    """Where the register is taken away."""


def risks_page(seat: Seat, asked: QueryDict, today: date) -> RisksPage:
    """Return the list of an alliance's risks, narrowed as asked."""
    every = list(Risk.objects.filter(alliance=seat.alliance).values_list("category", "owner_party", "is_closed", "review_on"))
    names = names_of(seat.alliance)
    form = RiskFilter(asked, [one[:2] for one in every], names)
    found = Paginator(form.narrow(risks_by_score(seat.alliance), today), ON_A_PAGE).get_page(asked.get("page"))
    chosen = {name: asked.get(name, "").strip() for name in RiskFilter.base_fields}
    query = urlencode({name: value for name, value in chosen.items() if value})
    is_open = [review_on for _, _, is_closed, review_on in every if not is_closed]
    due = sum(review_on <= today for review_on in is_open)
    summary = f"{plural(len(is_open), 'open risk')}, {due} due for review; {len(every) - len(is_open)} closed." if every else ""
    return RisksPage(
        frame=frame_in(seat, "Risks", help="risks"),
        summary=summary,
        form=form,
        is_filtered=bool(query),
        found=found,
        columns=COLUMNS,
        rows=[risk_row(seat, one, today, names) for one in found.object_list],
        query=query,
        impacts=[f"{number} {word}" for number, word in enumerate(IMPACTS, 1)],
        squares=_squares(seat),
        raise_one=address("new_risk", seat) if seat.may(KEEP) else "",
        file=address("risks_file", seat),
    )


def risk_row(seat: Seat, row: Risk, today: date, names: Any) -> Sequence[object]:  # noqa: ANN401  # a mapping of names
    """Return a risk as a row of the list."""
    one = core_risk(row, row.scorings.all())
    status = status_of(one, today)
    return (
        Link(one.id, address("risk", seat, row)),
        f"{one.score.value}, {grade(one.score.value)}",
        wide(one.title),
        one.category.capitalize(),
        moved(one),
        str(one.residual_value),
        called(names, one.owner_party, one.owner_post),
        "Closed" if status == "closed" else f"{date_short(one.review_on)}{', due' if status != 'open' else ''}",
    )


def status_of(one: CoreRisk, today: date) -> str:
    """Return where a risk stands: open, due for review or closed."""
    return "closed" if one.is_closed else "due for review" if is_review_due(one, today) else "open"


def moved(one: CoreRisk) -> str:
    """Return by how much a risk's score has moved since the one before, in words."""
    by = movement(one)
    if by is None:
        return "As raised"
    before = one.history[-1].score.value
    return f"Up from {before}" if by > 0 else f"Down from {before}" if by < 0 else f"{before} as before"


def _squares(seat: Seat) -> list[tuple[str, Sequence[Square]]]:
    """Return the square of five by five, the highest likelihood first."""
    counts = risks_in_each_square(seat.alliance)
    here = address("risks", seat)
    numbers = range(1, HIGHEST + 1)
    return [
        (
            f"{likelihood} {LIKELIHOODS[likelihood - 1]}",
            [
                Square(
                    counts.get((likelihood, impact), 0),
                    f"{here}?likelihood={likelihood}&impact={impact}",
                    grade(likelihood * impact),
                    f"with likelihood {likelihood} and impact {impact}",
                )
                for impact in numbers
            ],
        )
        for likelihood in reversed(numbers)
    ]


@dataclass(frozen=True, slots=True)
class RiskPage:
    """A risk."""

    frame: Frame
    """What stands around it."""
    description: str
    """Cause, event and consequence."""
    mitigation: str
    """What is done about it."""
    facts: Sequence[Fact]
    """What is said of it besides."""
    item_columns: Sequence[Column]
    """The columns of what comes from it."""
    items: Sequence[Sequence[object]]
    """What comes from it: early warnings and other items."""
    history: Sequence[Sequence[object]]
    """What became of it, the latest first."""
    seen: int
    """The version that forms are made from."""
    asked: Sequence[Asked]
    """What can be done with it by whoever looks; empty for those who may not."""
    unsent: BaseForm | None
    """The form that was not taken."""
    add_item: str
    """Where an item is raised that comes from it; empty for those who may not."""


def risk_page(seat: Seat, row: Risk, today: date, unsent: Unsent = NOTHING_UNSENT) -> RiskPage:
    """Return the page of a risk.

    Args:
        seat: who looks at it.
        row: the risk.
        today: the day on which it is asked.
        unsent: a form that was not taken.
    """
    one = core_risk(row, row.scorings.all())
    names = names_of(seat.alliance)
    facts = {
        "Score now": _score(one),
        "Since the last score": moved(one),
        "Score that is left": f"{one.residual_value} of 25: {grade(one.residual_value)}",
        "Category": one.category.capitalize(),
        "Looked after by": called(names, one.owner_party, one.owner_post),
        "Raised": f"{date_long(one.raised_on)}{f' by {row.raised_by.name}' if row.raised_by else ''}",
        "Next review": date_long(one.review_on),
        "What it would cost": _cost(row),
        "Probability": f"{row.probability}%" if row.probability is not None else "",
    }
    can_keep = seat.may(KEEP)
    return RiskPage(
        frame=frame_in(seat, f"{one.id}: {one.title}", beneath=[risks_crumb(seat)], status=status_of(one, today), help="one-risk"),
        description=one.description,
        mitigation=one.mitigation,
        facts=facts_of(facts),
        item_columns=ITEM_COLUMNS,
        items=[item_row(seat, each, today, names) for each in items_from(seat.alliance, one.id)],
        history=_history(row, one),
        seen=row.row_version,
        asked=_asked(seat, row, unsent) if can_keep else (),
        unsent=unsent.form,
        add_item=f"{address('new_item', seat)}?{urlencode({'source': one.id})}" if seat.may("registers.suggest") else "",
    )


def _cost(row: Risk) -> str:
    if row.money_low is None or row.money_high is None:
        return ""
    return f"{money(row.money_low, POUNDS)} to {money(row.money_high, POUNDS)}"


def _score(one: CoreRisk) -> str:
    score = one.score
    words = f"likelihood {score.likelihood} ({LIKELIHOODS[score.likelihood - 1]}), impact {score.impact} ({IMPACTS[score.impact - 1]})"
    return f"{score.value} of 25: {grade(score.value)}, {words}"


def _history(row: Risk, one: CoreRisk) -> list[Sequence[object]]:
    """Return what became of a risk, the latest first, down to the day on which it was raised."""
    told = told_by(row.notes.all())
    scores = [*(before.score.value for before in one.history), one.score.value]
    for scoring, before, after in zip(row.scorings.all(), scores, scores[1:], strict=False):
        who = scoring.changed_by.name if scoring.changed_by else NOBODY
        what = f"Scored anew: {before} became {after}."
        told.append(((scoring.changed_on, 0, scoring.number), Told(date_short(scoring.changed_on), what, scoring.reason, who)))
    told.sort(key=lambda each: each[0], reverse=True)  # type: ignore[arg-type,return-value]
    who = row.raised_by.name if row.raised_by else NOBODY
    raised = Told(date_short(one.raised_on), f"Raised with a score of {scores[0]}.", "Not applicable", who)
    return [*(each.cells for _, each in told), raised.cells]


ASKED = {
    "rescore": ("Score it anew", "The score before stays in the history, with your reason.", "rescore_risk", "Keep the new score"),
    "change": (
        "Review it, or change what is said of it",
        "Give the day of the next review each time you have looked at it.",
        "change_risk",
        "Keep what is said",
    ),
    "warn": ("Raise an early warning", "It becomes an action that comes from this risk.", "warn_of_risk", "Raise the early warning"),
    "close": ("Close it", "It stays on the register, and can be opened again.", "close_risk", "Close the risk"),
    "reopen": ("Open it again", "It stays on the register with its history.", "reopen_risk", "Open it again"),
}
"""What each form of a risk's page is for: its heading, what to know first, where it is sent, and what its button says."""


def _asked(seat: Seat, row: Risk, unsent: Unsent) -> list[Asked]:
    """Return what can be done with a risk where it stands."""
    names = ("reopen",) if row.is_closed else ("rescore", "change", "warn", "close")
    found = []
    for name in names:
        heading, intro, route, button = ASKED[name]
        form = unsent.form if unsent.form is not None and unsent.name == name else RISK_FORMS[name](seat, row, None)
        found.append(Asked(name, heading, intro, address(route, seat, row), form, button))
    return found


@dataclass(frozen=True, slots=True)
class NewRiskPage:
    """What is asked of a risk that is raised."""

    frame: Frame
    """What stands around it."""
    form: BaseForm
    """What is asked."""
    intro: str
    """What to know first."""
    button: str
    """What the button says."""


def new_risk_page(seat: Seat, form: BaseForm) -> NewRiskPage:
    """Return the page on which a risk is raised."""
    intro = "Say what may happen, score it as it is before anything is done about it, and say who looks after it."
    return NewRiskPage(frame_in(seat, "Raise a risk", beneath=[risks_crumb(seat)], help="one-risk"), form, intro, "Raise the risk")


def risks_crumb(seat: Seat) -> Crumb:
    """Return the way to the list of risks."""
    return Crumb("Risks", address("risks", seat))
