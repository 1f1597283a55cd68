"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from gainshare.web.operations import views

urlpatterns = [
    path("a/<uuid:alliance>/journal", views.journal, name="journal"),
    path("a/<uuid:alliance>/messages", views.messages, name="messages"),
    path("site/journal", views.site_journal, name="site_journal"),
]
