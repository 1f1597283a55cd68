"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Proceedings(AppConfig):
    """Its name and label."""

    name = "gainshare.web.proceedings"
    label = "proceedings"
    default_auto_field = "django.db.models.BigAutoField"
