"""Worked examples attached to a regime: they are run, and must come out."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from gainshare.core.commercial.regime import Regime, WorkedExample
from gainshare.core.commercial.settle import settle
from gainshare.core.kernel.formats import fraction_text
from gainshare.core.kernel.problem import Invalid, Problem
from gainshare.core.kernel.source import Source


def check_examples(regime: Regime, file: str) -> Iterator[Problem]:
    """Yield every worked example of a regime that does not come out as it says."""
    for number, example in enumerate(regime.examples, start=1):
        place = Source(file, field=f"regime/examples/{number}")
        try:
            found = results(regime, example)
        except Invalid as invalid:
            for one in invalid.problems:
                yield Problem(f"Worked example {example.id}: {one.message}", one.fix, place)
            continue
        for name, expected in example.expect.items():
            if name not in found:
                yield Problem(
                    f"Worked example {example.id} expects “{name}”, which the regime does not give.",
                    f"It gives: {', '.join(found)}.",
                    place,
                    name,
                )
            elif abs(found[name] - expected) > example.tolerance:
                message = f"Worked example {example.id}: {name} is {fraction_text(found[name])}, not {fraction_text(expected)}."
                yield Problem(message, "Correct the example, or the regime.", place, fraction_text(expected))


def results(regime: Regime, example: WorkedExample) -> dict[str, Fraction]:
    """Return everything a regime gives for a worked example, by name: outputs, sides and parties.

    Raises:
        Invalid: the example lacks a value.
    """
    outcome = settle(regime, example.inputs)
    parties = {party: amount for (_, party), amount in outcome.shares.items()}
    return {**outcome.outputs, **parties, **outcome.sides}
