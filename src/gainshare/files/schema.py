"""The JSON Schema of agreement.yaml, generated from the models that read it, with the words that stand under their fields."""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from gainshare.core.agreement.terms import Terms
from gainshare.core.kernel.term import Term


def agreement_schema() -> str:
    """Return the JSON Schema of agreement.yaml as text: draft 2020-12, keys in the order of the models, ending in a line break."""
    schema = Terms.model_json_schema(by_alias=True, mode="validation")
    models = {model.__name__: model for model in _models(Term)}
    for name, definition in (*schema["$defs"].items(), ("Terms", schema)):
        if name in models:
            _describe(definition, models[name])
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": "urn:gainshare:agreement:1"}
    return json.dumps({**head, **schema, "title": "agreement.yaml, schema 1"}, ensure_ascii=False, indent=2) + "\n"


def _models(model: type[Term]) -> Iterator[type[Term]]:
    for inner in model.__subclasses__():
        yield inner
        yield from _models(inner)


def _describe(definition: dict[str, Any], model: type[Term]) -> None:
    """Give every field that has no description of its own the words that stand under it."""
    for name, words in field_words(model).items():
        field = model.model_fields.get(name)
        shown = definition.get("properties", {}).get((field.alias if field is not None else None) or name)
        if shown is not None:
            shown["description"] = words


def field_words(model: type) -> dict[str, str]:
    """Return the words that stand under each field of a class and of those it extends; none for a class made at run time."""
    words: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if one.__module__.startswith("gainshare."):
            words |= dict(_words_in(one))
    return words


def _words_in(model: type) -> Iterator[tuple[str, str]]:
    tree = ast.parse(inspect.getsource(sys.modules[model.__module__]))
    body = next((node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == model.__name__), [])
    for field, below in pairwise(body):
        is_field = isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if is_field and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
            yield field.target.id, " ".join(str(below.value.value).split())  # type: ignore[attr-defined]
