"""Mistakes in the object as such: an API that is gone, fields that no server knows or that need another."""

from collections.abc import Iterator

from wizard.checks.check import Bite, Severity, check
from wizard.model.capacity import counts_pod_level
from wizard.model.shapes import mapping, mappings, selects, text
from wizard.model.spreading import POD
from wizard.model.versions import knows
from wizard.model.workload import Workload

GONE = {"extensions/v1beta1", "apps/v1beta1", "apps/v1beta2"}


@check(Severity.ERROR, refused=True)
def workload_api_gone(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #2: not served from 1.16 on; apps/v1 wants a selector (apps/v1 types.go)."""
    if (version := text(workload.data.get("apiVersion"))) in GONE:
        yield Bite(("apiVersion",), {"version": version, "kind": workload.kind})


@check(Severity.ERROR, refused=True)
def selector_misses_own_pods(workload: Workload) -> Iterator[Bite]:
    """The server refuses a workload whose selector does not match its own template (apps/v1 validation)."""
    stated = workload.spec.get("selector")
    if isinstance(stated, dict) and stated and not selects(stated, workload.labels):
        yield Bite(("spec", "selector"))


@check(Severity.ERROR, refused=True)
def pod_replacement_policy_unknown(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #94: Deployments have no such field up to 1.37 (apps/v1 types.go); Jobs do."""
    if "podReplacementPolicy" in workload.spec:
        yield Bite(("spec", "podReplacementPolicy"))


@check(Severity.ERROR)
def stop_signal_needs_os(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #95: lifecycle.stopSignal goes with spec.os.name, and only where its gate is on (KEP-4960)."""
    for container in workload.running:
        if "stopSignal" in mapping(container.data.get("lifecycle")):
            named = bool(mapping(workload.pod.get("os")).get("name"))
            if not named or not knows(workload.version, "stop-signal"):
                severity = Severity.WARNING if named else Severity.ERROR
                path = (*container.path, "lifecycle", "stopSignal")
                yield Bite(path, {"container": container.name, "named": "yes" if named else ""}, severity=severity)


@check(Severity.INFO)
def no_resource_requests(workload: Workload) -> Iterator[Bite]:
    """FACTS 7 #89: with no request at all a pod is BestEffort: evicted first, and placed without measure."""
    # What the pod or an init container asks for counts too (kubelet ComputePodQOS).
    asking = [*(each.data for each in workload.containers), *mappings(workload.pod.get("initContainers"))]
    asking += [workload.pod] if counts_pod_level(workload) else []
    every = [mapping(each.get("resources")) for each in asking]
    if workload.containers and not any(mapping(each.get(field)) for each in every for field in ("requests", "limits")):
        yield Bite((*POD, "containers"))
