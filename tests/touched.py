"""Which lines of a text a set of splices touches, and which it may touch: those that hold an edited value."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from wizard.text.edits import Edit, Splice, difference
from wizard.text.layout import Layout
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.nodes import Mapping, Node
from wizard.text.nodes import Sequence as SequenceNode
from wizard.text.paths import Data, at
from wizard.text.yamldata import key_name

Steps = tuple[str | int, ...]


def needlessly_touched(
    manifest: Manifest, id_: ObjectId, before: Data, after: Data, splices: Sequence[Splice]
) -> list[str]:
    """The lines that are gone or changed though nothing on them was edited. Knows no aliases."""
    edited, exact = _edited(manifest, id_, before, after)
    holds: dict[int, list[Steps]] = {}
    root = manifest.layout(id_.document).root
    if id_.item is not None:
        items = next(value for key, value in root.entries if key_name(key) == "items")
        root = items.items[id_.item]
    for line, path in _paths(manifest.layout(id_.document), root, ()):
        holds.setdefault(line, []).append(path)
    lines = manifest.text.split("\n")
    wrong = []
    for line in sorted(_touched(manifest.text, splices)):
        above = line
        while above not in holds and above > 0:  # a comment stands or falls with the entry above it
            above -= 1
        if not any(path in exact or any(path[: len(e)] == e for e in edited) for path in holds.get(above, [()])):
            wrong.append(f"{line + 1}: {lines[line]}")
    return wrong


def lost_comments(manifest: Manifest, id_: ObjectId, before: Data, after: Data, result: str) -> list[str]:
    """The numbered comments of tests.random_manifests that are gone, but for those of what was taken out."""
    layout = manifest.layout(id_.document)
    edits = difference(before, after)
    gone = [_taken_out(layout, edit) for edit in edits if edit.op == "remove"]
    removed = Counter(edit.path[:-1] for edit in edits if edit.op == "remove")
    emptied = [path for path, count in removed.items() if count == len(at(before, path))]
    replaced = [edit.path for edit in edits if edit.op == "replace" and isinstance(edit.before, dict | list)]
    nodes = [_node(layout.root, path) for path in (*emptied, *replaced)]
    gone += ((node.start, layout.line_end(layout.tail(node))) for node in nodes)
    left = set(_REMARK.findall(result))
    lost = [found for found in _REMARK.finditer(manifest.text) if found[0] not in left]
    return [found[0] for found in lost if not any(start <= found.start() < end for start, end in gone)]


_REMARK = re.compile(r"# ?c\d+\.")


def _taken_out(layout: Layout, edit: Edit) -> tuple[int, int]:
    """The text of a removed entry, the comments behind it and, in a block, those below that stand further right."""
    *above, last = edit.path
    parent = _node(layout.root, tuple(above))
    if isinstance(parent, Mapping):
        key, value = next((key, value) for key, value in parent.entries if key_name(key) == last)
        start = key.start
    else:
        value = parent.items[last]
        start = value.start if parent.flow else layout.dash(parent, last)
    if parent.flow:
        return start, layout.line_end(layout.token(value.end))  # the comma may stand on a later line
    end = layout.line_end(layout.tail(value))
    while end + 1 < layout.end:
        line = layout.text[end + 1 : layout.line_end(end + 1)]
        is_own = line.strip().startswith("#") and len(line) - len(line.lstrip()) > layout.column(start)
        if line.strip() and not is_own:
            break
        end = layout.line_end(end + 1)
    return start, end


def _touched(text: str, splices: Sequence[Splice]) -> set[int]:
    touched: set[int] = set()
    for splice in splices:
        line = _line(text, splice.start)
        starts_line = splice.start == 0 or text[splice.start - 1] in "\n\ufeff"
        if splice.start < splice.end:
            touched.update(range(line, _line(text, splice.end - 1) + 1))
        elif not starts_line and not splice.text.startswith(("\n", "\r\n")):
            touched.add(line)
    return touched


def _edited(manifest: Manifest, id_: ObjectId, before: Data, after: Data) -> tuple[set[Steps], set[Steps]]:
    """Paths whose lines may change with all below them, and paths that may change alone."""
    edited: set[Steps] = set()
    exact: set[Steps] = set()
    for edit in difference(before, after):
        parent = edit.path[:-1]
        node = _node(manifest.layout(id_.document).root, parent if id_.item is None else ("items", id_.item, *parent))
        is_flow = isinstance(node, Mapping | SequenceNode) and node.flow
        if edit.op != "add":
            edited.add(edit.path)
        if is_flow or (parent and isinstance(parent[-1], int) and isinstance(edit.path[-1], int)):
            edited.add(parent)  # all on one line, or a list that begins behind the dash of another
        exact.add(parent)  # its key's line gets or loses {}
        siblings = at(before, parent)
        steps = list(siblings) if isinstance(siblings, dict) else list(range(len(siblings or [])))
        exact.update((*parent, step) for step in steps if edit.op == "remove")  # one moves up to the dash
        if edit.op == "remove" and edit.path[-1] == steps[0]:
            edited.update((*parent, step) for step in steps[1:2])
    return edited, exact


def _node(node: Node, path: Steps) -> Node:
    for step in path:
        if isinstance(node, Mapping):
            node = next(value for key, value in node.entries if key_name(key) == step)
        elif isinstance(node, SequenceNode):
            node = node.items[step]
    return node


def _paths(layout: Layout, node: Node, path: Steps) -> Iterator[tuple[int, Steps]]:
    text = layout.text
    yield _line(text, node.start), path
    if isinstance(node, Mapping) and node.entries:
        for key, value in node.entries:
            here = (*path, key_name(key))
            yield _line(text, key.start), here
            yield from _paths(layout, value, here)
    elif isinstance(node, SequenceNode) and node.items:
        for index, item in enumerate(node.items):
            yield _line(text, item.start if node.flow else layout.dash(node, index)), (*path, index)
            yield from _paths(layout, item, (*path, index))
    else:
        yield from ((line, path) for line in range(*_lines(text, node.start, node.end)))


def _lines(text: str, start: int, end: int) -> tuple[int, int]:
    return _line(text, start), _line(text, max(start, end - 1)) + 1


@lru_cache(4)
def _breaks(text: str) -> list[int]:
    return [found.start() for found in re.finditer("\n", text)]


def _line(text: str, offset: int) -> int:
    return bisect_left(_breaks(text), offset)
