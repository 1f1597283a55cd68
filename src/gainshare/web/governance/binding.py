"""What needs a decision, and which one it has: asked by the pages of settlements, agreement versions, target adjustments and admissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from gainshare.core.governance.standing import BINDING
from gainshare.web.agreements.models import AgreementVersion
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.facts import OPEN, decisions_of, standing_now
from gainshare.web.governance.models import Binding, Decision
from gainshare.web.governance.words import STANDING_WORDS
from gainshare.web.shared.behind import Behind
from gainshare.web.shared.tables import Link

RECOMMENDED = frozenset({"awaiting_approval"})
"""Where the leadership team has agreed, and the parties have still to approve: a version of the agreement is approved from here on."""


def decisions_binding(alliance: Alliance, kind: str, subject: object) -> Sequence[Decision]:
    """Return the decisions that were put forward for something, the newest first, wherever they stand."""
    found = decisions_of(alliance).filter(bindings__kind=kind, bindings__subject=str(subject))
    rows = list(found.exclude(standing__in=("withdrawn", "superseded")).order_by("-proposed_on", "-reference"))
    for one in rows:
        if one.standing in OPEN:  # its time may have run out since anything was written down
            one.standing = standing_now(one, timezone.localdate())
    return rows


def decision_in_effect(alliance: Alliance, kind: str, subject: object) -> Decision | None:
    """Return the decision in effect that binds something; None if none does.

    Args:
        alliance: the alliance.
        kind: what it is, such as `settlement`.
        subject: its id.
    """
    return next((one for one in decisions_binding(alliance, kind, subject) if one.standing in BINDING), None)


def needs_decision(alliance: Alliance, made_at: datetime) -> bool:
    """Return whether what was made at a moment needs a decision: it does once the alliance keeps its governance here."""
    first = alliance.schedules.filter(adopted_at__isnull=False).order_by("adopted_at").first()
    return first is not None and first.adopted_at is not None and first.adopted_at <= made_at


def bind(decision: Decision, kind: str, subject: object, label: str) -> Binding:
    """Say that a decision binds something."""
    return Binding.objects.get_or_create(decision=decision, kind=kind, subject=str(subject), defaults={"label": label})[0]


PAGES: Mapping[str, tuple[str, str, str]] = {
    "settlement": ("settlement", "settlements.read", "of"),
    "agreement": ("agreement_versions", "agreement.read", ""),
    "schedule": ("schedules", "governance.read", ""),
    "plan": ("plan", "registers.read", ""),
    "rebase": ("measure", "measures.read", "measure"),
    "admission": ("process", "processes.read", "of"),
    "exclusion": ("process", "processes.read", "of"),
    "call_off": ("call_off", "packages.read", "of"),
}
"""Where the things that a decision binds are seen: the route, the right, and what the address calls the thing, if it names it."""


def bound_by(seat: Seat, row: Decision) -> Sequence[Link | str]:
    """Return what a decision binds, each as a link to it for those who may see it."""
    return [_bound(seat, one) for one in row.bindings.all()]


def _bound(seat: Seat, one: Binding) -> Link | str:
    route, right, name = PAGES.get(one.kind, ("", "", ""))
    if not route or not seat.may(right):
        return one.label
    named = {name: one.subject.partition("@")[0]} if name else {}
    return Link(one.label, reverse(route, kwargs={"alliance": seat.alliance.pk, **named}))


def behind(seat: Seat, kind: str, subject: object, made_at: datetime, title: str, *, enough: frozenset[str] = frozenset()) -> Behind:
    """Return the decision behind something.

    Args:
        seat: who looks.
        kind: what it is, such as `settlement`.
        subject: its id.
        made_at: when it was made; what was made before governance was kept here needs none.
        title: the title of a decision on it.
        enough: where a decision has to stand beside being in effect.
    """
    found = decisions_binding(seat.alliance, kind, subject)
    shown = []
    for one in found:
        href = reverse("decision", kwargs={"alliance": seat.alliance.pk, "of": one.pk})
        shown.append((Link(f"{one.reference}: {one.title}", href), STANDING_WORDS[one.standing]))
    is_needed = needs_decision(seat.alliance, made_at)
    is_over = all(one.standing in {"refused", "lapsed"} for one in found)
    propose = ""
    if is_needed and is_over and seat.may("decisions.propose"):
        asked = urlencode({"binds": f"{kind}:{subject}", "title": title})
        propose = f"{reverse('propose_decision', kwargs={'alliance': seat.alliance.pk})}?{asked}"
    return Behind(is_needed, any(one.standing in BINDING | enough for one in found), shown, propose)


def behind_version(seat: Seat, version: AgreementVersion) -> Behind:
    """Return the decision behind a version of the agreement; the parties approve it once the leadership team has recommended it."""
    if version.proposed_by_id is None:
        return Behind()
    title = f"Version {version.number} of the agreement"
    return behind(seat, "agreement", version.pk, version.proposed_at, title, enough=RECOMMENDED)
