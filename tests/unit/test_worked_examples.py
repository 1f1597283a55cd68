"""The 48 worked examples of gain and pain regimes, published or worked by hand, come out as they are written."""

from fractions import Fraction
from pathlib import Path

import pytest

import gainshare as gs
from gainshare.core.kernel.money import exact
from gainshare.files.yaml_reader import read_yaml

DATA = Path(__file__).parents[1] / "data"


def examples():
    document, problems = read_yaml((DATA / "worked_examples.yaml").read_bytes(), "worked_examples.yaml")
    assert not problems
    return [pytest.param(example, id=example["id"]) for example in document.data["examples"]]


@pytest.fixture(scope="module")
def regimes():
    return gs.read_regimes(DATA / "regimes.yaml")


@pytest.fixture(scope="module")
def curves():
    return gs.read_curves(DATA / "regimes.yaml")


def results(example, regimes, curves):
    """Return every figure that the example's regime, curve or formula gives."""
    inputs = example["inputs"]
    if "regime" in example:
        outcome = gs.settle(regimes[example["regime"]], inputs)
        return {**outcome.outputs, **outcome.amounts}
    if "curve" in example:
        return {"y": curves[example["curve"]].at(inputs["x"])}
    return {name: gs.evaluate(formula, inputs) for name, formula in example["expr"].items()}


@pytest.mark.parametrize("example", examples())
def test_a_worked_example_comes_out_as_it_is_written(example, regimes, curves):
    found = results(example, regimes, curves)

    tolerance = exact(example.get("tolerance", Fraction(5, 1000)))
    wrong = {name: found[name] for name, expected in example["expect"].items() if abs(found[name] - exact(expected)) > tolerance}
    assert wrong == {}


@pytest.mark.parametrize("example", [param for param in examples() if "regime" in param.values[0]])
def test_it_comes_out_the_same_on_arrays(example, regimes):
    regime = regimes[example["regime"]]

    arrays = gs.settle_many(regime, {name: [float(value)] * 3 for name, value in example["inputs"].items()})

    # An amount that the regime itself rounds to whole dollars is not rounded on arrays.
    tolerance = float(example.get("tolerance", 0.005))
    expected = {name: float(value) for name, value in example["expect"].items() if name in regime.sides}
    assert all(abs(arrays[name] - value).max() <= tolerance for name, value in expected.items())


def test_all_48_are_here():
    kinds = [next(kind for kind in ("regime", "curve", "expr") if kind in param.values[0]) for param in examples()]

    assert (len(kinds), kinds.count("regime"), kinds.count("curve"), kinds.count("expr")) == (48, 37, 6, 5)


def test_the_notation_is_read_as_it_is(regimes, curves):
    assert (len(regimes), len(curves)) == (29, 6)
