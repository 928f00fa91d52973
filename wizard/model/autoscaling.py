"""What sets the copies of a workload: a HorizontalPodAutoscaler, or a KEDA ScaledObject, which makes one of its own.

Reads one object at a time; Inventory knows which workload it scales.
"""

import re
from collections.abc import Mapping

from wizard.model.shapes import integer, mapping, mappings, text
from wizard.text.yamldata import Data

SCALERS = ("HorizontalPodAutoscaler", "ScaledObject")
"""Their kinds."""
KEDA_MOST = 100
"""What a ScaledObject that names no maxReplicaCount may go up to (keda.sh/v1alpha1 GetHPAMaxReplicas)."""

_PAUSED_AT, _PAUSED = "autoscaling.keda.sh/paused-replicas", "autoscaling.keda.sh/paused"
_STAYS_UP = ("autoscaling.keda.sh/force-activation", "autoscaling.keda.sh/paused-scale-in")
_UNTRUE = ("0", "f", "F", "false", "FALSE", "False")
"""What Go's strconv.ParseBool takes for false; KEDA takes all else for true."""

Object = Mapping[str, Data]


def target(scaler: Object) -> tuple[str, str]:
    """Kind and name of what it scales; KEDA means a Deployment where none is said (ScaleTarget)."""
    stated = mapping(scaler, "spec", "scaleTargetRef")
    return text(stated.get("kind")) or ("Deployment" if _is_keda(scaler) else ""), text(stated.get("name"))


def acts(scaler: Object) -> bool:
    """Whether it sets the count; a paused ScaledObject lets go of it, unless it is paused at a number (handlePause)."""
    return not _said(scaler, _PAUSED) or held_at(scaler) is not None


def held_at(scaler: Object) -> int | None:
    """The number that a ScaledObject is paused at; None where it is not."""
    stated = _annotations(scaler).get(_PAUSED_AT) if _is_keda(scaler) else None
    return int(stated) if isinstance(stated, str) and re.fullmatch(r"[0-9]{1,9}", stated) else integer(stated)


def fewest(scaler: Object) -> int:
    """How few copies it may leave: 1 for an autoscaler that does not say, none for such a ScaledObject.

    A ScaledObject with cpu or memory triggers alone leaves one (verifyCPUMemoryScalers, scale_scaledobjects.go); with
    an idleReplicaCount it goes below its minimum when nothing is to do.
    """
    spec = mapping(scaler.get("spec"))
    stated = integer(spec.get(minimum_field(scaler)))
    if not _is_keda(scaler):
        return 1 if stated is None else stated
    if (held := held_at(scaler)) is not None:
        return held
    idle = integer(spec.get("idleReplicaCount"))
    least = (stated or 0) if idle is None else min(idle, stated or 0)
    triggers = [each.get("type") for each in mappings(spec.get("triggers"))]
    by_use = bool(triggers) and all(each in ("cpu", "memory") for each in triggers)
    return max(least, int(by_use or any(_said(scaler, each) for each in _STAYS_UP)))


def most(scaler: Object) -> int | None:
    """How many copies it may ask for; None where an autoscaler does not say, which the server refuses."""
    held = held_at(scaler)
    return most_stated(scaler) if held is None else held


def most_stated(scaler: Object) -> int | None:
    """The maximum of its spec, or what stands in for one."""
    spec = mapping(scaler.get("spec"))
    if not _is_keda(scaler):
        return integer(spec.get("maxReplicas"))
    stated = integer(spec.get("maxReplicaCount"))
    return KEDA_MOST if stated is None else stated


def minimum_field(scaler: Object) -> str:
    """The field of its spec that says how few copies it may leave."""
    return "minReplicaCount" if _is_keda(scaler) else "minReplicas"


def behavior(scaler: Object) -> Object:
    """How fast it may go up and down (autoscaling/v2 HorizontalPodAutoscalerBehavior)."""
    spec = mapping(scaler.get("spec"))
    return mapping(spec, "advanced", "horizontalPodAutoscalerConfig", "behavior") or mapping(spec.get("behavior"))


def is_of(scaler: Object, scaled_object: Object) -> bool:
    """Whether an autoscaler is the one that a ScaledObject has made, or has taken over by name (getHPAName)."""
    name = text(mapping(scaled_object, "metadata").get("name"))
    own = text(mapping(scaled_object, "spec", "advanced", "horizontalPodAutoscalerConfig").get("name"))
    owners = mappings(mapping(scaler, "metadata").get("ownerReferences"))
    made = any(each.get("kind") == "ScaledObject" and each.get("name") == name for each in owners)
    return made or text(mapping(scaler, "metadata").get("name")) == (own or f"keda-hpa-{name}")


def is_made(scaler: Object) -> bool:
    """Whether a ScaledObject has made this autoscaler: it would put back whatever somebody else changes in it."""
    owners = mappings(mapping(scaler, "metadata").get("ownerReferences"))
    return scaler.get("kind") == SCALERS[0] and any(each.get("kind") == "ScaledObject" for each in owners)


def _is_keda(scaler: Object) -> bool:
    return scaler.get("kind") == "ScaledObject"


def _annotations(scaler: Object) -> Object:
    return mapping(scaler, "metadata", "annotations")


def _said(scaler: Object, annotation: str) -> bool:
    annotations = _annotations(scaler) if _is_keda(scaler) else {}
    value = annotations.get(annotation, False)
    return value is not False and value not in _UNTRUE
