"""What is asked about risks and items."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from gainshare.core.governance.register import HIGHEST, IMPACTS, KINDS, LIKELIHOODS, ItemKind
from gainshare.web.registers.actions import PREFIXES, REACH_LIMIT, SUGGESTED
from gainshare.web.shared.forms import date_field

WORDS = 2_000
"""Characters of the longest text: what risks.csv and actions.csv can hold."""
SHORT = 200
"""Characters of the longest title, category or post."""
REFERENCE = 80
"""Characters of the longest reference."""
SOURCE_HINT = "The reference of a meeting, a decision or a risk, such as ALT-2026-11, DEC-021 or R-14"
POUNDS = re.compile(r"(\d{1,12})(?:\.(\d{1,2}))?", re.ASCII)
"""An amount in pounds, without commas."""
Choices = Sequence[tuple[str, str]]


class PoundsField(forms.CharField):
    """An amount of money as people type it, `£1,234.50`; its value is in whole pence."""

    def clean(self, value: Any) -> Any:  # noqa: ANN401  # Django's own signature
        """Return the amount in whole pence; None if nothing was typed."""
        typed = re.sub(r"[£,\s]", "", super().clean(value))
        if not typed:
            return None
        found = POUNDS.fullmatch(typed)
        if found is None:
            raise forms.ValidationError(f"{self.label} must be an amount in pounds, such as 20,000 or 1,234.50")
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def new_token() -> uuid.UUID:
    """Return the token of a form that is shown anew."""
    return uuid.uuid4()


def _score(label: str, words: Sequence[str]) -> forms.TypedChoiceField:
    """Return a field for likelihood or impact."""
    asked = label[:1].lower() + label[1:]
    return forms.TypedChoiceField(
        label=label,
        coerce=int,
        choices=[("", f"Choose the {asked}"), *((number, f"{number} {word}") for number, word in enumerate(words, 1))],
        error_messages={"required": f"Choose the {asked}, from 1 to {HIGHEST}", "invalid_choice": f"Choose the {asked} of the list"},
    )


def _words(label: str, ask: str, *, hint: str = "", is_required: bool = True, rows: int = 3) -> forms.CharField:
    """Return a field for a text of some lines."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=is_required,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": ask},
    )


def _short(label: str, ask: str, *, hint: str = "", is_required: bool = True, limit: int = SHORT) -> forms.CharField:
    """Return a field for a few words."""
    error = {"required": ask}
    box = forms.TextInput(attrs={"class": "nhsuk-input--width-30"})
    return forms.CharField(label=label, help_text=hint, required=is_required, max_length=limit, error_messages=error, widget=box)


def _owner(label: str = "Who looks after it") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, error_messages={"required": "Choose who looks after it", "invalid_choice": "Choose a party or a body of the list"}
    )


class OwnedForm(forms.Form):
    """A form that asks who looks after something."""

    def __init__(self, *args: Any, owners: Choices, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["owner_party"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(owners)


class ScoreForm(forms.Form):
    """A new score of a risk, and why."""

    likelihood = _score("Likelihood", LIKELIHOODS)
    impact = _score("Impact", IMPACTS)
    reason = _words("Why the score is another now", "Say why the score is another now")


class TellForm(OwnedForm):
    """What is said of a risk besides its score."""

    mitigation = _words("What is done about it", "Say what is done about it")
    residual_value = forms.IntegerField(
        label="Score that is left",
        help_text="Likelihood × impact once that has taken effect, from 1 to 25",
        min_value=1,
        max_value=HIGHEST**2,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}),
        error_messages={
            "required": "Enter the score that is left, from 1 to 25",
            "invalid": "Enter the score that is left as a whole number from 1 to 25",
            "min_value": "The score that is left is 1 or more",
            "max_value": "The score that is left is 25 or less",
        },
    )
    owner_party = _owner()
    owner_post = _short("Post", "Enter the post of whoever looks after it", hint="Such as service director")
    review_on = date_field(
        label="Next review", asks="the day of the next review", hint="The day on which it is looked at next. For example, 26 11 2026"
    )
    money_low = PoundsField(
        label="Least it would cost",
        help_text="In pounds",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )
    money_high = PoundsField(
        label="Most it would cost",
        help_text="In pounds",
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-10"}),
    )
    probability = forms.IntegerField(
        label="Probability",
        help_text="In per cent",
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-3"}),
        error_messages={
            "invalid": "Enter the probability as a whole number from 0 to 100",
            "min_value": "The probability is 0 or more",
            "max_value": "The probability is 100 or less",
        },
    )

    def clean(self) -> dict[str, Any]:
        """Check that both ends of the cost are said, the lower first."""
        found = super().clean() or {}
        low, high = found.get("money_low"), found.get("money_high")
        if "money_low" in found and "money_high" in found:
            if (low is None) != (high is None):
                self.add_error("money_low" if low is None else "money_high", "Enter both the least and the most it would cost, or neither")
            elif low is not None and high is not None and high < low:
                self.add_error("money_high", "The most it would cost is at least the least it would cost")
        return found


class ChangeRiskForm(TellForm):
    """What is said of a risk, and what came of looking at it."""

    remark = _words("What came of looking at it", "", is_required=False, rows=2)


class NewRiskForm(TellForm):
    """A risk that is raised."""

    title = _short("What the risk is called", "Say what the risk is called")
    category = _short("What sort of risk it is", "Say what sort of risk it is", hint="Such as finance, delivery, quality or workforce")
    description = _words(
        "Cause, event and consequence",
        "Say the cause, the event and the consequence",
        hint="Because something is so, something may happen, so that something follows",
    )
    likelihood = _score("Likelihood", LIKELIHOODS)
    impact = _score("Impact", IMPACTS)
    token = forms.UUIDField(widget=forms.HiddenInput)
    field_order = ("title", "category", "description", "likelihood", "impact")


class ReasonForm(forms.Form):
    """Why something is closed."""

    reason = _words("Why it is closed", "Say why it is closed", rows=2)


class ReopenForm(forms.Form):
    """Why a risk is open again, and when it is looked at."""

    reason = _words("Why it is open again", "Say why it is open again", rows=2)
    review_on = date_field(label="Next review", asks="the day of the next review", hint="For example, 26 11 2026")


class WarnForm(OwnedForm):
    """An early warning: what is to be done about a risk, by whom and by when."""

    text = _words("What is to be done", "Say what is to be done")
    owner_party = _owner("Who does it")
    owner_post = _short("Post", "Enter the post of whoever does it")
    due_on = date_field(label="Due", asks="the day on which it is due", hint="For example, 26 11 2026")


class ItemForm(OwnedForm):
    """A new item of a kind; it asks what goes with the kind."""

    text = _words("What it says", "Say what it is")
    source = _short("Where it comes from", "", hint=SOURCE_HINT, is_required=False, limit=REFERENCE)
    owner_party = _owner()
    owner_post = _short("Post", "Enter the post of whoever looks after it", hint="Such as service director")
    due_on = date_field(label="Due", asks="the day on which it is due", hint="For example, 26 11 2026")
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: ItemKind, may_keep: bool, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        self.fields["text"].label = f"What the {kind} is"
        self.fields["text"].error_messages["required"] = f"Say what the {kind} is"
        if not KINDS[kind].has_due:
            del self.fields["due_on"]
        if kind in SUGGESTED:
            for name in ("owner_party", "owner_post"):
                self.fields[name].required = False
            if not may_keep:
                # Whoever suggests something does not say whose it is: those who keep the registers do.
                del self.fields["owner_party"], self.fields["owner_post"]


class ChangeItemForm(OwnedForm):
    """Who looks after an item from now on, by when it is due, and why that changes."""

    owner_party = _owner()
    owner_post = _short("Post", "Enter the post of whoever looks after it")
    due_on = date_field(label="Due", asks="the day on which it is due", hint="For example, 26 11 2026")
    reason = _words("Why it changes", "Say why it changes", rows=2)

    def __init__(self, *args: Any, kind: ItemKind, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        if not KINDS[kind].has_due:
            del self.fields["due_on"]
        if kind in SUGGESTED:
            for name in ("owner_party", "owner_post"):
                self.fields[name].required = False


class MoveForm(forms.Form):
    """Where an item is to stand, and why."""

    status = forms.ChoiceField(
        label="It is now",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is now", "invalid_choice": "Choose what it is now from the list"},
    )
    reason = _words("Why", "", hint="Needed if it is dropped, not kept, or taken up again", is_required=False, rows=2)

    def __init__(self, *args: Any, statuses: Choices, **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["status"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(statuses)


class ReachForm(forms.Form):
    """How many people or places an idea has reached."""

    reach = forms.IntegerField(
        label="How many people or places it has reached",
        min_value=0,
        max_value=REACH_LIMIT,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-10"}),
        error_messages={
            "required": "Enter how many it has reached",
            "invalid": "Enter how many it has reached as a whole number",
            "min_value": "The reach is 0 or more",
        },
    )


KIND_WORDS: dict[ItemKind, str] = {
    "action": "Something that somebody is to do by a day",
    "issue": "Something that has gone wrong and has to be resolved",
    "idea": "Something that could be tried, and spread if it works",
    "commitment": "Something that a party has said it will do",
    "lesson": "Something that was learned and should be shared",
}
"""What each kind of item is, in a sentence."""
assert KIND_WORDS.keys() == PREFIXES.keys()
