"""The rows of governance."""

from gainshare.web.governance.models.bodies import Appointment, Interest, Schedule
from gainshare.web.governance.models.decisions import Binding, Consequence, Decision, Endorsement, Recusal, Round, Voice
from gainshare.web.governance.models.meetings import AgendaItem, Meeting, Paper, Presence
from gainshare.web.governance.models.records import Duty, DutyDone, RecordedDecision, RecordedNotice, Understanding

__all__ = [
    "AgendaItem",
    "Appointment",
    "Binding",
    "Consequence",
    "Decision",
    "Duty",
    "DutyDone",
    "Endorsement",
    "Interest",
    "Meeting",
    "Paper",
    "Presence",
    "RecordedDecision",
    "RecordedNotice",
    "Recusal",
    "Round",
    "Schedule",
    "Understanding",
    "Voice",
]
