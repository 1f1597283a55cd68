"""What is asked about who decides: a seat, a schedule, an interest; and about a target that a decision adjusts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from gainshare.web.governance.adjusting import KINDS
from gainshare.web.governance.forms import MoneyField, words
from gainshare.web.governance.words import INTEREST_KINDS
from gainshare.web.shared.forms import date_field


class SeatForm(forms.Form):
    """Who is to sit where."""

    person = forms.ChoiceField(label="Person", error_messages={"required": "Choose a person"})
    part = forms.ChoiceField(
        label="As",
        choices=(("member", "The member"), ("deputy", "The deputy, by a deed")),
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether they are the member or the deputy"},
    )
    deed = forms.CharField(label="Deed, minute or letter that appoints them", max_length=200, required=False)
    limit = MoneyField(label="The most that they may commit, £", help_text="Leave it empty if it is as much as the seat may")
    begins_on = date_field(label="From")
    ends_on = date_field(label="Until, the last day", is_required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(people)

    def clean(self) -> dict[str, Any] | None:
        """Ask for the deed of a deputy."""
        given = super().clean() or self.cleaned_data
        if given.get("part") == "deputy" and not given.get("deed", "").strip():
            self.add_error("deed", "A deputy is appointed by a deed: say which")
        return given


class ScheduleForm(forms.Form):
    """The next governance schedule."""

    file = forms.FileField(label="governance.yaml", error_messages={"required": "Choose the file", "empty": "The file is empty"})
    takes_effect_on = date_field(label="Takes effect on")
    reason = words("What changes, and why", missing="Say what changes, and why", longest=2_000)


class InterestForm(forms.Form):
    """An interest of one's own."""

    what = words("What is the interest?", missing="Say what the interest is", longest=2_000)
    kind = forms.ChoiceField(
        label="Kind",
        choices=[(one, one.capitalize()) for one in INTEREST_KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a kind"},
    )
    management = words("What is done about it", hint="Such as leaving the meeting for some decisions", is_required=False, longest=2_000)


class ReviewForm(forms.Form):
    """What is done about an interest, as looked at today."""

    interest = forms.UUIDField(widget=forms.HiddenInput)
    management = words("What is done about it", missing="Say what is done about it, even if that is nothing", longest=2_000)
    is_over = forms.BooleanField(label="It no longer holds", required=False)


class AdjustForm(forms.Form):
    """A change of a party's target."""

    party = forms.ChoiceField(label="Party", error_messages={"required": "Choose a party"})
    period = forms.CharField(
        label="Period",
        max_length=20,
        help_text="A month, a quarter or a year, such as 2027-04, 2027/28 Q1 or 2027/28",
        error_messages={"required": "Enter the period whose target changes"},
    )
    cost_type = forms.ChoiceField(label="Cost type", error_messages={"required": "Choose a cost type"})
    amount = MoneyField(
        label="Amount for the whole period, £", may_be_below_zero=True, help_text="With a minus sign if the target is lowered"
    )
    kind = forms.ChoiceField(
        label="What it is for",
        choices=[(one, one.capitalize()) for one in KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what it is for"},
    )
    reason = words("Why", missing="Say why the target is adjusted", longest=2_000)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  # Django's own arguments
        parties: Sequence[tuple[str, str]],
        cost_types: Sequence[tuple[str, str]],
        **more: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **more)
        for name, choices in (("party", parties), ("cost_type", cost_types)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
