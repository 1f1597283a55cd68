"""YAML events to plain values with their lines, within limits: no recursion, and every anchor's repeats are counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from gainshare.core.kernel.problem import Fault, shorten
from gainshare.files.yaml_scalar import resolve

NODES_LIMIT = 200_000
"""Most values written out in a file."""

ALIAS_NODES_LIMIT = 10_000
"""Most values that aliases may stand for, counted as if each alias were written out."""

DEPTH_LIMIT = 50
"""Deepest nesting of lists and mappings, aliases written out."""

LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Halves of a character: no UTF-8 file can hold them, but an escape can write one."""

TermPath = tuple[str | int, ...]
"""The way from the top of a document to a value: keys, and places in a list counted from 0."""

Container = dict[str, object] | list[object]


@dataclass(slots=True)
class _Frame:
    """A list or mapping that is being read."""

    container: Container
    path: TermPath
    anchor: _Anchor | None
    key: str | None = None
    """The key whose value comes next; None if a key comes next."""
    key_line: int = 0
    is_dropped: bool = False
    """Is the coming value left out, because its key was refused?"""
    key_lines: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Anchor:
    """A value that aliases may repeat: its place in the trail of the builder."""

    value: object
    start: int
    end: int | None = None
    """None while the value is still being read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem whose place is put into words once the whole document is known."""

    message: str
    """What is wrong."""
    fix: str
    """How to put it right."""
    line: int
    """Line, counted from 1."""
    path: TermPath
    """The value it concerns; `?` stands for a key that could not be read."""
    found: str | None
    """The value received, as text."""


class Builder:
    """Builds values from events, one after the other; holds what is open, so that depth costs no recursion."""

    def __init__(self) -> None:
        self.root: object = None
        """The value of the document, as far as it is built."""
        self.findings: list[Finding] = []
        """What is wrong, in the order of the file."""
        self.is_stopped = False
        """Was a limit passed? No event may be taken after that."""
        self.has_document = False
        """Was there anything but comments?"""
        self.last_line = 1
        """Line of the last event, counted from 1."""
        self._frames: list[_Frame] = []
        self._trail: list[tuple[TermPath, int]] = []
        self._anchors: dict[str, _Anchor] = {}
        self._alias_nodes = 0

    def take(self, event: Event) -> None:
        """Take the next event of the document."""
        self.last_line = event.start_mark.line + 1
        match event:
            case ScalarEvent():
                self._scalar(event)
            case MappingStartEvent():
                self._open(event, {})
            case SequenceStartEvent():
                self._open(event, [])
            case MappingEndEvent() | SequenceEndEvent():
                self._close()
            case AliasEvent():
                self._alias(event)
            case DocumentStartEvent():
                self._start_document(event)
        if len(self._trail) - self._alias_nodes > NODES_LIMIT:
            self._stop(f"The file holds more than {NODES_LIMIT:,} values.", "Split it, or check that this is the right file.")

    def lines(self) -> dict[TermPath, int]:
        """Return the line of each value by its path; the first, where a key was given twice."""
        return dict(reversed(self._trail))

    def _find(self, message: str, fix: str, *, found: str | None = None) -> None:
        self.findings.append(Finding(message, fix, self.last_line, self._next_path(), found))

    def _stop(self, message: str, fix: str) -> None:
        if not self.is_stopped:
            self._find(message, fix)
        self.is_stopped = True

    def _next_path(self) -> TermPath:
        """Return the path of the value that comes next, or of the mapping if a key does."""
        if not self._frames:
            return ()
        frame = self._frames[-1]
        if isinstance(frame.container, list):
            return (*frame.path, len(frame.container))
        return frame.path if frame.key is None else (*frame.path, frame.key)

    def _start_document(self, event: DocumentStartEvent) -> None:
        if self.has_document:
            self._stop("The file holds more than one document.", "Delete the line --- (or ...) and what does not belong here.")
        self.has_document = True
        if event.version not in {None, (1, 2)}:
            self._find("The file asks for another version of YAML than 1.2.", "Delete the line that begins with %YAML.")
        if event.tags:
            self._find("Tags are not read.", "Delete the line that begins with %TAG.")

    def _open(self, event: MappingStartEvent | SequenceStartEvent, container: Container) -> None:
        if len(self._frames) >= DEPTH_LIMIT:
            self._stop(f"Lists and mappings are nested more than {DEPTH_LIMIT} deep.", "Check the brackets and the indentation.")
            return
        self._check_tag(event)
        start = len(self._trail)
        if self._awaits_key():
            path = (*self._next_path(), "?")
            self._refuse_key("A key must be a plain word or text, not a list or mapping.", "Write the key as text.")
        else:
            path = self._place(container)
        anchor = self._register(event, _Anchor(container, start))
        self._frames.append(_Frame(container, path, anchor))

    def _close(self) -> None:
        frame = self._frames.pop()
        if frame.anchor is not None:
            frame.anchor.end = len(self._trail)

    def _scalar(self, event: ScalarEvent) -> None:
        self._check_tag(event)
        text: str = event.value
        is_plain = not event.style
        if not text.isascii() and LONE_SURROGATE.search(text):
            self._find("An escape in the text writes half a character.", r"Write the character itself, or its code as \U and eight digits.")
            text = LONE_SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
        start = len(self._trail)
        if self._awaits_key():
            value: object = text
            self._take_key(text, is_plain=is_plain)
        else:
            value = self._resolve(text) if is_plain else text
            self._place(value)
        self._register(event, _Anchor(value, start, len(self._trail)))

    def _resolve(self, text: str) -> object:
        try:
            return resolve(text)
        except Fault as fault:
            self._find(fault.message, fault.fix, found=text)
            return text

    def _alias(self, event: AliasEvent) -> None:
        name: str = event.anchor
        if self._awaits_key():
            self._refuse_key("A key must be a plain word or text, not an alias.", "Write the key out.")
            return
        anchor = self._anchors.get(name)
        if anchor is None:
            self._find(
                "There is no anchor of this name above.",
                "Write the value out, or put a text that begins with * in quotation marks.",
                found=f"*{name}",
            )
            self._place(None)
        elif anchor.end is None:
            self._find("The alias stands inside the value it repeats.", "Write the value out.", found=f"*{name}")
            self._place(None)
        else:
            self._repeat(anchor.value, self._trail[anchor.start : anchor.end] or [(self._next_path(), self.last_line)])

    def _repeat(self, value: object, trail: list[tuple[TermPath, int]]) -> None:
        """Put a copy of the value in the next place, and its lines in the trail."""
        self._alias_nodes += len(trail)
        if self._alias_nodes > ALIAS_NODES_LIMIT:
            self._stop(f"Aliases stand for more than {ALIAS_NODES_LIMIT:,} values.", "Write fewer aliases of aliases, or none.")
            return
        top = len(trail[0][0])
        if len(self._frames) + max(len(path) for path, _ in trail) - top > DEPTH_LIMIT:
            self._stop(f"With its aliases the document is nested more than {DEPTH_LIMIT} deep.", "Write fewer aliases of aliases, or none.")
            return
        place = self._place(_copy(value))
        self._trail.extend(((*place, *path[top:]), line) for path, line in trail[1:])

    def _awaits_key(self) -> bool:
        return bool(self._frames) and isinstance(self._frames[-1].container, dict) and self._frames[-1].key is None

    def _take_key(self, text: str, *, is_plain: bool) -> None:
        frame = self._frames[-1]
        if is_plain and text == "<<":
            self._refuse_key("Merge keys (<<) are not read.", "Write the keys out, or give the whole value as an alias.", key=text)
        elif is_plain and not text:
            self._refuse_key("A key is missing before the colon.", "Write the key.")
        elif text in frame.key_lines:
            message = f"The key {shorten(text)} is given twice, on lines {frame.key_lines[text]} and {self.last_line}."
            self._refuse_key(message, "Keep one of them and delete the other.", key=text)
        else:
            frame.key, frame.key_line = text, self.last_line
            frame.key_lines[text] = self.last_line

    def _refuse_key(self, message: str, fix: str, *, key: str = "?") -> None:
        """Note what is wrong with a key; the value that comes next is read but left out."""
        frame = self._frames[-1]
        frame.key, frame.key_line, frame.is_dropped = key, self.last_line, True
        self._find(message, fix)

    def _place(self, value: object) -> TermPath:
        """Put the value in the next place, and return its path."""
        path = self._next_path()
        line = self.last_line
        if not self._frames:
            self.root = value
        else:
            frame = self._frames[-1]
            if isinstance(frame.container, list):
                frame.container.append(value)
            else:
                assert frame.key is not None, "a value of a mapping follows its key"
                if not frame.is_dropped:
                    frame.container[frame.key] = value
                line, frame.key, frame.is_dropped = frame.key_line, None, False
        self._trail.append((path, line))
        return path

    def _register(self, event: NodeEvent, anchor: _Anchor) -> _Anchor | None:
        name: str | None = event.anchor
        if name is None:
            return None
        if name in self._anchors:
            self._find("The anchor is given twice.", "Give each anchor a name of its own.", found=f"&{name}")
        self._anchors[name] = anchor
        return anchor

    def _check_tag(self, event: ScalarEvent | MappingStartEvent | SequenceStartEvent) -> None:
        tag = event.ctag
        if tag is not None:
            found = f"{tag.handle or ''}{tag.suffix or ''}"
            self._find("Tags are not read.", "Delete the tag, or put the text in quotation marks if it belongs to it.", found=found)


def _copy(value: object) -> object:
    """Return the value with lists and dicts of its own; it is at most 50 deep."""
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copy(inner) for inner in value]
    return value
