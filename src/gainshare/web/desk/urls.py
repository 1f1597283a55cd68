"""The address of my desk."""

from __future__ import annotations

from django.urls import path

from gainshare.web.desk import views

urlpatterns = [path("", views.desk, name="desk")]
