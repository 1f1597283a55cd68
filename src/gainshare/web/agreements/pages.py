"""What the pages of the agreement show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils import timezone

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import date_long, date_short, list_in_words, moment, plural
from gainshare.core.kernel.problem import Problem, shorten
from gainshare.web.agreements import deciding
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.differences import ChangedLine
from gainshare.web.agreements.facts import Facts, facts_of
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.shared.behind import Behind
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link

SEEN_BY = "Everyone in the alliance can see this page."
NOT_BREAKING = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class VersionsPage:
    """Every version of the agreement."""

    frame: Frame
    """What stands around it."""
    rows: Sequence[Sequence[object]]
    """Each version: its number, its status, its day, who proposed it and when, what it changes."""
    upload: str
    """Where to upload a new one; empty for those who may not, and while one waits."""


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """A party and its approval of a version."""

    party: str
    """The party."""
    words: str
    """Who approved it and when, or who is asked."""
    is_given: bool
    """Whether it has approved."""
    code: str
    """The party's code, where whoever looks may approve for it now; otherwise empty."""
    is_asked: bool = True
    """Whether it has to approve; a party that the version leaves out by an exclusion has not."""


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version of the agreement."""

    frame: Frame
    """What stands around it."""
    facts: Facts
    """What it says, in short."""
    approvals: Sequence[ApprovalRow]
    """The parties that have approved it, or have to."""
    approve: str
    """Where it is approved."""
    reason: str
    """What it changes, and why."""
    changes: Sequence[Sequence[object]] | None
    """What differs from the version before; None if the texts are too long to compare or there is none before."""
    compared_with: str
    """With which version it is compared; empty for none."""
    text: str
    """The text."""
    download: str
    """Where the text is to be had as a file."""
    fingerprint: str
    """The SHA-256 of the text."""
    withdraw: str
    """Where it is withdrawn; empty if it cannot be, or not by whoever looks."""
    withdrawal: forms.Form
    """What is asked of whoever withdraws it."""
    blocked: str
    """Why whoever looks cannot approve it although they speak for a party."""
    behind: Behind = Behind()
    """The decision behind it."""


@dataclass(frozen=True, slots=True)
class UploadPage:
    """Where a new version is uploaded."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """What is asked."""
    problems: Sequence[Sequence[object]]
    """What is wrong with what was uploaded."""


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A text that was uploaded, before it is proposed."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """What is asked."""
    facts: Facts
    """What it says, in short."""
    changes: Sequence[Sequence[object]] | None
    """What differs from the last version; None if the texts are too long to compare."""
    compared_with: str
    """The version that it is compared with."""
    findings: Sequence[Sequence[object]]
    """What the lint finds."""
    send: str
    """Where it is proposed."""
    refusal: str
    """Why it was not proposed."""


def status_of(version: AgreementVersion, in_force: AgreementVersion | None, today: date) -> str:
    """Return a version's status in a word or two."""
    if version.withdrawn_at is not None:
        return "withdrawn"
    if version.approved_at is None:
        return "awaiting approval"
    if in_force is not None and version.pk == in_force.pk:
        return "in force" if version.takes_effect_on <= today else "approved"
    return "approved" if version.takes_effect_on > today else "superseded"


def versions_page(seat: Seat, found: Sequence[AgreementVersion], in_force: AgreementVersion | None) -> VersionsPage:
    """Return the page of every version."""
    today = timezone.localdate()
    rows = [_version_row(seat, one, status_of(one, in_force, today)) for one in found]
    waits = any(one.approved_at is None and one.withdrawn_at is None for one in found)
    upload = reverse("propose_agreement", kwargs={"alliance": seat.alliance.pk})
    frame = frame_of(seat, "The agreement", place="agreement_versions", who_else=SEEN_BY, help="agreement")
    return VersionsPage(frame, rows, upload if seat.may("agreement.propose") and not waits else "")


def _version_row(seat: Seat, one: AgreementVersion, status: str) -> Sequence[object]:
    address = reverse("agreement_version", kwargs={"alliance": seat.alliance.pk, "number": one.number})
    proposed = f"{one.proposed_by.name}, {date_short(timezone.localtime(one.proposed_at).date())}" if one.proposed_by else "Brought in"
    approvals = len(one.approvals.all())
    words = f"{status.capitalize()}, {plural(approvals, 'approval')}" if status == "awaiting approval" else status.capitalize()
    return (Link(f"Version {one.number}", address), words, date_short(one.takes_effect_on), proposed, one.reason or "As brought in")


def version_page(
    seat: Seat,
    version: AgreementVersion,
    *,
    status: str,
    approvals: Sequence[ApprovalRow],
    earlier: AgreementVersion | None,
    changes: Sequence[ChangedLine] | None,
    withdrawal: forms.Form,
) -> VersionPage:
    """Return the page of one version.

    Args:
        seat: who looks at it.
        version: the version.
        status: its status in words.
        approvals: the parties that have approved it, or have to.
        earlier: the version that it is compared with.
        changes: what differs.
        withdrawal: the form that asks why it is withdrawn.
    """
    route = {"alliance": seat.alliance.pk, "number": version.number}
    is_waiting = status == "awaiting approval"
    is_own = is_waiting and version.proposed_by_id == seat.person.pk and seat.may("agreement.approve_own")
    words = f"Version {version.number}, from {date_long(version.takes_effect_on)}"
    return VersionPage(
        frame=frame_of(
            seat,
            words,
            place="agreement_versions",
            crumbs=[_agreement(seat)],
            status=status.capitalize(),
            who_else=SEEN_BY,
            help="agreement",
        ),
        facts=facts_of(agreement_in(version)),
        approvals=approvals,
        approve=reverse("approve_agreement", kwargs=route),
        reason=version.reason,
        changes=None if changes is None else change_rows(changes),
        compared_with=f"version {earlier.number}" if earlier else "",
        text=version.text,
        download=reverse("agreement_text", kwargs=route),
        fingerprint=version.sha256,
        withdraw=reverse("withdraw_agreement", kwargs=route) if is_waiting and seat.may("agreement.propose") else "",
        withdrawal=withdrawal,
        blocked="You proposed this version: somebody else has to approve it for your party." if is_own else "",
        behind=deciding.decision_behind(seat, version),
    )


def approval_rows(
    seat: Seat, version: AgreementVersion, asked: Sequence[Party], names: Mapping[UUID, Sequence[str]], without: Sequence[Party] = ()
) -> Sequence[ApprovalRow]:
    """Return the approvals given, the parties that still have to give theirs, and those that are not asked.

    Args:
        seat: who looks.
        version: the version.
        asked: the parties that have to approve it; empty once they have.
        names: who can approve it, by the id of the party.
        without: the parties that are not asked because it leaves them out.
    """
    given = list(version.approvals.all())
    rows = [
        ApprovalRow(str(one.party), f"Approved by {one.given_by.name}, {moment(timezone.localtime(one.given_at))}", True, "")
        for one in given
    ]
    for party in asked:
        if party.pk in {one.party_id for one in given}:
            continue
        can = names.get(party.pk, ())
        words = f"Asked: {list_in_words(can)}" if can else "Nobody here can approve for it yet: invite a leadership team member"
        may = seat.may("agreement.approve_own", party) and version.proposed_by_id != seat.person.pk
        rows.append(ApprovalRow(str(party), words, False, party.code if may else ""))
    for party in without:
        rows.append(ApprovalRow(str(party), "Not asked: it is left out by an exclusion to which all others have agreed", False, "", False))
    return rows


def upload_page(seat: Seat, form: forms.Form, problems: Sequence[Problem] = ()) -> UploadPage:
    """Return the page where a new version is uploaded."""
    frame = frame_of(seat, "Propose a new version", place="agreement_versions", crumbs=[_agreement(seat)], help="agreement")
    return UploadPage(frame, form, problem_rows(problems))


def proposal_page(
    seat: Seat,
    form: forms.Form,
    agreement: Agreement,
    *,
    last: AgreementVersion,
    changes: Sequence[ChangedLine] | None,
    findings: Sequence[Problem],
    refusal: str = "",
) -> ProposalPage:
    """Return the page of a text before it is proposed.

    Args:
        seat: who looks at it.
        form: what is asked.
        agreement: what the text is.
        last: the version that it is compared with.
        changes: what differs.
        findings: what the lint finds.
        refusal: why it was not proposed.
    """
    return ProposalPage(
        frame=frame_of(seat, "Look through the new version", place="agreement_versions", crumbs=[_agreement(seat)], help="agreement"),
        form=form,
        facts=facts_of(agreement),
        changes=None if changes is None else change_rows(changes),
        compared_with=f"version {last.number}",
        findings=problem_rows(findings),
        send=reverse("send_proposal", kwargs={"alliance": seat.alliance.pk}),
        refusal=refusal,
    )


def problem_rows(problems: Sequence[Problem]) -> Sequence[Sequence[object]]:
    """Return problems as rows of a table: how grave, where, what, and what to do."""
    return [
        (
            {"error": "Put right", "warning": "Look at", "info": "For your information"}[one.severity],
            str(one.source) or "The whole",
            " ".join(part for part in (one.rule, one.message, f"Found: {shorten(one.found)}." if one.found is not None else "") if part),
            one.fix or "Nothing need be done.",
        )
        for one in problems
    ]


def change_rows(changes: Sequence[ChangedLine]) -> Sequence[Sequence[object]]:
    """Return a comparison as rows of a table: what happened, the line before and after, the text with its indentation."""
    return [
        (
            one.what.capitalize() or "Unchanged",
            "–" if one.before is None else str(one.before),
            "–" if one.after is None else str(one.after),
            _indented(one.text) or "(a blank line)",
        )
        for one in changes
    ]


def _indented(text: str) -> str:
    """Return a line whose indentation a browser keeps."""
    bare = text.lstrip(" ")
    return NOT_BREAKING * (len(text) - len(bare)) + bare


def _agreement(seat: Seat) -> Crumb:
    return Crumb("The agreement", reverse("agreement_versions", kwargs={"alliance": seat.alliance.pk}))
