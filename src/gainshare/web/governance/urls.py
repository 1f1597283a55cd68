"""The addresses of governance."""

from __future__ import annotations

from django.urls import path

from gainshare.web.governance import duties_page, trust_page, understanding_page
from gainshare.web.governance.views import adjusting, bodies, deciding, meetings, proposing

ALLIANCE = "a/<uuid:alliance>"
DECISION = f"{ALLIANCE}/decisions/<uuid:of>"
GOVERNANCE = f"{ALLIANCE}/governance"
MEETING = f"{ALLIANCE}/meetings/<uuid:of>"

urlpatterns = [
    path(f"{ALLIANCE}/decisions/", proposing.decisions, name="decisions"),
    path(f"{ALLIANCE}/decisions/new", proposing.propose, name="propose_decision"),
    path(f"{ALLIANCE}/decisions/recorded/<str:reference>", proposing.recorded_decision, name="recorded_decision"),
    path(f"{DECISION}/", deciding.decision, name="decision"),
    path(f"{DECISION}/table", deciding.table, name="table_decision"),
    path(f"{DECISION}/tests", deciding.test, name="test_decision"),
    path(f"{DECISION}/call", deciding.call, name="call_decision"),
    path(f"{DECISION}/say", deciding.say, name="say_decision"),
    path(f"{DECISION}/take-back", deciding.take_back, name="take_back_voice"),
    path(f"{DECISION}/show", deciding.show, name="show_decision"),
    path(f"{DECISION}/reword", deciding.reword, name="reword_decision"),
    path(f"{DECISION}/recuse", deciding.recuse, name="recuse_decision"),
    path(f"{DECISION}/endorse", deciding.endorse, name="endorse_decision"),
    path(f"{DECISION}/ratify", deciding.ratify, name="ratify_decision"),
    path(f"{DECISION}/decline", deciding.decline, name="decline_decision"),
    path(f"{DECISION}/take-part", deciding.take_part, name="rejoin_decision"),
    path(f"{DECISION}/withdraw", deciding.withdraw, name="withdraw_decision"),
    path(f"{DECISION}/follow", deciding.follow, name="follow_decision"),
    path(f"{DECISION}/adjust", adjusting.adjust_target, name="adjust_target"),
    path(f"{DECISION}/papers", deciding.add_decision_paper, name="add_decision_paper"),
    path(f"{ALLIANCE}/papers/<uuid:file>", deciding.paper, name="paper"),
    path(f"{ALLIANCE}/meetings/", meetings.meetings, name="meetings"),
    path(f"{ALLIANCE}/meetings/plan", meetings.plan, name="plan_meeting"),
    path(f"{MEETING}/", meetings.meeting, name="meeting"),
    path(f"{MEETING}/pack", meetings.pack, name="meeting_pack"),
    path(f"{MEETING}/papers-out", meetings.papers_out, name="meeting_papers_out"),
    path(f"{MEETING}/open", meetings.open_meeting, name="open_meeting"),
    path(f"{MEETING}/attend", meetings.attend, name="attend_meeting"),
    path(f"{MEETING}/note", meetings.note, name="note_agenda_item"),
    path(f"{MEETING}/items", meetings.add_item, name="add_agenda_item"),
    path(f"{MEETING}/items/move", meetings.move_item, name="move_agenda_item"),
    path(f"{MEETING}/agenda", meetings.refill, name="refill_agenda"),
    path(f"{MEETING}/end", meetings.end, name="end_meeting"),
    path(f"{MEETING}/minutes", meetings.correct_minutes, name="correct_minutes"),
    path(f"{MEETING}/minutes/agree", meetings.agree_minutes, name="agree_minutes"),
    path(f"{MEETING}/cancel", meetings.cancel, name="cancel_meeting"),
    path(f"{MEETING}/move", meetings.move, name="move_meeting"),
    path(f"{MEETING}/papers", meetings.add_meeting_paper, name="add_meeting_paper"),
    path(f"{GOVERNANCE}/", bodies.governance, name="governance"),
    path(f"{GOVERNANCE}/appoint", bodies.appoint, name="appoint"),
    path(f"{GOVERNANCE}/appointments/<uuid:of>/end", bodies.end_appointment, name="end_appointment"),
    path(f"{GOVERNANCE}/schedules", bodies.schedules, name="schedules"),
    path(f"{GOVERNANCE}/schedules/<int:number>.yaml", bodies.schedule_file, name="schedule_file"),
    path(f"{GOVERNANCE}/schedules/<uuid:of>/withdraw", bodies.withdraw_schedule, name="withdraw_schedule"),
    path(f"{GOVERNANCE}/interests", bodies.interests, name="interests"),
    path(f"{GOVERNANCE}/interests/review", bodies.review_interest, name="review_interest"),
    path(f"{GOVERNANCE}/trust", trust_page.trust, name="trust"),
    path(f"{GOVERNANCE}/trust/<slug:figure>.svg", trust_page.trust_chart, name="trust_chart"),
    path(f"{GOVERNANCE}/duties/", duties_page.duties, name="duties"),
    path(f"{GOVERNANCE}/duties/record", duties_page.record_duty, name="record_duty"),
    path(f"{GOVERNANCE}/duties/keep", duties_page.keep_duty, name="keep_duty"),
    path(f"{GOVERNANCE}/understanding/", understanding_page.understanding, name="understanding"),
    path(f"{GOVERNANCE}/understanding/record", understanding_page.record_understanding, name="record_understanding"),
]
