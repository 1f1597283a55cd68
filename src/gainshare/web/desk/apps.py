"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Desk(AppConfig):
    """Its name and label."""

    name = "gainshare.web.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
