"""The duties of bodies: whose each is, when it was last seen to and what shows it, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gainshare.core.governance.duties import ONCE, Occasion, Rhythm, last_done, missing_of
from gainshare.core.kernel.formats import date_short, list_in_words
from gainshare.web.alliances.access import Seat, SeatRequest, within
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance import duty_acts
from gainshare.web.governance.duty_acts import Kept, duties_of
from gainshare.web.governance.schedules import names_of_bodies, schedule_of
from gainshare.web.shared.forms import date_field
from gainshare.web.shared.pages import Frame, render
from gainshare.web.shared.tables import Row

RECORD, MANAGE = "meetings.run", "governance.manage"
"""The rights to record that a duty was seen to, and to say whose duties there are."""
WORDS, SHORT = 2_000, 200
"""Characters of the longest text, and of the longest name of an owner."""
RHYTHM_WORDS: Mapping[Rhythm, str] = {
    "meeting": "Each meeting",
    "month": "Each month",
    "quarter": "Each quarter",
    "year": "Each year",
    "once": "Once",
}
"""How often a duty is due, in words."""
JOINT = "|"
"""What stands in a choice between a duty and what it is for."""


class DoneForm(forms.Form):
    """Which duty was seen to, for what, and what shows it."""

    what = forms.ChoiceField(label="What was seen to", error_messages={"required": "Choose what was seen to"})
    evidence = forms.CharField(
        label="What shows it",
        help_text="The statement itself, a reference, or an address",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what shows it"},
    )

    def __init__(self, *args: Any, duties: Sequence[Kept], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        choices = [
            (f"{one.code}{JOINT}{each.for_what}", f"{one.body}: {one.text}{_for(each)}") for one in duties for each in reversed(one.open)
        ]
        _choose(self, "what", [("", "Choose"), *choices])


class KeepForm(forms.Form):
    """Whose a duty is."""

    code = forms.ChoiceField(label="Duty", error_messages={"required": "Choose a duty"})
    owner = forms.CharField(
        label="Who sees to it",
        help_text="By party and post, such as WX-CNC, alliance manager",
        max_length=SHORT,
        error_messages={"required": "Say who sees to it"},
    )
    text = forms.CharField(
        label="What has to be seen to, if it should read otherwise",
        required=False,
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, duties: Sequence[Kept], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        _choose(self, "code", [("", "Choose"), *((one.code, f"{one.body}: {one.text}") for one in duties if not one.is_ended)])


class AddForm(forms.Form):
    """A further duty of a body."""

    body = forms.ChoiceField(label="Body", error_messages={"required": "Choose a body"})
    text = forms.CharField(
        label="What has to be seen to",
        max_length=WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what has to be seen to"},
    )
    rhythm = forms.ChoiceField(label="How often", choices=list(RHYTHM_WORDS.items()))
    owner = forms.CharField(label="Who sees to it", max_length=SHORT, error_messages={"required": "Say who sees to it"})
    begins_on = date_field(label="First day")

    def __init__(self, *args: Any, bodies: Mapping[str, str], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        _choose(self, "body", [("", "Choose"), *((code, f"{code}: {name}") for code, name in bodies.items())])


class EndForm(forms.Form):
    """Which duty ends, and why."""

    code = forms.ChoiceField(label="Duty", error_messages={"required": "Choose a duty"})
    reason = forms.CharField(label="Why it ends", max_length=WORDS, error_messages={"required": "Say why it ends"})

    def __init__(self, *args: Any, duties: Sequence[Kept], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        _choose(self, "code", [("", "Choose"), *((one.code, f"{one.body}: {one.text}") for one in duties if not one.is_ended)])


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


@dataclass(frozen=True, slots=True)
class BodyDuties:
    """The duties of one body."""

    name: str
    """What the body is called."""
    code: str
    """What the schedule calls it."""
    rows: Sequence[Row]
    """Each duty with what is missing, its owner, its rhythm, when it was last seen to, and what shows that it was seen to."""


@dataclass(frozen=True, slots=True)
class DutiesPage:
    """The duties of every body."""

    frame: Frame
    """What stands around it."""
    summary: str
    """How much is missing, in a sentence."""
    bodies: Sequence[BodyDuties]
    """The bodies that have duties."""
    done: forms.Form | None
    """What is asked of whoever records that a duty was seen to; None for those who do not, or if nothing is due."""
    keep: forms.Form | None
    """What is asked of whoever gives a duty an owner; None for those who do not."""
    add: forms.Form | None
    """What is asked about a further duty; None likewise."""
    end: forms.Form | None
    """What is asked about a duty that ends; None likewise."""
    record: str
    """Where it is recorded that a duty was seen to."""
    manage: str
    """Where duties are kept."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was sent and is wanting in something."""

    what: str = ""
    """Which: `done`, `keep`, `add` or `end`; empty for none."""
    form: forms.Form | None = None
    """The form with its errors."""


def duties_page(seat: Seat, unsent: Unsent | None = None) -> DutiesPage:
    """Return the page of duties as somebody sees it."""
    day = timezone.localdate()
    found = duties_of(seat.alliance, day)
    schedule = schedule_of(seat.alliance, day)
    names = names_of_bodies(schedule) if schedule else {}
    missing = sum(len(missing_of(one.occasions)) for one in found)
    may_record, may_manage = seat.may(RECORD) and any(one.open for one in found), seat.may(MANAGE) and bool(found)
    sent = unsent or Unsent()
    place = {"alliance": seat.alliance.pk}
    return DutiesPage(
        frame=frame_of(
            seat,
            "Duties",
            place="governance",
            who_else="Everybody in the alliance can see this page. The chair and the alliance manager record what was seen to.",
            help="duties",
        ),
        summary=_summary(found, missing),
        bodies=[_body(code, names.get(code, code), found) for code in dict.fromkeys(one.body for one in found)],
        done=_form(sent, "done", DoneForm(duties=found, auto_id="done_%s")) if may_record else None,
        keep=_form(sent, "keep", KeepForm(duties=found, auto_id="keep_%s")) if may_manage else None,
        add=_form(sent, "add", AddForm(bodies=names, initial={"begins_on": day}, auto_id="add_%s")) if may_manage else None,
        end=_form(sent, "end", EndForm(duties=found, auto_id="end_%s")) if may_manage else None,
        record=reverse("record_duty", kwargs=place),
        manage=reverse("keep_duty", kwargs=place),
    )


def _form(unsent: Unsent, what: str, fresh: forms.Form) -> forms.Form:
    return unsent.form if unsent.what == what and unsent.form is not None else fresh


def _summary(found: Sequence[Kept], missing: int) -> str:
    if not found:
        return "The alliance has no governance schedule yet, so no body has a duty."
    if not missing:
        return "Nothing is missing: every duty whose time is over was recorded as seen to."
    bodies = list(dict.fromkeys(one.body for one in found if missing_of(one.occasions)))
    return f"{'1 thing is' if missing == 1 else f'{missing} things are'} missing, of {list_in_words(bodies)}."


def _body(code: str, name: str, found: Sequence[Kept]) -> BodyDuties:
    return BodyDuties(name, code, [_row(one) for one in found if one.body == code])


def _row(one: Kept) -> Row:
    last = last_done(one.occasions)
    seen = "Not yet" if last is None or last.done is None else f"{date_short(last.done.done_on)}{_for(last)}. {one.proofs[last.for_what]}"
    rhythm = "Ended" if one.is_ended else RHYTHM_WORDS[one.rhythm]
    return Row((one.text, _wanting(one), one.owner or "Nobody yet", rhythm, seen, one.evidence or "Whatever the body agrees"), id=one.code)


def _wanting(one: Kept) -> str:
    """Return what is missing and what is due, in words."""
    missing = [each for each in one.occasions if each.state == "missing"]
    due = [each for each in one.occasions if each.state == "due"]
    parts = []
    if missing:
        parts.append(f"Missing{_all(missing)}")
    if due:
        parts.append(f"Due{_all(due)}")
    return ". ".join(parts) or "Nothing"


def _all(occasions: Sequence[Occasion]) -> str:
    """Return what occasions are for; of many the number and the last."""
    if any(one.for_what == ONCE for one in occasions):
        return f" since {date_short(occasions[0].came_on)}"
    last = occasions[-1].for_what
    return f" for {last}" if len(occasions) == 1 else f" for {last} and {len(occasions) - 1} before"


def _for(occasion: Occasion) -> str:
    return "" if occasion.for_what == ONCE else f", for {occasion.for_what}"


@require_GET
@within("governance.read")
def duties(request: SeatRequest) -> HttpResponseBase:
    """Show the duties of every body."""
    return render(request, "governance/duties.html", duties_page(request.seat))


def _again(request: SeatRequest, what: str, form: forms.Form) -> HttpResponseBase:
    return render(request, "governance/duties.html", duties_page(request.seat, Unsent(what, form)), status=422)


@require_POST
@within(RECORD)
def record_duty(request: SeatRequest) -> HttpResponseBase:
    """Record that a duty was seen to."""
    form = DoneForm(request.POST, duties=duties_of(request.seat.alliance, timezone.localdate()), auto_id="done_%s")
    if not form.is_valid():
        return _again(request, "done", form)
    code, _, for_what = form.cleaned_data["what"].partition(JOINT)
    try:
        duty_acts.record_done(by=request.seat, code=code, for_what=for_what, evidence=form.cleaned_data["evidence"])
    except Refused as refused:
        form.add_error("what", str(refused))
        return _again(request, "done", form)
    messages.success(request, "It is recorded.")
    return redirect("duties", alliance=request.seat.alliance.pk)


@require_POST
@within(MANAGE)
def keep_duty(request: SeatRequest) -> HttpResponseBase:
    """Give a duty an owner, add one, or end one: which, says the field `act`."""
    seat, act = request.seat, request.POST.get("act", "keep")
    found = duties_of(seat.alliance, timezone.localdate())
    schedule = schedule_of(seat.alliance)
    made: dict[str, forms.Form] = {
        "keep": KeepForm(request.POST, duties=found, auto_id="keep_%s"),
        "add": AddForm(request.POST, bodies=names_of_bodies(schedule) if schedule else {}, auto_id="add_%s"),
        "end": EndForm(request.POST, duties=found, auto_id="end_%s"),
    }
    act = act if act in made else "keep"
    form = made[act]
    if not form.is_valid():
        return _again(request, act, form)
    try:
        said = _carried_out(seat, act, form.cleaned_data, found)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _again(request, act, form)
    messages.success(request, said)
    return redirect("duties", alliance=seat.alliance.pk)


def _carried_out(seat: Seat, act: str, asked: Mapping[str, Any], found: Sequence[Kept]) -> str:
    """Do what a form asks, and return what is said of it."""
    if act == "add":
        duty_acts.add(by=seat, **asked)
        return "The duty is added."
    if act == "end":
        duty_acts.end(by=seat, code=asked["code"], reason=asked["reason"])
        return "The duty has ended. What was recorded of it stays."
    now = next(one.text for one in found if one.code == asked["code"])
    duty_acts.keep(by=seat, code=asked["code"], owner=asked["owner"], text=asked["text"] or now)
    return "It is said whose duty it is."
