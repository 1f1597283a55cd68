"""The wordings of pennies, payments and scores."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gainshare.core.explain.wording import Wording, inputs_of
from gainshare.core.explain.words import Words
from gainshare.core.kernel.step import Step
from gainshare.core.performance.framework import LEVEL_WORDS, LEVELS

# -- pennies --------------------------------------------------------------------------------------------------


def _party_amount(step: Step, words: Words) -> str:
    party, side, component = step.about
    total, part, exact = step.inputs
    what = "share of the variance" if component == "cost" else "part of the performance payment"
    text = f"{words.party(party)}'s {what} is {words.shown(part)} of {words.shown(total)} (what falls to {words.side(side)}): "
    if exact.value == step.result:
        return f"{text}{words.result(step)}."
    return f"{text}{words.shown(exact)}, to the {words.coin} {words.result(step)}."


def _odd(reason: str) -> Wording:
    def wording(step: Step, words: Words) -> str:
        who = words.party(step.about[0])
        rest = f"the parts, cut to whole {words.coins}, leave one over, and {who} has it, {reason}."
        return f"{_party_amount(step, words)} The odd {words.coin}: {rest}"

    return wording


def _total(step: Step, words: Words) -> str:
    party, _, component = step.about
    what = "share of the variance" if component == "cost" else "part of the performance payment"
    parts = " + ".join(words.shown(item) for item in step.inputs)
    return f"{words.party(party)}'s {what} is the sum of the parts of the period, {parts} = {words.result(step)}."


def _side_amount(step: Step, words: Words) -> str:
    (exact,) = step.inputs
    side, component = step.about
    what = "share of the variance" if component == "cost" else "performance payment"
    if exact.value == step.result:
        return f"The {what} of {words.side(side)} is {words.result(step)}."
    return f"The {what} of {words.side(side)}, {words.shown(exact)}, is {words.result(step)} in whole {words.coins}."


def _odd_side(reason: str) -> Wording:
    def wording(step: Step, words: Words) -> str:
        side = words.side(step.about[0])
        rest = f"the sides, cut to whole {words.coins}, leave one over, and {side} have it, {reason}."
        return f"{_side_amount(step, words)} The odd {words.coin}: {rest}"

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
    given = inputs_of(step)
    part, owed = words.shown(given["part of the owners' payment"]), given["owed to participants"]
    rest = ", and its part of the performance payment" if any(name.startswith("performance") for name in given) else ""
    assert isinstance(owed.value, Fraction), "an amount is a number"
    return (
        f"{words.party(step.about[0])} {_direction(step)} {words.size(step)}: {part} of the participants' share of the variance, "
        f"{words.shown(owed)}{rest}."
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


def hidden_score(step: Step, words: Words) -> str:
    """Return what a measure scores, without the value that it scores by."""
    measure, level = step.about[0], step.about[1]
    return f"{measure} is [c], since it rests on a small number: it scores {words.result(step)} ({_level(level)})."


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

RESULT_WORDINGS: Mapping[str, Wording] = {
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
    "total": _total,
}
"""The wording of every rule of rounding, of payment and of scoring."""
