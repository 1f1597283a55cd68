"""The terms of ways in and out: how a breach is put right or leads to exclusion, how a party leaves, how another is admitted."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from gainshare.core.governance.process import Need, ProcessKind, ProcessStep
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Term, Words

Days = Annotated[int, Field(ge=1, le=260)]
"""Working days, at least one and at most a year of them."""
Months = Annotated[int, Field(ge=1, le=60)]
"""Months of notice: at most five years."""


class RectificationTerms(Term):
    """`{notice_working_days: 10, plan_working_days: 10, review_working_days: 20}`."""

    notice_working_days: Days
    """Working days after the notice in which the party can answer it."""
    plan_working_days: Days
    """Working days in which its plan is to be there."""
    review_working_days: Days
    """Working days after the plan in which the others look at what came of it."""


class LeavingTerms(Term):
    """How a party leaves: by rectification that did not succeed, by its own notice, by an owner's notice."""

    default_events: tuple[Words, ...] = ()
    """What a rectification may be about."""
    rectification: RectificationTerms | None = None
    """The clocks before an exclusion can be proposed; left out if nobody can be excluded."""
    voluntary_withdrawal_notice_months: Months | None = None
    """Months of notice by which any party may leave; left out if none may."""
    termination_by_owner_notice_months: Months | None = None
    """Months of notice by which an owner may leave; left out if none may."""


class AdmissionStepTerms(Term):
    """`{text: board approvals, needs: approvals}`."""

    text: Words
    """What the step is called."""
    needs: Need
    """What it takes: a record of what was done, an adopted decision, every party's approval, or the version with the new shares."""


class AdmissionTerms(Term):
    """The steps by which a new party is admitted, in order."""

    steps: Annotated[tuple[AdmissionStepTerms, ...], Field(min_length=1, max_length=20)]
    """The steps."""

    @model_validator(mode="after")
    def _needs_in_order(self) -> AdmissionTerms:
        needs = [one.needs for one in self.steps]
        wanted: dict[Need, str] = {"decision": "a recommendation of the leading body", "version": "the re-basing of the shares"}
        for need, what in wanted.items():
            if needs.count(need) != 1:
                raise Fault(
                    f"{needs.count(need)} steps of the admission are {what}.",
                    "Name exactly one step with the word recommendation, and exactly one with the word re-basing.",
                )
        if needs.count("approvals") > 1:
            raise Fault("Approvals are a step of the admission more than once.", "Keep one step with the word approvals.")
        if needs[-1] != "version":
            raise Fault("The re-basing of the shares is not the last step of the admission.", "Put it last: with it the party is in.")
        return self


def steps_of(kind: ProcessKind, leaving: LeavingTerms | None, admission: AdmissionTerms | None) -> tuple[ProcessStep, ...]:
    """Return the steps of a process of a kind, as the agreement lays them down.

    Raises:
        Fault: the agreement says nothing of that kind.
    """
    if kind == "admission":
        if admission is None:
            raise Fault("The schedule has no steps for an admission.", "Add `admission` to governance.yaml.")
        return tuple(ProcessStep(f"step-{number}", one.text, one.needs) for number, one in enumerate(admission.steps, start=1))
    if kind == "exclusion":
        return _exclusion(None if leaving is None else leaving.rectification)
    field = "voluntary_withdrawal_notice_months" if kind == "withdrawal" else "termination_by_owner_notice_months"
    months = getattr(leaving, field, None)
    if months is None:
        raise Fault(f"The schedule has no notice for a {kind}.", f"Add `{field}` to `exclusion_and_termination` in governance.yaml.")
    return (
        ProcessStep("notice", "Notice given to every party", "record", months=months),
        ProcessStep("rebasing", "Version of the agreement in which the party has no share", "version"),
    )


def _exclusion(terms: RectificationTerms | None) -> tuple[ProcessStep, ...]:
    if terms is None:
        raise Fault("The schedule has no rectification.", "Add `rectification` to `exclusion_and_termination` in governance.yaml.")
    return (
        ProcessStep("notice", "Notice, and the party's answer to it", "record", working_days=terms.notice_working_days),
        ProcessStep("plan", "Plan to put it right", "record", working_days=terms.plan_working_days),
        ProcessStep("review", "Review of what came of the plan", "record", working_days=terms.review_working_days),
        ProcessStep("decision", "Unanimous decision of the others on a reserved matter", "decision"),
        ProcessStep("approvals", "Approval of every remaining party", "approvals"),
        ProcessStep("rebasing", "Version of the agreement in which the party has no share", "version"),
    )
