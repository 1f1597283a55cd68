"""The columns of records, typed in SQL: written once, with the few words in which DuckDB and Spark differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source
from gainshare.core.performance.records import NUMBER_PLACES
from gainshare.engines.base import BRITISH_DAY, ISO_DAY, ISO_MONTH, NUMBER, WHOLE, DatasetFile, Role

DECIMAL = f"decimal({12 + NUMBER_PLACES},{NUMBER_PLACES})"
"""How numbers are held: exactly. Their squares add up within 38 digits."""
WHOLE_DECIMAL = "decimal(15,0)"
"""How whole numbers are held, so that no sum of them can run over, as one of 64-bit numbers would."""
Stored = Literal["text", "whole", "truth", "decimal", "float", "day", "moment", "other"]
"""What a file holds in a column."""
READABLE: Mapping[Role, tuple[Stored, ...]] = {
    "person": ("text", "whole"),
    "text": ("text", "whole", "truth"),
    "whole": ("text", "whole", "truth", "decimal", "float"),
    "number": ("text", "whole", "decimal", "float"),
    **dict.fromkeys(("date", "day", "month", "start", "end"), ("text", "day", "moment")),
}
"""What a column may hold, by what it is read as."""


class Dialect(Protocol):
    """The words of one engine's SQL."""

    text: str
    """The type of a text."""

    def quoted(self, column: str) -> str:
        """Return the name of a column."""
        ...

    def trimmed(self, text: str) -> str:
        """Return a text without blanks and tabs around it."""
        ...

    def matches(self, text: str, pattern: str) -> str:
        """Return whether the whole of a text fits a pattern, in which a dot is any character."""
        ...

    def day_number(self, day: str) -> str:
        """Return how many days a day lies after 1 January 1970."""
        ...

    def held_whole(self, number: str) -> str:
        """Return a whole number of at most 15 digits in a type whose sums cannot run over; NULL for a longer one."""
        ...


@dataclass(frozen=True, slots=True)
class Expressions:
    """The SQL of one column: its value, and whether there is something that could not be read."""

    value: str
    """The typed value."""
    unreadable: str
    """A truth value, never NULL."""


Keys = Literal["text", "as_stored"]
"""How people are named: as text, or as they are stored, where every dataset names them by whole numbers of one type."""


def keys_of(files: Iterable[DatasetFile], described: Mapping[str, Mapping[str, str]], stored: Mapping[str, Mapping[str, Stored]]) -> Keys:
    """Return how people are named in all of some datasets.

    Args:
        files: the datasets.
        described: for each dataset, how its file calls the type of each column.
        stored: for each dataset, what that is.
    """
    columns = [(file.name, file.dataset.person) for file in files if file.dataset.person]
    types = {described[name][column] for name, column in columns}
    return "as_stored" if len(types) == 1 and all(stored[name][column] == "whole" for name, column in columns) else "text"


def dated_between(file: DatasetFile, stored: Mapping[str, Stored], dialect: Dialect, between: tuple[date, date]) -> str:
    """Return the condition of a WHERE that a record is dated between two days: on the column itself, if it holds days."""
    column = file.dataset.date or file.dataset.month
    is_plain = bool(file.dataset.date) and stored[column] == "day"
    typed = expressions(column, "day" if file.dataset.date else "month", stored[column], dialect).value
    day = dialect.quoted(column) if is_plain else typed
    return f"{day} between date '{between[0].isoformat()}' and date '{between[1].isoformat()}'"


def selected(
    file: DatasetFile, stored: Mapping[str, Stored], dialect: Dialect, keys: Keys = "text", *, between: tuple[date, date] | None = None
) -> str:
    """Return the list of a SELECT that types every column of a dataset.

    The columns are: `person`; `day` and `month` (months since year 0), or `start` and `end`, as whole numbers (days since 1970);
    `f_…` for each field, a date as such a number with `y_…` beside it (year, month and day as one number, 20240131);
    `g_…` for each field, to divide by: a text as it is stored, so that it need be trimmed for each group only, not for each record;
    `u_…` for each column: whether its cell could not be read.

    Args:
        file: the dataset.
        stored: what each of its columns holds.
        dialect: the words of the engine's SQL.
        keys: how people are named.
        between: the days that the records are known to lie between, if there is a WHERE that says so.
    """
    parts = list(_own(file, stored, dialect, keys, between))
    for name, kind in file.dataset.fields.items():
        typed = expressions(name, kind, stored[name], dialect)
        value = dialect.day_number(typed.value) if kind == "date" else typed.value
        divided = dialect.quoted(name) if kind == "text" and stored[name] == "text" else value
        parts += [(f"f_{name}", value), (f"g_{name}", divided), (f"u_{name}", typed.unreadable)]
        if kind == "date":
            parts.append((f"y_{name}", f"(year({typed.value}) * 10000 + month({typed.value}) * 100 + day({typed.value}))"))
    return ", ".join(f"{sql} as {dialect.quoted(alias)}" for alias, sql in parts)


def _own(
    file: DatasetFile, stored: Mapping[str, Stored], dialect: Dialect, keys: Keys, between: tuple[date, date] | None
) -> Iterator[tuple[str, str]]:
    dataset = file.dataset
    if dataset.person:
        typed = expressions(dataset.person, "person", stored[dataset.person], dialect)
        typed = Expressions(dialect.quoted(dataset.person), "false") if keys == "as_stored" else typed
        yield from (("person", typed.value), (f"u_{dataset.person}", typed.unreadable))
    if dataset.is_dated:
        column: str = dataset.date or dataset.month
        typed = expressions(column, "day" if dataset.date else "month", stored[column], dialect)
        if between and dataset.date and stored[column] == "day":
            typed = Expressions(dialect.quoted(column), "false")  # the WHERE has left no day out of the calendar
        yield from (("day", dialect.day_number(typed.value)), (f"u_{column}", typed.unreadable))
        yield "month", f"(year({typed.value}) * 12 + month({typed.value}) - 1)"
    for alias, column in (("start", dataset.starts), ("end", dataset.ends)):
        if column:
            typed = expressions(column, "day", stored[column], dialect)
            yield from ((alias, dialect.day_number(typed.value)), (f"u_{column}", typed.unreadable))
    if dataset.is_spell and not dataset.ends:
        yield "end", "cast(null as int)"


def expressions(column: str, role: Role, stored: Stored, dialect: Dialect) -> Expressions:
    """Return the SQL of one column."""
    raw = dialect.quoted(column)
    filled = f"nullif({dialect.trimmed(raw)}, '')" if stored == "text" else raw
    value = _value(filled, role, stored, dialect)
    if role in {"person", "text"}:
        return Expressions(value, "false")
    return Expressions(value, f"({filled} is not null and {value} is null)")


def _value(raw: str, role: Role, stored: Stored, dialect: Dialect) -> str:
    if role in {"person", "text"}:
        return raw if stored == "text" else f"cast({raw} as {dialect.text})"
    if role == "whole":
        return _whole(raw, stored, dialect)
    if role == "number":
        read = f"case when {dialect.matches(raw, NUMBER)} then {_cast(raw, DECIMAL)} end"
        return read if stored == "text" else _decimal(raw, stored, dialect)
    if role == "month":
        return f"cast(date_trunc('month', {_day(raw, stored, dialect, with_months=True)}) as date)"
    return _day(raw, stored, dialect, with_months=False)


def _cast(raw: str, kind: str) -> str:
    return f"try_cast({raw} as {kind})"


def _whole(raw: str, stored: Stored, dialect: Dialect) -> str:
    if stored == "text":
        digits = f"split_part({raw}, '.', 1)"
        return f"case when {dialect.matches(raw, WHOLE)} then {_cast(digits, WHOLE_DECIMAL)} end"
    if stored == "truth":
        return _cast(f"case when {raw} then 1 when not {raw} then 0 end", WHOLE_DECIMAL)
    if stored == "whole":
        return dialect.held_whole(raw)
    return f"case when {raw} = floor({raw}) then {_cast(raw, WHOLE_DECIMAL)} end"


def _decimal(raw: str, stored: Stored, dialect: Dialect) -> str:
    """Return a number that is stored as one; of a float, the decimals that it is written with."""
    return _cast(f"cast(cast({raw} as double) as {dialect.text})", DECIMAL) if stored == "float" else _cast(raw, DECIMAL)


def _day(raw: str, stored: Stored, dialect: Dialect, *, with_months: bool) -> str:
    if stored != "text":
        day = raw if stored == "day" else f"cast({raw} as date)"
        return f"case when {day} between date '0001-01-01' and date '9999-12-31' then {day} end"
    months = f"when {dialect.matches(raw, ISO_MONTH)} and left({raw}, 4) <> '0000' then try_cast(concat({raw}, '-01') as date) "
    british = _cast(f"concat(right({raw}, 4), '-', substring({raw}, 4, 2), '-', left({raw}, 2))", "date")
    return (
        f"case when {dialect.matches(raw, ISO_DAY)} and left({raw}, 4) <> '0000' then try_cast(left({raw}, 10) as date) "
        f"{months if with_months else ''}"
        f"when {dialect.matches(raw, BRITISH_DAY)} and right({raw}, 4) <> '0000' then {british} end"
    )


def rows_sql(columns: Mapping[str, Literal["whole", "number"]], values: Sequence[Sequence[object]]) -> str:
    """Return the SQL of a small table of numbers."""
    casts = ", ".join(f"cast({name} as {'bigint' if kind == 'whole' else DECIMAL}) as {name}" for name, kind in columns.items())
    lines = values or [[0] * len(columns)]
    rows = ", ".join("(" + ", ".join(str(value) for value in line) + ")" for line in lines)
    return f"select {casts} from (values {rows}) as t({', '.join(columns)}){'' if values else ' where false'}"


def check_stored(file: DatasetFile, stored: Mapping[str, Stored], described: Mapping[str, str]) -> Iterator[Problem]:
    """Yield a problem for every column whose type in the file cannot be what the dataset says.

    Args:
        file: the dataset.
        stored: what each of its columns holds.
        described: how the file itself calls that.
    """
    for column, role in file.roles.items():
        if stored[column] not in READABLE[role]:
            what = {"person": "name", "day": "date", "start": "date", "end": "date"}.get(role, role)
            message = f"The column “{column}” of “{file.name}” cannot be a {what}: the file holds {described[column]}."
            yield Problem(message, "Name another column, or declare what it holds.", Source(file.path.name, field=column))
