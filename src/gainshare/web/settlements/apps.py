"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Settlements(AppConfig):
    """Its name and label."""

    name = "gainshare.web.settlements"
    label = "settlements"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the open book how what was settled is read, so that a restatement says what it changes."""
        from gainshare.web.costs import effect
        from gainshare.web.governance.bindable import BINDABLE
        from gainshare.web.settlements.decided import settlement_called
        from gainshare.web.settlements.held import settled_before

        effect.read_settled = settled_before
        BINDABLE["settlement"] = settlement_called
