"""What to do so that each address of the registers changes something: the address, who asks, and the form."""

from tests.web.rights.walking import registers_of

DUE = {"due_on_day": "10", "due_on_month": "12", "due_on_year": "2026"}
REVIEW = {"review_on_day": "10", "review_on_month": "12", "review_on_year": "2026"}
OWNER = {"owner_party": "TRU", "owner_post": "director"}
TOLD = {"mitigation": "Something", "residual_value": "4", **OWNER, **REVIEW}
TOKEN = "0f9f4f52-9b0b-4a8e-9f2c-0b5c1f3f6a11"
SCORE = {"likelihood": "2", "impact": "2"}
PLANNED = {"text": "Pool", "lead": "TRU", "status": "live"}


def new_risk(small):
    said = {"title": "Fees rise", "category": "finance", "description": "Because", "token": TOKEN}
    return small.address("new_risk"), "manager", {**said, **SCORE, **TOLD}


def new_item(small):
    return small.address("new_item"), "lead", {"kind": "idea", "text": "Ask", "source": "", "token": TOKEN}


def new_activity(small):
    return small.address("new_activity"), "manager", {**PLANNED, "token": TOKEN}


def changing(name, place, body, *, seen=1, **more):
    """Return what changes a thing of the registers: the thing is made first."""

    def change(small):
        of = registers_of(small)[f"registers/{place}"].pk
        return small.address(name, of=of, **more), "manager", {**body, "seen": seen}

    return change


def reopen_risk(small):
    risk = registers_of(small)["registers/risks"]
    risk.is_closed = True
    risk.save()
    return small.address("reopen_risk", of=risk.pk), "manager", {"reason": "It is back.", "seen": 1, **REVIEW}


CHANGES_OF_REGISTERS = {
    "new_risk": new_risk,
    "rescore_risk": changing("rescore_risk", "risks", {**SCORE, "reason": "Less likely."}),
    "change_risk": changing("change_risk", "risks", {**TOLD, "remark": "Looked at."}),
    "warn_of_risk": changing("warn_of_risk", "risks", {"text": "Do it", **OWNER, **DUE}),
    "close_risk": changing("close_risk", "risks", {"reason": "It is gone."}),
    "reopen_risk": reopen_risk,
    "new_item": new_item,
    "move_item": changing("move_item", "items", {"status": "trying"}),
    "change_item": changing("change_item", "items", {"owner_party": "CHA", "owner_post": "matron", "reason": "She asked."}),
    "count_reach": changing("count_reach", "items", {"reach": "12"}),
    "new_activity": new_activity,
    "change_activity": changing("change_activity", "plan", {**PLANNED, "text": "Pool it all", "reason": ""}, seen=2),
    "add_milestone": changing("add_milestone", "plan", {"name": "Money pooled", **DUE}, seen=2),
    "milestone": changing("milestone", "plan", {"name": "Deed", **DUE, "reason": "The lawyers ask for more."}, seen=2, number=1),
    "reach_milestone": changing("reach_milestone", "plan", {}, seen=2, number=1),
}
