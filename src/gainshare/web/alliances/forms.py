"""What is asked about people and their roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.rights import ROLE_BY_ID, ROLES
from gainshare.web.shared.forms import date_field

LONGEST_REASON = 1_000
"""Characters of the longest reason."""
INVALID_ADDRESS = "Enter an e-mail address in the correct form, such as name@example.com"
"""What is said of an address that is none."""


class PartyForm(forms.Form):
    """A form that asks for one of an alliance's parties."""

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:  # noqa: ANN401  # what Django's forms take
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        choices = [(key, party.organisation.name) for key, party in self.parties.items()]
        asked = self.fields["party"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [("", self.no_party), *choices]

    no_party = "Every party"
    """What the empty choice says."""

    def chosen_party(self) -> Party | None:
        """Return the party chosen; None if none was."""
        return self.parties.get(self.cleaned_data.get("party") or "")


class PeopleFilter(PartyForm):
    """Which roles are listed."""

    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Every role"), *((role.id, role.name) for role in ROLES)])
    party = forms.ChoiceField(label="Party", required=False)
    past = forms.BooleanField(label="Show roles that have ended", required=False)


class InviteForm(PartyForm):
    """Whom to invite to which role."""

    no_party = "The alliance as a whole"

    email = forms.EmailField(
        label="E-mail address", max_length=254, error_messages={"required": "Enter an e-mail address", "invalid": INVALID_ADDRESS}
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[("", "Choose a role"), *((role.id, f"{role.name}: {role.about}") for role in ROLES)],
        error_messages={"required": "Choose a role"},
    )
    party = forms.ChoiceField(
        label="Party that the role is for",
        help_text="Roles such as finance lead, contributor or leadership team member are for one party.",
        required=False,
    )

    ends_on = date_field(
        label="Last day of the role",
        hint="For example, 31 3 2027. An observer's or auditor's role has one; leave it empty for a role that goes on.",
        is_required=False,
    )

    def clean_email(self) -> str:
        """Return the address in small letters."""
        return str(self.cleaned_data["email"]).lower()

    def clean(self) -> dict[str, Any]:
        """Check that a role of a party has one, and a role of the alliance has none."""
        found = super().clean() or {}
        role = ROLE_BY_ID.get(found.get("role") or "")
        if role and role.has_last_day and "ends_on" in found and not found["ends_on"]:
            self.add_error("ends_on", f"Enter the last day: {role.name} is a role for a time")
        if found.get("ends_on") and found["ends_on"] < timezone.localdate():
            self.add_error("ends_on", "Enter a last day that is not past")
        if role and role.is_of_party and not found.get("party"):
            self.add_error("party", f"Choose the party: {role.name} is a role for one party")
        if role and not role.is_of_party and found.get("party"):
            self.add_error("party", f"Choose “{self.no_party}”: {role.name} is not a role for one party")
        return found


class EndForm(forms.Form):
    """Why a role ends."""

    reason = forms.CharField(
        label="Reason", max_length=LONGEST_REASON, widget=forms.Textarea, error_messages={"required": "Say why the role ends"}
    )


class JoinForm(forms.Form):
    """The account of somebody invited: a name and a password."""

    name = forms.CharField(
        label="Your name",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    password = forms.CharField(
        label="Choose a password",
        help_text="At least 12 characters; three words that do not belong together are good.",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Choose a password"},
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type the password again"},
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:  # noqa: ANN401  # what Django's forms take
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Check that the passwords are the same, and good enough."""
        found = super().clean() or {}
        password = found.get("password")
        if password and found.get("again") and password != found["again"]:
            self.add_error("again", "The two passwords differ")
        if password:
            try:
                validate_password(password, Person(email=self.email, name=found.get("name", "")))
            except ValidationError as error:
                self.add_error("password", error)
        return found
