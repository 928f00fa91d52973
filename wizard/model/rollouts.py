"""Argo Rollouts that run the pods of a Deployment: they say how many there are, and how an update goes about it."""

from collections import defaultdict
from collections.abc import Container, Mapping

from wizard.model.shapes import mapping, text
from wizard.model.worlds import Worlds
from wizard.text.manifest import ObjectId
from wizard.text.yamldata import Data

Object = Mapping[str, Data]
Named = tuple[str | None, str, str]
"""Namespace, kind and name of an object."""

_OF_ROLLOUT = ("replicas", "minReadySeconds", "progressDeadlineSeconds", "paused")
"""Fields that mean the same in a Rollout, and count there (argoproj.io/v1alpha1 RolloutSpec)."""
_QUARTER: dict[str, Data] = {"maxSurge": "25%", "maxUnavailable": "25%"}


def referred(data: Object) -> Named | None:
    """The object whose template a Rollout runs (workloadRef); None for one with its own, and for any other object."""
    if data.get("kind") != "Rollout" or text(data.get("apiVersion")).partition("/")[0] != "argoproj.io":
        return None
    named = mapping(data, "spec", "workloadRef")
    where = text(mapping(data.get("metadata")).get("namespace")) or None
    return (where, text(named.get("kind")), text(named.get("name"))) if text(named.get("name")) else None


def rolled(
    every: Mapping[ObjectId, Data | Object], worlds: Worlds, patches: Container[str]
) -> Mapping[ObjectId, tuple[Object, str]]:
    """The Deployments among some objects that a Rollout of their world runs, as it runs them, and its name."""
    rollouts: defaultdict[Named, list[tuple[ObjectId, Object]]] = defaultdict(list)
    objects = {id: data for id, data in every.items() if isinstance(data, dict) and id.origin not in patches}
    for id, data in objects.items():
        if (named := referred(data)) is not None:
            rollouts[named].append((id, data))
    found = {}
    for id, data in objects.items() if rollouts else ():
        metadata = mapping(data.get("metadata"))
        named = text(metadata.get("namespace")) or None, text(data.get("kind")), text(metadata.get("name"))
        for where, rollout in rollouts.get(named, ()):
            if worlds.shared(where.origin, id.origin):
                found[id] = rolled_out(data, rollout), text(mapping(rollout.get("metadata")).get("name"))
    return found


def rolled_out(deployment: Object, rollout: Object) -> Object:
    """The Deployment as its pods are run: with the count and the updates that the Rollout says."""
    said, own = mapping(rollout.get("spec")), mapping(without_rolled(deployment).get("spec"))
    theirs = {key: said[key] for key in _OF_ROLLOUT if key in said}
    strategy: dict[str, Data] = {"type": "RollingUpdate", "rollingUpdate": _pace(mapping(said.get("strategy")))}
    return {**deployment, "spec": {**own, **theirs, "strategy": strategy}}


def without_rolled(deployment: Object) -> Object:
    """The Deployment without the fields that count for nothing beside a Rollout."""
    spec = mapping(deployment.get("spec"))
    return {**deployment, "spec": {key: spec[key] for key in spec if key not in {*_OF_ROLLOUT, "strategy"}}}


def _pace(strategy: Mapping[str, Data]) -> dict[str, Data]:
    """A blue-green update starts all new pods before it takes an old one away; a canary goes at its own pace."""
    if "blueGreen" in strategy:
        return {"maxSurge": "100%", "maxUnavailable": 0}
    canary = mapping(strategy.get("canary"))
    return _QUARTER | {key: canary[key] for key in _QUARTER if key in canary}
