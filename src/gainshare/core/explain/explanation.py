"""The explanation of a settlement: sentences, a table and a tree, for everybody or for one party, from the Steps alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from gainshare.core.commercial.settlement import PartyShare, Settlement
from gainshare.core.explain.narrate import is_hidden, sentence
from gainshare.core.explain.wording import source_words
from gainshare.core.explain.words import Words
from gainshare.core.kernel.formats import date_long, money, period_long
from gainshare.core.kernel.period import Calendar
from gainshare.core.kernel.step import Step, Workings
from gainshare.core.performance.scorecard import Scorecard


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of workings."""

    name: str
    """The Step's name."""
    clause: str
    """The clause that says so."""
    sentence: str
    """What was done."""
    inputs: tuple[tuple[str, str, str], ...]
    """Each input: its name, its value, and the Step or the rows it comes from."""
    result: str
    """What came out."""


@dataclass(frozen=True)
class Explanation:
    """Why every figure of a settlement is what it is."""

    steps: tuple[Step, ...]
    """The workings, in the order in which they were done."""
    scorecard: Scorecard
    """The scores."""
    settlement: Settlement
    """What is explained."""
    calendar: Calendar
    """How periods are spoken of."""
    hidden: frozenset[str] = frozenset()
    """The measures whose value is not told, since it rests on a small number."""

    @cached_property
    def words(self) -> Words:
        """Return how values, sides and parties are spoken of."""
        shares = self.settlement.shares
        return Words(
            self.settlement.currency,
            roles={share.side: share.role for share in shares},
            names={share.party: share.name for share in shares},
            hidden=self.hidden,
        )

    @cached_property
    def workings(self) -> Workings:
        """Return the Steps by name."""
        return Workings(self.steps)

    def sentences(self, party: str | None = None) -> tuple[str, ...]:
        """Return the explanation as plain sentences, in the order in which the result was worked out.

        Args:
            party: only what leads to this party's figures.

        Raises:
            KeyError: there is no such party in the settlement.
        """
        if party is None:
            return tuple(sentence(step, self.words) for step in self.steps)
        return (self.answer(party), *(sentence(step, self.words) for step in self._leading_to(self._ends(party))))

    def answer(self, party: str) -> str:
        """Return the short answer to “why do we pay this?”: what the party has, and of which two components.

        Raises:
            KeyError: there is no such party in the settlement.
        """
        shares = self._shares(party)
        settlement, words = self.settlement, self.words
        period = period_long(settlement.period, self.calendar) if settlement.period.word.count(" from ") == 0 else settlement.period.word
        when = f", as known on {date_long(settlement.as_of)}" if settlement.as_of else ""
        parts: list[str] = []
        for share in shares:
            total = money(abs(share.total), settlement.currency)
            verb = _verb(share)
            cost, performance = (money(amount, settlement.currency) for amount in (share.cost, share.performance))
            split = f"{cost} of the variance and {performance} for performance"
            parts.append(f"{words.party(party)}, as one of {words.side(share.side)}, {verb} {total} ({split}).")
        return f"{period}{when}: {' '.join(parts)}"

    def table(self, party: str | None = None) -> tuple[Row, ...]:
        """Return the workings as a table."""
        steps: Iterable[Step] = self.steps if party is None else self._leading_to(self._ends(party))
        return tuple(self._row(step) for step in steps)

    def tree(self, party: str | None = None, depth: int | None = None) -> str:
        """Return the workings as an indented tree: each result, and beneath it what it was made from.

        Args:
            party: only this party's figures.
            depth: levels to show; None for all.

        Raises:
            KeyError: there is no such party in the settlement.
        """
        ends = (
            self._ends(party)
            if party is not None
            else [name for one in dict.fromkeys(s.party for s in self.settlement.shares) for name in self._ends(one)]
        )
        return "\n".join(line for name in ends for line in self._branch(name, 0, depth))

    def _branch(self, name: str, level: int, depth: int | None) -> Iterator[str]:
        step = self.workings[name]
        clause = f"  [{step.clause}]" if step.clause else ""
        yield f"{'  ' * level}{name} = {self.words.result(step)}{clause}"
        if depth is not None and level + 1 >= depth:
            return
        for item in () if is_hidden(step, self.words) else step.inputs:
            if item.step and item.step in self.workings and item.step != name:
                yield from self._branch(item.step, level + 1, depth)
            else:
                yield f"{'  ' * (level + 1)}{item.name} = {self.words.shown(item)}"
        if step.source is not None:
            yield f"{'  ' * (level + 1)}from {source_words(step.source)}"

    def _row(self, step: Step) -> Row:
        source = source_words(step.source) if step.source is not None else ""
        shown = () if is_hidden(step, self.words) else step.inputs
        inputs = tuple((item.name, self.words.shown(item), item.step) for item in shown)
        rows = (("rows", "", source),) if source else ()
        return Row(step.name, step.clause, sentence(step, self.words), (*inputs, *rows), self.words.result(step))

    def _shares(self, party: str) -> list[PartyShare]:
        found = [share for share in self.settlement.shares if share.party == party]
        if not found:
            raise KeyError(party)
        return found

    def _ends(self, party: str) -> list[str]:
        """Return the names of the Steps that are a party's own figures."""
        self._shares(party)
        mine = [step.name for step in self.steps if step.name.startswith("party.") and step.about[0] == party]
        payment = [step.name for step in self.steps if step.name == f"net.{party}"]
        return [*mine, *payment] or [step.name for step in self.steps if step.name.endswith("variance")][:1]

    def _leading_to(self, ends: Iterable[str]) -> tuple[Step, ...]:
        """Return the Steps that the given ones were made from, and themselves, in the order in which they were done."""
        wanted: set[str] = set()
        waiting = list(ends)
        while waiting:
            name = waiting.pop()
            if name not in wanted and name in self.workings:
                wanted.add(name)
                waiting += [item.step for item in self.workings[name].inputs if item.step]
        return tuple(step for step in self.steps if step.name in wanted)


def _verb(share: PartyShare) -> str:
    if share.role == "owner":
        return "is better off by" if share.total >= 0 else "bears"
    return "receives" if share.total >= 0 else "pays"
