"""The one way to an engine: by its name, over files of records, and closed when it is no longer needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Literal

from gainshare.engines.base import DatasetFile, Progress, RecordsEngine
from gainshare.engines.store import Store

EngineName = Literal["reference", "duckdb", "spark"]
"""The engines."""


@contextmanager
def open_engine(
    name: EngineName,
    files: Mapping[str, DatasetFile],
    *,
    progress: Progress | None = None,
    memory: str | None = None,
    spark_master: str | None = None,
) -> Iterator[RecordsEngine]:
    """Give an engine over files of records, and let go of what it holds in the end.

    Args:
        name: which engine.
        files: every dataset that is used.
        progress: told what is being done.
        memory: what DuckDB may use before it goes to disk, such as `400MB`.
        spark_master: the address of a Spark cluster; without it, Spark runs on this machine.

    Raises:
        Invalid: a file cannot be read, lacks a column, or holds what cannot be meant; or Spark is not there.
    """
    if name == "reference":
        from gainshare.engines.reference import Reference

        yield Reference(files)
        return
    from gainshare.engines.frames import Frames

    store = _store(name, files, memory, spark_master)
    try:
        yield Frames(store, progress)
    finally:
        store.close()


def _store(name: EngineName, files: Mapping[str, DatasetFile], memory: str | None, spark_master: str | None) -> Store:
    if name == "spark":
        from gainshare.engines.spark_records import SparkStore

        return SparkStore(files, master=spark_master)
    from gainshare.engines.duckdb_records import MEMORY, DuckDBStore

    return DuckDBStore(files, memory=memory or MEMORY)
