"""Thirty million records: monthly measures and a cube of costs over a cohort, by our definitions and by SQL written by hand for DuckDB.

`python -m benchmarks.records [RECORDS]` prints the figures of one run as JSON; the records are generated from a seed.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import duckdb

from benchmarks.measure import apart
from gainshare.core.kernel.period import Calendar, Month, month_period
from gainshare.core.performance.computing import compute
from gainshare.core.performance.definition_checks import uses_of
from gainshare.engines.base import DatasetFile, find_files
from gainshare.engines.open import EngineName, open_engine
from gainshare.files.definitions import Definitions, read_definitions

RECORDS = 30_000_000
PEOPLE = 500_000
MONTHS = [Month(2024, 4).plus(number) for number in range(12)]
MEMORY = "140MB"
DEFINITIONS = """
records:
  datasets:
    people: {file: people, person: person_id, starts: registered_from, ends: registered_to, fields: {in_cohort: whole}}
    activity:
      file: activity
      person: person_id
      date: day
      fields: {provider: text, point_of_delivery: text, pence: whole, unplanned: whole}
    employment: {file: employment, person: person_id, date: day, fields: {code: text}}
  populations:
    cohort: {members: [{of: people, where: {in_cohort: 1}}]}
measures:
  - {id: unplanned, name: Unplanned contacts, unit: per 100 person-months, better: down, per: 100,
     definition: {kind: rate, events: {of: activity, where: {unplanned: 1}}, population: cohort}}
  - {id: cost, name: Cost per person, unit: pence, better: down,
     definition: {kind: ratio, numerator: {sum: pence, of: activity, population: cohort}, denominator: {people: cohort}}}
  - {id: work, name: In employment, unit: "%", better: up, per: 100, basis: point,
     definition: {kind: proportion, population: cohort, numerator: {latest: employment, within: 365 days, where: {code: "01"}}}}
  - {id: cube, name: Costs by provider and point of delivery, unit: pence, better: down,
     definition: {kind: count, what: {sum: pence, of: activity, population: cohort}, by: [provider, point_of_delivery]}}
"""

STAYS = """
create or replace temp table stays as
with spells as (
  select person_id, registered_from as first, coalesce(registered_to, date '9999-12-31') as last
  from read_parquet('{folder}/people.parquet') where in_cohort = 1
),
before as (
  select *, max(last) over (partition by person_id order by first, last rows between unbounded preceding and 1 preceding) as reached
  from spells
),
numbered as (
  select *, sum((reached is null or first > reached + 1)::int) over (partition by person_id order by first, last) as stay
  from before
)
select person_id, min(first) as first, max(last) as last from numbered group by person_id, stay
"""
CUBE = """
select year(day) * 12 + month(day) - 1 as month, provider, point_of_delivery, sum(unplanned), sum(pence), count(*), count(pence)
from read_parquet('{folder}/activity.parquet') join stays using (person_id)
where day between first and last and day between date '2024-04-01' and date '2025-03-31'
group by 1, 2, 3
"""
PEOPLE_BY_MONTH = """
with months as (select unnest(generate_series(date '2024-04-01', date '2025-03-01', interval 1 month))::date as m),
windows as (select m, last_day(m) as e, year(m) * 12 + month(m) - 1 as month from months),
members as (
  select month, m, e, person_id, sum(least(last, e) - greatest(first, m) + 1) as days, max(last) >= e as is_open
  from stays join windows on first <= e and last >= m
  group by month, m, e, person_id
),
latest as (
  select month, person_id, max(w.day) as day, max(w.day) filter (code = '01') as working
  from members join read_parquet('{folder}/employment.parquet') w using (person_id)
  where w.day <= e and w.day > e - 365
  group by month, person_id
)
select month, sum(days), count(*) filter (is_open), count(*) filter (is_open and latest.day is not null and latest.day = working),
  count(*) filter (is_open and latest.day is not null)
from members left join latest using (month, person_id)
group by month
"""
Answers = dict[tuple[object, ...], object]


def generate(folder: Path, records: int = RECORDS) -> None:
    """Write the records as Parquet: the same for the same number, on any machine."""
    connection = duckdb.connect(config={"memory_limit": "1GB", "temp_directory": str(folder)})
    pick = "(hash({column} * 31 + {salt}) % {many})::bigint"
    day = pick.format(column="i", salt=3, many=730)
    connection.sql(
        f"""copy (select i as person_id, (hash(i * 31 + 1) % 10 = 0)::int as in_cohort,
        date '2020-01-01' + (hash(i * 31 + 2) % 1800)::int as registered_from,
        case when hash(i * 31 + 4) % 3 = 0 then date '2024-12-15' + (hash(i * 31 + 5) % 400)::int end as registered_to
        from range({PEOPLE}) t(i)) to '{folder}/people.parquet' (format parquet, compression zstd)"""
    )
    connection.sql(
        f"""copy (select {pick.format(column="i", salt=1, many=PEOPLE)} as person_id, date '2023-04-01' + {day}::int as day,
        'P' || lpad(({pick.format(column="i", salt=5, many=12)})::varchar, 2, '0') as provider,
        'D' || ({pick.format(column="i", salt=7, many=8)})::varchar as point_of_delivery,
        100 + {pick.format(column="i", salt=11, many=500_000)} as pence,
        ({pick.format(column="i", salt=13, many=5)} = 0)::int as unplanned
        from range({records}) t(i)) to '{folder}/activity.parquet' (format parquet, compression zstd)"""
    )
    connection.sql(
        f"""copy (select {pick.format(column="i", salt=2, many=PEOPLE)} as person_id,
        date '2023-01-01' + ({pick.format(column="i", salt=4, many=820)})::int as day,
        case when {pick.format(column="i", salt=6, many=12)} = 0 then '01' else '05' end as code
        from range({records * 6 // 100}) t(i)) to '{folder}/employment.parquet' (format parquet, compression zstd)"""
    )


def opened(folder: Path) -> tuple[Definitions, Mapping[str, DatasetFile]]:
    """Return the definitions and the files of records."""
    (folder / "definitions.yaml").write_text(DEFINITIONS, encoding="utf-8")
    read = read_definitions(folder / "definitions.yaml")
    made = [measure.definition for measure in read.measures if measure.definition is not None]
    return read, find_files(read.records, folder, uses_of(made, read.records).datasets)


def by_definition(folder: Path, *, engine: EngineName = "duckdb") -> Answers:
    """Return the answers by our definitions: from the files to exact figures."""
    read, files = opened(folder)
    periods = [month_period(month, Calendar()) for month in MONTHS]
    with open_engine(engine, files, memory=MEMORY) as records:
        values = compute(read.measures, read.records, periods, Calendar(), records, conversions={})
    found: Answers = {}
    for value in values:
        month = value.period.first.index
        found[value.measure, month] = (value.numerator, value.denominator)
        found |= {("cube", month, *group): part for group, part in value.groups.items()}
    return found


def by_hand(folder: Path) -> Answers:
    """Return the answers by SQL as somebody who knows DuckDB would write it."""
    with duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder), "preserve_insertion_order": "false"}) as connection:
        connection.execute(STAYS.format(folder=folder))
        cube = connection.sql(CUBE.format(folder=folder)).fetchall()
        people = connection.sql(PEOPLE_BY_MONTH.format(folder=folder)).fetchall()
    found: Answers = {("cube", month, provider, point): Fraction(cost) for month, provider, point, _, cost, *_ in cube}
    unplanned, pence = Counter[int](), Counter[int]()
    for month, _, _, contacts, cost, *_ in cube:
        unplanned[month] += contacts
        pence[month] += cost
    for month, days, members, working, _ in people:
        length = Month(month // 12, month % 12 + 1).last_day.day
        found["unplanned", month] = (Fraction(unplanned[month]), Fraction(int(days), length))
        found["cost", month] = (Fraction(pence[month]), Fraction(members))
        found["work", month] = (Fraction(working), Fraction(members))
        found["cube", month] = (Fraction(pence[month]), None)
    return found


def quality(folder: Path) -> int:
    """Return how many notes there are on the quality of all the records."""
    read, files = opened(folder)
    with open_engine("duckdb", files, memory=MEMORY) as records:
        return len(records.quality(read.records.populations["cohort"].members, date(2026, 1, 1)))


def timed(job: Callable[[], object]) -> float:
    """Return the seconds of a job."""
    start = time.perf_counter()
    job()
    return time.perf_counter() - start


def measure(folder: Path, way: str) -> dict[str, float]:
    """Return what a way of working takes, in a process of its own: seconds, and its memory at the highest in MB."""
    figures: dict[str, float] = {}
    if way == "both":
        by_definition(folder)
        runs = [(timed(lambda: by_definition(folder)), timed(lambda: by_hand(folder))) for _ in range(7)]
        figures = {"ours": min(run[0] for run in runs), "hand": min(run[1] for run in runs)}
        figures["ratio"] = sorted(ours / hand for ours, hand in runs)[len(runs) // 2]
        figures["is_equal"] = float(by_definition(folder) == by_hand(folder))
    elif way == "memory":
        by_definition(folder)
    elif way == "quality":
        figures["quality"] = timed(lambda: quality(folder))
    elif way == "spark":
        found: list[Answers] = []
        figures["spark"] = timed(lambda: found.append(by_definition(folder, engine="spark")))
        figures["spark_is_equal"] = float(found[0] == by_hand(folder))
    figures[f"{way}_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def main() -> None:
    """Print the figures of one number of records as JSON."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    if len(sys.argv) > 3:
        print(json.dumps(measure(Path(sys.argv[2]), sys.argv[3])))
        return
    with tempfile.TemporaryDirectory(prefix="gainshare-records-") as name:
        generate(Path(name), records)
        figures: dict[str, float] = {}
        for way in ("both", "memory", "quality", *(["spark"] if find_spec("pyspark") else [])):
            figures |= apart("benchmarks.records", str(records), name, way)
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
