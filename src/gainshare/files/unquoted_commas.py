"""Texts within braces that were written without quotation marks, with a comma in them: YAML reads what follows as a field without value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gainshare.files.yaml_builder import TermPath

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What the name of a field looks like: anything else without a value is the rest of a text."""


def joined(data: Any) -> tuple[Any, list[tuple[TermPath, str]]]:  # noqa: ANN401  # plain values of any kind
    """Return the values with every such text put together again, and each of these texts with its place.

    `{rule: written resolution, every voting member}` says `rule: "written resolution"` and a field `every voting member` without value;
    what was meant is one text. A field whose name could be one (a single word) is left as it is.
    """
    found: list[tuple[TermPath, str]] = []
    return _joined(data, (), found), found


def _joined(data: Any, path: TermPath, found: list[tuple[TermPath, str]]) -> Any:  # noqa: ANN401
    if isinstance(data, list):
        return [_joined(one, (*path, at), found) for at, one in enumerate(data)]
    if not isinstance(data, dict):
        return data
    whole = dict(_whole(data))
    found += [((*path, name), value) for name, value in whole.items() if value is not data.get(name)]
    return {name: _joined(value, (*path, name), found) for name, value in whole.items()}


def _whole(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of a mapping, each text with what stands after its commas."""
    name: str | None = None
    value: Any = None
    for key, given in data.items():
        if given is None and isinstance(value, str) and not NAME.fullmatch(key):
            value = f"{value}, {key}"
            continue
        if name is not None:
            yield name, value
        name, value = key, given
    if name is not None:
        yield name, value
