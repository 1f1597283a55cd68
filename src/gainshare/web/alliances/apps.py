"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Alliances(AppConfig):
    """Its name and label."""

    name = "gainshare.web.alliances"
    label = "alliances"
    default_auto_field = "django.db.models.BigAutoField"
