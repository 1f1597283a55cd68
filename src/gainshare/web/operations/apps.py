"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Operations(AppConfig):
    """Its name and label."""

    name = "gainshare.web.operations"
    label = "operations"
    default_auto_field = "django.db.models.BigAutoField"
