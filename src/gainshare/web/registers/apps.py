"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Registers(AppConfig):
    """Its name and label."""

    name = "gainshare.web.registers"
    label = "registers"
    default_auto_field = "django.db.models.BigAutoField"
