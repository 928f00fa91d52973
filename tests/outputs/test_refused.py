"""One file that cannot be read, or whose change is refused, stops no other; each is named, with all its reasons."""

import json
import shutil
from pathlib import Path

import pytest

from tests.building import SERVICE, WEB
from tests.trials import trial
from wizard.cli import main
from wizard.outputs import bulk

OPTIONS = ["--skip", "readiness", "--skip", "budget"]
API = WEB.replace("app: web", "app: api").replace("name: web\nspec", "name: api\nspec")
ODD_STRATEGY = API.replace("spec:\n  replicas", "spec:\n  strategy: fast\n  replicas")
ODD_PLACE = WEB.replace("      containers:", "      affinity: [x]\n      containers:")
BAD = "apiVersion: apps/v1\nkind: Deployment\nmetadata: [\n"
EXPLICIT = WEB.replace("  replicas: 3\n", "  ? replicas\n  : 3\n")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.yaml").write_text(WEB)
    return tmp_path


@pytest.mark.parametrize("command", ["check", "simulate", "fix"])
def test_of_many_named_files_one_that_cannot_be_read_stops_no_other(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (folder / "bad.yaml").write_text(BAD)
    (folder / "gate.yaml").write_text("kind: {{ .Values.kind }}\n")
    assert main([command, "bad.yaml", "good.yaml", "gone.yaml", "gate.yaml"]) == 2
    said = capsys.readouterr()
    assert "good.yaml" in said.out
    everything = said.out + said.err
    assert all(f"\n{place}" in f"\n{everything}" for place in ("bad.yaml:", "gone.yaml", "gate.yaml:1"))


def test_report_tells_which_were_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.yaml").write_text(BAD)
    assert main(["check", ".", "--format", "json"]) == 1
    assert [each["named"] for each in json.loads(capsys.readouterr().out)["unreadable"]] == [False]
    assert main(["check", ".", "bad.yaml", "--format", "json"]) == 2
    assert [each["named"] for each in json.loads(capsys.readouterr().out)["unreadable"]] == [True]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ([], 2),
        (["--severity", "error"], 2),
        (["--select", "no-budget"], 2),
        (["--ignore", "unreadable"], 2),
        (["--ignore", "unreadable", "--ignore", "template", "--ignore", "no-manifest"], 0),
        (["--write-baseline", "old.json"], 2),
    ],
)
def test_named_file_fails_unless_its_id_is_ignored(folder: Path, words: list[str], code: int) -> None:
    (folder / "bad.yaml").write_text(BAD)
    (folder / "gate.yaml").write_text("kind: {{ .Values.kind }}\n")
    (folder / "ci.yaml").write_text("script: !include [x\n")
    fine = ["--fail-on", "error"]
    assert main(["check", "good.yaml", "bad.yaml", "gate.yaml", "ci.yaml", *fine, *words]) == code


@pytest.mark.parametrize("processes", [1, 2])
def test_several_processes_end_alike(folder: Path, monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    monkeypatch.setattr(bulk, "PAYS_FROM", 2)
    monkeypatch.setattr(bulk, "processors", lambda: processes)
    (folder / "bad.yaml").write_text(BAD)
    assert main(["check", "good.yaml", "bad.yaml"]) == 2
    assert main(["check", "."]) == 1


@pytest.mark.parametrize("text", [ODD_STRATEGY, ODD_PLACE, EXPLICIT], ids=["strategy", "affinity", "explicit-key"])
def test_workload_whose_change_is_refused_stops_no_other(
    folder: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    (folder / "odd.yaml").write_text(text)
    words = ["--max-surge", "1", "--form", "anti-affinity", "--replicas", "4", *OPTIONS]
    assert main(["fix", ".", "--write", *words]) == 2
    assert (folder / "odd.yaml").read_text() == text
    assert "podAntiAffinity" in (folder / "good.yaml").read_text()
    assert "\nsurefoot: odd.yaml:" in "\n" + capsys.readouterr().err


def test_every_refusal_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "a.yaml").write_text(ODD_STRATEGY)
    (folder / "b.yaml").write_text(ODD_PLACE)
    (folder / "c.yaml").write_text(EXPLICIT)
    words = ["--max-surge", "1", "--form", "anti-affinity", "--replicas", "4", *OPTIONS]
    assert main(["fix", ".", *words]) == 2
    said = capsys.readouterr()
    assert said.out.startswith("--- a/good.yaml\n")
    assert all(f"surefoot: {name}.yaml:" in said.err for name in "abc")
    assert "Deployment api: strategy holds no mapping" in said.err


def test_file_stays_whole_when_one_of_its_workloads_is_refused(folder: Path) -> None:
    both = f"{API}---{ODD_PLACE}"
    (folder / "odd.yaml").write_text(both)
    assert main(["fix", ".", "--write", "--form", "anti-affinity", *OPTIONS]) == 2
    assert (folder / "odd.yaml").read_text() == both
    assert "podAntiAffinity" in (folder / "good.yaml").read_text()


def test_what_hangs_on_a_refused_file_is_left_too(folder: Path) -> None:
    """A budget that counts on the copies of a file that does not get them would block every drain."""
    (folder / "good.yaml").write_text(ODD_PLACE.replace("replicas: 3", "replicas: 1"))
    budget = (
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
        "spec:\n  maxUnavailable: 1\n  selector: {matchLabels: {app: web}}\n"
    )
    (folder / "budget.yaml").write_text(budget)
    (folder / "other.yaml").write_text(API)
    words = ["--replicas", "3", "--budget", "minAvailable=2", "--form", "anti-affinity", "--skip", "readiness"]
    assert main(["fix", ".", "--write", *words]) == 2
    assert (folder / "budget.yaml").read_text() == budget
    assert "minAvailable: 2" in (folder / "other.yaml").read_text()


@pytest.mark.parametrize("stays", ["changed", "read-only", "there"])
def test_file_that_cannot_be_written_stops_no_other(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], stays: str
) -> None:
    (folder / "api.yaml").write_text(API)
    words = ["--skip", "readiness"]
    if stays == "there":
        (folder / "api-pdb.yaml").write_text("# mine\n")
        words.append("--separate")
    elif stays == "read-only":
        monkeypatch.setattr("os.access", lambda path, _mode: not str(path).endswith("api.yaml"))
    else:
        from wizard.cli import reading

        load = reading.load

        def loaded(*given, **more):  # type: ignore[no-untyped-def]
            found = load(*given, **more)
            (folder / "api.yaml").write_text(API + "# changed meanwhile\n")
            return found

        monkeypatch.setattr(reading, "load", loaded)
    assert main(["fix", ".", "--write", *words]) == 2
    assert "lifecycle" not in (folder / "api.yaml").read_text()
    assert "lifecycle" in (folder / "good.yaml").read_text()
    assert "surefoot: api" in capsys.readouterr().err


def test_output_gets_a_refused_file_as_it_was(folder: Path) -> None:
    text = ODD_PLACE.replace("spec:", "spec: # mine", 1)
    (folder / "odd.yaml").write_text(text)
    assert main(["fix", ".", "--output", "out", "--form", "anti-affinity", *OPTIONS]) == 2
    assert (folder / "out" / "odd.yaml").read_text() == text
    assert "podAntiAffinity" in (folder / "out" / "good.yaml").read_text()


def test_tabs_of_a_refused_file_stay_too(folder: Path) -> None:
    text = ODD_PLACE.lstrip().replace("  replicas: 3", "\treplicas: 3")
    (folder / "odd.yaml").write_text(text)
    words = ["--form", "anti-affinity", "--mend-tabs", *OPTIONS]
    assert main(["fix", ".", "--write", *words]) == 2
    assert (folder / "odd.yaml").read_text() == text
    assert main(["fix", ".", "--output", "out", *words]) == 2
    assert (folder / "out" / "odd.yaml").read_text() == text


def test_stream_that_is_refused_is_not_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ODD_PLACE.encode())))
    assert main(["fix", "-", "good.yaml", "--write", "--form", "anti-affinity", *OPTIONS]) == 2
    assert capsys.readouterr().out == ""
    assert "podAntiAffinity" in (folder / "good.yaml").read_text()


def test_listing_that_cannot_be_written_keeps_its_new_files_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "kustomization.yaml").write_text("resources: [good.yaml]\n")
    (folder / "sub").mkdir()
    (folder / "sub" / "web.yaml").write_text(WEB)
    monkeypatch.setattr("os.access", lambda path, _mode: not str(path).endswith("kustomization.yaml"))
    assert main(["fix", ".", "--write", "--separate", "--skip", "readiness"]) == 2
    assert not (folder / "good-pdb.yaml").exists()
    assert (folder / "good.yaml").read_text() == WEB
    assert (folder / "sub" / "web-pdb.yaml").exists()
    assert "surefoot: kustomization.yaml: is read-only" in capsys.readouterr().err


def test_two_files_of_one_kustomization_are_both_listed(folder: Path) -> None:
    (folder / "api.yaml").write_text(API)
    (folder / "kustomization.yaml").write_text("resources:\n- api.yaml\n- good.yaml\n")
    assert main(["fix", ".", "--write", "--separate", "--skip", "readiness"]) == 0
    listed = (folder / "kustomization.yaml").read_text()
    assert listed == "resources:\n- api.yaml\n- good.yaml\n- api-pdb.yaml\n- web-pdb.yaml\n"


def test_budgets_of_one_name_get_files_of_their_own(folder: Path) -> None:
    for number, where in enumerate(("a", "b")):
        text = WEB.replace("  name: web\nspec", f"  name: web\n  namespace: {where}\nspec")
        (folder / f"{number}.yaml").write_text(text)
    (folder / "good.yaml").unlink()
    assert main(["fix", ".", "--write", "--separate", "--skip", "readiness"]) == 0
    assert "namespace: a\n" in (folder / "web-pdb.yaml").read_text()
    assert "namespace: b\n" in (folder / "web-pdb-2.yaml").read_text()


@pytest.mark.parametrize("name", ["../up", "a/b", "nul\\0", ".", "", "x" * 300])
def test_odd_name_leads_no_file_elsewhere(folder: Path, name: str) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "web.yaml").write_text(WEB.replace("  name: web\nspec", f'  name: "{name}"\nspec'))
    before = {path for path in folder.rglob("*") if path.parent != folder / "sub"}
    assert main(["fix", "sub", "--write", "--separate", "--skip", "readiness"]) in {0, 2}
    assert {path for path in folder.rglob("*") if path.parent != folder / "sub"} == before


@pytest.mark.parametrize("name", ["hard/crash-svc.yaml", "hard/kindlist.yaml", "hard/dup.json", "blocked.yaml"])
def test_no_trial_stops_the_others(folder: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    given = trial(name)
    shutil.copy(given, folder / given.name)
    before = (folder / given.name).read_bytes()
    assert main(["check", "."]) == 1
    assert "Deployment web  good.yaml" in capsys.readouterr().out
    assert main(["simulate", ".", "--scenario", "drain"]) in {0, 2}
    code = main(["fix", ".", "--write", "--skip", "readiness"])
    assert "PodDisruptionBudget" in (folder / "good.yaml").read_text()
    assert code == (2 if name == "hard/dup.json" else 0)
    if name == "blocked.yaml":
        assert (folder / given.name).read_bytes() == before
        assert "blocked.yaml:6: Deployment bad:" in capsys.readouterr().err


def test_service_beside_the_odd_one_is_still_judged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "services.yaml").write_text(f"{SERVICE}  type: [x]\n---\nkind: {{}}\n")
    assert main(["check", ".", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["mistakes"][0]["id"] for each in found["objects"]] == ["schema-wrong-type"]
