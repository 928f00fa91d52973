"""Random workloads with neighbours that share labels, selectors, namespaces and files: input for the property tests."""

from typing import Any

import yaml
from hypothesis import strategies as st

Object = dict[str, Any]

LABELS = ({"app": "web"}, {"app": "web", "track": "canary"}, {"app": "api"}, {"app": "web", "tier": "front"})
"""Few, so that they overlap."""
NAMESPACES = (None, None, None, "shop")
COUNTS = st.sampled_from([0, 1, 2, 3, "25%", "50%", "100%"])
HOOKS = (
    {},
    {"preStop": {"sleep": {"seconds": 5}}},
    {"preStop": {"exec": {"command": ["sh", "-c", "sleep 20"]}}},
    {"preStop": {"exec": {"command": ["/usr/sbin/nginx", "-s", "quit"]}}},
    {"preStop": {"httpGet": {"path": "/drain", "port": 8080}}},
)
PROBES = (
    None,
    {"httpGet": {"path": "/ok", "port": 8080}},
    {"tcpSocket": {"port": "http"}, "periodSeconds": 3, "initialDelaySeconds": 5},
)
KEYS = ("kubernetes.io/hostname", "topology.kubernetes.io/zone")


def _kept(**fields: Any) -> Object:
    return {key: value for key, value in fields.items() if value not in (None, {}, [])}


@st.composite
def containers(draw: st.DrawFn, name: str) -> Object:
    """One container."""
    ports = draw(st.sampled_from([[], [{"name": "http", "containerPort": 8080}]]))
    if ports and draw(st.integers(0, 7)) == 0:
        ports = [{**ports[0], "hostPort": 8080}]
    return {
        "name": name,
        "image": "web:1",
        **_kept(
            ports=ports,
            readinessProbe=draw(st.sampled_from(PROBES)),
            livenessProbe=draw(st.sampled_from(PROBES)),
            lifecycle=draw(st.sampled_from(HOOKS)),
        ),
    }


@st.composite
def affinities(draw: st.DrawFn, labels: dict[str, str]) -> Object:
    """Anti-affinity and spread constraints, firm or not, of its own pods or of others too."""
    chosen = draw(st.sampled_from([labels, labels, {"app": "web"}, {}]))
    key, strict = draw(st.sampled_from(KEYS)), draw(st.booleans())
    term = {"topologyKey": key, "labelSelector": {"matchLabels": chosen}}
    form = draw(st.sampled_from(["", "", "constraint", "term"]))
    if form == "constraint":
        rule = {
            "maxSkew": draw(st.integers(1, 2)),
            "whenUnsatisfiable": "DoNotSchedule" if strict else "ScheduleAnyway",
        }
        return {"topologySpreadConstraints": [{**term, **rule}]}
    if form == "term":
        required, preferred = (f"{each}DuringSchedulingIgnoredDuringExecution" for each in ("required", "preferred"))
        anti = {required: [term]} if strict else {preferred: [{"weight": 100, "podAffinityTerm": term}]}
        return {"affinity": {"podAntiAffinity": anti}}
    return {}


@st.composite
def workloads(draw: st.DrawFn, number: int) -> Object:
    """A workload of any kind."""
    kind = draw(st.sampled_from(["Deployment"] * 4 + ["StatefulSet"] * 2 + ["DaemonSet"]))
    labels = draw(st.sampled_from(LABELS))
    selector = draw(st.sampled_from([labels, labels, labels, {"app": labels["app"]}]))
    claims = kind == "StatefulSet" and draw(st.booleans())
    pod = {
        "containers": [draw(containers(f"c{each}")) for each in range(draw(st.integers(1, 2)))],
        **draw(affinities(labels)),
        **_kept(terminationGracePeriodSeconds=draw(st.sampled_from([None, None, 5, 30, 120]))),
    }
    if kind == "Deployment" and draw(st.integers(0, 7)) == 0:
        pod["volumes"] = [{"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]
    spec: Object = {
        "selector": {"matchLabels": selector},
        "template": {"metadata": {"labels": labels}, "spec": pod},
        **_kept(
            replicas=draw(st.sampled_from([None, 1, 1, 2, 3, 3, 5, 8])) if kind != "DaemonSet" else None,
            minReadySeconds=draw(st.sampled_from([None, None, 10])),
        ),
    }
    if kind == "Deployment":
        spec |= draw(st.sampled_from([{}, {}, {"strategy": {"type": "Recreate"}}, {"strategy": draw(rolling())}]))
    if kind == "StatefulSet":
        spec["serviceName"] = "web"
        spec |= _kept(podManagementPolicy=draw(st.sampled_from([None, "Parallel"])))
    if claims:
        claim = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
        spec["volumeClaimTemplates"] = [{"metadata": {"name": "data"}, "spec": claim}]
    return _object("apps/v1", kind, f"w{number}", draw(st.sampled_from(NAMESPACES)), spec)


@st.composite
def rolling(draw: st.DrawFn) -> Object:
    """A rolling update in steps that the server takes."""
    surge, away = draw(COUNTS), draw(COUNTS)
    if surge in (0, "0%") and away in (0, "0%"):
        away = 1
    return {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": surge, "maxUnavailable": away}}


@st.composite
def neighbours(draw: st.DrawFn, number: int) -> Object:
    """A budget, a Service, an autoscaler, or something else that makes pods."""
    kind = draw(
        st.sampled_from(["PodDisruptionBudget"] * 3 + ["Service"] * 2 + ["HorizontalPodAutoscaler", "Job", "Pod"])
    )
    where, labels = draw(st.sampled_from(NAMESPACES)), draw(st.sampled_from(LABELS))
    name = f"n{number}"
    if kind == "PodDisruptionBudget":
        field = draw(st.sampled_from(["maxUnavailable", "minAvailable"]))
        chosen = draw(st.sampled_from([labels, labels, {"app": "web"}, {}]))
        spec = {field: draw(COUNTS), "selector": {"matchLabels": chosen} if chosen else {}}
        return _object("policy/v1", kind, draw(st.sampled_from([name, "w0"])), where, spec)
    if kind == "Service":
        more = draw(st.sampled_from([{}, {}, {"type": "LoadBalancer"}, {"clusterIP": "None"}]))
        return _object(
            "v1", kind, name, where, {"selector": labels, "ports": [{"port": 80, "targetPort": 8080}], **more}
        )
    if kind == "HorizontalPodAutoscaler":
        target = {"apiVersion": "apps/v1", "kind": "Deployment", "name": draw(st.sampled_from(["w0", "w1"]))}
        least = draw(st.integers(1, 3))
        return _object(
            "autoscaling/v2", kind, name, where, {"scaleTargetRef": target, "minReplicas": least, "maxReplicas": 5}
        )
    container = {"containers": [{"name": "c", "image": "job:1"}]}
    if kind == "Pod":
        return _object("v1", kind, name, where, container, labels=labels)
    template = {"metadata": {"labels": labels}, "spec": {**container, "restartPolicy": "Never"}}
    return _object("batch/v1", kind, name, where, {"template": template})


def _object(
    version: str, kind: str, name: str, where: str | None, spec: Object, *, labels: Object | None = None
) -> Object:
    metadata = {"name": name, **_kept(namespace=where, labels=labels)}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}


@st.composite
def streams(draw: st.DrawFn) -> dict[str, str]:
    """One or two files, each with a workload or more, and what stands beside them."""
    count = draw(st.integers(1, 3))
    objects = [draw(workloads(number)) for number in range(count)]
    objects += [draw(neighbours(number)) for number in range(draw(st.integers(0, 4)))]
    files: dict[str, list[Object]] = {}
    for each in objects:
        files.setdefault(draw(st.sampled_from(["a.yaml", "a.yaml", "b.yaml"])), []).append(each)
    return {name: yaml.safe_dump_all(those, sort_keys=False) for name, those in files.items()}
