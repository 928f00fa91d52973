"""What is told one by one and what is only counted: of folders what asks for a change, of what was named all."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.building import SERVICE, WEB
from wizard.cli import main

ONE = WEB.replace("replicas: 3", "replicas: 1")
READY = "          readinessProbe: {httpGet: {path: /, port: http}}\n"
SCALER = """apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}, minReplicas: 1, maxReplicas: 9}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(name: str, *texts: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text("---\n".join(each.lstrip("\n") for each in texts))


def found(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    main(["check", *(words or ["."]), "--format", "json"])
    made: dict[str, Any] = json.loads(capsys.readouterr().out)
    return made


def mistakes(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The findings of a report by their ids."""
    return {each["id"]: each for group in (*report["workloads"], *report["objects"]) for each in group["mistakes"]}


def told(capsys: pytest.CaptureFixture[str], *words: str) -> set[str]:
    """The ids that are told one by one."""
    every = mistakes(found(capsys, *words)).values()
    return {each["id"] for each in every if not each["follows"] and not each["counted"]}


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    main(["check", *(words or ["."])])
    return capsys.readouterr().out.split("\n")


def test_what_follows_stands_in_a_short_line_below_its_cause(capsys: pytest.CaptureFixture[str]) -> None:
    recreate = ONE.replace("replicas: 1", "replicas: 1\n  strategy: {type: Recreate}").replace(
        "image: web:1\n", f"image: web:1\n{READY}"
    )
    write("web.yaml", recreate, SERVICE)
    assert mistakes(found(capsys, "web.yaml"))["recreate-strategy"]["follows"] == "one-replica"
    lines = printed(capsys, "web.yaml")
    at = next(number for number, line in enumerate(lines) if line.endswith("[one-replica]"))
    below = lines[at + 1 : at + 6]
    assert any(
        line.startswith("      follows from it: Recreate") and line.endswith("[recreate-strategy]") for line in below
    )
    assert sum("Recreate deletes" in line for line in lines) == 1
    assert any(line.startswith("  Shutdown   n/a  one copy, and no other takes over") for line in lines)


def test_what_follows_stands_by_itself_where_its_cause_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    recreate = ONE.replace("replicas: 1", "replicas: 1\n  strategy: {type: Recreate}")
    write("web.yaml", recreate, SERVICE)
    assert "recreate-strategy" in told(capsys, "web.yaml", "--ignore", "one-replica")
    assert told(capsys, "web.yaml", "--select", "recreate-strategy") == {"recreate-strategy"}


def test_what_follows_never_makes_the_exit_code_one_and_its_cause_does(capsys: pytest.CaptureFixture[str]) -> None:
    write("web.yaml", ONE.replace("replicas: 1", "replicas: 1\n  strategy: {type: Recreate}"), SERVICE)
    assert main(["check", "web.yaml", "--fail-on", "recreate-strategy"]) == 1
    others = ["no-readiness-probe", "no-pre-stop", "no-resource-requests"]
    quiet = [word for id in others for word in ("--ignore", id)]
    assert main(["check", "web.yaml", "--fail-on", "warning", *quiet]) == 1
    assert main(["check", "web.yaml", "--fail-on", "warning", *quiet, "--ignore", "one-replica"]) == 1
    capsys.readouterr()


def test_what_is_good_to_know_is_counted_in_a_folder_and_told_of_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    slow = READY.replace("port: http}", "port: http}, initialDelaySeconds: 45")
    write("web.yaml", WEB + slow, SERVICE)
    assert mistakes(found(capsys))["long-initial-delay"]["counted"] == "info"
    assert "long-initial-delay" in told(capsys, "web.yaml")
    assert "long-initial-delay" in told(capsys, ".", "--severity", "info")
    assert "long-initial-delay" in told(capsys, ".", "--select", "long-initial-delay")
    assert any(line.startswith("good to know: ") and "1 long-initial-delay" in line for line in printed(capsys))


@pytest.mark.parametrize(
    "place", ["tests/e2e", "e2e", "src/test/resources", "systemtest", "api/testdata", "it/fixtures"]
)
def test_what_a_test_file_lacks_is_counted(capsys: pytest.CaptureFixture[str], place: str) -> None:
    write("web.yaml", WEB.replace("web", "api"))
    write(f"{place}/web.yaml", WEB.replace("replicas: 3", "replicas: 3\n  replica: 4"))
    (one,) = [each for each in found(capsys)["workloads"] if each["name"] == "web"]
    assert {each["id"] for each in one["mistakes"] if each["counted"] is None} == {"schema-unknown-field"}
    assert {each["counted"] for each in one["mistakes"]} == {None, "test"}
    assert any(line.startswith("in test files: ") for line in printed(capsys))


@pytest.mark.parametrize("place", ["latest", "contest", "testimonials", "attestation", "prod"])
def test_what_only_looks_like_a_test_file_is_told(capsys: pytest.CaptureFixture[str], place: str) -> None:
    write("web.yaml", WEB.replace("web", "api"))
    write(f"{place}/web.yaml", WEB)
    every = [each["counted"] for group in found(capsys)["workloads"] for each in group["mistakes"]]
    assert "test" not in every


def test_test_files_that_are_asked_for_are_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("api/web.yaml", WEB.replace("web", "api"))
    write("tests/web.yaml", WEB)
    for words in (["tests"], ["tests/web.yaml"], ["tests/web.yaml", "api"]):
        assert "no-budget" in {
            each["id"] for each in found(capsys, *words)["workloads"][0]["mistakes"] if not each["counted"]
        }
    monkeypatch.chdir("tests")
    assert "no-budget" in told(capsys)


def test_what_lies_above_the_folder_says_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write("tests/shop/web.yaml", WEB)
    write("tests/shop/e2e/web.yaml", WEB.replace("web", "api"))
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")
    counted = {
        group["name"]: {each["counted"] for each in group["mistakes"]}
        for group in found(capsys, str(folder / "tests/shop"))["workloads"]
    }
    assert None in counted["web"]
    assert counted["api"] == {"test"}


SHOWN = {
    "kuard": "gcr.io/kuar-demo/kuard-amd64:1",
    "echo": "k8s.gcr.io/echoserver:1.4",
    "sample": "us-docker.pkg.dev/google-samples/containers/gke/hello-app:1.0",
    "empty": "nginx:1.27",
}


@pytest.mark.parametrize("image", SHOWN.values(), ids=SHOWN)
def test_program_that_only_shows_something_lacks_nothing_worth_telling(
    capsys: pytest.CaptureFixture[str], image: str
) -> None:
    write("web.yaml", WEB.replace("web:1", image), SERVICE)
    assert told(capsys) == set()
    assert {each["counted"] for each in mistakes(found(capsys)).values()} == {"sample"}
    assert "no-budget" in told(capsys, "web.yaml")


def test_comment_at_the_head_may_say_that_nobody_depends_on_it(capsys: pytest.CaptureFixture[str]) -> None:
    write("web.yaml", "# This is not a recommended configuration, it shows the dashboards.\n" + WEB.lstrip(), SERVICE)
    assert told(capsys) == set()
    write("web.yaml", "# Runs in production, not only in tests.\n" + WEB.lstrip(), SERVICE)
    assert "no-budget" in told(capsys)


def test_web_server_that_is_given_something_is_no_sample(capsys: pytest.CaptureFixture[str]) -> None:
    mounted = WEB.replace(
        "web:1", "nginx:1.27\n          volumeMounts: [{name: site, mountPath: /usr/share/nginx/html}]"
    )
    write("web.yaml", mounted, SERVICE)
    assert "no-budget" in told(capsys)


def test_what_is_missing_only_for_those_who_ask_is_counted_where_nobody_does(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("web.yaml", WEB)
    assert mistakes(found(capsys))["no-readiness-probe"]["counted"] == "unasked"
    assert "no-budget" in told(capsys)
    write("service.yaml", SERVICE)
    assert "no-readiness-probe" in told(capsys)
    Path("service.yaml").unlink()
    assert "no-readiness-probe" in told(capsys, "web.yaml")


def test_same_object_in_several_files_is_told_once_with_all_places(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("aws", "azure", "kind"):
        write(f"{name}/web.yaml", WEB, SERVICE)
    report = found(capsys)
    budgets = [each for group in report["workloads"] for each in group["mistakes"] if each["id"] == "no-budget"]
    assert [each["counted"] for each in budgets] == [None, "again", "again"]
    assert budgets[0]["also"] == [{"file": f"{name}/web.yaml", "line": 4} for name in ("azure", "kind")]
    assert any(line.endswith("also in: azure/web.yaml:4, kind/web.yaml:4") for line in printed(capsys))
    main(["check", ".", "--format", "sarif"])
    results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert sum(each["ruleId"] == "no-budget" for each in results) == 3


def test_line_that_several_workloads_share_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    write("scaler.yaml", SCALER)
    for name in ("cpu", "gpu"):
        write(f"{name}.yaml", WEB.replace("  replicas: 3\n", ""))
    report = found(capsys, "cpu.yaml", "gpu.yaml", "scaler.yaml")
    every = [each for group in report["workloads"] for each in group["mistakes"]]
    counted = [each["counted"] for each in every if each["id"] == "autoscaler-minimum-below-two"]
    assert counted == [None, "again"]


def test_templates_and_what_is_no_manifest_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    write("web.yaml", WEB)
    write("chart/deploy.yaml", "kind: Deployment\nmetadata: {name: {{ .Values.name }}}\n")
    write("tsconfig.json", '{"compilerOptions": {"strict": true,}}')
    write("payload.json", '{"issue": {ISSUE_ID}}')
    write("values.yaml", "a: [")
    report = found(capsys)
    assert sorted(each["counted"] for each in report["unreadable"]) == ["no-manifest"] * 3 + ["template"]
    lines = printed(capsys)
    assert sum(line.startswith("templates, not manifests: 1 file, such as chart/deploy.yaml") for line in lines) == 1
    assert sum(line.startswith("no manifests, and not YAML or JSON that can be read: 3 files") for line in lines) == 1


BROKEN: Sequence[str] = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: [\n",
    '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web",}}',
    "- apiVersion: policy/v1\n  kind: 'PodDisruptionBudget'\n  spec: [\n",
)


@pytest.mark.parametrize("text", BROKEN, ids=["deployment", "json", "item"])
def test_broken_manifest_of_what_is_judged_stays_an_error(capsys: pytest.CaptureFixture[str], text: str) -> None:
    write("web.yaml", WEB)
    write("broken.json" if text.startswith("{") else "broken.yaml", text)
    (file,) = found(capsys)["unreadable"]
    assert (file["id"], file["severity"], file["counted"]) == ("unreadable", "error", None)


def test_manifest_of_another_kind_that_is_broken_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    write("web.yaml", WEB)
    write("broken.yaml", "apiVersion: serving.example.com/v1\nkind: InferenceService\nmetadata: {name: {user}: x}\n")
    assert found(capsys)["unreadable"][0]["id"] == "no-manifest"


def test_practice_says_what_it_lacks_where_that_is_told_elsewhere(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("aws", "azure"):
        write(f"{name}/web.yaml", WEB, SERVICE)
    lines = printed(capsys)
    second = lines.index("Deployment web  azure/web.yaml:1")
    assert "  Budget     missing  [no-budget]" in lines[second : second + 6]
