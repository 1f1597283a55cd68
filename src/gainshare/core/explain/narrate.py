"""From a Step to a sentence: one wording for each rule, made from the Step alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from gainshare.core.explain.words import Words
from gainshare.core.kernel.formats import list_in_words
from gainshare.core.kernel.step import Input, Selection, Step
from gainshare.core.performance.framework import LEVEL_WORDS, LEVELS

Wording = Callable[[Step, Words], str]
PRORATED = ".prorated"
"""The end of a rule's name where a figure was counted by months."""


def sentence(step: Step, words: Words) -> str:
    """Return what a Step did, in a plain sentence, with its clause."""
    text = WORDINGS[step.rule.removesuffix(PRORATED)](step, words)
    if step.rule.endswith(PRORATED):
        text += _part(step, words)
    if not step.clause:
        return text
    clause = step.clause if step.clause.lower().startswith(("clause", "schedule")) else f"clause {step.clause}"
    return f"{text.removesuffix('.')} ({clause})."


def _part(step: Step, words: Words) -> str:
    given = _inputs(step)
    return f" Part of a year counts by its months: {words.shown(given['part of the year'])} of {words.shown(given['whole'])}."


def _inputs(step: Step) -> dict[str, Input]:
    return {item.name: item for item in step.inputs}


def source_words(source: Selection) -> str:
    """Return which rows a figure was summed from, in words."""
    who = f" of {list_in_words(source.parties)}" if source.parties else ""
    limbs = f", limb {list_in_words([str(limb) for limb in source.limbs])}" if source.limbs else ""
    what = f" of {source.measure}" if source.measure else ""
    return f"{source.table}.csv, {source.period}{who}{limbs}{what}"


def _from(step: Step) -> str:
    return f" (from {source_words(step.source)})" if step.source is not None else ""


def _using(step: Step, words: Words, *leave_out: str) -> str:
    """Return the named figures that decided a rule, as an aside."""
    named = [item for item in step.inputs if item.step and item.name not in leave_out]
    return f" ({', '.join(f'{item.name} is {words.shown(item)}' for item in named)})" if named else ""


# -- figures --------------------------------------------------------------------------------------------------


def _input_target(step: Step, words: Words) -> str:
    given = _inputs(step)
    change = given.get("adjustments")
    made = (
        f", made of {words.shown(given['original'])} as first agreed and {words.shown(change)} of agreed adjustments"
        if change and change.value
        else ""
    )
    return f"“{step.about[0]}” is {words.result(step)}{made}{_from(step)}."


def _input_plain(step: Step, words: Words) -> str:
    return f"“{step.about[0]}” is {words.result(step)}{_from(step)}."


def _input_forecast(step: Step, words: Words) -> str:
    given = _inputs(step)
    method = str(given["method"].value).replace("_", " ")
    so_far = words.shown(given["actual to date"])
    return f"“{step.about[0]}” is forecast as {words.result(step)}: {so_far} to date, and the rest by {method}{_from(step)}."


def _input_score(step: Step, words: Words) -> str:
    (item,) = step.inputs
    what = "the overall performance score" if item.name == "overall" else f"the score of {item.name}"
    rounded = f", rounded from {words.shown(item)}" if item.value != step.result else ""
    return f"“{step.about[0]}” is {what}, {words.result(step)}{rounded}."


def _input_money(step: Step, words: Words) -> str:
    return f"“{step.about[0]}” is a fixed sum, {words.result(step)}."


def _figure(step: Step, words: Words) -> str:
    return f"The {step.name.split(': ')[-1]} is {words.result(step)}."


def _adjusted(step: Step, words: Words) -> str:
    return f"The {step.name.split(': ')[-1]}, after its adjustments, is {words.result(step)}{_using(step, words)}."


def _variance(step: Step, words: Words) -> str:
    given = _inputs(step)
    assert isinstance(step.result, Fraction), "a variance is a number"
    what = "under-run, to be shared as gain" if step.result > 0 else "overrun, to be shared as pain" if step.result < 0 else "difference"
    carried = f", with {words.shown(given['carried'])} carried between years," if "carried" in given else ""
    return (
        f"The variance is the target less the actual: {words.shown(given['target'])} − {words.shown(given['actual'])}{carried} = "
        f"{words.result(step)}, {'an' if what[0] in 'uo' else 'a'} {what}."
    )


def _carry(step: Step, words: Words) -> str:
    given = _inputs(step)
    brought, left = words.shown(given["brought forward"]), words.shown(given["carried forward"])
    return f"{brought} is brought forward from earlier years, and {left} is left to later ones."


def _output(step: Step, words: Words) -> str:
    return f"“{step.about[0]}” comes to {words.result(step)}{_using(step, words)}."


# -- stages ---------------------------------------------------------------------------------------------------


def _gate_open(step: Step, words: Words) -> str:
    return f"The gate on {step.about[0]} is open{_using(step, words)}: it is shared in full."


def _gate_closed(step: Step, words: Words) -> str:
    return f"The gate on {step.about[0]} is closed{_using(step, words)}: what is not shared goes to {words.side(step.about[1])}."


def _band(step: Step, words: Words) -> str:
    given = _inputs(step)
    side, arm, number = step.about
    gate = f", of which {words.shown(given['open'])} is open to sharing" if "open" in given else ""
    verb = ("gain" if arm == "gain" else "bear") if words.side(side).startswith("the") else ("gains" if arm == "gain" else "bears")
    return (
        f"Of the {words.shown(given['part'])} in {arm} band {number}{gate}, {words.side(side)} {verb} "
        f"{words.shown(given['share'])}: {words.result(step)}."
    )


def _modify(step: Step, words: Words) -> str:
    given = _inputs(step)
    side, other, arm = step.about
    return (
        f"Performance multiplies the {arm} of {words.side(side)} by {words.shown(given['factor'])}{_using(step, words, 'before')}: "
        f"{words.shown(given['before'])} becomes {words.result(step)}; the difference goes to {words.side(other)}."
    )


def _levy(step: Step, words: Words) -> str:
    given = _inputs(step)
    side, to, _ = step.about
    rate, before = words.shown(given["rate"]), words.shown(given["before"])
    return f"A levy of {rate} on the {before} of {words.side(side)} takes {words.result(step)}, paid to {to}."


def _limit_reached(step: Step, words: Words) -> str:
    given = _inputs(step)
    side, other, arm, _ = step.about
    return (
        f"The {arm} of {words.side(side)} would be {words.shown(given['before'])}, but goes no further than {words.shown(given['limit'])}: "
        f"the excess of {words.shown(given['excess'])} goes to {words.side(other)}."
    )


def _limit_not_reached(step: Step, words: Words) -> str:
    given = _inputs(step)
    side, _, arm, _ = step.about
    return f"The {arm} of {words.side(side)}, {words.shown(given['before'])}, is within its limit of {words.shown(given['limit'])}."


def _relief(step: Step, words: Words) -> str:
    given = _inputs(step)
    side, to = step.about
    return (
        f"Relief of {words.shown(given['relief'])} brings {words.side(side)} from {words.shown(given['before'])} to {words.result(step)}; "
        f"{words.side(to)} bear it instead."
    )


def _pool_funded(step: Step, words: Words) -> str:
    parts = list_in_words([f"{words.shown(item)} from {words.side(item.name)}" for item in step.inputs if item.value])
    return f"The pool holds {words.result(step)}: {parts or 'nothing'}."


def _pool_released(step: Step, words: Words) -> str:
    given = _inputs(step)
    to, *payers = step.about
    return (
        f"Performance releases {words.shown(given['released'])} of the pool's {words.shown(given['pool'])}{_using(step, words, 'pool')}: "
        f"{words.result(step)} is paid to {words.side(to)} by {list_in_words([words.side(payer) for payer in payers])}."
    )


def _fund_paid(step: Step, words: Words) -> str:
    given = _inputs(step)
    to, giver = step.about
    return (
        f"Performance releases {words.shown(given['released'])} of the fund's {words.shown(given['amount'])}{_using(step, words)}: "
        f"{words.result(step)} from {words.side(giver)} to {words.side(to)}."
    )


def _key(step: Step, words: Words) -> str:
    side, party = step.about
    return f"{words.party(party)} has {words.result(step)} of what falls to {words.side(side)}{_using(step, words)}."


def _capped(step: Step, words: Words) -> str:
    given = _inputs(step)
    before, cap = words.shown(given["before"]), words.shown(given["cap"])
    return f"{words.party(step.about[1])} would bear {before}, but its own cap is {cap}: {words.result(step)}."


def _refilled(step: Step, words: Words) -> str:
    given = _inputs(step)
    before = words.shown(given["before"])
    return f"{words.party(step.about[1])} takes a part of what others' caps spilt: {before} becomes {words.result(step)}."


def _spilt(step: Step, words: Words) -> str:
    given = _inputs(step)
    side, taker = step.about
    return f"{words.shown(given['spilt'])} is beyond the parties' own caps and goes from {words.side(side)} to {words.side(taker)}."


# -- pennies --------------------------------------------------------------------------------------------------


def _party_amount(step: Step, words: Words) -> str:
    party, side, component = step.about
    total, part, exact = step.inputs
    what = "share of the variance" if component == "cost" else "part of the performance payment"
    text = f"{words.party(party)}'s {what} is {words.shown(part)} of {words.shown(total)} (what falls to {words.side(side)}): "
    if exact.value == step.result:
        return f"{text}{words.result(step)}."
    return f"{text}{words.shown(exact)}, to the penny {words.result(step)}."


def _odd(reason: str) -> Wording:
    def wording(step: Step, words: Words) -> str:
        who = words.party(step.about[0])
        return f"{_party_amount(step, words)} The odd penny: the parts, cut to whole pennies, leave one over, and {who} has it, {reason}."

    return wording


def _side_amount(step: Step, words: Words) -> str:
    (exact,) = step.inputs
    side, component = step.about
    what = "share of the variance" if component == "cost" else "performance payment"
    if exact.value == step.result:
        return f"The {what} of {words.side(side)} is {words.result(step)}."
    return f"The {what} of {words.side(side)}, {words.shown(exact)}, is {words.result(step)} in whole pennies."


def _odd_side(reason: str) -> Wording:
    def wording(step: Step, words: Words) -> str:
        side = words.side(step.about[0])
        return f"{_side_amount(step, words)} The odd penny: the sides, cut to whole pennies, leave one over, and {side} have it, {reason}."

    return wording


def _round_side(step: Step, words: Words) -> str:
    side, taker = step.about
    (before,) = step.inputs
    return f"{words.shown(before)} of {words.side(side)} is rounded to {words.result(step)}; {words.side(taker)} has the difference."


# -- payments -------------------------------------------------------------------------------------------------


def _direction(step: Step) -> str:
    assert isinstance(step.result, Fraction), "a payment is a number"
    return "is to be paid" if step.result > 0 else "is to pay" if step.result < 0 else "neither pays nor is paid:"


def _net_participant(step: Step, words: Words) -> str:
    return f"Owners reimburse cost as incurred, so {words.party(step.about[0])} {_direction(step)} its share: {words.size(step)}."


def _net_owner(step: Step, words: Words) -> str:
    given = _inputs(step)
    part, owed = words.shown(given["part of the owners' payment"]), given["owed to participants"]
    assert isinstance(owed.value, Fraction), "an amount is a number"
    return (
        f"{words.party(step.about[0])} {_direction(step)} {words.size(step)}: {part} of the participants' share of the variance, "
        f"{words.shown(owed)}, and its part of the performance payment."
    )


def _net_on_account(step: Step, words: Words) -> str:
    signs = (" + ", " + ", " − ", " − ", " + ")
    terms = "".join(f"{sign}{item.name} {words.shown(item)}" for sign, item in zip(signs, step.inputs, strict=True) if item.value)
    return f"{words.party(step.about[0])} {_direction(step)} {words.size(step)}:{terms.removeprefix(' +')}."


# -- scores ---------------------------------------------------------------------------------------------------


def _level(name: str) -> str:
    level = name.rpartition(":")[2]
    return LEVEL_WORDS[level] if level in LEVELS else level


def _score_linear(step: Step, words: Words) -> str:
    value, low, low_score, high, high_score, exact = step.inputs
    measure, level = step.about
    return (
        f"{measure} is {words.shown(value)}, between {_level(low.name)} ({words.shown(low)} scores {words.shown(low_score)}) and "
        f"{_level(high.name)} ({words.shown(high)} scores {words.shown(high_score)}); on the straight line between them it scores "
        f"{words.shown(exact)}, rounded {words.result(step)} ({_level(level)})."
    )


def _score_end(which: str) -> Wording:
    def wording(step: Step, words: Words) -> str:
        value, end, *_ = step.inputs
        measure, level = step.about
        reached = f"at or beyond the {which} threshold of {words.shown(end)}"
        return f"{measure} is {words.shown(value)}, {reached}: it scores {words.result(step)} ({_level(level)})."

    return wording


def _score_stepped(step: Step, words: Words) -> str:
    value, threshold, *_ = step.inputs
    return (
        f"{step.about[0]} is {words.shown(value)}: {_level(threshold.name)} ({words.shown(threshold)}), which scores {words.result(step)}."
    )


def _score_held(step: Step, words: Words) -> str:
    return f"{step.about[0]} has no value for the period and is held at MCOS: it scores {words.result(step)}."


def _score_left_out(step: Step, words: Words) -> str:
    return f"{step.about[0]} has no value for the period and is left out; the other measures' weights are raised in proportion."


def _score_overall(step: Step, words: Words) -> str:
    *measures, exact = step.inputs
    parts = " + ".join(f"{item.name} {words.shown(item)}" for item in measures)
    return f"The overall performance score is the sum of weighted scores, {parts} = {words.shown(exact)}, rounded {words.result(step)}."


def _score_kept(step: Step, words: Words) -> str:
    (again,) = step.inputs
    now = words.shown(again)
    return f"A restated period keeps the overall score it was settled with, {words.result(step)} (worked again it would be {now})."


BY_ORDER = "because the agreement names it first"
BY_REMAINDER = "because its cut was the largest"

WORDINGS: Mapping[str, Wording] = {
    "input.target": _input_target,
    "input.actual": _input_plain,
    "input.forecast": _input_forecast,
    "input.score": _input_score,
    "input.money": _input_money,
    "input.fact": _input_plain,
    "variance.figure": _figure,
    "variance.adjusted": _adjusted,
    "variance": _variance,
    "carry_forward": _carry,
    "output": _output,
    "gate.open": _gate_open,
    "gate.closed": _gate_closed,
    "share.band": _band,
    "modify": _modify,
    "levy": _levy,
    "limit.reached": _limit_reached,
    "limit.not_reached": _limit_not_reached,
    "relief": _relief,
    "pool.funded": _pool_funded,
    "pool.released": _pool_released,
    "fund.paid": _fund_paid,
    "allocate.key": _key,
    "allocate.capped": _capped,
    "allocate.refilled": _refilled,
    "allocate.spilt": _spilt,
    "allocate.exact": _party_amount,
    "allocate.down": _party_amount,
    "allocate.up": _party_amount,
    "allocate.odd_by_order": _odd(BY_ORDER),
    "allocate.odd_by_remainder": _odd(BY_REMAINDER),
    "round.exact": _side_amount,
    "round.down": _side_amount,
    "round.up": _side_amount,
    "round.odd_by_order": _odd_side(BY_ORDER),
    "round.odd_by_remainder": _odd_side(BY_REMAINDER),
    "round.side": _round_side,
    "net.participant": _net_participant,
    "net.owner": _net_owner,
    "net.on_account": _net_on_account,
    "score.linear": _score_linear,
    "score.at_worst": _score_end("worst"),
    "score.at_best": _score_end("best"),
    "score.stepped": _score_stepped,
    "score.held": _score_held,
    "score.left_out": _score_left_out,
    "score.overall": _score_overall,
    "score.kept": _score_kept,
}
"""The wording of every rule."""
