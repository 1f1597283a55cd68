"""The addresses of registers."""

from __future__ import annotations

from django.urls import path

from gainshare.web.registers.views import items, plan, risks

ALLIANCE = "a/<uuid:alliance>/registers"
RISK = f"{ALLIANCE}/risks/<uuid:of>"
ITEM = f"{ALLIANCE}/items/<uuid:of>"
ACTIVITY = f"{ALLIANCE}/plan/<uuid:of>"

urlpatterns = [
    path(f"{ALLIANCE}/", risks.registers, name="registers"),
    path(f"{ALLIANCE}/risks/", risks.risks, name="risks"),
    path(f"{ALLIANCE}/risks/new", risks.new_risk, name="new_risk"),
    path(f"{ALLIANCE}/risks/risks.csv", risks.risks_file, name="risks_file"),
    path(f"{RISK}/", risks.risk, name="risk"),
    path(f"{RISK}/rescore", risks.rescore_risk, name="rescore_risk"),
    path(f"{RISK}/change", risks.change_risk, name="change_risk"),
    path(f"{RISK}/warn", risks.warn_of_risk, name="warn_of_risk"),
    path(f"{RISK}/close", risks.close_risk, name="close_risk"),
    path(f"{RISK}/reopen", risks.reopen_risk, name="reopen_risk"),
    path(f"{ALLIANCE}/items/", items.items, name="items"),
    path(f"{ALLIANCE}/items/new", items.new_item, name="new_item"),
    path(f"{ALLIANCE}/items/items.csv", items.items_file, name="items_file"),
    path(f"{ITEM}/", items.item, name="item"),
    path(f"{ITEM}/move", items.move_item, name="move_item"),
    path(f"{ITEM}/change", items.change_item, name="change_item"),
    path(f"{ITEM}/reach", items.count_reach, name="count_reach"),
    path(f"{ALLIANCE}/plan/", plan.plan, name="plan"),
    path(f"{ALLIANCE}/plan/new", plan.new_activity, name="new_activity"),
    path(f"{ACTIVITY}/", plan.activity, name="activity"),
    path(f"{ACTIVITY}/change", plan.change_activity, name="change_activity"),
    path(f"{ACTIVITY}/milestones/new", plan.add_milestone, name="add_milestone"),
    path(f"{ACTIVITY}/milestones/<int:number>", plan.milestone, name="milestone"),
    path(f"{ACTIVITY}/milestones/<int:number>/reached", plan.reach_milestone, name="reach_milestone"),
]
