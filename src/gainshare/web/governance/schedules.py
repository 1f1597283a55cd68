"""Which governance schedule holds on a day, what it says, and who holds its seats: rows in, the core's bodies and rules out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone

from gainshare.core.governance.body import Authority, Body, Deputy
from gainshare.core.governance.body import Seat as BodySeat
from gainshare.core.kernel.problem import Invalid
from gainshare.files.governance_schedule import POUND, GovernanceSchedule, read_schedule
from gainshare.web.alliances.models import Alliance
from gainshare.web.governance.models import Appointment, Schedule


def schedule_in_force(alliance: Alliance, on: date | None = None) -> Schedule | None:
    """Return the schedule that was adopted and holds on a day; None if the alliance has none."""
    day = on or timezone.localdate()
    adopted = alliance.schedules.filter(adopted_at__isnull=False, withdrawn_at__isnull=True)
    begun = adopted.filter(takes_effect_on__lte=day).order_by("-takes_effect_on", "-number").first()
    return begun or adopted.order_by("takes_effect_on", "number").first()


def read(schedule: Schedule) -> GovernanceSchedule:
    """Return what a schedule says.

    Raises:
        Invalid: it can no longer be read, which only a newer program could cause.
    """
    return _read_kept(schedule.sha256, str(schedule.pk))


def schedule_of(alliance: Alliance, on: date | None = None) -> GovernanceSchedule | None:
    """Return what the schedule in force on a day says; None if the alliance has none."""
    found = schedule_in_force(alliance, on)
    return None if found is None else read(found)


@lru_cache(maxsize=256)
def _read_kept(_: str, row: str) -> GovernanceSchedule:
    found, problems = read_schedule(Schedule.objects.get(pk=row).text.encode("utf-8"))
    if found is None:
        raise Invalid(problems)
    return found


def appointments(alliance: Alliance, body: str = "") -> Sequence[Appointment]:
    """Return the appointments to the seats of an alliance's bodies, or of one body, with who holds them."""
    found = Appointment.objects.filter(alliance=alliance).select_related("person")
    return list(found.filter(body=body) if body else found)


def body_with_people(schedule: GovernanceSchedule, body: str, held: Sequence[Appointment]) -> Body:
    """Return a body whose seats are held by people who sign in here: each by the id of the person.

    A seat that several people held one after another is there once for each, since a seat is on a body once: its id has the number of the
    appointment behind it from the second on. A seat with a voice is also there vacant, always: between two appointments, and after the
    last, its party is still one that has to agree, with nobody to speak for it.

    Raises:
        KeyError: there is no such body.
    """
    found = schedule.terms.body(body, POUND)
    by_seat: dict[str, list[Appointment]] = {}
    for one in held:
        if one.body == body:
            by_seat.setdefault(one.seat, []).append(one)
    seats = [seat for each in found.seats for seat in _held(each, by_seat.get(each.id, []))]
    return replace(found, seats=tuple(seats))


VACANT = "#vacant"
"""How the id of a seat ends that is there for its party when nobody holds it."""


def _held(seat: BodySeat, held: Sequence[Appointment]) -> Sequence[BodySeat]:
    members = [one for one in held if not one.is_deputy]
    deputies = [one for one in held if one.is_deputy]
    if not members:
        return [seat]
    made = [replace(seat, id=f"{seat.id}{VACANT}", authority=None, deputy=None)] if seat.has_vote else []
    for number, member in enumerate(members):
        first, until = member.begins_on, _until(member)
        # Of the deputies whose deed was made, the last one whose time meets the member's is the deputy.
        meeting = [one for one in deputies if (until is None or one.begins_on < until) and (one.ends_on is None or one.ends_on >= first)]
        deputy = meeting[-1] if meeting else None
        made.append(
            replace(
                seat,
                id=seat.id if number == 0 else f"{seat.id}#{number + 1}",
                person=str(member.person_id),
                authority=_authority(seat.authority, member),
                deputy=None if deputy is None else _deputy(deputy),
                held_from=_later(seat.held_from, first),
                held_until=_earlier(seat.held_until, until),
            )
        )
    return made


def _authority(of_seat: Authority | None, member: Appointment) -> Authority | None:
    if of_seat is None:
        return None
    limits = [limit for limit in (of_seat.limit_pence, member.limit) if limit is not None]
    first, until = _later(of_seat.valid_from, member.begins_on), _earlier(of_seat.valid_until, _until(member))
    return Authority(min(limits) if limits else None, first, until) if first is None or until is None or first < until else None


def _deputy(one: Appointment) -> Deputy:
    return Deputy(str(one.person_id), one.deed or "deed", one.begins_on, _until(one), one.limit)


def _until(one: Appointment) -> date | None:
    return None if one.ends_on is None else one.ends_on + timedelta(days=1)


def _later(one: date | None, other: date | None) -> date | None:
    known = [day for day in (one, other) if day is not None]
    return max(known) if known else None


def _earlier(one: date | None, other: date | None) -> date | None:
    known = [day for day in (one, other) if day is not None]
    return min(known) if known else None


def names_of_bodies(schedule: GovernanceSchedule) -> Mapping[str, str]:
    """Return what each body is called, by its id."""
    return {body.id: body.name for body in schedule.terms.bodies}
