"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from gainshare.web.exchange import views

urlpatterns = [
    path("alliances/start", views.start, name="start_alliance"),
    path("a/<uuid:alliance>/export", views.export, name="export"),
]
