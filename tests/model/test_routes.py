"""How requests come in is read from Services, Ingresses and Gateway routes, and said where from."""

import pytest

from tests.building import SERVICE, WEB, workload
from wizard.model.routes import gated, route, straight_to_pods
from wizard.wording.routes import source

INGRESS = """
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: shop, annotations: {%s}}
spec:
  %s
  rules: [{http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
"""
CLASS = """
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: outside, annotations: {ingressclass.kubernetes.io/is-default-class: "%s"}}
spec: {controller: %s, parameters: {apiGroup: elbv2.k8s.aws, kind: IngressClassParams, name: outside}}
"""
PARAMETERS = """
apiVersion: elbv2.k8s.aws/v1beta1
kind: IngressClassParams
metadata: {name: outside}
spec: {targetType: ip}
"""
ROUTE = """
apiVersion: gateway.networking.k8s.io/%s
kind: %s
metadata: {name: shop}
spec:
  parentRefs: [%s]
  rules: [{backendRefs: [{name: web, port: 80}]}]
"""
GATEWAY = """
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: outer}
spec: {gatewayClassName: %s, listeners: []}
"""
GATEWAY_CLASS = """
apiVersion: gateway.networking.k8s.io/v1
kind: GatewayClass
metadata: {name: own}
spec: {controllerName: %s}
"""
TO_PODS = 'alb.ingress.kubernetes.io/target-type: "ip"'
BY_NODES = "alb.ingress.kubernetes.io/target-type: instance"
GRACEFUL = "service.cloud.tencent.com/enable-grace-deletion"


def service(*annotations: str, **spec: str) -> str:
    """The Service web with annotations and fields of its spec."""
    noted = f"metadata:\n  annotations: {{{', '.join(annotations)}}}"
    fields = "".join(f"  {key}: {value}\n" for key, value in spec.items())
    return SERVICE.replace("metadata:", noted).replace("spec:\n", f"spec:\n{fields}")


def ingress(annotations: str = "", named: str = "") -> str:
    return INGRESS % (annotations, f"ingressClassName: {named}" if named else "")


def old_ingress() -> str:
    """As clusters before 1.22 took it."""
    return (
        ingress("kubernetes.io/ingress.class: alb, " + TO_PODS)
        .replace("networking.k8s.io/v1", "extensions/v1beta1")
        .replace("{service: {name: web, port: {number: 80}}}", "{serviceName: web, servicePort: 80}")
    )


@pytest.mark.parametrize(
    ("seconds", "row", "objects"),
    [
        (10, "service", [SERVICE]),
        (20, "lb-nodes", [service(type="NodePort")]),
        (20, "lb-nodes", [service(type="LoadBalancer")]),
        (30, "lb-local", [service(type="LoadBalancer", externalTrafficPolicy="Local")]),
        (35, "headless", [service(clusterIP="None")]),
        # AWS's network balancer, in its two spellings; neither means anything on a Service of another type.
        (30, "lb-pods", [service("service.beta.kubernetes.io/aws-load-balancer-type: nlb-ip", type="LoadBalancer")]),
        (
            30,
            "lb-pods",
            [
                service(
                    "service.beta.kubernetes.io/aws-load-balancer-type: external",
                    "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: ip",
                    type="LoadBalancer",
                )
            ],
        ),
        (10, "service", [service("service.beta.kubernetes.io/aws-load-balancer-type: nlb-ip")]),
        (
            20,
            "lb-nodes",
            [service("service.beta.kubernetes.io/aws-load-balancer-nlb-target-type: instance", type="LoadBalancer")],
        ),
        # Tencent's balancer, which can be told before the pod.
        (30, "lb-pods", [service('service.cloud.tencent.com/direct-access: "true"', type="LoadBalancer")]),
        (
            10,
            "lb-pods",
            [service('service.cloud.tencent.com/direct-access: "true"', f'{GRACEFUL}: "true"', type="LoadBalancer")],
        ),
        # GKE's endpoint groups.
        (30, "lb-pods", [service("cloud.google.com/neg: '{\"ingress\": true}'")]),
        (30, "lb-pods", [service('cloud.google.com/neg: \'{"exposed_ports": {"80": {}}}\'')]),
        (10, "service", [service("cloud.google.com/neg: '{\"ingress\": false}'")]),
        (10, "service", [service("cloud.google.com/neg: no json")]),
        (15, "ingress", [service("cloud.google.com/neg: '{\"ingress\": true}'"), ingress(named="nginx")]),
        (30, "lb-pods", [service("cloud.google.com/neg: '{\"ingress\": true}'"), ingress()]),
        (30, "lb-pods", [service("cloud.google.com/neg: '{\"ingress\": true}'"), ingress(named="gce")]),
        (20, "lb-nodes", [service(type="NodePort"), ingress(named="gce")]),
        (30, "lb-pods", [SERVICE, ingress(named="gce-internal")]),
        # An Ingress of a proxy in the cluster, and of ALB in the ways it is named.
        (15, "ingress", [SERVICE, ingress()]),
        (15, "ingress", [SERVICE, ingress(named="nginx")]),
        (30, "lb-pods", [SERVICE, ingress(TO_PODS, "alb")]),
        (30, "lb-pods", [SERVICE, ingress(TO_PODS)]),
        (30, "lb-pods", [SERVICE, old_ingress()]),
        (20, "lb-nodes", [service(type="NodePort"), ingress(BY_NODES, "alb")]),
        (20, "lb-nodes", [service(type="NodePort"), ingress("", "alb")]),
        (30, "lb-pods", [SERVICE, ingress("", "alb")]),
        (30, "lb-pods", [service(TO_PODS, type="NodePort"), ingress(BY_NODES, "alb")]),
        (30, "lb-pods", [SERVICE, ingress("", "outside"), CLASS % ("false", "ingress.k8s.aws/alb")]),
        (
            30,
            "lb-pods",
            [service(type="NodePort"), ingress("", "outside"), CLASS % ("", "ingress.k8s.aws/alb"), PARAMETERS],
        ),
        (30, "lb-pods", [SERVICE, ingress(TO_PODS), CLASS % ("true", "ingress.k8s.aws/alb")]),
        (15, "ingress", [SERVICE, ingress(TO_PODS, "outside"), CLASS % ("", "k8s.io/ingress-nginx")]),
        (30, "lb-pods", [SERVICE, ingress(named="azure-application-gateway")]),
        (20, "lb-nodes", [service(type="NodePort"), ingress(named="qcloud")]),
        (30, "lb-pods", [SERVICE, ingress('ingress.cloud.tencent.com/direct-access: "true"', "qcloud")]),
        # An action of an ALB forwards to Services that no backend names.
        (
            30,
            "lb-pods",
            [
                SERVICE,
                ingress(
                    "alb.ingress.kubernetes.io/actions.weigh: "
                    '\'{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":"80"}]}}\'',
                    "alb",
                ).replace("name: web, port: {number: 80}", "name: weigh, port: {name: use-annotation}"),
            ],
        ),
        # Routes of the Gateway API, by what their Gateway is.
        (15, "ingress", [SERVICE, ROUTE % ("v1", "HTTPRoute", "{name: elsewhere, namespace: gateways}")]),
        (15, "ingress", [SERVICE, ROUTE % ("v1", "GRPCRoute", "{name: outer}"), GATEWAY % "istio"]),
        (30, "lb-pods", [SERVICE, ROUTE % ("v1", "HTTPRoute", "{name: outer}"), GATEWAY % "gke-l7-rilb"]),
        (30, "lb-pods", [SERVICE, ROUTE % ("v1alpha2", "TLSRoute", "{name: outer}"), GATEWAY % "gke-l7-rilb"]),
        (
            30,
            "lb-pods",
            [
                SERVICE,
                ROUTE % ("v1", "HTTPRoute", "{name: outer}"),
                GATEWAY % "own",
                GATEWAY_CLASS % "networking.gke.io/gateway",
            ],
        ),
        (15, "ingress", [SERVICE, ROUTE % ("v1", "HTTPRoute", "{group: '', kind: Service, name: web}")]),
        # What leads elsewhere, or is of another namespace or API, leads nowhere here.
        (10, "service", [SERVICE, ingress(TO_PODS, "alb").replace("{name: web,", "{name: other,")]),
        (10, "service", [SERVICE, ingress(TO_PODS, "alb").replace("{name: shop,", "{name: shop, namespace: b,")]),
        (10, "service", [SERVICE, (ROUTE % ("v1", "HTTPRoute", "{name: a}")).replace("gateway.networking", "other")]),
    ],
)
def test_the_slowest_way_in_sight_counts(seconds: int, row: str, objects: list[str]) -> None:
    found = route(workload(WEB, *objects))
    assert (found.seconds, found.row) == (seconds, row)
    assert source(found.told)
    assert found.source not in {"told", "assumed"}


def test_without_a_service_an_ingress_is_assumed_and_said_to_be() -> None:
    assert source(route(workload(WEB)).told) == "assumed: no Service in sight"
    assert not route(workload(WEB)).known


def test_the_object_that_tells_is_named() -> None:
    found = route(workload(WEB, SERVICE, ingress(TO_PODS, "alb")))
    assert source(found.told) == "Ingress shop sends to pods: target-type"
    assert (found.kind, found.name, found.known) == ("Ingress", "shop", True)


@pytest.mark.parametrize(
    "wrong", ["7", "[]", "{}", "[7]", "{http: 7}", "[{http: {paths: 7}}]", "[{http: {paths: [7]}}]"]
)
def test_an_ingress_of_wrong_types_leads_nowhere(wrong: str) -> None:
    odd = f"apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: 7\nspec: {{rules: {wrong}, defaultBackend: 7}}"
    assert route(workload(WEB, SERVICE, odd)).row == "service"


@pytest.mark.parametrize("wrong", ["7", "{}", "[7]", "[{backendRefs: 7}]", "[{backendRefs: [7, {name: 7}]}]"])
def test_a_route_of_wrong_types_leads_nowhere(wrong: str) -> None:
    odd = f"apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nspec: {{rules: {wrong}, parentRefs: {wrong}}}"
    assert route(workload(WEB, SERVICE, odd)).row == "service"


def test_gates_come_from_the_template_or_from_the_namespace() -> None:
    in_shop = "metadata:\n  namespace: shop"
    named = [each.replace("metadata:\n  name: web", f"{in_shop}\n  name: web") for each in (WEB, SERVICE)]
    label = "elbv2.k8s.aws/pod-readiness-gate-inject"
    namespace = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: shop, labels: {{{label}: enabled}}}}"
    assert not gated(workload(*named))
    assert gated(workload(*named, namespace))
    assert not gated(workload(*named, namespace.replace("name: shop", "name: b")))


def test_a_told_way_comes_before_what_is_read() -> None:
    assert straight_to_pods(workload(WEB, SERVICE, ingress(TO_PODS, "alb"))) is not None
    assert straight_to_pods(workload(WEB, SERVICE)) is None
