"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Shared(AppConfig):
    """Its name and label."""

    name = "gainshare.web.shared"
    label = "shared"
    default_auto_field = "django.db.models.BigAutoField"
