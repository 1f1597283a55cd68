"""The addresses of packages of works."""

from __future__ import annotations

from django.urls import path

from gainshare.web.packages import views

PACKAGES = "a/<uuid:alliance>/packages"
CALL_OFF = "a/<uuid:alliance>/call-offs/<uuid:of>"

urlpatterns = [
    path(f"{PACKAGES}/", views.packages, name="packages"),
    path(f"{PACKAGES}/<str:package>/", views.package, name="package"),
    path(f"{PACKAGES}/<str:package>/call-off", views.describe_call_off, name="describe_call_off"),
    path(f"{CALL_OFF}/", views.call_off, name="call_off"),
    path(f"{CALL_OFF}/change", views.change_call_off, name="change_call_off"),
    path(f"{CALL_OFF}/check", views.check_call_off, name="check_call_off"),
    path(f"{CALL_OFF}/withdraw", views.withdraw_call_off, name="withdraw_call_off"),
]
