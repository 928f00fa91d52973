"""What real files taught: findings that were wrong, each as the smallest manifest that shows it."""

from tests.building import SERVICE, WEB, first, inventory, plan
from wizard.model.inventory import Inventory
from wizard.model.topology import told
from wizard.planning.fixing import fix
from wizard.planning.plan import Plan
from wizard.text.manifest import Manifest
from wizard.wording.mistakes import sentence

BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
"""
POD = """
apiVersion: v1
kind: Pod
metadata: {name: tool, labels: {app: web}}
spec: {containers: [{name: tool, image: "tool:1"}]}
"""
STATEFUL = WEB.replace("kind: Deployment", "kind: StatefulSet")


def ids(made: Plan) -> set[str]:
    """Everything that is found in the first workload, and in what is judged alone."""
    return {each.id for each in (*made.mistakes(first(made)), *made.object_mistakes)}


def templated(more: str) -> str:
    """The web Deployment with more in its pod template."""
    return WEB.replace("      containers:", f"      {more}\n      containers:")


def test_told_numbers_say_nothing_of_other_labels() -> None:
    selected = templated("nodeSelector: {kubernetes.io/os: linux, pool: web}")
    assert "too-few-nodes-fit" not in ids(plan(selected, topology=told(6, 3)))
    racks = "topologySpreadConstraints: [{maxSkew: 1, minDomains: 2, topologyKey: example.com/rack, "
    spread = templated(racks + "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]")
    told_of = ids(plan(spread, topology=told(6, 3)))
    assert not {"strict-key-missing-on-nodes", "key-missing-on-nodes", "min-domains-never-reached"} & told_of


def test_told_zones_are_known_labels() -> None:
    selected = templated("nodeSelector: {topology.kubernetes.io/zone: zone-a}")
    assert "too-few-nodes-fit" in ids(plan(selected, topology=told(6, 3)))


def test_service_for_one_pod_of_a_stateful_set_selects_it() -> None:
    single = SERVICE.replace("    app: web\n", "    app: web\n    statefulset.kubernetes.io/pod-name: web-0\n")
    assert "service-selects-nothing" not in ids(plan(STATEFUL, single))
    assert "service-selects-nothing" in ids(plan(STATEFUL, single.replace("app: web", "app: wbe")))


def test_budget_read_twice_is_one_budget() -> None:
    assert "two-budgets-on-one-pod" not in ids(plan(WEB, BUDGET, BUDGET))
    assert "two-budgets-on-one-pod" in ids(plan(WEB, BUDGET, BUDGET.replace("name: web}", "name: other}", 1)))


def test_anti_affinity_to_another_application_is_meant_so() -> None:
    term = (
        "affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: "
        "[{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: batch-jobs}}}]}}"
    )
    assert "anti-affinity-misses-pods" not in ids(plan(templated(term)))
    assert "anti-affinity-misses-pods" in ids(plan(templated(term.replace("batch-jobs", "webs"))))


def test_bare_pod_beside_a_workload_is_left_out_of_the_count() -> None:
    assert "budget-cannot-count" not in ids(plan(WEB, POD, BUDGET))
    alone = WEB.replace("app: web", "app: other")
    assert "budget-cannot-count" in ids(plan(alone, POD, BUDGET))


def test_pods_that_an_operator_makes_are_not_missed() -> None:
    custom = "apiVersion: monitoring.example.com/v1\nkind: Alertmanager\nmetadata: {name: main}\n"
    stray = BUDGET.replace("app: web", "app: alertmanager")
    assert "budget-selects-no-pods" not in ids(plan(WEB, custom, stray))
    assert "budget-selects-no-pods" in ids(plan(WEB, stray))


def test_wide_skew_still_counts_where_an_autoscaler_adds_copies() -> None:
    scaler = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 2, maxReplicas: 9}
"""
    skew = "topologySpreadConstraints: [{maxSkew: 2, topologyKey: kubernetes.io/hostname, "
    spread = templated(skew + "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]")
    assert "max-skew-too-wide" not in ids(plan(spread.replace("  replicas: 3\n", ""), scaler))
    assert "max-skew-too-wide" in ids(plan(spread.replace("replicas: 3", "replicas: 2")))


def test_sidecar_that_runs_beside_is_probed_like_a_container() -> None:
    probe = "readinessProbe: {exec: {command: [a]}, tcpSocket: {port: 1}}"
    sidecar = f"initContainers: [{{name: proxy, image: proxy, restartPolicy: Always, {probe}}}]"
    assert "probe-needs-one-handler" in ids(plan(templated(sidecar)))


def test_service_for_one_member_may_publish_it_unready() -> None:
    published = SERVICE.replace("spec:\n", "spec:\n  publishNotReadyAddresses: true\n")
    member = published.replace("    app: web\n", "    app: web\n    statefulset.kubernetes.io/pod-name: web-0\n")
    assert "service-publishes-unready-pods" not in ids(plan(STATEFUL, member))
    assert "service-publishes-unready-pods" in ids(plan(STATEFUL, published))


def test_requests_of_the_pod_or_an_init_container_count() -> None:
    asks = "resources: {requests: {cpu: 10m}}"
    assert "no-resource-requests" not in ids(plan(templated(asks)))
    assert "no-resource-requests" not in ids(plan(templated(f"initContainers: [{{name: a, image: a, {asks}}}]")))
    assert "no-resource-requests" in ids(plan(templated("initContainers: [{name: a, image: a}]")))


def said(made: Plan, id: str) -> str:
    """What is said of the first mistake of that id in the first workload."""
    mistake = next(each for each in made.mistakes(first(made)) if each.id == id)
    return sentence(mistake.id, mistake.values)


def test_update_that_starts_the_new_copy_first_does_not_stop_the_one() -> None:
    single = WEB.replace("replicas: 3", "replicas: 1")
    assert "update" not in said(plan(single), "one-replica")
    taken_first = ("{type: Recreate}", "{rollingUpdate: {maxSurge: 0}}", "{rollingUpdate: {maxUnavailable: 1}}")
    for strategy in taken_first:
        assert "update" in said(plan(single.replace("spec:", f"spec:\n  strategy: {strategy}", 1)), "one-replica")
    assert "update" in said(plan(single.replace("kind: Deployment", "kind: StatefulSet")), "one-replica")


def test_workload_that_is_switched_off_has_not_one_copy() -> None:
    assert "one-replica" not in ids(plan(WEB.replace("replicas: 3", "replicas: 0")))


def test_spread_regions_are_not_called_zones() -> None:
    regions = "topologySpreadConstraints: [{maxSkew: 1, topologyKey: topology.kubernetes.io/region, "
    spread = templated(regions + "whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]")
    assert "zones" not in said(plan(spread), "only-zones-spread")


def test_budget_counts_the_copies_of_all_workloads_that_it_selects() -> None:
    one = WEB.replace("replicas: 3", "replicas: 1")
    other = one.replace("  name: web\n", "  name: web-canary\n", 1)
    kept = BUDGET.replace("maxUnavailable: 1", "minAvailable: 1")
    assert "budget-on-one-replica" in ids(plan(one, kept))
    assert not {"budget-on-one-replica", "budget-blocks-drain"} & ids(plan(one, other, kept))
    assert "budget-blocks-drain" in ids(plan(one, other, kept.replace("minAvailable: 1", "minAvailable: 2")))
    assert "budget-percent-blocks-drain" not in ids(
        plan(WEB, other, kept.replace("minAvailable: 1", "minAvailable: 70%"))
    )


def test_budget_of_another_environment_is_that_one_s() -> None:
    def files(**texts: str) -> Plan:
        return Plan(Inventory.of([Manifest.read(f"{name}.yaml", text.encode()) for name, text in texts.items()]))

    one, kept = WEB.replace("replicas: 3", "replicas: 1"), BUDGET.replace("maxUnavailable: 1", "minAvailable: 1")
    production = f"{WEB}---{kept}"
    assert "budget-on-one-replica" not in ids(files(development=one, production=production))
    assert "budget-on-one-replica" in ids(files(web=one, budget=kept))
    patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 1}\n"
    assert "budget-on-one-replica" in ids(files(base=one, overlay=f"{patch}---{kept}"))


def test_hook_after_the_start_opens_no_socket_either() -> None:
    hooked = WEB.replace("image: web:1", "image: web:1\n          lifecycle: {postStart: {HOOK: {port: 8080}}}")
    assert "start-hook-opens-socket" in ids(plan(hooked.replace("HOOK", "tcpSocket")))
    assert not {"start-hook-opens-socket", "hook-opens-socket"} & ids(plan(hooked.replace("HOOK", "httpGet")))
    proxy = "{name: proxy, image: p, restartPolicy: Always, lifecycle: {HOOK: {tcpSocket: {port: 1}}}}"
    sidecar = templated(f"initContainers: [{proxy}]")
    assert "start-hook-opens-socket" in ids(plan(sidecar.replace("HOOK", "postStart")))
    assert "hook-opens-socket" in ids(plan(sidecar.replace("HOOK", "preStop")))


def test_budget_over_two_workloads_leaves_each_a_copy() -> None:
    one = WEB.replace("replicas: 3", "replicas: 2")
    other = one.replace("  name: web\n", "  name: web-canary\n", 1)
    alone = "budget-empties-one-workload"
    assert alone not in ids(plan(one, other, BUDGET))
    kept = BUDGET.replace("maxUnavailable: 1", "minAvailable: 2")
    assert alone in ids(plan(one, other, kept))
    assert alone not in ids(plan(one, other, kept.replace("minAvailable: 2", "minAvailable: 3")))
    # 25 % of ten copies rounds up to three: both of the two may be among them.
    eight = other.replace("replicas: 2", "replicas: 8")
    assert alone in ids(plan(one, eight, BUDGET.replace("maxUnavailable: 1", "maxUnavailable: 25%")))
    # That none is kept at all has a sentence of its own, and so has one copy.
    assert alone not in ids(plan(one, other, BUDGET.replace("maxUnavailable: 1", "maxUnavailable: 100%")))
    single = one.replace("replicas: 2", "replicas: 1")
    assert alone not in ids(plan(single, other, BUDGET))
    assert alone not in ids(plan(WEB, kept))


def test_step_mends_a_budget_that_empties_one_of_its_workloads() -> None:
    one = WEB.replace("replicas: 3", "replicas: 2")
    eight = one.replace("  name: web\n", "  name: web-canary\n", 1).replace("replicas: 2", "replicas: 8")
    shared = BUDGET.replace("maxUnavailable: 1", "maxUnavailable: 25%")
    fixed = fix(inventory(eight, one, shared), {"readiness": ["tcp:8080"]}).plan
    assert all("budget-empties-one-workload" not in {m.id for m in fixed.mistakes(id)} for id in fixed.inventory.ids)


def test_missing_hook_is_said_to_matter_only_where_the_program_ends_at_once() -> None:
    assert said(plan(WEB), "no-pre-stop").startswith("if web ends at once when it is asked to")


def severities(made: Plan, id: str) -> list[str]:
    """How bad each mistake of that id is in the first workload."""
    return [each.severity.value for each in made.mistakes(first(made)) if each.id == id]


def probed(more: str, text: str = WEB) -> str:
    """The web Deployment with more in its container."""
    return text.replace("image: web:1\n", f"image: web:1\n          {more}\n")


ONE = WEB.replace("replicas: 3", "replicas: 1")
ASK = "httpGet: {path: /healthz, port: http}"


def test_one_copy_whose_second_is_no_answer_is_good_to_know() -> None:
    assert severities(plan(ONE, SERVICE), "one-replica") == ["warning"]
    store = ONE.replace("web:1", "postgres:16")
    assert severities(plan(store, SERVICE), "one-replica") == ["info"]
    assert "data of its own" in said(plan(store, SERVICE), "one-replica")
    card = probed("resources: {limits: {nvidia.com/gpu: 1}}", ONE)
    assert "needs nvidia.com/gpu" in said(plan(card, SERVICE), "one-replica")
    held = ONE.replace("replicas: 1", "replicas: 1  # Do not scale up.")
    assert "a comment says" in said(plan(held, SERVICE), "one-replica")
    leads = probed("args: [--leader-elect]", ONE)
    assert severities(plan(leads, SERVICE), "one-replica") == ["info"]


def test_count_that_something_fills_in_is_not_judged() -> None:
    assert "one-replica" not in ids(plan(WEB.replace("replicas: 3", "replicas: ${REPLICAS}"), SERVICE))
    assert "one-replica" in ids(plan(WEB.replace("replicas: 3", "replicas: many"), SERVICE))
    blank = "topologySpreadConstraints: [{maxSkew: $(SKEW), topologyKey: kubernetes.io/hostname, "
    spread = templated(blank + "whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: web}}}]")
    assert "max-skew-below-one" not in ids(plan(spread))
    assert "max-skew-below-one" in ids(plan(spread.replace("$(SKEW)", "0")))
    port = probed("readinessProbe: {tcpSocket: {port: '${PORT}'}}")
    assert "probe-port-not-declared" not in ids(plan(port))
    assert "probe-port-not-declared" in ids(plan(port.replace("${PORT}", "admin")))
    assert "grpc-port-is-a-name" not in ids(plan(probed("livenessProbe: {grpc: {port: '${PORT}'}}")))


def test_strict_liveness_matters_where_others_take_over() -> None:
    both = probed(f"readinessProbe: {{{ASK}}}\n          livenessProbe: {{{ASK}}}")
    id = "liveness-as-strict-as-readiness"
    assert severities(plan(both, SERVICE), id) == ["warning"]
    assert severities(plan(both), id) == ["info"]
    assert severities(plan(both.replace("replicas: 3", "replicas: 1"), SERVICE), id) == ["info"]
    daemons = both.replace("kind: Deployment", "kind: DaemonSet").replace("  replicas: 3\n", "")
    assert severities(plan(daemons, SERVICE), id) == ["warning"]


def test_name_of_the_one_path_there_is_tells_nothing_of_what_lies_behind() -> None:
    ready = "httpGet: {path: /ready, port: http}"
    shared = probed(f"readinessProbe: {{{ready}}}\n          livenessProbe: {{{ready}, failureThreshold: 9}}")
    assert "liveness-asks-dependencies" not in ids(plan(shared))
    apart = probed(f"readinessProbe: {{{ASK}}}\n          livenessProbe: {{{ready}, failureThreshold: 9}}")
    assert "liveness-asks-dependencies" in ids(plan(apart))


def test_delay_costs_something_only_where_no_startup_probe_waits() -> None:
    id = "long-initial-delay"
    for probe, delay, bites in (
        ("readinessProbe", 30, True),
        ("readinessProbe", 29, False),
        ("livenessProbe", 60, True),
        ("livenessProbe", 59, False),
    ):
        late = probed(f"{probe}: {{{ASK}, initialDelaySeconds: {delay}}}")
        assert (id in ids(plan(late))) is bites
        assert id not in ids(plan(probed(f"startupProbe: {{{ASK}}}", late)))


def test_probe_that_may_take_long_is_left_as_patient_as_it_is() -> None:
    slow = probed(f"livenessProbe: {{{ASK}, periodSeconds: 5, timeoutSeconds: 30}}")
    made = fix(inventory(slow), {}, skip=("spread", "budget", "readiness", "shutdown"), mend=["all"]).plan
    assert made.changes == ()


def test_readiness_of_the_only_copy_that_goes_first_helps_nobody() -> None:
    id = "no-readiness-probe"
    assert severities(plan(ONE, SERVICE), id) == ["error"]
    recreate = ONE.replace("spec:\n", "spec:\n  strategy: {type: Recreate}\n", 1)
    assert severities(plan(recreate, SERVICE), id) == ["info"]
    assert severities(plan(ONE.replace("kind: Deployment", "kind: StatefulSet"), SERVICE), id) == ["info"]
    assert severities(plan(STATEFUL, SERVICE), id) == ["error"]


def test_port_that_no_probe_can_ask_lacks_none() -> None:
    datagrams = WEB.replace("containerPort: 8080", "containerPort: 8080\n              protocol: UDP")
    assert severities(plan(datagrams, SERVICE), "no-readiness-probe") == ["info"]


def test_store_may_need_its_long_grace() -> None:
    long = templated("terminationGracePeriodSeconds: 900")
    assert "grace-too-long" in ids(plan(long))
    assert "grace-too-long" not in ids(plan(long.replace("kind: Deployment", "kind: StatefulSet")))
