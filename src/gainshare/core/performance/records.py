"""The records that measures are made from: datasets as they lie in files, tests of their fields, conversion tables; all of it data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import Id, Term, Words, read_date, read_number

FieldType = Literal["text", "whole", "number", "date"]
"""What a column holds: text as written; a whole number; an exact number of up to four decimals; a day."""
FieldValue = str | Fraction | date
"""A value that a field is compared with."""
NUMBER_PLACES = 4
"""Decimals to which a `number` is held, on every engine; more are rounded half up. Twelve digits stand before the point."""
LONGEST_LOOK_BACK = 36_600
"""Days: a hundred years."""


def read_days(value: object) -> int:
    """Return how many days “365 days” or 365 says.

    Raises:
        Fault: it is not a number of days from 1 to 36,600.
    """
    found = re.fullmatch(r"([0-9]{1,6})(?: days?)?", str(value).strip()) if not isinstance(value, bool) else None
    if found is None or not 1 <= int(found[1]) <= LONGEST_LOOK_BACK:
        raise Fault("This is not a number of days.", "Write it as 365 days.")
    return int(found[1])


Days = Annotated[
    int,
    BeforeValidator(read_days),
    PlainSerializer(lambda days: f"{days} days", return_type=str),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[0-9]+( days?)?$"}]}),
]
"""A length in days."""


def _field_value(value: object) -> FieldValue:
    if isinstance(value, (str, date)):
        return value
    if isinstance(value, (int, Decimal, Fraction)) and not isinstance(value, bool):
        return Fraction(value)
    if isinstance(value, dict) and list(value) == ["number"]:
        return read_number(value["number"])
    raise Fault("This is not a value that a field can have.", "Write a text in quotation marks, a number or a date.")


def _write_field_value(value: FieldValue) -> object:
    """Return a value as stored terms hold it: a number stays a number, since “1” in quotation marks is a text."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else {"number": exact_text(value)}
    return str(value)


def _bound(value: object) -> Fraction | date:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return read_date(value)
    return read_number(value)


Bound = Annotated[
    Fraction | date,
    BeforeValidator(_bound),
    PlainSerializer(lambda bound: exact_text(bound) if isinstance(bound, Fraction) else bound.isoformat()),
    WithJsonSchema({"type": ["number", "string"]}),
]
"""A number or a day that a field's value is held against."""
ValueTerm = Annotated[
    FieldValue,
    BeforeValidator(_field_value),
    PlainSerializer(_write_field_value),
    WithJsonSchema({"type": ["string", "number"]}),
]
"""A text, a number or a day."""


class Test(Term):
    """What a field must be: one of some values, within bounds, or recorded at all.

    A missing value meets `none_of` and `is: missing`, and nothing else.
    """

    one_of: tuple[ValueTerm, ...] = ()
    """The value is one of these."""
    none_of: tuple[ValueTerm, ...] = ()
    """The value is none of these, or missing."""
    at_least: Bound | None = None
    """The value is this or more (for a day: this or later)."""
    above: Bound | None = None
    """The value is more than this."""
    at_most: Bound | None = None
    """The value is this or less."""
    below: Bound | None = None
    """The value is less than this."""
    is_: Literal["recorded", "missing"] | None = Field(default=None, alias="is")
    """Whether there is a value at all."""

    @model_validator(mode="after")
    def _can_be_met(self) -> Test:
        if self.is_ == "missing" and (self.one_of or self.none_of or self.bounds()):
            raise Fault("A missing value is nothing else besides.", "Write `is: missing` alone, or leave it out.")
        if not self.one_of and not self.none_of and self.is_ is None and not self.bounds():
            raise Fault(
                "This test asks for nothing.", "Give a value, a list of values, `none_of`, `at_least`, `above`, `at_most`, `below` or `is`."
            )
        return self

    def bounds(self) -> Mapping[str, Fraction | date]:
        """Return the bounds that are given, by their names."""
        found = {"at_least": self.at_least, "above": self.above, "at_most": self.at_most, "below": self.below}
        return {name: bound for name, bound in found.items() if bound is not None}


def _read_test(value: object) -> object:
    if isinstance(value, (dict, Test)):
        return value
    return {"one_of": value if isinstance(value, (list, tuple)) else [value]}


TestTerm = Annotated[Test, BeforeValidator(_read_test, json_schema_input_type=Test | str | Decimal | tuple[str | Decimal, ...])]
"""`"01"`, `[a, b]` or `{at_least: 4}`."""
Where = dict[str, TestTerm]
"""Fields with the test that each must meet; all of them must be met."""


class Dataset(Term):
    """One table of records, in a CSV or Parquet file."""

    file: Words
    """The file's name in the folder of records; without an ending, whichever of .parquet and .csv is there."""
    person: str = ""
    """The column that names the person; empty where records belong to nobody."""
    date: str = ""
    """The column with the day of each record; for records of one day."""
    month: str = ""
    """The column with the month of each record (2024-04), for records of a month; they count on its first day."""
    starts: str = ""
    """The column with the first day, for records of a time from one day to another (a registration, a stay)."""
    ends: str = ""
    """The column with the last day, which counts; blank while it goes on."""
    fields: dict[str, FieldType] = {}
    """The other columns that are used, and what each holds."""

    @model_validator(mode="after")
    def _one_kind_of_time(self) -> Dataset:
        if sum(bool(column) for column in (self.date, self.month, self.starts)) > 1:
            raise Fault("A record has one kind of time.", "Give `date`, or `month`, or `starts` (with `ends`), and not two of them.")
        if self.ends and not self.starts:
            raise Fault("There is an end without a start.", "Name the column of the first day as `starts`.")
        return self

    @property
    def is_dated(self) -> bool:
        """Whether each record belongs to one day (or month)."""
        return bool(self.date or self.month)

    @property
    def is_spell(self) -> bool:
        """Whether each record lasts from one day to another."""
        return bool(self.starts)

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column that is read, each once."""
        return tuple(dict.fromkeys(name for name in (self.person, self.date, self.month, self.starts, self.ends, *self.fields) if name))


class Membership(Term):
    """Records that make a person a member of a population while they last."""

    of: Id
    """The dataset, whose records last from one day to another."""
    where: Where = {}
    """Which of its records."""


def _read_membership(value: object) -> object:
    return {"of": value} if isinstance(value, str) else value


MembershipTerm = Annotated[Membership, BeforeValidator(_read_membership, json_schema_input_type=Membership | str)]
"""A dataset's name, or `{of: …, where: …}`."""
Counted = Literal["on_last_day", "on_first_day", "on_any_day", "throughout"]
"""Who is counted for a period: members on its last day, its first, any, or every day."""


def _read_conversion(value: object) -> object:
    if not isinstance(value, dict) or not value:
        raise Fault("This is not a conversion table.", "Write it as {7: 7.00, 8: 9.51, …}, or leave it out and give a file.")
    return {score: read_number(entry) for score, entry in _by_score(value).items()}


def _by_score(value: dict[object, object]) -> dict[Fraction, object]:
    """Return what stands beside each score.

    Raises:
        Fault: a score stands there twice, as 1 and 1.0.
    """
    found: dict[Fraction, object] = {}
    for key, entry in value.items():
        score = read_number(str(key))
        if score in found:
            raise Fault(f"The score {exact_text(score)} stands here twice.", "Keep one entry for each score.")
        found[score] = entry
    return found


ConversionTable = Annotated[
    dict[Fraction, Fraction],
    BeforeValidator(_read_conversion),
    PlainSerializer(lambda table: {exact_text(key): exact_text(value) for key, value in table.items()}),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": ["number", "string"]}}),
]
"""From a score as recorded to the score that is used."""


def _read_described_scale(value: object) -> object:
    if not isinstance(value, dict) or not value:
        raise Fault("This is not a described scale.", "Write what each score means: {1: “…”, 2: “…”}.")
    return {score: str(words) for score, words in _by_score(value).items()}


ScaleTerm = Annotated[
    dict[Fraction, Words],
    BeforeValidator(_read_described_scale),
    PlainSerializer(lambda scale: {exact_text(key): words for key, words in scale.items()}),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}}),
]
"""Scores with what each means."""


class Conversion(Term):
    """A table that turns a recorded score into the one that is used; a licensed one lies beside the records and is not handed round."""

    file: str = ""
    """A CSV file in the folder of records, with a column for each of the two scores."""
    recorded: str = "recorded"
    """Its column of scores as recorded."""
    used: str = "used"
    """Its column of the scores that are used."""
    table: ConversionTable | None = None
    """The table itself, instead of a file."""
    licence: str = ""
    """Whose it is, and where a licence is to be had."""

    @model_validator(mode="after")
    def _one_source(self) -> Conversion:
        if bool(self.file) == (self.table is not None):
            raise Fault("A conversion has either a file or a table.", "Give `file` or `table`.")
        return self


def faults_in_where(where: Mapping[str, Test], dataset: Dataset) -> Iterator[tuple[str, Fault]]:
    """Yield every field whose test cannot be made on a dataset, with what is wrong."""
    for name, test in where.items():
        kind = _kind_of(name, dataset)
        fault = no_field(name, dataset) if kind is None else _fault_in_test(test, kind)
        if fault:
            yield name, fault


def no_field(name: str, dataset: Dataset) -> Fault:
    """Return that a dataset has no field of this name."""
    return Fault(f"“{name}” is not a field of this dataset.", f"Declare it under `fields`{or_one_of(dataset.fields)}")


def or_one_of(names: Iterable[str]) -> str:
    """Return the end of a sentence that names what is there instead."""
    known = ", ".join(names)
    return f", or use one of: {known}." if known else "; none is declared yet."


def _kind_of(name: str, dataset: Dataset) -> FieldType | None:
    if name in dataset.fields:
        return dataset.fields[name]
    return "date" if name and name in (dataset.date, dataset.starts, dataset.ends) else None


def _fault_in_test(test: Test, kind: FieldType) -> Fault | None:
    given: Any = (*test.one_of, *test.none_of, *test.bounds().values())
    wanted = {"text": str, "whole": Fraction, "number": Fraction, "date": date}[kind]
    if kind == "text" and test.bounds():
        return Fault("A text is neither more nor less than another.", "Name the texts that are meant, as a list.")
    if kind == "date" and (test.one_of or test.none_of):
        return Fault("A day is held against bounds.", "Write it as {at_least: 2024-04-01, at_most: 2024-04-01}.")
    if any(not isinstance(value, wanted) for value in given):
        fix = {"text": 'Put it in quotation marks, as "01".', "date": "Write year-month-day, such as 2024-04-01."}
        return Fault(f"The field holds {HELD[kind]}, and this is none.", fix.get(kind, "Write a number without quotation marks."))
    places = {"whole": 0, "number": NUMBER_PLACES}.get(kind, 0)
    never = next((value for value in (*test.one_of, *test.none_of) if isinstance(value, Fraction) and (value * 10**places) % 1), None)
    if never is not None:
        return Fault(f"The field holds {HELD[kind]}, and {exact_text(never)} is none.", "Write a value that it can have, or a bound.")
    return None


HELD: Mapping[FieldType, str] = {
    "text": "a text",
    "whole": "whole numbers",
    "number": f"numbers of up to {NUMBER_PLACES} decimals",
    "date": "a day",
}
"""What a field holds, in words."""
