"""Strategies for records of every sort and the measures made from them. Pools are small on purpose: ties, overlaps, clashes happen."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from random import Random

import duckdb
from hypothesis import strategies as st

from gainshare.core.kernel.period import Calendar, parse_period
from gainshare.core.performance.definition import RecordsTerms
from gainshare.core.performance.definition_checks import uses_of
from gainshare.core.performance.framework import MeasureTerms

CALENDAR = Calendar()
PERIODS = ["2023/24 M11", "2023/24 M12", "2024/25 M1", "2023/24 Q4", "2023/24 Q4", "2023/24", "2023/24", "2024/25 to M2"]
BASES = [*["period"] * 7, "point", "month", "quarter", "year", "year_to_date", "rolling_3", "rolling_12"]
CONVERSIONS = {"table": {Fraction(score): Fraction(used) for score, used in ((0, "0.5"), (1, "1.25"), (2, "2.00005"), (7, -3))}}

# -- cells, as they stand in files -----------------------------------------------------------------------------

DAYS = [
    *(date(2024, 2, 1), date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 31), date(2024, 4, 1)),
    *(date(2023, 2, 28), date(2023, 3, 1), date(2023, 3, 31), date(2023, 4, 1), date(2024, 1, 31), date(2024, 1, 2), date(2024, 4, 30)),
    *(date(1, 1, 1), date(2025, 1, 1), date(9999, 12, 31)),
]
PERSONS = ["a", "a", "a", "b", "b", "c", "d", "", "  ", " a\t", "A", "007", "7", "é", 'q"x', "x,y", "l\nm", "\u00a0a"]
ODD_DAYS = ["", " ", "31/02/2024", "29/02/2023", "29/02/2024", "2024-13", "2024-13-01", "2024-02-30", "0000-01-01", "x"]
ODD_DAYS += [
    "00/00/0000",
    "2024-2-1",
    " 2024-02-29 ",
    "\u00a02024-02-29",
    "2024-02-29\n",
    "2024-02-29T\n1",
    "2024-02-29 12:30",
    "20240229",
    "12,5",
    "2024-02",
]
WHOLES = ["0", "1", "1", "2", "2", "7", "7", "", " 7 ", "007", "+5", "1.", "2.00", "2.50", "1e5", "-3", "12,5", "x", "\u00a07", "7\n"]
WHOLES += ["999999999999999", "1000000000000000", "-0", "1950", "2006", "2005", "1e"]
NUMBERS = ["0", "1", "2", "2", "7", "2.5", "2.50", "2.00005", "2.00004", "-2.00005", "+5", "1.", "1e5", "12,5", " 7 ", "007", "-0"]
NUMBERS += [".5", "", "999999999999.9999", "999999999999.99996", "1000000000000", "150000.25", "x", "\u00a02", "2.5\n", "NaN", "0.00001"]
TEXTS = ["x", "x", "y", "y", "X", " x ", "", "\t", "'", '"q"', "l1\nl2", "l1\r\nl2", "é", "01", "1", "a,b", "\u00a0"]
WRITTEN_DAYS = [day.isoformat() for day in DAYS] * 2 + [f"{day:%d/%m/}{day.year:04}" for day in DAYS]
WRITTEN_DAYS += [f"{day}T00:00:00" for day in DAYS[:5]]
CLEAN = {
    "person": ["a", "a", "b", "b", "c", "d"],
    "day": [day.isoformat() for day in DAYS[:14]],
    "start": [day.isoformat() for day in (date(2023, 2, 28), date(2023, 3, 1), date(2023, 4, 1), date(2024, 1, 2), date(2024, 3, 1))],
    "month": ["2023-03", "2024-01", "2024-02", "2024-02", "2024-03", "2024-03", "2024-04"],
    "end": [*[""] * 6, "2023-02-28", "2024-02-29", "2024-03-15", "2024-03-31", "2024-04-30"],
    "text": ["x", "x", "x", "y", "01", ""],
    "whole": ["0", "1", "1", "2", "2", "7", "7", "", "2006"],
    "number": ["0", "1", "2", "2", "7", "7", "2.5", "2.00005", "150000.25", ""],
    "date": [day.isoformat() for day in (date(2006, 2, 28), date(2006, 2, 28), date(2006, 3, 1), date(2005, 3, 1), date(2024, 2, 29))],
}
"""Cells that can be read, most of which count."""
CELLS = {
    "person": PERSONS,
    "day": WRITTEN_DAYS + ODD_DAYS,
    "month": [day.isoformat()[:7] for day in DAYS] * 2 + WRITTEN_DAYS + ODD_DAYS,
    "start": WRITTEN_DAYS + ODD_DAYS,
    "end": [*WRITTEN_DAYS, *ODD_DAYS, *[""] * 20],
    "text": TEXTS,
    "whole": WHOLES,
    "number": NUMBERS,
    "date": WRITTEN_DAYS + ODD_DAYS,
}
MOMENTS = [datetime(day.year, day.month, day.day, hour) for day in DAYS[:14] for hour in (0, 23)]  # noqa: DTZ001  # files hold them without a zone
STORED = {
    "person": {"BIGINT": [1, 1, 2, 7, None]},
    "day": {"DATE": [*DAYS, None], "TIMESTAMP": [*MOMENTS, None]},
    "month": {"DATE": [*DAYS, None]},
    "start": {"DATE": [*DAYS, None], "TIMESTAMP": [*MOMENTS, None]},
    "end": {"DATE": [*DAYS, *[None] * 9], "TIMESTAMP": [*MOMENTS, *[None] * 9]},
    "text": {"BIGINT": [1, 2, 2, None], "BOOLEAN": [True, False, None]},
    "whole": {
        "BIGINT": [0, 1, 2, 7, -3, 10**15 - 1, 10**15, None],
        "SMALLINT": [1, 2, 7, None],
        "DOUBLE": [1.0, 2.0, 2.5, 7.0, 1e15, float("nan"), float("inf"), -0.0, None],
        "DECIMAL(18,2)": [Decimal(1), Decimal(2), Decimal("2.50"), None],
        "BOOLEAN": [True, False, None],
    },
    "number": {
        "DOUBLE": [0.1, 1.0, 2.0, 2.5, 1.00005, 1.00015, -1.00015, 2.00005, 1e12, 1e-7, 150000.25, float("nan"), float("-inf"), -0.0, None],
        "FLOAT": [0.1, 2.5, 1.00015, None],
        "DECIMAL(18,6)": [Decimal("2.00005"), Decimal("-2.00005"), Decimal("2.000049"), Decimal(7), None],
        "BIGINT": [0, 1, 2, 7, 10**12, None],
    },
    "date": {"DATE": [*DAYS, None], "TIMESTAMP": [*MOMENTS, None]},
}


@dataclass
class Table:
    """The file of a dataset: its columns with how each is read and what it holds, and its rows."""

    columns: list[str]
    roles: list[str]
    types: list[str]
    rows: list[tuple]
    is_parquet: bool
    has_mark: bool
    line_end: str

    def write(self, path):
        """Write the file, without its ending."""
        if self.is_parquet:
            with duckdb.connect() as connection:
                columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in zip(self.columns, self.types, strict=True))
                connection.execute(f"create table t ({columns})")
                for row in self.rows:
                    connection.execute(f"insert into t values ({', '.join('?' * len(row))})", row)
                connection.execute(f"copy t to '{path}.parquet' (format parquet)")
            return
        with open(f"{path}.csv", "w", encoding="utf-8-sig" if self.has_mark else "utf-8", newline="") as file:
            csv.writer(file, lineterminator=self.line_end).writerows([self.columns, *self.rows])


@dataclass
class Case:
    """Records, the measures made from them, and the periods that are asked for."""

    records: RecordsTerms
    tables: dict[str, Table]
    measures: list[MeasureTerms]
    periods: list

    def write(self, folder):
        """Write the files of every dataset."""
        for name, table in self.tables.items():
            table.write(folder / name)

    @property
    def memberships(self):
        """The records that make anybody a member."""
        return [member for population in self.records.populations.values() for member in population.members]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


SELDOM = st.sampled_from([False] * 5 + [True])

# -- datasets --------------------------------------------------------------------------------------------------

PERSON_COLUMNS = ["person", "Person id", 'of "whom"', "select", "wér"]
FIELDS = {"kind": "text", "n": "whole", "x y": "number", "since": "date"}
ROLES = {"person": "person", "date": "day", "month": "month", "starts": "start", "ends": "end"}


@st.composite
def declarations(draw, name):
    """Draw the declaration of a dataset."""
    times = dict(TIMES[name])
    if "starts" in times and draw(SELDOM):
        del times["ends"]
    person = {} if name == "loose" else {"person": draw(st.sampled_from(PERSON_COLUMNS))}
    return {"file": name, **person, **times, "fields": FIELDS}


@st.composite
def tables(draw, declared):
    """Draw the file of a dataset. What is in it comes of one number, so that many files differ; how many rows it has can shrink."""
    chance = Random(draw(st.integers(0, 10**9)))
    roles = {column: ROLES[what] for what, column in declared.items() if what in ROLES} | FIELDS | {"not used": "text"}
    columns = chance.sample(list(roles), len(roles))
    is_parquet = chance.random() < 0.5
    types, pools = [], []
    for column in columns:
        stored = STORED[roles[column]] if is_parquet and chance.random() < 0.25 and column != "not used" else {}
        kind = chance.choice(["VARCHAR", *stored])
        types.append(kind)
        pools.append(stored.get(kind, (CELLS if chance.random() < 0.25 else CLEAN)[roles[column]]))
    rows = [tuple(map(chance.choice, pools)) for _ in range(draw(st.sampled_from([20, 12, 20, 12, 20, 6, 2, 0])))]
    rows += rows[:1] if chance.random() < 0.5 else []
    line_end = chance.choice(["\n", "\r\n"])
    return Table(columns, [roles[c] for c in columns], types, rows, is_parquet, chance.random() < 0.5, line_end)


TIMES = {
    "stays": {"starts": "from", "ends": "to"},
    "homes": {"starts": "start", "ends": "end"},
    "events": {"date": "day"},
    "visits": {"month": "month"},
    "loose": {"date": "date"},
    "people": {},
}

# -- tests of fields, conditions, populations ------------------------------------------------------------------

BOUNDS = ["at_least", "above", "at_most", "below"]


def days():
    return st.sampled_from([date(2024, 2, 29), date(2024, 3, 1), date(2023, 4, 1)])


def numbers():
    return st.sampled_from([0, 1, 2, 7, Decimal("1.5"), Decimal("2.0001"), Decimal("2.00005"), -3, 10**18])


def bounded(values):
    return st.dictionaries(st.sampled_from(BOUNDS), values, min_size=1, max_size=2)


def of_numbers(values):
    """Tests of a field that can have these values; bounds may lie between them."""
    some = st.lists(st.sampled_from(values), min_size=1, max_size=2)
    return st.one_of(some, st.sampled_from(values), st.fixed_dictionaries({"none_of": some}), bounded(numbers()), IS)


IS = st.sampled_from([{"is": "recorded"}, {"is": "missing"}])
OF_TEXT = st.lists(st.sampled_from(["x", "y", "01", "é", "'", "true", "1"]), min_size=1, max_size=2)
WHOLE_VALUES = [0, 1, 2, 7, -3, 10**18]
TESTS = {
    "text": st.one_of(OF_TEXT, st.sampled_from(["x", "y"]), st.fixed_dictionaries({"none_of": OF_TEXT}), IS),
    "whole": of_numbers(WHOLE_VALUES),
    "number": of_numbers([*WHOLE_VALUES, Decimal("2.5"), Decimal("2.0001")]),
    "date": st.one_of(bounded(days()), IS),
}
WHERES = st.one_of(
    st.fixed_dictionaries({"kind": TESTS["text"]}),
    st.fixed_dictionaries({"n": TESTS["whole"]}),
    st.fixed_dictionaries({"x y": TESTS["number"]}),
    st.fixed_dictionaries({"since": TESTS["date"]}),
    st.fixed_dictionaries({"kind": TESTS["text"], "n": TESTS["whole"]}),
)
WHERE_OF = {
    "stays": st.one_of(WHERES, st.fixed_dictionaries({"from": TESTS["date"]})),
    "events": st.one_of(WHERES, st.fixed_dictionaries({"day": TESTS["date"]})),
}
LOOK_BACKS = st.sampled_from([None, 1, 2, 29, 30, 365, "366 days"])
DATED = ["events", "events", "visits"]


@st.composite
def with_where(draw, word, names, more):
    """Draw a term that names one of some datasets and which of its records."""
    name = draw(st.sampled_from(names))
    where = draw(WHERE_OF.get(name, WHERES)) if word == "latest" or draw(st.booleans()) else {}
    found = {word: name, "where": where, **{key: draw(values) for key, values in more.items()}}
    return {key: value for key, value in found.items() if value is not None and value != {}}


AGES = st.sampled_from([{"at_least": 18}, {"at_most": 18}, {"at_least": 18, "at_most": 18}, {"at_least": 0, "at_most": 1}, {}])
LEAVES = st.one_of(
    with_where("has", ["events", "visits", "homes", "people"], {"within": LOOK_BACKS, "at_least": st.sampled_from([1, 1, 2])}),
    with_where("latest", DATED, {"within": LOOK_BACKS}),
    st.fixed_dictionaries({"age": AGES, "of": st.just("people"), "born": st.sampled_from(["n", "since"])}),
    st.fixed_dictionaries({"open_for": st.sampled_from([1, 28, 29, 59, 60, 365])}),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        *(st.fixed_dictionaries({word: st.lists(inner, min_size=1, max_size=3)}) for word in ("all_of", "any_of", "none_of"))
    ),
    max_leaves=3,
)
MAYBE = SELDOM.flatmap(lambda is_given: CONDITIONS if is_given else st.none())
POPULATIONS = st.fixed_dictionaries(
    {
        "members": st.one_of(
            st.just(["stays"]), st.just(["stays", "homes"]), st.lists(with_where("of", ["stays", "homes"], {}), min_size=1, max_size=3)
        ),
        "also": MAYBE,
        "counted": st.sampled_from(["on_last_day", "on_first_day", "on_any_day", "throughout"]),
    }
)

# -- measures --------------------------------------------------------------------------------------------------

POPULATION = st.sampled_from(["open", "open", "wider"])
MAYBE_POPULATION = st.one_of(st.none(), POPULATION)
EXCLUDING = st.one_of(st.just([]), st.lists(st.fixed_dictionaries({"when": CONDITIONS, "why": st.just("for a reason")}), max_size=2))
TIME = st.sampled_from(["person_days", "person_months", "person_years"])
ONCE_PER = st.sampled_from(["record", "person_day", "person"])
SCORE = st.sampled_from(["n", "x y"])
PAIR = st.fixed_dictionaries(
    {
        "of": st.sampled_from(DATED),
        "score": SCORE,
        "conversion": st.sampled_from([None, "table"]),
        "latest_within": st.sampled_from([None, None, 30, 366]),
        "apart": st.sampled_from([1, 1, 2, 30]),
    }
)


def seldom_where(name):
    return SELDOM.flatmap(lambda is_given: WHERE_OF.get(name, WHERES) if is_given else st.just({}))


@st.composite
def sums(draw):
    population = draw(MAYBE_POPULATION)
    name = draw(st.sampled_from(DATED if population else [*DATED, "loose"]))
    found = {"sum": draw(SCORE), "of": name, "where": draw(seldom_where(name)), "population": population}
    return found | ({"when": draw(MAYBE)} if population else {})


@st.composite
def rows(draw):
    population = draw(MAYBE_POPULATION)
    once_per = draw(ONCE_PER)
    name = draw(st.sampled_from(DATED if population or once_per != "record" else [*DATED, "loose"]))
    found = {
        "rows": name,
        "where": draw(seldom_where(name)),
        "population": population,
        "once_per": once_per,
    }
    return found | ({"when": draw(MAYBE)} if population else {})


OF_PEOPLE = st.one_of(
    st.fixed_dictionaries({"people": POPULATION, "when": MAYBE}), st.fixed_dictionaries({"time": TIME, "of": POPULATION, "when": MAYBE})
)
AMOUNTS = st.one_of(sums(), rows(), OF_PEOPLE)


@st.composite
def means(draw):
    population = draw(MAYBE_POPULATION)
    if population is None:
        return {"kind": "mean", "value": draw(with_where("each", [*DATED, "loose"], {"field": SCORE}))}
    each = with_where("each", DATED, {"field": SCORE})
    latest_one = with_where("latest", DATED, {"field": SCORE, "within": LOOK_BACKS})
    value = draw(st.one_of(each, latest_one))
    return {"kind": "mean", "value": value, "population": population, "denominator": draw(MAYBE), "excluding": draw(EXCLUDING)}


@st.composite
def counts(draw):
    divided = draw(st.booleans())
    what = draw(st.one_of(sums(), rows()) if divided else AMOUNTS)
    by = draw(st.sampled_from([["kind"], ["n"], ["kind", "n"]])) if divided else []
    return {"kind": "count", "what": what, "by": by}


@st.composite
def judgements(draw):
    score = draw(SCORE)
    where = {name: test for name, test in draw(WHERES).items() if name != score} if draw(SELDOM) else {}
    scale = draw(st.sampled_from([{1: "bad", 2: "good"}, {0: "no", 7: "yes"}, {"2.5": "half", 2: "less"}]))
    return {"kind": "judgement", "of": draw(st.sampled_from([*DATED, "loose"])), "score": score, "where": where, "scale": scale}


def of_kind(kind, **fields):
    return st.fixed_dictionaries({"kind": st.just(kind), **fields})


DEFINITIONS = {
    "proportion": of_kind(
        "proportion",
        population=POPULATION,
        denominator=MAYBE,
        numerator=CONDITIONS,
        excluding=EXCLUDING,
        missing=st.sampled_from(["in_denominator", "left_out"]),
    ),
    "rate": of_kind(
        "rate",
        events=with_where("of", DATED, {"once_per": ONCE_PER}),
        population=POPULATION,
        over=TIME,
        when=MAYBE,
        excluding=EXCLUDING,
    ),
    "mean": means(),
    "change": of_kind(
        "change",
        pair=PAIR,
        population=POPULATION,
        denominator=MAYBE,
        excluding=EXCLUDING,
        improved_by=st.sampled_from([None, "0", "0.75", "1", "-1", "-0.00005"]),
    ),
    "ratio": of_kind("ratio", numerator=AMOUNTS, denominator=AMOUNTS),
    "count": counts(),
    "judgement": judgements(),
}


def without_none(value):
    """Leave out what is not given, as a writer of definitions does."""
    if isinstance(value, dict):
        return {key: without_none(inner) for key, inner in value.items() if inner is not None}
    return [without_none(inner) for inner in value] if isinstance(value, list) else value


@st.composite
def measures(draw, number):
    definition = without_none(draw(st.one_of(*DEFINITIONS.values())))
    basis = draw(st.sampled_from(BASES))
    terms = {"id": f"M{number}", "name": "A measure", "unit": "1", "better": "up", "basis": basis, "suppression": "none"}
    return MeasureTerms.model_validate({**terms, "definition": definition})


@st.composite
def terms_of_records(draw, declared):
    """Draw the populations over some declared datasets."""
    populations = {name: without_none(draw(POPULATIONS)) for name in ("open", "wider")}
    table = {str(float(key)): str(float(value)) for key, value in CONVERSIONS["table"].items()}
    return RecordsTerms.model_validate({"datasets": declared, "populations": populations, "conversions": {"table": {"table": table}}})


@st.composite
def cases(draw):
    """Draw measures, with records of the datasets that they use."""
    declared = {name: draw(declarations(name)) for name in TIMES}
    records = draw(terms_of_records(declared))
    made = [draw(measures(number)) for number in range(draw(st.integers(1, 4)))]
    used = uses_of([measure.definition for measure in made], records)
    return Case(
        records=records,
        tables={name: draw(tables(declared[name])) for name in used.datasets},
        measures=made,
        periods=[parse_period(word, CALENDAR) for word in draw(st.lists(st.sampled_from(PERIODS), min_size=1, max_size=2, unique=True))],
    )


@st.composite
def record_sets(draw):
    """Draw records whose quality is asked for: those that make members, if any, and of two more datasets."""
    others = draw(st.lists(st.sampled_from(["events", "visits", "loose", "people"]), max_size=2, unique=True))
    declared = {name: draw(declarations(name)) for name in ["stays", "homes", *others]}
    members = draw(st.lists(with_where("of", ["stays", "homes"], {}), max_size=3))
    populations = {"open": {"members": members}} if members else {}
    records = RecordsTerms.model_validate({"datasets": declared, "populations": populations})
    return Case(records, {name: draw(tables(dataset)) for name, dataset in declared.items()}, [], [])


TODAYS = st.sampled_from([None, date(2024, 2, 29), date(2024, 3, 31)])
