"""What an alliance's journal says happened, replayed entry by entry with a diary that knows nothing of the application's own rules.

The journal is read as anybody could: its entries in the order of the chain, the content of each from what stands beside it, or, where a
round was never shown, from the seal that whoever wrote the voice kept.
"""

import hashlib
import json
from collections import Counter
from datetime import date

from tests.generative.plain_decision import Diary
from tests.web.races.eight import APPROVES, CODES, OWNER, WORDING

from gainshare.web.audit.models import Entry
from gainshare.web.governance.models import Decision, Endorsement, Presence, Recusal, Voice

DAY = date(2026, 11, 10)
WAITS = {"awaiting_approval", "awaiting_authority"}
WHEN = {
    "decision.voiced": {"in_round"},
    "decision.shown": {"in_round"},
    "decision.recused": {"draft", "in_round"},
    "decision.called": {"draft"},
    "decision.reworded": {"inquorate", "not_agreed", *WAITS},
    "decision.endorsed": {"awaiting_approval"},
    "decision.withdrawn": {"draft", "in_round", "inquorate", "not_agreed", *WAITS},
}
"""Where a decision has to stand for each thing to be done, as the agreement has it; what is adopted, refused or withdrawn stays so."""


class Replay:
    """Who is at the meeting, and what became of each decision in it, by the journal alone."""

    def __init__(self, eight):
        self.eight, self.chain = eight, str(eight.small.alliance.pk)
        self.ids = {one.name: str(one.pk) for one in eight.small.people.values()}
        self.there = set()
        self.last, self.hash = 0, "0" * 64
        for entry in self.entries():
            self.follow(entry)
            if entry.action.startswith("meeting."):
                self.attend(entry)

    def entries(self):
        """Return the entries since the last that was replayed, in the order of the chain."""
        found = Entry.objects.filter(chain=self.chain, number__gt=self.last).select_related("content").order_by("number")
        return list(found)

    def follow(self, entry):
        """Go on to an entry; whatever does not follow from the one before is wrong."""
        follows = (entry.number, entry.previous) == (self.last + 1, self.hash)
        self.last, self.hash = entry.number, entry.hash
        return follows

    def attend(self, entry):
        told = json.loads(entry.content.text)
        if entry.action in {"meeting.attended", "meeting.left"}:
            one = (told["after"]["seat"], self.ids[told["names"]["person"]])
            (self.there.add if entry.action == "meeting.attended" else self.there.discard)(one)

    def diary(self, reserved):
        people = [(self.name(who), str(self.eight.small.people[who].pk), None, None) for who in self.eight.party_of]
        parties = ["Owner" if code == OWNER else code for code in CODES]
        of = {"approvals_by": None, "written": False, "amount": None, "abstention": "blocks", "left": "outside"}
        made = Diary({"people": people, "parties": parties, "approvers": [APPROVES] if reserved else [], **of})
        made.status, made.tested = "in_round", True
        return made

    def name(self, who):
        code = who.removeprefix("deputy of ")
        return "Owner" if code == OWNER else code

    def wrongs(self, decision, done):
        """Return what is wrong after a race about a decision, in words; nothing if nothing is.

        Args:
            decision: the decision.
            done: what was done, by what the journal calls it; what was refused is not in it.
        """
        entries = self.entries()
        wrong = ["the journal has a gap" for entry in entries if not self.follow(entry)]
        if (counted := Counter(entry.action for entry in entries)) != done:
            wrong.append(f"done {sorted(done.items())}, told {sorted(counted.items())}")
        row = Decision.objects.get(pk=decision.pk)
        diary, rounds = self.diary(row.reserved), [{"wording": WORDING}]
        voices = list(Voice.objects.filter(round__decision=row).select_related("round", "party").order_by("id"))
        kept = {voice.entry: voice for voice in voices}
        for entry in entries:
            wrong += self.step(entry, diary, rounds, kept)
        wrong += self.differences(row, diary, rounds)
        if [voice.entry for voice in voices] != [entry.pk for entry in entries if entry.action == "decision.voiced"]:
            wrong.append("a voice without its entry, or the other way about")
        for entry in entries:
            if entry.pk in kept and hasattr(entry, "content") != ("present" in rounds[kept[entry.pk].round.number - 1]):
                wrong.append("a seal is open whose round was not shown, or the other way about")
        return wrong

    def step(self, entry, diary, rounds, kept):
        """Yield what is wrong with an entry, and write in the diary what it tells."""
        if entry.action.startswith("meeting."):
            self.attend(entry)
            return
        if diary.status not in WHEN[entry.action]:
            yield f"{entry.action} while {diary.status}"
        diary.present = {one for one in self.there if "independent" not in one[0]}
        if entry.action == "decision.voiced":
            yield from self.voice(entry, diary, rounds, kept[entry.pk])
            return
        told = json.loads(entry.content.text)
        after = told["after"]
        if entry.action == "decision.shown":
            yield from self.shown(after, diary, rounds)
        else:
            self.write(entry.action, told, diary, rounds)
        if after.get("standing", diary.status) != diary.status:
            yield f"told as {after['standing']}, by the diary {diary.status}"

    def write(self, action, told, diary, rounds):
        """Write in the diary what was done."""
        after = told["after"]
        if action == "decision.recused":
            diary.recused.add(self.ids[told["names"]["person"]])
        elif action == "decision.called":
            diary.status = "in_round" if diary.tested else "called without its tests"
        elif action == "decision.reworded":
            diary.new_round(is_same_wording=after["wording"] == rounds[-1]["wording"])
            rounds.append({"wording": after["wording"]})
        elif action == "decision.endorsed":
            diary.approve(APPROVES, is_approved=after["given"])
        else:
            diary.status = "withdrawn"

    def shown(self, after, diary, rounds):
        """Yield what is wrong with what was told when all was shown, and let the diary work out what comes of it."""
        said = rounds[-1].get("said", {})
        rounds[-1] |= {"present": set(self.there), "recused": set(diary.recused)}
        diary.show(DAY)
        if (after["voices"], after["round"]) != (said, len(rounds)):
            yield f"told as shown: {after}, by the diary {said}"

    def voice(self, entry, diary, rounds, voice):
        """Yield what is wrong with a voice, and let the diary hear it."""
        text = entry.content.text if hasattr(entry, "content") else voice.sealed
        told = json.loads(text)
        after, party = told["after"], next(code for code, name in CODES.items() if name == told["names"]["party"])
        if hashlib.sha256(f"{voice.salt}\n{text}".encode()).hexdigest() != entry.content_digest:
            yield "what was said is not what was sealed"
        kept = (voice.party.code, voice.word, voice.reason, voice.would_change, voice.round.number, str(voice.person_id))
        if kept != (party, after["word"], after["reason"], after["would_change"], after["round"], entry.person):
            yield f"the row of a voice says {kept}, its entry {after}"
        if after["round"] != len(rounds):
            yield "a voice in a round that is not open"
        if entry.person in diary.recused:
            yield "a voice of somebody who takes no part"
        rounds[-1].setdefault("said", {})[party] = after["word"]
        name = "Owner" if party == OWNER else party
        if after["word"] == "taken_back":
            diary.words.pop(name, None)
        else:
            diary.words[name] = (entry.person, after["word"])

    def differences(self, row, diary, rounds):
        """Yield where the rows say something else than the diary."""
        if row.standing != diary.status:
            yield f"it stands at {row.standing}, by the diary {diary.status}"
        if (row.decided_on is not None, row.withdrawn_on is not None) != (row.standing == "adopted", row.standing == "withdrawn"):
            yield "the days on which it was decided or taken back do not fit where it stands"
        yield from self.differences_of_rounds(row, rounds)
        if sorted(str(one) for one in Recusal.objects.filter(decision=row).values_list("person_id", flat=True)) != sorted(diary.recused):
            yield "others are recused than the journal tells"
        there = Presence.objects.filter(meeting=self.eight.meeting, left_at__isnull=True).values_list("seat", "person_id")
        if sorted((seat, str(person)) for seat, person in there) != sorted(self.there):
            yield "others are at the meeting than the journal tells"
        if Endorsement.objects.filter(decision=row).count() > 1:
            yield "a board was asked once and recorded twice"

    def differences_of_rounds(self, row, rounds):
        found = list(row.rounds.order_by("number"))
        if [(one.number, one.wording) for one in found] != [(number, one["wording"]) for number, one in enumerate(rounds, 1)]:
            yield "the rounds are others than those that were begun"
        for one, told in zip(found, rounds, strict=False):
            kept = ({tuple(each) for each in one.present}, set(one.recused)) if one.shown_on is not None else None
            if kept != ((told["present"], told["recused"]) if "present" in told else None):
                yield f"round {one.number} keeps {kept} as there and recused, and not {told}"
