"""What is asked about a version of the agreement."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gainshare.web.agreements.convert import LARGEST
from gainshare.web.shared.forms import date_field

LONGEST_REASON = 4_000
"""Characters of the longest reason."""


class UploadForm(forms.Form):
    """A text to look at."""

    file = forms.FileField(
        label="The agreement as a file",
        help_text="An agreement.yaml. You see what differs and what we find in it before anybody else does.",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )

    def clean_file(self) -> bytes:
        """Return what the file holds."""
        file = self.cleaned_data["file"]
        assert isinstance(file, UploadedFile)
        data: bytes = file.read(LARGEST + 1)
        return data


class ProposalForm(forms.Form):
    """When a text shall hold, and why it is as it is."""

    text = forms.CharField(widget=forms.HiddenInput)
    """The text in base 64: a browser would change its line ends."""
    takes_effect_on = date_field(
        label="Takes effect on", asks="the day on which it takes effect", hint="The first of a month, today or later. For example, 1 4 2027"
    )
    reason = forms.CharField(
        label="What changes, and why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea,
        error_messages={"required": "Say what changes, and why"},
    )

    @classmethod
    def of(cls, data: bytes, **initial: Any) -> ProposalForm:  # noqa: ANN401  # the first values of any field
        """Return the form for a text that has just been uploaded."""
        return cls(initial={"text": b64encode(data).decode("ascii"), **initial})

    def clean_text(self) -> bytes:
        """Return the text, byte for byte."""
        try:
            return b64decode(self.cleaned_data["text"], validate=True)
        except (Error, ValueError):
            raise forms.ValidationError("The text was lost on the way. Upload the file again.") from None


class WithdrawForm(forms.Form):
    """Why a version is withdrawn."""

    reason = forms.CharField(label="Why it is withdrawn", max_length=LONGEST_REASON, error_messages={"required": "Say why it is withdrawn"})
