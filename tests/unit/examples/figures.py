"""Reading the examples' own tables of figures, and settlements in the same form: whole pence by party."""

import csv
from decimal import Decimal
from pathlib import Path

EXAMPLES = Path(__file__).parents[3] / "examples"


def rows(*path):
    with EXAMPLES.joinpath(*path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pence(text):
    """Return an amount in whole pence; None for an empty cell."""
    if text == "":
        return None
    amount = Decimal(text) * 100
    assert amount == amount.to_integral_value(), text
    return int(amount)


def decimal(number, places):
    """Return an exact number as a table prints it."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):.{places}f}"


def scores(assessment, level_words):
    """Return each measure's value, score, level and weighted score, and the overall score, as a table of scores prints them."""
    card = assessment.scorecard
    lines = {
        line.measure: (decimal(line.value, 4), decimal(line.score, 2), level_words[line.level], decimal(line.weighted, 4))
        for line in card.lines
    }
    return lines, card.overall, level_words[card.level]
