"""Pages of the documentation as programs: their blocks are run in order, in a folder of their own, and compared with what they show.

What a block is for stands in its first line, after the three ticks:

- `console`: lines after `$ ` are run, and what is printed must be what the page shows; `...` stands for anything.
- `python`: run; a `text` block right after it is what it prints.
- `yaml`, `csv`: written to the file that the line before names in ticks, ended by a colon; yaml without a file must be readable.
- `diff`: lines with `-` in the file named before become the lines with `+`.
- `sh`: setting up and Spark, which are not run here; it holds only the commands of `SETTING_UP`.
- `text`, `mermaid`: for reading.
"""

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import types
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest

from gainshare.cli.main import main
from gainshare.files.yaml_reader import read_yaml

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")])
KINDS = {"console", "python", "yaml", "csv", "diff", "sh", "text", "mermaid"}
SETTING_UP = re.compile(r"(make( [a-z-]+)?|python3 -m venv \S+|\.venv/bin/\S+.*|.*gainshare\[spark\].*|gainshare .* --engine spark\b.*)$")
FENCE = re.compile(r"^ *```(?P<kind>[a-z]*)\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
NAMED_FILE = re.compile(r"`(?P<file>[^`\s]+\.[a-z]+)`[^`\n]*:\s*\Z")
SHELL_SIGNS = set("|<>&;*$")
WIDTH = "100"


@dataclass(frozen=True)
class Block:
    """One block of a page."""

    kind: str
    text: str
    line: int
    file: str
    follows: str
    """What stands between the block before and this one."""


def blocks_of(text):
    found, end = [], 0
    for fence in FENCE.finditer(text):
        between = text[end : fence.start()]
        named = NAMED_FILE.search(between)
        line = text.count("\n", 0, fence.start()) + 1
        found.append(Block(fence["kind"], fence["text"], line, named["file"] if named else "", between))
        end = fence.end()
    return found


def title(path):
    return str(path.relative_to(ROOT))


def run_page(path, folder):
    """Run a page's blocks in a folder; return what went otherwise than the page says."""
    text = path.read_text(encoding="utf-8")
    if "examples/" in text:
        shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("settlements"))
    page = _Page(folder)
    blocks = blocks_of(text)
    complaints = []
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", WIDTH)
        for block, after in zip_longest(blocks, blocks[1:]):
            complaints += [f"{title(path)}:{block.line}: {said}" for said in page.run(block, after)]
    return complaints


class _Page:
    def __init__(self, folder):
        self.folder = folder
        self.names = {"__name__": "__page__"}
        self.status = 0

    def run(self, block, after):
        if block.kind not in KINDS:
            return [f"a block is one of {', '.join(sorted(KINDS))}; this one is “{block.kind}”"]
        step = getattr(self, f"_{block.kind}", None)
        return step(block, after) if step else []

    def _console(self, block, after):
        complaints = []
        for command, shown in commands_of(block.text):
            printed = self.do(command)
            if shown is None and self.status:
                complaints.append(f"`{command}` ends with status {self.status}:\n{printed}")
            elif shown is not None and not is_shown(shown, printed):
                complaints.append(f"`{command}` prints:\n{printed}\nwhere the page shows:\n{shown}")
        return complaints

    def do(self, command):
        """Run a command as a reader would; keep its status, and return what it prints."""
        if command == "echo $?":
            return f"{self.status}\n"
        if command.startswith("gainshare ") and not SHELL_SIGNS & set(command):
            self.status, printed = in_process(command)
        else:
            self.status, printed = in_shell(command, self.folder)
        return printed

    def _python(self, block, after):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(block.text, "page", "exec"), self.names)
        shown = after.text if after is not None and after.kind == "text" and not after.follows.strip() else ""
        if is_shown(shown, printed.getvalue()):
            return []
        return [f"the block prints:\n{printed.getvalue()}\nwhere the page shows:\n{shown}"]

    def _yaml(self, block, after):
        if block.file:
            return self._write(block)
        _, problems = read_yaml(block.text.encode(), "the block")
        return [str(problem) for problem in problems]

    def _csv(self, block, after):
        return self._write(block) if block.file else ["the line before does not name the file"]

    def _write(self, block):
        path = self.folder / block.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8", newline="\n")
        return []

    def _diff(self, block, after):
        if not block.file:
            return ["the line before does not name the file"]
        path = self.folder / block.file
        text = path.read_text(encoding="utf-8")
        for old, new in changes_of(block.text):
            if text.count(old) != 1:
                return [f"{block.file} holds this {text.count(old)} times, not once:\n{old}"]
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8", newline="\n")
        return []

    def _sh(self, block, after):
        return [f"not a command of setting up: {line}" for line in block.text.splitlines() if not SETTING_UP.match(line)]


def commands_of(text):
    """Return each command of a console block with the output shown, or None where none is."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line.removeprefix("$ "), []))
        else:
            assert found, f"a console block starts with a command: {line}"
            found[-1][1].append(line)
    return [(command, "\n".join(shown) if shown else None) for command, shown in found]


def changes_of(text):
    """Return the pairs of lines taken out and lines put in, one for each part between lines of `@@`; lines that stay say where."""
    pairs = []
    for part in re.split(r"^@@.*\n", text, flags=re.MULTILINE):
        lines = part.splitlines(keepends=True)
        assert all(line[:1] in "-+ " for line in lines), f"a line of a diff starts with -, + or a space: {part}"
        old, new = ("".join(line[1:] for line in lines if not line.startswith(sign)) for sign in "+-")
        pairs += [(old, new)] if lines else []
    return pairs


def is_shown(shown, printed):
    """Return whether a page shows what was printed; `...` stands for anything, blank lines and spaces at the end of one for nothing."""
    pattern = ".*".join(re.escape(part) for part in _trimmed(shown).split("..."))
    return re.fullmatch(pattern, _trimmed(printed), re.DOTALL) is not None


def _trimmed(text):
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip())


def in_process(command):
    printed = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        patch.setattr(sys, "argv", shlex.split(command))
        # Help and usage name the program by how it was started.
        patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
        try:
            main()
            status = 0
        except SystemExit as end:
            status = end.code or 0
    return status, printed.getvalue()


def in_shell(command, folder):
    programs = folder / ".programs"
    if not programs.exists():
        programs.mkdir()
        start = f"#!/bin/sh\nexec {sys.executable} -c 'from gainshare.cli.main import main; main()' \"$@\"\n"
        (programs / "gainshare").write_text(start, encoding="utf-8")
        (programs / "gainshare").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        ["sh", "-c", command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout
