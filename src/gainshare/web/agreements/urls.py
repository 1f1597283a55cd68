"""The addresses of this app."""

from __future__ import annotations

from django.urls import path

from gainshare.web.agreements import home, views

urlpatterns = [
    path("a/<uuid:alliance>/", home.home, name="alliance"),
    path("a/<uuid:alliance>/agreement", views.versions, name="agreement_versions"),
    path("a/<uuid:alliance>/agreement/new", views.upload, name="propose_agreement"),
    path("a/<uuid:alliance>/agreement/new/propose", views.propose, name="send_proposal"),
    path("a/<uuid:alliance>/agreement/<int:number>", views.version, name="agreement_version"),
    path("a/<uuid:alliance>/agreement/<int:number>/agreement.yaml", views.text, name="agreement_text"),
    path("a/<uuid:alliance>/agreement/<int:number>/approve", views.approve, name="approve_agreement"),
    path("a/<uuid:alliance>/agreement/<int:number>/withdraw", views.withdraw, name="withdraw_agreement"),
]
