"""What differs between two wordings of a proposal, word by word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a wording."""

    what: str
    """`added`, `removed`, or empty for words that stand in both."""
    text: str
    """The words."""


def reworded(before: str, after: str) -> Sequence[Piece]:
    """Return the later wording in pieces, with what was removed where it stood."""
    old, new = before.split(), after.split()
    found: list[Piece] = []
    for kind, start, end, from_, until in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("", " ".join(old[start:end])))
            continue
        if start < end:
            found.append(Piece("removed", " ".join(old[start:end])))
        if from_ < until:
            found.append(Piece("added", " ".join(new[from_:until])))
    return found
