"""Reading terms with every problem at once: what is sound is kept, so that checks whose own inputs are sound still run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from types import FunctionType
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from gainshare.core.kernel.problem import Fault, Faults, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import Term

Where = Callable[[tuple[str | int, ...]], Source]
"""From the path of a value to the place where it is written."""


class Unsound(Exception):  # noqa: N818 - not an error: a check that must wait
    """A check needs a term that could not be read; its own problem is already reported."""


class Partial:
    """Terms of which some could not be read: reading one of those stops the check that wants it."""

    __slots__ = ("_model", "_values")

    def __init__(self, model: type[BaseModel], values: dict[str, Any]) -> None:
        """Keep the fields that could be read."""
        self._model = model
        self._values = values

    def __getattr__(self, name: str) -> Any:
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


def _partial(model: type[BaseModel], data: object) -> Any:
    if not isinstance(data, dict):
        return _MISSING
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        value = _field(field, data, field.alias or name)
        if value is not _MISSING:
            values[name] = value
    return Partial(model, values)


def _field(field: FieldInfo, data: dict[str, Any], key: str) -> Any:
    if key not in data:
        return _MISSING if field.is_required() else field.get_default(call_default_factory=True)
    annotation: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    return _value(annotation, data[key])


def _value(annotation: Any, data: object) -> Any:
    """Return a value read by its annotation; failing that, what can be read of a model or of a list of models."""
    try:
        return TypeAdapter(annotation).validate_python(data)
    except ValidationError:
        plain = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
        if isinstance(plain, type) and issubclass(plain, Term):
            return _partial(plain, data)
        if get_origin(plain) is tuple and isinstance(data, list):
            items = [_value(get_args(plain)[0], item) for item in data]
            return _MISSING if any(item is _MISSING for item in items) else tuple(items)
        return _MISSING


def _problems(details: Any, data: object, where: Where) -> Iterator[Problem]:
    """Yield what one validation error says, in a user's words."""
    path, value = _locate(data, details["loc"])
    kind, context = details["type"], details.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, Faults):
        for inner, fault in cause.faults:
            deeper = (*path, *_path_within(inner))
            yield Problem(fault.message, fault.fix, where(deeper), _shown(_get(data, deeper)))
        return
    if isinstance(cause, Fault):
        yield Problem(cause.message, cause.fix, where(path), _shown(value))
        return
    if kind == "missing":
        name = str(details["loc"][-1])
        yield Problem(f"“{name}” is missing.", f"Add `{name}`.", where(path))
        return
    if kind == "extra_forbidden":
        yield _unknown_field(path, details["loc"], data, where)
        return
    message, fix = _wording(kind, context, value)
    yield Problem(message, fix, where(path), _shown(value))


def _path_within(inner: str) -> tuple[str | int, ...]:
    return tuple(int(part) if part.isdecimal() else part for part in inner.split("/")) if inner else ()


def _get(data: object, path: tuple[str | int, ...]) -> object:
    for part in path:
        if isinstance(data, dict) and part in data:
            data = data[part]
        elif isinstance(data, list) and isinstance(part, int) and part < len(data):
            data = data[part]
        else:
            return None
    return data


def _locate(data: object, loc: tuple[str | int, ...]) -> tuple[tuple[str | int, ...], object]:
    """Return the path of an error within the data as written: names that only the models know are left out."""
    path: list[str | int] = []
    value = data
    for part in loc:
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, (list, tuple)) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            continue
        path.append(part)
    return tuple(path), value


def _unknown_field(path: tuple[str | int, ...], loc: tuple[str | int, ...], data: object, where: Where) -> Problem:
    name = str(loc[-1])
    parent = _model_at(loc[:-1])
    near = get_close_matches(name, parent, n=1)
    guess = f"Did you mean `{near[0]}`? Otherwise remove it." if near else "Remove it, or move it to where it belongs."
    return Problem(f"“{name}” is not a field here.", guess, where(path), _shown(_get(data, path)))


def _model_at(loc: tuple[str | int, ...]) -> list[str]:
    """Return every field name that any term has: enough for a guess at a misspelling."""
    names: set[str] = set()
    stack: list[type[BaseModel]] = [Term]
    while stack:
        model = stack.pop()
        names |= {field.alias or name for name, field in model.model_fields.items()}
        stack.extend(model.__subclasses__())
    return sorted(names)


def _wording(kind: str, context: dict[str, Any], value: object) -> tuple[str, str]:
    """Return what is wrong and how to put it right, for the kinds of error that a field's type reports."""
    if kind in {"literal_error", "enum"}:
        options = str(context.get("expected", "")).replace("'", "")
        return "This is not one of the words allowed here.", f"Use one of: {options}."
    if kind == "stage":
        return (
            "This is not a stage.",
            "Write one stage as `- name: {...}`: variance, gate, share, modify, levy, limit, relief, pool, fund, allocate, output.",
        )
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return "Named fields are expected here.", "Write `name: value` pairs, indented below."
    if kind in {"tuple_type", "list_type", "frozen_set_type"}:
        return "A list is expected here.", "Write it as [a, b], or one item per line, each after a hyphen."
    if kind in {"too_short"}:
        return "The list is empty.", "Give at least one."
    limits = {
        "greater_than_equal": ("ge", "at least"),
        "less_than_equal": ("le", "at most"),
        "string_too_long": ("max_length", "characters, at most"),
    }
    if kind in limits:
        key, word = limits[kind]
        return "The value is out of range.", f"It must be {word} {context.get(key)}."
    if kind.startswith("int"):
        return "A whole number is expected here.", "Write digits only."
    if kind.startswith("bool"):
        return "Yes or no is expected here.", "Write true or false."
    if kind.startswith("string"):
        return "A text is expected here.", "Write words; put quotation marks around a number that is meant as text."
    return "This cannot be read.", "See the reference of the agreement file for what belongs here."


def _shown(value: object) -> str | None:
    if value is None:
        return None
    if isinstance(value, dict):
        return "a set of fields"
    return "a list" if isinstance(value, (list, tuple)) else str(value)
