"""Which Services and budgets select a workload's pods and what scales it, without trying each. Knows no file."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from wizard.model import autoscaling
from wizard.model.shapes import mapping, selects, selects_all, strings
from wizard.model.workload import Neighbour
from wizard.text.yamldata import Data

OF_EACH_POD = frozenset(
    {
        "statefulset.kubernetes.io/pod-name",
        "apps.kubernetes.io/pod-index",
        "controller-revision-hash",
        "pod-template-hash",
    }
)
"""Labels that controllers put on the pods that they make (apps/v1)."""

Place = tuple[str | None, str, str]
"""Namespace, label and value: where an index files a selector; or namespace, kind and name."""


class Selectors:
    """Neighbours filed under one label pair of their selector; those without one are tried each time."""

    def __init__(self, neighbours: Iterator[Neighbour], selector_of: Callable[[Neighbour], Data]) -> None:
        self._selector_of = selector_of
        self._filed: defaultdict[Place, list[Neighbour]] = defaultdict(list)
        self._loose: defaultdict[str | None, list[Neighbour]] = defaultdict(list)
        self._names: defaultdict[str | None, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for each in neighbours:
            self._names[each.namespace][each.name].append(each.id.origin)
            pair = next(iter(strings(mapping(selector_of(each)).get("matchLabels")).items()), None)
            if pair:
                self._filed[(each.namespace, *pair)].append(each)
            else:
                self._loose[each.namespace].append(each)

    def names(self, where: str | None) -> frozenset[str]:
        return frozenset(self._names.get(where, ()))

    def origins(self, where: str | None, name: str) -> tuple[str, ...]:
        """The files that hold a neighbour of that name."""
        return tuple(self._names[where][name]) if where in self._names else ()

    def matching(self, where: str | None, labels: Mapping[str, str]) -> tuple[Neighbour, ...]:
        candidates = [
            *(each for pair in labels.items() for each in self._filed.get((where, *pair), ())),
            *self._loose.get(where, ()),
        ]
        return tuple(sorted((each for each in candidates if selects(self._selector_of(each), labels)), key=_by_id))


def _by_id(neighbour: Neighbour) -> tuple[str, int, int]:
    id = neighbour.id
    return id.origin, id.document, id.item or 0


def service_selector(service: Neighbour) -> Data:
    """A Service's selector is a plain label map; without one it selects nothing.

    Labels that a controller puts on each pod stand in no template: what is left of the selector finds the workload.
    """
    stated = strings(service.spec.get("selector"))
    selector = {key: value for key, value in stated.items() if key not in OF_EACH_POD} or stated
    return {"matchLabels": dict(selector)} if selector else None


def budget_selector(budget: Neighbour) -> Data:
    """In policy/v1beta1 an empty selector matched no pod, in policy/v1 it matches all (policy/v1 types.go)."""
    selector = budget.spec.get("selector")
    return None if budget.data.get("apiVersion") == "policy/v1beta1" and selects_all(selector) else selector


def by_target(scalers: Iterable[Neighbour]) -> Mapping[Place, tuple[Neighbour, ...]]:
    """What scales each namespace, kind and name; an autoscaler that a ScaledObject makes counts as that one."""
    found: defaultdict[Place, list[Neighbour]] = defaultdict(list)
    for each in scalers:
        found[each.namespace, *autoscaling.target(each.data)].append(each)
    return {place: tuple(_acting(known)) for place, known in found.items()}


def once(found: Iterable[Neighbour]) -> tuple[Neighbour, ...]:
    """Each name once: read twice it is one object, and the second time changes the first."""
    named: dict[tuple[str, str], Neighbour] = {}
    for each in found:
        named.setdefault((each.kind, each.name), each)
    return tuple(named.values())


def _acting(known: list[Neighbour]) -> Iterator[Neighbour]:
    keda = [each.data for each in known if each.kind == "ScaledObject"]
    for each in known:
        made = each.kind != "ScaledObject" and any(autoscaling.is_of(each.data, own) for own in keda)
        if not made and autoscaling.acts(each.data):
            yield each
