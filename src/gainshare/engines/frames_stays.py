"""Who was a member when, on frames: memberships that touch or overlap are one stay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from gainshare.core.performance.records import Membership
from gainshare.engines.facts import is_sound
from gainshare.engines.store import Store
from gainshare.engines.where import day_number, meets

if TYPE_CHECKING:
    from gainshare.engines.store import Frame

FOREVER = day_number(date.max)
"""The last day of a stay that goes on."""


def stays(store: Store, members: Iterable[Membership]) -> Frame:
    """Return who was a member when (`person`, `start`, `end`), and which of the person's stays it is (`stay`, from 1).

    Memberships that touch or overlap are one stay.
    """
    import narwhals as nw

    spells = []
    for member in members:
        dataset = store.files[member.of].dataset
        sound = store.table(member.of).filter(is_sound(dataset.ends) & meets(member.where, dataset))
        spells.append(sound.select("person", "start", nw.col("end").fill_null(FOREVER).cast(nw.Int64)))
    every = (nw.concat(spells, how="vertical") if len(spells) > 1 else spells[0]).unique()
    order = ["start", "end"]
    reached = every.with_columns(nw.col("end").cum_max().over("person", order_by=order).alias("reached"))
    before = reached.with_columns(nw.col("reached").shift(1).over("person", order_by=order).alias("before"))
    begins = (nw.col("before").is_null() | (nw.col("start") > nw.col("before") + 1)).cast(nw.Int64)
    numbered = before.with_columns(begins.alias("begins")).with_columns(
        nw.col("begins").cum_sum().over("person", order_by=order).alias("stay")
    )
    return numbered.group_by("person", "stay").agg(nw.col("start").min(), nw.col("end").max())
