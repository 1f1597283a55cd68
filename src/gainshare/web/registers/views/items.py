"""Items: the list of every kind, one item, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from gainshare.core.governance.register import KINDS
from gainshare.web.alliances.access import SeatRequest, within
from gainshare.web.registers import actions, forms
from gainshare.web.registers.actions import SUGGESTED, Changed, words_of
from gainshare.web.registers.asking import ITEM_FORMS, party_choices
from gainshare.web.registers.downloads import items_csv
from gainshare.web.registers.frames import NOTHING_UNSENT, Unsent, address
from gainshare.web.registers.item_pages import choose_kind_page, item_page, items_page, new_item_page
from gainshare.web.registers.models import Item
from gainshare.web.registers.queries import item_of
from gainshare.web.registers.views.sending import file_of, seen_in, taken
from gainshare.web.registers.writing import KEEP, SUGGEST
from gainshare.web.shared.pages import render

READ = "registers.read"
"""The right to read the registers."""


@require_GET
@within(READ)
def items(request: SeatRequest) -> HttpResponseBase:
    """List the items, narrowed by what the address asks."""
    return render(request, "registers/items.html", items_page(request.seat, request.GET, timezone.localdate()))


@require_GET
@within(READ)
def items_file(request: SeatRequest) -> HttpResponseBase:
    """Return the items as a table: of every kind, or of one, such as actions.csv."""
    kind = request.GET.get("kind", "")
    if kind and kind not in KINDS:
        raise Http404
    return file_of(items_csv(request.seat.alliance, kind, timezone.localdate()), f"{kind}s.csv" if kind else "items.csv")


@require_http_methods(["GET", "POST"])
@within(SUGGEST)
def new_item(request: SeatRequest) -> HttpResponseBase:
    """Add an item: choose its kind first, then say what it is."""
    seat, given = request.seat, request.GET if request.method == "GET" else request.POST
    kind = next((one for one in KINDS if one == given.get("kind")), None)
    source = given.get("source", "")[: forms.REFERENCE]
    if kind is None or (kind not in SUGGESTED and not seat.may(KEEP)):
        return render(request, "registers/new_item.html", choose_kind_page(seat, source), status=200 if request.method == "GET" else 422)
    nobody = "Nobody yet" if kind in SUGGESTED else "Choose a party"
    asked: dict[str, Any] = {"owners": party_choices(seat, nobody=nobody), "kind": kind, "may_keep": seat.may(KEEP)}
    if request.method == "GET":
        form = forms.ItemForm(initial={"source": source, "token": forms.new_token()}, **asked)
        return render(request, "registers/new_item.html", new_item_page(seat, kind, form))
    form = forms.ItemForm(request.POST, **asked)

    def write() -> str:
        said = {"owner_party": "", "owner_post": "", "due_on": None, **form.cleaned_data}
        made = actions.add_item(by=seat, kind=kind, **said)
        return f"{made.reference} is on the register."

    def again() -> HttpResponseBase:
        return render(request, "registers/new_item.html", new_item_page(seat, kind, form), status=422)

    return taken(request, form, write, to=f"{address('items', seat)}?kind={kind}", again=again)


@require_GET
@within(READ)
def item(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Show an item with its history."""
    return _shown(request, item_of(request.seat.alliance, of))


@require_POST
@within(KEEP)
def move_item(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Say where an item stands."""

    def write(row: Item, said: dict[str, Any]) -> str:
        actions.move_item(by=request.seat, of=row.pk, seen=seen_in(request), **said)
        return f"{row.reference} is {words_of(said['status']).lower()}."

    return _sent(request, of, "move", write)


@require_POST
@within(KEEP)
def change_item(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Change who looks after an item, or by when it is due."""

    def write(row: Item, said: dict[str, Any]) -> str:
        changed = Changed(**{"due_on": None, **said})
        actions.change_item(by=request.seat, of=row.pk, seen=seen_in(request), changed=changed)
        return f"What changes for {row.reference} is kept."

    return _sent(request, of, "change", write)


@require_POST
@within(KEEP)
def count_reach(request: SeatRequest, of: UUID) -> HttpResponseBase:
    """Say how many an idea has reached."""

    def write(row: Item, said: dict[str, Any]) -> str:
        actions.count_reach(by=request.seat, of=row.pk, seen=seen_in(request), **said)
        return f"The reach of {row.reference} is counted."

    return _sent(request, of, "reach", write)


def _sent(request: SeatRequest, of: UUID, name: str, write: Callable[[Item, dict[str, Any]], str]) -> HttpResponseBase:
    """Do what a form of an item's page asks, or show the page again with what is wrong."""
    row = item_of(request.seat.alliance, of)
    form = ITEM_FORMS[name](request.seat, row, request.POST)
    return taken(
        request,
        form,
        lambda: write(row, form.cleaned_data),
        to=address("item", request.seat, row),
        again=lambda: _shown(request, item_of(request.seat.alliance, of), Unsent(name, form)),
    )


def _shown(request: SeatRequest, row: Item, unsent: Unsent = NOTHING_UNSENT) -> HttpResponseBase:
    page = item_page(request.seat, row, timezone.localdate(), unsent)
    return render(request, "registers/item.html", page, status=422 if unsent.form else 200)
