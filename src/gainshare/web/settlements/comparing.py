"""A settlement held against another run of its period, or against what another version of the agreement would make of it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from gainshare.core.assess import Assessment, assess
from gainshare.core.kernel import formats
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.settlements.held import held
from gainshare.web.settlements.models import Settlement
from gainshare.web.settlements.pages import WHO_READS, ComparePage, compared_with, crumbs_to
from gainshare.web.settlements.what_if import role_in_words
from gainshare.web.shared.tables import Column, Row


def compare_runs(seat: Seat, one: Settlement, other: Settlement) -> ComparePage:
    """Return a settlement beside another of the same period."""
    return _page(seat, one, held(other).assessment, other.reference, (), f", {other.standing}")


def compare_versions(seat: Seat, one: Settlement, version: AgreementVersion) -> ComparePage:
    """Return a settlement beside what the same inputs come to by another version of the agreement."""
    case = held(one).case
    agreement = agreement_in(version)
    name = f"Version {version.number} of the agreement"
    try:
        made = assess(agreement, case.ledger, case.observations, (), agreement.period(one.period), "shadow", as_of=case.as_of)
    except Invalid as invalid:
        return _page(seat, one, None, name, invalid.problems)
    return _page(seat, one, made, name, ())


def _page(seat: Seat, one: Settlement, other: Assessment | None, name: str, problems: Sequence[Problem], standing: str = "") -> ComparePage:
    mine = held(one).assessment
    frame = frame_of(
        seat, f"{one.reference} beside {name[:1].lower()}{name[1:]}" if name.startswith("Version") else f"{one.reference} beside {name}",
        place="settlements", period=one.period, crumbs=crumbs_to(seat, one), who_else=WHO_READS, help="comparing",
    )  # fmt: skip
    columns = (
        Column("Figure"),
        Column(f"{one.reference}, {one.standing}", is_numeric=True),
        Column(f"{name}{standing}", is_numeric=True),
        Column("Difference", is_numeric=True),
    )
    if other is None:
        return ComparePage(frame, f"{name} cannot settle this period.", columns, (), (), (), problems, compared_with(seat, one))
    currency = mine.settlement.currency

    def line(words: str, here: int, there: int, *, is_total: bool = False) -> Row:
        return Row((words, *(formats.money(amount, currency) for amount in (here, there, there - here))), is_total=is_total)

    a, b = mine.settlement, other.settlement
    figures: list[Row | Sequence[object]] = [
        line("Target outturn cost", a.target, b.target),
        line("Actual outturn cost", a.actual, b.actual),
        line("Variance that was shared", a.settled_variance, b.settled_variance),
        ("Overall performance score", *(formats.number(score, 2) for score in (a.overall, b.overall, b.overall - a.overall))),
    ]
    keys = dict.fromkeys([*((share.party, share.side) for share in a.shares), *((share.party, share.side) for share in b.shares)])
    totals = [{(share.party, share.side): share.total for share in made.shares} for made in (a, b)]
    names = {(share.party, share.side): f"{share.name} ({role_in_words(share.role)})" for made in (b, a) for share in made.shares}
    shares: list[Row | Sequence[object]] = [
        line(names[party, side], totals[0].get((party, side), 0), totals[1].get((party, side), 0)) for party, side in keys
    ]
    called = {share.party: share.name for made in (b, a) for share in made.shares}
    causes: list[Row | Sequence[object]] = [
        line(f"Actual cost: {called.get(party, party)}", mine.outturn.actual.get(party, 0), other.outturn.actual.get(party, 0))
        for party in dict.fromkeys([*mine.outturn.actual, *other.outturn.actual])
        if mine.outturn.actual.get(party, 0) != other.outturn.actual.get(party, 0)
    ]
    scores = [{score.measure: score.score for score in made.scorecard.lines} for made in (mine, other)]
    causes += [
        (f"Score: {measure}", *(_score(one) for one in (here, there)), _score(None if here is None or there is None else there - here))
        for measure in dict.fromkeys([*scores[0], *scores[1]])
        if (here := scores[0].get(measure)) != (there := scores[1].get(measure))
    ]
    moved = max((abs(totals[1].get(key, 0) - totals[0].get(key, 0)) for key in keys), default=0)
    sentence = f"The largest difference for any party is {formats.money(moved, currency)}." if moved else "Every party has the same."
    return ComparePage(frame, sentence, columns, figures, shares, causes, (), compared_with(seat, one))


def _score(score: Fraction | None) -> str:
    return "–" if score is None else formats.number(score, 2)
