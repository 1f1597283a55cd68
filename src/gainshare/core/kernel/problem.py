"""What is wrong with something a user gave us: a value to collect, never to throw one at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from gainshare.core.kernel.source import Source

Severity = Literal["error", "warning", "info"]

LONGEST_VALUE_SHOWN = 60
"""Characters of a found value that a message repeats; more would hide the message."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where it is, and how to put it right."""

    message: str
    """What is wrong, as one sentence."""
    fix: str
    """What to do about it, as one sentence in the imperative."""
    source: Source = field(default_factory=Source)
    """Where it was found."""
    found: str | None = None
    """The value received, as text; None if nothing was there."""
    severity: Severity = "error"
    """An error stops the work; a warning and an info do not."""
    rule: str = ""
    """The lint rule that found it, such as `R12`; empty for a plain check."""

    def __str__(self) -> str:
        """Return the whole message on one line."""
        place = f"{self.source}: " if str(self.source) else ""
        rule = f"{self.rule} " if self.rule else ""
        found = "" if self.found is None else f" Found: {shorten(self.found)}."
        return f"{self.severity}: {rule}{place}{self.message}{found} {self.fix}".rstrip()


class Fault(ValueError):
    """A value that cannot be read: raised by a parser of one value, turned into a Problem by whoever knows the place."""

    def __init__(self, message: str, fix: str, rule: str = "") -> None:
        """Keep the sentence that says what is wrong, the sentence that says how to put it right, and the lint rule if it is one."""
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.rule = rule

    def problem(self, source: Source, found: str | None = None) -> Problem:
        """Return the fault as a problem at a place."""
        return Problem(self.message, self.fix, source, found, rule=self.rule)


class Faults(ValueError):
    """Several values that cannot be read, each with its path beneath the value that was given."""

    def __init__(self, faults: Iterable[tuple[str, Fault]]) -> None:
        """Keep every path with its fault."""
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.message for _, fault in self.faults))


class Invalid(Exception):
    """The input cannot be used; `.problems` lists everything that is wrong with it, errors first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Keep the problems, errors first, otherwise in the order found."""
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=lambda problem: problem.severity != "error"))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def errors(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems that stop the work."""
    return tuple(problem for problem in problems if problem.severity == "error")


def shorten(text: str) -> str:
    """Return the text in quotation marks, cut to a length that a message can hold, with control characters made visible."""
    visible = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text[: LONGEST_VALUE_SHOWN + 1])
    return f"“{visible[:LONGEST_VALUE_SHOWN]}…”" if len(visible) > LONGEST_VALUE_SHOWN else f"“{visible}”"
