"""A million cost lines: read, checked and summed, with the memory it takes."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from gainshare.core.agreement.case import book_terms
from gainshare.core.openbook.checks import check_ledger
from gainshare.core.openbook.outturn import actual_cells
from gainshare.files.folder import load_folder

LINES = 1_000_000
EXAMPLE = Path(__file__).parent.parent / "examples" / "wexmoor"


def write_folder(folder: Path, lines: int) -> int:
    """Write Wexmoor with its cost lines repeated until there are enough, each in a submission that exists; return their total in pence."""
    for name in ("agreement.yaml", "targets.csv", "submissions.csv"):
        (folder / name).write_bytes((EXAMPLE / name).read_bytes())
    header, *rows = (EXAMPLE / "costs.csv").read_text(encoding="utf-8").splitlines()
    cells = [row.split(",") for row in rows if '"' not in row and ",-" not in row]
    total = 0
    with (folder / "costs.csv").open("w", encoding="utf-8", newline="\n") as file:
        file.write(header + "\n")
        for number in range(lines):
            row = list(cells[number % len(cells)])
            amount = 100 + number % 999_983
            row[5], row[6] = f"{amount // 100}.{amount % 100:02d}", f"L{number}"
            total += amount
            file.write(",".join(row) + "\n")
    return total


def main() -> None:
    """Print the seconds of reading, checking and summing, and the memory at its highest."""
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else LINES
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = write_folder(folder, lines)
        start = time.perf_counter()
        book = load_folder(folder)
        read = time.perf_counter()
        problems = check_ledger(book.ledger, book_terms(book.agreement))
        checked = time.perf_counter()
        total = sum(actual_cells(book.ledger, standing="accepted", as_of=date(2030, 1, 1)).values())
        end = time.perf_counter()
    assert total == expected, "the sum of a million lines is the sum of what was written"
    assert len(book.ledger.entries) == lines, "every line was read"
    figures = {"read": read - start, "check": checked - read, "sum": end - checked, "all": end - start, "problems": float(len(problems))}
    print(json.dumps({**figures, "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
