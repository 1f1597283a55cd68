"""Exact money: no float arises where money, shares, parties and scores are worked out."""

import ast
from pathlib import Path

import pytest

CORE = Path(__file__).parents[2] / "src" / "gainshare" / "core"
EXACT = ["kernel", "parties", "openbook", "performance", "governance", "commercial", "agreement"]
# Where floats are meant: arrays of cases, and the statistics of performance (control charts, confidence intervals).
PERFORMANCE = CORE / "performance"
FLOATS = {
    CORE / "kernel" / "numbers.py",
    PERFORMANCE / "level_noise.py",
    *PERFORMANCE.glob("interval*.py"),
    *PERFORMANCE.glob("spc*.py"),
}

# What the math module answers in whole numbers; everything else in it answers in floats.
WHOLE = {"ceil", "comb", "factorial", "floor", "gcd", "isqrt", "lcm", "perm", "prod", "trunc"}
# Calls that name the type float without making one.
NAMING = {"isinstance", "issubclass", "cast"}


def test_no_float_arises_where_amounts_are_exact():
    modules = [path for part in EXACT for path in sorted((CORE / part).rglob("*.py")) if path not in FLOATS]

    found = [f"{path.relative_to(CORE)}:{line}: {what}" for path in modules for line, what in floats(path.read_text(encoding="utf-8"))]

    assert modules
    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "x = 0.5",
        "x = 1e3",
        "x = 2j",
        "x = float('1')",
        "x = list(map(float, y))",
        "x = math.sqrt(2)",
        "x = math.inf",
        "from math import sqrt",
    ],
)
def test_a_float_is_found(source):
    assert floats(source)


@pytest.mark.parametrize(
    "source",
    [
        "isinstance(x, float)",
        "isinstance(x, (int, float))",
        "def f(x: float | int) -> Fraction: ...",
        "match x:\n    case float():\n        pass",
        "x = math.gcd(4, 6)",
        "from math import lcm",
        "x = '0.5'",
        "x = Fraction(1, 2)",
    ],
)
def test_naming_the_type_is_no_float(source):
    assert floats(source) == []


def floats(source):
    return sorted((node.lineno, what) for node in ast.walk(ast.parse(source)) for what in floats_of(node))


def floats_of(node):
    match node:
        case ast.Constant(value=float() | complex() as value):
            yield f"the literal {value}"
        case ast.Call(func=ast.Name(id="float")):
            yield "a call of float"
        case ast.Call(func=called, args=args) if not is_name_of(called, NAMING):
            yield from (f"float handed to {ast.unparse(called)}" for argument in args if is_name_of(argument, {"float"}))
        case ast.Attribute(value=ast.Name(id="math"), attr=name) if name not in WHOLE:
            yield f"math.{name}"
        case ast.ImportFrom(module="math", names=names):
            yield from (f"math.{alias.name}" for alias in names if alias.name not in WHOLE)


def is_name_of(node, names):
    return isinstance(node, ast.Name) and node.id in names
