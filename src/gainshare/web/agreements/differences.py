"""What differs between two texts, line by line, said in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

AROUND = 2
"""Unchanged lines shown before and after a change."""
MOST_LINES = 20_000
"""Lines of the longest text that is compared; comparing takes the product of the lengths in the worst case."""


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A line of a comparison."""

    what: str
    """`added`, `removed`, or empty for one that stands as it was."""
    before: int | None
    """Its number in the earlier text, from 1; None if it is not in it."""
    after: int | None
    """Its number in the later text."""
    text: str
    """What it says."""


def differences(earlier: str, later: str) -> Sequence[ChangedLine] | None:
    """Return the lines that differ with a few around them; none if the texts are the same, None if they are too long to compare."""
    before, after = earlier.splitlines(), later.splitlines()
    if max(len(before), len(after)) > MOST_LINES:
        return None
    matcher = SequenceMatcher(None, before, after, autojunk=len(before) > 2_000)
    return [line for group in matcher.get_grouped_opcodes(AROUND) for code in group for line in _lines(code, before, after)]


def _lines(code: tuple[str, int, int, int, int], before: Sequence[str], after: Sequence[str]) -> Iterator[ChangedLine]:
    kind, start, end, from_, until = code
    if kind == "equal":
        for offset, text in enumerate(before[start:end]):
            yield ChangedLine("", start + offset + 1, from_ + offset + 1, text)
        return
    for number, text in enumerate(before[start:end], start + 1):
        yield ChangedLine("removed", number, None, text)
    for number, text in enumerate(after[from_:until], from_ + 1):
        yield ChangedLine("added", None, number, text)
