"""What is done with a call-off: described, described anew, checked, withdrawn; each with its right and its journal entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gainshare.core.governance import call_off as core
from gainshare.core.kernel.problem import Fault
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.queries import people_with
from gainshare.web.alliances.refusals import Refused, why
from gainshare.web.packages.models import CallOff, Check
from gainshare.web.packages.queries import facts_of
from gainshare.web.proceedings.standing import lock, record_of
from gainshare.web.proceedings.telling import tell

LinkTo = Callable[[CallOff], str]
"""What makes the address of a call-off's page, for messages."""
DESCRIBE, CHECK = "packages.describe", "packages.check"
"""The right to describe what is called off, and the right to check it against procurement law."""


@dataclass(frozen=True, slots=True)
class Described:
    """A call-off as it was filled in."""

    title: str
    """What it is called."""
    what: str
    """The service, who is to deliver it, from when."""
    value: int
    """What it is worth over its whole term, in whole minor units."""

    def __post_init__(self) -> None:
        """Check that it is worth something."""
        assert self.value > 0, "the form asks for more than nothing"

    def told(self) -> Mapping[str, object]:
        """Return it as the journal tells it."""
        return {"title": self.title, "what": self.what, "value": self.value}


def describe(*, by: Seat, package: str, given: Described, token: UUID, link: LinkTo | None = None) -> CallOff:
    """Describe a service that is to be called off under a package.

    Raises:
        Refused: the agreement has no such package.
    """
    by.require(DESCRIBE)
    with transaction.atomic():
        lock(by.alliance)
        if (there := CallOff.objects.filter(alliance=by.alliance, form_token=token).first()) is not None:
            return there
        if package not in {one.id for one in agreement_of(by.alliance).latest.work_packages}:
            raise Refused("The agreement has no such package any more. Choose another.")
        last = CallOff.objects.filter(alliance=by.alliance).aggregate(last=Max("number"))["last"]
        made = CallOff.objects.create(
            alliance=by.alliance,
            package=package,
            number=int(last or 0) + 1,
            form_token=token,
        )
        _add_description(by, made, 1, given)
        record_of("call_off.described", by, made, {"after": {"package": package, **given.told()}})
        _tell_checkers(by, made, link)
        return made


def change(*, by: Seat, of: UUID, seen: int, given: Described, link: LinkTo | None = None) -> CallOff:
    """Describe a call-off anew: what was checked was another, so it is checked again.

    Raises:
        Refused: the leadership team has it, or it is over; or somebody else changed it meanwhile.
    """
    by.require(DESCRIBE)
    with transaction.atomic():
        row = _locked(by, of)
        _require(row, "change")
        now = row.now
        if now.version != seen:
            raise Refused("Somebody else has changed it meanwhile. Look at it as it is now, and change that.")
        before = Described(now.title, now.what, now.value)
        if before == given:
            return row
        _add_description(by, row, now.version + 1, given)
        record_of("call_off.changed", by, row, {"before": before.told(), "after": given.told()})
        _tell_checkers(by, row, link)
        return row


@dataclass(frozen=True, slots=True)
class Checked:
    """A check as it was filled in."""

    version: int
    """The description that was on the page."""
    legal_basis: str
    """What it rests on."""
    finding: core.Finding
    """What it comes to."""
    note: str
    """Why."""
    checked_on: date
    """When."""


def check(*, by: Seat, of: UUID, given: Checked, link: LinkTo | None = None) -> Check:
    """Write down what a check against procurement law came to.

    Raises:
        Refused: one described it oneself, it was changed meanwhile, the leadership team has it, or the day has not come.
    """
    by.require(CHECK)
    with transaction.atomic():
        row = _locked(by, of)
        value = _require(row, "check")
        try:
            core.require_checker(value, str(by.person.pk))
        except Fault as fault:
            raise Refused(why(fault)) from fault
        if row.now.version != given.version:
            raise Refused("It has been changed since you opened the page. Read it again, and check that.")
        if given.checked_on > timezone.localdate():
            raise Refused("It cannot have been checked on a day that has not come.")
        made = Check.objects.create(
            call_off=row,
            version=given.version,
            legal_basis=given.legal_basis,
            finding=given.finding,
            note=given.note,
            checked_on=given.checked_on,
            checked_by=by.person,
            written_at=timezone.now(),
        )
        after = {"legal_basis": core.LEGAL_BASES[given.legal_basis], "finding": given.finding.replace("_", " "), "note": given.note}
        record_of("call_off.checked", by, row, {"after": {**after, "checked_on": given.checked_on}})
        if link is not None:
            people = {one.described_by.pk: one.described_by for one in row.descriptions.select_related("described_by")}
            words = f"{row.reference}, a call-off in {by.alliance.name}, has been checked against procurement law."
            tell(by, people.values(), kind="call_off", subject=f"{row.reference} is checked", what=words, link=partial(link, row))
        return made


def withdraw(*, by: Seat, of: UUID, reason: str) -> CallOff:
    """Take a call-off back.

    Raises:
        Refused: the leadership team has it, or it is over.
    """
    by.require(DESCRIBE)
    with transaction.atomic():
        row = _locked(by, of)
        _require(row, "withdraw")
        row.withdrawn_at = timezone.now()
        row.save()
        record_of("call_off.withdrawn", by, row, {"after": {"reason": reason}})
        return row


def _add_description(by: Seat, row: CallOff, version: int, given: Described) -> None:
    row.descriptions.create(
        version=version, title=given.title, what=given.what, value=given.value, described_by=by.person, described_at=timezone.now()
    )


def _tell_checkers(by: Seat, row: CallOff, link: LinkTo | None) -> None:
    """Write to those who may check a call-off, but for those who described it."""
    if link is None:
        return
    described = set(row.descriptions.values_list("described_by", flat=True))
    people = [one for one in people_with(by.alliance, CHECK) if one.pk not in described]
    words = f"{row.reference}, a call-off in {by.alliance.name}, has to be checked against procurement law before it can be decided."
    tell(by, people, kind="call_off", subject=f"{row.reference} waits for a check", what=words, link=partial(link, row))


def _locked(by: Seat, of: UUID) -> CallOff:
    """Return a call-off of the alliance, which is locked.

    Raises:
        PermissionDenied: the alliance has none of that id.
    """
    lock(by.alliance)
    row = CallOff.objects.filter(pk=of, alliance=by.alliance).first()
    if row is None:
        raise PermissionDenied
    row.alliance = by.alliance
    return row


def _require(row: CallOff, act: core.CallOffAct) -> core.CallOff:
    value = facts_of(row)
    try:
        core.require(value, act)
    except Fault as fault:
        raise Refused(why(fault)) from fault
    return value
