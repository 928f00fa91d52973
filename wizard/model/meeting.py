"""Whether pods of two workloads may come to one node, by what both ask of nodes. Knows no node; changes nothing."""

from collections.abc import Iterator, Mapping

from wizard.model.shapes import items, mapping, mappings, strings, text
from wizard.model.spreading import terms
from wizard.model.workload import Workload
from wizard.text.yamldata import Data

EVERYWHERE = {"kubernetes.io/os": "linux", "beta.kubernetes.io/os": "linux"}
"""What nearly every node is: asking for it picks none out."""


def may_meet(one: Workload, other: Workload) -> bool:
    """Whether no label that one asks for rules out what the other asks for."""
    asked, others = tuple(_alternatives(one)), tuple(_alternatives(other))
    return any(not _excludes(each, against) for each in asked for against in others)


def surely_meet(one: Workload, other: Workload) -> bool:
    """Whether both go to the same nodes whichever there are: they ask for the same, and tolerate the same."""
    return _asked(one) == _asked(other) and _tolerated(one) == _tolerated(other)


Wanted = Mapping[str, tuple[Mapping[str, Data], ...]]
"""By label the expressions that it must meet."""


def _alternatives(workload: Workload) -> Iterator[Wanted]:
    """What a node must be, by alternative: node terms are ORed, the nodeSelector holds for each."""
    selector = _selector(workload).items()
    own: list[dict[str, Data]] = [{"key": key, "operator": "In", "values": [each]} for key, each in selector]
    for term in terms(workload) or [{}]:
        found: dict[str, tuple[Mapping[str, Data], ...]] = {}
        for each in (*own, *mappings(term.get("matchExpressions"))):
            key = text(each.get("key"))
            found[key] = (*found.get(key, ()), each)
        yield found


def _excludes(one: Wanted, other: Wanted) -> bool:
    every = ((a, b) for key, mine in one.items() for a in mine for b in other.get(key, ()))
    return any(_contradict(a, b) or _contradict(b, a) for a, b in every)


def _contradict(one: Mapping[str, Data], other: Mapping[str, Data]) -> bool:
    """Whether no value of a label meets both, told from the first's side."""
    mine, theirs = items(one.get("values")), items(other.get("values"))
    match one.get("operator"), other.get("operator"):
        case "In", "In":
            return not any(each in theirs for each in mine)
        case "In", "NotIn":
            return all(each in theirs for each in mine)
        case "In" | "Exists" | "Gt" | "Lt", "DoesNotExist":
            return True
    return False


def _selector(workload: Workload) -> dict[str, str]:
    return strings(workload.pod.get("nodeSelector"))


def _asked(workload: Workload) -> tuple[dict[str, str], list[dict[str, Data]]]:
    picked = {key: each for key, each in _selector(workload).items() if EVERYWHERE.get(key) != each}
    return picked, terms(workload)


def _tolerated(workload: Workload) -> list[dict[str, Data]]:
    hard = (each for each in mappings(workload.pod.get("tolerations")) if each.get("effect") != "PreferNoSchedule")
    return sorted(map(mapping, hard), key=str)
