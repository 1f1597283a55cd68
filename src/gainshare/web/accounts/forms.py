"""What somebody is asked about themselves."""

from __future__ import annotations

from django import forms

MAILS = [
    ("each", "One message each time"),
    ("daily", "One message a day, with everything in it"),
    ("none", "No messages: I look at my desk"),
]
"""How messages reach somebody."""


class ProfileForm(forms.Form):
    """A name, and how messages arrive."""

    name = forms.CharField(
        label="Your name",
        help_text="What others see beside what you do.",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": "Enter your name"},
    )
    mails = forms.ChoiceField(
        label="Messages to you",
        help_text="Messages say what waits for you, and never a figure.",
        choices=MAILS,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how messages reach you"},
    )
