"""What may be edited: files that were named, where what they say counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.model.shapes import mapping
from wizard.model.workload import Workload
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data, Path

Object = Mapping[str, Data]


@dataclass(frozen=True)
class Held:
    """An object that stays as it is, and why."""

    object: ObjectId
    reason: str
    """only-read: its file was not named. said-elsewhere: a kustomization sets what the edit would change."""
    path: Path = ()


def held(workload: Workload, changed: Mapping[ObjectId, Object]) -> Iterator[Held]:
    """Those of the changed objects that may not be edited so."""
    from wizard.model.replaying import SaidElsewhere, replayed  # noqa: PLC0415  # most files are judged as they stand

    for id, data in changed.items():
        if id.origin in workload.read_only:
            yield Held(id, "only-read")
        elif id in workload.sources:
            source, built = workload.sources[id]
            try:
                replayed(dict(source), dict(built), dict(data))
            except SaidElsewhere as error:
                yield Held(id, "said-elsewhere", error.path)


def permitted(workload: Workload, changed: Mapping[ObjectId, Object]) -> Mapping[ObjectId, Object]:
    """The changed objects without those that may not be edited so."""
    if not workload.read_only and not workload.sources:
        return changed
    stays = {each.object for each in held(workload, changed)}
    return {id: data for id, data in changed.items() if id not in stays}


def said_in_source(source: Object, built: Object, chosen: Object) -> Object:
    """What the source shall say so that the chosen is built of it. Raises SaidElsewhere."""
    from wizard.model.replaying import replayed  # noqa: PLC0415  # as above

    return mapping(replayed(dict(source), dict(built), dict(chosen)))
