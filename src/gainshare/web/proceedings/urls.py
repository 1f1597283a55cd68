"""The addresses of proceedings."""

from __future__ import annotations

from django.urls import path

from gainshare.web.proceedings import dispute_views, process_views

DISPUTES = "a/<uuid:alliance>/disputes"
DISPUTE = f"{DISPUTES}/<uuid:of>"
PROCESSES = "a/<uuid:alliance>/processes"
PROCESS = f"{PROCESSES}/<uuid:of>"

urlpatterns = [
    path(f"{DISPUTES}/", dispute_views.disputes, name="disputes"),
    path(f"{DISPUTES}/new", dispute_views.raise_dispute, name="raise_dispute"),
    path(f"{DISPUTE}/", dispute_views.dispute, name="dispute"),
    path(f"{DISPUTE}/note", dispute_views.note_dispute, name="note_dispute"),
    path(f"{DISPUTE}/escalate", dispute_views.escalate_dispute, name="escalate_dispute"),
    path(f"{DISPUTE}/resolve", dispute_views.resolve_dispute, name="resolve_dispute"),
    path(f"{DISPUTE}/end", dispute_views.end_dispute, name="end_dispute"),
    path(f"{DISPUTE}/withdraw", dispute_views.withdraw_dispute, name="withdraw_dispute"),
    path(f"{PROCESSES}/", process_views.processes, name="processes"),
    path(f"{PROCESSES}/new/<slug:kind>", process_views.start_process, name="start_process"),
    path(f"{PROCESS}/", process_views.process, name="process"),
    path(f"{PROCESS}/record", process_views.record_process, name="record_process"),
    path(f"{PROCESS}/decide", process_views.decide_process, name="decide_process"),
    path(f"{PROCESS}/approve", process_views.approve_process, name="approve_process"),
    path(f"{PROCESS}/complete", process_views.complete_process, name="complete_process"),
    path(f"{PROCESS}/rectify", process_views.rectify_process, name="rectify_process"),
    path(f"{PROCESS}/withdraw", process_views.withdraw_process, name="withdraw_process"),
]
