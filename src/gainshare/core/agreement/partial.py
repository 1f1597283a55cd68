"""Reading terms with every problem at once: what is sound is kept, so that checks whose own inputs are sound still run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from types import FunctionType
from typing import Annotated, Any, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from gainshare.core.commercial.stages import STAGES
from gainshare.core.kernel.problem import Fault, Faults, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import Term
from gainshare.core.performance.measures import KINDS

Where = Callable[[tuple[str | int, ...]], Source]
"""From the path of a value to the place where it is written."""


Readable = Any
"""Terms that could be read, whole or as a Partial: their fields are reached by name either way."""
Plain = Any
"""A value as a file reader gives it: a mapping, a list, a text, a number, a truth value or None."""


class Unsound(Exception):
    """A check needs a term that could not be read; its own problem is already reported."""


class Partial:
    """Terms of which some could not be read: reading one of those stops the check that wants it."""

    __slots__ = ("_model", "_values")

    def __init__(self, model: type[BaseModel], values: dict[str, Any]) -> None:
        """Keep the fields that could be read."""
        self._model = model
        self._values = values

    def __getattr__(self, name: str) -> Readable:
        """Return a field that could be read, or what the model's own method or property makes of those."""
        values: dict[str, Any] = object.__getattribute__(self, "_values")
        if name in values:
            return values[name]
        model = object.__getattribute__(self, "_model")
        if name in model.model_fields:
            raise Unsound(name)
        member = getattr(model, name, None)
        if isinstance(member, property) and member.fget is not None:
            return member.fget(self)
        if isinstance(member, FunctionType):
            return member.__get__(self)
        raise Unsound(name)


_MISSING = object()


class Some:
    """A list of which some items could not be read: going through it stops a check, unless the check asks for the sound ones."""

    __slots__ = ("_items",)

    def __init__(self, items: Iterable[Readable]) -> None:
        """Keep every item, and the marks of those that could not be read."""
        self._items = tuple(items)

    def __iter__(self) -> Iterator[Readable]:
        """Stop the check that goes through the list.

        Raises:
            Unsound: always.
        """
        raise Unsound("item")

    def sound(self) -> Iterator[tuple[int, Readable]]:
        """Yield the items that could be read, each with its place in the list."""
        return ((index, item) for index, item in enumerate(self._items) if item is not _MISSING)


def sound_items(items: Readable) -> Iterator[tuple[int, Readable]]:
    """Yield the items of a list that could be read, each with its place in the list."""
    return items.sound() if isinstance(items, Some) else iter(enumerate(items))


def read_partial(model: type[BaseModel], data: object, where: Where) -> tuple[Any, tuple[Problem, ...]]:
    """Return the terms that data holds, whole or partial, and every problem of a single field.

    Args:
        model: what the data should be.
        data: plain values, as a file reader gives them.
        where: from the path of a value to its place.

    Returns:
        An instance of the model if everything could be read; otherwise a Partial with what could. The problems, in the
        order of the fields.
    """
    try:
        return model.model_validate(data), ()
    except ValidationError as error:
        problems = tuple(problem for details in error.errors() for problem in _problems(details, data, where))
        return _partial(model, data), problems


def _partial(model: type[BaseModel], data: object) -> Readable:
    if not isinstance(data, dict):
        return _MISSING
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        value = _field(field, data, field.alias or name)
        if value is not _MISSING:
            values[name] = value
    return Partial(model, values)


def _field(field: FieldInfo, data: dict[str, Any], key: str) -> Readable:
    if key not in data:
        return _MISSING if field.is_required() else field.get_default(call_default_factory=True)
    annotation: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return _value(annotation, data[key])


def _value(annotation: Plain, data: object) -> Readable:
    """Return a value read by its annotation; failing that, what can be read of a model or of a list of models."""
    try:
        return TypeAdapter(annotation).validate_python(data)
    except ValidationError:
        plain = _bare(annotation)
        if isinstance(plain, type) and issubclass(plain, Term):
            return _partial(plain, data)
        inner = _item_of(plain)
        if inner is not None and isinstance(data, list):
            items = [_value(inner, item) for item in data]
            return Some(items) if any(item is _MISSING for item in items) else tuple(items)
        return _MISSING


def _bare(annotation: Plain) -> Plain:
    """Return an annotation without its metadata."""
    metadata = getattr(annotation, "__metadata__", None)
    return annotation if metadata is None else annotation.__origin__


def _item_of(annotation: Plain) -> Plain | None:
    """Return what a tuple of any length is made of, or None if the annotation is no such tuple."""
    arguments = get_args(annotation)
    return arguments[0] if len(arguments) == 2 and arguments[1] is Ellipsis else None


def _problems(details: Plain, data: object, where: Where) -> Iterator[Problem]:
    """Yield what one validation error says, in a user's words."""
    path, value = _locate(data, details["loc"])
    if details["type"] == "too_short" and value:
        return  # items were given: what is wrong with them is reported apart
    kind, context = details["type"], details.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Faults):
        for inner, fault in cause.faults:
            deeper = (*path, *_path_within(inner))
            yield fault.problem(where(deeper), _shown(_get(data, deeper)))
        return
    if isinstance(cause, Fault):
        yield cause.problem(where(path), _shown(value))
        return
    if kind == "missing":
        name = str(details["loc"][-1])
        yield Problem(f"“{name}” is missing.", f"Add `{name}`.", where(path))
        return
    if kind == "extra_forbidden":
        yield _unknown_field(path, details["loc"], data, where)
        return
    message, fix = _wording(kind, context)
    yield Problem(message, fix, where(path), _shown(value))


def _path_within(inner: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdecimal() else part for part in inner.split("/")) if inner else ()


def _step(data: object, part: str | int) -> object:
    """Return what a part of a path leads to, or the mark for nothing."""
    if isinstance(data, dict) and part in data:
        return data[part]
    if isinstance(data, (list, tuple)) and isinstance(part, int) and part < len(data):
        return data[part]
    return _MISSING


def _get(data: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        data = _step(data, part)
    return None if data is _MISSING else data


def _locate(data: object, loc: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], object]:
    """Return the path of an error within the data as written: names that only the models know are left out."""
    path: list[str | int] = []
    value = data
    for part in loc:
        inner = _step(value, part)
        if inner is not _MISSING:
            value = inner
            path.append(part)
    return tuple(path), value


def _unknown_field(path: tuple[str | int, ...], loc: tuple[str | int, ...], data: object, where: Where) -> Problem:
    name = str(loc[-1])
    near = get_close_matches(name, [known for known in _field_names() if known != name], n=1)
    guess = f"Did you mean `{near[0]}`? Otherwise remove it." if near else "Remove it, or move it to where it belongs."
    return Problem(f"“{name}” is not a field here.", guess, where(path), _shown(_get(data, path)))


def _field_names() -> list[str]:
    """Return every field name that any term has: enough for a guess at a misspelling."""
    names: set[str] = set()
    stack: list[type[BaseModel]] = [Term]
    while stack:
        model = stack.pop()
        names |= {field.alias or name for name, field in model.model_fields.items()}
        stack.extend(model.__subclasses__())
    return sorted(names)


WORDINGS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("literal_error", "enum"), "This is not one of the words allowed here.", "Use one of: {expected}."),
    (
        ("condition",),
        "This is not a condition.",
        "Write one that begins with has, latest, age, open_for, all_of, any_of or none_of.",
    ),
    (("amount_of_records",), "This is not a sum or a number.", "Write one that begins with sum, rows, people or time."),
    (("averaged",), "This does not say what is averaged.", "Write {{each: dataset, field: …}} or {{latest: dataset, field: …}}."),
    (("union_tag_not_found",), "The kind of measure is missing.", "Add `kind`: one of {kinds}."),
    (("union_tag_invalid",), "This is not a kind of measure.", "Use one of {kinds}."),
    (("stage",), "This is not a stage.", "Write one stage as `- name: {{...}}`, where the name is one of {stages}."),
    (("model_type", "dict_type", "model_attributes_type"), "Named fields are expected here.", "Write `name: value` pairs, indented below."),
    (
        ("tuple_type", "list_type", "frozen_set_type"),
        "A list is expected here.",
        "Write it as [a, b], or one item per line, each after a hyphen.",
    ),
    (("too_short",), "The list is empty.", "Give at least one."),
    (("greater_than_equal",), "The value is too small.", "It must be at least {ge}."),
    (("less_than_equal",), "The value is too large.", "It must be at most {le}."),
    (("string_too_long",), "The text is too long.", "It has at most {max_length} characters."),
    (("int",), "A whole number is expected here.", "Write digits only."),
    (("bool",), "Yes or no is expected here.", "Write true or false."),
    (("string",), "A text is expected here.", "Write words; put quotation marks around a number that is meant as text."),
    (("",), "This cannot be read.", "See the reference of the agreement file for what belongs here."),
)
"""What is wrong and how to put it right, by how the kind of error begins; the first that fits."""


def _wording(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """Return what is wrong and how to put it right, for the kinds of error that a field's type reports."""
    message, fix = next((message, fix) for kinds, message, fix in WORDINGS if kind.startswith(kinds))
    given = {"expected": "", "ge": "", "le": "", "max_length": "", "stages": ", ".join(STAGES), "kinds": ", ".join(KINDS), **context}
    return message, fix.format(**{name: str(value).replace("'", "") for name, value in given.items()})


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return "a set of fields"
    return "a list" if isinstance(value, (list, tuple)) else str(value)
