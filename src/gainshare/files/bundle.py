"""A settlement as one canonical JSON file: its inputs, their fingerprints, its result; never overwritten, and replayed by anybody."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import Case, carried_into
from gainshare.core.agreement.variation import in_force
from gainshare.core.commercial.carry import Carried
from gainshare.core.commercial.restatement import Amounts, Settled
from gainshare.core.commercial.settlement import Kind, Settlement
from gainshare.core.kernel.money import exact
from gainshare.core.kernel.period import Month, Period, parse_period
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.entry import CostEntry, Fact, OwnForecast, Payment, Submission, TargetAdjustment, TargetLine
from gainshare.files.encoding import canonical, encode, fingerprint
from gainshare.files.text_file import read_file

BUNDLE_FORM = 1
"""The form of the file that this software writes."""
BUNDLE_BYTES_LIMIT = 500_000_000
"""Largest file read."""
UNREADABLE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What a file that is no bundle, or has been tampered with, can raise when its parts are read."""
NOT_STORED = "Give the .json file that `gainshare settle` wrote."
FOLDER = "settlements"
LEAVE_OUT = frozenset({"line", "source"})
"""Where a row stands in its file is not part of what it says."""
ROWS: Mapping[str, type] = {
    "submissions": Submission,
    "entries": CostEntry,
    "targets": TargetLine,
    "adjustments": TargetAdjustment,
    "payments": Payment,
    "forecasts": OwnForecast,
    "facts": Fact,
}
FILE_OF = {"entries": "costs.csv", "adjustments": "target_adjustments.csv", "agreement": "agreement.yaml", "settled": "settlements/"}


def used_inputs(case: Case) -> dict[str, Any]:
    """Return the inputs that a settlement rests on, as plain data: what was known on its day, for its period and what it refers to."""
    year = case.period.year(case.agreement.calendar)
    first, end = min(case.settled_period.first, year.first), max(year.end, case.settled_period.end)
    ledger, day = case.ledger, case.as_of

    def known(on: date | None) -> bool:
        return day is None or on is None or on <= day

    submissions = [one for one in ledger.submissions if first <= one.month < end and known(one.submitted_on)]
    ids = {one.id for one in submissions}
    rows: dict[str, Sequence[object]] = {
        "submissions": submissions,
        "entries": [one for one in ledger.entries if first <= one.month < end and (not one.submission or one.submission in ids)],
        "targets": [one for one in ledger.targets if first <= one.month < end],
        "adjustments": [one for one in ledger.adjustments if first <= one.month < end and known(one.decided_on)],
        "payments": [one for one in ledger.payments if _in_range(one, case, first, end) and one.paid_on is not None and known(one.paid_on)],
        "forecasts": [one for one in ledger.forecasts if first <= one.month < end and known(one.made_on)],
        "facts": [one for one in ledger.facts if one.period == case.period.word and known(one.recorded_on)],
        "observations": [one for one in case.observations if one.period.end <= case.period.end],
        "settled": [one for one in (carried_into(case.settled, case.period),) if one is not None and one.carried],
    }
    plain = {name: [encode(row, leave_out=LEAVE_OUT) for row in found] for name, found in rows.items()}
    return {"agreement": encode(case.agreement.data), **plain}


def _in_range(payment: Payment, case: Case, first: Month, end: Month) -> bool:
    period = parse_period(payment.period, case.agreement.calendar)
    return bool(first <= period.first and period.end <= end)


def result_of(settlement: Settlement) -> dict[str, Any]:
    """Return a settlement's result as plain data: everything but its problems, which are about files."""
    plain: dict[str, Any] = encode(settlement, leave_out=frozenset({"problems"}))
    for step, made in zip(plain["steps"], settlement.steps, strict=True):
        step["inputs"] = [{"name": item.name, "value": encode(item.value), "unit": item.unit, "step": item.step} for item in made.inputs]
        step["source"] = dict(zip(made.source._fields, encode(list(made.source)), strict=True)) if made.source is not None else None
    return plain


@dataclass(frozen=True)
class Bundle:
    """A stored settlement."""

    id: str
    """Its reference: the file's name without `.json`."""
    period: str
    """The period word."""
    kind: Kind
    """What it was for."""
    as_of: date | None
    """The day on which figures had to be known."""
    kept_overall: Fraction | None
    """The overall score that a restatement kept."""
    restates: str | None
    """The settlement that it restates."""
    engine: str
    """The version of the software that made it."""
    variations: tuple[str, ...]
    """The version of the agreement: the variations counted, in the order in which they took effect."""
    fingerprints: Mapping[str, str]
    """SHA-256 of each part of the inputs, and of the result."""
    inputs: Mapping[str, Any]
    """The inputs, as plain data."""
    result: Mapping[str, Any]
    """The result, as plain data."""

    def text(self) -> str:
        """Return the bundle as its canonical text."""
        first = ("id", "period", "kind", "as_of", "kept_overall")
        plain = {"bundle": BUNDLE_FORM, **{name: encode(getattr(self, name)) for name in first}}
        plain |= {
            "restates": self.restates,
            "engine": self.engine,
            "variations": list(self.variations),
            "fingerprints": dict(self.fingerprints),
        }
        return canonical({**plain, "inputs": self.inputs, "result": self.result}) + "\n"


def make_bundle(
    case: Case, settlement: Settlement, *, name: str, engine: str, restates: str | None, kept_overall: Fraction | None
) -> Bundle:
    """Return the bundle of a settlement."""
    inputs, result = used_inputs(case), result_of(settlement)
    prints = {part: fingerprint(data) for part, data in inputs.items()} | {"result": fingerprint(result)}
    counted = in_force(case.agreement.terms.variations, case.period, known_on=case.as_of)
    return Bundle(
        id=name,
        period=case.period.word,
        kind=settlement.kind,
        as_of=case.as_of,
        kept_overall=kept_overall,
        restates=restates,
        engine=engine,
        variations=tuple(one.id for one in counted),
        fingerprints=prints,
        inputs=inputs,
        result=result,
    )


def read_bundle(path: Path) -> Bundle:
    """Return a stored settlement.

    Raises:
        Invalid: the file cannot be read, or is not a settlement.
    """
    data = read_file(path, BUNDLE_BYTES_LIMIT)
    if isinstance(data, Problem):
        raise Invalid([data])
    return parse_bundle(data, path.name)


def parse_bundle(data: str | bytes, name: str) -> Bundle:
    """Return the stored settlement that a text is.

    Args:
        data: the text.
        name: what it is called, for what is wrong with it.

    Raises:
        Invalid: it is not a settlement.
    """
    try:
        plain = json.loads(data)
        if plain["bundle"] > BUNDLE_FORM:
            raise Invalid([Problem("The settlement was stored by a newer version of gainshare.", "Use that version.", Source(name))])
        return Bundle(
            id=_text(plain["id"]),
            period=_text(plain["period"]),
            kind=_kind(plain["kind"]),
            as_of=date.fromisoformat(plain["as_of"]) if plain["as_of"] else None,
            kept_overall=exact(plain["kept_overall"]) if plain["kept_overall"] is not None else None,
            restates=_text(plain["restates"]) if plain["restates"] is not None else None,
            engine=_text(plain["engine"]),
            variations=tuple(plain["variations"]),
            fingerprints=dict(plain["fingerprints"]),
            inputs=dict(plain["inputs"]),
            result=dict(plain["result"]),
        )
    except (*UNREADABLE, RecursionError):
        raise Invalid([Problem("This is not a stored settlement.", NOT_STORED, Source(name))]) from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text is expected, not {value!r}")
    return value


def _kind(value: object) -> Kind:
    kinds: dict[object, Kind] = {"shadow": "shadow", "interim": "interim", "final": "final"}
    return kinds[value]


def write_bundle(folder: Path, bundle: Bundle) -> Path:
    """Write a bundle under the folder's `settlements/`, whole or not at all, and never over another.

    Raises:
        FileExistsError: a settlement of that name is there already.
    """
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    path = place / f"{bundle.id}.json"
    handle, temporary = tempfile.mkstemp(dir=place, suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(bundle.text())
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.link(temporary, path)
    finally:
        os.unlink(temporary)
    return path


def bundle_name(folder: Path, period: Period, kind: Kind) -> str:
    """Return the next free name for a settlement of a period: `2024-25.final.1`."""
    return free_name(period, kind, {path.stem for path in (folder / FOLDER).glob("*.json")})


def free_name(period: Period, kind: Kind, taken: Collection[str]) -> str:
    """Return the next name for a settlement of a period that is not taken: `2024-25.final.1`."""
    stem = f"{period.word.replace('/', '-').replace(' ', '-')}.{kind}"
    number = 1
    while f"{stem}.{number}" in taken:
        number += 1
    return f"{stem}.{number}"


def bundle_paths(folder: Path) -> list[Path]:
    """Return the stored settlements of a folder, in the order of period, kind and number."""
    return sorted((folder / FOLDER).glob("*.json"), key=_order)


def _order(path: Path) -> tuple[str, str, int]:
    stem, _, number = path.stem.rpartition(".")
    period, _, kind = stem.rpartition(".")
    return (period, kind, int(number) if number.isdecimal() else 0)


def read_settled(folder: Path, agreement: Agreement) -> tuple[tuple[Settled, ...], tuple[Problem, ...]]:
    """Return what a folder's settlements say, oldest period first, and what is wrong with any of the files."""
    settled: list[Settled] = []
    problems: list[Problem] = []
    for path in bundle_paths(folder):
        try:
            settled.append(settled_of(read_bundle(path), agreement))
        except Invalid as invalid:
            problems += [replace(one, source=Source(f"{FOLDER}/{path.name}", field=one.source.field)) for one in invalid.problems]
    return tuple(sorted(settled, key=lambda one: one.period.first)), tuple(problems)


def settled_of(bundle: Bundle, agreement: Agreement) -> Settled:
    """Return as much of a stored settlement as a later one needs.

    Raises:
        Invalid: it is of another alliance, or is not as it was stored.
    """
    place = Source(bundle.id)
    try:
        other = bundle.inputs["agreement"]["alliance"]["id"]
        if other != agreement.terms.alliance.id:
            message = f"This is a settlement of {other}, not of {agreement.terms.alliance.id}."
            raise Invalid([Problem(message, "Move it to the folder of its alliance.", place)])
        if changed := changed_parts(bundle):
            message = f"The settlement is not as it was stored: {', '.join(changed)} changed."
            raise Invalid([Problem(message, "Put back the file that `gainshare settle` wrote.", place)])
        result = bundle.result
        shares = {(str(one["party"]), str(one["side"])): (int(one["cost"]), int(one["performance"])) for one in result["shares"]}
        payments = {str(one["party"]): int(one["entitlement"]) for one in result["payments"]}
        carried = tuple(Carried(int(item["year"]), exact(item["amount"])) for item in result["carried_forward"])
        if sum(payments.values()):
            raise ValueError("net payments add up to zero")
        period = agreement.period(bundle.period)
        return Settled(bundle.id, period, bundle.kind, exact(result["overall"]), Amounts(shares, payments), carried)
    except UNREADABLE:
        raise Invalid([Problem("This is not a stored settlement.", NOT_STORED, place)]) from None


def carried_pence(bundle: Bundle) -> int:
    """Return what a settlement leaves to later years, in minor units."""
    carried = sum((exact(item["amount"]) for item in bundle.result["carried_forward"]), Fraction(0))
    return int(carried * 10 ** int(bundle.result["currency"]["places"]))


def shares_in_words(result: Mapping[str, Any]) -> str:
    """Return the shares of a result in a line, in minor units, as far as they can be read."""
    try:
        return ", ".join(f"{one['party']} ({one['side']}) {int(one['cost']) + int(one['performance'])}" for one in result["shares"])
    except UNREADABLE:
        return "a result that cannot be read"


def changed_parts(bundle: Bundle) -> tuple[str, ...]:
    """Return the parts of a bundle that are not as their fingerprints say, by the names of their files; none if all are."""
    parts = {**bundle.inputs, "result": bundle.result}
    wanted = {"agreement", "observations", "settled", "result", *ROWS}
    changed = [part for part in wanted | parts.keys() if part not in parts or fingerprint(parts[part]) != bundle.fingerprints.get(part)]
    return tuple(FILE_OF.get(part, part if part == "result" else f"{part}.csv") for part in sorted(changed))
