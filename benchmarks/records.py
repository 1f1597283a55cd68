"""Thirty million records: monthly measures and a cube of costs over a cohort, by our definitions and by SQL written by hand for DuckDB.

`python -m benchmarks.records [RECORDS]` prints the figures of one run as JSON; the records are generated from a seed.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from pathlib import Path

import duckdb

from gainshare.core.kernel.period import Calendar, Month, month_period
from gainshare.core.performance.computing import compute
from gainshare.core.performance.definition_checks import uses_of
from gainshare.engines.base import find_files
from gainshare.engines.open import open_engine
from gainshare.files.definitions import read_definitions

RECORDS = 30_000_000
PEOPLE = 500_000
MONTHS = [Month(2024, 4).plus(number) for number in range(12)]
MEMORY = "300MB"
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

BY_HAND_BY_MONTH = """
select year(day) * 12 + month(day) - 1 as month, sum(unplanned), sum(pence)
from read_parquet('{folder}/activity.parquet') join read_parquet('{folder}/people.parquet') using (person_id)
where in_cohort = 1 and day between registered_from and coalesce(registered_to, date '9999-12-31')
  and day between date '2024-04-01' and date '2025-03-31'
group by 1
"""
BY_HAND_CUBE = """
select year(day) * 12 + month(day) - 1 as month, provider, point_of_delivery, sum(unplanned), sum(pence)
from read_parquet('{folder}/activity.parquet') join read_parquet('{folder}/people.parquet') using (person_id)
where in_cohort = 1 and day between registered_from and coalesce(registered_to, date '9999-12-31')
  and day between date '2024-04-01' and date '2025-03-31'
group by 1, 2, 3
"""
BY_HAND_PEOPLE = """
with months as (select unnest(generate_series(date '2024-04-01', date '2025-03-01', interval 1 month))::date as first),
windows as (select first, last_day(first) as last, year(first) * 12 + month(first) - 1 as month from months),
members as (
  select month, first, last, person_id,
    least(coalesce(registered_to, date '9999-12-31'), last) - greatest(registered_from, first) + 1 as days,
    last between registered_from and coalesce(registered_to, date '9999-12-31') as is_open
  from read_parquet('{folder}/people.parquet') join windows
    on registered_from <= last and coalesce(registered_to, date '9999-12-31') >= first
  where in_cohort = 1
),
latest as (
  select month, person_id, max(e.day) as day, max(e.day) filter (code = '01') as working
  from members join read_parquet('{folder}/employment.parquet') e using (person_id)
  where is_open and e.day <= last and e.day > last - 365
  group by month, person_id
)
select month, sum(days), count(*) filter (is_open), count(*) filter (is_open and latest.day is not null and latest.day = working),
  count(*) filter (is_open and latest.day is not null)
from members left join latest using (month, person_id)
group by month
"""


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


def by_definition(folder: Path, *, with_quality: bool) -> tuple[float, object, float]:
    """Return the seconds, the answers, and the seconds of the quality of the records (0 where it is not asked for)."""
    (folder / "definitions.yaml").write_text(DEFINITIONS, encoding="utf-8")
    start = time.perf_counter()
    read = read_definitions(folder / "definitions.yaml")
    definitions = [measure.definition for measure in read.measures if measure.definition is not None]
    files = find_files(read.records, folder, uses_of(definitions, read.records).datasets)
    periods = [month_period(month, Calendar()) for month in MONTHS]
    with open_engine("duckdb", files, memory=MEMORY) as engine:
        values = compute(read.measures, read.records, periods, Calendar(), engine, conversions={})
        seconds = time.perf_counter() - start
        if with_quality:
            engine.quality(read.records.populations["cohort"].members, None)
        return seconds, _answers(values), time.perf_counter() - start - seconds


def _answers(values: object) -> object:
    found = {}
    for value in values:  # type: ignore[attr-defined]
        month = value.period.first.index
        found[value.measure, month] = (value.numerator, value.denominator)
        for group, part in value.groups.items():
            found["cube", month, *group] = part
    return found


def by_hand(folder: Path) -> tuple[float, object]:
    """Return the seconds and the answers of the SQL."""
    start = time.perf_counter()
    connection = duckdb.connect(config={"memory_limit": MEMORY, "temp_directory": str(folder), "preserve_insertion_order": "false"})
    cube = connection.sql(BY_HAND_CUBE.format(folder=folder)).fetchall()
    people = connection.sql(BY_HAND_PEOPLE.format(folder=folder)).fetchall()
    found: dict[object, object] = {}
    unplanned, pence = {}, {}
    for month, provider, point, contacts, cost in cube:
        found["cube", month, provider, point] = Fraction(cost)
        unplanned[month] = unplanned.get(month, 0) + contacts
        pence[month] = pence.get(month, 0) + cost
    for month, days, members, working, _ in people:
        at = Month(*divmod(month, 12)).plus(0) if month % 12 else None
        first = Month(month // 12, month % 12 + 1)
        del at
        found["unplanned", month] = (Fraction(unplanned[month]), Fraction(int(days), first.last_day.day))
        found["cost", month] = (Fraction(pence[month]), Fraction(members))
        found["work", month] = (Fraction(working), Fraction(members))
        found["cube", month] = (Fraction(pence[month]), None)
    return time.perf_counter() - start, found


def main() -> None:
    """Print the figures of one number of records as JSON."""
    records = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    if len(sys.argv) > 3:
        folder, way = Path(sys.argv[2]), sys.argv[3]
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if way == "hand":
            times = [by_hand(folder)[0] for _ in range(3)]
            figures = {"seconds": min(times)}
        else:
            runs = [by_definition(folder, with_quality=way == "quality") for _ in range(3)]
            figures = {"seconds": min(run[0] for run in runs), "quality": min(run[2] for run in runs)}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps({**figures, "peak": peak / 1024, "before": before / 1024}))
        return
    with tempfile.TemporaryDirectory(prefix="gainshare-records-") as name:
        folder = Path(name)
        generate(folder, records)
        _, ours, _ = by_definition(folder, with_quality=False)
        _, hand = by_hand(folder)
        figures = {"is_equal": float(ours == hand), "answers": float(len(hand))}  # type: ignore[arg-type]
        for way in ("hand", "definition", "quality"):
            command = [sys.executable, "-m", "benchmarks.records", str(records), name, way]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            figures |= {f"{way}_{key}": value for key, value in json.loads(done.stdout.splitlines()[-1]).items()}
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
