"""The addresses of proceedings."""

from __future__ import annotations

from django.urls import path

from gainshare.web.proceedings import dispute_views

DISPUTES = "a/<uuid:alliance>/disputes"
DISPUTE = f"{DISPUTES}/<uuid:of>"

urlpatterns = [
    path(f"{DISPUTES}/", dispute_views.disputes, name="disputes"),
    path(f"{DISPUTES}/new", dispute_views.raise_dispute, name="raise_dispute"),
    path(f"{DISPUTE}/", dispute_views.dispute, name="dispute"),
    path(f"{DISPUTE}/note", dispute_views.note_dispute, name="note_dispute"),
    path(f"{DISPUTE}/escalate", dispute_views.escalate_dispute, name="escalate_dispute"),
    path(f"{DISPUTE}/resolve", dispute_views.resolve_dispute, name="resolve_dispute"),
    path(f"{DISPUTE}/end", dispute_views.end_dispute, name="end_dispute"),
    path(f"{DISPUTE}/withdraw", dispute_views.withdraw_dispute, name="withdraw_dispute"),
]
