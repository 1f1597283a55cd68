"""The call for agreement: opened, said in private, shown at once, put to another round; and who takes no part."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone

from gainshare.core.governance import acts
from gainshare.core.governance import decision as core
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.audit.journal import Seal, open_seal, seal
from gainshare.web.governance.facts import recusals_now, round_of
from gainshare.web.governance.models import Decision, Recusal, Round, Voice
from gainshare.web.governance.proposing import Terms, current, fitting_terms, terms_of
from gainshare.web.governance.round_words import matter_with
from gainshare.web.governance.schedules import body_as_plain
from gainshare.web.governance.telling import tell_approvers, tell_speakers
from gainshare.web.governance.writing import locked_decision, record_of, stand, today, writing

Link = Callable[[Decision], str] | None
"""From a decision to the address of its page, for those who are written to; None if nobody is."""
SPEAK = "decisions.speak_own"
CALL = "decisions.call"


def open_call(*, by: Seat, of: UUID, seen: int | None = None, link: Link = None) -> Decision:
    """Ask every party to agree to the current wording.

    Raises:
        Refused: it is no draft, a test is not passed, or its meeting is not open.
    """
    by.require(CALL)
    with writing(by.alliance):
        row, decision = locked_decision(by, of, seen)
        if row.approvals_by is not None and row.approvals_by < today():
            raise Refused("The last day for the approvals has gone by. Take the proposal back, and propose it with a later day.")
        if not row.is_written and (row.meeting is None or row.meeting.opened_at is None or row.meeting.ended_at is not None):
            raise Refused("The call opens in a meeting: put it on an agenda, and open the meeting first.")
        opened = acts.open_call(decision, day=today()).round
        now = current(row)
        now.opened_on, now.closes_on = opened.opened_on, opened.closes_on
        now.save(update_fields=["opened_on", "closes_on"])
        record_of("decision.called", by, row, {"after": {"round": now.number, "wording": now.wording, "closes_on": now.closes_on}})
        if link is not None:
            tell_speakers(by, row, decision, link(row))
        return stand(row)


def say(*, by: Seat, of: UUID, party: Party, word: str, reason: str = "", would_change: str = "", seen: int | None = None) -> Decision:
    """Give a party's voice, in private; the last one counts until all are shown. `taken_back` takes it back.

    Raises:
        PermissionDenied: one does not speak for the party.
        Refused: the call is not open, or one may not commit the party on this day.
    """
    by.require(SPEAK, party)
    if word in {"agree_with_reservations", "cannot_agree"} and not reason.strip():
        raise Refused("Say what the reservation is, or why you cannot agree.")
    if word == "cannot_agree" and not would_change.strip():
        raise Refused("Say what would have to change for your party to agree.")
    with writing(by.alliance):
        row, decision = locked_decision(by, of, seen)
        given = core.Voice(party.code, str(by.person.pk), word, today(), reason, would_change)  # type: ignore[arg-type]
        _say(decision, given, by, party)
        now = current(row)
        told = {"round": now.number, "word": word, "reason": reason, "would_change": would_change}
        sealed = seal(
            "decision.voiced",
            by=by.person,
            alliance=by.alliance,
            organisation=party.organisation,
            subject=row,
            content={"after": told, "names": {"reference": row.reference, "party": party.organisation.name}},
        )
        Voice.objects.create(
            round=now,
            party=party,
            person=by.person,
            word=word,
            reason=reason,
            would_change=would_change,
            given_on=today(),
            given_at=timezone.now(),
            entry=sealed.entry,
            salt=sealed.salt,
            sealed=sealed.text,
        )
        return row


def _say(decision: core.Decision, given: core.Voice, by: Seat, party: Party) -> None:
    """Ask the core whether a voice may be given, and say it in the names that people know."""
    try:
        acts.say(decision, given, day=today())
    except acts.NotAllowed as reason:
        raise Refused(str(reason).replace(str(by.person.pk), by.person.name).replace(party.code, party.organisation.name)) from reason


def show(*, by: Seat, of: UUID, seen: int | None = None, link: Link = None) -> Decision:
    """Show what all have said, at once; from here on the outcome of the round is fixed, and the journal tells every voice.

    Raises:
        Refused: the call is not open.
    """
    by.require(CALL)
    with writing(by.alliance):
        row, decision = locked_decision(by, of, seen)
        acts.show(decision, day=today())
        now = current(row)
        facts = round_of(row, next(one for one in row.rounds.all() if one.pk == now.pk))
        now.present = sorted([one.seat, one.person] for one in facts.present)
        now.recused = sorted(facts.recused)
        now.shown_on, now.meeting, now.body = today(), row.meeting, body_as_plain(decision.body)
        now.save(update_fields=["present", "recused", "shown_on", "meeting", "body"])
        for voice in now.voices.all():
            open_seal(Seal(voice.entry, voice.salt, voice.sealed))
        stood = stand(row)
        voices = {voice.party.code: voice.word for voice in now.voices.select_related("party").order_by("id")}
        if stood.standing == "awaiting_approval" and link is not None:
            tell_approvers(by, stood, decision.classification.approvals, link(stood))
        record_of("decision.shown", by, stood, {"after": {"round": now.number, "voices": voices, "standing": stood.standing}})
        return stood


def new_round(*, by: Seat, of: UUID, wording: str, terms: Terms | None = None, seen: int | None = None) -> Decision:
    """Put a decision to another round, with the same words or others; everybody is asked again.

    Args:
        by: who does it.
        of: the decision.
        wording: what is proposed now.
        terms: what the new wording commits and touches; None if that is as before.
        seen: the number of the round that was on the page.

    Raises:
        Refused: the round before has not ended, all have agreed already, or another body would have to decide.
    """
    by.require(CALL)
    with writing(by.alliance):
        row, decision = locked_decision(by, of, seen)
        if terms is not None:
            terms = fitting_terms(row, terms)
        matter = decision.matter if terms is None else matter_with(decision.matter, terms.plain())
        made = acts.new_round(decision, wording, day=today(), matter=matter).round
        before = current(row)
        if terms is not None and terms != terms_of(row):
            before.matter = terms_of(row).plain()
            before.save(update_fields=["matter"])
            row.amount, row.commitments, row.effects, row.reserved = terms.amount, terms.commitments, terms.effects, terms.reserved
            row.save(update_fields=["amount", "commitments", "effects", "reserved"])
        keeps = bool(made.principle_test.held) or made.service_test.result is not None
        Round.objects.create(
            decision=row,
            number=before.number + 1,
            wording=wording,
            principles=before.principles if keeps else {},
            answers=before.answers if keeps else {},
            result=before.result if keeps else "",
        )
        if row.meeting is not None and row.meeting.ended_at is not None:
            row.meeting = None
            row.save(update_fields=["meeting"])
        content: dict[str, dict[str, Any]] = {
            "before": {"wording": before.wording},
            "after": {"round": before.number + 1, "wording": wording},
        }
        if before.matter is not None:
            content["before"] |= before.matter
            content["after"] |= terms_of(row).plain()
        record_of("decision.reworded", by, row, content)
        return stand(row)


def recuse(*, by: Seat, of: UUID, person: Person, reason: str) -> Decision:
    """Write down that somebody takes no part in a decision; what they have said no longer counts, and their deputy may speak.

    Raises:
        Refused: what was said has been shown, they are out of it already, or they have declared no interest and do not say so themselves.
    """
    if by.person.pk != person.pk:
        by.require("meetings.run")
        if not by.alliance.interests.filter(person=person, ended_on__isnull=True).exists():
            raise Refused(f"{person.name} has declared no interest. They declare it first, or say themselves that they take no part.")
    with writing(by.alliance):
        row, decision = locked_decision(by, of)
        acts.recuse(decision, str(person.pk), day=today())
        if any(one.person_id == person.pk for one in recusals_now(row)):
            raise Refused(f"{person.name} takes no part in it already.")
        Recusal.objects.create(decision=row, person=person, reason=reason, made_by=by.person, made_at=timezone.now())
        record_of("decision.recused", by, row, {"after": {"reason": reason}, "names": {"person": person.name}})
        return stand(row)


def may_rejoin(by: Seat, one: Recusal) -> bool:
    """Return whether somebody may take a recusal back: whoever wrote it down; what was written down for them, who runs meetings too."""
    by_themselves = one.made_by_id == one.person_id
    return by.person.pk == one.made_by_id or (not by_themselves and by.person.pk != one.person_id and by.may("meetings.run"))


def take_part(*, by: Seat, of: UUID, person: Person) -> Decision:
    """Take back that somebody takes no part, until what was said is shown; rounds that were shown keep that they took none.

    Raises:
        Refused: they take part, or whoever would take it back may not.
    """
    with writing(by.alliance):
        row, decision = locked_decision(by, of)
        acts.recuse(decision, str(person.pk), day=today())  # may be done exactly where somebody may be recused
        found = next((one for one in recusals_now(row) if one.person_id == person.pk), None)
        if found is None:
            raise Refused(f"{person.name} takes part in it.")
        if not may_rejoin(by, found):
            who = f"{person.name} says" if found.made_by_id == person.pk else "The chair or the alliance manager says"
            raise Refused(f"{who} whether {person.name} takes part again: they wrote down that {person.name} takes none.")
        found.ended_at = timezone.now()
        found.save(update_fields=["ended_at"])
        record_of("decision.rejoined", by, row, {"before": {"reason": found.reason}, "names": {"person": person.name}})
        return stand(row)
