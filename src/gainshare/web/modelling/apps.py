"""The Django app."""

from __future__ import annotations

from django.apps import AppConfig


class Modelling(AppConfig):
    """Its name and label."""

    name = "gainshare.web.modelling"
    label = "modelling"
    default_auto_field = "django.db.models.BigAutoField"
