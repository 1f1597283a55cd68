"""What is done with a decision, each act a function from one decision to the next; what may not be done is refused with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from gainshare.core.governance.body import authorised_people
from gainshare.core.governance.decision import Approval, Confirmation, Decision, Ratification, Round, Voice
from gainshare.core.governance.matters import Matter, classify
from gainshare.core.governance.meeting import Presence, Quorum
from gainshare.core.governance.proposal import PrincipleTest, ServiceTest
from gainshare.core.governance.standing import Act, are_tests_passed, may, may_be_in_time, outcome_of, standing_of
from gainshare.core.kernel.formats import date_long, list_in_words
from gainshare.core.kernel.working_days import ENGLAND, WorkingCalendar, working_days_after


class NotAllowed(ValueError):
    """Something may not be done with a decision; the message says why."""


def answer_tests(decision: Decision, principle_test: PrincipleTest, service_test: ServiceTest, *, day: date) -> Decision:
    """Return the decision with the tests of its wording answered, or answered anew.

    Raises:
        NotAllowed: the parties have been asked already.
    """
    _check(decision, "test", day)
    return _in_round(decision, replace(decision.round, principle_test=principle_test, service_test=service_test))


def open_call(decision: Decision, *, day: date, calendar: WorkingCalendar = ENGLAND) -> Decision:
    """Return the decision with its call for agreement open; in writing, the window runs from here.

    Raises:
        NotAllowed: it is no draft, or its wording has not passed both tests.
        Fault: the bank holidays of the window are not known.
    """
    _check(decision, "open_call", day)
    if not are_tests_passed(decision.round, decision.rules):
        raise NotAllowed("The wording has not passed the principle test and the best-for-service test.")
    urgent = decision.rules.matters.urgent
    closes_on = working_days_after(day, urgent.window_working_days, calendar) if decision.is_written and urgent is not None else None
    return _in_round(decision, replace(decision.round, opened_on=day, closes_on=closes_on))


def attend(decision: Decision, present: frozenset[Presence], *, day: date) -> Decision:
    """Return the decision with whoever is now there for it.

    Raises:
        NotAllowed: what was said has been shown.
    """
    _check(decision, "attend", day)
    return _in_round(decision, replace(decision.round, present=present))


def recuse(decision: Decision, person: str, *, day: date) -> Decision:
    """Return the decision with somebody taking no part in it; what they have said no longer counts, their deputy may speak.

    Raises:
        NotAllowed: what was said has been shown.
    """
    _check(decision, "recuse", day)
    return _in_round(decision, replace(decision.round, recused=decision.round.recused | {person}))


def say(decision: Decision, voice: Voice, *, day: date) -> Decision:
    """Return the decision with what a party says now, in place of what it said before in the round.

    Raises:
        NotAllowed: the call is not open, the party has no voice here, or the person may not speak for it.
    """
    _check(decision, "say", day)
    opened_on, closes_on = decision.round.opened_on, decision.round.closes_on
    if voice.given_on != day or (opened_on is not None and day < opened_on):
        raise NotAllowed("A word is given on the day on which it is said, once the parties are asked.")
    if closes_on is not None and day > closes_on:
        raise NotAllowed("The window in which a party could speak has closed.")
    if voice.party not in decision.deciding_body.voting_parties(day):
        raise NotAllowed(f"{voice.party} has no voice on {decision.deciding_body.name}.")
    if voice.person in decision.round.recused:
        raise NotAllowed(f"{voice.person} has an interest in this and takes no part in it.")
    if voice.person not in {one.person for one in authorised_people(decision.deciding_body, voice.party, day)}:
        raise NotAllowed(f"{voice.person} has no authority to speak for {voice.party} on this day.")
    if not decision.is_written and voice.person not in {one.person for one in decision.round.present}:
        raise NotAllowed(f"{voice.person} is not at the meeting. Whoever is there for {voice.party} speaks, once they are marked as there.")
    return _in_round(decision, replace(decision.round, said=(*decision.round.said, voice)))


def show(decision: Decision, *, day: date) -> Decision:
    """Return the decision with what all have said shown at once: from here the outcome of the round is fixed.

    Raises:
        NotAllowed: the call is not open, or in writing some party has not spoken and still can.
    """
    _check(decision, "show", day)
    opened_on, closes_on = decision.round.opened_on, decision.round.closes_on
    if opened_on is not None and day < opened_on:
        raise NotAllowed("It cannot be shown before the parties are asked.")
    if closes_on is not None and day <= closes_on and outcome_of(decision, day).silent:
        raise NotAllowed(f"Not every party has spoken. Each can until {date_long(closes_on)}; show it once all have, or after that day.")
    return _in_round(decision, replace(decision.round, shown_on=day))


def new_round(decision: Decision, wording: str, *, day: date, matter: Matter | None = None) -> Decision:
    """Return the decision with a further round; a new wording is tested anew, the same wording keeps its tests. Everybody is asked again.

    What was confirmed or approved was so for the wording before, and no longer counts. A recommendation may be reworded while it waits for
    approvals, such as after a reservation; what is adopted may not.

    Args:
        decision: the decision.
        wording: what is proposed now.
        day: the day.
        matter: what the rules ask about the new wording, whose class follows from it; None if that is as before.

    Raises:
        NotAllowed: the round before has not ended, all have agreed already, or another body would have to decide.
        UnknownMatter: it names a reserved matter that the agreement does not have.
    """
    _check(decision, "new_round", day)
    before, matter = decision.round, decision.matter if matter is None else matter
    found = classify(matter, decision.rules.matters)
    if found.body != decision.body.id or (decision.is_written and not found.may_be_written):
        raise NotAllowed(f"With that it is for {found.body} to decide in a meeting. Take it back, and propose it anew.")
    fresh = Round(wording, recused=before.recused, present=before.present)
    if wording == before.wording and matter == decision.matter:
        fresh = replace(fresh, principle_test=before.principle_test, service_test=before.service_test)
    return replace(decision, rounds=(*decision.rounds, fresh), matter=matter, confirmations=(), approvals=())


def confirm_authority(decision: Decision, confirmation: Confirmation, *, day: date) -> Decision:
    """Return the decision with a party's word that it stands behind what its member agreed to beyond their limit.

    Raises:
        NotAllowed: nothing waits for authority, or not for this party's.
    """
    _check(decision, "confirm_authority", day)
    _check_day(decision, confirmation.given_on, day)
    if confirmation.party not in outcome_of(decision, day).beyond_limit:
        raise NotAllowed(f"Nothing waits for the authority of {confirmation.party}.")
    return replace(decision, confirmations=(*decision.confirmations, confirmation))


def approve(decision: Decision, approval: Approval, *, day: date) -> Decision:
    """Return the decision with a party's own approval of a reserved matter, or its refusal, which ends it.

    Raises:
        NotAllowed: it does not wait for approvals, or not for this party's; or its last day has gone by and it was given later.
    """
    _check(decision, "approve", day)
    last = decision.approvals_by
    if standing_of(decision, day) == "lapsed" and not (may_be_in_time(decision) and last is not None and approval.given_on <= last):
        raise NotAllowed(f"{decision.id} has lapsed. Only an approval that was given in time can still be written down.")
    _check_day(decision, approval.given_on, day)
    if approval.party not in decision.classification.approvals:
        raise NotAllowed(f"The approval of {approval.party} is not asked for.")
    return replace(decision, approvals=(*decision.approvals, approval))


def ratify(decision: Decision, ratification: Ratification, quorum: Quorum, *, day: date) -> Decision:
    """Return the decision with what the next meeting made of it.

    Raises:
        NotAllowed: it does not wait for ratification, or the meeting had no quorum.
    """
    _check(decision, "ratify", day)
    _check_day(decision, ratification.given_on, day)
    there = {*quorum.represented, *quorum.outside}
    if not quorum.is_held or not there.issuperset(decision.deciding_body.voting_parties(day)):
        raise NotAllowed("The meeting has no quorum, so it can neither ratify nor decline.")
    return replace(decision, ratification=ratification)


def withdraw(decision: Decision, *, day: date) -> Decision:
    """Return the decision taken back by whoever proposed it.

    Raises:
        NotAllowed: it has an effect already, or has ended.
    """
    _check(decision, "withdraw", day)
    return replace(decision, withdrawn_on=day)


def supersede(decision: Decision, later: Decision, *, day: date) -> Decision:
    """Return the decision with a later one, itself adopted, in its place.

    Raises:
        NotAllowed: it cannot be superseded, the later one is not adopted, or was taken earlier or by fewer than the earlier one was.
    """
    _check(decision, "supersede", day)
    if later.id == decision.id or standing_of(later, day) != "adopted":
        raise NotAllowed("Only another decision that has been adopted can stand in its place.")
    if why := why_not_in_place(decision, later, day=day):
        raise NotAllowed(why)
    return replace(decision, superseded_by=later.id)


def why_not_in_place(decision: Decision, later: Decision, *, day: date) -> str:
    """Return why another decision is not enough to stand in the place of one that is adopted; empty if it is, or if that one is not.

    What the leadership team agreed is not undone by a body below it, nor what parties approved by a decision that they are not asked about.
    """
    if standing_of(decision, day) != "adopted":
        return ""
    if later.round.shown_on is not None and decision.round.shown_on is not None and later.round.shown_on < decision.round.shown_on:
        return f"{later.id} was agreed before {decision.id}, so it cannot stand in its place."
    if later.body.id != decision.body.id and later.classification.kind == "delegated":
        return f"{decision.id} was decided by {decision.body.name}. {later.body.name} cannot put another decision in its place."
    asked = [party for party in decision.classification.approvals if party not in (*later.classification.approvals, later.matter.excludes)]
    if asked:
        whose = list_in_words(asked)
        return f"{decision.id} needed the approval of {whose}. What stands in its place needs it too: name the reserved matter."
    return ""


def _check(decision: Decision, act: Act, day: date) -> None:
    if not may(act, decision, day):
        raise NotAllowed(f"{decision.id} is {standing_of(decision, day).replace('_', ' ')}: it cannot be done now.")


def _check_day(decision: Decision, given_on: date, day: date) -> None:
    """Check that something is dated between the day on which all agreed and the day on which it is written down."""
    if given_on > day:
        raise NotAllowed("It is dated later than the day on which it is written down.")
    shown_on = decision.round.shown_on
    if shown_on is not None and given_on < shown_on:
        raise NotAllowed("It is dated earlier than the day on which the alliance agreed.")


def _in_round(decision: Decision, changed: Round) -> Decision:
    return replace(decision, rounds=(*decision.rounds[:-1], changed))
