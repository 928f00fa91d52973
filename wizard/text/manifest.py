"""A stream as it was read: its bytes, its objects, and where in the text each value stands."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal

from wizard.errors import ManifestError
from wizard.text import streams
from wizard.text.nodes import Alias, Node, Sequence
from wizard.text.nodes import Mapping as MappingNode
from wizard.text.yamldata import (
    Data,
    Document,
    Match,
    Path,
    compose_document,
    construct,
    documents,
    is_merge,
    key_name,
    merge_sources,
    same,
)
from wizard.wording import _

if TYPE_CHECKING:
    from wizard.text.layout import Layout


@dataclass(frozen=True, order=True)
class ObjectId:
    """Tells apart two objects of one name."""

    origin: str
    """The path as given, - for the standard input."""
    document: int
    item: int | None = None
    """The place among the items of a List; None for an object of its own."""


@dataclass(frozen=True)
class Position:
    """A place in a file, counted from one."""

    line: int
    column: int


@dataclass(frozen=True)
class Manifest:
    """A stream as read, with every object it holds. Never written to: edits make a new text."""

    origin: str
    content: bytes = field(repr=False)
    fingerprint: str
    """The SHA-256 of the content, in hex: tells whether a file has changed since."""
    text: str = field(repr=False)
    """The content decoded, byte order mark and line ends kept."""
    format: Literal["yaml", "json"]
    documents: tuple[Document, ...] = field(repr=False)
    """One per document, the empty ones too; ObjectId.document counts them."""
    objects: Mapping[ObjectId, Data] = field(repr=False)
    """In the order of the text, the items of a List one by one."""
    unmended: str | None = field(default=None, repr=False)
    """The text as it was before tabs in its indents became spaces; None where nothing had to be mended."""
    is_live: ClassVar[bool] = False
    """Whether it is an object of a running cluster."""
    _layouts: dict[int, "Layout"] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, origin: str, content: bytes) -> "Manifest":
        """Read a stream. Raises ManifestError."""
        text = _decoded(origin, content)
        found = documents(text, origin)
        objects = dict(_objects(origin, found))
        if not objects:
            raise ManifestError(origin, 0, 0, _("there is nothing in it"), _("give a file that holds an object"))
        return cls(
            origin=origin,
            content=content,
            fingerprint=hashlib.sha256(content).hexdigest(),
            text=text,
            format="json" if streams.is_json(text) else "yaml",
            documents=found,
            objects=objects,
        )

    def layout(self, number: int) -> "Layout":
        """One document, which must not be empty, with its nodes; made once."""
        if number not in self._layouts:
            from wizard.text.layout import Layout  # noqa: PLC0415  # only what is edited or pointed at needs it
            from wizard.text.writing_style import style_of  # noqa: PLC0415

            document = self.documents[number]
            if self.format == "json":
                from wizard.text import jsonnodes  # noqa: PLC0415  # most files are YAML

                root: Node | None = jsonnodes.compose(self.text, document.start)
            else:
                root = compose_document(self.text[document.start : document.end], document.start)
            if root is None:
                raise KeyError(number)
            style = style_of(self.text, root)
            self._layouts[number] = Layout(self.text, document.start, document.end, root, style, self.format == "json")
        return self._layouts[number]

    def forget(self) -> None:
        """Let go of the nodes, which weigh ten times the text; they are made anew where they are needed again."""
        self._layouts.clear()

    def position(self, id: ObjectId, path: Path) -> Position:
        """Where the key or item at `path` stands, or the nearest thing above it that exists."""
        inside = path if id.item is None else ("items", id.item, *path)
        return Position(*streams.line_and_column(self.text, _place(self.layout(id.document).root, inside)))

    @classmethod
    def mend_tabs(cls, origin: str, content: bytes) -> "Manifest | None":
        """Read a stream with the tabs in its indents made spaces; None when that does not make it readable."""
        from wizard.text.tabs import mended  # noqa: PLC0415  # few files hold a tab

        better = mended(content)
        if better is None:
            return None
        # The fingerprint stays that of the file: it tells whether what is on disk is still what was read.
        fingerprint = hashlib.sha256(content).hexdigest()
        return replace(cls.read(origin, better), fingerprint=fingerprint, unmended=_decoded(origin, content))


def _decoded(origin: str, content: bytes) -> str:
    todo = _("save it as UTF-8")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ManifestError(origin, 1, 1, _("this is UTF-16"), todo)
    if (zero := content.find(b"\0")) >= 0:
        line = content.count(b"\n", 0, zero) + 1
        raise ManifestError(origin, line, 0, _("this is a binary file"), _("give a YAML or JSON manifest"))
    try:
        return content.decode()
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        column = len(content[content.rfind(b"\n", 0, problem.start) + 1 : problem.start].decode()) + 1
        raise ManifestError(origin, line, column, _("this is not UTF-8"), todo) from None


def _objects(origin: str, found: tuple[Document, ...]) -> Iterator[tuple[ObjectId, Data]]:
    for number, document in enumerate(found):
        data = document.data
        if data is None:
            continue
        if (items := list_items(data)) is None:
            yield ObjectId(origin, number), data
        else:
            yield from ((ObjectId(origin, number, index), item) for index, item in enumerate(items))


def list_items(data: Data) -> list[Data] | None:
    """The items of a List or of any list kind, None for what is an object itself."""
    if not isinstance(data, dict):
        return None
    kind, items = data.get("kind"), data.get("items")
    return items if isinstance(kind, str) and kind.endswith("List") and isinstance(items, list) else None


def _place(node: Node, path: Path) -> int:
    """The offset of the key or item at `path`, or of the nearest thing above it."""
    offset = node.start
    for step in path:
        node = node.target if isinstance(node, Alias) else node
        found = _entry(node, step) if isinstance(node, MappingNode) else _item(node, step)
        if found is None:
            break
        offset, node = found
    return offset


def _entry(node: MappingNode, step: str | int | Match) -> tuple[int, Node] | None:
    """The entry that kubectl reads for a key: where merge keys are, the last that gives it."""
    for key, value in reversed(node.entries):
        if not is_merge(key):
            if key_name(key) == step:
                return key.start, value
            continue
        for source in reversed(merge_sources(value)):
            if found := _entry(source, step):
                return found
    return None


def _item(node: Node, step: str | int | Match) -> tuple[int, Node] | None:
    if not isinstance(node, Sequence):
        return None
    if isinstance(step, Match):
        for item in node.items:
            data = construct(item)
            if isinstance(data, dict) and step.field in data and same(data[step.field], step.value):
                return item.start, item
    elif isinstance(step, int) and -len(node.items) <= step < len(node.items):
        return node.items[step].start, node.items[step]
    return None
