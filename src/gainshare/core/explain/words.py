"""How values, sides and parties are spoken of in an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from gainshare.core.kernel import formats
from gainshare.core.kernel.money import Currency
from gainshare.core.kernel.step import Input, Step, Unit, Value

COINS: Mapping[str, tuple[str, str]] = {
    "GBP": ("penny", "pennies"),
    **dict.fromkeys(("AUD", "CAD", "EUR", "NZD", "USD"), ("cent", "cents")),
}
"""What one and several of a currency's smallest unit are called."""
SIDE_WORDS: Mapping[str, str] = {"owner": "the owners", "non_owner_participant": "the non-owner participants"}


@dataclass(frozen=True)
class Words:
    """The currency, and what sides and parties are called."""

    currency: Currency
    """The agreement's currency."""
    roles: Mapping[str, str]
    """The role of each side."""
    names: Mapping[str, str]
    """The name of each party."""
    hidden: frozenset[str] = frozenset()
    """The measures whose value is not told: it rests on a small number."""

    @property
    def coin(self) -> str:
        """Return what the smallest unit of the currency is called: penny, cent, or unit."""
        return COINS.get(self.currency.code, ("smallest unit", "smallest units"))[0]

    @property
    def coins(self) -> str:
        """Return what several of the smallest unit are called."""
        return COINS.get(self.currency.code, ("smallest unit", "smallest units"))[1]

    def side(self, side: str) -> str:
        """Return a side in words: `the owners`, or the side's own name in quotation marks."""
        return SIDE_WORDS.get(self.roles.get(side, ""), f"“{side}”")

    def party(self, party: str) -> str:
        """Return a party's name, with its id."""
        name = self.names.get(party, party)
        return party if name == party else f"{name} ({party})"

    def value(self, value: Value, unit: Unit) -> str:
        """Return a value as its unit is shown; money that is not a whole penny is shown in full."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str):
            return value
        if unit == "money":
            return self.money(value)
        if unit == "share":
            return formats.share(value)
        return formats.number(value, 4) if self._is_long(value) else formats.fraction_text(value)

    def money(self, value: Fraction) -> str:
        """Return an amount of the main unit, to the penny, or in full where it is not a whole penny."""
        minor = value * 10**self.currency.places
        if minor.denominator == 1:
            return formats.money(int(minor), self.currency)
        mark = self.currency.symbol or f"{self.currency.code} "
        size = abs(value)
        text = formats.number(size, 6).rstrip("0") if self._is_long(size) else formats.fraction_text(size)
        return f"{formats.MINUS if value < 0 else ''}{mark}{text}"

    @staticmethod
    def _is_long(value: Fraction) -> bool:
        return "/" in formats.exact_text(value) or len(formats.exact_text(value).partition(".")[2]) > 6

    def result(self, step: Step) -> str:
        """Return a Step's result in words."""
        return self.value(step.result, step.unit)

    def shown(self, item: Input) -> str:
        """Return an input's value in words."""
        return self.value(item.value, item.unit)

    def size(self, step: Step) -> str:
        """Return the size of a Step's amount, without its sign."""
        assert isinstance(step.result, Fraction), "an amount is a number"
        return self.money(abs(step.result))
