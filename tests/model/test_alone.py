"""Why one copy may be meant: what the manifest itself says, and what it does not say."""

import pytest

from tests.building import SERVICE, WEB, workload
from wizard.model.alone import why_alone

ONE = WEB.replace("replicas: 3", "replicas: 1")
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [MODE]}
"""


def why(text: str = ONE, *others: str) -> str:
    return why_alone(workload(text, SERVICE, *others))


def remarked(comment: str) -> str:
    return ONE.replace("replicas: 1", f"replicas: 1  # {comment}")


def pod(more: str) -> str:
    return ONE.replace("      containers:\n", f"      {more}\n      containers:\n")


def container(more: str) -> str:
    return ONE.replace("image: web:1\n", f"image: web:1\n          {more}\n")


def test_nothing_says_why() -> None:
    assert why() == ""


MEANT = (
    "Do not scale up.",
    "don't run more than one",
    "does not support HA",
    "It doesn't support multiple replicas",
    "must be 1",
    "only one replica, it holds a lock",
    "exactly one",
    "this is a singleton",
    "can't be scaled",
    "never increase this",
)


@pytest.mark.parametrize("comment", MEANT)
def test_comment_says_that_one_is_meant(comment: str) -> None:
    assert why(remarked(comment)) == "meant"
    assert why(ONE.replace("  replicas: 1", f"  # {comment}\n  replicas: 1")) == "meant"


@pytest.mark.parametrize(
    "comment",
    ["we will add more when it gets busy", "TODO: raise for production", "default is 1", "one", "HA: see docs"],
)
def test_comment_that_says_something_else_is_no_reason(comment: str) -> None:
    assert why(remarked(comment)) == ""


def test_comment_elsewhere_is_no_reason() -> None:
    apart = ONE.replace("  replicas: 1", "  # Do not scale up.\n  minReadySeconds: 0\n  replicas: 1")
    assert why(apart) == ""
    assert why(ONE.replace("  replicas: 1\n", "").replace("spec:\n", "# must be 1\nspec:\n", 1)) == ""


def test_sign_inside_a_value_begins_no_comment() -> None:
    assert why(ONE.replace("  replicas: 1", '  paused: false\n  replicas: "1#must be 1"')) == ""


STORES = ("postgres:16", "docker.io/bitnami/redis:7", "registry.example.com/shop/orders-db:1", "mongo@sha256:abc")
OTHERS = ("oliver006/redis_exporter:v1", "mongo-express:1", "cloud-sql-proxy:2", "web-db-migrate:1", "dbeaver:1")


@pytest.mark.parametrize("image", STORES)
def test_store_has_data_of_its_own(image: str) -> None:
    assert why(ONE.replace("web:1", image)) == "data"


@pytest.mark.parametrize("image", OTHERS)
def test_what_asks_a_store_is_none(image: str) -> None:
    assert why(ONE.replace("web:1", image)) == ""


def test_stateful_set_has_data_of_its_own() -> None:
    assert why(ONE.replace("kind: Deployment", "kind: StatefulSet")) == "data"


@pytest.mark.parametrize(("mode", "reason"), [("ReadWriteOnce", "data"), ("ReadWriteMany", ""), ("", "data")])
def test_volume_that_one_node_can_have_is_data_of_its_own(mode: str, reason: str) -> None:
    mounted = pod("volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]")
    assert why(mounted, *([CLAIM.replace("MODE", mode)] if mode else [])) == reason


@pytest.mark.parametrize("name", ["nvidia.com/gpu", "google.com/tpu", "amd.com/gpu", "habana.ai/gaudi"])
def test_second_copy_takes_a_second_device(name: str) -> None:
    assert why(container(f"resources: {{limits: {{{name}: 1}}}}")) == "device"


def test_node_with_an_accelerator_is_a_device_too() -> None:
    assert why(pod("nodeSelector: {cloud.google.com/gke-accelerator: nvidia-l4}")) == "device"
    assert why(container("resources: {limits: {cpu: 1, hugepages-2Mi: 4Mi, ephemeral-storage: 1Gi}}")) == ""


@pytest.mark.parametrize(
    "given",
    [
        "args: [--leader-elect]",
        "args: [--leader-elect=true]",
        "command: [run, --enable-leader-election]",
        "env: [{name: LEADER_ELECTION_ENABLED, value: 'true'}]",
    ],
)
def test_second_copy_stands_by_where_one_leads(given: str) -> None:
    assert why(container(given)) == "leader"


@pytest.mark.parametrize("given", ["args: [--leader-elect=false]", "env: [{name: LEADER_ELECTION, value: 'false'}]"])
def test_election_that_is_off_says_nothing(given: str) -> None:
    assert why(container(given)) == ""


def test_nobody_is_seen_to_ask_what_listens_nowhere() -> None:
    silent = ONE.partition("          ports:")[0]
    assert why_alone(workload(silent)) == "unasked"
    assert why_alone(workload(ONE)) == ""
