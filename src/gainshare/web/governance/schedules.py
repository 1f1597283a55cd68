"""Which governance schedule holds on a day, what it says, and who holds its seats: rows in, the core's bodies and rules out."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from django.utils import timezone

from gainshare.core.governance.body import Authority, Body, Deputy
from gainshare.core.governance.body import Seat as BodySeat
from gainshare.core.kernel.problem import Invalid
from gainshare.files.governance_schedule import POUND, GovernanceSchedule, read_schedule
from gainshare.web.alliances.models import Alliance, Membership
from gainshare.web.governance.models import Appointment, Schedule

T = TypeVar("T")


def adopted_schedules(alliance: Alliance) -> Sequence[Schedule]:
    """Return the schedules of an alliance that were adopted, in the order in which they take effect; their texts are not fetched."""
    found = alliance.schedules.defer("text").filter(adopted_at__isnull=False, withdrawn_at__isnull=True)
    return list(found.order_by("takes_effect_on", "number"))


def schedule_in_force(alliance: Alliance, on: date | None = None, adopted: Sequence[Schedule] | None = None) -> Schedule | None:
    """Return the schedule that was adopted and holds on a day; before the first takes effect, the first.

    Args:
        alliance: the alliance.
        on: the day; None for today.
        adopted: its adopted schedules, for whoever asks for many days.

    Returns:
        None if the alliance has none.
    """
    day, there = on or timezone.localdate(), adopted_schedules(alliance) if adopted is None else adopted
    begun = [one for one in there if one.takes_effect_on <= day]
    return begun[-1] if begun else there[0] if there else None


def read(schedule: Schedule) -> GovernanceSchedule:
    """Return what a schedule says.

    Raises:
        Invalid: it can no longer be read, which only a newer program could cause.
    """
    return _read_kept(schedule.sha256, str(schedule.pk))


def schedule_of(alliance: Alliance, on: date | None = None, adopted: Sequence[Schedule] | None = None) -> GovernanceSchedule | None:
    """Return what the schedule in force on a day says; None if the alliance has none."""
    found = schedule_in_force(alliance, on, adopted)
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


def body_on(alliance: Alliance, schedule: GovernanceSchedule, body: str, day: date) -> Body:
    """Return a body as it is held on a day: its seats by people who sign in here, each by the id of the person.

    A seat is held by whoever was appointed to it for the day and has a role for its party then. A seat that nobody holds has its post,
    which nobody signs in as, and no authority: its party still has to agree, with nobody to speak for it.

    Raises:
        KeyError: there is no such body.
    """
    found = schedule.terms.body(body, POUND)
    held = [one for one in appointments(alliance, body) if one.begins_on <= day and (one.ends_on is None or one.ends_on >= day)]
    roles = _roles_on(alliance, day)
    return replace(found, seats=tuple(_held(seat, [one for one in held if one.seat == seat.id], roles) for seat in found.seats))


def _roles_on(alliance: Alliance, day: date) -> frozenset[tuple[object, str]]:
    """Return for whom each person acts on a day: the person and the code of the party, or an empty code for any role."""
    there = Membership.objects.filter(alliance=alliance, begins_on__lte=day).exclude(ends_on__lt=day)
    found = list(there.values_list("person_id", "party__code"))
    return frozenset({(person, party or "") for person, party in found} | {(person, "") for person, _ in found})


def _held(seat: BodySeat, held: Sequence[Appointment], roles: frozenset[tuple[object, str]]) -> BodySeat:
    able = [one for one in held if (one.person_id, seat.party or "") in roles]
    member = next((one for one in reversed(able) if not one.is_deputy), None)
    if member is None:
        return replace(seat, authority=None, deputy=None)
    deputy = next((one for one in reversed(able) if one.is_deputy and one.person_id != member.person_id), None)
    return replace(
        seat,
        person=str(member.person_id),
        authority=_authority(seat.authority, member),
        deputy=None
        if deputy is None
        else Deputy(str(deputy.person_id), deputy.deed or "deed", deputy.begins_on, _until(deputy), deputy.limit),
    )


def _authority(of_seat: Authority | None, member: Appointment) -> Authority | None:
    if of_seat is None:
        return None
    limits = [limit for limit in (of_seat.limit_pence, member.limit) if limit is not None]
    return Authority(min(limits) if limits else None, member.begins_on, _until(member))


def _until(one: Appointment) -> date | None:
    return None if one.ends_on is None else one.ends_on + timedelta(days=1)


def body_as_plain(body: Body) -> dict[str, Any]:
    """Return a body as plain values, to be written down as it was at one moment."""
    return json.loads(json.dumps(asdict(body), default=str))  # type: ignore[no-any-return]


def body_from_plain(plain: Mapping[str, Any]) -> Body:
    """Return the body that was written down."""
    seats = [
        BodySeat(
            **{
                **seat,
                "authority": _dated(Authority, seat["authority"]),
                "deputy": _dated(Deputy, seat["deputy"]),
                "held_from": _day(seat["held_from"]),
                "held_until": _day(seat["held_until"]),
            }
        )
        for seat in plain["seats"]
    ]
    return Body(**{**plain, "seats": tuple(seats)})


def _dated(kind: type[T], plain: Mapping[str, Any] | None) -> T | None:
    if plain is None:
        return None
    return kind(**{**plain, "valid_from": _day(plain["valid_from"]), "valid_until": _day(plain["valid_until"])})


def _day(word: str | None) -> date | None:
    return None if word is None else date.fromisoformat(word)


def names_of_bodies(schedule: GovernanceSchedule) -> Mapping[str, str]:
    """Return what each body is called, by its id."""
    return {body.id: body.name for body in schedule.terms.bodies}
