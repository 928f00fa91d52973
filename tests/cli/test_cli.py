"""The command line as its users meet it: results, exit codes, and a sentence for every bad input."""

import io
import json
import shlex
import sys
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB
from wizard.cli import main

GOOD = WEB.lstrip("\n") + "---" + SERVICE
OPTIONS = ["--readiness", "http:/healthz:8080", "--pre-stop", "15", "--budget", "maxUnavailable=1"]


@pytest.fixture
def web(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "web.yaml"
    path.write_text(GOOD)
    return path


def test_check_says_what_is_missing_and_ends_with_one(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "web.yaml"]) == 1
    said = capsys.readouterr().out
    assert "Deployment web  web.yaml:1" in said
    assert "[no-budget]" in said


def test_check_as_json_has_stable_fields(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "web.yaml", "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["workloads"]
    assert set(found) == {
        "file",
        "path",
        "line",
        "column",
        "kind",
        "namespace",
        "name",
        "replicas",
        "asked",
        "sample",
        "practices",
        "mistakes",
    }
    assert found["practices"]["readiness"] == {"status": "missing", "reason": ""}
    place = {"file", "path", "line", "column", "source"}
    told = {"id", "severity", "practice", "missing", "message", "todo", "mend", "refused", "follows", "counted", "also"}
    assert place | told == set(found["mistakes"][0])


def test_schema_error_is_a_finding_with_its_line(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.write_text(GOOD.replace("      containers:", "      conatiners: x\n      containers:"))
    assert main(["check", "web.yaml", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)["workloads"][0]["mistakes"]
    assert [each["line"] for each in found if each["id"] == "schema-unknown-field"] == [15]


def test_fixed_workload_is_fine(web: Path) -> None:
    assert main(["fix", "web.yaml", "--write", *OPTIONS]) == 0
    assert main(["check", "web.yaml"]) == 0


def test_fix_shows_a_diff_and_writes_nothing(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "web.yaml"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("--- a/web.yaml\n+++ b/web.yaml\n@@ ")
    assert web.read_text() == GOOD


def test_fix_leaves_open_what_only_people_know(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["fix", "web.yaml"])
    said = capsys.readouterr()
    assert "readinessProbe" not in said.out
    assert "which path answers 200" in said.err


def test_fix_never_changes_replicas_by_itself(web: Path) -> None:
    web.write_text(GOOD.replace("replicas: 3", "replicas: 1"))
    main(["fix", "web.yaml", "--write"])
    assert "replicas: 1" in web.read_text()
    assert "topologySpreadConstraints" not in web.read_text()


def test_output_writes_every_file_that_holds_a_workload(web: Path, tmp_path: Path) -> None:
    done = tmp_path / "k8s" / "sub" / "done.yaml"
    done.parent.mkdir(parents=True)
    done.write_text(GOOD)
    main(["fix", str(done), "--write", *OPTIONS])
    (tmp_path / "k8s" / "weak.yaml").write_text(GOOD)
    (tmp_path / "k8s" / "config.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    assert main(["fix", "k8s", "--output", "out", *OPTIONS]) == 0
    written = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*.yaml"))
    assert written == ["sub/done.yaml", "weak.yaml"]
    assert (tmp_path / "out" / "sub" / "done.yaml").read_bytes() == done.read_bytes()


def test_pipe_gives_the_whole_stream(
    web: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.replace("\n", "\r\n").encode())))
    assert main(["fix", "-", "--write", *OPTIONS]) == 0
    out = capfdbinary.readouterr().out
    assert out.count(b"\r\n") == out.count(b"\n")
    assert b"kind: PodDisruptionBudget" in out


def test_json_object_gets_its_budget_beside_it(web: Path, tmp_path: Path) -> None:
    source = tmp_path / "web.json"
    source.write_text(json.dumps(json.loads(JSON), indent=4))
    assert main(["fix", "web.json", "--write", "--skip", "readiness"]) == 0
    assert json.loads((tmp_path / "web-pdb.json").read_text())["kind"] == "PodDisruptionBudget"
    assert json.loads(source.read_text())["kind"] == "Deployment"


def test_new_file_is_listed_in_the_kustomization(web: Path, tmp_path: Path) -> None:
    listing = tmp_path / "kustomization.yaml"
    listing.write_text("# ours\nresources:\n- web.yaml # the front\n")
    assert main(["fix", "web.yaml", "--write", "--separate", *OPTIONS]) == 0
    assert listing.read_text() == "# ours\nresources:\n- web.yaml # the front\n- web-pdb.yaml\n"
    assert "PodDisruptionBudget" in (tmp_path / "web-pdb.yaml").read_text()
    assert "PodDisruptionBudget" not in web.read_text()


def test_only_the_named_workload_is_changed(web: Path, tmp_path: Path) -> None:
    web.write_text(GOOD + "---" + WEB.replace("name: web\nspec", "name: api\nspec"))
    assert main(["fix", "web.yaml", "--write", "--only", "deployment/api", "--skip", "readiness"]) == 0
    assert web.read_text().startswith(GOOD.rstrip("\n"))
    assert "lifecycle" in web.read_text()


def test_value_that_is_never_right_is_an_input_error(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fix", "web.yaml", "--budget", "maxUnavailable=-1"]) == 2
    assert "never right" in capsys.readouterr().err


def test_plan_for_told_nodes_and_version(web: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nodes = tmp_path / "nodes.yaml"
    labels = "{kubernetes.io/hostname: HOST, topology.kubernetes.io/zone: a}"
    node = "- {apiVersion: v1, kind: Node, metadata: {name: HOST, labels: LABELS}}\n".replace("LABELS", labels)
    nodes.write_text("apiVersion: v1\nkind: List\nitems:\n" + node.replace("HOST", "n1") + node.replace("HOST", "n2"))
    main(["fix", "web.yaml", "--topology", "nodes.yaml", "--kube-version", "1.25"])
    said = capsys.readouterr().out
    assert "topology.kubernetes.io/zone" not in said
    assert "matchLabelKeys" not in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--kube-version 1.24", "not known here"),
        ("--kube-version new", "is not a Kubernetes version"),
        ("--nodes 2 --zones 3", "cannot be"),
        ("--topology web.yaml", "holds no Node"),
        ("--topology gone.yaml", "cannot be read"),
        ("--only deployment/api", "no workload is named"),
        ("--traffic pigeon", "not known"),
        ("--form square", "not known"),
        ("--readiness ftp:/x", "is no probe"),
        ("--pre-stop soon", "whole number"),
    ],
)
def test_wrong_option_gets_a_sentence(web: Path, capsys: pytest.CaptureFixture[str], words: str, said: str) -> None:
    assert main(["fix", "web.yaml", *shlex.split(words)]) == 2
    assert said in capsys.readouterr().err


BAD = {
    "empty": (b"", "nothing in it"),
    "binary": (b"\x00\x01\x02\xff", "binary"),
    "utf-16": (GOOD.encode("utf-16"), "UTF-8"),
    "not-yaml": (b"a: [1, 2\nb: }", "web.yaml:2"),
    "tab": (GOOD.replace("  replicas", "\treplicas").encode(), "--mend-tabs"),
    "template": (b"kind: Deployment\nmetadata:\n  name: {{ .Values.name }}\n", "template"),
    "jinja": (b"kind: Deployment\n{% if x %}\nmetadata: {}\n{% endif %}\n", "template"),
    "not-kubernetes": (b"version: 3\nservices: {}\n", "no kind"),
    "no-workload": (b"apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "only ConfigMap"),
    "unknown-kind": (b"apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: a}\n", "only Shop"),
    "missing-containers": (
        b"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {}\n",
        "missing or empty",
    ),
    "duplicate-key": (
        GOOD.replace("  replicas: 3", "  replicas: 3\n  replicas: 4").encode(),
        "replicas is given twice",
    ),
    "scalar": (b"hello\n", "no Kubernetes object"),
    "bomb": (
        b"a: &a [x,x,x,x,x,x,x,x,x]\n"
        + b"".join(b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(9)),
        "web.yaml",
    ),
    "deep": (b"[" * 20000 + b"]" * 20000, "web.yaml"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["check", "fix"])
def test_bad_input_gets_a_sentence(web: Path, capsys: pytest.CaptureFixture[str], name: str, command: str) -> None:
    content, said = BAD[name]
    web.write_bytes(content)
    assert main([command, "web.yaml"]) == 2
    assert said in capsys.readouterr().err
    assert web.read_bytes() == content


WRONG_TYPES = [
    ("containers:\n        - name", "containers: web\n        #- name"),
    ("replicas: 3", "replicas: three"),
    ("  template:\n", "  template: []\n  was:\n"),
    ("      labels:\n        app: web\n    spec", "      labels: web\n    spec"),
    ("      containers:\n", "      affinity: soft\n      containers:\n"),
    ("      containers:\n", "      topologySpreadConstraints: {a: b}\n      containers:\n"),
    ("          ports:\n", "          lifecycle: [1]\n          ports:\n"),
    ("          ports:\n", "          readinessProbe: now\n          ports:\n"),
    ("          ports:\n", "          livenessProbe: {httpGet: [x]}\n          ports:\n"),
    ("containerPort: 8080", "containerPort: {a: 1}"),
    ("    matchLabels:\n      app: web\n", "    matchLabels: web\n"),
    ("  selector:\n", "  strategy: fast\n  selector:\n"),
    ("  name: web\nspec", "  name: [web]\nspec"),
    ("kind: Deployment", "kind: Deployment\nmetadata: web\nwas: 1"),
]


@pytest.mark.parametrize(("old", "new"), WRONG_TYPES, ids=range(len(WRONG_TYPES)))
@pytest.mark.parametrize(
    "command", [["check"], ["fix"], ["fix", *OPTIONS, "--spread", "zone", "--replicas", "4"]], ids=" ".join
)
def test_wrong_type_anywhere_gets_a_sentence(
    web: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, command: list[str]
) -> None:
    assert old in GOOD
    web.write_text(GOOD.replace(old, new, 1))
    code = main([command[0], "web.yaml", *command[1:]])
    said = capsys.readouterr()
    assert code in {0, 1, 2}
    assert "Traceback" not in said.err
    assert code != 2 or said.err


def test_tabs_are_mended_on_request(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = GOOD.replace("  replicas", "\treplicas")
    web.write_text(broken)
    assert main(["fix", "web.yaml", "--mend-tabs", "--skip", "spread", "--skip", "shutdown", "--skip", "budget"]) == 0
    said = capsys.readouterr().out
    assert "-\treplicas: 3\n+  replicas: 3\n" in said
    assert main(["fix", "web.yaml", "--mend-tabs", "--write", *OPTIONS]) == 0
    assert main(["check", "web.yaml"]) == 0


def test_nothing_of_a_hostile_name_reaches_the_terminal(web: Path, capsys: pytest.CaptureFixture[str]) -> None:
    web.write_text(GOOD.replace("  name: web\nspec", '  name: "a\\e]52;c;eA==\\a\\u202e[/x]"\nspec', 1))
    main(["check", "web.yaml"])
    main(["fix", "web.yaml", "--only", "x"])
    said = "".join(capsys.readouterr())
    assert "[/x]" in said
    assert not {"\x1b", "\x07", "\u202e"} & set(said)


@pytest.mark.parametrize("command", [[], ["demo"], ["check"], ["fix"]], ids=lambda words: " ".join(words) or "surefoot")
def test_help_is_text_for_people(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "option_strings" not in said
    assert "minAvailable=50% and the like" in said or command != ["fix"]


JSON = """{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2,
"selector": {"matchLabels": {"app": "web"}}, "template": {"metadata": {"labels": {"app": "web"}},
"spec": {"containers": [{"name": "web", "image": "web", "ports": [{"containerPort": 80}]}]}}}}"""


def test_version_is_told_when_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.split()[0] == "surefoot"


@pytest.mark.parametrize(("kind", "suggested"), [("PodDisruptionBudget", 0), ("Service", 1)])
def test_no_budget_is_suggested_where_one_may_stand_in_a_file_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, suggested: int
) -> None:
    (tmp_path / "web.yaml").write_text(WEB.lstrip("\n"))
    (tmp_path / "other.yaml").write_text(f"kind: {kind}\nspec: [\n")
    assert main(["fix", str(tmp_path)]) == 2
    told = capsys.readouterr()
    assert told.out.count("+kind: PodDisruptionBudget") == suggested
    assert (f"{tmp_path}/other.yaml cannot be read and may hold its budget" in told.err) == (not suggested)
