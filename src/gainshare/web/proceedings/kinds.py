"""The kinds of process, in the words that the pages use for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gainshare.core.governance.process import ProcessKind

LIABILITIES = (
    "What was settled before stands as it was settled: the party keeps its share of the gain and the pain of those periods, and pays or "
    "receives what is still outstanding of them."
)
"""What becomes of settled liabilities when a party is excluded or leaves."""


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a kind of process is called, and what comes of it."""

    kind: ProcessKind
    """Which kind."""
    name: str
    """What it is called."""
    prefix: str
    """How references of it begin."""
    about: str
    """What it is, in a few sentences."""
    begin: str
    """What the link to begin one says."""
    asks: str
    """What is asked about the party."""
    reason: str
    """What is asked in words."""
    reason_hint: str
    """How to answer that."""
    day: str
    """What is asked about its first day."""
    done: str
    """What is said of it once it is complete; `{party}` and `{day}` are filled in."""


KINDS: Mapping[ProcessKind, KindWords] = {
    "admission": KindWords(
        "admission",
        "Admission of a new party",
        "ADM",
        "An organisation joins. It goes by the steps of the schedule. The leadership team recommends it unanimously, and every party's own "
        "board approves. The organisation is a party from the first of a month, with its share.",
        "Begin an admission",
        "Name of the organisation, as the agreement will write it",
        "What it would bring, and why now",
        "For example, it runs the homes that the alliance places people in",
        "Expression of interest received on",
        "{party} is a party from {day} on, with its share.",
    ),
    "exclusion": KindWords(
        "exclusion",
        "Rectification and exclusion",
        "EXC",
        "Something agreed is not kept, and the others ask the party to put it right: a notice, a plan and a review, each with its working "
        "days. If it is put right, it ends there. Otherwise an exclusion can be proposed. That takes a unanimous decision of the others on "
        "a reserved matter, and the approval of every remaining party.",
        "Begin a rectification",
        "Which party is asked to put something right",
        "What is to be put right",
        "Say what the agreement asks for, and what is missing. For example, the open-book returns of July to September",
        "Notice given on",
        "{party} is no longer a party from {day} on.",
    ),
    "withdrawal": KindWords(
        "withdrawal",
        "A party withdraws",
        "EXT",
        "A party gives notice that it leaves. Its notice runs for the months that the agreement says. It keeps its share to the end of the "
        "month in which the notice ends, and the shares are re-based from the month after.",
        "Write down a party's notice",
        "Which party gives notice",
        "Why it leaves, in its own words",
        "What the notice says",
        "Notice given on",
        "{party} is no longer a party from {day} on.",
    ),
    "termination": KindWords(
        "termination",
        "An owner ends its part",
        "EXT",
        "An owner gives notice that it ends its part in the alliance. The months of its notice are its own, and the shares are re-based "
        "from the month after the notice has ended.",
        "Write down an owner's notice",
        "Which owner gives notice",
        "Why it ends its part, in its own words",
        "What the notice says",
        "Notice given on",
        "{party} is no longer a party from {day} on.",
    ),
}
"""The words of each kind, in the order in which they are explained."""
