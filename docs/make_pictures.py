"""Draws the pictures of the page on control charts: each rule on a series made to show it, the icons, and charts of every kind.

python docs/make_reference.py     draws those that are out of date, with everything else that is made
"""

import re
from pathlib import Path

import gainshare as gs
from gainshare.reports.spc_icons import draw_assurance, draw_variation

PICTURES = Path(__file__).parent / "reference" / "pictures"
FIGURE = re.compile(r"-?\d+(?:\.\d+)?")
DESCRIBED = re.compile(r"<(?:title|desc)[ >].*?</(?:title|desc)>")
MONTHS = [f"{2023 + month // 12}-{month % 12 + 1:02}-01" for month in range(36)]

# Twelve points about 50 on which limits are fixed, and what shows one rule after them.
STEADY = [48, 53, 49, 52, 47, 51, 54, 48, 52, 47, 50, 49]
RULES = {
    "outside": ("A point outside the limits", [*STEADY, 51, 48, 66, 50, 47, 53, 49, 36]),
    "trend": ("Seven points rising or falling", [*STEADY, 46, 47.5, 49, 51, 52.5, 54, 55.5, 49, 53, 48]),
    "two-of-three": ("Two of three points near a limit", [*STEADY, 53, 59, 52, 58, 48, 51, 47, 52]),
    "shift": ("Seven points on one side of the mean", [*STEADY, 53, 51, 54, 52, 55, 51, 53, 54, 48, 51]),
}
VARIATIONS = [
    ("common_cause", ""),
    ("special_cause_improvement", "H"),
    ("special_cause_improvement", "L"),
    ("special_cause_concern", "H"),
    ("special_cause_concern", "L"),
    ("special_cause_neutral_high", "H"),
    ("special_cause_neutral_low", "L"),
]
ASSURANCES = ["consistently_pass", "consistently_fail", "inconsistent"]


def pictures():
    """Return every picture by the path of its file."""
    made = {}
    for name, (title, values) in RULES.items():
        chart = gs.spc(values, dates=MONTHS[: len(values)], fix_after=12)
        made[f"spc-rule-{name}"] = gs.charts.spc(chart, title=title).svg
    for variation, letter in VARIATIONS:
        made[f"spc-icon-{variation.replace('_', '-')}{f'-{letter.lower()}' if letter else ''}"] = draw_variation(variation, letter).svg
    for assurance in ASSURANCES:
        for improvement in ("up", "down"):
            made[f"spc-icon-{assurance.replace('_', '-')}-{improvement}"] = draw_assurance(assurance, improvement).svg
    made.update(examples())
    return {PICTURES / f"{name}.svg": f"{svg}\n" for name, svg in made.items()}


def examples():
    """Return a chart with a rebase, one with proportions and a moving target, one that is constant, and one of small counts."""
    rebased = gs.spc(
        [22, 25, 21, 24, 26, 23, 22, 25, 24, 21, 23, 24, 18, 16, 19, 17, 15, 18, 17, 16, 19, 15, 17, 18],
        dates=MONTHS[:24],
        improvement="down",
        rebase_at={"2024-01-01": "discharge team began"},
        target=20,
    )
    missed = gs.spc(
        [21, 18, 25, 16, 22, 14, 19, 20, 15, 17, 13, 16, 9, 12, 10, 11],
        dates=MONTHS[:16],
        improvement="down",
        chart="p",
        denominators=[110, 95, 120, 80, 105, 70, 98, 101, 85, 92, 78, 90, 60, 88, 75, 82],
        per=100,
        target=[20] * 8 + [15] * 8,
    )
    constant = gs.spc([100] * 18, dates=MONTHS[:18], target=95)
    few = gs.spc([0, 1, 0, 2, 1, 0, 0, 1, 3, 0], dates=MONTHS[:10], improvement="down")
    return {
        "spc-rebase": gs.charts.spc(rebased, title="Delayed discharges", unit="people").svg,
        "spc-proportions": gs.charts.spc(missed, title="Reviews missed", unit="%").svg,
        "spc-constant": gs.charts.spc(constant, title="Care plans in place", unit="%").svg,
        "spc-few": gs.charts.spc(few, title="Restraints", unit="per 1,000 bed days", lowest=0).svg,
    }


def is_current(path, svg):
    """Return whether a stored picture is the one that the code draws.

    Words are compared letter by letter, the drawing without its numbers: where letters end depends on the fonts of a machine.
    """
    if not path.exists():
        return False
    stored = path.read_text(encoding="utf-8")
    return DESCRIBED.findall(stored) == DESCRIBED.findall(svg) and FIGURE.sub("0", stored) == FIGURE.sub("0", svg)
