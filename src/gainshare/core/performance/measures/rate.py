"""A rate: events against the time that people were at risk of them."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

from gainshare.core.kernel.term import Id, Term
from gainshare.core.performance.definition import (
    Definition,
    Exclusion,
    Figure,
    RecordsTerms,
    Time,
    among,
    excluded,
    exclusion_notes,
    included,
    time_at_risk,
)
from gainshare.core.performance.query import Condition, PersonDays, Quantity, Rows, Window
from gainshare.core.performance.records import Where


class Events(Term):
    """The events that a rate counts."""

    of: Id
    """The dataset, whose records are dated."""
    where: Where = {}
    """Which of its records."""
    once_per: Literal["record", "person_day", "person"] = "record"
    """Whether each record counts, or each person once a day, or each person once in the period."""


class Rate(Definition):
    """A rate: events against the time that people were at risk of them. Events of people not at risk on the day do not count."""

    kind: Literal["rate"]
    """`rate`."""
    events: Events
    """What is counted."""
    population: Id
    """Who is at risk."""
    over: Time = "person_months"
    """The unit of time at risk; person-months of one month are its person-days ÷ its days, of a longer time ÷ 30.4375."""
    when: Condition | None = None
    """Which members, judged on the last day of the period."""
    excluding: tuple[Exclusion, ...] = ()
    """Whose events and time are left out, judged on the last day of the period."""

    def quantities(self, records: RecordsTerms) -> Mapping[str, Quantity]:
        """Return what is asked of the records."""
        at_risk = among(self.population, records, included(self.when, self.excluding))
        return {
            "numerator": Rows(self.events.of, self.events.where, at_risk, self.events.once_per),
            "days": PersonDays(at_risk),
            **excluded(self.population, records, self.when, self.excluding, of=PersonDays),
        }

    def figure(self, answers: Mapping[str, Fraction], window: Window) -> Figure:
        """Return what the answers come to."""
        time = time_at_risk(answers["days"], self.over, window)
        return Figure(answers["numerator"], time, "rate", notes=exclusion_notes(answers, self.excluding, what="person-days left out"))
