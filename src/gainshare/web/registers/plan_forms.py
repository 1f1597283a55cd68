"""What is asked about the plan: activities and their milestones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from gainshare.core.governance.plan import ACTIVITY_KINDS
from gainshare.web.registers.forms import SHORT, WORDS
from gainshare.web.shared.forms import date_field


@dataclass(frozen=True, slots=True)
class Offered:
    """What there is to choose from for an activity."""

    leads: Sequence[tuple[str, str]]
    """Who can lead it, nobody first."""
    statuses: Sequence[str]
    """Where it can stand."""
    measures: Sequence[tuple[str, str]]
    """The measures that it can move."""
    needs: Sequence[tuple[str, str]]
    """The activities and milestones that it can depend on."""


class ActivityForm(forms.Form):
    """What is said of an activity."""

    text = forms.CharField(
        label="What is changed",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what is changed"},
    )
    kind = forms.ChoiceField(label="Kind of transformation", required=False, choices=[("", "Not said yet"), *ACTIVITY_KINDS.items()])
    lead = forms.ChoiceField(
        label="Who leads it", error_messages={"required": "Choose who leads it", "invalid_choice": "Choose a party or a body of the list"}
    )
    status = forms.ChoiceField(label="Status", error_messages={"required": "Choose where it stands"})
    benefit = forms.CharField(label="What gets better by it", required=False, max_length=WORDS, widget=forms.Textarea(attrs={"rows": 2}))
    measure = forms.ChoiceField(label="Measure that it should move", required=False)
    depends_on = forms.MultipleChoiceField(
        label="What has to be done first",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose activities and milestones of the list"},
    )

    def __init__(self, *args: Any, offered: Offered, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        for name, choices in (
            ("lead", offered.leads),
            ("status", [(status, status.capitalize()) for status in offered.statuses]),
            ("measure", [("", "None"), *offered.measures]),
            ("depends_on", offered.needs),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
        if not offered.needs:
            del self.fields["depends_on"]


class NewActivityForm(ActivityForm):
    """An activity that is added."""

    token = forms.UUIDField(widget=forms.HiddenInput)


class ChangeActivityForm(ActivityForm):
    """What is said of an activity from now on, and why that changes."""

    reason = forms.CharField(
        label="Why it changes",
        help_text="Needed if its status changes",
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class NewMilestoneForm(forms.Form):
    """A milestone that is added."""

    name = forms.CharField(label="What is reached", max_length=SHORT, error_messages={"required": "Say what is to be reached"})
    due_on = date_field(label="Due", asks="the day on which it is due", hint="For example, 31 3 2027")


class MilestoneForm(NewMilestoneForm):
    """What is said of a milestone from now on, and why that changes."""

    done_on = date_field(
        label="Reached on", asks="the day on which it was reached", hint="Leave it empty while it is not reached", is_required=False
    )
    is_dropped = forms.BooleanField(label="It is no longer aimed at", required=False)
    reason = forms.CharField(
        label="Why it changes",
        help_text="Not needed if you only say when it was reached",
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
