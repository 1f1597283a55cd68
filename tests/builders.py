"""A small, complete, valid alliance whose figures can be worked by hand, and ways to change one thing in it.

Two owners (OA 60%, OB 40%; OB is a council that also provides), three participants (PX 50%, PY 30%, PZ 20%), one year of cost.

Each month of 2024/25:  target 100,000 = PX 45,000 direct + 5,000 margin, PY 25,000, PZ 15,000, OB 10,000
                        actual  95,000 = PX 40,000 direct + 5,000 margin, PY 24,000, PZ 16,000, OB 10,000
So the year has a target of 1,200,000, an actual of 1,140,000 and a variance of 60,000, which is shared half and half:
PX 15,000, PY 9,000, PZ 6,000; OA 18,000, OB 12,000. The overall score is 60% of 45 plus 40% of 0 = 27.
"""

import csv
import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

from gainshare.cli.main import main
from gainshare.files.yaml_writer import write_yaml

UP = {"failure": 0, "poor": 10, "below_mcos": 20, "mcos": 30, "above_mcos": 40, "stretch": 50, "game_breaking": 70}
DOWN = {"failure": 12, "poor": 10, "below_mcos": 8, "mcos": 6, "above_mcos": 5, "stretch": 4, "game_breaking": 2}
COST = {"failure": 110, "poor": 105, "below_mcos": 102, "mcos": 100, "above_mcos": 98, "stretch": 95, "game_breaking": 90}
HALVES = {"basis": "target", "bands": [{"owner": "50%", "nop": "50%"}]}

TERMS = {
    "schema": 1,
    "alliance": {
        "id": "SMALL",
        "name": "Small Alliance",
        "status": "binding",
        "objectives": [{"id": "O1", "text": "People are well"}],
        "starts_on": "2024-04-01",
        "ends_on": "2029-03-31",
    },
    "currency": "GBP",
    "calendar": {"year_starts_in": 4},
    "parties": [
        {"id": "OA", "name": "Owner A", "roles": ["owner", "commissioner"], "owner_share": "60%"},
        {"id": "OB", "name": "Council B", "roles": ["owner", "provider"], "owner_share": "40%"},
        {"id": "PX", "name": "Provider X", "roles": ["non_owner_participant"], "non_owner_share": "50%"},
        {"id": "PY", "name": "Provider Y", "roles": ["non_owner_participant"], "non_owner_share": "30%"},
        {"id": "PZ", "name": "Provider Z", "roles": ["non_owner_participant"], "non_owner_share": "20%"},
    ],
    "service_contracts": [
        {"id": "C1", "funder": "OA", "provider": "PX", "values": {"2024/25": 600000}},
        {"id": "C2", "funder": "OA", "provider": "PY", "values": {"2024/25": 300000}},
        {"id": "C3", "funder": "OB", "provider": "PZ", "values": {"2024/25": 180000}},
        {"id": "C4", "funder": "OB", "provider": "OB", "values": {"2024/25": 120000}},
    ],
    "principles": [{"id": "P1", "text": "Best for service"}],
    "work_packages": [{"id": "HOMES", "name": "Homes"}, {"id": "WARDS", "name": "Wards"}],
    "open_book": {
        "cost_types": [{"id": "direct", "limb": 1}, {"id": "margin", "limb": 2}],
        "categories": [
            {"name": "Pay", "cost_type": "direct"},
            {"name": "Fees", "cost_type": "direct", "pass_through": True},
            {"name": "Fines", "cost_type": "direct", "allowable": False},
            {"name": "Social work", "cost_type": "direct", "parties": ["OB"]},
            {"name": "Margin", "cost_type": "margin"},
        ],
        "price_base": {"target": "outturn", "actual": "outturn"},
        "definitions": {"fee_in_outturn": "in", "owners_costs": "out", "disallowed_cost": "left_out", "certified_by": "Finance Group"},
    },
    "performance": {
        "scale": "default",
        "score": {"places": 2, "mode": "half_even"},
        "overall": {"places": 2, "mode": "half_even"},
        "missing": "hold_at_mcos",
        "areas": [
            {
                "id": "A1",
                "name": "Outcomes",
                "weight": "100%",
                "objectives": ["O1"],
                "measures": [
                    {
                        "id": "M1",
                        "name": "Better",
                        "unit": "%",
                        "better": "up",
                        "weight": "60%",
                        "per": 100,
                        "basis": "point",
                        "thresholds": UP,
                    },
                    {"id": "M2", "name": "Crises", "unit": "per 100", "better": "down", "weight": "40%", "per": 100, "thresholds": DOWN},
                ],
            },
            {
                "id": "A2",
                "name": "Cost",
                "measures": [
                    {
                        "id": "M3",
                        "name": "Cost against target",
                        "unit": "%",
                        "better": "down",
                        "weight": "0%",
                        "per": 100,
                        "cost": "total",
                        "from_open_book": "actual_over_target",
                        "thresholds": COST,
                    }
                ],
            },
        ],
    },
    "regime": {
        "id": "small-regime",
        "title": "Halves, and half of the participants' gain below the minimum",
        "sides": {"owner": "owner", "nop": "non_owner_participant"},
        "inputs": {
            "toc": {"target": "adjusted"},
            "aoc": {"actual": "accepted"},
            "ops": {"score": "overall", "places": 2, "mode": "half_even"},
        },
        "stages": [
            {"variance": {"target": "toc", "actual": "aoc"}},
            {"share": {"gain": HALVES, "pain": HALVES}},
            {"modify": {"arm": "gain", "side": "nop", "other": "owner", "cases": [{"when": "ops < 0", "factor": "1/2"}, {"otherwise": 1}]}},
            {"allocate": {"side": "nop", "key": "agreed_shares"}},
            {"allocate": {"side": "owner", "key": "agreed_shares"}},
        ],
        "round": {
            "places": 2,
            "mode": "half_even",
            "order": {"gain": ["owner", "nop"], "pain": ["nop", "owner"]},
            "odd_penny": "first_in_order",
        },
        "settle": {
            "basis": "annual",
            "payment": "actual_cost",
            "part_year": "whole",
            "restatement": {"window_months": 24, "scores": "kept"},
        },
    },
}

MONTHS = [f"{year}-{month:02d}" for year, month in [*((2024, month) for month in range(4, 13)), (2025, 1), (2025, 2), (2025, 3)]]
"""The months of 2024/25."""
MONTHLY_TARGET = (
    ("PX", "direct", 45000),
    ("PX", "margin", 5000),
    ("PY", "direct", 25000),
    ("PZ", "direct", 15000),
    ("OB", "direct", 10000),
)
MONTHLY_COST = (
    ("PX", "direct", "Pay", 40000),
    ("PX", "margin", "Margin", 5000),
    ("PY", "direct", "Pay", 24000),
    ("PZ", "direct", "Pay", 16000),
    ("OB", "direct", "Social work", 10000),
)


def months_of(year):
    """Return the twelve months of the financial year that starts in April of a calendar year."""
    return [month.replace("2025", str(year + 1)).replace("2024", str(year)) for month in MONTHS]


def cost_rows(year=2024, monthly=MONTHLY_COST):
    return [
        {"party": party, "period": month, "cost_type": kind, "category": category, "amount": f"{amount}.00"}
        for month in months_of(year)
        for party, kind, category, amount in monthly
    ]


def target_rows(year=2024, monthly=MONTHLY_TARGET):
    return [
        {"party": party, "period": month, "cost_type": kind, "amount": f"{amount}.00"}
        for month in months_of(year)
        for party, kind, amount in monthly
    ]


def observation_rows(period="2024/25"):
    return [
        {"measure": "M1", "period": period, "numerator": "45", "denominator": "100", "status": "final"},
        {"measure": "M2", "period": period, "numerator": "6", "denominator": "100", "status": "final"},
    ]


@dataclass
class Alliance:
    """The terms as plain values and the rows of each CSV file; change them, then write the folder."""

    terms: dict = field(default_factory=lambda: json.loads(json.dumps(TERMS)))
    rows: dict = field(
        default_factory=lambda: {"costs.csv": cost_rows(), "targets.csv": target_rows(), "observations.csv": observation_rows()}
    )

    def set(self, path, value):
        """Give the term at a path such as `parties/PX/non_owner_share` another value; list items go by id, only key or number from 0,
        and `+` adds one."""
        holder, last = self._holder(path)
        if last == "+":
            holder.append(value)
        else:
            holder[_index(holder, last)] = value
        return self

    def drop(self, path):
        """Take the term at a path away."""
        holder, last = self._holder(path)
        del holder[_index(holder, last)]
        return self

    def _holder(self, path):
        *way, last = path.split("/")
        holder = self.terms
        for part in way:
            inner = holder[_index(holder, part)]
            # A stage is a mapping with one key: `stages/limit/max` leads into what the key holds.
            holder = inner[part] if isinstance(holder, list) and isinstance(inner, dict) and list(inner) == [part] else inner
        return holder, last

    def add(self, file, *rows):
        """Add rows to a CSV file."""
        self.rows.setdefault(file, []).extend(dict(row) for row in rows)
        return self

    def change(self, file, number, **cells):
        """Change cells of a row, counted from 0."""
        self.rows[file][number].update(cells)
        return self

    def vary(self, *changes, id="V1", agreed_on="2024-05-01", effective_on="2024-10-01", applies="from_period_start"):
        """Add a variation; each change is a pair of a term and what it says from then on."""
        one = {"id": id, "agreed_on": agreed_on, "effective_on": effective_on, "applies": applies}
        self.terms.setdefault("variations", []).append({**one, "changes": [{"term": term, "to": to} for term, to in changes]})
        return self

    def write(self, folder):
        """Write the folder, and return it; a table without rows is left out."""
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "agreement.yaml").write_text(write_yaml(self.terms), encoding="utf-8")
        for file, rows in self.rows.items():
            if not rows:
                (folder / file).unlink(missing_ok=True)
                continue
            (folder / file).write_text(csv_text(rows), encoding="utf-8")
        return folder


def _index(holder, part):
    if isinstance(holder, dict):
        return part
    for index, item in enumerate(holder):
        if isinstance(item, dict) and (item.get("id") == part or list(item) == [part]):
            return index
    return int(part)


def csv_text(rows):
    """Return rows as CSV text; the columns are those of all rows, in order of appearance."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    err: str


def gainshare(*arguments):
    """Run the command line in this process through its entry point; an exception that it lets through fails the test."""
    out, err, before = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["gainshare", *map(str, arguments)]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as stop:
        code = stop.code
        return Ended(0 if code is None else int(code), out.getvalue(), err.getvalue())
    finally:
        sys.argv = before
    return Ended(0, out.getvalue(), err.getvalue())


def files_below(folder):
    """Return every file below a folder with its bytes: what a command must leave as it was."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(Path(folder).rglob("*")) if path.is_file()}
