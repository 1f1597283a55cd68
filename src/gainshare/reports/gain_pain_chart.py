"""The gain and pain curve as a picture, with the same in words and as a table: for those who do not see it, and for those who check it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from gainshare.core.assess import Assessment
from gainshare.core.kernel import formats
from gainshare.core.kernel.money import Currency
from gainshare.reports.content import Chart, Column, NotDrawn, Table
from gainshare.reports.curve import Bend, GainPainCurve, Point, Target, gain_pain_points
from gainshare.reports.picture import Captions, draw
from gainshare.reports.svg import described

MARK = "gain-pain-curve"
"""What the ids within the picture begin with."""
NO_SLOPE = 5e-7
"""A part of a further pound below which nothing more is gained or borne."""


@dataclass(frozen=True, slots=True)
class Teller:
    """How the figures of the curve are spoken of."""

    currency: Currency
    """The agreement's currency."""
    period: str
    """The period's word."""
    target: Target
    """The target as the regime counts it."""

    def money(self, amount: float) -> str:
        """Return an amount of the main unit as money, without its sign."""
        return formats.money(abs(_fraction(amount)), self.currency)

    def signed(self, amount: float) -> str:
        """Return an amount of the main unit as money."""
        return formats.money(_fraction(amount), self.currency)

    def of_target(self, cost: float) -> str:
        """Return a cost as a percentage of the target."""
        return _part(float(self.target.part(cost)))

    def having(self, amount: float) -> str:
        """Return whether an amount is gained or borne."""
        shown = round(amount, self.currency.places)
        return f"{'gain' if shown > 0 else 'bear'} {self.money(amount)}" if shown else "neither gain nor bear"

    @property
    def one(self) -> str:
        """Return one of the main unit: `£1`."""
        return f"{self.currency.symbol or self.currency.code + ' '}1"


def gain_pain_curve(assessment: Assessment) -> Chart | NotDrawn:
    """Return the gain and pain curve of an assessment, or why it cannot be drawn.

    It shows what the non-owner participants together and the owners together have at every actual outturn cost, with every
    other figure as in the period, and where the period itself stands.
    """
    curve = gain_pain_points(assessment)
    if isinstance(curve, NotDrawn):
        return curve
    settlement = assessment.settlement
    teller = Teller(settlement.currency, settlement.period.word, curve.target)
    title = f"What participants and owners gain or bear by actual outturn cost, {teller.period}"
    score = formats.number(settlement.overall, max(2, assessment.terms.performance.overall.places))
    sentences = _in_words(curve, teller, score)
    svg = draw(curve, _captions(curve, teller))
    return Chart(title, described(svg, title, " ".join(sentences), mark=MARK), sentences, _table(curve, teller))


def _fraction(amount: float) -> Fraction:
    """Return an amount without the noise of its last binary digits."""
    return Fraction(f"{amount:.6f}")


# -- words and table ------------------------------------------------------------------------------------------


def _in_words(curve: GainPainCurve, teller: Teller, score: str) -> tuple[str, ...]:
    low, high, now, target = curve.path[0], curve.path[-1], curve.now, curve.on_target
    below, above = _slope(curve.path, target.cost, from_left=True), _slope(curve.path, target.cost, from_left=False)
    bends = (bend for bend in curve.bends if _side(bend, teller) != "target")
    return (
        f"The lines show what the non-owner participants together and the owners together gain or bear for actual outturn costs from "
        f"{teller.money(low.cost)} to {teller.money(high.cost)}, with every other figure as in {teller.period} "
        f"(an overall performance score of {score}).",
        f"At {teller.money(now.cost)}, the cost counted for {teller.period}, the participants {teller.having(now.participants)} and "
        f"the owners {teller.having(now.owners)}.",
        f"On target, at {teller.money(target.cost)}, the participants {teller.having(target.participants)} and the owners "
        f"{teller.having(target.owners)}; from there the participants gain {_part(-below)} of each {teller.one} saved and bear "
        f"{_part(-above)} of each {teller.one} overspent.",
        *(
            f"At {teller.money(bend.before.cost)} ({teller.of_target(bend.before.cost)} of the target): {_change(bend, teller)}."
            for bend in bends
        ),
    )


def _slope(path: Sequence[Point], cost: float, *, from_left: bool) -> float:
    """Return by what the participants' amount changes with each further pound, just below or just above a cost."""
    pieces = [(first, last) for first, last in pairwise(path) if first.cost < last.cost]
    held = (piece for piece in pieces if (piece[0].cost < cost <= piece[1].cost if from_left else piece[0].cost <= cost < piece[1].cost))
    first, last = next(held, pieces[-1])
    return (last.participants - first.participants) / (last.cost - first.cost)


def _change(bend: Bend, teller: Teller) -> str:
    """Return what changes at a bend, going away from the target."""
    if bend.is_jump:
        return f"the participants' amount jumps from {teller.signed(bend.before.participants)} to {teller.signed(bend.after.participants)}"
    below, above = -bend.slope_before, -bend.slope_after
    where = _side(bend, teller)
    if where == "target":
        return "on target"
    if abs(below - above) <= NO_SLOPE:
        return "the owners' part changes"
    if where == "under-run":
        return f"below it, the participants gain {_further(below, teller)}"
    return f"above it, the participants bear {_further(above, teller)}"


def _further(part: float, teller: Teller) -> str:
    return "no more" if abs(part) <= NO_SLOPE else f"{_part(part)} of each further {teller.one}"


def _side(bend: Bend, teller: Teller) -> Literal["target", "under-run", "overrun"]:
    distance = bend.before.cost - float(teller.target.cost)
    if abs(distance) * 10**teller.currency.places < 1:
        return "target"
    return "under-run" if distance < 0 else "overrun"


def _part(part: float) -> str:
    return formats.percent(Fraction(round(part * 10_000), 10_000)) if abs(part) > NO_SLOPE else "nothing"


def _table(curve: GainPainCurve, teller: Teller) -> Table:
    """Return the points that the picture is drawn from, by rising cost."""
    points: list[tuple[Point, str]] = [
        (curve.path[0], "The lowest cost drawn"),
        (curve.path[-1], "The highest cost drawn"),
        (curve.now, teller.period),
    ]
    points += [(bend.before, _capital(_change(bend, teller))) for bend in curve.bends]
    if not any(_side(bend, teller) == "target" for bend in curve.bends):
        points.append((curve.on_target, "On target"))
    rows = [
        (teller.money(point.cost), teller.of_target(point.cost), teller.signed(point.participants), teller.signed(point.owners), words)
        for point, words in sorted(points, key=lambda line: line[0].cost)
    ]
    columns = (
        Column("Actual outturn cost", is_number=True),
        Column("Of the target", is_number=True),
        Column("Participants", is_number=True),
        Column("Owners", is_number=True),
        Column("What stands here"),
    )
    return Table(
        "Points of the gain and pain curve",
        columns,
        tuple(rows),
        None,
        "Positive: gained; negative: borne. To the penny.",
    )


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


# -- picture --------------------------------------------------------------------------------------------------


def _captions(curve: GainPainCurve, teller: Teller) -> Captions:
    return Captions(
        unit=teller.currency.symbol or teller.currency.code,
        target=f"Target {teller.money(curve.on_target.cost)}",
        participants_now=f"{teller.period}: participants {teller.having(curve.now.participants)}",
        owners_now=f"{teller.period}: owners {teller.having(curve.now.owners)}",
        bends=tuple(_mark(bend, teller) for bend in curve.bends),
    )


def _mark(bend: Bend, teller: Teller) -> str:
    """Return the short label of a bend; none on the target, which has its own."""
    where = _side(bend, teller)
    if where == "target":
        return ""
    slope = bend.slope_before if where == "under-run" else bend.slope_after
    what = "jump" if bend.is_jump else "cap" if abs(slope) <= NO_SLOPE else "share changes"
    amount = f", {teller.money(bend.before.participants)}" if what == "cap" else ""
    return f"{teller.of_target(bend.before.cost)} of target: {what}{amount}"
