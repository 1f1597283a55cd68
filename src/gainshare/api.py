"""The names that users of the library may rely on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.assess import Assessment, assess
from gainshare.core.commercial.regime import Regime
from gainshare.core.commercial.settle import Outcome, settle, settle_many
from gainshare.core.commercial.settlement import Kind, Settlement
from gainshare.core.kernel.amount import Names, parse_amount
from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.money import exact
from gainshare.core.kernel.numbers import EXACT, Arrays, Number, as_array, is_array
from gainshare.core.kernel.problem import Fault, Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.kernel.term import read_date
from gainshare.files.folder import Folder, load_agreement, load_folder
from gainshare.files.regimes import read_curves, read_regimes, templates

__all__ = [
    "Agreement",
    "Assessment",
    "Curve",
    "Folder",
    "Invalid",
    "Outcome",
    "Problem",
    "Regime",
    "Settlement",
    "assess",
    "assess_folder",
    "evaluate",
    "load_agreement",
    "load_folder",
    "read_curves",
    "read_regimes",
    "settle",
    "settle_many",
    "templates",
]


def assess_folder(path: str | Path, period: str, *, as_of: date | str | None = None, kind: Kind = "position") -> Assessment:
    """Return the assessment of a period of an alliance's folder.

    Args:
        path: the folder, or its agreement.yaml.
        period: a period word, such as `2025/26`, `2025/26 Q2`, `2026/27 to M7` or `project`.
        as_of: the day on which figures must have been known; without it, whatever is on file counts.
        kind: `position`, `shadow`, `interim` or `final`.

    Raises:
        Invalid: the folder or the period cannot be used; `.problems` lists everything that is wrong.
    """
    folder = load_folder(path)
    try:
        word = folder.agreement.period(period)
    except Fault as fault:
        raise Invalid([fault.problem(Source(field="period"), period)]) from None
    try:
        day = None if as_of is None else read_date(as_of)
    except Fault as fault:
        raise Invalid([fault.problem(Source(field="as_of"), str(as_of))]) from None
    return assess(folder.agreement, folder.ledger, folder.observations, folder.settled, word, kind, as_of=day)


def evaluate(expression: str, inputs: Mapping[str, object] | None = None, *, curves: Mapping[str, Curve] | None = None) -> Number:
    """Return what an amount or a condition of the amount language comes to.

    Args:
        expression: such as `min(8% of revenue, 4% of T)` or `ops >= 0 and report == 1`.
        inputs: the value of each name; a Python float is taken by its shortest decimal; a curve may stand here too.
        curves: curves by name.

    Returns:
        A Fraction, or a bool for a condition; if any input is an array, an array of shape (cases,).

    Raises:
        Invalid: the expression cannot be read, or a name has no value.
    """
    given = inputs or {}
    named = {**(curves or {}), **{name: value for name, value in given.items() if isinstance(value, Curve)}}
    plain = {name: value for name, value in given.items() if not isinstance(value, Curve)}
    try:
        amount = parse_amount(expression)
        if any(is_array(value) for value in plain.values()):
            scope = Names({name: as_array(value) for name, value in plain.items()}, named, Arrays())
        else:
            scope = Names({name: exact(value) for name, value in plain.items()}, named, EXACT)
        return amount.holds(scope) if amount.is_condition else amount.evaluate(scope)
    except Fault as fault:
        raise Invalid([Problem(fault.message, fault.fix, Source(field="expression"), expression)]) from None
    except ZeroDivisionError:
        raise Invalid(
            [Problem("The amount divides by zero.", "Check the values that it divides by.", Source(field="expression"), expression)]
        ) from None
