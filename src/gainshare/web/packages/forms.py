"""What is asked about a call-off."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from gainshare.core.governance.call_off import LEGAL_BASES
from gainshare.web.governance.forms import MoneyField
from gainshare.web.shared.forms import date_field

WORDS = 2_000
"""Characters of the longest text."""


class DescribeForm(forms.Form):
    """What is called off."""

    title = forms.CharField(
        label="What is called off, in a few words",
        max_length=200,
        help_text="For example, twelve-bed crisis house",
        error_messages={"required": "Say in a few words what is called off"},
    )
    what = forms.CharField(
        label="The service, who is to deliver it, and from when",
        max_length=WORDS,
        widget=forms.Textarea,
        error_messages={"required": "Describe the service, who is to deliver it, and from when"},
    )
    value = MoneyField(label="What it is worth over its whole term, £", help_text="With every extension that it may have")
    token = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_value(self) -> int:
        """Return the value, which is more than nothing."""
        found: int | None = self.cleaned_data["value"]
        if not found:
            raise ValidationError("Enter what it is worth over its whole term: the procurement rules turn on it")
        return found


class CheckForm(forms.Form):
    """What a check against procurement law came to."""

    legal_basis = forms.ChoiceField(
        label="What it rests on",
        choices=[("", "Choose the legal basis"), *LEGAL_BASES.items()],
        error_messages={"required": "Choose the legal basis", "invalid_choice": "Choose one of the legal bases"},
    )
    finding = forms.ChoiceField(
        label="What the check comes to",
        choices=[("go", "Go: it may be called off like this"), ("no_go", "No go: it may not be called off like this")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose go or no go", "invalid_choice": "Choose go or no go"},
    )
    note = forms.CharField(
        label="Why",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The rule, the evidence, and any condition: a notice, a standstill, a limit of value",
        error_messages={"required": "Say why, so that somebody else can follow it"},
    )
    checked_on = date_field(label="The day of the check")
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Open the page again, and check what it shows"})


class WithdrawForm(forms.Form):
    """Why a call-off is taken back."""

    reason = forms.CharField(
        label="Why it is taken back",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say why it is taken back"},
    )


def amount_shown(pence: int) -> str:
    """Return an amount as the box shows it: pounds, with pence only if there are any."""
    return f"{pence // 100:,}" if pence % 100 == 0 else f"{pence // 100:,}.{pence % 100:02d}"


def describe_form(data: Any = None, **first: Any) -> DescribeForm:  # noqa: ANN401  # Django's own arguments
    """Return the form on which a call-off is described."""
    return DescribeForm(data, initial=first)
