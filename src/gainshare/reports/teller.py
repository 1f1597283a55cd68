"""How an assessment is spoken of on a statement: parties, sides, amounts and scores, and what each figure opens to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from gainshare.core.agreement.agreement import last_day
from gainshare.core.assess import Assessment
from gainshare.core.commercial.regime import SideRole
from gainshare.core.explain.explanation import Explanation
from gainshare.core.explain.words import Words
from gainshare.core.kernel import formats
from gainshare.core.performance.framework import LEVEL_WORDS
from gainshare.core.performance.scoring import level_of
from gainshare.reports.content import Opening, Rows

SCORE_PLACES = 2
"""Decimals of a score, unless the agreement keeps more."""
SIDE_WORDS: Mapping[SideRole, str] = {"owner": "Owners", "non_owner_participant": "Non-owner participants", "other": "Held apart"}
"""What a side is called by who stands behind it."""


@dataclass(frozen=True)
class Teller:
    """An assessment, and how its parties, sides and amounts are spoken of."""

    assessment: Assessment
    """What is told."""
    hidden: frozenset[str] = frozenset()
    """The measures whose value is not told, since it rests on a small number."""

    @cached_property
    def words(self) -> Words:
        """Return how values, sides and parties are spoken of: every party by the name it had on the last day of the period."""
        day, terms = last_day(self.assessment.period), self.assessment.terms
        names = {party.id: party.name_on(day) for party in terms.parties}
        return Words(self.assessment.settlement.currency, dict(terms.regime.roles), names, self.hidden)

    @cached_property
    def explanation(self) -> Explanation:
        """Return why each figure is what it is, without the values that are not told."""
        return replace(self.assessment.explanation, hidden=self.hidden)

    def opening(self, *names: str) -> Opening:
        """Return the Steps of these names that there are; of a period in parts, those of every part, unless one adds them up."""
        found: list[str] = []
        for name in names:
            if name in self._steps:
                found.append(name)
            else:
                found += [step for step in self._steps if step.endswith(f": {name}") or step.endswith(f".{name}")]
        return tuple(dict.fromkeys(found))

    @cached_property
    def _steps(self) -> dict[str, None]:
        return dict.fromkeys(step.name for step in self.assessment.settlement.steps)

    def rows(self, table: str, party: str = "", package: str = "") -> Rows:
        """Return the rows of a table of the period that is settled, of one party or one work package."""
        return Rows(table, self.assessment.period.word, (party,) if party else (), work_package=package)

    def money(self, minor: int) -> str:
        """Return minor units as money."""
        return formats.money(minor, self.assessment.settlement.currency)

    def party(self, party: str) -> str:
        """Return a party's name with its id."""
        return self.words.party(party)

    def side(self, side: str) -> str:
        """Return a side by who stands behind it, with its own name where that leaves a doubt."""
        roles = self.assessment.terms.regime.roles
        role = roles.get(side, "other")
        alone = sum(other == role for other in roles.values()) == 1
        return SIDE_WORDS[role] if alone and role != "other" else f"{SIDE_WORDS[role]}: {side}"

    def score(self, score: Fraction) -> str:
        """Return an overall score to the places that the agreement keeps."""
        return formats.number(score, max(SCORE_PLACES, self.assessment.terms.performance.overall.places))

    def level(self, score: Fraction) -> str:
        """Return the level that a score is called."""
        return LEVEL_WORDS[level_of(score, self.assessment.terms.performance.scale)]
