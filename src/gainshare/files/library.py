"""Frameworks that come with gainshare: files of definitions to start from."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def library() -> Mapping[str, str]:
    """Return the YAML of every framework that comes with gainshare, by its name; the first line says what it is."""
    folder = files("gainshare.core.performance") / "library"
    texts = {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.iterdir(), key=lambda one: one.name)}
    return {name.removesuffix(".yaml"): text for name, text in texts.items() if name.endswith(".yaml")}


def title_of(text: str) -> str:
    """Return what a framework is, from its first line."""
    return text.splitlines()[0].removeprefix("#").strip()
