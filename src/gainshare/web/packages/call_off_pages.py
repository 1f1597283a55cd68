"""What the pages of a call-off show: one frozen dataclass for each template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.forms import BaseForm
from django.utils import timezone

from gainshare.core.agreement.terms import WorkPackage
from gainshare.core.governance import call_off as core
from gainshare.core.kernel import formats
from gainshare.files.governance_schedule import POUND
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.frames import frame_of
from gainshare.web.governance.words import STANDING_WORDS
from gainshare.web.packages import forms
from gainshare.web.packages.acting import CHECK, DESCRIBE
from gainshare.web.packages.models import CallOff
from gainshare.web.packages.queries import KIND, decisions_about, value_of
from gainshare.web.proceedings.dispute_pages import shortened
from gainshare.web.proceedings.links import address, decision_link
from gainshare.web.shared.pages import Crumb, Frame

WHO_READS = "Everybody with a role in the alliance sees this page, but for the wider team; money shows to those who see settlements."
STANDINGS: dict[core.CallOffStanding, str] = {
    "to_check": "To be checked against procurement law",
    "no_go": "No go: it may not be called off like this",
    "ready": "Checked: go",
    "put_forward": "With the leadership team",
    "called_off": "Called off",
    "withdrawn": "Withdrawn",
}
"""Where a call-off stands, in words."""
IN_ADDRESS = 500
"""Characters of what is called off that the proposal begins with; all of it stands on the page of the call-off."""
FINDINGS = {"go": "Go", "no_go": "No go"}
"""What a check came to, in words."""


def list_crumb(seat: Seat) -> Crumb:
    """Return the way back to the list."""
    return Crumb("Packages of works", address("packages", seat))


@dataclass(frozen=True, slots=True)
class DescribePage:
    """What is asked of somebody who describes a call-off."""

    frame: Frame
    """What stands around it."""
    form: forms.DescribeForm
    """What is asked."""
    refusal: str
    """Why it is not done; empty if nothing was refused."""
    button: str
    """What sends it."""
    note: str
    """What becomes of it, in a sentence."""


def describe_page(
    seat: Seat, package: WorkPackage, form: forms.DescribeForm, refusal: str = "", row: CallOff | None = None
) -> DescribePage:
    """Return the page on which a call-off is described, for the first time or anew."""
    crumbs = [list_crumb(seat), Crumb(package.name, address("package", seat, package=package.id))]
    title, note = f"Call off under {package.name}", "It is checked against procurement law before the leadership team can agree to it."
    if row is not None:
        crumbs.append(Crumb(row.reference, address("call_off", seat, of=row.pk)))
        title, note = f"Change {row.reference}", "What was checked was another: once you change it, it has to be checked again."
    frame = frame_of(seat, title, place="governance", crumbs=crumbs, help="packages")
    return DescribePage(frame, form, refusal, "Save the change" if row else "Describe it", note)


@dataclass(frozen=True, slots=True)
class CallOffPage:
    """One call-off."""

    frame: Frame
    """What stands around it."""
    what: str
    """What is called off."""
    now: str
    """Where it stands, in a sentence."""
    next: str
    """What comes next, in a sentence; empty if nothing does."""
    facts: Sequence[tuple[str, object]]
    """What is said of it."""
    checks: Sequence[Sequence[object]]
    """The checks, the newest first, each in a row."""
    decisions: Sequence[tuple[object, str]]
    """The decisions about it, each with where it stands."""
    propose: str
    """Where it is put to the leadership team; empty if it cannot be, or for those who may not."""
    change: str
    """Where it is described anew; empty likewise."""
    check_form: BaseForm | None
    """What is asked of whoever checks it; None for those who may not."""
    withdraw_form: BaseForm | None
    """What is asked of whoever takes it back; None likewise."""


def call_off_page(seat: Seat, row: CallOff, package: str, unsent: tuple[str, BaseForm] | None = None) -> CallOffPage:
    """Return the page of a call-off.

    Args:
        seat: who looks.
        row: the call-off.
        package: the name of its package.
        unsent: the name of a form that was not taken, and the form.
    """
    about = decisions_about(row)
    value = value_of(row, about)
    standing = core.call_off_standing(value)
    allowed = core.ALLOWED[standing]
    own = str(seat.person.pk) in value.described_by
    may_check = "check" in allowed and seat.may(CHECK) and not own
    may_describe = seat.may(DESCRIBE)
    forms_of = dict([unsent]) if unsent else {}
    check_form = forms_of.get("check") or forms.CheckForm(
        initial={"version": row.now.version, "checked_on": timezone.localdate()}, auto_id="check_%s"
    )
    withdraw_form = forms_of.get("withdraw") or forms.WithdrawForm(auto_id="withdraw_%s")
    return CallOffPage(
        frame=frame_of(
            seat,
            f"{row.reference}: {row.now.title}",
            place="governance",
            crumbs=[list_crumb(seat), Crumb(package, address("package", seat, package=row.package))],
            who_else=WHO_READS,
            help="packages",
        ),
        what=row.now.what,
        now=f"{STANDINGS[standing]}.",
        next=_next(standing, own=own, checks=seat.may(CHECK)),
        facts=[
            ("Package", package),
            ("Worth over its whole term", formats.money(row.now.value, POUND)),
            ("Described by", formats.list_in_words(list(dict.fromkeys(one.described_by.name for one in row.descriptions.all())))),
            ("As it is since", formats.moment(timezone.localtime(row.now.described_at))),
        ],
        checks=[
            (
                formats.date_short(one.checked_on),
                FINDINGS[one.finding],
                core.LEGAL_BASES[one.legal_basis],
                one.note,
                one.checked_by.name,
                "As it is described now" if one.version == row.now.version else "Before it was changed",
            )
            for one in reversed(row.checks.all())
        ],
        decisions=[(decision_link(seat, one), STANDING_WORDS[one.standing]) for one in about],
        propose=_propose(seat, row) if "put_forward" in allowed and seat.may("decisions.propose") else "",
        change=address("change_call_off", seat, of=row.pk) if "change" in allowed and may_describe else "",
        check_form=check_form if may_check else None,
        withdraw_form=withdraw_form if "withdraw" in allowed and may_describe else None,
    )


def _propose(seat: Seat, row: CallOff) -> str:
    asked = {
        "binds": f"{KIND}:{row.pk}",
        "title": f"Call off {row.now.title}"[:200],
        "wording": f"Call off under the package: {row.now.title}. {shortened(row.now.what, IN_ADDRESS)}",
        "amount": forms.amount_shown(row.now.value),
    }
    return f"{address('propose_decision', seat)}?{urlencode(asked)}"


def _next(standing: core.CallOffStanding, *, own: bool, checks: bool) -> str:
    """Return what comes next, in a sentence."""
    if standing == "to_check":
        return "You described it, so somebody else checks it." if own and checks else "A lawyer or the alliance manager checks it."
    return {
        "no_go": "Change what is called off, or how, and have it checked again.",
        "ready": "The leadership team decides it, unanimously.",
        "put_forward": "Nothing of it can be changed until the decision is there.",
    }.get(standing, "")
