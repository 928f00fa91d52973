import gzip
import json
import subprocess
import sys
from copy import deepcopy
from typing import Any

import pytest

from tests import corpus
from tools import make_schemas
from wizard.errors import WizardError
from wizard.places import assets
from wizard.planning import schema
from wizard.planning.schema import known, validate
from wizard.text.manifest import Manifest
from wizard.wording.schema import sentence

V1_30 = (1, 30)


@pytest.fixture
def deployment() -> dict[str, Any]:
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": 2,
            "selector": {"matchLabels": {"app": "web"}},
            "template": {
                "metadata": {"labels": {"app": "web"}},
                "spec": {"containers": [{"name": "web", "image": "shop/web:1.4"}]},
            },
        },
    }


@pytest.fixture
def container(deployment: dict[str, Any]) -> Any:
    return deployment["spec"]["template"]["spec"]["containers"][0]


@pytest.fixture
def pod(deployment: dict[str, Any]) -> Any:
    return deployment["spec"]["template"]["spec"]


CONTAINER = ("spec", "template", "spec", "containers", 0)


def budget(**spec: object) -> dict[str, Any]:
    return {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": {"name": "web"}, "spec": spec}


def only(data: dict[str, Any], version: tuple[int, int] = V1_30) -> schema.SchemaError:
    (error,) = validate(data, version)
    return error


@pytest.mark.parametrize("minor", range(25, 38))
def test_plain_deployment_is_valid_in_every_version(deployment: dict[str, Any], minor: int) -> None:
    assert validate(deployment, (1, minor)) == ()


def test_all_errors_come_at_once(deployment: dict[str, Any], container: Any) -> None:
    deployment["spec"]["replicas"] = "2"
    container["ports"] = {"containerPort": 80}
    container["imagePullPolicy"] = "Sometimes"
    del deployment["spec"]["selector"]
    assert {(error.path, error.rule) for error in validate(deployment, V1_30)} == {
        (("spec", "replicas"), "wrong-type"),
        ((*CONTAINER, "ports"), "wrong-type"),
        ((*CONTAINER, "imagePullPolicy"), "not-one-of"),
        (("spec", "selector"), "missing-field"),
    }


def test_errors_come_in_the_same_order_every_time(deployment: dict[str, Any]) -> None:
    deployment["spec"] |= dict.fromkeys("qwertyuiop", 1)
    paths = [error.path for error in validate(deployment, V1_30)]
    assert paths == sorted(paths)
    assert len(paths) == 10


def test_each_missing_field_is_named_once(container: Any, deployment: dict[str, Any]) -> None:
    container["volumeMounts"] = [{}]
    errors = validate(deployment, V1_30)
    assert [error.path[-1] for error in errors] == ["mountPath", "name"]


def test_misspelt_field_is_told_its_nearest(container: Any, deployment: dict[str, Any]) -> None:
    container["readinesProbe"] = {}
    error = only(deployment)
    assert (error.path, error.rule) == ((*CONTAINER, "readinesProbe"), "unknown-field")
    assert error.values["nearest"] == "readinessProbe"
    assert sentence(error) == "there is no field readinesProbe; did you mean readinessProbe?"


def test_field_in_lower_case_is_told_the_case(pod: Any, deployment: dict[str, Any]) -> None:
    pod["nodename"] = "a"
    assert only(deployment).values["nearest"] == "nodeName"


def test_container_field_on_the_pod_is_told_where_it_belongs(pod: Any, deployment: dict[str, Any]) -> None:
    pod["readinessProbe"] = {"tcpSocket": {"port": 80}}
    assert sentence(only(deployment)) == "there is no field readinessProbe here; it belongs in containers"


def test_pod_field_on_a_container_is_told_where_it_belongs(container: Any, deployment: dict[str, Any]) -> None:
    container["terminationGracePeriodSeconds"] = 30
    assert only(deployment).values["outside"] == "spec.template.spec"


def test_field_of_a_newer_server_says_since_when(deployment: dict[str, Any], container: Any) -> None:
    container["lifecycle"] = {"preStop": {"sleep": {"seconds": 5}}}
    assert only(deployment, (1, 28)).values["since"] == "1.29"
    assert validate(deployment, V1_30) == ()


@pytest.mark.parametrize(("value", "said"), [(8080, "8080"), (True, "true"), (1.5, "1.5")])
def test_value_that_lost_its_quotes_is_told_to_quote_it(
    container: Any, deployment: dict[str, Any], value: object, said: str
) -> None:
    container["env"] = [{"name": "PORT", "value": value}]
    assert sentence(only(deployment)) == f'this must be a string; quote it: "{said}"'


def test_quoted_number_is_told_to_drop_the_quotes(deployment: dict[str, Any]) -> None:
    deployment["spec"]["replicas"] = "2"
    assert sentence(only(deployment)) == "this must be a whole number; write 2 without quotes"


def test_true_is_no_number(deployment: dict[str, Any]) -> None:
    deployment["spec"]["replicas"] = True
    assert sentence(only(deployment)) == "this must be a whole number, not true"


def test_number_too_large_for_its_field_is_refused(deployment: dict[str, Any]) -> None:
    deployment["spec"]["replicas"] = 2**31
    error = only(deployment)
    assert (error.rule, error.values["highest"]) == ("out-of-range", "2147483647")


def test_terminal_controls_in_a_name_do_not_reach_the_sentence(deployment: dict[str, Any]) -> None:
    deployment["spec"]["\x1b]52;c;x\x07"] = 1
    assert "\x1b" not in sentence(only(deployment))


@pytest.mark.parametrize("quantity", ["500m", "1", "1.5", ".5", "128Mi", "1e3", "2E", "100k", 2, 0.5, "+1"])
def test_quantity_as_the_server_reads_it_is_valid(container: Any, deployment: dict[str, Any], quantity: object) -> None:
    container["resources"] = {"requests": {"memory": quantity}}
    assert validate(deployment, V1_30) == ()


@pytest.mark.parametrize("quantity", ["1 GB", "128mb", "", "Mi", "1KiB", "1,5"])
def test_quantity_that_the_server_refuses_is_an_error(
    container: Any, deployment: dict[str, Any], quantity: str
) -> None:
    container["resources"] = {"requests": {"memory": quantity}}
    assert only(deployment).rule == "pattern"


@pytest.mark.parametrize("value", [1, "50%"])
def test_budget_takes_a_number_and_a_percentage(value: object) -> None:
    assert validate(budget(maxUnavailable=value), V1_30) == ()


def test_budget_takes_no_fraction() -> None:
    assert only(budget(maxUnavailable=0.5)).values["expected"] == "integer|string"


@pytest.mark.parametrize("port", [8080, "http"])
def test_probe_takes_a_port_by_number_and_by_name(container: Any, deployment: dict[str, Any], port: object) -> None:
    container["readinessProbe"] = {"httpGet": {"path": "/", "port": port}}
    assert validate(deployment, V1_30) == ()


def test_null_counts_as_absent(deployment: dict[str, Any], container: Any) -> None:
    deployment["metadata"] |= {"creationTimestamp": None, "annotations": {"a": None}}
    deployment["spec"] |= {"strategy": None, "noSuchField": None}
    container |= {"args": ["a", None], "env": None}
    assert validate(deployment, V1_30) == ()


def test_required_field_that_is_null_is_missing(deployment: dict[str, Any]) -> None:
    deployment["spec"]["template"] = None
    assert (only(deployment).path, only(deployment).rule) == (("spec", "template"), "missing-field")


def test_status_is_not_judged(deployment: dict[str, Any]) -> None:
    assert validate(deployment | {"status": {"conditions": [{}], "whatever": 1}}, V1_30) == ()


def test_stateful_set_without_service_name_is_valid(deployment: dict[str, Any]) -> None:
    assert validate(deployment | {"kind": "StatefulSet"}, (1, 25)) == ()


@pytest.mark.parametrize(
    "data",
    [
        {"apiVersion": "extensions/v1beta1", "kind": "Deployment", "spec": []},
        {"apiVersion": "policy/v1beta1", "kind": "PodDisruptionBudget", "x": 1},
        {"apiVersion": ["apps/v1"], "kind": {}},
        {},
    ],
)
def test_unknown_kind_is_not_judged(data: dict[str, Any]) -> None:
    assert not known(data, V1_30)
    assert validate(data, V1_30) == ()


@pytest.mark.parametrize(("far", "near"), [((1, 8), (1, 25)), ((1, 99), (1, 37)), ((2, 0), (1, 37))])
def test_version_out_of_reach_counts_as_the_nearest(
    deployment: dict[str, Any], far: tuple[int, int], near: tuple[int, int]
) -> None:
    deployment["spec"]["template"]["spec"]["noSuchField"] = 1
    assert known(deployment, far)
    assert validate(deployment, far) == validate(deployment, near) != ()


def test_same_content_is_validated_once(deployment: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    deployment["spec"]["noSuchField"] = 1
    first = validate(deployment, V1_30)
    monkeypatch.setattr(schema, "_validator", None)
    assert validate(deepcopy(deployment), V1_30) is first


def test_edited_content_is_validated_again(deployment: dict[str, Any]) -> None:
    assert validate(deployment, V1_30) == ()
    deployment["spec"]["replicas"] = "2"
    assert only(deployment).rule == "wrong-type"


def test_importing_schema_does_not_import_jsonschema() -> None:
    asked = "import sys, wizard.planning.schema; print('jsonschema' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", asked], text=True) == "False\n"


def test_stored_schemas_are_those_of_the_installed_package() -> None:
    stored = json.loads(gzip.decompress((assets("schemas") / "kubernetes.json.gz").read_bytes()))
    assert stored == make_schemas.make()


def test_schemas_are_made_the_same_each_time(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_schemas, "assets", tmp_path.joinpath)
    make_schemas.main()
    first = (tmp_path / "schemas/kubernetes.json.gz").read_bytes()
    make_schemas.main()
    assert (tmp_path / "schemas/kubernetes.json.gz").read_bytes() == first
    assert len(first) < 1_000_000


REFUSED_BY_THE_SERVER = {
    # Golden files without the owner's uid, patches and stubs without a template, and tests of the very refusal.
    "missing-field metadata.ownerReferences.#.uid",
    "missing-field spec.selector",
    "missing-field spec.template",
    "missing-field spec.template.spec.containers.#.ports.#.containerPort",
    "not-one-of spec.ports.#.protocol",
    "unknown-field $patch",
    "unknown-field spec.serviceName",
    "unknown-field spec.template.spec.containers.#.ports.#.grpcPort",
    "wrong-type spec.template.spec.containers.#.ports.#.containerPort",
}


@pytest.mark.skipif(not corpus.FOLDER.is_dir(), reason="SUREFOOT_CORPUS names no folder")
def test_real_manifests_are_valid_but_for_those_a_server_refuses() -> None:
    refused, judged = set(), 0
    for path in corpus.files():
        try:
            objects = Manifest.read(path.name, path.read_bytes()).objects.values()
        except WizardError:
            continue
        for data in objects:
            if isinstance(data, dict):
                judged += known(data, V1_30)
                refused |= {
                    f"{error.rule} {'.'.join('#' if isinstance(step, int) else step for step in error.path)}"
                    for error in validate(data, V1_30)
                }
    assert judged > 500
    assert refused == REFUSED_BY_THE_SERVER
