"""What a settlement statement says, and a restatement's: the result in words, then every figure with how it came about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from gainshare.core.assess import Assessment
from gainshare.core.commercial.net_payment import Transfer
from gainshare.core.commercial.regime import SideRole
from gainshare.core.commercial.restatement import Restatement
from gainshare.core.commercial.settlement import Kind, Settlement
from gainshare.core.kernel import formats
from gainshare.core.kernel.problem import Problem
from gainshare.reports import tables
from gainshare.reports.content import NOT_APPLICABLE, Column, Opening, Passage, Section, Statement, Table
from gainshare.reports.teller import SIDE_WORDS, Teller

TITLES: Mapping[Kind, str] = {
    "position": "Running position",
    "shadow": "Shadow settlement",
    "interim": "Interim settlement",
    "final": "Final settlement",
}
"""What a statement is called."""
STANDINGS: Mapping[Kind, str] = {
    "position": "Indicative: nothing is payable on it",
    "shadow": "Computed, nothing payable",
    "interim": "Payable now, less what was settled before, and settled for good later",
    "final": "Payable, less what was settled before",
}
"""What a statement is good for."""
BASES: Mapping[str | None, str] = {
    "actual_cost": "Payment basis: actual cost. Owners reimburse cost as it is incurred, so each participant's net payment is its share.",
    "on_account": (
        "Payment basis: on account. Each party's net payment is the cost it incurred and its share, less the target it funds and what it "
        "received on account, plus what it paid on account."
    ),
    None: "Share only: no payment basis is stated.",
}
"""How shares become payments."""
PERCENT_PLACES = 3
"""Decimals of a variance as a percentage of the target: thousandths, as finance reports show it."""


def settlement_statement(assessment: Assessment, *, hidden: frozenset[str] = frozenset(), standing: str = "") -> Statement:
    """Return what to show of an assessment.

    Args:
        assessment: what is shown.
        hidden: the measures whose value is not told, since it rests on a small number.
        standing: what it is good for, in words, where that is known; without it, what its kind is good for.
    """
    teller, settlement = Teller(assessment, hidden), assessment.settlement
    return Statement(
        alliance=assessment.terms.alliance.name,
        title=f"{TITLES[settlement.kind]}: {settlement.period.word}",
        subtitle=_subtitle(assessment, standing or STANDINGS[settlement.kind]),
        in_words=(*_incomplete(teller), *_result_in_words(teller), _payable_in_words(teller, settlement.transfers)),
        sections=(
            _summary(teller),
            *_costs(teller),
            _scores(teller),
            *_sharing(teller),
            _payments(teller),
            _transfers(teller, settlement.transfers),
            *_explanations(teller),
        ),
        warnings=_warnings(assessment.problems),
    )


def restatement_statement(
    assessment: Assessment, restatement: Restatement, *, hidden: frozenset[str] = frozenset(), standing: str = ""
) -> Statement:
    """Return what to show of a settled period that is worked again.

    Args:
        assessment: the period as it is known now.
        restatement: the difference between its settlement and the one before.
        hidden: the measures whose value is not told, since it rests on a small number.
        standing: what it is good for, in words, where that is known.
    """
    teller, settlement = Teller(assessment, hidden), restatement.settlement
    again = "A settled period worked again; what moves is the new figure less the old, for each party"
    return Statement(
        alliance=assessment.terms.alliance.name,
        title=f"Restatement: {settlement.period.word}",
        subtitle=_subtitle(assessment, f"{again}. {standing}" if standing else again),
        in_words=(
            *_incomplete(teller),
            *_result_in_words(teller),
            _moved_in_words(teller, restatement),
            _payable_in_words(teller, restatement.transfers),
        ),
        sections=(
            _summary(teller),
            _moved(teller, restatement),
            *_costs(teller),
            _scores(teller),
            *_sharing(teller),
            _moved_payments(teller, restatement),
            _transfers(teller, restatement.transfers),
            *_explanations(teller),
        ),
        warnings=_warnings(assessment.problems),
    )


def _subtitle(assessment: Assessment, standing: str) -> str:
    settlement = assessment.settlement
    period = formats.period_long(settlement.period, assessment.agreement.calendar)
    known = f"As known on {formats.date_long(settlement.as_of)}" if settlement.as_of else "As on file"
    return f"{period}. {standing}. {known}."


def _warnings(problems: Sequence[Problem]) -> tuple[str, ...]:
    texts = (str(problem) for problem in problems)
    return tuple(text[0].upper() + text[1:] for text in texts)


# -- in words -------------------------------------------------------------------------------------------------


def _incomplete(teller: Teller) -> Iterator[str]:
    """Yield, where returns are missing, which, and what that does to every figure beneath."""
    missing = [problem.message for problem in teller.assessment.problems if problem.source.file == "submissions.csv"]
    if missing:
        words = "Until they are in, their target counts and their cost does not, so that every figure here looks better than it is."
        yield f"Incomplete. {' '.join(missing)} {words}"


def _result_in_words(teller: Teller) -> tuple[str, ...]:
    """Return what the period came to, and what that gives the two kinds of party."""
    settlement = teller.assessment.settlement
    under_or_over = _under_or_over(settlement.variance)
    verb = "has spent" if settlement.kind == "position" else "spent"
    cost = (
        f"The alliance {verb} {teller.money(settlement.actual)} against a target of {teller.money(settlement.target)}. "
        f"The variance is {teller.money(settlement.variance)}{_of_target(settlement)}: {under_or_over}."
    )
    since = "It counts everything since the start, as the regime is cumulative. " if _is_cumulative(teller) else ""
    score = f"{since}The overall performance score is {teller.score(settlement.overall)} ({teller.level(settlement.overall)})."
    return (f"{cost} {score}", " ".join(_party_results(teller)))


def _is_cumulative(teller: Teller) -> bool:
    settle = teller.assessment.terms.regime.settle
    return settle is not None and settle.basis == "cumulative"


def _under_or_over(variance: int) -> str:
    words = formats.favourable(variance)
    return f"{words}, {'an under-run' if variance > 0 else 'an overrun'}" if variance else words


def _of_target(settlement: Settlement) -> str:
    if not settlement.target:
        return ""
    return f", {formats.percent(abs(Fraction(settlement.variance, settlement.target)), PERCENT_PLACES)} of the target"


def _party_results(teller: Teller) -> list[str]:
    """Return one sentence for the participants together, and one for the owners together."""
    settlement = teller.assessment.settlement
    roles = teller.assessment.terms.regime.roles
    would = "would " if settlement.is_indicative else ""
    sentences: list[str] = []
    kinds: tuple[SideRole, ...] = ("non_owner_participant", "owner")
    for role in kinds:
        held = [amounts for side, amounts in settlement.sides.items() if roles.get(side) == role]
        cost, performance = sum(one.get("cost", 0) for one in held), sum(one.get("performance", 0) for one in held)
        total = cost + performance
        what = f"{'gain' if total > 0 else 'bear'} {teller.money(abs(total))}" if total else "neither gain nor bear"
        sentences.append(
            f"The {SIDE_WORDS[role].lower()} together {would}{what}: "
            f"{teller.money(cost)} of the variance and {teller.money(performance)} for performance."
        )
    return sentences


def _payable_in_words(teller: Teller, transfers: Sequence[Transfer]) -> str:
    settlement = teller.assessment.settlement
    if settlement.kind == "position":
        return "This is how things stand: it is indicative, and nothing is payable on it."
    if settlement.kind == "shadow":
        return "This is a shadow settlement: it is computed, and nothing is payable."
    if settlement.payment_basis is None:
        return BASES[None]
    if not transfers:
        return "Nothing is to be paid."
    return f"{formats.plural(len(transfers), 'payment')} between parties {'settles' if len(transfers) == 1 else 'settle'} it."


def _moved_in_words(teller: Teller, restatement: Restatement) -> str:
    new = restatement.settlement.non_owners_total
    old, returned = new - restatement.returned, restatement.returned
    change = (
        f"{teller.money(returned)} comes back to them"
        if returned > 0
        else f"{teller.money(-returned)} is to come from them"
        if returned < 0
        else "nothing moves between them and the owners"
    )
    period = restatement.settlement.period.word
    return (
        f"{period} was settled with {teller.money(old)} for the non-owner participants together and is now {teller.money(new)}: {change}."
    )


# -- sections -------------------------------------------------------------------------------------------------


def _summary(teller: Teller) -> Section:
    found = (*_target_rows(teller), *_variance_rows(teller), *_score_rows(teller))
    rows, opens = tuple(row[:2] for row in found), tuple((row[2],) for row in found)
    columns = (Column("Figure"), Column("Amount", is_number=True))
    table = Table("The period in figures", columns, rows, None, tables.VARIANCE_SIGN, opens)
    return Section("summary", "Summary", (), (table,))


Row = tuple[str, str, Opening]
"""What a figure is, the figure, and what it opens to."""


def _target_rows(teller: Teller) -> list[Row]:
    assessment, settlement = teller.assessment, teller.assessment.settlement
    adjustments = sum(assessment.outturn.adjustments.values())
    rows: list[Row] = []
    target, actual = (teller.rows("targets"),), (teller.rows("costs"),)
    if sum(assessment.outturn.target.values()) == settlement.target:
        rows.append(("Target as first agreed", teller.money(settlement.target - adjustments), target))
        rows.append(("Agreed adjustments of the target", teller.money(adjustments), target))
    rows.append(("Target outturn cost", teller.money(settlement.target), target))
    rows.append(("Actual outturn cost", teller.money(settlement.actual), actual))
    counted = settlement.outputs.get("T")
    if counted is not None and settlement.variance != settlement.target - settlement.actual:
        own = counted - Fraction(settlement.variance, 10**settlement.currency.places)
        rows.append(("Target as the regime counts it", formats.money(counted, settlement.currency), teller.opening("target")))
        rows.append(("Actual as the regime counts it", formats.money(own, settlement.currency), teller.opening("actual")))
    return rows


def _variance_rows(teller: Teller) -> list[Row]:
    settlement = teller.assessment.settlement
    share = Fraction(settlement.variance, settlement.target) if settlement.target else None
    variance = teller.opening("variance")
    rows: list[Row] = [
        (f"Variance: {_under_or_over(settlement.variance)}", teller.money(settlement.variance), variance),
        ("Variance as a percentage of the target", NOT_APPLICABLE if share is None else formats.percent(share, PERCENT_PLACES), variance),
    ]
    if settlement.brought_forward or settlement.carried_forward:
        carried = teller.opening("carried") or variance
        left = settlement.variance + settlement.brought_forward - settlement.settled_variance
        rows.append(("Brought forward from earlier years", teller.money(settlement.brought_forward), carried))
        rows.append(("Carried forward to later years", teller.money(left), carried))
        rows.append(("Variance settled now", teller.money(settlement.settled_variance), carried))
    return rows


def _score_rows(teller: Teller) -> list[Row]:
    used, worked = teller.assessment.settlement.overall, teller.assessment.scorecard.overall
    overall = teller.opening("score.overall")
    rows: list[Row] = [(f"Overall performance score: {teller.level(used)}", teller.score(used), teller.opening("score.kept") or overall)]
    if used != worked:
        rows.append((f"The same as scored anew (not used): {teller.level(worked)}", teller.score(worked), overall))
    return rows


def _costs(teller: Teller) -> tuple[Section, ...]:
    """Return the section of costs by party and, where lines name one, by work package."""
    outturn, settlement = teller.assessment.outturn, teller.assessment.settlement
    if not outturn.target:
        return (Section("costs", "Costs", ("No data: no party hands in costs.",)),)
    differs = (sum(outturn.target.values()), sum(outturn.actual.values())) != (settlement.target, settlement.actual)
    more = "everything since the start" if _is_cumulative(teller) else "lines of parties that hand in no costs too"
    note = f"This table counts {settlement.period.word} and the parties that hand in costs; the settlement counts {more}."
    by_party = Section("costs", "Costs", (note,) if differs else (), (tables.costs_by_party(teller),))
    packages = tables.costs_by_work_package(teller)
    return (by_party,) if packages is None else (by_party, Section("work_packages", "Work packages", (), (packages,)))


def _scores(teller: Teller) -> Section:
    words = {
        "hold_at_mcos": "A measure without a value is held at MCOS, which scores 0.",
        "carry_last": "A measure without a value is scored by its last one.",
        "leave_out_and_reweight": "A measure without a value is left out, and the weights of the others are raised in proportion.",
    }
    rule = words[teller.assessment.terms.performance.missing]
    used, worked = teller.assessment.settlement.overall, teller.assessment.scorecard.overall
    kept = (
        f"The overall performance score of {teller.score(used)} is the one the period was settled with; the scores below are worked anew."
    )
    said = (rule,) if used == worked else (kept, rule)
    return Section("scores", "Performance", said, (tables.scores(teller), tables.areas(teller)))


def _sharing(teller: Teller) -> tuple[Section, ...]:
    regime = teller.assessment.terms.regime
    figures = tables.regime_figures(teller)
    title = (f"{regime.title}.",) if regime.title else ()
    sides = Section("sharing", "Sharing", title, (tables.sharing(teller), *((figures,) if figures else ())))
    curve = Section("curve", "Gain and pain by outturn cost", has_chart=True)
    if not teller.assessment.settlement.shares:
        nothing = "No data: the regime does not divide what a side has between its parties."
        return (sides, curve, Section("shares", "Shares", (nothing,)))
    return (sides, curve, Section("shares", "Shares", (), (tables.shares(teller),)))


def _payments(teller: Teller) -> Section:
    settlement = teller.assessment.settlement
    basis = (BASES[settlement.payment_basis],)
    if not settlement.payments:
        return Section("payments", "Net payments", basis if settlement.payment_basis is None else (*basis, "No data: shares only."))
    made = tables.on_account(teller)
    return Section("payments", "Net payments", basis, (tables.payments(teller), *((made,) if made else ())))


def _transfers(teller: Teller, lines: Sequence[Transfer]) -> Section:
    settlement = teller.assessment.settlement
    if lines:
        would = ("These payments would be made; nothing is payable on this statement.",) if settlement.is_indicative else ()
        return Section("transfers", "Who pays whom", would, (tables.transfers(teller, lines),))
    return Section("transfers", "Who pays whom", (f"{NOT_APPLICABLE}. {_payable_in_words(teller, lines)}",))


def _moved(teller: Teller, restatement: Restatement) -> Section:
    by_party, by_role = tables.moved_by_party(teller, restatement), tables.moved_by_role(teller, restatement)
    rule = "What moves is each party's new figure less its old one; the difference itself is never divided afresh."
    return Section("moved", "What moves", (rule,), (by_party, by_role))


def _moved_payments(teller: Teller, restatement: Restatement) -> Section:
    basis = (BASES[restatement.settlement.payment_basis],)
    if not restatement.payments:
        return Section("payments", "Net payments", basis)
    return Section("payments", "Net payments", basis, (tables.moved_payments(teller, restatement),))


def _explanations(teller: Teller) -> tuple[Section, ...]:
    """Return why each party has what it has: what is the same for every party first and once, then what is each one's own."""
    explanation = teller.explanation
    parties = dict.fromkeys(share.party for share in teller.assessment.settlement.shares)
    told = {party: explanation.sentences(party) for party in parties}
    common = tuple(line for line in explanation.sentences() if all(line in lines for lines in told.values())) if len(told) > 1 else ()
    first = (Passage("Every party", "These lines lead to the figures of every party.", common),) if common else ()
    own = tuple(
        Passage(teller.party(party), answer, tuple(line for line in lines if line not in common))
        for party, (answer, *lines) in told.items()
    )
    nothing = () if own else ("No data: no party has a share.",)
    return (
        Section("explanations", "Why each party has what it has", nothing, (), (*first, *own)),
        Section("workings", "Workings", (), (tables.workings(teller),), is_long=True),
    )
