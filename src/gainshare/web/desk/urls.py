"""The addresses of my desk and of the portfolio."""

from __future__ import annotations

from django.urls import path

from gainshare.web.desk import forward_plan, views

urlpatterns = [
    path("", views.desk, name="desk"),
    path("portfolio/", views.portfolio, name="portfolio"),
    path("a/<uuid:alliance>/forward-plan/", forward_plan.forward_plan, name="forward_plan"),
]
