"""What is worth knowing about records, on frames: one pass over each dataset for single records, one for how they go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from gainshare.core.performance.records import Dataset, Membership
from gainshare.engines.base import DatasetFile, Progress, QualityNote
from gainshare.engines.frames_stays import joined, sound_spells, spells_of, with_reach_before
from gainshare.engines.quality import is_too_long, quality_note, sought
from gainshare.engines.where import day_number

if TYPE_CHECKING:
    import narwhals as nw

    from gainshare.engines.store import Frame, Store


def quality_notes(store: Store, memberships: Sequence[Membership], today: date | None, progress: Progress) -> Iterator[QualityNote]:
    """Yield what is worth knowing about every dataset.

    Args:
        store: the records.
        memberships: the records that make anybody a member of any population.
        today: the day after which a date lies in the future.
        progress: told what is being done.
    """
    members = store.keep(joined(spells_of(store, memberships))) if memberships else None
    for name, file in store.files.items():
        progress(f"{name}: quality")
        looked_for = list(sought(file.dataset, has_members=members is not None, today=today))
        counts, records = _counts(store, file, looked_for, members, today)
        for about, column in looked_for:
            if about == "duplicate" and is_too_long(file.dataset, records):
                yield quality_note(file, "duplicates_not_sought", records)
            elif count := counts[about, column]:
                yield quality_note(file, about, count, field=column, today=today)


def _counts(
    store: Store, file: DatasetFile, looked_for: Sequence[tuple[str, str]], members: Frame | None, today: date | None
) -> tuple[Mapping[tuple[str, str], int], int]:
    """Return how many records each kind of note concerns, and how many there are."""
    import narwhals as nw

    dataset, table = file.dataset, store.table(file.name)
    alone = {key: truth for key in looked_for if (truth := _of_one_record(*key, dataset, today)) is not None}
    sums = [nw.when(truth).then(1).otherwise(0).sum().alias(f"c{number}") for number, truth in enumerate(alone.values())]
    records, *found = _numbers(store, table.select(nw.len().alias("records"), *sums))
    counts = dict(zip(alone, found, strict=True))
    wanted = {about for about, _ in looked_for}
    if "duplicate" in wanted and not is_too_long(dataset, records):
        counts["duplicate", ""] = _duplicates(store, table, dataset)
    if "overlapping" in wanted:
        counts["overlapping", ""] = _overlapping(store, table, dataset)
    if "not_member" in wanted and members is not None:
        known, dated, inside = _known(store, table, dataset, members)
        counts["not_member", ""] = records - counts["no_person", dataset.person] - known
        counts["outside", ""] = dated - inside
    return counts, records


def _of_one_record(about: str, column: str, dataset: Dataset, today: date | None) -> nw.Expr | None:
    """Return whether a note of a kind concerns a record; None if the record does not say so by itself."""
    import narwhals as nw

    if about in {"no_person", "no_day", "no_start"}:
        return nw.col({"no_person": "person", "no_day": "day", "no_start": "start"}[about]).is_null()
    if about in {"unreadable", "unreadable_end"}:
        return nw.col(f"u_{column}")
    if about == "ends_before_start":
        return (nw.col("end") < nw.col("start")).fill_null(False)
    if about == "future" and today is not None:
        return (nw.col(_time(dataset)) > day_number(today)).fill_null(False)
    return None


def _duplicates(store: Store, table: Frame, dataset: Dataset) -> int:
    """Return how many records repeat an earlier one of the same person, time and fields."""
    import narwhals as nw

    times = ["day"] if dataset.is_dated else ["start", "end"] if dataset.is_spell else []
    alike = table.filter(~nw.col("person").is_null()).group_by("person", *times, *(f"f_{name}" for name in dataset.fields))
    (repeated,) = _numbers(store, alike.agg((nw.len() - 1).alias("more")).select(nw.col("more").sum()))
    return repeated


def _overlapping(store: Store, table: Frame, dataset: Dataset) -> int:
    """Return how many sound spells begin before an earlier one of the same person has ended."""
    import narwhals as nw

    before = with_reach_before(sound_spells(table, dataset))
    overlaps = (nw.col("start") <= nw.col("before")).fill_null(False)
    (count,) = _numbers(store, before.select(nw.when(overlaps).then(1).otherwise(0).sum().alias("overlapping")))
    return count


def _known(store: Store, table: Frame, dataset: Dataset, members: Frame) -> tuple[int, int, int]:
    """Return how many records belong to members; how many of those have a day; how many lie within a stay.

    A record meets every stay of its person, and at most one of them holds its day; it is counted with the first.
    """
    import narwhals as nw

    at = nw.col(_time(dataset)) if _time(dataset) else nw.lit(None, nw.Int64)
    is_first = nw.col("since") == nw.col("since").min().over("person")
    stays_of = members.select("person", nw.col("start").alias("since"), nw.col("end").alias("until"))
    stays_of = stays_of.with_columns(is_first.alias("is_first"))
    joined = table.select("person", at.alias("at")).join(stays_of, on="person")
    first, has_day = nw.col("is_first"), ~nw.col("at").is_null()
    inside = ((nw.col("since") <= nw.col("at")) & (nw.col("at") <= nw.col("until"))).fill_null(False)
    tests = {"known": first, "dated": first & has_day, "inside": inside}
    known, dated, within = _numbers(store, joined.select(*(nw.when(test).then(1).otherwise(0).sum().alias(n) for n, test in tests.items())))
    return known, dated, within


def _time(dataset: Dataset) -> str:
    return "day" if dataset.is_dated else "start" if dataset.is_spell else ""


def _numbers(store: Store, frame: Frame) -> list[int]:
    """Return the one row of a table of sums; the sum of nothing is 0."""
    (row,) = store.collect(frame)
    return [int(value or 0) for value in row]
