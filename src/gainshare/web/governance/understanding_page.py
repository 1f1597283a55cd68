"""The understanding matrix: why there is each key result area, how it scores, and which party has signed off that it has understood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.kernel.formats import date_short, fraction_text, number, share
from gainshare.core.performance.framework import LEVEL_WORDS, LEVELS, Framework, KeyResultArea, Measure
from gainshare.core.performance.scoring import score_value
from gainshare.web.agreements.convert import agreement_in
from gainshare.web.agreements.parties import agreed_parties
from gainshare.web.agreements.queries import version_in_force
from gainshare.web.alliances.access import Seat, SeatRequest, within
from gainshare.web.alliances.frames import frame_of
from gainshare.web.alliances.models import Party
from gainshare.web.alliances.refusals import Refused
from gainshare.web.governance.models import Understanding
from gainshare.web.governance.understanding_acts import APPROVE, sign_off, signed
from gainshare.web.shared.pages import Frame, render
from gainshare.web.shared.tables import Column
from gainshare.web.shared.time import day_of

PLACES = 2
"""Decimals of what an example moves the overall score by."""
NOT_REACHED = "No threshold"
"""What stands where a measure has no threshold for a level."""
NOT_YET = "Not yet"
"""What stands where a party has not signed off."""
NO_REASON = "The agreement does not say why."
"""What is said of an area whose thinking nobody has written down."""


class SignOffForm(forms.Form):
    """For which party, and which key result areas it has understood."""

    party = forms.CharField(max_length=60, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    areas = forms.MultipleChoiceField(
        label="Key result areas",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose what your party has understood"},
    )

    def __init__(self, *args: Any, areas: Sequence[tuple[str, str]], **more: Any) -> None:  # noqa: ANN401  # Django's own arguments
        super().__init__(*args, **more)
        field = self.fields["areas"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(areas)


@dataclass(frozen=True, slots=True)
class AreaView:
    """A key result area with the thinking behind it and how it scores."""

    id: str
    """What the agreement calls it."""
    name: str
    """What it is called."""
    why: str
    """The thinking behind it."""
    columns: Sequence[Column]
    """The columns of its table: the levels with their scores, and each measure."""
    rows: Sequence[Sequence[object]]
    """Each level, the best first, with the value at which each measure reaches it."""
    examples: Sequence[str]
    """What each measure is, with a worked example."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a party is asked to sign off."""

    party: str
    """What it is called."""
    form: forms.Form
    """What is asked."""


@dataclass(frozen=True, slots=True)
class UnderstandingPage:
    """Every key result area, and which party has understood which."""

    frame: Frame
    """What stands around it."""
    areas: Sequence[AreaView]
    """The key result areas."""
    columns: Sequence[Column]
    """The columns of the matrix: the parties."""
    matrix: Sequence[Sequence[object]]
    """Each area with the day on which each party signed off."""
    asked: Sequence[Asked]
    """What the parties of whoever looks have still to sign off."""
    send: str
    """Where it is signed off."""


def understanding_page(seat: Seat, unsent: forms.Form | None = None) -> UnderstandingPage:
    """Return the matrix for the agreement in force.

    Raises:
        Http404: no agreement is in force.
    """
    version = version_in_force(seat.alliance, timezone.localdate())
    if version is None:
        raise Http404
    agreement = agreement_in(version)
    framework = agreement.latest.performance
    parties = members(seat, agreement)
    given = signed(seat.alliance, version.number)
    return UnderstandingPage(
        frame=frame_of(
            seat,
            "What each party has understood",
            place="governance",
            status=f"version {version.number} of the agreement",
            who_else="Everybody in the alliance can see this page. Members of the leadership team sign off for their party.",
            help="understanding",
        ),
        areas=[_area(area, framework) for area in framework.areas],
        columns=[Column("Key result area"), *(Column(party.organisation.name) for party in parties)],
        matrix=[(area.name, *(_mark(given.get(party.code, {}).get(area.id)) for party in parties)) for area in framework.areas],
        asked=list(_asked(seat, framework, parties, given, version.number, unsent)),
        send=reverse("record_understanding", kwargs={"alliance": seat.alliance.pk}),
    )


def members(seat: Seat, agreement: Agreement) -> list[Party]:
    """Return the parties that are members today, in the order of the agreement."""
    today = timezone.localdate()
    now = {one.id for one in agreed_parties(agreement) if one.is_member(today)}
    return [party for party in seat.alliance.parties.select_related("organisation") if party.code in now]


def _area(area: KeyResultArea, framework: Framework) -> AreaView:
    measures = [Column(f"{one.id}, {one.unit}", True) for one in area.measures]
    rows = [
        (
            LEVEL_WORDS[level],
            fraction_text(framework.scale[level]),
            *(fraction_text(one.thresholds[level]) if level in one.thresholds else NOT_REACHED for one in area.measures),
        )
        for level in reversed(LEVELS)
    ]
    examples = [_example(one, framework) for one in area.measures]
    return AreaView(area.id, area.name, area.why or NO_REASON, [Column("Level"), Column("Score", True), *measures], rows, examples)


def _example(measure: Measure, framework: Framework) -> str:
    """Return what a value halfway between the two best thresholds of a measure scores, and what that makes of the overall score."""
    values = list(measure.thresholds.values())
    value = (values[-1] + values[-2]) / 2 if len(values) > 1 else values[0]
    score = score_value(measure, value, framework).result
    assert isinstance(score, Fraction), "a score is a number"
    scored, weight, moved = fraction_text(score), share(measure.weight), number(score * measure.weight, PLACES)
    at = f"{fraction_text(value)}%" if measure.unit == "%" else f"{fraction_text(value)} {measure.unit}"
    return f"{measure.id}, {measure.name}: {at} scores {scored}, and {scored} × {weight} = {moved} of the overall score."


def _mark(one: Understanding | None) -> str:
    return NOT_YET if one is None else f"{date_short(day_of(one.given_at))}, {one.given_by.name}"


def _asked(
    seat: Seat,
    framework: Framework,
    parties: Sequence[Party],
    given: Mapping[str, Mapping[str, Understanding]],
    version: int,
    unsent: forms.Form | None,
) -> Sequence[Asked]:
    found = []
    for party in parties:
        if not seat.may(APPROVE, party):
            continue
        open_areas = [(area.id, area.name) for area in framework.areas if area.id not in given.get(party.code, {})]
        if unsent is not None and unsent.data.get("party") == party.code:
            found.append(Asked(party.organisation.name, unsent))
        elif open_areas:
            first = {"party": party.code, "version": version}
            form = SignOffForm(initial=first, areas=open_areas, auto_id=f"{party.code}_%s")
            found.append(Asked(party.organisation.name, form))
    return found


@require_GET
@within("governance.read")
def understanding(request: SeatRequest) -> HttpResponseBase:
    """Show why there is each key result area, how it scores, and who has understood it."""
    return render(request, "governance/understanding.html", understanding_page(request.seat))


@require_POST
@within(APPROVE)
def record_understanding(request: SeatRequest) -> HttpResponseBase:
    """Sign off for a party that it has understood key result areas."""
    seat = request.seat
    party = seat.alliance.parties.select_related("organisation").filter(code=request.POST.get("party", "")).first()
    if party is None:
        raise Http404
    seat.require(APPROVE, party)
    version = version_in_force(seat.alliance, timezone.localdate())
    areas = [(area.id, area.name) for area in agreement_in(version).latest.performance.areas] if version else []
    form = SignOffForm(request.POST, areas=areas, auto_id=f"{party.code}_%s")
    if form.is_valid():
        try:
            sign_off(by=seat, party=party, areas=form.cleaned_data["areas"], version=form.cleaned_data["version"])
        except Refused as refused:
            form.add_error("areas", str(refused))
        else:
            messages.success(request, f"It is on record that {party.organisation.name} has understood it.")
            return redirect("understanding", alliance=seat.alliance.pk)
    return render(request, "governance/understanding.html", understanding_page(seat, form), status=422)
