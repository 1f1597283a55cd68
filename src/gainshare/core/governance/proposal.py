"""The two tests that a proposal passes before anybody is asked to agree: principle by principle, and what is best for the service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Held:
    """How a proposal stands against one principle."""

    is_met: bool
    """Whether it is met; otherwise it is strained."""
    why: str = ""
    """Why a strain is acceptable; may stand beside a principle that is met, too."""


@dataclass(frozen=True, slots=True)
class PrincipleTest:
    """A proposal against every principle of the agreement."""

    held: Mapping[str, Held] = field(default_factory=dict)
    """How it stands against each principle that was looked at, by the principle's id."""

    def open_points(self, principles: tuple[str, ...]) -> tuple[str, ...]:
        """Return the principles still to be answered for: not looked at, or strained without a word on why that is acceptable."""
        return tuple(one for one in principles if one not in self.held or not (self.held[one].is_met or self.held[one].why.strip()))

    def is_passed(self, principles: tuple[str, ...]) -> bool:
        """Return whether every principle is met, or strained with a word on why that is acceptable."""
        return not self.open_points(principles)


@dataclass(frozen=True, slots=True)
class ServiceTest:
    """Whether a proposal is the best for the service, whoever it suits."""

    answers: Mapping[str, str] = field(default_factory=dict)
    """The answer to each question, by the question's id."""
    result: Literal["pass", "fail"] | None = None
    """What the answers come to; None until somebody has said."""

    def open_points(self, questions: tuple[str, ...]) -> tuple[str, ...]:
        """Return the questions that nobody has answered yet."""
        return tuple(one for one in questions if not self.answers.get(one, "").strip())

    def is_passed(self, questions: tuple[str, ...]) -> bool:
        """Return whether every question has its answer and the test is passed."""
        return self.result == "pass" and not self.open_points(questions)
