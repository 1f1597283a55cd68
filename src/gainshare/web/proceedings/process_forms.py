"""What is asked about a process, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from gainshare.core.kernel.formats import date_long
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.models import Party
from gainshare.web.governance.models import Decision
from gainshare.web.proceedings.kinds import KindWords
from gainshare.web.shared.forms import date_field

WORDS = 2_000
"""Characters of the longest text."""


class StartForm(forms.Form):
    """Whom a process is about, why, and since when."""

    party = forms.CharField(max_length=200)
    event = forms.ChoiceField(label="What sort of thing it is", error_messages={"required": "Choose what sort of thing it is"})
    reason = forms.CharField(max_length=WORDS, widget=forms.Textarea(attrs={"rows": 4}))
    started_on = date_field(label="Day")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, words: KindWords, parties: Iterable[Party], events: Iterable[str], **more: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **more)
        if words.kind == "admission":
            self.fields["party"].error_messages["required"] = "Enter the name of the organisation"
        else:
            choices = [("", "Choose a party"), *((one.code, one.organisation.name) for one in parties)]
            wrong = {"required": "Choose the party", "invalid_choice": "Choose a party of the list"}
            self.fields["party"] = forms.ChoiceField(choices=choices, error_messages=wrong)
        if words.kind == "exclusion" and (listed := list(events)):
            field = self.fields["event"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choose one"), *((one, f"{one[:1].upper()}{one[1:]}") for one in listed)]
        else:
            del self.fields["event"]
        self.fields["party"].label = words.asks
        self.fields["reason"].label, self.fields["reason"].help_text = words.reason, words.reason_hint
        self.fields["reason"].error_messages["required"] = f"Write {words.reason[:1].lower()}{words.reason[1:]}"
        self.fields["started_on"].label = words.day
        self.fields["started_on"].error_messages["required"] = f"Enter the day: {words.day[:1].lower()}{words.day[1:]}"
        self.fields["started_on"].error_messages["invalid"] = f"{words.day} must be a real date, such as 10 11 2026"


ASKS = {"notice": "Did the party answer?", "plan": "Did the plan come?"}
"""What is asked of the steps that wait for the party, by the name of the step."""


class StepForm(forms.Form):
    """When a step was done, and what shows it; of one that waits for the party, whether it came."""

    step = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    came = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No, and its last day has gone by")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it came"},
    )
    note = forms.CharField(
        label="What was done, and where it can be read",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as the minute, the paper or the deed",
        error_messages={"required": "Write what was done, and where it can be read"},
    )
    done_on = date_field(label="Done on", asks="the day on which it was done", hint="For example, 10 11 2026")

    def __init__(self, *args: Any, at: str, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        if at in ASKS:
            self.fields["came"].label = ASKS[at]
        else:
            del self.fields["came"]


class DecisionForm(forms.Form):
    """Which decision a process rests on."""

    decision = forms.ChoiceField(
        label="Which decision", error_messages={"required": "Choose the decision", "invalid_choice": "Choose a decision of the list"}
    )

    def __init__(self, *args: Any, decisions: Iterable[Decision], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["decision"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a decision"), *((str(one.pk), f"{one.reference}: {one.title}") for one in decisions)]


class ApproveForm(forms.Form):
    """What a party's own board said."""

    party = forms.ChoiceField(
        label="Which party", error_messages={"required": "Choose the party", "invalid_choice": "Choose a party of the list"}
    )
    says = forms.ChoiceField(
        label="What its board decided",
        choices=[("yes", "It approves"), ("no", "It does not approve")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what its board decided"},
    )
    given_by = forms.CharField(
        label="Who decided for it",
        max_length=200,
        help_text="For example, trust board",
        error_messages={"required": "Enter who decided for it, such as trust board"},
    )
    given_on = date_field(label="Decided on", asks="the day on which its board decided", hint="For example, 10 11 2026")
    reason = forms.CharField(
        label="Why not, if it does not approve", required=False, max_length=WORDS, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, parties: Iterable[Party], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a party"), *((one.code, one.organisation.name) for one in parties)]

    def clean(self) -> dict[str, Any]:
        """Return what was sent; a board that does not approve says why."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("says") == "no" and not given.get("reason"):
            self.add_error("reason", "Write why it does not approve, and what would change it")
        return given


class VersionForm(forms.Form):
    """Which version of the agreement re-bases the shares."""

    version = forms.ChoiceField(
        label="Which version", error_messages={"required": "Choose the version", "invalid_choice": "Choose a version of the list"}
    )

    def __init__(self, *args: Any, versions: Iterable[AgreementVersion], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["version"]
        assert isinstance(field, forms.ChoiceField)
        listed = [(str(one.number), f"Version {one.number}, from {date_long(one.takes_effect_on)}") for one in versions]
        field.choices = [("", "Choose a version"), *listed]


class RectifyForm(forms.Form):
    """What was put right."""

    outcome = forms.CharField(
        label="What was put right, and what shows it",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what was put right, and what shows it"},
    )


class WithdrawForm(forms.Form):
    """Why a process is taken back."""

    outcome = forms.CharField(
        label="Why it is taken back",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write why it is taken back"},
    )
