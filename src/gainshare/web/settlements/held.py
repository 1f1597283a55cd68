"""A stored settlement as the core reads it: what never changes is worked out once and kept by its fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import Case
from gainshare.core.assess import Assessment
from gainshare.core.commercial.restatement import Restatement, Settled, restate
from gainshare.core.performance.framework import Measure, measures_of
from gainshare.core.performance.observation import Observation
from gainshare.files import bundle as bundles
from gainshare.files import replay
from gainshare.files.encoding import canonical
from gainshare.reports.party_statement import party_statement
from gainshare.reports.settlement_statement import restatement_statement, settlement_statement
from gainshare.reports.teller import Teller
from gainshare.web.alliances.models import Alliance
from gainshare.web.measures.small_numbers import is_small
from gainshare.web.settlements.models import BINDING, Settlement

if TYPE_CHECKING:
    from gainshare.reports.content import Chart, NotDrawn, Statement


STANDINGS: Mapping[str, str] = {
    "shadow": "Computed, nothing payable",
    "draft": "A draft: payable once every party has approved it",
    "agreed": "Approved by every party: payable, less what was settled before",
    "paid": "Approved by every party, and paid",
    "restated": "Approved by every party, and restated since",
    "withdrawn": "Withdrawn: nothing is payable on it",
}
"""What a settlement is good for, by where it stands."""


@dataclass(frozen=True)
class Held:
    """A stored settlement, worked out again from its own inputs."""

    bundle: bundles.Bundle
    """What was stored."""
    case: Case
    """The inputs that were stored."""
    assessment: Assessment
    """What follows from its inputs."""
    is_same: bool
    """Whether that is what was stored, figure by figure."""


def held(one: Settlement) -> Held:
    """Return a stored settlement, worked out again.

    Raises:
        Invalid: its inputs cannot be used by this version of the software.
    """
    return _held(one.sha256, str(one.pk))


def bundle_of(one: Settlement) -> bundles.Bundle:
    """Return a settlement as it was stored."""
    return _bundle(one.sha256, str(one.pk))


@lru_cache(maxsize=64)
def _bundle(_: str, row: str) -> bundles.Bundle:
    return bundles.parse_bundle(Settlement.objects.values_list("bundle", flat=True).get(pk=row), row)


@lru_cache(maxsize=64)
def _held(sha256: str, row: str) -> Held:
    bundle = _bundle(sha256, row)
    case = replay.case_of(bundle)
    assessment = replay.assess_again(case, bundle)
    is_same = canonical(bundles.result_of(assessment.settlement)) == canonical(bundle.result) and not bundles.changed_parts(bundle)
    return Held(bundle, case, assessment, is_same)


def difference(one: Settlement) -> Restatement | None:
    """Return the difference between a restatement and the settlement in whose place it is; None of a first settlement."""
    if one.restates is None:
        return None
    mine = held(one)
    return restate(mine.assessment.settlement, bundles.settled_of(bundle_of(one.restates), mine.assessment.agreement).amounts)


def statement_of(one: Settlement, *, shows_small: bool, party: str = "") -> Statement:
    """Return the statement of a settlement, or a party's own.

    Args:
        one: the settlement.
        shows_small: whether values that rest on small numbers are told.
        party: the party's id; empty for the whole statement.

    Raises:
        KeyError: the party has no share in it.
    """
    of = "" if one.restates is None else one.restates.sha256
    return _statement((one.sha256, of), str(one.pk), (party, STANDINGS[one.standing]), shows_small)


@lru_cache(maxsize=128)
def _statement(_: tuple[str, str], row: str, told: tuple[str, str], shows_small: bool) -> Statement:
    one = Settlement.objects.select_related("restates").defer("bundle", "restates__bundle").get(pk=row)
    (party, standing), moved = told, difference(one)
    # Remarks on single lines of cost are for those who may see the lines; a statement is read by every party.
    full = held(one).assessment
    assessment = replace(full, problems=tuple(problem for problem in full.problems if problem.source.file != "costs.csv"))
    hidden = frozenset[str]() if shows_small else small_measures(assessment)
    if moved is None:
        whole = settlement_statement(assessment, hidden=hidden, standing=standing)
    else:
        whole = restatement_statement(assessment, moved, hidden=hidden, standing=standing)
    return party_statement(whole, Teller(assessment, hidden), party) if party else whole


def small_measures(assessment: Assessment) -> frozenset[str]:
    """Return the measures whose value in an assessment rests on a small count."""
    measures = {measure.id: measure for _, measure in measures_of(assessment.terms.performance)}
    seen = [line.observation for line in assessment.scorecard.lines if line.observation is not None]
    return frozenset(one.measure for one in seen if rests_on_few(one, measures[one.measure]))


def rests_on_few(one: Observation, measure: Measure) -> bool:
    """Return whether a value rests on a small count; what is made from the open book never does."""
    return measure.from_open_book is None and one.numerator is not None and is_small(one, measure)


def holds_small_numbers(one: Settlement) -> bool:
    """Return whether any value that a stored settlement holds rests on a small count."""
    return _holds_small_numbers(one.sha256, str(one.pk))


@lru_cache(maxsize=256)
def _holds_small_numbers(sha256: str, row: str) -> bool:
    mine = _held(sha256, row)
    measures = {measure.id: measure for _, measure in measures_of(mine.assessment.terms.performance)}
    return any(one.measure in measures and rests_on_few(one, measures[one.measure]) for one in mine.case.observations)


def chart_of(one: Settlement) -> Chart | NotDrawn:
    """Return the gain and pain curve of a settlement, with its own point on it."""
    return _chart(one.sha256, str(one.pk))


@lru_cache(maxsize=64)
def _chart(_: str, row: str) -> Chart | NotDrawn:
    from gainshare.reports.charts import gain_pain_curve

    return gain_pain_curve(held(Settlement.objects.defer("bundle").get(pk=row)).assessment)


def settled_before(alliance: Alliance, agreement: Agreement) -> tuple[Settled, ...]:
    """Return what was settled before and agreed, oldest period first, as much of it as a later settlement needs."""
    found = Settlement.objects.filter(alliance=alliance, standing__in=BINDING).defer("bundle").order_by("first", "drafted_at")
    return tuple(bundles.settled_of(bundle_of(one), agreement) for one in found)
