"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Shared(AppConfig):
    """Its name and label."""

    name = "gainshare.web.shared"
    label = "shared"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let forms speak plainly."""
        from gainshare.web.shared.plain_words import speak_plainly

        speak_plainly()
