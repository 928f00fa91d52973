"""YAML and JSON to data exactly as kubectl reads it, and the paths that name a place in that data."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import yaml

from wizard.text import streams
from wizard.text.nodes import (
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    UnreadableError,
    compose,
    key_given_twice,
    refuse_depth,
)
from wizard.text.paths import Data, Match, Path, at, resolve, same
from wizard.text.scalars import key_text, plain, through_json
from wizard.wording import _

__all__ = ["Data", "Document", "Match", "Path", "at", "construct", "documents", "load", "resolve", "same"]

_TAG = "tag:yaml.org,2002:"
_TAGGED_TYPES: dict[str, set[type]] = {
    "bool": {bool},
    "int": {int},
    "float": {int, float},
    "null": {type(None)},
}


@dataclass(frozen=True)
class Document:
    """One document of a stream: the offsets of its text, and what it says."""

    start: int
    end: int
    data: Data


def load(text: str, origin: str = "-") -> list[Data]:
    """The data of every document; an empty one is None. Raises ManifestError."""
    return [document.data for document in documents(text, origin)]


def documents(text: str, origin: str, json: bool | None = None) -> tuple[Document, ...]:
    """Read every document of a stream, JSON or YAML, guessed as kubectl does where not given. Raises ManifestError."""
    start = streams.beginning(text)
    try:
        if streams.is_json(text) if json is None else json:
            from wizard.text import jsondata  # noqa: PLC0415  # most files are YAML

            return tuple(Document(*found) for found in jsondata.documents(text, start))
        read = []
        for start, end in streams.documents(text):
            read.append(Document(start, end, document(text[start:end], start)))
        return tuple(read)
    except (yaml.YAMLError, UnreadableError, RecursionError) as problem:
        from wizard.text.unreadable import manifest_error  # noqa: PLC0415  # most files can be read

        raise manifest_error(origin, text, start, problem) from None


def document(text: str, base: int = 0) -> Data:
    """The data of one YAML document, whose offsets in errors count from `base`.

    Raises yaml.YAMLError, UnreadableError or RecursionError.
    """
    root = compose_document(text, base)
    if root is None:
        return None
    if "*" not in text:
        return construct(root)
    _refuse_bomb(root)
    return refuse_depth(construct(root), base)


def compose_document(text: str, base: int = 0) -> Node | None:
    """The nodes of one YAML document. Raises yaml.YAMLError or UnreadableError."""
    # kubectl ends every line, the last one too: a block scalar there gets its newline.
    ended = text if text.endswith("\n") else text + "\n"
    if streams.BOM not in text:
        return compose(ended, base)
    from wizard.text.byte_order import composed_with_marks  # noqa: PLC0415  # few texts hold a byte order mark

    return composed_with_marks(ended, base)


def construct(node: Node) -> Data:
    """What a node says, aliases and merge keys expanded into values of their own. Raises UnreadableError."""
    if isinstance(node, Scalar):
        return _scalar(node)
    if isinstance(node, Mapping):
        return _mapping(node)
    if isinstance(node, Sequence):
        return [construct(item) for item in node.items]
    return construct(node.target)


def is_merge(key: Node) -> bool:
    """Tell the merge key from one that is only spelled like it."""
    return isinstance(key, Scalar) and key.value == "<<" and (key.tag == _TAG + "merge" or not (key.tag or key.style))


def merge_sources(value: Node) -> list[Mapping]:
    """The mappings that a merge key brings in, the one that wins last. Raises UnreadableError."""
    given = reversed(value.items) if isinstance(value, Sequence) else [value]
    sources = []
    for node in given:
        source = node.target if isinstance(node, Alias) else node
        if not isinstance(source, Mapping):
            raise UnreadableError(
                node.start, _("the merge key << takes a mapping, or a list of them"), _("give it one, or quote the key")
            )
        sources.append(source)
    return sources


def key_name(key: Node) -> str:
    """The string that kubectl makes of a key, `on` being "true". Raises UnreadableError."""
    if isinstance(key, Alias):
        return key_name(key.target)
    if isinstance(key, Scalar):
        if key.style and not key.tag:
            return key.value
        try:
            return _plain_key(key.value) if key.tag is None else key_text(_tagged(key))
        except ValueError:
            pass
    raise UnreadableError(key.start, _("a key must be a string"), _("quote it, or check the brackets around it"))


_plain_key = lru_cache(16384)(lambda text: key_text(plain(text)))
_plain_value = lru_cache(16384)(lambda text: through_json(plain(text)))


def _mapping(node: Mapping) -> dict[str, Data]:
    data: dict[str, Data] = {}
    own: set[str] = set()
    for key, value in node.entries:
        if is_merge(key):
            # In the order written, as goyaml.v2 does: the merge also wins over the keys above it.
            for source in merge_sources(value):
                data.update(_mapping(source))
            continue
        name = key_name(key)
        if name in own:
            first = next(other for other, _value in node.entries if not is_merge(other) and key_name(other) == name)
            raise key_given_twice(name, first.start, key.start)
        own.add(name)
        data[name] = construct(value)
    return data


def _scalar(node: Scalar) -> Data:
    if node.tag is None:
        if node.style:
            return node.value
        try:
            return _plain_value(node.value)
        except ValueError:
            pass
    else:
        try:
            return through_json(_tagged(node))
        except ValueError:
            pass
    raise UnreadableError(
        node.start,
        _("kubectl cannot read {value}").format(value=node.value),
        _("quote it, or write a number that JSON knows"),
    )


def _tagged(node: Scalar) -> str | int | float | bool | None:
    """Raises ValueError when the value does not fit its tag."""
    name = (node.tag or "").removeprefix(_TAG)
    if name == "binary":
        return base64.b64decode(node.value, validate=False).decode("utf-8", "replace")
    expected = _TAGGED_TYPES.get(name)
    if expected is None:
        return node.value
    value = plain(node.value)
    if type(value) not in expected:
        raise ValueError(node.value)
    return value


def _refuse_bomb(root: Node) -> None:
    """Raise when aliases blow the document up past the share that goyaml.v2 allows."""
    sizes: dict[int, int] = {}

    def expanded(node: Node) -> int:
        if isinstance(node, Alias):
            if id(node.target) not in sizes:
                sizes[id(node.target)] = expanded(node.target)
            return sizes[id(node.target)]
        return 1 + sum(map(expanded, _children(node)))

    def written(node: Node) -> int:
        return 1 + sum(map(written, _children(node)))

    total = expanded(root)
    aliased = total - written(root)
    # Go lets 99 % of a small document come from aliases, 10 % of a large one, and slides in between.
    share = 0.99 - 0.89 * min(max((total - 400_000) / 3_600_000, 0), 1)
    if aliased > 100 and total > 1000 and aliased > share * total:
        raise UnreadableError(
            root.start,
            _("aliases blow this document up to {count} values").format(count=total),
            _("write out what they repeat"),
        )


def _children(node: Node) -> Iterable[Node]:
    if isinstance(node, Mapping):
        return (child for entry in node.entries for child in entry)
    return node.items if isinstance(node, Sequence) else ()
