"""The examples of the catalogue's pages as plans: fragments laid over the web Deployment, and objects beside it."""

from collections.abc import Mapping
from dataclasses import replace

import yaml

from tests.building import WEB
from wizard.model.inventory import Inventory
from wizard.model.topology import told
from wizard.model.versions import parse
from wizard.model.workload import KINDS, AppFacts
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest


def manifests(example: str) -> str:
    """The stream that an example stands for: its fragment over the web workload, then its other objects."""
    first, *others = (yaml.safe_load(part) or {} for part in example.split("\n---\n"))
    base = yaml.safe_load(WEB)
    return "---\n".join(yaml.safe_dump(each, sort_keys=False) for each in (_laid(base, first), *others))


def _laid(under: object, over: object) -> object:
    """A strategic merge in small: null deletes, items of a list of named things are merged by name."""
    if isinstance(under, dict) and isinstance(over, dict):
        made = dict(under)
        for key, value in over.items():
            if value is None:
                made.pop(key, None)
            else:
                made[key] = _laid(made.get(key), value)
        return made
    if isinstance(under, list) and isinstance(over, list) and all("name" in each for each in [*under, *over]):
        names = {each["name"]: each for each in under}
        rest = [_laid(names.pop(each["name"], {}), each) for each in over]
        return [*names.values(), *rest]
    return over


def plan(example: str, given: str = "") -> Plan:
    """A plan without choices over an example, with what is given known."""
    known: Mapping[str, str] = dict(pair.split("=") for pair in given.split() if "=" in pair)
    topology = told(int(known["nodes"]), int(known["zones"])) if "nodes" in known else None
    if topology is not None and "--topology" in given:
        topology = replace(topology, nodes=tuple(replace(each, counted=False) for each in topology.nodes))
    version = parse(known["kube"]) if "kube" in known else None
    facts = AppFacts(
        traffic=known.get("traffic"),
        drain_seconds=int(known["drain"]) if "drain" in known else None,
        start_seconds=int(known["start"]) if "start" in known else None,
        quorum=True if known.get("quorum") else None,
        failover_seconds=int(known["failover"]) if "failover" in known else None,
        survive=known.get("survive"),
    )
    stream = manifests(example)
    found = Inventory.of([Manifest.read("web.yaml", stream.encode())], topology, version)
    return Plan(replace(found, facts=facts))


NEEDED_KINDS = {
    "claims": {"PersistentVolumeClaim"},
    "storage-classes": {"StorageClass"},
    "budgets": {"PodDisruptionBudget"},
    "autoscalers": {"HorizontalPodAutoscaler"},
    "workloads": set(KINDS),
}


def ignorant(example: str, needs: tuple[str, ...]) -> Plan:
    """A plan over the example, of which nothing is known that a check needs."""
    kinds = {kind for need in needs for kind in NEEDED_KINDS.get(need, ())}
    kept = [each for each in yaml.safe_load_all(manifests(example)) if each["kind"] not in kinds]
    stream = yaml.safe_dump_all(kept, sort_keys=False)
    found = Inventory.of([Manifest.read("web.yaml", stream.encode())])
    return Plan(replace(found, unseen=frozenset(kinds)))


def found(made: Plan) -> set[str]:
    """The ids of everything that the catalogue finds."""
    own = {each.id for id in made.inventory.ids for each in made.mistakes(id)}
    return own | {each.id for each in made.object_mistakes}


def mended(made: Plan, id: str) -> Plan:
    """The plan with one check's mistakes mended wherever it found them."""
    for where in made.inventory.ids:
        made = made.mend(where, id, agreed=True)
    for each in made.object_mistakes:
        if each.id == id:
            made = made.mend(each.object, id, agreed=True)
    return made


def reread(made: Plan) -> Plan:
    """The plan over what this plan would write."""
    text = made.changes[0].after if made.changes else made.inventory.manifests["web.yaml"].text
    return Plan(replace(made.inventory, manifests={"web.yaml": Manifest.read("web.yaml", text.encode())}))
