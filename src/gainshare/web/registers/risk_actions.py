"""What is done with risks: raise, score anew, change, close, open again, warn; each with its right, its transaction, its journal entry."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from gainshare.core.governance import register
from gainshare.core.governance.register import SCORES, NotKept, RiskScore
from gainshare.core.kernel.formats import date_long, money
from gainshare.core.kernel.money import Currency
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.refusals import Refused
from gainshare.web.registers.actions import add_item
from gainshare.web.registers.convert import columns_of_risk, core_risk
from gainshare.web.registers.models import Item, Risk, RiskScoring, next_number
from gainshare.web.registers.writing import KEEP, differing, given, lock, locked, next_reference, note, record_of, sent_before

POUNDS = Currency.of("GBP")
FIELDS = {
    "mitigation": "What is done about it",
    "residual_value": "Score that is left",
    "owner_party": "Party or body that looks after it",
    "owner_post": "Post that looks after it",
    "review_on": "Next review",
    "money_low": "Least it would cost",
    "money_high": "Most it would cost",
    "probability": "Probability",
}
"""What each part of a risk that can be changed is called."""


@dataclass(frozen=True, slots=True)
class Told:
    """What is said of a risk besides its score."""

    mitigation: str
    """What is done about it."""
    residual_value: int
    """The score that is left, from 1 to 25."""
    owner_party: str
    """The code of the party, or the body, that looks after it."""
    owner_post: str
    """Whose post it is there."""
    review_on: date
    """The day on which it is looked at next."""
    money_low: int | None = None
    """The least that it would cost, in whole pence; None if nobody has said."""
    money_high: int | None = None
    """The most that it would cost, in whole pence."""
    probability: int | None = None
    """How probable it is, in whole per cent."""


@dataclass(frozen=True, slots=True)
class NewRisk:
    """A risk that is raised."""

    category: str
    """What sort of risk it is."""
    title: str
    """What it is called."""
    description: str
    """Cause, event and consequence."""
    score: RiskScore
    """Its score before what is done about it takes effect."""
    told: Told
    """What is said of it besides."""


def raise_risk(*, by: Seat, new: NewRisk, token: UUID | None = None) -> Risk:
    """Raise a risk, under the next reference.

    Raises:
        Refused: it cannot be so.
    """
    by.require(KEEP)
    today = timezone.localdate()
    _check_review(new.told, today)
    _check_score_left(new.told)
    with transaction.atomic():
        lock(by.alliance)
        again = sent_before(Risk, by, token)
        if again is not None:
            return again
        told = new.told
        risk = register.Risk(
            id=next_reference(Risk, by.alliance, "R-", 2),
            raised_on=today,
            category=given(new.category, "Say what sort of risk it is."),
            title=given(new.title, "Say what the risk is called."),
            description=given(new.description, "Say the cause, the event and the consequence."),
            score=new.score,
            residual_value=told.residual_value,
            mitigation=told.mitigation.strip(),
            owner_party=told.owner_party,
            owner_post=told.owner_post.strip(),
            review_on=told.review_on,
        )
        made = Risk.objects.create(
            alliance=by.alliance,
            number=next_number(Risk, by.alliance),
            money_low=told.money_low,
            money_high=told.money_high,
            probability=told.probability,
            raised_by=by.person,
            form_token=token,
            **columns_of_risk(risk),
        )
        after = {"title": risk.title, "likelihood": new.score.likelihood, "impact": new.score.impact, "score": new.score.value}
        record_of("risk.raised", by, made, {"after": after | {"owner_party": told.owner_party, "review_on": told.review_on}})
        return made


def rescore(*, by: Seat, of: UUID, seen: int, score: RiskScore, reason: str) -> Risk:
    """Score a risk anew; the score before stays on file with the reason.

    Args:
        by: who scores it.
        of: the risk.
        seen: the version of the risk that the form was made from.
        score: its score from now on.
        reason: why.

    Raises:
        Refused: it is closed, the score is the same, or there is no reason.
    """
    by.require(KEEP)
    with transaction.atomic():
        row = locked(Risk, by, of, seen)
        before = core_risk(row, row.scorings.all())
        try:
            after = register.rescore(before, score, reason, day=timezone.localdate())
        except NotKept as refused:
            raise Refused(str(refused)) from None
        last = after.history[-1]
        RiskScoring.objects.create(
            risk=row,
            number=len(after.history),
            likelihood=last.score.likelihood,
            impact=last.score.impact,
            changed_on=last.changed_on,
            reason=last.reason.strip(),
            changed_by=by.person,
        )
        row.likelihood, row.impact = score.likelihood, score.impact
        row.save()
        was = {"likelihood": last.score.likelihood, "impact": last.score.impact, "score": last.score.value}
        now = {"likelihood": score.likelihood, "impact": score.impact, "score": score.value, "reason": reason.strip()}
        record_of("risk.rescored", by, row, {"before": was, "after": now})
        return row


def change_risk(*, by: Seat, of: UUID, seen: int, told: Told, remark: str) -> Risk:
    """Change what is said of an open risk, or look at it and set the day of the next review.

    Args:
        by: who changes it.
        of: the risk.
        seen: the version of the risk that the form was made from.
        told: everything that is said of it from now on.
        remark: what came of looking at it; empty for nothing.

    Raises:
        Refused: it is closed, nothing changes, or something cannot be so.
    """
    by.require(KEEP)
    with transaction.atomic():
        row = locked(Risk, by, of, seen)
        if row.is_closed:
            raise Refused(f"{row.reference} is closed. Open it again first.")
        before, after = differing({name: getattr(row, name) for name in FIELDS}, asdict(told))
        if not after:
            raise Refused("Nothing is different from what it says already.")
        if "review_on" in after:
            _check_review(told, timezone.localdate())
        if "residual_value" in after:
            _check_score_left(told)
        for name, value in after.items():
            setattr(row, name, value)
        row.save()
        note(row, by, " ".join(_in_words(name, before[name], after[name]) for name in after), remark)
        record_of("risk.changed", by, row, {"before": before, "after": {**after, "remark": remark.strip()}})
        return row


def close(*, by: Seat, of: UUID, seen: int, reason: str) -> Risk:
    """Close a risk; it stays on the register.

    Raises:
        Refused: it is closed already, or there is no reason.
    """
    by.require(KEEP)
    with transaction.atomic():
        row = locked(Risk, by, of, seen)
        try:
            row.is_closed = register.close_risk(core_risk(row, ()), reason).is_closed
        except NotKept as refused:
            raise Refused(str(refused)) from None
        row.save()
        note(row, by, "Closed.", reason)
        record_of("risk.closed", by, row, {"after": {"reason": reason.strip()}})
        return row


def reopen(*, by: Seat, of: UUID, seen: int, reason: str, review_on: date) -> Risk:
    """Open a closed risk again, to be looked at on a day.

    Raises:
        Refused: it is open, there is no reason, or the day has passed.
    """
    by.require(KEEP)
    if review_on < timezone.localdate():
        raise Refused("The next review cannot be on a day that has passed. Give a day from today on.")
    with transaction.atomic():
        row = locked(Risk, by, of, seen)
        try:
            again = register.reopen_risk(core_risk(row, ()), reason, review_on=review_on)
        except NotKept as refused:
            raise Refused(str(refused)) from None
        row.is_closed, row.review_on = again.is_closed, again.review_on
        row.save()
        note(row, by, f"Opened again. Next review {date_long(review_on)}.", reason)
        record_of("risk.reopened", by, row, {"after": {"reason": reason.strip(), "review_on": review_on}})
        return row


def warn(*, by: Seat, of: UUID, seen: int, text: str, owner_party: str, owner_post: str, due_on: date) -> Item:
    """Raise an early warning of a risk: an action that comes from it, which the journal tells as an action that was added.

    Args:
        by: who warns.
        of: the risk.
        seen: the version of the risk that the form was made from.
        text: what is to be done.
        owner_party: the code of the party that does it.
        owner_post: whose post it is there.
        due_on: by when.

    Raises:
        Refused: the risk is closed, or the action cannot be so.
    """
    by.require(KEEP)
    with transaction.atomic():
        row = locked(Risk, by, of, seen)
        if row.is_closed:
            raise Refused(f"{row.reference} is closed. Open it again first.")
        row.save()
        made = add_item(
            by=by, kind="action", text=text, source=row.reference, owner_party=owner_party, owner_post=owner_post, due_on=due_on
        )
        note(row, by, f"Early warning: {made.reference}, due {date_long(due_on)}.", made.text)
        return made


def _check_review(told: Told, today: date) -> None:
    if told.review_on < today:
        raise Refused("The next review cannot be on a day that has passed. Give a day from today on.")


def _check_score_left(told: Told) -> None:
    if told.residual_value not in SCORES:
        listed = ", ".join(str(one) for one in SCORES[:-1])
        said = f"No likelihood × impact comes to {told.residual_value}, so it cannot be the score that is left."
        raise Refused(f"{said} Enter one of {listed} or {SCORES[-1]}.")


def _in_words(name: str, before: object, after: object) -> str:
    """Return a change in a sentence; long texts are told as having changed, and stand in the journal."""
    if name == "mitigation":
        return f"{FIELDS[name]} has changed."
    return f"{FIELDS[name]}: {_said(name, before)} became {_said(name, after)}."


def _said(name: str, value: object) -> str:
    if value in (None, ""):
        return "not said"
    if isinstance(value, date):
        return date_long(value)
    if name.startswith("money") and isinstance(value, int):
        return money(value, POUNDS)
    return f"{value}%" if name == "probability" else str(value)
