"""The names that users of the library may rely on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

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
from gainshare.core.performance import disclosure, release_comparison, table_suppression
from gainshare.core.performance.count_table import CountTable
from gainshare.core.performance.disclosure import Figure, Suppression, rule_named
from gainshare.core.performance.intervals import (
    dsr,
    funnel_limits,
    funnel_significance,
    isr,
    mean_interval,
    proportion_interval,
    rate_interval,
)
from gainshare.core.performance.release_comparison import Giveaway
from gainshare.core.performance.spc import spc
from gainshare.core.performance.spc_values import ControlChart
from gainshare.core.performance.table_suppression import PublishedTable
from gainshare.files.folder import Folder, load_agreement, load_folder
from gainshare.files.regimes import read_curves, read_regimes, templates

if TYPE_CHECKING:
    from gainshare.core.governance import deciding
    from gainshare.core.performance.definition_words import say_measure
    from gainshare.core.performance.levels import LevelReview, review_levels
    from gainshare.core.performance.spc_many import ControlCharts, spc_many
    from gainshare.files.definitions import read_definitions
    from gainshare.files.governance import GovernanceFolder, load_governance, write_governance
    from gainshare.files.governance_schedule import GovernanceSchedule
    from gainshare.measuring import MeasuredRun, run_measures
    from gainshare.reports import charts

__all__ = [
    "Agreement",
    "Assessment",
    "ControlChart",
    "ControlCharts",
    "CountTable",
    "Curve",
    "Folder",
    "GovernanceFolder",
    "GovernanceSchedule",
    "Invalid",
    "LevelReview",
    "MeasuredRun",
    "Outcome",
    "Problem",
    "PublishedTable",
    "Regime",
    "Settlement",
    "Suppression",
    "assess",
    "assess_folder",
    "charts",
    "compare_releases",
    "deciding",
    "dsr",
    "evaluate",
    "funnel_limits",
    "funnel_significance",
    "isr",
    "load_agreement",
    "load_folder",
    "load_governance",
    "mean_interval",
    "proportion_interval",
    "publishable",
    "rate_interval",
    "read_curves",
    "read_definitions",
    "read_regimes",
    "review_levels",
    "run_measures",
    "say_measure",
    "settle",
    "settle_many",
    "spc",
    "spc_many",
    "suppress",
    "templates",
    "write_governance",
]

LATER = {
    "ControlCharts": ("gainshare.core.performance.spc_many", "ControlCharts"),
    "GovernanceFolder": ("gainshare.files.governance", "GovernanceFolder"),
    "GovernanceSchedule": ("gainshare.files.governance_schedule", "GovernanceSchedule"),
    "LevelReview": ("gainshare.core.performance.levels", "LevelReview"),
    "MeasuredRun": ("gainshare.measuring", "MeasuredRun"),
    "charts": ("gainshare.reports.charts", ""),
    "deciding": ("gainshare.core.governance.deciding", ""),
    "load_governance": ("gainshare.files.governance", "load_governance"),
    "read_definitions": ("gainshare.files.definitions", "read_definitions"),
    "review_levels": ("gainshare.core.performance.levels", "review_levels"),
    "run_measures": ("gainshare.measuring", "run_measures"),
    "say_measure": ("gainshare.core.performance.definition_words", "say_measure"),
    "spc_many": ("gainshare.core.performance.spc_many", "spc_many"),
    "write_governance": ("gainshare.files.governance", "write_governance"),
}
"""Names that are brought in when they are first used, since they need arrays, pictures or more: their module, and what in it they are."""


def __getattr__(name: str) -> object:
    """Return a name that is brought in when it is first used."""
    if name not in LATER:
        raise AttributeError(f"module 'gainshare.api' has no attribute {name!r}")
    module, attribute = LATER[name]
    found = import_module(module)
    return getattr(found, attribute) if attribute else found


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


def publishable(
    value: Figure | str | None, numerator: Figure | None, denominator: Figure | None, rule: Suppression | str = "national"
) -> str:
    """Return a percentage, rate or mean as it may be published: its digits, or a symbol such as `[c]`.

    Args:
        value: the exact value, unrounded; None if there is none (`[x]`), or a symbol, such as `[z]`, which is given back.
        numerator: the count behind the value; None if it is not known, and then a value judged by it is suppressed.
        denominator: the count that the numerator is divided by; None likewise.
        rule: a rule, or the name of one: `national`, `numerator_under_5`, `none`.

    Raises:
        Invalid: a symbol, a number or a rule that is none, or a count below 0.
    """
    try:
        return disclosure.publishable(value, numerator, denominator, _rule(rule))
    except Fault as fault:
        raise Invalid([fault.problem(Source(field="publishable"))]) from None


def suppress(table: CountTable, rule: Suppression | str = "national", earlier: CountTable | None = None) -> PublishedTable:
    """Return a table of counts as it may be published: small counts suppressed, and what would give them away.

    Args:
        table: the true counts, not rounded; totals are the sums of their lines.
        rule: a rule, or the name of one: `national`, `numerator_under_5`, `none`.
        earlier: a release that is out, as published: what the two give away together is suppressed too.

    Returns:
        The table, every suppressed cell with what a reader can still say of it, and `.notes()` to stand beneath the table.

    Raises:
        Invalid: a total is no sum, a count is missing, or a small count cannot be hidden; all at once.
    """
    return table_suppression.suppress(table, _rule(rule), earlier)


def compare_releases(earlier: CountTable, later: CountTable, rule: Suppression | str = "national") -> tuple[Giveaway, ...]:
    """Return the small numbers that two published tables give away together, each with a sentence that says why and what to do.

    Args:
        earlier: the release that is out, with `[c]` where it was suppressed.
        later: the one to come, as it would be published: the same table later, or one of part of the same people.
        rule: the rule of both, or its name.

    Raises:
        Invalid: a count is none that the rule publishes; all of them are listed.
    """
    return release_comparison.compare_releases(earlier, later, _rule(rule))


def _rule(rule: Suppression | str) -> Suppression:
    try:
        return rule_named(rule) if isinstance(rule, str) else rule
    except Fault as fault:
        raise Invalid([fault.problem(Source(field="rule"), str(rule))]) from None
