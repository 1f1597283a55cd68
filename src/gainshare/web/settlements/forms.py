"""What is asked about a settlement."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from gainshare.web.shared.forms import date_field

WORDS = 2_000
"""Characters of the longest reason."""
KINDS = (
    ("shadow", "Shadow: computed, and nothing is payable by it"),
    ("interim", "Interim: payable now, and settled for good later"),
    ("final", "Final: payable, when every party has approved it"),
)


class DraftForm(forms.Form):
    """Which period is settled, for what, and as known when."""

    period = forms.ChoiceField(
        label="Period", error_messages={"required": "Choose a period", "invalid_choice": "Choose a period of the list"}
    )
    kind = forms.ChoiceField(
        label="What it is for", choices=KINDS, widget=forms.RadioSelect, error_messages={"required": "Say what it is for"}
    )
    as_of = date_field(
        label="As known on",
        asks="the day up to which what is known counts",
        hint="Only what had been handed in, decided and recorded by this day counts. For example, 31 7 2026",
    )
    reason = forms.CharField(label="Why it is settled now", required=False, max_length=WORDS, widget=forms.Textarea)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, periods: list[tuple[str, str]], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = periods


class RestateForm(forms.Form):
    """As known when a settled period is worked out again, and why."""

    as_of = date_field(
        label="As known on",
        asks="the day up to which what is known counts",
        hint="What had been handed in and accepted by this day counts. For example, 30 10 2026",
    )
    reason = forms.CharField(
        label="Why it is restated", max_length=WORDS, widget=forms.Textarea, error_messages={"required": "Say why it is restated"}
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


class PartyForm(forms.Form):
    """For which party somebody speaks."""

    party = forms.CharField(max_length=60, widget=forms.HiddenInput)


class RefuseForm(PartyForm):
    """Why a party refuses."""

    reason = forms.CharField(
        label="Why your party does not approve, and what would change it",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why, and what would change it"},
    )


class ReasonForm(forms.Form):
    """Why something is withdrawn or taken back."""

    reason = forms.CharField(label="Why", max_length=WORDS, error_messages={"required": "Say why"})


class PayForm(forms.Form):
    """When a transfer was paid, and what the payment is called."""

    transfer = forms.UUIDField(widget=forms.HiddenInput)
    paid_on = date_field(label="Paid on", asks="the day on which it was paid", hint="For example, 31 8 2026")
    reference = forms.CharField(
        label="Reference of the payment",
        max_length=100,
        help_text="Such as the number of the invoice or the credit note",
        error_messages={"required": "Enter the reference of the payment"},
    )


def new_token() -> uuid.UUID:
    """Return the token of a form that is shown anew."""
    return uuid.uuid4()
