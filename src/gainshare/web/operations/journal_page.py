"""The journal as people read it: sentences, newest first, with what was changed beneath each, by what somebody may see."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from gainshare.core.kernel.formats import money
from gainshare.core.kernel.money import Currency
from gainshare.web.accounts.models import Person
from gainshare.web.alliances.access import Seat
from gainshare.web.alliances.models import Organisation
from gainshare.web.audit.models import Entry
from gainshare.web.audit.wordings import heading, sentence
from gainshare.web.costs.convert import month_of
from gainshare.web.shared.forms import date_field
from gainshare.web.shared.pages import Frame

ON_A_PAGE = 50
"""Entries on a page."""
OF_MONEY = ("return", "query", "evidence")
"""Kinds of action whose content holds lines of cost: it is shown to those alone who see the lines of every party."""
OF_DRAFTS = ("return.started", "return.saved", "return.discarded", "evidence.added", "evidence.removed")
"""Actions on what has not been handed in, whose content is the party's alone."""
AMOUNT = 3
"""The place of the amount among the parts of a line of cost."""
ACCRUAL, REVERSES = 8, 9
"""The places of whether it is an accrual, and of the month in which that is taken back."""
POUNDS = Currency.of("GBP")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an entry says, before and after."""

    what: str
    """What it is called."""
    before: str
    """What it was; empty for nothing."""
    after: str
    """What it is; empty for nothing."""


@dataclass(frozen=True, slots=True)
class Told:
    """An entry as it is shown."""

    number: int
    """Its place in the journal."""
    at: datetime
    """When."""
    sentence: str
    """What was done."""
    organisation: str
    """For which organisation; empty for none."""
    subject: str
    """What it was done to, for the address that shows all that was done to it."""
    changes: Sequence[Change]
    """What it says besides."""
    remark: str
    """Why nothing more is shown, if so."""


@dataclass(frozen=True, slots=True)
class JournalPage:
    """The journal of an alliance, or of the site."""

    frame: Frame
    """What stands around it."""
    form: forms.Form
    """The filters."""
    is_filtered: bool
    """Whether any filter is set."""
    found: Page[Entry]
    """The page of the list."""
    entries: Sequence[Told]
    """What is on it."""
    query: str
    """The filters as they stand in the address."""


class Filters(forms.Form):
    """What the journal is narrowed by; it stands in the address."""

    who = forms.ChoiceField(label="Who", required=False)
    organisation = forms.ChoiceField(label="Organisation", required=False)
    action = forms.ChoiceField(label="What was done", required=False)
    since = date_field(label="From", hint="", is_required=False, in_boxes=False)
    until = date_field(label="To", hint="", is_required=False, in_boxes=False)
    subject = forms.CharField(label="To what", required=False, max_length=80, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, chain: str) -> None:
        """Offer what the journal has: its people, organisations and actions."""
        super().__init__(data, auto_id="filter-%s")
        own = Entry.objects.filter(chain=chain)
        people = names_of(Person, own.exclude(person="").values_list("person", flat=True).distinct())
        organisations = names_of(Organisation, own.exclude(organisation="").values_list("organisation", flat=True).distinct())
        actions = sorted(own.values_list("action", flat=True).distinct())
        self._offer("who", people.items(), "Anybody")
        self._offer("organisation", organisations.items(), "Any")
        self._offer("action", [(action, heading(action)) for action in actions], "Anything")
        if not organisations:
            del self.fields["organisation"]

    def narrow(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Return the entries that pass; none if a filter cannot be read."""
        if not self.is_valid():
            return entries.none()
        given = self.cleaned_data
        for field, name in (("person", "who"), ("organisation", "organisation"), ("action", "action"), ("subject", "subject")):
            if given.get(name):
                entries = entries.filter(**{field: given[name]})
        if given["since"]:
            entries = entries.filter(at__gte=_midnight(given["since"]))
        if given["until"]:
            entries = entries.filter(at__lt=_midnight(given["until"] + timedelta(days=1)))
        return entries

    def _offer(self, name: str, choices: Iterable[tuple[str, str]], anything: str) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", anything), *sorted(choices, key=lambda one: one[1].casefold())]


def journal_page(frame: Frame, chain: str, asked: QueryDict, *, seat: Seat | None) -> JournalPage:
    """Return a page of a chain.

    Args:
        frame: what stands around it.
        chain: the chain.
        asked: the query of the address: filters, and the page.
        seat: who looks at it, for an alliance's; None for the site's.
    """
    form = Filters(asked, chain)
    entries = form.narrow(Entry.objects.filter(chain=chain)).select_related("content").order_by("-number")
    found = Paginator(entries, ON_A_PAGE).get_page(asked.get("page"))
    on_it = list(found.object_list)
    people = names_of(Person, {entry.person for entry in on_it if entry.person})
    organisations = names_of(Organisation, {entry.organisation for entry in on_it if entry.organisation})
    told = [_told(entry, people, organisations, seat) for entry in on_it]
    kept = asked.copy()
    kept.pop("page", None)
    is_filtered = any(kept.get(name, "").strip() for name in Filters.base_fields)
    return JournalPage(frame, form, is_filtered, found, told, kept.urlencode())


def names_of(model: type[Person | Organisation], ids: Iterable[str]) -> dict[str, str]:
    """Return the names of rows by their ids; of those that are gone, the id."""
    wanted = list(ids)
    known = {str(pk): name for pk, name in model._default_manager.filter(pk__in=filter(_is_id, wanted)).values_list("pk", "name")}
    return {one: known.get(one, one) for one in wanted}


def changes_of(content: Mapping[str, Any]) -> list[Change]:
    """Return what a content says, row by row; what stayed the same is left out."""
    before, after = content.get("before"), content.get("after")
    old, new = dict(_parts("", before)), dict(_parts("", after))
    rows = [Change(what, old.get(what, ""), new.get(what, "")) for what in [*old, *(what for what in new if what not in old)]]
    others = [
        Change(what, "", said) for key, value in content.items() if key not in {"before", "after"} for what, said in _parts(key, value)
    ]
    return [Change(_called(row.what), row.before, row.after) for row in (*rows, *others) if row.before != row.after]


def _told(entry: Entry, people: Mapping[str, str], organisations: Mapping[str, str], seat: Seat | None) -> Told:
    content = getattr(entry, "content", None)
    said = json.loads(content.text) if content is not None and content.text else {}
    who = people.get(entry.person, "")
    names = said.get("names")
    words = sentence(entry.action, who=who, names=names if isinstance(names, dict) else {})
    remark = ""
    if content is None:
        remark = "What it says is sealed until the opening."
    elif content.is_erased:
        remark = "What it said was erased."
    elif not _sees(entry, seat):
        of_whom = "to the party alone" if entry.action in OF_DRAFTS else "to the party and to those who see the lines of every party"
        remark, said = f"What it says is shown {of_whom}.", {}
    organisation = organisations.get(entry.organisation, "")
    return Told(entry.number, entry.at, words, organisation, entry.subject, changes_of(said), remark)


def _sees(entry: Entry, seat: Seat | None) -> bool:
    """Return whether somebody sees what an entry says: what is about lines of cost, by who sees those lines."""
    if seat is None or entry.action.partition(".")[0] not in OF_MONEY:
        return True
    own = (party for party in seat.parties if str(party.organisation_id) == entry.organisation)
    if any(seat.may("costs.read_lines_own", party) for party in own):
        return True
    return entry.action not in OF_DRAFTS and seat.may("costs.read_lines")


def _called(what: str) -> str:
    """Return what people call a part of a content: `Declared as` for `names declared as`, `Line 3` for `lines 3`."""
    words = what.removeprefix("names ").replace("_", " ").replace("sha256", "fingerprint (SHA-256)")
    if words.startswith("lines "):
        words = words.replace("lines", "line", 1)
    return words[:1].upper() + words[1:]


def _parts(what: str, value: object) -> list[tuple[str, str]]:
    """Return a value as rows of text: the parts of a mapping, and the lines of a list, each in a row of its own."""
    if isinstance(value, dict):
        return [row for key, inner in value.items() for row in _parts(f"{what} {key}".strip(), inner)]
    if isinstance(value, list) and any(isinstance(inner, list) for inner in value):
        return [(f"{what} {number}", _line(inner)) for number, inner in enumerate(value, start=1)]
    if isinstance(value, list):
        return [(what, ", ".join(_text(inner) for inner in value))]
    if what == "month" and type(value) is int:
        return [(what, _month(value))]
    if what == "total" and type(value) is int:
        return [(what, money(value, POUNDS))]
    return [(what, _text(value))] if value not in (None, "") else []


def _line(value: object) -> str:
    """Return a line of cost as text, with its amount in pounds."""
    if not isinstance(value, list):
        return _text(value)
    return ", ".join(_cell(place, part) for place, part in enumerate(value) if place and part not in (None, "", False))


def _cell(place: int, part: object) -> str:
    if place == AMOUNT and type(part) is int:
        return money(part, POUNDS)
    if place == REVERSES and type(part) is int:
        return f"reverses in {_month(part)}"
    return "an accrual" if place == ACCRUAL and part is True else _text(part)


def _month(index: int) -> str:
    return f"{month_of(index).year}-{month_of(index).month:02d}"


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _midnight(day: Any) -> datetime:  # noqa: ANN401  # the date that the form has read
    return timezone.make_aware(datetime.combine(day, time.min))
