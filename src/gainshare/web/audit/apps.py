"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Audit(AppConfig):
    """Its name and label."""

    name = "gainshare.web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
