"""Mappings with merge keys: which entries say what they say, and what has to be said for themselves."""

from collections.abc import Mapping as Table

from wizard.text.nodes import Mapping
from wizard.text.paths import Data, same
from wizard.text.yamldata import construct, is_merge, key_name, merge_sources


def divided(
    node: Mapping, after: dict[str, Data], said: Table[int, object]
) -> tuple[dict[int, str], set[int], dict[str, Data]]:
    """The entries that stay, by index and with their key; the indices of those that go; the entries to add.

    A key that a merge brings in is overridden beside it, below; where that cannot say it, the merge is written out.
    `said` has what anchored nodes say after the edit.
    """
    own = {key_name(key): index for index, (key, _value) in enumerate(node.entries) if not is_merge(key)}
    removed = {index for name, index in own.items() if name not in after}
    merges = {index for index, (key, _value) in enumerate(node.entries) if is_merge(key)}
    inherited = _inherited(node, own, after, said)
    if inherited is None:
        removed |= merges
        inherited = {}
    kept = {index: name for name, index in own.items() if name in after and name not in inherited}
    added = {
        name: value
        for name, value in after.items()
        if (not same(inherited[name], value) if name in inherited else name not in own)
    }
    return kept, removed, added


def _inherited(
    node: Mapping, own: dict[str, int], after: dict[str, Data], said: Table[int, object]
) -> dict[str, Data] | None:
    """What the merge keys decide, or None when they have to go: a key of theirs, or one that they hide, must change."""
    brought: dict[str, Data] = {}
    deciding: set[str] = set()
    for key, value in node.entries:
        if not is_merge(key):
            deciding.discard(key_name(key))
            continue
        for source in merge_sources(value):
            now = said[id(source)] if id(source) in said else construct(source)
            if not isinstance(now, dict):
                return None
            brought.update(now)
            deciding.update(now)
    inherited = {name: brought[name] for name in deciding}
    hidden = (name for name in inherited if name in own and not same(inherited[name], after.get(name)))
    return None if brought.keys() - after.keys() or any(hidden) else inherited
