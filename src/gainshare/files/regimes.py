"""Regimes and curves from YAML: a file of several, one regime by itself, and the named templates that come with the software."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gainshare.core.agreement.partial import Where, read_partial
from gainshare.core.commercial.regime import Regime
from gainshare.core.commercial.stage import read_curve
from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.problem import Fault, Invalid, Problem, errors
from gainshare.core.kernel.source import Source
from gainshare.files.text_file import read_file
from gainshare.files.yaml_reader import YAML_BYTES_LIMIT, Document, read_yaml

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def read_regimes(path: str | Path) -> dict[str, Regime]:
    """Return the regimes of a YAML file by id: a file with `regimes` (and `curves` that they share), or one regime by itself.

    Raises:
        Invalid: a regime cannot be used; `.problems` lists everything that is wrong with any of them.
    """
    document = _document(Path(path))
    return _regimes(document)


def read_curves(path: str | Path) -> dict[str, Curve]:
    """Return the curves of a YAML file by name.

    Raises:
        Invalid: a curve cannot be used.
    """
    document = _document(Path(path))
    curves, problems = _curves(document)
    if problems:
        raise Invalid(problems)
    return curves


@lru_cache(maxsize=1)
def templates() -> Mapping[str, Regime]:
    """Return the regimes that come with the software, by id, each with its source and its worked examples."""
    found: dict[str, Regime] = {}
    folder = files("gainshare.core.commercial") / "templates"
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".yaml"):
            document, problems = read_yaml(file.read_bytes(), file.name)
            if document is None or problems:
                raise Invalid(problems)
            found |= _regimes(document)
    return found


def _document(path: Path) -> Document:
    data = read_file(path, YAML_BYTES_LIMIT)
    if isinstance(data, Problem):
        raise Invalid([data])
    document, problems = read_yaml(data, path.name)
    if document is None or errors(problems):
        raise Invalid(problems)
    if not isinstance(document.data, dict):
        raise Invalid([Problem("This is not a file of regimes.", "Start with `regimes:` and a name for each.", Source(path.name))])
    return document


def _curves(document: Document) -> tuple[dict[str, Curve], list[Problem]]:
    curves: dict[str, Curve] = {}
    problems: list[Problem] = []
    given = document.data.get("curves") if isinstance(document.data, dict) else None
    for name, points in (given or {}).items() if isinstance(given, dict) else ():
        try:
            curves[name] = read_curve(points)
        except Fault as fault:
            problems.append(Problem(fault.message, fault.fix, document.source(("curves", name))))
    return curves, problems


def _regimes(document: Document) -> dict[str, Regime]:
    data: Any = document.data
    if "regimes" not in data:
        regime, found = read_partial(Regime, data, document.source)
        if found:
            raise Invalid(found)
        return {regime.id: regime}
    _, problems = _curves(document)
    regimes: dict[str, Regime] = {}
    for name, body in data["regimes"].items() if isinstance(data["regimes"], dict) else ():
        place = ("regimes", name)
        if not isinstance(body, dict):
            problems.append(Problem("A regime is a set of named fields.", "Give it `stages`.", document.source(place)))
            continue
        shared = {curve: points for curve, points in (data.get("curves") or {}).items() if curve in _words(body)}
        plain = {"id": name, **body, "curves": {**shared, **(body.get("curves") or {})}}
        regime, found = read_partial(Regime, plain, _beneath(document, place))
        problems += found
        regimes[name] = regime
    if problems:
        raise Invalid(problems)
    return regimes


def _beneath(document: Document, place: tuple[str | int, ...]) -> Where:
    """Return a finder of places beneath a place of a document."""
    return lambda path: document.source((*place, *path))


def _words(value: object) -> set[str]:
    """Return every word in a value's texts: enough to tell which shared curves it may refer to."""
    if isinstance(value, str):
        return set(WORD.findall(value))
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {word for item in items for word in _words(item)}
