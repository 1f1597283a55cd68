"""Who was a member when, on frames: memberships that touch or overlap are one stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from gainshare.core.performance.records import Dataset, Membership
from gainshare.engines.facts import is_sound
from gainshare.engines.store import Store
from gainshare.engines.where import day_number, meets

if TYPE_CHECKING:
    from gainshare.engines.store import Frame

FOREVER = day_number(date.max)
"""The last day of a stay that goes on."""
ORDER = ["start", "end"]
"""How a person's spells follow one another."""


def sound_spells(table: Frame, dataset: Dataset) -> Frame:
    """Return the sound spells of a dataset (`person`, `start`, `end`); what goes on ends on the last day there is."""
    import narwhals as nw

    return table.filter(is_sound(dataset.ends)).select("person", "start", nw.col("end").fill_null(FOREVER).cast(nw.Int64))


def with_reach_before(spells: Frame) -> Frame:
    """Return spells with the last day that any earlier one of the same person reaches (`before`); null for the first."""
    import narwhals as nw

    reached = spells.with_columns(nw.col("end").cum_max().over("person", order_by=ORDER).alias("reached"))
    return reached.with_columns(nw.col("reached").shift(1).over("person", order_by=ORDER).alias("before"))


def spells_of(store: Store, members: Iterable[Membership]) -> Frame:
    """Return every sound spell by which somebody is a member (`person`, `start`, `end`)."""
    import narwhals as nw

    spells = []
    for member in members:
        dataset = store.files[member.of].dataset
        spells.append(sound_spells(store.table(member.of).filter(meets(member.where, dataset)), dataset))
    return nw.concat(spells, how="vertical") if len(spells) > 1 else spells[0]


def joined(spells: Frame) -> Frame:
    """Return who was a member when (`person`, `start`, `end`): spells that touch or overlap are one stay."""
    import narwhals as nw

    before = with_reach_before(spells)
    begins = (nw.col("before").is_null() | (nw.col("start") > nw.col("before") + 1)).cast(nw.Int64)
    numbered = before.with_columns(begins.alias("begins")).with_columns(
        nw.col("begins").cum_sum().over("person", order_by=ORDER).alias("stay")
    )
    stays = numbered.group_by("person", "stay").agg(nw.col("start").min(), nw.col("end").max())
    return stays.select("person", "start", "end")
