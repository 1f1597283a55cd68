"""The amount language of an agreement: "100% of margin", "min(8% of revenue, 4% of T)", "ops <= -30 and report == 1".

Numbers, percentages, fractions, names, `of`, + − × ÷, parentheses, min, max, abs, clip, curve(name, x), comparisons,
and/or/not, true/false. Nothing else: no attributes, no other calls, no loops, and a bounded cost. One tree is evaluated
on exact fractions or on arrays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from gainshare.core.kernel.amount_tree import Node, Scope, evaluate, truth, walk
from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.formats import exact_text
from gainshare.core.kernel.money import exact
from gainshare.core.kernel.numbers import EXACT, Number, Numbers, Truth
from gainshare.core.kernel.problem import Fault

if TYPE_CHECKING:
    from lark import Lark

LONGEST_TEXT = 1_000
"""Characters of one amount; an agreement that needs more should name its parts."""
DEEPEST_NESTING = 40
"""Levels of one amount; far above what a person can read."""
LONGEST_NUMBER = 30
"""Digits of one number."""

RESERVED = frozenset({"of", "and", "or", "not", "true", "false", "min", "max", "abs", "clip", "curve", "pw"})
"""Words of the language, which no input may be called."""

GRAMMAR = r"""
    ?start: either
    ?either: both ("or"i both)*                -> either
    ?both: opposite ("and"i opposite)*         -> both
    ?opposite: "not"i opposite                 -> opposite
        | comparison
    ?comparison: sum
        | sum COMPARE sum                      -> compare
    ?sum: product
        | sum PLUS product                     -> binary
    ?product: unary
        | product TIMES unary                  -> binary
        | product "of"i unary                  -> of
    ?unary: atom
        | MINUS unary                          -> minus
    ?atom: NUMBER                              -> number
        | NUMBER "%"                           -> percent
        | "true"i                              -> true
        | "false"i                             -> false
        | FUNCTION "(" either ("," either)* ")" -> call
        | CURVE "(" NAME "," either ")"        -> curve
        | NAME                                 -> name
        | "(" either ")"                       -> group
    COMPARE: "<=" | ">=" | "==" | "!=" | "<" | ">" | "≤" | "≥" | "≠"
    PLUS: "+" | "-" | "−"
    MINUS: "-" | "−"
    TIMES: "*" | "/" | "×" | "÷"
    FUNCTION.2: /(min|max|abs|clip)(?=\s*\()/i
    CURVE.2: /(curve|pw)(?=\s*\()/i
    NAME: /(?!(?:of|and|or|not|true|false|min|max|abs|clip|curve|pw)\b)[A-Za-z_][A-Za-z0-9_]*/i
    NUMBER: /\d+(\.\d+)?/
    %import common.WS
    %ignore WS
"""


SPELLINGS = {"−": "-", "×": "*", "÷": "/", "≤": "<=", "≥": ">=", "≠": "!="}
ARITY = {"abs": (1, 1), "clip": (3, 3), "min": (2, 20), "max": (2, 20)}


@dataclass(frozen=True, slots=True, eq=False)
class Amount:
    """A parsed amount or condition: the text as agreed, and its tree."""

    text: str
    """The amount as it was written."""
    node: Node
    """Its tree."""
    names: tuple[str, ...] = field(init=False)
    """The names that the amount uses, each once, in order of appearance."""
    curves: tuple[str, ...] = field(init=False)
    """The curves that the amount uses, each once, in order of appearance."""
    constant: Fraction | None = field(init=False)
    """The number that the amount always is, or None if it depends on a name or is a condition."""

    def __post_init__(self) -> None:
        """Work out once what is asked for again and again."""
        for kind, attribute in (("name", "names"), ("curve", "curves")):
            found = tuple(dict.fromkeys(str(node.value) for node in walk(self.node) if node.kind == kind))
            object.__setattr__(self, attribute, found)
        depends = self.names or self.curves or self.node.is_condition
        try:
            object.__setattr__(self, "constant", None if depends else evaluate(self.node, _NOTHING))
        except ZeroDivisionError:
            raise divides_by_zero(self) from None

    def __eq__(self, other: object) -> bool:
        """Return whether both say the same, however they are spelt."""
        return isinstance(other, Amount) and self.node == other.node

    def __hash__(self) -> int:
        """Return a hash of the tree."""
        return hash(self.node)

    @property
    def is_condition(self) -> bool:
        """Return whether the amount is yes or no rather than a number."""
        return self.node.is_condition

    def evaluate(self, scope: Scope) -> Number:
        """Return the amount as a number of the scope's system.

        Raises:
            ZeroDivisionError: an exact amount divides by zero.
        """
        return evaluate(self.node, scope)

    def holds(self, scope: Scope) -> Truth:
        """Return whether the condition holds; a bare name holds when it is not 0."""
        return truth(self.node, scope)


def divides_by_zero(amount: Amount) -> Fault:
    """Return the fault of an amount that divides by zero."""
    return Fault(f"“{amount.text}” divides by zero.", "Check the figures that it divides by.")


@lru_cache(maxsize=4_096)
def parse_amount(text: str) -> Amount:
    """Return the amount or condition that a text says.

    Raises:
        Fault: the text is not an amount; the message points at the place.
    """
    if len(text) > LONGEST_TEXT:
        raise Fault(f"An amount has at most {LONGEST_TEXT} characters.", "Give parts of it names under `inputs` and use those.")
    node = _plain(text.strip()) or _parse(text)
    if node.depth > DEEPEST_NESTING:
        raise Fault(f"An amount is nested at most {DEEPEST_NESTING} deep.", "Give parts of it names under `inputs` and use those.")
    return Amount(text.strip(), node)


def amount_of(value: object) -> Amount:
    """Return the amount that a number or a text of an agreement file says; a bool is yes or no.

    Raises:
        Fault: the value is neither a number nor an amount in words.
    """
    if isinstance(value, Amount):
        return value
    if isinstance(value, bool):
        return Amount(str(value).lower(), Node("truth", value=value))
    if isinstance(value, (int, Decimal, Fraction, float)):
        return parse_amount(exact_text(exact(value)))
    if isinstance(value, str) and value.strip():
        return parse_amount(value)
    raise Fault("This is not an amount.", "Write a number, a percentage, or a formula such as “100% of margin”.")


def _plain(text: str) -> Node | None:
    """Return the tree of a bare number, percentage, fraction or name without starting the parser; None for anything longer."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    number, percent, divisor, name = match.group("number", "percent", "divisor", "name")
    if name:
        return None if name.lower() in RESERVED else Node("name", value=name)
    value = _digits(number)
    if divisor is not None:
        below = _digits(divisor)
        return Node("number", value=value / below) if below else None
    return Node("number", value=value / 100 if percent else value)


_PLAIN = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?:\s*(?P<percent>%)|\s*/\s*(?P<divisor>\d+))?|(?P<name>[A-Za-z_][A-Za-z0-9_]*)")


def _digits(text: str) -> Fraction:
    if len(text) > LONGEST_NUMBER:
        raise Fault(f"A number has at most {LONGEST_NUMBER} digits.", "Shorten the number.")
    return Fraction(text)


def _parse(text: str) -> Node:
    from lark.exceptions import UnexpectedInput, VisitError

    try:
        tree = _parser().parse(text)
    except UnexpectedInput as error:
        column = getattr(error, "column", 0)
        place = f"near “{text[column - 1 : column + 14]}”" if isinstance(column, int) and 0 < column <= len(text) else "at its end"
        message = f"“{text.strip()}” is not an amount: it cannot be read {place}."
        if text.count("(") > text.count(")"):
            raise Fault(message, "Close the parenthesis; where the amount holds a comma, put all of it in quotation marks.") from None
        raise Fault(message, "Use numbers, names, %, of, + - * /, min, max, abs, clip, curve(name, x) and comparisons.") from None
    except VisitError as error:
        raise error.orig_exc from None
    assert isinstance(tree, Node), "the parser builds nodes"
    return tree


@lru_cache(maxsize=1)
def _parser() -> Lark:
    from lark import Lark, Transformer, v_args

    builder = v_args(inline=True)(type("Builder", (Transformer,), dict(_BUILDERS)))
    return Lark(GRAMMAR, parser="lalr", transformer=builder())


def _node(kind: str, *parts: Node, value: Fraction | str | bool = "") -> Node:
    depth = 1 + max((part.depth for part in parts), default=0)
    if depth > DEEPEST_NESTING:
        raise Fault(f"An amount is nested at most {DEEPEST_NESTING} deep.", "Give parts of it names under `inputs` and use those.")
    return Node(kind, parts, value, depth)


def _numeric(node: Node) -> Node:
    if node.is_condition:
        raise Fault("A condition is used where a number is needed.", "Compare numbers, and join conditions with and, or, not.")
    return node


def _conditional(node: Node) -> Node:
    if node.is_condition or node.kind == "name":
        return node
    raise Fault("A number is used where a condition is needed.", "Write a comparison, such as “ops >= 0”.")


def _operator(self: object, left: Node, operator: str, right: Node) -> Node:
    kind = SPELLINGS.get(str(operator), str(operator))
    if kind == "/" and right.kind == "number" and right.value == 0:
        raise Fault("The amount divides by zero.", "Divide by something else.")
    return _node(kind, _numeric(left), _numeric(right))


def _of(self: object, part: Node, whole: Node) -> Node:
    """Return the product that “2/3 of x” says; “a / b of x” could be read in two ways and is refused."""
    if part.kind == "/" and not part.is_grouped and any(side.kind != "number" for side in part.parts):
        raise Fault("“of” after a division can be read in two ways.", "Put parentheses around the part that comes first.")
    return _node("*", _numeric(part), _numeric(whole))


def _call(self: object, function: str, *arguments: Node) -> Node:
    name = str(function).lower()
    least, most = ARITY[name]
    if not least <= len(arguments) <= most:
        wanted = str(least) if least == most else f"{least} or more"
        raise Fault(f"{name}() takes {wanted} amounts, not {len(arguments)}.", "Separate the amounts by commas.")
    return _node(name, *(_numeric(argument) for argument in arguments))


def _joined(kind: str) -> Callable[..., Node]:
    def build(self: object, *parts: Node) -> Node:
        return reduce(lambda left, right: _node(kind, _conditional(left), _conditional(right)), parts)

    return build


_BUILDERS: Mapping[str, Callable[..., Node]] = {
    "number": lambda self, digits: _node("number", value=_digits(str(digits))),
    "percent": lambda self, digits: _node("number", value=_digits(str(digits)) / 100),
    "true": lambda self: _node("truth", value=True),
    "false": lambda self: _node("truth", value=False),
    "name": lambda self, name: _node("name", value=str(name)),
    "group": lambda self, inner: replace(inner, is_grouped=True),
    "minus": lambda self, sign, inner: _node("negative", _numeric(inner)),
    "of": _of,
    "opposite": lambda self, inner: _node("not", _conditional(inner)),
    "curve": lambda self, word, name, x: _node("curve", _numeric(x), value=str(name)),
    "binary": _operator,
    "compare": _operator,
    "call": _call,
    "either": _joined("or"),
    "both": _joined("and"),
}


@dataclass(frozen=True, slots=True)
class Names:
    """A scope made of given values: what `evaluate` and the constants use."""

    values: Mapping[str, Number]
    """The value of each name."""
    curves: Mapping[str, Curve]
    """The curves by name."""
    on: Numbers = EXACT
    """The number system of the values."""

    def value(self, name: str) -> Number:
        """Return the value of a name.

        Raises:
            Fault: no value of this name was given.
        """
        if name not in self.values:
            known = ", ".join(sorted(self.values)) or "none"
            raise Fault(f"There is no value called “{name}”.", f"Give one, or use one of the values given: {known}.")
        return self.values[name]

    def curve(self, name: str) -> Curve:
        """Return a curve by name.

        Raises:
            Fault: no curve of this name was given.
        """
        if name not in self.curves:
            known = ", ".join(sorted(self.curves)) or "none"
            raise Fault(f"There is no curve called “{name}”.", f"Give one under `curves`, or use one of those given: {known}.")
        return self.curves[name]


_NOTHING = Names({}, {})
