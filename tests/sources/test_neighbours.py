"""What lies beside a named file is read, counts, and is neither judged nor changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB
from tests.trials import trial
from wizard.cli import main
from wizard.errors import WizardError
from wizard.outputs.report import gather
from wizard.planning.fixing import fix
from wizard.sources import neighbours
from wizard.sources.folders import origins
from wizard.sources.loading import Loaded, Target, load

BUDGET = """
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
"""
BLOCKING = BUDGET.replace("minAvailable: 1", "minAvailable: 3")
SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 2
  maxReplicas: 5
"""
API = WEB.replace("web", "api")
JOB = """
apiVersion: batch/v1
kind: %s
metadata: {name: once}
spec: {template: {metadata: {labels: {job: once}}, spec: {containers: [{name: a, image: a}]}}}
"""

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Put:
    """Writes files below the present folder, by their names with _ for a dot, and gives the folder."""
    monkeypatch.chdir(tmp_path)

    def write(**texts: str) -> Path:
        for name, text in texts.items():
            path = tmp_path / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


def loaded(*paths: str, alone: bool = False) -> Loaded:
    return load(origins(paths, alone=alone), Target())


def beside(found: Loaded) -> set[str]:
    return set(found.inventory.neighbours)


def added(found: Loaded) -> list[str]:
    """The kinds of what a fix without options adds."""
    return [str(each.data["kind"]) for each in fix(found.inventory, {}).plan.additions]


def test_the_trial_of_a_budget_beside_is_not_doubled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(trial("neighbour-files"))
    found = loaded("deploy.yaml")
    assert beside(found) == {"pdb.yaml"}
    assert not added(found)
    assert "read because it lies beside" in found.beside
    assert added(loaded("deploy.yaml", alone=True)) == ["PodDisruptionBudget"]


@pytest.mark.parametrize("name", ["pdb_yaml", "pdb_yml", "pdb_json"])
def test_files_are_taken_as_kubectl_takes_them(put: Put, name: str) -> None:
    put(web_yaml=WEB, **{name: BUDGET})
    text = (Path(name.replace("_", "."))).read_text()
    if name.endswith("json"):
        import json

        import yaml

        Path("pdb.json").write_text(json.dumps(yaml.safe_load(text)))
    assert beside(loaded("web.yaml")) == {name.replace("_", ".")}


def test_what_is_no_neighbour_is_left_out(put: Put) -> None:
    put(web_yaml=WEB, pdb_txt=BUDGET, below__pdb_yaml=BUDGET, values_yaml="web: {kind: none}\n")
    put(_hidden_yaml=BUDGET, config_yaml="apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", empty_yaml="")
    put(huge_yaml=BUDGET + "#" * neighbours.LARGEST)
    Path("folder.yaml").mkdir()
    Path("broken.yaml").symlink_to("nowhere.yaml")
    found = loaded("web.yaml")
    assert not beside(found)
    assert not found.notes


def test_a_folder_and_a_stream_have_nothing_beside_them(put: Put) -> None:
    put(one__web_yaml=WEB, pdb_yaml=BUDGET)
    assert not beside(loaded("one"))


def test_what_is_named_twice_is_named(put: Put) -> None:
    put(web_yaml=WEB, pdb_yaml=BUDGET)
    assert not beside(loaded("web.yaml", "pdb.yaml"))
    assert not beside(loaded("web.yaml", "."))
    Path("same.yaml").symlink_to("web.yaml")
    assert beside(loaded("web.yaml")) == {"pdb.yaml"}


def test_one_note_tells_of_all_that_cannot_be_read(put: Put, capsys: pytest.CaptureFixture[str]) -> None:
    put(web_yaml=WEB + BUDGET.replace("\n", "\n---\n", 1), a_yaml="kind: [", b_yaml="kind: {{ .Values.a }}\n")
    found = loaded("web.yaml")
    assert len(found.notes) == 1
    assert "a.yaml" in found.notes[0]
    assert "and 1 more" in found.notes[0]
    assert main(["check", "web.yaml"]) == 1
    assert main(["fix", "web.yaml"]) == 0
    assert "a.yaml" in capsys.readouterr().err


def test_no_budget_is_made_beside_a_file_that_may_hold_it(put: Put, capsys: pytest.CaptureFixture[str]) -> None:
    put(web_yaml=WEB, pdb_yaml=BUDGET.replace("minAvailable: 1", "minAvailable: {{ .Values.least }}"))
    assert main(["fix", "web.yaml"]) == 0
    said = capsys.readouterr()
    assert "PodDisruptionBudget" not in said.out
    assert "pdb.yaml cannot be read and may hold its budget" in said.err


def test_only_what_was_named_is_judged(put: Put) -> None:
    put(web_yaml=WEB, api_yaml=API, pdb_yaml=BUDGET)
    report = gather(loaded("web.yaml")).report()
    assert [each["name"] for each in report["workloads"]] == ["web"]
    assert not report["objects"]
    assert any("api.yaml, pdb.yaml: read because they lie beside" in note for note in report["notes"])


def test_a_named_workloads_mistake_may_stand_beside_it(put: Put) -> None:
    put(web_yaml=WEB, pdb_yaml=BLOCKING)
    report = gather(loaded("web.yaml")).report()
    found = {each["id"]: each for each in report["workloads"][0]["mistakes"]}
    assert found["budget-blocks-drain"]["file"] == "pdb.yaml"
    assert found["budget-blocks-drain"]["line"] == 5


def test_a_named_budget_is_judged_by_the_workloads_beside_it(put: Put) -> None:
    put(pdb_yaml="---".join([BLOCKING, API]), web_yaml=WEB)
    report = gather(loaded("pdb.yaml")).report()
    assert [each["name"] for each in report["workloads"]] == ["api"]
    assert [each["id"] for group in report["objects"] for each in group["mistakes"]] == ["budget-blocks-drain"]


def test_what_mends_a_named_service_mends_it_for_a_workload_beside_it(put: Put) -> None:
    early = SERVICE.replace("spec:\n", "spec:\n  publishNotReadyAddresses: true\n")
    put(service_yaml="---".join([early, API]), web_yaml=WEB)
    assert main(["fix", "service.yaml", "--mend", "service-publishes-unready-pods", "--write", "--skip", "spread"]) == 0
    assert "publishNotReadyAddresses" not in Path("service.yaml").read_text()
    assert Path("web.yaml").read_text() == WEB
    put(service_yaml=early)
    assert main(["fix", "web.yaml", "--mend", "service-publishes-unready-pods", "--write"]) == 0
    assert Path("service.yaml").read_text() == early


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BLOCKING, ()),
        (BUDGET, ("--budget", "maxUnavailable=1")),
        (BUDGET.replace("minAvailable: 1", "minAvailable: 1, maxUnavailable: 1"), ("--mend", "all")),
        (SCALER, ("--replicas", "4")),
    ],
)
def test_what_was_only_read_is_never_written(
    put: Put, capsys: pytest.CaptureFixture[str], text: str, words: tuple[str, ...]
) -> None:
    put(web_yaml=WEB, beside_yaml=text)
    assert main(["fix", "web.yaml", "--write", *words]) == 0
    assert Path("beside.yaml").read_text() == text
    assert "beside.yaml was only read" in capsys.readouterr().err
    written = Path("web.yaml").read_text()
    assert main(["fix", "web.yaml", "--write", *words]) == 0
    assert Path("web.yaml").read_text() == written
    assert written.count("PodDisruptionBudget") == (0 if text != SCALER else 1)


def test_fix_into_another_folder_writes_only_what_was_named(put: Put) -> None:
    put(web_yaml=WEB, pdb_yaml=BUDGET)
    assert main(["fix", "web.yaml", "--output", "made"]) == 0
    assert [each.name for each in Path("made").iterdir()] == ["web.yaml"]


@pytest.mark.parametrize("command", ["check", "fix", "simulate"])
def test_alone_leaves_out_what_lies_beside(put: Put, capsys: pytest.CaptureFixture[str], command: str) -> None:
    put(web_yaml=WEB, pdb_yaml=BUDGET)
    main([command, "web.yaml"])
    assert "pdb.yaml: read because it lies beside" in capsys.readouterr().err
    main([command, "web.yaml", "--alone"])
    assert "beside" not in capsys.readouterr().err


def test_an_autoscaler_and_a_class_of_storage_beside_count(put: Put) -> None:
    storage = "apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: fast}\nprovisioner: a\n"
    put(web_yaml=WEB, hpa_yaml=SCALER, service_yaml=SERVICE, storage_yaml=storage)
    found = loaded("web.yaml")
    workload = found.inventory.workload(found.inventory.ids[0])
    assert workload.fewest == 2
    assert [each.name for each in workload.services] == ["web"]
    assert set(workload.storage_classes) == {"fast"}


def test_a_budget_of_two_counts_the_workload_beside(put: Put) -> None:
    put(web_yaml=WEB, other_yaml=WEB.replace("name: web", "name: other", 1), pdb_yaml=BUDGET)
    found = loaded("web.yaml")
    workload = found.inventory.workload(found.inventory.ids[0])
    assert workload.beside == {workload.budgets[0].id: 3}


def test_many_files_named_one_by_one_have_neighbours_too(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    from wizard.outputs import bulk

    folder = put(web_yaml=WEB, pdb_yaml=BLOCKING, **{f"b{n}_yaml": API.replace("api", f"api-{n}") for n in range(9)})
    put(job_yaml=JOB % "Job", other_yaml=JOB % "CloneSet")
    names = sorted(each.name for each in folder.iterdir() if each.name not in {"pdb.yaml", "other.yaml"})
    one = gather(loaded(*names)).report()
    many = bulk.gather(origins(names), Target(), jobs=2)
    assert many is not None
    assert many.report() == one
    assert any("pdb.yaml" in note for note in one["notes"])


def test_what_holds_pods_and_is_not_judged_is_named_once(put: Put) -> None:
    kinds = ("Job", "CloneSet", "DeploymentConfig", "ReplicaSet")
    pods = "apiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {containers: [{name: a, image: a}]}\n"
    cron = "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: daily}\nspec: {jobTemplate: {spec: {template: %s}}}\n"
    cron %= "{spec: {containers: [{name: a, image: a}]}}"
    rollout = (JOB % "Rollout").replace("batch/v1", "argoproj.io/v1alpha1")
    texts = [WEB, pods, cron, rollout, *(JOB % kind for kind in kinds), (JOB % "Job").replace("once", "twice")]
    put(web_yaml="---\n".join(texts))
    notes = loaded("web.yaml").notes
    assert len(notes) == 7
    assert "web.yaml: Job once, twice hold pods and are not judged" in "\n".join(notes)
    assert "web.yaml: CronJob daily holds pods and is not judged" in "\n".join(notes)
    assert "web.yaml: Rollout once holds pods" in "\n".join(notes)


def test_a_folder_of_examples_is_as_many_worlds_as_files(put: Put) -> None:
    put(**{f"web{number}_yaml": WEB for number in range(6)}, pdb_yaml=BUDGET, bad_yaml="kind: PodDisruptionBudget\n\t-")
    found = loaded("web0.yaml")
    assert not beside(found)
    assert not found.notes
    assert added(found) == ["PodDisruptionBudget"]
    assert sum(each == "PodDisruptionBudget" for each in added(loaded("."))) == 6


def test_environments_in_one_folder_share_what_is_nobodys_own(put: Put) -> None:
    put(dev_yaml=WEB + "---" + SERVICE, prod_yaml=WEB, pdb_yaml=BUDGET)
    found = loaded("prod.yaml")
    workload = found.inventory.workload(found.inventory.ids[0])
    assert [each.id.origin for each in workload.budgets] == ["pdb.yaml"]
    assert not workload.services
    assert not added(loaded("dev.yaml", "prod.yaml"))


def test_more_than_can_be_read_is_said(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    put(web_yaml=WEB, **{f"a{number}_yaml": API.replace("api", f"api-{number}") for number in range(5)})
    monkeypatch.setattr(neighbours, "FIRST_FILES", 3)
    hurried = load(origins(["web.yaml"]), Target(), hurry=True)
    assert len(hurried.inventory.neighbours) == 3
    assert hurried.more is not None
    assert len(hurried.more().inventory.neighbours) == 5
    assert hurried.more().more is None


def test_a_named_file_that_cannot_be_read_still_ends_it(put: Put) -> None:
    put(web_yaml="kind: [", pdb_yaml=BUDGET)
    with pytest.raises(WizardError, match=r"web\.yaml:1"):
        loaded("web.yaml")
