"""Replaying a stored settlement: whether it still follows from its inputs, figure by figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gainshare.core.agreement.agreement import Agreement
from gainshare.core.agreement.case import Case
from gainshare.core.agreement.validate import read_agreement
from gainshare.core.assess import Assessment, assess
from gainshare.core.commercial.carry import Carried
from gainshare.core.commercial.restatement import Amounts, Settled
from gainshare.core.kernel.money import exact
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source
from gainshare.core.openbook.entry import Ledger
from gainshare.core.performance.observation import Observation
from gainshare.files.bundle import FILE_OF, NOT_STORED, ROWS, UNREADABLE, Bundle, changed_parts, result_of
from gainshare.files.encoding import canonical, decode, fingerprint

Answer = Literal["same", "inputs changed", "engine changed"]


@dataclass(frozen=True)
class Verdict:
    """What replaying a stored settlement shows."""

    answer: Answer
    """One of three: the same; inputs have changed; the same inputs give another result with this engine."""
    changed: tuple[str, ...] = ()
    """Which inputs have changed."""
    stored: Mapping[str, Any] | None = None
    """The result as stored, where the engine has changed."""
    replayed: Mapping[str, Any] | None = None
    """The result as this engine makes it, where that is another one."""


def case_of(bundle: Bundle) -> Case:
    """Return the case that a bundle's own inputs are.

    Raises:
        Invalid: the inputs cannot be used.
    """
    agreement, problems = read_agreement(
        bundle.inputs["agreement"], lambda path: Source(f"{bundle.id}: agreement", field="/".join(map(str, path)))
    )
    if agreement is None:
        raise Invalid(problems)
    calendar = agreement.calendar
    rows: dict[str, tuple[Any, ...]] = {
        name: tuple(decode(cls, row, calendar, line=0) for row in bundle.inputs[name]) for name, cls in ROWS.items()
    }
    observations = tuple(decode(Observation, row, calendar, source=Source()) for row in bundle.inputs["observations"])
    settled = tuple(_settled_again(row, agreement) for row in bundle.inputs["settled"])
    return Case(agreement, Ledger(**rows), observations, settled, agreement.period(bundle.period), bundle.kind, bundle.as_of)


def replay(bundle: Bundle) -> Assessment:
    """Return the assessment made again from a bundle's own inputs, with this version of the software.

    Raises:
        Invalid: the inputs cannot be used.
    """
    return assess_again(case_of(bundle), bundle)


def assess_again(case: Case, bundle: Bundle) -> Assessment:
    """Return the assessment of a bundle's case."""
    return assess(
        case.agreement,
        case.ledger,
        case.observations,
        case.settled,
        case.period,
        case.kind,
        as_of=case.as_of,
        overall=bundle.kept_overall,
    )


def _settled_again(row: Mapping[str, Any], agreement: Agreement) -> Settled:
    carried = tuple(Carried(item["year"], exact(item["amount"])) for item in row["carried"])
    return Settled(row["id"], agreement.period(row["period"]), row["kind"], exact(row["overall"]), Amounts({}, {}), carried)


def verify(bundle: Bundle, current: Mapping[str, Any] | None) -> Verdict:
    """Return whether a stored settlement still follows from its inputs.

    Args:
        bundle: the stored settlement.
        current: the inputs as the alliance's folder has them today, if there is a folder.

    Raises:
        Invalid: the bundle's inputs cannot be used.
    """
    changed = list(changed_parts(bundle))
    if current is not None:
        differing = (part for part, data in current.items() if fingerprint(data) != bundle.fingerprints.get(part))
        changed += [name for part in differing if (name := FILE_OF.get(part, f"{part}.csv")) not in changed]
    if changed:
        return Verdict("inputs changed", tuple(changed))
    try:
        replayed = result_of(replay(bundle).settlement)
    except UNREADABLE as error:
        raise Invalid([Problem(f"The stored inputs cannot be read: {error}.", NOT_STORED, Source(bundle.id))]) from None
    if canonical(replayed) == canonical(bundle.result):
        return Verdict("same")
    return Verdict("engine changed", (), bundle.result, replayed)
