"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from gainshare.web.alliances import profile, views

urlpatterns = [
    path("alliances", views.alliances, name="alliances"),
    path("a/<uuid:alliance>/people", views.people, name="people"),
    path("a/<uuid:alliance>/people/invite", views.invite, name="invite"),
    path("a/<uuid:alliance>/people/invitations/<uuid:invitation>/withdraw", views.withdraw_invitation, name="withdraw_invitation"),
    path("a/<uuid:alliance>/people/<uuid:membership>/end", views.end_role, name="end_role"),
    path("invitation/<str:token>", views.invitation, name="invitation"),
    path("me", profile.profile, name="profile"),
]
