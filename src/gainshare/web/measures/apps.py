"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Measures(AppConfig):
    """Its name and label."""

    name = "gainshare.web.measures"
    label = "measures"
    default_auto_field = "django.db.models.BigAutoField"
