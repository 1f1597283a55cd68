"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Proceedings(AppConfig):
    """Its name and label."""

    name = "gainshare.web.proceedings"
    label = "proceedings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how many disputes were open on a day, to the page that counts them."""
        from gainshare.web.governance.trust_numbers import OPEN_DISPUTES
        from gainshare.web.proceedings.queries import disputes_open_on

        OPEN_DISPUTES.append(disputes_open_on)
