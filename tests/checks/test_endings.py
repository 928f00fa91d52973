"""Hooks and graces: what does not wait, what never ends, what is not in the image, and whom a pause would not help."""

import pytest

from tests.building import SERVICE, WEB, first, plan, within
from wizard.checks import Mistake, Severity
from wizard.checks.shutdown import no_pre_stop
from wizard.model.topology import Node, Topology
from wizard.model.workload import AppFacts
from wizard.planning.plan import Plan
from wizard.practices.practice import Status
from wizard.practices.shutdown import SHUTDOWN
from wizard.wording.mistakes import reason, sentence

STATEFUL = WEB.replace("kind: Deployment", "kind: StatefulSet")


def hooked(hook: str, more: str = "", image: str = "web:1") -> str:
    """The web Deployment with a preStop hook, and a line in its pod spec."""
    text = within(WEB, "image: web:1", f"lifecycle: {{preStop: {hook}}}").replace("image: web:1", f"image: {image}")
    return pod(more, text) if more else text


def command(*words: str) -> str:
    return f"{{exec: {{command: {list(words)}}}}}"


def pod(more: str, text: str = WEB) -> str:
    return text.replace("      containers:", f"      {more}\n      containers:")


def told(made: Plan, **facts: str | int | bool) -> Plan:
    return made.know(first(made), AppFacts(**facts))  # type: ignore[arg-type]


def found(made: Plan) -> dict[str, Mistake]:
    return {each.id: each for each in made.mistakes(first(made))}


def status(made: Plan) -> Status:
    return made.standing(first(made), SHUTDOWN).status


def why(made: Plan) -> str:
    return made.standing(first(made), SHUTDOWN).reason


@pytest.mark.parametrize(
    "hook",
    [
        command("nginx", "-s", "quit"),
        command("/usr/sbin/apachectl", "graceful-stop"),
        command("kill", "-TERM", "1"),
        command("sh", "-c", "kill -QUIT 1; sleep 30"),
        command("sh", "-c", "nginx -s quit; while pgrep nginx; do sleep 1; done"),
        command("touch", "/tmp/stopping"),
        command("sh", "-c", "sleep"),
        "{sleep: {seconds: 0}}",
    ],
)
def test_hook_that_does_not_wait_weakens_the_shutdown(hook: str) -> None:
    made = plan(hooked(hook), SERVICE)
    assert found(made)["hook-does-not-wait"].severity is Severity.WARNING
    assert status(made) is Status.WEAK


@pytest.mark.parametrize(
    "hook",
    [
        command("sh", "-c", "sleep 10; nginx -s quit"),
        command("/drain.sh"),
        command("sh", "-c", "/drain.sh; nginx -s quit"),
        command("sh", "-c", "sleep $WAIT; kill 1"),
        "{httpGet: {path: /drain, port: http}}",
        "{sleep: {seconds: 5}}",
    ],
)
def test_hook_that_waits_or_that_nobody_can_read_is_let_be(hook: str) -> None:
    made = plan(hooked(hook), SERVICE)
    assert "hook-does-not-wait" not in found(made)
    assert status(made) is Status.MET


def test_hook_that_stops_the_program_is_called_by_its_words() -> None:
    mistake = found(plan(hooked(command("sh", "-c", "nginx -s quit && sleep 9")), SERVICE))["hook-does-not-wait"]
    assert "(nginx -s quit)" in sentence(mistake.id, mistake.values)
    quick = found(plan(hooked(command("touch", "/x")), SERVICE))["hook-does-not-wait"]
    assert "waits for nothing" in sentence(quick.id, quick.values)


SIXTY = [
    command("/bin/sleep", "60"),
    command("sh", "-ec", "sleep 60"),
    command("sh", "-c", "exec sleep 60"),
    command("sh", "-c", "deregister && sleep 60"),
    command("sh", "-c", "sleep 20; touch /x; sleep 20; sleep 20"),
    command("bash", "-c", "sleep 1m"),
    command("busybox", "sleep", "60"),
    command("sh", "-c", "sleep 60; nginx -s quit"),
    "{sleep: {seconds: 30}}",
]


@pytest.mark.parametrize("hook", SIXTY)
def test_hook_that_outlasts_the_grace_is_an_error_however_it_is_written(hook: str) -> None:
    made = plan(hooked(hook), SERVICE)
    assert found(made)["pre-stop-eats-grace"].severity is Severity.ERROR
    assert "pre-stop-eats-grace" not in found(plan(hooked(hook, "terminationGracePeriodSeconds: 90"), SERVICE))


def test_hook_without_an_end_is_said_to_have_none() -> None:
    mistake = found(plan(hooked(command("sleep", "infinity"), "terminationGracePeriodSeconds: 90")))[
        "pre-stop-eats-grace"
    ]
    assert sentence(mistake.id, mistake.values).startswith("preStop never ends")


def test_wait_behind_the_stop_eats_no_grace() -> None:
    assert "pre-stop-eats-grace" not in found(plan(hooked(command("sh", "-c", "nginx -s quit; sleep 60"))))


def test_hook_of_a_sidecar_eats_the_grace_too() -> None:
    sidecar = (
        "initContainers: [{name: p, image: p, restartPolicy: Always, lifecycle: {preStop: {sleep: {seconds: 30}}}}]"
    )
    assert "pre-stop-eats-grace" in found(plan(pod(sidecar)))


@pytest.mark.parametrize(
    ("image", "severity"),
    [
        ("gcr.io/distroless/static-debian12:nonroot", Severity.ERROR),
        ("gcr.io/distroless/static", Severity.ERROR),
        ("gcr.io/distroless/base-debian12:latest", Severity.ERROR),
        ("gcr.io/distroless/base-nossl-debian12", Severity.ERROR),
        ("gcr.io/distroless/cc-debian11:nonroot-amd64", Severity.ERROR),
        ("gcr.io/distroless/static:nonroot@sha256:" + "0" * 64, Severity.ERROR),
        ("cgr.dev/chainguard/static:latest", Severity.ERROR),
        ("cgr.dev/chainguard/static", Severity.ERROR),
        ("gcr.io/distroless/java21-debian12", Severity.WARNING),
        ("gcr.io/distroless/static@sha256:" + "0" * 64, Severity.WARNING),
        ("registry.example/shop/web-distroless:1", Severity.WARNING),
        ("cgr.dev/chainguard/nginx:latest", Severity.WARNING),
        ("gcr.io/distroless/static-debian12:debug-nonroot", None),
        ("gcr.io/distroless/base:debug", None),
        ("cgr.dev/chainguard/static:latest-dev", None),
        ("nginx:1.27", None),
        ("registry.example/static:1", None),
        ("web:1-alpine", None),
    ],
)
@pytest.mark.parametrize(
    "hook", [command("sleep", "5"), command("/bin/sleep", "5"), command("/bin/sh", "-c", "sleep 5")]
)
def test_program_that_is_not_in_the_image(image: str, severity: Severity | None, hook: str) -> None:
    made = plan(hooked(hook, image=f'"{image}"'), SERVICE)
    mistake = found(made).get("bash-not-in-image")
    assert (mistake and mistake.severity) == severity
    # A word of people counts more than a name.
    assert "bash-not-in-image" not in found(told(made, shell=True))  # noqa: S604
    assert found(told(made, shell=False))["bash-not-in-image"].severity is Severity.ERROR


def test_own_program_of_an_image_without_a_shell_is_let_be() -> None:
    made = plan(hooked(command("/app/drain"), image='"gcr.io/distroless/static"'), SERVICE)
    assert "bash-not-in-image" not in found(told(made, shell=False))


def test_bash_in_alpine_is_a_guess() -> None:
    made = plan(hooked(command("bash", "-c", "sleep 5"), image='"web:1-alpine"'))
    assert found(made)["bash-not-in-image"].severity is Severity.WARNING


ONE = WEB.replace("replicas: 3", "replicas: 1")
INGRESS_SEES_PODS = {"ingress", "lb-pods", "headless"}


@pytest.mark.parametrize(
    "alone",
    [
        STATEFUL.replace("replicas: 3", "replicas: 1"),
        STATEFUL.replace("  replicas: 3\n", ""),
        ONE.replace("spec:", "spec:\n  strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}", 1),
        ONE.replace("spec:", "spec:\n  strategy: {type: Recreate}", 1),
    ],
)
def test_nothing_is_asked_where_no_other_copy_takes_over(alone: str) -> None:
    assert "no-pre-stop" not in found(plan(alone, SERVICE))
    assert "no-pre-stop" in found(
        plan(
            alone.replace("replicas: 1", "replicas: 2").replace("spec:\n  sel", "spec:\n  replicas: 2\n  sel"), SERVICE
        )
    )


def test_one_copy_that_surges_hands_over() -> None:
    assert "no-pre-stop" in found(plan(ONE, SERVICE))


def test_autoscaler_brings_the_second_copy() -> None:
    scaler = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: StatefulSet, name: web}, minReplicas: 1, maxReplicas: 4}
"""
    assert "no-pre-stop" in found(plan(STATEFUL.replace("replicas: 3", "replicas: 1"), SERVICE, scaler))


@pytest.mark.parametrize("traffic", ["service", "ingress", "lb-nodes", "lb-local", "lb-pods", "headless"])
def test_why_one_copy_gets_no_pause_goes_by_the_way(traffic: str) -> None:
    made = told(plan(STATEFUL.replace("replicas: 3", "replicas: 1"), SERVICE), traffic=traffic)
    assert why(made) == ("one-copy-grows" if traffic in INGRESS_SEES_PODS else "one-copy-shifts")
    assert "one copy" in reason(why(made))


def test_hook_and_grace_of_one_copy_that_stand_are_judged() -> None:
    single = STATEFUL.replace("replicas: 3", "replicas: 1")
    slept = within(single, "image: web:1", "lifecycle: {preStop: {sleep: {seconds: 30}}}")
    assert status(plan(slept, SERVICE)) is Status.WEAK
    assert status(plan(pod("terminationGracePeriodSeconds: 0", single), SERVICE)) is Status.WEAK


def ports(*names: str) -> str:
    listed = ", ".join(f"{{name: {name}, containerPort: {9000 + number}}}" for number, name in enumerate(names))
    return WEB.replace(
        "          ports:\n            - name: http\n              containerPort: 8080\n",
        f"          ports: [{listed}]\n",
    )


@pytest.mark.parametrize(
    "names",
    [
        ("metrics",),
        ("http-metrics",),
        ("https-metrics",),
        ("app-metrics", "probes"),
        ("metrics", "healthz"),
        ("http-prom",),
    ],
)
def test_ports_for_metrics_and_probes_lose_no_request(names: tuple[str, ...]) -> None:
    made = plan(ports(*names))
    assert "no-pre-stop" not in found(made)
    assert (status(made), why(made)) == (Status.NOT_APPLICABLE, "only-watched")


@pytest.mark.parametrize("names", [("http", "metrics"), ("web",), ("health-api",), ("prometheus",)])
def test_ports_for_requests_are_asked_for_a_pause(names: tuple[str, ...]) -> None:
    assert "no-pre-stop" in found(plan(ports(*names)))


def test_number_of_a_port_says_nothing() -> None:
    bare = WEB.replace("- name: http\n              containerPort: 8080", "- containerPort: 9090")
    assert "no-pre-stop" in found(plan(bare))


def leading(*ports_: str) -> str:
    return SERVICE.replace("    - port: 80\n      targetPort: http\n", "".join(f"    - {each}\n" for each in ports_))


def test_services_that_lead_to_metrics_alone_lose_no_request() -> None:
    both = ports("http", "metrics")
    assert "no-pre-stop" not in found(plan(both, leading("{name: metrics, port: 80, targetPort: metrics}")))
    assert "no-pre-stop" not in found(plan(both, leading("{name: http-metrics, port: 80, targetPort: 9000}")))
    assert "no-pre-stop" not in found(plan(both, leading("{port: 9001}")))
    assert "no-pre-stop" in found(
        plan(both, leading("{name: metrics, port: 90, targetPort: metrics}", "{name: web, port: 80, targetPort: http}"))
    )
    assert "no-pre-stop" in found(plan(WEB, leading("{port: 9090, targetPort: 8080}")))
    assert "no-pre-stop" in found(
        told(plan(both, leading("{name: metrics, port: 80, targetPort: metrics}")), traffic="ingress")
    )


def test_service_that_is_called_after_metrics_leads_to_metrics() -> None:
    https = WEB.replace("name: http", "name: https")
    lead = SERVICE.replace("targetPort: http", "targetPort: https")
    called = lead.replace("name: web", "name: controller-manager-metrics-service", 1)
    assert "no-pre-stop" in found(plan(https, lead))
    assert "no-pre-stop" not in found(plan(https, called))
    assert "no-pre-stop" in found(plan(https, called, lead))
    assert found(plan(https, called))["no-readiness-probe"].severity is Severity.INFO


def test_exporter_beside_the_program_is_not_asked_for_anything() -> None:
    exporter = "        - name: exporter\n          image: e\n          ports: [{name: metrics, containerPort: 9113}]\n"
    lead = leading("{name: http, port: 80, targetPort: http}", "{name: metrics, port: 9113, targetPort: metrics}")
    mistakes = plan(WEB + exporter, lead).mistakes
    named = {each.values.get("container") for each in mistakes(first(plan(WEB + exporter, lead)))} - {None}
    assert named == {"web"}


NGINX = "registry.k8s.io/ingress-nginx/controller:v1.11"
ACTIVATOR = "gcr.io/knative-releases/knative.dev/serving/cmd/activator@sha256:0"
ACCEPTING = "--entrypoints.web.transport.lifecycle.requestacceptgracetimeout=10s"


@pytest.mark.parametrize(
    ("name", "image", "option", "drains"),
    [
        ("istio-proxy", "auto", "", True),
        ("gateway", "docker.io/istio/proxyv2:1.22.0", "", True),
        ("skipper", "registry.opensource.zalan.do/teapot/skipper:v0.21", "", True),
        ("skipper", "zalan.do/skipper:v1", "-wait-for-healthcheck-interval=0", False),
        ("router", "quay.io/openshift/origin-haproxy-router:4.15", "", True),
        ("activator", ACTIVATOR, "", True),
        ("traefik", "traefik:v3", ACCEPTING, True),
        ("traefik", "traefik:v3", "", False),
        ("controller", NGINX, "--shutdown-grace-period=20", True),
        ("controller", NGINX, "", False),
        ("envoy", "envoyproxy/envoy:v1.30", "", False),
        ("haproxy", "haproxy:3", "", False),
    ],
)
def test_proxy_known_to_drain_by_itself_is_not_asked_for_a_pause(
    name: str, image: str, option: str, *, drains: bool
) -> None:
    head = WEB[: WEB.index("        - name: web")]
    proxy = f"{{name: {name}, image: '{image}', args: ['{option}'], ports: [{{containerPort: 80}}]}}"
    made = plan(f"{head}        - {proxy}\n", SERVICE.replace("      targetPort: http\n", ""))
    assert ("no-pre-stop" not in found(made)) is drains
    assert (why(made) == "drains-itself") is drains


def test_word_that_no_requests_come_in_is_taken() -> None:
    made = told(plan(WEB, SERVICE), traffic="none")
    assert (status(made), why(made)) == (Status.NOT_APPLICABLE, "no-traffic")
    assert "no-pre-stop" not in found(made)


def test_port_of_the_node_is_a_way_in() -> None:
    on_node = WEB.replace("containerPort: 8080", "containerPort: 8080\n              hostPort: 80")
    assert found(plan(on_node))["no-pre-stop"].severity is Severity.WARNING


def test_missing_pause_is_info_where_nobody_is_seen_to_ask() -> None:
    assert found(plan(WEB))["no-pre-stop"].severity is Severity.INFO
    assert found(plan(WEB, SERVICE))["no-pre-stop"].severity is Severity.WARNING
    assert found(told(plan(WEB), traffic="lb-nodes"))["no-pre-stop"].severity is Severity.WARNING
    assert status(plan(WEB)) is Status.MISSING
    assert next(no_pre_stop(plan(WEB).workload(first(plan(WEB))))).values == {"container": "web"}


SIDECAR = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers:
      - {name: proxy, image: "proxy:1", restartPolicy: Always, ports: [{containerPort: 8443}]}
      containers:
      - {name: web, image: "web:1", ports: [{name: http, containerPort: 8080}]}
"""
TO_SIDECAR = SERVICE.replace("targetPort: http", "targetPort: 8443")


def test_sidecar_that_takes_the_traffic_is_asked_for_readiness_and_what_is_behind_it_for_the_pause() -> None:
    mistakes = found(plan(SIDECAR, TO_SIDECAR))
    assert mistakes["no-readiness-probe"].values["container"] == "proxy"
    assert mistakes["no-readiness-probe"].severity is Severity.ERROR
    assert mistakes["no-pre-stop"].values["container"] == "web"


def test_sidecar_is_held_by_a_main_container_that_waits() -> None:
    waits = SIDECAR.replace('image: "web:1"', 'image: "web:1", lifecycle: {preStop: {sleep: {seconds: 10}}}')
    assert not {"no-pre-stop", "pre-stop-on-some-containers"} & set(found(plan(waits, TO_SIDECAR)))


def test_sidecar_for_metrics_beside_the_program_takes_no_traffic() -> None:
    exporter = SIDECAR.replace("[{containerPort: 8443}]", "[{name: metrics, containerPort: 9113}]")
    mistakes = found(plan(exporter, SERVICE))
    assert mistakes["no-readiness-probe"].values["container"] == "web"


SPOT = [
    ('nodeSelector: {cloud.google.com/gke-spot: "true"}', 31, True),
    ('nodeSelector: {cloud.google.com/gke-spot: "true"}', 30, False),
    ("nodeSelector: {eks.amazonaws.com/capacityType: SPOT}", 121, True),
    ("nodeSelector: {eks.amazonaws.com/capacityType: ON_DEMAND}", 300, False),
    ("nodeSelector: {karpenter.sh/capacity-type: spot}", 120, False),
    ("tolerations: [{key: kubernetes.azure.com/scalesetpriority, operator: Equal, value: spot}]", 60, True),
    ("tolerations: [{key: kubernetes.azure.com/scalesetpriority, operator: Exists}]", 60, True),
    (
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
        "[{matchExpressions: [{key: karpenter.sh/capacity-type, operator: In, values: [spot, on-demand]}]}]}}}",
        180,
        True,
    ),
    (
        "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "
        "[{matchExpressions: [{key: karpenter.sh/capacity-type, operator: NotIn, values: [spot]}]}]}}}",
        180,
        False,
    ),
]


@pytest.mark.parametrize(("rule", "grace", "bites"), SPOT)
def test_grace_longer_than_the_notice_of_a_spot_node_is_told(rule: str, grace: int, bites: bool) -> None:
    made = plan(pod(f"terminationGracePeriodSeconds: {grace}\n      {rule}"))
    assert ("grace-longer-than-notice" in found(made)) is bites
    if bites:
        assert found(made)["grace-longer-than-notice"].severity is Severity.INFO


def test_nodes_that_are_known_tell_of_spot_too() -> None:
    nodes = Topology((Node("a", {"cloud.google.com/gke-spot": "true"}), Node("b", {})))
    assert "grace-longer-than-notice" in found(plan(pod("terminationGracePeriodSeconds: 90"), topology=nodes))


def test_work_that_is_told_to_fit_into_the_notice_needs_no_shorter_grace() -> None:
    long = pod("terminationGracePeriodSeconds: 300\n      nodeSelector: {karpenter.sh/capacity-type: spot}")
    assert "grace-longer-than-notice" not in found(told(plan(long), drain_seconds=60))
    assert "grace-longer-than-notice" in found(told(plan(long), drain_seconds=200))
