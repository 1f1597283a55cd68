"""Fills the made parts of the reference pages from the code, and writes the JSON Schema beside them.

    python docs/make_reference.py             writes what is out of date
    python docs/make_reference.py --check     says what is out of date, and ends with status 1 if anything is

A made part stands between `<!-- made: MAKER ARGUMENT -->` and `<!-- /made -->`; everything around it is written by hand.
"""

import importlib.util
import inspect
import re
import sys
import types
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from typer.models import ArgumentInfo

from gainshare import api
from gainshare.cli.main import app
from gainshare.core.agreement.terms import Terms
from gainshare.core.commercial.bindings import Binding
from gainshare.core.commercial.regime import Regime
from gainshare.core.commercial.stage import Release
from gainshare.core.commercial.stages import STAGES
from gainshare.core.commercial.stages.share import Bands
from gainshare.core.commercial.stages.variance import Chain
from gainshare.core.kernel.amount import Amount
from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.period import Calendar
from gainshare.core.lint.structure import RULES
from gainshare.core.performance.amounts import PeopleIn, RowsOf, SumOf, TimeIn
from gainshare.core.performance.coproduction import COPRODUCTION
from gainshare.core.performance.framework import LEVEL_MEANINGS, LEVEL_WORDS, SCALES
from gainshare.core.performance.measures import KINDS
from gainshare.core.performance.query import CONDITIONS, AgeRange
from gainshare.core.performance.records import Test
from gainshare.files.governance_tables import Known, governance_tables
from gainshare.files.regimes import templates
from gainshare.files.schema import agreement_schema, field_words
from gainshare.files.tables import tables

REFERENCE = Path(__file__).parent / "reference"
SCHEMA = REFERENCE / "agreement.schema.json"
PART = re.compile(r"(<!-- made: (?P<maker>\w+)(?: (?P<argument>[^>]+?))? -->\n).*?(<!-- /made -->)", re.DOTALL)


def _beside(name):
    """Return a module of this folder, wherever this one was loaded from."""
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


drawn = _beside("make_pictures")

READ_BY = {
    "read_share": "share",
    "read_number": "number",
    "amount_of": "amount",
    "read_date": "day",
    "read_id": "id",
    "read_name": "name",
    "read_words": "text",
    "read_curve": "curve",
    "_read_curve_or_name": "curve, or the name of one",
    "_read_currency": "currency code",
    "read_days": "days, as `365 days`",
    "_read_described_scale": "score: what it means",
    "_read_conversion": "score as recorded: score that is used",
    "_bound": "number or day",
    "_field_value": "text, number or day",
    "_read_scale": "`default`, `stretch_50`, `stretch_75`, or a score for each level",
    "_read_thresholds": "a value for each level",
    "_read_spill": "side, or `[parties, side]`",
}
"""Functions that read a field, and what the field then holds."""
FORMS = {
    str: "text",
    int: "whole number",
    bool: "true or false",
    date: "day",
    Fraction: "number",
    Amount: "amount",
    Curve: "curve",
    Currency: "currency code",
    Release: "amount, or a score and a curve",
    Chain: "amount, or `{base, adjust}`",
    Bands: "`{basis, bands}`",
    Any: "anything",
}
"""Types, and what a field of them holds."""
AMOUNTS = (SumOf, RowsOf, PeopleIn, TimeIn)
ELSEWHERE = {
    **dict.fromkeys(KINDS.values(), "[kind of measure](measures.md#kinds)"),
    **dict.fromkeys(CONDITIONS, "[condition](measures.md#conditions)"),
    **dict.fromkeys(AMOUNTS, "[amount of records](measures.md#amounts-of-records)"),
    Test: "[test](measures.md#tests)",
}
"""Terms that have their section on the page of measures."""


# -- terms ----------------------------------------------------------------------------------------------------------------------------


@cache
def form(annotation, metadata=()):
    """Return what a field holds, in words."""
    metadata = [inner for item in metadata for inner in (item.metadata if isinstance(item, FieldInfo) else [item])]
    readers = [READ_BY[name] for item in metadata if (name := getattr(getattr(item, "func", None), "__name__", "")) in READ_BY]
    if readers:
        return readers[0]
    if annotation is int:
        return _bounded(metadata)
    if (origin := get_origin(annotation)) in COMPOUND:
        return COMPOUND[origin](get_args(annotation))
    return FORMS.get(annotation) or ELSEWHERE.get(annotation) or f"[{heading_of(annotation)}](#{anchor(annotation)})"


COMPOUND = {
    Annotated: lambda inner: form(inner[0], inner[1:]),
    Union: lambda inner: ", or ".join(dict.fromkeys(form(one) for one in inner if one is not type(None))),
    Literal: lambda inner: ", ".join(f"`{one}`" for one in inner),
    tuple: lambda inner: f"list of {_several(form(inner[0]))}",
    frozenset: lambda inner: f"list of {_several(form(inner[0]))}",
    dict: lambda inner: f"{form(inner[0])}: {form(inner[1])}",
}
COMPOUND[types.UnionType] = COMPOUND[Union]
"""What a field of a compound type holds, from what the type is made of."""


def _several(one):
    plain = {"day", "id", "name", "text", "curve", "number", "amount", "share"}
    return f"{one}s" if one in plain else one.replace("whole number", "whole numbers")


def _bounded(metadata):
    least = next((item.ge for item in metadata if hasattr(item, "ge")), None)
    most = next((item.le for item in metadata if hasattr(item, "le")), None)
    return "whole number" if least is None else f"whole number from {least} to {most}" if most is not None else f"{least} or more"


def heading_of(model):
    """Return what a kind of term is called: the class's name in words."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower()


def anchor(model):
    """Return the anchor of a kind of term's section."""
    return heading_of(model).replace(" ", "-")


def default_of(field):
    """Return what a field is without being given, in words."""
    value = field.get_default(call_default_factory=True)
    if value is PydanticUndefined:
        return "needed"
    if value is None or value in ("", (), {}) or isinstance(value, BaseModel):
        return "nothing"
    return next(write(value) for kind, write in DEFAULTS.items() if isinstance(value, kind))


DEFAULTS = {
    Amount: lambda value: f"`{value.text}`",
    Fraction: lambda value: f"`{exact_text(value)}`",
    tuple: lambda value: ", ".join(f"`{one.id}` (limb {one.limb})" for one in value),
    dict: lambda value: "`default`",
    bool: lambda value: f"`{str(value).lower()}`",
    object: lambda value: f"`{value}`",
}
"""How the value of a field that is left out is written."""


def fields_table(model):
    """Return a table of a model's fields."""
    docs = field_words(model)
    rows = [
        (f"`{field.alias or name}`", docs.get(name, ""), _form_of(name, field), default_of(field))
        for name, field in model.model_fields.items()
    ]
    return table(("Field", "Meaning", "Holds", "If left out"), rows)


def _form_of(name, field):
    return "list of [stages](stages.md)" if name == "entries" else form(field.annotation, tuple(field.metadata))


def table(head, rows):
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def terms_within(model, seen):
    """Yield every kind of term beneath a model, parents first; stages have a page of their own."""
    if model in seen or model in FORMS or model in ELSEWHERE or model in {*STAGES.values()} - {STAGES["round"]}:
        return
    seen.add(model)
    yield model
    for name, field in model.model_fields.items():
        if name != "entries":
            for inner in _models_in(field.annotation):
                yield from terms_within(inner, seen)


def _models_in(annotation):
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


BESIDE = {
    Regime: "Its `stages` are on [a page of their own](stages.md); its `inputs` are the names that the stages use.\n\n",
    Binding: "It is exactly one of target, actual, forecast, score, money and fact; the other fields select.\n\n",
}
"""What a section says beside its table."""


def make_agreement(_):
    """Return a section for each kind of term in agreement.yaml."""
    sections = []
    for model in terms_within(Terms, set()):
        about = inspect.cleandoc(model.__doc__).split("\n\n")[0].replace("\n", " ")
        title = "The whole file" if model is Terms else heading_of(model).capitalize()
        sections.append(f"## {title}\n{about}\n\n{BESIDE.get(model, '')}{fields_table(model)}")
    return "\n".join(sections)


def make_stage(word):
    """Return the fields of a stage, and of what is particular to it."""
    stage = STAGES[word]
    parts = [_without_links(fields_table(stage))]
    for inner in (one for one in _models_in_stage(stage) if one is not Release):
        about = inspect.cleandoc(inner.__doc__).split("\n\n")[0].replace("\n", " ")
        parts.append(f"\n*{heading_of(inner)}*: {about}\n\n{_without_links(fields_table(inner))}")
    return "".join(parts)


def _without_links(text):
    """Return a table that names what is right below it, without a link to it."""
    return re.sub(r"\[([^]]+)]\(#[^)]+\)", r"*\1*", text)


def _models_in_stage(stage):
    waiting, seen = [stage], []
    while waiting:
        for field in waiting.pop().model_fields.values():
            new = [one for one in _models_in(field.annotation) if one not in seen]
            seen += new
            waiting += new
    return seen


def make_measure(word):
    """Return the fields of a kind of measure, and of what is particular to it."""
    kind = KINDS[word]
    parts = [_without_links(fields_table(kind))]
    for inner in (one for one in _models_in_stage(kind) if one not in ELSEWHERE and one is not AgeRange):
        about = inspect.cleandoc(inner.__doc__).split("\n\n")[0].replace("\n", " ")
        parts.append(f"\n*{heading_of(inner)}*: {about}\n\n{_without_links(fields_table(inner))}")
    return "".join(parts)


def make_term(name):
    """Return the fields of a condition, of an amount of records, or of a test."""
    terms = {one.__name__: one for one in (*CONDITIONS, AgeRange, *AMOUNTS, Test)}
    return _without_links(fields_table(terms[name]))


def make_coproduction(_):
    """Return the six principles of co-production with what each asks."""
    return table(("Principle", "On screen", "Asks"), [(f"`{id_}`", one.name, one.meaning) for id_, one in COPRODUCTION.items()])


def make_levels(_):
    """Return the seven levels with what they mean and what they score."""
    rows = [
        (f"`{level}`", words, LEVEL_MEANINGS[level], *(exact_text(SCALES[scale][level]) for scale in SCALES))
        for level, words in LEVEL_WORDS.items()
    ]
    return table(("Level", "On screen", "Means", *(f"`{scale}`" for scale in SCALES)), rows)


# -- tables, commands, names ----------------------------------------------------------------------------------------------------------


def make_tables(_):
    """Return a section for each CSV file."""
    sections = []
    for one in tables(Calendar(), Currency.of("GBP")):
        needed = "Every folder has it." if one.needed else "A folder may leave it out."
        rows = [(f"`{column.name}`", _held(column), "needed" if column.needed else _blank(column.default)) for column in one.columns]
        sections.append(f"## {one.file}\n{one.about} {needed}\n\n{table(('Column', 'Holds', 'If blank'), rows)}")
    return "\n".join(sections)


def make_governance(_):
    """Return a part for each CSV file of governance."""
    parts = []
    for one in governance_tables(Known()):
        rows = [(f"`{column.name}`", _held(column), "needed" if column.needed else _blank(column.default)) for column in one.columns]
        parts.append(f"### governance/{one.file}\n{one.about[0].upper()}{one.about[1:]}.\n\n{table(('Column', 'Holds', 'If blank'), rows)}")
    return "\n".join(parts)


def _held(column):
    """Return what a column holds, with the words that it takes if it takes no others."""
    if column.parse.__name__ != "parse_choice":
        return column.doc
    words = inspect.getclosurevars(column.parse).nonlocals["options"]
    return f"{column.doc}: {', '.join(f'`{word}`' for word in words)}"


def _blank(default):
    return f"`{default}`" if default else "nothing"


def commands():
    """Return the function behind every command, by the command's name, such as `regime list`."""
    found = {}
    waiting = [("", app)]
    while waiting:
        group, program = waiting.pop(0)
        for one in program.registered_commands:
            found[f"{group} {one.name or one.callback.__name__}".strip()] = one.callback
        waiting += [(f"{group} {one.name}".strip(), one.typer_instance) for one in program.registered_groups]
    return found


def make_command(name):
    """Return what a command does, its usage, its arguments and its options."""
    command = commands()[name]
    given = [_parameter(one, hint) for one, hint in _hinted(command)]
    usage = " ".join([f"gainshare {name}", *(one.used for one in given)])
    rows = [(f"`{one.called}`", one.said, one.otherwise) for one in given]
    arguments = f"\n{table(('Given', 'Meaning', 'If left out'), rows)}" if rows else ""
    return f"{' '.join(command.__doc__.split())}\n\n```text\n{usage}\n```\n{arguments}"


def _hinted(command):
    hints = get_type_hints(command, include_extras=True)
    return [(one, hints[name]) for name, one in inspect.signature(command).parameters.items()]


@dataclass(frozen=True)
class Given:
    """A parameter of a command, in words."""

    used: str
    called: str
    said: str
    otherwise: str


def _parameter(one, hint):
    plain, info = get_args(hint)[:2]
    needed = one.default is inspect.Parameter.empty
    metavar = info.metavar or ("|".join(get_args(plain)) if get_origin(plain) is Literal else "")
    # In an annotation, typer takes the first name of an option for its default.
    option = next((name for name in (info.default, *(info.param_decls or ())) if str(name).startswith("--")), f"--{one.name}")
    called = metavar if isinstance(info, ArgumentInfo) else f"{option} {metavar}".strip()
    otherwise = "needed" if needed else "" if one.default in (None, False) else f"`{one.default}`"
    return Given(called if needed else f"[{called}]", called, info.help, otherwise)


def make_api(_):
    """Return a section for each public name of the library."""
    sections = []
    for name in api.__all__:
        if inspect.ismodule(one := getattr(api, name)):
            sections.append(_module_section(name, one))
            continue
        one = inspect.unwrap(one)
        signature = f"```text\n{name}{_signature(one)}\n```\n\n" if inspect.isfunction(one) else ""
        sections.append(f"## {name}\n{signature}{_said(one)}")
    return "\n".join(sections)


def _module_section(name, module):
    """Return a section for a module of public names, with a part for each."""
    parts = [f"## {name}\n{inspect.cleandoc(module.__doc__)}\n"]
    for inner in module.__all__:
        one = getattr(module, inner)
        signature = f"```text\n{name}.{inner}{_signature(one)}\n```\n\n" if inspect.isfunction(one) else ""
        parts.append(f"### {name}.{inner}\n{signature}{_said(one)}")
    return "\n".join(parts)


def _signature(one):
    """Return a function's signature, with its types as they are written."""
    plain = re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(one)))
    return plain.replace("Fraction(0, 1)", "0")


def _said(one):
    text = inspect.cleandoc(one.__doc__)
    text = re.sub(r"^(Args|Returns|Raises):$", r"**\1**\n", text, flags=re.MULTILINE)
    text = re.sub(r"^    (\w+): ", r"- `\1`: ", text, flags=re.MULTILINE)
    text = re.sub(r"^    (?=\S)", "", text, flags=re.MULTILINE)
    members = "" if inspect.isfunction(one) else _members(one)
    return f"{text}\n{members}"


def _members(cls):
    docs = field_words(cls)
    rows = [(f"`.{name}`", docs[name]) for name in get_type_hints_safely(cls) if name in docs]
    for name, member in vars(cls).items():
        plain = member.fget if isinstance(member, property) else getattr(member, "func", member)
        if not name.startswith("_") and (inspect.isfunction(plain)) and plain.__doc__:
            call = "" if isinstance(member, property) or hasattr(member, "func") else "()"
            rows.append((f"`.{name}{call}`", inspect.cleandoc(plain.__doc__).split("\n\n")[0].replace("\n", " ")))
    return "\n" + table(("Holds", "Meaning"), rows) if rows else ""


def get_type_hints_safely(cls):
    """Return the names of a class's fields."""
    try:
        return get_type_hints(cls)
    except (NameError, TypeError):
        return getattr(cls, "__annotations__", {})


def make_rules(_):
    """Return a table of the lint's rules."""
    return table(("Rule", "Asks that"), [(f"[{rule.id}](#{rule.id.lower()})", rule.about) for rule in RULES])


def make_templates(_):
    """Return a table of the regimes that come with the product."""
    rows = [(f"`{name}`", one.title, ", ".join(f"`{needed}`" for needed in one.names)) for name, one in templates().items()]
    return table(("Regime", "What it is", "Needs"), rows)


MAKERS = {name.removeprefix("make_"): maker for name, maker in list(globals().items()) if name.startswith("make_")}


# -- pages ----------------------------------------------------------------------------------------------------------------------------


def made(text):
    """Return a page with its made parts as the code has them."""
    return PART.sub(lambda part: f"{part[1]}{MAKERS[part['maker']](part['argument']).strip()}\n{part[4]}", text)


def stale():
    """Return each file that is out of date, with what it should hold."""
    wanted = {path: made(path.read_text(encoding="utf-8")) for path in sorted(REFERENCE.glob("*.md"))}
    wanted[SCHEMA] = agreement_schema()
    found = {path: text for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text}
    return found | {path: svg for path, svg in drawn.pictures().items() if not drawn.is_current(path, svg)}


def main():
    """Write what is out of date, or only say so."""
    found = stale()
    only_check = "--check" in sys.argv[1:]
    for path, text in found.items():
        print(f"{path.name} is out of date." if only_check else f"{path.name} written.")
        if not only_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    sys.exit(1 if found and only_check else 0)


if __name__ == "__main__":
    main()
