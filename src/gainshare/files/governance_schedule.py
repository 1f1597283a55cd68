"""governance.yaml alone: the schedule by which an alliance decides, from its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from gainshare.core.agreement.partial import read_partial
from gainshare.core.governance.decision import DecisionRules
from gainshare.core.governance.matters import DecisionClass, MatterRules
from gainshare.core.governance.terms import GovernanceTerms
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.problem import Fault, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.files.governance_notation import NotedGovernance, class_codes, parties_of_notation, terms_of_notation
from gainshare.files.text_file import read_file
from gainshare.files.yaml_reader import YAML_BYTES_LIMIT, read_yaml

GOVERNANCE = "governance.yaml"
"""What the file is called."""
POUND = Currency.of("GBP")
"""The currency of the file's limits, whose names say so."""


@dataclass(frozen=True)
class GovernanceSchedule:
    """What governance.yaml says."""

    plain: Mapping[str, Any]
    """The file as it was read, with what gainshare does not work with."""
    noted: NotedGovernance
    """The file as its notation reads it."""
    terms: GovernanceTerms
    """The terms that it says."""
    parties: tuple[str, ...]
    """The parties that have a voice, in the order of the members."""
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
    noted, found = read_partial(NotedGovernance, document.data, document.source)
    listed = [*problems, *found]
    if not isinstance(noted, NotedGovernance) or not isinstance(document.data, dict):
        return None, None, listed
    try:
        terms = terms_of_notation(noted)
        terms.matter_rules(parties_of_notation(noted), POUND)
        for body in terms.bodies:
            terms.body(body.id, POUND)
    except ValidationError as error:
        faults = [details.get("ctx", {}).get("error") for details in error.errors()]
        listed += [fault.problem(Source(name)) for fault in faults if isinstance(fault, Fault)]
        return None, noted, listed or [Problem("The terms do not fit together.", "Check the file.", Source(name))]
    except Fault as fault:
        return None, noted, [*listed, fault.problem(Source(name))]
    made = GovernanceSchedule(
        plain=document.data,
        noted=noted,
        terms=terms,
        parties=parties_of_notation(noted),
        principles={one.id: one.text for one in noted.principles},
        codes=class_codes(noted),
    )
    return (None if errors(listed) else made), noted, listed
