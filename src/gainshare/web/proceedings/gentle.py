"""Words that look for somebody to blame: a question that has them is looked at once more before it is written down."""

from __future__ import annotations

import re
from collections.abc import Sequence

BLAMING = ("fault", "blame", "failed", "failure", "breach", "breached", "guilty", "negligent", "refused", "incompetent")
"""Words that say who is to blame rather than what is to be settled."""
_WORDS = re.compile(rf"\b({'|'.join(BLAMING)})\b", re.IGNORECASE)


def blaming_words(text: str) -> Sequence[str]:
    """Return the words of a text that look for somebody to blame, each once, in the order in which they stand there."""
    return list(dict.fromkeys(found.lower() for found in _WORDS.findall(text)))
