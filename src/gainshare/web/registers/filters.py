"""What the lists of risks and of items are narrowed by; it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from gainshare.core.governance.register import HIGHEST, KINDS
from gainshare.web.registers.actions import words_of
from gainshare.web.registers.models import STATUSES, Item, Risk
from gainshare.web.registers.owners import called
from gainshare.web.registers.queries import ENDED

FINISHED, EVERY = "ended", "every"
"""What is chosen for the items that have ended, and for all."""


class RiskFilter(forms.Form):
    """Which risks are listed; the open ones if nothing is chosen."""

    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Open"), ("closed", "Closed"), ("every", "Open and closed")])
    category = forms.ChoiceField(label="Category", required=False)
    owner = forms.ChoiceField(label="Looked after by", required=False)
    due = forms.ChoiceField(label="Review", required=False, choices=[("", "Any day"), ("due", "Due for review")])
    likelihood = forms.TypedChoiceField(label="Likelihood", required=False, coerce=int, empty_value=None)
    impact = forms.TypedChoiceField(label="Impact", required=False, coerce=int, empty_value=None)

    def __init__(self, asked: QueryDict, risks: Iterable[tuple[str, str]], names: Mapping[str, str]) -> None:
        """Offer what the register has.

        Args:
            asked: the query of the address.
            risks: the category and the owner of every risk.
            names: what parties and bodies are called.
        """
        super().__init__(asked, auto_id="filter-%s")
        listed = list(risks)
        _offer(self, "category", ((one, one.capitalize()) for one, _ in listed), "Every category")
        _offer(self, "owner", ((one, called(names, one)) for _, one in listed), "Anybody")
        for name in ("likelihood", "impact"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "1 to 5"), *((number, str(number)) for number in range(1, HIGHEST + 1))]

    def narrow(self, found: QuerySet[Risk], today: date) -> QuerySet[Risk]:
        """Return the risks that pass; none if a filter cannot be read."""
        if not self.is_valid():
            return found.none()
        chosen = self.cleaned_data
        if chosen["status"] != "every":
            found = found.filter(is_closed=chosen["status"] == "closed")
        if chosen["due"]:
            found = found.filter(is_closed=False, review_on__lte=today)
        for field, name in (("category", "category"), ("owner_party", "owner"), ("likelihood", "likelihood"), ("impact", "impact")):
            if chosen[name]:
                found = found.filter(**{field: chosen[name]})
        return found


class ItemFilter(forms.Form):
    """Which items are listed; those of which something is still expected if nothing is chosen."""

    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Every kind"), *((kind, kind.capitalize()) for kind in KINDS)])
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[
            ("", "Not ended"),
            (FINISHED, "Ended"),
            (EVERY, "Ended or not"),
            *((status, words_of(status)) for status in STATUSES),
        ],
    )
    owner = forms.ChoiceField(label="Looked after by", required=False)
    due = forms.ChoiceField(label="Due", required=False, choices=[("", "Any day"), ("overdue", "Overdue")])

    def __init__(self, asked: QueryDict, owners: Iterable[str], names: Mapping[str, str]) -> None:
        """Offer what the register has.

        Args:
            asked: the query of the address.
            owners: the owner of every item.
            names: what parties and bodies are called.
        """
        super().__init__(asked, auto_id="filter-%s")
        _offer(self, "owner", ((one, called(names, one)) for one in owners if one), "Anybody")

    def narrow(self, found: QuerySet[Item], today: date) -> QuerySet[Item]:
        """Return the items that pass; none if a filter cannot be read."""
        if not self.is_valid():
            return found.none()
        chosen = self.cleaned_data
        status = chosen["status"]
        if status in {"", FINISHED}:
            found = found.filter(status__in=ENDED) if status else found.exclude(status__in=ENDED)
        elif status != EVERY:
            found = found.filter(status=status)
        if chosen["due"]:
            found = found.filter(due_on__lt=today).exclude(status__in=ENDED)
        for field, name in (("kind", "kind"), ("owner_party", "owner")):
            if chosen[name]:
                found = found.filter(**{field: chosen[name]})
        return found


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str]], anything: str) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", anything), *sorted(set(choices), key=lambda one: one[1].casefold())]
