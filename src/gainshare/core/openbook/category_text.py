"""Which category and cost type a party means by what it wrote, and what is nearest where it is none."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from gainshare.core.kernel.formats import list_in_words
from gainshare.core.kernel.problem import Fault, shorten
from gainshare.core.openbook.checks import BookTerms
from gainshare.core.openbook.rules import Category

LONGEST_COMPARED = 100
"""Characters of the longest text that is compared with the categories: comparing takes the square of the length."""
NAMES_SHOWN = 12
"""Names that a message lists."""


def folded(text: str) -> str:
    """Return a text as names are compared: without capitals, with single spaces."""
    return " ".join(text.casefold().split())


class CategoryReader:
    """Reads categories and cost types for one party; what repeats from row to row is read once."""

    def __init__(self, terms: BookTerms, party: str) -> None:
        """Keep what the agreement calls its categories, those that the party uses first."""
        self._types = terms.rules.cost_types
        ordered = sorted(terms.rules.categories, key=lambda one: not _is_used(one, party))
        self._party = party
        self._by_name: dict[str, list[Category]] = {}
        for one in ordered:
            self._by_name.setdefault(folded(one.name), []).append(one)
        self._own = list_of(one.name for one in ordered if _is_used(one, party))
        self._read: dict[tuple[str, str], tuple[str, str] | Fault] = {}

    def is_known(self, category: str) -> bool:
        """Return whether the agreement has a category of this name."""
        return folded(category) in self._by_name

    def read(self, category: str, cost_type: str) -> tuple[str, str]:
        """Return cost type and category as the agreement writes them; a cost type that is blank follows from the category.

        Raises:
            Fault: there is no such category or cost type, or it is not clear which is meant.
        """
        key = (folded(category), folded(cost_type))
        if key not in self._read:
            try:
                self._read[key] = self._find(category, cost_type)
            except Fault as fault:
                self._read[key] = fault
        found = self._read[key]
        if isinstance(found, Fault):
            raise found
        return found

    def _find(self, category: str, cost_type: str) -> tuple[str, str]:
        kind = self._cost_type(cost_type)
        if not self._by_name:
            return self._only_type(kind), category
        if not category:
            raise Fault("The row has an amount and no category.", f"Give its category: {self._own}.")
        same = self._by_name.get(folded(category), [])
        fitting = [one for one in same if not kind or one.cost_type == kind]
        if not fitting:
            raise self._unknown(category, kind, same)
        mine = [one for one in fitting if _is_used(one, self._party)] or fitting
        if len({one.cost_type for one in mine}) > 1:
            kinds = list_in_words([one.cost_type for one in mine])
            raise Fault(f"{shorten(category)} is a category of {kinds}.", "Say in a column which cost type is meant.")
        return mine[0].cost_type, mine[0].name

    def _unknown(self, category: str, kind: str, same: list[Category]) -> Fault:
        if same:
            return Fault(f"{shorten(same[0].name)} is no category of {kind}.", f"It belongs to {same[0].cost_type}: correct one of them.")
        near = get_close_matches(folded(category), list(self._by_name), n=1) if len(category) <= LONGEST_COMPARED else []
        meant = f"Did you mean {self._by_name[near[0]][0].name}? " if near else ""
        return Fault("This is not a category of the agreement.", f"{meant}Use one of: {self._own}.")

    def _cost_type(self, text: str) -> str:
        """Return the id of a cost type by its id or name; empty for a blank text."""
        if not text:
            return ""
        names = {folded(name): one.id for one in reversed(self._types) for name in (one.name, one.id) if name}
        if folded(text) not in names:
            near = get_close_matches(folded(text), list(names), n=1) if len(text) <= LONGEST_COMPARED else []
            meant = f"Did you mean {names[near[0]]}? " if near else ""
            raise Fault("This is not a cost type.", f"{meant}Use one of: {list_of(one.id for one in self._types)}.")
        return names[folded(text)]

    def _only_type(self, kind: str) -> str:
        if not kind and len(self._types) > 1:
            raise Fault("The row does not say its cost type.", f"Give it: {list_of(one.id for one in self._types)}.")
        return kind or self._types[0].id


def _is_used(category: Category, party: str) -> bool:
    return not category.parties or party in category.parties


def list_of(names: Iterable[str]) -> str:
    """Return names as a message lists them, each once, the first of many."""
    every = list(dict.fromkeys(names))
    more = f" … ({len(every)} in all)" if len(every) > NAMES_SHOWN else ""
    return f"{', '.join(every[:NAMES_SHOWN]) or 'none defined yet'}{more}"
