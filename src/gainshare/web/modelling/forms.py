"""What is asked about a forecast: the month from which it looks, and the method by which the bridge is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gainshare.core.agreement.forecasting import METHODS
from gainshare.reports.variance_bridge import METHOD_WORDS


class ForecastFilter(forms.Form):
    """The month and the method; they stand in the address."""

    month = forms.ChoiceField(label="As seen at the end of", required=False)
    method = forms.ChoiceField(
        label="Forecast by",
        required=False,
        choices=[(method, METHOD_WORDS[method][0].upper() + METHOD_WORDS[method][1:]) for method in METHODS],
    )

    def __init__(self, *args: Any, months: Sequence[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401  # what Django's forms take
        super().__init__(*args, **kwargs)
        asked = self.fields["month"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = list(months)
