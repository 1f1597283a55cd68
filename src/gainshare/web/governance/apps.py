"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Governance(AppConfig):
    """Its name and label."""

    name = "gainshare.web.governance"
    label = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which rows name files that are kept."""
        from gainshare.web.shared.kept_files import NAMED_BY

        NAMED_BY.append("governance.Paper")
