"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Periods(AppConfig):
    """Its name and label."""

    name = "gainshare.web.periods"
    label = "periods"
    default_auto_field = "django.db.models.BigAutoField"
