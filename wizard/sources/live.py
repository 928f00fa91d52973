"""An object of a running cluster as a manifest: the same data, and a text that is made only where somebody reads it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from wizard.model.shapes import items, mapping, text
from wizard.text.manifest import Manifest, ObjectId
from wizard.text.paths import Data
from wizard.text.writing_style import Style
from wizard.text.yamldata import Document, documents

Object = Mapping[str, Data]

BOOKKEEPING = (
    "uid",
    "resourceVersion",
    "generation",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "selfLink",
    "managedFields",
)
"""What the server writes into metadata (meta/v1 ObjectMeta, read only)."""
_ANNOTATIONS = ("kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision")
"""What kubectl apply and the Deployment controller keep there for themselves."""


class LiveManifest(Manifest):
    """One object of a cluster; its data leaves out what the server and controllers keep there for themselves."""

    is_live = True
    live: Object
    """As the server gave it, but for the status and the fields of each field manager: those are most of its size."""

    def __init__(self, live: dict[str, Any]) -> None:
        live.pop("status", None)
        for entry in items(mapping(live.get("metadata")).get("managedFields")):
            mapping(entry).pop("fieldsV1", None)
        origin = origin_of(live)
        # The class above is frozen, and so is this one: nothing is set but here.
        for name, value in {
            "origin": origin,
            "live": live,
            "fingerprint": text(mapping(live.get("metadata")).get("resourceVersion")),
            "format": "yaml",
            "objects": {ObjectId(origin, 0): cleaned(live)},
            "unmended": None,
            "_layouts": {},
        }.items():
            object.__setattr__(self, name, value)

    @property
    def id(self) -> ObjectId:
        return ObjectId(self.origin, 0)

    @property
    def resource_version(self) -> str:
        """What a change names, so that the server takes it only where nobody was faster."""
        return self.fingerprint

    @cached_property
    def text(self) -> str:
        """The data as kubectl would print it, the server's defaults with it."""
        return yaml_of(mapping(self.objects[self.id]))

    @cached_property
    def content(self) -> bytes:
        return self.text.encode()

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        return documents(self.text, self.origin, json=False)


def origin_of(live: Object) -> str:
    """The name by which an object of a cluster goes: NAMESPACE/Kind/NAME."""
    metadata = mapping(live.get("metadata"))
    return "/".join(filter(None, (text(metadata.get("namespace")), text(live.get("kind")), text(metadata.get("name")))))


def cleaned(live: Object) -> dict[str, Data]:
    """What somebody decided about the object, and the server's defaults; nothing that only tells of its life."""
    metadata = {key: value for key, value in mapping(live.get("metadata")).items() if key not in BOOKKEEPING}
    annotations = mapping(metadata.pop("annotations", None))
    if kept := {key: value for key, value in annotations.items() if key not in _ANNOTATIONS}:
        metadata["annotations"] = kept
    first = {"apiVersion": live.get("apiVersion"), "kind": live.get("kind"), "metadata": metadata}
    return first | {key: value for key, value in live.items() if key not in {*first, "status"}}


def yaml_of(data: Object) -> str:
    """An object as YAML in kubectl's form."""
    from wizard.text.emitting import body_lines  # noqa: PLC0415  # every first paint knows what a live manifest is

    return "".join(f"{line}\n" for line in body_lines(dict(data), Style()))
