"""A decision as a diary: what happens is written down when it happens, and a slow, obvious second version says where it stands.

The core works the standing out from facts, whenever it is asked. The diary works out a verdict once, when the words are shown.
"""

from datetime import timedelta

CONSENT = {"agree", "agree_with_reservations"}


class Diary:
    """What happened to one decision."""

    def __init__(self, setting):
        self.setting = setting
        self.status = "draft"
        self.last_day = None
        self.present = set()
        self.recused = set()
        self.words = {}
        self.tested = False
        self.missing_authority = set()
        self.missing_approvals = set(setting["approvers"])
        self.approved = set()
        self.evidence = None
        self.shown_on = None

    def see(self, day):
        """Let time pass: what has run out has lapsed."""
        if self.status == "in_round" and self.last_day and day > self.last_day:
            spoken = {party for party in self.needed(self.last_day) if self.valid_word(party, self.last_day)}
            if spoken != self.needed(self.last_day):
                self.status = "lapsed"
        if self.status == "awaiting_approval" and self.setting["approvals_by"] and day > self.setting["approvals_by"]:
            self.status = "lapsed"

    def able(self, party, day):
        """People who may speak for a party on a day, and how far each may go."""
        return {
            person: limit for (owner, person, limit, until) in self.setting["people"] if owner == party and (until is None or day < until)
        }

    def is_outside(self, party, day):
        able = self.able(party, day)
        return bool(able) and set(able) <= self.recused and self.setting["left"] == "outside"

    def needed(self, day):
        return {party for party in self.setting["parties"] if not self.is_outside(party, day)}

    def in_the_room(self, day):
        if not self.setting["written"]:
            return {person for _, person in self.present}
        return {person for person, word in self.words.values()}

    def free(self, party, day):
        return {person for person in self.able(party, day) if person not in self.recused and person in self.in_the_room(day)}

    def valid_word(self, party, day):
        """The word of a party, if it counts."""
        if party not in self.words:
            return None
        person, word = self.words[party]
        return word if person in self.free(party, day) else None

    def may_be_shown(self, day):
        """Whether nobody can speak any more who has not: in a meeting the chair says when, in writing the window does."""
        if self.last_day is None or day > self.last_day:
            return True
        return all(self.valid_word(party, day) for party in self.needed(day))

    def show(self, day):
        self.shown_on = day
        needed = self.needed(day)
        self.evidence = {
            "words": {party: self.valid_word(party, day) for party in needed},
            "represented": {party: self.free(party, day) for party in needed},
            "people": {party: self.words[party][0] for party in needed if party in self.words},
            "recused": set(self.recused),
            "tested": self.tested,
        }
        consents = CONSENT | ({"abstain"} if self.setting["abstention"] == "consents" else set())
        if not needed or not all(self.evidence["represented"].values()) or "Owner" not in needed:
            self.status = "inquorate"
        elif any(word not in consents for word in self.evidence["words"].values()):
            self.status = "not_agreed"
        else:
            amount = self.setting["amount"] or 0
            limits = {party: self.able(party, day)[self.words[party][0]] for party in needed}
            self.missing_authority = {party for party, limit in limits.items() if limit is not None and amount > limit}
            self.agreed()

    def agreed(self):
        if self.missing_authority:
            self.status = "awaiting_authority"
        elif self.missing_approvals:
            self.status = "awaiting_approval"
        else:
            self.status = "awaiting_ratification" if self.setting["written"] else "adopted"

    def new_round(self, *, is_same_wording):
        self.status, self.words, self.last_day, self.missing_authority = "draft", {}, None, set()
        self.tested = self.tested and is_same_wording
        self.missing_approvals = set(self.setting["approvers"])

    def approve(self, party, *, is_approved):
        if not is_approved:
            self.status = "refused"
            return
        self.missing_approvals.discard(party)
        if not self.missing_approvals:
            self.status = "awaiting_ratification" if self.setting["written"] else "adopted"


def third_working_day_after(day, holidays):
    """Three working days after a day, one by one."""
    left = 3
    while left:
        day += timedelta(days=1)
        if day.isoweekday() <= 5 and day not in holidays:
            left -= 1
    return day
