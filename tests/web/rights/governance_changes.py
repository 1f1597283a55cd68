"""What to do so that each address of governance changes something: the address, who asks, and the form."""

import uuid
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.governed import SCHEDULE, Governed

from gainshare.web.governance import calling, meeting_acts, proposing
from gainshare.web.governance.models import Interest

TODAY = {"day_day": "10", "day_month": "11", "day_year": "2026"}


def governed(small):
    if not hasattr(small, "governed"):
        small.governed = Governed(small)
    return small.governed


def on(small, name, row, who, body=None):
    return small.address(name, of=row.pk), who, body or {}


def propose_decision(small):
    governed(small)
    words = {"title": "Close it", "wording": "Close it.", "put_to": "ALT", "why": "Cost.", "people": "Nobody.", "equality": "None."}
    return small.address("propose_decision"), "manager", {**words, "token": uuid.uuid4()}


def table_decision(small):
    made = governed(small).proposed()
    return on(small, "table_decision", made, "chair", {"meeting": governed(small).meeting(open_it=False).pk})


def test_decision(small):
    body = {"held_P1": "met", "held_P2": "met", "answer_Q1": "Yes.", "answer_Q2": "Yes.", "result": "pass"}
    return on(small, "test_decision", governed(small).proposed(tested=False), "leader", body)


def call_decision(small):
    made = governed(small).proposed()
    proposing.place_on_agenda(by=small.seat("chair"), of=made.pk, meeting=governed(small).meeting())
    return on(small, "call_decision", made, "chair")


def say_decision(small):
    return on(small, "say_decision", governed(small).called(), "leader", {"party": "TRU", "word": "agree"})


def take_back_voice(small):
    made = governed(small).says(governed(small).called(), "TRU")
    return on(small, "take_back_voice", made, "leader", {"party": "TRU"})


def show_decision(small):
    return on(small, "show_decision", governed(small).called(), "chair")


def reword_decision(small):
    made = governed(small).shown(governed(small).called())
    return on(small, "reword_decision", made, "chair", {"wording": "Close it later."})


def recuse_decision(small):
    body = {"person": small.people["leader"].pk, "reason": "Owns the building."}
    return on(small, "recuse_decision", governed(small).called(), "leader", body)


def endorse_decision(small):
    made = governed(small).adopted(reserved=("R4",))
    day = {"given_on_day": "10", "given_on_month": "11", "given_on_year": "2026"}
    return on(small, "endorse_decision", made, "leader", {"party": "TRU", "kind": "approval", "says": "given", "given_by": "board", **day})


def ratify_decision(small):
    made = governed(small).shown(governed(small).all_say(governed(small).called(is_urgent=True)))
    governed(small).meeting()
    return on(small, "ratify_decision", made, "chair", {"says": "ratified"})


def withdraw_decision(small):
    return on(small, "withdraw_decision", governed(small).proposed(), "manager", {"reason": "Not now."})


def decline_decision(small):
    made = governed(small).shown(governed(small).all_say(governed(small).called(is_urgent=True)))
    governed(small).meeting()
    return on(small, "decline_decision", made, "leader", {"party": "TRU", "reason": "Too dear."})


def rejoin_decision(small):
    made = governed(small).called()
    person = small.people["leader"]
    calling.recuse(by=small.seat("leader"), of=made.pk, person=person, reason="Owns the building.")
    return on(small, "rejoin_decision", made, "leader", {"person": person.pk})


def follow_decision(small):
    made = governed(small).adopted(consequences=("risk",))
    return on(small, "follow_decision", made, "manager", {"kind": "risk", "says": "done", "note": "R-16"})


def adjust_target(small):
    made = governed(small).adopted()
    words = {"party": "TRU", "period": "2026/27", "cost_type": "direct", "amount": "1,200.00", "kind": "scope", "reason": "More people."}
    return on(small, "adjust_target", made, "finance", words)


def add_decision_paper(small):
    body = {"paper": SimpleUploadedFile("paper.pdf", b"%PDF-1.7")}
    return on(small, "add_decision_paper", governed(small).proposed(), "manager", body)


def plan_meeting(small):
    governed(small)
    return small.address("plan_meeting"), "chair", {"body": "ALT", **TODAY}


def planned(small):
    return governed(small).meeting(open_it=False)


def meeting_papers_out(small):
    return on(small, "meeting_papers_out", planned(small), "manager")


def open_meeting(small):
    return on(small, "open_meeting", planned(small), "chair")


def attend_meeting(small):
    made = governed(small).meeting(there=())
    return on(small, "attend_meeting", made, "chair", {"came": f"ALT-TRU-director {small.people['leader'].pk}"})


def note_agenda_item(small):
    made = governed(small).meeting()
    return on(small, "note_agenda_item", made, "chair", {f"notes_{made.items.first().pk}": "Noted."})


def add_agenda_item(small):
    return on(small, "add_agenda_item", planned(small), "chair", {"title": "A person's story"})


def move_agenda_item(small):
    made = planned(small)
    return on(small, "move_agenda_item", made, "chair", {"down": made.items.first().pk})


def refill_agenda(small):
    return on(small, "refill_agenda", planned(small), "chair")


def end_meeting(small):
    return on(small, "end_meeting", governed(small).meeting(), "chair")


def ended(small):
    made = governed(small).meeting()
    return meeting_acts.end(by=small.seat("chair"), of=made.pk)


def correct_minutes(small):
    return on(small, "correct_minutes", ended(small), "chair", {"minutes": "All agreed."})


def agree_minutes(small):
    return on(small, "agree_minutes", ended(small), "chair")


def cancel_meeting(small):
    return on(small, "cancel_meeting", planned(small), "chair", {"reason": "Snow."})


def move_meeting(small):
    return on(small, "move_meeting", planned(small), "chair", {**TODAY, "day_day": "12", "reason": "Snow."})


def add_meeting_paper(small):
    return on(small, "add_meeting_paper", planned(small), "chair", {"paper": SimpleUploadedFile("paper.pdf", b"%PDF-1.7")})


def appoint(small):
    governed(small)
    small.alliance.appointments.filter(seat="ALT-TRU-director", is_deputy=False).update(ends_on=date(2026, 11, 9))
    day = {"begins_on_day": "10", "begins_on_month": "11", "begins_on_year": "2026"}
    body = {"body": "ALT", "seat": "ALT-TRU-director", "person": small.people["lead"].pk, "part": "member", **day}
    return small.address("appoint"), "manager", body


def end_appointment(small):
    governed(small)
    return on(small, "end_appointment", small.alliance.appointments.first(), "manager", {"reason": "Moved on."})


def schedules(small):
    governed(small)
    day = {"takes_effect_on_day": "1", "takes_effect_on_month": "4", "takes_effect_on_year": "2027"}
    text = SCHEDULE.replace("limit_gbp: 25000", "limit_gbp: 30000").encode()
    return small.address("schedules"), "lawyer", {"file": SimpleUploadedFile("governance.yaml", text), "reason": "More.", **day}


def withdraw_schedule(small):
    address, who, body = schedules(small)
    small.client(who).post(address, body)
    return on(small, "withdraw_schedule", small.alliance.schedules.get(number=2), "lawyer", {"reason": "Not yet."})


def interests(small):
    governed(small)
    return small.address("interests"), "leader", {"what": "Shares.", "kind": "financial", "management": ""}


def review_interest(small):
    governed(small)
    values = {"number": 1, "post": "director", "declared_on": date(2026, 4, 1), "what": "Shares.", "kind": "financial"}
    made = Interest.objects.create(alliance=small.alliance, **values)
    return small.address("review_interest"), "chair", {"interest": made.pk, "management": "Leaves the meeting."}


NEED_NOTHING = frozenset(
    {
        "call_decision",
        "show_decision",
        "meeting_papers_out",
        "open_meeting",
        "refill_agenda",
        "end_meeting",
        "agree_minutes",
    }
)
"""What a button does that asks for nothing else."""
CHANGES = {
    name: make
    for name, make in list(globals().items())
    if callable(make) and getattr(make, "__module__", "") == __name__ and name not in {"governed", "on", "planned", "ended"}
}
"""By the name of the route."""
