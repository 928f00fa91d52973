"""What the API server fills in where a manifest says nothing: the one place that knows it. Changes no object.

Sources: pkg/apis/core/v1/defaults.go, pkg/apis/apps/v1/defaults.go, pkg/apis/autoscaling/v2/defaults.go.
null counts as nothing said. What a person stated is read where it stands; here is only what holds when nobody did.
"""

from collections.abc import Iterator, Mapping

from wizard.model.shapes import integer, mapping, mappings, text
from wizard.text.yamldata import Data

Object = Mapping[str, Data]

REPLICAS = 1
GRACE = 30
"""terminationGracePeriodSeconds."""
DEADLINE = 600
"""progressDeadlineSeconds."""
PROBE = {"timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3}
POD: dict[str, Data] = {
    "restartPolicy": "Always",
    "dnsPolicy": "ClusterFirst",
    "schedulerName": "default-scheduler",
    "securityContext": {},
    "terminationGracePeriodSeconds": GRACE,
}
CONTAINER: dict[str, Data] = {
    "terminationMessagePath": "/dev/termination-log",
    "terminationMessagePolicy": "File",
    "resources": {},
}
SPEC: dict[str, dict[str, Data]] = {
    "Deployment": {
        "revisionHistoryLimit": 10,
        "progressDeadlineSeconds": DEADLINE,
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
    },
    "StatefulSet": {
        "revisionHistoryLimit": 10,
        "podManagementPolicy": "OrderedReady",
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Retain", "whenScaled": "Retain"},
    },
    "DaemonSet": {
        "revisionHistoryLimit": 10,
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0, "maxUnavailable": 1}},
    },
}
PROTOCOL = "TCP"
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104
"""hostIP of a port that names none, as the scheduler counts it (HostPortInfo)."""
HostPort = tuple[str, str, int]
"""Host address, protocol and port."""


def deadline(spec: Object) -> int:
    """progressDeadlineSeconds of a Deployment."""
    stated = integer(spec.get("progressDeadlineSeconds"))
    return DEADLINE if stated is None else stated


def strategy(kind: str) -> str:
    """The field in which a kind says how it is updated."""
    return "strategy" if kind == "Deployment" else "updateStrategy"


def update_type(kind: str, spec: Object) -> str:
    """How a workload is updated: RollingUpdate where it says nothing."""
    return text(mapping(spec, strategy(kind)).get("type")) or "RollingUpdate"


def rolling(kind: str, spec: Object) -> Object:
    """The numbers of a rolling update, whether or not one is asked for; each that is not stated is the server's."""
    field = strategy(kind)
    stated = {key: each for key, each in mapping(spec, field, "rollingUpdate").items() if each is not None}
    return {**mapping(SPEC.get(kind), field, "rollingUpdate"), **stated}


def grace(pod: Object) -> int:
    """terminationGracePeriodSeconds; a negative one is 1 (SetDefaults_Pod)."""
    stated = integer(pod.get("terminationGracePeriodSeconds"))
    if stated is None:
        return GRACE
    return stated if stated >= 0 else 1


def probe_number(probe: Object, field: str) -> int:
    """A number of a probe: 0 counts as nothing said, and there is no initialDelaySeconds but a stated one."""
    return integer(probe.get(field)) or PROBE.get(field, 0)


def container_requests(container: Object) -> Object:
    """What a container asks for: what it limits without requesting it is requested too (SetDefaults_Pod)."""
    resources = mapping(container.get("resources"))
    return {**mapping(resources.get("limits")), **mapping(resources.get("requests"))}


def host_ports(pod: Object) -> Iterator[HostPort]:
    """The ports of its node that a pod takes: with hostNetwork each port that it names (defaultHostNetworkPorts).

    Of init containers only those count that run beside the main ones (scheduler/util GetHostPorts).
    """
    beside = (each for each in mappings(pod.get("initContainers")) if each.get("restartPolicy") == "Always")
    for container in (*mappings(pod.get("containers")), *beside):
        for port in mappings(container.get("ports")):
            if taken := host_port(pod, port):
                yield taken


def host_port(pod: Object, port: Object) -> HostPort | None:
    """The port of its node that a container's port takes; None where it takes none."""
    shared = pod.get("hostNetwork") is True
    number = integer(port.get("hostPort")) or (integer(port.get("containerPort")) if shared else None)
    if not number or number < 0:
        return None
    return text(port.get("hostIP")) or EVERY_ADDRESS, text(port.get("protocol")) or PROTOCOL, number


def target_port(port: Object) -> Data:
    """The port of the pods that a port of a Service leads to: its own number where it says none."""
    return port.get("targetPort") or port.get("port")


def copies(spec: Object) -> int:
    """spec.replicas of a Deployment or StatefulSet."""
    stated = integer(spec.get("replicas"))
    return REPLICAS if stated is None else stated
