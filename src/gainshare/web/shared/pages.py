"""Pages: what stands around every one, and the Jinja environment that writes them.

A view makes one frozen dataclass and calls `render`. Templates get it as `page`; its `frame` is what the layout shows around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import get_adapter
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template
from django.urls import reverse
from django.utils import timezone
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, FileSystemLoader, PackageLoader
from markupsafe import Markup, escape

from gainshare.core.kernel import formats
from gainshare.web.shared import forms, tables

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WEB = Path(__file__).resolve().parents[1]
STAMP = Path(__file__).parent / "static" / "gainshare" / "stamp.txt"
"""Written when the style sheets are made; it changes with them."""
_SIGNED = re.compile(r"[−+][^\s\w&]?[\d,.]*\d")
"""An amount with its sign."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """A page above this one."""

    text: str
    """What it is called."""
    href: str
    """Where it is."""


@dataclass(frozen=True, slots=True)
class NavItem:
    """A place that the navigation leads to."""

    text: str
    """What it is called."""
    href: str
    """Where it is."""
    is_current: bool = False
    """Whether this page is there."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a page; every page's dataclass holds one as `frame`."""

    title: str
    """The heading of the page, and the beginning of the browser's title."""
    alliance: str | None = None
    """The name of the alliance that the page is about."""
    period: str | None = None
    """The period that it is about, in words."""
    status: str | None = None
    """The status of what it shows, in words; on screen and on paper."""
    crumbs: Sequence[Crumb] = ()
    """The pages above, from the top."""
    nav: Sequence[NavItem] = ()
    """The places of the alliance."""
    who_else: str = ""
    """A sentence on who else can see what the page shows."""
    help: str = ""
    """The part of the help page that belongs to this page: the name of its anchor."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to the person, shown once at the top of the page."""

    text: str
    """What it says."""
    is_success: bool
    """Whether something has been done, rather than needs doing."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the layout shows besides the page: the same for pages of ours and of allauth."""

    person: str
    """The name of who is signed in; empty if nobody is."""
    notices: Sequence[Notice]
    """Messages that have not been shown yet."""
    theme: str
    """The style sheet: `neutral` or `nhs`."""
    idle_minutes: int
    """Minutes without a click after which the session ends."""
    at: datetime
    """When the page was made, in local time."""


def render(request: HttpRequest, template: str, page: DataclassInstance, *, status: int = 200) -> HttpResponse:
    """Return a page.

    Args:
        request: whose page it is.
        template: the name of its template, such as `desk/tasks.html`.
        page: everything that the template shows; a frozen dataclass with a `frame`.
        status: the HTTP status; 422 for a form with mistakes.
    """
    return render_template(request, template, {"page": page}, status=status, using="jinja2")


def surroundings(request: HttpRequest | None) -> Surroundings:
    """Return what the layout shows besides the page; a page of a failed request has none of the person's."""
    user = getattr(request, "user", None)
    person = str(getattr(user, "name", user)) if user is not None and user.is_authenticated else ""
    notices = [Notice(str(message), message.level_tag == "success") for message in get_messages(request)] if request else []
    return Surroundings(person, notices, _theme(), settings.IDLE_MINUTES, timezone.localtime())


def environment(**options: Any) -> Environment:  # noqa: ANN401  # whatever Django's backend hands on
    """Return the Jinja environment of every page: our apps' `templates` folders, then the design system's components."""
    folders = [str(folder) for folder in sorted(WEB.glob("*/templates"))]
    options["loader"] = ChoiceLoader([FileSystemLoader(folders), PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined  # the design system's macros ask for options of options that were not given
    made = Environment(**{**options, "autoescape": True}, trim_blocks=True, lstrip_blocks=True)
    made.globals |= {
        "static": staticfiles_storage.url,
        "asset": _asset,
        "url": _url,
        "now": timezone.localtime,
        "surroundings": surroundings,
        "Column": tables.Column,
        "Link": tables.Link,
        "table_body": tables.body,
        "providers": _providers,
        "kind_of": forms.kind_of,
        "value_of": forms.value_of,
        "options_of": forms.options_of,
        "attributes_of": forms.attributes_of,
        "mistakes_of": forms.mistakes_of,
        "boxes_of": forms.boxes_of,
    }
    made.filters |= {
        "money": formats.money,
        "thousands": formats.thousands,
        "number": formats.number,
        "percent": formats.percent,
        "share": formats.share,
        "plural": formats.plural,
        "in_words": formats.list_in_words,
        "period": formats.period_long,
        "date": _date,
        "date_short": _date_short,
        "moment": lambda moment: formats.moment(_local(moment)),
        "moment_short": lambda moment: formats.moment_short(_local(moment)),
        "unbroken": _unbroken,
    }
    return made


def _unbroken(sentence: str) -> Markup:
    """Return a sentence in which no amount is parted from its sign at the end of a line."""
    return Markup(_SIGNED.sub(r'<span class="app-whole">\g<0></span>', str(escape(sentence))))


def _date(day: date) -> str:
    """Return a date, or the local date of a moment, in a sentence."""
    return formats.date_long(_local(day) if isinstance(day, datetime) else day)


def _date_short(day: date) -> str:
    """Return a date, or the local date of a moment, in a table."""
    return formats.date_short(_local(day) if isinstance(day, datetime) else day)


def _local(moment: datetime) -> datetime:
    """Return the moment by the clock of `TIME_ZONE`."""
    return timezone.localtime(moment) if timezone.is_aware(moment) else moment


def _theme() -> str:
    """Return the theme that the environment chose."""
    return str(settings.GAINSHARE.theme)


def _url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a route."""
    return reverse(name, args=args, kwargs=kwargs)


def _asset(name: str) -> str:
    """Return the address of a file that was built; it changes with the files, so browsers may keep the old ones."""
    return f"{staticfiles_storage.url(f'gainshare/{name}')}?v={_version()}"


def _providers(request: HttpRequest) -> Sequence[tables.Link]:
    """Return the organisations by whose account people can sign in, each with the address that begins it."""
    following = get_next_redirect_url(request)
    more = {"next": following} if following else {}
    return [tables.Link(one.name, one.get_login_url(request, process="login", **more)) for one in get_adapter().list_providers(request)]


@cache
def _version() -> str:
    """Return the beginning of the stamp of what was built; empty if nothing was."""
    return STAMP.read_text(encoding="ascii")[:12] if STAMP.exists() else ""
