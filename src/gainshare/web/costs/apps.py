"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Costs(AppConfig):
    """Its name and label."""

    name = "gainshare.web.costs"
    label = "costs"
    default_auto_field = "django.db.models.BigAutoField"
