"""Where a value was given: a file and line, or a submission and row."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """The place a user can go to to see, or to correct, a value."""

    file: str = ""
    """File name as the user would find it (relative to the folder read), or the name of the submission; empty if the value was computed."""
    line: int | None = None
    """Line of the file, counted from 1 (the header of a CSV file is line 1)."""
    field: str = ""
    """Column of a table, or the path of a term, such as `parties/WX-MHT/name`."""

    def __str__(self) -> str:
        """Return the place in words: `costs.csv, line 14, amount`."""
        parts = [self.file] if self.file else []
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.field:
            parts.append(self.field)
        return ", ".join(parts)
