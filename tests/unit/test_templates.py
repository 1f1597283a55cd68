"""The regimes that come with the software: each does what the published regime of its name does, and its own worked examples come out."""

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

import gainshare as gs
from gainshare.core.commercial.stages.variance import Variance
from gainshare.files.yaml_reader import read_yaml

DATA = Path(__file__).parents[1] / "data"
PUBLISHED = gs.read_regimes(DATA / "regimes.yaml")
TEMPLATES = gs.templates()
IDS = sorted(TEMPLATES)
ORDER_SENSITIVE = {"levy", "limit", "modify", "relief"}

# Actual figures as parts of the example's: either side of every gate, band end and cap.
SCALES = ["0.3", "0.6", "0.8", "0.9", "0.95", "0.97", "0.99", "1", "1.01", "1.03", "1.05", "1.08", "1.1", "1.2", "1.5", "2"]
SCORES = {"ops": [-100, -40, 0, 25, 60, 100], "quality_met": [0, 1], "quality": ["0.2", "0.5", "0.9"]}


def cases(regime):
    """Return inputs all over the regime's range: its examples' own, with the actual figure scaled and the scores varied."""
    variance = regime.stages[0]
    assert isinstance(variance, Variance)
    actual = variance.actual.base.names[0]
    varied = [name for name in SCORES if name in regime.names]
    return [
        {**example.inputs, actual: example.inputs[actual] * gs.evaluate(scale), **dict(zip(varied, scores, strict=True))}
        for example in regime.examples
        for scale in SCALES
        for scores in product(*(map(str, SCORES[name]) for name in varied))
    ]


def test_every_published_regime_is_a_template():
    assert set(TEMPLATES) == set(PUBLISHED)


@pytest.mark.parametrize("name", IDS)
def test_a_template_gives_what_the_published_regime_of_its_name_gives(name):
    ours, published = TEMPLATES[name], PUBLISHED[name]
    inputs = cases(ours)

    different = [case for case in inputs if not is_same(gs.settle(ours, case), gs.settle(published, case))]

    assert len(inputs) >= len(SCALES)
    assert different == []


def is_same(one, other):
    return (one.components, one.party_components, one.levies, one.outputs) == (
        other.components,
        other.party_components,
        other.levies,
        other.outputs,
    )


@pytest.mark.parametrize(("name", "example"), [(name, example.id) for name in IDS for example in TEMPLATES[name].examples])
def test_a_worked_example_of_a_template_comes_out(name, example):
    worked = next(one for one in TEMPLATES[name].examples if one.id == example)

    outcome = gs.settle(TEMPLATES[name], worked.inputs)

    found = {**outcome.outputs, **outcome.amounts}
    assert {figure: found[figure] for figure, amount in worked.expect.items() if abs(found[figure] - amount) > worked.tolerance} == {}


@pytest.mark.parametrize("name", IDS)
def test_the_examples_of_a_template_show_both_arms(name):
    variances = [gs.settle(TEMPLATES[name], example.inputs).outputs["V"] for example in TEMPLATES[name].examples]

    assert any(variance > 0 for variance in variances)
    assert any(variance < 0 for variance in variances)


def test_every_published_worked_example_of_a_regime_stands_in_its_template():
    document, _ = read_yaml((DATA / "worked_examples.yaml").read_bytes(), "worked_examples.yaml")
    published = [example for example in document.data["examples"] if "regime" in example]

    missing = [example["id"] for example in published if not stands_in_its_template(example)]

    assert missing == []


def stands_in_its_template(example):
    found = next((one for one in TEMPLATES[example["regime"]].examples if one.id == example["id"]), None)
    if found is None:
        return False
    fields = {"id": found.id, "status": found.status, "inputs": found.inputs, "expect": found.expect, "tolerance": found.tolerance}
    return fields == {"tolerance": Fraction(5, 1000), **without_words(example)}


def without_words(example):
    return {key: value for key, value in example.items() if key not in {"regime", "source"}}


@pytest.mark.parametrize("name", IDS)
def test_a_template_says_what_it_is_where_it_comes_from_and_what_its_figures_are(name):
    template = TEMPLATES[name]

    assert template.title
    assert template.source
    assert all(example.source for example in template.examples)
    assert [figure for figure in template.names if figure not in template.notes] == []


@pytest.mark.parametrize("name", IDS)
def test_a_template_whose_stages_depend_on_their_order_says_that_the_order_is_meant(name):
    stages = [stage.word for stage in TEMPLATES[name].stages]
    sensitive = {word for word in stages if word in ORDER_SENSITIVE}

    if len(sensitive) > 1:
        assert TEMPLATES[name].order == "as_listed"


def test_of_the_three_readings_of_the_drawing_only_the_gain_above_the_first_tenth_and_its_pool_differ():
    def shared(reading, aoc):
        return gs.settle(TEMPLATES[f"seed_capital_{reading}"], {"toc": 100, "aoc": aoc, "margin": 8, "ops": 0}).sides

    assert [shared(reading, 80) for reading in "ABC"] == [
        {"owner": 15, "nop": 5, "pool": 0},  # 10 + 5 of the pool that lapses
        {"owner": 12.5, "nop": 7.5, "pool": 0},  # 5 + 5 + 2.5, and 5 + 2.5
        {"owner": 17.5, "nop": 2.5, "pool": 0},  # 5 + 2.5 + 10, and 2.5
    ]
    assert shared("A", 120) == shared("B", 120) == shared("C", 120) == {"owner": -12, "nop": -8, "pool": 0}
