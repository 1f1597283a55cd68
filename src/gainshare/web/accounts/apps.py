"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Accounts(AppConfig):
    """Its name and label; with it, the journal hears of sign-ins."""

    name = "gainshare.web.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen."""
        from gainshare.web.accounts import events  # noqa: F401
