"""What the annotation surefoot.dev/ignore says on objects, and whether it still hides anything."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wizard.model.inventory import Inventory
from wizard.model.shapes import mapping, text
from wizard.planning.ids import is_id
from wizard.text.manifest import ObjectId
from wizard.wording import _, safe

ANNOTATION = "surefoot.dev/ignore"


@dataclass(frozen=True)
class Ignore:
    """One annotation, as it was written on one object."""

    object: ObjectId
    title: str
    """Kind and name, safe to show."""
    ids: tuple[str, ...]
    reason: str

    def notes(self, used: Iterable[tuple[ObjectId, str]]) -> Iterator[str]:
        """What is wrong with it: no reason, an id that is not known, an id that hides nothing."""
        place = {"file": safe(self.object.origin), "title": self.title, "annotation": ANNOTATION}
        if not self.reason:
            said = _("{file}: {title}: {annotation} gives no reason, so it hides nothing; write ID[,ID]: why")
            yield said.format(**place)
            return
        for each in self.ids:
            if not is_id(each):
                said = _("{file}: {title}: {annotation} names {id}, which is no id; see: surefoot explain")
                yield said.format(**place, id=safe(each))
            elif (self.object, each) not in used:
                yield _("{file}: {title}: {annotation} hides no {id}; take it out").format(**place, id=each)


def ignores(inventory: Inventory) -> Mapping[ObjectId, Ignore]:
    """Every annotation of the run, by the object that it stands on."""
    found = {}
    for id, data in inventory.every.items():
        metadata = mapping(data.get("metadata"))
        said = text(mapping(metadata.get("annotations")).get(ANNOTATION))
        if said:
            listed, _colon, reason = said.partition(":")
            ids = tuple(dict.fromkeys(each.strip() for each in listed.split(",") if each.strip()))
            title = safe(f"{text(data.get('kind'))} {text(metadata.get('name'))}")
            found[id] = Ignore(id, title, ids, safe(" ".join(reason.split())))
    return found


def why_ignored(found: Mapping[ObjectId, Ignore], places: Iterable[ObjectId], check: str) -> Ignore | None:
    """The annotation that hides a check's finding: that of the workload, or of the object where it stands."""
    for id in places:
        ignore = found.get(id)
        if ignore is not None and ignore.reason and check in ignore.ids:
            return ignore
    return None
