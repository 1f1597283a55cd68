"""What is done with an agreement's versions: propose, approve, withdraw; each with its right, its transaction and its journal entry."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from gainshare.core.kernel.formats import date_long
from gainshare.core.kernel.problem import Invalid
from gainshare.web.agreements import deciding
from gainshare.web.agreements.checks import review
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion, Approval
from gainshare.web.agreements.parties import add_parties
from gainshare.web.agreements.queries import last_version, open_proposal, parties_to_approve, version_in_force
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance, Party
from gainshare.web.alliances.queries import people_by_party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.alliances.rights import roles_with
from gainshare.web.audit.journal import record
from gainshare.web.shared import mail

APPROVE = "agreement.approve_own"

PROPOSED = """\
{proposer} proposes version {number} of the agreement of {alliance}.

Read what changes, and approve it for your party:
{link}
"""


def propose(*, by: Seat, data: bytes, takes_effect_on: date, reason: str, link: Callable[[int], str]) -> AgreementVersion:
    """Propose a text as the next version; the parties that have to approve it are told.

    Args:
        by: who proposes it.
        data: the text, byte for byte.
        takes_effect_on: from when it holds, once approved: the first of a month, today or later.
        reason: what changes and why.
        link: the address of the page of a version, from its number.

    Raises:
        Invalid: the text cannot be used; `.problems` lists everything that is wrong.
        Refused: another version waits for approval, nothing differs, or the day does not do.
    """
    by.require("agreement.propose")
    _is_first_of_a_month_to_come(takes_effect_on)
    found = review(data, by.alliance)
    if found.agreement is None:
        raise Invalid(found.problems)
    with transaction.atomic():
        _lock(by.alliance)
        if open_proposal(by.alliance) is not None:
            raise Refused("Another version waits for approval. Withdraw it first, or wait until it is approved.")
        fingerprint = hashlib.sha256(data).hexdigest()
        last = last_version(by.alliance)
        if last.sha256 == fingerprint:
            raise Refused(f"This is version {last.number}, letter for letter. There is nothing to approve.")
        if last.approved_at is not None and takes_effect_on < last.takes_effect_on:
            raise Refused(f"Version {last.number} takes effect on {date_long(last.takes_effect_on)}. Choose that day or a later one.")
        made = AgreementVersion.objects.create(
            alliance=by.alliance,
            number=by.alliance.agreement_versions.count() + 1,
            text=data.decode("utf-8"),
            sha256=fingerprint,
            takes_effect_on=takes_effect_on,
            reason=reason,
            proposed_by=by.person,
            proposed_at=timezone.now(),
        )
        _tell(by, made, parties_to_approve(made), link(made.number))
        after = {"number": made.number, "takes_effect_on": takes_effect_on, "sha256": fingerprint, "reason": reason}
        record("agreement.proposed", by=by.person, alliance=by.alliance, subject=made, content={"after": after})
        return made


def approve(*, by: Seat, number: int, party: Party) -> AgreementVersion:
    """Approve a version for a party; with the last party's approval it holds from its day.

    Raises:
        PermissionDenied: one does not speak for the party.
        Refused: one proposed it oneself, it does not wait for this party, or its day has gone by.
    """
    by.require(APPROVE, party)
    with transaction.atomic():
        _lock(by.alliance)
        found = _waiting(by.alliance, number)
        if found.proposed_by_id == by.person.pk:
            raise Refused("You proposed this version. Somebody else has to approve it for your party.")
        if deciding.decision_behind(by, found).is_missing:
            raise Refused("The leadership team has to agree to this version first: it needs its decision.")
        asked = parties_to_approve(found)
        if party not in asked:
            raise Refused(f"{party.organisation.name} is not asked to approve this version.")
        given = set(found.approvals.values_list("party_id", flat=True))
        if party.pk in given:
            raise Refused(f"{party.organisation.name} has approved this version already.")
        if _has_gone_by(found):
            raise Refused("The day from which it was to hold has gone by. Withdraw it, and propose it again with a later day.")
        now = timezone.now()
        Approval.objects.create(version=found, party=party, given_by=by.person, given_at=now)
        is_last = {one.pk for one in asked} <= {*given, party.pk}
        if is_last:
            _hold(found)
        record(
            "agreement.approved",
            by=by.person,
            alliance=by.alliance,
            organisation=party.organisation,
            subject=found,
            content={"after": {"number": number, "sha256": found.sha256, "by_every_party": is_last}, "names": {"party": str(party)}},
        )
        return found


def approve_if_nobody_is_awaited(*, by: Seat) -> AgreementVersion | None:
    """Let the version that waits hold from its day if a party that it waited for is asked no more, and every other has approved it.

    Returns:
        The version; None if none waits, one still has to be approved, or the day from which it was to hold has gone by.
    """
    with transaction.atomic():
        _lock(by.alliance)
        found = open_proposal(by.alliance)
        if found is None or _has_gone_by(found):
            return None
        given = set(found.approvals.values_list("party_id", flat=True))
        if not given or not {one.pk for one in parties_to_approve(found)} <= given:
            return None
        _hold(found)
        content = {"after": {"number": found.number, "sha256": found.sha256, "by_every_party": True}}
        record("agreement.completed", by=by.person, alliance=by.alliance, subject=found, content=content)
        return found


def _has_gone_by(version: AgreementVersion) -> bool:
    """Return whether the day from which a version was to hold lies behind, so that it would change what has held since."""
    today = timezone.localdate()
    return version.takes_effect_on < today and version_in_force(version.alliance, today) is not None


def _hold(version: AgreementVersion) -> None:
    """Let a version hold from its day: all have approved it that are asked."""
    version.approved_at = timezone.now()
    version.save(update_fields=["approved_at"])
    add_parties(version.alliance, agreement_in(version))


def withdraw(*, by: Seat, number: int, reason: str) -> None:
    """Withdraw a version that waits for approval.

    Raises:
        Refused: it does not wait any more.
    """
    by.require("agreement.propose")
    with transaction.atomic():
        _lock(by.alliance)
        found = _waiting(by.alliance, number)
        found.withdrawn_at = timezone.now()
        found.save(update_fields=["withdrawn_at"])
        after = {"number": number, "reason": reason}
        record("agreement.withdrawn", by=by.person, alliance=by.alliance, subject=found, content={"after": after})


def _is_first_of_a_month_to_come(day: date) -> None:
    if day.day != 1:
        raise Refused("A version takes effect on the first of a month.")
    if day < timezone.localdate():
        raise Refused("A version cannot take effect in the past. What was settled is settled by the version that held.")


def _waiting(alliance: Alliance, number: int) -> AgreementVersion:
    """Return a version that waits for approval."""
    found = AgreementVersion.objects.select_related("alliance").filter(alliance=alliance, number=number).first()
    if found is None:
        raise PermissionDenied
    if found.withdrawn_at is not None:
        raise Refused("This version was withdrawn.")
    if found.approved_at is not None:
        raise Refused("Every party has approved this version already.")
    return found


def _tell(by: Seat, version: AgreementVersion, parties: Sequence[Party], link: str) -> None:
    """Write to everybody who can approve a version, but not to who proposed it."""
    people = people_by_party(by.alliance, roles_with(APPROVE))
    told = {person.pk: person for party in parties for person in people.get(party.pk, ()) if person.pk != by.person.pk}
    for person in told.values():
        mail.write_to(
            person,
            kind="agreement",
            subject=f"Version {version.number} of the agreement waits for your approval",
            body=PROPOSED.format(proposer=by.person.name, number=version.number, alliance=by.alliance.name, link=link),
            alliance=by.alliance,
        )


def _lock(alliance: Alliance) -> None:
    """Let one transaction at a time change an alliance's versions."""
    Alliance.objects.select_for_update().get(pk=alliance.pk)
