"""A commercial regime: the inputs, the curves and the ordered stages that say how gain and pain are shared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union

from pydantic import Discriminator, Field, Tag, create_model, model_validator

from gainshare.core.commercial.bindings import BindingTerm
from gainshare.core.commercial.run import DERIVED
from gainshare.core.commercial.stage import CurveTerm, Stage
from gainshare.core.commercial.stages import STAGES
from gainshare.core.commercial.stages.allocate import AGREED_SHARES, Allocate
from gainshare.core.commercial.stages.fund import Fund
from gainshare.core.commercial.stages.gate import Gate
from gainshare.core.commercial.stages.levy import Levy
from gainshare.core.commercial.stages.limit import Limit
from gainshare.core.commercial.stages.modify import Modify
from gainshare.core.commercial.stages.output import Output, OutputTerm
from gainshare.core.commercial.stages.relief import Relief
from gainshare.core.commercial.stages.rounding import Round
from gainshare.core.commercial.stages.share import Share
from gainshare.core.commercial.stages.variance import Variance
from gainshare.core.commercial.terms import SettleTerms
from gainshare.core.kernel.amount import amount_of
from gainshare.core.kernel.curve import Curve
from gainshare.core.kernel.problem import Fault, Faults
from gainshare.core.kernel.step import Unit
from gainshare.core.kernel.term import ExactNumber, Id, Name, Term


def _entry(word: str, stage: type[Stage]) -> type[Term]:
    fields: dict[str, Any] = {word: (OutputTerm if stage is Output else stage, ...)}
    entry: type[Term] = create_model(f"{stage.__name__}Stage", __base__=Term, **fields)
    return entry


ENTRIES: Mapping[str, type[Term]] = {word: _entry(word, stage) for word, stage in STAGES.items()}
"""For each stage, the one-key mapping that holds it in a list: `{limit: {...}}`."""


def _word(value: object) -> str | None:
    """Return which stage a one-key mapping, or an entry made from it, holds."""
    if isinstance(value, dict):
        return next((key for key in value if key in STAGES), None)
    return next((word for word, entry in ENTRIES.items() if isinstance(value, entry)), None)


STAGE = Discriminator(_word, custom_error_type="stage", custom_error_message="This is not a stage.")
if TYPE_CHECKING:
    StageEntry = Term
else:
    StageEntry = Annotated[Union[tuple(Annotated[entry, Tag(word)] for word, entry in ENTRIES.items())], STAGE]  # noqa: UP007

SideRole = Literal["owner", "non_owner_participant", "other"]
"""Which parties stand behind a side; `other` for a holding account such as a pool."""


class WorkedExample(Term):
    """A case worked by hand or published: what goes in, and what must come out."""

    id: Id
    """What it is called."""
    status: Literal["published", "formula", "reading", "agreed"] = "agreed"
    """Inputs and outputs are in the source; worked by hand from a sourced rule; a reading of an ambiguous one; or agreed by the parties."""
    source: str = ""
    """Where it comes from."""
    inputs: dict[str, ExactNumber]
    """The value of each name."""
    expect: dict[str, ExactNumber]
    """What sides, parties and outputs must come to."""
    tolerance: ExactNumber = Fraction(5, 1000)
    """By how much a figure may differ: published figures are rounded."""


class Regime(Term):
    """The rules by which a variance becomes each side's and each party's gain or pain."""

    id: Id = "regime"
    """What the regime is called in files and on the command line."""
    title: str = ""
    """What it is, in a line."""
    source: str = ""
    """Where it comes from."""
    order: Literal["as_listed"] | None = None
    """`as_listed`: the parties have agreed that the stages run in this order, where another order would give another result."""
    inputs: dict[Name, BindingTerm] = {}
    """Each name that the stages use, and the figure it stands for; a regime without an agreement leaves it empty."""
    curves: dict[Name, CurveTerm] = {}
    """Curves by name."""
    roles: dict[str, SideRole] = Field(default={}, alias="sides")
    """The sides, and which parties stand behind each; needed for net payments."""
    entries: Annotated[tuple[StageEntry, ...], Field(min_length=1, alias="stages")]
    """The stages, in the order in which they run."""
    round: Round | None = None
    """Where the agreement rounds; without it, amounts stay exact."""
    settle: SettleTerms | None = None
    """When and how a result becomes payments."""
    examples: tuple[WorkedExample, ...] = ()
    """Worked examples, checked whenever the regime is."""
    notes: str = ""
    """Anything a reader should know: readings chosen, doubts."""

    model_config = Term.model_config | {"populate_by_name": True, "serialize_by_alias": True}

    @model_validator(mode="after")
    def _ordered(self) -> Regime:
        if faults := tuple(self.faults()):
            raise Faults(faults)
        return self

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Return the stages without their one-key mappings; a `round` that stands beside them is the last."""
        listed = tuple(getattr(entry, word) for entry in self.entries if (word := _word(entry)))
        return listed if self.round is None else (*listed, self.round)

    @cached_property
    def sides(self) -> tuple[str, ...]:
        """Return every side that a stage names, in order of appearance."""
        return tuple(dict.fromkeys(side for stage in self.stages for side in stage.sides()))

    @cached_property
    def rounding(self) -> Round | None:
        """Return the rule by which all sides and parties are rounded when a run ends, or None if they are not."""
        return next((stage for stage in self.stages if isinstance(stage, Round) and stage.side is None), None)

    @cached_property
    def units(self) -> Mapping[str, Unit]:
        """Return how each input is shown."""
        units: Mapping[str, Unit] = {"score": "score", "fact": "number"}
        return {name: units.get(binding.kind, "money") for name, binding in self.inputs.items()}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return every value that must be given: the names that the stages use, without those that the stages make."""
        made = {*DERIVED, "pool_funded", "pool_released", "fund_paid", *self.sides}
        made |= {party for stage in self.stages if isinstance(stage, Allocate) for party in stage.parties}
        needed: dict[str, None] = {}
        for stage in self.stages:
            for _, amount in stage.amounts():
                needed |= dict.fromkeys(name for name in amount.names if name not in made)
            if isinstance(stage, Output):
                made |= set(stage.figures)
        return tuple(needed)

    def with_shares(self, shares: Mapping[str, Mapping[str, Fraction]], members: Mapping[str, Sequence[str]]) -> Regime:
        """Return the regime with every `key: agreed_shares` replaced by the parties' shares, and each side of one party given to it.

        Args:
            shares: for each role (`owner`, `non_owner_participant`) the share of each party, in the order of the agreement.
            members: the parties in each role.
        """
        entries = tuple(_with_key(entry, self.roles, shares) for entry in self.entries)
        allocated = {stage.side for stage in self.stages if isinstance(stage, Allocate)}
        for side, role in self.roles.items():
            if side not in allocated and side in self.sides and len(alone := members.get(role, ())) == 1:
                whole = Allocate(side=side, key={alone[0]: amount_of(Fraction(1))})
                entries = (*entries, ENTRIES[Allocate.word].model_validate({Allocate.word: whole}))
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return type(self).model_construct(**{**fields, "entries": entries})

    def curve_map(self, shared: Mapping[str, Curve] | None = None) -> dict[str, Curve]:
        """Return the curves by name, those of the regime before shared ones."""
        return {**(shared or {}), **self.curves}

    def faults(self) -> Iterator[tuple[str, Fault]]:
        """Yield what is wrong with the order of the stages and with the names that they use, each with the path of its stage."""
        yield from _sequence(self.stages)
        yield from _touched(self.stages)
        yield from _between_two(self.stages)
        yield from self._names_taken()
        yield from _numbers_where_numbers_belong(self.stages)
        yield from self._rounding_names()
        yield from self._carry_limit()
        yield from self._undeclared_sides()
        yield from self._unknown_names()

    def _names_taken(self) -> Iterator[tuple[str, Fault]]:
        """Check that no input, output or levy bears the name of something that the regime works out."""
        taken = {*DERIVED, *self.sides}
        for name in self.inputs:
            if name in taken:
                yield f"inputs/{name}", Fault(f"“{name}” is worked out by the regime, and cannot be an input.", "Choose another name.")
        for index, stage in enumerate(self.stages):
            named = stage.figures if isinstance(stage, Output) else (stage.to,) if isinstance(stage, Levy) else ()
            for name in named:
                if name in taken:
                    fault = Fault(f"“{name}” is the name of something else that the regime works out.", "Choose another name.")
                    yield f"stages/{index}/{stage.word}", fault

    def _carry_limit(self) -> Iterator[tuple[str, Fault]]:
        """Check that the limit of what is carried forward is a number made of inputs, T and V."""
        rule = self.settle.carry_forward if self.settle is not None else None
        if rule is not None and rule.limit.is_condition:
            yield (
                "settle/carry_forward/limit",
                Fault("The limit is a condition, and must be a number.", "Write an amount, such as 2% of T."),
            )
        for name in rule.limit.names if rule is not None else ():
            if name not in {*self.inputs, *DERIVED}:
                fault = Fault(f"“{name}” is not one of the regime's inputs.", _guess(name, [*self.inputs, *DERIVED]))
                yield "settle/carry_forward/limit", fault

    def _rounding_names(self) -> Iterator[tuple[str, Fault]]:
        """Check that the orders of rounding name sides, and parties of the side."""
        rule = self.rounding
        if rule is None:
            return
        for arm, order in rule.order.items():
            for side in (side for side in order if side not in self.sides):
                yield "round", Fault(f"“{side}”, in the order of {arm}, is not a side.", _guess(side, list(self.sides)))
        if isinstance(rule.within, dict):
            yield from _orders_within(rule.within, {stage.side: stage.parties for stage in self.stages if isinstance(stage, Allocate)})

    def _undeclared_sides(self) -> Iterator[tuple[str, Fault]]:
        for index, stage in enumerate(self.stages):
            for side in stage.sides():
                if self.roles and side not in self.roles:
                    known = ", ".join(self.roles)
                    yield (
                        f"stages/{index}/{stage.word}",
                        Fault(f"“{side}” is not a side of the regime.", f"Use one of {known}, or add it to `sides`."),
                    )

    def _unknown_names(self) -> Iterator[tuple[str, Fault]]:
        declared = set(self.inputs)
        for index, stage in enumerate(self.stages):
            path = f"stages/{index}/{stage.word}"
            if self.inputs:
                unknown = ((field, name) for field, amount in stage.amounts() for name in amount.names if name in self.names)
                for field, name in unknown:
                    if name not in declared:
                        yield f"{path}/{field}", Fault(f"“{name}” is not one of the regime's inputs.", _guess(name, [*declared, *DERIVED]))
            for field, curve in stage.curve_names():
                if curve not in self.curves:
                    yield f"{path}/{field}", Fault(f"There is no curve called “{curve}”.", _guess(curve, list(self.curves)))


def fixed_sums(regime: Regime) -> tuple[tuple[str, str], ...]:
    """Return the sums of money that stages hold as figures rather than by name, which no part of a year can count by months.

    Returns:
        For each, the stage (its number from 1, and its name) and the sum as written.
    """
    fields = {"pool": ("sources",), "fund": ("amount",), "limit": ("max",), "relief": ("amount",)}
    return tuple(
        (f"{index}/{stage.word}", amount.text)
        for index, stage in enumerate(regime.stages, start=1)
        for path, amount in stage.amounts()
        if path.startswith(fields.get(stage.word, ("no field",))) and amount.constant
    )


def _with_key(entry: Term, roles: Mapping[str, SideRole], shares: Mapping[str, Mapping[str, Fraction]]) -> Term:
    stage = getattr(entry, Allocate.word, None)
    if not isinstance(stage, Allocate) or stage.key != AGREED_SHARES:
        return entry
    agreed = shares.get(roles.get(stage.side, "other"), {})
    if not agreed:
        raise Fault(f"{stage.side} is allocated by the agreed shares, but no party has a share in its role.", "Give the parties shares.")
    key = {party: amount_of(share) for party, share in agreed.items()}
    return entry.model_copy(update={Allocate.word: stage.model_copy(update={"key": key})})


def _guess(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    guess = f"Did you mean “{near[0]}”? " if near else ""
    return f"{guess}The names known here are: {', '.join(sorted(known)) or 'none'}."


def _sequence(stages: tuple[Stage, ...]) -> Iterator[tuple[str, Fault]]:
    """Check that one variance comes first, and one share after its gates and before everything that works on shares."""
    words = [stage.word for stage in stages]
    for word in (Variance.word, Share.word):
        if words.count(word) != 1:
            yield "stages", Fault(f"A regime has one {word} stage, not {words.count(word)}.", f"Give it exactly one {word}.")
            return
    if words[0] != Variance.word:
        yield f"stages/{words.index(Variance.word)}/variance", Fault("The variance must come first.", "Move it to the top of the stages.")
    shared = words.index(Share.word)
    for index, stage in enumerate(stages):
        if isinstance(stage, Gate) and index > shared:
            yield f"stages/{index}/gate", Fault("A gate must come before the share that it opens.", "Move it above share.")
        elif not isinstance(stage, (Variance, Gate, Share)) and index < shared:
            yield f"stages/{index}/{stage.word}", Fault(f"{stage.word} works on shares, and nothing is shared yet.", "Move it below share.")
    if words.count(Round.word) > 1:
        yield "stages", Fault("A regime rounds once.", "Keep one round stage.")


def _numbers_where_numbers_belong(stages: tuple[Stage, ...]) -> Iterator[tuple[str, Fault]]:
    """Check that only a `when` is a condition, and that a rate and a gate's factor that are constants lie between 0 and 1."""
    for index, stage in enumerate(stages):
        for path, amount in stage.amounts():
            field = path.rsplit("/", 1)[-1]
            place = f"stages/{index}/{stage.word}/{path}"
            if amount.is_condition and field != "when":
                yield place, Fault(f"“{amount.text}” is a condition, and an amount is needed.", "Write an amount, such as 100% of margin.")
            is_part = (isinstance(stage, Levy) and field == "rate") or (isinstance(stage, Gate) and field == "factor")
            if is_part and amount.constant is not None and not 0 <= amount.constant <= 1:
                yield place, Fault(f"“{amount.text}” does not lie between 0 and 1.", "Write a part, such as 2% or 1/2.")


def _orders_within(within: Mapping[str, tuple[str, ...]], keys: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, Fault]]:
    for side, parties in within.items():
        if side not in keys:
            yield "round", Fault(f"“{side}” is not a side that is allocated.", _guess(side, list(keys)))
        for party in (party for party in parties if keys.get(side) and party not in keys[side]):
            yield "round", Fault(f"“{party}” has no part in the key of {side}.", _guess(party, list(keys[side])))


def _between_two(stages: tuple[Stage, ...]) -> Iterator[tuple[str, Fault]]:
    """Check that what moves money moves it between two different sides."""
    for index, stage in enumerate(stages):
        sides = stage.sides()
        if isinstance(stage, (Modify, Limit, Relief, Fund)) and len(set(sides)) < len(sides):
            fault = Fault(f"{stage.word} moves money from “{sides[0]}” to itself.", "Name another side.")
            yield f"stages/{index}/{stage.word}", fault


def _touched(stages: tuple[Stage, ...]) -> Iterator[tuple[str, Fault]]:
    """Check that no stage touches a side whose amount has been allocated to its parties."""
    allocated: dict[str, int] = {}
    everybody = tuple(dict.fromkeys(side for stage in stages for side in stage.sides()))
    for index, stage in enumerate(stages):
        takes_the_rest = isinstance(stage, Round) and stage.side is not None and stage.residue_to is None
        for side in everybody if takes_the_rest else stage.sides():
            if side in allocated:
                message = f"{stage.word} changes {side}, whose amount stage {allocated[side] + 1} has already allocated to its parties."
                yield f"stages/{index}/{stage.word}", Fault(message, f"Move {stage.word} above that allocate stage.")
        if isinstance(stage, Allocate):
            allocated[stage.side] = index
