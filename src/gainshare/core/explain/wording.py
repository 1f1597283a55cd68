"""What the wordings of all rules share: a Step's inputs by name, where its rows are, and the figures that decided it."""

from __future__ import annotations

from collections.abc import Callable

from gainshare.core.explain.words import Words
from gainshare.core.kernel.formats import list_in_words
from gainshare.core.kernel.step import Input, Selection, Step

Wording = Callable[[Step, Words], str]
"""From a Step to a sentence."""


def inputs_of(step: Step) -> dict[str, Input]:
    """Return a Step's inputs by name."""
    return {item.name: item for item in step.inputs}


def source_words(source: Selection) -> str:
    """Return which rows a figure was summed from, in words."""
    who = f" of {list_in_words(source.parties)}" if source.parties else ""
    limbs = f", limb {list_in_words([str(limb) for limb in source.limbs])}" if source.limbs else ""
    what = f" of {source.measure}" if source.measure else ""
    return f"{source.table}.csv, {source.period}{who}{limbs}{what}"


def rows_of(step: Step) -> str:
    """Return where a Step's rows are, as an aside."""
    return f" (from {source_words(step.source)})" if step.source is not None else ""


def using(step: Step, words: Words, *leave_out: str) -> str:
    """Return the named figures that decided a rule, as an aside."""
    named = [item for item in step.inputs if item.step and item.name not in leave_out]
    return f" ({', '.join(f'{item.name} is {words.shown(item)}' for item in named)})" if named else ""
