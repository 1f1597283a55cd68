"""share: the variance is split between the sides, band by band; each band applies only to the part that falls within it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, ClassVar

from pydantic import Field, PlainSerializer, WithJsonSchema, model_validator

from gainshare.core.commercial.run import Arm, Run
from gainshare.core.commercial.stage import Stage
from gainshare.core.kernel.amount import amount_of
from gainshare.core.kernel.formats import percent
from gainshare.core.kernel.numbers import Number
from gainshare.core.kernel.problem import Fault
from gainshare.core.kernel.step import Input
from gainshare.core.kernel.term import AMOUNT_SCHEMA, Formula, Term


class Band(Term):
    """`{to: 10%, owner: 50%, nop: 50%}`: the upper end of the band, and each side's share of what falls within it."""

    to: Formula | None = None
    """The upper end, as a part of the basis; the last band has none."""
    shares: dict[str, Formula]
    """Each side's share; a side not named has none."""

    @property
    def is_constant(self) -> bool:
        """Return whether no share depends on a figure."""
        return all(share.constant is not None for share in self.shares.values())

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, value: object) -> object:
        if not isinstance(value, dict) or isinstance(value.get("shares"), dict):
            return value
        return {"to": value.get("to"), "shares": {side: share for side, share in value.items() if side != "to"}}

    @model_validator(mode="after")
    def _add_up(self) -> Band:
        constants = [share.constant for share in self.shares.values()]
        if not constants:
            raise Fault("A band shares its part between sides.", "Name at least one side and its share, such as `owner: 50%`.")
        known = [constant for constant in constants if constant is not None]
        if len(known) == len(constants) and sum(known) != 1:
            raise Fault(
                f"The shares of a band add up to {percent(sum(known, Fraction(0)))}, not to 100%.", "Make them add up to 100%.", "R01"
            )
        return self


def _write_band(band: Band) -> object:
    upper = {} if band.to is None else {"to": band.to.text}
    return upper | {side: share.text for side, share in band.shares.items()}


BAND_SCHEMA = {"type": "object", "properties": {"to": AMOUNT_SCHEMA}, "additionalProperties": AMOUNT_SCHEMA, "minProperties": 1}
BandTerm = Annotated[Band, PlainSerializer(_write_band), WithJsonSchema(BAND_SCHEMA)]


class Bands(Term):
    """`{basis: target, bands: [...]}`: the bands of one arm, in ascending order."""

    basis: Formula = amount_of("T")
    """What `to` is a part of: `target`, `money` (`to` is an amount of money), or an amount."""
    bands: Annotated[tuple[BandTerm, ...], Field(min_length=1)]
    """The bands, ascending; the last has no upper end."""

    @model_validator(mode="before")
    @classmethod
    def _words(cls, value: object) -> object:
        """Read the two words of the basis before anything takes them for names."""
        words = {"target": "T", "money": 1}
        if isinstance(value, dict) and isinstance(value.get("basis"), str) and value["basis"] in words:
            return {**value, "basis": words[value["basis"]]}
        return value

    @model_validator(mode="after")
    def _ascending(self) -> Bands:
        if self.bands[-1].to is not None:
            raise Fault(
                "The last band must be open-ended.", "Leave `to` out of the last band, so that every amount falls within a band.", "R01"
            )
        if any(band.to is None for band in self.bands[:-1]):
            raise Fault("Only the last band may be open-ended.", "Give every other band its `to`.", "R01")
        ends = [band.to.constant for band in self.bands[:-1] if band.to is not None]
        known = [end for end in ends if end is not None]
        if any(later <= earlier for earlier, later in zip([Fraction(0), *known], known, strict=False)):
            raise Fault("The bands are out of order.", "Give each band a higher `to` than the one before it; the first is above 0.", "R01")
        return self


class Share(Stage):
    """`share: {gain: {basis: target, bands: [...]}, pain: {basis: target, bands: [...]}}`."""

    word: ClassVar[str] = "share"

    gain: Bands
    """How an under-run is shared."""
    pain: Bands
    """How an overrun is shared."""

    def sides(self) -> tuple[str, ...]:
        """Return the sides of both arms, in the order in which the bands name them."""
        return tuple(dict.fromkeys(side for arm in (self.gain, self.pain) for band in arm.bands for side in band.shares))

    def apply(self, run: Run) -> None:
        """Split the variance between the sides, band by band."""
        if run.on.some(run.outputs["T"] < 0):
            raise Fault("The target is below zero.", "Check the target and its adjustments.")
        arms: tuple[tuple[Arm, Bands], ...] = (("gain", self.gain), ("pain", self.pain))
        for arm, bands in arms:
            variance = run.part(run.outputs["V"], arm)
            if run.on.some(variance > 0):
                for index, band, part in self._parts(bands, variance, run):
                    self._split(index, arm, band, part, run)

    def _parts(self, bands: Bands, variance: Number, run: Run) -> Iterator[tuple[int, Band, Number]]:
        """Yield the part of the variance that falls within each band that it reaches."""
        on, below = run.on, run.zero
        basis = run.number(bands.basis)
        for index, band in enumerate(bands.bands, start=1):
            if band.to is None:
                yield index, band, variance - on.minimum(variance, below)
                return
            above = run.number(band.to) * basis
            if on.some(on.both(variance > 0, above < below)):
                raise Fault(f"Band {index} ends below the band before it.", "Check the figures that the ends of the bands are made of.")
            above = on.maximum(above, below)  # an arm that a case is not on may have bands that make no sense for it
            yield index, band, on.minimum(variance, above) - on.minimum(variance, below)
            below = above

    def _split(self, index: int, arm: Arm, band: Band, part: Number, run: Run) -> None:
        on, opening = run.on, run.opening[arm]
        if not on.some(part > 0):
            return
        shares = {side: run.number(share) for side, share in band.shares.items()}
        if not band.is_constant:
            shares = _where_reached(shares, part, run)
            _check(index, arm, shares, part, run)
        signed = part if arm == "gain" else -part
        if opening is not run.one:
            signed = signed * opening
        held = run.amounts["cost"]
        for side, share in shares.items():
            held[side] = held[side] + share * signed
            if on.is_exact:
                inputs = (Input("part", part, "money", "variance"), Input("share", share, "share"), *run.used(band.to, band.shares[side]))
                gate = (Input("open", opening, "share"),) if opening != 1 else ()
                name = f"{arm}.{index}.{side}"
                step = run.record(name, "share.band", share * signed, inputs + gate, clause=self.clause, about=(side, arm, str(index)))
                run.changed(step, "cost", side)


def _where_reached(shares: dict[str, Number], part: Number, run: Run) -> dict[str, Number]:
    """Return the shares where the band is reached, and nothing elsewhere (where a formula may not even have a value)."""
    return {side: run.on.where(part > 0, share, run.zero) for side, share in shares.items()}


def _check(index: int, arm: Arm, shares: dict[str, Number], part: Number, run: Run) -> None:
    total = run.on.where(part > 0, sum(shares.values(), run.zero), run.one)
    if not run.on.is_close(total, run.one, run.one):
        raise Fault(f"The shares of {arm} band {index} do not add up to 100%.", "Check the figures that the shares are made of.")
