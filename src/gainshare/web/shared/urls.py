"""The addresses of this app. Its handlers of errors are in `views.py`, and named in `config/urls.py`."""

from __future__ import annotations

from django.urls import path

from gainshare.web.shared import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("health", views.health, name="health"),
]
