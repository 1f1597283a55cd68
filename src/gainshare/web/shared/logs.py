"""Logs as one line of JSON for each record: times, statuses and names of routes; never a figure, a name or an address."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime

SAFE_EXTRAS = ("kind", "fault", "command", "version")
"""Words that a caller may add with `extra`; each is chosen from a list in the code and typed by nobody."""
FRAMES = 6
"""Places of the code that an exception is followed down to."""


class JsonFormatter(logging.Formatter):
    """Writes a record without what its words were filled with: the template of the message is kept, its arguments are not."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        return json.dumps(dict(self._parts(record)), ensure_ascii=False)

    def _parts(self, record: logging.LogRecord) -> Iterator[tuple[str, object]]:
        """Give what may be told, name by name."""
        yield "time", datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        yield "level", record.levelname
        yield "logger", record.name
        yield "message", record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        if isinstance(status := getattr(record, "status_code", None), int):
            yield "status", status
        request = getattr(record, "request", None)
        if isinstance(method := getattr(request, "method", None), str):
            yield "method", method
        if match := getattr(request, "resolver_match", None):
            yield "route", match.view_name
        for name in SAFE_EXTRAS:
            if isinstance(value := getattr(record, name, None), str | int):
                yield name, value
        if record.exc_info and record.exc_info[0] is not None:
            # An exception's own words may hold a figure, so only its kind and its places are written.
            yield "exception", record.exc_info[0].__name__
            yield "places", [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(record.exc_info[2])[-FRAMES:]]
