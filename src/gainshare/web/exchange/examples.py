"""The example alliances that come with the program: templates to begin with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import gainshare
from gainshare.files.folder import AGREEMENT
from gainshare.files.governance import SUBFOLDER

PACKAGE = Path(gainshare.__file__).resolve().parent
PLACES = (PACKAGE / "examples", PACKAGE.parents[1] / "examples")
"""Where examples lie: in the installed package, or in the source tree."""


def example_folders() -> Mapping[str, Path]:
    """Return the folder of each example by its name."""
    found = {file.parent.name: file.parent for place in reversed(PLACES) for file in sorted(place.glob(f"*/{AGREEMENT}"))}
    return dict(sorted(found.items()))


def example_files(name: str) -> Mapping[str, bytes]:
    """Return the files of an example, by their name in its folder."""
    return files_below(example_folders()[name])


def files_below(folder: Path) -> Mapping[str, bytes]:
    """Return the files of an alliance's folder and of its subfolder of governance, by their name in the folder."""
    found = [file for place in (folder, folder / SUBFOLDER) if place.is_dir() for file in sorted(place.iterdir()) if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}
