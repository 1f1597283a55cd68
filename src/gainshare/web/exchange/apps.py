"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Exchange(AppConfig):
    """Its name and label."""

    name = "gainshare.web.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
