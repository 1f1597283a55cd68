"""YAML text to plain values whose lines are known; nothing is constructed, and nothing hostile takes long."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import zip_longest
from types import MappingProxyType

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source
from gainshare.files.collected import Collected
from gainshare.files.text_file import find_encoding_problem, too_large
from gainshare.files.yaml_builder import Builder, TermPath
from gainshare.files.yaml_syntax import explain_syntax_error

YAML_BYTES_LIMIT = 5_000_000
"""Largest file read: an agreement of a thousand pages is a tenth of it."""

WORD_LIMIT = 100_000
"""Longest run of characters without a space: the parser's time grows with the square of the length of some words."""

LONGEST_WORD_SHOWN = 60
"""Characters of a key that the path of a value repeats."""

LONGEST_PATH_SHOWN = 12
"""Words of a path that a message repeats."""

PROBLEMS_LIMIT = 100
"""Most problems listed of one file."""

SAVE_AS = "Save the file as UTF-8 (in Notepad: Save as, Encoding, UTF-8)."

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
"""Characters that no text shows; YAML lets them in as escapes in double quotation marks only."""

PARSER_FAILURES = (YAMLError, ValueError, LookupError, ArithmeticError, AssertionError, AttributeError, TypeError)
"""What the parser raises on a text that is not YAML; on garbage it fails with other exceptions than its own."""


@dataclass(frozen=True, slots=True)
class Document:
    """The values of a YAML file, and the line of each."""

    data: object
    """None, bool, int, Decimal, str, and lists and dicts (with str keys) of them."""
    name: str
    """The file's name, as the user would find it."""
    lines: Mapping[TermPath, int]
    """Line, counted from 1, of every value by its path: the line of its key or, in a list, of the value itself."""

    def line(self, path: TermPath) -> int:
        """Return the line of the value at a path; of the nearest value around it if there is none at the path itself."""
        enclosing = (path[:length] for length in range(len(path), -1, -1))
        return next((self.lines[place] for place in enclosing if place in self.lines), 1)

    def source(self, path: TermPath) -> Source:
        """Return the file, line and path in words (`parties/WX-MHT/name`) of the value at a path."""
        return Source(file=self.name, line=self.line(path), field=_in_words(self.data, path))


def read_yaml(data: bytes, name: str) -> tuple[Document | None, tuple[Problem, ...]]:
    """Return the document in a YAML file and everything that is wrong with it.

    The document is None if the text could not be read to its end. If it could, it comes with its problems (keys given twice, tags),
    so that what else is wrong with it can be found at the same time; of a key given twice the first value stands.

    Args:
        data: the whole file in UTF-8, with or without a byte order mark.
        name: the file's name, as the user would find it.
    """
    refused = _refuse_bytes(data, name)
    if refused is not None:
        return None, (refused,)
    text = data.decode("utf-8-sig")
    collected = Collected(name, PROBLEMS_LIMIT)
    for problem in _control_characters(text, name):
        collected.add(problem)
    text = CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    builder = Builder()
    failure = _build(text, name, builder)
    for finding in builder.findings:
        source = Source(name, finding.line, _in_words(builder.root, finding.path))
        collected.add(Problem(finding.message, finding.fix, source, finding.found))
    if failure is not None:
        collected.add(failure)
    if failure is not None or builder.is_stopped:
        return None, tuple(collected.listed())
    return Document(builder.root, name, MappingProxyType(builder.lines())), tuple(collected.listed())


def _refuse_bytes(data: bytes, name: str) -> Problem | None:
    if len(data) > YAML_BYTES_LIMIT:
        return too_large(name, size_bytes=len(data), limit=YAML_BYTES_LIMIT)
    if problem := find_encoding_problem(data, name, save_as=SAVE_AS):
        return problem
    if any(word.end() - word.start() > WORD_LIMIT for word in re.finditer(rb"\S+", data)):
        return Problem(f"A word in the file has more than {WORD_LIMIT:,} characters.", "Check that this is the right file.", Source(name))
    return None


def _control_characters(text: str, name: str) -> Iterator[Problem]:
    if not CONTROL.search(text):
        return
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, line in enumerate(lines, start=1):
        if CONTROL.search(line):
            yield Problem("The line holds a control character.", "Delete it and type the text anew.", Source(name, number), line.strip(" "))


def _build(text: str, name: str, builder: Builder) -> Problem | None:
    """Hand the parser's events to the builder; return the Problem of a text that is not YAML."""
    with closing(YAML(typ="safe", pure=True).parse(text)) as events:
        while not builder.is_stopped:
            # The builder stands outside: what fails there is a mistake of ours, not of the text.
            try:
                event = next(events, None)
            except PARSER_FAILURES as error:
                return explain_syntax_error(error, text, name=name, last_line=builder.last_line)
            if event is None:
                break
            builder.take(event)
    if not builder.has_document:
        return Problem("The file is empty.", "Write the document, or check that this is the right file.", Source(name))
    return None


def _in_words(data: object, path: TermPath) -> str:
    words = [word if len(word) <= LONGEST_WORD_SHOWN else f"{word[:LONGEST_WORD_SHOWN]}…" for word in _words_of(data, path)]
    return "/".join(words if len(words) <= LONGEST_PATH_SHOWN else [*words[:LONGEST_PATH_SHOWN], "…"])


def _words_of(data: object, path: TermPath) -> Iterator[str]:
    """Yield the path in words: an item of a list goes by its id, or by its only key, where it has one."""
    value = data
    for step, after in zip_longest(path, path[1:]):
        value = _child(value, step)
        if not isinstance(step, int):
            yield step
        elif isinstance(value, dict) and isinstance(value.get("id"), str | int) and value["id"] != "":
            yield str(value["id"])
        elif isinstance(value, dict) and len(value) == 1:
            only = next(iter(value))
            # The key itself comes next on the way to its value.
            if after != only:
                yield only
        else:
            yield str(step)


def _child(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return value[step]
    return None
