"""governance.yaml alone: the schedule by which an alliance decides, from its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gainshare.core.agreement.partial import read_partial
from gainshare.core.governance.decision import DecisionRules
from gainshare.core.governance.matters import DecisionClass, MatterRules
from gainshare.core.governance.terms import GovernanceTerms
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.files.governance_misfits import parties_of_notation
from gainshare.files.governance_notation import NotedGovernance, class_codes
from gainshare.files.governance_reading import terms_of_notation
from gainshare.files.text_file import read_file
from gainshare.files.unquoted_commas import joined
from gainshare.files.yaml_reader import YAML_BYTES_LIMIT, read_yaml

GOVERNANCE = "governance.yaml"
"""What the file is called."""
POUND = Currency.of("GBP")
"""The currency of the file's limits, whose names say so."""


@dataclass(frozen=True)
class GovernanceSchedule:
    """What governance.yaml says."""

    text: str
    """The file as it was read, with its comments."""
    plain: Mapping[str, Any]
    """Its values, with what gainshare does not work with."""
    noted: NotedGovernance
    """The file as its notation reads it."""
    terms: GovernanceTerms
    """The terms that it says."""
    parties: tuple[str, ...]
    """The parties, in the order of the file."""
    principles: Mapping[str, str]
    """What each principle says, by its id."""
    codes: Mapping[str, DecisionClass]
    """The class behind each code of decisions.csv."""

    def matter_rules(self) -> MatterRules:
        """Return who decides what."""
        return self.terms.matter_rules(self.parties, POUND)

    def decision_rules(self, body: str) -> DecisionRules:
        """Return the rules by which a body decides.

        Raises:
            KeyError: there is no such body.
            Fault: the body decides nothing.
        """
        return self.terms.decision_rules(body, principles=self.principles, parties=self.parties, currency=POUND)


def read_schedule(data: bytes, name: str = GOVERNANCE) -> tuple[GovernanceSchedule | None, tuple[Problem, ...]]:
    """Return what governance.yaml says, if it can be used, and everything that is wrong with it."""
    schedule, _, problems = _read(data, name)
    return schedule, tuple(problems)


def read_schedule_file(file: Path) -> tuple[GovernanceSchedule | None, NotedGovernance | None, list[Problem]]:
    """Return what a file says, what its notation reads even if the terms do not fit together, and everything that is wrong."""
    data = read_file(file, YAML_BYTES_LIMIT)
    return (None, None, [data]) if isinstance(data, Problem) else _read(data, file.name)


def _read(data: bytes, name: str) -> tuple[GovernanceSchedule | None, NotedGovernance | None, list[Problem]]:
    document, problems = read_yaml(data, name)
    if document is None:
        return None, None, list(problems)
    plain, mended = joined(document.data)
    noted, found = read_partial(NotedGovernance, plain, document.source)
    listed = [*problems, *found, *(_unquoted(document.source(path), text) for path, text in mended)]
    if not isinstance(noted, NotedGovernance) or not isinstance(plain, dict):
        return None, None, listed
    terms, findings = terms_of_notation(noted)
    listed += [fault.problem(document.source(path)) for path, fault in findings]
    if terms is None:
        return None, noted, listed
    made = GovernanceSchedule(
        text=data.decode("utf-8-sig"),
        plain=plain,
        noted=noted,
        terms=terms,
        parties=parties_of_notation(noted),
        principles={one.id: one.text for one in noted.principles},
        codes=class_codes(noted),
    )
    return (None if errors(listed) else made), noted, listed


def _unquoted(source: Source, text: str) -> Problem:
    wrong = "The text has a comma, but no quotation marks: YAML ends it there. It is read as one text."
    return Problem(wrong, "Put quotation marks around it.", source, text, severity="warning")
