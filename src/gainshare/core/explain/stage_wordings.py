"""The wordings of the figures that a regime starts from, and of its stages."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from gainshare.core.explain.wording import Wording, inputs_of, rows_of, using
from gainshare.core.explain.words import Words
from gainshare.core.kernel.formats import list_in_words
from gainshare.core.kernel.step import Step

# -- figures --------------------------------------------------------------------------------------------------


def _input_target(step: Step, words: Words) -> str:
    given = inputs_of(step)
    change = given.get("adjustments")
    made = (
        f", made of {words.shown(given['original'])} as first agreed and {words.shown(change)} of agreed adjustments"
        if change and change.value
        else ""
    )
    return f"“{step.about[0]}” is {words.result(step)}{made}{rows_of(step)}."


def _input_plain(step: Step, words: Words) -> str:
    return f"“{step.about[0]}” is {words.result(step)}{rows_of(step)}."


def _input_forecast(step: Step, words: Words) -> str:
    given = inputs_of(step)
    method = str(given["method"].value).replace("_", " ")
    so_far = words.shown(given["actual to date"])
    return f"“{step.about[0]}” is forecast as {words.result(step)}: {so_far} to date, and the rest by {method}{rows_of(step)}."


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
    return f"The {step.name.split(': ')[-1]}, after its adjustments, is {words.result(step)}{using(step, words)}."


def _variance(step: Step, words: Words) -> str:
    given = inputs_of(step)
    assert isinstance(step.result, Fraction), "a variance is a number"
    what = "under-run, to be shared as gain" if step.result > 0 else "overrun, to be shared as pain" if step.result < 0 else "difference"
    carried = f", with {words.shown(given['carried'])} carried between years," if "carried" in given else ""
    return (
        f"The variance is the target less the actual: {words.shown(given['target'])} − {words.shown(given['actual'])}{carried} = "
        f"{words.result(step)}, {'an' if what[0] in 'uo' else 'a'} {what}."
    )


def _carry(step: Step, words: Words) -> str:
    given = inputs_of(step)
    brought, left = words.shown(given["brought forward"]), words.shown(given["carried forward"])
    return f"{brought} is brought forward from earlier years, and {left} is left to later ones."


def _output(step: Step, words: Words) -> str:
    return f"“{step.about[0]}” comes to {words.result(step)}{using(step, words)}."


# -- stages ---------------------------------------------------------------------------------------------------


def _gate_open(step: Step, words: Words) -> str:
    return f"The gate on {step.about[0]} is open{using(step, words)}: it is shared in full."


def _gate_closed(step: Step, words: Words) -> str:
    return f"The gate on {step.about[0]} is closed{using(step, words)}: what is not shared goes to {words.side(step.about[1])}."


def _band(step: Step, words: Words) -> str:
    given = inputs_of(step)
    side, arm, number = step.about
    gate = f", of which {words.shown(given['open'])} is open to sharing" if "open" in given else ""
    verb = ("gain" if arm == "gain" else "bear") if words.side(side).startswith("the") else ("gains" if arm == "gain" else "bears")
    return (
        f"Of the {words.shown(given['part'])} in {arm} band {number}{gate}, {words.side(side)} {verb} "
        f"{words.shown(given['share'])}: {words.result(step)}."
    )


def _modify(step: Step, words: Words) -> str:
    given = inputs_of(step)
    side, other, arm = step.about
    return (
        f"Performance multiplies the {arm} of {words.side(side)} by {words.shown(given['factor'])}{using(step, words, 'before')}: "
        f"{words.shown(given['before'])} becomes {words.result(step)}; the difference goes to {words.side(other)}."
    )


def _levy(step: Step, words: Words) -> str:
    given = inputs_of(step)
    side, to, _ = step.about
    rate, before = words.shown(given["rate"]), words.shown(given["before"])
    return f"A levy of {rate} on the {before} of {words.side(side)} takes {words.result(step)}, paid to {to}."


def _limit_reached(step: Step, words: Words) -> str:
    given = inputs_of(step)
    side, other, arm, _ = step.about
    return (
        f"The {arm} of {words.side(side)} would be {words.shown(given['before'])}, but goes no further than {words.shown(given['limit'])}: "
        f"the excess of {words.shown(given['excess'])} goes to {words.side(other)}."
    )


def _limit_not_reached(step: Step, words: Words) -> str:
    given = inputs_of(step)
    side, _, arm, _ = step.about
    return f"The {arm} of {words.side(side)}, {words.shown(given['before'])}, is within its limit of {words.shown(given['limit'])}."


def _relief(step: Step, words: Words) -> str:
    given = inputs_of(step)
    side, to = step.about
    return (
        f"Relief of {words.shown(given['relief'])} brings {words.side(side)} from {words.shown(given['before'])} to {words.result(step)}; "
        f"{words.side(to)} bear it instead."
    )


def _pool_funded(step: Step, words: Words) -> str:
    parts = list_in_words([f"{words.shown(item)} from {words.side(item.name)}" for item in step.inputs if item.value])
    return f"The pool holds {words.result(step)}: {parts or 'nothing'}."


def _pool_released(step: Step, words: Words) -> str:
    given = inputs_of(step)
    to, *payers = step.about
    return (
        f"Performance releases {words.shown(given['released'])} of the pool's {words.shown(given['pool'])}{using(step, words, 'pool')}: "
        f"{words.result(step)} is paid to {words.side(to)} by {list_in_words([words.side(payer) for payer in payers])}."
    )


def _fund_paid(step: Step, words: Words) -> str:
    given = inputs_of(step)
    to, giver = step.about
    return (
        f"Performance releases {words.shown(given['released'])} of the fund's {words.shown(given['amount'])}{using(step, words)}: "
        f"{words.result(step)} from {words.side(giver)} to {words.side(to)}."
    )


def _key(step: Step, words: Words) -> str:
    side, party = step.about
    return f"{words.party(party)} has {words.result(step)} of what falls to {words.side(side)}{using(step, words)}."


def _capped(step: Step, words: Words) -> str:
    given = inputs_of(step)
    before, cap = words.shown(given["before"]), words.shown(given["cap"])
    return f"{words.party(step.about[1])} would bear {before}, but its own cap is {cap}: {words.result(step)}."


def _refilled(step: Step, words: Words) -> str:
    given = inputs_of(step)
    before = words.shown(given["before"])
    return f"{words.party(step.about[1])} takes a part of what others' caps spilt: {before} becomes {words.result(step)}."


def _spilt(step: Step, words: Words) -> str:
    given = inputs_of(step)
    side, taker = step.about
    return f"{words.shown(given['spilt'])} is beyond the parties' own caps and goes from {words.side(side)} to {words.side(taker)}."


STAGE_WORDINGS: Mapping[str, Wording] = {
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
}
"""The wording of every rule of an input and of a stage."""
