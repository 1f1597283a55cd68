"""What a proposal may bind: each kind with the function that finds it in the alliance; apps above this one add their own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.utils import timezone

from gainshare.core.governance.standing import BINDING as IN_EFFECT
from gainshare.core.kernel.formats import month_name
from gainshare.core.kernel.period import Month
from gainshare.core.kernel.problem import Fault
from gainshare.core.performance.framework import measures_of
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.agreements.queries import version_in_force
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Binding, Schedule
from gainshare.web.registers.models import Activity

BINDABLE: dict[str, Callable[[Alliance, str], str | None]] = {}
"""From a kind to what finds a thing of it by its id, and says what it is called; None if the alliance has none."""


EXCLUDED: dict[str, Callable[[Alliance, str], str]] = {}
"""From a kind whose decision would exclude a party to what finds that party's code by the id of the thing."""


WORTH: dict[str, Callable[[Alliance, str], int | None]] = {}
"""From a kind to what a decision on a thing of it commits at least, in whole pence; None if it cannot be put forward any more."""


def excluded_by(alliance: Alliance, binds: Sequence[tuple[str, str, str]]) -> str:
    """Return the party that a decision would exclude that binds something; empty if none."""
    return next((code for kind, subject, _ in binds if kind in EXCLUDED and (code := EXCLUDED[kind](alliance, subject))), "")


def bindable(alliance: Alliance, text: str) -> Sequence[tuple[str, str, str]]:
    """Return what a text such as `settlement:0f…` names: the kind, the id, and what it is called; what is not there is left out."""
    found = []
    for part in text.split(","):
        kind, _, subject = part.strip().partition(":")
        label = BINDABLE[kind](alliance, subject) if kind in BINDABLE else None
        if label is not None:
            found.append((kind, subject, label))
    return found


def is_id(text: str) -> bool:
    """Return whether a text is the id of a row."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _version(alliance: Alliance, subject: str) -> str | None:
    found = AgreementVersion.objects.filter(alliance=alliance, pk=subject).first() if is_id(subject) else None
    return None if found is None else f"version {found.number} of the agreement"


def _schedule(alliance: Alliance, subject: str) -> str | None:
    found = Schedule.objects.filter(alliance=alliance, pk=subject).first() if is_id(subject) else None
    return None if found is None else f"version {found.number} of the governance schedule"


def _plan(alliance: Alliance, subject: str) -> str | None:
    return "the implementation plan" if subject == "plan" and Activity.objects.filter(alliance=alliance).exists() else None


def _rebase(alliance: Alliance, subject: str) -> str | None:
    measure, _, word = subject.partition("@")
    version = version_in_force(alliance, timezone.localdate())
    known = {one.id for _, one in measures_of(agreement_in(version).latest.performance)} if version else set()
    try:
        month = Month.parse(word)
    except Fault:
        return None
    return f"a new baseline of {measure} from {month_name(month)}" if measure in known else None


def rebases_of(alliance: Alliance, measure: str) -> Sequence[tuple[date, str]]:
    """Return the new baselines of a measure by decisions in effect: the first day of each, and the decision's reference."""
    found = Binding.objects.filter(decision__alliance=alliance, kind="rebase", subject__startswith=f"{measure}@")
    found = found.filter(decision__standing__in=IN_EFFECT).select_related("decision")
    return sorted((Month.parse(one.subject.partition("@")[2]).first_day, one.decision.reference) for one in found)


BINDABLE |= {"agreement": _version, "schedule": _schedule, "plan": _plan, "rebase": _rebase}
