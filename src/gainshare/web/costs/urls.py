"""The addresses of the open book."""

from __future__ import annotations

from django.urls import path

from gainshare.web.costs.views import entering, evidence, months, pasting, reviewing

ALLIANCE = "a/<uuid:alliance>/costs"
RETURN = f"{ALLIANCE}/returns/<uuid:of>"

urlpatterns = [
    path(f"{ALLIANCE}/", months.year, name="months"),
    path(f"{ALLIANCE}/<slug:month>/", months.month, name="month"),
    path(f"{ALLIANCE}/<slug:month>/remind", months.remind_party, name="remind_party"),
    path(f"{ALLIANCE}/<slug:month>/start", entering.start, name="start_return"),
    path(f"{ALLIANCE}/<slug:month>/restate", entering.restate, name="restate_month"),
    path(f"{RETURN}/edit", entering.edit, name="edit_return"),
    path(f"{RETURN}/paste", pasting.paste, name="paste_return"),
    path(f"{RETURN}/check", entering.check, name="check_return"),
    path(f"{RETURN}/explain", entering.explain, name="explain_return"),
    path(f"{RETURN}/declare", entering.declare, name="declare_return"),
    path(f"{RETURN}/discard", entering.discard, name="discard_return"),
    path(f"{RETURN}/", reviewing.show, name="return"),
    path(f"{RETURN}/query", reviewing.query, name="query_return"),
    path(f"{RETURN}/queries/<uuid:query>/answer", reviewing.answer, name="answer_query"),
    path(f"{RETURN}/accept", reviewing.accept, name="accept_return"),
    path(f"{RETURN}/give-back", reviewing.give_back, name="give_back_return"),
    path(f"{RETURN}/evidence", evidence.add, name="add_evidence"),
    path(f"{RETURN}/evidence/<uuid:file>", evidence.get, name="evidence"),
    path(f"{RETURN}/evidence/<uuid:file>/remove", evidence.remove, name="remove_evidence"),
]
