"""Records through DuckDB, embedded: CSV and Parquet read where they lie, within a limit of memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.engines.base import MOST, DatasetFile, check_columns, checked_header, of_each
from gainshare.engines.columns import Stored, check_stored, dated_between, keys_of, rows_sql, selected
from gainshare.engines.csv_text import csv_header

if TYPE_CHECKING:
    import duckdb
    import narwhals as nw

    Frame = nw.LazyFrame[Any]

STORED: Mapping[str, Stored] = {
    "VARCHAR": "text",
    "BOOLEAN": "truth",
    "TINYINT": "whole",
    "SMALLINT": "whole",
    "INTEGER": "whole",
    "BIGINT": "whole",
    "HUGEINT": "whole",
    "UTINYINT": "whole",
    "USMALLINT": "whole",
    "UINTEGER": "whole",
    "UBIGINT": "whole",
    "DECIMAL": "decimal",
    "FLOAT": "float",
    "DOUBLE": "float",
    "DATE": "day",
    "TIMESTAMP": "moment",
    "TIMESTAMP_S": "moment",
    "TIMESTAMP_MS": "moment",
    "TIMESTAMP_NS": "moment",
    "ENUM": "text",
}
"""What DuckDB's types hold, by their names without what stands in brackets."""
MEMORY = "400MB"
"""What DuckDB may use before it goes to disk."""


class DuckDBWords:
    """DuckDB's SQL."""

    text = "varchar"

    def quoted(self, column: str) -> str:
        """Return the name of a column."""
        return '"' + column.replace('"', '""') + '"'

    def trimmed(self, text: str) -> str:
        """Return a text without blanks and tabs around it."""
        return f"trim({text}, ' \t')"

    def matches(self, text: str, pattern: str) -> str:
        """Return whether the whole of a text fits a pattern."""
        return f"regexp_full_match({text}, '{pattern}', 's')"

    def day_number(self, day: str) -> str:
        """Return how many days a day lies after 1 January 1970."""
        return f"date_diff('day', DATE '1970-01-01', {day})"

    def held_whole(self, number: str) -> str:
        """Return a whole number of at most 15 digits as it is: DuckDB adds up in 128 bits; NULL for a longer one."""
        return f"case when {number} between {1 - MOST['whole']} and {MOST['whole'] - 1} then {number} end"


class DuckDBStore:
    """The records of some datasets, in an embedded DuckDB."""

    def __init__(self, files: Mapping[str, DatasetFile], *, memory: str = MEMORY, threads: int | None = None) -> None:
        """Open every file.

        Raises:
            Invalid: a file cannot be read, lacks a column, or holds what cannot be meant; every problem at once.
        """
        self._folder = tempfile.TemporaryDirectory(prefix="gainshare-", ignore_cleanup_errors=True)
        self.connection = connect(memory=memory, folder=self._folder.name, threads=threads)
        self.files = files
        self._kept = 0
        try:
            columns = of_each(files, lambda file: columns_in(self.connection, file))
        except Invalid:
            self.close()
            raise
        self._stored = {name: stored for name, (_, stored) in columns.items()}
        if any(file.path.suffix == ".parquet" for file in files.values()):
            self.connection.execute("set parquet_metadata_cache = true")
        self._keys = keys_of(files.values(), {name: described for name, (described, _) in columns.items()}, self._stored)

    def table(self, name: str, *, between: tuple[date, date] | None = None) -> Frame:
        """Return a dataset with its columns typed; only records dated between two days, if they are given."""
        import narwhals as nw

        file, stored, words = self.files[name], self._stored[name], DuckDBWords()
        only = f" where {dated_between(file, stored, words, between)}" if between else ""
        sql = f"select {selected(file, stored, words, self._keys, between=between)} from (select * from {source_sql(file)}){only}"
        return nw.from_native(self.connection.sql(sql))

    def table_of(self, name: str, members: Frame, *, between: tuple[date, date]) -> Frame:
        """Return the records of members dated between two days, each with a stay of its person; one for every stay.

        Where people are named as they are stored, strangers' records are put aside before anything is typed, which saves most of it.
        """
        import narwhals as nw

        if self._keys == "text":
            return self.table(name, between=between).join(members, on="person")
        file, stored, words = self.files[name], self._stored[name], DuckDBWords()
        stays_of_members = members.to_native()  # named so in the SQL below
        assert stays_of_members is not None
        records = f"select * from {source_sql(file)} where {dated_between(file, stored, words, between)}"
        joined = (
            f'select r.*, m."start" as "its stay starts", m."end" as "its stay ends" from ({records}) r '
            f"join stays_of_members m on r.{words.quoted(file.dataset.person)} = m.person"
        )
        typed = f'{selected(file, stored, words, self._keys, between=between)}, "its stay starts" as "start", "its stay ends" as "end"'
        return nw.from_native(self.connection.sql(f"select {typed} from ({joined})"))

    def rows(self, columns: Mapping[str, Literal["whole", "number"]], values: Sequence[Sequence[object]]) -> Frame:
        """Return a small table of numbers."""
        import narwhals as nw

        return nw.from_native(self.connection.sql(rows_sql(columns, values)))

    def keep(self, frame: Frame) -> Frame:
        """Return the same table, worked out once."""
        import narwhals as nw

        self._kept += 1
        name = f"kept_{self._kept}"
        with _told():
            frame.to_native().create(name)
        return nw.from_native(self.connection.table(name))

    def collect(self, frame: Frame) -> list[tuple[Any, ...]]:
        """Return the rows of a table."""
        with _told():
            found: list[tuple[Any, ...]] = frame.to_native().fetchall()
        return found

    def close(self) -> None:
        """Let go of memory and disk."""
        self.connection.close()
        self._folder.cleanup()


@contextmanager
def _told() -> Iterator[None]:
    """Turn what DuckDB finds on its way into a problem in a user's words."""
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        message = str(error).partition("\n")[0]
        raise Invalid([Problem("The records cannot be worked through.", f"DuckDB says: {message}")]) from error


def connect(*, memory: str = MEMORY, folder: str = "", threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB in memory, which writes what does not fit into a folder."""
    import duckdb

    settings = {
        "memory_limit": memory,
        "temp_directory": folder,
        "autoinstall_known_extensions": "false",
        "preserve_insertion_order": "false",
    }
    return duckdb.connect(config={**settings, **({"threads": str(threads)} if threads else {})})


def source_sql(file: DatasetFile) -> str:
    """Return the SQL that names a file's rows."""
    path = str(file.path).replace("'", "''")
    if file.path.suffix == ".parquet":
        return f"read_parquet('{path}')"
    names = csv_header(file.path)
    used = [name if name in file.dataset.columns else f"unused {index}" for index, name in enumerate(names)]
    columns = ", ".join("'" + name.replace("'", "''") + "': 'VARCHAR'" for name in used)
    rows = (
        f"read_csv('{path}', header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', columns = {{{columns}}}, "
        "strict_mode = true, encoding = 'utf-8')"
    )
    return rows if len(names) > 1 else f"{rows} where {DuckDBWords().quoted(used[0])} is not null"


def columns_in(connection: duckdb.DuckDBPyConnection, file: DatasetFile) -> tuple[Mapping[str, str], Mapping[str, Stored]]:
    """Return how DuckDB calls the type of a file's columns, and what those that are used hold.

    Raises:
        Invalid: the file cannot be read, lacks a column, or holds what cannot be meant.
    """
    import duckdb

    if file.path.suffix == ".csv":
        checked_header(file)
    try:
        described = {name: str(kind) for name, kind, *_ in connection.sql(f"describe select * from {source_sql(file)}").fetchall()}
    except duckdb.Error as error:
        message = str(error).partition("\n")[0]
        raise Invalid([Problem("The file cannot be read.", f"DuckDB says: {message}", Source(file.path.name))]) from error
    if problems := list(check_columns(file, list(described))):
        raise Invalid(problems)
    stored = {column: STORED.get(described[column].partition("(")[0], "other") for column in file.dataset.columns}
    if problems := list(check_stored(file, stored, described)):
        raise Invalid(problems)
    return described, stored


def parquet_rows(file: DatasetFile) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a Parquet file as plain values.

    Raises:
        Invalid: the file cannot be read, lacks a column, or holds what cannot be meant.
    """
    with connect() as connection, _told():
        columns_in(connection, file)
        columns = file.dataset.columns
        wanted = ", ".join(DuckDBWords().quoted(column) for column in columns)
        result = connection.execute(f"select {wanted} from {source_sql(file)}")
        while rows := result.fetchmany(10_000):
            for row in rows:
                yield dict(zip(columns, row, strict=True))
