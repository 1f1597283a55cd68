"""What somebody may do on the page of a decision: speak for a party, record an endorsement, say what became of what it leads to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.forms import BaseForm
from django.urls import reverse

from gainshare.core.governance import decision as core
from gainshare.core.governance.body import authorised_people
from gainshare.core.governance.standing import BINDING, Outcome, Standing, may_be_in_time
from gainshare.core.kernel.formats import date_short
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.governance import forms
from gainshare.web.governance.models import Decision
from gainshare.web.governance.proposing import CONSEQUENCES
from gainshare.web.governance.words import VOICE_WORDS
from gainshare.web.shared.tables import Link

DONE_HERE = {
    "target_adjustment": ("Adjust a target", "adjust_target", "targets.adjust"),
    "risk": ("Add a risk", "new_risk", "registers.keep"),
    "milestone": ("Open the plan", "plan", "registers.keep"),
    "variation": ("Propose a version of the agreement", "propose_agreement", "agreement.propose"),
}
"""Where something that a decision leads to is done here, by its kind: what the link says, the route, and the right it needs."""


@dataclass(frozen=True, slots=True)
class Speaking:
    """A party for which who looks may speak now."""

    party: Party
    """The party."""
    form: BaseForm
    """What it may say."""
    said: str
    """What it has said so far, in words; empty if nothing."""


@dataclass(frozen=True, slots=True)
class Endorsing:
    """An endorsement that is waited for, or was given."""

    party: str
    """The party."""
    kind: str
    """`approval` or `authority`."""
    status: str
    """`waiting`, `approved` or `refused`."""
    words: str
    """Who decided, when and why."""
    form: BaseForm | None
    """For whoever may record it."""


@dataclass(frozen=True, slots=True)
class Following:
    """Something that the decision leads to."""

    kind: str
    """Its kind."""
    name: str
    """What it is."""
    status: str
    """`offered`, `done` or `not needed`."""
    words: str
    """What was done, by whom."""
    link: Link | None
    """Where it is done here; None if that is done elsewhere."""
    form: BaseForm | None
    """For whoever may say that it is done."""


def speaking(
    seat: Seat,
    row: Decision,
    decision: core.Decision,
    standing: Standing,
    parties: Sequence[Party],
    today: date,
    wrong: Mapping[str, BaseForm],
) -> Sequence[Speaking]:
    """Return the parties for which somebody may speak now."""
    if standing != "in_round":
        return ()
    person, found, number = str(seat.person.pk), [], len(decision.rounds)
    for party in parties:
        may_speak = {one.person for one in authorised_people(decision.deciding_body, party.code, today)}
        if seat.may("decisions.speak_own", party) and person in may_speak and person not in decision.round.recused:
            said = decision.round.current().get(party.code)
            form = wrong.get(f"voice {party.code}") or forms.VoiceForm(
                initial={"party": party.code, "round": number}, auto_id=f"{party.code}-%s"
            )
            found.append(Speaking(party, form, VOICE_WORDS[said.word] if said else ""))
    return found


def endorsing(
    seat: Seat,
    row: Decision,
    decision: core.Decision,
    standing: Standing,
    outcome: Outcome,
    parties: Sequence[Party],
    wrong: Mapping[str, BaseForm],
) -> Sequence[Endorsing]:
    """Return the endorsements that a decision needs or has, with the forms of those that somebody may record."""
    by_code = {party.code: party for party in parties}
    number = list(row.rounds.all())[-1].number
    given = {(one.kind, one.party.code): one for one in row.endorsements.all() if one.round_number == number}
    shows = standing in BINDING or standing in {"awaiting_approval", "awaiting_authority", "refused", "lapsed", "superseded"}
    asked = [("authority", code) for code in (outcome.beyond_limit if shows else ())]
    asked += [(kind, code) for kind, code in given if kind == "authority" and (kind, code) not in asked]
    asked += [("approval", code) for code in (decision.classification.approvals if shows else ())]
    found = []
    for kind, code in asked:
        one, party = given.get((kind, code)), by_code[code]
        waits = standing == ("awaiting_authority" if kind == "authority" else "awaiting_approval")
        # What a board said in time can be written down after the last day.
        waits = waits or (kind == "approval" and standing == "lapsed" and may_be_in_time(decision))
        form = None
        if one is None and waits and seat.may("decisions.approve_own", party):
            key = f"{kind}-{code}"
            form = wrong.get(key) or forms.EndorseForm(initial={"party": code, "kind": kind, "round": number}, auto_id=f"{key}-%s")
        status = "waiting" if one is None else "approved" if one.is_given else "refused"
        words = f"{one.given_by}, {date_short(one.given_on)}{f': {one.reason}' if one.reason else ''}" if one else ""
        found.append(Endorsing(str(party), kind, status, words, form))
    return found


def following(seat: Seat, row: Decision, standing: Standing, wrong: Mapping[str, BaseForm]) -> Sequence[Following]:
    """Return what an adopted decision leads to."""
    if standing != "adopted":
        return ()
    may, found = seat.may("registers.keep"), []
    for one in row.consequences.select_related("done_by"):
        status = {"offered": "offered", "done": "done", "dropped": "not needed"}[one.standing]
        words = f"{one.note} ({one.done_by.name}, {date_short(one.done_at.date())})" if one.done_by and one.done_at else ""
        initial = {"kind": one.kind}
        form = wrong.get(f"follow {one.kind}") or forms.ConsequenceForm(initial=initial, auto_id=f"{one.kind}-%s")
        link = _link(seat, row, one.kind)
        found.append(
            Following(one.kind, CONSEQUENCES.get(one.kind, one.kind), status, words, link, form if may and status == "offered" else None)
        )
    return found


def _link(seat: Seat, row: Decision, kind: str) -> Link | None:
    """Return where something that a decision leads to is done here; None if that is elsewhere, or not for who looks."""
    text, route, right = DONE_HERE.get(kind, ("", "", ""))
    if not route or not seat.may(right):
        return None
    of = {"of": row.pk} if route == "adjust_target" else {}
    return Link(text, reverse(route, kwargs={"alliance": seat.alliance.pk, **of}))


def people_to_recuse(seat: Seat, decision: core.Decision, day: date) -> Sequence[tuple[str, str]]:
    """Return whom somebody may write down as taking no part: whoever runs meetings everybody who could speak, others themselves."""
    people = people_of(decision, day)
    return people if seat.may("meetings.run") else [one for one in people if one[0] == str(seat.person.pk)]


def people_of(decision: core.Decision, day: date) -> Sequence[tuple[str, str]]:
    """Return the people who could speak on a decision, each by the id and the name of the seat."""
    ids = [
        one.person for party in decision.deciding_body.voting_parties(day) for one in authorised_people(decision.deciding_body, party, day)
    ]
    names = {str(pk): name for pk, name in Person.objects.filter(pk__in=[one for one in ids if _is_person(one)]).values_list("pk", "name")}
    return [(one, names[one]) for one in ids if one in names and one not in decision.round.recused]


def _is_person(word: str) -> bool:
    """Return whether a seat's holder is somebody who signs in here, and no post."""
    try:
        UUID(word)
    except ValueError:
        return False
    return True
