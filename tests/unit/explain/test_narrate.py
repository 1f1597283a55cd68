"""Every Step has its sentence: none is left without wording, whatever a regime does."""

import re
from pathlib import Path

import pytest
from tests.regimes import read

import gainshare as gs
from gainshare.core.explain.narrate import PRORATED, WORDINGS, sentence
from gainshare.core.explain.words import Words
from gainshare.core.kernel.money import Currency

RULE = re.compile(r"\"((?:gate|share|modify|levy|limit|relief|pool|fund|allocate|round|net|score)\.[._a-z]+)\"")
EXAMPLES = [(name, number) for name, one in gs.templates().items() for number in range(len(one.examples))]
WORDS = Words(Currency.of("GBP"), roles={"owner": "owner", "nop": "non_owner_participant"}, names={})


def rules_in_the_source():
    """Return every rule with a full stop in its name that a Step of the core is made with, as it stands in the source."""
    files = (file for file in Path("src/gainshare/core").rglob("*.py") if "explain" not in file.parts)
    return sorted({name for file in files for name in RULE.findall(file.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("rule", rules_in_the_source())
def test_every_rule_that_the_core_applies_has_its_wording(rule):
    assert rule.removesuffix(PRORATED) in WORDINGS


@pytest.mark.parametrize(("name", "number"), EXAMPLES)
def test_every_step_of_every_worked_example_is_told_in_a_sentence(name, number):
    regime = gs.templates()[name]
    outcome = gs.settle(regime, regime.examples[number].inputs)

    sentences = [sentence(step, WORDS) for step in outcome.steps]

    assert len(sentences) == len(outcome.steps)
    assert all(told.endswith(".") and "None" not in told for told in sentences)


def test_what_spills_over_a_cap_and_refills_the_others_is_told():
    stages = """
- variance: {target: toc, actual: aoc}
- share: {gain: {bands: [{nop: 100%}]}, pain: {bands: [{nop: 100%}]}}
- allocate: {side: nop, key: {trust: 50%, charity: 25%, practice: 25%}, pain_cap: {charity: 5, practice: 30}, spill_to: [parties, owner]}
"""
    regime = read("stages:" + stages)

    told = " ".join(sentence(step, WORDS) for step in gs.settle(regime, {"toc": 100, "aoc": 200}).steps)

    assert "charity would bear −£25.00, but its own cap is £5.00: −£5.00." in told
    assert "takes a part of what others' caps spilt" in told
