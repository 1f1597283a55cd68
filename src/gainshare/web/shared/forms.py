"""Form fields as the templates ask for them, and a date in three boxes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

BRITISH_DATES = ("%d/%m/%Y", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d")
"""Spellings of a date in one field: 26/11/2026, 26 November 2026, 26 Nov 2026, 2026-11-26."""
BOXES = ("day", "month", "year")
"""The parts of a date in the order in which they are typed."""

_KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.NumberInput, "number"),
    (forms.EmailInput, "email"),
)


class DateBoxes(forms.Widget):
    """A date in three boxes: day, month, year. What is typed reaches the field as `2026-11-26`, or as it stands if it is no date."""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> str:
        """Return the date that the three boxes hold; empty if all are."""
        day, month, year = (str(data.get(f"{name}_{box}") or "").strip() for box in BOXES)
        if not (day or month or year):
            return ""
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            return f"{day}/{month}/{year}"

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:
        """Return whether none of the boxes was sent."""
        return all(f"{name}_{box}" not in data for box in BOXES)

    def render(self, name: str, value: object, attrs: object = None, renderer: object = None) -> Any:  # noqa: ANN401
        """Refuse: the macro `field` writes the boxes, and Django's own renderer has no look for them."""
        raise NotImplementedError("write this field with the macro `field` of shared/_forms.html")


def date_field(
    *, label: str, asks: str = "", hint: str = "For example, 26 11 2026", is_required: bool = True, in_boxes: bool = True
) -> forms.DateField:
    """Return a field for a date.

    Args:
        label: what is asked.
        asks: the day in the words of a sentence, such as “the day on which it is due”; empty if the label itself says it.
        hint: how to answer.
        is_required: whether it may be left out.
        in_boxes: three boxes, or one that takes every spelling of `BRITISH_DATES`.
    """
    subject = f"{asks[:1].upper()}{asks[1:]}" if asks else label
    said = {"required": f"Enter {asks or _day_in_words(label)}", "invalid": f"{subject} must be a real date, such as 26 11 2026"}
    widget = DateBoxes() if in_boxes else forms.TextInput(attrs={"class": "nhsuk-input--width-10"})
    field = forms.DateField(label=label, help_text=hint, required=is_required, input_formats=list(BRITISH_DATES), error_messages=said)
    field.widget = widget
    field.widget.is_required = is_required
    return field


def _day_in_words(label: str) -> str:
    """Return what a label asks for as a sentence goes on with it: “the first day” for “First day”, “the day: decided on” for the rest."""
    words = f"{label[:1].lower()}{label[1:]}"
    if words.startswith("the "):
        return words
    return f"the {words}" if re.search(r"\b(day|date)\b", words) else f"the day: {words}"


def kind_of(bound: BoundField) -> str:
    """Return which macro writes a field: `text`, `textarea`, `select`, `radios`, `date` and so on."""
    widget = bound.field.widget
    if isinstance(widget, DateBoxes):
        return "date"
    return next((kind for type_, kind in _KINDS if isinstance(widget, type_)), "text")


def value_of(bound: BoundField) -> str:
    """Return what the field shows when the page opens; a password is never shown again."""
    widget = bound.field.widget
    if isinstance(widget, forms.PasswordInput | forms.FileInput):
        return ""
    found = widget.format_value(bound.value())
    return "" if found is None else str(found)


def options_of(bound: BoundField) -> Sequence[Mapping[str, object]]:
    """Return the choices of a field as the design system's macros take them; groups are flattened."""
    found = bound.value()
    chosen = {str(one) for one in found} if isinstance(found, list | tuple | set) else {"" if found is None else str(found)}
    flat: list[tuple[object, object]] = []
    for value, text in getattr(bound.field, "choices", ()):
        flat += [(value, text)] if not isinstance(text, list | tuple) else list(text)
    return [_option("" if value is None else str(value), str(text), chosen) for value, text in flat]


def _option(value: str, text: str, chosen: set[str]) -> Mapping[str, object]:
    """Return one choice; `selected` is what a list calls it to be chosen, `checked` what boxes call it."""
    return {"value": value, "text": text, "selected": value in chosen, "checked": value in chosen}


def attributes_of(bound: BoundField) -> Mapping[str, object]:
    """Return further attributes of the input: what its widget was given, without what the macros write themselves."""
    given = {**bound.field.widget.attrs, **bound.field.widget_attrs(bound.field.widget)}
    left_out = {"class", "id", "name", "rows", "cols", "placeholder", "autofocus", "aria-describedby", "required"}
    return {name: value for name, value in given.items() if name not in left_out and value is not None and value is not False}


def boxes_of(bound: BoundField) -> Mapping[str, str]:
    """Return what the three boxes of a date show: what was typed, or the field's own date."""
    if bound.form.is_bound:
        return {box: str(bound.form.data.get(f"{bound.html_name}_{box}") or "") for box in BOXES}
    found = bound.value()
    return {box: str(getattr(found, box)) for box in BOXES} if isinstance(found, date) else dict.fromkeys(BOXES, "")


def mistakes_of(form: forms.BaseForm | forms.BaseFormSet[forms.BaseForm]) -> Sequence[Mapping[str, str]]:
    """Return everything that is wrong with a form or a set of forms, each with the field that it leads to."""
    if isinstance(form, forms.BaseFormSet):
        own = [{"text": str(text), "href": ""} for text in form.non_form_errors()]
        return [*own, *(mistake for one in form.forms for mistake in mistakes_of(one))]
    found = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    for bound in form:
        found += [{"text": str(text), "href": f"#{first_id(bound)}"} for text in bound.errors]
    return found


def first_id(bound: BoundField) -> str:
    """Return the id of the first input of a field: where an error leads to."""
    return f"{bound.auto_id}_day" if kind_of(bound) == "date" else str(bound.auto_id)
