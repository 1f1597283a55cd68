"""Why a text is not YAML, in words: the parser's complaint turned into one Problem with its line, the text there, and the likely cure."""

from __future__ import annotations

from dataclasses import dataclass

from ruamel.yaml.error import MarkedYAMLError

from gainshare.core.kernel.problem import Problem
from gainshare.core.kernel.source import Source

QUOTE = "Put the whole text in quotation marks."


@dataclass(frozen=True, slots=True)
class Cause:
    """A complaint of the parser and what mostly lies behind it."""

    complaint: str
    """Words of the parser's message that tell this complaint from the others."""
    message: str
    """What is wrong, in the user's words; `{start}` stands for the line where the parser began to read the item."""
    fix: str
    """How to put it right."""
    at_start: bool = False
    """Is the mistake where the parser began to read the item, rather than where it gave up?"""


TAB = Cause("", "The line is indented with a tab.", "Replace each tab at the start of the line with spaces.")

CAUSES = (
    Cause(
        "mapping values are not allowed here",
        "There is a colon where none can stand.",
        "Put the text in quotation marks if the colon belongs to it; otherwise check how far the line is indented, and that no key is "
        "longer than 1,000 characters.",
    ),
    Cause(
        "could not find expected ':'",
        "The line is neither “key: value” nor part of the text above it.",
        "Write a colon and a space after the key, or indent the line further if it goes on with the text above.",
        at_start=True,
    ),
    Cause(
        "found unexpected end of stream",
        "A quotation mark that opens here is never closed.",
        "Close it, or write the quotation mark twice (“''”) where it belongs to a text in single quotation marks.",
        at_start=True,
    ),
    Cause("found unexpected document separator", "A quotation mark that opens here is never closed.", "Close it.", at_start=True),
    Cause(
        "cannot start any token",
        "A text cannot begin with this character unless it is in quotation marks.",
        QUOTE,
    ),
    Cause(
        "expected alphabetic or numeric character",
        "A text that begins with *, & or % must be in quotation marks.",
        QUOTE,
    ),
    Cause(
        "expected ',' or",
        "A bracket that opens on line {start} is not closed, or a comma is missing.",
        "Close the bracket, or put a comma between its items.",
    ),
    Cause(
        "expected the node content",
        "There is a comma or bracket too many.",
        "Delete it, or put the text in quotation marks if it belongs to it.",
    ),
    Cause(
        "expected <block end>",
        "The line does not fit the lines above it.",
        "Indent it exactly as far as the lines it belongs with; nothing may follow a text in quotation marks.",
    ),
    Cause(
        "sequence entries are not allowed here", "A list cannot begin on this line.", "Put each “- ” on a line of its own below the key."
    ),
    Cause("mapping keys are not allowed here", "There is a question mark where none can stand.", QUOTE),
    Cause(
        "expected escape sequence",
        "A backslash in double quotation marks begins a code.",
        "Write two backslashes, or use single quotation marks.",
    ),
    Cause(
        "found unknown escape character",
        "A backslash in double quotation marks begins a code.",
        "Write two backslashes, or use single quotation marks.",
    ),
    Cause("while scanning a block scalar", "After | or > the text begins on the next line.", QUOTE),
    Cause("found undefined tag handle", "Tags, such as !this, are not read.", "Delete the tag, or put the text in quotation marks."),
    Cause(
        "expected '<document start>'",
        "The line does not fit the lines above it.",
        "Check for a line that begins with % and for brackets and anchors out of place.",
    ),
)

UNKNOWN = Cause(
    "", "The file is not valid YAML from here on.", "Check the quotation marks, brackets and indentation of this line and of those above."
)


def explain_syntax_error(error: Exception, text: str, *, name: str, last_line: int) -> Problem:
    """Return the Problem of a text that the parser gave up on.

    Args:
        error: what the parser raised; on garbage it fails with other exceptions than its own.
        text: the whole text.
        name: the file's name.
        last_line: line, counted from 1, of the last thing that could be read; used if the error knows none.
    """
    cause = _cause_of(error)
    line = _line_of(error, last_line, at_start=cause.at_start)
    found = _text_of(text, line)
    if "\t" in found[: len(found) - len(found.lstrip())]:
        cause = TAB
    start = _line_of(error, last_line, at_start=True)
    return Problem(cause.message.replace("{start}", str(start)), cause.fix, Source(file=name, line=line), found.strip() or None)


def _cause_of(error: Exception) -> Cause:
    if not isinstance(error, MarkedYAMLError):
        return UNKNOWN
    complaint = f"{error.context} {error.problem}"
    return next((cause for cause in CAUSES if cause.complaint in complaint), UNKNOWN)


def _line_of(error: Exception, last_line: int, *, at_start: bool) -> int:
    marks = (getattr(error, "context_mark", None), getattr(error, "problem_mark", None))
    ordered = marks if at_start else marks[::-1]
    return next((mark.line + 1 for mark in ordered if mark is not None), last_line)


def _text_of(text: str, line: int) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return lines[line - 1] if line <= len(lines) else ""
