"""The one way to an alliance: through the memberships of whoever asks; another alliance's id answers 404.

`within` wraps a view of an alliance, `at_site` one of the site, and each says which right it needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import urlsplit
from uuid import UUID

import rules
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gainshare.web.accounts.models import Person
from gainshare.web.alliances.models import Alliance, Membership, Party
from gainshare.web.alliances.rights import RIGHTS, SITE_RIGHTS, has_right

P = ParamSpec("P")


@dataclass(frozen=True)
class Seat:
    """Somebody in an alliance, with what they may do there."""

    person: Person
    """Who."""
    alliance: Alliance
    """Where."""
    roles: tuple[tuple[str, str | None], ...]
    """Each role with the id of the party that it is for, or None."""
    parties: tuple[Party, ...]
    """The parties that they act for."""

    def may(self, right: str, party: Party | None = None) -> bool:
        """Return whether they have a right here, for a party if one is given."""
        return has_right(self.roles, right, None if party is None else str(party.pk))

    def may_of(self, right: str, party: Party) -> bool:
        """Return whether they have a right for every party, or its `_own` form for this one."""
        return self.may(right) or self.may(f"{right}_own", party)

    def require(self, right: str, party: Party | None = None) -> None:
        """Go on only if they have a right.

        Raises:
            PermissionDenied: they have not.
        """
        if not self.may(right, party):
            raise PermissionDenied(right)


def seat_of(person: Person, alliance: Alliance) -> Seat | None:
    """Return somebody's seat in an alliance today; None if they have no role there."""
    found = list(Membership.objects.in_force().filter(person=person, alliance=alliance).select_related("party__organisation"))
    if not found:
        return None
    return _seat(person, alliance, found)


def alliances_of(person: Person) -> list[Alliance]:
    """Return the alliances in which somebody has a role today."""
    return list(Alliance.objects.filter(memberships__in=Membership.objects.in_force().filter(person=person)).distinct().order_by("name"))


def seats_of(person: Person) -> list[Seat]:
    """Return somebody's seats today, by the names of the alliances, with one question to the database."""
    found = Membership.objects.in_force().filter(person=person).select_related("alliance", "party__organisation")
    held: dict[Alliance, list[Membership]] = {}
    for one in found.order_by("alliance__name", "alliance"):
        held.setdefault(one.alliance, []).append(one)
    return [_seat(person, alliance, roles) for alliance, roles in held.items()]


def _seat(person: Person, alliance: Alliance, held: Sequence[Membership]) -> Seat:
    parties = {one.party_id: one.party for one in held if one.party is not None}
    return Seat(person, alliance, tuple((one.role, str(one.party_id) if one.party_id else None) for one in held), tuple(parties.values()))


class SeatRequest(HttpRequest):
    """A request of somebody who has a seat in the alliance that it is about."""

    seat: Seat
    user: Person


SeatView = Callable[Concatenate[SeatRequest, P], HttpResponseBase]


def within(right: str) -> Callable[[SeatView[P]], Callable[..., HttpResponseBase]]:
    """Let a view of an alliance (`<uuid:alliance>` in its address) be seen by whoever has a right there; it gets `request.seat`."""
    assert right in RIGHTS, right

    def wrap(view: SeatView[P]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, alliance: UUID, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            found = Alliance.objects.filter(pk=alliance).first()
            seat = seat_of(request.user, found) if found else None
            if seat is None:
                raise Http404
            seat.require(right)
            seated = cast(SeatRequest, request)
            seated.seat = seat
            return view(seated, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return wrap


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    """Send somebody to the sign-in and then back: to the page, or, where a form was sent, to the page that it was on."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    messages.warning(request, "You were signed out before this was sent, so it was not carried out. Sign in to go on.")
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect_to_login(urlsplit(came_from).path if is_ours else reverse("desk"))


def at_site(right: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let a view of the site be seen by whoever has one of `SITE_RIGHTS`."""
    assert right in SITE_RIGHTS, right

    def wrap(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # noqa: ANN401
            if right != "anyone" and not request.user.is_authenticated:
                return _to_sign_in(request)
            if right.startswith("site.") and not getattr(request.user, "is_site_administrator", False):
                raise PermissionDenied(right)
            return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return wrap


def _declare() -> None:
    """Make every right known to `rules`, so that `person.has_perm("costs.accept", seat)` asks the same table."""
    for right in RIGHTS:
        if not rules.perm_exists(right):
            rules.add_perm(right, rules.predicate(_asks(right), name=right))


def _asks(right: str) -> Callable[[Person, Seat | None], bool]:
    def test(person: Person, seat: Seat | None) -> bool:
        return seat is not None and seat.person.pk == person.pk and seat.may(right)

    return test


_declare()
