"""What may be done with a process by whoever looks, each with its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.forms import BaseForm
from django.utils import timezone

from gainshare.core.governance import process as core
from gainshare.core.kernel.formats import date_long, list_in_words
from gainshare.web.alliances.access import Seat
from gainshare.web.proceedings import process_forms as forms
from gainshare.web.proceedings.facts import decisions_to_choose, others_of, runs_until, versions_to_choose
from gainshare.web.proceedings.links import address
from gainshare.web.proceedings.models import Process
from gainshare.web.proceedings.processing import KEEP
from gainshare.web.shared.tables import Link


@dataclass(frozen=True, slots=True)
class Doing:
    """What may be done with a process."""

    name: str
    """Its name within the page."""
    heading: str
    """What it is called."""
    text: str
    """What comes of it."""
    form: BaseForm
    """What is asked."""
    address: str
    """Where the form goes."""
    button: str
    """What its button says."""
    is_main: bool = False
    """Whether it is what the process is waiting for."""
    links: Sequence[Link] = ()
    """Where to go first, if there is nothing to choose."""
    can_send: bool = True
    """Whether there is something to choose."""


def form_of(name: str, one: Process, value: core.Process, data: Mapping[str, Any] | None = None) -> BaseForm:
    """Return the form by which something is done with a process, with what was sent.

    Args:
        name: what is done: `record`, `decide`, `approve`, `complete`, `rectify` or `withdraw`.
        one: the process.
        value: the same as the core knows it.
        data: what was sent; None for a form that is shown.
    """
    today = timezone.localdate()
    id_ = f"{name}_%s"
    if name == "record":
        step = core.current_step(value).id
        at = step if value.kind == "exclusion" else ""
        return forms.StepForm(data, auto_id=id_, at=at, initial={"done_on": today, "step": step})
    if name == "decide":
        return forms.DecisionForm(data, auto_id=id_, decisions=decisions_to_choose(one))
    if name == "approve":
        awaited = core.approvals_awaited(value)
        parties = [party for party in others_of(one) if party.organisation.name in awaited]
        return forms.ApproveForm(data, auto_id=id_, parties=parties, initial={"given_on": today})
    if name == "complete":
        return forms.VersionForm(data, auto_id=id_, versions=versions_to_choose(one))
    return (forms.RectifyForm if name == "rectify" else forms.WithdrawForm)(data, auto_id=id_)


def doings(seat: Seat, one: Process, value: core.Process, unsent: tuple[str, BaseForm] | None) -> Sequence[Doing]:
    """Return what somebody may do with a process, what it waits for first."""
    if not seat.may(KEEP) or one.ended_on is not None:
        return ()

    def made(name: str, heading: str, text: str, button: str) -> Doing:
        form = unsent[1] if unsent and unsent[0] == name else form_of(name, one, value)
        return Doing(name, heading, text, form, address(f"{name}_process", seat, of=one.pk), button)

    found = [_main(seat, one, value, made)]
    if core.may_in_process("rectify", value):
        found.append(made("rectify", "It was put right", "The process ends, and nobody is excluded.", "Write it down"))
    found.append(made("withdraw", "Take it back", "The process ends. It stays in the register.", "Take it back"))
    return found


def _main(seat: Seat, one: Process, value: core.Process, made: Callable[[str, str, str, str], Doing]) -> Doing:
    """Return what a process waits for."""
    stage = core.stage_of(value)
    if stage == "review":
        said = "Only if the review found that it was not put right. What the others decide then is a decision of its own."
        until = runs_until(value, timezone.localdate())
        words = f"The review has until {date_long(until)}. The exclusion can be proposed from the day after. {said}" if until else said
        return replace(made("record", "Propose the exclusion", words, "Propose the exclusion"), is_main=True, can_send=until is None)
    if stage == "deciding":
        said = "Only an adopted decision can be chosen. The process is bound to it, and the decision says so."
        links = [Link("Decisions", href)] if (href := address("decisions", seat)) else []
        can = bool(decisions_to_choose(one))
        found = made("decide", "Choose the decision that it rests on", said, "Bind it to this decision")
        return replace(found, is_main=True, links=links, can_send=can)
    if stage == "approving":
        said = f"Awaited: {list_in_words(core.approvals_awaited(value))}. If a party decides anew, its last decision counts."
        return replace(made("approve", "Write down what a board decided", said, "Write it down"), is_main=True)
    if stage == "rebasing":
        said = "With the version the process is complete. It has to be approved by every party, and to be in force on its first day."
        links = [Link("Versions of the agreement", address("agreement_versions", seat))]
        found = made("complete", "Choose the version with the new shares", said, "Complete it")
        return replace(found, is_main=True, links=links, can_send=bool(versions_to_choose(one)))
    step = core.current_step(value).text
    return replace(made("record", f"Write down: {step}", "It cannot be changed afterwards.", "Write it down"), is_main=True)
