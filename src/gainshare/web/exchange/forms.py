"""What is asked of whoever starts an alliance."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gainshare.web.exchange.examples import example_files, example_folders
from gainshare.web.exchange.uploads import files_in

LARGEST_UPLOAD = 20_000_000
"""Bytes of the largest upload."""


class StartForm(forms.Form):
    """Of what to start an alliance, and who manages it."""

    token = forms.UUIDField(required=False, initial=uuid.uuid4, widget=forms.HiddenInput)
    file = forms.FileField(
        label="The alliance's folder",
        help_text="A ZIP of the folder with its agreement.yaml and CSV files, or an agreement.yaml by itself. At most 20 MB.",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".zip,.yaml,.yml"}),
    )
    example = forms.ChoiceField(label="Or an example to begin with", required=False)
    manager = forms.EmailField(
        label="E-mail address of the alliance manager",
        help_text="They are invited, and invite everybody else. You do not see the alliance's figures.",
        max_length=254,
        error_messages={
            "required": "Enter the e-mail address of the alliance manager",
            "invalid": "Enter an e-mail address in the correct form, such as name@example.com",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # what Django's forms take
        super().__init__(*args, **kwargs)
        asked = self.fields["example"]
        assert isinstance(asked, forms.ChoiceField)
        asked.choices = [("", "None"), *((name, name.replace("_", " ").capitalize()) for name in example_folders())]

    def clean_file(self) -> UploadedFile[Any] | None:
        """Return the upload if it is not too large."""
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        if file is not None and (file.size or 0) > LARGEST_UPLOAD:
            raise forms.ValidationError("The file has more than 20 MB. Leave out what is not needed.")
        return file

    def clean(self) -> dict[str, Any]:
        """Check that there is a file or an example, and not both."""
        found = super().clean() or {}
        if "file" not in self.errors and bool(found.get("file")) == bool(found.get("example")):
            self.add_error("file", "Choose a file or an example, and not both" if found.get("file") else "Choose a file, or an example")
        return found

    def folder(self) -> Mapping[str, bytes]:
        """Return the files of the folder that was chosen.

        Raises:
            Invalid: the upload is no folder.
        """
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        return example_files(self.cleaned_data["example"]) if file is None else files_in(file.read(), file.name or "upload")
