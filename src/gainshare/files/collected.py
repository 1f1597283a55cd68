"""The problems of one file, collected up to the number that a person can still use."""

from __future__ import annotations

from dataclasses import dataclass, field

from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source


@dataclass(slots=True)
class Collected:
    """Problems in the order found; those beyond the most that are kept are counted."""

    name: str
    """The file's name."""
    most: int
    """How many problems are kept."""
    problems: list[Problem] = field(default_factory=list)
    """The problems kept."""
    beyond: int = 0
    """How many more there were."""

    def add(self, problem: Problem) -> None:
        """Keep the problem, or count it if enough are kept."""
        if len(self.problems) < self.most:
            self.problems.append(problem)
        else:
            self.beyond += 1

    def listed(self, *, all_read: bool = True) -> list[Problem]:
        """Return the problems kept in the order of their lines and, if there were more, a last one that says how many.

        Args:
            all_read: False if reading was given up before the end of the file, so that the number is a least one.
        """
        kept = sorted(self.problems, key=lambda problem: problem.source.line or 0)
        if not self.beyond:
            return kept
        more = "1 more problem is" if self.beyond == 1 else f"{self.beyond:,} more problems are"
        message = f"{'' if all_read else 'At least '}{more} not listed here."
        last = Problem(message, "Put right those listed, then check again.", Source(file=self.name))
        return [*kept, last]
