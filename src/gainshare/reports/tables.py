"""The tables of a statement: costs, scores, sharing, shares, payments, transfers and workings, as text in cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from gainshare.core.commercial.net_payment import Transfer
from gainshare.core.commercial.regime import SideRole
from gainshare.core.commercial.restatement import Restatement
from gainshare.core.commercial.settlement import PartyShare
from gainshare.core.kernel import formats
from gainshare.core.performance.disclosure import CONFIDENTIAL
from gainshare.core.performance.framework import LEVEL_WORDS, Measure, measures_of
from gainshare.core.performance.scorecard import MeasureScore
from gainshare.reports.content import BEFORE, NO_DATA, NOT_APPLICABLE, Column, Opening, Rows, Table
from gainshare.reports.teller import SCORE_PLACES, SIDE_WORDS, Teller

VARIANCE_SIGN = "Variance is target less actual. Positive: favourable (under-run); negative: adverse (overrun)."
SHARE_SIGN = "Positive: received, or left better off; negative: paid or borne."
DUE_SIGN = "Positive: to be paid to the party; negative: to be paid by the party."
TRANSFER_SIGN = "Each amount is paid by the payer to the payee."

WEIGHTED_PLACES = 4
"""Decimals of a weighted score: a score of 2 times a weight in whole per cent, so that the column is seen to add up."""
SIGNIFICANT = 100
"""A value is shown to as many decimals (2 or more) as give it three significant figures."""
MOST_PLACES = 6
"""Decimals beyond which a value is not followed."""

ROLE_WORDS: Mapping[SideRole, str] = {"owner": "Owner", "non_owner_participant": "Non-owner participant", "other": "Held apart"}
"""What a party is called by the side it stands on."""


def _columns(*headings: str, text: Iterable[str] = ()) -> tuple[Column, ...]:
    """Return columns of figures, but for the first and those named as text."""
    words = {headings[0], *text}
    return tuple(Column(heading, heading not in words) for heading in headings)


# -- costs ----------------------------------------------------------------------------------------------------


def costs_by_party(teller: Teller) -> Table:
    """Return target, actual and variance of each party that hands in costs."""
    outturn = teller.assessment.outturn
    lines = {party: (outturn.target[party], outturn.adjustments[party], outturn.actual[party]) for party in outturn.target}
    total = [sum(line[index] for line in lines.values()) for index in range(3)]
    return Table(
        "Cost by party",
        _columns("Party", "Target", "Of which adjustments", "Actual", "Variance", "In words", text=["In words"]),
        tuple((teller.party(party), *_cost_cells(teller, line)) for party, line in lines.items()),
        ("All parties", *_cost_cells(teller, total)),
        VARIANCE_SIGN,
        tuple(_cost_openings(teller, party) for party in (*lines, "")),
    )


def _cost_openings(teller: Teller, party: str) -> tuple[Opening, ...]:
    target, actual = teller.rows("targets", party), teller.rows("costs", party)
    return (target,), (target,), (actual,), (target, actual), ()


def _cost_cells(teller: Teller, line: Sequence[int]) -> tuple[str, ...]:
    target, adjustments, actual = line
    variance = target - actual
    return (*(teller.money(amount) for amount in (target, adjustments, actual, variance)), formats.favourable(variance))


def costs_by_work_package(teller: Teller) -> Table | None:
    """Return target, actual and variance of each work package; None if no line names one."""
    outturn = teller.assessment.outturn
    targets, actuals = outturn.target_by_work_package, outturn.actual_by_work_package
    names = {package.id: package.name for package in teller.assessment.terms.work_packages}
    found = sorted({*targets, *actuals}, key=lambda package: (package == "", list(names).index(package) if package in names else 0))
    if found in ([], [""]):
        return None
    lines = [(names.get(one, one) or "In no work package", targets.get(one, 0), actuals.get(one, 0)) for one in found]
    lines.append(("All", sum(line[1] for line in lines), sum(line[2] for line in lines)))
    rows = [
        (name, *(teller.money(amount) for amount in (target, actual, target - actual)), formats.favourable(target - actual))
        for name, target, actual in lines
    ]
    columns = _columns("Work package", "Target", "Actual", "Variance", "In words", text=["In words"])
    opens = [_package_openings(teller, package) for package in (*found, "")]
    return Table("Cost by work package", columns, tuple(rows[:-1]), rows[-1], VARIANCE_SIGN, tuple(opens))


def _package_openings(teller: Teller, package: str) -> tuple[Opening, ...]:
    target, actual = teller.rows("targets", package=package), teller.rows("costs", package=package)
    return (target,), (actual,), (target, actual), ()


# -- scores ---------------------------------------------------------------------------------------------------


def scores(teller: Teller) -> Table:
    """Return every measure's value, score, level and weight."""
    framework, scorecard = teller.assessment.terms.performance, teller.assessment.scorecard
    measures = {measure.id: measure for _, measure in measures_of(framework)}
    places = max(SCORE_PLACES, framework.score.places)
    weight = sum((line.weight for line in scorecard.lines), Fraction(0))
    weighted = sum((line.weighted for line in scorecard.lines), Fraction(0))
    return Table(
        "Score of each measure",
        _columns("Measure", "Value", "Score", "Level", "Weight", "Weighted", text=["Value", "Level"]),
        tuple(_score_row(teller, line, measures[line.measure], places) for line in scorecard.lines),
        (
            "Overall performance score",
            NOT_APPLICABLE,
            teller.score(scorecard.overall),
            LEVEL_WORDS[scorecard.level],
            formats.percent(weight),
            formats.number(weighted, WEIGHTED_PLACES),
        ),
        "Scores run from −100 to 100; 0 is the minimum conditions of satisfaction (MCOS). Weighted: score × weight.",
        (*(_score_openings(teller, f"score.{line.measure}") for line in scorecard.lines), _score_openings(teller, "score.overall")),
    )


def _score_openings(teller: Teller, step: str) -> tuple[Opening, ...]:
    opening = teller.opening(step)
    return opening, opening, (), opening, opening


def _score_row(teller: Teller, line: MeasureScore, measure: Measure, places: int) -> tuple[str, ...]:
    name = f"{measure.id} {measure.name}"
    value = CONFIDENTIAL if measure.id in teller.hidden and line.value is not None else value_in_words(line, measure)
    if line.score is None or line.level is None:
        return (name, value, NOT_APPLICABLE, NOT_APPLICABLE, formats.percent(line.weight), NOT_APPLICABLE)
    return (
        name,
        value,
        formats.number(line.score, places),
        LEVEL_WORDS[line.level],
        formats.percent(line.weight),
        formats.number(line.weighted, WEIGHTED_PLACES),
    )


def value_in_words(line: MeasureScore, measure: Measure) -> str:
    """Return a measure's value with its unit, or what is done without one."""
    if line.basis == "left_out":
        return f"{NO_DATA}: left out"
    if line.value is None:
        return f"{NO_DATA}: held at MCOS"
    number = sensible_number(line.value)
    shown = f"{number}%" if measure.unit == "%" else f"{number} {measure.unit}"
    if line.basis == "carried" and line.observation is not None:
        return f"{shown} (carried from {line.observation.period.word})"
    is_provisional = line.observation is not None and line.observation.status == "provisional"
    return f"{shown} (provisional)" if is_provisional else shown


def sensible_number(value: Fraction) -> str:
    """Return a value to three significant figures, and to two decimals at least; a whole number without decimals."""
    if value.denominator == 1:
        return formats.number(value, 0)
    places = 2
    while abs(value) * 10**places < SIGNIFICANT and places < MOST_PLACES:
        places += 1
    return formats.number(value, places)


def _area_openings(teller: Teller) -> tuple[tuple[Opening, ...], ...]:
    lines = teller.assessment.scorecard.lines
    areas = (area.id for area in teller.assessment.terms.performance.areas)
    steps = (teller.opening(*(f"score.{line.measure}" for line in lines if line.area == area)) for area in areas)
    return tuple((found, found) for found in steps)


def areas(teller: Teller) -> Table:
    """Return every key result area's weight and score."""
    framework, scorecard = teller.assessment.terms.performance, teller.assessment.scorecard
    by_area = dict(scorecard.areas)
    rows: list[tuple[str, ...]] = []
    for area in framework.areas:
        mine = [line for line in scorecard.lines if line.area == area.id]
        weight = sum((line.weight for line in mine), Fraction(0))
        score = formats.number(by_area[area.id], SCORE_PLACES) if weight else NOT_APPLICABLE
        rows.append((f"{area.id} {area.name}", formats.percent(weight), score))
    return Table("Score of each key result area", _columns("Key result area", "Weight", "Score"), tuple(rows), opens=_area_openings(teller))


# -- sharing --------------------------------------------------------------------------------------------------


def sharing(teller: Teller) -> Table:
    """Return what each side has of the variance and for performance, and what left the alliance."""
    settlement = teller.assessment.settlement
    roles = teller.assessment.terms.regime.roles
    lines = [
        (teller.side(side), held.get("cost", 0), held.get("performance", 0))
        for side, held in settlement.sides.items()
        if roles.get(side) != "other" or any(held.values())
    ]
    lines += [(f"Levy: {name}", amount, 0) for name, amount in settlement.levies.items()]
    lines.append(("Together", sum(line[1] for line in lines), sum(line[2] for line in lines)))
    rows = [(name, teller.money(cost), teller.money(performance), teller.money(cost + performance)) for name, cost, performance in lines]
    columns = _columns("Side", "Share of the variance", "Performance payment", "Total")
    names = [side for side, held in settlement.sides.items() if roles.get(side) != "other" or any(held.values())]
    opens = (*(_side_openings(teller, side) for side in (*names, *settlement.levies)), (teller.opening("variance"),) * 3)
    return Table("What each side has", columns, tuple(rows[:-1]), rows[-1], SHARE_SIGN, opens)


def _side_openings(teller: Teller, side: str) -> tuple[Opening, ...]:
    """Return what the shares of a side, or a levy, open to: where they were rounded, or else the variance that they are parts of."""
    cost, performance = (teller.opening(f"round.{component}.{side}") for component in ("cost", "performance"))
    whole = teller.opening("variance")
    return cost or whole, performance or cost or whole, tuple(dict.fromkeys((*cost, *performance))) or whole


def regime_figures(teller: Teller) -> Table | None:
    """Return the pools and the regime's own figures; None if it has none."""
    settlement = teller.assessment.settlement
    pools = {"pool_funded": "Held in the performance pool", "pool_released": "Released by performance", "fund_paid": "Paid from the fund"}
    rows = [
        (label, formats.money(settlement.outputs[name], settlement.currency)) for name, label in pools.items() if name in settlement.outputs
    ]
    rows += [(step.about[0], teller.words.result(step)) for step in settlement.steps if step.rule == "output"]
    names = [name.replace("pool_", "pool.").replace("fund_paid", "fund.paid") for name in pools if name in settlement.outputs]
    opens = [(teller.opening(name) or teller.opening("variance"),) for name in names]
    opens += [((step.name,),) for step in settlement.steps if step.rule == "output"]
    note = "Sums as the regime works them out, before they go to a side."
    return Table("Pools and other figures", _columns("Figure", "Amount"), tuple(rows), None, note, tuple(opens)) if rows else None


def shares(teller: Teller) -> Table:
    """Return what each party has, in each role."""
    lines = teller.assessment.settlement.shares
    return Table(
        "Share of each party",
        _columns("Party", "Role", "Share of the variance", "Performance payment", "Total", text=["Role"]),
        tuple((teller.party(one.party), _role(teller, one), *_share_cells(teller, one.cost, one.performance)) for one in lines),
        ("All parties", NOT_APPLICABLE, *_share_cells(teller, sum(one.cost for one in lines), sum(one.performance for one in lines))),
        SHARE_SIGN,
        (*(_share_openings(teller, one.party, one.side) for one in lines), ((), *[teller.opening("variance")] * 3)),
    )


def _share_openings(teller: Teller, party: str, side: str) -> tuple[Opening, ...]:
    cost, performance = (teller.opening(f"party.{side}.{party}.{component}") for component in ("cost", "performance"))
    both = tuple(dict.fromkeys((*cost, *performance))) or teller.opening("variance")
    return (), cost or both, performance or both, both


def _role(teller: Teller, share: PartyShare) -> str:
    roles = list(teller.assessment.terms.regime.roles.values())
    return ROLE_WORDS[share.role] if roles.count(share.role) == 1 else f"{ROLE_WORDS[share.role]} ({share.side})"


def _share_cells(teller: Teller, cost: int, performance: int) -> tuple[str, str, str]:
    return teller.money(cost), teller.money(performance), teller.money(cost + performance)


# -- payments -------------------------------------------------------------------------------------------------


def payments(teller: Teller) -> Table:
    """Return each party's net payment: what it is entitled to, what was settled before, what is due."""
    settlement = teller.assessment.settlement
    lines = settlement.payments
    due = "Would be due" if settlement.is_indicative else "Due"
    rows = tuple(
        (teller.party(one.party), *map(teller.money, (one.entitlement, one.settled_before, one.due)), direction(one.due)) for one in lines
    )
    sums = (sum(line.entitlement for line in lines), sum(line.settled_before for line in lines), sum(line.due for line in lines))
    total = ("Together", *map(teller.money, sums), NOT_APPLICABLE)
    columns = _columns("Party", "Entitlement", "Settled before", due, "In words", text=["In words"])
    opens = [
        (net, (Rows("payments", settlement.period.word, (one.party,)),), net, ()) for one in lines for net in [_net(teller, one.party)]
    ]
    opens.append((teller.opening("variance"), (Rows("payments", settlement.period.word),), teller.opening("variance"), ()))
    return Table("Net payment of each party", columns, rows, total, DUE_SIGN, tuple(opens))


def _net(teller: Teller, *parties: str) -> Opening:
    """Return the Steps of some parties' net payments; where there are none, the variance that they come of."""
    return teller.opening(*(f"net.{party}" for party in parties)) or teller.opening("variance")


def direction(amount: int) -> str:
    """Return which way a net payment goes."""
    return "to receive" if amount > 0 else "to pay" if amount < 0 else "nothing due"


def on_account(teller: Teller) -> Table | None:
    """Return what each entitlement is made of, where payment is on account; None where it is not."""
    rows = tuple(
        (teller.party(one.party), *map(teller.money, (made.incurred, made.share, -made.funded, -made.received, made.paid, one.entitlement)))
        for one in teller.assessment.settlement.payments
        if (made := one.on_account) is not None
    )
    if not rows:
        return None
    columns = _columns("Party", "Cost incurred", "Share", "Target it funds", "Received on account", "Paid on account", "Entitlement")
    made_of = [one.party for one in teller.assessment.settlement.payments if one.on_account is not None]
    opens = tuple((_net(teller, party),) * (len(columns) - 1) for party in made_of)
    return Table("What each entitlement is made of", columns, rows, None, "Each line adds up to the entitlement.", opens)


def transfers(teller: Teller, lines: Sequence[Transfer], caption: str = "Payments between parties") -> Table:
    """Return who pays whom."""
    rows = tuple((teller.party(one.payer), teller.party(one.payee), teller.money(one.amount)) for one in lines)
    opens = tuple(((), _net(teller, one.payer, one.payee)) for one in lines)
    return Table(caption, _columns("Payer", "Payee", "Amount", text=["Payee"]), rows, None, TRANSFER_SIGN, opens)


# -- restatement ----------------------------------------------------------------------------------------------


def moved_by_party(teller: Teller, restatement: Restatement) -> Table:
    """Return each party's share as settled and as restated, and what is to move."""
    roles = teller.assessment.terms.regime.roles
    lines = [(one.party, roles.get(one.side, "other"), one.old, one.new, one.to_move) for one in restatement.moved]
    rows = [(teller.party(party), ROLE_WORDS[role], *map(teller.money, amounts)) for party, role, *amounts in lines]
    sums = [sum(line[index] for line in ((old, new, move) for _, _, old, new, move in lines)) for index in range(3)]
    columns = _columns("Party", "Role", "As settled", "Restated", "To move", text=["Role"])
    total = ("All parties", NOT_APPLICABLE, *map(teller.money, sums))
    opens = [_moved_openings(_share_openings(teller, one.party, one.side)[-1]) for one in restatement.moved]
    opens.append(_moved_openings(teller.opening("variance")))
    return Table("Share of each party, as settled and as restated", columns, tuple(rows), total, SHARE_SIGN, tuple(opens))


def _moved_openings(new: Opening) -> tuple[Opening, ...]:
    return (), (BEFORE, *new), new, new


def moved_by_role(teller: Teller, restatement: Restatement) -> Table:
    """Return what all parties of a role have together, as settled and as restated."""
    roles = teller.assessment.terms.regime.roles
    sums: dict[SideRole, list[int]] = {}
    for one in restatement.moved:
        held = sums.setdefault(roles.get(one.side, "other"), [0, 0, 0])
        held[:] = [before + amount for before, amount in zip(held, (one.old, one.new, one.to_move), strict=True)]
    rows = tuple((f"{SIDE_WORDS[role]} together", *map(teller.money, amounts)) for role, amounts in sums.items())
    columns = _columns("Parties", "As settled", "Restated", "To move")
    opens = tuple(_moved_openings(teller.opening("variance"))[1:] for _ in rows)
    return Table("What the parties have together", columns, rows, None, SHARE_SIGN, opens)


def moved_payments(teller: Teller, restatement: Restatement) -> Table:
    """Return by how much each party's net payment changes."""
    lines = restatement.payments
    rows = tuple((teller.party(party), teller.money(amount), direction(amount)) for party, amount in lines.items())
    columns = _columns("Party", "To move", "In words", text=["In words"])
    total = ("Together", teller.money(sum(lines.values())), NOT_APPLICABLE)
    opens = [(_net(teller, party), ()) for party in lines]
    return Table("Difference of each net payment", columns, rows, total, DUE_SIGN, (*opens, (teller.opening("variance"), ())))


# -- workings -------------------------------------------------------------------------------------------------


def workings(teller: Teller) -> Table:
    """Return every step of the workings, with its clause where any step names one."""
    steps = teller.explanation.table()
    if not any(step.clause for step in steps):
        return Table(
            "Workings, in the order in which they were done",
            _columns("Step", "What was done", "Result", text=["What was done"]),
            tuple((step.name, step.sentence, step.result) for step in steps),
            opens=tuple(((), (step.name,)) for step in steps),
        )
    return Table(
        "Workings, in the order in which they were done",
        _columns("Step", "Clause", "What was done", "Result", text=["Clause", "What was done"]),
        tuple((step.name, step.clause or NOT_APPLICABLE, step.sentence, step.result) for step in steps),
        opens=tuple(((), (), (step.name,)) for step in steps),
    )
