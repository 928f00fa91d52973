"""What two workloads share that fare alike: the content that decides how they fare, without names. Plays nothing.

Left out are names, images, environments and ports. A selector counts as what it does to the workload's own pods: that
holds for a workload that is played alone, and only then may an outcome be taken from another of the same shape.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from hashlib import sha256

from wizard.model.routes import traffic
from wizard.model.selectors import OF_EACH_POD
from wizard.model.shapes import items, mapping, mappings, selects, strings, text
from wizard.model.spreading import PREFERRED, REQUIRED
from wizard.model.workload import Neighbour, Workload
from wizard.text.yamldata import Data

Object = Mapping[str, Data]

_OF_POD = {
    *("serviceAccountName", "serviceAccount", "automountServiceAccountToken", "imagePullSecrets", "securityContext"),
    *("dnsPolicy", "dnsConfig", "hostAliases", "hostname", "subdomain", "enableServiceLinks", "restartPolicy"),
}
"""What no scenario depends on."""
_OF_CONTAINER = {
    *("name", "image", "imagePullPolicy", "command", "args", "env", "envFrom", "workingDir", "volumeMounts", "tty"),
    *("volumeDevices", "securityContext", "terminationMessagePath", "terminationMessagePolicy", "stdin", "stdinOnce"),
}
_UNPLAYED = {"hanging", "kin", "read_only", "sources"}
"""Fields of Workload that checks and edits read, and no scenario."""
_WORDED = {"id", "data", "services", "budgets", "autoscalers", "claims", "beside", "topology", "names"}
"""Fields of Workload that are put into a form without names; any other counts as it is."""


def shape(workload: Workload) -> bytes:
    """Equal for two workloads of which every scenario comes to the same."""
    told = (
        workload.kind,
        _spec(workload),
        _template(workload),
        traffic(workload),
        [[each.spec.get(key) for key in _OF_SERVICE] + [_picked(each, workload)] for each in workload.services],
        [_budget(each, workload) for each in workload.budgets],
        [_without(each.spec, {"scaleTargetRef", "metrics"}) for each in workload.autoscalers],
        [each.spec for each in workload.claims],
        [getattr(workload, field) for field in _AS_IT_IS],
        workload.topology and workload.topology.fingerprint,
    )
    return sha256(repr(told).encode("utf-8", "surrogateescape")).digest()


_OF_SERVICE = (
    *("type", "externalTrafficPolicy", "internalTrafficPolicy", "publishNotReadyAddresses", "clusterIP"),
    "loadBalancerClass",
)
# What takes no part in comparing workloads, such as how to show a place in a file, decides nothing either.
_AS_IT_IS = tuple(each.name for each in fields(Workload) if each.compare and each.name not in _WORDED | _UNPLAYED)


def _without(data: Object, left_out: set[str]) -> list[tuple[str, Data]]:
    return sorted((key, value) for key, value in data.items() if key not in left_out)


def _spec(workload: Workload) -> list[object]:
    claims = [mapping(each, "spec") for each in mappings(workload.spec.get("volumeClaimTemplates"))]
    left_out = {"template", "selector", "serviceName", "revisionHistoryLimit", "volumeClaimTemplates"}
    return [_without(workload.spec, left_out), claims, selects(dict(workload.selector), workload.labels)]


def _template(workload: Workload) -> list[object]:
    pod = workload.pod
    left_out = {*_OF_POD, "containers", "initContainers", "volumes", "affinity", "topologySpreadConstraints"}
    affinity = mapping(pod.get("affinity"))
    served = {each.path for each in workload.served}
    return [
        _without(pod, left_out),
        affinity.get("nodeAffinity"),
        [list(_terms(mapping(affinity.get(kind)), workload)) for kind in ("podAffinity", "podAntiAffinity")],
        [
            [_without(each, {"labelSelector"}), _selected(each.get("labelSelector"), workload)]
            for each in mappings(pod.get("topologySpreadConstraints"))
        ],
        [[*_container(each.data, pod), each.path in served] for each in workload.containers],
        [_container(each, pod) for each in mappings(pod.get("initContainers"))],
        [each for each in mappings(pod.get("volumes")) if "persistentVolumeClaim" in each or "ephemeral" in each],
    ]


def _container(container: Object, pod: Object) -> list[object]:
    ports = mappings(container.get("ports"))
    shared = pod.get("hostNetwork") is True
    taken = [[port.get(key) for key in ("hostIP", "hostPort", "protocol")] for port in ports if port.get("hostPort")]
    hooked = [container.get("image")] if "exec" in mapping(container.get("lifecycle"), "preStop") else []
    return [
        _without(container, {*_OF_CONTAINER, "ports"}),
        hooked,  # what a command finds in its image
        taken,
        [port.get("containerPort") for port in ports] if shared else bool(ports),
    ]


def _terms(affinity: Object, workload: Workload) -> Iterator[list[object]]:
    for each in mappings(affinity.get(REQUIRED)):
        yield _term(each, workload)
    for each in mappings(affinity.get(PREFERRED)):
        yield [each.get("weight"), *_term(mapping(each.get("podAffinityTerm")), workload)]


def _term(term: Object, workload: Workload) -> list[object]:
    spaces = ["" if each == workload.namespace else each for each in items(term.get("namespaces"))]
    rest = _without(term, {"labelSelector", "namespaces"})
    return [rest, spaces, _selected(term.get("labelSelector"), workload)]


def _selected(selector: Data, workload: Workload) -> object:
    """What a selector does to the workload's own pods; one that tells them apart counts as it stands."""
    if any(key in OF_EACH_POD for key in _keys(selector)):
        return selector
    return selects(selector, workload.labels), bool(selector)


def _keys(selector: Data) -> Iterator[str]:
    yield from mapping(mapping(selector).get("matchLabels"))
    yield from (text(each.get("key")) for each in mappings(mapping(selector).get("matchExpressions")))


def _picked(service: Neighbour, workload: Workload) -> object:
    return _selected({"matchLabels": dict(strings(service.spec.get("selector")))}, workload)


def _budget(budget: Neighbour, workload: Workload) -> list[object]:
    chosen = _selected(budget.spec.get("selector"), workload)
    return [_without(budget.spec, {"selector"}), chosen, workload.beside.get(budget.id, 0)]
