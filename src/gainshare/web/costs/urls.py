"""The addresses of the open book."""

from __future__ import annotations

from django.urls import path

from gainshare.web.costs.views import evidence, months, reviewing

ALLIANCE = "a/<uuid:alliance>/costs"
RETURN = f"{ALLIANCE}/returns/<uuid:of>"

urlpatterns = [
    path(f"{ALLIANCE}/", months.year, name="months"),
    path(f"{ALLIANCE}/<slug:month>/", months.month, name="month"),
    path(f"{ALLIANCE}/<slug:month>/remind", months.remind_party, name="remind_party"),
    path(f"{RETURN}/", reviewing.show, name="return"),
    path(f"{RETURN}/query", reviewing.query, name="query_return"),
    path(f"{RETURN}/queries/<uuid:query>/answer", reviewing.answer, name="answer_query"),
    path(f"{RETURN}/accept", reviewing.accept, name="accept_return"),
    path(f"{RETURN}/give-back", reviewing.give_back, name="give_back_return"),
    path(f"{RETURN}/evidence", evidence.add, name="add_evidence"),
    path(f"{RETURN}/evidence/<uuid:file>", evidence.get, name="evidence"),
    path(f"{RETURN}/evidence/<uuid:file>/remove", evidence.remove, name="remove_evidence"),
]
