"""What the page about oneself shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.urls import NoReverseMatch, reverse

from gainshare.web.accounts.models import Person
from gainshare.web.shared.pages import Crumb, Frame
from gainshare.web.shared.tables import Link

SIGN_IN = (("Change your password", "account_change_password"), ("Second step at sign-in", "mfa_index"))
"""What is changed elsewhere: what it is called, and its route."""


@dataclass(frozen=True, slots=True)
class ProfilePage:
    """What somebody can change about themselves."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """What is asked."""
    email: str
    """By which they sign in."""
    sign_in: Sequence[Link]
    """Where password and second factor are changed."""


def profile_page(person: Person, form: forms.Form) -> ProfilePage:
    """Return somebody's page about themselves."""
    frame = Frame("About you", crumbs=[Crumb("My desk", reverse("desk"))], help="signing-in")
    return ProfilePage(frame, form, person.email, [Link(text, href) for text, route in SIGN_IN if (href := _address(route))])


def _address(route: str) -> str:
    """Return the address of a route; empty where sign-in is left to somebody else and there is none."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""
