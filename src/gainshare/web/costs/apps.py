"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Costs(AppConfig):
    """Its name and label."""

    name = "gainshare.web.costs"
    label = "costs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the agreement how what was handed in is read, so that a new version is checked against it."""
        from gainshare.web.agreements import checks
        from gainshare.web.costs.convert import handed_in_of
        from gainshare.web.shared.kept_files import NAMED_BY

        checks.read_handed_in = handed_in_of
        NAMED_BY.append("costs.Evidence")
