"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Governance(AppConfig):
    """Its name and label."""

    name = "gainshare.web.governance"
    label = "governance"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say which rows name files that are kept, and tell the agreement how the decision behind a version is read."""
        from gainshare.web.agreements import deciding
        from gainshare.web.governance.bindable import rebases_of
        from gainshare.web.governance.binding import behind_version
        from gainshare.web.measures import rebasing
        from gainshare.web.shared.kept_files import NAMED_BY

        deciding.decision_behind = behind_version
        rebasing.read_rebases = rebases_of

        NAMED_BY.append("governance.Paper")
