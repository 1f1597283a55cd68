"""The addresses of the forecast."""

from __future__ import annotations

from django.urls import path

from gainshare.web.modelling import views

urlpatterns = [
    path("a/<uuid:alliance>/forecast/", views.forecast, name="forecast"),
    path("a/<uuid:alliance>/forecast/bridge.svg", views.chart, name="forecast_chart"),
]
