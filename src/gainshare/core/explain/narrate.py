"""From a Step to a sentence: one wording for each rule, made from the Step alone."""

from __future__ import annotations

from collections.abc import Mapping

from gainshare.core.explain.result_wordings import RESULT_WORDINGS, hidden_score
from gainshare.core.explain.stage_wordings import STAGE_WORDINGS
from gainshare.core.explain.wording import Wording, inputs_of
from gainshare.core.explain.words import Words
from gainshare.core.kernel.step import Step

WORDINGS: Mapping[str, Wording] = {**STAGE_WORDINGS, **RESULT_WORDINGS}
"""The wording of every rule."""
VALUE_RULES = frozenset({"score.linear", "score.at_worst", "score.at_best", "score.stepped"})
"""The rules that score a measure by its value."""
PRORATED = ".prorated"
"""The end of a rule's name where a figure was counted by months."""


def sentence(step: Step, words: Words) -> str:
    """Return what a Step did, in a plain sentence, with its clause, and with the part of the period where there are several."""
    text = hidden_score(step, words) if is_hidden(step, words) else WORDINGS[step.rule.removesuffix(PRORATED)](step, words)
    if step.rule.endswith(PRORATED):
        text += _part(step, words)
    if step.name.startswith("part "):
        text = f"{step.name.partition(':')[0].capitalize()}: {text}"
    if not step.clause:
        return text
    clause = step.clause if step.clause.lower().startswith(("clause", "schedule")) else f"clause {step.clause}"
    return f"{text.removesuffix('.')} ({clause})."


def is_hidden(step: Step, words: Words) -> bool:
    """Return whether a Step scores a measure by a value that is not told."""
    return step.rule in VALUE_RULES and step.about[0] in words.hidden


def _part(step: Step, words: Words) -> str:
    given = inputs_of(step)
    return f" Part of a year counts by its months: {words.shown(given['part of the year'])} of {words.shown(given['whole'])}."
