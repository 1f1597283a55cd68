"""What Django says of a value that is too long, too small or too large, in the words of this application."""

from __future__ import annotations

from django.core import validators

TOO_LONG = "Use at most %(limit_value)d characters: there are %(show_value)d"
TOO_SMALL = "Enter %(limit_value)s or more"
TOO_LARGE = "Enter %(limit_value)s or less"


def speak_plainly() -> None:
    """Let every form say it so, unless a field has words of its own. Django has one message for each rule, and no setting for it."""
    validators.MaxLengthValidator.message = TOO_LONG
    validators.MinValueValidator.message = TOO_SMALL
    validators.MaxValueValidator.message = TOO_LARGE
