"""What the pages of the measures show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import fraction_text, period_long, share
from gainshare.core.kernel.period import Month, Period, month_number, year_to_date
from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.core.performance.framework import LEVEL_WORDS, Measure, measures_of
from gainshare.core.performance.observation import Observation
from gainshare.core.performance.scorecard import MeasureScore, score_period
from gainshare.web.agreements import months
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.measures.complete import State, gaps_in, year_states
from gainshare.web.measures.queries import all_observations
from gainshare.web.measures.showing import SMALL, WHO_ELSE, standing, value_in_words
from gainshare.web.measures.small_numbers import Sight, sight_of
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link

FROM_BOOK = "Made from the open book"


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """A measure in the list."""

    name: Link
    """What it is called, and its page."""
    weight: str
    """Its part of the overall score."""
    latest: str
    """Its latest value."""
    period: str
    """What that is for."""
    status: str
    """How far it can be relied on; empty if there is none."""
    score: str
    """The score for the year to date."""
    level: str
    """What the score is called."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the year's table."""

    words: str
    """Where the value stands, in words."""
    href: str
    """Where it leads; empty if nowhere."""
    hidden: str
    """What a screen reader says besides."""
    is_missing: bool
    """Whether a value is due and not there."""


@dataclass(frozen=True, slots=True)
class MeasuresPage:
    """Every measure, and how complete their values are."""

    frame: Frame
    """What stands around it."""
    summary: str
    """How complete the month to close is, in a sentence."""
    to_date: str
    """What the scores are for, in words."""
    areas: Sequence[tuple[str, Sequence[MeasureRow]]]
    """Each key result area with its measures."""
    small: str
    """A sentence on small numbers; empty for those who see them."""
    year: str
    """The year of the table."""
    headings: Sequence[Link]
    """Its months, and the year itself."""
    rows: Sequence[tuple[Link, Sequence[Cell]]]
    """Each measure with its cells."""
    before: Link | None
    """The year before, if the term has it."""
    after: Link | None
    """The year after, if the term has it."""
    enter: str
    """Where a value is entered; empty for those who may not."""
    upload: str
    """Where a file is uploaded; empty for those who may not."""


def measures_page(seat: Seat, agreement: Agreement, year: Period, today: date) -> MeasuresPage:
    """Return the page of all measures, with the table of a year."""
    observations = all_observations(seat.alliance, agreement)
    sight = sight_of(seat, agreement, observations)
    month = months.month_to_close(agreement, today)
    gaps = gaps_in(agreement, observations, month)
    words = period_long(month_to_date(agreement, month), agreement.calendar)
    may_enter = seat.may("measures.enter")
    keys = {"alliance": seat.alliance.pk}
    there = f"{len(gaps.wanted) - len(gaps.missing)} of {len(gaps.wanted)} measures have a value"
    return MeasuresPage(
        frame=frame_of(seat, "Measures", place="measures", period=year.word, who_else=WHO_ELSE, help="measures"),
        summary=f"{there} for {months.month_in_words(month, agreement)}.",
        to_date=words,
        areas=_areas(seat, agreement, observations, sight, month),
        small="" if sight.sees_small else SMALL,
        year=year.word,
        headings=_headings(agreement, year),
        rows=_rows(seat, agreement, observations, year, month),
        before=_year_link(seat, agreement, year.first.plus(-1)),
        after=_year_link(seat, agreement, year.end),
        enter=reverse("enter_observation", kwargs=keys) if may_enter else "",
        upload=reverse("upload_observations", kwargs=keys) if may_enter else "",
    )


def month_to_date(agreement: Agreement, month: Month) -> Period:
    """Return the year up to a month."""
    return year_to_date(month, agreement.calendar)


def measure_of(agreement: Agreement, name: str) -> tuple[str, Measure]:
    """Return a measure by its id, with the name of its key result area.

    Raises:
        Http404: the agreement has none of this id.
    """
    for area, measure in measures_of(agreement.latest.performance):
        if measure.id == name:
            return area.name, measure
    raise Http404


def measure_href(seat: Seat, measure: str) -> str:
    """Return where a measure's page is."""
    return reverse("measure", kwargs={"alliance": seat.alliance.pk, "measure": measure})


def crumbs_of(seat: Seat, *more: Crumb) -> list[Crumb]:
    """Return the pages above one of the measures."""
    return [Crumb("Measures", reverse("measures", kwargs={"alliance": seat.alliance.pk})), *more]


def _areas(
    seat: Seat, agreement: Agreement, observations: Sequence[Observation], sight: Sight, month: Month
) -> list[tuple[str, list[MeasureRow]]]:
    period = month_to_date(agreement, month)
    framework = agreement.in_force(period).performance
    scored = {line.measure: line for line in score_period(framework, observations, period).lines}
    return [
        (area.name, [_measure_row(seat, measure, observations, sight, scored.get(measure.id)) for measure in area.measures])
        for area in agreement.latest.performance.areas
    ]


def _measure_row(seat: Seat, measure: Measure, observations: Sequence[Observation], sight: Sight, line: MeasureScore | None) -> MeasureRow:
    name = Link(f"{measure.id}: {measure.name}", measure_href(seat, measure.id))
    weight = share(measure.weight)
    if measure.from_open_book is not None:
        return MeasureRow(name, weight, FROM_BOOK, "None", "", "None", "See the position")
    found = standing(observations, measure.id)
    if not found:
        return MeasureRow(name, weight, "None yet", "None", "missing", *_score(line, sight))
    latest = found[0]
    value = CONFIDENTIAL if sight.hides(latest) else value_in_words(latest.value(measure), measure)
    return MeasureRow(name, weight, value, latest.period.word, latest.status, *_score(line, sight))


def _score(line: MeasureScore | None, sight: Sight) -> tuple[str, str]:
    """Return a score and its level; both tell the value that they were made from."""
    if line is None or line.score is None or line.level is None:
        return "None", "Left out"
    if sight.hides(line.observation):
        return CONFIDENTIAL, CONFIDENTIAL
    level = LEVEL_WORDS[line.level]
    notes = {"held": " (no value: held at MCOS)", "carried": " (by its last value)"}
    return fraction_text(line.score), f"{level}{notes.get(line.basis, '')}"


def _headings(agreement: Agreement, year: Period) -> list[Link]:
    found = [Link(f"M{month_number(month, agreement.calendar)}", "", months.month_in_words(month, agreement)) for month in year.months()]
    return [*found, Link("Year", "", year.word)]


def _rows(
    seat: Seat, agreement: Agreement, observations: Sequence[Observation], year: Period, last: Month
) -> list[tuple[Link, list[Cell]]]:
    states = year_states(agreement, observations, year, last)
    names = {measure.id: measure.name for _, measure in measures_of(agreement.latest.performance)}
    words = [*(f"{month.year}-{month.month:02d}" for month in year.months()), year.word]
    return [
        (
            Link(f"{name}: {names[name]}", measure_href(seat, name)),
            [_cell(seat, name, word, state) for word, state in zip(words, cells, strict=True)],
        )
        for name, cells in states.items()
    ]


HAS_VALUE: Mapping[State, bool] = {"provisional": True, "final": True, "revised": True}


def _cell(seat: Seat, measure: str, period: str, state: State) -> Cell:
    href = ""
    if state in HAS_VALUE:
        href = measure_href(seat, measure)
    elif state == "missing" and seat.may("measures.enter"):
        href = f"{reverse('enter_observation', kwargs={'alliance': seat.alliance.pk})}?measure={measure}&period={period}"
    return Cell(state.capitalize(), href, f"{measure} for {period}", state == "missing")


def _year_link(seat: Seat, agreement: Agreement, month: Month) -> Link | None:
    if not months.first_of(agreement) <= month <= months.last_of(agreement):
        return None
    year = months.year_of(month, agreement)
    return Link(year.word, f"{reverse('measures', kwargs={'alliance': seat.alliance.pk})}?year={address_of(year)}")


def address_of(year: Period) -> str:
    """Return a year as addresses write it: `2026-27`."""
    return year.word.replace("/", "-")


def year_asked(agreement: Agreement, word: str) -> Period:
    """Return the year of an address, `2026-27`; without one, the year that the month to close lies in.

    Raises:
        Fault: it is no period.
        Http404: it is no year of the term.
    """
    if not word:
        return months.year_of(months.month_to_close(agreement, timezone.localdate()), agreement)
    chosen = agreement.period(word.replace("-", "/"))
    if chosen.kind != "year" or not months.first_of(agreement) < chosen.end or chosen.first > months.last_of(agreement):
        raise Http404
    return chosen
