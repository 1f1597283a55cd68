"""The reference is complete and current: what the code has is in it, as the code has it."""

import importlib.util
import json
import re
from dataclasses import fields
from typing import get_args

import pytest
from tests.docs.pages import ROOT

import gainshare
from gainshare import api
from gainshare.core.commercial.bindings import KINDS as BINDINGS
from gainshare.core.commercial.run import COMPONENTS, Arm
from gainshare.core.commercial.settlement import Kind
from gainshare.core.commercial.stages import STAGES
from gainshare.core.commercial.terms import PaymentBasis
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar
from gainshare.core.lint.structure import RULES
from gainshare.core.performance.framework import LEVELS
from gainshare.files.bundle import Bundle
from gainshare.files.schema import agreement_schema
from gainshare.files.tables import tables

REFERENCE = ROOT / "docs" / "reference"


def load_maker():
    spec = importlib.util.spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


maker = load_maker()


def test_what_is_made_from_the_code_is_up_to_date():
    assert [path.name for path in maker.stale()] == [], "run: python docs/make_reference.py"


def test_the_json_schema_is_what_the_code_prints():
    text = (REFERENCE / "agreement.schema.json").read_text(encoding="utf-8")

    assert text == agreement_schema()
    assert json.loads(text)["title"] == "agreement.yaml, schema 1"


@pytest.mark.parametrize("word", STAGES)
def test_a_stage_has_its_section_its_fields_and_an_example_that_uses_it(word):
    section = section_of("stages.md", word)

    assert f"<!-- made: stage {word} -->" in section
    assert re.search(rf"^ *(- )?{word}:", section, re.MULTILINE)
    assert "```console" in section or "```python" in section


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
def test_a_lint_rule_has_its_section_its_severity_and_an_agreement_that_breaks_it(rule):
    section = section_of("lint-rules.md", rule)

    assert re.search(r"^\*(Error|Warning)\.\*", section, re.MULTILINE)
    assert f": {rule} agreement.yaml" in section or "No agreement can break this" in section


@pytest.mark.parametrize("name", maker.commands())
def test_a_command_has_its_section(name):
    assert f"<!-- made: command {name} -->" in section_of("command-line.md", name)


@pytest.mark.parametrize("table", tables(Calendar(), Currency.of("GBP")), ids=lambda table: table.file)
def test_a_table_has_its_section_and_every_column(table):
    section = section_of("csv-files.md", table.file)

    assert [column.name for column in table.columns if f"| `{column.name}` |" not in section] == []


@pytest.mark.parametrize("name", api.__all__)
def test_a_public_name_has_its_section_and_is_in_the_package(name):
    assert section_of("python-api.md", name)
    assert hasattr(gainshare, name)


def test_every_field_of_a_stored_settlement_is_described():
    text = (REFERENCE / "settlement-bundle.md").read_text(encoding="utf-8")

    assert [field.name for field in fields(Bundle) if f"`{field.name}`" not in text] == []


def test_the_words_of_the_notation_are_in_the_glossary():
    text = (ROOT / "GLOSSARY.md").read_text(encoding="utf-8")
    words = {*STAGES, *LEVELS, *COMPONENTS, *get_args(Arm), *get_args(Kind), *get_args(PaymentBasis), *BINDINGS}

    assert sorted(word for word in words if not re.search(rf"\b{word}\b", text)) == []


def section_of(page, heading):
    text = (REFERENCE / page).read_text(encoding="utf-8")
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, f"{page} has no section “{heading}”"
    return found[1]
