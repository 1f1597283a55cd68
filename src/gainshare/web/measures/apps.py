"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Measures(AppConfig):
    """Its name and label."""

    name = "gainshare.web.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the agreement how the values that were entered here are read, so that a new version is checked against them."""
        from gainshare.web.agreements import checks
        from gainshare.web.measures.queries import observations_of

        checks.read_entered = observations_of
