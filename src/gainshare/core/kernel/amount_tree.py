"""The tree of a parsed amount, and what it comes to on exact fractions or on arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import Protocol

from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.numbers import Number, Numbers, Truth


class Scope(Protocol):
    """Where an amount finds its names."""

    @property
    def on(self) -> Numbers:
        """Return the number system that names have their values in."""

    def value(self, name: str) -> Number:
        """Return the value of a name, or raise."""

    def curve(self, name: str) -> Curve:
        """Return a curve by name, or raise."""


@dataclass(frozen=True, slots=True)
class Node:
    """One part of an amount."""

    kind: str
    """`number`, `name`, `curve`, a function (`min` …), an operator (`+` …), a comparison (`<=` …), `and`, `or`, `not` or `truth`."""
    parts: tuple[Node, ...] = ()
    """What it is made of."""
    value: Fraction | str | bool = ""
    """The number, the name, or the truth value."""
    depth: int = 1
    """Levels beneath and including this one."""
    is_grouped: bool = field(default=False, compare=False)
    """Whether it was written in parentheses."""

    @property
    def is_condition(self) -> bool:
        """Return whether the part is yes or no rather than a number."""
        return self.kind in CONDITIONS


COMPARISONS: Mapping[str, Callable[[Number, Number], Truth]] = {
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
}
CONDITIONS = frozenset({*COMPARISONS, "and", "or", "not", "truth"})


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and everything beneath it."""
    yield node
    for part in node.parts:
        yield from walk(part)


def _clip(on: Numbers, x: Number, low: Number, high: Number) -> Number:
    return on.minimum(on.maximum(x, low), high)


ARITHMETIC: Mapping[str, Callable[..., Number]] = {
    "+": lambda on, a, b: a + b,
    "-": lambda on, a, b: a - b,
    "*": lambda on, a, b: a * b,
    "/": lambda on, a, b: a / b,
    "negative": lambda on, a: -a,
    "abs": lambda on, a: on.maximum(a, -a),
    "min": lambda on, *many: reduce(on.minimum, many),
    "max": lambda on, *many: reduce(on.maximum, many),
    "clip": _clip,
}


def evaluate(node: Node, scope: Scope) -> Number:
    """Return what a node comes to in a scope."""
    kind = node.kind
    if kind == "number":
        assert isinstance(node.value, Fraction), "a number node holds a fraction"
        return scope.on.of(node.value)
    if kind == "name":
        return scope.value(str(node.value))
    if kind == "curve":
        return scope.curve(str(node.value)).at(evaluate(node.parts[0], scope), scope.on)
    if node.is_condition:
        return truth(node, scope)
    return ARITHMETIC[kind](scope.on, *[evaluate(part, scope) for part in node.parts])


def truth(node: Node, scope: Scope) -> Truth:
    """Return whether a condition holds in a scope; a number holds when it is not 0."""
    kind, on = node.kind, scope.on
    if kind == "truth":
        return node.value
    if kind == "and":
        return on.both(truth(node.parts[0], scope), truth(node.parts[1], scope))
    if kind == "or":
        return on.either(truth(node.parts[0], scope), truth(node.parts[1], scope))
    if kind == "not":
        return on.negation(truth(node.parts[0], scope))
    if kind in COMPARISONS:
        return COMPARISONS[kind](evaluate(node.parts[0], scope), evaluate(node.parts[1], scope))
    return evaluate(node, scope) != 0
