"""The forms of a risk's, an item's and an activity's own page, empty or as they were sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import Form
from django.http import QueryDict

from gainshare.core.governance.plan import ACTIVITY_STATUSES
from gainshare.core.governance.register import may_become
from gainshare.core.kernel.formats import money
from gainshare.core.kernel.money import Currency
from gainshare.core.performance.framework import measures_of
from gainshare.web.agreements.queries import agreement_of
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.queries import parties_of
from gainshare.web.registers import forms, plan_forms
from gainshare.web.registers.actions import words_of
from gainshare.web.registers.convert import core_item
from gainshare.web.registers.models import Activity, Item, Risk
from gainshare.web.registers.owners import BODIES, choices_of
from gainshare.web.registers.queries import activities_with_milestones, owners_in

POUNDS = Currency.of("GBP")
TOLD = ("mitigation", "residual_value", "owner_party", "owner_post", "review_on", "probability")
"""What is asked of a risk as its row holds it."""


def owner_choices(seat: Seat) -> list[tuple[str, str]]:
    """Return who can look after a risk or lead an activity: the parties, the bodies, and whoever does already."""
    return choices_of(parties_of(seat.alliance), [*BODIES, *owners_in(seat.alliance)], nobody="Choose a party or a body")


def party_choices(seat: Seat, *others: str, nobody: str = "Choose a party") -> list[tuple[str, str]]:
    """Return who can look after an item: the parties, and whoever does already."""
    return choices_of(parties_of(seat.alliance), [one for one in others if one], nobody=nobody)


def _rescore(_: Seat, row: Risk, data: QueryDict | None) -> Form:
    return forms.ScoreForm(data, initial={"likelihood": row.likelihood, "impact": row.impact}, auto_id="rescore_%s")


def _change_risk(seat: Seat, row: Risk, data: QueryDict | None) -> Form:
    told = {name: getattr(row, name) for name in TOLD}
    told |= {"money_low": _plain(row.money_low), "money_high": _plain(row.money_high)}
    return forms.ChangeRiskForm(data, initial=told, owners=owner_choices(seat), auto_id="change_%s")


def _warn(seat: Seat, row: Risk, data: QueryDict | None) -> Form:
    parties = party_choices(seat)
    first = row.owner_party if row.owner_party in dict(parties) else ""
    return forms.WarnForm(
        data, initial={"owner_party": first, "owner_post": row.owner_post if first else ""}, owners=parties, auto_id="warn_%s"
    )


def _close(_: Seat, __: Risk, data: QueryDict | None) -> Form:
    return forms.ReasonForm(data, auto_id="close_%s")


def _reopen(_: Seat, __: Risk, data: QueryDict | None) -> Form:
    return forms.ReopenForm(data, auto_id="reopen_%s")


RISK_FORMS: Mapping[str, Callable[[Seat, Risk, QueryDict | None], Form]] = {
    "rescore": _rescore,
    "change": _change_risk,
    "warn": _warn,
    "close": _close,
    "reopen": _reopen,
}
"""The forms of a risk's page, each from whoever looks, the risk, and what was sent."""


def _move(_: Seat, row: Item, data: QueryDict | None) -> Form:
    statuses = [(status, words_of(status)) for status in sorted(may_become(core_item(row)))]
    return forms.MoveForm(data, statuses=statuses, auto_id="move_%s")


def _change_item(seat: Seat, row: Item, data: QueryDict | None) -> Form:
    first = {"owner_party": row.owner_party, "owner_post": row.owner_post, "due_on": row.due_on}
    parties = party_choices(seat, row.owner_party)
    return forms.ChangeItemForm(data, initial=first, kind=row.kind, owners=parties, auto_id="change_%s")  # type: ignore[arg-type]


def _reach(_: Seat, row: Item, data: QueryDict | None) -> Form:
    return forms.ReachForm(data, initial={"reach": row.reach}, auto_id="reach_%s")


ITEM_FORMS: Mapping[str, Callable[[Seat, Item, QueryDict | None], Form]] = {"move": _move, "change": _change_item, "reach": _reach}
"""The forms of an item's page."""


def activity_form(seat: Seat, row: Activity | None, data: QueryDict | None = None) -> Form:
    """Return the form in which an activity is added, or changed if there is one."""
    listed = [one for one in activities_with_milestones(seat.alliance) if row is None or one.pk != row.pk]
    needs = [(one.reference, f"{one.reference}: {one.text}") for one in listed]
    needs += [
        (f"{each.reference}.{one.number}", f"{each.reference}.{one.number}: {one.name}") for each in listed for one in each.milestones.all()
    ]
    agreement = agreement_of(seat.alliance)
    measures = [(one.id, f"{one.id}: {one.name}") for _, one in measures_of(agreement.latest.performance)]
    offered = plan_forms.Offered(
        leads=owner_choices(seat),
        statuses=[*ACTIVITY_STATUSES, *([row.status] if row is not None and row.status not in ACTIVITY_STATUSES else [])],
        measures=[*measures, *([(row.measure, row.measure)] if row is not None and row.measure not in ("", *dict(measures)) else [])],
        needs=needs,
    )
    if row is None:
        first: dict[str, Any] = {"status": "not started", "token": forms.new_token()}
        return plan_forms.NewActivityForm(data, initial=first, offered=offered)
    first = {name: getattr(row, name) for name in ("kind", "text", "lead", "status", "benefit", "measure", "depends_on")}
    return plan_forms.ChangeActivityForm(data, initial=first, offered=offered, auto_id="change_%s")


def _change_activity(seat: Seat, row: Activity, data: QueryDict | None) -> Form:
    return activity_form(seat, row, data)


def _milestone(_: Seat, __: Activity, data: QueryDict | None) -> Form:
    return plan_forms.NewMilestoneForm(data, auto_id="milestone_%s")


ACTIVITY_FORMS: Mapping[str, Callable[[Seat, Activity, QueryDict | None], Form]] = {"milestone": _milestone, "change": _change_activity}
"""The forms of an activity's page."""


def _plain(pence: int | None) -> str:
    """Return an amount of whole pence as it would be typed; empty for none."""
    return "" if pence is None else money(pence, POUNDS, style="plain").removesuffix(".00")
