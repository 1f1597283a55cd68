"""Tables as JSON lines and back: any database to any other, with a digest of each table that does not depend on the order of its rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.apps.registry import Apps
from django.core.management.color import no_style
from django.db import connections, models

LEFT_OUT = frozenset({"django_session"})
"""Tables that are not copied: whoever was signed in signs in again."""
AT_ONCE = 500
"""Rows that are read or written at once."""


@dataclass(slots=True)
class Tally:
    """How many rows a table has, and a digest of them all."""

    count: int = 0
    """Rows."""
    total: int = 0
    """The sum of the SHA-256 of each row."""

    def add(self, line: bytes) -> None:
        """Count a row in."""
        self.count += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(line).digest(), "big")) % 2**256

    def told(self) -> dict[str, object]:
        """Return it as plain values."""
        return {"rows": self.count, "digest": f"{self.total:064x}"}


def tables(apps: Apps) -> list[type[models.Model]]:
    """Return a model for each table that is copied, by the name of its table; tables between two others are included."""
    found = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return [found[name] for name in sorted(found) if name not in LEFT_OUT and not found[name]._meta.proxy]


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns of a table by name."""
    return sorted(model._meta.local_concrete_fields, key=lambda field: field.attname)


def dump(model: type[models.Model], using: str, tally: Tally) -> Iterator[bytes]:
    """Yield a table's rows as lines: the names of its columns first, then the values of each row; count them into a tally."""
    names = [field.attname for field in columns(model)]
    yield _line(names)
    for row in model._base_manager.using(using).order_by("pk").values_list(*names).iterator(chunk_size=AT_ONCE):
        line = _line([_plain(value) for value in row])
        tally.add(line)
        yield line


def load(model: type[models.Model], using: str, lines: Iterable[bytes]) -> int:
    """Write lines into an empty table; return how many rows they are.

    Raises:
        ValueError: they are not the columns of this table.
    """
    source = iter(lines)
    fields = columns(model)
    if json.loads(next(source, b"null")) != [field.attname for field in fields]:
        raise ValueError(f"the columns of {model._meta.db_table} are others")
    _keep_times(fields)
    count, waiting = 0, list[models.Model]()
    for line in source:
        values = json.loads(line)
        waiting.append(model(**{field.attname: _read(field)(value) for field, value in zip(fields, values, strict=True)}))
        if len(waiting) == AT_ONCE:
            count += _write(model, using, waiting)
    return count + _write(model, using, waiting)


def count_on(models_: Iterable[type[models.Model]], using: str) -> None:
    """Let numbers that the database gives go on behind the largest that was written."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models_)):
            cursor.execute(statement)


def _write(model: type[models.Model], using: str, waiting: list[models.Model]) -> int:
    model._base_manager.using(using).bulk_create(waiting)
    count = len(waiting)
    waiting.clear()
    return count


def _keep_times(fields: Iterable[models.Field[Any, Any]]) -> None:
    """Let times that are set by themselves stay what they were; the models are copies, made from the migrations."""
    for field in fields:
        for name in ("auto_now", "auto_now_add"):
            if getattr(field, name, False):
                setattr(field, name, False)


def _read(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """Return how a value of a column is read."""
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    return target.to_python


def _plain(value: Any) -> Any:  # noqa: ANN401  # what a column can hold
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float | dict | list):
        return value
    assert not isinstance(value, bytes | bytearray | memoryview), "no table holds bytes; evidence lies beside the database"
    return str(value)


def _line(value: list[Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
