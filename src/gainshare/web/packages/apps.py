"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Packages(AppConfig):
    """Its name and label."""

    name = "gainshare.web.packages"
    label = "packages"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell governance that a decision may bind a call-off, and what it has to commit at least."""
        from gainshare.web.governance.bindable import BINDABLE, WORTH
        from gainshare.web.packages.queries import call_off_called, worth_of

        BINDABLE["call_off"] = call_off_called
        WORTH["call_off"] = worth_of
