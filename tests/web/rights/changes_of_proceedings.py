"""What to do so that each address of disputes and processes changes something: the address, who asks, and the form."""

import uuid

from tests.web.governed import govern
from tests.web.proceedings.acting import approves, begun, binds, decided, is_on, records, with_fernway

from gainshare.web.proceedings import disputing

QUESTION = "Whether the cost is allowable"


def on(name):
    return {f"{name}_day": "10", f"{name}_month": "11", f"{name}_year": "2026"}


def raised(small):
    govern(small)
    what = disputing.Raised("CHA", QUESTION, uuid.uuid4())
    return disputing.raise_dispute(by=small.seat("leader"), party=small.parties["TRU"], raised=what)


def raise_dispute(small):
    govern(small)
    return small.address("raise_dispute"), "leader", {"party": "TRU", "about": "CHA", "question": QUESTION, "token": uuid.uuid4()}


def note_dispute(small):
    return small.address("note_dispute", of=raised(small).pk), "leader", {"party": "TRU", "text": "We offer half.", **on("said_on")}


def escalate_dispute(small):
    return small.address("escalate_dispute", of=raised(small).pk), "manager", {"reason": "Not settled."}


def resolve_dispute(small):
    return small.address("resolve_dispute", of=raised(small).pk), "manager", {"outcome": "Half each."}


def end_dispute(small):
    one = raised(small)
    for _ in range(3):
        disputing.escalate(by=small.seat("manager"), of=one.pk, reason="Not settled.")
    return small.address("end_dispute", of=one.pk), "manager", {"outcome": "The owners continue."}


def withdraw_dispute(small):
    return small.address("withdraw_dispute", of=raised(small).pk), "leader", {"reason": "It is settled between us."}


def start_process(small):
    govern(small)
    body = {"party": "Fernway Recovery", "reason": "It runs homes.", **on("started_on"), "token": uuid.uuid4()}
    return small.address("start_process", kind="admission"), "manager", body


def admission(small, steps=0):
    govern(small)
    return records(small, begun(small), steps)


def record_process(small):
    return small.address("record_process", of=admission(small).pk), "manager", {"note": "A letter.", **on("done_on")}


def decide_process(small):
    one, decision = admission(small, 3), decided(small)
    is_on(one, decision)
    return small.address("decide_process", of=one.pk), "manager", {"decision": decision.pk}


def bound(small):
    one = admission(small, 3)
    binds(small, one, decided(small))
    return one


def approve_process(small):
    body = {"party": "TRU", "says": "yes", "given_by": "board", **on("given_on")}
    return small.address("approve_process", of=bound(small).pk), "manager", body


def complete_process(small):
    one = bound(small)
    approves(small, one, "BRD", "TRU", "CHA")
    records(small, one)
    return small.address("complete_process", of=one.pk), "manager", {"version": with_fernway(small).number}


def rectify_process(small):
    govern(small)
    return small.address("rectify_process", of=begun(small, "exclusion").pk), "manager", {"outcome": "It was put right."}


def withdraw_process(small):
    return small.address("withdraw_process", of=admission(small).pk), "manager", {"outcome": "Not now."}


CHANGES = {
    "raise_dispute": raise_dispute,
    "note_dispute": note_dispute,
    "escalate_dispute": escalate_dispute,
    "resolve_dispute": resolve_dispute,
    "end_dispute": end_dispute,
    "withdraw_dispute": withdraw_dispute,
    "start_process": start_process,
    "record_process": record_process,
    "decide_process": decide_process,
    "approve_process": approve_process,
    "complete_process": complete_process,
    "rectify_process": rectify_process,
    "withdraw_process": withdraw_process,
}
