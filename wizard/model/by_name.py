"""Objects that others go by the name of: claims, classes of storage and of priority, namespaces, Services."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from wizard.model.fronts import FRONTS, Fronts
from wizard.model.neighbour import Neighbour
from wizard.model.shapes import mapping, strings
from wizard.text.yamldata import Data

Object = Mapping[str, Data]


class ByName:
    """Everything of a run by its names; each index is made when it is first asked for."""

    def __init__(self, of_kind: Callable[[str], Iterable[Neighbour]], every: Callable[[], Iterable[Neighbour]]) -> None:
        self._of_kind, self._every = of_kind, every

    @cached_property
    def claims(self) -> Mapping[tuple[str | None, str], Neighbour]:
        return {(each.namespace, each.name): each for each in self._of_kind("PersistentVolumeClaim")}

    @cached_property
    def storage_classes(self) -> Mapping[str, Object]:
        return {each.name: each.data for each in self._of_kind("StorageClass")}

    @cached_property
    def priorities(self) -> Mapping[str, Object]:
        """What each PriorityClass gives the pods that name it; without a name, the default (admission Priority)."""
        given: dict[str, Object] = {}
        for each in self._of_kind("PriorityClass"):
            said = {"priority": each.data.get("value"), "preemptionPolicy": each.data.get("preemptionPolicy")}
            known = {key: value for key, value in said.items() if value is not None}
            given |= {each.name: known} | ({"": known} if each.data.get("globalDefault") is True else {})
        return given

    @cached_property
    def namespace_labels(self) -> Mapping[str | None, Mapping[str, str]]:
        found = self._of_kind("Namespace")
        return {each.name: strings(mapping(each.data, "metadata").get("labels")) for each in found}

    @cached_property
    def fronts(self) -> Fronts:
        """The Ingresses and routes, by the names of the Services that they lead to."""
        return Fronts(each for each in self._every() if each.kind in FRONTS)
