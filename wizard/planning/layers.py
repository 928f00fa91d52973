"""A mapping that grows and never changes: every version shares most of what it holds with the one before."""

from collections.abc import Mapping
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Layers(Generic[K, V]):
    """Layers of ever larger mappings, the newest last; as many as the logarithm of what they hold."""

    def __init__(self, layers: tuple[Mapping[K, V], ...] = ()) -> None:
        self._layers = layers

    def get(self, key: K) -> V | None:
        """What the key stands for; None where it is not there."""
        for layer in reversed(self._layers):
            if key in layer:
                return layer[key]
        return None

    def having(self, more: Mapping[K, V]) -> "Layers[K, V]":
        """All of this and more, which comes before what was there under the same keys."""
        if not more:
            return self
        layers, top = self._layers, more
        while layers and len(layers[-1]) <= len(top):
            top = {**layers[-1], **top}
            layers = layers[:-1]
        return Layers((*layers, top))

    def __bool__(self) -> bool:
        return bool(self._layers)
