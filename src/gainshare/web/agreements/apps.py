"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Agreements(AppConfig):
    """Its name and label."""

    name = "gainshare.web.agreements"
    label = "agreements"
    default_auto_field = "django.db.models.BigAutoField"
