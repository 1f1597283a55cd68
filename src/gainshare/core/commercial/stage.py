"""What every stage of a regime is: terms that say which sides they touch, and one rule that runs on any number system."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.commercial.run import Run
from gainshare.core.kernel.amount import Amount
from gainshare.core.kernel.curve import Curve, StepOwner, curve_from_segments
from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.numbers import Number
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.term import AMOUNT_SCHEMA, Formula, Term, read_number


class Stage(Term):
    """One typed step of a regime, run in the order in which the agreement lists the stages."""

    word: ClassVar[str]
    """The stage's name in the notation."""

    clause: str = Field(default="", max_length=200)
    """The clause of the agreement that holds the rule."""

    @abstractmethod
    def apply(self, run: Run) -> None:
        """Apply the rule to the run's amounts, with its Steps."""

    @abstractmethod
    def sides(self) -> tuple[str, ...]:
        """Return every side whose amount the stage reads or changes, those it works on first."""

    def amounts(self) -> Iterator[tuple[str, Amount]]:
        """Yield every amount of the stage with the path of its field."""
        yield from _amounts_in(self, "")

    def curve_names(self) -> Iterator[tuple[str, str]]:
        """Yield the name of every curve of the agreement that the stage uses, with the path of its field."""
        for path, amount in self.amounts():
            yield from ((path, name) for name in amount.curves)
        yield from _curves_in(self, "")


def _fields(value: object, path: str) -> Iterator[tuple[str, object]]:
    if isinstance(value, Term):
        yield from ((f"{path}{name}", getattr(value, name)) for name in type(value).model_fields)
    elif isinstance(value, dict):
        yield from ((f"{path}{name}", item) for name, item in value.items())
    elif isinstance(value, tuple):
        yield from ((f"{path}{index}", item) for index, item in enumerate(value))


def _amounts_in(value: object, path: str) -> Iterator[tuple[str, Amount]]:
    for name, item in _fields(value, path):
        if isinstance(item, Amount):
            yield name, item
        else:
            yield from _amounts_in(item, f"{name}/")


def _curves_in(value: object, path: str) -> Iterator[tuple[str, str]]:
    for name, item in _fields(value, path):
        if name.rsplit("/", 1)[-1] == "curve" and isinstance(item, str):
            yield name, item
        else:
            yield from _curves_in(item, f"{name}/")


def read_curve(value: object) -> Curve:
    """Return the curve that points, segments or a mapping of them say.

    Raises:
        Fault: they do not make a curve.
    """
    if isinstance(value, Curve):
        return value
    given = {"points": value} if isinstance(value, (list, tuple)) else value
    if not isinstance(given, dict) or not {"points", "segments"} & given.keys():
        raise Fault("This is not a curve.", "Give points as [[x, y], [x, y]].")
    if unknown := given.keys() - {"points", "segments", "clamp", "at_step", "title"}:
        raise Fault(f"A curve has no field “{sorted(unknown)[0]}”.", "Its fields are points, segments, clamp and at_step.")
    if {"points", "segments"} <= given.keys():
        raise Fault("A curve is given by its points or by its segments.", "Keep one of `points` and `segments`.")
    if not isinstance(clamp := given.get("clamp", True), bool):
        raise Fault("`clamp` is true or false.", "Write `clamp: true` or `clamp: false`.")
    owner = _step_owner(given.get("at_step"))
    return _curve_of(given, clamp=clamp, at_step=owner)


def _curve_of(given: Mapping[str, object], *, clamp: bool, at_step: StepOwner | None) -> Curve:
    if "segments" in given:
        rows = [[read_number(number) for number in row] for row in _rows(given["segments"])]
        return curve_from_segments(rows, clamp=clamp, at_step=at_step)
    points = []
    for row in _rows(given["points"]):
        if len(row) != 2:
            raise Fault("A point of a curve has two numbers.", "Write it as [x, y].")
        points.append((read_number(row[0]), read_number(row[1])))
    return Curve(tuple(points), clamp=clamp, at_step=at_step)


def _step_owner(value: object) -> StepOwner | None:
    if value not in {None, "lower", "upper"}:
        raise Fault("The owner of a step is lower or upper.", "Write `at_step: lower` or `at_step: upper`.")
    return value


def _rows(value: object) -> list[Any]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(row, (list, tuple)) for row in value):
        raise Fault("A curve is a list of points.", "Give points as [[x, y], [x, y]].")
    return list(value)


def write_curve(curve: Curve | str) -> object:
    """Return a curve as an agreement file holds it."""
    if isinstance(curve, str):
        return curve
    points = [[exact_text(x), exact_text(y)] for x, y in curve.points]
    rest: dict[str, Any] = {} if curve.clamp else {"clamp": False}
    return {"points": points, **rest, **({"at_step": curve.at_step} if curve.at_step else {})}


def _read_curve_or_name(value: object) -> Curve | str:
    return value if isinstance(value, str) else read_curve(value)


CURVE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "array", "items": {"type": "array", "items": AMOUNT_SCHEMA, "minItems": 2, "maxItems": 2}, "minItems": 1},
        {
            "type": "object",
            "properties": {
                "points": {"type": "array"},
                "segments": {"type": "array"},
                "clamp": {"type": "boolean"},
                "at_step": {"enum": ["lower", "upper"]},
                "title": {"type": "string"},
            },
            "additionalProperties": False,
        },
    ]
}
CurveTerm = Annotated[Curve, BeforeValidator(read_curve), PlainSerializer(write_curve), WithJsonSchema(CURVE_SCHEMA)]
"""A curve, given by its points."""
CurveOrName = Annotated[
    Curve | str,
    BeforeValidator(_read_curve_or_name),
    PlainSerializer(write_curve),
    WithJsonSchema({"anyOf": [{"type": "string"}, *CURVE_SCHEMA["anyOf"]]}),
]
"""A curve, or the name of one of the agreement's curves."""


class Reading(Term):
    """A curve read at a score: `{score: ops, curve: [[-100, 0], [0, 0], [100, 1]]}`."""

    score: Formula
    """The amount at which the curve is read."""
    curve: CurveOrName
    """The curve."""

    def at(self, run: Run) -> Number:
        """Return the height of the curve at the score."""
        curve = run.curve(self.curve) if isinstance(self.curve, str) else self.curve
        return curve.at(run.number(self.score), run.on)


class Release(Term):
    """The part of a pool or a fund that is paid: an amount such as `max(ops, 0)/100`, or a curve read at a score."""

    amount: Formula | None = None
    """The part as an amount."""
    reading: Reading | None = None
    """The part as a curve read at a score."""

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: object) -> object:
        if isinstance(value, dict) and value.keys() <= {"amount", "reading"}:
            return value
        return {"reading": value} if isinstance(value, dict) else {"amount": value}

    def at(self, run: Run) -> Number:
        """Return the part released."""
        if self.reading is not None:
            return self.reading.at(run)
        assert self.amount is not None, "a release is an amount or a reading"
        return run.number(self.amount)

    @property
    def formula(self) -> Amount:
        """Return the amount that decides how much is released."""
        found = self.reading.score if self.reading is not None else self.amount
        assert found is not None, "a release is an amount or a reading"
        return found


def write_release(release: Release) -> object:
    """Return a release as an agreement file holds it."""
    if release.reading is not None:
        return release.reading.model_dump(mode="json")
    return release.amount.text if release.amount is not None else None


ReleaseTerm = Annotated[Release, PlainSerializer(write_release)]
"""A release, short or long."""

ONE = Fraction(1)
