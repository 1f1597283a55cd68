"""The addresses of settlements."""

from __future__ import annotations

from django.urls import path

from gainshare.web.settlements import closing_page, position, views

ALLIANCE = "a/<uuid:alliance>/settlements"
PERIOD = "a/<uuid:alliance>/periods/<slug:period>"
ONE = f"{ALLIANCE}/<uuid:of>"

urlpatterns = [
    path("a/<uuid:alliance>/position/", position.position, name="position"),
    path(f"{ONE}/what-if", position.settlement_what_if, name="settlement_what_if"),
    path(f"{PERIOD}", closing_page.show, name="closing"),
    path(f"{PERIOD}/close", closing_page.close_period, name="close_period"),
    path(f"{PERIOD}/reopen", closing_page.reopen_period, name="reopen_period"),
    path(f"{ALLIANCE}/", views.settlements, name="settlements"),
    path(f"{ALLIANCE}/new", views.draft, name="draft_settlement"),
    path(f"{ONE}/", views.statement, name="settlement"),
    path(f"{ONE}/figure", views.figure, name="settlement_figure"),
    path(f"{ONE}/rows", views.rows, name="settlement_rows"),
    path(f"{ONE}/compare", views.compare, name="compare_settlement"),
    path(f"{ONE}/statement.<slug:form>", views.statement_file, name="statement_file"),
    path(f"{ONE}/bundle.json", views.bundle, name="settlement_bundle"),
    path(f"{ONE}/restate", views.restate, name="restate_settlement"),
    path(f"{ONE}/approve", views.approve, name="approve_settlement"),
    path(f"{ONE}/refuse", views.refuse, name="refuse_settlement"),
    path(f"{ONE}/take-back", views.take_back, name="take_back_approval"),
    path(f"{ONE}/withdraw", views.withdraw, name="withdraw_settlement"),
    path(f"{ONE}/pay", views.pay, name="pay_transfer"),
    path(f"{ONE}/take-back-payment", views.take_back_payment, name="take_back_payment"),
]
