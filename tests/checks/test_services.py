"""Services, Ingresses and routes that lead nowhere, or where another already is."""

from dataclasses import replace

import pytest

from tests.building import SERVICE, WEB, inventory
from tests.trials import trial
from wizard.checks import Mistake, Severity, mistakes, object_mistakes
from wizard.model.inventory import Inventory
from wizard.sources.loading import Target, load
from wizard.text.manifest import Manifest
from wizard.wording.mistakes import sentence

TARGET = "service-target-port-missing"
NO_SERVICE = "front-names-no-service"
NO_PORT = "front-names-no-port"
SIDECAR = """
initContainers:
  - name: proxy
    image: proxy:1
    restartPolicy: %s
    ports:
      - {name: outside, containerPort: 9000, protocol: %s}
"""
JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: once, image: "web:1", ports: [{name: %s, containerPort: 9000}]}]}
"""
PATCH = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: other}
spec:
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, env: []}]}
"""
INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop}
spec:
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: %s, port: {%s}}}}]}}]
"""
ROUTE = """
apiVersion: gateway.networking.k8s.io/v1
kind: %s
metadata: {name: shop}
spec: {rules: [{backendRefs: [{%s}]}]}
"""


def found(id: str, *texts: str) -> list[Mistake]:
    return found_in(id, inventory(*texts))


def found_in(id: str, read: Inventory) -> list[Mistake]:
    return [each for each in object_mistakes(read) if each.id == id]


def to(port: str, protocol: str = "TCP") -> str:
    return SERVICE.replace("targetPort: http", f"targetPort: {port}\n      protocol: {protocol}")


def test_the_trial_of_a_target_port_without_a_name_is_an_error() -> None:
    told = found_in(TARGET, load([str(trial("service-targetport-name.yaml"))], Target()).inventory)
    assert [(each.severity, each.path) for each in told] == [(Severity.ERROR, ("spec", "ports", 0, "targetPort"))]


@pytest.mark.parametrize(
    ("bites", "objects"),
    [
        (True, [WEB, to("web")]),
        (False, [WEB, to("http")]),
        (False, [WEB, to("8081")]),
        (False, [WEB, SERVICE.replace("targetPort: http", "")]),
        # A name counts with its protocol.
        (True, [WEB, to("http", "UDP")]),
        # Whatever answers for it, it is named by one of all pods.
        (False, [WEB, JOB % "web", to("web")]),
        (True, [WEB, JOB % "other", to("web")]),
        (False, [WEB, WEB.replace("name: web", "name: two", 1).replace("- name: http", "- name: web"), to("web")]),
        # A patch goes into something that is not seen.
        (False, [WEB, PATCH, to("web")]),
        # Without a selector somebody else writes the endpoints; without pods nothing is known of them.
        (False, [WEB, to("web").replace("selector:\n    app: web", "type: ClusterIP")]),
        (False, [to("web")]),
        (True, [WEB.replace("kind: Deployment", "kind: StatefulSet"), to("web")]),
        (True, [WEB.replace("kind: Deployment", "kind: DaemonSet"), to("web")]),
    ],
)
def test_a_named_target_port_is_looked_for_in_all_pods(bites: bool, objects: list[str]) -> None:
    assert bool(found(TARGET, *objects)) is bites


@pytest.mark.parametrize(
    ("bites", "policy", "protocol"), [(False, "Always", "TCP"), (True, "Never", "TCP"), (True, "Always", "UDP")]
)
def test_a_native_sidecar_may_have_the_port_and_an_init_container_not(bites: bool, policy: str, protocol: str) -> None:
    head, foot = WEB.split("      containers:")
    sidecar = "".join(f"      {line}\n" for line in (SIDECAR % (policy, protocol)).strip().split("\n"))
    assert bool(found(TARGET, f"{head}{sidecar}      containers:{foot}", to("outside"))) is bites


def test_the_names_that_are_there_are_said() -> None:
    [told] = found(TARGET, WEB, to("web"))
    assert sentence(told.id, told.values).endswith("its pods have only http: nothing answers")
    [told] = found(TARGET, WEB.replace("- name: http\n              containerPort", "- containerPort"), to("web"))
    assert sentence(told.id, told.values).endswith("which no container of its pods has: nothing answers")


@pytest.mark.parametrize("wrong", ["7", "{}", "[7]", "[{name: [1], protocol: {a: b}}]", "[{name: web, protocol: 7}]"])
def test_ports_of_wrong_types_have_no_name(wrong: str) -> None:
    odd = WEB.replace("ports:\n            - name: http\n              containerPort: 8080", f"ports: {wrong}")
    assert found(TARGET, odd, to("http"))


OTHER = (
    WEB.replace("  name: web", "  name: worker", 1)
    .replace("app: web\n", "app: web\n      part: worker\n", 1)
    .replace("        app: web\n", "        app: web\n        part: worker\n")
)


@pytest.mark.parametrize(
    ("bites", "port", "target"),
    [(True, 9090, "8080"), (False, 8080, "8080"), (False, 9090, "http"), (False, 9090, "7070")],
)
def test_a_service_that_also_reaches_pods_that_listen_elsewhere(bites: bool, port: int, target: str) -> None:
    other = OTHER.replace("containerPort: 8080", f"containerPort: {port}")
    told = found("service-reaches-other-pods", WEB, other, to(target))
    assert [each.values["other"] for each in told] == (["worker"] if bites else [])


@pytest.mark.parametrize(
    ("bites", "first", "second"),
    [
        (True, "nodePort: 30080", "nodePort: 30080"),
        (False, "nodePort: 30080", "nodePort: 30081"),
        (False, "nodePort: 30080", "nodePort: 30080\n      protocol: UDP"),
        (False, "nodePort: [1]", "nodePort: [1]"),
    ],
)
def test_two_services_ask_for_one_port_of_the_nodes(bites: bool, first: str, second: str) -> None:
    one, two = (SERVICE.replace("- port: 80", f"- port: 80\n      {said}") for said in (first, second))
    told = found("service-port-taken", WEB, one, two.replace("name: web", "name: b"))
    assert [(each.values["name"], each.values["other"]) for each in told] == ([("b", "web")] if bites else [])


def test_a_port_of_the_nodes_belongs_to_one_service_of_the_whole_cluster() -> None:
    taken = SERVICE.replace("- port: 80", "- port: 80\n      nodePort: 30080")
    elsewhere = taken.replace("metadata:", "metadata:\n  namespace: b").replace("name: web", "name: b")
    assert found("service-port-taken", WEB, taken, elsewhere)
    address = SERVICE.replace("selector:", "clusterIP: 10.0.0.7\n  selector:")
    assert found("service-port-taken", WEB, address, address.replace("name: web", "name: b"))
    headless = SERVICE.replace("selector:", "clusterIP: None\n  selector:")
    assert not found("service-port-taken", WEB, headless, headless.replace("name: web", "name: b"))


def test_a_service_given_twice_in_one_file_is_lost_once() -> None:
    changed = SERVICE.replace("port: 80", "port: 81")
    assert len(found("service-given-twice", WEB, SERVICE, changed)) == 1
    assert not found("service-given-twice", WEB, SERVICE, SERVICE)
    assert not found("service-given-twice", WEB, SERVICE, changed.replace("metadata:", "metadata:\n  namespace: b"))


@pytest.mark.parametrize(
    ("severity", "front"),
    [
        (None, INGRESS % ("web", "number: 80")),
        (Severity.ERROR, INGRESS % ("wbe", "number: 80")),
        (Severity.ERROR, INGRESS % ("web-svc", "number: 80")),
        (Severity.INFO, INGRESS % ("cart", "number: 80")),
        (Severity.INFO, INGRESS % ("web-2", "number: 80")),
        (None, ROUTE % ("HTTPRoute", "name: web, port: 80")),
        (Severity.ERROR, ROUTE % ("HTTPRoute", "name: wbe, port: 80")),
        (Severity.INFO, ROUTE % ("GRPCRoute", "name: cart, port: 80")),
        (None, ROUTE % ("TCPRoute", "name: web, namespace: b, port: 80")),
        (Severity.INFO, ROUTE % ("TLSRoute", "name: cart, port: 80")),
        (None, ROUTE % ("HTTPRoute", "name: cart, port: 80, group: shop.example, kind: Bucket")),
        (Severity.ERROR, (INGRESS % ("web", "")).replace("{service: {name: web, port: {}}}", "{serviceName: wbe}")),
        (None, INGRESS % ("redirect", "name: use-annotation")),
    ],
)
def test_a_front_that_names_no_service(severity: Severity | None, front: str) -> None:
    assert [each.severity for each in found(NO_SERVICE, WEB, SERVICE, front)] == ([severity] if severity else [])


def test_where_all_of_the_namespace_was_read_it_is_an_error() -> None:
    stream = "---".join([WEB, SERVICE, INGRESS % ("cart", "number: 80")])
    read = Inventory.of([Manifest.read("-", stream.encode())])
    assert [each.severity for each in found_in(NO_SERVICE, read)] == [Severity.ERROR]
    away = Inventory.of([Manifest.read("-", (ROUTE % ("HTTPRoute", "name: cart, namespace: b")).encode())])
    assert [each.severity for each in found_in(NO_SERVICE, away)] == [Severity.INFO]
    assert not found_in(NO_SERVICE, replace(read, unseen=frozenset({"Service"})))


def test_a_service_that_leaves_its_namespace_open_may_be_the_one() -> None:
    front = (INGRESS % ("web", "number: 80")).replace("{name: shop}", "{name: shop, namespace: shop}")
    assert not found(NO_SERVICE, WEB, SERVICE, front)


@pytest.mark.parametrize(
    ("bites", "front"),
    [
        (False, INGRESS % ("web", "number: 80")),
        (True, INGRESS % ("web", "number: 8080")),
        (True, INGRESS % ("web", "name: http")),
        (False, INGRESS % ("web", "")),
        (True, ROUTE % ("HTTPRoute", "name: web, port: 8080")),
        (False, ROUTE % ("HTTPRoute", "name: web, port: 80")),
        (False, ROUTE % ("HTTPRoute", "name: web")),
        (False, INGRESS % ("cart", "number: 8080")),
        (False, ROUTE % ("HTTPRoute", "name: web, port: [80]")),
    ],
)
def test_a_front_that_names_no_port_of_its_service(bites: bool, front: str) -> None:
    told = found(NO_PORT, WEB, SERVICE, front)
    assert bool(told) is bites
    assert all(sentence(each.id, each.values).endswith("which has only 80") for each in told)


def test_a_balancer_that_sends_to_pods_is_told_of_them_late() -> None:
    direct = (INGRESS % ("web", "number: 80")).replace(
        "{name: shop}", '{name: shop, annotations: {alb.ingress.kubernetes.io/target-type: "ip"}}'
    )
    gates = WEB.replace("      containers:", "      readinessGates: [{conditionType: a}]\n      containers:")
    for workload, front, bites in ((WEB, direct, True), (gates, direct, False), (WEB, INGRESS % ("web", ""), False)):
        read = inventory(workload, SERVICE, front)
        ids = {each.id for each in mistakes(read.workload(read.ids[0]))}
        assert ("ready-before-load-balancer" in ids) is bites
