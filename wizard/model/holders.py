"""Objects of any kind that are pods or make them. Judges none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from wizard.model.shapes import items, mapping, selects, strings
from wizard.model.workload import Neighbour
from wizard.text.yamldata import Data


def pod_spec(data: Mapping[str, Data]) -> Mapping[str, Data]:
    """The spec of the pods that an object is, or makes; empty where nobody can tell that it makes any."""
    if data.get("kind") == "Pod" and data.get("apiVersion") == "v1":
        return mapping(data.get("spec"))
    spec = mapping(data.get("spec"))
    for place in (mapping(spec, "jobTemplate", "spec"), mapping(spec, "jobTargetRef"), spec):
        if found := mapping(place, "template", "spec"):
            return found
    return {}


def pod_labels(data: Mapping[str, Data]) -> Mapping[str, str]:
    """The labels of the pods that an object is, or makes."""
    if data.get("kind") == "Pod":
        return strings(mapping(data, "metadata").get("labels"))
    spec = mapping(data.get("spec"))
    places = (mapping(spec, "jobTemplate", "spec"), mapping(spec, "jobTargetRef"), spec)
    template = next((found for each in places if (found := mapping(each.get("template")))), {})
    return strings(mapping(template, "metadata").get("labels"))


def holds_pods(data: Mapping[str, Data]) -> bool:
    """Whether an object is a pod or makes some: whatever its kind, it has their containers."""
    return bool(items(pod_spec(data).get("containers")))


class Holders:
    """Objects that are pods or make them, filed under each label of those."""

    def __init__(self, every: Iterable[Neighbour]) -> None:
        self._filed: defaultdict[tuple[str | None, str, str], list[Neighbour]] = defaultdict(list)
        self._all: defaultdict[str | None, list[Neighbour]] = defaultdict(list)
        for each in every:
            if labels := pod_labels(each.data):
                self._all[each.namespace].append(each)
            for pair in labels.items():
                self._filed[each.namespace, *pair].append(each)

    def matching(self, where: str | None, selector: Data) -> Iterator[tuple[Neighbour, Mapping[str, str]]]:
        """Those of a namespace whose pods a selector matches, with the labels of those."""
        pairs = strings(mapping(selector).get("matchLabels")).items()
        fewest = min((self._filed.get((where, *pair), []) for pair in pairs), key=len, default=self._all.get(where, []))
        for each in fewest:
            if selects(selector, labels := pod_labels(each.data)):
                yield each, labels

    def with_labels(self, where: str | None, labels: Mapping[str, str]) -> Iterator[Neighbour]:
        """Those of a namespace whose pods have all the labels; none where no label is asked for."""
        found = [self._filed.get((where, *pair), []) for pair in labels.items()]
        for each in min(found, key=len, default=[]):
            if labels.items() <= pod_labels(each.data).items():
                yield each
