"""What the portfolio is narrowed by; it stands in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

STAGES = (("informal", "Informal"), ("shadow", "Shadow"), ("live", "Live"), ("ended", "Ended"))
"""The stages of an alliance's life, in order, as they are called."""


class PortfolioFilter(forms.Form):
    """Which alliances are listed."""

    search = forms.CharField(label="Search", required=False, max_length=100)
    area = forms.ChoiceField(label="Service area", required=False)
    owner = forms.ChoiceField(label="Owner", required=False)
    provider = forms.ChoiceField(label="Provider", required=False)
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "Every stage"), *STAGES])

    def __init__(self, *args: Any, areas: Iterable[str], owners: Iterable[str], providers: Iterable[str], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name, every, found in (
            ("area", "Every area", areas),
            ("owner", "Every owner", owners),
            ("provider", "Every provider", providers),
        ):
            asked = self.fields[name]
            assert isinstance(asked, forms.ChoiceField)
            asked.choices = [("", every), *((one, one) for one in sorted(set(found), key=str.casefold))]
