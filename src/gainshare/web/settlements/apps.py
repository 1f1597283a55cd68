"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Settlements(AppConfig):
    """Its name and label."""

    name = "gainshare.web.settlements"
    label = "settlements"
    default_auto_field = "django.db.models.BigAutoField"
