"""Records through Spark, on this machine or a cluster: CSV and Parquet, which every worker must be able to read at the same path."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.engines.base import DatasetFile, check_columns, checked_header, of_each
from gainshare.engines.columns import WHOLE_DECIMAL, Stored, check_stored, dated_between, keys_of, rows_sql, selected

if TYPE_CHECKING:
    import narwhals as nw

    Frame = nw.LazyFrame[Any]

STORED: Mapping[str, Stored] = {
    "string": "text",
    "boolean": "truth",
    "tinyint": "whole",
    "smallint": "whole",
    "int": "whole",
    "bigint": "whole",
    "decimal": "decimal",
    "float": "float",
    "double": "float",
    "date": "day",
    "timestamp_ntz": "moment",
}
"""What Spark's types hold, by their names without what stands in brackets. A moment in a time zone has no day of its own."""
SETTINGS: Mapping[str, str] = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.caseSensitive": "true",
    "spark.sql.ansi.enabled": "true",  # an overflow is an error, never another number
    "spark.sql.csv.parser.columnPruning.enabled": "false",  # else a line is not held against the columns that nobody asks for
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
}
"""How a session must be set, so that it reads and adds up as the other engines do."""
LOCAL_SETTINGS: Mapping[str, str] = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": "4",
}
"""How a session on this machine is set besides: it listens to nobody else, and does not cut small tables into many parts."""
CSV_OPTIONS: Mapping[str, str] = {
    "header": "true",
    "quote": '"',
    "escape": '"',
    "multiLine": "true",
    "encoding": "UTF-8",
    "mode": "FAILFAST",
}


class SparkWords:
    """Spark's SQL."""

    text = "string"

    def quoted(self, column: str) -> str:
        """Return the name of a column."""
        return "`" + column.replace("`", "``") + "`"

    def trimmed(self, text: str) -> str:
        """Return a text without blanks and tabs around it."""
        return f"btrim({text}, ' \t')"

    def matches(self, text: str, pattern: str) -> str:
        """Return whether the whole of a text fits a pattern; `$` alone would let a line end pass."""
        return f"({text} rlike '(?s)^(?:{pattern})$(?!.)')"

    def day_number(self, day: str) -> str:
        """Return how many days a day lies after 1 January 1970."""
        return f"unix_date({day})"

    def held_whole(self, number: str) -> str:
        """Return a whole number of at most 15 digits as a decimal, since Spark adds whole numbers up in 64 bits; NULL for a longer one."""
        return f"try_cast({number} as {WHOLE_DECIMAL})"


class SparkStore:
    """The records of some datasets, in Spark."""

    def __init__(self, files: Mapping[str, DatasetFile], *, master: str | None = None) -> None:
        """Open every file.

        Args:
            files: the datasets with their files.
            master: the address of a cluster, such as `spark://host:7077`; without it, Spark runs on this machine.

        Raises:
            Invalid: Spark or Java is not there, or a file cannot be read, lacks a column, or holds what cannot be meant.
        """
        self.files = files
        self.session, self._is_own = spark_session(master)
        self._kept: list[Any] = []
        try:
            opened = of_each(files, self._opened)
            described = {name: dict(table.dtypes) for name, table in opened.items()}
            self._stored = of_each(files, lambda file: _stored_in(file, described[file.name]))
        except Invalid:
            self.close()
            raise
        self._views = {name: f"records_{number}" for number, name in enumerate(opened)}
        for name, table in opened.items():
            table.createOrReplaceTempView(self._views[name])
        self._keys = keys_of(files.values(), described, self._stored)

    def table(self, name: str, *, between: tuple[date, date] | None = None) -> Frame:
        """Return a dataset with its columns typed; only records dated between two days, if they are given."""
        import narwhals as nw

        file, stored, words = self.files[name], self._stored[name], SparkWords()
        only = f" where {dated_between(file, stored, words, between)}" if between else ""
        typed = selected(file, stored, words, self._keys, between=between)
        found: Frame = nw.from_native(self.session.sql(f"select {typed} from {self._views[name]}{only}"))
        return found

    def table_of(self, name: str, members: Frame, *, between: tuple[date, date]) -> Frame:
        """Return the records of members dated between two days, each with a stay of its person; one for every stay."""
        return self.table(name, between=between).join(members, on="person")

    def rows(self, columns: Mapping[str, Literal["whole", "number"]], values: Sequence[Sequence[object]]) -> Frame:
        """Return a small table of numbers."""
        import narwhals as nw

        found: Frame = nw.from_native(self.session.sql(rows_sql(columns, values)))
        return found

    def keep(self, frame: Frame) -> Frame:
        """Return the same table, worked out once."""
        import narwhals as nw

        self._kept.append(frame.to_native().persist())
        kept: Frame = nw.from_native(self._kept[-1])
        return kept

    def collect(self, frame: Frame) -> list[tuple[Any, ...]]:
        """Return the rows of a table."""
        with _told("The records cannot be worked through."):
            return [tuple(row) for row in frame.to_native().collect()]

    def close(self) -> None:
        """Let go of memory and disk, and of Spark if it was started for this."""
        for kept in self._kept:
            kept.unpersist()
        if self._is_own:
            self.session.stop()

    def _opened(self, file: DatasetFile) -> Any:  # noqa: ANN401  # a table of Spark, which need not be installed
        header = checked_header(file) if file.path.suffix == ".csv" else None
        with _told("The file cannot be read.", Source(file.path.name)):
            if header is None:
                return self.session.read.parquet(spark_path(file.path))
            words = SparkWords()
            used = [name if name in file.dataset.columns else f"unused {index}" for index, name in enumerate(header)]
            schema = ", ".join(f"{words.quoted(name)} string" for name in used)
            table = self.session.read.options(**CSV_OPTIONS).schema(schema).csv(spark_path(file.path))
            return table if len(used) > 1 else table.where(f"{words.quoted(used[0])} <> ''")


def spark_session(master: str | None) -> tuple[Any, bool]:
    """Return a session that is set as it must be, and whether it was started for this.

    Where Spark runs in this process already, a new session of it is given; its master stays what it is.

    Raises:
        Invalid: Spark or Java is not there, or Spark does not start.
    """
    sql = _spark()
    running = sql.SparkSession.getActiveSession()
    if running is not None:
        session = running.newSession()
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        return session, False
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = sql.SparkSession.builder.appName("gainshare").master(master or "local[*]")
    settings = {
        **SETTINGS,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
        **({} if master else LOCAL_SETTINGS),
    }
    for name, value in settings.items():
        builder = builder.config(name, value)
    with _told("Spark does not start."):
        return builder.getOrCreate(), True


def _spark() -> Any:  # noqa: ANN401  # a module that need not be installed
    try:
        sql = import_module("pyspark.sql")
    except ModuleNotFoundError:
        raise Invalid([Problem("Spark is not installed.", "Install gainshare[spark] and Java 17, or use the engine duckdb.")]) from None
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise Invalid([Problem("Java is not installed, and Spark needs it.", "Install Java 17, or use the engine duckdb.")])
    return sql


@contextmanager
def _told(message: str, source: Source | None = None) -> Iterator[None]:
    """Turn what Spark finds on its way into a problem in a user's words."""
    errors = (import_module("pyspark.errors").PySparkException, import_module("py4j.protocol").Py4JError)
    try:
        yield
    except errors as error:
        said = str(error).strip().partition("\n")[0][:300]
        raise Invalid([Problem(message, f"Spark says: {said}", source or Source())]) from error


def _stored_in(file: DatasetFile, described: Mapping[str, str]) -> Mapping[str, Stored]:
    """Return what a file holds in the columns that are used.

    Raises:
        Invalid: it lacks a column, or holds what cannot be meant.
    """
    if problems := list(check_columns(file, list(described))):
        raise Invalid(problems)
    stored = {column: STORED.get(described[column].partition("(")[0], "other") for column in file.dataset.columns}
    if problems := list(check_stored(file, stored, described)):
        raise Invalid(problems)
    return stored


def spark_path(path: Path) -> str:
    """Return a path of this machine as Spark writes it; what Spark would take for a pattern stands for itself."""
    return "file://" + re.sub(r"([\\{}\[\]*?])", r"\\\1", str(path.resolve()))
