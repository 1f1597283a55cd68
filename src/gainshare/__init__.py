"""gainshare runs an alliance contract: the agreement as data, the open book, performance, and exact, explained settlements.

    import gainshare as gs
    assessment = gs.assess_folder("examples/wexmoor", "2025/26")

The names are those of `gainshare.api`, brought in when they are first used, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gainshare.api import *  # noqa: F403

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Return a name of the public interface."""
    api = import_module("gainshare.api")
    if name in api.__all__:
        return getattr(api, name)
    raise AttributeError(f"module 'gainshare' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return sorted([*globals(), *import_module("gainshare.api").__all__])
