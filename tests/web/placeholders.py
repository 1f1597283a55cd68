"""Every address of the application, and placeholders for those that it does not have yet."""

from django.http import HttpResponse
from django.urls import include, path

from gainshare.web.config.urls import urlpatterns as real

urlpatterns = [
    *real,
    path("accounts/", include("allauth.urls")),
    path("desk", lambda request: HttpResponse(), name="desk"),
    path("start", lambda request: HttpResponse(), name="start_alliance"),
]
