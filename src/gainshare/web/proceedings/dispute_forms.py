"""What is asked about a dispute."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms

from gainshare.core.kernel.formats import list_in_words
from gainshare.web.alliances.models import Party
from gainshare.web.proceedings.gentle import blaming_words
from gainshare.web.shared.forms import date_field

WORDS = 2_000
"""Characters of the longest text."""


class RaiseForm(forms.Form):
    """What a party raises."""

    party = forms.ChoiceField(
        label="Which party raises it", error_messages={"required": "Choose the party", "invalid_choice": "Choose one of your parties"}
    )
    about = forms.CharField(
        label="What it concerns",
        max_length=200,
        help_text="A decision, a return, a party. For example, DEC-005",
        error_messages={"required": "Say what it concerns, such as the reference of a decision"},
    )
    question = forms.CharField(
        label="What is to be settled",
        max_length=WORDS,
        widget=forms.Textarea,
        help_text=(
            "Write it as a question that every party could have asked. Begin with “whether” or “how”. For example, whether the ward closes "
            "before the homes are open. Leave out who is to blame."
        ),
        error_messages={"required": "Write what is to be settled, as a question"},
    )
    is_meant = forms.BooleanField(label="Keep these words: the question needs them", required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, parties: Iterable[Party], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, one.organisation.name) for one in parties]
        self.looks_twice = False

    def clean_question(self) -> str:
        """Return the question; note whether its words look for somebody to blame, and nobody has said that they are meant."""
        text: str = self.cleaned_data["question"]
        found = blaming_words(text)
        self.looks_twice = bool(found)
        if found and not self.data.get("is_meant"):
            words = list_in_words([f"“{one}”" for one in found])
            raise forms.ValidationError(
                f"The question says {words}. Ask what is to be settled rather than who caused it, or tick the box below to keep the words."
            )
        return text


class NoteForm(forms.Form):
    """What was said or offered."""

    party = forms.ChoiceField(label="Who said or offered it", required=False)
    text = forms.CharField(
        label="What was said or offered",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what was said or offered"},
    )
    said_on = date_field(label="When", asks="the day on which it was said or offered", hint="For example, 10 11 2026")

    def __init__(self, *args: Any, parties: Iterable[Party], is_whole: bool, **more: Any) -> None:  # noqa: ANN401  # Django's own
        super().__init__(*args, **more)
        field = self.fields["party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([("", "Nobody for a party")] if is_whole else []), *((one.code, one.organisation.name) for one in parties)]


class AtStepForm(forms.Form):
    """At which step the dispute was on the page: nobody acts on a step that it has left."""

    step = forms.IntegerField(required=False, widget=forms.HiddenInput)


class EscalateForm(AtStepForm):
    """Why a dispute goes on to the next step."""

    reason = forms.CharField(
        label="Why it goes on",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in a few words why it goes on to the next step"},
    )


class ResolveForm(AtStepForm):
    """What the parties agreed."""

    outcome = forms.CharField(
        label="What the parties agreed",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what the parties agreed"},
    )


class EndForm(AtStepForm):
    """What came of the last step."""

    outcome = forms.CharField(
        label="What came of the last step",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what came of the last step"},
    )


class WithdrawForm(AtStepForm):
    """Why a dispute is taken back."""

    reason = forms.CharField(
        label="Why it is taken back",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say in a few words why it is taken back"},
    )


def new_token() -> uuid.UUID:
    """Return the token of a form that is shown anew."""
    return uuid.uuid4()
