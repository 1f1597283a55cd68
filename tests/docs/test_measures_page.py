"""Every kind of measure and every node of a condition has its section with an example, its sentence, and its spec test."""

import re
from typing import get_args

import pytest
from tests.docs.pages import ROOT

from gainshare.core.performance.condition_words import WORDS
from gainshare.core.performance.coproduction import COPRODUCTION
from gainshare.core.performance.definition_words import BASIS, KIND_WORDS
from gainshare.core.performance.framework import Basis
from gainshare.core.performance.measures import KINDS
from gainshare.core.performance.query import CONDITIONS, MADE_CONDITIONS

PAGE = (ROOT / "docs" / "reference" / "measures.md").read_text(encoding="utf-8")
SPEC = ROOT / "tests" / "spec" / "measures"


def section(heading):
    found = re.search(rf"^{re.escape(heading)}\n(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL)
    assert found, f"measures.md has no section “{heading}”"
    return found[1]


@pytest.mark.parametrize("word", KINDS)
def test_a_kind_of_measure_has_its_section_an_example_its_sentences_and_a_spec_test(word):
    text = section(f"## {word}")

    assert f"<!-- made: measure {word} -->" in text
    assert f"kind: {word}" in text
    assert KINDS[word] in KIND_WORDS
    assert f'"kind": "{word}"' in SPEC.joinpath(f"test_{word}.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("node", CONDITIONS, ids=lambda node: node.__name__)
def test_a_condition_has_its_section_an_example_its_sentence_and_a_spec_test(node):
    word = next(iter(node.model_fields))
    text = section(f"### {word.replace('_', ' ')}")

    assert f"<!-- made: term {node.__name__} -->" in text
    assert f"{{{word}: " in text
    assert node in WORDS
    assert f'{{"{word}": ' in SPEC.joinpath("test_conditions.py").read_text(encoding="utf-8")


def test_conditions_that_are_made_have_sentences_too():
    assert set(MADE_CONDITIONS) <= set(WORDS)


def test_every_basis_has_its_sentence_and_its_place_on_the_page():
    assert set(BASIS) == set(get_args(Basis))
    assert [word for word in BASIS if f"`{word}`" not in section("## Basis")] == []


def test_every_principle_of_co_production_is_on_the_page():
    assert [principle for principle in COPRODUCTION if f"| `{principle}` |" not in section("## Co-production")] == []
