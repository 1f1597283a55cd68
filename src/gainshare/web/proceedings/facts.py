"""Processes as the core knows them, from rows: parties by their names, the decision and its approvals as they stand now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from gainshare.core.governance import process as core
from gainshare.core.governance.process_terms import steps_of
from gainshare.core.kernel.period import Month, month_period
from gainshare.core.kernel.problem import Fault
from gainshare.core.parties.party import Party as AgreedParty
from gainshare.core.parties.party import members_on
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.agreements.queries import version_in_force
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.governance.models import Decision, RecordedDecision
from gainshare.web.governance.schedules import read
from gainshare.web.proceedings.models import Process
from gainshare.web.proceedings.queries import FAR, parties_of, processes_of

ADOPTED = "adopted"
"""The standing of a decision that a process can rest on."""


def value_of(one: Process) -> core.Process:
    """Return a process as the core knows it.

    Raises:
        Fault: the schedule says nothing of its kind.
    """
    terms = read(one.schedule).terms
    kind = one.kind
    return core.Process(
        id=one.reference,
        kind=kind,  # type: ignore[arg-type]  # one of `KINDS`
        party=name_of(one),
        started_on=one.started_on,
        steps=steps_of(kind, terms.leaving, terms.admission),  # type: ignore[arg-type]
        others=tuple(party.organisation.name for party in others_of(one)),
        done=tuple(core.StepDone(step.step, step.done_on, step.has_come) for step in one.steps.all()),
        decision=None if one.decision is None or one.decided_on is None else bound(one.decision, one.decided_on),
        approvals=tuple(_approvals(one)),
        version=None,  # what it was complete by is a fact of the row, and needs not be looked up again
        ended_on=one.ended_on,
        ended_as=one.ended_as,  # type: ignore[arg-type]
    )


def due_on(value: core.Process, step: core.ProcessStep) -> date | None:
    """Return the last day for a step of a process; None if it has no clock, has not begun, or bank holidays are not known."""
    try:
        return core.due_on(value, step)
    except Fault:
        return None


def runs_until(value: core.Process, day: date) -> date | None:
    """Return the last day of the step that a process is at, if it has not gone by; None too if bank holidays are not known."""
    try:
        return core.runs_until(value, day)
    except Fault:
        return None


def processes_in_order(alliance: Alliance) -> Sequence[tuple[Process, core.Process, date | None]]:
    """Return an alliance's processes with the last day of the step that each is at: the most urgent first, those that are over last."""
    found = [(one, value_of(one)) for one in processes_of(alliance)]
    dated = [(one, value, None if one.ended_on else due_on(value, core.current_step(value))) for one, value in found]
    return sorted(dated, key=lambda each: (each[0].ended_on is not None, each[2] or FAR, -each[0].number))


def bound(decision: Decision, bound_on: date) -> core.BoundDecision:
    """Return a decision as a process sees it."""
    return core.BoundDecision(
        id=decision.reference,
        bound_on=bound_on,
        is_adopted=decision.standing == ADOPTED,
        is_unanimous=decision.body == read(decision.schedule).terms.leading_body.id,
        is_reserved=bool(decision.reserved),
    )


def _approvals(one: Process) -> list[core.BoardApproval]:
    """Return what the parties' own boards said: with the decision, where it is on a reserved matter, and then of the process itself."""
    found = []
    if one.decision is not None:
        given, name = one.decision.endorsements.filter(kind="approval").select_related("party__organisation"), one.decision.reference
        found = [core.BoardApproval(each.party.organisation.name, each.is_given, each.given_on, name) for each in given]
    for each in one.approvals.select_related("party__organisation", "decision"):
        of = "" if each.decision is None else each.decision.reference
        found.append(core.BoardApproval(each.party.organisation.name, each.is_given, each.given_on, of))
    return found


def others_of(one: Process) -> Sequence[Party]:
    """Return the parties whose approval a process takes: those of the agreement in force when it began, but the one that it is about."""
    version = version_in_force(one.alliance, one.started_on)
    codes = {party.id for party in members_by(version)} if version is not None else set()
    return [party for party in parties_of(one.alliance) if party.code in codes and party.code != one.party]


def parties_for(kind: core.ProcessKind, alliance: Alliance) -> Sequence[Party]:
    """Return the parties that a process of a kind can be about: those of the agreement in force, of a termination the owners alone."""
    version = version_in_force(alliance, timezone.localdate())
    members = members_by(version) if version is not None else ()
    codes = {party.id for party in members if kind != "termination" or "owner" in party.roles}
    return [party for party in parties_of(alliance) if party.code in codes]


def members_by(version: AgreementVersion) -> Sequence[AgreedParty]:
    """Return the members by a version on its first day."""
    agreement = agreement_in(version)
    month = month_period(Month.of(version.takes_effect_on), agreement.calendar)
    return members_on(agreement.in_force(month).parties, version.takes_effect_on)


def name_of(one: Process) -> str:
    """Return what the party of a process is called."""
    party = Party.objects.filter(alliance=one.alliance, code=one.party).select_related("organisation").first()
    return one.party if party is None or one.kind == "admission" else party.organisation.name


def new_version(one: Process, version: AgreementVersion) -> core.NewVersion:
    """Return a version of the agreement as a process sees it: a party is found by its code, one to be admitted by its name."""
    since = version.takes_effect_on
    held = version_in_force(one.alliance, since)
    name = one.party.strip().lower()
    found = [each for each in members_by(version) if (each.name.lower() == name if one.kind == "admission" else each.id == one.party)]
    shares = [share for each in found for share in (each.owner_share, each.non_owner_share) if share]
    is_held = held is not None and held.pk == version.pk
    return core.NewVersion(version.number, since, is_held, bool(found), bool(shares))


def decisions_to_choose(one: Process) -> Sequence[Decision]:
    """Return the decisions that are adopted and may be the one on a process: an exclusion's is the others' on excluding that party."""
    excludes = one.party if one.kind == "exclusion" else ""
    found = Decision.objects.filter(alliance=one.alliance_id, standing=ADOPTED, excludes=excludes)
    found = found.filter(bindings__kind=one.kind, bindings__subject=str(one.pk))
    return list(found.select_related("schedule"))


def has_recorded_decisions(alliance: Alliance) -> bool:
    """Return whether an alliance has decisions that are only recorded."""
    return RecordedDecision.objects.filter(alliance=alliance).exists()


def versions_to_choose(one: Process) -> Sequence[AgreementVersion]:
    """Return the versions that every party has approved and that take effect since a process began, in order."""
    found = one.alliance.agreement_versions.defer("text").filter(approved_at__isnull=False, withdrawn_at__isnull=True)
    return list(found.filter(takes_effect_on__gte=one.started_on).order_by("takes_effect_on", "number"))
