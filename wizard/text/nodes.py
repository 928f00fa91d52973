"""YAML text as a tree of nodes that know where they stand. Positions are character offsets; values are left alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from wizard.text.paths import Data
from wizard.wording import _

DEEPEST = 200
"""Levels of nesting. No object of Kubernetes comes near, and all who walk the data may recurse."""


class UnreadableError(Exception):
    """Why a text cannot be read, and at which offset; whoever knows the file makes a ManifestError of it."""

    def __init__(self, offset: int, what: str, todo: str, first: int | None = None) -> None:
        self.offset = offset
        self.what = what
        self.todo = todo
        self.first = first
        """Where the same was said before, when that is what is wrong."""
        super().__init__(what)


def too_deep(offset: int) -> UnreadableError:
    return UnreadableError(
        offset,
        _("the text nests deeper than {levels} levels").format(levels=DEEPEST),
        _("no Kubernetes object does; check the brackets and indents"),
    )


# None of the nodes is frozen: reading makes them by the hundred thousand, and freezing costs a third of the time.
@dataclass(slots=True, eq=False)
class Scalar:
    start: int
    end: int
    value: str
    style: str
    """Empty for a plain scalar, else its quote or one of | and >."""
    tag: str | None = None
    anchor: str | None = None


@dataclass(slots=True, eq=False)
class Mapping:
    start: int
    end: int
    """Behind the closing brace, or behind the last value of a block."""
    entries: list[tuple["Node", "Node"]]
    flow: bool
    tag: str | None = None
    anchor: str | None = None


@dataclass(slots=True, eq=False)
class Sequence:
    start: int
    end: int
    """Behind the closing bracket, or behind the last item of a block."""
    items: list["Node"]
    flow: bool
    tag: str | None = None
    anchor: str | None = None


@dataclass(slots=True, eq=False)
class Alias:
    start: int
    end: int
    target: Scalar | Mapping | Sequence
    tag: None = None
    anchor: None = None


Node: TypeAlias = Scalar | Mapping | Sequence | Alias


def key_given_twice(name: str, first: int, again: int) -> UnreadableError:
    return UnreadableError(
        again, _("the key {name} is given twice").format(name=name), _("keep the one you mean"), first
    )


def compose(text: str, base: int = 0) -> Node | None:
    """The tree of the first document of `text`, None when it is empty; `base` is added to every offset.

    Raises yaml.YAMLError or UnreadableError.
    """
    # The events of libyaml, because only they tell where an alias stands; its own composer also overflows the C stack
    # on deep nesting.
    parser = CParser(text)
    try:
        parser.get_event()
        if type(parser.get_event()) is yaml.StreamEndEvent:
            return None
        return _Composer(parser, base).node(parser.get_event(), DEEPEST)
    finally:
        parser.dispose()


class _Composer:
    def __init__(self, parser: CParser, base: int) -> None:
        self.next: Callable[[], Any] = parser.get_event
        self.base = base
        self.anchors: dict[str, Scalar | Mapping | Sequence | None] = {}
        """None while the anchored node is still open."""

    def node(self, event: Any, levels: int) -> Node:
        kind = type(event)
        start = event.start_mark.index + self.base
        if kind is yaml.AliasEvent:
            target = self.anchors.get(event.anchor)
            if target is None:
                raise UnreadableError(
                    start,
                    _("the alias *{name} has no anchor before it").format(name=event.anchor),
                    _("set &{name} earlier in the same document").format(name=event.anchor),
                )
            return Alias(start, event.end_mark.index + self.base, target)
        if not levels:
            raise too_deep(start)
        anchor = event.anchor
        if anchor is not None:
            self.anchors[anchor] = None
        made: Scalar | Mapping | Sequence
        if kind is yaml.ScalarEvent:
            made = Scalar(start, event.end_mark.index + self.base, event.value, event.style or "", event.tag, anchor)
        elif kind is yaml.MappingStartEvent:
            made = self._mapping(event, start, levels - 1)
        else:
            made = self._sequence(event, start, levels - 1)
        if anchor is not None:
            self.anchors[anchor] = made
        return made

    def _mapping(self, event: Any, start: int, levels: int) -> Mapping:
        entries: list[tuple[Node, Node]] = []
        following: Any = self.next()
        while type(following) is not yaml.MappingEndEvent:
            key = self.node(following, levels)
            entries.append((key, self.node(self.next(), levels)))
            following = self.next()
        end = self._end(event, following, entries[-1][1] if entries else None)
        return Mapping(start, end, entries, bool(event.flow_style), event.tag, event.anchor)

    def _sequence(self, event: Any, start: int, levels: int) -> Sequence:
        items: list[Node] = []
        following: Any = self.next()
        while type(following) is not yaml.SequenceEndEvent:
            items.append(self.node(following, levels))
            following = self.next()
        end = self._end(event, following, items[-1] if items else None)
        return Sequence(start, end, items, bool(event.flow_style), event.tag, event.anchor)

    def _end(self, opening: Any, closing: Any, last: Node | None) -> int:
        # libyaml ends a block only where the next token begins, behind comments that are none of its business.
        if opening.flow_style or last is None:
            return int(closing.end_mark.index) + self.base
        return last.end


def refuse_depth(data: Data, offset: int) -> Data:
    """Give the data back, or raise when it nests too deep for what walks it."""
    level = [data]
    for _depth in range(DEEPEST + 1):
        level = [
            child
            for container in level
            if isinstance(container, dict | list)
            for child in (container.values() if isinstance(container, dict) else container)
        ]
        if not level:
            return data
    raise too_deep(offset)
